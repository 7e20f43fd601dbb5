/// 64 bits that stand for a piece of a text, whatever its case: what values are looked up by.
///
/// In:     a piece of 1 to `key_bytes_max` bytes; nothing around it is read. Out: equal keys for equal pieces, and for pieces
///         that differ in case only; other pieces hardly ever have the same key. Errors: none.
/// The bytes are folded by one bit, which maps letters, digits, dots and hyphens to themselves or their lower case.
/// Source: the mixing is that of wyhash (Wang Yi, public domain): multiply two halves to 128 bits and fold them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace clew::hunt::detail {

constexpr std::size_t key_bytes_max = 32;

/// Pieces of different kinds never meet: a number of its own for each.
enum class KeyKind : std::uint64_t { name = 1, word = 2, long_word = 3, ipv4 = 4, address = 5 };

inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide{a} * Wide{b};
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

inline std::uint64_t load8(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

inline std::uint64_t load4(const char* at) {
  std::uint32_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

inline std::uint64_t mix_number(std::uint64_t number, KeyKind kind) {
  return mix(number ^ 0xa0761d6478bd642fU, 0xe7037ed1a0b428dbU ^ static_cast<std::uint64_t>(kind));
}

inline std::uint64_t key_of(const char* piece, std::size_t size, KeyKind kind) {
  constexpr std::uint64_t fold = 0x2020202020202020U;
  const char* const end = piece + size;
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  if (size > 16) {
    const std::uint64_t first = mix(load8(piece) | fold, (load8(piece + 8) | fold) ^ 0x8ebc6af09c88c6e3U);
    a = first ^ (load8(end - 16) | fold);
    b = load8(end - 8) | fold;
  } else if (size >= 8) {
    a = load8(piece) | fold;
    b = load8(end - 8) | fold;
  } else if (size >= 4) {
    a = load4(piece) | (fold >> 32U);
    b = load4(end - 4) | (fold >> 32U);
  } else {
    const auto byte = [&](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(piece[at])} | 0x20U; };
    a = byte(0) | (byte(size / 2) << 8U);
    b = byte(size - 1);
  }
  const std::uint64_t salt = (static_cast<std::uint64_t>(kind) << 32U) | size;
  return mix(a ^ 0xa0761d6478bd642fU, b ^ 0xe7037ed1a0b428dbU ^ (salt * 0x9e3779b97f4a7c15U));
}

}  // namespace clew::hunt::detail
