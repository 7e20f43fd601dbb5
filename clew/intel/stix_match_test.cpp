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

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

std::filesystem::path cases(std::string_view name) {
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
  const auto path = cases("stix_pattern_matcher_cases.json");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no data/intel/stix_patterns in CLEW_SHARED";
  const std::string source = read_file(path);
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
  const auto path = cases("stix_pattern_validator_cases.json");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no data/intel/stix_patterns in CLEW_SHARED";
  const std::string source = read_file(path);
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

}  // namespace
}  // namespace clew::intel
