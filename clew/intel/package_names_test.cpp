// Packages in notices: what tells their names from words. Every text here is made up; the forms were met in real ones.
#include "clew/intel/detail/notice_under_test.h"

#include <string>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using detail::Values;
using detail::values_of;
using detail::read;

TEST(PackageNames, NumbersOfAdvisoriesAndWordsInCapitalsAreNone) {
  EXPECT_EQ(values_of(read("# A compromised npm package\n\nThe malicious packages are `moth-js` (`MOTH-2026-31`); each "
                           "is linked as `PROOF`.\n")),
            Values{"package moth-js"});
}

TEST(PackageNames, WhoPublishedAndTheTagOfAReleaseAreNone) {
  EXPECT_EQ(
      values_of(read("# Malicious npm packages\n\nThe malicious package `moth-js` was published by `sandy`. It is the "
                     "npm `latest` tag.\n")),
      Values{"package moth-js"});
}

TEST(PackageNames, OneCellSaysOfWhatKindTheNamesInAnotherAre) {
  EXPECT_EQ(values_of(read("# Waves\n\n| Period | How | Cases |\n|---|---|---|\n"
                           "| 2024 | **npm package typosquatting** | `moth-js`, `moth-sdk`, and `sand-fly`, etc. |\n"
                           "| 2025 | Fake npm packages | runs in `post-merge` and `pre-push` |\n"
                           "| 2026 | Tasks | `a-b`, `c-d` |\n")),
            (Values{"package moth-js", "package moth-sdk", "package sand-fly"}));
}

TEST(PackageNames, TheLabelOfAnItemSaysWhatStandsBehindIt) {
  const model::Notice notice = read(
      "## Malware sample\n\n**Package details:**\n- **Package:** @moth/big-calendar\n- **Version:** 0.26.2\n"
      "- **Legitimate package:** calendar-x\n- **Package:** taken down in May\n");
  EXPECT_EQ(values_of(notice), Values{"package @moth/big-calendar"});
  EXPECT_EQ(notice.refused.size(), 0U);
}

TEST(PackageNames, WhatPosesAsALibraryIsMeant) {
  EXPECT_EQ(
      values_of(read("- **Details**: `moth-share` impersonates the `moth` market-data library and sends keys.\n")),
      Values{"package moth-share"});
}

TEST(PackageNames, TheAddressOfAPackagesPageNamesIt) {
  EXPECT_EQ(
      values_of(read("# A report\n\nThis malicious package steals tokens: https://pypi.org/project/moth-sdk/ (0.2).\n\n"
                     "And the npm package at https://www.npmjs.com/package/@moth/sdk/v/1.0 is malicious, too.\n")),
      (Values{"package @moth/sdk", "package moth-sdk"}));
  EXPECT_EQ(
      values_of(read("# A report\n\nThe malicious package is a typosquat of https://pypi.org/project/moth-sdk/.\n")),
      Values{});
}

TEST(PackageNames, ASentenceAndAPageBelowTheirHeadingAreNone) {
  const model::Notice notice = read(
      "# Malicious packages on a registry\n\nhttps://news.test/2021/fake-packages/\n\nMost (all?) of the attacks were "
      "made with a malicious package of a wrong name (e.g. `mothlib1` instead of `moth-lib`).\n");
  EXPECT_EQ(values_of(notice), Values{"package mothlib1"});
}

TEST(PackageNames, HyphensOfWebPagesAreHyphens) {
  EXPECT_EQ(values_of(read("# Indicators\n\n**Malicious PyPI packages**\n\n- `moth\xe2\x80\x91sdk`\n- `sandfly`\n")),
            (Values{"package moth-sdk", "package sandfly"}));
}

TEST(PackageNames, AliasesAndFunctionsAreNone) {
  EXPECT_EQ(
      values_of(read("# A malicious npm package\n\nThe npm package `moth-sdk` was published by a threat actor using "
                     "the npm alias `sandmoth`. The malicious package runs code by `eval`.\n\n## Indicators\n\n"
                     "- `sandfly` \xe2\x80\x94 PyPI alias of the malicious package's author\n")),
      Values{"package moth-sdk"});
}

}  // namespace
}  // namespace clew::intel
