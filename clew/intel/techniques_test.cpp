#include "clew/intel/techniques.h"

#include "clew/base/text.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::NamedTechnique;
using model::Notice;

std::vector<std::string> stated(std::string_view text) {
  Notice notice;
  state_techniques(text, notice);
  std::vector<std::string> out;
  for (const NamedTechnique& technique : notice.techniques) {
    EXPECT_EQ(text.substr(technique.where.offset_bytes, technique.where.size_bytes), technique.text);
    out.push_back(fmt::format("{}@{}", technique.id, technique.where.offset_bytes));
  }
  for (const auto& refused : notice.refused_techniques) {
    EXPECT_EQ(text.substr(refused.where.offset_bytes, refused.where.size_bytes), refused.text);
    out.push_back(fmt::format("{}: {}", refused.text, refused.why));
  }
  return out;
}

struct StatedCase {
  std::string_view name;
  std::string_view text;
  std::vector<std::string> want;
};

class StatedTechniques : public testing::TestWithParam<StatedCase> {};

TEST_P(StatedTechniques, AreReadOrRefused) { EXPECT_EQ(stated(GetParam().text), GetParam().want); }

INSTANTIATE_TEST_SUITE_P(
    Forms, StatedTechniques,
    testing::Values(StatedCase{"with_a_part", "uses T1195.002.", {"T1195.002@5"}},
                    StatedCase{"link", "see https://attack.mitre.org/techniques/T1195/002/ now", {"T1195.002@36"}},
                    StatedCase{"link_without_part", "https://attack.mitre.org/techniques/T1195", {"T1195@36"}},
                    StatedCase{"bare_beside_the_word", "MITRE ATT&CK: T1105", {"T1105@14"}},
                    StatedCase{"bare_alone_may_be_a_car", "the T1105 pump was repaired", {}},
                    StatedCase{"two_bare_ones", "T1105, T1059", {"T1105@0", "T1059@7"}},
                    StatedCase{"each_once", "T1105 T1059 T1105", {"T1105@0", "T1059@6"}},
                    StatedCase{"ics", "ATT&CK T0817", {"T0817@7"}},
                    StatedCase{"tactic_is_none", "ATT&CK TA0001 TA0002", {}},
                    StatedCase{"inside_a_word", "ATT&CK XT1105 T11059 T1105x _T1105", {}},
                    StatedCase{"typographic_mark_behind", "ATT&CK T1105\xe2\x80\x94the", {"T1105@7"}},
                    StatedCase{"impossible_number", "ATT&CK T3000", {"T3000: no technique has the number 3000"}},
                    StatedCase{"short_part", "ATT&CK T1195.2", {"T1195.2: 1 digits behind the point, 3 expected"}},
                    StatedCase{"withdrawn", "ATT&CK T1086", {"T1086: withdrawn by ATT&CK, now T1059.001"}},
                    StatedCase{"a_path_is_no_list", "ATT&CK /files/T1105 a=T1105", {}}),
    [](const auto& row) { return std::string(row.param.name); });

/// The sentences are the last column: tab-separated label, score, decision, sentence.
TEST(TechniqueModel, SaysWhatTheScriptSays) {
  std::ifstream in(std::string(CLEW_SOURCE_DIR) + "/clew/intel/testdata/technique_scores.tsv");
  ASSERT_TRUE(in);
  const TechniqueModel& model = built_in_technique_model();
  std::size_t compared = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    const std::vector<std::string_view> cells = base::split(line, '\t');
    ASSERT_EQ(cells.size(), 4U);
    const Suggestion best = model.best(cells[3]);
    EXPECT_EQ(best.id, cells[0]) << cells[3];
    EXPECT_NEAR(best.score, std::strtod(std::string(cells[1]).c_str(), nullptr), 1e-3) << cells[3];
    const std::vector<float> decided = model.decide(cells[3]);
    EXPECT_NEAR(*std::ranges::max_element(decided), std::strtod(std::string(cells[2]).c_str(), nullptr), 1e-3);
    ++compared;
  }
  EXPECT_GE(compared, 9U);
}

std::string small_model(std::uint32_t labels) {
  std::string bytes = "clewtech";
  const auto number = [&](std::uint32_t value) {
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  };
  for (const std::uint32_t value : {1U, labels, 1U, 1U, 1U}) number(value);
  for (int i = 0; i < 6; ++i) number(0);
  for (std::uint32_t i = 0; i < labels; ++i) bytes += std::string("T1000\0\0\0\0\0\0\0", 12);
  for (std::uint32_t i = 0; i < 2 * labels; ++i) number(0);
  bytes += std::string("\1\0\0\0", 4);  // idf of four buckets
  bytes += std::string(labels, '\1');
  return bytes;
}

TEST(TechniqueModel, AFileThatIsNotWhatItsHeaderSaysIsRefused) {
  ASSERT_TRUE(TechniqueModel::parse(small_model(2)));
  for (std::size_t size = 0; size < small_model(2).size(); ++size)
    EXPECT_FALSE(TechniqueModel::parse(small_model(2).substr(0, size))) << size;
  EXPECT_FALSE(TechniqueModel::parse(small_model(2) + "x"));
  std::string wrong = small_model(2);
  wrong[8] = 2;
  EXPECT_EQ(TechniqueModel::parse(wrong).error().fault, base::Fault::unsupported);
  wrong = small_model(2);
  wrong[wrong.size() - 3] = '\1';  // one more bucket with a row than there are rows
  EXPECT_FALSE(TechniqueModel::parse(wrong));
}

std::vector<NamedTechnique> suggested(std::string_view text, Notice notice = {}) {
  std::vector<base::Span> sentences;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    sentences.push_back({begin, end - begin});
    begin = end + 1;
  }
  suggest_techniques(text, sentences, built_in_technique_model(), notice);
  return notice.techniques;
}

TEST(SuggestedTechniques, ASentenceSuggestsWithItsPlaceAndScore) {
  const std::string_view text =
      "The company has many customers in Europe.\nA scheduled task is created that runs the loader every hour.\n";
  const auto techniques = suggested(text);
  ASSERT_EQ(techniques.size(), 1U);
  EXPECT_EQ(techniques[0].id, "T1053.005");
  EXPECT_EQ(techniques[0].how, NamedTechnique::How::suggested);
  EXPECT_EQ(techniques[0].text, text.substr(techniques[0].where.offset_bytes, techniques[0].where.size_bytes));
  EXPECT_GT(techniques[0].score, 0.7);
  EXPECT_LE(techniques[0].score, 1.0);
}

TEST(SuggestedTechniques, WhatIsStatedIsNotSuggestedAndAListOfValuesSuggestsNothing) {
  Notice notice;
  notice.techniques.push_back({"T1053.005", NamedTechnique::How::stated, 1.0, "T1053.005", {0, 1}, 1});
  EXPECT_EQ(suggested("A scheduled task is created that runs the loader every hour.", notice).size(), 1U);
  EXPECT_TRUE(suggested("203.0.113.7 port 443 - HTTPS traffic evil.example C:\\a.exe").empty());
}

TEST(SuggestedTechniques, TheBestSentenceOfATechniqueIsShown) {
  const auto techniques = suggested(
      "A scheduled task may be found on the host by the reader.\n"
      "The malware creates a scheduled task with schtasks to run at logon for persistence.\n");
  ASSERT_FALSE(techniques.empty());
  EXPECT_TRUE(techniques[0].text.starts_with("The malware"));
}

}  // namespace
}  // namespace clew::intel
