#include "clew/intel/detail/claim_content.h"

#include "clew/base/text.h"
#include "clew/intel/crosswalk.h"
#include "clew/intel/dates.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>
#include <utility>

namespace clew::intel::detail {
namespace {

using model::ClaimKind;
using model::Stance;
using Words = std::unordered_set<std::string_view>;

struct Range {
  std::size_t first = 0;
  std::size_t last = 0;
};

bool covers(const Sentence& sentence, Say say, std::size_t word) {
  return std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
    return saying.say == say && saying.first <= word && word <= saying.last;
  });
}

bool is_at(const Words& words, const Sentence& sentence, std::size_t word) {
  return word < sentence.words.size() && words.contains(sentence.words[word].lower);
}

// ---- clauses and negation --------------------------------------------------------------------------------------------

/// Whether a clause ends between a word and the next.
bool is_break(const Sentence& sentence, std::size_t word) {
  if (word + 1 >= sentence.words.size()) return true;
  if (!sentence.joined(word) && sentence.gap_behind(word).find_first_of(",;:()\"") != std::string_view::npos)
    return true;
  static const Words openers = {"that", "que", "which", "but", "while", "mais", "whereas", "although", "tandis", "qu"};
  return is_at(openers, sentence, word + 1);
}

std::size_t clause_begin(const Sentence& sentence, std::size_t word) {
  while (word > 0 && !is_break(sentence, word - 1)) --word;
  return word;
}

bool is_one_clause(const Sentence& sentence, std::size_t first, std::size_t last) {
  for (std::size_t word = first; word < last; ++word) {
    // "14 customers that were affected" is one still.
    static const Words relatives = {"that", "which", "que"};
    const bool of_first = word == first && sentence.joined(word) && is_at(relatives, sentence, word + 1);
    if (is_break(sentence, word) && !of_first) return false;
  }
  return true;
}

/// "no doubt", "not only", "no later than" negate nothing.
bool is_true_negation(const Sentence& sentence, const Saying& saying) {
  static const Words after = {"doubt", "only", "just", "later", "fewer", "less", "longer", "sooner", "more", "least"};
  return saying.last + 1 >= sentence.words.size() || !is_at(after, sentence, saying.last + 1);
}

bool is_negated(const Sentence& sentence, std::size_t from, std::size_t to) {
  return std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
    return (saying.say == Say::negates || saying.say == Say::no_evidence) && saying.first >= from &&
           saying.last <= to && is_true_negation(sentence, saying);
  });
}

/// Whether what happens at `word` is negated: in its clause, at the verb of who speaks, or for want of evidence.
bool is_denied_at(const Sentence& sentence, const Authors& authors, std::size_t word) {
  if (is_negated(sentence, clause_begin(sentence, word), word)) return true;
  constexpr std::size_t words_before_verb = 3;
  if (authors.verb && *authors.verb < word) {
    const std::size_t verb = *authors.verb;
    if (is_negated(sentence, std::max(clause_begin(sentence, verb), verb - std::min(verb, words_before_verb)), verb))
      return true;
  }
  return std::ranges::any_of(
      sentence.sayings, [&](const Saying& saying) { return saying.say == Say::no_evidence && saying.first < word; });
}

bool is_corrected(const Sentence& sentence) { return sentence.has(Say::corrects) && !sentence.has(Say::flaw); }

/// The verb under which the words at `at` stand: "disputed it and said that six", the nearest before; else one behind.
std::optional<Say> verb_over(const Sentence& sentence, std::size_t at) {
  static const Words sayings = {"said",   "says",  "told",   "believes", "claimed",
                                "claims", "wrote", "stated", "added",    "insists"};
  std::optional<Say> over;
  for (const Saying& saying : sentence.sayings) {
    const bool stands = saying.say == Say::confirms || saying.say == Say::denies;
    const bool speaks = saying.say == Say::speaks && is_at(sayings, sentence, saying.first);
    if (!stands && !speaks) continue;
    // "rejected claims that": a noun
    if (speaks && saying.first > 0 &&
        (covers(sentence, Say::denies, saying.first - 1) || covers(sentence, Say::confirms, saying.first - 1)))
      continue;
    if (saying.last < at || !over) over = saying.say;
    if (saying.last >= at) break;
  }
  return over;
}

Stance stance_of(const Sentence& sentence, bool negated, std::size_t at) {
  const std::optional<Say> verb = verb_over(sentence, at);
  if (sentence.has(Say::retracts)) return Stance::retracts;
  if (is_corrected(sentence)) return Stance::corrects;
  if (negated || verb == Say::denies) return Stance::denies;
  if (sentence.has(Say::hedges)) return Stance::suspects;
  if (verb == Say::confirms) return Stance::confirms;
  return Stance::states;
}

// ---- names -----------------------------------------------------------------------------------------------------------

/// The first known name that begins at or after `from` and before `to`.
std::optional<std::pair<Range, std::string>> known_name(const Sentence& sentence,
                                                        const std::unordered_map<std::string, std::string>& names,
                                                        std::size_t from, std::size_t to) {
  constexpr std::size_t words_max = 6;
  if (names.empty()) return std::nullopt;
  for (std::size_t first = from; first < std::min(to, sentence.words.size()); ++first) {
    std::string key;
    std::optional<std::pair<Range, std::string>> longest;
    for (std::size_t last = first; last < sentence.words.size() && last - first < words_max; ++last) {
      key += name_key(sentence.words[last].lower);
      const auto found = names.find(key);
      if (found != names.end() && sentence.words[first].has_capital) longest = {{first, last}, found->second};
      if (!sentence.joined(last)) break;
    }
    if (longest) return longest;
  }
  return std::nullopt;
}

/// "North Korean government-backed hackers": the nation, and on to whom it sends.
std::optional<Range> nation_at(const Sentence& sentence, std::size_t from, std::size_t to) {
  for (const Saying& saying : sentence.sayings) {
    if (saying.say != Say::nation || saying.first < from || saying.first >= to) continue;
    Range range{saying.first, saying.last};
    // "pirates russes": in French the noun stands in front.
    static const Words nouns = {"pirates", "hackers", "espions", "groupe", "acteurs", "acteur", "cybercriminels"};
    if (range.first > from && sentence.joined(range.first - 1) && is_at(nouns, sentence, range.first - 1)) {
      static const Words before = {"russe",   "russes",   "chinois", "chinoise",
                                   "iranien", "iraniens", "coréens", "coréen"};
      if (is_at(before, sentence, range.last)) --range.first;
    }
    static const Words senders = {"intelligence", "government", "state", "army", "regime", "spy"};
    constexpr std::size_t behind_max = 5;
    for (std::size_t word = saying.last + 1; word < sentence.words.size() && word <= saying.last + behind_max; ++word) {
      if (sentence.words[word].lower == "s") break;
      // "the Elbonia-linked group"
      const bool is_compound = sentence.gap_behind(word - 1) == "-";
      if (!sentence.joined(word - 1) || (covers(sentence, Say::speaks, word) && !is_compound) ||
          covers(sentence, Say::denies, word) || covers(sentence, Say::confirms, word) ||
          covers(sentence, Say::affects, word))
        break;
      if (covers(sentence, Say::actors, word) || covers(sentence, Say::nation, word) || is_at(senders, sentence, word))
        range.last = word;
    }
    // "China's Ministry of State Security"
    if (range.last + 2 < sentence.words.size() && sentence.words[range.last + 1].lower == "s") {
      const WordRange office = name_from(sentence, range.last + 2);
      if (!office.empty() && office.begin == range.last + 2) range.last = office.end - 1;
    }
    // "Russian", "state-sponsored" alone is nobody.
    static const Words countries = {"korea",  "dprk",    "pyongyang", "russia",  "china", "beijing", "moscow",
                                    "iran",   "tehran",  "vietnam",   "belarus", "nord",  "coréens", "coréen",
                                    "russes", "chinois", "iraniens",  "russie",  "chine"};
    const bool sends = range.last != saying.last;
    if (!sends && !covers(sentence, Say::actors, range.last) && !is_at(countries, sentence, range.last)) continue;
    return range;
  }
  return std::nullopt;
}

