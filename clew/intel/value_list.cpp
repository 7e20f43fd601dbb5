#include "clew/intel/value_list.h"

#include "clew/base/text.h"
#include "clew/intel/detail/kinds.h"
#include "clew/intel/detail/list.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using base::Result;
using detail::Column;
using detail::Kind;
using detail::Meaning;
using model::Value;
using model::ValueType;

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
constexpr std::string_view spaces = " \t\r\v\f";

std::string_view stripped(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(spaces) + 1 - begin);
}

bool is_remark(std::string_view line) { return line.starts_with('#') || line.starts_with("//"); }

/// Without the quotes and code marks that people put around a value.
std::string_view bare(std::string_view text) {
  while (text.size() >= 2 && text.front() == text.back() && (text.front() == '`' || text.front() == '"'))
    text = stripped(text.substr(1, text.size() - 2));
  return text;
}

constexpr std::array<bool, 256> make_defanging_bytes() {
  std::array<bool, 256> bytes{};
  for (const char c : std::string_view("[](){}\\*")) bytes[static_cast<unsigned char>(c)] = true;
  for (std::size_t byte = 0x80; byte < bytes.size(); ++byte) bytes[byte] = true;
  return bytes;
}
constexpr std::array<bool, 256> defanging_bytes = make_defanging_bytes();

/// Marks that `refang` undoes, or that hide: where there is none, the text is as it is meant.
bool may_be_defanged(std::string_view text) {
  if (text.starts_with("h") || text.starts_with("H")) {
    if (!text.starts_with("http") && text.find(':') != std::string_view::npos) return true;
  }
  return std::ranges::any_of(text, [](char c) { return defanging_bytes[static_cast<unsigned char>(c)]; });
}

/// A name whose last label nobody can register names a file, where its last label looks like an ending.
bool looks_like_file(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  constexpr std::size_t ending_bytes_max = 8;
  return dot != std::string_view::npos && dot + 1 < text.size() && text.size() - dot - 1 <= ending_bytes_max &&
         std::ranges::all_of(text.substr(dot + 1), base::is_alnum) &&
         text.find_first_of("/\\:@") == std::string_view::npos;
}

Result<Value> guess_plain(std::string_view text, bool defanged) {
  if (auto shape = detail::shape_of(text, defanged)) {
    if (shape->value) return *std::move(shape->value);
    return fail(Fault::malformed, fmt::format("{}: {}", name_of(shape->type), shape->why));
  }
  if (looks_like_file(text)) return Value::parse(ValueType::file_name, text);
  return fail(Fault::malformed, "not a value that its shape alone tells; say its type");
}

Result<Value> guess(std::string_view text) {
  if (!may_be_defanged(text)) return guess_plain(text.starts_with("*.") ? text.substr(2) : text, false);
  const Refanged plain = refang(text);
  std::string_view meant = plain.text();
  if (meant.starts_with("*.")) meant.remove_prefix(2);
  return guess_plain(meant, plain.was_defanged(0, plain.text().size()));
}

Result<Value> parse_typed(const Kind& kind, std::string_view text) {
  const bool is_name = kind.types.front() == ValueType::domain;
  const auto without_star = [&](std::string_view name) {
    return is_name && name.starts_with("*.") ? name.substr(2) : name;
  };
  if (!may_be_defanged(text)) return detail::parse_as(kind, without_star(text));
  // Brackets may be the value's own: what can be a file's or an account's is taken as it stands.
  const bool has_marks_of_its_own = std::ranges::any_of(kind.types, [](ValueType type) {
    return type == ValueType::file_name || type == ValueType::file_path || type == ValueType::account;
  });
  if (has_marks_of_its_own) {
    if (auto value = detail::parse_as(kind, text)) return value;
  }
  return detail::parse_as(kind, without_star(refang(text).text()));
}

