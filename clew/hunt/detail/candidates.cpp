// Looks at the places that the sieve found, and compares what stands there with the values.
#include "clew/base/text.h"
#include "clew/hunt/detail/keys.h"
#include "clew/hunt/detail/tables.h"
#include "clew/hunt/detail/window.h"
#include "clew/model/token.h"

#include <algorithm>
#include <array>
#include <bit>

namespace clew::hunt {

using detail::Asked;
using detail::Atom;
using detail::Begin;
using detail::BehindHash;
using detail::Candidate;
using detail::Found;
using detail::Ipv4Beginnings;
using detail::KeyKind;
using detail::Near;
using detail::Offset;
using detail::Part;
using detail::Pattern;
using detail::Places;
using detail::Scratch;
using detail::Side;
using detail::Sifted;
using detail::bits_before;
using detail::bits_from;
using detail::size_bit;
using detail::size_of_window;
using detail::word_end;
using model::ValueType;

namespace {

/// Behind a host, so many bytes show a port and how a URL goes on.
constexpr std::size_t port_bytes_max = 6;
constexpr std::size_t near_bytes_max = detail::near_blocks * detail::near_bytes;
constexpr std::size_t near_reach = port_bytes_max + near_bytes_max;

/// Escapes that are farther before an atom have no part in what is near. Of one that is made of others, sixteen bytes are the most
/// that follow a backslash: `\\u005cu005cu002e`.
constexpr std::size_t escape_reach = near_bytes_max + 16;

constexpr auto prepare_nothing = [](const Candidate&) {};

}  // namespace

/// Makes candidates of places, prepares those whose key some value may have, and uses those around which one may be. Memory
/// that is looked into for the one is asked for while the others are seen to, step by step.
template <class Make, class Prepare, class Use>
void Matcher::Tables::in_batches(std::string_view text, const Places& places, Found& found, Make make, Prepare prepare,
                                 Use use) const {
  Candidate* const first = found.batch.data();
  std::uint8_t* const numbers = found.in_batch.data();
  std::size_t count = 0;
  // Without a branch: nobody can foresee who is refused.
  const auto keep_if = [&](auto may_be) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
      numbers[kept] = numbers[i];
      kept += static_cast<std::size_t>(may_be(first[numbers[i]]));
    }
    count = kept;
  };
  const auto use_all = [&] {
    for (std::size_t i = 0; i < count; ++i) numbers[i] = static_cast<std::uint8_t>(i);
    keep_if([&](const Candidate& one) { return index.may_have_atom(one.key) | ipv4_networks.may_contain(one.ipv4); });
    for (std::size_t i = 0; i < count; ++i) prepare(first[numbers[i]]);
    for (std::size_t block = 0; block < detail::near_blocks; ++block)
      keep_if([&](Candidate& one) { return !one.is_near_asked || may_have_block(one, block); });
    for (std::size_t i = 0; i < count; ++i) index.prefetch_slot(first[numbers[i]].key);
    for (std::size_t i = 0; i < count; ++i) index.prefetch_entries(first[numbers[i]].key);
    for (std::size_t i = 0; i < count; ++i) use(first[numbers[i]]);
    if (count > 0) compare_values(text, found);
    count = 0;
  };
  for (const std::uint16_t place : places) {
    first[count].ipv4 = 0;
    first[count].is_near_asked = false;
    const bool is_made = make(place, first[count]);
    index.prefetch_atom(first[count].key);
    count += static_cast<std::size_t>(is_made);
    if (count == Found::batch_size) use_all();
  }
  use_all();
}

/// Asks for the values that have the atom from `begin` to `end` and that the text around it may be.
void Matcher::Tables::compare(std::string_view text, std::uint64_t key, std::size_t begin, std::size_t end,
                              Found& found) const {
  const char before = begin > 0 ? text[begin - 1] : '\n';
  const std::uint8_t edge = Atom::edge_bit(before);
  // In no escape; so with escapes undone, the same stands there.
  const bool is_same_in_all_readings = before == '.' || before == '@' || before == '-' || before == '_';
  bool may_match = false;
  for (const detail::Index::Entry& entry : index.find(key)) {
    if (!entry.is_atom()) continue;
    const Atom atom = entry.atom();
    if ((atom.edges & edge) == 0) {
      may_match = may_match || !is_same_in_all_readings;
    } else if (atom.kind != Atom::Kind::plain) {
      may_match = compare_urls(text, key, begin, end, atom, found) || may_match;
    } else {
      compare_plain(text, key, begin, end, atom, found);
      may_match = true;
    }
  }
  if (may_match) found.atoms.push_back(begin);
}

