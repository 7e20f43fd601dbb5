#include "clew/intel/dates.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::is_alnum;
using base::is_alpha;
using base::is_digit;
using base::Instant;

constexpr int year_min = 1990;
constexpr int year_max = 2100;

std::optional<Instant> midnight(int year, int month, int day) {
  base::CivilTime civil;
  civil.year = year;
  civil.month = month;
  civil.day = day;
  return base::from_civil(civil);
}

// ---- tokens: words, numbers and single marks; Markdown emphasis is passed over --------------------------------------

struct Token {
  enum class Kind : std::uint8_t { word, number, mark } kind = Kind::mark;
  std::string_view text;
  std::size_t offset = 0;
  std::size_t size = 0;
  [[nodiscard]] std::size_t end() const { return offset + size; }
};

/// En dash and em dash; people write ranges with them.
std::size_t dash_size(std::string_view text, std::size_t i) {
  const std::string_view mark = text.substr(i, 3);
  return mark == "\xe2\x80\x93" || mark == "\xe2\x80\x94" ? 3 : 0;
}

/// A letter with an accent: U+00C0 to U+00FF.
std::size_t accent_size(std::string_view text, std::size_t i) {
  return text[i] == '\xc3' && i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xc0U) == 0x80U ? 2 : 0;
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  constexpr std::size_t token_bytes_usual = 4;
  tokens.reserve(text.size() / token_bytes_usual + 1);
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (base::is_space(c) || c == '*' || c == '_' || c == '`' || c == ',') {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    Token::Kind kind = Token::Kind::mark;
    if (is_digit(c)) {
      kind = Token::Kind::number;
      while (end < text.size() && is_digit(text[end])) ++end;
    } else if (is_alpha(c) || accent_size(text, i) > 0) {
      kind = Token::Kind::word;
      end = i;
      while (end < text.size() && (is_alpha(text[end]) || accent_size(text, end) > 0))
        end += std::max<std::size_t>(1, accent_size(text, end));
    } else if (const std::size_t dash = dash_size(text, i); dash > 0) {
      tokens.push_back({Token::Kind::mark, "-", i, dash});
      i += dash;
      continue;
    }
    tokens.push_back({kind, text.substr(i, end - i), i, end - i});
    i = end;
  }
  return tokens;
}

