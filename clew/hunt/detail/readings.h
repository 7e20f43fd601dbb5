/// The other ways to read a text: with escapes undone, with defanging undone, as UTF-16 inside of other bytes.
///
/// In:     any bytes. Out: a `Reading`, a text of its own that knows where each of its bytes came from.
///         `unescape` undoes `\/ \\ \" \n \r \t \xNN \uNNNN` (JSON, Zeek) and `%NN` (RFC 3986 section 2.1). `\b` and `\f` are
///         no escapes here: JSON hardly ever has them, but Windows paths have `\b…` and `\f…`.
///         `refang` undoes `[.] (dot) {@}` and so on, see matcher.h.
/// Errors: none. What is no escape stays as it is; a lone surrogate becomes U+FFFD.
/// Cost:   one pass; no allocation once the vectors have grown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

class Reading {
 public:
  void clear();
  /// Bytes as they stand at `source`.
  void copy(std::string_view bytes, std::size_t source);
  /// Bytes that stand for something at `source`.
  void replace(std::string_view bytes, std::size_t source);
  /// `count` bytes of `text`, every second one from `begin` on.
  void copy_every_second(std::string_view text, std::size_t begin, std::size_t count);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// Where byte `at` of `text` came from.
  [[nodiscard]] std::size_t source_of(std::size_t at) const;

 private:
  struct Piece {
    std::size_t begin = 0;
    std::size_t source = 0;
    std::size_t step = 0;  ///< from the source of one byte to that of the next
  };
  std::string text_;
  std::vector<Piece> pieces_;
};

struct Escape {
  std::size_t size = 0;    ///< 0: there is none
  std::uint32_t code = 0;  ///< a byte, or a character where `is_character`
  bool is_character = false;
};
/// The escape that begins at `at`.
Escape escape_at(std::string_view text, std::size_t at);
/// The size of the mark whose opening bracket is at `at`, 0 if there is none.
std::size_t mark_size(std::string_view text, std::size_t at);
/// Where the mark begins whose closing bracket is at `at`, `at` itself if there is none.
std::size_t mark_begin(std::string_view text, std::size_t at);

/// Append `text` from `begin` to `end` to `reading`, undone, and an edge: a line feed.
void unescape(std::string_view text, std::size_t begin, std::size_t end, Reading& reading);
void refang(std::string_view text, std::size_t begin, std::size_t end, Reading& reading);

/// The run of alternating zero and other bytes around `at`; its text if it is long enough to be UTF-16, with an edge.
/// Returns where the run ends.
std::size_t decode_utf16(std::string_view text, std::size_t at, std::size_t units_min, Reading& reading);

}  // namespace clew::hunt::detail
