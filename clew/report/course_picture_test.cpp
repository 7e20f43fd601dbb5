// The picture of the course, as it stands on the page, and the axes that it is drawn over.
#include "clew/report/detail/course_picture.h"

#include "clew/report/detail/time_axis.h"
#include "clew/report/html.h"
#include "clew/report/sample_cases.h"

#include <limits>

#include <gtest/gtest.h>

namespace clew::report {
namespace {

std::string drawn(const model::CaseDocument& document) {
  detail::Page page(document);
  draw_course(page);
  return page.out();
}

struct AxisCase {
  std::string_view name;
  std::string from, to;
  std::vector<std::string> want;
};

TEST(CalendarAxis, TicksStandAtFullStepsOfTheCalendar) {
  const std::vector<AxisCase> cases = {
      {"moment",
       "2024-02-29T17:56:41Z",
       "2024-02-29T17:56:41Z",
       {"02-29 17:56:36", "17:56:38", "17:56:40", "17:56:42", "17:56:44", "17:56:46"}},
      {"minutes", "2024-02-29T17:56:41Z", "2024-02-29T18:01:41Z", {"02-29 17:57", "17:58", "17:59", "18:00", "18:01"}},
      {"over_midnight",
       "2024-02-29T22:10:00Z",
       "2024-03-01T03:10:00Z",
       {"02-29 23:00", "03-01 00:00", "01:00", "02:00", "03:00"}},
      {"days", "2024-02-29T17:56:41Z", "2024-03-05T10:00:00Z", {"2024-03-01", "03-02", "03-03", "03-04", "03-05"}},
      {"months",
       "2023-11-20T00:00:00Z",
       "2024-04-10T00:00:00Z",
       {"2023-12-01", "2024-01-01", "02-01", "03-01", "04-01"}},
      {"years",
       "2019-06-01T00:00:00Z",
       "2024-04-10T00:00:00Z",
       {"2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01"}},
  };
  for (const AxisCase& row : cases) {
    std::vector<std::string> labels;
    double before = -1;
    for (const auto& tick : detail::CalendarAxis(samples::at(row.from), samples::at(row.to)).ticks()) {
      labels.push_back(tick.label);
      EXPECT_GT(tick.share, before) << row.name;
      EXPECT_LE(tick.share, 1) << row.name;
      before = tick.share;
    }
    EXPECT_EQ(labels, row.want) << row.name;
  }
}

TEST(CalendarAxis, HoldsEveryTimeThatThereIs) {
  const base::Instant first{std::numeric_limits<std::int64_t>::min(), 0};
  const base::Instant last{std::numeric_limits<std::int64_t>::max(), 0};
  const detail::CalendarAxis axis(first, last);
  EXPECT_GT(axis.share(first), 0);
  EXPECT_LT(axis.share(last), 1);
  EXPECT_LE(axis.ticks().size(), detail::CalendarAxis::ticks_max);
  for (const auto& [from, to] : {std::pair(first, first), std::pair(last, last), std::pair(last, first)})
    EXPECT_LE(detail::CalendarAxis(from, to).ticks().size(), detail::CalendarAxis::ticks_max);
}

TEST(ElapsedAxis, GivesTheFirstSecondsAsMuchRoomAsTheDaysAfter) {
  const detail::ElapsedAxis axis(604'800);
  EXPECT_GT(axis.share(10) - axis.share(0), axis.share(604'800) - axis.share(86'400));
  EXPECT_LT(axis.share(604'800), 1);
  EXPECT_EQ(axis.ticks().front().label, "0");
  EXPECT_EQ(axis.ticks().back().label, "1 week");
}

TEST(CoursePicture, HasAMarkForEveryFindingThatCounts) {
  const std::string picture = drawn(samples::spread(2));
  for (const auto& finding : samples::spread(2).findings)
    EXPECT_NE(picture.find(finding.id + " 2024-"), std::string::npos) << finding.id;
  EXPECT_EQ(samples::count_of(picture, "class=\"lane compromised\""), 4U)
      << "two by the calendar, two by what followed";
}

TEST(CoursePicture, FoldsManyDevicesIntoStripsWithTheirNumber) {
  const std::string picture = drawn(samples::spread(500));
  EXPECT_EQ(samples::count_of(picture, "class=\"lane compromised\""), 2 * detail::course_lanes_folded);
  EXPECT_NE(picture.find("417 more compromised"), std::string::npos);
  EXPECT_NE(picture.find("71 more suspicious"), std::string::npos);
  EXPECT_NE(picture.find("358 of 500 were reached in this time"), std::string::npos);
  EXPECT_LT(render_html(samples::spread(500)).size(), 2'000'000U);
}

TEST(CoursePicture, DoesNotShowGradesByColourAlone) {
  const std::string picture = drawn(samples::hit());
  for (const std::string_view grade : {"executed", "contacted", "authenticated"})
    EXPECT_NE(picture.find("href=\"#mark-" + std::string(grade) + "\""), std::string::npos) << grade;
}

TEST(CoursePicture, HasNothingToDrawWhereNothingCountsOrNothingHasATime) {
  EXPECT_EQ(drawn(samples::not_seen()), "");
  EXPECT_EQ(drawn(samples::empty()), "");
  auto document = samples::hit();
  for (auto& finding : document.findings) finding.time.reset();
  EXPECT_EQ(drawn(document), "");
}

TEST(CoursePicture, SaysThatTheDoorIsNotKnown) {
  auto document = samples::hit();
  document.answer.door_kind = "unknown";
  EXPECT_NE(drawn(document).find("entry unknown"), std::string::npos);
  EXPECT_EQ(drawn(samples::hit()).find("entry unknown"), std::string::npos);
}

TEST(CoursePicture, MarksLeadToTheirFindingsOnly) {
  const std::string page = render_html(samples::spread(500));
  for (std::size_t begin = page.find("href=\"#F"); begin != std::string::npos;
       begin = page.find("href=\"#F", begin + 1)) {
    const std::string name = page.substr(begin + 7, page.find('"', begin + 7) - begin - 7);
    ASSERT_NE(page.find("id=\"" + name + "\""), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace clew::report
