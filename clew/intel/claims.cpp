#include "clew/intel/claims.h"

#include "clew/base/text.h"
#include "clew/intel/crosswalk.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/claim_author.h"
#include "clew/intel/detail/claim_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace clew::intel {
namespace {

using detail::Authors;
using detail::Say;
using detail::Saying;
using detail::Sentence;
using detail::WordRange;
using model::Claim;
using model::ClaimKind;
using model::NamedThing;
using model::Stance;

struct Range {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// What the sentences before have said of who speaks.
struct Speech {
  std::string_view publisher;
  std::string_view published;
  std::string_view subject;
  std::unordered_map<std::string, std::string> actors;    // key -> name
  std::unordered_map<std::string, std::string> programs;  // malware, tools, campaigns
  std::string last_author = {};
};

std::string_view between(const Sentence& sentence, std::size_t word) {
  if (word + 1 >= sentence.words.size()) return {};
  return sentence.text.substr(sentence.words[word].end, sentence.words[word + 1].begin - sentence.words[word].end);
}

/// "Latrodectus was first seen": a name at the front that is no actor's act, and speaks of itself.
std::string subject_in(const Sentence& sentence, const Saying& what) {
  const WordRange name = detail::name_from(sentence, 0);
  if (name.empty() || name.end >= what.first + 1 || name.end >= sentence.words.size()) return {};
  static constexpr auto verbs = std::to_array<std::string_view>({"is", "was", "has", "est", "a", "were", "are"});
  if (std::ranges::find(verbs, sentence.words[name.end].lower) == verbs.end()) return {};
  // "Alder was breached" is about the intrusion, not about Alder.
  constexpr std::size_t words_between_max = 8;
  if (what.first > name.end + words_between_max) return {};
  return sentence.quote(name.begin, name.end - 1);
}

/// The first known name that begins at or after `from` and before `to`.
std::optional<std::pair<Range, std::string>> known_name(const Sentence& sentence,
                                                        const std::unordered_map<std::string, std::string>& names,
                                                        std::size_t from, std::size_t to) {
  constexpr std::size_t words_max = 6;
  if (names.empty()) return std::nullopt;
  for (std::size_t first = from; first < to; ++first) {
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

bool covers(const Sentence& sentence, Say say, std::size_t word) {
  return std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
    return saying.say == say && saying.first <= word && word <= saying.last;
  });
}

/// "North Korean government-backed hackers": the nation, and on to whom it sends.
std::optional<Range> nation_at(const Sentence& sentence, std::size_t from, std::size_t to) {
  for (const Saying& saying : sentence.sayings) {
    if (saying.say != Say::nation || saying.first < from || saying.first >= to) continue;
    Range range{saying.first, saying.last};
    constexpr std::size_t behind_max = 5;
    for (std::size_t word = saying.last + 1; word < sentence.words.size() && word <= saying.last + behind_max; ++word) {
      if (!sentence.joined(word - 1) || covers(sentence, Say::speaks, word) || covers(sentence, Say::denies, word) ||
          covers(sentence, Say::confirms, word) || covers(sentence, Say::affects, word))
        break;
      if (covers(sentence, Say::actors, word) || covers(sentence, Say::nation, word)) range.last = word;
    }
    // "Russian", "state-sponsored" alone is nobody.
    static constexpr auto countries = std::to_array<std::string_view>(
        {"korea", "dprk", "pyongyang", "russia", "china", "beijing", "moscow", "iran", "tehran", "vietnam", "belarus",
         "nord", "coréens", "coréen", "russes", "chinois", "iraniens"});
    const std::string& last = sentence.words[range.last].lower;
    if (!covers(sentence, Say::actors, range.last) && std::ranges::find(countries, last) == countries.end()) continue;
    return range;
  }
  return std::nullopt;
}

/// The actor that the words from `from` to `to` name: one that is known, one that stands where a name must stand, a nation.
std::optional<std::string> actor_in(const Sentence& sentence, const Speech& speech, std::size_t from, std::size_t to) {
  if (const auto name = known_name(sentence, speech.actors, from, to)) return name->second;
  const auto nation = nation_at(sentence, from, to);
  // "attributed to a group tracked as Crimson Heron", "to Crimson Heron": no table knows it.
  for (std::size_t word = from; word < std::min(to, sentence.words.size()); ++word) {
    const WordRange name = detail::name_from(sentence, word);
    if (name.empty() || name.end > to) continue;
    if (covers(sentence, Say::nation, name.begin)) break;
    const bool beside_actor = (name.begin > 0 && covers(sentence, Say::actors, name.begin - 1)) ||
                              covers(sentence, Say::actors, name.end) || covers(sentence, Say::actors, name.end - 1);
    static constexpr std::array<std::string_view, 6> marks = {"as", "dubbed", "named", "called", "to", "à"};
    const bool marked = name.begin > 0 && std::ranges::find(marks, sentence.words[name.begin - 1].lower) != marks.end();
    if (beside_actor || marked) return sentence.quote(name.begin, name.end - 1);
    break;
  }
  if (nation) return sentence.quote(nation->first, nation->last);
  return std::nullopt;
}

// ---- how sure, and how the author stands to it -----------------------------------------------------------------------

std::optional<std::string> confidence_in(const Sentence& sentence) {
  const Saying* found = sentence.find(Say::confidence);
  if (found == nullptr) found = sentence.find(Say::hedges);
  if (found == nullptr) return std::nullopt;
  return sentence.quote(found->first, found->last);
}

bool is_negated(const Sentence& sentence, std::size_t from, std::size_t to) {
  return std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
    return (saying.say == Say::negates || saying.say == Say::no_evidence) && saying.first >= from && saying.last <= to;
  });
}

