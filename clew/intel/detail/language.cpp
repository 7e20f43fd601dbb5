#include "clew/intel/detail/language.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {

// By the small words that only one of the two has.
std::string language_of(std::string_view text) {
  constexpr std::size_t look_bytes_max = 32U << 10U;
  static constexpr auto english = std::to_array<std::string_view>({"the", "and", "with", "was", "that", "from", "of"});
  static constexpr auto french =
      std::to_array<std::string_view>({"le", "les", "des", "dans", "une", "est", "du", "et"});
  std::size_t en = 0;
  std::size_t fr = 0;
  text = text.substr(0, look_bytes_max);
  for (std::size_t i = 0; i < text.size();) {
    if (!base::is_alpha(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && base::is_alpha(text[end])) ++end;
    const std::string word = base::lowered(text.substr(i, std::min<std::size_t>(end - i, 8)));
    en += std::ranges::find(english, word) != english.end() ? 1 : 0;
    fr += std::ranges::find(french, word) != french.end() ? 1 : 0;
    i = end;
  }
  constexpr std::size_t words_min = 5;
  if (std::max(en, fr) < words_min || std::max(en, fr) < 2 * std::min(en, fr)) return {};
  return en > fr ? "en" : "fr";
}

}  // namespace clew::intel::detail
