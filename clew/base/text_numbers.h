/// Texts by number: each once, numbered from 0 in the order of their arrival. Where many records name few things, numbers are
/// quicker to compare and to keep than texts.
///
/// In:     any texts. Out: their numbers; the same text has the same number.
/// Cost:   a look-up waits for the memory twice; of many at once (`prepare`) only once for all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::base {

class TextNumbers {
 public:
  static constexpr std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();  ///< no text's number

  /// The number of a text, which is added where it is new.
  std::uint32_t number_of(std::string_view text) {
    if (2 * texts_.size() >= slots_.size()) grow();
    const std::uint32_t hash = hash_of(text);
    const std::size_t at = slot_of(text, hash);
    if (slots_[at].number == unknown) {
      slots_[at] = {hash, static_cast<std::uint32_t>(texts_.size())};
      texts_.emplace_back(text);
    }
    return slots_[at].number;
  }

  /// `unknown` where it was never added.
  [[nodiscard]] std::uint32_t find(std::string_view text) const {
    return slots_.empty() ? unknown : slots_[slot_of(text, hash_of(text))].number;
  }

  /// Fetches the memory that the next look-ups of some ten texts will need.
  void prepare(std::span<const std::string_view> texts) const {
    if (slots_.empty()) return;
    for (const std::string_view text : texts) __builtin_prefetch(&slots_[hash_of(text) & (slots_.size() - 1)]);
    for (const std::string_view text : texts) {
      const Slot& slot = slots_[hash_of(text) & (slots_.size() - 1)];
      if (slot.number != unknown) __builtin_prefetch(&texts_[slot.number]);
    }
  }

  [[nodiscard]] std::span<const std::string> texts() const { return texts_; }
  [[nodiscard]] const std::string& text_of(std::uint32_t number) const { return texts_[number]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  /// Open addressing: a map with nodes waits for the memory more often.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = unknown;
  };

  static std::uint32_t hash_of(std::string_view text) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
  }

  /// Where the text is, or where it would be.
  [[nodiscard]] std::size_t slot_of(std::string_view text, std::uint32_t hash) const {
    std::size_t at = hash & (slots_.size() - 1);
    while (slots_[at].number != unknown && (slots_[at].hash != hash || texts_[slots_[at].number] != text))
      at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  void grow() {
    std::vector<Slot> larger(slots_.empty() ? 64 : 4 * slots_.size());
    for (const Slot& slot : slots_) {
      if (slot.number == unknown) continue;
      std::size_t at = slot.hash & (larger.size() - 1);
      while (larger[at].number != unknown) at = (at + 1) & (larger.size() - 1);
      larger[at] = slot;
    }
    slots_ = std::move(larger);
  }

  std::vector<std::string> texts_;
  std::vector<Slot> slots_;  ///< a power of two, at most half of them taken
};

}  // namespace clew::base
