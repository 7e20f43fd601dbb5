#include "clew/intel/claims.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/intel/crosswalk.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/claim_author.h"
#include "clew/intel/detail/claim_content.h"
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
using detail::ClaimContext;
using detail::Content;
using detail::Say;
using detail::Saying;
using detail::Sentence;
using detail::WordRange;
using model::Claim;
using model::ClaimKind;
using model::NamedThing;
using model::Stance;

/// The words of the sentence for how sure it is.
std::optional<std::string> confidence_in(const Sentence& sentence, Stance stance) {
  const auto first_of = [&](Say say) {
    const Saying* found = nullptr;
    for (const Saying& saying : sentence.sayings) {
      // The "suggests" of "nothing suggests" is no doubt.
      const bool denied = std::ranges::any_of(sentence.sayings, [&](const Saying& other) {
        return other.say == Say::no_evidence && other.first <= saying.first && saying.last <= other.last;
      });
      if (saying.say != say || denied) continue;
      if (found == nullptr || (saying.first == found->first && saying.last > found->last)) found = &saying;
    }
    return found;
  };
  const Saying* found = first_of(Say::confidence);
  // "discovered activity that may have led to": who states is sure.
  if (found == nullptr && stance != Stance::states) found = first_of(Say::hedges);
  if (found == nullptr) return std::nullopt;
  return sentence.quote(found->first, found->last);
}

/// Who was spoken of, so that "it", "the company" and "the bank" find their name again.
class Speakers {
 public:
  /// A new paragraph: "the company" is the publisher's again.
  void begin_paragraph() { last_of_paragraph_.clear(); }

  /// The author as far as the sentences before tell; false when nobody knows him.
  bool resolve(const Sentence& sentence, Authors& authors) const {
    if (authors.is_pronoun && authors.by.empty()) authors.by = last_;
    const bool says_the_company = authors.is_own_voice && !says_we(sentence);
    if (says_the_company && authors.by.empty()) authors.by = last_of_paragraph_;
    if (const auto named = by_last_word_.find(base::lowered(authors.by)); named != by_last_word_.end())
      authors.by = named->second;
    return !(authors.is_pronoun && authors.by.empty());
  }

  void remember(const Sentence& sentence, const Authors& authors) {
    if (!authors.by.empty()) {
      last_ = authors.by;
      last_of_paragraph_ = authors.by;
    }
    for (std::size_t word = 0; word < sentence.words.size(); ++word) {
      const WordRange name = detail::name_from(sentence, word);
      if (name.empty()) continue;
      if (name.end - name.begin > 1)
        by_last_word_.insert_or_assign(sentence.words[name.end - 1].lower, sentence.quote(name.begin, name.end - 1));
      word = name.end - 1;
    }
  }

 private:
  static bool says_we(const Sentence& sentence) {
    return std::ranges::any_of(sentence.sayings, [&](const Saying& saying) {
      static constexpr auto words = std::to_array<std::string_view>({"we", "our", "us", "nous", "notre", "nos"});
      return saying.say == Say::own_voice &&
             std::ranges::find(words, sentence.words[saying.first].lower) != words.end();
    });
  }

  std::string last_, last_of_paragraph_;
  std::unordered_map<std::string, std::string> by_last_word_;  // "bank" -> "Maple Bank"
};

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

/// Without what is told aside: ", who have often been seen in" makes no habit of what stands before it.
std::string_view without_aside(std::string_view statement) {
  static constexpr auto openers = std::to_array<std::string_view>(
      {", who ", ", which ", ", whose ", ", often ", ", with ", ", qui ", ", dont ", ", déjà "});
  std::size_t aside = std::string_view::npos;
  for (const std::string_view opener : openers) aside = std::min(aside, statement.find(opener));
  if (aside == std::string_view::npos || base::trimmed(statement).ends_with('?')) return statement;
  const Sentence whole = detail::read_sentence(statement);
  bool is_before = false, is_behind = false;
  for (const Saying& saying : whole.sayings) {
    if (saying.say != Say::habit && saying.say != Say::conditions) continue;
    (whole.words[saying.first].begin < aside ? is_before : is_behind) = true;
  }
  return is_behind && !is_before ? statement.substr(0, aside) : statement;
}

