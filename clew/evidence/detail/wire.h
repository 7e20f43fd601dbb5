/// Reads numbers and stretches of bytes from the left of a message whose lengths may lie. Private to this module.
///
/// Out:    what is asked for, or zeros and empty views once more was asked for than there is; `ok` tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace clew::evidence::detail {

enum class ByteOrder : std::uint8_t { big, little };

class Wire {
 public:
  explicit Wire(std::string_view bytes, ByteOrder order = ByteOrder::big) : rest_(bytes), order_(order) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u24() { return static_cast<std::uint32_t>(number(3)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  std::string_view bytes(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  void skip(std::size_t size) { bytes(size); }
  /// As `bytes`, but what is there of them.
  std::string_view bytes_there(std::size_t size) { return bytes(size < rest_.size() ? size : rest_.size()); }

 private:
  std::uint64_t number(std::size_t size) {
    const std::string_view text = bytes(size);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = order_ == ByteOrder::big ? text[i] : text[text.size() - 1 - i];
      value = value << 8U | static_cast<unsigned char>(c);
    }
    return value;
  }

  std::string_view rest_;
  ByteOrder order_;
  bool ok_ = true;
};

}  // namespace clew::evidence::detail
