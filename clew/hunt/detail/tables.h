/// What a matcher was compiled into, and the memory in which a text is searched with it: what is shared by the files that
/// compile it (compile.cpp), look candidates up (candidates.cpp), tell where escapes may hide a value (hiding.cpp), and put
/// all of that together (matcher.cpp).
///
/// In:     see matcher.h. `Tables` does not change once `finish` was called. Errors: none.
#pragma once

#include "clew/hunt/detail/addresses.h"
#include "clew/hunt/detail/anchor.h"
#include "clew/hunt/detail/heads.h"
#include "clew/hunt/detail/index.h"
#include "clew/hunt/detail/near.h"
#include "clew/hunt/detail/pattern.h"
#include "clew/hunt/detail/readings.h"
#include "clew/hunt/detail/sieve.h"
#include "clew/hunt/detail/tails.h"
#include "clew/hunt/detail/values.h"
#include "clew/hunt/matcher.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace clew::hunt {
namespace detail {

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

/// What stands on one side of a candidate.
struct Near {
  Side side = Side::none;
  bool is_open = true;       ///< whether a value may have all blocks that were asked for
  const char* at = nullptr;  ///< where that side begins
  std::uint64_t ends = 0;  ///< a bit for each number of bytes that a value may have there; before an atom, 0 is on top
  std::uint64_t key = 0;   ///< of the blocks that were asked for
  std::uint64_t next_key = 0;  ///< the same with the one that is asked for now

  /// Of a block.
  [[nodiscard]] std::uint64_t bytes(std::size_t block) const {
    return load8(side == Side::before ? at - (block + 1) * near_bytes : at + block * near_bytes);
  }
};

/// A place where an atom may stand, with the key to look it up by.
struct Candidate {
  std::uint64_t key = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t ipv4 = 0;
  bool is_near_asked = false;  ///< whether the following are set: what stands around a name
  Near before, behind;
};

/// What is found in one reading: matches, and the stretches that can be read in another way.
struct Found {
  std::vector<Match> matches;
  std::vector<Part> escaped, marked;
  std::vector<std::size_t> atoms;  ///< places of atoms that some value has
  static constexpr std::size_t batch_size = 32;
  std::array<Candidate, batch_size> batch;        ///< while they are looked up
  std::array<std::uint8_t, batch_size> in_batch;  ///< the numbers of those that are not refused yet
  std::vector<Begin> begins;                      ///< of one atom, while it is looked at
  std::vector<Asked> asked;                       ///< what is still to be compared
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

/// The first two numbers of IPv4 addresses.
using Ipv4Beginnings = std::bitset<std::size_t{1} << 16U>;

/// A bit of `Tables::word_sizes`.
inline std::uint64_t size_bit(std::size_t size) { return std::uint64_t{1} << std::min<std::size_t>(size, 63); }

}  // namespace detail

struct Matcher::Tables {
  detail::Values values;
  detail::Index index;
  detail::Wanted wanted;
  detail::AddressTable addresses;  ///< networks, and IPv6
  detail::Ipv4Networks ipv4_networks;
  detail::Tails name_tails;
  detail::Tails long_word_tails;
  detail::Heads word_heads;
  detail::Ipv4Beginnings ipv4_beginnings;
  detail::Ipv4Tails ipv4_tails;
  detail::Ipv6Heads ipv6_heads;
  std::bitset<256> long_word_sizes;
  unsigned short_befores = 0;           ///< a bit for each size, 1 to less than `near_bytes`, of what is before an atom
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
  void add_anchored(std::uint32_t number, const detail::Anchor& anchor);
  void add_near(std::uint64_t atom, detail::Side side, std::string_view text);
  void add_words(const std::vector<std::uint32_t>& numbers);
  void choose_separators();

  std::uint64_t search(std::string_view text, detail::Look look, detail::Scratch& scratch) const;
  void find_names(std::string_view text, std::size_t window, detail::Scratch& scratch) const;
  void find_ipv4(std::string_view text, std::size_t window, detail::Scratch& scratch) const;
  void look_at_ipv4(std::string_view text, std::size_t begin, detail::Scratch& scratch) const;
  void find_ipv6(std::string_view text, std::size_t window, std::size_t& done, detail::Scratch& scratch) const;
  void find_long_words(std::string_view text, std::size_t window, detail::Scratch& scratch) const;
  void find_words(std::string_view text, std::size_t window, detail::Scratch& scratch) const;
  void find_wordless(std::string_view text, detail::Found& found) const;
  template <class Make, class Prepare, class Use>
  void in_batches(std::string_view text, const detail::Places& places, detail::Found& found, Make make, Prepare prepare,
                  Use use) const;
  void compare(std::string_view text, std::uint64_t key, std::size_t begin, std::size_t end,
               detail::Found& found) const;
  void compare_plain(std::string_view text, std::uint64_t key, std::size_t begin, std::size_t end, detail::Atom atom,
                     detail::Found& found) const;
  bool compare_urls(std::string_view text, std::uint64_t key, std::size_t begin, std::size_t end, detail::Atom atom,
                    detail::Found& found) const;
  [[nodiscard]] bool may_begin_url_end(std::uint64_t atom, std::string_view behind) const;
  void make_nears(std::string_view text, std::size_t window, const detail::Sifted& sifted,
                  detail::Candidate& candidate) const;
  [[nodiscard]] bool may_have_short_near(const detail::Candidate& candidate) const;
  [[nodiscard]] bool may_end_in(const detail::Near& near, std::size_t block) const;
  [[nodiscard]] bool may_have_block(detail::Candidate& candidate, std::size_t block) const;
  [[nodiscard]] bool has_escape_around(std::string_view text, std::size_t begin, std::size_t end) const;
  [[nodiscard]] bool may_begin_escaped_url_end(std::uint64_t key, std::string_view behind) const;
  void ask_for(std::uint64_t key, std::size_t begin, detail::Found& found) const;
  void compare_values(std::string_view text, detail::Found& found) const;
  void find_begins(std::string_view text, std::size_t place, const detail::Atom& atom,
                   std::vector<detail::Begin>& begins) const;
  void report_address(const detail::FoundAddress& address, detail::Scratch& scratch) const;

  [[nodiscard]] bool is_separator(char c) const { return separators.is_stop(c); }
  [[nodiscard]] detail::Part stretch_around_mark(std::string_view text, std::size_t at, std::size_t not_before) const;
  struct Stretch {
    bool has_escape = false;
    detail::Part part;
    std::size_t next = 0;  ///< where the next one may begin: an escape that is an edge is one for both
  };
  [[nodiscard]] Stretch stretch_around_escape(std::string_view text, std::size_t at, std::size_t not_before) const;
  [[nodiscard]] bool may_begin_atom(std::string_view text, std::size_t window, const detail::Sifted& sifted,
                                    std::size_t at) const;
  void add_if_it_hides(std::string_view text, std::size_t window, std::size_t at, detail::Scratch& scratch) const;
  void choose_escaped(std::string_view text, std::vector<std::size_t>& places, detail::Found& found) const;
  static void report(detail::Scratch& scratch, std::vector<Hit>& hits);
  void read_otherwise(std::string_view text, detail::Scratch& scratch, std::vector<Hit>& hits) const;
};

}  // namespace clew::hunt
