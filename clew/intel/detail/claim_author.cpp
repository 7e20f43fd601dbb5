#include "clew/intel/detail/claim_author.h"

#include "clew/base/text.h"

#include <algorithm>
#include <unordered_set>

namespace clew::intel::detail {
namespace {

using Words = std::unordered_set<std::string_view>;

/// Between an author and the verb.
bool is_filler(std::string_view word) {
  static const Words words = {"also",     "later",     "has", "have",      "had",           "previously", "recently",
                              "publicly", "a",         "ont", "then",      "now",           "since",      "further",
                              "today",    "yesterday", "is",  "therefore", "initially",     "only",       "itself",
                              "aussi",    "ensuite",   "s",   "first",     "independently", "no",         "longer"};
  return words.contains(word);
}

/// Nouns for those who speak for another.
bool is_role(std::string_view word) {
  static const Words words = {"spokesperson", "spokesman",    "spokeswoman", "researchers", "researcher", "analysts",
                              "analyst",      "experts",      "officials",   "ceo",         "ciso",       "cto",
                              "executives",   "team",         "officer",     "chief",       "engineers",  "president",
                              "director",     "porte",        "parole",      "chercheurs",  "analystes",  "experts",
                              "security",     "intelligence", "threat",      "executive",   "information"};
  return words.contains(word);
}

/// A role of that spelling: "Chief Officer" may be a title, "Delta Security" is a name.
bool is_role(const Word& word) {
  static const Words titles = {"ceo", "ciso", "cto", "chief", "officer", "president", "director", "executive"};
  return is_role(word.lower) && (!word.has_capital || titles.contains(word.lower));
}

/// With a capital at the start of a sentence, or in a date, and no part of a name.
bool is_no_name(std::string_view word) {
  static const Words words = {
      "the",       "a",         "an",        "on",       "in",        "at",        "but",      "and",      "however",
      "meanwhile", "this",      "that",      "these",    "those",     "when",      "while",    "as",       "after",
      "before",    "since",     "for",       "from",     "by",        "to",        "with",     "of",       "if",
      "according", "both",      "also",      "we",       "our",       "it",        "its",      "they",     "their",
      "he",        "she",       "his",       "her",      "who",       "what",      "which",    "monday",   "tuesday",
      "wednesday", "thursday",  "friday",    "saturday", "sunday",    "january",   "february", "march",    "april",
      "may",       "june",      "july",      "august",   "september", "october",   "november", "december", "later",
      "earlier",   "today",     "yesterday", "no",       "not",       "there",     "some",     "several",  "many",
      "one",       "two",       "three",     "selon",    "le",        "la",        "les",      "l",        "un",
      "une",       "des",       "du",        "en",       "dans",      "nous",      "il",       "elle",     "ils",
      "elles",     "mais",      "et",        "pour",     "par",       "d",         "ce",       "cette",    "ces",
      "everyone",  "nobody",    "anyone",    "all",      "others",    "customers", "users",    "based",    "although",
      "though",    "because",   "following", "then",     "so",        "i",         "you",      "your",     "fewer",
      "more",      "less",      "about",     "around",   "over",      "under",     "sources",  "media",    "news",
      "press",     "s",         "janvier",   "février",  "mars",      "avril",     "mai",      "juin",     "juillet",
      "août",      "septembre", "octobre",   "novembre", "décembre",  "lundi",     "mardi",    "mercredi", "jeudi",
      "vendredi",  "samedi",    "dimanche",  "figure",   "table",     "section",   "evidence", "such",     "other",
      "each"};
  return words.contains(word);
}

bool is_self(const Sentence& sentence, std::size_t word) {
  return std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
    return saying.say == Say::own_voice && saying.first <= word && word <= saying.last;
  });
}

bool is_pronoun(std::string_view word) {
  static const Words words = {"it", "they", "he", "she", "il", "elle", "ils", "elles", "who"};
  return words.contains(word);
}

bool is_passive(const Sentence& sentence, std::size_t verb) {
  static const Words words = {"was", "were", "been", "be",  "is",    "are",   "being",   "été",
                              "est", "sont", "as",   "who", "newly", "later", "formally"};
  if (verb == 0) return true;
  if (words.contains(sentence.words[verb - 1].lower)) {
    static const Words adverbs = {"later", "formally", "newly", "as", "who"};
    if (!adverbs.contains(sentence.words[verb - 1].lower)) return true;
    return verb > 1 && words.contains(sentence.words[verb - 2].lower);
  }
  return false;
}

bool is_speech(Say say) {
  return say == Say::speaks || say == Say::confirms || say == Say::denies || say == Say::retracts;
}

