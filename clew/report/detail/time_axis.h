/// Where a moment stands on a picture, and which moments are written under it: seconds or years, the same code.
///
/// In:     any two instants. Out: shares of the width, 0 to 1; at most `ticks_max` ticks, at full minutes, hours, days or
///         months of UTC, each with as much of its date as tells it from the one before.
/// Errors: none. An axis is never shorter than ten seconds.
#pragma once

#include "clew/base/instant.h"

#include <cstddef>
#include <string>
#include <vector>

namespace clew::report::detail {

struct Tick {
  double share = 0;
  std::string label;
};

/// Moments of the calendar, evenly.
class CalendarAxis {
 public:
  static constexpr std::size_t ticks_max = 6;

  /// From the first to the last moment, with a margin so that neither stands on the edge.
  CalendarAxis(base::Instant first, base::Instant last);

  [[nodiscard]] double share(base::Instant time) const;
  [[nodiscard]] std::vector<Tick> ticks() const;

 private:
  double from_ = 0, to_ = 0;  // seconds since 1970
};

/// Time since a beginning, the first seconds as wide as the days after: what a burst and a beacon both fit on.
class ElapsedAxis {
 public:
  explicit ElapsedAxis(double seconds_max);

  [[nodiscard]] double share(double seconds) const;
  [[nodiscard]] std::vector<Tick> ticks() const;

 private:
  double seconds_max_ = 0;
};

}  // namespace clew::report::detail
