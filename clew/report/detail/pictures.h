/// The two pictures of the report, as inline SVG in lanes over one time axis: what was covered, and what counts when.
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

/// One lane for each device (or account, where no device is known), at most `lanes_max`. `anchor_of` gives the name that a
/// point links to, empty where there is none.
void draw_timeline(std::string& out, const std::vector<const model::CaseFinding*>& findings, const Axis& axis,
                   std::size_t lanes_max, const std::function<std::string(std::string_view)>& anchor_of);

}  // namespace clew::report::detail
