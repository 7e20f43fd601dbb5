// systemd's journal as journalctl exports it: `-o json` (lines), `-o json-pretty` (documents), `-o json-seq` and `-o json-sse`
// (lines with a mark before each), and `-o export`, whose fields may hold any bytes.
// Source: "Journal Export Formats" and "Journal JSON Format" of systemd, systemd.journal-fields(7).
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/json_object.h"
#include "clew/evidence/formats/line_source.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/formats/unix_messages.h"
#include "clew/evidence/translator.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::size_t message_bytes_max = 16 * 1024;
constexpr std::size_t entry_bytes_max = 8U << 20U;  ///< of an exported entry's fields; others are left out
constexpr char sequence_mark = '\x1e';              ///< RFC 7464

constexpr std::array table = std::to_array<Mapping>({
    {"MESSAGE_ID", event_code},
    {"_EXE", actor_process_path},
    {"_MACHINE_ID", device_uid},
    {"_SYSTEMD_UNIT", resource_name},
    {"__CURSOR", event_uid},
});
static_assert(is_sorted_by_path(table));

bool is_journal(const Fields& fields) {
  return fields.has("__REALTIME_TIMESTAMP") && (fields.has("__CURSOR") || fields.has("_BOOT_ID"));
}

std::string_view without_mark(std::string_view line) {
  if (line.starts_with(sequence_mark)) line.remove_prefix(1);
  take(line, "data: ");
  return line;
}

/// A text, or the bytes of one that is not UTF-8 as an array of numbers.
std::string message_of(const Fields& fields) {
  std::string text;
  for (const Fields::Field& field : fields.all()) {
    if (fields.path_of(field) != "MESSAGE") continue;
    if (field.kind == FieldKind::text) {
      if (!text.empty()) text += ' ';
      text += field.text;
    } else if (const auto byte = base::parse_unsigned(field.text); byte && *byte < 256) {
      text += static_cast<char>(*byte);
    }
    if (text.size() > message_bytes_max) break;
  }
  return text;
}

/// What the kernel's audit said comes without its own header.
std::string audit_record(const Fields& fields, std::string_view text, std::int64_t nanoseconds) {
  const std::string_view type = fields.get("_AUDIT_TYPE_NAME");
  take(text, type);
  const std::int64_t milliseconds = nanoseconds / 1'000'000;
  return fmt::format("type={} msg=audit({}.{:03}:{}):{}", type, milliseconds / 1000, milliseconds % 1000,
                     fields.get("_AUDIT_ID"), text);
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(without_mark(record), scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  // When it happened, by the sender's clock, before when the journal got it.
  static constexpr std::array<std::string_view, 2> times = {"_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP"};
  const auto time = parse_epoch_any(fields.first_of(times));
  if (time) set_time(event, FoundTime{*time});
  add_mapped(fields, table, event);
  if (event.has(resource_name)) event.add(resource_type, "unit");
  const std::string text = message_of(fields);
  static constexpr std::array<std::string_view, 2> programs = {"SYSLOG_IDENTIFIER", "_COMM"};
  static constexpr std::array<std::string_view, 2> pids = {"_PID", "SYSLOG_PID"};
  // Copied, because what follows reads fields of its own.
  const std::string program(fields.first_of(programs));
  const std::string pid(fields.first_of(pids));
  const std::string host(fields.get("_HOSTNAME"));
  const std::string command(fields.get("_CMDLINE"));
  if (time && fields.get("_TRANSPORT") == "audit" && fields.has("_AUDIT_TYPE_NAME")) {
    event.add(device_hostname, host);
    return decode_audit(audit_record(fields, text, time->nanoseconds), scratch, event);
  }
  SyslogLine line;
  line.host = host;
  line.program = program;
  line.pid = pid;
  line.message = text;
  const Decoded decoded = decode_syslog_message(line, context, scratch, event);
  if (event.event_class == model::EventClass::other) event.add(process_cmd_line, command);
  return decoded;
}

std::string recognise_lines(std::string_view head) {
  if (!head.starts_with(sequence_mark) && !head.starts_with("data: "))
    return any_line(head, is_journal) ? "journald" : "";
  const auto lines = head_lines(head);
  return std::ranges::any_of(lines, [](std::string_view line) { return any_line(without_mark(line), is_journal); })
             ? "journald"
             : "";
}
std::string recognise_document(std::string_view head) { return in_first_element(head, is_journal) ? "journald" : ""; }

bool is_field_name(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return base::is_upper(c) || base::is_digit(c) || c == '_'; });
}

