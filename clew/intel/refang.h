/// Undoes defanging, the spelling by which people keep a harmful value from becoming a link, and keeps the way back.
///
///     `hxxps://evil[.]example` --refang--> `https://evil.example`, and for each byte the bytes it was written with
///
/// In:     any text of less than 4 GiB; `[.]` `(.)` `{.}` `<.>` `[dot]` `\[.\]` `\.` `evil[.example` `evil dot example`
///         `hxxp` `h**p` `meow` `[:]` `[://]` `:[//]` `[@]` `[at]` `[evil.example]/`, dots of other scripts, mixed. A URL or hash that goes on
///         in the next line is joined where the line cannot have ended there.
///         The backslashes of Markdown and JSON in a URL (`/a\_b`, `http:\/\/evil.example\/a`) are dropped.
///         Zero-width characters and soft hyphens are dropped, other hyphens become `-`: they hide in values that were copied
///         from a web page.
/// Out:    plain text; `source_of` gives the exact bytes in the input that a part of it was written with.
/// Errors: none. Text that is not defanged comes out as it went in.
/// Cost:   one pass, linear; 16 bytes for each byte of the input.
#pragma once

#include "clew/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel {

class Refanged {
 public:
  [[nodiscard]] const std::string& text() const { return text_; }

  /// The bytes of the input that `[begin, begin + size)` of `text()` was written with; empty for an empty part.
  [[nodiscard]] base::Span source_of(std::size_t begin, std::size_t size) const;
  /// Whether any byte of that part was written in a defanged way.
  [[nodiscard]] bool was_defanged(std::size_t begin, std::size_t size) const;

 private:
  friend Refanged refang(std::string_view text);
  /// Appends `replacement`, written in the input as `size` bytes at `offset`.
  void add(std::string_view replacement, std::size_t offset, std::size_t size);
  /// Appends what is only another way to write `bytes`, and breaks nothing.
  void replace(std::string_view bytes, std::size_t offset, std::size_t size);
  /// Appends what stands in the input as it is.
  void keep(std::string_view bytes, std::size_t offset);

  struct Place {
    std::uint32_t begin;            ///< where the spelling of a byte begins in the input
    std::uint32_t end;              ///< and ends
    std::uint32_t defanged_before;  ///< how many bytes before it were defanged, so that a part is asked in O(1)
  };
  std::string text_;
  std::vector<Place> places_;  ///< of each byte of text_
  std::uint32_t defanged_ = 0;
};

Refanged refang(std::string_view text);

/// Whether the value that ends the line at `line_end` (its line feed) goes on in the line behind it.
bool goes_on(std::string_view lines, std::size_t line_end);

}  // namespace clew::intel
