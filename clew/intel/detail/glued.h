/// Values in text that lost the gaps between the cells of its tables and the items of its lists, as extractors of text leave it.
///
///     `moth[.]comDomain2026-07-23Loader89fc…69c0MD5` --> `moth.com`, `89fc…69c0`
///
/// In:     the lines of a table or list, refanged. Out: the parts whose both borders are beyond doubt, in order; nothing for all others.
/// Errors: none. Cost: one pass over the text, each look around a place bounded.
#pragma once

#include "clew/intel/detail/layout.h"
#include "clew/intel/refang.h"

#include <string_view>
#include <vector>

namespace clew::intel::detail {

/// How many places look as if a gap had been lost there, counted up to `joints_max`: a digest, date, broken name or
/// address with a letter right beside it, a scheme within a word.
std::size_t joints_in(std::string_view source, std::size_t joints_max);

/// Whether the text begins like `form`, in which a 0 stands for any digit: `0000-00-00`.
bool is_form(std::string_view text, std::string_view form);

/// What the head of the table says about it.
struct GluedTable {
  std::vector<std::size_t> cell_begins = {};  ///< where a cell is known to begin, in order
  std::size_t hash_digits = 0;                ///< of the hashes that the rows begin with; 0 is unknown
};

std::vector<Part> values_in_glued(const Refanged& plain, const GluedTable& table);

}  // namespace clew::intel::detail