/// The name within "North Korea-linked Crimson Heron group".
std::optional<Range> name_in_nation(const Sentence& sentence, const Range& nation) {
  static const Words links = {"linked", "backed", "aligned", "affiliated", "sponsored", "associated", "nexus", "tied"};
  for (std::size_t word = nation.first + 1; word < nation.last; ++word) {
    if (!is_at(links, sentence, word) || sentence.gap_behind(word - 1) != "-") continue;
    const WordRange name = name_from(sentence, word + 1);
    const bool is_name = !name.empty() && name.begin == word + 1 && !covers(sentence, Say::nation, word + 1) &&
                         !covers(sentence, Say::actors, word + 1);
    if (is_name) return Range{name.begin, name.end - 1};
  }
  return std::nullopt;
}

struct Actor {
  std::string name;
  std::size_t first = 0;
  std::size_t last = 0;
  bool is_known = false;  ///< by a table, as a nation, or by the noun beside it: "the group Velvet Otter"
};

/// The actor that the words at `from` name, with nothing before its name but what describes it: "a North Korean group
/// tracked as Crimson Heron".
std::optional<Actor> actor_at(const Sentence& sentence, const ClaimContext& context, std::size_t from, std::size_t to) {
  static const Words describing = {
      "the",     "a",           "an",         "same",     "threat",     "notorious",   "infamous",  "suspected",
      "known",   "members",     "of",         "elements", "people",     "individuals", "state",     "sponsored",
      "backed",  "linked",      "tracked",    "as",       "called",     "named",       "dubbed",    "likely",
      "so",      "aligned",     "le",         "la",       "les",        "l",           "un",        "une",
      "des",     "du",          "notoire",    "dit",      "connu",      "sous",        "nom",       "de",
      "to",      "financially", "motivated",  "advanced", "persistent", "cyber",       "intrusion", "set",
      "working", "for",         "on",         "behalf",   "by",         "that",        "it",        "we",
      "they",    "nommé",       "baptisé",    "appelé",   "membres",    "probably",    "be",        "ransomware",
      "back",    "north",       "cybercrime", "russian",  "chinese",    "iranian",     "been",      "believed",
      "à",       "au",          "aux",        "tracks",   "track",      "calls",       "call",      "liés",
      "lié",     "now"};
  constexpr std::size_t words_max = 10;
  bool beside_actor = false;
  for (std::size_t word = from; word < std::min({to, from + words_max, sentence.words.size()}); ++word) {
    if (word > from && !sentence.joined(word - 1)) return std::nullopt;
    if (const auto known = known_name(sentence, context.actors, word, word + 1))
      return Actor{known->second, known->first.first, known->first.last, true};
    const auto nation = nation_at(sentence, word, word + 2);
    if (nation && nation->first == word) {
      // "a North Korean group tracked as Crimson Heron" has a better name yet
      if (const auto known = known_name(sentence, context.actors, word + 1, nation->last + 1))
        return Actor{known->second, known->first.first, known->first.last, true};
      if (const auto inner = name_in_nation(sentence, *nation))
        return Actor{sentence.quote(inner->first, inner->last), inner->first, inner->last, true};
      std::size_t behind = nation->last + 1;
      // "a group that it calls Crimson Heron"
      static const Words callers = {"it", "they", "he", "she", "we", "the", "company"};
      static const Words calls = {"calls", "call", "tracks", "track", "names", "dubs", "dubbed"};
      if (is_at({"that", "which"}, sentence, behind) && is_at(callers, sentence, behind + 1)) {
        const std::size_t call = behind + (is_at({"company"}, sentence, behind + 2) ? 3 : 2);
        if (is_at(calls, sentence, call)) behind = call;
      }
      static const Words naming = {"tracked", "known", "called", "named", "dubbed", "connu", "nommé",
                                   "calls",   "call",  "tracks", "track", "names",  "dubs"};
      if (is_at(naming, sentence, behind)) {
        if (auto named = actor_at(sentence, context, behind, std::min(to, behind + 5))) {
          named->is_known = true;
          return named;
        }
      }
      if (behind < to && behind < sentence.words.size() && sentence.joined(nation->last)) {
        const WordRange name = name_from(sentence, behind);
        if (!name.empty() && name.begin == behind && covers(sentence, Say::actors, nation->last))
          return Actor{sentence.quote(name.begin, name.end - 1), name.begin, name.end - 1, true};
      }
      return Actor{sentence.quote(nation->first, nation->last), nation->first, nation->last, true};
    }
    const WordRange name = name_from(sentence, word);
    if (!name.empty() && name.begin == word) {
      // "Elm Corp's software" is not Elm Corp.
      if (name.end < sentence.words.size() && sentence.words[name.end].lower == "s") return std::nullopt;
      const bool behind_actor = covers(sentence, Say::actors, name.end) || covers(sentence, Say::actors, name.end - 1);
      std::string quoted = sentence.quote(name.begin, name.end - 1);
      if (quoted == context.publisher) return std::nullopt;
      return Actor{std::move(quoted), name.begin, name.end - 1,
                   beside_actor || (behind_actor && (sentence.joined(name.end - 1)))};
    }
    if (covers(sentence, Say::actors, word)) {
      beside_actor = true;
      continue;
    }
    // "a threat actor in North Korea"
    static const Words places = {"in", "based", "from", "located"};
    if (beside_actor && is_at(places, sentence, word)) continue;
    if (!is_at(describing, sentence, word)) return std::nullopt;
  }
  return std::nullopt;
}

// ---- attribution -----------------------------------------------------------------------------------------------------

bool is_author(const Authors& authors, const Actor& actor) {
  return actor.name == authors.by || actor.name == authors.via || actor.name == authors.also;
}

/// "attributed the intrusion to", "blames North Korea for", "carried out by": what stands behind the cue.
std::optional<Actor> actor_behind(const Sentence& sentence, const ClaimContext& context, const Saying& cue) {
  const std::string& last = sentence.words[cue.last].lower;
  static const Words links = {"to", "by", "of", "on", "with", "à", "au", "aux", "par", "de", "du"};
  const bool ends_in_link = links.contains(last);
  if (auto actor = actor_at(sentence, context, cue.last + 1, sentence.words.size())) {
    const bool at_once = ends_in_link || actor->is_known;
    if (at_once && (ends_in_link || sentence.joined(cue.last))) return actor;
  }
  static const Words leads = {"to", "on", "à", "au", "aux", "with", "et", "avec", "d", "des"};
  constexpr std::size_t words_between_max = 14;
  for (std::size_t word = cue.last + 1; word < sentence.words.size() && word <= cue.last + words_between_max; ++word) {
    if (!sentence.joined(word - 1) && sentence.gap_behind(word - 1).find_first_of(";:.") != std::string_view::npos)
      break;
    const bool joins = is_at({"and"}, sentence, word) && last == "between";
    if (!joins && !is_at(leads, sentence, word)) continue;
    if (auto actor = actor_at(sentence, context, word + 1, sentence.words.size())) return actor;
  }
  return std::nullopt;
}

