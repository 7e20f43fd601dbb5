// Text taken out of pages, as readers' tools and archives leave it: cells one a line, paragraphs of one line, dashes for marks.
#include "clew/intel/detail/notice_under_test.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using detail::read;
using detail::Values;
using detail::values_of;
using model::Notice;
using model::ValueType;

using detail::md5;
using detail::sha256;
const std::string other_sha256 = "d40d6ed0ecf4e8d8c8c3b4a6e1f5d5e2a7e8f0e9d40d6ed0ecf4e8d8c8c3b4a6";

TEST(PageText, ATableWhoseCellsStandOneALineHasColumns) {
  const Notice notice = read("# Sandfly\n\nIndicators\n\n\nSHA256\nFilename\n\n\n" + sha256 + "\nA.COM\n\n\n" +
                             other_sha256 + "\nLETTER.BAT\n\n\nMore text.\n");
  EXPECT_EQ(values_of(notice), (Values{"sha256 " + sha256, "sha256 " + other_sha256}));
  ASSERT_EQ(notice.indicators.size(), 2U);
  EXPECT_EQ(notice.indicators.front().note, "A.COM");
}

TEST(PageText, CellsThatBlankLinesPartFromEachOtherMakeRows) {
  const Notice notice = read(
      "# Sandfly\n\nIOC\n\n\nIOC Type\n\n\nDescription\n\n\nhxxp://moth[.]test/a.exe\n\n\nURL\n\n\n"
      "Payload\n\n\nhxxp://b.moth[.]test/in\n\n\nURL\n\n\nSandfly C&C\n\n\nSee also\n");
  ASSERT_EQ(values_of(notice), (Values{"url http://b.moth.test/in", "url http://moth.test/a.exe"}));
  EXPECT_EQ(notice.indicators.front().note, "Payload");
  EXPECT_EQ(notice.indicators.back().role, model::Role::c2);
}

TEST(PageText, AKindBesideTheFirstValueIsNoColumn) {
  const Notice notice =
      read("# Indicators\n\nType\n\nIndicator\n\nDomain\n\nmoth[.]test\n\nDomain\n\nbob@sand[.]test\n\nMore\n");
  EXPECT_EQ(values_of(notice), (Values{"domain moth.test", "email bob@sand.test"}));
}

TEST(PageText, ValuesWithARemarkBelowNeedNoHead) {
  const Notice notice =
      read("# Indicators\nMalicious hosts:\n\n\n198.51.100[.]7\nreal C2\n\n\nmoth[.]test\nLanding page\n\n\nText.\n");
  ASSERT_EQ(values_of(notice), (Values{"domain moth.test", "ipv4 198.51.100.7"}));
  EXPECT_EQ(notice.indicators.front().note, "real C2");
  EXPECT_EQ(notice.indicators.front().role, model::Role::c2);
  // Nobody broke these names: a page's links and what they are called.
  EXPECT_EQ(values_of(read("Links\n\nmoth.test\nOur page\n\nsand.test\nAnother page\n")), Values{});
}

TEST(PageText, AHashNamedBelowAnAddressIsNoRemarkOnIt) {
  const Notice notice = read("# Indicators\n\nLures\n-----\n\nhxxps://moth[.]test/a\nMD5: " + md5 +
                             "\n\nhxxps://sand[.]test/b\nMD5: " + std::string(md5.rbegin(), md5.rend()) + "\n");
  EXPECT_EQ(values_of(notice), (Values{"md5 " + md5, "md5 " + std::string(md5.rbegin(), md5.rend()),
                                       "url https://moth.test/a", "url https://sand.test/b"}));
  // Two groups are a table; a third that holds another value is none of its rows.
  const Notice third =
      read("# Indicators\n\nmoth[.]test\nfirst\n\nsand[.]test\nsecond\n\nbug[.]test\nMD5: " + md5 + "\n");
  EXPECT_EQ(values_of(third), (Values{"domain bug.test", "domain moth.test", "domain sand.test", "md5 " + md5}));
}

TEST(PageText, AColumnOfNoKnownNameWithValuesLosesNone) {
  const Notice notice = read(
      "# Sandfly\n\nIndicators\n\n\n1st stage\nIP address\n\n\na.moth[.]test\n198.51.100.7\n\n\nb.moth[.]test\n"
      "198.51.100.8\n");
  EXPECT_EQ(values_of(notice),
            (Values{"domain a.moth.test", "domain b.moth.test", "ipv4 198.51.100.7", "ipv4 198.51.100.8"}));
}

TEST(PageText, ParagraphsOfAsManyLinesAsAHeadAreNoRows) {
  const Notice notice =
      read("Domain\nDetails\n\nIt was quiet.\nNobody called moth.test.\n\nThen it began.\nNobody knew.\n");
  EXPECT_EQ(values_of(notice), Values{});
}

