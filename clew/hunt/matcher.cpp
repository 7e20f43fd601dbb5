#include "clew/hunt/matcher.h"

#include "clew/base/result.h"
#include "clew/base/text.h"
#include "clew/hunt/detail/addresses.h"
#include "clew/hunt/detail/anchor.h"
#include "clew/hunt/detail/heads.h"
#include "clew/hunt/detail/index.h"
#include "clew/hunt/detail/keys.h"
#include "clew/hunt/detail/near.h"
#include "clew/hunt/detail/pattern.h"
#include "clew/hunt/detail/readings.h"
#include "clew/hunt/detail/sieve.h"
#include "clew/hunt/detail/tails.h"
#include "clew/hunt/detail/values.h"
#include "clew/model/token.h"

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <optional>
#include <tuple>

namespace clew::hunt {
namespace {

using detail::Anchor;
using detail::Atom;
using detail::BehindHash;
using detail::KeyKind;
using detail::Part;
using detail::Pattern;
using detail::Places;
using detail::Reading;
using detail::Side;
using detail::Sifted;
using detail::Word;
using model::ValueType;

/// A match in one reading of the text.
struct Match {
  Part part;
  std::uint32_t value = 0;
};

/// A place where a value may begin, and what stands for the bytes from there to an atom.
struct Begin {
  std::size_t at = 0;
  std::uint64_t before = 0;
};

/// A value's key, and where it would begin.
struct Asked {
  std::uint64_t key = 0;
  std::size_t begin = 0;
};

/// A place where an atom may stand, with the key to look it up by.
struct Candidate {
  std::uint64_t key = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t ipv4 = 0;
  bool is_near_asked = false;  ///< whether the following are set: of what stands around a name
  std::uint64_t before = 0, behind = 0;
  std::uint64_t before_key = 0, behind_key = 0;
};

/// What is found in one reading: matches, and the stretches that can be read in another way.
struct Found {
  std::vector<Match> matches;
  std::vector<Part> escaped, marked;
  std::vector<std::size_t> atoms;   ///< places of atoms that some value has
  std::array<Candidate, 32> batch;  ///< while they are looked up
  std::vector<Begin> begins;        ///< of one atom, while it is looked at
  std::vector<Asked> asked;         ///< what is still to be compared
  void clear() {
    matches.clear();
    escaped.clear();
    marked.clear();
    atoms.clear();
  }
};

/// What else is to be looked for than values: nothing reads a text in another way than the contract says.
struct Look {
  bool for_escapes = true;
  bool for_marks = true;
  bool for_utf16 = false;
};

/// The memory that `find` needs; kept by each thread, so that it is allocated once.
struct Scratch {
  Sifted sifted;
  Places likely;  ///< those of the sifted that may be a value's
  Found found;
  std::vector<Part> escaped;
  std::vector<std::size_t> places;
  std::vector<std::uint32_t> values;
  Reading utf16, refanged;
  std::array<Reading, Matcher::unescape_depth_max> unescaped;
  std::vector<const Reading*> path;  ///< from the text to the reading that is searched
};

Scratch& scratch_of_this_thread() {
  thread_local const auto scratch = std::make_unique<Scratch>();
  return *scratch;
}

// --- masks of a window ------------------------------------------------------------------------------------------------

// Places are counted from the window's first byte; those in the 64 bytes before it are negative.

using Offset = std::ptrdiff_t;
constexpr auto mask_size = static_cast<Offset>(detail::mask_bytes);

/// The 64 bits before `at`, the nearest one on top. What lies before the masks is not set.
[[gnu::always_inline]] inline std::uint64_t bits_before(const detail::Masks& masks, Offset at) {
  const auto place = static_cast<std::size_t>(at + mask_size);
  const std::uint64_t* const mask = masks.of.data() + place / detail::mask_bytes;
  const auto bit = static_cast<unsigned>(place % detail::mask_bytes);
  const std::uint64_t upper = bit == 0 ? 0 : mask[0] << (64 - bit);
  const std::uint64_t lower = place < detail::mask_bytes ? 0 : mask[-1] >> bit;
  return upper | lower;
}

/// The 64 bits from `at` on, the nearest one lowest. What lies behind the window is not set.
[[gnu::always_inline]] inline std::uint64_t bits_from(const detail::Masks& masks, Offset at) {
  const auto place = static_cast<std::size_t>(at + mask_size);
  const std::uint64_t* const mask = masks.of.data() + place / detail::mask_bytes;
  const auto bit = static_cast<unsigned>(place % detail::mask_bytes);
  const std::uint64_t upper = bit == 0 ? 0 : mask[1] << (64 - bit);
  return (mask[0] >> bit) | upper;
}

/// How many of the bytes from `at` on, at most 64, are in the mask and before `size`.
[[gnu::always_inline]] inline Offset run_from(const detail::Masks& masks, Offset at, Offset size) {
  return std::min<Offset>(std::countr_one(bits_from(masks, at)), size - at);
}

// --- hits -------------------------------------------------------------------------------------------------------------

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

using Ipv4Beginnings = std::bitset<std::size_t{1} << 16U>;

// --- what was compiled ------------------------------------------------------------------------------------------------

struct Matcher::Tables {
  detail::Values values;
  detail::Index index;
  detail::Wanted wanted;
  detail::AddressTable addresses;  ///< networks, and IPv6
  detail::Ipv4Networks ipv4_networks;
  detail::Tails name_tails;
  detail::Tails long_word_tails;
  detail::Heads word_heads;
  Ipv4Beginnings ipv4_beginnings;
  detail::Ipv4Tails ipv4_tails;
  detail::Ipv6Heads ipv6_heads;
  std::bitset<256> long_word_sizes;
  unsigned short_befores = 0;           ///< a bit for each size, less than `near_bytes`, of what is before an atom
  unsigned short_url_ends = 0;          ///< the same of paths and queries
  std::uint64_t word_sizes = 0;         ///< a bit for each; 63 stands for all that are longer
  std::vector<std::uint32_t> wordless;  ///< without an atom: each is searched for on its own
  detail::Stops separators;             ///< bytes that are in no value and end every token
  detail::Stops separators_and_escapes;