Stance stance_of(const Sentence& sentence, bool negated) {
  if (sentence.has(Say::retracts)) return Stance::retracts;
  if (sentence.has(Say::corrects)) return Stance::corrects;
  if (negated || sentence.has(Say::denies) || sentence.has(Say::no_evidence)) return Stance::denies;
  if (sentence.has(Say::hedges)) return Stance::suspects;
  if (sentence.has(Say::confirms)) return Stance::confirms;
  return Stance::states;
}

// ---- the kinds -------------------------------------------------------------------------------------------------------

struct Content {
  ClaimKind kind;
  std::string object;
  Stance stance;
  std::string subject = {};
};

std::optional<Content> attribution_in(const Sentence& sentence, const Speech& speech) {
  const std::size_t end = sentence.words.size();
  if (const Saying* back = sentence.find(Say::attributes_back)) {
    // "Alder said that Crimson Heron is behind": not the one who speaks.
    const Authors authors = detail::authors_of(sentence);
    const bool spoken_before = authors.verb && *authors.verb < back->first;
    std::size_t from = spoken_before ? *authors.verb + 1 : 0;
    if (const Saying* according = sentence.find(Say::according_to); spoken_before && according != nullptr) {
      while (from < back->first && between(sentence, from).find(',') == std::string_view::npos) ++from;
      ++from;
    }
    if (auto actor = actor_in(sentence, speech, from, back->first))
      return Content{ClaimKind::attribution, *std::move(actor),
                     stance_of(sentence, is_negated(sentence, 0, back->last))};
  }
  const Saying* cue = nullptr;
  for (const Saying& saying : sentence.sayings) {
    if (saying.say == Say::attributes && (cue == nullptr || saying.last > cue->last) &&
        (cue == nullptr || saying.first == cue->first))
      cue = &saying;
  }
  if (cue == nullptr) return std::nullopt;
  auto actor = actor_in(sentence, speech, cue->last + 1, end);
  if (!actor) return std::nullopt;
  Content content{ClaimKind::attribution, *std::move(actor), stance_of(sentence, is_negated(sentence, 0, cue->last))};
  const auto program = known_name(sentence, speech.programs, 0, cue->first);
  const bool of_incident = sentence.has(Say::incident);
  if (program && !of_incident) content.subject = program->second;
  if (!program && !of_incident && sentence.words[cue->first].lower == "linked") return std::nullopt;
  return content;
}

bool is_number(std::string_view word) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"one",       "two",       "three",    "four",    "five",   "six",     "seven",    "eight",    "nine",
       "ten",       "eleven",    "twelve",   "dozen",   "dozens", "hundred", "hundreds", "thousand", "thousands",
       "million",   "millions",  "handful",  "several", "twenty", "thirty",  "forty",    "fifty",    "deux",
       "trois",     "quatre",    "cinq",     "sept",    "huit",   "neuf",    "dix",      "douze",    "vingt",
       "trente",    "cinquante", "cent",     "cents",   "mille",  "poignée", "dizaine",  "dizaines", "centaine",
       "centaines", "milliers",  "quelques", "no",      "all",    "single",  "couple",   "percent",  "aucun"});
  return base::is_digit(word.front()) || std::ranges::find(words, word) != words.end();
}

/// What may stand before the number: "fewer than", "moins de".
bool is_bound(std::string_view word) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"fewer",         "less", "more",  "than", "at",      "least", "most",    "about",  "around", "nearly", "some",
       "approximately", "over", "under", "up",   "to",      "only",  "roughly", "almost", "just",   "a",      "an",
       "moins",         "plus", "de",    "d",    "environ", "près",  "une",     "au",     "quelque"});
  return std::ranges::find(words, word) != words.end();
}

