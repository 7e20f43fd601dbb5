/// Chance that is the same for the same seed on every machine: std::uniform_int_distribution differs between libraries, a
/// remainder does not.
///
/// In:     a seeded generator. Out: numbers, choices, words. Errors: none.
#pragma once

#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace clew::oracle {

inline std::size_t below(std::mt19937_64& random, std::size_t limit) {
  return static_cast<std::size_t>(random() % limit);
}

inline bool one_in(std::mt19937_64& random, std::size_t times) { return below(random, times) == 0; }

template <std::size_t size>
std::string_view one_of(std::mt19937_64& random, const std::array<std::string_view, size>& choices) {
  return choices[below(random, size)];
}

/// `size` bytes of `alphabet`.
inline std::string word_of(std::mt19937_64& random, std::size_t size, std::string_view alphabet) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += alphabet[below(random, alphabet.size())];
  return text;
}

}  // namespace clew::oracle
