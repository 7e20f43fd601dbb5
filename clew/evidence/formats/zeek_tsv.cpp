// Zeek's logs as tab-separated text with `#` lines in front (base/frameworks/logging/writers/ascii.zeek).
#include "clew/base/text.h"
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

void add_value(const ZeekHeader& header, const ZeekHeader::Column& column, std::string_view value,
               Scratch::State& state) {
  if (value == header.unset_field || value == header.empty_field) return;
  if (column.is_bool) {
    state.fields.add(column.name, value == "T" ? "true" : "false", FieldKind::boolean);
    return;
  }
  state.fields.add(column.name, unescaped(value, state.text));
}

void add_column(const ZeekHeader& header, const ZeekHeader::Column& column, std::string_view value,
                Scratch::State& state) {
  if (!column.is_list || header.set_separator.empty() || value == header.unset_field) {
    add_value(header, column, value, state);
    return;
  }
  while (true) {
    const std::size_t end = value.find(header.set_separator);
    add_value(header, column, value.substr(0, end), state);
    if (end == std::string_view::npos) break;
    value.remove_prefix(end + header.set_separator.size());
  }
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (record.ends_with('\r')) record.remove_suffix(1);
  if (record.empty() || record.starts_with('#')) return Decoded::nothing;
  Scratch::State& state = scratch.state();
  if (state.zeek.text != context.header || state.zeek.columns.empty()) read_header(context.header, state.zeek);
  const ZeekHeader& header = state.zeek;
  if (header.columns.empty()) return Decoded::unparsed;
  if (!header.long_separator.empty()) record = with_short_separators(record, header.long_separator, state.zeek.line);

  state.fields.clear();
  state.text.clear();
  state.text.reserve(record.size());  // unescaping never lengthens, so views into it stay
  std::size_t column = 0;
  while (column < header.columns.size()) {
    const std::size_t end = record.find(header.separator);
    add_column(header, header.columns[column++], record.substr(0, end), state);
    if (end == std::string_view::npos) {
      record = {};
      break;
    }
    record.remove_prefix(end + 1);
    if (column == header.columns.size()) return Decoded::unparsed;  // more values than columns
  }
  if (column != header.columns.size()) return Decoded::unparsed;  // a line that was cut
  decode_zeek(header.path, state.fields, event);
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
