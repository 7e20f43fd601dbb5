// Zeek's logs as tab-separated text with `#` lines in front (base/frameworks/logging/writers/ascii.zeek).
#include "clew/base/text.h"
#include "clew/evidence/detail/byte_mask.h"
#include "clew/evidence/detail/same_bytes.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/zeek.h"

#include <algorithm>
#include <optional>

namespace clew::evidence {
namespace {

constexpr std::size_t columns_max = 1024;  // Zeek's widest log has some fifty

std::optional<char> hex_byte(std::string_view digits) {
  if (digits.size() < 2 || !base::is_hex(digits[0]) || !base::is_hex(digits[1])) return std::nullopt;
  const auto value = [](char c) { return base::is_digit(c) ? c - '0' : base::to_lower(c) - 'a' + 10; };
  return static_cast<char>(value(digits[0]) * 16 + value(digits[1]));
}

/// The rest of a `#` line behind its name, or nothing if it is another line.
std::optional<std::string_view> value_of(std::string_view line, std::string_view name, char separator) {
  if (!line.starts_with(name)) return std::nullopt;
  line.remove_prefix(name.size());
  if (line.empty() || (line.front() != separator && line.front() != ' ')) return std::nullopt;
  return line.substr(1);
}

void read_types(std::string_view types, ZeekHeader& header) {
  std::size_t i = 0;
  for (const std::string_view type : base::split(types, header.separator)) {
    if (i == header.columns.size()) return;
    header.columns[i].is_list = type.starts_with("set[") || type.starts_with("vector[") || type.starts_with("table[");
    header.columns[i].is_bool = type == "bool" || type.ends_with("[bool]");
    ++i;
  }
}

/// The line with a line feed, which none has, for each separator of several characters.
std::string_view with_short_separators(std::string_view line, std::string_view separator, std::string& buffer) {
  buffer.clear();
  for (std::size_t end = line.find(separator); end != std::string_view::npos; end = line.find(separator)) {
    buffer.append(line.substr(0, end)).append(1, '\n');
    line.remove_prefix(end + separator.size());
  }
  buffer += line;
  return buffer;
}

/// Which columns give what, so that it need not be looked up for every line.
void plan(ZeekHeader& header) {
  const ZeekLog& log = zeek_log_of(header.path);
  header.log = &log;
  const std::span common = log.table.first(zeek_common_rows);
  for (const std::span<const Mapping> rows : {common, log.table.subspan(zeek_common_rows)}) {
    for (std::uint32_t i = 0; i < header.columns.size(); ++i) {
      const ZeekHeader::Column& column = header.columns[i];
      if (const Mapping* row = find_mapping(rows, column.name))
        header.rows.push_back({i, row->attribute, !column.is_list && !column.is_bool});
    }
  }
  for (std::uint32_t i = 0; i < header.columns.size(); ++i) {
    if (header.columns[i].name == "ts") header.time_columns.push_back(i);
    if (!log.asks.empty() && header.columns[i].name == log.asks) header.asked_columns.push_back(i);
  }
}

/// The last of several equal lines counts: a log may be concatenated from several files.
void read_header(std::string_view text, ZeekHeader& header) {
  header = ZeekHeader{};
  header.text = text;
  for (std::string_view line : base::split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!header.long_separator.empty()) line = with_short_separators(line, header.long_separator, header.line);
    if (const auto value = value_of(line, "#separator", ' ')) {
      if (value->starts_with("\\x")) header.separator = hex_byte(value->substr(2)).value_or('\t');
      if (value->size() == 1) header.separator = value->front();
      const bool is_long = value->size() > 1 && !value->starts_with("\\x");
      header.long_separator = is_long ? *value : std::string_view{};
      if (is_long) header.separator = '\n';
    } else if (const auto set = value_of(line, "#set_separator", header.separator)) {
      header.set_separator = *set;
    } else if (const auto empty = value_of(line, "#empty_field", header.separator)) {
      header.empty_field = *empty;
    } else if (const auto unset = value_of(line, "#unset_field", header.separator)) {
      header.unset_field = *unset;
    } else if (const auto path = value_of(line, "#path", header.separator)) {
      header.path = *path;
    } else if (const auto fields = value_of(line, "#fields", header.separator)) {
      header.columns.clear();
      for (const std::string_view name : base::split(*fields, header.separator)) {
        if (header.columns.size() == columns_max) break;
        header.columns.push_back({std::string(name), false, false});
      }
    } else if (const auto types = value_of(line, "#types", header.separator)) {
      read_types(*types, header);
    }
  }
  plan(header);
}

/// Zeek writes a separator, a line end or a backslash inside a value as `\xHH` or `\\`. What is no readable
/// character stays as it is written: the JSON writer keeps those escapes too.
std::string_view unescaped(std::string_view value, std::string& buffer) {
  if (!value.contains('\\')) return value;
  const std::size_t begin = buffer.size();
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && value.substr(i + 1).starts_with('\\')) {
      buffer += '\\';
      ++i;
      continue;
    }
    if (value[i] == '\\' && value.substr(i + 1).starts_with('x')) {
      const auto byte = hex_byte(value.substr(i + 2));
      if (byte && ((*byte >= 0x20 && *byte < 0x7f) || *byte == '\t' || *byte == '\n' || *byte == '\r')) {
        buffer += *byte;
        i += 3;
        continue;
      }
    }
    buffer += value[i];
  }
  return std::string_view(buffer).substr(begin);
}

