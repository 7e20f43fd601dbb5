/// Who a process id was, for records that name a parent by nothing else: audit's, Santa's.
///
///     seeds --take_agent_processes--> AgentProcesses --name_parents--> children of the agent that say so
///
/// What the agent does itself tells its process id: it wrote a file, connected, wrote to the log, started a program that names it.
/// So an agent that was started before the log begins is known, too.
/// In:     traces in order of time. Out: the same, where a parent was the agent with its path.
/// Errors: none; an id that another program was started with since is no longer the agent's.
#pragma once

#include "clew/hunt/scan.h"
#include "clew/inquiry/traces.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::inquiry {

class AgentProcesses {
 public:
  explicit AgentProcesses(const intel::Pack* pack = nullptr) : pack_(pack) {}

  /// What the traces tell of ids. To be called before `name_parents`.
  void add(std::span<const Trace> traces);
  /// Gives children of the agent its path as that of their parent, where they have none.
  void name_parents(std::span<Trace> traces) const;

  /// Devices whose agent has an id, and whose records name parents by their id alone.
  [[nodiscard]] std::set<std::string, std::less<>> devices_to_ask() const;
  /// Of these devices what may be a child of the agent, and what was started with an id that was the agent's.
  [[nodiscard]] hunt::Selection children(const model::Inventory& inventory) const;

 private:
  struct Sighting {
    base::Instant time;
    bool is_start = false;
    std::string agent;  ///< its path; empty: the id is that of another program
  };
  [[nodiscard]] std::string_view name_of(const model::Event& event, model::Attribute program) const;
  using Key = std::pair<std::string, std::string>;  ///< device, process id
  void add_sighting(const Trace& trace, base::Instant time, std::string_view pid, std::string_view path, bool is_start);
  [[nodiscard]] std::string_view agent_at(const std::string& device, std::string_view pid, base::Instant time) const;

  const intel::Pack* pack_;
  std::map<Key, std::vector<Sighting>> sightings_;  ///< in order of time
  std::set<std::string, std::less<>> has_nameless_parents_;
};

/// Takes from the seeds what was kept for this alone.
AgentProcesses take_agent_processes(std::vector<Trace>& seeds, const intel::Pack* pack);

}  // namespace clew::inquiry
