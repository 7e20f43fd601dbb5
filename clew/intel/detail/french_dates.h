/// Dates as French prose writes them: `5 juillet 2023`, `1er mars 2023`, `mars 2023`.
///
/// In:     any text. Out: in its order; one without a year is left out. Errors: none. Cost: one pass, linear.
#pragma once

#include "clew/intel/dates.h"

#include <string_view>
#include <vector>

namespace clew::intel::detail {

std::vector<DatePlace> french_dates(std::string_view text);

}  // namespace clew::intel::detail