/// Where the values of `record` begin, and one more as if there were one behind it; false if there are not `count`.
bool split(std::string_view record, char separator, std::size_t count, std::vector<std::uint32_t>& begins) {
  begins.resize(count + 1);
  begins[0] = 0;
  std::size_t found = 1;
  bool has_too_many = false;
  detail::each_place_of(separator, record, [&](std::size_t place) {
    has_too_many = found == count;
    if (!has_too_many) begins[found++] = static_cast<std::uint32_t>(place) + 1;
    return !has_too_many;
  });
  if (has_too_many) return false;
  begins[count] = static_cast<std::uint32_t>(record.size()) + 1;
  return found == count;  // else a line that was cut
}

/// The values of one line, by column.
class Line {
 public:
  Line(std::string_view record, Scratch::State& state)
      : record_(record), state_(state), header_(state.zeek), has_escapes_(record.contains('\\')) {
    state.text.clear();
    if (has_escapes_) state.text.reserve(record.size());  // unescaping never lengthens, so views into it stay
  }

  /// The value of a column that is neither a list nor a bool; empty where it says nothing.
  std::string_view single_text(std::uint32_t column) {
    const std::string_view value = text_of(column);
    if (says_nothing(value)) return {};
    return has_escapes_ ? unescaped(value, state_.text) : value;
  }

  /// Hands the values of a column to `use`, until that says true; true if it did.
  template <class Use>
  bool any_value(std::uint32_t column, const Use& use) {
    std::string_view text = text_of(column);
    if (!header_.columns[column].is_list || header_.set_separator.empty() || text == header_.unset_field)
      return use_value(header_.columns[column], text, use);
    while (true) {
      const std::size_t end = text.find(header_.set_separator);
      if (use_value(header_.columns[column], text.substr(0, end), use)) return true;
      if (end == std::string_view::npos) return false;
      text.remove_prefix(end + header_.set_separator.size());
    }
  }

  /// The first value that is not empty.
  std::string_view first_of(const std::vector<std::uint32_t>& columns) {
    std::string_view first;
    for (const std::uint32_t column : columns) {
      if (any_value(column, [&](std::string_view value) { return !(first = value).empty(); })) break;
    }
    return first;
  }

 private:
  [[nodiscard]] std::string_view text_of(std::uint32_t column) const {
    const std::uint32_t begin = state_.begins[column];
    return {record_.data() + begin, state_.begins[column + 1] - 1 - begin};
  }
  [[nodiscard]] bool says_nothing(std::string_view value) const {
    return is(value, header_.unset_field) || is(value, header_.empty_field);
  }
  static bool is(std::string_view value, std::string_view mark) {
    return value.size() == mark.size() && detail::same_bytes(value, mark.data());
  }

  template <class Use>
  bool use_value(const ZeekHeader::Column& column, std::string_view value, const Use& use) {
    if (says_nothing(value)) return false;
    if (column.is_bool) return use(value == "T" ? "true" : "false");
    return use(has_escapes_ ? unescaped(value, state_.text) : value);
  }

  std::string_view record_;
  Scratch::State& state_;
  const ZeekHeader& header_;
  bool has_escapes_;
};

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (record.ends_with('\r')) record.remove_suffix(1);
  if (record.empty() || record.starts_with('#')) return Decoded::nothing;
  Scratch::State& state = scratch.state();
  if (state.zeek.text != context.header || state.zeek.columns.empty()) read_header(context.header, state.zeek);
  const ZeekHeader& header = state.zeek;
  if (header.columns.empty()) return Decoded::unparsed;
  if (!header.long_separator.empty()) record = with_short_separators(record, header.long_separator, state.zeek.line);
  if (!split(record, header.separator, header.columns.size(), state.begins)) return Decoded::unparsed;

  Line line(record, state);
  set_zeek_time(line.first_of(header.time_columns), event);
  for (const ZeekHeader::Row& row : header.rows) {
    if (row.is_single_text) {
      event.add(row.attribute, line.single_text(row.column));
      continue;
    }
    line.any_value(row.column, [&](std::string_view value) {
      event.add(row.attribute, value);
      return false;
    });
  }
  event.event_class = header.log->event_class;
  if (is_of_other_log(header.path, context)) state.other = {&zeek_tsv, zeek_source(header.path)};
  if (header.log->finish != nullptr) header.log->finish(line.first_of(header.asked_columns), event);
  return Decoded::event;
}

/// Other `#` lines may stand in front of Zeek's own.
std::string recognise(std::string_view head) {
  bool is_zeek = false;
  std::string source = "zeek";
  std::size_t separator_bytes = 1;
  for (const std::string_view line : head_lines(head)) {
    if (!line.starts_with('#')) break;
    if (const auto separator = value_of(line, "#separator", ' '); separator && !separator->starts_with("\\x"))
      separator_bytes = separator->size();
    is_zeek = is_zeek || line.starts_with("#separator ") || line.starts_with("#fields");
    if (!line.starts_with("#path")) continue;
    const std::string_view path = line.substr(std::min(line.size(), 5 + separator_bytes));
    if (!path.empty()) source = zeek_source(path);
  }
  return is_zeek ? source : "";
}

}  // namespace

constinit const Format zeek_tsv = {
    .name = "zeek_tsv",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = zeek_sees,
    .header_mark = '#',
};

}  // namespace clew::evidence
