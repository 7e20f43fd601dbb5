#include "clew/inquiry/inquire.h"

#include "clew/inquiry/detail/records.h"

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::Evidence;
using detail::later;
using detail::noon;
using model::CaseDocument;

/// Every list of the answer speaks of findings that are there.
void expect_sound(const CaseDocument& document) {
  std::set<std::string> ids;
  for (const auto& finding : document.findings) EXPECT_TRUE(ids.insert(finding.id).second) << finding.id;
  const auto known = [&](const std::vector<std::string>& list, const std::string& where) {
    for (const std::string& id : list) EXPECT_TRUE(ids.contains(id)) << where << " speaks of " << id;
  };
  known(document.answer.door_findings, "the door");
  for (const auto& reason : document.answer.door_reasons) known(reason.findings, reason.kind);
  for (const auto& device : document.devices) known(device.findings, device.name);
  for (const auto& account : document.accounts) known(account.findings, account.name);
  for (const auto& item : document.rotation) known(item.findings, item.what);
  for (const auto& chain : document.chains) known(chain.findings, chain.id);
  for (const auto& secret : document.secrets) known(secret.findings, secret.what);
  for (const auto& cleared : document.cleared) known(cleared.findings, cleared.what);
}

TEST(Inquiry, OfAnIntrusionAnswersAllQuestions) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  evidence.device({"desk-7", "uid7", {"10.0.0.7"}, "kim", "macOS", "laptop", 0});
  detail::add_ordinary_days(evidence);
  detail::add_intrusion(evidence, noon, "desk-7");
  evidence.add(detail::flow(later(noon, 90), "desk-7", "bad.example", "2000", "9000"));
  const CaseDocument document =
      detail::investigate(evidence, &pack, {detail::indicator_of(model::ValueType::domain, "bad.example")});
  expect_sound(document);
  EXPECT_EQ(document.answer.verdict, model::Verdict::hit);
  EXPECT_EQ(document.answer.earliest_finding, "F1");
  EXPECT_EQ(document.answer.earliest_time, later(noon, -5)) << "when the agent left the script";
  EXPECT_EQ(document.answer.door_kind, "supplier_channel");
  ASSERT_EQ(document.accounts.size(), 1U);
  EXPECT_EQ(document.accounts[0].name, "kim");
  ASSERT_EQ(document.secrets.size(), 1U);
  EXPECT_TRUE(document.secrets[0].opened);
  EXPECT_FALSE(document.rotation.empty());
}

TEST(Inquiry, SaysHowFarBackItCouldHaveSeen) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);  // orders and programs since June
  detail::add_intrusion(evidence, noon, "desk-7");
  evidence.add(detail::flow(later(noon, -86400), "desk-7", "other.example", "1", "1"));
  const CaseDocument document = detail::investigate(evidence, &pack);
  EXPECT_EQ(document.answer.could_have_seen, later(noon, -86400)) << "connections begin last";
  for (const std::string_view part : {"what ran on devices since 2030-06-01", "orders since 2030-06-01",
                                      "connections since 2030-07-09", "no source shows names looked up"})
    EXPECT_NE(document.answer.could_have_seen_why.find(part), std::string::npos) << document.answer.could_have_seen_why;
}

TEST(Inquiry, WhereNothingCountsAsksForNothing) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  const CaseDocument document = detail::investigate(evidence, &pack);
  EXPECT_NE(document.answer.verdict, model::Verdict::hit);
  EXPECT_TRUE(document.rotation.empty());
  EXPECT_TRUE(document.secrets.empty());
  EXPECT_TRUE(document.answer.door_reasons.empty());
  EXPECT_FALSE(document.answer.could_have_seen.has_value());
}

TEST(Inquiry, ATravellersOrderIsClearedWithItsReason) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  const detail::Who abroad{.address = "203.0.113.9"};
  evidence.add(detail::sign_in(later(noon, -600), abroad, detail::SecondFactor::passed));
  evidence.add(detail::order(noon, "desk-5", "o9", abroad));
  const CaseDocument document = detail::investigate(evidence, &pack);
  expect_sound(document);
  EXPECT_NE(document.answer.verdict, model::Verdict::hit);
  ASSERT_EQ(document.cleared.size(), 1U);
  EXPECT_NE(document.cleared[0].why.find("second factor"), std::string::npos);
  EXPECT_TRUE(document.devices.empty()) << "it says something of the account, nothing of the device";
}

}  // namespace
}  // namespace clew::inquiry