/// Puts into `begins` where a value can begin that reaches `atom`, which is at `place`: there, and before it where no word goes
/// on, at distances that some value has.
void Matcher::Tables::find_begins(std::string_view text, std::size_t place, const Atom& atom,
                                  std::vector<Begin>& begins) const {
  begins.clear();
  const char* const bytes = text.data();
  const auto add = [&](std::size_t at) { begins.push_back({at, detail::hash_before(bytes + at, bytes + place)}); };
  if ((atom.befores & 1U) != 0) add(place);
  if (atom.before == 0) return;
  const std::size_t first =
      detail::behind_last_stop(separators, text, place - std::min<std::size_t>(place, atom.before), place);
  const std::size_t longest = place - first;
  const auto add_if_possible = [&](std::size_t at) {
    // A path may begin in the middle of one, behind macOS's `/private`.
    if (at == 0 || !base::is_alnum(bytes[at - 1]) || bytes[at] == '/' || bytes[at] == '\\') add(at);
  };
  constexpr std::uint32_t beyond = std::uint32_t{1} << (Atom::distances - 1);
  for (std::uint32_t left = atom.befores & ~(beyond | 1U); left != 0; left &= left - 1) {
    const auto distance = static_cast<std::size_t>(std::countr_zero(left));
    if (distance > longest) return;
    add_if_possible(place - distance);
  }
  if ((atom.befores & beyond) == 0) return;
  for (std::size_t distance = Atom::distances - 1; distance <= longest; ++distance) add_if_possible(place - distance);
}

/// A value with this key may begin at `begin`; `compare_values` will look.
void Matcher::Tables::ask_for(std::uint64_t key, std::size_t begin, Found& found) const {
  index.prefetch(key);
  found.asked.push_back({key, begin});
}

void Matcher::Tables::compare_values(std::string_view text, Found& found) const {
  std::erase_if(found.asked, [&](const Asked& asked) {
    const bool may_be = index.may_have(asked.key);
    if (may_be) index.prefetch_slot(asked.key);
    return !may_be;
  });
  for (const Asked& asked : found.asked) index.prefetch_entries(asked.key);
  for (const Asked& asked : found.asked) {
    for (const detail::Index::Entry& entry : index.find(asked.key)) {
      if (entry.is_atom()) continue;
      const Pattern pattern(values.type(entry.value()), values.text(entry.value()));
      if (const auto part = pattern.match(text, asked.begin)) found.matches.push_back({*part, entry.value()});
    }
  }
  found.asked.clear();
}

void Matcher::Tables::compare_plain(std::string_view text, std::uint64_t key, std::size_t begin, std::size_t end,
                                    Atom atom, Found& found) const {
  if (text.size() - end < atom.behind) return;
  BehindHash behind;
  for (std::size_t at = end; at < end + atom.behind; ++at) behind.add(text[at]);
  find_begins(text, begin, atom, found.begins);
  for (const auto& [at, before] : found.begins)
    ask_for(detail::key_of_value(detail::key_of_front(key, before, false), behind), at, found);
}

namespace {

/// Whether a path, query or fragment may begin with it.
bool begins_url_end(char c) { return c == '/' || c == '?' || c == '#'; }

/// Bytes before which no URL ends.
constexpr std::array<bool, 256> inside_urls = [] {
  std::array<bool, 256> inside{};
  for (std::size_t byte = 0; byte < 0x80; ++byte) inside[byte] = base::is_alnum(static_cast<char>(byte));
  for (const char c : std::string_view("-%=")) inside[static_cast<unsigned char>(c)] = true;
  return inside;
}();

}  // namespace

