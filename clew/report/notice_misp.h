/// What was read from notices as MISP events.
///
///     one notice  --misp_events--> { "Event": { … } }              // as MISP exports one and its import takes one
///     several     --misp_events--> { "response": [ { "Event": … }, … ] }
///
/// In:     notices; any bytes in their strings.
/// Out:    an attribute for each indicator, with MISP's own type and category, first and last seen, the remark as comment, and
///         tags for what MISP has no field for (`clew:role="c2"`); an object `clew-claim` for each claim; galaxy tags for names
///         and techniques. `to_ids` is set unless the role says that the value proves nothing alone. Mentions and refusals are
///         not in it. Not published, not shared (distribution 0): that is for whoever imports it to decide; no TLP is claimed.
///         The same notices give the same bytes: identifiers are made from content, times from the notice (docs/adr/0019).
/// Errors: none.
/// Source: MISP core format (RFC draft-dulaunoy-misp-core-format-18); the types and categories of MISP's describeTypes;
///         docs/formats/notice.md.
#pragma once

#include "clew/model/notice.h"

#include <span>
#include <string>

namespace clew::report {

std::string misp_events(std::span<const model::Notice> notices);

}  // namespace clew::report
