/// A few bytes to look for in a text. The standard library's own search for one of several bytes calls `memchr` for every byte
/// that it passes; this looks each byte up in a table.
///
///     static constexpr ByteSet blanks(" \t");   blanks.find_in("a b")   -->   1
///
/// In:     any bytes. Out: as `std::string_view::find_first_of` and `find_last_of`.
#pragma once

#include <array>
#include <string_view>

namespace clew::base {

class ByteSet {
 public:
  consteval explicit ByteSet(std::string_view bytes) {
    for (const char c : bytes) has_[static_cast<unsigned char>(c)] = true;
  }

  [[nodiscard]] constexpr bool contains(char c) const { return has_[static_cast<unsigned char>(c)]; }
  [[nodiscard]] constexpr std::size_t find_in(std::string_view text, std::size_t from = 0) const {
    for (std::size_t i = from; i < text.size(); ++i) {
      if (contains(text[i])) return i;
    }
    return std::string_view::npos;
  }
  /// The last place of one of them, or npos.
  [[nodiscard]] constexpr std::size_t find_last_in(std::string_view text) const {
    for (std::size_t i = text.size(); i > 0; --i) {
      if (contains(text[i - 1])) return i - 1;
    }
    return std::string_view::npos;
  }
  /// Whether the text has no other bytes.
  [[nodiscard]] constexpr bool has_all_of(std::string_view text) const {
    for (const char c : text) {
      if (!contains(c)) return false;
    }
    return true;
  }

 private:
  std::array<bool, 256> has_{};
};

}  // namespace clew::base
