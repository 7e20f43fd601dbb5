#include "clew/evidence/formats/delimited.h"

#include "clew/base/text.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/framing.h"

#include <algorithm>

namespace clew::evidence {
namespace {

/// The next value of a line; quoted values are unquoted into `buffer`, which has room for the line.
std::string_view take_value(std::string_view& line, char separator, std::string& buffer) {
  if (!line.starts_with('"')) {
    const std::string_view value = line.substr(0, line.find(separator));
    line.remove_prefix(std::min(line.size(), value.size() + 1));
    return base::trimmed(value);
  }
  const std::size_t begin = buffer.size();
  std::size_t i = 1;
  for (; i < line.size(); ++i) {
    if (line[i] == '"' && !line.substr(i + 1).starts_with('"')) break;
    if (line[i] == '"') ++i;
    buffer += line[i];
  }
  line.remove_prefix(std::min(line.size(), i + 1));
  line.remove_prefix(std::min(line.size(), std::min(line.find(separator), line.size()) + 1));
  return std::string_view(buffer).substr(begin);
}

constexpr std::string_view name_of_text = "Message";
/// PowerShell's `Export-Csv` puts the type of its objects above the names.
constexpr std::string_view type_mark = "#TYPE ";

}  // namespace

char separator_of(std::string_view columns) {
  for (const char c : {'\t', ';', '|', ',', ' '}) {
    if (columns.contains(c)) return c;
  }
  return ',';
}

std::vector<std::string_view> head_rows(std::string_view head) {
  const auto lines = head_lines(head, 2);
  const std::size_t names = !lines.empty() && lines.front().starts_with(type_mark) ? 1 : 0;
  if (lines.size() <= names) return {};
  QuotedRow row(separator_of(lines[names]));
  const bool may_be_cut = head.size() >= recognition_bytes;
  head.remove_prefix(static_cast<std::size_t>(lines[names].data() - head.data()));
  std::vector<std::string_view> rows;
  std::size_t end = 0;  // of what was seen of the open row
  while (end < head.size() && rows.size() < head_lines_max) {
    const std::size_t line_feed = std::min(head.find('\n', end), head.size());
    row.see(head.substr(end, line_feed - end));
    const bool is_last = line_feed == head.size();
    if (!is_last && row.is_open()) {
      row.see("\n");
      end = line_feed + 1;
      continue;
    }
    if (is_last && may_be_cut && !rows.empty()) break;
    std::string_view text = head.substr(0, line_feed);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (!base::trimmed(text).empty()) rows.push_back(text);
    head.remove_prefix(std::min(head.size(), line_feed + 1));
    row.end();
    end = 0;
  }
  // Of a row that the end of the head leaves open nothing is known.
  return rows;
}

std::string columns_of_table(std::span<const std::string_view> rows) {
  if (rows.empty()) return {};
  const std::string named(rows.front());
  const std::string with_text = named + separator_of(named) + std::string(name_of_text);
  std::string buffer;
  Fields fields;
  const bool has_text =
      rows.size() > 1 && std::ranges::all_of(rows.subspan(1), [&](std::string_view row) {
        return !read_delimited(named, row, buffer, fields) && read_delimited(with_text, row, buffer, fields);
      });
  return has_text ? with_text : named;
}

void prepare_table(std::string_view head, FileContext& context) {
  context.columns = columns_of_table(head_rows(head));
  context.day_first = day_first_in(head);
}

bool is_line_of_names(std::string_view record, std::string_view columns) {
  return record == columns || record.starts_with(type_mark) ||
         (columns.starts_with(record) && columns.size() == record.size() + 1 + name_of_text.size());
}

bool read_delimited(std::string_view columns, std::string_view line, std::string& buffer, Fields& fields) {
  const char separator = separator_of(columns);
  fields.clear();
  buffer.clear();
  buffer.reserve(columns.size() + line.size());  // views into it stay
  for (std::size_t count = 0; count < csv_columns_max && !columns.empty(); ++count) {
    const std::string_view key = take_value(columns, separator, buffer);
    fields.add(key, take_value(line, separator, buffer));
  }
  return line.empty();
}

Decoded read_row(std::string_view record, const FileContext& context, Scratch& scratch) {
  if (base::trimmed(record).empty() || is_line_of_names(record, context.columns)) return Decoded::nothing;
  Scratch::State& state = scratch.state();
  return read_delimited(context.columns, record, state.text, state.fields) ? Decoded::event : Decoded::unparsed;
}

}  // namespace clew::evidence
