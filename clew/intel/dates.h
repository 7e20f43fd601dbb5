/// Dates and stretches of time as people write them in a notice.
///
///     "from 22 June to 12 July 2023" --find_stretches--> 2023-06-22 until 2023-07-13 (the first moment after it)
///
/// In:     English or French text, with Markdown stars or without; `2023-06-20`, `2023-06`, `20.06.2023`, `22 June 2023`,
///         `June 22nd, 2023`, `22–28 June 2023`, `January to May 2022`, `Jan-May 2022`.
///         `06/07/2023` is not read: half of the world means July. `19/07/2023` is.
/// Out:    in the order of the text. A year that is missing is taken from the other end of the same stretch, never guessed.
/// Errors: none; what is no date is skipped.
/// Cost:   one pass, linear; limits: none needed.
#pragma once

#include "clew/base/instant.h"
#include "clew/base/result.h"
#include "clew/model/notice.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel {

/// A day, a month or a year: 0 stands for what was not written.
struct Date {
  int year = 0;
  int month = 0;
  int day = 0;

  /// The first moment of it, and the first moment after it; nothing without a year or for 31 June.
  [[nodiscard]] std::optional<base::Instant> begin() const;
  [[nodiscard]] std::optional<base::Instant> end() const;
  /// `2023-07-12`, `2023-07`, `2023`; empty without a year.
  [[nodiscard]] std::string text() const;
  bool operator==(const Date&) const = default;
};

struct DatePlace {
  Date date;
  std::size_t offset = 0;  ///< in the text
  std::size_t size = 0;
};
std::vector<DatePlace> find_dates(std::string_view text);

/// A whole field of a list: `2022-05`, `2022-05-03`, `3 May 2022`, `2022`, or a time of RFC 3339.
std::optional<Date> parse_date(std::string_view text);
/// The end of a validity field: an exact time as it is, a date to the end of what it names.
std::optional<base::Instant> parse_begin(std::string_view text);
std::optional<base::Instant> parse_end(std::string_view text);

/// "from A to B", "between A and B", "A - B", "since A", "until B".
struct Stretch {
  model::Window window;    ///< `to` is the first moment after the last day named
  bool has_days = false;   ///< both ends name a day
  std::size_t offset = 0;  ///< in the text, from the first date to the end of the last
  std::size_t size = 0;
};
/// `year_if_none` is used where no end of a stretch names a year; 0 leaves such stretches out.
std::vector<Stretch> find_stretches(std::string_view text, int year_if_none = 0);

}  // namespace clew::intel