int month_named(std::string_view word) {
  static constexpr std::array<std::string_view, 12> names = {"january",   "february", "march",    "april",
                                                             "may",       "june",     "july",     "august",
                                                             "september", "october",  "november", "december"};
  static constexpr std::array<std::string_view, 12> french = {"janvier",
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
  static constexpr base::ByteSet initials("adfjmnosADFJMNOS");
  if (word.size() < 3 || word.size() > 10 || !initials.contains(word.front())) return 0;
  const std::string lower = base::lowered(word);
  // French writes its months small; "Mars" is a planet.
  const auto named = std::ranges::find(french, lower == "mars" ? word : std::string_view(lower));
  if (named != french.end()) return static_cast<int>(named - french.begin()) + 1;
  // "may" and "march" are verbs too.
  if ((lower == "may" || lower == "march" || lower == "mar") && !base::is_upper(word.front())) return 0;
  if (lower == "sept") return 9;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (lower == names[i] || (lower.size() == 3 && names[i].starts_with(lower))) return static_cast<int>(i) + 1;
  }
  return 0;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text), tokens_(tokens_of(text)) {}

  std::vector<DatePlace> dates() {
    std::vector<DatePlace> found;
    std::size_t i = 0;
    while (i < tokens_.size()) {
      const std::size_t taken = date_at(i, found);
      i += std::max<std::size_t>(taken, 1);
    }
    return found;
  }

 private:
  [[nodiscard]] bool is(std::size_t i, Token::Kind kind) const { return i < tokens_.size() && tokens_[i].kind == kind; }
  [[nodiscard]] bool is_mark(std::size_t i, char mark) const {
    return is(i, Token::Kind::mark) && tokens_[i].text.front() == mark;
  }
  /// Token `i` starts where token `i - 1` ended.
  [[nodiscard]] bool adjoins(std::size_t i) const {
    return i > 0 && i < tokens_.size() && tokens_[i].offset == tokens_[i - 1].end();
  }

  [[nodiscard]] int number(std::size_t i, std::size_t digits_min, std::size_t digits_max) const {
    if (!is(i, Token::Kind::number)) return -1;
    const std::string_view digits = tokens_[i].text;
    if (digits.size() < digits_min || digits.size() > digits_max) return -1;
    return static_cast<int>(base::parse_unsigned(digits).value_or(0));
  }
  [[nodiscard]] int year(std::size_t i) const {
    const int value = number(i, 4, 4);
    return value >= year_min && value <= year_max ? value : 0;
  }
  /// Not the first part of `4.2` or `10-20-30`, nor the last part of one.
  [[nodiscard]] int day(std::size_t i) const {
    const int value = number(i, 1, 2);
    return value >= 1 && value <= 31 ? value : 0;
  }
  [[nodiscard]] int month(std::size_t i) const { return is(i, Token::Kind::word) ? month_named(tokens_[i].text) : 0; }
  [[nodiscard]] bool is_word(std::size_t i, std::string_view word) const {
    return is(i, Token::Kind::word) && base::equal_ignoring_case(tokens_[i].text, word);
  }
  /// Past `st`, `nd`, `rd`, `th` and "of".
  [[nodiscard]] std::size_t skip_ordinal(std::size_t i) const {
    const bool ordinal = adjoins(i) && (is_word(i, "st") || is_word(i, "nd") || is_word(i, "rd") || is_word(i, "th") ||
                                        is_word(i, "er"));
    return ordinal ? i + 1 : i;
  }
  [[nodiscard]] std::size_t skip_of(std::size_t i) const { return is_word(i, "of") ? i + 1 : i; }
  [[nodiscard]] bool joins_days(std::size_t i) const {
    return is_mark(i, '-') || is_word(i, "to") || is_word(i, "and") || is_word(i, "through") || is_word(i, "until") ||
           is_word(i, "au") || is_word(i, "et") || is_word(i, "\xc3\xa0");
  }

  std::size_t take(std::vector<DatePlace>& found, Date date, std::size_t first, std::size_t after) const {
    const std::size_t offset = tokens_[first].offset;
    found.push_back({date, offset, tokens_[after - 1].end() - offset});
    return after - first;
  }

  std::size_t date_at(std::size_t i, std::vector<DatePlace>& found) const {
    const bool inside_word = adjoins(i) && !is(i - 1, Token::Kind::mark);
    if (inside_word) return 0;
    if (year(i) != 0) return year_first(i, found);
    if (day(i) != 0) return day_first(i, found);
    if (month(i) != 0) return month_first(i, found);
    return 0;
  }

  /// `2023-06-20`, `2023/06/20`, `2023-06`, `2023`
  std::size_t year_first(std::size_t i, std::vector<DatePlace>& found) const {
    Date date{year(i), 0, 0};
    for (const char mark : {'-', '/'}) {
      if (!is_mark(i + 1, mark) || !adjoins(i + 1) || !adjoins(i + 2)) continue;
      const int month = number(i + 2, 2, 2);
      if (month < 1 || month > 12) continue;
      date.month = month;
      const int day = number(i + 4, 2, 2);
      if (is_mark(i + 3, mark) && adjoins(i + 3) && adjoins(i + 4) && day >= 1 && day <= 31) {
        date.day = day;
        return take(found, date, i, i + 5);
      }
      return take(found, date, i, i + 3);
    }
    return take(found, date, i, i + 1);
  }

  /// `19/07/2024`, `07/19/2024`: where one number is no month, half of the world does not disagree with the other.
  [[nodiscard]] std::optional<Date> parted_by_slashes(std::size_t i) const {
    const bool parted = is_mark(i + 1, '/') && adjoins(i + 1) && adjoins(i + 2) && is_mark(i + 3, '/') &&
                        adjoins(i + 3) && adjoins(i + 4);
    if (!parted || year(i + 4) == 0) return std::nullopt;
    constexpr int months = 12;
    const int first = day(i);
    const int second = day(i + 2);
    if (first > months && second >= 1 && second <= months) return Date{year(i + 4), second, first};
    if (second > months && first <= months) return Date{year(i + 4), first, second};
    return std::nullopt;
  }

  /// `22 June 2023`, `22nd of June`, `22-28 June 2023`, `20.06.2023`
  std::size_t day_first(std::size_t i, std::vector<DatePlace>& found) const {
    if (is_mark(i + 1, '.') && adjoins(i + 1) && adjoins(i + 2) && is_mark(i + 3, '.') && adjoins(i + 3) &&
        adjoins(i + 4)) {
      const int month = number(i + 2, 1, 2);
      if (month >= 1 && month <= 12 && year(i + 4) != 0) return take(found, {year(i + 4), month, day(i)}, i, i + 5);
      return 0;
    }
    if (const auto date = parted_by_slashes(i)) return take(found, *date, i, i + 5);
    std::size_t next = skip_of(skip_ordinal(i + 1));
    if (const int named = month(next); named != 0) {
      if (year(next + 1) != 0) return take(found, {year(next + 1), named, day(i)}, i, next + 2);
      return take(found, {0, named, day(i)}, i, next + 1);
    }
    // Two days that share a month: the first date borrows it.
    next = skip_ordinal(i + 1);
    if (!joins_days(next) || day(next + 1) == 0) return 0;
    const std::size_t second = next + 1;
    const std::size_t named_at = skip_of(skip_ordinal(second + 1));
    const int named = month(named_at);
    if (named == 0) return 0;
    const int shared_year = year(named_at + 1);
    take(found, {shared_year, named, day(i)}, i, i + 1);
    return second - i;  // the rest is read as a date of its own
  }

  /// `June 22nd, 2023`, `June 20-22, 2023`, `June 2023`, `June`
  std::size_t month_first(std::size_t i, std::vector<DatePlace>& found) const {
    const int named = month(i);
    const std::size_t dotted = is_mark(i + 1, '.') && adjoins(i + 1) ? i + 2 : i + 1;
    if (day(dotted) != 0) {
      std::size_t after = skip_ordinal(dotted + 1);
      if (year(after) != 0) return take(found, {year(after), named, day(dotted)}, i, after + 1);
      // `June 20-22, 2023`, but not `June 20 - 12 July`
      if (joins_days(after) && day(after + 1) != 0 && month(skip_of(skip_ordinal(after + 2))) == 0) {
        const std::size_t behind = skip_ordinal(after + 2);
        const int shared_year = year(behind);
        take(found, {shared_year, named, day(dotted)}, i, after);
        const std::size_t end = shared_year != 0 ? behind + 1 : behind;
        take(found, {shared_year, named, day(after + 1)}, after + 1, end);
        return end - i;
      }
      return take(found, {0, named, day(dotted)}, i, after);
    }
    const std::size_t next = skip_of(dotted);
    if (year(next) != 0) return take(found, {year(next), named, 0}, i, next + 1);
    return take(found, {0, named, 0}, i, i + 1);
  }

  std::string_view text_;
  std::vector<Token> tokens_;
};

