/// Which last bytes atoms have: nearly all names and long words of a log are refused by these, before anything else is made of
/// them.
///
/// In:     atoms of values; the end of a name or word in a text, with `Tails::bytes` bytes before it.
/// Out:    true for all that ends like an atom that was added, and for some others; case does not count. Errors: none.
/// Cost:   two bytes of memory an atom, 2 KiB at least and 256 KiB at most; two bits a question.
#pragma once

#include "clew/hunt/detail/keys.h"
#include "clew/hunt/detail/memory.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

class Tails {
 public:
  static constexpr std::size_t bytes = 8;

  /// For so many atoms.
  explicit Tails(std::size_t atoms = 0) {
    constexpr std::size_t bits_min = std::size_t{1} << 13U, bits_max = std::size_t{1} << 20U;
    const std::size_t bits = std::clamp(std::bit_ceil(8 * atoms), bits_min, bits_max);
    shift_ = 64 - static_cast<unsigned>(std::countr_zero(bits));
    words_.resize(2 * bits / 64);
  }

  void add(std::string_view atom) {
    if (atom.size() >= bytes) {
      set(of_long(atom.data() + atom.size()));
    } else if (atom.size() >= short_bytes) {
      set(of_short(atom.data() + atom.size()));
    } else {
      std::ranges::fill(words_, ~std::uint64_t{0});
    }
  }

  [[nodiscard]] bool may_end(const char* end) const { return (bit(of_long(end)) | bit(of_short(end))) != 0; }

 private:
  // Longer atoms by their last eight bytes, in the first half of the bits; others by their last four.
  static constexpr std::size_t short_bytes = 4;
  static constexpr std::uint64_t fold = 0x2020202020202020U, factor = 0x9e3779b97f4a7c15U;
  [[nodiscard]] std::size_t of_long(const char* end) const {
    return static_cast<std::size_t>(((load8(end - bytes) | fold) * factor) >> shift_);
  }
  [[nodiscard]] std::size_t of_short(const char* end) const {
    const std::uint64_t four = load4(end - short_bytes) | (fold >> 32U);
    return words_.size() * 32 + static_cast<std::size_t>((four * factor) >> shift_);
  }
  void set(std::size_t at) { words_[at / 64] |= std::uint64_t{1} << (at % 64); }
  [[nodiscard]] std::uint64_t bit(std::size_t at) const { return (words_.data()[at / 64] >> (at % 64)) & 1U; }

  unsigned shift_ = 0;
  std::vector<std::uint64_t, BigAllocator<std::uint64_t>> words_;
};

}  // namespace clew::hunt::detail
