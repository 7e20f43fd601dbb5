#include "clew/cli/stopwatch.h"

#include <array>

#include <gtest/gtest.h>

namespace clew::cli {
namespace {

TEST(Stopwatch, GivesARateOnlyToStagesThatReadEvidence) {
  const std::array<Stage, 3> stages = {Stage{"reading notices", 0.25, 0}, Stage{"searching", 2, 500'000'000},
                                       Stage{"reading around", 0, 1'000'000}};
  EXPECT_EQ(timings_in_words(stages),
            "stage                  seconds        MB      MB/s\n"
            "reading notices          0.250\n"
            "searching                2.000     500.0     250.0\n"
            "reading around           0.000       1.0\n"
            "total                    2.250\n");
}

TEST(Stopwatch, KeepsItsStagesInOrderAndNoTimeIsNegative) {
  Stopwatch watch;
  watch.lap("one", 1);
  watch.lap("two", 0);
  ASSERT_EQ(watch.stages().size(), 2U);
  EXPECT_EQ(watch.stages()[0].name, "one");
  EXPECT_EQ(watch.stages()[0].bytes, 1U);
  EXPECT_EQ(watch.stages()[1].name, "two");
  for (const Stage& stage : watch.stages()) EXPECT_GE(stage.seconds, 0);
}

}  // namespace
}  // namespace clew::cli
