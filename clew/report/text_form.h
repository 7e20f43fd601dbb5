/// For tests: whether a text has the form of an identifier or a time, without regular expressions.
#pragma once

#include "clew/base/text.h"

#include <algorithm>
#include <string_view>

namespace clew::report::samples {

/// In `form` a 9 is a digit, an f a lower-case hexadecimal digit, all else itself.
inline bool has_form(std::string_view text, std::string_view form) {
  return std::ranges::equal(text, form, [](char c, char wanted) {
    if (wanted == '9') return base::is_digit(c);
    if (wanted == 'f') return base::is_digit(c) || (c >= 'a' && c <= 'f');
    return c == wanted;
  });
}

/// RFC 9562, of a version from 1 to 5.
inline bool is_uuid(std::string_view text) {
  return has_form(text, "ffffffff-ffff-ffff-ffff-ffffffffffff") && text[14] >= '1' && text[14] <= '5' &&
         std::string_view("89ab").find(text[19]) != std::string_view::npos;
}

inline bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, base::is_digit); }

/// Lower-case words, joined by hyphens.
inline bool is_word(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return base::is_lower(c) || base::is_digit(c) || c == '-'; });
}

}  // namespace clew::report::samples
