/// Heads of tables whose cells came without gaps, and what they say of the rows below them.
///
///     "SHA-1FilenameDetection" --> cells are glued, hashes have 40 digits
///
/// In:     a text of cells. Out: to `Context::glued_cells` and `Context::glued_digits`. Errors: none. Cost: linear.
#pragma once

#include "clew/intel/detail/context.h"

#include <string_view>
#include <vector>

namespace clew::intel::detail {

/// Notes what the lines of a text say that are such heads.
void note_glued_heads(Context& context, std::string_view text);

/// A sentence of glued cells, parted where that is beyond doubt: behind a head, behind the date at the end of a row.
std::vector<Part> stretches_of(std::string_view text, Part sentence);

}  // namespace clew::intel::detail
