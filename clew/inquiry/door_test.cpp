#include "clew/inquiry/door.h"

#include "clew/inquiry/detail/records.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::at;
using detail::Evidence;
using detail::hour;
using detail::later;
using detail::noon;
using detail::Who;
using model::CaseDocument;
using model::Event;

const Who thief{.address = "203.0.113.9", .client = "curl/8.0", .os = ""};
const Who thief_with_key{.address = "203.0.113.9", .client = "curl/8.0", .os = "", .method = "api key"};

const model::CaseDoorReason* reason(const CaseDocument& document, std::string_view kind) {
  const auto found = std::ranges::find(document.answer.door_reasons, kind, &model::CaseDoorReason::kind);
  return found == document.answer.door_reasons.end() ? nullptr : &*found;
}

struct OrderedCase {
  std::string_view name;
  std::vector<Event> events;  // the intrusion and ordinary days are added
  std::string_view want;
};

TEST(Door, IsHowTheOrderReachedTheDevice) {
  const intel::Pack pack = detail::pack();
  const std::vector<OrderedCase> cases = {
      {"nobody_of_ours_ordered_it", {}, "supplier_channel"},
      {"ordered_with_a_key", {detail::order(later(noon, -30), "desk-7", "o1", thief_with_key)}, "admin_api_key"},
      {"the_methods_name_in_any_case",
       {detail::order(later(noon, -30), "desk-7", "o1",
                      {.address = "203.0.113.9", .client = "curl/8.0", .method = "API Key"})},
       "admin_api_key"},
      {"console_entered_through_single_sign_on",
       {detail::sign_in(later(noon, -600), thief, detail::SecondFactor::none, "sso_sign_in"),
        detail::order(later(noon, -30), "desk-7", "o1", thief)},
       "sso_session"},
      {"console_entered_by_a_sign_in",
       {detail::sign_in(later(noon, -600), thief), detail::order(later(noon, -30), "desk-7", "o1", thief)},
       "admin_session"},
      {"session_whose_beginning_was_not_seen", {detail::order(later(noon, -30), "desk-7", "o1", thief)}, "unknown"},
      {"sign_in_that_failed",
       {detail::failed(detail::sign_in(later(noon, -600), thief)),
        detail::order(later(noon, -30), "desk-7", "o1", thief)},
       "unknown"},
      {"sign_in_from_another_place",
       {detail::sign_in(later(noon, -600), {.address = "192.0.2.77"}),
        detail::order(later(noon, -30), "desk-7", "o1", thief)},
       "unknown"},
      {"sign_in_of_another_day",
       {detail::sign_in(later(noon, -30 * hour), thief), detail::order(later(noon, -30), "desk-7", "o1", thief)},
       "unknown"},
      {"sign_in_afterwards",
       {detail::sign_in(later(noon, 600), thief), detail::order(later(noon, -30), "desk-7", "o1", thief)},
       "unknown"},
      {"method_that_no_door_knows",
       {detail::order(later(noon, -30), "desk-7", "o1",
                      {.address = "203.0.113.9", .client = "curl/8.0", .method = "magic"})},
       "unknown"},
  };
  for (const OrderedCase& c : cases) {
    Evidence evidence;
    detail::add_ordinary_days(evidence);
    detail::add_intrusion(evidence, noon, "desk-7");
    for (const Event& event : c.events) evidence.add(event);
    const CaseDocument document = detail::investigate(evidence, &pack);
    EXPECT_EQ(document.answer.door_kind, c.want) << c.name << ": " << document.answer.door_why;
    EXPECT_FALSE(document.answer.door_why.empty()) << c.name;
    EXPECT_FALSE(document.answer.door_findings.empty()) << c.name;
    const model::CaseDoorReason* in_favour = reason(document, c.want);
    ASSERT_NE(in_favour, nullptr) << c.name;
    EXPECT_TRUE(in_favour->in_favour) << c.name;
    if (c.want == "unknown") {
      for (const auto& one : document.answer.door_reasons)
        EXPECT_TRUE(one.in_favour) << c.name << " against " << one.kind;
      continue;
    }
    // Each other door has what speaks against it.
    for (const intel::Door& door : pack.doors) {
      const model::CaseDoorReason* other = reason(document, door.kind);
      ASSERT_NE(other, nullptr) << c.name << ": " << door.kind;
      EXPECT_EQ(other->in_favour, door.kind == c.want) << c.name << ": " << door.kind;
      EXPECT_FALSE(other->text.empty());
    }
  }
}

TEST(Door, IsUnknownWhereTheLogOfOrdersIsSilentForAnotherReason) {
  const intel::Pack pack = detail::pack();
  Evidence all;
  detail::add_ordinary_days(all);
  detail::add_intrusion(all, noon, "desk-7");
  const auto without = [&](auto drop) {
    Evidence some = all;
    std::erase_if(some.events(),
                  [&](const Event& event) { return detail::source_of(event) == 2 && drop(*event.time); });
    return detail::investigate(some, &pack);
  };
  EXPECT_EQ(without([](Instant) { return false; }).answer.door_kind, "supplier_channel");
  struct Silence {
    std::string_view name, why;
    CaseDocument document;
  };
  for (const Silence& c : {Silence{"absent", "no log of orders", without([](Instant) { return true; })},
                           Silence{"hole", "a hole there", without([](Instant time) {
                                     return later(noon, -60 * hour) < time && time < later(noon, 60 * hour);
                                   })},
                           Silence{"begins_too_late", "begins only at",
                                   without([](Instant time) { return time < later(noon, -20 * hour); })}}) {
    // That nobody ordered it cannot be said; what else happened may still count.
    EXPECT_NE(c.document.answer.door_kind, "supplier_channel") << c.name;
    EXPECT_TRUE(std::ranges::none_of(c.document.findings, [](const auto& finding) {
      return finding.rule == "agent-child-without-order";
    })) << c.name;
    ASSERT_EQ(c.document.answer.door_kind, "unknown") << c.name << ": " << c.document.answer.sentence;
    EXPECT_NE(c.document.answer.door_why.find(c.why), std::string::npos)
        << c.name << ": " << c.document.answer.door_why;
  }
}

