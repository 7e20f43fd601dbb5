/// The words of one sentence and the phrases in it that matter to claims: who speaks, how sure, of what.
///
/// In:     a sentence, English or French. Out: words with their places; phrases in the order of the sentence.
/// Errors: none. Cost: linear: a few comparisons for each word.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

enum class Say : std::uint8_t {
  speaks,  ///< "said", "a déclaré": its author stands before it
  confirms,
  denies,
  according_to,     ///< its author stands behind it
  by_author,        ///< "by researchers at": behind it
  told,             ///< "told Reuters"
  attributes,       ///< "attributed to", "the work of"
  links,            ///< "linked to", "hallmarks of": less, and of anything
  attributes_back,  ///< "is behind", "is responsible for": the actor stands before it
  no_evidence,
  negates,
  conditions,  ///< "if", "whether", "in case"
  advises,     ///< "should", "we recommend"
  hedges,
  confidence,
  victims,  ///< "customers", "devices"
  affects,  ///< "affected", "compromised"
  begins,   ///< "first observed", "began"
  discovers,
  ends,
  incident,  ///< "intrusion", "attack", "activity"
  gains_access,
  by_means,  ///< "through", "via"
  responds,  ///< "rotated", "notified"
  corrects,
  retracts,
  nation,
  actors,     ///< "hackers", "group", "threat actor"
  own_voice,  ///< "we", "the company"
  exposes,    ///< "accessed", "exfiltrated": what may be denied of data
  data,
  declines,     ///< "declined to say", "did not confirm": of what follows nothing is said
  habit,        ///< "in the past", "usually", "percent": not of this matter
  flaw,         ///< "vulnerability": what affects devices without any intruder
  advert,       ///< "our platform", "sign up"
  other_event,  ///< "registered", "compiled": what a date may belong to, and no step of an intrusion
};

struct Word {
  std::string lower;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool has_capital = false;
};

struct Saying {
  Say say;
  std::size_t first = 0;  ///< words
  std::size_t last = 0;
};

struct Sentence {
  std::string_view text;
  std::vector<Word> words;
  std::vector<Saying> sayings;

  [[nodiscard]] const Saying* find(Say say, std::size_t from = 0) const;
  [[nodiscard]] bool has(Say say) const { return find(say) != nullptr; }
  /// The text from one word to another, both included.
  [[nodiscard]] std::string quote(std::size_t first, std::size_t last) const;
  /// What stands between a word and the next; behind the last one, nothing.
  [[nodiscard]] std::string_view gap_behind(std::size_t word) const;
  /// Whether only a blank or a hyphen stands between a word and the next.
  [[nodiscard]] bool joined(std::size_t word) const;
};

Sentence read_sentence(std::string_view text);

/// Where a sentence falls into two that speak for themselves: "Alder said A, but Birch disputes B". The parts in order.
std::vector<std::string_view> statements_of(std::string_view sentence);

}  // namespace clew::intel::detail
