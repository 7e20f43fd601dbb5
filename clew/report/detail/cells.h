/// Text in columns of a terminal: how wide it is, cut to fit, wrapped, set in aligned columns.
///
/// In:     printable text (`base::printable`). Out: text of at most the columns asked for.
/// Errors: none. Characters of East Asian wide blocks take two columns; everything else counts as one, so that what is
///         shown may be narrower than counted, never wider.
/// Source: Unicode Standard Annex 11 (East Asian Width), the wide blocks only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::report::detail {

std::size_t columns_of(std::string_view text);

enum class Cut : std::uint8_t { end, start };  ///< which end of a text goes first when there is no room
/// At most `columns`; `mark` stands where something was cut off.
std::string cut_to(std::string_view text, std::size_t columns, Cut cut, std::string_view mark);

/// Lines of at most `columns`, broken at spaces where there are any; what needs more than `lines_max` ends in `mark`.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns, std::size_t lines_max,
                                 std::string_view mark);

/// Every character beyond ASCII as the nearest ASCII there is, or '?'.
std::string ascii(std::string_view text);

enum class Align : std::uint8_t { left, right };
struct Column {
  Align align = Align::left;
  Cut cut = Cut::end;
  std::size_t columns_max = 40;  ///< wanted at most
  std::size_t columns_min = 8;   ///< what may be left of it when the line is too long
};

/// The width of each column so that all rows fit into `columns_total` with two spaces between columns. What is too much is
/// taken from the widest column first; where that is not enough, columns go from the right. A column without text gets none.
std::vector<std::size_t> column_widths(const std::vector<Column>& columns,
                                       const std::vector<std::vector<std::string>>& rows, std::size_t columns_total);

}  // namespace clew::report::detail
