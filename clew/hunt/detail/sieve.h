/// Picks out of a text the few places at which a value can stand, by the shape of what is there.
///
///     text --sift, one window after the other--> Sifted { places, masks }
///
/// Nearly all bytes of a log are in no shape that any value has, and looking at shapes costs far less than looking words up:
/// 64 bytes at a time become a few masks of one bit a byte, and the shapes follow by arithmetic on them.
/// In:     any bytes; what is wanted. A shape that spans two windows is found: `Sifted` goes from one to the next.
/// Out:    places, in order, as offsets from the window's first byte. There may be too many, never too few; the caller looks.
/// Errors: none.
/// Cost:   one pass, no allocation. See `Instructions` for what it is made of; all give the same places.
/// Source: classes of bytes by table look-up as in Muła and Lemire, "Faster Base64 encoding and decoding using AVX2
///         instructions", 2018; places from masks as in Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace clew::hunt::detail {

/// Bytes that one mask speaks of: bit i is the byte i.
constexpr std::size_t mask_bytes = 64;
/// What one call sifts: so little that masks and places stay in the nearest cache.
constexpr std::size_t window_bytes = std::size_t{16} << 10U;

/// Which shapes any of the values has.
struct Wanted {
  bool names = false;             ///< `evil.com`, `evil.sh`: a dot and a label behind it
  bool names_with_digit = false;  ///< also where that label begins with a digit: `evil.7z`
  bool ipv4 = false;
  bool ipv6 = false;
  bool long_words = false;          ///< of `long_word_bytes` and more
  std::uint8_t word_bytes_min = 0;  ///< words of this many bytes and more, 1 to 8; 0: none
  bool words_with_digit = false;    ///< also those that begin with a digit
  bool joined_words = false;        ///< words that begin with a letter, behind a word and a hyphen or underscore
  bool all_escapes = false;         ///< not only those that may hide a value whose place is known by a shape
  bool escaped_quotes = false;      ///< also where a quotation mark follows
};

/// Every run of so many letters and digits holds sixteen that lie in one aligned group.
constexpr std::size_t long_word_bytes = 31;

struct Places {
  std::size_t count = 0;
  std::array<std::uint16_t, window_bytes + mask_bytes> at;

  [[nodiscard]] const std::uint16_t* begin() const { return at.data(); }
  [[nodiscard]] const std::uint16_t* end() const { return at.data() + count; }
};

/// Masks behind those of a window, so that several can be read at a time.
constexpr std::size_t masks_behind = 9;

/// A mask for each 64 bytes of the window, from [1] on; [0] is of those before the window.
struct alignas(64) Masks {
  std::array<std::uint64_t, 1 + window_bytes / mask_bytes + 1 + masks_behind> of;
};

struct Sifted {
  Places names;         ///< behind the last byte of a label that a dot stands before and none follows
  Places ipv4;          ///< the first digit of a number that two others and dots stand close before
  Places colons;        ///< the first of 64 bytes among which two colons stand side by side, or many close together
  Places long_words;    ///< the first byte of the first aligned group of a word that has sixteen letters and digits
  Places words;         ///< the `word_bytes_min`-th byte of a word
  Places joined_words;  ///< the first byte
  Places escapes;       ///< a percent sign, or the last of a row of backslashes, where a value may be hidden
  Places marks;         ///< a closing bracket that may end a defanged mark
  Places zeros;         ///< a zero byte that seems to belong to UTF-16
  std::uint64_t line_feeds = 0;
  bool has_escapes = false;  ///< backslashes or percent signs, shown or not

  Masks alnum, digit, dot, colon;
  Masks label;   ///< letters, digits, `-`, `_`
  Masks escape;  ///< backslashes, percent signs
  Masks rare;    ///< closing brackets, zero bytes

  std::size_t masks = 0;  ///< that the window has
  // The last masks of which shapes are made, kept for the next window.
  std::uint64_t octet_before = 0, second_octet_before = 0, run2_before = 0, run4_before = 0, run_before = 0;
  std::uint64_t group_before = 0;
  std::uint64_t open_label = 0;  ///< 1: a label behind a dot goes on
  std::uint64_t zero_before = 0;
};

/// Sifts `text` from `begin`, which is a multiple of `window_bytes`, to the window's end or that of the text. The window that
/// reaches the end of the text is the last one.
void sift(const Wanted& wanted, std::string_view text, std::size_t begin, Sifted& sifted);

// With the same instructions:

std::uint64_t count_line_feeds(std::string_view text);

/// Bytes at which a stretch of a text ends.
class Stops {
 public:
  void set(char stop, bool is_one = true);
  [[nodiscard]] bool is_stop(char c) const { return bytes_[static_cast<unsigned char>(c)] != 0; }
  [[nodiscard]] const std::uint8_t* bytes() const { return bytes_.data(); }
  /// Of the bytes below 0x80 with these lower four bits: a bit for each upper half.
  [[nodiscard]] const std::uint8_t* uppers() const { return uppers_.data(); }

 private:
  alignas(64) std::array<std::uint8_t, 256> bytes_{};
  alignas(16) std::array<std::uint8_t, 16> uppers_{};
};
/// The first stop from `begin` on, or `end`.
std::size_t first_stop(const Stops& stops, std::string_view text, std::size_t begin, std::size_t end);
/// Behind the last stop before `end`, or `begin`.
std::size_t behind_last_stop(const Stops& stops, std::string_view text, std::size_t begin, std::size_t end);

}  // namespace clew::hunt::detail