std::string_view between(const Sentence& sentence, std::size_t word) {
  if (word + 1 >= sentence.words.size()) return {};
  return sentence.text.substr(sentence.words[word].end, sentence.words[word + 1].begin - sentence.words[word].end);
}

struct Speaker {
  std::string name;
  bool own_voice = false;
  bool pronoun = false;
};

/// Words that begin a sentence as often as they begin a name, and are none alone.
bool is_common_alone(std::string_view word) {
  static const Words words = {"security",  "researchers",   "intelligence", "analysts",    "experts",
                              "officials", "investigators", "threat",       "authorities", "police",
                              "hackers",   "attackers",     "chercheurs",   "enquêteurs"};
  return words.contains(word);
}

/// "the Russian embassy", "investigators": a speaker without a name is quoted as the sentence has it, for the words are not
/// the publisher's own.
std::string unnamed_speaker(const Sentence& sentence, std::size_t behind) {
  static const Words determiners = {"the", "a",  "an",  "some", "several", "many", "two",
                                    "le",  "la", "les", "un",   "une",     "des",  "l"};
  static const Words no_speakers = {"and",  "but", "that", "to",  "of",  "which", "who",   "is",    "was",   "not",
                                    "have", "has", "been", "et",  "que", "qui",   "there", "this",  "these", "those",
                                    "than", "as",  "by",   "par", "be",  "were",  "are",   "newly", "so",    "or"};
  constexpr std::size_t words_max = 4;
  std::size_t begin = behind;
  while (begin > 0 && behind - begin < words_max) {
    const Word& word = sentence.words[begin - 1];
    if (begin != behind && !sentence.joined(begin - 1)) break;
    if (determiners.contains(word.lower)) {
      return begin == behind ? std::string() : sentence.quote(begin, behind - 1);
    }
    if (no_speakers.contains(word.lower) || is_self(sentence, begin - 1)) return {};
    --begin;
  }
  // Without an article only at the front: "Investigators believe".
  return begin == 0 && begin != behind ? sentence.quote(begin, behind - 1) : std::string();
}

/// Who stands before the verb.
Speaker speaker_before(const Sentence& sentence, std::size_t verb) {
  std::size_t at = verb;
  while (at > 0 && is_filler(sentence.words[at - 1].lower)) --at;
  if (at == 0) return {};
  const std::size_t behind_roles = at;
  // "Bob Smith, a researcher at Alder, said": what stands between the commas speaks of the one before them.
  while (at > 0 && is_role(sentence.words[at - 1])) --at;
  while (at > 0 && is_filler(sentence.words[at - 1].lower)) --at;
  if (at == 0) return {unnamed_speaker(sentence, behind_roles), false, false};
  if (is_self(sentence, at - 1)) return {{}, true, false};
  if (is_pronoun(sentence.words[at - 1].lower)) return {{}, false, true};
  WordRange name = name_before(sentence, at);
  if (name.empty() && between(sentence, at - 1).find(',') != std::string_view::npos) {
    name = name_from(sentence, 0);  // the apposition has no name of its own: the one at the front speaks
    if (!name.empty() && between(sentence, name.end - 1).find(',') == std::string_view::npos) name = {};
  }
  const bool common = name.end == name.begin + 1 && is_common_alone(sentence.words[name.begin].lower);
  if (name.empty() || common) return {unnamed_speaker(sentence, behind_roles), false, false};
  return {sentence.quote(name.begin, name.end - 1), false, false};
}

/// "…," said Mark Olsen, chief analyst at Delta Security: who stands behind the verb; the house before the person.
Speaker speaker_inverted(const Sentence& sentence, std::size_t verb) {
  const WordRange name = name_from(sentence, verb + 1);
  if (name.empty()) return {};
  constexpr std::size_t words_to_house_max = 8;
  static const Words links = {"at", "of", "for", "with", "chez", "de", "from"};
  for (std::size_t word = name.end; word + 1 < sentence.words.size() && word < name.end + words_to_house_max; ++word) {
    if (word == name.end && between(sentence, word - 1).find(',') == std::string_view::npos) break;
    if (!links.contains(sentence.words[word].lower)) continue;
    const WordRange house = name_from(sentence, word + 1);
    if (!house.empty()) return {sentence.quote(house.begin, house.end - 1), false, false};
  }
  return {sentence.quote(name.begin, name.end - 1), false, false};
}

