#include "clew/intel/detail/announced.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/kinds.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

using base::is_alpha;
using model::ValueType;

/// The value at the start of a line under "File names" or "Packages": to where a remark is set off.
Part value_of_line(std::string_view source, Part part, const Kind& kind) {
  const std::string_view line = source.substr(part.begin, part.end - part.begin);
  if (line.starts_with('`')) {
    const std::size_t close = line.find('`', 1);
    if (close != std::string_view::npos) return {part.begin + 1, part.begin + close};
  }
  std::size_t end = line.size();
  if (kind.types.front() == ValueType::user_agent) {
    const std::size_t open = line.rfind(" (");  // "(KHTML, like Gecko)" is of the value, "(of the second wave)" is not
    const bool remark = line.ends_with(')') && open != std::string_view::npos && base::is_lower(line[open + 2]);
    return {part.begin, remark ? part.begin + open : part.end};
  }
  const bool blanks = kind.types.front() == ValueType::file_path || kind.types.front() == ValueType::registry_key ||
                      kind.types.front() == ValueType::mutex;
  for (const std::string_view mark :
       {std::string_view("  "), std::string_view("\t"), std::string_view(" - "), std::string_view(" ("),
        std::string_view(" <--"), std::string_view(" -> "), std::string_view(" # "), std::string_view(" \xe2\x80"),
        std::string_view(" \xe2\x86\x92")}) {
    end = std::min(end, line.find(mark));
  }
  if (!blanks) end = std::min(end, line.find_first_of(" ,;"));
  if (kind.types.front() == ValueType::package && end > 1 && end < line.size() && line[end - 1] == ':') {
    const std::string_view behind = base::trimmed(line.substr(end));  // "left-pad: 1.3.0, 1.3.1"
    if (is_version(behind.substr(0, behind.find_first_of(" ,;")))) --end;
  }
  return {part.begin, part.begin + std::min(end, line.size())};
}

/// `Invoice of May.docx` in a block of code: a name with blanks, not `tool.exe -o out.txt`.
bool is_file_of_words(std::string_view line) {
  constexpr std::ptrdiff_t blanks_max = 8;
  const std::size_t last = line.rfind(' ');
  if (!ends_like_program(line) || last == std::string_view::npos || std::ranges::count(line, ' ') > blanks_max)
    return false;
  const std::string_view words = line.substr(0, last);
  return words.find_first_of("/\\.\"'<>=|$%") == std::string_view::npos && words.find(" -") == std::string_view::npos;
}

/// `[Newsletter](/join)` is no package; `[name](https://registry.example/package/name)` is.
bool links_elsewhere(std::string_view text) {
  const std::size_t target = text.find("](");
  if (!text.starts_with('[')) return false;
  if (target == std::string_view::npos) return true;
  const std::string_view name = without_version(text.substr(1, target - 1));
  return text.substr(target).find(name) == std::string_view::npos;
}

/// What follows the first word of a line says that it begins a sentence: "Use of a tool", "**Remove** `name`", not
/// "name (1.2.3)", "name 1.2".
bool goes_on_as_sentence(std::string_view first, std::string_view rest) {
  if (rest.empty() || rest.front() != ' ') return false;
  rest = base::trimmed(rest);
  const std::size_t letter = first.find_first_not_of('*');
  if (rest.starts_with('`') && letter < first.size() && base::is_upper(first[letter])) return true;
  if (rest.empty() || !is_alpha(rest.front())) return false;
  static constexpr auto words = std::to_array<std::string_view>(
      {"version", "v0", "v1", "v2", "v3", "v4", "v5", "all version", "all release", "(all"});
  if (rest == "all") return false;
  return std::ranges::none_of(
      words, [&](std::string_view word) { return base::equal_ignoring_case(rest.substr(0, word.size()), word); });
}

/// "June 16, 2025: it was published": a line of a timeline.
bool starts_with_date(std::string_view line) {
  constexpr std::size_t look_bytes_max = 40;
  while (!line.empty() && (line.front() == '*' || line.front() == '_' || line.front() == '[')) line.remove_prefix(1);
  const auto dates = find_dates(line.substr(0, look_bytes_max));
  return !dates.empty() && dates.front().offset == 0;
}

/// Whether `text`, with `rest` of its line behind it, may be a name of the kind that is announced.
bool may_be_name(std::string_view text, std::string_view rest, const Block& block) {
  const ValueType wanted = block.values->types.front();
  const bool is_word = wanted == ValueType::package || wanted == ValueType::account;
  const bool is_option = text.starts_with('-') || is_version(text);  // `-h, --help`, `1.2.3-alpha`
  if (is_word && (is_option || links_elsewhere(text) || goes_on_as_sentence(text, rest))) return false;
  const bool is_string = is_word || wanted == ValueType::mutex || wanted == ValueType::user_agent;
  if (is_string && block.is_program) return false;
  if (wanted == ValueType::user_agent && text.starts_with('(')) return false;  // the rest of the line above
  const bool spaced = wanted == ValueType::mutex || wanted == ValueType::user_agent || starts_like_registry(text);
  const bool file_of_words =
      block.kind == Block::Kind::code && wanted == ValueType::file_path && is_file_of_words(text);
  return text.find(' ') == std::string_view::npos || starts_like_path(text) || spaced || file_of_words;
}

}  // namespace

bool holds_digest(std::string_view text) {
  constexpr std::size_t digits_min = 32;
  std::size_t run = 0;
  return std::ranges::any_of(text, [&](char c) {
    run = base::is_hex(c) ? run + 1 : 0;
    return run >= digits_min;
  });
}

std::optional<Part> announced_name(std::string_view source, const Block& block) {
  const bool itemised = block.kind == Block::Kind::item || block.kind == Block::Kind::code;
  const bool other = block.section == Section::other_kinds;
  if (!itemised || !block.values || !(other || block.section == Section::indicators)) return std::nullopt;
  const std::string_view line = source.substr(block.part.begin, block.part.end - block.part.begin);
  if (starts_with_date(line)) return std::nullopt;
  const Part part = value_of_line(source, block.part, *block.values);
  const std::string_view text = source.substr(part.begin, part.end - part.begin);
  if (!may_be_name(text, source.substr(part.end, block.part.end - part.end), block)) return std::nullopt;
  const std::size_t last = text.find_last_not_of('*');
  if (last != std::string_view::npos && text.find(':') == last) return std::nullopt;  // "**Version:** 1.2"
  const Refanged plain = refang(text);
  const auto shape = shape_of(plain.text(), plain.was_defanged(0, plain.text().size()));
  const bool is_host = shape && shape->value && shape->type == ValueType::domain;
  if (is_host && block.values->types.front() == ValueType::package) return std::nullopt;
  const std::string_view behind = base::trimmed(source.substr(part.end, block.part.end - part.end));
  const std::string_view labelled = behind.starts_with(": ") ? base::trimmed(behind.substr(1)) : std::string_view{};
  if (!labelled.empty() && !is_version(labelled.substr(0, labelled.find_first_of(" ,;"))))
    return std::nullopt;  // "Domain : x"
  const bool other_name = other && !(shape && shape->value && is_digest(shape->type));
  const bool is_name = other_name || !shape || shape->type == ValueType::file_path || shape->type == ValueType::domain;
  return is_name ? std::optional(part) : std::nullopt;
}

}  // namespace clew::intel::detail
