/// Which values have a given word: the question that is asked for every word of every log.
///
/// In:     words (runs of ASCII letters and digits) in any case, each with its anchors.
/// Out:    the anchors of a word; sometimes those of another word too, never too few: the caller compares.
/// Errors: none.
/// Cost:   a word that is in no value costs two loads and one bit test (a Bloom filter of 16 bits a word).
#pragma once

#include "clew/hunt/detail/pattern.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

struct Anchor {
  std::uint32_t pattern = 0;
  std::uint32_t offset = 0;  ///< of the word in the pattern's text
  auto operator<=>(const Anchor&) const = default;
};

/// 64 bits that are equal for equal words, whatever their case. `text` is the buffer that the word stands in.
inline std::uint64_t fingerprint(std::string_view text, std::size_t begin, std::size_t size) {
  // Letters and digits are folded by one bit: 'A' | 0x20 is 'a', '7' | 0x20 is '7'.
  constexpr std::uint64_t fold = 0x2020202020202020U;
  const char* const at = text.data() + begin;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (size >= 8) {
    std::memcpy(&first, at, 8);
    std::memcpy(&last, at + size - 8, 8);
  } else if (text.size() - begin >= 8) {
    std::memcpy(&first, at, 8);
    first &= ~std::uint64_t{0} >> (64 - 8 * size);
  } else {
    std::memcpy(&first, at, size);
  }
  std::uint64_t mixed = ((first | fold) * 0x9e3779b97f4a7c15U) ^ (std::rotl((last | fold) * 0xc2b2ae3d27d4eb4fU, 29)) ^
                        (size * 0x165667b19e3779f9U);
  mixed ^= mixed >> 32U;
  mixed *= 0xd6e8feb86659fd93U;
  return mixed ^ (mixed >> 32U);
}
static_assert(std::endian::native == std::endian::little, "short words are cut by masking");

class WordTable {
 public:
  struct Entry {
    std::uint64_t fingerprint = 0;
    Anchor anchor;
    auto operator<=>(const Entry&) const = default;
  };

  explicit WordTable(std::vector<Entry> entries);

  [[nodiscard]] bool may_have(std::uint64_t fingerprint) const {
    const std::uint64_t bits =
        (std::uint64_t{1} << (fingerprint & 63U)) | (std::uint64_t{1} << ((fingerprint >> 6U) & 63U));
    return (filter_[(fingerprint >> 12U) & filter_mask_] & bits) == bits;
  }
  [[nodiscard]] std::span<const Anchor> find(std::uint64_t fingerprint) const;

 private:
  struct Slot {
    std::uint64_t fingerprint = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  std::vector<Anchor> anchors_;
  std::vector<Slot> slots_;
  std::uint64_t slot_mask_ = 0;
  std::vector<std::uint64_t> filter_;
  std::uint64_t filter_mask_ = 0;
};

}  // namespace clew::hunt::detail