/// A count of victims: "fewer than five of our customers".
std::optional<Range> quantity_in(const Sentence& sentence, std::size_t from) {
  for (const Saying& saying : sentence.sayings) {
    if (saying.say != Say::victims || saying.first < from) continue;
    constexpr std::size_t back_max = 6;
    for (std::size_t back = 1; back <= back_max && back <= saying.first; ++back) {
      const std::size_t word = saying.first - back;
      if (!sentence.joined(word)) break;
      if (!is_number(sentence.words[word].lower)) continue;
      if (covers(sentence, Say::victims, word)) break;
      std::size_t first = word;
      while (first > from && sentence.joined(first - 1) &&
             (is_bound(sentence.words[first - 1].lower) || is_number(sentence.words[first - 1].lower)))
        --first;
      // A year is no count: "2023 customers" stands nowhere but "in July 2023 customers".
      if (word == first && word > 0 && sentence.words[word].lower.size() == 4 &&
          sentence.words[word].lower.starts_with("20"))
        break;
      while (first < word && sentence.words[first].lower == "to") ++first;
      return Range{first, saying.last};
    }
  }
  return std::nullopt;
}

std::optional<Content> scope_in(const Sentence& sentence) {
  // "No customer data was accessed": a denial, if anything would have been.
  if (const Saying* exposed = sentence.find(Say::exposes)) {
    for (const Saying& saying : sentence.sayings) {
      const bool thing = saying.say == Say::data || saying.say == Say::victims;
      if (!thing || saying.first == 0) continue;
      const std::size_t from = saying.first > 4 ? saying.first - 4 : 0;
      const bool before = is_negated(sentence, from, saying.first);
      const bool of_verb = exposed->first > saying.last && is_negated(sentence, saying.last, exposed->first);
      const bool denied = sentence.has(Say::no_evidence) || sentence.has(Say::denies);
      if (!before && !of_verb && !denied) continue;
      if (exposed->first < saying.first && !denied) continue;
      std::size_t first = saying.first;
      while (first > 0 && sentence.joined(first - 1) && covers(sentence, Say::victims, first - 1)) --first;
      std::size_t last = saying.last;
      const auto is_thing = [&](std::size_t word) {
        return word < sentence.words.size() &&
               (covers(sentence, Say::victims, word) || covers(sentence, Say::data, word));
      };
      while (true) {
        if (sentence.joined(last) && is_thing(last + 1)) {
          ++last;
        } else if (sentence.joined(last) && last + 1 < sentence.words.size() &&
                   sentence.words[last + 1].lower == "de" && is_thing(last + 2)) {
          last += 2;
        } else {
          break;
        }
      }
      return Content{ClaimKind::scope, sentence.quote(first, last), stance_of(sentence, true)};
    }
  }
  if (!sentence.has(Say::affects)) return std::nullopt;
  std::size_t from = 0;
  // "Fewer than five of 200,000 customers": the first; "not three but seven customers": of a correction, the last.
  std::optional<Range> quantity = quantity_in(sentence, from);
  if (!quantity) return std::nullopt;
  if (sentence.has(Say::corrects)) {
    while (const auto later = quantity_in(sentence, quantity->last + 1)) quantity = later;
  }
  const bool negated = is_negated(sentence, 0, quantity->first == 0 ? 0 : quantity->first - 1);
  return Content{ClaimKind::scope, sentence.quote(quantity->first, quantity->last), stance_of(sentence, negated)};
}

std::optional<Content> timeline_in(const Sentence& sentence) {
  const bool cue = sentence.has(Say::begins) || sentence.has(Say::discovers) || sentence.has(Say::ends);
  if (!cue || !sentence.has(Say::incident)) return std::nullopt;
  const std::vector<DatePlace> dates = find_dates(sentence.text);
  if (dates.empty()) return std::nullopt;
  // The date nearest to what happened; of a correction, the last.
  const Saying* what = sentence.find(Say::begins);
  if (what == nullptr) what = sentence.find(Say::discovers);
  if (what == nullptr) what = sentence.find(Say::ends);
  const std::size_t place = sentence.words[what->first].begin;
  const auto distance = [&](const DatePlace& date) {
    return date.offset > place ? date.offset - place : place - date.offset;
  };
  const DatePlace& date = sentence.has(Say::corrects) ? dates.back() : *std::ranges::min_element(dates, {}, distance);
  constexpr std::size_t bytes_apart_max = 120;
  if (distance(date) > bytes_apart_max && !sentence.has(Say::corrects)) return std::nullopt;
  if (is_negated(sentence, 0, what->last)) return std::nullopt;
  const Saying* other = sentence.find(Say::other_event);
  if (other != nullptr) {
    const std::size_t other_place = sentence.words[other->first].begin;
    const std::size_t other_distance =
        date.offset > other_place ? date.offset - other_place : other_place - date.offset;
    if (other_distance < distance(date)) return std::nullopt;
  }
  const std::string text = date.date.text();
  std::string object = text.empty() ? std::string(sentence.text.substr(date.offset, date.size)) : text;
  return Content{ClaimKind::timeline, std::move(object), stance_of(sentence, false), subject_in(sentence, *what)};
}

