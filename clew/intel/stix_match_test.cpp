#include "clew/intel/stix_match.h"

#include "clew/intel/detail/json_text.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using base::Fault;
using detail::JsonText;
using detail::JsonValue;

std::string bytes_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

std::filesystem::path folder_of_cases(std::string_view name) {
  const char* const shared = std::getenv("CLEW_SHARED");
  return shared == nullptr ? std::filesystem::path{}
                           : std::filesystem::path(shared) / "data/intel/stix_patterns" / name;
}

/// "match", "nomatch" or "error", as OASIS's cases have it.
std::string outcome(std::string_view pattern, const Observations& observations) {
  const auto matcher = PatternMatcher::compile(pattern);
  if (!matcher) return "error";
  const auto found = matcher->find(observations);
  if (!found) return "error";
  return *found ? "match" : "nomatch";
}

TEST(PatternMatcher, AgreesWithEveryCaseOfTheStandardsOwnMatcher) {
  const auto path = folder_of_cases("stix_pattern_matcher_cases.json");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no data/intel/stix_patterns in CLEW_SHARED";
  const std::string source = bytes_of_file(path);
  const auto json = JsonText::parse("cases", source);
  ASSERT_TRUE(json);
  std::size_t count = 0;
  for (const JsonValue row : json->root()["cases"]) {
    const std::string name = std::string(row["module"].text()) + ":" + std::string(row["observations"].text());
    const base::Span where = json->root()["observations"][name].where();
    const auto observations =
        Observations::parse(std::string_view(source).substr(where.offset_bytes, where.size_bytes));
    ASSERT_TRUE(observations) << name << ": " << observations.error().what;
    std::string want(row["expect"].text());
    // The function asserts `not res`; whoever made the list of it took its name for the answer.
    if (row["test"].text() == "test_match_referenced_sco_only") want = "nomatch";
    EXPECT_EQ(outcome(row["pattern"].text(), *observations), want) << name << " " << row["pattern"].text();
    ++count;
  }
  EXPECT_GE(count, 820U);
}

TEST(PatternValidator, AgreesWithEveryCaseOfTheStandardsOwnValidator) {
  const auto path = folder_of_cases("stix_pattern_validator_cases.json");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no data/intel/stix_patterns in CLEW_SHARED";
  const std::string source = bytes_of_file(path);
  const auto json = JsonText::parse("cases", source);
  ASSERT_TRUE(json);
  std::size_t count = 0;
  for (const JsonValue row : json->root()["cases"]) {
    const std::string_view text = row["pattern"].text();
    const bool is_valid_by_them = !row["extra"].has_value();
    const auto version = row["version"].text() == "v20" ? StixVersion::v2_0 : StixVersion::v2_1;
    const auto pattern = parse_pattern(text);
    const auto valid = pattern ? validate(*pattern, version) : std::unexpected(pattern.error());
    EXPECT_EQ(valid.has_value(), is_valid_by_them) << text << (valid ? "" : ": " + valid.error().what);
    ++count;
    if (valid || is_valid_by_them) continue;
    // Where their message names a column, it is ours.
    std::string_view message;
    for (const JsonValue line : row["extra"]) message = line.text();
    const std::string here = fmt::format("line 1:{}.", valid.error().where.offset_bytes);
    const auto column = message.find("line 1:");
    const bool names_column = column != std::string_view::npos && message.find('.', column) != std::string_view::npos;
    EXPECT_TRUE(!names_column || message.find(here) != std::string_view::npos)
        << text << ": " << message << " " << here;
  }
  EXPECT_GE(count, 219U);
}

/// One observation each; `at` in seconds of one minute.
std::string observed_data(std::initializer_list<std::pair<int, std::string_view>> objects) {
  std::string json = "[";
  for (const auto& [at, object] : objects) {
    const std::string time = fmt::format("2024-01-01T00:00:{:02}Z", at);
    json += fmt::format(R"({}{{"type":"observed-data","first_observed":"{}","last_observed":"{}","number_observed":1,)"
                        R"("objects":{{"0":{}}}}})",
                        json.size() > 1 ? "," : "", time, time, object);
  }
  return json + "]";
}

struct MatchCase {
  std::string_view pattern, want;
};

