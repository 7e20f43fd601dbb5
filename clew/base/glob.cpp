#include "clew/base/glob.h"

#include "clew/base/text.h"

namespace clew::base {

bool fits_glob(std::string_view text, std::string_view pattern) {
  const auto same = [](char a, char b) {
    const auto plain = [](char c) { return c == '\\' ? '/' : to_lower(c); };
    return plain(a) == plain(b);
  };
  std::size_t at = 0, in_pattern = 0;
  std::size_t star = std::string_view::npos, after_star = 0;
  while (at < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      after_star = at;
    } else if (in_pattern < pattern.size() && same(text[at], pattern[in_pattern])) {
      ++at;
      ++in_pattern;
    } else if (star != std::string_view::npos) {
      in_pattern = star + 1;
      at = ++after_star;  // the star takes one character more
    } else {
      return false;
    }
  }
  while (in_pattern < pattern.size() && pattern[in_pattern] == '*') ++in_pattern;
  return in_pattern == pattern.size();
}

}  // namespace clew::base
