#include "clew/intel/detail/claim_author.h"

#include "clew/base/text.h"

#include <algorithm>
#include <unordered_set>

namespace clew::intel::detail {
namespace {

using Words = std::unordered_set<std::string_view>;

/// Between an author and the verb.
bool is_filler(std::string_view word) {
  static const Words words = {"also",      "later",
                              "has",       "have",
                              "had",       "previously",
                              "recently",  "publicly",
                              "a",         "ont",
                              "then",      "now",
                              "since",     "further",
                              "today",     "yesterday",
                              "is",        "therefore",
                              "initially", "only",
                              "itself",    "aussi",
                              "ensuite",   "s",
                              "first",     "independently",
                              "no",        "longer",
                              "both",      "avions",
                              "avons",     "avaient",
                              "avait",     "ai",
                              "all",       "each",
                              "would",     "n",
                              "ne",        "se",
                              "not",       "still",
                              "tous",      "did",
                              "does",      "do",
                              "cannot",    "y",
                              "ci"};
  constexpr std::size_t adverb_bytes_min = 5;
  return words.contains(word) || (word.size() >= adverb_bytes_min && word.ends_with("ly"));
}

/// Nouns for those who speak for another.
bool is_role(std::string_view word) {
  static const Words words = {
      "spokesperson", "spokesman", "spokeswoman", "researchers", "researcher",   "analysts",      "analyst",
      "experts",      "officials", "ceo",         "ciso",        "cto",          "executives",    "team",
      "officer",      "chief",     "engineers",   "president",   "director",     "porte",         "parole",
      "chercheurs",   "analystes", "experts",     "security",    "intelligence", "threat",        "executive",
      "information",  "research",  "head",        "founder",     "boss",         "minister",      "investigators",
      "general",      "manager",   "lead",        "vice",        "senior",       "principal",     "directeur",
      "directrice",   "chef",      "patron",      "lawyer",      "counsel",      "investigation", "analysis"};
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
  static const Words words = {"it",    "they", "he",   "she",   "il",  "elle",  "ils",
                              "elles", "who",  "that", "which", "qui", "celui", "celle"};
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

bool is_speech_at(const Sentence& sentence, std::size_t word) {
  return std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
    return is_speech(saying.say) && saying.first <= word && word <= saying.last;
  });
}

bool attributes_at(const Sentence& sentence, std::size_t word) {
  return std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
    return (saying.say == Say::attributes || saying.say == Say::links) && saying.first == word;
  });
}

struct Speaker {
  std::string name = {};
  std::string also = {};  // "Alder and Birch": Alder
  bool own_voice = false;
  bool pronoun = false;
  bool of_relative = false;  // "the group that said": what it says is told elsewhere
};

/// Words that begin a sentence as often as they begin a name, and are none alone.
bool is_common_alone(std::string_view word) {
  static const Words words = {"security",  "researchers",   "intelligence", "analysts",    "experts",
                              "officials", "investigators", "threat",       "authorities", "police",
                              "hackers",   "attackers",     "chercheurs",   "enquêteurs",  "prosecutors"};
  return words.contains(word);
}

bool is_determiner(std::string_view word) {
  static const Words words = {"the", "a",  "an",  "some", "several", "many", "two", "its", "their",
                              "le",  "la", "les", "un",   "une",     "des",  "l",   "leur"};
  return words.contains(word);
}

/// Small words between the parts of a name: "Ministry of Justice" is one name, "Jane Doe of Elm Corp" two.
bool heads_an_institution(std::string_view word) {
  static const Words words = {"department", "ministry", "bank",   "office",     "bureau",     "agency", "institute",
                              "university", "council",  "court",  "commission", "board",      "center", "centre",
                              "city",       "state",    "church", "republic",   "government", "house"};
  return words.contains(word);
}

bool is_house_link(std::string_view word) {
  static const Words words = {"at", "of", "for", "with", "chez", "de", "from", "d", "du"};
  return words.contains(word);
}