TEST(PageText, ADashOfAnyLengthBeginsAnItem) {
  const Notice notice =
      read("# Sandfly\n\nIOC\nMD5\n\xe2\x80\x93 " + md5 +
           ": Loader (a.dat)\nDownload URLs\n\xe2\x80\x93 hxxp://198.51.100[.]7/a.exe: Proxy malware\n");
  ASSERT_EQ(values_of(notice), (Values{"md5 " + md5, "url http://198.51.100.7/a.exe"}));
  for (const auto& indicator : notice.indicators) {
    EXPECT_EQ(indicator.note, indicator.value.type() == ValueType::md5 ? "Loader (a.dat)" : "Proxy malware");
    EXPECT_NE(indicator.role, model::Role::shared_infrastructure);
  }
}

TEST(PageText, ALineThatNobodyWouldBreakIsAParagraph) {
  const std::string filler = "A" + std::string(200, 'x');
  const Notice notice =
      read("Table 1: what came behind the first step (Source: Sandfly)\nIt sent letters from moth[.]test. " + filler +
           "\nAnother thing\n" + filler + " is the C2 server 198.51.100[.]7.\n");
  ASSERT_EQ(notice.indicators.size(), 2U);
  EXPECT_EQ(notice.indicators.front().note, "It sent letters from moth[.]test.");
}

TEST(PageText, AKeyAsTextHoldsNoPaths) {
  const Notice notice = read(
      "# Indicators of compromise\n\nKey of the server\n-----BEGIN PUBLIC KEY-----\n"
      "MIGfMA0GCSqGSIb3DQEBAQUAA4GN\n/ABJB2M+urEvxJStRuL/+u/a9oJ6XL4JT/DfgI00zCdmJ7xgw+\n-----END PUBLIC KEY-----\n\n"
      "moth[.]test\n");
  EXPECT_EQ(values_of(notice), Values{"domain moth.test"});
  const Notice open = read("# Indicators of compromise\n\n-----BEGIN PUBLIC KEY-----\nMIGfMA0G\n\nmoth[.]test\n");
  EXPECT_EQ(values_of(open), Values{"domain moth.test"});
}

TEST(PageText, TheNameOfAWriterStandsBeforeTheDate) {
  EXPECT_EQ(read("# Sandfly\n\nPosted by\nJane Doe on November 21, 2018\n\nText.\n").source.published, "2018-11-21");
  EXPECT_EQ(read("# Sandfly\n\nThey came on November 21, 2018\n\nText.\n").source.published, "");
}

TEST(PageText, HistoryAndTitlesOfOtherReportsSayNotWhereToLook) {
  EXPECT_TRUE(
      read("# Sandfly\n\nPublished 2022-05-23\n\nThe group breached networks during a campaign from 1996 to 1999.\n")
          .window.is_open());
  EXPECT_TRUE(
      read(
          "# Sandfly\n\nThe loader is malicious.\n\nWeekly phishing trends (May 7th, 2023 \xe2\x80\x93 May 13th, 2023)\n")
          .window.is_open());
  EXPECT_FALSE(read("# Sandfly\n\nPublished 2022-05-23\n\nThe intruder had access from 3 May 2022 to 9 May 2022.\n")
                   .window.is_open());
}

TEST(PageText, ALineMayBeNothingButPlaces) {
  const Notice notice =
      read("# Indicators\n\nIP addresses\n\n192.0.2.66 192.0.2.67 moth.test\n\n192.0.2.68 is ours, moth.test not.\n");
  EXPECT_EQ(values_of(notice), (Values{"domain moth.test", "ipv4 192.0.2.66", "ipv4 192.0.2.67"}));
}

TEST(PageText, MarkdownEscapesHyphensInNames) {
  const Notice notice =
      read("# Indicators\n\n| domain |\n|---|\n| a\\-silent\\-moth.test |\n| C:\\tools\\\\-x.exe |\n");
  ASSERT_FALSE(values_of(notice).empty());
  EXPECT_EQ(values_of(notice).front(), "domain a-silent-moth.test");
}

TEST(PageText, ALeadMayAskWhenceOrTellOfThePublishersOwn) {
  const auto below = [](std::string_view lead) {
    return values_of(read("# Notice\n\nSomebody broke in.\n\n" + std::string(lead) + "\n\n- 192.0.2.66\n")).size();
  };
  EXPECT_EQ(below("Third-party access originated from:"), 1U);
  EXPECT_EQ(below("Suspicious sign-ins came from"), 1U);
  EXPECT_EQ(below("Our mails come from:"), 0U);
  EXPECT_EQ(below("Our services use these addresses:"), 0U);
  EXPECT_EQ(below("The intruder's services use these addresses:"), 1U);
}

TEST(PageText, WhenAVersionCouldBeInstalledIsWhenToLook) {
  EXPECT_FALSE(
      read("# Moth\n\nPublished 2022-05-23\n\nVersion 2.4.1 could be installed from 3 May 2022 to 9 May 2022.\n")
          .window.is_open());
  EXPECT_TRUE(
      read("# Moth\n\nPublished 2022-05-23\n\nWe were on holiday from 3 May 2022 to 9 May 2022.\n").window.is_open());
}

}  // namespace
}  // namespace clew::intel