/// "Crimson Heron was behind": what stands in front of the cue, in its clause.
std::optional<Actor> actor_before(const Sentence& sentence, const ClaimContext& context, const Saying& cue) {
  std::size_t begin = clause_begin(sentence, cue.first);
  // "Alder said Crimson Heron is behind": not the one who speaks.
  for (const Saying& saying : sentence.sayings) {
    const bool speaks = saying.say == Say::speaks || saying.say == Say::confirms || saying.say == Say::denies;
    if (speaks && saying.last < cue.first && saying.last + 1 > begin) begin = saying.last + 1;
  }
  if (is_at({"that", "que", "qu"}, sentence, begin)) ++begin;
  if (const auto known = known_name(sentence, context.actors, begin, cue.first))
    return Actor{known->second, known->first.first, known->first.last, true};
  return actor_at(sentence, context, begin, cue.first);
}

/// "had earlier linked it to A but now attributes it to B": A is no longer what is said.
bool is_past_view(const Sentence& sentence, const Saying& cue) {
  static const Words before = {"earlier", "previously", "initially", "originally", "first", "once"};
  constexpr std::size_t words_apart_max = 3;
  bool is_before = false;
  for (std::size_t word = cue.first - std::min(cue.first, words_apart_max); word < cue.first; ++word)
    is_before |= is_at(before, sentence, word);
  if (!is_before) return false;
  return std::ranges::any_of(sentence.sayings, [&](const Saying& other) {
    return (other.say == Say::attributes || other.say == Say::links) && other.first > cue.last;
  });
}

/// "an organization associated with the Heron people": whom it was done to, not who did it.
bool joins_targets(const Sentence& sentence, const Saying& cue) {
  static const Words targets = {"entity",        "entities",     "individual",    "individuals", "organization",
                                "organizations", "organisation", "organisations", "people",      "person",
                                "persons",       "institution",  "institutions",  "official",    "officials",
                                "activist",      "activists",    "community",     "communities", "company",
                                "companies",     "entité",       "entités",       "personnes"};
  static const Words links = {"associated", "affiliated", "aligned", "linked", "connected",
                              "associés",   "associées",  "liés",    "liées"};
  return cue.first > 0 && links.contains(sentence.words[cue.first].lower) && is_at(targets, sentence, cue.first - 1);
}

bool is_being(const Sentence& sentence, std::size_t word) {
  static const Words words = {"was", "were",    "been", "be",    "are", "is",       "being",
                              "été", "étaient", "sont", "était", "est", "seraient", "serait"};
  static const Words between_words = {"also", "not", "directly", "actually",    "either", "all", "both",
                                      "then", "pas", "likely",   "potentially", "newly",  "bien"};
  while (word > 0 && (is_at(between_words, sentence, word) || sentence.words[word].lower.ends_with("ly"))) --word;
  return is_at(words, sentence, word);
}

bool of_other_year(const Sentence& sentence, const ClaimContext& context) {
  return std::ranges::any_of(find_dates(sentence.text), [&](const DatePlace& date) {
    return date.date.year != 0 && std::to_string(date.date.year) != context.published.substr(0, 4);
  });
}

/// "North Korean hackers breached the company, Elm said": who acts is who did it. A year makes it history, and a group by
/// its name alone is told of for what it did elsewhere.
std::optional<Content> actor_acting(const Sentence& sentence, const Authors& authors, const ClaimContext& context) {
  static const Words acts = {"breached", "hacked",     "attacked", "compromised", "infiltrated", "stole",
                             "planted",  "broke",      "hijacked", "penetrated",  "backdoored",  "gained",
                             "poisoned", "trojanized", "hit",      "exfiltrated", "targeted"};
  for (std::size_t verb = 1; verb < sentence.words.size(); ++verb) {
    if (!is_at(acts, sentence, verb) || is_being(sentence, verb - 1)) continue;
    std::size_t behind = verb;
    while (behind > 0 && is_at({"have", "had", "has", "also"}, sentence, behind - 1)) --behind;
    const std::size_t begin = std::max(clause_begin(sentence, verb), behind - std::min<std::size_t>(behind, 8));
    // "Elm discovered that Crimson Heron had targeted": of a name alone only what somebody found just now.
    const bool is_found = behind < verb && begin > 0 && is_at({"that", "que", "qu"}, sentence, begin) &&
                          covers(sentence, Say::discovers, begin - 1);
    if (is_found) {
      const auto known = known_name(sentence, context.actors, begin, behind);
      if (known && known->first.last + 1 == behind && !of_other_year(sentence, context))
        return Content{ClaimKind::attribution, known->second, stance_of(sentence, false, verb)};
    }
    for (std::size_t word = begin; word < behind; ++word) {
      const auto nation = nation_at(sentence, word, word + 1);
      if (!nation || nation->first != word || nation->last + 1 != behind ||
          !covers(sentence, Say::actors, nation->last))
        continue;
      Actor actor{sentence.quote(nation->first, nation->last), nation->first, nation->last, true};
      if (is_author(authors, actor) || of_other_year(sentence, context)) continue;
      return Content{ClaimKind::attribution, std::move(actor.name),
                     stance_of(sentence, is_denied_at(sentence, authors, verb), verb)};
    }
  }
  return std::nullopt;
}

std::optional<Content> attribution_in(const Sentence& sentence, const Authors& authors, const ClaimContext& context) {
  const bool of_incident = sentence.has(Say::incident);
  const bool is_said = !authors.by.empty() || authors.is_own_voice;
  if (auto acted = actor_acting(sentence, authors, context)) return acted;
  for (const Saying& cue : sentence.sayings) {
    if (cue.say != Say::attributes_back) continue;
    auto actor = actor_before(sentence, context, cue);
    static const Words own_claims = {"responsibility", "revendiqué"};
    const bool is_own_claim = own_claims.contains(sentence.words[cue.last].lower);
    if (!actor || (is_author(authors, *actor) && !is_own_claim)) continue;
    const bool behind = sentence.words[cue.last].lower == "behind" || sentence.words[cue.last].lower == "derrière";
    if (!actor->is_known && !(behind && of_incident && is_said)) continue;
    static const Words acts = {"the", "this", "mené"};
    if (acts.contains(sentence.words[cue.last].lower)) {
      const Saying* incident = sentence.find(Say::incident, cue.last + 1);
      constexpr std::size_t words_apart_max = 4;
      if (incident == nullptr || incident->first > cue.last + words_apart_max) continue;
    }
    return Content{ClaimKind::attribution, std::move(actor->name),
                   stance_of(sentence, is_denied_at(sentence, authors, cue.last), cue.first)};
  }
  // Of cues that begin together the longest, "attributed the attack to"; the first that has an actor.
  for (const Saying& cue : sentence.sayings) {
    const bool links = cue.say == Say::links;
    if (cue.say != Say::attributes && !links) continue;
    if (is_past_view(sentence, cue) || joins_targets(sentence, cue)) continue;
    auto actor = actor_behind(sentence, context, cue);
    if (!actor || is_author(authors, *actor)) continue;
    const auto program = known_name(sentence, context.programs, 0, cue.first);
    if (!actor->is_known && (links || !of_incident)) continue;
    if (!program && !of_incident && links && !sentence.has(Say::actors) && !is_said) continue;
    Content content{ClaimKind::attribution, std::move(actor->name),
                    stance_of(sentence, is_denied_at(sentence, authors, cue.first), cue.first)};
    if (program && !of_incident) content.subject = program->second;
    if (!program && !of_incident) {
      // "UNC9001 has been linked to North Korea" is about UNC9001.
      if (const auto other = known_name(sentence, context.actors, clause_begin(sentence, cue.first), cue.first))
        content.subject = other->second;
      else if (links && sentence.words[cue.first].lower == "linked" && !sentence.has(Say::actors))
        continue;
    }
    return content;
  }
  // "the intruder is Velvet Otter"
  for (const Saying& noun : sentence.sayings) {
    static const Words verbs = {"is", "are", "was", "were", "est", "sont", "était"};
    static const Words nouns = {"actor",   "group",   "attackers", "attacker",    "intruder",    "intruders",
                                "hackers", "culprit", "culprits",  "perpetrator", "perpetrators"};
    if (noun.say != Say::actors || !is_at(nouns, sentence, noun.last) || !is_at(verbs, sentence, noun.last + 1))
      continue;
    std::size_t at = noun.last + 2;
    const bool negated = is_at({"not"}, sentence, at);
    if (negated) ++at;
    auto actor = actor_at(sentence, context, at, sentence.words.size());
    if (!actor || is_author(authors, *actor) || !(actor->is_known || is_said)) continue;
    return Content{ClaimKind::attribution, std::move(actor->name),
                   stance_of(sentence, negated || is_denied_at(sentence, authors, noun.first), noun.first)};
  }
  return std::nullopt;
}