bool has_comma(const Sentence& sentence, std::size_t word) {
  return sentence.gap_behind(word).find(',') != std::string_view::npos;
}

/// "banque Érable", "clinique des Pins": of the names of institutions in French the noun is a part.
std::size_t begin_with_institution(const Sentence& sentence, std::size_t begin) {
  static const Words nouns = {"banque",  "clinique", "hôpital",    "mairie", "ville",      "université", "caisse",
                              "chambre", "région",   "fédération", "lycée",  "préfecture", "académie"};
  static const Words links = {"des", "du", "de", "d", "la", "l"};
  std::size_t at = begin;
  constexpr std::size_t links_max = 2;
  while (at > 0 && begin - at < links_max && sentence.joined(at - 1) && links.contains(sentence.words[at - 1].lower))
    --at;
  const bool is_part = at > 0 && sentence.joined(at - 1) && nouns.contains(sentence.words[at - 1].lower);
  return is_part ? at - 1 : begin;
}

/// Of "Jane Doe of Elm Corp" the house.
std::string speaker_name(const Sentence& sentence, WordRange name) {
  for (std::size_t word = name.begin + 1; word + 1 < name.end; ++word) {
    const bool is_person = word - name.begin >= 2 && !heads_an_institution(sentence.words[word - 1].lower);
    if (sentence.words[word].lower == "of" && is_person) return sentence.quote(word + 1, name.end - 1);
  }
  return sentence.quote(begin_with_institution(sentence, name.begin), name.end - 1);
}

/// Whether a noun is one for those who speak: "said the bank", but not "the matter told".
bool is_speaking_noun(std::string_view word) {
  static const Words words = {
      "chaîne",      "enseigne",    "plateforme",     "assureur",     "opérateur",    "constructeur",  "compagnie",
      "mutuelle",    "fédération",  "distributeur",   "hébergeur",    "bank",         "ministry",      "police",
      "prosecutor",  "prosecutors", "agency",         "authority",    "authorities",  "banque",        "ministère",
      "ministre",    "parquet",     "agence",         "groupe",       "procureure",   "procureur",     "regulator",
      "minister",    "hospital",    "hôpital",        "maire",        "autorité",     "university",    "université",
      "embassy",     "ambassade",   "government",     "gouvernement", "people",       "investigators", "prosecution",
      "court",       "judge",       "senator",        "hackers",      "attackers",    "group",         "gang",
      "hacker",      "clinic",      "clinique",       "school",       "city",         "state",         "exchange",
      "operator",    "airline",     "retailer",       "insurer",      "union",        "committee",     "council",
      "commission",  "watchdog",    "department",     "bureau",       "consortium",   "crew",          "enquêteurs",
      "autorités",   "pirates",     "administration", "kremlin",      "manufacturer", "maker",         "foundation",
      "association", "victims",     "experts",        "scientists",   "lawmakers",    "lawyers",       "sources",
      "officers",    "mairie",      "préfecture",     "région",       "magistrats",   "policiers",     "regulators",
      "carrier",     "lender",      "institute",      "institut",     "sociétés",     "entreprises",   "firms",
      "companies",   "vendors",     "vendor",         "startup",      "publisher",    "developer",     "developers",
      "maintainers", "maintainer",  "service",        "platform",     "plateforme",   "opérateur",     "assureur",
      "collectif",   "board",       "office"};
  return words.contains(word) || is_role(word);
}