  void finish();
  std::uint64_t find(std::string_view text, std::vector<Hit>& hits) const;

 private:
  bool add_address(std::uint32_t number);
  bool add_anchor(std::uint32_t number);
  void add_anchored(std::uint32_t number, const Anchor& anchor);
  void add_near(std::uint64_t atom, Side side, std::string_view text);
  void add_words(const std::vector<std::uint32_t>& numbers);
  void choose_separators();

  std::uint64_t search(std::string_view text, Look look, Scratch& scratch) const;
  void find_names(std::string_view text, std::size_t window, Scratch& scratch) const;
  void find_ipv4(std::string_view text, std::size_t window, Scratch& scratch) const;
  void look_at_ipv4(std::string_view text, std::size_t begin, Scratch& scratch) const;
  void find_ipv6(std::string_view text, std::size_t window, std::size_t& done, Scratch& scratch) const;
  void find_long_words(std::string_view text, std::size_t window, Scratch& scratch) const;
  void find_words(std::string_view text, std::size_t window, Scratch& scratch) const;
  void find_wordless(std::string_view text, Found& found) const;
  template <class Make, class Prepare, class Use>
  void in_batches(std::string_view text, const Places& places, Found& found, Make make, Prepare prepare, Use use) const;
  void compare(std::string_view text, std::uint64_t key, std::size_t begin, std::size_t end, Found& found) const;
  void compare_plain(std::string_view text, std::uint64_t key, std::size_t begin, std::size_t end, Atom atom,
                     Found& found) const;
  bool compare_urls(std::string_view text, std::uint64_t key, std::size_t begin, std::size_t end, Atom atom,
                    Found& found) const;
  [[nodiscard]] bool may_begin_url_end(std::uint64_t atom, std::string_view behind) const;
  void make_nears(const char* text, Candidate& candidate) const;
  [[nodiscard]] bool may_have_near(const Candidate& candidate) const;
  [[nodiscard]] bool may_begin_escaped_url_end(std::uint64_t key, std::string_view behind) const;
  void ask_for(std::uint64_t key, std::size_t begin, Found& found) const;
  void compare_values(std::string_view text, Found& found) const;
  void find_begins(std::string_view text, std::size_t place, const Atom& atom, std::vector<Begin>& begins) const;
  void report_address(const detail::FoundAddress& address, Scratch& scratch) const;