/// Whether a URL with this atom may go on so behind its host: true also where only the first `near_bytes` are as a value's.
bool Matcher::Tables::may_begin_url_end(std::uint64_t atom, std::string_view behind) const {
  const std::size_t size = std::min(behind.size(), detail::near_bytes);
  const std::uint64_t bytes = detail::bytes_behind(behind, 0, size);
  for (std::size_t few = 1; few <= std::min(size, detail::near_bytes - 1); ++few) {
    if (((short_url_ends >> few) & 1U) != 0 &&
        index.may_have_near(atom, detail::short_near_of(atom, Side::behind, bytes, few)))
      return true;
  }
  return size == detail::near_bytes && index.may_have(detail::key_of_near(atom, Side::behind, bytes));
}

/// Sees what stands around an atom, and asks for the memory that the first block will need. `near_bytes_max` bytes before it and
/// `near_reach` behind it can be read.
void Matcher::Tables::make_nears(std::string_view text, std::size_t window, const Sifted& sifted,
                                 Candidate& candidate) const {
  const std::size_t port = detail::port_end(text.substr(candidate.end, near_reach), 0);
  if (port > port_bytes_max) return;  // the zeros in front of one may be any number
  candidate.is_near_asked = true;
  const std::size_t begin = candidate.begin, end = candidate.end + port;
  // A value begins and ends where no word goes on, and a path may begin with its slash.
  const std::uint64_t alnum_before = bits_before(sifted.alnum, static_cast<Offset>(begin - window));
  const std::uint64_t alnum_behind = bits_from(sifted.alnum, static_cast<Offset>(end - window));
  candidate.before = {Side::before, true, text.data() + begin, ~(alnum_before & (alnum_before >> 1U)), candidate.key};
  candidate.behind = {Side::behind, true, text.data() + end, ~alnum_behind, candidate.key};
  for (Near* const near : {&candidate.before, &candidate.behind}) {
    near->next_key = detail::key_of_near(near->key, near->side, near->bytes(0));
    index.prefetch(near->next_key);
  }
}

/// Whether some value has so few bytes on a side of the atom that those near it are all.
bool Matcher::Tables::may_have_short_near(const Candidate& candidate) const {
  const std::uint64_t atom = candidate.key;
  const auto may_have = [&](Side side, std::uint64_t bytes, std::size_t size) {
    return index.may_have_near(atom, detail::short_near_of(atom, side, bytes, size));
  };
  if (may_have(Side::none, 0, 0)) return true;
  if (!index.may_have_near(atom, detail::any_short_near_of(atom))) return false;
  for (unsigned sizes = short_befores; sizes != 0; sizes &= sizes - 1) {
    const auto size = static_cast<std::size_t>(std::countr_zero(sizes));
    if (may_have(Side::before, candidate.before.bytes(0), size)) return true;
  }
  for (unsigned sizes = short_url_ends; sizes != 0; sizes &= sizes - 1) {
    const auto size = static_cast<std::size_t>(std::countr_zero(sizes));
    if (may_have(Side::behind, candidate.behind.bytes(0), size)) return true;
  }
  return false;
}

/// Whether a value may end within this block that has all before it.
bool Matcher::Tables::may_end_in(const Near& near, std::size_t block) const {
  const auto first = static_cast<unsigned>(block * detail::near_bytes);
  constexpr auto last = static_cast<unsigned>(detail::near_bytes) - 1;
  const bool is_before = near.side == Side::before;
  const std::uint64_t bytes = near.bytes(block);
  std::uint64_t ends = (is_before ? near.ends >> (63U - last - first) : near.ends >> first) & 0xffU;
  for (; ends != 0; ends &= ends - 1) {
    const auto bit = static_cast<unsigned>(std::countr_zero(ends));
    const std::size_t size = is_before ? last - bit : bit;
    if (index.may_have_end(near.key, detail::near_end_of(near.key, near.side, bytes, size))) return true;
  }
  return false;
}

