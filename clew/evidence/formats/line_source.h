/// The bytes of a `ByteSource` by lines or by counts, for translators of formats that have both. Private to this module.
///
/// In:     any bytes. Out: views that stay valid until the next call; `offset` is that of the next byte in the content.
/// Limits: a line longer than `line_bytes_max` comes in pieces of that size.
#pragma once

#include "clew/evidence/byte_source.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clew::evidence {

class LineSource {
 public:
  static constexpr std::size_t line_bytes_max = 1U << 20U;

  explicit LineSource(ByteSource& content) : content_(content) {}

  /// As many of the next bytes as there are, up to `size_bytes`; nothing is taken.
  std::string_view peek(std::size_t size_bytes) {
    while (buffer_.size() - position_ < size_bytes && !ended_) fill();
    return std::string_view(buffer_).substr(position_, size_bytes);
  }
  /// The next line with its line feed (the last may have none); nothing at the end. It is not taken.
  std::optional<std::string_view> peek_line() {
    std::size_t searched = 0;
    while (true) {
      const std::string_view unread = std::string_view(buffer_).substr(position_);
      const std::size_t end = unread.find('\n', searched);
      if (end < line_bytes_max) return unread.substr(0, end + 1);
      if (unread.size() >= line_bytes_max) return unread.substr(0, line_bytes_max);
      searched = unread.size();
      if (!ended_) {
        fill();
        continue;
      }
      if (unread.empty()) return std::nullopt;
      return unread;
    }
  }
  void take(std::size_t size_bytes) {
    position_ += size_bytes;
    offset_ += size_bytes;
  }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  [[nodiscard]] std::optional<base::Error> problem() const { return content_.problem(); }

 private:
  void fill() {
    buffer_.erase(0, position_);
    position_ = 0;
    const std::string_view piece = content_.next();
    if (piece.empty()) ended_ = true;
    buffer_ += piece;
  }

  ByteSource& content_;
  std::string buffer_;
  std::size_t position_ = 0;
  std::uint64_t offset_ = 0;
  bool ended_ = false;
};

}  // namespace clew::evidence
