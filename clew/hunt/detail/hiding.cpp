// Where a text must be read in another way, because an escape or a mark may hide a value.
#include "clew/base/text.h"
#include "clew/hunt/detail/keys.h"
#include "clew/hunt/detail/tables.h"
#include "clew/hunt/detail/window.h"

#include <algorithm>
#include <array>

namespace clew::hunt {

using detail::Found;
using detail::Offset;
using detail::Part;
using detail::Scratch;
using detail::Sifted;
using detail::label_end;
using detail::word_end;

/// From what ends every token before `at` to what does behind it. Marks count for what they mean.
Part Matcher::Tables::stretch_around_mark(std::string_view text, std::size_t at, std::size_t not_before) const {
  Part stretch{at, at};
  while (stretch.begin > not_before && !is_separator(text[stretch.begin - 1])) --stretch.begin;
  const std::size_t end_max = std::min(text.size(), at + unescape_bytes_max);
  while (stretch.end < end_max) {
    const std::size_t size = detail::mark_size(text, stretch.end);
    if (size == 0 && is_separator(text[stretch.end])) break;
    stretch.end += std::max<std::size_t>(size, 1);
  }
  return stretch;
}

/// The same around an escape or an atom. An escape that means what ends every token is the stretch's last.
Matcher::Tables::Stretch Matcher::Tables::stretch_around_escape(std::string_view text, std::size_t at,
                                                                std::size_t not_before) const {
  const char* const bytes = text.data();
  Part stretch{at, at};
  bool has_escape = false;
  while (true) {
    stretch.begin = detail::behind_last_stop(separators_and_escapes, text, not_before, stretch.begin);
    if (stretch.begin == not_before || is_separator(bytes[stretch.begin - 1])) break;
    has_escape = true;
    --stretch.begin;
  }
  const std::size_t end_max = std::min(text.size(), at + unescape_bytes_max);
  while (true) {
    stretch.end = detail::first_stop(separators_and_escapes, text, stretch.end, std::max(stretch.end, end_max));
    if (stretch.end >= end_max || is_separator(bytes[stretch.end])) break;
    const detail::Escape escape = detail::escape_at(text, stretch.end);
    has_escape = has_escape || escape.size != 0;
    const std::size_t escape_begin = stretch.end;
    stretch.end += std::max<std::size_t>(escape.size, 1);
    const bool ends = escape.size != 0 && escape.code < 0x80 && is_separator(static_cast<char>(escape.code));
    if (ends && escape_begin != at) return {has_escape, stretch, escape_begin};
  }
  // `\\"` may be an escape once more escapes are undone.
  if (stretch.end < text.size() && stretch.end > stretch.begin && bytes[stretch.end] == '"' &&
      bytes[stretch.end - 1] == '\\')
    ++stretch.end;
  return {has_escape, stretch, stretch.end};
}

namespace {

/// Bytes that are in no atom, and neither in a mark nor in an escape that may make one.
constexpr std::array<bool, 256> never_in_atoms = [] {
  std::array<bool, 256> never{};
  for (std::size_t byte = 0; byte <= 0x20; ++byte) never[byte] = true;
  for (const char c : std::string_view("!\"#$&'*+,/;<=>?^`|~\x7f")) never[static_cast<unsigned char>(c)] = true;
  return never;
}();

}  // namespace

/// Whether an atom that the text at `at` begins with would be seen if `at` were not glued to what an escape is written with:
/// whether there is one at all. It may say yes too often.
bool Matcher::Tables::may_begin_atom(std::string_view text, std::size_t window, const Sifted& sifted,
                                     std::size_t at) const {
  const auto place = static_cast<Offset>(at - window);
  const std::size_t end = label_end(text, window, sifted, place);
  const std::size_t word_end = std::min(end, hunt::word_end(text, window, sifted, place));
  if (end < text.size() && text[end] == ':' && word_end == end &&
      std::ranges::all_of(text.substr(at, end - at), base::is_hex))
    return true;
  if (end < text.size() && text[end] == '.') {
    if (end == at || base::is_digit(text[at])) return true;
    // Of a name of more than two labels, the atom begins behind the first one.
    std::size_t name_end = label_end(text, window, sifted, static_cast<Offset>(end + 1 - window));
    const bool goes_on = name_end + 1 < text.size() && text[name_end] == '.' && base::is_alnum(text[name_end + 1]);
    if (name_end > end + 1 && !goes_on) {
      while (!base::is_alnum(text[name_end - 1]) && name_end > end + 1) --name_end;
      if (name_end < detail::Tails::bytes || name_tails.may_end(text.data() + name_end)) return true;
    }
  }
  if (word_end - at >= detail::long_word_bytes) return true;
  if (wanted.word_bytes_min == 0 && !wanted.joined_words) return false;
  return word_end > at && word_heads.may_begin(text, at) &&
         index.may_have_atom(detail::key_of_word(text.data() + at, word_end - at));
}

/// Adds the escape at `at`, of a row the last one, to the places if it, or what it becomes, can hide a value although no atom is
/// seen near it. What it does to the rest of a value, a path say, is seen to when an atom is. So an escape hides something if
/// it stands for a byte that may be in an atom, or that may begin another escape; else only if an atom may follow: the letters
/// and digits of which the escape is made seem to belong to it.
void Matcher::Tables::add_if_it_hides(std::string_view text, std::size_t window, std::size_t at,
                                      Scratch& scratch) const {
  std::vector<std::size_t>& places = scratch.places;
  const auto escape = detail::escape_at(text, at);
  if (escape.size == 0) return;
  if (!wordless.empty()) {  // values that have no atom to be seen
    places.push_back(at);
    return;
  }
  const bool is_backslash = text[at] == '\\';
  if (is_backslash && text[at + 1] == '\\') return;  // not the last one; the sieve shows it where it ends a block
  const char meaning = escape.code < 0x80 ? static_cast<char>(escape.code) : 'x';
  if (is_backslash && escape.size == 2 && meaning == '/') return;
  if (is_backslash && escape.size == 2 && meaning == '"') {
    if (is_separator('"')) return;
  } else {
    // A colon belongs to addresses only; behind a letter that no address has, there is none.
    const bool is_behind_word =
        at > 1 && base::is_alnum(text[at - 1]) && !base::is_hex(text[at - 1]) && base::is_alnum(text[at - 2]);
    const bool is_edge = never_in_atoms[static_cast<unsigned char>(meaning)] || (meaning == ':' && is_behind_word);
    if (is_edge && !may_begin_atom(text, window, scratch.sifted, at + escape.size)) return;
  }
  // The first one of a row answers for all before the last.
  std::size_t first = at;
  while (is_backslash && first > 0 && text[first - 1] == '\\') --first;
  if (first < at) places.push_back(first);
  places.push_back(at);
}

/// Puts the stretches into `found` that have to be read with their escapes undone: around those escapes, and around the atoms
/// that were found.
void Matcher::Tables::choose_escaped(std::string_view text, std::vector<std::size_t>& places, Found& found) const {
  if (!std::ranges::is_sorted(places)) std::ranges::sort(places);
  std::size_t done = 0;
  for (const std::size_t at : places) {
    if (at < done) continue;
    const Stretch stretch = stretch_around_escape(text, at, done);
    done = std::max(stretch.next, at + 1);
    if (stretch.has_escape) found.escaped.push_back(stretch.part);
  }
}

}  // namespace clew::hunt
