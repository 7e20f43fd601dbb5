#include "clew/intel/detail/technique_features.h"

#include "clew/base/text.h"

#include <array>

namespace clew::intel::detail {
namespace {

constexpr std::uint32_t word_seed = 0x811C9DC5;
constexpr std::uint32_t part_seed = 0x9747B28C;
constexpr std::uint32_t fnv_prime = 16777619;
constexpr std::size_t part_bytes_min = 2;
constexpr std::size_t part_bytes_max = 4;

std::uint32_t step(std::uint32_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(base::to_lower(c))) * fnv_prime;
}

bool is_word_byte(char c) { return base::is_alnum(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

void count_words(std::string_view sentence, Buckets& words) {
  std::size_t i = 0;
  bool has_before = false;
  std::uint32_t pair = 0;  // the hash of the word before and a blank
  while (i < sentence.size()) {
    if (!is_word_byte(sentence[i])) {
      ++i;
      continue;
    }
    std::uint32_t word = word_seed;
    for (; i < sentence.size() && is_word_byte(sentence[i]); ++i) {
      word = step(word, sentence[i]);
      pair = step(pair, sentence[i]);
    }
    words.add(word);
    if (has_before) words.add(pair);
    pair = step(word, ' ');
    has_before = true;
  }
}

void count_parts(std::string_view sentence, Buckets& parts) {
  std::array<char, part_bytes_max> run{};  // the last bytes, a blank before and behind each word
  std::size_t filled = 0;
  const auto take = [&](char c) {
    if (filled == run.size()) {
      for (std::size_t i = 1; i < run.size(); ++i) run[i - 1] = run[i];
      --filled;
    }
    run[filled++] = c;
    // The runs that end here; together, all runs of the word.
    for (std::size_t size = part_bytes_min; size <= filled; ++size) {
      std::uint32_t hash = part_seed;
      for (std::size_t i = filled - size; i < filled; ++i) hash = step(hash, run[i]);
      parts.add(hash);
    }
  };
  for (const char c : sentence) {
    if (!base::is_space(c)) {
      if (filled == 0) take(' ');
      take(c);
    } else if (filled != 0) {
      take(' ');
      filled = 0;
    }
  }
  if (filled != 0) take(' ');
}

}  // namespace clew::intel::detail
