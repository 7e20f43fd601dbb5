/// What is missing in a pack that parses: things without which some question cannot be answered. Private to intel.
///
/// In:     a pack. Out: one sentence for each, in the order of docs/formats/pack.md. Errors: none.
#pragma once

#include "clew/intel/pack.h"

namespace clew::intel::detail {

std::vector<std::string> advise(const Pack& pack);

}  // namespace clew::intel::detail
