#include "clew/intel/warning_lists.h"

#include "clew/intel/read_notice.h"

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::Value;
using model::ValueType;

WarningLists lists() {
  WarningLists result;
  EXPECT_TRUE(
      result.add("a", R"({"name":"Resolvers","type":"cidr","list":["9.9.9.0/24","2001:db8:1::/48","8.8.8.8"]})"));
  EXPECT_TRUE(result.add("b", R"({"name":"Shorteners","type":"hostname","list":[".sho.rt","tiny.test"]})"));
  EXPECT_TRUE(result.add("c", R"({"name":"Empty files","type":"string","list":["D41D8CD98F00B204E9800998ECF8427E"]})"));
  EXPECT_TRUE(result.add("d", R"({"name":"Analysis","type":"substring","list":["sandbox"]})"));
  return result;
}

std::vector<std::string> about(ValueType type, std::string_view text) {
  return lists().about(Value::parse(type, text).value());
}

TEST(WarningLists, NamesTheListsThatHoldAValue) {
  EXPECT_EQ(about(ValueType::ipv4, "9.9.9.10"), std::vector<std::string>{"Resolvers"});
  EXPECT_EQ(about(ValueType::ipv4, "8.8.8.8"), std::vector<std::string>{"Resolvers"});
  EXPECT_EQ(about(ValueType::ipv4, "9.9.9.10:443"), std::vector<std::string>{"Resolvers"});
  EXPECT_EQ(about(ValueType::domain, "tiny.test:8443"), std::vector<std::string>{"Shorteners"});
  EXPECT_EQ(about(ValueType::ipv4, "9.9.8.10"), std::vector<std::string>{});
  EXPECT_EQ(about(ValueType::ipv6, "2001:db8:1::7"), std::vector<std::string>{"Resolvers"});
  EXPECT_EQ(about(ValueType::domain, "a.sho.rt"), std::vector<std::string>{"Shorteners"});
  EXPECT_EQ(about(ValueType::domain, "nosho.rt"), std::vector<std::string>{});
  EXPECT_EQ(about(ValueType::url, "https://tiny.test/x"), std::vector<std::string>{"Shorteners"});
  EXPECT_EQ(about(ValueType::md5, "d41d8cd98f00b204e9800998ecf8427e"), std::vector<std::string>{"Empty files"});
  EXPECT_EQ(about(ValueType::domain, "my-sandbox.test"), std::vector<std::string>{"Analysis"});
}

TEST(WarningLists, RefusesWhatIsNoListOfAKnownType) {
  WarningLists result;
  EXPECT_EQ(result.add("a", R"({"name":"x","type":"regex","list":["/(a)\\1/"]})").error().fault,
            base::Fault::unsupported);
  EXPECT_EQ(result.add("a", R"({"name":"x","type":"glob","list":["a*"]})").error().fault, base::Fault::unsupported);
  EXPECT_EQ(result.add("a", R"({"type":"cidr","list":[]})").error().fault, base::Fault::malformed);
  EXPECT_FALSE(result.add("a", "no json"));
  EXPECT_EQ(result.size(), 0U);
}

TEST(WarningLists, MatchExpressionsAsPcreWritesThem) {
  WarningLists known;
  ASSERT_TRUE(known.add("a", R"({"name":"Numbered","type":"regex","list":["/^host[0-9]+\\.TEST$/i","(?=a)b"]})"));
  ASSERT_TRUE(known.add("b", R"({"name":"Bare","type":"regex","list":["^moth","{^fly}i"]})"));
  const auto about_name = [&](std::string_view name) {
    return known.about(Value::parse(ValueType::domain, name).value());
  };
  EXPECT_EQ(about_name("host12.test"), std::vector<std::string>{"Numbered"});
  EXPECT_EQ(about_name("hosts.test"), std::vector<std::string>{});
  EXPECT_EQ(about_name("moth.test"), std::vector<std::string>{"Bare"});
  EXPECT_EQ(about_name("fly.test"), std::vector<std::string>{"Bare"});
}

TEST(WarningPatterns, TakeNoExpressionThatNeedsBacktracking) {
  EXPECT_EQ(warning_pattern_of("/^a+$/i"), "(?i)^a+$");
  EXPECT_EQ(warning_pattern_of("a+"), "a+");
  EXPECT_EQ(warning_pattern_of("/(a)\\1/"), std::nullopt);
  EXPECT_EQ(warning_pattern_of("/a(?!b)/"), std::nullopt);
  EXPECT_EQ(warning_pattern_of("/a b/x"), std::nullopt);  // `x` would ignore the blank
  EXPECT_EQ(warning_pattern_of("/(/"), std::nullopt);
  EXPECT_EQ(warning_pattern_of("//"), std::nullopt);
}

TEST(WarningLists, WarnAndNeverDelete) {
  const WarningLists known = lists();
  ReadOptions options;
  options.warnings = &known;
  const auto notice = read_notice({"n", "# Indicators\n\n- 9.9.9[.]9\n- evil[.]test\n"}, {}, options);
  ASSERT_TRUE(notice);
  ASSERT_EQ(notice->indicators.size(), 2U);
  EXPECT_EQ(notice->indicators[0].warnings, std::vector<std::string>{"in the warning list \"Resolvers\""});
  EXPECT_TRUE(notice->indicators[1].warnings.empty());
}

}  // namespace
}  // namespace clew::intel