  [[nodiscard]] bool is_separator(char c) const;
  [[nodiscard]] Part stretch_around_mark(std::string_view text, std::size_t at, std::size_t not_before) const;
  struct Stretch {
    bool has_escape = false;
    Part part;
    std::size_t next = 0;  ///< where the next one may begin: an escape that is an edge is one for both
  };
  [[nodiscard]] Stretch stretch_around_escape(std::string_view text, std::size_t at, std::size_t not_before) const;
  [[nodiscard]] bool may_begin_atom(std::string_view text, std::size_t window, const Sifted& sifted,
                                    std::size_t at) const;
  void add_if_it_hides(std::string_view text, std::size_t window, std::size_t at, Scratch& scratch) const;
  void choose_escaped(std::string_view text, std::vector<std::size_t>& places, Found& found) const;
  static void report(Scratch& scratch, std::vector<Hit>& hits);
  void read_otherwise(std::string_view text, Scratch& scratch, std::vector<Hit>& hits) const;
};

namespace {

/// Addresses and networks are compared as numbers, not as text.
bool is_number(ValueType type) { return type == ValueType::ipv4 || type == ValueType::ipv6 || type == ValueType::cidr; }

std::uint64_t size_bit(std::size_t size) { return std::uint64_t{1} << std::min<std::size_t>(size, 63); }

model::Network network_of(ValueType type, std::string_view text) {
  if (type == ValueType::cidr) return model::Network::parse(text).value();
  return {model::Address::parse(text).value(), 128};
}

}  // namespace

bool Matcher::Tables::add_address(std::uint32_t number) {
  const ValueType type = values.type(number);
  if (!is_number(type)) return false;
  wanted.ipv6 = true;  // that is how IPv4 is written, too
  const model::Network network = network_of(type, values.text(number));
  constexpr unsigned ipv4_bits = 96;
  const bool is_ipv4 = network.address.is_ipv4() && network.prefix_bits >= ipv4_bits;
  wanted.ipv4 = wanted.ipv4 || is_ipv4;
  ipv6_heads.add(network);
  const std::uint32_t first = detail::ipv4_number(network.address);
  if (is_ipv4 && network.prefix_bits == 128) {
    ipv4_beginnings.set(first >> 16U);
    ipv4_tails.add(first, first);
    index.add_value(detail::key_of_ipv4(first), number);
    return true;
  }
  const auto others = static_cast<unsigned>(128 - network.prefix_bits);
  if (is_ipv4) {
    const std::uint32_t last = first | static_cast<std::uint32_t>((std::uint64_t{1} << others) - 1);
    ipv4_networks.add(first, last);
    ipv4_tails.add(first, last);
    for (std::uint32_t beginning = first >> 16U; beginning <= last >> 16U; ++beginning) ipv4_beginnings.set(beginning);
  }
  addresses.add(network, number);
  return true;
}

/// Tells the index what is on that side of an atom.
void Matcher::Tables::add_near(std::uint64_t atom, Side side, std::string_view text) {
  const std::size_t size = std::min(text.size(), detail::near_bytes);
  const bool is_before = side == Side::before;
  const std::uint64_t bytes =
      is_before ? detail::bytes_before(text, text.size(), size) : detail::bytes_behind(text, 0, size);
  if (size == detail::near_bytes) {
    index.add_hint(detail::key_of_near(atom, side, bytes));
    return;
  }
  index.add_near(atom, detail::short_near_of(atom, size == 0 ? Side::none : side, bytes, size));
  (is_before ? short_befores : short_url_ends) |= 1U << size;
}

void Matcher::Tables::add_anchored(std::uint32_t number, const Anchor& anchor) {
  const std::string_view text = values.text(number);
  const bool is_url = values.type(number) == ValueType::url;
  std::size_t first = 0;
  std::string_view rest = text.substr(anchor.end);
  if (is_url) {
    const detail::UrlParts url = detail::url_parts(text);
    first = static_cast<std::size_t>(url.host.data() - text.data());
    rest = url.rest;
  }
  const std::uint64_t before = detail::hash_before(text.data() + first, text.data() + anchor.begin);
  const std::uint64_t front = detail::key_of_front(anchor.key, before, is_url);
  BehindHash behind;
  for (const char c : rest) behind.add(c);
  index.add_value(detail::key_of_value(front, behind), number);
  add_near(anchor.key, is_url ? Side::behind : Side::before, is_url ? rest : text.substr(first, anchor.begin - first));
  const Atom::Kind kind = !is_url ? Atom::Kind::plain : rest.empty() ? Atom::Kind::bare_url : Atom::Kind::url;
  const std::uint8_t edges = anchor.begin == first ? 0xffU : Atom::edge_bit(text[anchor.begin - 1]);
  index.add_atom(anchor.key, {kind, static_cast<std::uint16_t>(anchor.begin - first),
                              static_cast<std::uint16_t>(rest.size()), 0, edges});
}

bool Matcher::Tables::add_anchor(std::uint32_t number) {
  const ValueType type = values.type(number);
  const std::string_view text = values.text(number);
  if (const auto name = detail::name_anchor(type, text)) {
    add_anchored(number, *name);
    wanted.names = true;
    wanted.names_with_digit = wanted.names_with_digit || name->digit_behind_dot;
    name_tails.add(text.substr(name->begin, name->end - name->begin));
    return true;
  }
  if (const auto word = detail::long_word_anchor(type, text)) {
    add_anchored(number, *word);
    wanted.long_words = true;
    long_word_sizes.set(word->end - word->begin);
    long_word_tails.add(text.substr(word->begin, word->end - word->begin));
    return true;
  }
  if (const auto address = detail::url_address_anchor(type, text)) {
    add_anchored(number, *address);
    const bool is_ipv4 = text[address->end - 1] != ']';
    (is_ipv4 ? wanted.ipv4 : wanted.ipv6) = true;
    if (!is_ipv4) {
      const std::string_view host = text.substr(address->begin, address->end - 1 - address->begin);
      ipv6_heads.add({model::Address::parse_ipv6(host).value(), 128});
    }
    if (is_ipv4) {
      const auto host = model::Address::parse_ipv4(text.substr(address->begin, address->end - address->begin));
      const std::uint32_t ipv4 = detail::ipv4_number(host.value());
      ipv4_beginnings.set(ipv4 >> 16U);
      ipv4_tails.add(ipv4, ipv4);
    }
    return true;
  }
  return false;
}

/// Looks each of these values up by one of its words: by one that follows another and a hyphen or underscore, if it can, for
/// logs have few of those. For the others, the shortest word that has to be looked at decides how many words of every log
/// are; so each offers its longest one, if it can one that begins with a letter. Of the words that serve, the one is taken
/// that the fewest of the values share, and of these the last, which tells the most in a path.
void Matcher::Tables::add_words(const std::vector<std::uint32_t>& numbers) {
  constexpr std::size_t word_bytes_max = 8;
  std::vector<Word> words;
  std::size_t bytes_min = word_bytes_max;
  std::vector<std::uint32_t> uses(std::size_t{1} << 16U);
  const auto use_of = [&](std::string_view text, Word word) -> std::uint32_t& {
    return uses[detail::word_anchor(text, word).key % uses.size()];
  };
  const auto is_joined = [](std::string_view text, Word word) {
    return word.begin > 1 && (text[word.begin - 1] == '-' || text[word.begin - 1] == '_') &&
           base::is_alnum(text[word.begin - 2]) && base::is_alpha(text[word.begin]);
  };
  bool has_plain = false;
  word_heads = detail::Heads(numbers.size());
  for (const std::uint32_t number : numbers) {
    const std::string_view text = values.text(number);
    detail::words_of(text, words);
    std::size_t longest = 0;
    std::size_t longest_with_letter = 0;
    bool has_joined = false;
    for (const Word word : words) {
      longest = std::max(longest, word.size);
      if (base::is_alpha(text[word.begin])) longest_with_letter = std::max(longest_with_letter, word.size);
      has_joined = has_joined || is_joined(text, word);
      ++use_of(text, word);
    }
    wanted.joined_words = wanted.joined_words || has_joined;
    if (has_joined) continue;
    has_plain = true;
    wanted.words_with_digit = wanted.words_with_digit || longest_with_letter == 0;
    bytes_min = std::min(bytes_min, longest_with_letter == 0 ? longest : longest_with_letter);
  }
  for (const std::uint32_t number : numbers) {
    const std::string_view text = values.text(number);
    detail::words_of(text, words);
    const bool by_joined = std::ranges::any_of(words, [&](Word word) { return is_joined(text, word); });
    const auto is_seen = [&](Word word) {
      if (by_joined) return is_joined(text, word);
      return word.size >= bytes_min && (wanted.words_with_digit || base::is_alpha(text[word.begin]));
    };
    const Word* chosen = nullptr;
    for (const Word& word : words) {
      if (is_seen(word) && (chosen == nullptr || use_of(text, word) <= use_of(text, *chosen))) chosen = &word;
    }
    CLEW_ASSERT(chosen != nullptr);
    add_anchored(number, detail::word_anchor(text, *chosen));
    word_sizes |= size_bit(chosen->size);
    word_heads.add(text.substr(chosen->begin, chosen->size));
  }
  if (has_plain) wanted.word_bytes_min = static_cast<std::uint8_t>(bytes_min);
}

void Matcher::Tables::choose_separators() {
  for (char control = 0; control < 0x20; ++control) separators.set(control);  // Value::parse refuses them
  // Not braces, for they may be those of a mark.
  for (const char c : std::string_view(" \"<>|`\x7f")) separators.set(c);
  for (std::size_t number = 0; number < values.size(); ++number) {
    for (const char c : values.text(number)) {
      if (separators.is_stop(c)) separators.set(c, false);
    }
  }
  separators_and_escapes = separators;
  for (const char c : std::string_view("\\%")) separators_and_escapes.set(c);
}

void Matcher::Tables::finish() {
  index.reserve(values.size());
  name_tails = long_word_tails = detail::Tails(values.size());
  std::vector<std::uint32_t> by_words;
  for (std::uint32_t number = 0; number < values.size(); ++number) {
    if (add_address(number) || add_anchor(number)) continue;
    const bool has_word = std::ranges::any_of(values.text(number), base::is_alnum);
    (has_word ? by_words : wordless).push_back(number);
  }
  add_words(by_words);
  addresses.sort();
  ipv4_tails.count();
  index.build();
  choose_separators();
  wanted.all_escapes = !wordless.empty();
  wanted.escaped_quotes = !is_separator('"');
}

// --- the search -------------------------------------------------------------------------------------------------------

namespace {

/// Behind a host, so many bytes show a port and how a URL goes on.
constexpr std::size_t port_bytes_max = 6;
constexpr std::size_t near_reach = port_bytes_max + detail::near_bytes;

constexpr auto prepare_nothing = [](const Candidate&) {};

}  // namespace

/// Makes candidates of places, prepares those whose key some value may have, and uses those around which one may be. Memory that is looked into for the one is asked for
/// while the others are seen to, step by step.
template <class Make, class Prepare, class Use>
void Matcher::Tables::in_batches(std::string_view text, const Places& places, Found& found, Make make, Prepare prepare,
                                 Use use) const {
  Candidate* const first = found.batch.data();
  std::size_t count = 0;
  const auto use_all = [&] {
    std::size_t known = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!index.may_have(first[i].key) && !ipv4_networks.may_contain(first[i].ipv4)) continue;
      first[known] = first[i];
      prepare(first[known++]);
    }
    count = 0;
    std::size_t passed = 0;
    for (std::size_t i = 0; i < known; ++i) {
      if (first[i].is_near_asked && !may_have_near(first[i])) continue;
      index.prefetch_slot(first[i].key);
      first[passed++] = first[i];
    }
    if (passed == 0) return;
    for (std::size_t i = 0; i < passed; ++i) index.prefetch_entries(first[i].key);
    for (std::size_t i = 0; i < passed; ++i) use(first[i]);
    compare_values(text, found);
  };
  for (const std::uint16_t place : places) {
    first[count].ipv4 = 0;
    first[count].is_near_asked = false;
    const bool is_made = make(place, first[count]);
    index.prefetch(first[count].key);
    count += static_cast<std::size_t>(is_made);
    if (count == found.batch.size()) use_all();
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

/// Whether a URL with this atom may go on so behind its host.
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

/// Makes the keys of what stands around an atom, and asks for the memory that they will need. `near_bytes` before it and
/// `near_reach` behind it can be read.
void Matcher::Tables::make_nears(const char* text, Candidate& candidate) const {
  const std::string_view behind(text + candidate.end, near_reach);
  const std::size_t port = detail::port_end(behind, 0);
  if (port > port_bytes_max) return;  // the zeros in front of one may be any number
  candidate.is_near_asked = true;
  candidate.before = detail::load8(text + candidate.begin - detail::near_bytes);
  candidate.behind = detail::load8(behind.data() + port);
  candidate.before_key = detail::key_of_near(candidate.key, Side::before, candidate.before);
  candidate.behind_key = detail::key_of_near(candidate.key, Side::behind, candidate.behind);
  index.prefetch(candidate.before_key);
  index.prefetch(candidate.behind_key);
}

/// Whether what stands around the atom may be that of a value.
bool Matcher::Tables::may_have_near(const Candidate& candidate) const {
  const std::uint64_t atom = candidate.key;
  if (index.may_have(candidate.before_key) || index.may_have(candidate.behind_key) ||
      index.may_have_near(atom, detail::short_near_of(atom, Side::none, 0, 0)))
    return true;
  for (unsigned sizes = short_befores & ~1U; sizes != 0; sizes &= sizes - 1) {
    const auto size = static_cast<std::size_t>(std::countr_zero(sizes));
    if (index.may_have_near(atom, detail::short_near_of(atom, Side::before, candidate.before, size))) return true;
  }
  for (unsigned sizes = short_url_ends & ~1U; sizes != 0; sizes &= sizes - 1) {
    const auto size = static_cast<std::size_t>(std::countr_zero(sizes));
    if (index.may_have_near(atom, detail::short_near_of(atom, Side::behind, candidate.behind, size))) return true;
  }
  return false;
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

namespace {

std::size_t size_of_window(std::string_view text, std::size_t window) {
  return std::min(text.size() - window, detail::window_bytes);
}

/// Where the run of bytes in the mask ends that goes on at `at`, as an offset in the text. Behind the window, `is_in` tells.
template <class IsIn>
std::size_t run_end(std::string_view text, std::size_t window, const detail::Masks& masks, Offset at, IsIn is_in) {
  const auto size = static_cast<Offset>(size_of_window(text, window));
  while (at < size) {
    const Offset run = run_from(masks, at, size);
    at += run;
    if (run < mask_size && at < size) return window + static_cast<std::size_t>(at);
  }
  std::size_t end = window + static_cast<std::size_t>(at);
  while (end < text.size() && is_in(text[end])) ++end;
  return end;
}

std::size_t word_end(std::string_view text, std::size_t window, const Sifted& sifted, Offset at) {
  return run_end(text, window, sifted.alnum, at, base::is_alnum);
}

std::size_t label_end(std::string_view text, std::size_t window, const Sifted& sifted, Offset at) {
  return run_end(text, window, sifted.label, at, [](char c) { return base::is_alnum(c) || c == '-' || c == '_'; });
}

}  // namespace

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
    if (begin < window || begin < detail::near_bytes || window_end - end < near_reach) return;
    // With escapes undone, other bytes stand there. Of an escape, and of one that is made of others, no part is farther away.
    constexpr int escape_reach = 32;
    const detail::Masks& escape = scratch.sifted.escape;
    const std::uint64_t escapes = (bits_before(escape, static_cast<Offset>(begin - window)) >> (64 - escape_reach)) |
                                  (bits_from(escape, static_cast<Offset>(end - window)) << (64 - near_reach));
    if (escapes == 0) make_nears(bytes, candidate);
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
      if (index.may_have(key)) compare(text, key, part.begin, part.end + 1, scratch.found);
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
    if (has_prefix && is_candidate(begin + 2, end, candidate) && index.may_have(candidate.key)) use(candidate);
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

bool Matcher::Tables::is_separator(char c) const { return separators.is_stop(c); }

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
         index.may_have(detail::key_of_word(text.data() + at, word_end - at));
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
