#include "clew/evidence/formats/time_of.h"

#include <string>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

std::string shown(const std::optional<FoundTime>& time) {
  if (!time) return "";
  return base::to_rfc3339(time->instant) + (time->zone_known ? "" : " local");
}

struct TimeCase {
  std::string_view text;
  std::string_view want;
};

TEST(TimeOf, ADateAndTimeMayLackItsZone) {
  constexpr TimeCase cases[] = {
      {"2023-06-27T18:36:41Z rest", "2023-06-27T18:36:41Z"},
      {"2023-06-27T18:36:41.250Z", "2023-06-27T18:36:41.250Z"},
      {"2023-06-27 18:36:41,250 INFO", "2023-06-27T18:36:41.250Z local"},
      {"2023/06/27 18:36:41 [194]", "2023-06-27T18:36:41Z local"},
      {"2023-06-27T20:36:41+02:00 x", "2023-06-27T18:36:41Z"},
      {"2023-06-27 11:36:41 -0700 x", "2023-06-27T18:36:41Z"},
      {"2023-06-27 18:36:41 - worker", "2023-06-27T18:36:41Z local"},
      {"2023-06-27 18:36:41 Zone 3", "2023-06-27T18:36:41Z local"},
      {"2023-06-27T18:36:41.123456789123Z", "2023-06-27T18:36:41.123456789Z"},
      {"2023-06-31T18:36:41Z", ""},
      {"2023-06/27 18:36:41", ""},
      {"2023-06-27", ""},
      {"12023-06-27T18:36:41Z", ""},
      {"", ""},
  };
  for (const TimeCase& row : cases) EXPECT_EQ(shown(take_date_time(row.text)), row.want) << row.text;
}

TEST(TimeOf, ApacheWritesTheMonthAsAWord) {
  EXPECT_EQ(shown(take_apache_time("[10/Oct/2000:13:55:36 -0700] x")), "2000-10-10T20:55:36Z");
  EXPECT_EQ(shown(take_apache_time("[10/Oct/2000:13:55:36]")), "2000-10-10T13:55:36Z local");
  EXPECT_EQ(shown(take_apache_time("[10/Oke/2000:13:55:36 -0700]")), "");
  EXPECT_EQ(shown(take_apache_time("[10/Oct/2000 13:55:36]")), "");
}

TEST(TimeOf, AMailsDateHasManyForms) {
  constexpr TimeCase cases[] = {
      {"Fri, 07 Jul 2023 03:25:47 +0000", "2023-07-07T03:25:47Z"},
      {" Fri, 7 Jul 2023 05:25:47 +0200 (CEST)", "2023-07-07T03:25:47Z"},
      {"7 Jul 2023 03:25 GMT", "2023-07-07T03:25:00Z"},
      {"Fri, 7 Jul 23 03:25:47 EST", "2023-07-07T08:25:47Z"},
      {"Fri, 7 Jul 2023 03:25:47", "2023-07-07T03:25:47Z local"},
      {"Fri, 32 Jul 2023 03:25:47 +0000", ""},
      {"yesterday", ""},
  };
  for (const TimeCase& row : cases) EXPECT_EQ(shown(parse_mail_date(row.text)), row.want) << row.text;
}

TEST(TimeOf, NumbersAloneTellTheirOrderOrNothing) {
  struct Case {
    std::string_view text;
    std::optional<bool> day_first;
    std::string_view want;
  };
  const Case cases[] = {
      {"6/25/2023 1:04:11 PM 0F80", std::nullopt, "2023-06-25T13:04:11Z local"},
      {"25/6/2023, 13:04:11", std::nullopt, "2023-06-25T13:04:11Z local"},
      {"25.06.2023 13:04", std::nullopt, "2023-06-25T13:04:00Z local"},
      {"05.06.2023 13:04:11,250", std::nullopt, "2023-06-05T13:04:11.250Z local"},
      {"5/6/2023 12:04:11 AM", std::nullopt, "2023-05-06T00:04:11Z local"},
      {"5/6/2023, 1:04:11\u202fp.m.", std::nullopt, "2023-05-06T13:04:11Z local"},
      {"5/6/2023 12:04:11 AM", true, "2023-06-05T00:04:11Z local"},
      {"5/25/2023 13:04:11", true, "2023-05-25T13:04:11Z local"},
      {"05/06/23 13:04:11", true, "2023-06-05T13:04:11Z local"},
      {"05/06/23 13:04:11", false, "2023-05-06T13:04:11Z local"},
      {"05/06/2023 13:04:11 +02:00", false, "2023-05-06T11:04:11Z"},
      {"2023/6/5 9:04 UTC", std::nullopt, "2023-06-05T09:04:00Z"},
      {"05/06/2023 13:04:11", std::nullopt, ""},
      {"05/06/2023", true, ""},
      {"5/6/2023 13:04:11 PM", std::nullopt, ""},
      {"31/31/2023 13:04:11", std::nullopt, ""},
      {"10.13.20.23 13:04:11", std::nullopt, ""},
      {"1/2/345 13:04:11", true, ""},
      {"25.06/2023 13:04", std::nullopt, ""},
      {"", true, ""},
  };
  for (const Case& row : cases) EXPECT_EQ(shown(take_numeric_time(row.text, row.day_first)), row.want) << row.text;
}

TEST(TimeOf, OneDateShowsTheOrderOfTheOthers) {
  EXPECT_EQ(day_first_in("a,06/07/2023 10:00:00\nb,06/25/2023 10:00:00\n"), false);
  EXPECT_EQ(day_first_in("\"06/07/2023 10:00\"\n\"25/06/2023 10:00\"\n"), true);
  EXPECT_EQ(day_first_in("06/07/2023 10:00:00"), std::nullopt);
  EXPECT_EQ(day_first_in("build 1.25.2023 of x, 10.25.20.23 10:00"), std::nullopt) << "no time stands behind it";
  EXPECT_EQ(day_first_in("/a/25/06/2023 10:00"), std::nullopt) << "it is a part of something";
  EXPECT_EQ(day_first_in(""), std::nullopt);
}

TEST(TimeOf, ANumberTellsItsUnitByItsSize) {
  constexpr TimeCase cases[] = {
      {"1687891001", "2023-06-27T18:36:41Z"},
      {"1687891001.25", "2023-06-27T18:36:41.25Z"},
      {"1687891001250", "2023-06-27T18:36:41.250Z"},
      {"1687891001250000", "2023-06-27T18:36:41.250000Z"},
      {"1687891001250000000", "2023-06-27T18:36:41.250000000Z"},
      {"42", ""},
      {"99999999999999999999", ""},
      {"-1687891001", ""},
      {"1687891001x", ""},
  };
  for (const TimeCase& row : cases) {
    const auto instant = parse_epoch_any(row.text);
    EXPECT_EQ(instant ? base::to_rfc3339(*instant) : "", row.want) << row.text;
  }
}

TEST(TimeOf, ALocalTimeIsMovedByTheOffsetAndSaysSo) {
  model::Event event;
  set_time(event, take_date_time("2023/06/27 11:36:41"), -7 * 60);
  EXPECT_EQ(base::to_rfc3339(*event.time), "2023-06-27T18:36:41Z");
  EXPECT_EQ(event.time_quality, model::TimeQuality::zone_assumed);
  set_time(event, take_date_time("2023-06-27 11:36:41Z"), -7 * 60);
  EXPECT_EQ(base::to_rfc3339(*event.time), "2023-06-27T11:36:41Z");
  EXPECT_EQ(event.time_quality, model::TimeQuality::exact);
}

}  // namespace
}  // namespace clew::evidence
