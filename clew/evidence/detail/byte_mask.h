/// Where a byte stands in a text, 64 bytes at a time: lines and columns are shorter than what a call of `memchr` costs.
///
/// In:     any text.
/// Out:    for each 64 bytes a mask, the first byte in the lowest bit.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace clew::evidence::detail {

inline constexpr std::size_t mask_bytes = 64;

/// Which of 64 bytes are `wanted`.
inline std::uint64_t mask_of(const char* bytes, char wanted) {
  std::uint64_t mask = 0;
#if defined(__SSE2__)
  const __m128i pattern = _mm_set1_epi8(wanted);
  for (unsigned i = 0; i < 4; ++i) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + std::size_t{16} * i));
    const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(part, pattern)));
    mask |= std::uint64_t{found} << (16 * i);
  }
#else
  for (unsigned i = 0; i < mask_bytes; ++i) mask |= std::uint64_t{bytes[i] == wanted} << i;
#endif
  return mask;
}

/// Calls `use` with each place of `wanted` in `text`, in order, until it says false.
template <class Use>
void each_place_of(char wanted, std::string_view text, const Use& use) {
  const auto use_all = [&](std::size_t begin, std::uint64_t mask) {
    for (; mask != 0; mask &= mask - 1) {
      if (!use(begin + static_cast<std::size_t>(std::countr_zero(mask)))) return false;
    }
    return true;
  };
  std::size_t at = 0;
  for (; text.size() - at >= mask_bytes; at += mask_bytes) {
    if (!use_all(at, mask_of(text.data() + at, wanted))) return;
  }
  const std::size_t left = text.size() - at;
  if (left == 0) return;
  if (text.size() >= mask_bytes) {
    // The last bytes again with those before them, which were used already.
    use_all(at, mask_of(text.data() + text.size() - mask_bytes, wanted) >> (mask_bytes - left));
    return;
  }
  std::array<char, mask_bytes> padded{};
  std::memcpy(padded.data(), text.data(), left);
  use_all(0, mask_of(padded.data(), wanted) & (~std::uint64_t{0} >> (mask_bytes - left)));
}

}  // namespace clew::evidence::detail
