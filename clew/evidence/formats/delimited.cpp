#include "clew/evidence/formats/delimited.h"

#include "clew/base/text.h"

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

}  // namespace

char separator_of(std::string_view columns) {
  for (const char c : {'\t', ';', '|', ',', ' '}) {
    if (columns.contains(c)) return c;
  }
  return ',';
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

}  // namespace clew::evidence