// ---- scope -----------------------------------------------------------------------------------------------------------

bool is_number(std::string_view word) {
  static const Words words = {
      "one",      "two",       "three",     "four",     "five",      "six",       "seven",       "eight",
      "nine",     "ten",       "eleven",    "twelve",   "dozen",     "dozens",    "hundred",     "hundreds",
      "thousand", "thousands", "million",   "millions", "handful",   "several",   "twenty",      "thirty",
      "forty",    "fifty",     "deux",      "trois",    "quatre",    "cinq",      "sept",        "huit",
      "neuf",     "dix",       "douze",     "vingt",    "trente",    "cinquante", "cent",        "cents",
      "mille",    "poignée",   "dizaine",   "dizaines", "vingtaine", "trentaine", "quarantaine", "cinquantaine",
      "centaine", "centaines", "milliers",  "millier",  "quelques",  "no",        "all",         "single",
      "couple",   "aucun",     "sixty",     "seventy",  "eighty",    "ninety",    "sixteen",     "fifteen",
      "thirteen", "fourteen",  "seventeen", "eighteen", "nineteen",  "onze",      "plusieurs",   "treize",
      "quatorze", "quinze",    "seize",     "quarante", "soixante",  "douzaine",  "quinzaine",   "soixantaine"};
  return base::is_digit(word.front()) || words.contains(word);
}

/// What may stand before the number: "fewer than", "moins de".
bool is_bound(std::string_view word) {
  static const Words words = {"fewer",  "less",    "more",    "than",          "at",    "least", "most",  "about",
                              "around", "nearly",  "some",    "approximately", "over",  "under", "up",    "to",
                              "only",   "roughly", "almost",  "just",          "a",     "an",    "moins", "plus",
                              "de",     "d",       "environ", "près",          "une",   "un",    "au",    "quelque",
                              "close",  "upwards", "as",      "many",          "autour"};
  return words.contains(word);
}

/// "« quelques centaines » de clients"
bool is_quote_mark(std::string_view gap) {
  return gap == " \xc2\xbb " || gap == "\xc2\xa0\xc2\xbb " || gap == "\xe2\x80\x9d " || gap == "\" ";
}

/// A count of victims: "fewer than five of our customers".
std::optional<Range> quantity_in(const Sentence& sentence, std::size_t from) {
  for (const Saying& saying : sentence.sayings) {
    if (saying.say != Say::victims || saying.first < from) continue;
    constexpr std::size_t back_max = 6;
    for (std::size_t back = 1; back <= back_max && back <= saying.first; ++back) {
      const std::size_t word = saying.first - back;
      if (!sentence.joined(word) && !is_quote_mark(sentence.gap_behind(word))) break;
      static const Words breaks = {"and", "or", "that", "which", "were", "was", "had", "have", "et", "in", "to", "by"};
      if (is_at(breaks, sentence, word)) break;
      if (!is_number(sentence.words[word].lower)) continue;
      if (covers(sentence, Say::victims, word)) break;
      std::size_t first = word;
      while (first > from && sentence.joined(first - 1) &&
             (is_bound(sentence.words[first - 1].lower) || is_number(sentence.words[first - 1].lower) ||
              (first > 1 && is_at({"upwards"}, sentence, first - 2) && is_at({"of"}, sentence, first - 1))))
        --first;
      // "3 of the 4,000 servers"
      const std::size_t of =
          first > 1 && is_at({"the", "our", "its", "their", "nos", "les", "ses"}, sentence, first - 1) ? first - 2
                                                                                                       : first - 1;
      const bool of_all = first > 1 && of > 0 && of < first && is_at({"of", "des", "sur"}, sentence, of) &&
                          is_number(sentence.words[of - 1].lower);
      if (of_all && of > from) {
        first = of - 1;
        while (first > from && sentence.joined(first - 1) &&
               (is_bound(sentence.words[first - 1].lower) || is_number(sentence.words[first - 1].lower)))
          --first;
      }
      // A year is no count: "2023 customers" stands nowhere but "in July 2023 customers".
      if (word == first && word > 0 && sentence.words[word].lower.size() == 4 &&
          sentence.words[word].lower.starts_with("20"))
        break;
      static const Words hanging = {"to", "de", "d", "at", "au"};
      while (first < word && hanging.contains(sentence.words[first].lower) &&
             !(first + 1 < word && is_at({"least", "most", "moins", "plus"}, sentence, first + 1)))
        ++first;
      return Range{first, saying.last};
    }
  }
  return std::nullopt;
}

/// Whether the verb is bound to the number: "14 customers were affected", "affected 14 customers", "the 14 affected customers".
bool is_bound_to(const Sentence& sentence, const Saying& verb, const Range& count) {
  constexpr std::size_t words_behind_max = 9;
  constexpr std::size_t words_before_max = 3;
  constexpr std::size_t words_of_max = 7;
  if (verb.first > count.last) {
    return verb.first - count.last <= words_behind_max && is_one_clause(sentence, count.last, verb.first) &&
           verb.first > 0 && is_being(sentence, verb.first - 1);
  }
  if (verb.last < count.first) {
    if (!is_one_clause(sentence, verb.last, count.first)) return false;
    const std::size_t apart = count.first - verb.last - 1;
    const bool limited = verb.last > verb.first;
    if (!limited && verb.first > 0 && is_being(sentence, verb.first - 1)) return false;
    static const Words articles = {"the", "a",   "an",   "of",      "these", "by", "using",
                                   "les", "des", "with", "through", "from",  "via"};
    if (verb.first > 0 && !limited && is_at(articles, sentence, verb.first - 1)) return false;
    const bool of =
        apart > 0 && apart <= words_of_max && is_at({"of", "from", "de", "for", "on"}, sentence, count.first - 1);
    return apart <= words_before_max || of;
  }
  static const Words adjectives = {"affected", "impacted", "touchés", "touchées", "concernés", "concernées"};
  // "all affected customers" counts nothing
  static const Words uncounted = {"all", "no", "several", "some", "aucun", "plusieurs", "quelques"};
  return verb.first > count.first && !is_at(uncounted, sentence, count.first) &&
         adjectives.contains(sentence.words[verb.first].lower);
}

