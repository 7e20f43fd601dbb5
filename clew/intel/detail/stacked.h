/// Tables whose cells stand one a line, as they come out of a page: the head, and every row, is a group of lines that
/// blank lines set off, all of the same number.
///
///     Indicator            45.9.148[.]7
///     Type          …      IPv4               --> columns "Indicator, Type, Context", and a row of three cells
///     Context              where it called
///
/// Each cell may be set off by itself, too; and groups of a value and a remark need no head.
/// A group is a row only where its columns of values hold values, so that no paragraph of as many lines is taken for one.
/// In:     a text. Out: its tables in order. Errors: none. Cost: one pass. Limits: `stacked_columns_max`.
#pragma once

#include "clew/intel/detail/kinds.h"
#include "clew/intel/detail/layout.h"

#include <string_view>
#include <vector>

namespace clew::intel::detail {

struct StackedTable {
  Part part;  ///< from the head's first line to the end of the last row's last line
  std::vector<Column> columns;
  std::vector<std::vector<Part>> rows;
};

constexpr std::size_t stacked_columns_max = 8;  ///< more lines are a list
std::vector<StackedTable> stacked_tables(std::string_view source);

}  // namespace clew::intel::detail