std::optional<Content> access_in(const Sentence& sentence) {
  const Saying* access = sentence.find(Say::gains_access);
  if (access == nullptr || !(sentence.has(Say::incident) || sentence.has(Say::actors))) return std::nullopt;
  const Saying* means = sentence.find(Say::by_means, access->last + 1);
  if (means == nullptr || means->last + 1 >= sentence.words.size()) return std::nullopt;
  constexpr std::size_t words_apart_max = 12;
  constexpr std::size_t object_words_max = 10;
  if (means->first - access->last > words_apart_max) return std::nullopt;
  std::size_t last = means->last + 1;
  while (last + 1 < sentence.words.size() && last - means->last < object_words_max) {
    if (between(sentence, last).find_first_of(",;:.()\"") != std::string_view::npos) break;
    static constexpr auto stops = std::to_array<std::string_view>(
        {"and", "which", "that", "to", "on", "et", "qui", "pour", "afin", "before", "in", "between"});
    if (std::ranges::find(stops, sentence.words[last + 1].lower) != stops.end()) break;
    ++last;
  }
  const bool negated = is_negated(sentence, 0, access->last);
  return Content{ClaimKind::access, sentence.quote(means->last + 1, last), stance_of(sentence, negated)};
}

std::optional<Content> response_in(const Sentence& sentence) {
  const Saying* done = nullptr;
  for (const Saying& saying : sentence.sayings) {
    if (saying.say != Say::responds || saying.first == 0) continue;
    // Done by the one who speaks, or done to something: "we rotated", "all keys were rotated".
    static constexpr auto passives = std::to_array<std::string_view>({"was", "were", "been", "été"});
    const bool passive = std::ranges::find(passives, sentence.words[saying.first - 1].lower) != passives.end();
    const Saying* own = sentence.find(Say::own_voice);
    if ((own != nullptr && own->first < saying.first && saying.first - own->last <= 4) ||
        (passive && sentence.has(Say::data))) {
      done = &saying;
      break;
    }
  }
  if (done == nullptr || is_negated(sentence, 0, done->last)) return std::nullopt;
  std::size_t last = done->last;
  constexpr std::size_t object_words_max = 10;
  while (last + 1 < sentence.words.size() && last - done->last < object_words_max &&
         between(sentence, last).find_first_of(",;:.()\"") == std::string_view::npos)
    ++last;
  return Content{ClaimKind::response, sentence.quote(done->first, last), stance_of(sentence, false)};
}

/// A correction that does not say of what.
std::optional<Content> correction_in(const Sentence& sentence) {
  if (sentence.has(Say::retracts)) return Content{ClaimKind::correction, {}, Stance::retracts};
  if (!sentence.has(Say::corrects)) return std::nullopt;
  static constexpr auto statements = std::to_array<std::string_view>(
      {"statement", "version", "report", "article", "post", "list", "said", "stated", "reported", "advisory", "notice",
       "correction", "listed", "rectificatif", "précédente", "erreur"});
  const bool of_statement = std::ranges::any_of(sentence.words, [&](const detail::Word& word) {
    return std::ranges::find(statements, word.lower) != statements.end();
  });
  if (!of_statement) return std::nullopt;
  return Content{ClaimKind::correction, {}, Stance::corrects};
}

/// What says nothing of what was: a question, a condition, an advice.
bool claims_nothing(const Sentence& sentence) {
  const std::string_view text = base::trimmed(sentence.text);
  constexpr std::size_t words_min = 4;
  return text.ends_with('?') || sentence.words.size() < words_min || sentence.has(Say::conditions) ||
         sentence.has(Say::advises);
}

