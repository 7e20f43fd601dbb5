/// Chance from a seed: the same on every machine, and quick enough for gigabytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace clew::bench {

/// Finaliser of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
constexpr std::uint64_t mixed(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
  return bits ^ (bits >> 31U);
}

class Random {
  __extension__ using Wide = unsigned __int128;

 public:
  explicit Random(std::uint64_t seed) : state_(mixed(seed)) {}

  std::uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15U); }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>((static_cast<Wide>(next()) * limit) >> 64U); }
  std::size_t between(std::size_t first, std::size_t last) { return first + below(last - first + 1); }
  bool one_in(std::size_t count) { return below(count) == 0; }

  template <class T>
  const T& any_of(std::span<const T> choices) {
    return choices[below(choices.size())];
  }
  template <class T, std::size_t size>
  const T& any_of(const std::array<T, size>& choices) {
    return choices[below(size)];
  }

  /// `count` bytes of `alphabet`, which has at most 64.
  void append(std::string& text, std::string_view alphabet, std::size_t count) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (i % 8 == 0) bits = next();
      text += alphabet[((bits & 0xffU) * alphabet.size()) >> 8U];
      bits >>= 8U;
    }
  }
  std::string text(std::string_view alphabet, std::size_t count) {
    std::string result;
    append(result, alphabet, count);
    return result;
  }

 private:
  std::uint64_t state_;
};

inline constexpr std::string_view hex_digits = "0123456789abcdef";
inline constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::string_view base58_digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

}  // namespace clew::bench
