#include "clew/intel/claims.h"

#include "clew/intel/name_finder.h"

#include <fstream>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::Claim;
using model::ClaimKind;
using model::Notice;
using model::Stance;

Notice read(std::string_view text) {
  Notice notice;
  notice.source.publisher = "Alder Networks";
  notice.source.published = "2023-07-12";
  notice.names = built_in_name_finder().find(text);
  const base::Span all{0, text.size()};
  read_claims(text, std::span(&all, 1), "Alder intrusion", notice);
  return notice;
}

std::string line(const Claim& claim) {
  return fmt::format("{};{};{};{};{}", model::name_of(claim.kind), claim.by, claim.object, model::name_of(claim.stance),
                     claim.confidence.value_or(""));
}

std::vector<std::string> lines(const Notice& notice) {
  std::vector<std::string> out;
  for (const Claim& claim : notice.claims) out.push_back(line(claim));
  return out;
}

/// The labelled sentences: how many of their claims are found as they are labelled, and how many that are found are there.
TEST(Claims, LabelledSentencesAreReadAsLabelled) {
  std::ifstream in(std::string(CLEW_SOURCE_DIR) + "/clew/intel/testdata/claims.tsv");
  ASSERT_TRUE(in);
  std::size_t wanted = 0, found = 0, right = 0, sentences = 0;
  std::string row;
  while (std::getline(in, row)) {
    if (row.starts_with('#') || row.empty()) continue;
    ++sentences;
    const std::size_t tab = row.find('\t');
    ASSERT_NE(tab, std::string::npos) << row;
    std::multiset<std::string> want;
    if (row.substr(tab + 1) != "-") {
      std::string_view rest = std::string_view(row).substr(tab + 1);
      while (true) {
        const std::size_t bar = rest.find(" | ");
        want.emplace(rest.substr(0, bar));
        if (bar == std::string_view::npos) break;
        rest.remove_prefix(bar + 3);
      }
    }
    const std::vector<std::string> got = lines(read(std::string_view(row).substr(0, tab)));
    wanted += want.size();
    found += got.size();
    bool all_right = got.size() == want.size();
    for (const std::string& claim : got) {
      const auto place = want.find(claim);
      if (place == want.end()) {
        all_right = false;
        continue;
      }
      ++right;
      want.erase(place);
    }
    if (!all_right) {
      std::cout << row << "\n";
      for (const std::string& claim : got) std::cout << "    got " << claim << "\n";
    }
  }
  const double precision = static_cast<double>(right) / static_cast<double>(found);
  const double recall = static_cast<double>(right) / static_cast<double>(wanted);
  std::cout << fmt::format("{} sentences, {} claims: precision {:.3f}, recall {:.3f}\n", sentences, wanted, precision,
                           recall);
  RecordProperty("precision", fmt::format("{:.3f}", precision));
  EXPECT_GE(precision, 0.95);
  EXPECT_GE(recall, 0.95);
}

}  // namespace
}  // namespace clew::intel
