#include "clew/intel/dates.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

struct DateCase {
  std::string_view name;
  std::string_view text;
  Date want;
};
class Dates : public testing::TestWithParam<DateCase> {};

TEST_P(Dates, AreReadAsPeopleWriteThem) {
  const auto found = find_dates(GetParam().text);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front().date, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Orders, Dates,
    testing::Values(
        DateCase{"iso", "2023-06-20", {2023, 6, 20}}, DateCase{"iso_month", "2023-06", {2023, 6, 0}},
        DateCase{"slashes", "2023/06/20", {2023, 6, 20}}, DateCase{"day_that_is_no_month", "19/07/2024", {2024, 7, 19}},
        DateCase{"day_that_is_no_month_us", "07/19/2024", {2024, 7, 19}},
        DateCase{"day_that_may_be_a_month", "06/07/2023", {2023, 0, 0}}, DateCase{"german", "20.6.2023", {2023, 6, 20}},
        DateCase{"day_first", "22 June 2023", {2023, 6, 22}}, DateCase{"no_year", "on 22 June", {0, 6, 22}},
        DateCase{"ordinal", "22nd of June 2023", {2023, 6, 22}},
        DateCase{"month_first", "June 22nd, 2023", {2023, 6, 22}},
        DateCase{"short_month", "Jun. 3, 2023", {2023, 6, 3}}, DateCase{"month", "June 2023", {2023, 6, 0}},
        DateCase{"bold", "**22 June 2023**", {2023, 6, 22}}, DateCase{"timestamp", "2023-06-20T18:36Z", {2023, 6, 20}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(FindDates, LeavesVersionsAndVerbsAlone) {
  EXPECT_TRUE(find_dates("version 1.2.3 may march on").empty());
  EXPECT_TRUE(find_dates("port 4431 and 12:30").empty());
}

struct StretchCase {
  std::string_view name;
  std::string_view text;
  std::string_view from, to;  // dates; empty is open
  int year = 0;
};
class Stretches : public testing::TestWithParam<StretchCase> {};

std::string date_or_nothing(const std::optional<base::Instant>& instant) {
  return instant ? base::to_date(*instant) : std::string();
}

TEST_P(Stretches, EndWithTheFirstMomentThatNoLongerBelongs) {
  const auto found = find_stretches(GetParam().text, GetParam().year);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(date_or_nothing(found.front().window.from), GetParam().from);
  EXPECT_EQ(date_or_nothing(found.front().window.to), GetParam().to);
}

INSTANTIATE_TEST_SUITE_P(
    Phrases, Stretches,
    testing::Values(
        StretchCase{"days_share_a_year", "from 22 June to 12 July 2023", "2023-06-22", "2023-07-13"},
        StretchCase{"bold", "the time from **22 June to 12 July 2023**, and", "2023-06-22", "2023-07-13"},
        StretchCase{"between", "between June 20 and July 12, 2023", "2023-06-20", "2023-07-13"},
        StretchCase{"iso", "from 2023-06-20 to 2023-07-12", "2023-06-20", "2023-07-13"},
        StretchCase{"months", "from January to May 2022 only", "2022-01-01", "2022-06-01"},
        StretchCase{"months_with_dash", "Jan-May 2022", "2022-01-01", "2022-06-01"},
        StretchCase{"months_and_years", "between March 2021 and June 2021", "2021-03-01", "2021-07-01"},
        StretchCase{"days_share_a_month",
                    "20\xe2\x80\x93"
                    "22 June 2023",
                    "2023-06-20", "2023-06-23"},
        StretchCase{"days_share_a_month_us", "June 20 to 22, 2023", "2023-06-20", "2023-06-23"},
        StretchCase{"turn_of_the_year", "20 December to 3 January 2024", "2023-12-20", "2024-01-04"},
        StretchCase{"times", "from 6 May 2025 14:00 UTC until 12 May 2025 09:30 UTC", "2025-05-06", "2025-05-13"},
        StretchCase{"times_iso", "From 2025-09-08 16:40 UTC to 2025-09-12 11:15 UTC an", "2025-09-08", "2025-09-13"},
        StretchCase{"times_first", "Between 06:00 (UTC) on 3 May and 9 am on 4 May 2025", "2025-05-03", "2025-05-05"},
        StretchCase{"times_french", "Entre le 10 mars 2025 \xc3\xa0 22 h 00 UTC et le 19 mars 2025 \xc3\xa0 06 h 30",
                    "2025-03-10", "2025-03-20"},
        StretchCase{"midnight", "29 October 2025 00:00 UTC to 31 October 2025 00:00 UTC", "2025-10-29", "2025-10-31"},
        StretchCase{"days_in_a_row", "On 29 and 30 October 2025 a", "2025-10-29", "2025-10-31"},
        StretchCase{"since", "since June 2023", "2023-06-01", ""},
        StretchCase{"until", "until 3 May 2022", "", "2022-05-04"},
        StretchCase{"year_of_publication", "from 22 June to 12 July", "2023-06-22", "2023-07-13", 2023}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(FindStretches, NeverGuessAYear) { EXPECT_TRUE(find_stretches("from 22 June to 12 July").empty()); }
TEST(FindStretches, TakeAnEnumerationForNone) {
  EXPECT_TRUE(find_stretches("on 22 June 2023 and 12 July 2023").empty());
}

TEST(ParseEnd, MeansTheEndOfWhatIsNamed) {
  EXPECT_EQ(base::to_rfc3339(parse_end("2022-05").value()), "2022-06-01T00:00:00Z");
  EXPECT_EQ(base::to_rfc3339(parse_end("2022").value()), "2023-01-01T00:00:00Z");
  EXPECT_EQ(base::to_rfc3339(parse_end("2022-05-03").value()), "2022-05-04T00:00:00Z");
  EXPECT_EQ(base::to_rfc3339(parse_end("2022-05-03T10:00:00Z").value()), "2022-05-03T10:00:00Z");
  EXPECT_FALSE(parse_end("soon"));
  EXPECT_FALSE(parse_end("31 June 2022"));
}

}  // namespace
}  // namespace clew::intel
