/// Reads one row of a table or list whose columns are known: the value by its column, the rest as what is said about it.
///
/// In:     cells as parts of the source. Out: to `Context::gather`. Errors: a value that breaks the rule of its stated
///         type is a refusal, never repaired; so is a kind that clew does not hunt, since silence would be a lie.
#pragma once

#include "clew/intel/detail/context.h"

namespace clew::intel::detail {

void read_row(Context& context, const std::vector<Part>& cells, const std::vector<Column>& columns);

/// The broken values in the remarks of a row, which are of others than its own: "198.51.100.7 | host of evil[.]example".
void read_remarks(Context& context, const Block& row, const std::vector<Column>& columns);

/// A cell, line or code span that holds values of a known kind. Gives the indicators' indices.
std::vector<std::size_t> read_typed(Context& context, Part cell, const Kind& kind, const About& about, Cues cues);

}  // namespace clew::intel::detail
