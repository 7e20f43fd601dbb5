// The commands that were typed into a shell, where the shell wrote down when: bash and tcsh with a line of `#1688700000`
// before each, zsh with `: 1688700000:0;command`, fish with `- cmd: command` and `  when: 1688700000`.
// A history without times is a text like any other.
// Source: the manuals of bash (HISTTIMEFORMAT), tcsh (savehist), zsh (EXTENDED_HISTORY), fish's history file.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/json_object.h"
#include "clew/evidence/formats/line_source.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/translator.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::size_t entry_bytes_max = 1U << 20U;  ///< of one command; what goes beyond it is an entry of its own
constexpr std::size_t lines_looked_at = 400;

enum class Shell : std::uint8_t { none, bash, zsh, fish };

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The seconds of `#1688700000` (bash) or `#+1688700000` (tcsh); empty if it is none.
std::string_view bash_time(std::string_view line) {
  if (!take(line, "#")) return {};
  take(line, "+");
  const bool is_time = (line.size() == 9 || line.size() == 10) && is_number(line) && parse_epoch_any(line);
  return is_time ? line : std::string_view{};
}

/// The seconds of `: 1688700000:0;command`, and `line` is then the command.
std::string_view take_zsh_time(std::string_view& line) {
  std::string_view rest = line;
  if (!take(rest, ": ")) return {};
  while (take(rest, " ")) {
  }
  const auto time = take_until(rest, ":");
  const auto took = time ? take_until(rest, ";") : std::nullopt;
  if (!took || !is_number(*took) || time->size() < 9 || !parse_epoch_any(*time)) return {};
  line = rest;
  return *time;
}

/// Each needs its own marks in a good part of its lines, so that a script with such a line is none.
Shell shell_of(std::string_view head) {
  const auto lines = head_lines(head, lines_looked_at);
  std::size_t bash = 0, zsh = 0, fish = 0, fish_times = 0;
  for (std::string_view line : lines) {
    bash += bash_time(line).empty() ? 0U : 1U;
    zsh += take_zsh_time(line).empty() ? 0U : 1U;
    fish += line.starts_with("- cmd: ") ? 1U : 0U;
    fish_times += line.starts_with("  when: ") && parse_epoch_any(line.substr(8)) ? 1U : 0U;
  }
  constexpr std::size_t marks_one_in = 4;
  const auto is_many = [&](std::size_t marks) { return marks > 0 && marks * marks_one_in >= lines.size(); };
  if (is_many(fish) && fish_times > 0 && lines.front().starts_with("- cmd: ")) return Shell::fish;
  if (is_many(zsh)) return Shell::zsh;
  return is_many(bash) && lines.size() > bash ? Shell::bash : Shell::none;
}

/// zsh writes some bytes as 0x83 and the byte with its sixth bit turned.
std::string without_zsh_marks(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool marked = text[i] == '\x83' && i + 1 < text.size();
    result += marked ? static_cast<char>(static_cast<unsigned char>(text[++i]) ^ 0x20U) : text[i];
  }
  return result;
}

/// fish writes a line feed as `\n` and a backslash as `\\`.
std::string without_fish_escapes(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == '\\')) {
      result += text[++i] == 'n' ? '\n' : '\\';
    } else {
      result += text[i];
    }
  }
  return result;
}

class HistoryTranslator final : public Translator {
 public:
  explicit HistoryTranslator(ByteSource& content) : source_(content) {}

  bool next(Translation& record) override {
    if (!shell_) shell_ = shell_of(source_.peek(recognition_bytes));
    time_.clear();
    command_.clear();
    record.broken = false;
    record.offset = source_.offset();
    while (const auto line = source_.peek_line()) {
      if (!without_line_end(*line).empty()) break;
      source_.take(line->size());
      record.offset = source_.offset();
    }
    switch (*shell_) {
      case Shell::zsh: read_zsh(); break;
      case Shell::fish: read_fish(); break;
      default: read_bash();
    }
    record.length = source_.offset() - record.offset;
    if (record.length == 0) return false;
    JsonObject object(record.text);
    object.add("time", time_);
    object.add("command", command_);
    object.close();
    return true;
  }
  [[nodiscard]] std::optional<base::Error> problem() const override { return source_.problem(); }

 private:
  /// As bash reads it: all lines up to the next time are one command. Those before the first time are one each.
  void read_bash() {
    while (const auto line = source_.peek_line()) {
      const std::string_view text = without_line_end(*line);
      const std::string_view time = bash_time(text);
      if (!time.empty()) {
        if (!command_.empty()) return;
        time_ = time;  // the last one counts where a command is missing
      } else if (!add_line(text)) {
        return;
      }
      source_.take(line->size());
      if (time_.empty()) return;
    }
  }

  /// A backslash at the end of a line: the command goes on in the next.
  void read_zsh() {
    while (const auto line = source_.peek_line()) {
      std::string_view text = without_line_end(*line);
      if (command_.empty()) time_ = take_zsh_time(text);
      const std::size_t backslashes = text.size() - 1 - text.find_last_not_of('\\');  // npos is -1: all of them
      const bool goes_on = backslashes % 2 == 1;
      if (goes_on) text.remove_suffix(1);
      if (!add_line(without_zsh_marks(text))) return;
      source_.take(line->size());
      if (!goes_on) return;
    }
  }

  void read_fish() {
    bool has_command = false;
    while (const auto line = source_.peek_line()) {
      std::string_view text = without_line_end(*line);
      if (take(text, "- cmd: ")) {
        if (has_command) return;
        has_command = true;
        add_line(without_fish_escapes(text));
      } else if (take(text, "  when: ") && is_number(text)) {
        time_ = text;
      }
      source_.take(line->size());
    }
  }

  /// False if the entry is full.
  bool add_line(std::string_view text) {
    if (!command_.empty() && command_.size() + text.size() > entry_bytes_max) return false;
    if (!command_.empty()) command_ += '\n';
    command_ += text;
    return true;
  }

  LineSource source_;
  std::optional<Shell> shell_;
  std::string time_, command_;
};

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  if (!fields.has("command")) return Decoded::nothing;
  if (const auto time = parse_epoch_any(fields.get("time"))) set_time(event, FoundTime{*time});
  event.event_class = model::EventClass::process_activity;
  event.activity = model::activity::process_launch;
  event.add(device_hostname, context.device);
  event.add(process_cmd_line, fields.get("command"));
  return Decoded::event;
}

std::string recognise(std::string_view head) {
  switch (shell_of(head)) {
    case Shell::bash:
    case Shell::zsh:
    case Shell::fish: return "shell_history";
    case Shell::none: break;
  }
  return {};
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

std::unique_ptr<Translator> translate(ByteSource& content) { return std::make_unique<HistoryTranslator>(content); }

}  // namespace

constinit const Format shell_history = {
    .name = "shell_history",
    .framing = Framing::translated,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .translate = translate,
    .of_one_device = true,
};

}  // namespace clew::evidence
