#include "clew/inquiry/traces.h"

#include "clew/inquiry/detail/records.h"

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::agent;
using detail::desk;
using detail::failed;
using detail::later;
using detail::launch;
using detail::noon;
using detail::shell;
using detail::Who;
using model::Event;

TEST(Traces, TheAgentIsKnownByItsPlaceNotByItsName) {
  const intel::Pack pack = detail::pack();
  EXPECT_TRUE(is_agent(&pack, agent));
  EXPECT_TRUE(is_agent(&pack, R"(c:\program files\quay\QUAY-AGENT.EXE)"));
  EXPECT_FALSE(is_agent(&pack, "/tmp/quay-agent"));
  EXPECT_FALSE(is_agent(&pack, "/opt/quay/bin/quay-agent-helper"));
  EXPECT_FALSE(is_agent(&pack, ""));
  EXPECT_FALSE(is_agent(nullptr, agent));
  intel::Pack without_paths = pack;
  for (intel::Agent& one : without_paths.agents) one.paths.clear();
  EXPECT_TRUE(is_agent(&without_paths, "/tmp/quay-agent")) << "the name is all that this pack knows";
}

TEST(Traces, TheAgentsOwnFilesAreNamedByThePack) {
  const intel::Pack pack = detail::pack();
  EXPECT_TRUE(is_agents_own_file(&pack, "/opt/quay/cache/a"));
  EXPECT_TRUE(is_agents_own_file(&pack, "/var/log/quay.log.2"));
  EXPECT_FALSE(is_agents_own_file(&pack, "/var/tmp/setup.rb"));
  EXPECT_FALSE(is_agents_own_file(&pack, "/tmp/opt/quay/a"));
  EXPECT_FALSE(is_agents_own_file(nullptr, "/opt/quay/cache/a"));
}

struct HouseCase {
  std::string_view path, signature;
  bool want;
};

TEST(Traces, HousekeepingIsAProgramOfTheSystemThatDoesOneThing) {
  for (const HouseCase& c : {HouseCase{"/usr/sbin/ioreg", "platform", true},
                             {"/usr/sbin/ioreg", "", true},
                             {"/usr/sbin/ioreg", "unsigned", false},
                             {"/opt/tool/ioreg", "", false},
                             {"/opt/tool/ioreg", "signed", false},
                             {"/bin/sh", "platform", false},
                             {"/usr/bin/python3", "platform", false},
                             {"/usr/bin/curl", "platform", false},
                             {"", "", false}}) {
    EXPECT_EQ(keeps_house(launch(noon, desk, {.path = c.path, .parent_path = agent, .signature = c.signature})), c.want)
        << c.path << " " << c.signature;
  }
}

struct SeedCase {
  std::string_view name;
  Event event;
  bool kept, with_others;  // with_others: what says the same is kept once
};

TEST(Traces, WhatTellsTheAgentsProcessIdIsKeptToo) {
  const intel::Pack pack = detail::pack();
  const hunt::Selection seeds = seeds_of(&pack);
  const auto by = [](std::string_view path, std::string_view pid) {
    return detail::with(
        detail::with(detail::flow(noon, desk, "quay.example", "1", "1"), model::Attribute::actor_process_path, path),
        model::Attribute::actor_process_pid, pid);
  };
  const std::vector<SeedCase> cases = {
      {"it_called_home", by(agent, "50"), true, true},
      {"syslog_names_it", by("quay-agent", "50"), true, true},
      {"its_start", launch(noon, desk, {.pid = "50", .path = agent}), true, true},
      {"a_program_whose_parent_is_only_an_id", launch(noon, desk, {.pid = "9", .path = "/bin/ls", .parent = "50"}),
       true, true},
      {"no_id", by(agent, ""), false, false},
      {"another_program", by("/usr/bin/curl", "50"), false, false},
      {"one_of_its_name_elsewhere", by("/tmp/quay-agent", "50"), false, false},
      {"a_parent_that_is_named",
       launch(noon, desk, {.pid = "9", .path = "/bin/ls", .parent = "8", .parent_path = "/bin/zsh"}), false, false},
  };
  for (const SeedCase& c : cases) {
    std::string key;
    EXPECT_EQ(seeds.keep(c.event, key), c.kept) << c.name;
    EXPECT_EQ(!key.empty(), c.with_others) << c.name << ": " << key;
    EXPECT_FALSE(is_seed(&pack, c.event, key)) << c.name;
  }
}

