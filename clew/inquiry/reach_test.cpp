#include "clew/inquiry/reach.h"

#include "clew/inquiry/detail/records.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::later;
using detail::noon;
using model::CaseSecret;

constexpr std::string_view keychain = "/Users/kim/Library/Keychains/login.keychain-db";

class Reach : public testing::Test {
 protected:
  Reach() {
    scan_.inventory.add({"desk-7", "uid7", {}, "kim", "macOS", "laptop", 0});
    scan_.inventory.add({"build-2", "uid2", {}, "root", "Linux", "build server", 0});
    records_.scan = &scan_;
  }

  std::vector<CaseSecret> secrets(std::string name, model::DeviceStatus status = model::DeviceStatus::compromised) {
    model::CaseDevice device;
    device.name = std::move(name);
    device.status = status;
    const std::vector devices = {device};
    return secrets_of(devices, findings_, judgement_, records_);
  }

  hunt::ScanResult scan_;
  Records records_;
  Judgement judgement_;
  std::vector<model::CaseFinding> findings_;
};

TEST_F(Reach, OfAMacIsItsUsersKeychainWhetherOrNotARecordShowsIt) {
  const auto found = secrets("desk-7");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].what, "keychain of kim");
  EXPECT_EQ(found[0].account, "kim");
  EXPECT_FALSE(found[0].opened);
  EXPECT_TRUE(secrets("build-2").empty()) << "what no record shows is not claimed";
  EXPECT_TRUE(secrets("unknown-1").empty());
}

TEST_F(Reach, IsNothingOnDevicesThatAreNotCompromised) {
  records_.seeds = detail::traces({detail::file_open(noon, "desk-7", keychain, {"9", "/usr/bin/security"})});
  EXPECT_TRUE(secrets("desk-7", model::DeviceStatus::suspicious).empty());
  EXPECT_TRUE(secrets("desk-7", model::DeviceStatus::cleared).empty());
}

TEST_F(Reach, HasWhatAnyProgramOpenedThereAndSaysWhatTheIntruderDid) {
  // Backups and browsers show what lies there; only the chain's own acts are the intruder's.
  records_.of_device["build-2"] = detail::traces({
      detail::file_open(later(noon, -600), "build-2", "/home/ci/.aws/credentials", {"9", "/usr/bin/backup"}),
      detail::file_open(noon, "build-2", "/home/ci/.ssh/id_rsa", {"100", "/tmp/x"}),
      detail::file_open(noon, "build-2", "/home/ci/notes.txt", {"100", "/tmp/x"}),
  });
  records_.seeds = detail::traces({detail::file_open(noon, "other", "/home/ci/.netrc", {"9", "/usr/bin/backup"})});
  Case of;
  of.counts = true;
  of.chain.device = "build-2";
  of.chain.files = {&records_.of_device["build-2"][1]};
  judgement_.cases = {of};
  model::CaseFinding opened;
  opened.id = "F3";
  opened.device = "build-2";
  opened.rule = "credential-store-opened";
  opened.text = "build-2: /tmp/x opened the SSH key of ci: /home/ci/.ssh/id_rsa";
  opened.status = model::FindingStatus::counts;
  findings_ = {opened};
  const auto found = secrets("build-2");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].what, "AWS keys of ci");
  EXPECT_FALSE(found[0].opened);
  EXPECT_TRUE(found[0].findings.empty());
  EXPECT_EQ(found[1].what, "SSH key of ci");
  EXPECT_EQ(found[1].kind, "ssh_key");
  EXPECT_TRUE(found[1].opened);
  EXPECT_EQ(found[1].findings, std::vector<std::string>{"F3"});

  judgement_.cases[0].counts = false;
  for (const CaseSecret& secret : secrets("build-2")) EXPECT_FALSE(secret.opened) << secret.what;
}

TEST_F(Reach, StoresOfOneKindAndOwnerAreOneThingToRenew) {
  std::vector<model::Event> events;
  for (int i = 0; i < 11; ++i)
    events.push_back(detail::file_open(noon, "desk-7", "/Users/kim/Library/Keychains/part-" + std::to_string(i),
                                       {"9", "/usr/bin/security"}));
  events.push_back(
      detail::file_open(noon, "desk-7", "/Users/lou/Library/Keychains/login.keychain-db", {"9", "/usr/bin/security"}));
  records_.seeds = detail::traces(std::move(events));
  const auto found = secrets("desk-7");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].what, "keychain of kim");
  EXPECT_EQ(found[1].what, "keychain of lou");
}

TEST_F(Reach, InTheCloudIsEveryCallOfAKeyThatCounts) {
  const auto calls =
      detail::traces({detail::cloud_call(later(noon, 60), "AKIA1", {.account = "builder", .address = "203.0.113.9"},
                                         "GetSecretValue", "prod/wallet"),
                      detail::failed(detail::cloud_call(noon, "AKIA1", {.account = "builder", .address = "203.0.113.9"},
                                                        "ListUsers"))});
  Mark counting;
  counting.rule = "cloud-key-from-new-place";
  counting.account = "builder";
  counting.time = noon;
  counting.records = {&calls[1], &calls[0]};
  Mark explained = counting;
  explained.explained = "a build service that moved";
  judgement_.cloud = {explained, counting};
  model::CaseFinding finding;
  finding.id = "F7";
  finding.rule = "cloud-key-from-new-place";
  finding.account = "builder";
  finding.time = noon;
  const std::vector findings = {finding};
  const auto actions = cloud_actions_of(judgement_, findings);
  ASSERT_EQ(actions.size(), 2U) << "and none of a key that is explained";
  EXPECT_EQ(actions[0].operation, "ListUsers") << "in order of time";
  EXPECT_FALSE(actions[0].succeeded);
  EXPECT_EQ(actions[1].resource, "prod/wallet");
  EXPECT_EQ(actions[1].credential, "AKIA1");
  EXPECT_EQ(actions[1].from_address, "203.0.113.9");
  EXPECT_TRUE(actions[1].succeeded);
  EXPECT_EQ(actions[1].finding, "F7");
}

}  // namespace
}  // namespace clew::inquiry