/// Whether a block, and all before it, may be those of a value. Where that is settled, nothing more is asked; else this asks for
/// the memory that the next block will need.
bool Matcher::Tables::may_have_block(Candidate& candidate, std::size_t block) const {
  if (block == 0 && may_have_short_near(candidate)) {
    candidate.is_near_asked = false;
    return true;
  }
  for (Near* const near : {&candidate.before, &candidate.behind}) {
    near->is_open = near->is_open && index.may_have(near->next_key);
    if (!near->is_open) continue;
    near->key = near->next_key;
    const std::size_t next = block + 1;
    if (next == detail::near_blocks || may_end_in(*near, next)) {
      candidate.is_near_asked = false;
      return true;
    }
    near->next_key = detail::key_of_near(near->key, near->side, near->bytes(next));
    index.prefetch(near->next_key);
  }
  return candidate.before.is_open || candidate.behind.is_open;
}

/// Whether with escapes undone, other bytes of a value may stand around an atom. Beyond a separator there are none. A quotation
/// mark behind backslashes is one in all readings; of what is before it, there is the most in this one.
bool Matcher::Tables::has_escape_around(std::string_view text, std::size_t begin, std::size_t end) const {
  const auto is_escape = [](char c) { return c == '\\' || c == '%'; };
  for (std::size_t at = begin; at > begin - std::min(begin, escape_reach) && !is_separator(text[at - 1]); --at) {
    if (is_escape(text[at - 1])) return true;
  }
  std::size_t at = end;
  while (at < end + near_reach && !is_escape(text[at]) && !is_separator(text[at])) ++at;
  if (at == end + near_reach || is_separator(text[at])) return false;
  while (at < text.size() && text[at] == '\\') ++at;
  return at == text.size() || text[at] != '"' || !is_separator('"');
}

/// The same with escapes undone, where the text goes on so.
bool Matcher::Tables::may_begin_escaped_url_end(std::uint64_t key, std::string_view behind) const {
  if (behind.empty()) return false;
  const auto is_escape = [](char c) { return c == '\\' || c == '%'; };
  if (behind.front() == ':') return true;
  if (!is_escape(behind.front()))
    return begins_url_end(behind.front()) && std::ranges::any_of(behind.substr(0, detail::near_bytes), is_escape);
  // A slash, and what is in no escape: the same stands there however often they are undone.
  const std::size_t size = behind.starts_with("\\/")                                ? 2
                           : behind.starts_with("%2F") || behind.starts_with("%2f") ? 3
                                                                                    : 0;
  if (size == 0 || behind.size() < size + detail::near_bytes) return true;
  std::array<char, detail::near_bytes> begin = {'/'};
  behind.copy(begin.data() + 1, begin.size() - 1, size);
  if (!std::all_of(begin.begin() + 1, begin.end(), base::is_alnum)) return true;
  return may_begin_url_end(key, {begin.data(), begin.size()});
}

/// A URL can end where its path does, and before an '&' or a last slash. False if none can be here, nor with escapes undone.
bool Matcher::Tables::compare_urls(std::string_view text, std::uint64_t key, std::size_t begin, std::size_t end,
                                   Atom atom, Found& found) const {
  const std::size_t rest = detail::port_end(text, end);
  const auto ends = [&](std::size_t at) { return model::token_ends(ValueType::url, text, at); };
  const auto can_end = [&](std::size_t at) {
    if (at < text.size() && inside_urls[static_cast<unsigned char>(text[at])]) return false;
    return ends(at) || text[at] == '&' || (text[at] == '/' && ends(at + 1));
  };
  const std::size_t last = rest + std::min<std::size_t>(atom.behind, text.size() - rest);
  if (atom.kind == Atom::Kind::url && !may_begin_url_end(key, text.substr(rest, last - rest)))
    return may_begin_escaped_url_end(key, text.substr(rest));
  find_begins(text, begin, atom, found.begins);
  std::erase_if(found.begins,
                [&](const Begin& host) { return !model::token_begins(ValueType::domain, text, host.at); });
  for (Begin& host : found.begins) host.before = detail::key_of_front(key, host.before, true);
  if (found.begins.empty()) return true;
  BehindHash behind;
  for (std::size_t at = rest;; ++at) {
    while (at < last && inside_urls[static_cast<unsigned char>(text[at])]) behind.add(text[at++]);
    if ((at > rest || atom.kind == Atom::Kind::bare_url) && can_end(at)) {
      for (const auto& [host, front] : found.begins) ask_for(detail::key_of_value(front, behind), host, found);
    }
    if (at == last || is_separator(text[at])) return true;
    behind.add(text[at]);
  }
}