// ---- stretches ------------------------------------------------------------------------------------------------------

using Words = std::vector<std::string>;

Words lowered_words(std::string_view text) {
  Words words;
  for (const Token& token : tokens_of(text)) words.push_back(base::lowered(token.text));
  return words;
}

bool is_number_word(const Words& words, std::size_t i) { return i < words.size() && is_digit(words[i].front()); }

bool is_any_word(const Words& words, std::size_t i, std::initializer_list<std::string_view> wanted) {
  return i < words.size() && std::ranges::find(wanted, words[i]) != wanted.end();
}

/// How many words from `i` on are a time of day: `14:00 UTC`, `T14:00:00Z`, `at 9 am (UTC)`, `à 22 h 00`; 0 where there is none.
std::size_t clock_size(const Words& words, std::size_t i) {
  const std::size_t begin = i;
  while (is_any_word(words, i, {"at", "\xc3\xa0", "t", ",", "("})) ++i;
  if (!is_number_word(words, i)) return 0;
  ++i;
  bool told = false;
  while ((is_any_word(words, i, {":"}) || (!told && is_any_word(words, i, {"h"}))) && is_number_word(words, i + 1)) {
    i += 2;
    told = true;
  }
  if (is_any_word(words, i, {"h", "am", "pm", "hrs", "hours", "heures"})) {
    ++i;
    told = true;
  }
  if (!told) return 0;
  while (is_any_word(words, i, {"(", ")", "z", "utc", "gmt", "cet", "cest", "bst", "est", "edt", "pst", "pdt", "pt"}))
    ++i;
  return i - begin;
}

