#include "clew/base/instant.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/core.h>

namespace clew::base {
namespace {

// Every moment of these years fits into 64 bits of nanoseconds around 1970.
constexpr int year_min = 1678;
constexpr int year_max = 2261;

/// Takes exactly `count` digits from the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  const auto value = parse_unsigned(text.substr(0, count));
  if (!value) return std::nullopt;
  text.remove_prefix(count);
  return static_cast<int>(*value);
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

/// Takes `Z`, `+02:00`, `-0700`; the offset from UTC in seconds.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return 0;
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hours = take_digits(text, 2);
  take(text, ':');
  const auto minutes = take_digits(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

std::unexpected<Error> bad_time(std::string_view whole, std::string_view rest, std::string_view wanted) {
  const Span where{whole.size() - rest.size(), rest.empty() ? 0U : 1U};
  return fail(Fault::malformed, fmt::format("time \"{}\": {} expected", shortened(printable(whole), 40), wanted),
              where);
}

}  // namespace

std::optional<Instant> from_civil(const CivilTime& civil, std::uint8_t fraction_digits) {
  namespace chrono = std::chrono;
  const chrono::year_month_day date{chrono::year{civil.year}, chrono::month{static_cast<unsigned>(civil.month)},
                                    chrono::day{static_cast<unsigned>(civil.day)}};
  const bool fits = civil.year >= year_min && civil.year <= year_max;
  const bool time_fits = civil.hour >= 0 && civil.hour <= 23 && civil.minute >= 0 && civil.minute <= 59 &&
                         civil.second >= 0 && civil.second <= 60 && civil.nanosecond >= 0 &&
                         civil.nanosecond < Instant::per_second;
  if (!fits || civil.month < 1 || civil.day < 1 || !date.ok() || !time_fits) return std::nullopt;
  const std::int64_t days = chrono::sys_days{date}.time_since_epoch().count();
  const int second = civil.second == 60 ? 59 : civil.second;
  const std::int64_t seconds = days * 86400 + civil.hour * 3600 + civil.minute * 60 + second;
  return Instant{seconds * Instant::per_second + civil.nanosecond, fraction_digits};
}

CivilTime to_civil(Instant instant) {
  namespace chrono = std::chrono;
  std::int64_t seconds = instant.nanoseconds / Instant::per_second;
  std::int64_t nanosecond = instant.nanoseconds % Instant::per_second;
  if (nanosecond < 0) {
    nanosecond += Instant::per_second;
    --seconds;
  }
  std::int64_t day = seconds / 86400;
  std::int64_t second_of_day = seconds % 86400;
  if (second_of_day < 0) {
    second_of_day += 86400;
    --day;
  }
  const chrono::year_month_day date{chrono::sys_days{chrono::days{day}}};
  CivilTime civil;
  civil.year = static_cast<int>(date.year());
  civil.month = static_cast<int>(static_cast<unsigned>(date.month()));
  civil.day = static_cast<int>(static_cast<unsigned>(date.day()));
  civil.hour = static_cast<int>(second_of_day / 3600);
  civil.minute = static_cast<int>(second_of_day / 60 % 60);
  civil.second = static_cast<int>(second_of_day % 60);
  civil.nanosecond = nanosecond;
  return civil;
}

Result<Instant> parse_rfc3339(std::string_view text) {
  std::string_view rest = text;
  CivilTime civil;
  const auto year = take_digits(rest, 4);
  if (!year || !take(rest, '-')) return bad_time(text, rest, "a year of four digits and '-'");
  const auto month = take_digits(rest, 2);
  if (!month || !take(rest, '-')) return bad_time(text, rest, "a month and '-'");
  const auto day = take_digits(rest, 2);
  if (!day) return bad_time(text, rest, "a day");
  civil.year = *year;
  civil.month = *month;
  civil.day = *day;

  Fraction fraction;
  int offset_seconds = 0;
  if (!rest.empty()) {
    if (!take(rest, 'T') && !take(rest, 't') && !take(rest, ' ')) return bad_time(text, rest, "'T'");
    const auto hour = take_digits(rest, 2);
    if (!hour || !take(rest, ':')) return bad_time(text, rest, "an hour and ':'");
    const auto minute = take_digits(rest, 2);
    if (!minute) return bad_time(text, rest, "a minute");
    civil.hour = *hour;
    civil.minute = *minute;
    if (take(rest, ':')) {
      const auto second = take_digits(rest, 2);
      if (!second) return bad_time(text, rest, "a second");
      civil.second = *second;
      if (take(rest, '.') || take(rest, ',')) {
        const auto digits = take_fraction(rest);
        if (!digits) return bad_time(text, rest, "digits behind the point");
        fraction = *digits;
      }
    }
    const auto offset = take_offset(rest);
    if (!offset) return bad_time(text, rest, "'Z' or an offset from UTC");
    offset_seconds = *offset;
  }
  if (!rest.empty()) return bad_time(text, rest, "the end");
  civil.nanosecond = fraction.nanoseconds;
  auto instant = from_civil(civil, fraction.digits);
  const auto refused = [&](std::string_view why) {
    return fail(Fault::malformed, fmt::format("time \"{}\": {}", shortened(printable(text), 40), why),
                {0, text.size()});
  };
  if (!instant) return refused("no such date or time of day");
  instant->nanoseconds -= offset_seconds * Instant::per_second;
  const int year_in_utc = to_civil(*instant).year;
  if (year_in_utc < year_min || year_in_utc > year_max) return refused("outside of the years 1678 to 2261");
  return *instant;
}

// Called for every line of a log, as the next one is: in one pass.
std::optional<Fraction> take_fraction(std::string_view& text) {
  static constexpr std::array<std::int64_t, 10> scales = {1'000'000'000, 100'000'000, 10'000'000, 1'000'000, 100'000,
                                                          10'000,        1'000,       100,        10,        1};
  const std::size_t digits_max = std::min(text.size(), scales.size() - 1);
  Fraction fraction;
  std::size_t size = 0;
  for (; size < digits_max && is_digit(text[size]); ++size)
    fraction.nanoseconds = fraction.nanoseconds * 10 + (text[size] - '0');
  fraction.nanoseconds *= scales[size];
  fraction.digits = static_cast<std::uint8_t>(size);
  while (size < text.size() && is_digit(text[size])) ++size;
  if (size == 0) return std::nullopt;
  text.remove_prefix(size);
  return fraction;
}

std::optional<Instant> parse_epoch_seconds(std::string_view text) {
  constexpr std::uint64_t seconds_max = 9'200'000'000;  // year 2261
  constexpr std::size_t digits_max = 19;                // with leading zeros; as many fit into 64 bits
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::uint64_t seconds = 0;
  std::size_t size = 0;
  const std::size_t digits_read = std::min(text.size(), digits_max);
  for (; size < digits_read && is_digit(text[size]); ++size)
    seconds = seconds * 10 + static_cast<unsigned>(text[size] - '0');
  if (size == 0 || seconds > seconds_max) return std::nullopt;
  text.remove_prefix(size);
  Fraction fraction;
  if (take(text, '.')) {
    const auto taken = take_fraction(text);
    if (!taken) return std::nullopt;
    fraction = *taken;
  }
  if (!text.empty()) return std::nullopt;
  const std::int64_t value = static_cast<std::int64_t>(seconds) * Instant::per_second + fraction.nanoseconds;
  return Instant{negative ? -value : value, fraction.digits};
}

std::string to_rfc3339(Instant instant) {
  const CivilTime civil = to_civil(instant);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", civil.year, civil.month, civil.day, civil.hour,
                                 civil.minute, civil.second);
  if (instant.fraction_digits > 0) {
    const std::string digits = fmt::format("{:09}", civil.nanosecond);
    text += '.';
    text += digits.substr(0, instant.fraction_digits);
  }
  return text + "Z";
}

std::string to_date(Instant instant) { return to_rfc3339(instant).substr(0, 10); }

}  // namespace clew::base