/// "the Russian embassy", "investigators": a speaker without a name is quoted as the sentence has it, for the words are not
/// the publisher's own.
std::string unnamed_speaker(const Sentence& sentence, std::size_t behind) {
  static const Words no_speakers = {"and",  "but",  "that",  "to",  "of",  "which", "who",   "is",    "was",   "not",
                                    "have", "has",  "been",  "et",  "que", "qui",   "there", "this",  "these", "those",
                                    "than", "as",   "by",    "par", "be",  "were",  "are",   "newly", "so",    "or",
                                    "in",   "with", "early", "for", "du",  "de",    "ce",    "cela"};
  if (behind == 0) return {};
  // "two people familiar with the matter"
  constexpr std::size_t phrase_words_max = 4;
  static const Words closeness = {"familiar", "close", "briefed", "aware"};
  for (std::size_t word = behind; word > 1 && behind - word < phrase_words_max; --word) {
    if (!closeness.contains(sentence.words[word - 1].lower)) continue;
    behind = word - 1;
    break;
  }
  if (!is_speaking_noun(sentence.words[behind - 1].lower)) return {};
  constexpr std::size_t words_max = 4;
  std::size_t begin = behind;
  while (begin > 0 && behind - begin < words_max) {
    const Word& word = sentence.words[begin - 1];
    if (begin != behind && !sentence.joined(begin - 1)) break;
    if (is_determiner(word.lower) && !(word.lower == "two" && begin - 1 == 0)) {
      return begin == behind ? std::string() : sentence.quote(begin, behind - 1);
    }
    const bool is_verb = std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
      return is_speech(saying.say) && saying.first <= begin - 1 && begin - 1 <= saying.last;
    });
    if (no_speakers.contains(word.lower) || is_verb || is_self(sentence, begin - 1)) return {};
    --begin;
  }
  // Without an article only at the front: "Investigators believe".
  return begin == 0 && begin != behind ? sentence.quote(begin, behind - 1) : std::string();
}

/// The last name in front of `behind` that a small word binds to its person: "an analyst at Alder".
std::string house_in(const Sentence& sentence, std::size_t from, std::size_t behind) {
  for (std::size_t word = from; word + 1 < behind; ++word) {
    if (!is_house_link(sentence.words[word].lower)) continue;
    const std::size_t first = is_determiner(sentence.words[word + 1].lower) ? word + 2 : word + 1;
    const WordRange house = name_from(sentence, first);
    if (!house.empty() && house.end <= behind) return sentence.quote(house.begin, house.end - 1);
  }
  return {};
}

/// "an earlier version of this notice": the publisher's own words.
bool is_own_text(const Sentence& sentence, std::size_t word) {
  static const Words texts = {"article", "notice",     "post",   "advisory", "statement",
                              "version", "communiqué", "billet", "avis"};
  static const Words owners = {"this", "our", "earlier", "previous", "notre", "cet", "ce", "précédent", "first"};
  return word > 0 && texts.contains(sentence.words[word].lower) && owners.contains(sentence.words[word - 1].lower);
}

/// "Chief Security Officer Jane Doe": the person; a title with one word behind it may be a name.
WordRange without_titles(const Sentence& sentence, WordRange name) {
  static const Words titles = {"chief",     "security",  "officer", "information", "executive", "technology",
                               "president", "technical", "vice",    "senior",      "director",  "ciso",
                               "cso",       "ceo",       "cto",     "general",     "privacy",   "operating",
                               "financial", "risk",      "managing"};
  static const Words heads = {"officer", "ciso", "cso", "ceo", "cto", "president", "director", "executive"};
  std::size_t at = name.begin;
  while (at < name.end && titles.contains(sentence.words[at].lower)) ++at;
  const bool is_titled = at > name.begin && heads.contains(sentence.words[at - 1].lower);
  constexpr std::size_t words_of_person_min = 2;
  return is_titled && name.end - at >= words_of_person_min ? WordRange{at, name.end} : name;
}

