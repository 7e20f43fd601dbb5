/// Which line of a text an offset stands on, for any offset in any order.
///
/// In:     a text, of which only the beginnings of its lines are kept.
/// Out:    lines from 1; behind the end, the last one. Errors: none. Cost: one pass, then a binary search for each offset.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

class Lines {
 public:
  explicit Lines(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') begins_.push_back(i + 1);
    }
  }

  [[nodiscard]] std::uint64_t at(std::uint64_t offset) const {
    return static_cast<std::uint64_t>(std::ranges::upper_bound(begins_, offset) - begins_.begin());
  }
  /// Where each line begins: line 1 at the front.
  [[nodiscard]] const std::vector<std::uint64_t>& begins() const { return begins_; }

 private:
  std::vector<std::uint64_t> begins_ = {0};
};

}  // namespace clew::intel::detail