/// Whether a quotation or the statement ends before the verb: `…," said`, `…, a déclaré`.
bool is_inverted(const Sentence& sentence, const Saying& saying) {
  if (saying.first == 0) return false;
  const std::string_view gap = between(sentence, saying.first - 1);
  const bool ends = gap.find_first_of(",\"") != std::string_view::npos ||
                    gap.find("\xe2\x80\x9d") != std::string_view::npos ||
                    gap.find("\xc2\xbb") != std::string_view::npos;
  return ends && !name_from(sentence, saying.last + 1).empty();
}

/// Who stands behind "according to", "by".
Speaker speaker_behind(const Sentence& sentence, std::size_t word) {
  std::size_t at = word + 1;
  constexpr std::size_t steps_max = 5;  // "a new report by researchers at"
  for (std::size_t steps = 0; at < sentence.words.size() && steps < steps_max; ++steps, ++at) {
    if (is_self(sentence, at)) return {{}, true, false};
    const WordRange name = name_from(sentence, at);
    if (!name.empty()) return {sentence.quote(name.begin, name.end - 1), false, false};
    if (between(sentence, at).find_first_of(",;:") != std::string_view::npos) break;
  }
  return {};
}

}  // namespace

WordRange name_from(const Sentence& sentence, std::size_t first) {
  std::size_t begin = first;
  while (begin < sentence.words.size() && is_no_name(sentence.words[begin].lower)) {
    if (begin != first || begin != 0) break;
    ++begin;
  }
  if (begin >= sentence.words.size() || !sentence.words[begin].has_capital || is_no_name(sentence.words[begin].lower))
    return {first, first};
  std::size_t end = begin + 1;
  const auto goes_on = [&](std::size_t word) {
    if (word >= sentence.words.size() || !sentence.joined(word - 1)) return false;
    const Word& next = sentence.words[word];
    if (next.lower == "&" || next.lower == "of" || next.lower == "and") {
      // "Department of Justice"; "Alder and Birch" are two.
      return next.lower != "and" && word + 1 < sentence.words.size() && sentence.words[word + 1].has_capital;
    }
    if (next.lower == "s") return false;
    return (next.has_capital && !is_no_name(next.lower)) ||
           (base::is_digit(next.lower.front()) && next.lower.size() < 5 &&
            sentence.text[sentence.words[word - 1].end] == '-');
  };
  while (goes_on(end)) ++end;
  return {begin, end};
}

WordRange name_before(const Sentence& sentence, std::size_t behind) {
  std::size_t begin = behind;
  while (begin > 0) {
    const Word& word = sentence.words[begin - 1];
    const bool linked = begin == behind || sentence.joined(begin - 1);
    if (!linked || (begin == behind && between(sentence, begin - 1).find_first_of(".;:") != std::string_view::npos &&
                    !sentence.joined(begin - 1)))
      break;
    const bool joins = word.lower == "of" && begin < behind && begin > 1 && sentence.words[begin - 2].has_capital;
    if (!joins && (!word.has_capital || is_no_name(word.lower))) break;
    --begin;
  }
  return {begin, behind};
}

Authors authors_of(const Sentence& sentence) {
  Authors authors;
  const auto take = [&](const Speaker& speaker, std::size_t verb) {
    if (speaker.name.empty() && !speaker.own_voice && !speaker.pronoun) return false;
    if (!authors.by.empty() && !speaker.name.empty() && speaker.name != authors.by) authors.via = authors.by;
    if (!speaker.name.empty()) authors.by = speaker.name;
    if (speaker.own_voice && authors.by.empty()) authors.is_own_voice = true;
    if (speaker.pronoun && authors.by.empty()) authors.is_pronoun = true;
    if (!authors.verb) authors.verb = verb;
    return true;
  };
  for (const Saying& saying : sentence.sayings) {
    if (is_speech(saying.say) && !is_passive(sentence, saying.first)) {
      take(is_inverted(sentence, saying) ? speaker_inverted(sentence, saying.last)
                                         : speaker_before(sentence, saying.first),
           saying.first);
    } else if (saying.say == Say::according_to) {
      take(speaker_behind(sentence, saying.last), saying.first);
    } else if (saying.say == Say::told && authors.via.empty()) {
      const WordRange listener = name_from(sentence, saying.last + 1);
      if (!listener.empty()) authors.via = sentence.quote(listener.begin, listener.end - 1);
    } else if (saying.say == Say::by_author && saying.first > 0) {
      // "attributed by Alder to", "confirmed by Alder"
      const bool follows = std::ranges::any_of(sentence.sayings, [&](const Saying& other) {
        return (is_speech(other.say) || other.say == Say::discovers) && other.last + 1 == saying.first;
      });
      if (follows) take(speaker_behind(sentence, saying.last), saying.first);
    }
  }
  return authors;
}

}  // namespace clew::intel::detail
