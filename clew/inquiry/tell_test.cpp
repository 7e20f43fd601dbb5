#include "clew/inquiry/tell.h"

#include "clew/inquiry/detail/records.h"

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::later;
using detail::noon;
using model::CaseFinding;
using model::FindingKind;
using model::FindingStatus;

/// Records, and cases with marks that point into them.
class Telling : public testing::Test {
 protected:
  Telling() {
    scan_.files.resize(5);
    for (std::size_t i = 0; i < 5; ++i) scan_.files[i].name = "file-" + std::to_string(i) + ".log";
    records_.scan = &scan_;
    traces_ = detail::traces({detail::agent_child(noon, "desk-7", "100", "/bin/zsh -c 'curl x'"),
                              detail::file_write(later(noon, 5), "desk-7", detail::tool, {"100", detail::shell}),
                              detail::agent_child(later(noon, 60), "desk-8", "200", "/bin/zsh -c 'ls'")});
  }

  Mark mark(std::string_view rule, const Trace& trace, int weight, std::string explained = "") {
    Mark result;
    result.rule = rule;
    result.weight = weight;
    result.time = trace.time;
    result.device = trace.device;
    result.text = std::string(rule) + " happened";
    result.records = {&trace};
    result.explained = std::move(explained);
    return result;
  }

  Case& of(const Trace& root, bool counts, std::vector<Mark> marks) {
    Case& result = judgement_.cases.emplace_back();
    result.chain.device = root.device;
    result.chain.launches = {&root};
    result.chain.from = result.chain.to = root.time;
    result.counts = counts;
    result.why = "3 of 5 needed";
    result.marks = std::move(marks);
    return result;
  }

  Told tell() { return inquiry::tell(judgement_, records_, found_); }

  hunt::ScanResult scan_;
  Records records_;
  Judgement judgement_;
  FoundOut found_;
  std::vector<Trace> traces_;
};

