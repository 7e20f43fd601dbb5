/// A point in time: UTC, whole nanoseconds since 1970, and how fine the source wrote it.
///
///     text --parse_rfc3339--> Instant --to_rfc3339--> the same text, in UTC
///
/// In:     years 1678 to 2261 (what 64 bits of nanoseconds hold). Leap seconds (`:60`) count as the second before.
/// Out:    RFC 3339 in UTC with as many fraction digits as the source had, never invented ones.
/// Errors: `malformed` with the bytes to blame.
/// Source: RFC 3339 section 5.6.
#pragma once

#include "clew/base/result.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clew::base {

struct Instant {
  std::int64_t nanoseconds = 0;      ///< since 1970-01-01T00:00:00Z
  std::uint8_t fraction_digits = 0;  ///< 0 to 9: digits after the second that the source wrote

  static constexpr std::int64_t per_second = 1'000'000'000;
  static constexpr Instant from_seconds(std::int64_t seconds) { return {seconds * per_second, 0}; }

  /// Two instants are equal when they are the same moment, however finely written.
  friend constexpr bool operator==(const Instant& a, const Instant& b) { return a.nanoseconds == b.nanoseconds; }
  friend constexpr auto operator<=>(const Instant& a, const Instant& b) { return a.nanoseconds <=> b.nanoseconds; }
};

/// A calendar date and time of day; every field must be in its range (`second` may be 60).
struct CivilTime {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  std::int64_t nanosecond = 0;
};

/// Nothing if a field is out of range or the date does not exist.
std::optional<Instant> from_civil(const CivilTime& civil, std::uint8_t fraction_digits = 0);
CivilTime to_civil(Instant instant);

/// `2023-06-27T18:36:41.25Z`, also with an offset or a space in place of the `T`; a date alone is its midnight.
Result<Instant> parse_rfc3339(std::string_view text);

/// Seconds since 1970 with any fraction, as Zeek writes them: `1687891004.95`. At most 9 fraction digits are kept.
std::optional<Instant> parse_epoch_seconds(std::string_view text);

/// The digits behind a point.
struct Fraction {
  std::int64_t nanoseconds = 0;
  std::uint8_t digits = 0;
};
/// Takes them off the front of `text`; nothing if there are none. More than nine are taken and dropped.
std::optional<Fraction> take_fraction(std::string_view& text);

std::string to_rfc3339(Instant instant);
/// `2023-06-27`
std::string to_date(Instant instant);

}  // namespace clew::base