/// Who ends before `behind`: "Elm Corp's research director Ana Ruiz" is Elm Corp.
Speaker speaker_ending(const Sentence& sentence, std::size_t behind) {
  std::size_t at = behind;
  while (at > 0 && is_role(sentence.words[at - 1])) --at;
  while (at > 0 && at < behind && is_filler(sentence.words[at - 1].lower) && !sentence.words[at - 1].has_capital) --at;
  if (at == 0) return {.name = unnamed_speaker(sentence, behind)};
  static const Words companies = {"company", "firm", "vendor", "société", "entreprise"};
  const bool of_company =
      at < behind && companies.contains(sentence.words[at - 1].lower) && !sentence.words[at - 1].has_capital;
  if (is_self(sentence, at - 1) || is_own_text(sentence, at - 1) || of_company) return {.own_voice = true};
  if (is_pronoun(sentence.words[at - 1].lower)) {
    static const Words relatives = {"who", "that", "which", "qui"};
    return relatives.contains(sentence.words[at - 1].lower) ? Speaker{.of_relative = true} : Speaker{.pronoun = true};
  }
  const WordRange titled = name_before(sentence, at);
  const WordRange name = without_titles(sentence, titled);
  const bool common = name.end == name.begin + 1 && is_common_alone(sentence.words[name.begin].lower);
  if (name.empty() || common) {
    if (std::string unnamed = unnamed_speaker(sentence, behind); !unnamed.empty()) return {.name = std::move(unnamed)};
    // "the release said", "the system says": whoever spoke before
    static const Words verbs = {"said", "says", "added", "stated", "confirmed"};
    const bool is_noun = at > 1 && at == behind && sentence.words[at - 2].lower == "the" &&
                         !sentence.words[at - 1].has_capital && behind < sentence.words.size() &&
                         verbs.contains(sentence.words[behind].lower);
    return {.pronoun = is_noun};
  }
  // "Alder's Jane Doe", but "China's Ministry of Defence"
  if (titled.begin > 1 && sentence.words[titled.begin - 1].lower == "s" && name.end - name.begin < 3) {
    const WordRange house = name_before(sentence, titled.begin - 1);
    const bool nation = !house.empty() && std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
      return saying.say == Say::nation && saying.last + 1 == house.end;
    });
    if (!house.empty() && !nation) return {.name = speaker_name(sentence, house)};
  }
  Speaker speaker{.name = speaker_name(sentence, name)};
  std::size_t before = titled.begin;
  while (before > 0 && sentence.joined(before - 1) && is_role(sentence.words[before - 1])) --before;
  const bool has_role = before < name.begin;
  // "Elm Corp's director Jane Doe", "Elm Corp chief executive Jane Doe"
  if (has_role && before > 0) {
    if (is_self(sentence, before - 1)) return {.own_voice = true};
    if (sentence.words[before - 1].lower == "s" && before > 1) --before;
    const bool possessive = before < sentence.words.size() && sentence.words[before].lower == "s";
    const WordRange house = name_before(sentence, before);
    // "Security researcher Jane Doe" speaks for no house.
    const bool of_trade = house.end == house.begin + 1 && is_common_alone(sentence.words[house.begin].lower);
    if (!house.empty() && !of_trade) return {.name = speaker_name(sentence, house)};
    if (possessive) return {.name = unnamed_speaker(sentence, before)};
  }
  // "Alder and Birch both attribute"
  if (name.begin > 1 &&
      (sentence.words[name.begin - 1].lower == "and" || sentence.words[name.begin - 1].lower == "et")) {
    const WordRange other = name_before(sentence, name.begin - 1);
    const bool fronts =
        !other.empty() && (other.begin == 0 || is_determiner(sentence.words[other.begin - 1].lower) ||
                           is_role(sentence.words[other.begin - 1].lower) ||
                           sentence.words[other.begin - 1].lower == "at" || is_speech_at(sentence, other.begin - 1));
    if (fronts) speaker.also = speaker_name(sentence, other);
  }
  return speaker;
}

/// "and claimed": the subject stands before.
bool is_at_joint(const Sentence& sentence, std::size_t verb) {
  const std::string& word = sentence.words[verb - 1].lower;
  return word == "and" || word == "et";
}

