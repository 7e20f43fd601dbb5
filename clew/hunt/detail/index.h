/// The values by their atoms, and then by all of their bytes: a piece of each value is what the sieve finds the place of.
///
///     atom --may_have_atom--> Atoms: how far values reach around it --key of all their bytes--> values, to be compared
///
/// A million values share atoms: mailboxes of one host, subdomains of `co.uk`, files of one name. So an atom says only how far
/// the values that have it reach; then all bytes from a place where one can begin to a place where one can end make one key,
/// whose values are compared. A look-up costs the bytes that are looked at, not the number of values.
///
/// In:     keys (keys.h) of atoms and of whole values. Out: what was added under them. Errors: none.
/// Cost:   16 bytes a value and a distinct atom, and a filter entry for each. A key that is not there costs a cache line.
#pragma once

#include "clew/base/text.h"
#include "clew/hunt/detail/filter.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace clew::hunt::detail {

/// How far the values reach that have an atom.
struct Atom {
  enum class Kind : std::uint8_t {
    plain,     ///< `behind` bytes behind the atom's end, each of these distances an atom of its own
    url,       ///< the atom ends a host; at most `behind` bytes of path and query follow
    bare_url,  ///< none follow
  };
  static constexpr std::size_t distances = 28;

  Kind kind = Kind::plain;
  std::uint16_t before = 0;  ///< at most so many bytes before the atom
  std::uint16_t behind = 0;
  /// A bit for each distance before it that occurs; the last stands for all that are longer.
  std::uint32_t befores = 0;
  std::uint8_t edges = 0;  ///< a bit for each kind of byte right before it; all where a value begins with the atom

  static constexpr std::size_t reach_max = (std::size_t{1} << 12U) - 1;  ///< of `before` and `behind`
  static std::uint8_t edge_bit(char c) { return edge_bits[static_cast<unsigned char>(c)]; }
  static std::uint32_t before_bit(std::size_t before) {
    return std::uint32_t{1} << (before < distances ? before : distances - 1);
  }

 private:
  static constexpr std::array<std::uint8_t, 256> edge_bits = [] {
    std::array<std::uint8_t, 256> bits{};
    for (std::uint8_t& bit : bits) bit = 1;
    for (std::size_t byte = 0; byte < 0x80; ++byte) {
      if (base::is_alnum(static_cast<char>(byte))) bits[byte] = 2;
    }
    bits['.'] = 4;
    bits['@'] = 8;
    bits['/'] = bits['\\'] = 16;  // either one is the other in a path
    bits['-'] = 32;
    bits['_'] = 64;
    bits[' '] = 128;
    return bits;
  }();
};

class Index {
 public:
  void reserve(std::size_t values) { entries_.reserve(2 * values); }
  void add_atom(std::uint64_t key, Atom atom);
  void add_value(std::uint64_t key, std::uint32_t value);
  /// A value that is its own atom.
  void add_number(std::uint64_t key, std::uint32_t value);
  /// What stands near the atom of a value (near.h): few different things, which only `may_have_near` knows of, or one of many,
  /// a key that only `may_have` knows of, and what it ends with, for `may_have_end`.
  void add_near(std::uint64_t atom, std::uint32_t near) { nears_.push_back({upper_half(atom), near}); }
  void add_hint(std::uint64_t key) { hints_.push_back(key); }
  void add_end(std::uint64_t hint, std::uint32_t end) { ends_.push_back({upper_half(hint), end}); }
  /// To be called once, after the last `add`.
  void build();

  // Atoms have a filter of their own: they are asked for far more often than the rest, which would keep it out of the near caches.
  [[nodiscard]] bool may_have_atom(std::uint64_t key) const { return atoms_filter_.may_have(key); }
  [[nodiscard]] bool may_have(std::uint64_t key) const { return filter_.may_have(key); }
  /// To be asked of atoms only that `may_have_atom`.
  [[nodiscard]] bool may_have_near(std::uint64_t atom, std::uint32_t near) const {
    return atoms_filter_.may_have_near(atom, near);
  }
  /// The same of hints.
  [[nodiscard]] bool may_have_end(std::uint64_t hint, std::uint32_t end) const {
    return filter_.may_have_near(hint, end);
  }
  /// Ask for the memory that `may_have_atom` will need, `may_have`, and `find`: its slot, and then what is there.
  void prefetch_atom(std::uint64_t key) const { atoms_filter_.prefetch(key); }
  void prefetch(std::uint64_t key) const { filter_.prefetch(key); }
  void prefetch_slot(std::uint64_t key) const { __builtin_prefetch(&slots_[slot_of(key)]); }
  void prefetch_entries(std::uint64_t key) const {
    if (const std::uint32_t first = slots_[slot_of(key)]; first != 0) __builtin_prefetch(&entries_[first - 1]);
  }

  class Entry {
   public:
    [[nodiscard]] bool is_atom() const { return value_ >= atoms; }
    [[nodiscard]] Atom atom() const {
      return {kind(), static_cast<std::uint16_t>(before_), static_cast<std::uint16_t>(behind_), value_ & befores,
              static_cast<std::uint8_t>(edges_)};
    }
    [[nodiscard]] std::uint32_t value() const { return value_; }

   private:
    friend class Index;
    // Of values, those that are their own atoms have edges. An atom's value is a mark, its kind, and `Atom::befores`.
    static constexpr std::uint32_t atoms = 0x80000000U;
    static constexpr std::uint32_t befores = (1U << Atom::distances) - 1;
    [[nodiscard]] bool is_asked_as_atom() const { return is_atom() || edges_ != 0; }
    [[nodiscard]] Atom::Kind kind() const { return static_cast<Atom::Kind>((value_ - atoms) >> Atom::distances); }
    std::uint64_t key_ = 0;
    std::uint32_t value_ = 0;
    std::uint32_t before_ : 12 = 0, behind_ : 12 = 0, edges_ : 8 = 0;
  };
  static_assert(sizeof(Entry) == 16);
  /// All that was added under this key, values in order.
  [[nodiscard]] std::span<const Entry> find(std::uint64_t key) const;

 private:
  void sort();
  void unite_atoms();
  void fill_filters();
  void fill_slots();
  // The upper bits: in order of key, slots and filter are gone through from one end to the other.
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const { return static_cast<std::size_t>(key >> slot_shift_); }

  using Entries = std::vector<Entry, BigAllocator<Entry>>;
  using Slots = std::vector<std::uint32_t, BigAllocator<std::uint32_t>>;
  Entries entries_;         // in order of key and value
  Slots slots_ = Slots(2);  // of the first entry of a key, plus one; 0: free
  unsigned slot_shift_ = 63;
  struct Near {
    std::uint32_t key = 0;  // its upper half, which chooses the line of the filter
    std::uint32_t near = 0;
  };
  static std::uint32_t upper_half(std::uint64_t key) { return static_cast<std::uint32_t>(key >> 32U); }
  std::vector<Near> nears_, ends_;    // until `build`
  std::vector<std::uint64_t> hints_;  // the same
  Filter atoms_filter_;               // of atoms, and what is near them
  Filter filter_;                     // of values, hints, and what these end with
};

}  // namespace clew::hunt::detail