/// The fields of a row; false if a quote does not close in it.
bool split_row(std::string_view line, char separator, std::vector<std::string_view>& fields) {
  fields.clear();
  while (true) {
    std::size_t end = std::string_view::npos;
    if (const std::string_view rest = stripped(line); rest.starts_with('"')) {
      const auto quote = static_cast<std::size_t>(rest.data() - line.data());
      const std::size_t close = line.find('"', quote + 1);
      if (close == std::string_view::npos) return false;
      end = line.find(separator, close + 1);
    } else {
      end = line.find(separator);
    }
    fields.push_back(bare(stripped(line.substr(0, end))));
    if (end == std::string_view::npos) return true;
    line.remove_prefix(end + 1);
  }
}

/// Two fields a row, one of which names a type in most rows: a list, however odd its values are.
std::optional<detail::ListShape> typed_rows(std::string_view lines) {
  constexpr std::size_t sample_rows_max = 64;
  for (const char separator : {'\t', ',', ';', '|'}) {
    std::array<std::size_t, 2> kinds{};
    std::size_t rows = 0;
    std::vector<std::string_view> fields;
    for (std::string_view rest = lines; !rest.empty() && rows < sample_rows_max;) {
      const std::string_view line = stripped(rest.substr(0, rest.find('\n')));
      rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
      if (line.empty() || is_remark(line)) continue;
      ++rows;
      if (!split_row(line, separator, fields) || fields.size() != kinds.size()) continue;
      for (std::size_t i = 0; i < kinds.size(); ++i) kinds[i] += detail::kind_named(fields[i]) ? 1 : 0;
    }
    const std::size_t column = kinds[0] > kinds[1] ? 0 : 1;
    if (kinds[column] * 2 <= rows) continue;
    std::vector<Column> columns(kinds.size(), Column{Meaning::value, std::nullopt});
    columns[column].meaning = Meaning::kind;
    return detail::ListShape{separator, std::move(columns), 0};
  }
  return std::nullopt;
}

}  // namespace

struct ValueList::State {
  char separator = '\0';  // '\0' for one value a line
  std::size_t value_column = 0;
  std::optional<std::size_t> kind_column;
  std::optional<Kind> kind;      // of all values, where the header names it
  std::size_t header_bytes = 0;  // still to leave out
  std::uint64_t line_number = 0;
  bool has_begun = false;
  bool in_long_line = false;  // that was refused in an earlier piece
  std::vector<std::string_view> fields;
  struct Known {
    std::string name;
    std::optional<Kind> kind;
  };
  std::vector<Known> kinds;  // that the rows have named so far, the names as they were written

  const std::optional<Kind>& kind_named(std::string_view name);
  Result<Value> read_line(std::string_view line);
  Result<Value> read_row(std::string_view line);
};

/// Lists have a handful of types; a hostile one may have a million.
const std::optional<Kind>& ValueList::State::kind_named(std::string_view name) {
  for (const Known& known : kinds) {
    if (known.name == name) return known.kind;
  }
  constexpr std::size_t kinds_max = 64;
  if (kinds.size() == kinds_max) kinds.pop_back();
  kinds.push_back({std::string(name), detail::kind_named(name)});
  return kinds.back().kind;
}

Result<Value> ValueList::State::read_row(std::string_view line) {
  if (!split_row(line, separator, fields)) return fail(Fault::malformed, "a quote that does not close in its line");
  if (fields.size() <= std::max(value_column, kind_column.value_or(0)))
    return fail(Fault::malformed, fmt::format("a row of {} field{}", fields.size(), fields.size() == 1 ? "" : "s"));
  const std::string_view text = fields[value_column];
  if (text.empty()) return fail(Fault::malformed, "no value");
  if (kind) return parse_typed(*kind, text);
  const std::string_view name = kind_column ? fields[*kind_column] : std::string_view{};
  if (name.empty()) return guess(text);
  const std::optional<Kind>& named = kind_named(name);
  if (!named) return fail(Fault::unsupported, fmt::format("type \"{}\" is not known", base::shortened(name, 40)));
  if (named->types.empty())
    return fail(Fault::unsupported, fmt::format("type \"{}\" is not one that is hunted", base::shortened(name, 40)));
  return parse_typed(*named, text);
}

