/// Who says what about an intrusion, how sure, and when: the claims of a text, in its own words.
///
///     "CrowdStrike attributed the intrusion to Labyrinth Chollima with high confidence."
///         --read_claims--> by CrowdStrike, attribution, "Labyrinth Chollima", states, "high confidence"
///
/// In:     sentences of English or French prose, as parts of `source`; a notice with its publisher, date and names.
/// Out:    claims in the order of the text, each with its sentence as `text` and `where`. The author is who the sentence
///         names, else the publisher; `via` is the publisher where the author is somebody else. Objects and confidence
///         are the words of the sentence. A question, a condition, an advice makes no claim; what is denied is a denial.
/// Errors: none: a sentence that is not understood makes no claim.
/// Cost:   linear; a sentence is read as far as `claim_sentence_bytes_max`.
/// Source: the phrases in `detail/claim_words.cpp`; measured by eval/read_claims.py.
#pragma once

#include "clew/model/notice.h"

#include <span>
#include <string>
#include <string_view>

namespace clew::intel {

constexpr std::size_t claim_sentence_bytes_max = 1200;  ///< what is longer is no sentence
constexpr std::size_t claims_max = 2'000;               ///< of one notice

/// `subject` is what the notice is about, for claims that do not say: "JumpCloud intrusion 2023".
void read_claims(std::string_view source, std::span<const base::Span> sentences, std::string_view subject,
                 model::Notice& notice);

/// Marks every claim that a later one of the same author on the same matter replaces. Claims of several notices may be
/// handed in together; of two with the same date or without one, the one that stands later in the span is the later.
void mark_superseded(std::span<model::Claim> claims);
/// The same across notices, as far as claims say what they are about.
void mark_superseded(std::span<model::Notice> notices);

}  // namespace clew::intel