void Matcher::Tables::find_names(std::string_view text, std::size_t window, Scratch& scratch) const {
  const detail::Masks& label = scratch.sifted.label;
  const char* const bytes = text.data();
  const auto is_joint = [](char c) { return c == '-' || c == '_'; };
  // Without a branch: nobody can foresee which names end like a value.
  Places& likely = scratch.likely;
  likely.count = 0;
  for (const std::uint16_t place : scratch.sifted.names) {
    std::size_t end = window + place;
    while (is_joint(bytes[end - 1])) --end;
    likely.at.data()[likely.count] = place;
    likely.count += static_cast<std::size_t>(end < detail::Tails::bytes || name_tails.may_end(bytes + end));
  }
  const auto make = [&](std::uint16_t place, Candidate& candidate) {
    // Hyphens and underscores behind a name belong to the text around it.
    std::size_t end = window + place;
    while (is_joint(bytes[end - 1])) --end;
    std::size_t labels = 0;
    if (end == window + place) {
      const std::uint64_t bits = bits_before(label, place);
      const int last = std::countl_one(bits);
      labels = last > 62 ? 64U : static_cast<std::size_t>(last + 1 + std::countl_one((bits << 1U) << last));
    } else {
      labels = detail::labels_before(text, end);
    }
    candidate.begin = detail::name_atom_begin(bytes, end, labels);
    candidate.end = end;
    candidate.key = detail::key_of(bytes + candidate.begin, end - candidate.begin, KeyKind::name);
    return true;
  };
  const std::size_t window_end = window + size_of_window(text, window);
  const auto prepare = [&](Candidate& candidate) {
    const std::size_t begin = candidate.begin, end = candidate.end;
    if (begin < window || begin < near_bytes_max || window_end - end < near_reach) return;
    const detail::Masks& escape = scratch.sifted.escape;
    const std::uint64_t escapes = (bits_before(escape, static_cast<Offset>(begin - window)) >> (64 - escape_reach)) |
                                  (bits_from(escape, static_cast<Offset>(end - window)) << (64 - near_reach));
    if (escapes == 0 || !has_escape_around(text, begin, end)) make_nears(text, window, scratch.sifted, candidate);
  };
  in_batches(text, likely, scratch.found, make, prepare, [&](const Candidate& candidate) {
    compare(text, candidate.key, candidate.begin, candidate.end, scratch.found);
  });
}

void Matcher::Tables::report_address(const detail::FoundAddress& address, Scratch& scratch) const {
  scratch.values.clear();
  addresses.find(address.address, scratch.values);
  if (address.address.is_ipv4()) {
    for (const auto& entry : index.find(detail::key_of_ipv4(detail::ipv4_number(address.address)))) {
      if (!entry.is_atom()) scratch.values.push_back(entry.value());
    }
  }
  for (const std::uint32_t value : scratch.values) scratch.found.matches.push_back({address.part, value});
}

void Matcher::Tables::look_at_ipv4(std::string_view text, std::size_t begin, Scratch& scratch) const {
  const auto found = detail::ipv4_at(text, begin);
  if (!found) return;
  report_address(*found, scratch);
  // Of an address that is written backwards, no URL.
  if (base::is_digit(text[found->part.end - 1])) {
    compare(text, detail::key_of_ipv4(detail::ipv4_number(found->address)), begin, found->part.end, scratch.found);
  }
}