Result<Value> ValueList::State::read_line(std::string_view line) {
  if (separator != '\0') return read_row(line);
  if (detail::starts_like_path(line)) return kind ? parse_typed(*kind, line) : guess(line);
  const auto read = [&](std::string_view text) { return kind ? parse_typed(*kind, text) : guess(text); };
  const std::size_t blank = line.find_first_of(" \t");
  if (blank == std::string_view::npos) return read(bare(line));
  // A blank may part value and remark, or belong to the value: `evil [.] example`, `name@evil [.] example`.
  std::string_view first = line.substr(0, blank);
  while (first.ends_with(',') || first.ends_with(';')) first.remove_suffix(1);
  auto value = read(bare(first));
  if (value) return value;
  const Refanged plain = refang(line);
  const std::string_view meant = stripped(plain.text());
  return read(meant.substr(0, meant.find_first_of(" \t")));
}

std::optional<ValueList> ValueList::recognise(std::string_view head) {
  std::string_view lines = head;
  if (lines.starts_with(utf8_mark)) lines.remove_prefix(utf8_mark.size());
  if (lines.find('\0') != std::string_view::npos) return std::nullopt;
  auto shape = detail::list_shape_of(lines);
  if (!shape) shape = typed_rows(lines);
  if (!shape) return std::nullopt;
  auto state = std::make_unique<State>();
  state->separator = shape->separator == '\n' ? '\0' : shape->separator;
  state->header_bytes = shape->begin;
  std::optional<std::size_t> value_column;
  for (std::size_t i = 0; i < shape->columns.size(); ++i) {
    const Column& column = shape->columns[i];
    if (column.meaning == Meaning::value && !value_column) {
      value_column = i;
      state->kind = column.kind;
    } else if (column.meaning == Meaning::kind && !state->kind_column) {
      state->kind_column = i;
    } else {
      return std::nullopt;
    }
  }
  if (!shape->columns.empty() && !value_column) return std::nullopt;
  state->value_column = value_column.value_or(0);
  return ValueList(std::move(state));
}

ValueList::ValueList(std::unique_ptr<State> state) : state_(std::move(state)) {}
ValueList::ValueList(ValueList&&) noexcept = default;
ValueList& ValueList::operator=(ValueList&&) noexcept = default;
ValueList::~ValueList() = default;

void ValueList::read(std::string_view lines, const ValueSink& sink) {
  State& state = *state_;
  if (!state.has_begun) {
    state.has_begun = true;
    if (lines.starts_with(utf8_mark)) lines.remove_prefix(utf8_mark.size());
  }
  const std::string_view header = lines.substr(0, state.header_bytes);
  state.line_number += static_cast<std::uint64_t>(std::ranges::count(header, '\n'));
  state.header_bytes -= header.size();
  lines.remove_prefix(header.size());
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view whole = lines.substr(0, end);
    const bool has_end = end < lines.size();
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (state.in_long_line) {
      state.in_long_line = !has_end;
      continue;
    }
    state.in_long_line = !has_end && whole.size() > value_list_line_bytes_max;
    ++state.line_number;
    if (whole.size() > value_list_line_bytes_max) {
      sink.refused(whole,
                   fmt::format("a line of {} bytes, at most {} are read", whole.size(), value_list_line_bytes_max),
                   state.line_number);
      continue;
    }
    const std::string_view line = stripped(whole);
    if (line.empty() || is_remark(line)) continue;
    const auto value = state.read_line(line);
    if (value) {
      sink.value(*value, state.line_number);
    } else {
      sink.refused(line, value.error().what, state.line_number);
    }
  }
}

Result<Value> read_value(std::string_view text) {
  const std::string_view meant = stripped(text);
  const std::size_t colon = meant.find(':');
  if (colon != std::string_view::npos) {
    if (const auto type = model::value_type_named(meant.substr(0, colon)))
      return parse_typed(Kind{{*type}}, meant.substr(colon + 1));
  }
  return guess(meant);
}

}  // namespace clew::intel
