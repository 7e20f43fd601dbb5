#include "clew/inquiry/agent_processes.h"

#include "clew/inquiry/detail/records.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using detail::later;
using model::Attribute;
using model::Event;

const Instant midday = detail::at("2023-07-06T12:00:00Z");

Trace trace_of(Event event) {
  Trace trace;
  trace.time = trace.last = *event.time;
  trace.device = event.get(Attribute::device_hostname);
  trace.event = std::move(event);
  return trace;
}

Event started(std::int64_t seconds, std::string_view pid, std::string_view path, std::string_view parent,
              std::string_view device = "web1") {
  return detail::launch(later(midday, seconds), device, {pid, path, path, parent, {}, {}, {}});
}

Event contacted(std::int64_t seconds, std::string_view by, std::string_view pid, std::string_view device = "web1") {
  return detail::event_at(model::EventClass::network_activity, model::activity::network_open, later(midday, seconds),
                          {{Attribute::device_hostname, device},
                           {Attribute::actor_process_path, by},
                           {Attribute::actor_process_pid, pid},
                           {Attribute::dst_ip, "192.0.2.7"}});
}

/// Whom the last of the records has as its parent.
std::string parent_of_last(std::vector<Event> events) {
  const intel::Pack pack = detail::pack();
  std::vector<Trace> traces;
  for (Event& event : events) traces.push_back(trace_of(std::move(event)));
  Trace child = traces.back();
  std::ranges::stable_sort(traces, {}, &Trace::time);
  AgentProcesses processes(&pack);
  processes.add(traces);
  processes.name_parents({&child, 1});
  return std::string(child.event.get(Attribute::parent_process_path));
}

TEST(AgentProcesses, AParentIsTheAgentWhereItsIdWasThen) {
  const std::string agent(detail::agent);
  struct Row {
    std::string_view name;
    std::vector<Event> events;
    std::string want;
  };
  const std::vector<Row> rows = {
      {"its_start_was_seen", {started(0, "50", agent, "1"), started(60, "90", "/bin/sh", "50")}, agent},
      {"it_did_something_before", {contacted(0, agent, "50"), started(60, "90", "/bin/sh", "50")}, agent},
      {"it_did_something_only_later", {contacted(600, agent, "50"), started(60, "90", "/bin/sh", "50")}, agent},
      {"syslog_has_only_its_name", {contacted(0, "quay-agent", "50"), started(60, "90", "/bin/sh", "50")}, agent},
      {"it_is_a_script",
       {detail::launch(midday, "web1", {"50", "/usr/bin/python3.11", "python3 " + agent + " -d", "1", {}, {}, {}}),
        started(60, "90", "/bin/sh", "50")},
       agent},
      {"a_script_that_only_names_it",
       {detail::launch(midday, "web1",
                       {"50", "/usr/bin/python3.11", "python3 /srv/check.py " + agent, "1", {}, {}, {}}),
        started(60, "90", "/bin/sh", "50")},
       ""},
      {"it_was_started_only_later", {started(600, "50", agent, "1"), started(60, "90", "/bin/sh", "50")}, ""},
      {"the_id_is_another_programs_by_then",
       {contacted(0, agent, "50"), started(30, "50", "/usr/sbin/cron", "1"), started(60, "90", "/bin/sh", "50")},
       ""},
      {"a_child_of_the_agent_before_it_became_another_program",
       {contacted(0, agent, "80"), started(1, "80", "/bin/sh", "50"), started(60, "90", "/usr/bin/id", "80")},
       ""},
      {"on_another_device", {contacted(0, agent, "50", "web2"), started(60, "90", "/bin/sh", "50")}, ""},
      {"another_program_with_the_agents_name",
       {contacted(0, "/home/kit/quay-agent", "50"), started(60, "90", "/bin/sh", "50")},
       ""},
      {"nobody_knows", {started(60, "90", "/bin/sh", "50")}, ""},
  };
  for (const Row& row : rows) EXPECT_EQ(parent_of_last(row.events), row.want) << row.name;
}

TEST(AgentProcesses, AParentThatIsNamedStays) {
  Event child = detail::launch(later(midday, 60), "web1", {"90", "/bin/sh", "sh", "50", "/usr/sbin/cron", {}, {}});
  EXPECT_EQ(parent_of_last({contacted(0, detail::agent, "50"), child}), "/usr/sbin/cron");
}

TEST(AgentProcesses, OnlyDevicesWithAnIdAndNamelessParentsAreAsked) {
  const intel::Pack pack = detail::pack();
  AgentProcesses processes(&pack);
  const std::vector<Trace> traces = {
      trace_of(contacted(0, detail::agent, "50")), trace_of(started(1, "90", "/bin/sh", "50")),
      trace_of(contacted(2, detail::agent, "50", "web2")), trace_of(started(3, "90", "/bin/sh", "50", "web3"))};
  processes.add(traces);
  EXPECT_EQ(processes.devices_to_ask(), (std::set<std::string, std::less<>>{"web1"}));
}

}  // namespace
}  // namespace clew::inquiry