/// "14:00 UTC until", "and 09:30 UTC on": the times of day on either side say no more than the days do.
void cut_clocks(Words& words) {
  const std::size_t front = clock_size(words, 0);
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(front));
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::size_t end = i + clock_size(words, i);
    if (end == i) continue;
    if (is_any_word(words, end, {"on", "le"})) ++end;
    if (end == words.size()) words.resize(i);
  }
}

std::string joined(const Words& words, std::size_t first) {
  std::string text;
  for (std::size_t i = first; i < words.size(); ++i) text += (text.empty() ? "" : " ") + words[i];
  return text;
}

/// The words between two dates; at most what a connecting phrase needs.
std::string words_between(std::string_view text) {
  constexpr std::size_t connector_bytes_max = 48;
  if (text.size() > connector_bytes_max) return "?";
  Words words = lowered_words(text);
  cut_clocks(words);
  return joined(words, 0);
}

/// The last two words before `offset`, and before the time of day that stands there.
std::string words_before(std::string_view text, std::size_t offset) {
  constexpr std::size_t look_back_bytes = 40;
  const std::size_t begin = offset > look_back_bytes ? offset - look_back_bytes : 0;
  Words words = lowered_words(text.substr(begin, offset - begin));
  cut_clocks(words);
  return " " + joined(words, words.size() > 2 ? words.size() - 2 : 0);
}

/// "to 31 October 2025 00:00 UTC": the end of the day before.
bool is_midnight(std::string_view text) {
  constexpr std::size_t look_bytes = 16;
  const Words words = lowered_words(text.substr(0, look_bytes));
  const std::size_t size = clock_size(words, 0);
  return size > 0 && std::all_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(size),
                                 [](const std::string& word) { return !is_digit(word.front()) || word == "00"; });
}

bool ends_with_word(std::string_view words, std::string_view word) {
  if (!words.ends_with(word)) return false;
  return words.size() == word.size() || words[words.size() - word.size() - 1] == ' ';
}

bool ends_with_any(std::string_view words, std::initializer_list<std::string_view> wanted) {
  return std::ranges::any_of(wanted, [&](std::string_view word) { return ends_with_word(words, word); });
}

bool connects(std::string_view words, bool after_between) {
  if (words == "and" || words == "&" || words == "et" || words == "et le") return after_between;
  static constexpr std::array<std::string_view, 18> joints = {
      "to",         "-",   "until",     "till",     "through", "thru", "up to",    "to the",     "- -",
      "through to", "bis", "and until", "up until", "/",       "au",   "\xc3\xa0", "jusqu ' au", "jusqu ' en"};
  return std::ranges::find(joints, words) != joints.end();
}

bool may_hold_year(std::string_view text) {
  constexpr std::size_t year_digits = 4;
  std::size_t run = 0;
  return std::ranges::any_of(text, [&](char c) {
    run = is_digit(c) ? run + 1 : 0;
    return run == year_digits;
  });
}

void share_year(Date& from, Date& to, int year_if_none) {
  if (to.year == 0) to.year = from.year != 0 ? from.year : year_if_none;
  if (from.year == 0 && to.year != 0) {
    const bool turns = to.month != 0 && from.month > to.month;  // "20 December to 3 January 2024"
    from.year = turns ? to.year - 1 : to.year;
  }
}

}  // namespace

std::optional<Instant> Date::begin() const {
  if (year == 0) return std::nullopt;
  return midnight(year, month == 0 ? 1 : month, day == 0 ? 1 : day);
}