TEST(Traces, OfEverybodyAreOrdersAccessAndWhatAgentsDid) {
  const intel::Pack pack = detail::pack();
  const std::vector<SeedCase> cases = {
      {"child_of_the_agent", detail::agent_child(noon, desk, "100", "ls"), true, false},
      {"housekeeping", launch(noon, desk, {.path = "/usr/sbin/ioreg", .parent_path = agent, .signature = "platform"}),
       true, true},
      {"unsigned_program", launch(noon, desk, {.path = "/tmp/x", .signature = "unsigned"}), true, true},
      {"signed_program", launch(noon, desk, {.path = "/Applications/Browser"}), false, false},
      {"file_of_the_agent", detail::file_write(noon, desk, "/var/tmp/setup.rb", {"50", agent}), true, false},
      {"agents_own_file", detail::file_write(noon, desk, "/opt/quay/a", {"50", agent}), false, false},
      {"persistence", detail::file_write(noon, desk, "/Library/LaunchDaemons/x.plist", {"9", shell}), true, true},
      {"persistence_that_was_read", detail::file_open(noon, desk, "/Library/LaunchDaemons/x.plist", {"9", shell}),
       false, false},
      {"credential_store", detail::file_open(noon, desk, "/Users/kim/.aws/credentials", {"9", shell}), true, true},
      {"any_file", detail::file_write(noon, desk, "/Users/kim/a.txt", {"9", shell}), false, false},
      {"order", detail::order(noon, desk, "o1"), true, false},
      {"preparing_act", detail::order_act(noon, "order_create", "o1", {}), true, false},
      {"answer", detail::result(noon, desk, "o1", noon, "ls"), true, false},
      {"deleted_answer", detail::order_act(noon, "answer_delete", "o1", {}), true, false},
      {"renewal", detail::order_act(noon, "admin_update", "", {}), true, false},
      {"other_act", detail::order_act(noon, "user_list", "", {}), true, true},
      {"sign_in", detail::sign_in(noon, {}), true, true},
      {"account_created", detail::account_created(noon, {}, "new"), true, false},
      {"cloud_call", detail::cloud_call(noon, "AKIA1", {}, "PutObject"), true, true},
      {"access_of_nobody", detail::sign_in(noon, {.account = ""}), false, false},
      {"flow", detail::flow(noon, desk, "bad.example", "1", "1"), false, false},
  };
  for (const SeedCase& c : cases) {
    std::string key;
    EXPECT_EQ(is_seed(&pack, c.event, key), c.kept) << c.name;
    EXPECT_EQ(!key.empty(), c.with_others) << c.name << ": " << key;
    Event timeless = c.event;
    timeless.time.reset();
    EXPECT_FALSE(seeds_of(&pack).keep(timeless, key)) << c.name << ": nothing follows from a record without a time";
  }
}

TEST(Traces, WithoutAPackNothingIsTheAgents) {
  const hunt::Selection seeds = seeds_of(nullptr);
  std::string key;
  EXPECT_FALSE(seeds.keep(detail::agent_child(noon, desk, "100", "ls"), key));
  EXPECT_TRUE(seeds.keep(detail::sign_in(noon, {}), key));
}

struct SameCase {
  std::string_view name;
  Event a, b;
  bool same;
};

