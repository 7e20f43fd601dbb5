/// The slow, obvious twin of the matcher: every value at every place of every reading of the text.
///
/// It judges `Matcher::find` in tests, fuzz targets and benchmarks, and so shares no code with it but the parsing of values
/// and addresses: it is written from the tables in `matcher.h` and `model/token.h`, a second time.
///
/// In:     as `Matcher`. Out: the same hits in the same order. Errors: none.
/// Cost:   values times bytes; for small texts.
#pragma once

#include "clew/hunt/matcher.h"
#include "clew/model/value.h"

#include <span>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

std::vector<Hit> find_naively(std::span<const model::Value> values, std::string_view text);

}  // namespace clew::hunt::detail
