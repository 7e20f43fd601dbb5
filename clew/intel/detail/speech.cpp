#include "clew/intel/detail/speech.h"

#include "clew/base/text.h"
#include "clew/intel/claims.h"
#include "clew/intel/crosswalk.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/lines.h"
#include "clew/intel/techniques.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace clew::intel::detail {
namespace {

template <class T>
void set_lines(const Lines& lines, std::vector<T>& things) {
  std::ranges::stable_sort(things, {}, [](const T& thing) { return thing.where.offset_bytes; });
  for (T& thing : things) thing.line = lines.at(thing.where.offset_bytes);
}

/// "JumpCloud intrusion 2023", or the title where the notice is about no supplier that is known.
std::string subject_of(const model::Notice& notice, const Pack* supplier) {
  if (supplier == nullptr) return notice.source.title;
  constexpr std::size_t year_digits = 4;
  std::string subject = supplier->name + " intrusion";
  if (notice.source.published.size() >= year_digits) subject += " " + notice.source.published.substr(0, year_digits);
  return subject;
}

base::Span trimmed(std::string_view source, std::size_t begin, std::size_t end) {
  while (begin < end && base::is_space(source[begin])) ++begin;
  while (end > begin && base::is_space(source[end - 1])) --end;
  return {begin, end - begin};
}

/// The sentences of paragraphs and list items outside references and link lists, as parts of `source`.
std::vector<base::Span> prose_of(std::string_view source, const Layout& layout) {
  std::vector<base::Span> sentences;
  for (const Block& block : layout.blocks) {
    const bool speaks = block.kind == Block::Kind::paragraph || block.kind == Block::Kind::item;
    const bool quiet =
        block.section == Section::references || block.section == Section::contact || block.section == Section::outside;
    // A layout may be of a longer text, of which only the front is the notice's own.
    if (!speaks || quiet || block.part.end > source.size()) continue;
    const std::string_view text = source.substr(block.part.begin, block.part.end - block.part.begin);
    for (const Part part : sentences_of(text)) {
      const base::Span span = trimmed(source, block.part.begin + part.begin, block.part.begin + part.end);
      if (span.size_bytes > 0) sentences.push_back(span);
    }
  }
  return sentences;
}

}  // namespace

void read_speech(std::string_view source, const Layout& layout, const Pack* supplier, const NameFinder& names,
                 model::Notice& notice) {
  const std::vector<base::Span> sentences = prose_of(source, layout);
  state_techniques(source, notice);
  suggest_techniques(source, sentences, built_in_technique_model(), notice);
  std::vector<model::NamedThing> found = names.find(source);
  notice.names.insert(notice.names.end(), found.begin(), found.end());
  read_claims(source, sentences, subject_of(notice, supplier), notice);
  const Lines lines(source);
  set_lines(lines, notice.claims);
  set_lines(lines, notice.techniques);
  set_lines(lines, notice.refused_techniques);
  set_lines(lines, notice.names);
}

void merge_speech(model::Notice& whole, model::Notice&& part) {
  const auto add = [](auto& known, auto& more, const auto& key) {
    std::set<std::string> keys;
    for (const auto& thing : known) keys.insert(key(thing));
    for (auto& thing : more) {
      if (keys.insert(key(thing)).second) known.push_back(std::move(thing));
    }
    std::ranges::stable_sort(known, {}, [](const auto& thing) { return thing.where.offset_bytes; });
  };
  // The two forms of one mail say the same with other blanks; the words are the same.
  add(whole.claims, part.claims, [](const model::Claim& claim) {
    return std::string(model::name_of(claim.kind)).append("\n").append(claim.by).append("\n").append(claim.object);
  });
  add(whole.techniques, part.techniques, [](const model::NamedTechnique& technique) { return technique.id; });
  add(whole.refused_techniques, part.refused_techniques,
      [](const model::RefusedTechnique& refused) { return refused.text; });
  add(whole.names, part.names, [](const model::NamedThing& thing) { return name_key(thing.name); });
}

}  // namespace clew::intel::detail