/// An actor's deed is of this matter only where the sentence says so: "APT29 hit 100 companies in 2020" is history.
bool is_history(const Sentence& sentence, const Authors& authors, const ClaimContext& context, std::size_t verb) {
  const std::size_t begin = clause_begin(sentence, verb);
  const auto actor = known_name(sentence, context.actors, begin, verb);
  if (!actor || is_author(authors, {actor->second, 0, 0, true})) return false;
  static const Words anchors = {"this", "our", "we", "us", "cette", "notre", "nos", "nous", "incident"};
  return std::ranges::none_of(sentence.words, [&](const Word& word) { return anchors.contains(word.lower); }) ||
         sentence.has(Say::habit);
}

/// "donnée bancaire", "données personnelles"
bool is_french_adjective(std::string_view word) {
  static const Words words = {"sensible", "sensibles", "bancaire", "bancaires",
                              "privée",   "privées",   "interne",  "internes"};
  return words.contains(word) || word.ends_with("elles") || word.ends_with("elle") || word.ends_with("iques") ||
         word.ends_with("aires");
}

/// "no names, account numbers or passwords": where the list ends of which a thing is part.
std::size_t list_end(const Sentence& sentence, std::size_t last) {
  constexpr std::size_t words_of_thing_max = 4;
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    const std::size_t until = std::min(last + 1 + words_of_thing_max, sentence.words.size());
    bool is_listed = sentence.gap_behind(last) == ", ";
    for (std::size_t word = last + 1; word < until; ++word) {
      is_listed |= word == last + 1 && is_at({"and", "or", "nor", "et", "ou", "ni"}, sentence, word);
      if (!is_listed || covers(sentence, Say::exposes, word) || covers(sentence, Say::speaks, word) ||
          covers(sentence, Say::negates, word) || covers(sentence, Say::own_voice, word))
        break;
      if (covers(sentence, Say::data, word) || covers(sentence, Say::victims, word)) {
        last = word;
        goes_on = true;
        break;
      }
      if (!sentence.joined(word)) break;
    }
  }
  return last;
}

/// "aucune donnée, …, n'a été volée": what stands between keeps the two halves of a French negation together.
bool is_none_at(const Sentence& sentence, std::size_t thing, std::size_t verb) {
  constexpr std::size_t words_apart_max = 25;
  if (thing == 0 || !is_at({"aucun", "aucune"}, sentence, thing - 1) || verb - thing > words_apart_max) return false;
  const bool is_negative = (verb > 1 && is_at({"n"}, sentence, verb - 2)) ||
                           (verb > 2 && is_at({"n"}, sentence, verb - 3) && is_at({"été"}, sentence, verb - 1));
  return is_negative;
}

/// "No customer data was accessed": what is denied of data.
void denials_in(const Sentence& sentence, const Authors& authors, std::vector<Content>& contents) {
  std::size_t behind = 0;  // what is quoted already
  std::size_t list_last = 0;
  bool list_is_negated = false;
  const bool denies = sentence.has(Say::denies);
  for (const Saying& thing : sentence.sayings) {
    if ((thing.say != Say::data && thing.say != Say::victims) || thing.first == 0 || thing.first < behind) continue;
    std::size_t first = thing.first;
    std::size_t last = thing.last;
    const auto is_thing = [&](std::size_t word) {
      return word < sentence.words.size() &&
             (covers(sentence, Say::victims, word) || covers(sentence, Say::data, word));
    };
    while (sentence.joined(last) && last + 1 < sentence.words.size()) {
      if (is_thing(last + 1)) {
        ++last;
      } else if (is_at({"de", "des", "d"}, sentence, last + 1) && is_thing(last + 2)) {
        last += 2;
      } else if (is_french_adjective(sentence.words[last + 1].lower)) {
        ++last;
        break;
      } else {
        break;
      }
    }
    // Back over what describes it, to the article or the negation.
    static const Words stops = {
        "no",       "any",   "our",    "the",    "its",      "their",     "of",    "that",  "s",    "aucun",
        "aucune",   "none",  "de",     "d",      "des",      "les",       "la",    "le",    "ses",  "nos",
        "and",      "or",    "nor",    "to",     "from",     "with",      "were",  "was",   "had",  "has",
        "have",     "these", "those",  "a",      "an",       "neither",   "que",   "l",     "it",   "reached",
        "accessed", "stole", "viewed", "copied", "took",     "left",      "lost",  "other", "such", "whose",
        "ces",      "leurs", "in",     "also",   "suggests", "indicates", "toute", "tout",  "some", "never"};
    constexpr std::size_t describing_max = 2;
    while (first > 0 && sentence.joined(first - 1) && thing.first - first < describing_max &&
           !is_at(stops, sentence, first - 1) && !covers(sentence, Say::exposes, first - 1))
      --first;
    constexpr std::size_t words_apart_max = 7;
    const std::size_t from = first > 4 ? first - 4 : 0;
    bool before = is_negated(sentence, std::max(from, clause_begin(sentence, first)), first);
    if (first <= list_last) before |= list_is_negated;
    list_last = list_end(sentence, last);
    list_is_negated = before;
    const bool no_evidence = std::ranges::any_of(
        sentence.sayings, [&](const Saying& saying) { return saying.say == Say::no_evidence && saying.first < first; });
    for (const Saying& exposed : sentence.sayings) {
      if (exposed.say != Say::exposes) continue;
      bool denied = false;
      if (exposed.first > last) {
        if (exposed.first <= list_last) continue;
        const bool of_verb = is_negated(sentence, list_last, exposed.first);
        denied = (before || of_verb || no_evidence || (denies && verb_over(sentence, first) == Say::denies)) &&
                 exposed.first - list_last <= words_apart_max && is_one_clause(sentence, list_last, exposed.first);
        denied |= is_none_at(sentence, first, exposed.first);
      } else if (exposed.last < first) {
        const bool of_verb = is_negated(sentence, clause_begin(sentence, exposed.first), exposed.first);
        denied = (no_evidence || (denies && verb_over(sentence, first) == Say::denies) || of_verb) &&
                 first - exposed.last <= words_apart_max && is_one_clause(sentence, exposed.last, first) &&
                 !is_being(sentence, exposed.first - (exposed.first > 0));
      }
      if (!denied) continue;
      contents.push_back({ClaimKind::scope, sentence.quote(first, last), stance_of(sentence, true, first)});
      behind = last + 1;
      break;
    }
  }
  (void)authors;
}

