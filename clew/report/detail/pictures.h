/// The picture of the coverage, as inline SVG: one lane for each source over one time axis.
///
/// In:     a case document. Out: HTML appended to `out`; no script, no style attribute, nothing from outside. The bars
///         stretch with the page, so words stand beside them as text and never inside.
/// Errors: none. Every text passes `escaped`.
#pragma once

#include "clew/model/case_document.h"
#include "clew/report/detail/show.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::report::detail {

/// The first `lanes` sources.
void draw_coverage(std::string& out, const model::CaseDocument& document, const Axis& axis, std::size_t lanes);

}  // namespace clew::report::detail
