/// The masks of a window (sieve.h), read at any place.
///
/// In:     a window's masks; places that are counted from its first byte, those in the 64 bytes before it are negative.
/// Out:    bits around a place; where a run of bytes ends. Errors: none.
#pragma once

#include "clew/base/text.h"
#include "clew/hunt/detail/sieve.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace clew::hunt::detail {

using Offset = std::ptrdiff_t;
constexpr auto mask_size = static_cast<Offset>(mask_bytes);

/// The 64 bits before `at`, the nearest one on top. What lies before the masks is not set.
[[gnu::always_inline]] inline std::uint64_t bits_before(const Masks& masks, Offset at) {
  const auto place = static_cast<std::size_t>(at + mask_size);
  const std::uint64_t* const mask = masks.of.data() + place / mask_bytes;
  const auto bit = static_cast<unsigned>(place % mask_bytes);
  const std::uint64_t upper = bit == 0 ? 0 : mask[0] << (64 - bit);
  const std::uint64_t lower = place < mask_bytes ? 0 : mask[-1] >> bit;
  return upper | lower;
}

/// The 64 bits from `at` on, the nearest one lowest. What lies behind the window is not set.
[[gnu::always_inline]] inline std::uint64_t bits_from(const Masks& masks, Offset at) {
  const auto place = static_cast<std::size_t>(at + mask_size);
  const std::uint64_t* const mask = masks.of.data() + place / mask_bytes;
  const auto bit = static_cast<unsigned>(place % mask_bytes);
  const std::uint64_t upper = bit == 0 ? 0 : mask[1] << (64 - bit);
  return (mask[0] >> bit) | upper;
}

/// How many of the bytes from `at` on, at most 64, are in the mask and before `size`.
[[gnu::always_inline]] inline Offset run_from(const Masks& masks, Offset at, Offset size) {
  return std::min<Offset>(std::countr_one(bits_from(masks, at)), size - at);
}

inline std::size_t size_of_window(std::string_view text, std::size_t window) {
  return std::min(text.size() - window, window_bytes);
}

/// Where the run of bytes in the mask ends that goes on at `at`, as an offset in the text. Behind the window, `is_in` tells.
template <class IsIn>
std::size_t run_end(std::string_view text, std::size_t window, const Masks& masks, Offset at, IsIn is_in) {
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

inline std::size_t word_end(std::string_view text, std::size_t window, const Sifted& sifted, Offset at) {
  return run_end(text, window, sifted.alnum, at, base::is_alnum);
}

inline std::size_t label_end(std::string_view text, std::size_t window, const Sifted& sifted, Offset at) {
  return run_end(text, window, sifted.label, at, [](char c) { return base::is_alnum(c) || c == '-' || c == '_'; });
}

}  // namespace clew::hunt::detail
