/// The records that behaviours are judged by: few out of many, kept by the first pass and by later ones.
///
///     evidence --hunt::scan(select = seeds_of)--> Traces of everybody: orders, sign-ins, what agents started
///     evidence --hunt::scan(select = details_of)--> Traces of the devices in question: all of them
///
/// In:     the supplier's pack (what its agent and its orders are called).
/// Out:    traces in order of time, with the device by the inventory's name.
/// Errors: none. Limits: `hunt::Selection::records_max`; what repeats is kept once and counted.
#pragma once

#include "clew/hunt/scan.h"
#include "clew/intel/pack.h"
#include "clew/model/inventory.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::inquiry {

struct Trace {
  model::Event event;
  model::Place place;
  std::string raw;
  std::string source;
  std::string device;                  ///< empty when the record names none
  std::uint64_t records = 1;           ///< how many say the same; this is the earliest
  base::Instant time, last;            ///< of the earliest and the latest of them; clocks corrected
  bool parent_by_id = false;           ///< other records tell whose id the parent's is (agent_processes.h)
  std::optional<base::Instant> asked;  ///< `start_time`: when an answered order was given; clocks corrected
};

/// A control kept it from happening, or took away what it was about.
bool was_stopped(const model::Event& event);
/// A program was started, and nothing stopped it.
bool is_launch(const model::Event& event);
/// A file was created, written or moved there.
bool is_write(const model::Event& event);

/// The supplier's program on a device, by the path of a process.
bool is_agent(const intel::Pack* pack, std::string_view path);
/// The same, where the log may have nothing but its name: as syslog's does.
bool is_called_as_agent(const intel::Pack* pack, std::string_view path);
/// By what a program is the agent: its path, or the script of an interpreter ("python3 /usr/bin/acme-agent"); empty where it is none.
std::string_view agent_in(const intel::Pack* pack, std::string_view path, std::string_view command_line);
/// The path of what is called so: its own, where it has one, else the pack's.
std::string agent_path(const intel::Pack* pack, std::string_view path);
/// A file that the agent writes by itself.
bool is_agents_own_file(const intel::Pack* pack, std::string_view path);
/// One that lies where only an administrator may write: what is in a temporary folder may be anybody's.
bool is_part_of_agent(const intel::Pack* pack, std::string_view path);
/// Whether a command line names such a file, or a unit of the agent without its folder: "systemctl restart acme-agent".
bool names_part_of_agent(const intel::Pack* pack, std::string_view command_line);

/// Whether a child of the agent is a program of the system that does one thing: agents look after a device with them all
/// day. An interpreter, a downloader or a program from elsewhere is none.
bool keeps_house(const model::Event& launch);

/// What the agent was told to start, or started of itself, beside its housekeeping.
bool is_agents_start(const intel::Pack* pack, const model::Event& event);

/// A connection or a request, not a mere look-up.
bool is_flow(const model::Event& event);

/// What suspicion can begin from. `key` as of `hunt::Selection`.
bool is_seed(const intel::Pack* pack, const model::Event& event, std::string& key);
/// What is kept of the whole evidence: seeds, and what tells the agent's process ids (agent_processes.h). `pack` may be null and must outlive the selection.
hunt::Selection seeds_of(const intel::Pack* pack);

/// Everything that the devices of `since` did from the given times on.
hunt::Selection details_of(std::map<std::string, base::Instant, std::less<>> since, const model::Inventory& inventory);

/// What shows one of `traits` (the value in lower case -> its kind: "file", "file hash", "code hash", "destination"): that it
/// ran, was written, was contacted; to be named is not enough. One for each value and device, in a group whose key begins
/// with the value. Both must outlive the selection.
hunt::Selection showing(const std::map<std::string, std::string, std::less<>>& traits,
                        const model::Inventory& inventory);
/// The trait that an event shows; empty for none.
std::string_view shown_trait(const model::Event& event, const std::map<std::string, std::string, std::less<>>& traits);

/// Turns selected records into traces. Records without a time are left out: nothing follows from them.
std::vector<Trace> traces_of(std::vector<hunt::KeptGroup> selected, const hunt::ScanResult& scan,
                             const model::Inventory& inventory);

/// What an operation of the supplier's log is in the order's life; the texts are the pack's.
bool is_one_of(std::span<const std::string> operations, std::string_view operation);

/// What was done, in the words of the log: `api.operation`, else `metadata.event_code`.
std::string_view operation_of(const model::Event& event);

/// A person by any of the account's spellings: "kim@corp.example" and "kim" are one.
std::string person_of(std::string_view account);

}  // namespace clew::inquiry
