#include "clew/model/log_mapping.h"

#include <gtest/gtest.h>

namespace clew::model {
namespace {

struct PatternCase {
  std::string_view name, pattern, text;
  bool fits;
};

constexpr PatternCase patterns[] = {
    {"equal", "user.session.start", "user.session.start", true},
    {"case_does_not_matter", "SUCCESS", "success", true},
    {"longer", "user.session", "user.session.start", false},
    {"any_rest", "user.session.*", "user.session.start", true},
    {"rest_may_be_empty", "user.*", "user.", true},
    {"any_begin", "*_create", "command_create", true},
    {"middle", "user.*.reset_all", "user.mfa.factor.reset_all", true},
    {"middle_that_is_missing", "user.*.reset_all", "user.reset", false},
    {"star_takes_more_after_a_mismatch", "*ab", "aab", true},
    {"two_stars", "*session*", "user.session.clear", true},
    {"star_alone", "*", "x", true},
    {"empty_pattern", "", "x", false},
    {"empty_both", "", "", true},
};

TEST(LogMapping, APatternHasStarsAndNothingElse) {
  for (const PatternCase& row : patterns) EXPECT_EQ(fits_pattern(row.pattern, row.text), row.fits) << row.name;
}

TEST(LogMapping, ALongValueFitsOnlyWhatFitsAll) {
  EXPECT_TRUE(fits_pattern("a*", std::string(log_value_bytes_max, 'a')));
  EXPECT_FALSE(fits_pattern("a*", std::string(log_value_bytes_max + 1, 'a')));
  EXPECT_TRUE(fits_pattern("*", std::string(log_value_bytes_max + 1, 'a')));
}

TEST(LogMapping, AHostilePatternTakesNoExponentialTime) {
  const std::string text(log_value_bytes_max, 'a');
  std::string pattern;
  for (int i = 0; i < 90; ++i) pattern += "a*";
  EXPECT_FALSE(fits_pattern(pattern + "b", text));
}

TEST(LogMapping, EveryNameLeadsBackToItsNumber) {
  for (std::size_t i = 0; i < attribute_count; ++i) {
    const auto attribute = static_cast<Attribute>(i);
    EXPECT_EQ(attribute_named(name_of(attribute)), attribute);
  }
  EXPECT_EQ(event_class_named("account_change"), EventClass::account_change);
  EXPECT_EQ(sight_named("order_result"), Sight::order_result);
  EXPECT_EQ(attribute_named("resources.colour"), std::nullopt);
  EXPECT_EQ(event_class_named("magic"), std::nullopt);
  EXPECT_EQ(sight_named("magic"), std::nullopt);
}

TEST(LogMapping, AnActivityMeansWhatItsClassSays) {
  EXPECT_EQ(activity_named(EventClass::authentication, "logon"), activity::logon);
  EXPECT_EQ(activity_named(EventClass::api_activity, "delete"), activity::remove);
  EXPECT_EQ(activity_named(EventClass::authentication, "delete"), std::nullopt);
  EXPECT_EQ(activity_named(EventClass::dns_activity, "other"), activity::other);
}

}  // namespace
}  // namespace clew::model
