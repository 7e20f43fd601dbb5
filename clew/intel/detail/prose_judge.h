/// Tells whether a value that stands in a block is an indicator, a mention, broken or nothing at all.
///
/// The principle is told in `detail/prose.h`, the order of the rules in docs/formats/reading.md.
/// In:     a sentence and a candidate in it. Out: why it is no indicator, in the words that the user reads.
/// Errors: none. Cost: a few dozen bytes around the candidate; each sentence and line once.
#pragma once

#include "clew/intel/detail/passage.h"

#include <optional>
#include <string>

namespace clew::intel::detail {

/// Why the value is only mentioned; nothing if it is an indicator. The candidate has a value.
std::optional<std::string> why_mention(const Passage& passage, const Candidate& candidate);

/// Not even worth a mention: a version number, a name of code. The candidate has a value.
bool is_nothing(const Passage& passage, const Candidate& candidate);

/// Clearly meant as a value, but broken: said, never repaired.
bool is_refusal(const Passage& passage, const Candidate& candidate);

}  // namespace clew::intel::detail
