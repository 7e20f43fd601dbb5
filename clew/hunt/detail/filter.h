/// Which keys are certainly not among those that were added: a Bloom filter whose bits of one key lie in one cache line.
///
/// In:     keys (keys.h). Out: `may_have` is true for every key that was added, and for about one in 300 others.
/// Errors: none. Cost: `bits_per_key` of memory a key; one cache line a question.
/// Source: Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007.
#pragma once

#include "clew/hunt/detail/memory.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace clew::hunt::detail {

class Filter {
 public:
  static constexpr std::size_t bits_per_key = 14;

  Filter() : lines_(1) {}
  explicit Filter(std::size_t keys) : lines_(1 + keys * bits_per_key / 512) {}

  void add(std::uint64_t key) {
    Line& line = lines_[line_of(key)];
    for (unsigned i = 0; i < bits; ++i) {
      const std::uint64_t place = place_of(key, i);
      line.words[place / 64] |= std::uint64_t{1} << (place % 64);
    }
  }

  [[nodiscard]] bool may_have(std::uint64_t key) const {
    const Line& line = lines_.data()[line_of(key)];
    std::uint64_t all = 1;  // without a branch: nobody can foresee which bit says no
#pragma GCC unroll 8
    for (unsigned i = 0; i < bits; ++i) {
      const std::uint64_t place = place_of(key, i);
      all &= line.words.data()[place / 64] >> (place % 64);
    }
    return all != 0;
  }

  // Beside a key, what may stand near it, in the same cache line: `near` is of the key and of that. Fewer bits, for it is asked
  // of few.

  void add_near(std::uint64_t key, std::uint32_t near) {
    Line& line = lines_[line_of(key)];
    for (unsigned i = 0; i < near_bits; ++i) {
      const std::uint64_t place = near_place_of(near, i);
      line.words[place / 64] |= std::uint64_t{1} << (place % 64);
    }
  }

  [[nodiscard]] bool may_have_near(std::uint64_t key, std::uint32_t near) const {
    const Line& line = lines_.data()[line_of(key)];
    std::uint64_t all = 1;
#pragma GCC unroll 8
    for (unsigned i = 0; i < near_bits; ++i) {
      const std::uint64_t place = near_place_of(near, i);
      all &= line.words.data()[place / 64] >> (place % 64);
    }
    return all != 0;
  }

  void prefetch(std::uint64_t key) const { __builtin_prefetch(lines_.data() + line_of(key)); }

 private:
  struct alignas(64) Line {
    std::array<std::uint64_t, 8> words{};
  };
  static constexpr unsigned bits = 5, near_bits = 4;

  // The upper half of the key chooses the line, nine lower bits each of its bits in there.
  [[nodiscard]] std::size_t line_of(std::uint64_t key) const {
    return static_cast<std::size_t>(((key >> 32U) * lines_.size()) >> 32U);
  }
  static std::uint64_t place_of(std::uint64_t key, unsigned i) { return (key >> (9U * i)) % 512; }

  static std::uint64_t near_place_of(std::uint32_t near, unsigned i) {
    return ((near * 0x9e3779b97f4a7c15U) >> (64U - 9U * (i + 1))) % 512;
  }

  std::vector<Line, BigAllocator<Line>> lines_;
};

}  // namespace clew::hunt::detail