/// The date on which it was said: one that stands at the verb or at the front, and is not what is claimed.
std::string statement_date(const Sentence& sentence, const Authors& authors, const Content& content,
                           std::string_view published) {
  if (!authors.verb || content.kind == ClaimKind::timeline) return std::string(published);
  const std::size_t verb = sentence.words[*authors.verb].begin;
  for (const DatePlace& date : find_dates(sentence.text)) {
    constexpr std::size_t bytes_apart_max = 60;
    if (date.date.year == 0 || date.offset > verb + bytes_apart_max || date.offset + date.size + bytes_apart_max < verb)
      continue;
    return date.date.text();
  }
  return std::string(published);
}

/// What a claim is about, so that a later one can be seen to be about the same.
std::string matter_of(const Claim& claim) {
  const Sentence sentence = detail::read_sentence(claim.text.substr(0, claim_sentence_bytes_max));
  switch (claim.kind) {
    case ClaimKind::scope:
      return claim.object.substr(claim.object.rfind(' ') == std::string::npos ? 0 : claim.object.rfind(' ') + 1);
    case ClaimKind::timeline:
      return sentence.has(Say::begins) ? "begin" : sentence.has(Say::discovers) ? "discovery" : "end";
    case ClaimKind::attribution:
    case ClaimKind::access: return {};
    case ClaimKind::response:
    case ClaimKind::correction: break;
  }
  return claim.object;
}

}  // namespace

void read_claims(std::string_view source, std::span<const base::Span> sentences, std::string_view subject,
                 model::Notice& notice) {
  Speech speech{notice.source.publisher, notice.source.published, subject, {}, {}};
  for (const NamedThing& thing : notice.names) {
    auto& names = thing.kind == NamedThing::Kind::actor ? speech.actors : speech.programs;
    names.emplace(name_key(thing.name), thing.name);
  }
  for (const base::Span& where : sentences) {
    if (notice.claims.size() >= claims_max) break;
    if (where.size_bytes > claim_sentence_bytes_max) continue;
    const std::string_view text = source.substr(where.offset_bytes, where.size_bytes);
    const Sentence sentence = detail::read_sentence(text);
    if (sentence.sayings.empty()) continue;
    Authors authors = detail::authors_of(sentence);
    if (authors.is_pronoun && authors.by.empty()) authors.by = speech.last_author;
    if (!authors.by.empty()) speech.last_author = authors.by;
    if (claims_nothing(sentence)) continue;

    std::vector<Content> contents;
    const auto add = [&](std::optional<Content> content) {
      if (content) contents.push_back(*std::move(content));
    };
    add(attribution_in(sentence, speech));
    add(scope_in(sentence));
    add(timeline_in(sentence));
    add(access_in(sentence));
    if (contents.empty()) add(response_in(sentence));
    if (contents.empty()) add(correction_in(sentence));
    for (Content& content : contents) {
      Claim claim;
      claim.by = authors.by.empty() ? std::string(speech.publisher) : authors.by;
      claim.via = authors.via.empty() && claim.by != speech.publisher ? std::string(speech.publisher) : authors.via;
      claim.date = statement_date(sentence, authors, content, speech.published);
      claim.kind = content.kind;
      claim.subject = content.subject.empty() ? std::string(speech.subject) : content.subject;
      claim.object = std::move(content.object);
      claim.stance = content.stance;
      claim.confidence = confidence_in(sentence);
      claim.text = std::string(text);
      claim.where = where;
      notice.claims.push_back(std::move(claim));
    }
  }
  mark_superseded(notice.claims);
}

void mark_superseded(std::span<Claim> claims) {
  // The last word of each author on each matter; ties are settled by the order of the span.
  using Matter = std::tuple<std::string, ClaimKind, std::string, std::string>;
  std::map<Matter, std::vector<std::size_t>> by_matter;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Claim& claim = claims[i];
    if (claim.by.empty() || claim.kind == ClaimKind::response || claim.kind == ClaimKind::correction) continue;
    by_matter[{base::lowered(claim.by), claim.kind, base::lowered(claim.subject), base::lowered(matter_of(claim))}]
        .push_back(i);
  }
  for (auto& [matter, indices] : by_matter) {
    std::ranges::stable_sort(indices, {}, [&](std::size_t i) { return std::string_view(claims[i].date); });
    for (std::size_t i = 0; i + 1 < indices.size(); ++i) {
      Claim& earlier = claims[indices[i]];
      const Claim& later = claims[indices.back()];
      const bool newer = !earlier.date.empty() && earlier.date < later.date;
      const bool corrected = later.stance == Stance::corrects || later.stance == Stance::retracts;
      const bool differs =
          earlier.object != later.object || earlier.stance != later.stance || earlier.confidence != later.confidence;
      if (differs && (newer || corrected)) earlier.superseded = true;
    }
  }
}

}  // namespace clew::intel
