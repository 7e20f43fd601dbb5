#include "clew/inquiry/command_lines.h"

#include "clew/base/text.h"
#include "clew/inquiry/programs.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace clew::inquiry {
namespace {

constexpr std::string_view spaces = " \t\r\n";
constexpr std::string_view separators = ";|&()<>`\n";
/// Of one command; a longer one is judged by its beginning.
constexpr std::size_t words_max = 64;

bool is_in_word(char c) { return base::is_alnum(c) || c == '_' || c == '-'; }

std::string_view without_quotes(std::string_view word) {
  while (!word.empty() && (word.front() == '"' || word.front() == '\'')) word.remove_prefix(1);
  while (!word.empty() && (word.back() == '"' || word.back() == '\'')) word.remove_suffix(1);
  return word;
}

/// The words of the first command in `text`.
std::vector<std::string_view> words_of(std::string_view text) {
  const std::size_t end_of_command = std::min(text.find_first_of(separators), text.size());
  const bool redirected = end_of_command < text.size() && (text[end_of_command] == '>' || text[end_of_command] == '<');
  text = text.substr(0, end_of_command);
  while (redirected && !text.empty() && base::is_digit(text.back())) text.remove_suffix(1);  // the 2 of `2>&1`
  std::vector<std::string_view> words;
  while (words.size() < words_max) {
    const std::size_t begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(spaces), text.size());
    words.push_back(without_quotes(text.substr(0, end)));
    text.remove_prefix(end);
  }
  return words;
}

/// What is left after `sudo -u kim`, `env A=b`, `nohup`, `busybox`: the command itself.
std::size_t skip_wrappers(const std::vector<std::string_view>& words) {
  static constexpr auto wrappers =
      std::to_array<std::string_view>({"sudo", "doas", "env", "nohup", "exec", "command", "time", "busybox"});
  std::size_t i = 0;
  bool wrapped = false;
  for (; i < words.size(); ++i) {
    if (std::ranges::find(wrappers, base::last_path_part(words[i])) != wrappers.end()) {
      wrapped = true;
    } else if (wrapped && (words[i] == "-u" || words[i] == "-g")) {
      ++i;  // the name after it
    } else if (!(wrapped && words[i].starts_with('-')) && words[i].find('=') == std::string_view::npos) {
      break;
    }
  }
  return i;
}

/// Where an interpreter has its program from.
struct Program {
  enum class From : std::uint8_t { input, arguments, file } from = From::input;
  std::string_view file;
};

bool is_shell(std::string_view interpreter) {
  const std::string name = base::lowered(base::last_path_part(interpreter));
  return name.ends_with("sh") && name != "pwsh" && name != "tclsh";  // sh, bash, zsh, dash, ksh, fish, csh
}

/// Options whose next word, or rest, is the program. Shells only have `-c`, alone or in a cluster.
bool holds_program(std::string_view option, bool shell) {
  if (shell) return !option.starts_with("--") && option.find('c') != std::string_view::npos;
  static constexpr auto options =
      std::to_array<std::string_view>({"-c", "-m", "-e", "-p", "-pe", "-ne", "-r", "--eval", "--print", "/c", "/k",
                                       "-command", "-enc", "-encodedcommand"});
  return std::ranges::any_of(options, [&](std::string_view each) { return base::equal_ignoring_case(each, option); });
}

Program program_of(const std::vector<std::string_view>& words, std::size_t interpreter) {
  if (base::lowered(words[interpreter]).ends_with("awk")) return {Program::From::arguments, {}};
  const bool shell = is_shell(words[interpreter]);
  for (std::size_t i = interpreter + 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "-" || word == "/dev/stdin") return {Program::From::input, {}};
    const bool option = word.starts_with('-') || word.starts_with("//") || base::equal_ignoring_case(word, "/c") ||
                        base::equal_ignoring_case(word, "/k");
    if (!option) return {Program::From::file, word};
    if (holds_program(word, shell)) return {Program::From::arguments, {}};
    if (shell && !word.starts_with("--") && word.find('s') != std::string_view::npos) return {Program::From::input, {}};
    if (shell && word.ends_with('o')) ++i;  // `-o pipefail`
  }
  return {Program::From::input, {}};
}

