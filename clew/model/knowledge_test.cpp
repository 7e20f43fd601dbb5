#include "clew/model/knowledge.h"

#include <gtest/gtest.h>

namespace clew::model {
namespace {

TEST(DayOf, TakesTheLastDayThatADateMayMeanSoThatNothingIsKnownTooEarly) {
  EXPECT_EQ(date_of(day_of("2023-07-12").value()), "2023-07-12");
  EXPECT_EQ(date_of(day_of("2023-07").value()), "2023-07-31");
  EXPECT_EQ(date_of(day_of("2024-02").value()), "2024-02-29");
  EXPECT_EQ(date_of(day_of("2023").value()), "2023-12-31");
  EXPECT_EQ(date_of(day_of("2023-07-12T10:00:00Z").value()), "2023-07-12");
}

TEST(DayOf, RefusesWhatIsNoDate) {
  for (const std::string_view text : {"", "July 2023", "2023-13", "2023-02-30", "23-07-12", "2023-07-xx", "2023-"}) {
    EXPECT_FALSE(day_of(text)) << text;
  }
}

TEST(Kinds, AreFoundByTheNamesThatTheyGive) {
  for (std::size_t i = 0; i < trait_kind_count; ++i) {
    const auto kind = static_cast<KnownTrait::Kind>(i);
    EXPECT_EQ(trait_kind_named(name_of(kind)), kind);
  }
  for (std::size_t i = 0; i < relation_kind_count; ++i) {
    const auto kind = static_cast<RelationKind>(i);
    EXPECT_EQ(relation_kind_named(name_of(kind)), kind);
  }
  EXPECT_FALSE(trait_kind_named("colour"));
}

}  // namespace
}  // namespace clew::model
