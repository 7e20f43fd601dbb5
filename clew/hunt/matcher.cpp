#include "clew/hunt/matcher.h"

#include "clew/base/result.h"
#include "clew/hunt/detail/tables.h"

#include <algorithm>
#include <memory>
#include <tuple>

namespace clew::hunt {
namespace {

using detail::Found;
using detail::Look;
using detail::Match;
using detail::Part;
using detail::Reading;
using detail::Scratch;
using detail::Sifted;

Scratch& scratch_of_this_thread() {
  thread_local const auto scratch = std::make_unique<Scratch>();
  return *scratch;
}

/// Of hits that overlap: each once, and not those that lie within a longer one of the same value.
std::vector<Hit>::iterator make_unique(std::vector<Hit>::iterator begin, std::vector<Hit>::iterator end) {
  std::sort(begin, end, [](const Hit& a, const Hit& b) {
    return std::tuple(a.value, a.offset, b.length) < std::tuple(b.value, b.offset, a.length);
  });
  auto kept = begin;
  for (auto hit = begin + 1; hit != end; ++hit) {
    const bool within = hit->value == kept->value && hit->offset + hit->length <= kept->offset + kept->length;
    if (!within) *++kept = *hit;
  }
  std::sort(begin, kept + 1);
  return kept + 1;
}

/// Puts the hits behind the first ones into their order. Most do not overlap, and then there is nothing else to do.
void put_in_order(std::vector<Hit>& hits, std::size_t first) {
  const auto begin = hits.begin() + static_cast<std::ptrdiff_t>(first);
  if (!std::is_sorted(begin, hits.end())) std::sort(begin, hits.end());
  auto kept = begin;
  for (auto group = begin; group != hits.end();) {
    auto end = group;
    for (std::uint64_t reach = 0; end != hits.end() && (end == group || end->offset < reach); ++end)
      reach = std::max(reach, end->offset + end->length);
    const auto group_end = end - group > 1 ? make_unique(group, end) : end;
    kept = kept == group ? group_end : std::move(group, group_end, kept);
    group = end;
  }
  hits.erase(kept, hits.end());
}

}  // namespace

/// Puts into `scratch.found` what is found in `text`; returns its line feeds.
std::uint64_t Matcher::Tables::search(std::string_view text, Look look, Scratch& scratch) const {
  Found& found = scratch.found;
  found.clear();
  scratch.places.clear();
  Sifted& sifted = scratch.sifted;
  std::uint64_t line_feeds = 0;
  std::size_t ipv6_done = 0;
  std::size_t marked_done = 0;
  std::size_t utf16_done = 0;
  bool has_escapes = false;
  for (std::size_t window = 0; window < text.size(); window += detail::window_bytes) {
    const std::size_t places_before = scratch.places.size();
    detail::sift(wanted, text, window, sifted);
    line_feeds += sifted.line_feeds;
    find_names(text, window, scratch);
    find_ipv4(text, window, scratch);
    find_ipv6(text, window, ipv6_done, scratch);
    find_long_words(text, window, scratch);
    find_words(text, window, scratch);
    compare_values(text, found);
    if (look.for_escapes) {
      for (const std::uint16_t place : sifted.escapes) add_if_it_hides(text, window, window + place, scratch);
    }
    if (look.for_marks) {
      for (const std::uint16_t place : sifted.marks) {
        const std::size_t at = window + place;
        const std::size_t begin = detail::mark_begin(text, at);
        if (begin == at) continue;
        scratch.places.push_back(begin);
        if (begin < marked_done) continue;
        found.marked.push_back(stretch_around_mark(text, begin, marked_done));
        marked_done = found.marked.back().end;
      }
    }
    has_escapes = has_escapes || sifted.has_escapes;
    if (has_escapes) {
      // Window by window: few places are sorted faster than many.
      scratch.places.insert(scratch.places.end(), found.atoms.begin(), found.atoms.end());
      found.atoms.clear();
      std::sort(scratch.places.begin() + static_cast<std::ptrdiff_t>(places_before), scratch.places.end());
    }
    if (look.for_utf16) {
      for (const std::uint16_t place : sifted.zeros) {
        if (window + place < utf16_done) continue;
        utf16_done = detail::decode_utf16(text, window + place, utf16_units_min, scratch.utf16);
      }
    }
  }
  find_wordless(text, found);
  if (look.for_escapes && has_escapes) choose_escaped(text, scratch.places, found);
  return line_feeds;
}

/// Makes hits of the matches, through the readings that led to them.
void Matcher::Tables::report(Scratch& scratch, std::vector<Hit>& hits) {
  const auto source_of = [&](std::size_t at) {
    for (auto reading = scratch.path.rbegin(); reading != scratch.path.rend(); ++reading)
      at = (*reading)->source_of(at);
    return at;
  };
  for (const Match& match : scratch.found.matches) {
    const std::size_t begin = source_of(match.part.begin);
    const std::size_t end = source_of(match.part.end);
    if (end > begin) hits.push_back({begin, static_cast<std::uint32_t>(end - begin), match.value});
  }
}

/// Reads what `scratch.found` says can be read in another way, and what becomes of that, as deep as the contract goes.
void Matcher::Tables::read_otherwise(std::string_view text, Scratch& scratch, std::vector<Hit>& hits) const {
  const std::size_t path_before = scratch.path.size();
  for (std::size_t depth = 0;; ++depth) {
    // The stretches are needed until their readings are made; searching those makes new ones.
    scratch.escaped.swap(scratch.found.escaped);
    if (!scratch.found.marked.empty()) {
      scratch.refanged.clear();
      for (const Part stretch : scratch.found.marked)
        detail::refang(text, stretch.begin, stretch.end, scratch.refanged);
      scratch.path.push_back(&scratch.refanged);
      search(scratch.refanged.text(), {.for_escapes = false, .for_marks = false}, scratch);
      report(scratch, hits);
      scratch.path.pop_back();
    }
    if (depth == unescape_depth_max || scratch.escaped.empty()) break;
    Reading& unescaped = scratch.unescaped[depth];
    unescaped.clear();
    for (const Part stretch : scratch.escaped) detail::unescape(text, stretch.begin, stretch.end, unescaped);
    scratch.path.push_back(&unescaped);
    text = unescaped.text();
    search(text, {.for_escapes = depth + 1 < unescape_depth_max}, scratch);
    report(scratch, hits);
  }
  scratch.path.resize(path_before);
}

std::uint64_t Matcher::Tables::find(std::string_view text, std::vector<Hit>& hits) const {
  const std::size_t first = hits.size();
  Scratch& scratch = scratch_of_this_thread();
  scratch.path.clear();
  scratch.utf16.clear();
  const std::uint64_t line_feeds = search(text, {.for_utf16 = true}, scratch);
  report(scratch, hits);
  read_otherwise(text, scratch, hits);
  if (!scratch.utf16.text().empty()) {
    scratch.path.push_back(&scratch.utf16);
    search(scratch.utf16.text(), {}, scratch);
    report(scratch, hits);
    read_otherwise(scratch.utf16.text(), scratch, hits);
  }
  put_in_order(hits, first);
  return line_feeds;
}

std::uint64_t Matcher::find(std::string_view text, std::vector<Hit>& hits) const { return tables_->find(text, hits); }

Matcher::Matcher(std::unique_ptr<const Tables> tables) : tables_(std::move(tables)) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

Matcher Matcher::compile(std::span<const model::Value> values) {
  Builder builder;
  for (const model::Value& value : values) builder.add(value);
  return std::move(builder).build();
}

std::size_t Matcher::size() const { return tables_->values.size(); }
model::ValueType Matcher::type_of(std::uint32_t value) const { return tables_->values.type(value); }
std::string_view Matcher::text_of(std::uint32_t value) const { return tables_->values.text(value); }

Matcher::Builder::Builder() : tables_(std::make_unique<Tables>()) {}
Matcher::Builder::Builder(Builder&&) noexcept = default;
Matcher::Builder& Matcher::Builder::operator=(Builder&&) noexcept = default;
Matcher::Builder::~Builder() = default;

void Matcher::Builder::add(const model::Value& value) {
  CLEW_ASSERT(tables_->values.size() < values_max);
  tables_->values.add(value);
}

bool Matcher::Builder::add_if_new(const model::Value& value) {
  CLEW_ASSERT(tables_->values.size() < values_max);
  return tables_->values.add_if_new(value);
}

std::size_t Matcher::Builder::size() const { return tables_->values.size(); }

Matcher Matcher::Builder::build() && {
  tables_->values.close();
  tables_->finish();
  return Matcher(std::move(tables_));
}

}  // namespace clew::hunt
