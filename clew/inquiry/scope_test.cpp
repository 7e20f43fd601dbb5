#include "clew/inquiry/scope.h"

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using model::CaseFinding;
using model::FindingStatus;
using model::Grade;

CaseFinding finding(std::string id, Grade grade, FindingStatus status, std::string device, std::string account = "") {
  CaseFinding result;
  result.id = std::move(id);
  result.grade = grade;
  result.status = status;
  result.device = std::move(device);
  result.account = std::move(account);
  result.text = "what happened";
  return result;
}

model::Inventory inventory() {
  model::Inventory result;
  result.add({"desk-7", "dev7", {"10.1.0.7"}, "kim", "macOS", "employee laptop", 60});
  result.add({"build-2", "dev9", {"10.1.0.9"}, "root", "Linux", "build server", 0});
  return result;
}

TEST(Devices, AreCompromisedSuspiciousOrClearedInThisOrder) {
  FoundOut found;
  found.findings = {finding("F1", Grade::attempted, FindingStatus::explained, "calm-1"),
                    finding("F2", Grade::mentioned, FindingStatus::counts, "odd-1"),
                    finding("F3", Grade::contacted, FindingStatus::counts, "desk-7"),
                    finding("F4", Grade::attempted, FindingStatus::explained, "desk-7")};
  const auto devices = list_devices(found, inventory(), "quay");
  ASSERT_EQ(devices.size(), 3U);
  EXPECT_EQ(devices[0].name, "desk-7");
  EXPECT_EQ(devices[0].status, model::DeviceStatus::compromised);
  EXPECT_EQ(devices[0].findings, std::vector<std::string>{"F3"});
  EXPECT_EQ(devices[0].ids[0].first, "quay_system");
  EXPECT_EQ(devices[1].status, model::DeviceStatus::suspicious);
  EXPECT_EQ(devices[2].status, model::DeviceStatus::cleared);
  EXPECT_FALSE(devices[2].why.empty());
}

TEST(Accounts, AUserNameAndItsMailAddressAreOnePerson) {
  FoundOut found;
  found.findings = {finding("F1", Grade::authenticated, FindingStatus::counts, "", "kim.t"),
                    finding("F2", Grade::authenticated, FindingStatus::counts, "", "kim.t@quay.example"),
                    finding("F3", Grade::authenticated, FindingStatus::counts, "", "lou@quay.example")};
  found.account_kinds = {{"kim.t", "user"}, {"kim.t@quay.example", "admin"}, {"lou@quay.example", "user"}};
  const auto accounts = list_accounts(found, {}, {});
  ASSERT_EQ(accounts.size(), 2U);
  EXPECT_EQ(accounts[0].name, "kim.t@quay.example");
  EXPECT_EQ(accounts[0].kind, "admin");
  EXPECT_EQ(accounts[0].findings, (std::vector<std::string>{"F1", "F2"}));
}

TEST(Accounts, OfACompromisedDeviceAreExposedButASharedSystemUserIsNobody) {
  FoundOut found;
  found.findings = {finding("F1", Grade::contacted, FindingStatus::counts, "desk-7"),
                    finding("F2", Grade::contacted, FindingStatus::counts, "build-2")};
  const auto devices = list_devices(found, inventory(), "");
  const auto accounts = list_accounts(found, devices, inventory());
  ASSERT_EQ(accounts.size(), 1U);
  EXPECT_EQ(accounts[0].name, "kim");
  EXPECT_EQ(accounts[0].status, model::AccountStatus::exposed);
}

TEST(Accounts, WhereNoInventoryKnowsTheOwnerItIsWhoActedThere) {
  FoundOut found;
  found.findings = {finding("F1", Grade::executed, FindingStatus::counts, "ws-1", "NT AUTHORITY\\SYSTEM"),
                    finding("F2", Grade::executed, FindingStatus::counts, "ws-1", "WS-1$"),
                    finding("F3", Grade::contacted, FindingStatus::explained, "ws-1", "rue@quay.example"),
                    finding("F4", Grade::contacted, FindingStatus::counts, "ws-1", "lou@quay.example")};
  const auto accounts = list_accounts(found, list_devices(found, {}, ""), {});
  ASSERT_EQ(accounts.size(), 1U);
  EXPECT_EQ(accounts[0].name, "lou@quay.example");
  EXPECT_EQ(accounts[0].status, model::AccountStatus::exposed);
}

