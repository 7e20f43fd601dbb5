/// What stands in `[ ]`: tests joined by AND and OR, on the objects of one observation.
///
/// In:     a pattern, one of its `[ ]`, and for each of its tests the objects that satisfy it. Out: whether all of it is satisfied.
///         Tests joined by AND must hold of one object, where they are about objects of one type.
/// Errors: those of `objects_of`; `over_limit` beyond `match_alternatives_max`. Cost: the tests times the alternatives; no recursion.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/stix_pattern.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace clew::intel::detail {

/// The objects that satisfy a test (an index into `Pattern::tests`), as numbers in ascending order.
using ObjectsOf = std::function<base::Result<std::vector<std::size_t>>(std::uint32_t test)>;

base::Result<bool> is_satisfied(const Pattern& pattern, const ObservationStep& step, const ObjectsOf& objects_of);

}  // namespace clew::intel::detail
