#include "clew/intel/detail/french_dates.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

// "mars", "mai" and their like are French only where the language is: English months are spelt otherwise.
constexpr std::array<std::string_view, 12> months = {"janvier",
                                                     "f\xc3\xa9vrier",
                                                     "mars",
                                                     "avril",
                                                     "mai",
                                                     "juin",
                                                     "juillet",
                                                     "ao\xc3\xbbt",
                                                     "septembre",
                                                     "octobre",
                                                     "novembre",
                                                     "d\xc3\xa9"
                                                     "cembre"};

struct Word {
  std::string_view text;
  std::size_t begin;
};

/// The words, cut at blanks, without the marks around them; hard blanks count as blanks.
std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  std::size_t i = 0;
  const auto is_blank = [&](std::size_t at) {
    return base::is_space(text[at]) || text[at] == '\xc2' || text[at] == '\xa0' || text[at] == ',' || text[at] == '.' ||
           text[at] == '(' || text[at] == ')' || text[at] == ';';
  };
  while (i < text.size()) {
    if (is_blank(i)) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && !is_blank(i)) ++i;
    words.push_back({text.substr(begin, i - begin), begin});
  }
  return words;
}

}  // namespace

std::vector<DatePlace> french_dates(std::string_view text) {
  std::vector<DatePlace> dates;
  const std::vector<Word> words = words_of(text);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const auto month = std::ranges::find(months, base::lowered(words[i].text));
    if (month == months.end()) continue;
    const auto year = base::parse_unsigned(words[i + 1].text);
    if (!year || *year < 1990 || *year > 2100) continue;
    DatePlace place;
    place.date = {static_cast<int>(*year), static_cast<int>(month - months.begin()) + 1, 0};
    std::size_t first = i;
    if (i > 0) {
      std::string_view day = words[i - 1].text;
      if (day == "1er") day = "1";
      const auto number = base::parse_unsigned(day);
      if (number && *number >= 1 && *number <= 31) {
        place.date.day = static_cast<int>(*number);
        first = i - 1;
      }
    }
    place.offset = words[first].begin;
    place.size = words[i + 1].begin + words[i + 1].text.size() - place.offset;
    dates.push_back(place);
  }
  return dates;
}

}  // namespace clew::intel::detail