namespace {

/// The number that one to three digits before `end` write; four bytes before `end` can be read.
std::uint32_t number_before(const char* end, int digits) {
  const auto bytes = static_cast<std::uint32_t>(detail::load4(end - 4)) ^ 0x30303030U;
  const std::uint32_t last = bytes & (0xffffff00U << (24U - 8U * static_cast<unsigned>(digits)));
  return (last * ((100U << 16U) | (10U << 8U) | 1U)) >> 24U;  // one multiplication adds them up in the upper byte
}

/// The four numbers whose last one begins at some place. They need not be an address.
struct Numbers {
  bool are_wanted = false;
  std::uint32_t ipv4 = 0;
  Offset begin = 0, end = 0;
};

/// `digits` are the bits from sixteen bytes before `place` on; `known`, the first two numbers of the addresses that are meant.
/// Without a branch: nobody can foresee which addresses are known.
[[gnu::always_inline]] inline Numbers numbers_at(const char* bytes, std::uint64_t digits, Offset place,
                                                 const Ipv4Beginnings& known) {
  constexpr int at = 16;
  // The digits before the dot at `behind`, as a bit of `digits`.
  const auto before = [&](int behind) { return std::countl_one(digits << (64 - behind)); };
  const auto fits = [](int count) { return static_cast<unsigned>(count - 1) < 3; };
  const int third = before(at - 1);  // three at most, or the sieve would not have seen it
  const int second = before(at - 2 - third);
  const int first = before(std::max(1, at - 3 - third - second));
  const int fourth = std::countr_one(digits >> at);
  const Offset second_end = place - 2 - third;
  const Offset first_end = second_end - 1 - (second & 3);
  const std::uint32_t upper =
      (number_before(bytes + first_end, first & 3) << 8U) | number_before(bytes + second_end, second & 3);
  const std::uint32_t ipv4 = (upper << 16U) | (number_before(bytes + place - 1, third & 3) << 8U) |
                             number_before(bytes + place + fourth, fourth & 3);
  // Another address can be written backwards only, and then a name follows.
  const bool are_wanted =
      fits(first) & fits(second) & fits(third) & fits(fourth) & (known[upper] | (bytes[place + fourth] == '.'));
  return {are_wanted, ipv4, first_end - first, place + fourth};
}

}  // namespace

void Matcher::Tables::find_ipv4(std::string_view text, std::size_t window, Scratch& scratch) const {
  const auto size = static_cast<Offset>(size_of_window(text, window));
  const char* const bytes = text.data() + window;
  constexpr Offset longest = 15;
  const auto is_at_edge = [&](std::uint16_t place) { return window + place < longest + 4 || place + 4 >= size; };
  const Places* places = &scratch.sifted.ipv4;
  if (ipv4_tails.refuses_some()) {
    scratch.likely.count = 0;
    for (const std::uint16_t place : scratch.sifted.ipv4) {
      scratch.likely.at.data()[scratch.likely.count] = place;
      scratch.likely.count += static_cast<std::size_t>(is_at_edge(place) || ipv4_tails.may_be(bytes + place));
    }
    places = &scratch.likely;
  }
  const auto make = [&](std::uint16_t place, Candidate& candidate) {
    // At an edge, and where a name may follow that turns the address around, there is no haste.
    if (is_at_edge(place)) {
      const std::size_t last = window + place;
      std::size_t begin = last;
      while (begin > 0 && last - begin < longest && (text[begin - 1] == '.' || base::is_digit(text[begin - 1])))
        --begin;
      for (std::size_t at = begin; at < last; ++at) look_at_ipv4(text, at, scratch);
      return false;
    }
    // Of the 64 bits before the end of the fourth number, those from sixteen bytes before its begin on.
    const std::uint64_t digits = bits_before(scratch.sifted.digit, place + 4) >> (64 - 20);
    const Numbers numbers = numbers_at(bytes, digits, place, ipv4_beginnings);
    candidate.begin = window + static_cast<std::size_t>(numbers.begin);
    candidate.ipv4 = numbers.ipv4;
    candidate.key = detail::key_of_ipv4(numbers.ipv4);
    ipv4_networks.prefetch(numbers.ipv4);
    if (bytes[numbers.end] == '.' && (bytes[numbers.end + 1] | 0x20) == 'i' && numbers.are_wanted) {
      look_at_ipv4(text, candidate.begin, scratch);
      return false;
    }
    return numbers.are_wanted;
  };
  in_batches(text, *places, scratch.found, make, prepare_nothing,
             [&](const Candidate& candidate) { look_at_ipv4(text, candidate.begin, scratch); });
}

