/// A text without the escapes that it was written with, and the way back to its bytes in the source.
#pragma once

#include "clew/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

/// In: characters with their places, in order. Out: the text, and the bytes that a part of it was written with.
class Written {
 public:
  void add(std::string_view bytes, std::size_t begin, std::size_t size) {
    text_ += bytes;
    begins_.insert(begins_.end(), bytes.size(), static_cast<std::uint32_t>(begin));
    ends_.insert(ends_.end(), bytes.size(), static_cast<std::uint32_t>(begin + size));
  }
  /// What stands in the source as it is.
  void keep(std::string_view bytes, std::size_t begin) {
    for (std::size_t i = 0; i < bytes.size(); ++i) add(bytes.substr(i, 1), begin + i, 1);
  }
  void clear() {
    text_.clear();
    begins_.clear();
    ends_.clear();
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] base::Span of(std::size_t begin, std::size_t size) const {
    if (size == 0 || begin + size > text_.size()) return {};
    return {begins_[begin], ends_[begin + size - 1] - begins_[begin]};
  }

 private:
  std::string text_;
  std::vector<std::uint32_t> begins_, ends_;
};

}  // namespace clew::intel::detail
