#include "clew/intel/stix_pattern.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using base::Fault;
using base::Span;

struct BrokenCase {
  std::string_view name, pattern, want;
  Span where;
};
constexpr auto broken_cases = std::to_array<BrokenCase>({
    {"no_brackets", "file:size = 1", "\"[\" expected", {0, 4}},
    {"nothing", "", "\"[\" expected, and the pattern ends", {0, 0}},
    {"no_value", "[file:size = ]", "a value expected", {13, 1}},
    {"dot_for_colon", "[file.size = 1]", "\":\" expected", {5, 1}},
    {"hyphen_without_quotes", "[a:b-c = 1]", "in quotes if it has a hyphen", {3, 3}},
    {"lone_backslash", R"([a:b = 'c:\d'])", "a value expected", {10, 1}},
    {"open_string", "[a:b = 'c]", "a value expected", {7, 3}},
    {"odd_hex", "[a:b = h'0']", "a value expected", {7, 4}},
    {"padding_only", "[a:b = b'====']", "a value expected", {7, 7}},
    {"month_13", "[a:b = t'2024-13-01T00:00:00Z']", "a value expected", {7, 23}},
    {"order_of_booleans", "[a:b > true]", "a value expected", {7, 4}},
    {"keyword_in_small_letters", "[a:b = 1] within 2 SECONDS", "AND, OR, FOLLOWEDBY or the end", {10, 6}},
    {"negative_within", "[a:b = 1] WITHIN -5 SECONDS", "a positive number", {17, 2}},
    {"leading_zero", "[a:b = 007]", "a value expected", {7, 3}},
    {"start_without_stop", "[a:b = 1] START t'2024-01-01T00:00:00Z'", "STOP expected", {39, 0}},
    {"open_parenthesis", "([a:b = 1]", "\"(\" without \")\"", {0, 1}},
    {"open_parenthesis_inside", "[(a:b = 1]", "\"(\" without \")\"", {1, 1}},
    {"closed_twice", "[a:b = 1])", "AND, OR, FOLLOWEDBY or the end", {9, 1}},
    {"nothing_in_brackets", "[]", "a type of object", {1, 1}},
    {"comma_at_the_end", "[a:b IN (1,)]", "a value expected", {11, 1}},
    {"number_that_fits_nowhere", "[a:b = 99999999999999999999]", "a value expected", {7, 20}},
});

TEST(Pattern, SaysWhichBytesOfABrokenOneAreToBlame) {
  for (const BrokenCase& one : broken_cases) {
    const auto pattern = parse_pattern(one.pattern);
    ASSERT_FALSE(pattern) << one.name;
    EXPECT_NE(pattern.error().what.find(one.want), std::string::npos) << one.name << ": " << pattern.error().what;
    EXPECT_EQ(pattern.error().where, one.where)
        << one.name << " at " << pattern.error().where.offset_bytes << " size " << pattern.error().where.size_bytes;
  }
}

TEST(Pattern, KeepsEveryPartWithItsBytes) {
  const std::string_view text =
      R"([network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'a\'b'])";
  const auto pattern = parse_pattern(text);
  ASSERT_TRUE(pattern);
  const PatternTest& test = pattern->tests.front();
  EXPECT_EQ(test.path.text(), "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'");
  EXPECT_EQ(text.substr(test.path.where.offset_bytes, test.path.where.size_bytes), test.path.text());
  EXPECT_EQ(test.literals.front().text, "a'b");
  EXPECT_EQ(text.substr(test.literals.front().content.offset_bytes, test.literals.front().content.size_bytes),
            R"(a\'b)");
}

