#include "clew/intel/detail/claim_words.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/intel/detail/claim_phrases.h"
#include "clew/intel/detail/typographic.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace clew::intel::detail {
namespace {

struct Compiled {
  std::vector<std::string_view> words;
  Say say;
  std::size_t words_min;  ///< fewer are never the phrase
};

/// By the first bytes of the first word; what is shorter, by all of it.
constexpr std::size_t start_bytes = 3;
using SayingBook = std::unordered_map<std::string_view, std::vector<Compiled>>;
const SayingBook& saying_book() {
  static const SayingBook result = [] {
    SayingBook made;
    for (const ClaimPhrase& phrase : claim_phrases()) {
      Compiled compiled{base::split(phrase.words, ' '), phrase.say, 0};
      for (const std::string_view word : compiled.words) compiled.words_min += word == "~" ? 0 : 1;
      std::string_view first = compiled.words.front();
      if (first.ends_with('*')) first.remove_suffix(1);
      made[first.substr(0, start_bytes)].push_back(std::move(compiled));
    }
    return made;
  }();
  return result;
}

bool fits(std::string_view pattern, std::string_view word) {
  if (pattern.ends_with('*')) return word.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == word;
}

bool is_auxiliary(std::string_view word) { return word == "a" || word == "ont"; }

/// What French puts between the auxiliary and its verb.
bool is_adverb(std::string_view word) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"également", "aussi", "ensuite", "depuis", "déjà", "toutefois", "cependant", "ainsi", "enfin", "alors"});
  return word.ends_with("ement") || std::ranges::find(words, word) != words.end();
}

/// The last word of the phrase that begins at `first`; nothing when it does not.
std::size_t end_of(const Compiled& phrase, const std::vector<Word>& words, std::size_t first) {
  constexpr std::size_t skipped_words_max = 3;
  std::size_t at = first;
  for (std::size_t p = 0; p < phrase.words.size(); ++p) {
    if (phrase.words[p] == "~") {
      std::size_t skipped = 0;
      while (skipped <= skipped_words_max && at < words.size() && !fits(phrase.words[p + 1], words[at].lower)) {
        ++at;
        ++skipped;
      }
      if (skipped > skipped_words_max) return words.size();
      continue;
    }
    // "a également indiqué"
    if (p == 1 && at < words.size() && is_auxiliary(phrase.words[0]) && is_adverb(words[at].lower)) ++at;
    if (at >= words.size() || !fits(phrase.words[p], words[at].lower)) return words.size();
    ++at;
  }
  return at - 1;
}

bool is_byte_of_word(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (base::is_alnum(c) || c == '&' || c == '_') return true;
  if (c == '$') return i > 0 && base::is_alpha(text[i - 1]);
  if (static_cast<unsigned char>(c) >= 0x80) return !is_typographic(text, i);
  const bool between_digits = (c == ',' || c == '.') && i > 0 && base::is_digit(text[i - 1]) && i + 1 < text.size() &&
                              base::is_digit(text[i + 1]);
  return between_digits;
}

}  // namespace

const Saying* Sentence::find(Say say, std::size_t from) const {
  const auto found =
      std::ranges::find_if(sayings, [&](const Saying& saying) { return saying.say == say && saying.first >= from; });
  return found == sayings.end() ? nullptr : &*found;
}

std::string Sentence::quote(std::size_t first, std::size_t last) const {
  std::string quoted(text.substr(words[first].begin, words[last].end - words[first].begin));
  std::ranges::replace(quoted, '\n', ' ');
  return quoted;
}

std::string_view Sentence::gap_behind(std::size_t word) const {
  if (word + 1 >= words.size()) return {};
  return text.substr(words[word].end, words[word + 1].begin - words[word].end);
}

bool Sentence::joined(std::size_t word) const {
  const std::string_view gap = gap_behind(word);
  static constexpr auto shortened =
      std::to_array<std::string_view>({"inc", "ltd", "corp", "co", "llc", "st", "dr", "mr", "ms", "gen"});
  // "U.S. officials"
  if (gap == "." || gap == ". ") {
    const std::string& initial = words[word].lower;
    if (initial == "u" || initial == "s" || initial == "k") return words[word].has_capital;
  }
  if (gap == ". ") return std::ranges::find(shortened, words[word].lower) != shortened.end();
  static constexpr std::string_view en_dash = "\xe2\x80\x93";
  return gap == " " || gap == "-" || gap == "\n" || gap == en_dash || gap == "% " || gap == "'" ||
         gap == "\xe2\x80\x99";
}

Sentence read_sentence(std::string_view text) {
  Sentence sentence;
  sentence.text = text;
  constexpr std::size_t word_bytes_usual = 6;  // with the blank behind it
  sentence.words.reserve(text.size() / word_bytes_usual + 1);
  std::size_t i = 0;
  while (i < text.size()) {
    if (!is_byte_of_word(text, i)) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && is_byte_of_word(text, i)) ++i;
    const std::string_view word = text.substr(begin, i - begin);
    // "É" and its like: two bytes, of which the second makes the capital.
    const bool accented = word.size() > 1 && word[0] == '\xc3' && static_cast<unsigned char>(word[1]) < 0xa0;
    // "7Zip", but no "2FA": a digit in front of a name
    constexpr std::size_t name_bytes_min = 4;
    const bool numbered =
        word.size() >= name_bytes_min && base::is_digit(word[0]) && base::is_upper(word[1]) && base::is_lower(word[2]);
    sentence.words.push_back({base::lowered(word), begin, i, base::is_upper(word.front()) || accented || numbered});
  }
  for (std::size_t w = 0; w < sentence.words.size(); ++w) {
    const auto entry = saying_book().find(std::string_view(sentence.words[w].lower).substr(0, start_bytes));
    if (entry == saying_book().end()) continue;
    for (const Compiled& phrase : entry->second) {
      if (phrase.words_min > sentence.words.size() - w) continue;
      const std::size_t last = end_of(phrase, sentence.words, w);
      // "US" is a country.
      const bool country =
          phrase.say == Say::own_voice && sentence.words[w].has_capital && sentence.words[w].lower == "us";
      if (last < sentence.words.size() && !country) sentence.sayings.push_back({phrase.say, w, last});
    }
  }
  return sentence;
}

std::vector<std::string_view> statements_of(std::string_view sentence) {
  static constexpr auto joints = std::to_array<std::string_view>(
      {", but ", ", while ", ", whereas ", ", although ", ", mais ", ", tandis que ", ", alors que ", "; "});
  const auto speaks = [](std::string_view part) {
    const Sentence read = read_sentence(part);
    return std::ranges::any_of(read.sayings, [&](const Saying& saying) {
      const bool speech = saying.say == Say::speaks || saying.say == Say::confirms || saying.say == Say::denies ||
                          saying.say == Say::according_to;
      return speech && (read.words[0].has_capital || saying.first < 6);
    });
  };
  static constexpr base::ByteSet first_of_joints(",;");
  if (first_of_joints.find_in(sentence) == std::string_view::npos) return {sentence};
  for (const std::string_view joint : joints) {
    const std::size_t at = sentence.find(joint);
    if (at == std::string_view::npos) continue;
    const std::string_view front = sentence.substr(0, at);
    const std::string_view back = sentence.substr(at + joint.size());
    const Sentence behind = read_sentence(back);
    // Only where the second names its own speaker: "but now attributes it" goes on.
    const bool names = !behind.words.empty() && (behind.words[0].has_capital || behind.words[0].lower == "the");
    if (names && speaks(front) && speaks(back)) return {front, back};
  }
  return {sentence};
}

}  // namespace clew::intel::detail
