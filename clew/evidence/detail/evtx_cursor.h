/// Reads little-endian numbers one after the other. What lies beyond the end reads as zero, and `ok` is false from then on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace clew::evidence::detail {

template <class Number>
Number little_endian(const char* bytes) {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    number = static_cast<Number>(number | static_cast<Number>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  }
  return number;
}

class EvtxCursor {
 public:
  /// Over `bytes` from `position` to `end`; an end beyond the bytes counts as theirs.
  EvtxCursor(std::string_view bytes, std::size_t position, std::size_t end)
      : bytes_(bytes), position_(position), end_(end < bytes.size() ? end : bytes.size()) {
    if (position_ > end_) fail();
  }

  std::uint8_t u8() { return number<std::uint8_t>(); }
  std::uint16_t u16() { return number<std::uint16_t>(); }
  std::uint32_t u32() { return number<std::uint32_t>(); }
  std::string_view take(std::size_t size_bytes) {
    if (size_bytes > left()) {
      fail();
      return {};
    }
    const std::string_view taken = bytes_.substr(position_, size_bytes);
    position_ += size_bytes;
    return taken;
  }
  [[nodiscard]] std::uint8_t peek() const {
    return left() == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(bytes_[position_]);
  }
  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] std::size_t end() const { return end_; }
  [[nodiscard]] std::size_t left() const { return end_ - position_; }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  template <class Number>
  Number number() {
    const std::string_view taken = take(sizeof(Number));
    return taken.empty() ? Number{0} : little_endian<Number>(taken.data());
  }
  void fail() {
    ok_ = false;
    position_ = end_;
  }

  std::string_view bytes_;
  std::size_t position_;
  std::size_t end_;
  bool ok_ = true;
};

}  // namespace clew::evidence::detail
