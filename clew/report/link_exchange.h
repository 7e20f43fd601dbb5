/// A judgement in the formats that other programs read: STIX 2.1, an ATT&CK Navigator layer, a MISP event.
///
///     Judgement --link_stix--> bundle of intrusion sets, relationships and opinions, each with its confidence
///
/// In:     any judgement and its case; any bytes in their strings.
/// Out:    the same bytes for the same input: identifiers are computed from the content (UUID version 5), and times are the
///         day that was asked for. A hypothesis is an opinion, never an assertion: relationships carry STIX's confidence.
/// Errors: none.
/// Source: STIX 2.1 (OASIS, 2021) sections 3.2, 4.6, 4.14 and appendix A (confidence scales); Navigator layer format 4.5;
///         MISP core format (draft-dulaunoy-misp-core-format).
#pragma once

#include "clew/link/judge.h"

#include <string>

namespace clew::report {

std::string link_stix(const link::Judgement& judgement, const link::LinkCase& link_case);
/// The case's techniques; those that the first candidate is known for carry its name.
std::string link_navigator(const link::Judgement& judgement, const link::LinkCase& link_case);
std::string link_misp(const link::Judgement& judgement, const link::LinkCase& link_case);

}  // namespace clew::report