TEST(Door, IsUnknownWhereOnlyIndicatorsCount) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  evidence.add(detail::flow(noon, "desk-7", "bad.example", "2000", "9000"));
  const CaseDocument document =
      detail::investigate(evidence, &pack, {detail::indicator_of(model::ValueType::domain, "bad.example")});
  EXPECT_EQ(document.answer.door_kind, "unknown");
  EXPECT_NE(document.answer.door_why.find("indicators alone"), std::string::npos);
  EXPECT_EQ(document.answer.door_findings, std::vector<std::string>{"F1"});
  ASSERT_EQ(document.answer.door_reasons.size(), 1U);
}

TEST(Door, IsTheMethodOfWhatAnAdministratorsAccountDidFromAPublishedPlace) {
  const intel::Pack pack = detail::pack();
  struct Row {
    std::string_view name;
    Who who;
    std::string_view want;
  };
  for (const Row& row :
       {Row{"a_session", {.address = "203.0.113.9"}, "admin_session"},
        Row{"a_key", {.address = "203.0.113.9", .method = "api key"}, "admin_api_key"},
        Row{"a_user", {.account = "kim@quay.example", .address = "203.0.113.9", .type = "user"}, "unknown"}}) {
    Evidence evidence;
    detail::add_ordinary_days(evidence);
    evidence.add(detail::sign_in(noon, row.who));
    const CaseDocument document =
        detail::investigate(evidence, &pack, {detail::indicator_of(model::ValueType::ipv4, "203.0.113.9")});
    EXPECT_EQ(document.answer.door_kind, row.want) << row.name << ": " << document.answer.door_why;
    EXPECT_EQ(document.answer.door_findings, std::vector<std::string>{"F1"}) << row.name;
  }
}

TEST(Door, IsTheKeyThatWasUsedFromAPublishedPlaceWhateverTheSupplierIs) {
  Evidence evidence;
  evidence.add(detail::cloud_call(noon, "AKIAEXAMPLE0000000001", {.account = "deploy", .address = "203.0.113.9"},
                                  "ListBuckets", ""));
  const CaseDocument document =
      detail::investigate(evidence, nullptr, {detail::indicator_of(model::ValueType::ipv4, "203.0.113.9")});
  EXPECT_EQ(document.answer.door_kind, "admin_api_key") << document.answer.door_why;
  EXPECT_NE(document.answer.door_why.find("AKIAEXAMPLE0000000001"), std::string::npos);
  EXPECT_FALSE(document.answer.door_findings.empty());
}

TEST(Door, OfTheEarliestCaseThatTellsOneIsTheWayIn) {
  const intel::Pack pack = detail::pack();
  Evidence evidence;
  detail::add_ordinary_days(evidence);
  evidence.add(detail::order(later(noon, -30), "desk-7", "o1", thief));  // by a session that nobody saw begin
  detail::add_intrusion(evidence, noon, "desk-7");
  evidence.add(detail::order(later(noon, 5 * hour - 30), "desk-8", "o2", thief_with_key));
  detail::add_intrusion(evidence, later(noon, 5 * hour), "desk-8");
  detail::add_intrusion(evidence, later(noon, 9 * hour), "desk-6");
  const CaseDocument document = detail::investigate(evidence, &pack);
  EXPECT_EQ(document.answer.door_kind, "admin_api_key");
  for (const std::string_view kind : {"unknown", "admin_api_key", "supplier_channel"}) {
    ASSERT_NE(reason(document, kind), nullptr) << kind;
    EXPECT_TRUE(reason(document, kind)->in_favour) << kind << ": what it did elsewhere does not speak against it";
  }
}

struct CaseCase {
  std::string_view name;
  Chain::Root root;
  Case::Ordered ordered;
  std::string_view want;
};

TEST(Door, OfTheSupplierNeedsTheAgentAndALogThatSaysNo) {
  const intel::Pack pack = detail::pack();
  Records records;
  records.pack = &pack;
  using Ordered = Case::Ordered;
  for (const CaseCase& c : {CaseCase{"agent_child", Chain::Root::agent_child, Ordered::no, "supplier_channel"},
                            {"agent_file", Chain::Root::agent_file, Ordered::no, "supplier_channel"},
                            {"program", Chain::Root::program, Ordered::no, "unknown"},
                            {"cannot_tell", Chain::Root::agent_child, Ordered::cannot_tell, "unknown"}}) {
    Case of;
    of.chain.root = c.root;
    of.ordered = c.ordered;
    EXPECT_EQ(door_of(of, records), c.want) << c.name;
  }
  const Order only_answered;
  Case of;
  of.order = &only_answered;
  of.ordered = Ordered::yes;
  EXPECT_EQ(door_of(of, records), "unknown") << "an answer does not say who ordered it";
}

}  // namespace
}  // namespace clew::inquiry
