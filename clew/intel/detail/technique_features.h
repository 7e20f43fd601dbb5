/// What the technique model looks at in a sentence: hashed words and pairs of words, and runs of 2 to 4 bytes of a word.
///
/// In:     any bytes. Out: how often each bucket occurs, in the order of its first occurrence. Errors: none.
/// Cost:   linear. eval/techniques/features.py computes exactly the same, and a test compares the two.
/// Source: FNV-1a (draft-eastlake-fnv), 32 bits; docs/formats/techniques.md.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

/// Counts by bucket that is emptied at the cost of what was counted.
class Buckets {
 public:
  explicit Buckets(std::uint32_t bits) : bits_(bits), counts_(std::size_t{1} << bits) {}

  void add(std::uint32_t hash) {
    const std::uint32_t bucket = (hash ^ (hash >> bits_)) & ((1U << bits_) - 1U);
    if (counts_[bucket]++ == 0) touched_.push_back(bucket);
  }
  [[nodiscard]] const std::vector<std::uint32_t>& touched() const { return touched_; }
  [[nodiscard]] std::uint32_t count(std::uint32_t bucket) const { return counts_[bucket]; }
  void clear() {
    for (const std::uint32_t bucket : touched_) counts_[bucket] = 0;
    touched_.clear();
  }

 private:
  std::uint32_t bits_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> touched_;
};

void count_words(std::string_view sentence, Buckets& words);
void count_parts(std::string_view sentence, Buckets& parts);

}  // namespace clew::intel::detail
