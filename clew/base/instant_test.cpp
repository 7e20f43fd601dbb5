#include "clew/base/instant.h"

#include <string>

#include <gtest/gtest.h>

namespace clew::base {
namespace {

/// A time as a source writes it, and as it is told; `want_error` is empty in a row that must parse.
struct TimeCase {
  std::string_view text, want, want_error;
  Span want_where = {};
};

class Times : public testing::TestWithParam<TimeCase> {};

TEST_P(Times, AreReadOrBlamed) {
  const TimeCase& row = GetParam();
  const auto instant = parse_rfc3339(row.text);
  if (row.want_error.empty()) {
    ASSERT_TRUE(instant) << row.text << ": " << instant.error().what;
    EXPECT_EQ(to_rfc3339(*instant), row.want);
    return;
  }
  ASSERT_FALSE(instant) << row.text;
  EXPECT_NE(instant.error().what.find(row.want_error), std::string::npos) << instant.error().what;
  EXPECT_EQ(instant.error().where, row.want_where) << row.text;
}

INSTANTIATE_TEST_SUITE_P(
    Good, Times,
    testing::Values(TimeCase{"2023-06-27T18:36:41Z", "2023-06-27T18:36:41Z", ""},
                    TimeCase{"2023-06-27t18:36:41z", "2023-06-27T18:36:41Z", ""},
                    TimeCase{"2023-06-27 18:36:41Z", "2023-06-27T18:36:41Z", ""},
                    TimeCase{"2023-06-27", "2023-06-27T00:00:00Z", ""},
                    TimeCase{"2023-06-27T18:36Z", "2023-06-27T18:36:00Z", ""},
                    TimeCase{"2023-06-27T18:36:41.2500Z", "2023-06-27T18:36:41.2500Z", ""},
                    TimeCase{"2023-06-27T18:36:41,5Z", "2023-06-27T18:36:41.5Z", ""},
                    TimeCase{"2023-06-27T18:36:41.123456789123Z", "2023-06-27T18:36:41.123456789Z", ""},
                    TimeCase{"2023-06-27T18:36:41+02:00", "2023-06-27T16:36:41Z", ""},
                    TimeCase{"2023-06-27T18:36:41-0730", "2023-06-28T02:06:41Z", ""},
                    TimeCase{"2023-12-31T23:59:59-00:01", "2024-01-01T00:00:59Z", ""},
                    TimeCase{"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z", ""},
                    TimeCase{"2016-12-31T23:59:60.75Z", "2016-12-31T23:59:59.75Z", ""},
                    TimeCase{"2024-02-29", "2024-02-29T00:00:00Z", ""},
                    TimeCase{"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z", ""},
                    TimeCase{"1678-01-01T00:00:00Z", "1678-01-01T00:00:00Z", ""},
                    TimeCase{"2261-12-31T23:59:59.999999999Z", "2261-12-31T23:59:59.999999999Z", ""}));

INSTANTIATE_TEST_SUITE_P(
    Bad, Times,
    testing::Values(
        TimeCase{"", "", "a year of four digits", {0, 0}}, TimeCase{"23-06-27", "", "a year of four digits", {0, 1}},
        TimeCase{"2023/06/27", "", "a year of four digits", {4, 1}}, TimeCase{"2023-6-27", "", "a month", {5, 1}},
        TimeCase{"2023-06", "", "a month", {7, 0}}, TimeCase{"2023-06-27_18:36:41Z", "", "'T'", {10, 1}},
        TimeCase{"2023-06-27T18", "", "an hour", {13, 0}}, TimeCase{"2023-06-27T18:36:41", "", "an offset", {19, 0}},
        TimeCase{"2023-06-27T18:36:41.Z", "", "digits behind the point", {20, 1}},
        TimeCase{"2023-06-27T18:36:41+2:00", "", "an offset", {20, 1}},
        TimeCase{"2023-06-27T18:36:41+24:00", "", "an offset", {25, 0}},
        TimeCase{"2023-06-27T18:36:41ZZ", "", "the end", {20, 1}}, TimeCase{"2023-02-29", "", "no such date", {0, 10}},
        TimeCase{"2023-13-01", "", "no such date", {0, 10}}, TimeCase{"2023-00-01", "", "no such date", {0, 10}},
        TimeCase{"2023-06-27T24:00:00Z", "", "no such date", {0, 20}},
        TimeCase{"2023-06-27T18:36:61Z", "", "no such date", {0, 20}},
        TimeCase{"1677-12-31T00:00:00Z", "", "no such date", {0, 20}},
        TimeCase{"2262-01-01T00:00:00Z", "", "no such date", {0, 20}},
        TimeCase{"1678-01-01T00:00:00+00:01", "", "1678 to 2261", {0, 25}},
        TimeCase{"2261-12-31T23:59:59-00:01", "", "1678 to 2261", {0, 25}}));

TEST(Instant, ErrorsStayShortHoweverLongTheInput) {
  const std::string text = "2023-13-01T00:00:00." + std::string(100'000, '1') + "Z";
  EXPECT_LT(parse_rfc3339(text).error().what.size(), 200U);
}

TEST(Instant, IsTheSameMomentHoweverFinelyWritten) {
  const auto coarse = parse_rfc3339("2023-06-27T18:36:41Z").value();
  const auto fine = parse_rfc3339("2023-06-27T20:36:41.000+02:00").value();
  EXPECT_EQ(coarse, fine);
  EXPECT_NE(to_rfc3339(coarse), to_rfc3339(fine));
  EXPECT_LT(coarse, parse_rfc3339("2023-06-27T18:36:41.000000001Z").value());
}

TEST(Instant, ReadsSecondsSince1970AsZeekWritesThem) {
  const auto text_of = [](std::string_view text) {
    const auto instant = parse_epoch_seconds(text);
    return instant ? to_rfc3339(*instant) : std::string("none");
  };
  EXPECT_EQ(text_of("1687891004.95"), "2023-06-27T18:36:44.95Z");
  EXPECT_EQ(text_of("0"), "1970-01-01T00:00:00Z");
  EXPECT_EQ(text_of("-0.5"), "1969-12-31T23:59:59.5Z");
  EXPECT_EQ(text_of("1687891004.1234567891"), "2023-06-27T18:36:44.123456789Z");
  EXPECT_EQ(text_of("0000000001687891004"), "2023-06-27T18:36:44Z");
  for (const std::string_view bad :
       {"00000000001687891004", "", "-", ".5", "1.", "1.5.5", "1e9", " 1", "+1", "9300000000", "99999999999999999999"})
    EXPECT_EQ(text_of(bad), "none") << bad;
}

TEST(Instant, GoesToACalendarAndBack) {
  for (std::int64_t seconds = -9'200'000'000; seconds <= 9'200'000'000; seconds += 86'399 * 997) {
    const Instant instant = Instant::from_seconds(seconds);
    const auto back = from_civil(to_civil(instant));
    ASSERT_TRUE(back) << seconds;
    ASSERT_EQ(*back, instant);
  }
}

TEST(Instant, HasADate) { EXPECT_EQ(to_date(parse_rfc3339("2023-06-27T23:30:00-01:00").value()), "2023-06-28"); }

}  // namespace
}  // namespace clew::base