/// Whether a command reads the script that it runs from its input.
bool runs_its_input(std::string_view command) {
  const std::vector<std::string_view> words = words_of(command);
  const std::size_t interpreter = skip_wrappers(words);
  return interpreter < words.size() && is_interpreter(words[interpreter]) &&
         program_of(words, interpreter).from == Program::From::input;
}

/// `bash <(`, `source <(`, `sh -c "$(`, `eval $(`: what comes next is run. A `V=$(` or `diff <(` only reads it.
bool runs_what_follows(std::string_view before) {
  const bool stream = before.ends_with("<(");
  if (!stream && !before.ends_with("$(") && !before.ends_with('`')) return false;
  before.remove_suffix(before.ends_with('`') ? 1 : 2);
  const std::size_t begin = before.find_last_of(separators);
  const std::vector<std::string_view> words = words_of(before.substr(begin == std::string_view::npos ? 0 : begin + 1));
  const std::size_t first = skip_wrappers(words);
  if (first == words.size()) return false;
  const std::string_view command = words[first];
  if (stream) return is_interpreter(command) || command == "source" || command == ".";
  // The quote of `-c "$(` is a word of its own that is empty.
  const bool has_option = std::ranges::any_of(
      words, [&](std::string_view word) { return word.starts_with('-') && holds_program(word, is_shell(command)); });
  return command == "eval" || (is_interpreter(command) && has_option);
}

bool is_piped_into_interpreter(std::string_view rest) {
  for (std::size_t pipe = rest.find('|'); pipe != std::string_view::npos; pipe = rest.find('|', pipe + 1)) {
    if (rest.substr(pipe + 1).starts_with('|')) {
      ++pipe;  // `||`: only when the first one fails
    } else if (runs_its_input(rest.substr(pipe + 1))) {
      return true;
    }
  }
  return false;
}

/// The text before a command, without the folders of its path.
std::string_view before_command(std::string_view command_line, std::size_t at) {
  while (at > 0 && (command_line[at - 1] == '/' || command_line[at - 1] == '.' || is_in_word(command_line[at - 1])))
    --at;
  return command_line.substr(0, at);
}

}  // namespace

std::size_t find_command(std::string_view command_line, std::string_view command, std::size_t from) {
  for (std::size_t at = base::find_ignoring_case(command_line, command, from); at != std::string_view::npos;
       at = base::find_ignoring_case(command_line, command, at + 1)) {
    if (at > 0 && is_in_word(command_line[at - 1])) continue;
    std::string_view rest = command_line.substr(at + command.size());
    if (rest.size() >= 4 && base::equal_ignoring_case(rest.substr(0, 4), ".exe")) rest.remove_prefix(4);
    if (rest.empty() || !(is_in_word(rest.front()) || rest.front() == '.' || rest.front() == '=')) return at;
  }
  return std::string_view::npos;
}

bool runs_from_network(std::string_view command_line) {
  for (const std::string_view fetcher : {"curl", "wget"}) {
    bool piped = false;  // what stands behind the first one stands behind them all
    for (std::size_t at = find_command(command_line, fetcher); at != std::string_view::npos;
         at = find_command(command_line, fetcher, at + 1)) {
      if (runs_what_follows(before_command(command_line, at))) return true;
      if (!piped && is_piped_into_interpreter(command_line.substr(at))) return true;
      piped = true;
    }
  }
  const auto has = [&](std::string_view command) { return has_command(command_line, command); };
  return (has("iex") || has("invoke-expression")) &&
         (has("downloadstring") || has("iwr") || has("irm") || has("invoke-webrequest") || has("invoke-restmethod"));
}

std::string_view script_of(std::string_view command_line) {
  const std::vector<std::string_view> words = words_of(command_line);
  const std::size_t interpreter = skip_wrappers(words);
  if (interpreter >= words.size() || !is_interpreter(words[interpreter])) return {};
  return program_of(words, interpreter).file;
}

}  // namespace clew::inquiry
