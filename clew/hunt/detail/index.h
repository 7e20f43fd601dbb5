/// The values by their atoms: a piece of each value that the sieve finds the place of, as a name, a word or an address.
///
///     place in the text --key--> may_have? --> the values that have this atom, compared with the text around it
///
/// In:     for each value the key of its atom, and how much of it stands before and behind (`add`, then `build`).
/// Out:    the values that the text has around an atom.
/// Errors: none.
/// Cost:   24 bytes and a filter entry a value. A key that no value has costs a bit or two of the filter. Where many values
///         share an atom (mailboxes of one host, files of one name) they are told apart by hashes of what is around it,
///         so that a look-up costs the bytes it looks at, not the number of values.
#pragma once

#include "clew/hunt/detail/filter.h"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

/// What lies around an atom.
struct Surroundings {
  bool is_url = false;
  std::uint16_t before = 0;  ///< bytes of the value before the atom's first byte; of a URL: of its host
  std::uint16_t behind = 0;  ///< bytes of the value from the atom's first byte on; of a URL: from behind host and port
  auto operator<=>(const Surroundings&) const = default;
};

struct Entry {
  std::uint64_t key = 0;
  std::uint32_t value = 0;
  std::uint32_t hash = 0;  ///< of the value's bytes around the atom
  Surroundings surroundings;
};

/// An atom in a text.
struct Atom {
  std::string_view text;
  std::size_t begin = 0;
  std::size_t rest = 0;  ///< where the path of a URL would begin whose host ends with this atom
};

class Index {
 public:
  /// `atom` is in the value's own text.
  void add(std::uint64_t key, std::uint32_t value, const Atom& atom, Surroundings surroundings);
  void build();
  void reserve(std::size_t values) { entries_.reserve(values); }

  [[nodiscard]] bool may_have(std::uint64_t key) const { return filter_.may_have(key); }
  void prefetch(std::uint64_t key) const { filter_.prefetch(key); }
  /// All entries with this key.
  [[nodiscard]] std::span<const Entry> find(std::uint64_t key) const;
  /// Calls `on_candidate(entry)` for the entries among `entries`, which have one key, whose bytes the text may have there.
  /// `foreign` are bytes that are in no value.
  template <class OnCandidate>
  static void compare(std::span<const Entry> entries, const Atom& atom, const std::bitset<256>& foreign,
                      OnCandidate on_candidate);

 private:
  enum class Same : std::uint8_t { all, is_url_and_before, is_url };
  static std::size_t count_same(std::span<const Entry> entries, Same same);
  static std::span<const Entry> with_hash(std::span<const Entry> group, std::uint32_t hash);

  std::vector<Entry> entries_;        // in order of key, surroundings, hash
  std::vector<std::uint32_t> slots_;  // of the first entry of a key, plus one; 0: free
  Filter filter_;
};

/// The hash of what is around one atom, for growing surroundings: each byte is looked at once.
class SurroundingsHash {
 public:
  SurroundingsHash(const Atom& atom, const std::bitset<256>& foreign) : atom_(atom), foreign_(foreign) {}

  enum class Reach : std::uint8_t {
    whole,
    not_before,  ///< the text, or what can be in a value, does not go back that far
    not_behind,
  };
  /// Asked in order of `Surroundings`.
  Reach reach(Surroundings surroundings);
  [[nodiscard]] std::uint32_t hash() const;

 private:
  const Atom& atom_;
  const std::bitset<256>& foreign_;
  Surroundings reached_;
  std::uint64_t before_ = 0;
  std::uint64_t behind_ = 0;
};

template <class OnCandidate>
void Index::compare(std::span<const Entry> entries, const Atom& atom, const std::bitset<256>& foreign,
                    OnCandidate on_candidate) {
  constexpr std::size_t few = 3;  // so few are compared as they are
  if (entries.size() <= few) {
    for (const Entry& entry : entries) on_candidate(entry);
    return;
  }
  SurroundingsHash hash(atom, foreign);
  while (!entries.empty()) {
    Same skipped = Same::all;
    switch (hash.reach(entries.front().surroundings)) {
      case SurroundingsHash::Reach::whole: {
        const std::span<const Entry> group = entries.first(count_same(entries, Same::all));
        for (const Entry& entry : with_hash(group, hash.hash())) on_candidate(entry);
        break;
      }
      // What reaches farther need not be tried.
      case SurroundingsHash::Reach::not_before: skipped = Same::is_url; break;
      case SurroundingsHash::Reach::not_behind: skipped = Same::is_url_and_before; break;
    }
    entries = entries.subspan(count_same(entries, skipped));
  }
}

}  // namespace clew::hunt::detail