TEST(Pattern, BindsAndBeforeOrBeforeFollowedBy) {
  const auto pattern = parse_pattern("[a:b=1] FOLLOWEDBY [a:b=2] OR [a:b=3] AND [a:b=4] WITHIN 5 SECONDS");
  ASSERT_TRUE(pattern);
  using enum ObservationStep::Kind;
  std::vector<ObservationStep::Kind> kinds;
  for (const ObservationStep& step : pattern->steps) kinds.push_back(step.kind);
  const std::vector<ObservationStep::Kind> want = {observe, observe, observe, observe, within, all, any, followed_by};
  EXPECT_EQ(kinds, want);
}

TEST(Pattern, IsRefusedWhenItIsNestedTooDeeplyAndReadWhenItIsNot) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "[a:b = 1]" + std::string(depth, ')'); };
  EXPECT_TRUE(parse_pattern(nested(pattern_depth_max)));
  const auto refused = parse_pattern(nested(pattern_depth_max + 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::over_limit);
  EXPECT_FALSE(parse_pattern(std::string(1U << 20U, '(')));
}

TEST(Pattern, OfTenThousandHashesIsRead) {
  std::string text = "[file:size > 1";
  for (int i = 0; i < 10'000; ++i) text += " OR file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e'";
  const auto pattern = parse_pattern(text + "]");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->tests.size(), 10'001U);
}

struct ValidCase {
  std::string_view pattern, want;  // empty: valid
  StixVersion version;
};
constexpr auto valid_cases = std::to_array<ValidCase>({
    {"[file:hashes.'SHA-256' = 'f00']", "not a SHA-256 hash", StixVersion::v2_1},
    {"[file:hashes.MD5 IN ('zz')]", "not a MD5 hash", StixVersion::v2_1},
    {"[file:hashes.SSDEEP = 'whatever']", "", StixVersion::v2_1},
    {"[a:b IN (1, 2.5)]", "", StixVersion::v2_1},
    {"[a:b IN (1, 'x')]", "different kinds", StixVersion::v2_1},
    {"[a:b = 1] WITHIN 0 SECONDS", "no time", StixVersion::v2_1},
    {"[a:b = 1] REPEATS 0 TIMES", "REPEATS 0", StixVersion::v2_1},
    {"[a:b = 1] WITHIN 1 SECONDS WITHIN 2 SECONDS", "twice", StixVersion::v2_1},
    {"[a:b = 1] WITHIN 1 SECONDS WITHIN 2 SECONDS", "", StixVersion::v2_0},
    {"[a:b = 1] START '2024-01-01T00:00:00Z' STOP '2024-01-02T00:00:00Z'", "", StixVersion::v2_0},
    {"[a:b = 1] START '2024-01-01T00:00:00Z' STOP '2024-01-02T00:00:00Z'", "written t'", StixVersion::v2_1},
});

TEST(Pattern, IsValidatedByWhatItMeans) {
  for (const ValidCase& one : valid_cases) {
    const auto pattern = parse_pattern(one.pattern);
    ASSERT_TRUE(pattern) << one.pattern;
    const auto valid = validate(*pattern, one.version);
    EXPECT_EQ(valid.has_value(), one.want.empty()) << one.pattern;
    const std::string why = valid ? std::string{} : valid.error().what;
    EXPECT_NE(why.find(one.want), std::string::npos) << why;
  }
}

TEST(StixTime, CountsTheDaysOfTheGregorianCalendar) {
  EXPECT_EQ(parse_stix_time("1970-01-01T00:00:00Z")->seconds, 0);
  EXPECT_EQ(parse_stix_time("2000-03-01T00:00:00Z")->seconds, 951868800);
  EXPECT_EQ(parse_stix_time("1000-12-03T21:34:41Z")->seconds, -30581115919);
  EXPECT_EQ(parse_stix_time("2016-06-01T01:30:00.123Z")->nanoseconds, 123'000'000);
  EXPECT_FALSE(parse_stix_time("2023-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_stix_time("2023-02-28T00:00:00z"));
  EXPECT_FALSE(parse_stix_time("2023-02-28T00:00Z"));
}

}  // namespace
}  // namespace clew::intel