TEST(PatternMatcher, TakesTimesAndOrderSeriously) {
  const auto observations = Observations::parse(
      observed_data({{5, R"({"type":"a","n":1})"}, {9, R"({"type":"a","n":2})"}, {30, R"({"type":"b","s":"X"})"}}));
  ASSERT_TRUE(observations);
  for (const MatchCase& one : std::to_array<MatchCase>({
           {"[a:n = 1] FOLLOWEDBY [a:n = 2]", "match"},
           {"[a:n = 2] FOLLOWEDBY [a:n = 1]", "nomatch"},
           {"([a:n = 1] FOLLOWEDBY [a:n = 2] FOLLOWEDBY [b:s = 'X']) WITHIN 25 SECONDS", "match"},
           {"([a:n = 1] FOLLOWEDBY [a:n = 2] FOLLOWEDBY [b:s = 'X']) WITHIN 24 SECONDS", "nomatch"},
           {"[a:n > 0] REPEATS 2 TIMES WITHIN 4 SECONDS", "match"},
           {"[a:n > 0] REPEATS 2 TIMES WITHIN 3.9 SECONDS", "nomatch"},
           {"[a:n > 0] REPEATS 3 TIMES", "nomatch"},
           {"([a:n = 1] OR [b:s = 'X']) REPEATS 2 TIMES", "match"},
           {"([a:n = 1] OR [b:s = 'Y']) REPEATS 2 TIMES", "nomatch"},
           {"([a:n = 1] AND [a:n = 2] OR [b:s = 'Y']) AND [b:s = 'X']", "match"},
           {"[b:s = 'X'] START t'2024-01-01T00:00:30Z' STOP t'2024-01-01T00:00:31Z'", "match"},
           {"[b:s = 'X'] START t'2024-01-01T00:00:29Z' STOP t'2024-01-01T00:00:30Z'", "nomatch"},
           {"[b:s MATCHES '^x$']", "nomatch"},
           {"[b:s MATCHES '^[X-Z]$' AND b:s LIKE '_']", "match"},
           {"[EXISTS b:s]", "match"},
           {"[EXISTS b:t]", "nomatch"},
           {"[NOT EXISTS b:t]", "match"},
           {"[a:n = 1 AND b:s = 'X']", "nomatch"},
           {"[b:s = t'2024-02-30T00:00:00Z']", "error"},
           {"[b:s ISSUBSET 'no network']", "error"},
       })) {
    EXPECT_EQ(outcome(one.pattern, *observations), one.want) << one.pattern;
  }
}

TEST(PatternMatcher, SaysThatAnExpressionIsUnsupportedInsteadOfBacktracking) {
  for (const std::string_view expression : {"(?=a)b", R"((a)\\1)", "a++b", "(?<!x)y"}) {
    const auto matcher = PatternMatcher::compile(fmt::format("[a:b MATCHES '{}']", expression));
    ASSERT_FALSE(matcher) << expression;
    EXPECT_EQ(matcher.error().fault, Fault::unsupported) << expression << ": " << matcher.error().what;
  }
  // What makes a backtracking engine hang is one pass here.
  const auto observations =
      Observations::parse(observed_data({{1, fmt::format(R"({{"type":"a","s":"{}!"}})", std::string(50'000, 'a'))}}));
  ASSERT_TRUE(observations);
  EXPECT_EQ(outcome("[a:s MATCHES '^(a+)+$']", *observations), "nomatch");
}

TEST(PatternMatcher, EndsWithAnErrorAndNoAnswerWhereThereAreTooManyWays) {
  std::string json = "[";
  for (int i = 0; i < 60; ++i) {
    json += fmt::format(R"({}{{"type":"observed-data","first_observed":"2024-01-01T00:00:{:02}Z",)"
                        R"("last_observed":"2024-01-01T00:00:{:02}Z","objects":{{"0":{{"type":"a","n":{}}}}}}})",
                        i == 0 ? "" : ",", i, i, i);
  }
  const auto observations = Observations::parse(json + "]");
  ASSERT_TRUE(observations);
  // Pairs that are never within two seconds of a third: every choice of pairs is tried.
  const auto matcher = PatternMatcher::compile(
      "(([a:n < 30] AND [a:n >= 0]) REPEATS 14 TIMES AND ([a:n < 2] FOLLOWEDBY [a:n > 57])) WITHIN 50 SECONDS");
  ASSERT_TRUE(matcher);
  const auto found = matcher->find(*observations);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().fault, Fault::over_limit);
  // Many parts alone are no trouble.
  std::string text = "[a:n = 0]";
  for (int i = 1; i < 60; ++i) text += fmt::format(" FOLLOWEDBY [a:n >= {}]", i);
  EXPECT_EQ(outcome(text, *observations), "match");
  EXPECT_EQ(outcome("[a:n >= 0] REPEATS 60 TIMES WITHIN 59 SECONDS", *observations), "match");
  EXPECT_EQ(outcome("[a:n >= 0] REPEATS 60 TIMES WITHIN 58 SECONDS", *observations), "nomatch");
  EXPECT_EQ(outcome("[a:n >= 0] REPEATS 1000000000 TIMES", *observations), "nomatch");
}

TEST(PatternMatcher, FollowsReferencesInCirclesOnlyOnce) {
  const auto observations = Observations::parse(
      R"({"type":"observed-data","first_observed":"2024-01-01T00:00:00Z","last_observed":"2024-01-01T00:00:00Z",)"
      R"("objects":{"0":{"type":"a","b_refs":["0","1"]},"1":{"type":"a","n":7,"b_refs":["1","0"]}}})");
  ASSERT_TRUE(observations);
  std::string path = "a:b_refs[*]";
  for (int i = 0; i < 100; ++i) path += ".b_refs[*]";
  EXPECT_EQ(outcome("[" + path + ".n = 7]", *observations), "match");
  EXPECT_EQ(outcome("[" + path + ".n = 8]", *observations), "nomatch");
}

}  // namespace
}  // namespace clew::intel