/// Who stands before the verb.
Speaker speaker_before(const Sentence& sentence, std::size_t verb) {
  std::size_t at = verb;
  while (at > 0 && is_filler(sentence.words[at - 1].lower)) --at;
  if (at == 0) return {};
  // "The Velvet Otter gang took responsibility and claimed": who did the one said the other.
  if (is_at_joint(sentence, at)) {
    std::size_t begin = at - 1;
    while (begin > 0 && !has_comma(sentence, begin - 1)) --begin;
    constexpr std::size_t words_before_name_max = 4;
    for (std::size_t word = begin; word < std::min(begin + words_before_name_max, at - 1); ++word) {
      const WordRange name = name_from(sentence, word);
      if (!name.empty() && name.begin == word && !is_common_alone(sentence.words[word].lower))
        return {.name = speaker_name(sentence, name)};
    }
  }
  if (!has_comma(sentence, at - 1)) return speaker_ending(sentence, at);
  // "Bob Smith, a researcher at Alder, said": what stands between the commas speaks of the one before them.
  constexpr std::size_t apposition_words_max = 16;
  for (std::size_t comma = at - 1; comma > 0 && at - comma < apposition_words_max; --comma) {
    if (!has_comma(sentence, comma - 1)) continue;
    static const Words relatives = {"which", "who", "whose", "that", "qui", "dont", "que"};
    static const Words no_fronts = {"in", "on", "after", "when", "as", "while", "asked", "dans", "après", "at"};
    if (no_fronts.contains(sentence.words.front().lower) && name_before(sentence, comma).empty()) break;
    if (!relatives.contains(sentence.words[comma].lower)) {
      if (auto house = house_in(sentence, comma, at); !house.empty()) return {.name = std::move(house)};
    }
    // "the chief executive of Elm Corp, Jane Doe, said"
    std::size_t front = comma;
    while (front > 0 && comma - front < 8 && sentence.joined(front - 1)) --front;
    if (auto house = house_in(sentence, front, comma);
        !house.empty() && !heads_an_institution(sentence.words[front].lower))
      return {.name = std::move(house)};
    return speaker_ending(sentence, comma);
  }
  return {};
}

/// "…," said Mark Olsen, chief analyst at Delta Security: who stands behind the verb; the house before the person.
Speaker speaker_inverted(const Sentence& sentence, std::size_t verb) {
  constexpr std::size_t words_max = 9;
  std::string quoted, unnamed;
  std::size_t commas = 0;
  for (std::size_t word = verb + 1; word < sentence.words.size() && word <= verb + words_max; ++word) {
    if (word > verb + 1) {
      const std::string_view gap = sentence.gap_behind(word - 1);
      if (gap.find_first_of(";:.\"") != std::string_view::npos && !sentence.joined(word - 1)) break;
      commas += gap.find(',') != std::string_view::npos;
      if (commas > 1) break;
    }
    if (is_self(sentence, word)) return {.own_voice = true};
    const std::string& lower = sentence.words[word].lower;
    if (commas == 0 && unnamed.empty() && is_speaking_noun(lower)) unnamed = sentence.quote(word, word);
    const WordRange name = name_from(sentence, word);
    if (name.empty() || name.begin != word) continue;
    const bool of_institution = begin_with_institution(sentence, word) != word;
    const bool of_house = !of_institution && word > verb + 1 && is_house_link(sentence.words[word - 1].lower);
    // "le groupe de services d'ingénierie et de …": what it does, not whose it is
    constexpr std::size_t words_of_house_max = 5;
    if (!unnamed.empty() && word > verb + words_of_house_max) break;
    if (quoted.empty() || of_house) quoted = speaker_name(sentence, name);
    if (of_house) break;
    word = name.end - 1;
  }
  return {.name = quoted.empty() ? unnamed : quoted};
}

bool is_weekday(std::string_view word) {
  static const Words words = {"lundi",  "mardi",   "mercredi",  "jeudi",    "vendredi", "samedi",   "dimanche", "hier",
                              "monday", "tuesday", "wednesday", "thursday", "friday",   "saturday", "sunday"};
  return words.contains(word);
}

