/// The indicators of notices as a list that clew, a spreadsheet and most other tools read.
///
/// In:     notices; any bytes in their strings. Out: a header and one row for each indicator, in the order of the notices;
///         values exact, with their port; UTF-8 without a mark, CRLF. `clew` reads back type, value, port, role, window,
///         note, activity, publisher and date. Mentions, refusals and claims are not in it.
///         What a spreadsheet would take for a formula has an apostrophe before it, which clew drops again.
/// Errors: none.
/// Source: docs/formats/notice.md.
#pragma once

#include "clew/model/notice.h"

#include <span>
#include <string>

namespace clew::report {

std::string notices_csv(std::span<const model::Notice> notices);

}  // namespace clew::report
