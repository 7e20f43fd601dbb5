/// Who told a device to do what: orders in the supplier's log, joined with the devices' answers and with what the
/// agent then started there.
///
///     given, prepared, erased (log of the supplier) + results + children of the agent --join--> Order, Ordered
///
/// An order may wait for its device for days; an answer may have been deleted; a log may have lost a line. So a child
/// is ordered when an answer has its text and spans its time, or else when an order was given to its device before it,
/// whose text (known from other devices) is the child's, or is not known and the agent was away until then; such an order
/// explains one child.
/// In:     seeds; records of devices; the pack's description of orders. Out: the orders; for a child of the agent its order, or none.
/// Errors: none.
#pragma once

#include "clew/inquiry/traces.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace clew::inquiry {

/// Of clocks and of the way between the supplier's log and the device.
constexpr std::int64_t order_slack_seconds = 120;

struct Order {
  const Trace* given = nullptr;     ///< null when only the answer is there
  const Trace* prepared = nullptr;  ///< written or changed just before, by the same account from the same place
  const Trace* result = nullptr;
  const Trace* erased = nullptr;  ///< its answers were deleted
  std::string id, device, account, method;
  std::string text;          ///< the command, as an answer has it; empty when no answer tells
  std::size_t children = 0;  ///< what the agent started because of it
  /// When it was first worked on: prepared, else given, else when the answer says.
  [[nodiscard]] base::Instant begun() const;
};

struct Orders {
  std::vector<Order> all;  ///< in order of time
  /// Which order (index) a child of the agent (the place of its record) follows from; one that nobody ordered is not in it.
  std::map<model::Place, std::size_t> of_child;
};

using TracesOfDevices = std::map<std::string, std::vector<Trace>, std::less<>>;

/// `seeds` in order of time; the result points into it. `read`: all records of the devices that were read in full, which tell
/// when an agent was there.
Orders join_orders(std::span<const Trace> seeds, const intel::Pack* pack, const TracesOfDevices& read = {});

/// Whether a command line is that of a command, spaces and quotes aside.
bool runs_command(std::string_view command_line, std::string_view command);

}  // namespace clew::inquiry
