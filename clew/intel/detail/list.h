/// Lists of indicators: CSV with any separator and any order of columns, with a header or without, or one value a line.
///
/// In:     any bytes. Out: what kind of list it is, or nothing when it is a text; its records as parts of the source.
/// Errors: none; a quote that is never closed ends with the file.
/// Source: RFC 4180, with `;`, tab and `|` as separators too, and `#` comments.
#pragma once

#include "clew/intel/detail/context.h"

#include <optional>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

struct ListShape {
  char separator = '\0';  ///< '\0' for one value a line
  std::vector<Column> columns;
  std::size_t begin = 0;  ///< of the first record, behind a header
};
std::optional<ListShape> list_shape_of(std::string_view source);

void read_list(Context& context, const ListShape& shape);

/// Takes the record at `at` into `fields`, and moves `at` behind it; false at the end. Comments and blank lines are passed over.
bool next_record(std::string_view source, char separator, std::size_t& at, std::vector<Part>& fields);

}  // namespace clew::intel::detail