std::vector<Content> scopes_in(const Sentence& sentence, const Authors& authors, const ClaimContext& context) {
  std::vector<Content> contents;
  denials_in(sentence, authors, contents);
  if (!contents.empty()) return contents;
  std::optional<Range> quantity = quantity_in(sentence, 0);
  if (!quantity) return contents;
  if (is_corrected(sentence)) {
    // Of two numbers the last is the right one; of one alone nobody knows whether it is, unless it is "raised to".
    std::size_t count = 1;
    while (const auto later = quantity_in(sentence, quantity->last + 1)) {
      quantity = later;
      ++count;
    }
    const bool to = quantity->first > 0 && is_at({"to", "à"}, sentence, quantity->first - 1);
    // "not six but eight customers"
    const bool but = quantity->first > 0 && is_at({"but", "mais", "rather"}, sentence, quantity->first - 1);
    if (count > 1 || to || but)
      contents.push_back({ClaimKind::scope, sentence.quote(quantity->first, quantity->last), Stance::corrects});
    return contents;
  }
  static const Words counts = {"number", "figure", "count", "total", "nombre", "chiffre"};
  const bool is_count = context.is_corrected && std::ranges::any_of(sentence.words, [&](const Word& word) {
                          return counts.contains(word.lower);
                        });
  for (; quantity; quantity = quantity_in(sentence, quantity->last + 1)) {
    const Saying* bound = nullptr;
    for (const Saying& verb : sentence.sayings) {
      if (verb.say == Say::affects && is_bound_to(sentence, verb, *quantity)) bound = &verb;
      if (bound != nullptr) break;
    }
    if (bound == nullptr && !is_count) continue;
    if (bound != nullptr) {
      const Saying* flaw = sentence.find(Say::flaw);
      if (flaw != nullptr && flaw->first < bound->first && !sentence.has(Say::incident) &&
          bound->last < quantity->first)
        continue;
      if (is_history(sentence, authors, context, bound->first)) continue;
    }
    const bool negated =
        is_negated(sentence, clause_begin(sentence, quantity->first), quantity->first == 0 ? 0 : quantity->first - 1) ||
        (bound != nullptr && is_negated(sentence, std::min(quantity->last, bound->first), bound->first));
    contents.push_back({ClaimKind::scope, sentence.quote(quantity->first, quantity->last),
                        stance_of(sentence, negated, quantity->first)});
    break;  // "five of 200,000 customers": the first
  }
  return contents;
}

// ---- timeline --------------------------------------------------------------------------------------------------------

/// "Latrodectus was first seen": a name at the front that is no actor's act, and speaks of itself.
std::string subject_in(const Sentence& sentence, const Saying& what) {
  const WordRange name = name_from(sentence, 0);
  if (name.empty() || name.end >= what.first + 1 || name.end >= sentence.words.size()) return {};
  static const Words verbs = {"is", "was", "has", "est", "a", "were", "are"};
  if (!is_at(verbs, sentence, name.end)) return {};
  // "Alder was breached" is about the intrusion, not about Alder.
  constexpr std::size_t words_between_max = 8;
  if (what.first > name.end + words_between_max) return {};
  return sentence.quote(name.begin, name.end - 1);
}

/// A day without a year is of the year before the notice's day.
std::string text_of(const DatePlace& place, std::string_view sentence, std::string_view published) {
  Date date = place.date;
  const auto of_notice = parse_date(published);
  if (date.year == 0 && date.month != 0 && of_notice && of_notice->year != 0 && of_notice->month != 0) {
    const bool is_later = date.month > of_notice->month ||
                          (date.month == of_notice->month && of_notice->day != 0 && date.day > of_notice->day);
    date.year = of_notice->year - (is_later ? 1 : 0);
  }
  const std::string text = date.text();
  return text.empty() ? std::string(sentence.substr(place.offset, place.size)) : text;
}

/// The date on which somebody spoke: "On 12 July, Alder said that", "said on 12 July".
bool is_of_speech(const Sentence& sentence, const Authors& authors, const DatePlace& date, const Saying& what) {
  if (!authors.verb || *authors.verb >= what.first) return false;
  const bool discovers = std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
    return saying.first == *authors.verb && (saying.say == Say::discovers || saying.say == Say::begins);
  });
  if (discovers) return false;
  const Word& verb = sentence.words[*authors.verb];
  if (date.offset < verb.begin) return true;
  constexpr std::size_t bytes_apart_max = 20;  // "said on Tuesday, 12 July"
  return date.offset < sentence.words[what.first].begin && date.offset - verb.end < bytes_apart_max;
}

/// "to enter our network"
bool has_aim(const Sentence& sentence) {
  static const Words aims = {"enter", "access", "infiltrate", "breach"};
  for (std::size_t word = 1; word < sentence.words.size(); ++word) {
    if (is_at(aims, sentence, word) && is_at({"to"}, sentence, word - 1)) return true;
  }
  return false;
}

/// "active since": what a group does.
bool what_is_habit(const Sentence& sentence) {
  static const Words words = {"active", "operated", "operating", "existed", "tracked", "actif", "actifs"};
  return std::ranges::any_of(sentence.words, [&](const Word& word) { return words.contains(word.lower); });
}

/// "Date du rapport: 19 juillet 2024", "Report date: …": of the notice, not of what happened.
bool dates_a_report(std::string_view text) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"date du rapport", "date de publication", "report date", "date of report", "date of the report"});
  return std::ranges::any_of(names,
                             [&](std::string_view name) { return base::find_ignoring_case(text, name) < text.size(); });
}

/// "discovered activity that may have led to": the doubt is of what followed.
bool doubts_only_behind(const Sentence& sentence, std::size_t what) {
  return std::ranges::all_of(sentence.sayings, [&](const Saying& saying) {
    if (saying.say != Say::hedges) return true;
    for (std::size_t word = what + 1; word < saying.first; ++word) {
      if (is_at({"that", "which"}, sentence, word)) return true;
    }
    return false;
  });
}

/// "Malicious versions were published": with what is put there it begins.
const Saying* release_of_harm(const Sentence& sentence) {
  static const Words harmful = {"malicious", "trojanized", "trojanised", "backdoored", "compromised", "poisoned"};
  static const Words releases = {"published", "uploaded", "released", "pushed"};
  for (const Saying& saying : sentence.sayings) {
    if (saying.say != Say::other_event || !is_at(releases, sentence, saying.first)) continue;
    constexpr std::size_t words_apart_max = 12;
    for (std::size_t back = 1; back <= words_apart_max && back <= saying.first; ++back) {
      if (is_at(harmful, sentence, saying.first - back)) return &saying;
    }
  }
  return nullptr;
}