TEST_F(Telling, FindingsAreNumberedByTimeTogetherWithThoseOfIndicators) {
  CaseFinding indicator;
  indicator.id = "F1";
  indicator.time = later(noon, 2);
  indicator.status = FindingStatus::counts;
  indicator.device = "desk-7";
  CaseFinding before = indicator;
  before.time = later(noon, -600);
  CaseFinding timeless;
  timeless.text = "a line without a time";
  found_.findings = {before, indicator, timeless};
  of(traces_[0], true, {mark("agent-child-without-order", traces_[0], 3), mark("new-persistence", traces_[1], 2)});
  const Told told = tell();
  ASSERT_EQ(found_.findings.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(found_.findings[i].id, "F" + std::to_string(i + 1));
  EXPECT_EQ(found_.findings[1].rule, "agent-child-without-order");
  EXPECT_EQ(found_.findings[1].text, "desk-7: agent-child-without-order happened");
  EXPECT_EQ(found_.findings[4].text, "a line without a time") << "last, for nobody knows when";
  // What an indicator shows while the chain goes on belongs to it; what came before does not.
  EXPECT_EQ(found_.findings[0].chain, "");
  EXPECT_EQ(found_.findings[2].chain, "C1");
  ASSERT_EQ(told.chains.size(), 1U);
  EXPECT_EQ(told.chains[0].findings, (std::vector<std::string>{"F2", "F3", "F4"}));
  EXPECT_EQ(told.chains[0].to, later(noon, 5)) << "as long as its findings go";
  EXPECT_EQ(told.chain_of_case, std::vector<std::string>{"C1"});
  EXPECT_TRUE(told.cleared.empty());
}

TEST_F(Telling, WhatAFileIsCalledHasNoSayInTheOrder) {
  for (const bool renamed : {false, true}) {
    scan_.files[0].name = renamed ? "z.log.gz" : "a.log";
    scan_.files[1].name = "b.log";
    CaseFinding first, second;
    first.text = "first";
    first.evidence.resize(1);
    first.evidence[0].file = scan_.files[0].name;
    first.evidence[0].offset = 900;
    second.text = "second";
    second.evidence.resize(1);
    second.evidence[0].file = scan_.files[1].name;
    found_.findings = {second, first};
    tell();
    EXPECT_EQ(found_.findings[0].text, "first") << scan_.files[0].name;
  }
}

TEST_F(Telling, ARecordIsQuotedWithItsPlace) {
  of(traces_[0], true, {mark("agent-child-without-order", traces_[0], 3)});
  traces_[0].records = 4;
  tell();
  const CaseFinding& finding = found_.findings.at(0);
  EXPECT_EQ(finding.kind, FindingKind::behaviour);
  EXPECT_EQ(finding.source, "edr");
  EXPECT_EQ(finding.time_quality, "exact");
  EXPECT_EQ(finding.repeats, 3U) << "three more records say the same";
  ASSERT_EQ(finding.evidence.size(), 1U);
  EXPECT_EQ(finding.evidence[0].file, "file-3.log");
  EXPECT_EQ(finding.evidence[0].line, traces_[0].place.line);
}

TEST_F(Telling, ALongProofIsCutAndCounted) {
  Mark long_one = mark("beacon-to-rare-destination", traces_[0], 2);
  long_one.records.assign(100, &traces_[0]);
  of(traces_[0], true, {long_one});
  tell();
  EXPECT_EQ(found_.findings.at(0).evidence.size(), evidence_per_finding_max);
  EXPECT_EQ(found_.findings.at(0).repeats, 100 - evidence_per_finding_max);
}

TEST_F(Telling, WhatDoesNotCountIsExplainedAndCleared) {
  of(traces_[0], false, {mark("new-persistence", traces_[0], 2)});
  const Told told = tell();
  ASSERT_EQ(found_.findings.size(), 1U);
  EXPECT_EQ(found_.findings[0].status, FindingStatus::explained);
  EXPECT_NE(found_.findings[0].explanation.find("3 of 5 needed"), std::string::npos);
  ASSERT_EQ(told.cleared.size(), 1U);
  EXPECT_EQ(told.cleared[0].kind, "behaviour");
  EXPECT_EQ(told.cleared[0].findings, std::vector<std::string>{"F1"});
  EXPECT_EQ(told.cleared[0].why, found_.findings[0].explanation);
}

TEST_F(Telling, AMarkThatIsExplainedDoesNotCountInACaseThatDoes) {
  of(traces_[0], true,
     {mark("new-persistence", traces_[0], 2), mark("answer-deleted", traces_[1], 0, "an update does it")});
  const Told told = tell();
  EXPECT_EQ(found_.findings.at(0).status, FindingStatus::counts);
  EXPECT_EQ(found_.findings.at(1).status, FindingStatus::explained);
  EXPECT_EQ(found_.findings.at(1).explanation, "an update does it");
  EXPECT_EQ(told.cleared.size(), 1U);
}

TEST_F(Telling, TheTravellersTenthOrderIsExplainedAsTheFirstOneWas) {
  for (int i = 0; i < 10; ++i) {
    Mark order = mark("order-from-unusual-place", traces_[0], 0, "the sign-in there passed a second factor");
    order.device.clear();
    order.account = "lea@quay.example";
    of(traces_[0], false, {order});
  }
  Mark other = mark("order-from-unusual-place", traces_[0], 0, "the sign-in there passed a second factor");
  other.device.clear();
  other.account = "max@quay.example";
  of(traces_[0], false, {other});
  const Told told = tell();
  ASSERT_EQ(found_.findings.size(), 2U) << "one for each person";
  EXPECT_EQ(found_.findings[0].repeats, 9U);
  EXPECT_EQ(found_.findings[1].repeats, 0U);
  EXPECT_EQ(told.cleared.size(), 2U);
  EXPECT_EQ(found_.account_kinds.at("lea@quay.example"), "user");
}

TEST_F(Telling, WhatCountsIsNeverMerged) {
  of(traces_[0], true, {mark("new-persistence", traces_[0], 2)});
  of(traces_[0], true, {mark("new-persistence", traces_[0], 2)});
  tell();
  EXPECT_EQ(found_.findings.size(), 2U);
}

TEST_F(Telling, ACaseThatSaysNothingIsNotTold) {
  of(traces_[0], false, {mark("new-persistence", traces_[0], 0)});
  of(traces_[2], true, {mark("new-persistence", traces_[2], 2)});
  const Told told = tell();
  EXPECT_EQ(told.chain_of_case, (std::vector<std::string>{"", "C1"}));
  EXPECT_EQ(found_.findings.size(), 1U);
}

TEST_F(Telling, CloudMarksStandWithoutAChain) {
  const auto calls =
      detail::traces({detail::cloud_call(later(noon, 600), "AKIA1", {.account = "builder"}, "GetSecretValue")});
  Mark counting = mark("cloud-key-from-new-place", calls[0], 3);
  counting.device.clear();
  counting.account = "builder";
  judgement_.cloud = {counting, mark("cloud-key-from-new-place", calls[0], 3, "the tool and the calls are the same")};
  const Told told = tell();
  ASSERT_EQ(found_.findings.size(), 2U);
  EXPECT_EQ(std::ranges::count(found_.findings, FindingStatus::counts, &CaseFinding::status), 1);
  EXPECT_EQ(found_.account_kinds.at("builder"), "cloud");
  EXPECT_TRUE(told.chains.empty());
}

}  // namespace
}  // namespace clew::inquiry
