/// Whether a byte beyond ASCII belongs to a mark (a quotation mark, a dash, a hard blank) and not to a letter.
///
/// In:     any text and a place in it. Out: yes for the bytes of U+2000 to U+206F and U+0080 to U+00BF. Errors: none.
/// Source: Unicode 15, General Punctuation and Latin-1 Supplement, in UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <string_view>

namespace clew::intel::detail {

inline bool is_typographic(std::string_view text, std::size_t i) {
  const auto at = [&](std::size_t place) { return place < text.size() ? text[place] : '\0'; };
  const auto is_general = [](char c) { return c == '\x80' || c == '\x81'; };
  const char c = text[i];
  if (c == '\xe2') return is_general(at(i + 1));
  if (c == '\xc2') return true;
  if (i > 0 && text[i - 1] == '\xc2') return true;
  if (i > 0 && text[i - 1] == '\xe2' && is_general(c)) return true;
  return i > 1 && text[i - 2] == '\xe2' && is_general(text[i - 1]);
}

}  // namespace clew::intel::detail
