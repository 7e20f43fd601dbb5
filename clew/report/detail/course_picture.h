/// The picture of an intrusion: the door on the left, one lane for each device it reached, a mark for each finding that
/// counts, over time.
///
/// In:     a case document. Out: HTML with inline SVG appended to `out`; no script, no style attribute, nothing from
///         outside. Marks differ by shape and by colour, have a tooltip, and lead to their finding by the keyboard too.
///         Findings that would cover one another are one mark with their number. Devices beyond `course_lanes_max` are
///         folded into one strip for each status, which shows how many findings there were when;
///         another strip shows the first hours larger, where most happened in them. Where moments are too close
///         for the calendar, a second picture has each device's time since its first finding, the first seconds widest.
///         Nothing is drawn when no finding that counts has a time.
/// Errors: none. Every text passes `escaped`.
#pragma once

#include "clew/report/detail/page.h"

#include <cstddef>

namespace clew::report::detail {

constexpr std::size_t course_lanes_max = 24;     ///< drawn in full
constexpr std::size_t course_lanes_folded = 12;  ///< of them, where there are more: the strips need room too

void draw_course(Page& page);

}  // namespace clew::report::detail