std::string recognise_export(std::string_view head) {
  return head.starts_with("__CURSOR=") && head.contains("\n__REALTIME_TIMESTAMP=") ? "journald" : "";
}

/// Fields of an entry are lines of `NAME=text`, or `NAME`, a size in eight bytes, and as many bytes; a blank line ends it.
class ExportTranslator final : public Translator {
 public:
  explicit ExportTranslator(ByteSource& content) : source_(content) {}

  bool next(Translation& record) override {
    skip_blank_lines();
    record.offset = source_.offset();
    record.broken = false;
    JsonObject object(record.text);
    std::string_view why;
    while (why.empty()) {
      const auto line = source_.peek_line();
      if (!line || *line == "\n") break;
      why = read_field(*line, object, record.text);
    }
    object.close();
    record.length = source_.offset() - record.offset;
    if (!why.empty()) {
      record.broken = true;
      record.text = why;
      skip_entry();
      record.length = source_.offset() - record.offset;
    }
    return record.length > 0;
  }
  [[nodiscard]] std::optional<base::Error> problem() const override { return source_.problem(); }

 private:
  void skip_blank_lines() {
    while (source_.peek(1) == "\n") source_.take(1);
  }
  /// What is left of a broken entry.
  void skip_entry() {
    while (const auto line = source_.peek_line()) {
      if (*line == "\n") return;
      source_.take(line->size());
    }
  }

  /// Why the field is broken; empty if it is not.
  std::string_view read_field(std::string_view line, JsonObject& object, const std::string& text) {
    const std::size_t line_bytes = line.size();
    if (line.ends_with('\n')) line.remove_suffix(1);
    const std::size_t equals = line.find('=');
    const bool has_room = text.size() + line_bytes < entry_bytes_max;
    if (equals != std::string_view::npos && is_field_name(line.substr(0, equals))) {
      if (has_room) object.add(line.substr(0, equals), line.substr(equals + 1));
      source_.take(line_bytes);
      return {};
    }
    if (!is_field_name(line)) return "a line of the journal's export that is no field";
    const std::string name(line);
    source_.take(line_bytes);
    constexpr std::size_t size_bytes = 8;
    const std::string_view size_text = source_.peek(size_bytes);
    if (size_text.size() < size_bytes) return "a field of the journal's export that ends in its size";
    std::uint64_t size = 0;
    for (std::size_t i = size_bytes; i-- > 0;) size = size << 8U | static_cast<unsigned char>(size_text[i]);
    source_.take(size_bytes);
    if (size > entry_bytes_max) return "a field of the journal's export that is longer than is read";
    const std::string_view value = source_.peek(static_cast<std::size_t>(size) + 1);
    const bool whole = value.size() == size + 1 && value.ends_with('\n');
    if (whole && text.size() + value.size() < entry_bytes_max) object.add(name, value.substr(0, value.size() - 1));
    source_.take(std::min<std::size_t>(value.size(), static_cast<std::size_t>(size)));
    if (!whole) return "a field of the journal's export that is not as long as it says";
    source_.take(1);
    return {};
  }

  LineSource source_;
};

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::authentication, model::Sight::account_change};
  return sights;
}

std::unique_ptr<Translator> translate(ByteSource& content) { return std::make_unique<ExportTranslator>(content); }

}  // namespace

constinit const Format journald = {
    .name = "journald",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode,
    .sees = sees,
};
constinit const Format journald_document = {
    .name = "journald_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
};
constinit const Format journald_export = {
    .name = "journald_export",
    .framing = Framing::translated,
    .recognise = recognise_export,
    .decode = decode,
    .sees = sees,
    .translate = translate,
};

}  // namespace clew::evidence