std::optional<Instant> Date::end() const {
  if (!begin()) return std::nullopt;
  if (day != 0) return Instant{begin()->nanoseconds + 86400 * Instant::per_second, 0};
  if (month == 0 || month == 12) return midnight(year + 1, 1, 1);
  return midnight(year, month + 1, 1);
}

std::string Date::text() const {
  if (year == 0) return {};
  if (month == 0) return fmt::format("{:04}", year);
  if (day == 0) return fmt::format("{:04}-{:02}", year, month);
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::vector<DatePlace> find_dates(std::string_view text) { return Scanner(text).dates(); }

std::optional<Date> parse_date(std::string_view text) {
  text = base::trimmed(text);
  constexpr std::size_t field_bytes_max = 64;
  if (text.empty() || text.size() > field_bytes_max) return std::nullopt;
  const std::vector<DatePlace> found = find_dates(text);
  if (found.empty() || found.front().offset != 0) return std::nullopt;
  if (!found.front().date.begin()) return std::nullopt;
  // Behind the date only a time of day may follow.
  const std::string_view rest = text.substr(found.front().size);
  if (!rest.empty() && rest.front() != 'T' && rest.front() != ' ') return std::nullopt;
  return found.front().date;
}

std::optional<Instant> parse_begin(std::string_view text) {
  if (const auto exact = base::parse_rfc3339(base::trimmed(text))) return *exact;
  const auto date = parse_date(text);
  return date ? date->begin() : std::nullopt;
}

std::optional<Instant> parse_end(std::string_view text) {
  constexpr std::size_t day_size = 10;
  const auto exact = base::parse_rfc3339(base::trimmed(text));
  if (exact && base::trimmed(text).size() > day_size) return *exact;
  const auto date = parse_date(text);
  return date ? date->end() : std::nullopt;
}

std::vector<Stretch> find_stretches(std::string_view text, int year_if_none) {
  std::vector<Stretch> found;
  // Without a year, said or assumed, no date has a beginning or an end.
  if (year_if_none == 0 && !may_hold_year(text)) return found;
  const std::vector<DatePlace> dates = find_dates(text);
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const DatePlace& first = dates[i];
    const std::string before = words_before(text, first.offset);
    const std::size_t first_end = first.offset + first.size;
    if (i + 1 < dates.size() && dates[i + 1].offset >= first_end) {
      const DatePlace& second = dates[i + 1];
      const std::string between = words_between(text.substr(first_end, second.offset - first_end));
      Date from = first.date;
      Date to = second.date;
      share_year(from, to, year_if_none);
      // "On 29 and 30 October": an enumeration that leaves nothing out.
      const bool in_a_row = (between == "and" || between == "et" || between == "et le") && from.day != 0 &&
                            to.day != 0 && from.end() == to.begin();
      if (in_a_row || connects(between, ends_with_any(before, {"between", "entre", "entre le"}))) {
        const auto begin = from.begin();
        const auto end = to.day != 0 && is_midnight(text.substr(second.offset + second.size)) ? to.begin() : to.end();
        if (begin && end && *begin < *end) {
          found.push_back(
              {{begin, end}, from.day != 0 && to.day != 0, first.offset, second.offset + second.size - first.offset});
          ++i;
          continue;
        }
      }
    }
    Date date = first.date;
    if (date.year == 0 && date.day != 0) date.year = year_if_none;
    const bool starts = ends_with_any(
        before, {"since", "starting", "after", "from", "starting on", "depuis", "depuis le", "partir du", "partir de"});
    const bool onwards = base::find_ignoring_case(text.substr(first_end, 12), "onward") != std::string_view::npos;
    const bool stops =
        ends_with_any(before, {"until", "till", "through", "up to", "until at", "not after", "' au", "' en"});
    if ((starts || onwards) && date.begin()) {
      found.push_back({{date.begin(), std::nullopt}, date.day != 0, first.offset, first.size});
    } else if (stops && date.end()) {
      found.push_back({{std::nullopt, date.end()}, date.day != 0, first.offset, first.size});
    }
  }
  return found;
}

}  // namespace clew::intel