/// One statement of a sentence; the claim quotes the sentence.
void read_statement(std::string_view statement, std::string_view source, base::Span where, std::string_view subject,
                    ClaimContext& context, Speakers& speakers, model::Notice& notice) {
  const Sentence sentence = detail::read_sentence(without_aside(statement));
  Authors authors = detail::authors_of(sentence);
  const bool is_known = speakers.resolve(sentence, authors);
  speakers.remember(sentence, authors);
  const bool was_corrected = std::exchange(context.is_corrected, false);
  if (sentence.sayings.empty() || !is_known) return;
  context.is_corrected = was_corrected;
  std::vector<Content> contents = detail::contents_of(sentence, authors, context);
  const bool is_bare = contents.empty() || contents.front().kind == ClaimKind::correction;
  // "An earlier version said three." "It was seven.": the second sentence is the correction.
  if (was_corrected && !is_bare && contents.front().stance == Stance::corrects && !notice.claims.empty() &&
      notice.claims.back().kind == ClaimKind::correction)
    notice.claims.pop_back();
  context.is_corrected = is_bare && sentence.has(Say::corrects);
  for (Content& content : contents) {
    Claim claim;
    claim.by = authors.by.empty() ? std::string(context.publisher) : authors.by;
    claim.via = authors.via.empty() && claim.by != context.publisher ? std::string(context.publisher) : authors.via;
    claim.date = statement_date(sentence, authors, content, context.published);
    claim.kind = content.kind;
    claim.subject = content.subject.empty() ? std::string(subject) : content.subject;
    claim.object = std::move(content.object);
    claim.stance = content.stance;
    claim.confidence = confidence_in(sentence, content.stance);
    claim.text = std::string(source.substr(where.offset_bytes, where.size_bytes));
    claim.where = where;
    const bool two_say_so = !authors.also.empty() && notice.claims.size() + 1 < claims_max;
    if (two_say_so) {
      notice.claims.push_back(claim);
      notice.claims.back().by = authors.also;
    }
    notice.claims.push_back(std::move(claim));
  }
}

/// `According to <a href="…">Elm</a>`: marks of HTML in a Markdown text, which nobody reads out.
std::string without_tags(std::string_view text) {
  static constexpr base::ByteSet ends("<>");
  std::string plain;
  plain.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = std::min(text.find('<', at), text.size());
    plain.append(text, at, open - at);
    if (open == text.size()) break;
    const bool begins = open + 1 < text.size() && (base::is_alpha(text[open + 1]) || text[open + 1] == '/');
    const std::size_t close = begins ? ends.find_in(text, open + 1) : std::string_view::npos;
    const bool is_tag = close != std::string_view::npos && text[close] == '>';
    if (!is_tag) plain += '<';
    at = is_tag ? close + 1 : open + 1;
  }
  return plain;
}

}  // namespace

void read_claims(std::string_view source, std::span<const base::Span> sentences, std::string_view subject,
                 model::Notice& notice) {
  ClaimContext context{.publisher = notice.source.publisher, .published = notice.source.published};
  for (const NamedThing& thing : notice.names) {
    auto& names = thing.kind == NamedThing::Kind::actor ? context.actors : context.programs;
    names.emplace(name_key(thing.name), thing.name);
  }
  Speakers speakers;
  std::uint64_t end = 0;
  for (const base::Span& where : sentences) {
    if (notice.claims.size() >= claims_max) break;
    if (where.size_bytes > claim_sentence_bytes_max) continue;
    // Between two sentences of one paragraph stands a blank or the end of a line.
    constexpr std::uint64_t bytes_apart_max = 2;
    const bool is_paragraph =
        where.offset_bytes > end + bytes_apart_max || (where.offset_bytes > end + 1 && source.substr(end, 2) == "\n\n");
    end = where.offset_bytes + where.size_bytes;
    if (is_paragraph) {
      speakers.begin_paragraph();
      context.is_corrected = false;
    }
    const std::string spoken = without_tags(source.substr(where.offset_bytes, where.size_bytes));
    for (const std::string_view statement : detail::statements_of(spoken))
      read_statement(statement, source, where, subject, context, speakers, notice);
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

void mark_superseded(std::span<model::Notice> notices) {
  std::vector<Claim*> told;
  std::vector<Claim> claims;
  for (model::Notice& notice : notices) {
    for (Claim& claim : notice.claims) {
      // Without a subject, what an author says in two places need not be of one intrusion.
      if (claim.subject.empty()) continue;
      told.push_back(&claim);
      claims.push_back(claim);
    }
  }
  mark_superseded(claims);
  for (std::size_t i = 0; i < told.size(); ++i) told[i]->superseded = claims[i].superseded;
}

}  // namespace clew::intel