TEST(Devices, SayWhetherIndicatorsOrBehaviourFoundThem) {
  FoundOut found;
  found.findings = {finding("F1", Grade::contacted, FindingStatus::counts, "desk-7"),
                    finding("F2", Grade::executed, FindingStatus::counts, "desk-7"),
                    finding("F3", Grade::executed, FindingStatus::counts, "build-2"),
                    finding("F4", Grade::executed, FindingStatus::explained, "calm-1"),
                    finding("F5", Grade::authenticated, FindingStatus::counts, "")};
  for (const std::size_t i : {1U, 2U, 3U}) found.findings[i].kind = model::FindingKind::behaviour;
  const auto devices = list_devices(found, inventory(), "quay");
  ASSERT_EQ(devices.size(), 3U) << "a finding that names no device makes none";
  EXPECT_EQ(devices[0].name, "build-2");
  EXPECT_EQ(devices[0].found_by, std::vector<std::string>{"behaviour"});
  EXPECT_EQ(devices[1].found_by, (std::vector<std::string>{"indicator", "behaviour"}));
  EXPECT_TRUE(devices[2].found_by.empty());
}

TEST(Accounts, WhoseSecretsWereOpenedAreExposedWhoeverOwnsTheDevice) {
  FoundOut found;
  found.findings = {finding("F1", Grade::executed, FindingStatus::counts, "build-2", "lou"),
                    finding("F2", Grade::executed, FindingStatus::explained, "build-2", "max"),
                    finding("F3", Grade::executed, FindingStatus::counts, "build-2", "pat")};
  found.findings[0].rule = found.findings[1].rule = "credential-store-opened";
  found.findings[2].rule = "runs-what-it-fetched";
  const auto accounts = list_accounts(found, list_devices(found, inventory(), ""), inventory());
  ASSERT_EQ(accounts.size(), 1U) << "not who merely runs it, nor what is explained";
  EXPECT_EQ(accounts[0].name, "lou");
  EXPECT_EQ(accounts[0].status, model::AccountStatus::exposed);
  EXPECT_NE(accounts[0].why.find("secrets of this account were opened"), std::string::npos);
}

TEST(Accounts, WhoWasUsedIsNotAlsoExposed) {
  FoundOut found;
  found.findings = {finding("F1", Grade::authenticated, FindingStatus::counts, "", "kim@quay.example"),
                    finding("F2", Grade::executed, FindingStatus::counts, "desk-7", "kim")};
  found.findings[1].rule = "credential-store-opened";
  found.account_kinds = {{"kim@quay.example", "admin"}};
  const auto accounts = list_accounts(found, list_devices(found, inventory(), ""), inventory());
  ASSERT_EQ(accounts.size(), 1U);
  EXPECT_EQ(accounts[0].status, model::AccountStatus::used_by_intruder);
  EXPECT_EQ(accounts[0].kind, "admin");
  EXPECT_EQ(accounts[0].findings, std::vector<std::string>{"F1"});
}

TEST(Accounts, WhoseUnusualActIsExplainedIsClearedAndSaysWhy) {
  FoundOut found;
  found.findings = {finding("F1", Grade::authenticated, FindingStatus::explained, "", "lea@quay.example"),
                    finding("F2", Grade::authenticated, FindingStatus::counts, "", "kim@quay.example"),
                    finding("F3", Grade::authenticated, FindingStatus::explained, "", "kim@quay.example")};
  for (auto& one : found.findings) one.kind = model::FindingKind::behaviour;
  found.findings[0].explanation = "a hotel, with a second factor";
  const auto accounts = list_accounts(found, list_devices(found, inventory(), ""), inventory());
  ASSERT_EQ(accounts.size(), 2U);
  EXPECT_EQ(accounts[0].name, "kim@quay.example");
  EXPECT_EQ(accounts[0].findings, std::vector<std::string>{"F2"});
  EXPECT_EQ(accounts[1].name, "lea@quay.example");
  EXPECT_EQ(accounts[1].status, model::AccountStatus::cleared);
  EXPECT_EQ(accounts[1].why, "a hotel, with a second factor");
}

}  // namespace
}  // namespace clew::inquiry
