/// The times that logs write, each form by its own small function.
///
/// Out:    nothing where the text is not of the form; a text is never repaired.
/// Source: RFC 3339 (base/instant.h), RFC 3164 section 4.1.2, RFC 5322 section 3.3, RFC 5424 section 6.2.3, Apache's %t, Squid's native log.
#pragma once

#include "clew/base/instant.h"
#include "clew/model/event.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace clew::evidence {

/// A time as its source wrote it, with its own bytes: some are put together from two columns. Longer ones are cut.
class TimeText {
 public:
  static constexpr std::size_t bytes_max = 47;

  TimeText() = default;
  TimeText(std::string_view text)  // NOLINT(google-explicit-constructor): it is that text
      : size_(static_cast<std::uint8_t>(std::min(text.size(), bytes_.size()))) {
    std::copy_n(text.begin(), size_, bytes_.begin());
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, bytes_max> bytes_;
  std::uint8_t size_ = 0;
};

struct FoundTime {
  base::Instant instant;
  bool zone_known = true;  ///< false: read as if it were UTC
  std::size_t bytes = 0;   ///< how much of the text it took
  TimeText text = {};      ///< as the source wrote it
};

/// RFC 3339, also without a zone, and with `/` for `-`: `2023-06-27T18:36:41Z`, `2023/06/27 18:36:41`, `… +02:00`.
/// It may be followed by anything that cannot belong to it.
std::optional<FoundTime> take_date_time(std::string_view text);
/// `[10/Oct/2000:13:55:36 -0700]`, with or without the brackets, perhaps with a fraction.
std::optional<FoundTime> take_apache_time(std::string_view text);
/// `1687891004.950` of ten digits and a fraction.
std::optional<FoundTime> take_epoch_time(std::string_view text);
/// `Fri, 07 Jul 2023 03:25:47 +0000 (UTC)`
std::optional<FoundTime> parse_mail_date(std::string_view text);

/// `Jul  6 12:00:00`, as RFC 3164 has it, also with a fraction, and with the year where a device writes one
/// (`Jul 06 2023 12:00:00`, `Thu Jul  6 12:00:00 2023`, `Jul 6th 2023 12:00:00`).
struct YearlessTime {
  base::CivilTime civil;  ///< its year says nothing unless `year_known`
  std::uint8_t fraction_digits = 0;
  bool year_known = false;
  std::size_t bytes = 0;
  TimeText text = {};  ///< as the source wrote it
};
std::optional<YearlessTime> take_yearless_time(std::string_view text);
/// The moment in the twelve months before `end`; nothing if that year has no such day. A known year stays.
std::optional<FoundTime> in_year_before(const YearlessTime& time, std::optional<base::Instant> end);

/// `Jun 27, 2023 @ 18:36:41.000`, `Jun 27, 2023, 6:36:41 PM`: what consoles export. All of the text; never with a zone.
std::optional<FoundTime> parse_month_first(std::string_view text);

/// `6/25/2023 1:04:11 PM`, `25.06.2023 13:04`, `25/06/23, 13:04:11`, `2023/6/5 9:04`: numbers in the order of somebody's
/// language, perhaps with a fraction and a zone. `day_first` is what other dates of the file show (`day_first_in`); a number
/// above 12 in the date itself is surer. Where neither tells, points mean the day first, AM and PM the month; else nothing
/// is found, for a month that is made up is worse than none. It may be followed by anything that cannot belong to it.
std::optional<FoundTime> take_numeric_time(std::string_view text, std::optional<bool> day_first);
/// What the first time in `head` shows that has a number above 12.
std::optional<bool> day_first_in(std::string_view head);

/// A number of seconds, milli-, micro- or nanoseconds since 1970, told apart by its size: nobody's log is from before
/// 1990 or after 2100. A fraction is allowed after seconds and milliseconds.
std::optional<base::Instant> parse_epoch_any(std::string_view text);

/// A whole text of one of the forms that JSON logs use: RFC 3339 with or without a zone, or `parse_epoch_any`.
std::optional<FoundTime> parse_json_time(std::string_view text);

/// Sets the time, what it is worth and how the source wrote it; a local time is moved by `utc_offset_minutes`.
void set_time(model::Event& event, const FoundTime& found, int utc_offset_minutes = 0);
void set_time(model::Event& event, const std::optional<FoundTime>& found, int utc_offset_minutes = 0);
/// The same for an instant whose zone is known; `text`, as the source wrote it, has no blanks around it.
void set_exact_time(model::Event& event, base::Instant instant, std::string_view text);
/// The same, where the event may have a time already (of the line that a message stands in): a zone that is known wins.
void set_surer_time(model::Event& event, const std::optional<FoundTime>& found, int utc_offset_minutes = 0);

}  // namespace clew::evidence
