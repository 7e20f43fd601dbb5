#include "clew/report/detail/time_axis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

constexpr double margin_share = 0.03;
constexpr double seconds_min = 10;
constexpr std::int64_t day = 86'400;

double seconds_of(base::Instant time) {
  return static_cast<double>(time.nanoseconds) / static_cast<double>(base::Instant::per_second);
}

/// From one tick to the next: so many seconds, or so many months of the calendar.
struct Pace {
  std::int64_t seconds = 0;
  std::int64_t months = 0;
};

/// Steps that people count in.
constexpr std::array<Pace, 29> paces = {
    {{1},        {2},     {5},     {10},    {15},     {30},     {60},     {120},   {300},     {600},
     {900},      {1'800}, {3'600}, {7'200}, {10'800}, {21'600}, {43'200}, {day},   {2 * day}, {7 * day},
     {14 * day}, {0, 1},  {0, 2},  {0, 3},  {0, 6},   {0, 12},  {0, 24},  {0, 60}, {0, 120}}};

Pace pace_of(double from, double to) {
  for (const Pace& pace : paces) {
    const double length =
        pace.months > 0 ? static_cast<double>(pace.months) * 30.4 * day : static_cast<double>(pace.seconds);
    if ((to - from) / length < static_cast<double>(CalendarAxis::ticks_max)) return pace;
  }
  return paces.back();
}

/// Full steps from before `from` to after `to`.
std::vector<base::Instant> moments(double from, double to, Pace pace) {
  // What an instant can hold.
  const auto begin = static_cast<std::int64_t>(std::max(from, -9.2e9));
  const auto end = static_cast<std::int64_t>(std::min(to, 9.2e9));
  std::vector<base::Instant> times;
  if (pace.months == 0) {
    // Weeks begin on a Monday; 1970 began on a Thursday.
    const std::int64_t origin = pace.seconds >= 7 * day ? 4 * day : 0;
    const std::int64_t first = (begin - origin) / pace.seconds * pace.seconds + origin - pace.seconds;
    for (std::int64_t at = first; at <= end + pace.seconds; at += pace.seconds)
      times.push_back(base::Instant::from_seconds(std::clamp<std::int64_t>(at, -9'200'000'000, 9'200'000'000)));
    return times;
  }
  const std::int64_t first = base::to_civil(base::Instant::from_seconds(begin)).year * std::int64_t{12};
  const std::int64_t last = (base::to_civil(base::Instant::from_seconds(end)).year + 1) * std::int64_t{12};
  for (std::int64_t month = first; month <= last; month += pace.months) {
    base::CivilTime civil;
    civil.year = static_cast<int>(month / 12);
    civil.month = static_cast<int>(month % 12) + 1;
    if (const auto time = base::from_civil(civil)) times.push_back(*time);
  }
  return times;
}

/// As much of the date as tells it from the tick before.
std::string label_of(base::Instant time, const std::optional<base::Instant>& before, std::int64_t step) {
  const base::CivilTime civil = base::to_civil(time);
  const std::string date = base::to_date(time);
  const bool new_year = !before || base::to_civil(*before).year != civil.year;
  if (step == 0 || step >= day) return new_year ? date : date.substr(5);
  const bool new_day = !before || base::to_date(*before) != date;
  const std::string clock = step < 60 ? fmt::format("{:02}:{:02}:{:02}", civil.hour, civil.minute, civil.second)
                                      : fmt::format("{:02}:{:02}", civil.hour, civil.minute);
  return new_day ? date.substr(5) + " " + clock : clock;
}

}  // namespace

CalendarAxis::CalendarAxis(base::Instant first, base::Instant last) {
  from_ = seconds_of(first);
  to_ = std::max(seconds_of(last), from_);
  const double missing = std::max(0.0, seconds_min - (to_ - from_));
  const double edge = (to_ - from_ + missing) * margin_share + missing / 2;
  from_ -= edge;
  to_ += edge;
}

double CalendarAxis::share(base::Instant time) const {
  return std::clamp((seconds_of(time) - from_) / (to_ - from_), 0.0, 1.0);
}

std::vector<Tick> CalendarAxis::ticks() const {
  std::vector<Tick> ticks;
  std::optional<base::Instant> before;
  const Pace pace = pace_of(from_, to_);
  for (const base::Instant time : moments(from_, to_, pace)) {
    if (seconds_of(time) < from_ || seconds_of(time) > to_ || ticks.size() >= ticks_max) continue;
    ticks.push_back({share(time), label_of(time, before, pace.seconds)});
    before = time;
  }
  return ticks;
}

ElapsedAxis::ElapsedAxis(double seconds_max) : seconds_max_(std::max(seconds_max * 1.15, seconds_min)) {}

double ElapsedAxis::share(double seconds) const {
  const double part = std::log1p(std::max(seconds, 0.0)) / std::log1p(seconds_max_);
  return margin_share + std::clamp(part, 0.0, 1.0) * (1 - 2 * margin_share);
}

std::vector<Tick> ElapsedAxis::ticks() const {
  struct Mark {
    double seconds;
    const char* label;
  };
  static constexpr std::array<Mark, 11> marks = {{{0, "0"},
                                                  {10, "10 s"},
                                                  {60, "1 min"},
                                                  {600, "10 min"},
                                                  {3'600, "1 h"},
                                                  {21'600, "6 h"},
                                                  {86'400, "1 day"},
                                                  {604'800, "1 week"},
                                                  {2'592'000, "30 days"},
                                                  {31'536'000, "1 year"},
                                                  {315'360'000, "10 years"}}};
  std::vector<Tick> ticks;
  for (const Mark& mark : marks) {
    if (mark.seconds > seconds_max_) break;
    ticks.push_back({share(mark.seconds), mark.label});
  }
  return ticks;
}

}  // namespace clew::report::detail
