/// What the words of a sentence, a heading or a remark say about the values that stand in or below it.
///
/// In:     English or French text. Out: a set of cues. Errors: none. Cost: one pass, one look-up a word.
#pragma once

#include "clew/model/notice.h"

#include <cstdint>
#include <string_view>

namespace clew::intel::detail {

enum Cue : std::uint32_t {
  cue_indicator = 1U << 0U,  ///< "indicators", "IOCs"
  cue_value = 1U << 1U,      ///< a kind of value is named: "domains", "SHA256 hashes", "samples", "traffic"
  cue_hash = 1U << 2U,
  cue_reference = 1U << 3U,
  cue_contact = 1U << 4U,
  cue_harmless = 1U << 5U,  ///< "not malicious", "legitimate", "allow list"
  cue_harmful = 1U << 6U,   ///< "malicious", "attacker", "exfiltrated"
  cue_c2 = 1U << 7U,
  cue_delivery = 1U << 8U,
  cue_payload = 1U << 9U,
  cue_shared = 1U << 10U,  ///< VPN, Tor, "shared"
  cue_proxy = 1U << 11U,
  cue_sinkhole = 1U << 12U,
  cue_victim = 1U << 13U,
  cue_tenure = 1U << 14U,    ///< how long a value was the intruder's: "served", "active", "valid"
  cue_observed = 1U << 15U,  ///< when it was seen, which says nothing on how long it was theirs
  cue_only = 1U << 16U,
  cue_look = 1U << 17U,      ///< what the reader is asked to do: "look", "search", "review"
  cue_incident = 1U << 18U,  ///< "intrusion", "unauthorised access"
  cue_package = 1U << 19U,
  cue_wallet = 1U << 20U,
  cue_file_name = 1U << 21U,
  cue_other_kind = 1U << 22U,  ///< kinds that are not hunted: mutexes, registry keys
  cue_commit = 1U << 23U,      ///< 40 digits that name a revision or a certificate, not a file
  cue_mail = 1U << 24U,
  cue_path = 1U << 25U,
  cue_abused = 1U << 27U,  ///< somebody else's, put to the intruder's use: "abused", "legitimate service used for"
  cue_remedy = 1U << 28U,  ///< "upgrade", "patched", "mitigation": what is offered against it
  cue_link = 1U << 26U,    ///< "links", "resources", "more information": references, unless values are announced too
};
using Cues = std::uint32_t;

Cues cues_of(std::string_view text);
inline bool has(Cues cues, Cues wanted) { return (cues & wanted) != 0; }

/// The role that a remark gives to a value of this type.
model::Role role_from(Cues cues, model::ValueType type);

}  // namespace clew::intel::detail
