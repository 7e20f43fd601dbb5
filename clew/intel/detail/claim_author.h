/// Whose words a sentence reports.
///
/// In:     a sentence with its phrases. Out: the names of the one who claims and of the one who passes it on; empty for
///         the publisher's own voice. Errors: none. Cost: linear in the words.
#pragma once

#include "clew/intel/detail/claim_words.h"

#include <optional>
#include <string>
#include <string_view>

namespace clew::intel::detail {

struct Authors {
  std::string by;
  std::string via;
  std::string also;                 ///< the other of two who say the same: "Alder and Birch both attribute"
  bool is_own_voice = false;        ///< "we", "the company": the publisher or the supplier
  bool is_pronoun = false;          ///< "it said": whoever spoke last
  bool is_unknown = false;          ///< somebody speaks, and the sentence does not tell who: nobody's claim
  std::optional<std::size_t> verb;  ///< the first word of what they do: "attributed"
};

Authors authors_of(const Sentence& sentence);

/// A run of words with capitals that begins at `first`, without what is only the start of a sentence; `{first, first}` as
/// half-open range when there is none.
struct WordRange {
  std::size_t begin = 0, end = 0;
  [[nodiscard]] bool empty() const { return begin == end; }
};
WordRange name_from(const Sentence& sentence, std::size_t first);
WordRange name_before(const Sentence& sentence, std::size_t behind);

}  // namespace clew::intel::detail
