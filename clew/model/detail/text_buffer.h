/// Text that grows at its end by short pieces. Private to `Event`.
///
/// A `std::string` does this too, but an `append` of ten bytes costs it some seventy instructions, and events are filled with
/// some ten such pieces each.
///
///     append(piece) … view()
///
/// A copy has exactly the memory that it needs. `clear` keeps it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace clew::model::detail {

class TextBuffer {
 public:
  TextBuffer() = default;
  TextBuffer(const TextBuffer& other) { append(other.view()); }
  TextBuffer(TextBuffer&& other) noexcept
      : bytes_(std::move(other.bytes_)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  TextBuffer& operator=(TextBuffer other) noexcept {
    bytes_.swap(other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~TextBuffer() = default;

  void clear() { size_ = 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

  /// `piece` may be a part of the text itself.
  void append(std::string_view piece) {
    if (piece.size() > capacity_ - size_) return append_and_grow(piece);
    copy_short(piece, bytes_.get() + size_);
    size_ += piece.size();
  }

 private:
  void append_and_grow(std::string_view piece) {
    const std::size_t size = size_ + piece.size();
    const std::size_t capacity = capacity_ == 0 ? size : std::max(size, capacity_ * 2);
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    std::copy_n(bytes_.get(), size_, bytes.get());
    std::copy_n(piece.data(), piece.size(), bytes.get() + size_);
    bytes_ = std::move(bytes);
    size_ = size;
    capacity_ = capacity;
  }

  /// `to` does not overlap `text`. A call of `memcpy` costs more than most pieces.
  static void copy_short(std::string_view text, char* to) {
    const char* const from = text.data();
    const std::size_t size = text.size();
    // The last word may overlap the one before.
    const auto copy_ends = [&]<std::size_t bytes>() {
      std::memcpy(to, from, bytes);
      std::memcpy(to + size - bytes, from + size - bytes, bytes);
    };
    if (size > 32) {
      std::memcpy(to, from, size);
    } else if (size >= 16) {
      copy_ends.template operator()<16>();
    } else if (size >= 8) {
      copy_ends.template operator()<8>();
    } else if (size >= 4) {
      copy_ends.template operator()<4>();
    } else {
      for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
    }
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace clew::model::detail
