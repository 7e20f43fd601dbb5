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

Notice read_of_alder(std::string_view text) {
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

std::vector<std::string> claim_lines(const Notice& notice) {
  std::vector<std::string> out;
  for (const Claim& claim : notice.claims) out.push_back(line(claim));
  return out;
}

TEST(Claims, CompoundsAndTagsNameNoAuthor) {
  EXPECT_EQ(claim_lines(read_of_alder(
                "According to reporting from Elmwatch, the Pakistan-linked SideCopy group targeted the ministry.")),
            std::vector<std::string>{"attribution;Elmwatch;SideCopy;states;"});
  EXPECT_EQ(claim_lines(read_of_alder(
                "<p>According to <a href=\"https://elm.test/Old-Report\">Elmwatch</a>, the Pakistan-linked SideCopy "
                "group targeted the ministry.</p>")),
            std::vector<std::string>{"attribution;Elmwatch;SideCopy;states;"});
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
    const std::vector<std::string> got = claim_lines(read_of_alder(std::string_view(row).substr(0, tab)));
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

TEST(Claims, StandWhereTheyQuoteAndTellWhoPassedThemOn) {
  const std::string_view text = "Birch Labs told Reuters that UNC9001 was behind the breach.";
  const Notice notice = read_of_alder(text);
  ASSERT_EQ(notice.claims.size(), 1U);
  const Claim& claim = notice.claims[0];
  EXPECT_EQ(claim.text, text);
  EXPECT_EQ(claim.where, (base::Span{0, text.size()}));
  EXPECT_EQ(claim.by, "Birch Labs");
  EXPECT_EQ(claim.via, "Reuters");
  EXPECT_EQ(claim.date, "2023-07-12");
  EXPECT_EQ(claim.subject, "Alder intrusion");
}

TEST(Claims, TheDateOfTheStatementStandsInTheSentenceOrIsThatOfTheNotice) {
  EXPECT_EQ(read_of_alder("On 20 July 2023, Birch Labs said the intrusion was the work of APT38.").claims.at(0).date,
            "2023-07-20");
  EXPECT_EQ(read_of_alder("Birch Labs said the intrusion was the work of APT38.").claims.at(0).date, "2023-07-12");
  EXPECT_EQ(read_of_alder("Birch Labs said the intrusion began on 22 June 2023.").claims.at(0).date, "2023-07-12");
}

TEST(Claims, WhatIsNotThePublishersOwnIsNotSaidInItsName) {
  EXPECT_EQ(read_of_alder("Investigators believe that 20 companies were breached.").claims.at(0).by, "Investigators");
  EXPECT_EQ(read_of_alder("We believe that 20 companies were breached.").claims.at(0).by, "Alder Networks");
}

Claim claim_of(std::string_view by, std::string_view date, std::string_view object, std::string_view text,
               ClaimKind kind, Stance stance = Stance::states) {
  Claim claim;
  claim.by = std::string(by);
  claim.date = std::string(date);
  claim.kind = kind;
  claim.subject = "Alder intrusion";
  claim.object = std::string(object);
  claim.text = std::string(text);
  claim.stance = stance;
  return claim;
}

TEST(Superseded, ALaterClaimOfTheSameAuthorOnTheSameMatterReplacesTheEarlier) {
  constexpr std::string_view began = "the intrusion began";
  std::vector<Claim> claims = {
      claim_of("Alder", "2023-07-20", "2023-06-22", began, ClaimKind::timeline),
      claim_of("Alder", "2023-07-12", "2023-06-27", began, ClaimKind::timeline),
      claim_of("Birch", "2023-07-01", "2023-06-27", began, ClaimKind::timeline),  // another author
      claim_of("Alder", "2023-07-12", "2023-06-28", "the intrusion was discovered",
               ClaimKind::timeline),  // another matter
      claim_of("Alder", "2023-07-12", "five customers", "five customers were affected", ClaimKind::scope),
      claim_of("Alder", "2023-07-20", "ten devices", "ten devices were affected", ClaimKind::scope),
      claim_of("Cedar", "", "APT38", "attributed to APT38", ClaimKind::attribution),  // without a date nothing is later
      claim_of("Cedar", "2023-07-20", "APT29", "attributed to APT29", ClaimKind::attribution)};
  mark_superseded(claims);
  std::vector<std::size_t> superseded;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (claims[i].superseded) superseded.push_back(i);
  }
  EXPECT_EQ(superseded, std::vector<std::size_t>{1});
}

TEST(Superseded, ANoticeOfALaterDateReplacesWhatAnEarlierOneSays) {
  constexpr std::string_view began = "the intrusion began";
  std::vector<model::Notice> notices(3);  // the later one was named first
  notices[0].claims = {claim_of("Alder", "2023-07-20", "2023-06-22", began, ClaimKind::timeline)};
  notices[1].claims = {claim_of("Alder", "2023-07-12", "2023-06-27", began, ClaimKind::timeline),
                       claim_of("Birch", "2023-07-12", "2023-06-27", began, ClaimKind::timeline)};
  notices[2].claims = {claim_of("Alder", "2023-07-01", "2023-06-29", began, ClaimKind::timeline)};
  notices[2].claims[0].subject.clear();  // of what intrusion, it does not say
  mark_superseded(notices);
  EXPECT_FALSE(notices[0].claims[0].superseded);
  EXPECT_TRUE(notices[1].claims[0].superseded);
  EXPECT_FALSE(notices[1].claims[1].superseded);
  EXPECT_FALSE(notices[2].claims[0].superseded);
  EXPECT_EQ(notices[1].claims[0].object, "2023-06-27");
}

TEST(Superseded, ACorrectionReplacesWithoutADate) {
  std::vector<Claim> claims = {
      claim_of("Alder", "", "three customers", "three customers were affected", ClaimKind::scope),
      claim_of("Alder", "", "seven customers", "corrected: seven customers", ClaimKind::scope, Stance::corrects)};
  mark_superseded(claims);
  EXPECT_TRUE(claims[0].superseded);
  EXPECT_FALSE(claims[1].superseded);
}

}  // namespace
}  // namespace clew::intel