/// Whether a quotation or the statement ends before the verb: `…," said`, `…, a déclaré`.
bool is_inverted(const Sentence& sentence, const Saying& saying) {
  if (saying.first == 0 || saying.last + 1 >= sentence.words.size()) return false;
  const std::string_view gap = sentence.gap_behind(saying.first - 1);
  const bool ends = gap.find_first_of(",\"") != std::string_view::npos ||
                    gap.find("\xe2\x80\x9d") != std::string_view::npos ||
                    gap.find("\xc2\xbb") != std::string_view::npos;
  if (!ends) return false;
  if (const WordRange name = name_from(sentence, saying.last + 1); !name.empty()) {
    // "who asked not to be named, said Sandworm was": a new sentence begins behind this verb.
    static const Words behind = {"in",   "on", "at",   "of",  "during", "from", "to",
                                 "dans", "à",  "lors", "who", "qui",    "last", "this"};
    return name.end >= sentence.words.size() || !sentence.joined(name.end - 1) ||
           behind.contains(sentence.words[name.end].lower) || is_role(sentence.words[name.end]);
  }
  // "a précisé la banque Érable", "said researchers at Alder"
  std::size_t noun = saying.last + 1;
  if (is_weekday(sentence.words[noun].lower)) ++noun;
  const std::size_t article = noun;
  noun += noun < sentence.words.size() && is_determiner(sentence.words[noun].lower) ? 1 : 0;
  if (noun >= sentence.words.size()) return false;
  return is_speaking_noun(sentence.words[noun].lower) || is_self(sentence, noun) ||
         (noun == article + 1 && (sentence.words[noun].has_capital || !name_from(sentence, noun + 1).empty()));
}

/// Who stands behind "according to", "by".
Speaker speaker_behind(const Sentence& sentence, std::size_t word) {
  std::size_t at = word + 1;
  constexpr std::size_t steps_max = 8;  // "a new report by researchers at"
  std::string unnamed;
  for (std::size_t steps = 0; at < sentence.words.size() && steps < steps_max; ++steps, ++at) {
    if (is_self(sentence, at)) return {.own_voice = true};
    const WordRange name = name_from(sentence, at);
    if (!name.empty()) return {.name = sentence.quote(name.begin, name.end - 1)};
    if (unnamed.empty() && is_speaking_noun(sentence.words[at].lower)) unnamed = sentence.quote(at, at);
    if (sentence.gap_behind(at).find_first_of(",;:") != std::string_view::npos) break;
  }
  return {.name = unnamed};
}

/// Verbs that never stand without one who speaks, so that not to know him is to know nothing of the author.
bool asks_for_speaker(const Sentence& sentence, const Saying& saying) {
  static const Words words = {"said",     "says",      "told",      "wrote",    "writes",  "believes", "assesses",
                              "claims",   "claimed",   "denies",    "denied",   "insists", "insisted", "suspects",
                              "argues",   "warns",     "estimates", "affirme",  "indique", "estime",   "précise",
                              "assure",   "avance",    "dément",    "rapporte", "écrit",   "attribue", "attributes",
                              "blames",   "stated",    "announced", "alleged",  "alleges", "thinks",   "nie",
                              "conteste", "soupçonne", "accuse",    "accuses",  "soutient"};
  return words.contains(sentence.words[saying.first].lower) || words.contains(sentence.words[saying.last].lower);
}

