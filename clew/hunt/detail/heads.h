/// How words begin that are atoms: nearly all words of a log are refused by that, before their keys are made.
///
/// In:     the words; the begin of a word in a text. Out: true for every word that begins like one that was added, and for some
///         others; case does not count. Errors: none.
/// Cost:   a byte of memory a word, 1 KiB at least and 32 KiB at most; two bits a question.
#pragma once

#include "clew/hunt/detail/keys.h"
#include "clew/hunt/detail/memory.h"

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

class Heads {
 public:
  /// For so many words.
  explicit Heads(std::size_t words = 0) {
    constexpr std::size_t bits_min = std::size_t{1} << 13U, bits_max = std::size_t{1} << 18U;
    const std::size_t bits = std::clamp(std::bit_ceil(8 * words), bits_min, bits_max);
    shift_ = 64 - static_cast<unsigned>(std::countr_zero(bits));
    long_.resize(bits / 64);
  }

  void add(std::string_view word) {
    if (word.size() >= long_bytes) {
      const std::size_t at = of_long(load4(word.data()));
      long_[at / 64] |= std::uint64_t{1} << (at % 64);
    } else if (word.size() > 1) {
      short_.set(of_short(word[0], word[1]));
    } else {
      for (char second = 0; second < 32; ++second) short_.set(of_short(word[0], second));
    }
  }

  /// The word begins at `at`, which is in the text.
  [[nodiscard]] bool may_begin(std::string_view text, std::size_t at) const {
    if (text.size() - at < long_bytes) return true;
    const char* const word = text.data() + at;
    const std::size_t place = of_long(load4(word));
    const bool is_long = ((long_.data()[place / 64] >> (place % 64)) & 1U) != 0;
    return is_long | short_[of_short(word[0], word[1])];
  }

 private:
  // Longer words by their first four bytes, others by two.
  static constexpr std::size_t long_bytes = 4;
  [[nodiscard]] std::size_t of_long(std::uint64_t bytes) const {
    return static_cast<std::size_t>(((bytes | 0x20202020U) * 0x9e3779b97f4a7c15U) >> shift_);
  }
  static std::size_t of_short(char first, char second) {
    const auto letter = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c) & 31U); };
    return (letter(first) << 5U) | letter(second);
  }

  unsigned shift_ = 0;
  std::vector<std::uint64_t, BigAllocator<std::uint64_t>> long_;
  std::bitset<std::size_t{1} << 10U> short_;
};

}  // namespace clew::hunt::detail
