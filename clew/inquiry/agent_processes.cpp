#include "clew/inquiry/agent_processes.h"

#include "clew/inquiry/material.h"

#include <algorithm>
#include <memory>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::Event;

/// Logs round to seconds.
constexpr std::int64_t tolerance = 2 * Instant::per_second;

}  // namespace

/// The agent's script, where an interpreter runs it; else the program.
std::string_view AgentProcesses::name_of(const Event& event, Attribute program) const {
  const std::string_view path = event.get(program);
  const std::string_view agent = agent_in(pack_, path, event.get(Attribute::process_cmd_line));
  return agent.empty() ? path : agent;
}

void AgentProcesses::add(std::span<const Trace> traces) {
  for (const Trace& trace : traces) {
    const Event& event = trace.event;
    if (trace.device.empty()) continue;
    if (is_launch(event)) {
      const std::string_view parent = event.get(Attribute::parent_process_pid);
      const std::string_view parent_path = event.get(Attribute::parent_process_path);
      if (parent_path.empty() && !parent.empty()) has_nameless_parents_.insert(trace.device);
      add_sighting(trace, trace.time, event.get(Attribute::process_pid), name_of(event, Attribute::process_path), true);
      if (is_called_as_agent(pack_, parent_path)) add_sighting(trace, trace.time, parent, parent_path, false);
    } else {
      const std::string_view actor = name_of(event, Attribute::actor_process_path);
      if (!is_called_as_agent(pack_, actor)) continue;
      for (const Instant time : {trace.time, trace.last})
        add_sighting(trace, time, event.get(Attribute::actor_process_pid), actor, false);
    }
  }
  for (auto& [key, sightings] : sightings_) std::ranges::stable_sort(sightings, {}, &Sighting::time);
}

void AgentProcesses::add_sighting(const Trace& trace, Instant time, std::string_view pid, std::string_view path,
                                  bool is_start) {
  if (pid.empty() || path.empty()) return;
  const bool is_agents = is_called_as_agent(pack_, path);
  const Key key(trace.device, pid);
  // Of other programs only what ends the agent's time matters.
  if (!is_agents && !sightings_.contains(key)) return;
  sightings_[key].push_back({time, is_start, is_agents ? agent_path(pack_, path) : std::string()});
}

std::string_view AgentProcesses::agent_at(const std::string& device, std::string_view pid, Instant time) const {
  const auto found = sightings_.find(Key(device, pid));
  if (found == sightings_.end()) return {};
  const std::vector<Sighting>& all = found->second;
  const auto next = std::ranges::upper_bound(all, Instant{time.nanoseconds + tolerance, 0}, {}, &Sighting::time);
  if (next != all.begin()) return std::prev(next)->agent;
  // It was there before it was first seen, unless that was its start.
  return next->is_start ? std::string_view() : std::string_view(next->agent);
}

void AgentProcesses::name_parents(std::span<Trace> traces) const {
  for (Trace& trace : traces) {
    if (!is_launch(trace.event) || trace.event.has(Attribute::parent_process_path)) continue;
    const std::string agent(agent_at(trace.device, trace.event.get(Attribute::parent_process_pid), trace.time));
    trace.event.add(Attribute::parent_process_path, agent);
    trace.parent_by_id = !agent.empty();
  }
}

std::set<std::string, std::less<>> AgentProcesses::devices_to_ask() const {
  std::set<std::string, std::less<>> devices;
  for (const auto& [key, sightings] : sightings_) {
    if (has_nameless_parents_.contains(key.first)) devices.insert(key.first);
  }
  return devices;
}

hunt::Selection AgentProcesses::children(const model::Inventory& inventory) const {
  auto ids = std::make_shared<std::set<Key>>();
  for (const auto& [key, sightings] : sightings_) {
    if (has_nameless_parents_.contains(key.first)) ids->insert(key);
  }
  hunt::Selection selection;
  selection.with_raw = true;
  selection.classes = {model::EventClass::process_activity};
  selection.keep = [ids = std::move(ids), &inventory](const Event& event, std::string& key) {
    if (!is_launch(event) || !event.time) return false;
    const std::string device = device_of(event, inventory).name;
    if (device.empty()) return false;
    if (ids->contains(Key(device, event.get(Attribute::process_pid)))) return true;
    if (event.has(Attribute::parent_process_path) ||
        !ids->contains(Key(device, event.get(Attribute::parent_process_pid))))
      return false;
    if (keeps_house(event)) key = "kept house\x1f" + device + '\x1f' + std::string(event.get(Attribute::process_path));
    return true;
  };
  return selection;
}

AgentProcesses take_agent_processes(std::vector<Trace>& seeds, const intel::Pack* pack) {
  AgentProcesses processes(pack);
  processes.add(seeds);
  std::string key;
  std::erase_if(seeds, [&](const Trace& trace) { return !is_seed(pack, trace.event, key); });
  return processes;
}

}  // namespace clew::inquiry