std::optional<Content> timeline_in(const Sentence& sentence, const Authors& authors, const ClaimContext& context) {
  if (dates_a_report(sentence.text)) return std::nullopt;
  const std::vector<DatePlace> dates = find_dates(sentence.text);
  if (dates.empty()) return std::nullopt;
  const Saying* what = sentence.find(Say::begins);
  const Saying* release = release_of_harm(sentence);
  if (what == nullptr) what = release;
  if (what == nullptr) what = sentence.find(Say::discovers);
  if (what == nullptr) what = sentence.find(Say::ends);
  // "The group has been active since 2009" is of the group.
  static const Words doers = {"actor",      "actors", "hackers",   "pirates",
                              "attaquants", "intrus", "criminals", "cybercriminels"};
  const bool of_doers = !what_is_habit(sentence) && std::ranges::any_of(sentence.words, [&](const Word& word) {
    return doers.contains(word.lower);
  });
  const bool of_incident = sentence.has(Say::incident) || of_doers || context.is_corrected;
  if (!of_incident) return std::nullopt;
  if (what == nullptr) {
    // "The intruders were in the network between 11 May and 27 June."
    static const Words leads = {"between", "from", "entre", "du"};
    for (const DatePlace& date : dates) {
      for (std::size_t word = 0; word + 1 < sentence.words.size(); ++word) {
        if (sentence.words[word + 1].begin != date.offset || !is_at(leads, sentence, word) || dates.size() < 2)
          continue;
        static const Words stays = {"in",   "inside", "access",   "present", "active",
                                    "dans", "actifs", "présents", "ran",     "lasted"};
        const bool stay = std::ranges::any_of(sentence.words, [&](const Word& other) {
          return other.begin < date.offset && stays.contains(other.lower);
        });
        const bool of_actor = sentence.has(Say::actors) || sentence.has(Say::incident);
        if ((stay || sentence.has(Say::gains_access) || sentence.has(Say::exposes) || has_aim(sentence)) && of_actor &&
            !sentence.has(Say::other_event) && !is_negated(sentence, 0, word))
          return Content{ClaimKind::timeline, text_of(date, sentence.text, context.published),
                         stance_of(sentence, false, word)};
      }
    }
    return std::nullopt;
  }
  // What a known actor began long ago is told of him, not of this matter.
  if (is_history(sentence, authors, context, what->first) && subject_in(sentence, *what).empty()) return std::nullopt;
  if (is_negated(sentence, clause_begin(sentence, what->first), what->last)) return std::nullopt;
  const std::size_t place = sentence.words[what->first].begin;
  const auto distance = [&](const DatePlace& date) {
    return date.offset > place ? date.offset - place : place - date.offset;
  };
  // The date nearest to what happened; of a correction, the last, if it is not the only one.
  const DatePlace* date = nullptr;
  if (is_corrected(sentence)) {
    const bool to = dates.size() == 1 && base::lowered(sentence.text.substr(0, dates[0].offset)).ends_with(" to ");
    if (dates.size() < 2 && !to) return std::nullopt;
    date = &dates.back();
  } else {
    for (const DatePlace& other : dates) {
      if (is_of_speech(sentence, authors, other, *what)) continue;
      if (date == nullptr || distance(other) < distance(*date)) date = &other;
    }
  }
  constexpr std::size_t bytes_apart_max = 120;
  if (date == nullptr || (distance(*date) > bytes_apart_max && !is_corrected(sentence))) return std::nullopt;
  for (const Saying& other : sentence.sayings) {
    if (other.say != Say::other_event || is_corrected(sentence) || &other == release) continue;
    const std::size_t other_place = sentence.words[other.first].begin;
    const std::size_t other_distance =
        date->offset > other_place ? date->offset - other_place : other_place - date->offset;
    if (other_distance <= distance(*date)) return std::nullopt;
  }
  Stance stance = stance_of(sentence, false, what->first);
  if (stance == Stance::suspects && doubts_only_behind(sentence, what->last)) stance = Stance::states;
  return Content{ClaimKind::timeline, text_of(*date, sentence.text, context.published), stance,
                 subject_in(sentence, *what)};
}

// ---- access and response ---------------------------------------------------------------------------------------------

/// From `first` to where the thing ends: "a flaw in the file gateway".
std::size_t thing_end(const Sentence& sentence, std::size_t first, const Words& stops) {
  constexpr std::size_t object_words_max = 10;
  std::size_t last = first;
  static const Words messages = {"call", "email", "mail", "message", "letter", "access"};
  while (last + 1 < sentence.words.size() && last - first + 1 < object_words_max) {
    if (!sentence.joined(last) && sentence.gap_behind(last).find_first_of(",;:.()\"") != std::string_view::npos) break;
    // "found in a repository" goes on, "in June 2023" does not.
    const bool is_place = is_at({"in"}, sentence, last + 1) && last + 2 < sentence.words.size() &&
                          !sentence.words[last + 2].has_capital &&
                          !base::is_digit(sentence.words[last + 2].lower.front()) &&
                          !is_at({"early", "late", "mid"}, sentence, last + 2);
    const bool is_to = is_at({"to"}, sentence, last + 1) && is_at(messages, sentence, last);
    if (is_at(stops, sentence, last + 1) && !is_place && !is_to) break;
    ++last;
  }
  return last;
}

bool is_date_between(const Sentence& sentence, std::size_t first, std::size_t last) {
  return std::ranges::any_of(find_dates(sentence.text), [&](const DatePlace& date) {
    return date.offset >= sentence.words[first].end && date.offset <= sentence.words[last].end;
  });
}

/// "with a password found in a public repository": the way in, after "with".
std::optional<std::size_t> credential_after(const Sentence& sentence, std::size_t from) {
  static const Words things = {"password", "passwords",   "credentials",  "credential", "account", "accounts",
                               "key",      "keys",        "token",        "tokens",     "cookie",  "cookies",
                               "login",    "certificate", "identifiants", "compte",     "clé",     "jeton"};
  constexpr std::size_t words_before_max = 8;
  constexpr std::size_t words_behind_max = 4;
  for (std::size_t with = from; with < sentence.words.size() && with < from + words_before_max; ++with) {
    if (!sentence.joined(with - 1)) return std::nullopt;
    if (!is_at({"with", "avec"}, sentence, with)) continue;
    for (std::size_t word = with + 1; word <= with + words_behind_max; ++word) {
      if (is_at(things, sentence, word)) return with + 1;
    }
  }
  return std::nullopt;
}

std::optional<Content> access_in(const Sentence& sentence, const Authors& authors, const ClaimContext& context) {
  if (!sentence.has(Say::incident) && !sentence.has(Say::actors) && !sentence.has(Say::gains_access))
    return std::nullopt;
  static const Words stops = {"and",  "which",  "that", "to",      "on",    "et",    "qui",  "pour",
                              "afin", "before", "in",   "between", "after", "while", "when", "who"};
  for (const Saying& access : sentence.sayings) {
    if (access.say != Say::gains_access) continue;
    const std::string& word = sentence.words[access.first].lower;
    const bool is_noun =
        is_at({"vector", "point", "entry", "vecteur"}, sentence, access.last) && access.last > access.first;
    const bool is_way = word == "entry" || word == "access" || word == "way";
    const bool is_breach = word == "breached" && access.first > 0 && is_being(sentence, access.first - 1);
    if (!is_way && !is_breach && !sentence.has(Say::incident) && !sentence.has(Say::actors)) continue;
    // "accessed mailboxes using PowerShell" is what they did inside.
    static const Words places = {"network", "networks",       "environment", "systems", "system",  "server",
                                 "servers", "infrastructure", "us",          "company", "tenant",  "réseau",
                                 "système", "systèmes",       "serveur",     "account", "platform"};
    static const Words inside = {"accessed", "entered", "infiltrated"};
    const Saying* means = nullptr;
    for (const Saying& other : sentence.sayings) {
      if (other.say == Say::by_means && other.first > access.last && other.last + 1 < sentence.words.size()) {
        const bool is_being_means = sentence.words[other.first].lower == "was";
        if (is_being_means && !is_noun && !is_way) continue;
        means = &other;
        break;
      }
    }
    std::optional<std::size_t> first;
    if (means != nullptr) {
      const bool with = is_at({"with", "avec"}, sentence, means->first);
      first = with ? means->first + 1 : means->last + 1;
    } else if (access.last + 2 < sentence.words.size() && is_at({"par", "with"}, sentence, access.last + 1)) {
      first = access.last + 2;
    } else {
      first = credential_after(sentence, access.last + 1);
    }
    constexpr std::size_t words_apart_max = 16;
    if (!first || *first - access.last > words_apart_max || *first >= sentence.words.size()) continue;
    // "on 30 May, by means of": a comma before the means parts nothing.
    const std::size_t before_means = means != nullptr ? means->first - 1 : access.last;
    const bool is_near = std::ranges::none_of(sentence.sayings, [&](const Saying& other) {
      return (other.say == Say::speaks || other.say == Say::confirms) && other.first > access.last &&
             other.first < *first;
    });
    if (!is_one_clause(sentence, access.last, before_means) &&
        !(is_near && is_date_between(sentence, access.last, before_means)))
      continue;
    if (inside.contains(word) && *first - access.last > 2) {
      bool at_place = false;
      for (std::size_t i = access.last + 1; i < *first; ++i) at_place |= is_at(places, sentence, i);
      if (!at_place) continue;
    }
    if (is_history(sentence, authors, context, access.first)) return std::nullopt;
    const std::size_t last = thing_end(sentence, *first, stops);
    return Content{ClaimKind::access, sentence.quote(*first, last),
                   stance_of(sentence, is_denied_at(sentence, authors, access.first), access.first)};
  }
  // "exploited a flaw in the file gateway to break into the network"
  static const Words uses = {"exploited", "used", "abused", "exploité", "utilisé", "exploiting", "abusing"};
  static const Words aims = {"gain",   "get", "obtain",  "break",  "enter",    "access", "infiltrate",
                             "breach", "log", "accéder", "entrer", "pénétrer", "obtenir"};
  static const Words use_stops = {"and",  "which", "to",     "on",    "et",    "qui",
                                  "pour", "afin",  "before", "after", "while", "who"};
  if (!sentence.has(Say::actors) && !sentence.has(Say::incident)) return std::nullopt;
  for (std::size_t word = 1; word + 3 < sentence.words.size(); ++word) {
    if (!is_at(uses, sentence, word) || is_being(sentence, word - 1)) continue;
    const std::size_t last = thing_end(sentence, word + 1, use_stops);
    constexpr std::size_t aim_words_max = 8;
    for (std::size_t at = last + 1; at + 1 < sentence.words.size() && at <= last + aim_words_max; ++at) {
      if (!is_at({"to", "pour"}, sentence, at) || !is_at(aims, sentence, at + 1)) continue;
      if (is_history(sentence, authors, context, word)) return std::nullopt;
      return Content{ClaimKind::access, sentence.quote(word + 1, last),
                     stance_of(sentence, is_denied_at(sentence, authors, word), word)};
    }
  }
  return std::nullopt;
}

