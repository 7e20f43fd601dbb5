/// Whether two short texts of one length are the same: a call of `memcmp` costs more than comparing the ten bytes of a key.
///
/// In:     `other` has at least as many bytes as `text`.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace clew::evidence::detail {

template <class Word>
bool same_word(const char* a, const char* b) {
  Word word_a;
  Word word_b;
  std::memcpy(&word_a, a, sizeof word_a);
  std::memcpy(&word_b, b, sizeof word_b);
  return word_a == word_b;
}

inline bool same_bytes(std::string_view text, const char* other) {
  const char* const a = text.data();
  const std::size_t size = text.size();
  if (size >= 8) {
    // The last word may overlap the one before.
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      if (!same_word<std::uint64_t>(a + i, other + i)) return false;
    }
    return same_word<std::uint64_t>(a + size - 8, other + size - 8);
  }
  if (size >= 4) return same_word<std::uint32_t>(a, other) && same_word<std::uint32_t>(a + size - 4, other + size - 4);
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != other[i]) return false;
  }
  return true;
}

}  // namespace clew::evidence::detail
