#include "clew/evidence/formats/time_of.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <string>

namespace clew::evidence {
namespace {

using base::CivilTime;
using base::Instant;

/// Reads a text from the left; every `take` leaves it as it was when it does not fit.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : whole_(text), rest_(text) {}

  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_any(std::string_view wanted) {
    if (rest_.empty() || !wanted.contains(rest_.front())) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_number(std::size_t digits_min, std::size_t digits_max, int& value) {
    std::size_t size = 0;
    while (size < rest_.size() && size < digits_max && base::is_digit(rest_[size])) ++size;
    if (size < digits_min) return false;
    value = 0;
    for (const char c : rest_.substr(0, size)) value = value * 10 + (c - '0');
    rest_.remove_prefix(size);
    return true;
  }
  /// `jan` to `dec`, any case.
  bool take_month(int& month) {
    static constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (rest_.size() < 3) return false;
    const char first = base::to_lower(rest_[0]), second = base::to_lower(rest_[1]), third = base::to_lower(rest_[2]);
    for (std::size_t i = 0; i < names.size(); i += 3) {
      if (names[i] != first || names[i + 1] != second || names[i + 2] != third) continue;
      month = static_cast<int>(i / 3) + 1;
      rest_.remove_prefix(3);
      return true;
    }
    return false;
  }
  /// The digits behind a point; beyond the ninth they are dropped.
  bool take_fraction(CivilTime& civil, std::uint8_t& digits) {
    const auto fraction = base::take_fraction(rest_);
    civil.nanosecond = fraction ? fraction->nanoseconds : 0;
    digits = fraction ? fraction->digits : 0;
    return fraction.has_value();
  }
  /// `Z`, `+02:00`, `-0700`, `+02`.
  bool take_offset(int& minutes) {
    const std::string_view before = rest_;
    if (take_any("Zz")) {
      minutes = 0;
      return true;
    }
    const bool negative = rest_.starts_with('-');
    if (!take_any("+-")) return false;
    int hours = 0;
    int rest_minutes = 0;
    if (take_number(2, 2, hours) && hours <= 23) {
      const std::string_view after_hours = rest_;
      const bool colon = take(':');
      if (!take_number(2, 2, rest_minutes) && colon) rest_ = after_hours;
      if (rest_minutes <= 59) {
        minutes = (hours * 60 + rest_minutes) * (negative ? -1 : 1);
        return true;
      }
    }
    rest_ = before;
    return false;
  }
  void skip_spaces() {
    while (take_any(" \t\r\n")) {
    }
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  void rewind(std::string_view rest) { rest_ = rest; }
  [[nodiscard]] std::size_t bytes() const { return whole_.size() - rest_.size(); }
  [[nodiscard]] std::string_view taken() const { return whole_.substr(0, bytes()); }

 private:
  std::string_view whole_;
  std::string_view rest_;
};

/// Numbers of digits at fixed places; what is no digit is noticed at the end, so that nothing waits for it.
class Digits {
 public:
  explicit Digits(const char* text) : text_(text) {}
  int two(std::size_t at) {
    const int tens = digit(at);
    return tens * 10 + digit(at + 1);
  }
  [[nodiscard]] bool all_are() const { return most_ <= 9; }

 private:
  int digit(std::size_t at) {
    const auto value = static_cast<unsigned char>(text_[at] - '0');
    most_ = std::max(most_, value);
    return value;
  }
  const char* text_;
  unsigned char most_ = 0;
};

/// `12:34:56`
bool take_clock(Cursor& cursor, CivilTime& civil) {
  constexpr std::size_t bytes = 8;
  const std::string_view text = cursor.rest();
  if (text.size() < bytes || text[2] != ':' || text[5] != ':') return false;
  Digits digits(text.data());
  civil.hour = digits.two(0);
  civil.minute = digits.two(3);
  civil.second = digits.two(6);
  if (!digits.all_are()) return false;
  cursor.rewind(text.substr(bytes));
  return true;
}

/// `AM`, `PM`, `a.m.`, behind a blank of any kind: 0 or 12 hours to add.
bool take_half_day(Cursor& cursor, int& hours) {
  const std::string_view before = cursor.rest();
  static constexpr std::string_view no_break_space = "\u00a0", narrow_no_break_space = "\u202f";
  for (const std::string_view space : {no_break_space, narrow_no_break_space, std::string_view(" ")}) {
    if (cursor.rest().starts_with(space)) cursor.rewind(cursor.rest().substr(space.size()));
  }
  const bool is_afternoon = cursor.take_any("Pp");
  if (is_afternoon || cursor.take_any("Aa")) {
    const bool has_points = cursor.take('.');
    if (cursor.take_any("Mm") && (!has_points || cursor.take('.'))) {
      hours = is_afternoon ? 12 : 0;
      return true;
    }
  }
  cursor.rewind(before);
  return false;
}

/// Three numbers as they stand, with one separator.
struct NumericDate {
  std::array<int, 3> numbers{};
  char separator = '\0';
  [[nodiscard]] bool begins_with_year() const { return numbers[0] > day_max; }
  /// Whether the day stands first, where a number says so.
  [[nodiscard]] std::optional<bool> day_first() const {
    constexpr int month_max = 12;
    if (begins_with_year()) return std::nullopt;
    if (numbers[0] > month_max) return true;
    if (numbers[1] > month_max) return false;
    return std::nullopt;
  }
  static constexpr int day_max = 31;
};

bool take_numeric_date(Cursor& cursor, NumericDate& date) {
  const std::string_view text = cursor.rest();
  if (!cursor.take_number(1, 4, date.numbers[0]) || cursor.rest().empty()) return false;
  const std::size_t first_digits = text.size() - cursor.rest().size();
  date.separator = cursor.rest().front();
  if (!cursor.take_any("/.-")) return false;
  if (!cursor.take_number(1, 2, date.numbers[1]) || !cursor.take(date.separator)) return false;
  const std::string_view before_last = cursor.rest();
  if (!cursor.take_number(1, 4, date.numbers[2])) return false;
  const std::size_t last_digits = before_last.size() - cursor.rest().size();
  // One of them is a year of four digits, or the last one is of two.
  return first_digits == 4 ? last_digits <= 2 : first_digits <= 2 && (last_digits == 4 || last_digits == 2);
}

/// `9:04`, `13:04:11`, `1:04:11.250 PM`
bool take_loose_clock(Cursor& cursor, CivilTime& civil, std::uint8_t& digits, bool& has_half_day) {
  if (!cursor.take_number(1, 2, civil.hour) || !cursor.take(':') || !cursor.take_number(2, 2, civil.minute))
    return false;
  if (cursor.take(':')) {
    if (!cursor.take_number(2, 2, civil.second)) return false;
    const std::string_view before_fraction = cursor.rest();
    if (cursor.take_any(".,") && !cursor.take_fraction(civil, digits)) cursor.rewind(before_fraction);
  }
  int hours = 0;
  has_half_day = take_half_day(cursor, hours);
  if (!has_half_day) return true;
  if (civil.hour < 1 || civil.hour > 12) return false;
  civil.hour = civil.hour % 12 + hours;
  return true;
}

/// Made where it stays: what is written in parts and then copied as a whole makes the processor wait.
std::optional<FoundTime> made(Instant instant, bool zone_known, std::size_t bytes, std::string_view text) {
  return std::optional<FoundTime>(std::in_place, instant, zone_known, bytes, text);
}

std::optional<FoundTime> found(const CivilTime& civil, std::uint8_t digits, std::optional<int> offset,
                               const Cursor& cursor) {
  auto instant = base::from_civil(civil, digits);
  if (!instant) return std::nullopt;
  instant->nanoseconds -= static_cast<std::int64_t>(offset.value_or(0)) * 60 * Instant::per_second;
  return made(*instant, offset.has_value(), cursor.bytes(), cursor.taken());
}

std::optional<FoundTime> whole_date_time(std::string_view text) {
  std::optional<FoundTime> time = take_date_time(text);
  if (time && time->bytes == text.size()) return time;
  time.reset();
  // Most texts are no times, and no error is made of them.
  constexpr std::size_t date_bytes = 10;
  if (text.size() < date_bytes || text[4] != '-' || text[7] != '-') return time;
  if (const auto instant = base::parse_rfc3339(text))
    time.emplace(*instant, text.size() > date_bytes, text.size(), text);
  return time;
}

}  // namespace

std::optional<FoundTime> take_date_time(std::string_view text) {
  Cursor cursor(text);
  CivilTime civil;
  constexpr std::size_t bytes = 11;  // up to the clock
  if (text.size() < bytes || (text[4] != '-' && text[4] != '/') || text[7] != text[4]) return std::nullopt;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  Digits numbers(text.data());
  civil.year = numbers.two(0) * 100 + numbers.two(2);
  civil.month = numbers.two(5);
  civil.day = numbers.two(8);
  cursor.rewind(text.substr(bytes));
  if (!numbers.all_are() || !take_clock(cursor, civil)) return std::nullopt;

  std::uint8_t digits = 0;
  const std::string_view before_fraction = cursor.rest();
  if (cursor.take_any(".,") && !cursor.take_fraction(civil, digits)) cursor.rewind(before_fraction);
  const std::string_view before_offset = cursor.rest();
  cursor.take(' ');
  int minutes = 0;
  std::optional<int> offset;
  if (cursor.take_offset(minutes) && (cursor.rest().empty() || !base::is_alnum(cursor.rest().front()))) {
    offset = minutes;
  } else {
    cursor.rewind(before_offset);
  }
  if (!cursor.rest().empty() && base::is_digit(cursor.rest().front())) return std::nullopt;
  return found(civil, digits, offset, cursor);
}

std::optional<FoundTime> take_apache_time(std::string_view text) {
  Cursor cursor(text);
  cursor.take('[');
  CivilTime civil;
  if (!cursor.take_number(1, 2, civil.day) || !cursor.take('/') || !cursor.take_month(civil.month) ||
      !cursor.take('/') || !cursor.take_number(4, 4, civil.year) || !cursor.take(':') || !take_clock(cursor, civil)) {
    return std::nullopt;
  }
  std::uint8_t digits = 0;
  const std::string_view before_fraction = cursor.rest();
  if (cursor.take('.') && !cursor.take_fraction(civil, digits)) cursor.rewind(before_fraction);
  const std::string_view before_offset = cursor.rest();
  int minutes = 0;
  std::optional<int> offset;
  if (cursor.take(' ') && cursor.take_offset(minutes)) {
    offset = minutes;
  } else {
    cursor.rewind(before_offset);
  }
  cursor.take(']');
  return found(civil, digits, offset, cursor);
}

std::optional<FoundTime> take_epoch_time(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && base::is_digit(text[size])) ++size;
  if (size != 10 || size == text.size() || text[size] != '.') return std::nullopt;
  ++size;
  while (size < text.size() && base::is_digit(text[size])) ++size;
  if (size < text.size() && !base::is_space(text[size])) return std::nullopt;
  const auto instant = base::parse_epoch_seconds(text.substr(0, size));
  if (!instant) return std::nullopt;
  return made(*instant, true, size, text.substr(0, size));
}

std::optional<FoundTime> parse_mail_date(std::string_view text) {
  Cursor cursor(text);
  cursor.skip_spaces();
  if (const std::size_t comma = cursor.rest().substr(0, 12).find(','); comma != std::string_view::npos) {
    cursor.rewind(cursor.rest().substr(comma + 1));
    cursor.skip_spaces();
  }
  CivilTime civil;
  if (!cursor.take_number(1, 2, civil.day)) return std::nullopt;
  cursor.skip_spaces();
  if (!cursor.take_month(civil.month)) return std::nullopt;
  cursor.skip_spaces();
  const std::size_t before_year = cursor.bytes();
  if (!cursor.take_number(2, 4, civil.year)) return std::nullopt;
  // RFC 5322 section 4.3: two digits below 50 are 20xx, other two or three digits count from 1900.
  const std::size_t year_digits = cursor.bytes() - before_year;
  if (year_digits == 2 && civil.year < 50) civil.year += 2000;
  if (year_digits < 4 && civil.year < 1000) civil.year += 1900;
  cursor.skip_spaces();
  if (!cursor.take_number(1, 2, civil.hour) || !cursor.take(':') || !cursor.take_number(2, 2, civil.minute))
    return std::nullopt;
  if (cursor.take(':') && !cursor.take_number(2, 2, civil.second)) return std::nullopt;
  cursor.skip_spaces();

  int minutes = 0;
  std::optional<int> offset;
  if (cursor.take_offset(minutes)) {
    offset = minutes;
  } else {
    // RFC 5322 section 4.3: the obsolete names; others mean "unknown" (-0000).
    struct Zone {
      std::string_view name;
      int minutes;
    };
    static constexpr std::array<Zone, 10> zones = {{{"GMT", 0},
                                                    {"UTC", 0},
                                                    {"UT", 0},
                                                    {"EST", -300},
                                                    {"EDT", -240},
                                                    {"CST", -360},
                                                    {"CDT", -300},
                                                    {"MST", -420},
                                                    {"PST", -480},
                                                    {"PDT", -420}}};
    const auto* zone = std::ranges::find_if(zones, [&](const Zone& z) {
      return base::equal_ignoring_case(cursor.rest().substr(0, z.name.size()), z.name);
    });
    if (zone != zones.end()) offset = zone->minutes;
  }
  return found(civil, 0, offset, cursor);
}

std::optional<YearlessTime> take_yearless_time(std::string_view text) {
  Cursor cursor(text);
  YearlessTime time;
  CivilTime& civil = time.civil;
  const bool has_weekday = text.size() > 4 && text[3] == ' ' && base::is_alpha(text[4]);
  if (has_weekday) {
    static constexpr std::array<std::string_view, 7> days = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    if (std::ranges::find(days, text.substr(0, 3)) == days.end()) return std::nullopt;
    cursor.rewind(text.substr(4));
  }
  if (!cursor.take_month(civil.month) || !cursor.take(' ')) return std::nullopt;
  cursor.take(' ');
  if (!cursor.take_number(1, 2, civil.day)) return std::nullopt;
  const std::string_view suffix = cursor.rest().substr(0, 2);
  if (suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th") cursor.rewind(cursor.rest().substr(2));
  if (!cursor.take(' ')) return std::nullopt;
  const std::string_view before_year = cursor.rest();
  time.year_known = cursor.take_number(4, 4, civil.year) && cursor.take(' ');
  if (!time.year_known) cursor.rewind(before_year);
  if (!take_clock(cursor, civil)) return std::nullopt;
  const std::string_view before_fraction = cursor.rest();
  if (cursor.take_any(".,") && !cursor.take_fraction(civil, time.fraction_digits)) cursor.rewind(before_fraction);
  if (has_weekday && !time.year_known) {
    const std::string_view before_last_year = cursor.rest();
    time.year_known = cursor.take(' ') && cursor.take_number(4, 4, civil.year);
    if (!time.year_known) cursor.rewind(before_last_year);
  }
  time.bytes = cursor.bytes();
  time.text = text.substr(0, time.bytes);
  // A leap year, so that the 29th of February passes.
  CivilTime checked = civil;
  if (!time.year_known) checked.year = 2000;
  if (!base::from_civil(checked)) return std::nullopt;
  return time;
}

std::optional<FoundTime> in_year_before(const YearlessTime& time, std::optional<Instant> end) {
  CivilTime civil = time.civil;
  if (!time.year_known && !end) return std::nullopt;
  if (!time.year_known) civil.year = base::to_civil(*end).year;
  auto instant = base::from_civil(civil, time.fraction_digits);
  if (!time.year_known && (!instant || *instant >= *end)) {
    --civil.year;
    instant = base::from_civil(civil, time.fraction_digits);
  }
  if (!instant) return std::nullopt;
  constexpr std::int64_t year_nanoseconds = 366LL * 24 * 3600 * Instant::per_second;
  if (!time.year_known && end->nanoseconds - instant->nanoseconds > year_nanoseconds) return std::nullopt;
  return FoundTime{*instant, false, time.bytes, time.text};
}

std::optional<FoundTime> parse_month_first(std::string_view text) {
  Cursor cursor(text);
  CivilTime civil;
  if (!cursor.take_month(civil.month)) return std::nullopt;
  cursor.skip_spaces();
  if (!cursor.take_number(1, 2, civil.day)) return std::nullopt;
  cursor.take(',');
  cursor.skip_spaces();
  if (!cursor.take_number(4, 4, civil.year)) return std::nullopt;
  cursor.take(',');
  cursor.skip_spaces();
  if (cursor.take('@')) cursor.skip_spaces();
  if (!cursor.take_number(1, 2, civil.hour) || !cursor.take(':') || !cursor.take_number(2, 2, civil.minute))
    return std::nullopt;
  if (cursor.take(':') && !cursor.take_number(2, 2, civil.second)) return std::nullopt;
  std::uint8_t digits = 0;
  if (cursor.take('.') && !cursor.take_fraction(civil, digits)) return std::nullopt;
  int hours = 0;
  if (take_half_day(cursor, hours)) {
    if (civil.hour < 1 || civil.hour > 12) return std::nullopt;
    civil.hour = civil.hour % 12 + hours;
  }
  if (!cursor.rest().empty()) return std::nullopt;
  return found(civil, digits, std::nullopt, cursor);
}

std::optional<FoundTime> take_numeric_time(std::string_view text, std::optional<bool> day_first) {
  Cursor cursor(text);
  NumericDate date;
  if (!take_numeric_date(cursor, date)) return std::nullopt;
  const bool has_comma = cursor.take(',');
  if (!cursor.take(' ') && (has_comma || !cursor.take('T'))) return std::nullopt;
  cursor.skip_spaces();
  CivilTime civil;
  std::uint8_t digits = 0;
  bool has_half_day = false;
  if (!take_loose_clock(cursor, civil, digits, has_half_day)) return std::nullopt;

  if (date.begins_with_year()) {
    civil.year = date.numbers[0];
    civil.month = date.numbers[1];
    civil.day = date.numbers[2];
  } else {
    std::optional<bool> order = date.day_first();
    if (!order) order = day_first;
    if (!order && date.separator == '.') order = true;
    if (!order && has_half_day) order = false;
    if (!order) return std::nullopt;
    civil.day = date.numbers[*order ? 0 : 1];
    civil.month = date.numbers[*order ? 1 : 0];
    civil.year = date.numbers[2] < 100 ? date.numbers[2] + 2000 : date.numbers[2];
  }

  const std::string_view before_offset = cursor.rest();
  cursor.take(' ');
  int minutes = 0;
  std::optional<int> offset;
  const auto ends = [&] { return cursor.rest().empty() || !base::is_alnum(cursor.rest().front()); };
  if (cursor.take_offset(minutes) && ends()) {
    offset = minutes;
  } else {
    cursor.rewind(before_offset);
    for (const std::string_view utc : {" UTC", " GMT"}) {
      if (!cursor.rest().starts_with(utc)) continue;
      cursor.rewind(cursor.rest().substr(utc.size()));
      offset = 0;
      break;
    }
  }
  if (!ends()) return std::nullopt;
  return found(civil, digits, offset, cursor);
}

std::optional<bool> day_first_in(std::string_view head) {
  bool in_word = false;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    const bool begins = !in_word && base::is_digit(c);
    in_word = base::is_alnum(c) || std::string_view("/.-:_").contains(c);
    if (!begins) continue;
    Cursor cursor(head.substr(i));
    NumericDate date;
    if (!take_numeric_date(cursor, date) || !date.day_first()) continue;
    if (take_numeric_time(head.substr(i), std::nullopt)) return date.day_first();
  }
  return std::nullopt;
}

std::optional<Instant> parse_epoch_any(std::string_view text) {
  if (text.empty() || !base::is_digit(text.front())) return std::nullopt;
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const auto number = base::parse_unsigned(whole);
  if (!number) return std::nullopt;
  constexpr std::uint64_t year_1990 = 631'152'000;
  constexpr std::uint64_t year_2100 = 4'102'444'800;
  struct Unit {
    std::uint64_t per_second;
    std::uint8_t digits;
  };
  static constexpr std::array<Unit, 4> units = {{{1, 0}, {1'000, 3}, {1'000'000, 6}, {1'000'000'000, 9}}};
  for (const Unit& unit : units) {
    if (*number / unit.per_second < year_1990 || *number / unit.per_second > year_2100) continue;
    if (unit.digits == 0) return base::parse_epoch_seconds(text);
    const auto per_unit = Instant::per_second / static_cast<std::int64_t>(unit.per_second);
    return Instant{static_cast<std::int64_t>(*number) * per_unit, unit.digits};
  }
  return std::nullopt;
}

std::optional<FoundTime> parse_json_time(std::string_view text) {
  const auto instant = parse_epoch_any(text);
  return instant ? made(*instant, true, text.size(), text) : whole_date_time(text);
}

void set_time(model::Event& event, const FoundTime& found, int utc_offset_minutes) {
  event.time = found.instant;
  event.time_quality = model::TimeQuality::exact;
  event.add(model::Attribute::original_time, base::trimmed(found.text.view()));
  if (found.zone_known) return;
  event.time->nanoseconds -= static_cast<std::int64_t>(utc_offset_minutes) * 60 * Instant::per_second;
  event.time_quality = model::TimeQuality::zone_assumed;
}

void set_exact_time(model::Event& event, base::Instant instant, std::string_view text) {
  event.time = instant;
  event.time_quality = model::TimeQuality::exact;
  event.add(model::Attribute::original_time, text.substr(0, TimeText::bytes_max));
}

void set_time(model::Event& event, const std::optional<FoundTime>& found, int utc_offset_minutes) {
  if (found) set_time(event, *found, utc_offset_minutes);
}

void set_surer_time(model::Event& event, const std::optional<FoundTime>& found, int utc_offset_minutes) {
  if (!event.time || (found && found->zone_known)) set_time(event, found, utc_offset_minutes);
}

}  // namespace clew::evidence