void Matcher::Tables::find_ipv6(std::string_view text, std::size_t window, std::size_t& done, Scratch& scratch) const {
  for (const std::uint16_t place : scratch.sifted.colons) {
    std::uint64_t colons = scratch.sifted.colon.of[place / detail::mask_bytes + 1];
    for (; colons != 0; colons &= colons - 1) {
      const std::size_t at = window + place + static_cast<unsigned>(std::countr_zero(colons));
      if (at < done) continue;
      const auto run = detail::ipv6_around(text, at, ipv6_heads);
      done = run.end;
      if (!run.found) continue;
      report_address(*run.found, scratch);
      // In a URL, a bracket follows.
      const Part part = run.found->part;
      if (part.end >= text.size() || text[part.end] != ']') continue;
      const std::uint64_t key = detail::key_of_address(run.found->address);
      if (index.may_have_atom(key)) compare(text, key, part.begin, part.end + 1, scratch.found);
    }
  }
}

void Matcher::Tables::find_long_words(std::string_view text, std::size_t window, Scratch& scratch) const {
  const Sifted& sifted = scratch.sifted;
  const auto is_candidate = [&](std::size_t begin, std::size_t end, Candidate& candidate) {
    if (end - begin >= long_word_sizes.size() || !long_word_sizes[end - begin]) return false;
    if (!long_word_tails.may_end(text.data() + end)) return false;
    candidate.begin = begin;
    candidate.end = end;
    candidate.key = detail::key_of_long_word(text.data() + begin, end - begin);
    return true;
  };
  const auto use = [&](const Candidate& candidate) {
    compare(text, candidate.key, candidate.begin, candidate.end, scratch.found);
  };
  const auto make = [&](std::uint16_t place, Candidate& candidate) {
    // At most fifteen bytes before the first sixteen of an aligned group.
    const std::size_t begin =
        window + place - static_cast<std::size_t>(std::countl_one(bits_before(sifted.alnum, place)));
    const std::size_t end = word_end(text, window, sifted, place);
    const bool has_prefix = end - begin > 2 && text[begin] == '0' && (text[begin + 1] | 0x20) == 'x';
    if (has_prefix && is_candidate(begin + 2, end, candidate) && index.may_have_atom(candidate.key)) use(candidate);
    return is_candidate(begin, end, candidate);
  };
  in_batches(text, sifted.long_words, scratch.found, make, prepare_nothing, use);
}

void Matcher::Tables::find_words(std::string_view text, std::size_t window, Scratch& scratch) const {
  const char* const bytes = text.data();
  // `behind`: how far a place is behind the word's begin. Without a branch, as with names.
  const auto find = [&](const Places& places, std::size_t behind) {
    Places& likely = scratch.likely;
    likely.count = 0;
    for (const std::uint16_t place : places) {
      const std::size_t begin = window + place - behind;
      likely.at.data()[likely.count] = place;
      likely.count += static_cast<std::size_t>(word_heads.may_begin(text, begin));
    }
    const auto make = [&](std::uint16_t place, Candidate& candidate) {
      candidate.begin = window + place - behind;
      candidate.end = word_end(text, window, scratch.sifted, place);
      const std::size_t size = candidate.end - candidate.begin;
      if ((word_sizes & size_bit(size)) == 0) return false;
      candidate.key = detail::key_of_word(bytes + candidate.begin, size);
      return true;
    };
    in_batches(text, likely, scratch.found, make, prepare_nothing, [&](const Candidate& candidate) {
      compare(text, candidate.key, candidate.begin, candidate.end, scratch.found);
    });
  };
  find(scratch.sifted.joined_words, 0);
  find(scratch.sifted.words, wanted.word_bytes_min - std::size_t{1});
}

void Matcher::Tables::find_wordless(std::string_view text, Found& found) const {
  for (const std::uint32_t number : wordless) {
    const Pattern pattern(values.type(number), values.text(number));
    // The first byte has no case, but a slash may be either one; then every place is tried.
    const char first = values.text(number).front();
    const bool is_slash = first == '/' || first == '\\';
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (!is_slash) at = std::min(text.find(first, at), text.size());
      if (at == text.size()) break;
      if (const auto part = pattern.match(text, at)) found.matches.push_back({*part, number});
    }
  }
}

}  // namespace clew::hunt