/// "…, Reuters reported.": nothing of weight stands behind the verb.
bool ends_sentence(const Sentence& sentence, std::size_t verb) {
  constexpr std::size_t words_behind_max = 3;
  return verb + words_behind_max + 1 >= sentence.words.size();
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
    static const Words adjectives = {"nationale", "national", "centrale", "fédérale",
                                     "fédéral",   "générale", "française"};
    if (adjectives.contains(next.lower)) return true;
    // "Have I Been Seen"
    const bool is_self = next.lower == "i" && word + 1 < sentence.words.size() && sentence.words[word + 1].has_capital;
    return is_self || (next.has_capital && !is_no_name(next.lower)) ||
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
    if (!linked || (begin == behind && sentence.gap_behind(begin - 1).find_first_of(".;:") != std::string_view::npos &&
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
  bool is_unknown = false;
  const auto take = [&](const Speaker& speaker, const Saying& verb, bool is_outer) {
    if (speaker.name.empty() && !speaker.own_voice && !speaker.pronoun) return false;
    if (!authors.verb || verb.first < *authors.verb) authors.verb = verb.first;
    if (is_outer && !authors.by.empty()) {
      if (!speaker.name.empty() && speaker.name != authors.by) authors.via = speaker.name;
      return true;
    }
    if (!authors.by.empty() && !speaker.name.empty() && speaker.name != authors.by) authors.via = authors.by;
    if (!speaker.name.empty()) {
      authors.by = speaker.name;
      authors.also = speaker.also;
    }
    if (speaker.own_voice && authors.by.empty()) authors.is_own_voice = true;
    if (speaker.pronoun && authors.by.empty() && !authors.is_own_voice) authors.is_pronoun = true;
    return true;
  };
  for (const Saying& saying : sentence.sayings) {
    // "the Elbonia-linked group" does not say that Elbonia links it.
    const bool is_compound = saying.first > 0 && sentence.gap_behind(saying.first - 1) == "-";
    if (is_speech(saying.say) && !is_compound && !is_passive(sentence, saying.first)) {
      const bool inverted = is_inverted(sentence, saying);
      const Speaker speaker =
          inverted ? speaker_inverted(sentence, saying.last) : speaker_before(sentence, saying.first);
      // "Alder has attributed it to Crimson Heron, an executive of Elm said in a post on Tuesday."
      const bool passes_on = authors.verb && *authors.verb < saying.first && attributes_at(sentence, *authors.verb) &&
                             !attributes_at(sentence, saying.first);
      const bool outer = !inverted && (passes_on || ends_sentence(sentence, saying.last));
      if (!take(speaker, saying, outer) && !speaker.of_relative && asks_for_speaker(sentence, saying))
        is_unknown = true;
    } else if (saying.say == Say::according_to) {
      // "selon" may stand for "depending on"; what has no name behind it tells no author.
      // "Alder has attributed it to Crimson Heron, according to Elm": Elm passes on what Alder says.
      const bool passes_on = authors.verb && *authors.verb < saying.first && attributes_at(sentence, *authors.verb);
      if (!take(speaker_behind(sentence, saying.last), saying, passes_on)) is_unknown = true;
    } else if (saying.say == Say::told && authors.via.empty()) {
      const WordRange listener = name_from(sentence, saying.last + 1);
      if (!listener.empty()) authors.via = sentence.quote(listener.begin, listener.end - 1);
    } else if (saying.say == Say::by_author && saying.first > 0) {
      // "attributed by Alder to", "confirmed by Alder"
      const bool follows = std::ranges::any_of(sentence.sayings, [&](const Saying& other) {
        return (is_speech(other.say) || other.say == Say::discovers) && other.last + 1 == saying.first;
      });
      // "tied to the Lazarus Group by researchers at Alder"
      const bool behind_actor = std::ranges::any_of(sentence.sayings, [&](const Saying& other) {
        return other.say == Say::actors && other.last + 1 == saying.first;
      });
      const bool behind_name = (behind_actor || sentence.words[saying.first - 1].has_capital) &&
                               std::ranges::any_of(sentence.sayings, [&](const Saying& other) {
                                 return (other.say == Say::links || other.say == Say::attributes) &&
                                        other.last < saying.first && is_passive(sentence, other.first);
                               });
      if (follows || behind_name) take(speaker_behind(sentence, saying.last), saying, false);
    }
  }
  authors.is_unknown = is_unknown && authors.by.empty() && !authors.is_own_voice;
  return authors;
}

}  // namespace clew::intel::detail