/// Whether the words between the one who acts and the verb leave it his: "we have immediately revoked".
bool is_own_act(const Sentence& sentence, const Saying& own, std::size_t verb) {
  static const Words subjects = {"we",         "nous",    "company", "firm",        "vendor",      "supplier", "team",
                                 "entreprise", "société", "éditeur", "fournisseur", "prestataire", "provider", "maker"};
  static const Words between_words = {"have",      "has",   "had",   "also", "then",  "since",
                                      "therefore", "force", "avons", "a",    "aussi", "ensuite",
                                      "now",       "at",    "once",  "donc", "all"};
  if (!subjects.contains(sentence.words[own.last].lower) || own.last >= verb) return false;
  for (std::size_t word = own.last + 1; word < verb; ++word) {
    if (!sentence.joined(word - 1)) return false;
    const std::string& lower = sentence.words[word].lower;
    if (!between_words.contains(lower) && !lower.ends_with("ly") && !lower.ends_with("ment")) return false;
  }
  return true;
}

std::optional<Content> response_in(const Sentence& sentence) {
  const Saying* done = nullptr;
  for (const Saying& saying : sentence.sayings) {
    if (saying.say != Say::responds || saying.first == 0) continue;
    // Done by the one who speaks, or done to something: "we rotated", "all keys were rotated".
    const bool own = std::ranges::any_of(sentence.sayings, [&](const Saying& other) {
      return other.say == Say::own_voice && is_own_act(sentence, other, saying.first);
    });
    static const Words passives = {"was", "were", "been", "été"};
    const bool future = saying.first > 1 && is_at({"will", "be", "to"}, sentence, saying.first - 2);
    const bool by_other = sentence.has(Say::by_author) || sentence.has(Say::actors);
    const bool passive = is_at(passives, sentence, saying.first - 1) && sentence.has(Say::data) && !future && !by_other;
    if (own || passive) {
      done = &saying;
      break;
    }
  }
  if (done == nullptr || is_negated(sentence, clause_begin(sentence, done->first), done->last)) return std::nullopt;
  std::size_t last = done->last;
  constexpr std::size_t object_words_max = 16;
  while (last + 1 < sentence.words.size() && last - done->last < object_words_max) {
    const std::string_view gap = sentence.gap_behind(last);
    // "hired Birch, informed the police and notified": the list goes on.
    const bool goes_on = gap.find(',') != std::string_view::npos && covers(sentence, Say::responds, last + 1);
    if (is_at({"and", "et"}, sentence, last + 1) && covers(sentence, Say::own_voice, last + 2)) break;
    if (!goes_on && !sentence.joined(last) && gap.find_first_of(",;:.()\"") != std::string_view::npos) break;
    ++last;
  }
  return Content{ClaimKind::response, sentence.quote(done->first, last), stance_of(sentence, false, done->first)};
}

/// A correction that does not say of what.
std::optional<Content> correction_in(const Sentence& sentence) {
  if (sentence.has(Say::retracts)) return Content{ClaimKind::correction, {}, Stance::retracts};
  if (!is_corrected(sentence)) return std::nullopt;
  static const Words statements = {"statement", "version",      "report",     "article",  "post",      "list",
                                   "said",      "stated",       "reported",   "advisory", "notice",    "correction",
                                   "listed",    "rectificatif", "précédente", "erreur",   "communiqué"};
  const bool of_statement =
      std::ranges::any_of(sentence.words, [&](const Word& word) { return statements.contains(word.lower); });
  if (!of_statement) return std::nullopt;
  return Content{ClaimKind::correction, {}, Stance::corrects};
}

/// What says nothing of what was: a question, a condition, an advice, a habit.
bool claims_nothing(const Sentence& sentence) {
  std::string_view text = base::trimmed(sentence.text);
  while (!text.empty() && (text.back() == '"' || text.back() == ')' || text.back() == '*')) text.remove_suffix(1);
  constexpr std::size_t words_min = 4;
  static const Words fronts = {"related", "sponsored", "advertisement"};
  const bool front = !sentence.words.empty() && fronts.contains(sentence.words.front().lower) &&
                     sentence.gap_behind(0).find(':') != std::string_view::npos;
  return front || text.ends_with('?') || sentence.words.size() < words_min || sentence.has(Say::conditions) ||
         sentence.has(Say::advises) || sentence.has(Say::declines) || sentence.has(Say::habit) ||
         sentence.has(Say::advert);
}

}  // namespace

std::vector<Content> contents_of(const Sentence& sentence, const Authors& authors, const ClaimContext& context) {
  if (authors.is_unknown || claims_nothing(sentence)) return {};
  std::vector<Content> contents;
  const auto add = [&](std::optional<Content> content) {
    if (content) contents.push_back(*std::move(content));
  };
  add(attribution_in(sentence, authors, context));
  for (Content& content : scopes_in(sentence, authors, context)) contents.push_back(std::move(content));
  add(timeline_in(sentence, authors, context));
  // Order of the sentence is of no matter to a reader of the list; the kinds stand as in the vocabulary.
  add(access_in(sentence, authors, context));
  if (contents.empty()) add(response_in(sentence));
  if (contents.empty()) add(correction_in(sentence));
  if (context.is_corrected) {
    for (Content& content : contents) {
      const bool fact = content.kind == ClaimKind::scope || content.kind == ClaimKind::timeline;
      if (fact && content.stance == Stance::states) content.stance = Stance::corrects;
    }
  }
  return contents;
}

}  // namespace clew::intel::detail
