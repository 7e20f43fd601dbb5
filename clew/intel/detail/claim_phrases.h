/// The phrases, English and French, by which a sentence makes a claim: the table that `read_sentence` (claim_words.h) looks up.
#pragma once

#include "clew/intel/detail/claim_words.h"

#include <span>
#include <string_view>

namespace clew::intel::detail {

/// Words with a blank between; one that ends in `*` stands for all that begin so, `~` for up to two words of any kind.
struct ClaimPhrase {
  std::string_view words;
  Say say;
};

std::span<const ClaimPhrase> claim_phrases();

}  // namespace clew::intel::detail