TEST(Traces, SayTheSameOnlyFromTheSamePlace) {
  const intel::Pack pack = detail::pack();
  const hunt::Selection seeds = seeds_of(&pack);
  const auto call = [](std::string_view operation, std::string_view resource = "") {
    return detail::cloud_call(noon, "AKIA1", {}, operation, resource);
  };
  for (const SameCase& c : {
           SameCase{"later", detail::sign_in(noon, {}), detail::sign_in(later(noon, 60), {}), true},
           SameCase{"address", detail::sign_in(noon, {}), detail::sign_in(noon, {.address = "203.0.113.9"}), false},
           SameCase{"client", detail::sign_in(noon, {}), detail::sign_in(noon, {.client = "curl/8"}), false},
           SameCase{"failed", detail::sign_in(noon, {}), failed(detail::sign_in(noon, {})), false},
           SameCase{"second_factor", detail::sign_in(noon, {}, detail::SecondFactor::passed),
                    detail::sign_in(noon, {}, detail::SecondFactor::none), false},
           SameCase{"code", detail::sign_in(noon, {}), detail::sign_in(noon, {}, {}, "sso_sign_in"), false},
           SameCase{"operation", call("PutObject"), call("GetObject"), false},
           SameCase{"resource", call("GetObject", "a"), call("GetObject", "b"), false},
           SameCase{"parts_do_not_run_together", detail::sign_in(noon, {.account = "ab", .method = "c"}),
                    detail::sign_in(noon, {.account = "a", .method = "bc"}), false},
       }) {
    std::string a, b;
    seeds.keep(c.a, a);
    seeds.keep(c.b, b);
    EXPECT_EQ(a == b, c.same) << c.name;
  }
}

TEST(Traces, OfADeviceAreAllFromAGivenTimeOn) {
  model::Inventory inventory;
  inventory.add({"desk-7", "uid7", {"10.0.0.7"}, "kim", "macOS", "laptop", 0});
  inventory.add({"desk-8", "uid8", {"10.0.0.8"}, "lou", "macOS", "laptop", 0});
  const hunt::Selection details = details_of({{"desk-7", noon}}, inventory);
  EXPECT_TRUE(details.with_raw);
  std::string key;
  EXPECT_TRUE(details.keep(launch(noon, desk, {.path = "/bin/ls"}), key));
  EXPECT_TRUE(details.keep(launch(noon, "DESK-7", {.path = "/bin/ls"}), key)) << "a name in any case";
  EXPECT_TRUE(key.empty()) << "each launch is kept";
  EXPECT_FALSE(details.keep(launch(later(noon, -1), desk, {.path = "/bin/ls"}), key));
  EXPECT_FALSE(details.keep(launch(noon, "desk-8", {.path = "/bin/ls"}), key));
  EXPECT_FALSE(details.keep(detail::sign_in(noon, {}), key));
  const Event by_address =
      detail::event_at(model::EventClass::network_activity, model::activity::network_traffic, noon,
                       {{model::Attribute::src_ip, "10.0.0.7"}, {model::Attribute::dst_ip, "192.0.2.1"}});
  EXPECT_TRUE(details.keep(by_address, key));
  EXPECT_FALSE(key.empty()) << "contacts with one destination are kept together";
}

TEST(Traces, AreInOrderOfTimeAndCountWhatTheyStandFor) {
  hunt::ScanResult scan;
  scan.files.resize(1);
  scan.files[0].source = "edr";
  scan.inventory.add({"desk-7", "uid7", {"10.0.0.7"}, "kim", "macOS", "laptop", 0});
  std::vector<hunt::KeptGroup> groups;
  groups.push_back({"b", 5, later(noon, 900), {{{0, 2, 0, 0}, launch(later(noon, 60), "DESK-7", {.path = "/b"}), ""}}});
  groups.push_back({"", 1, noon, {{{0, 1, 0, 0}, launch(noon, "desk-8", {.path = "/a"}), ""}}});
  groups.push_back({"", 1, noon, {{{7, 3, 0, 0}, launch(noon, "", {.path = "/c"}), ""}}});
  const auto traces = traces_of(std::move(groups), scan, scan.inventory);
  ASSERT_EQ(traces.size(), 3U);
  EXPECT_EQ(traces[0].device, "desk-8");
  EXPECT_EQ(traces[1].device, "");
  EXPECT_EQ(traces[1].source, "") << "a file that is not in the list has no source";
  EXPECT_EQ(traces[2].device, "desk-7") << "by the inventory's name";
  EXPECT_EQ(traces[2].records, 5U);
  EXPECT_EQ(traces[2].time, later(noon, 60));
  EXPECT_EQ(traces[2].last, later(noon, 900));
}

TEST(Traces, APersonIsOneByAnySpelling) {
  EXPECT_EQ(person_of("Kim@corp.example"), "kim");
  EXPECT_EQ(person_of("kim"), "kim");
  EXPECT_EQ(person_of(""), "");
}

}  // namespace
}  // namespace clew::inquiry
