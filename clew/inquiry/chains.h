/// What followed from what on one device: programs that start programs, write files, and run what they wrote.
///
///     traces of a device --link--> chains, each from one root
///
/// A root is something that the supplier's agent started (other than its housekeeping), a file that it left, or a program
/// without a signature that nothing else explains. To a chain belong the descendants of its root (by process id and path),
/// the files that they wrote, what was later started from those files, and what that did in turn.
/// In:     the traces of one device, in order of time. Out: chains in order of time; they point into the traces.
/// Errors: none; a process id that was used again ends what the old process did. Cost: n log n; no recursion.
#pragma once

#include "clew/inquiry/traces.h"

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::inquiry {

struct Chain {
  enum class Root : std::uint8_t { agent_child, agent_file, program, order } root = Root::program;
  std::string device;
  std::vector<const Trace*> launches;  ///< of programs, the root's first; in order of time
  std::vector<const Trace*> files;     ///< what these programs (and the agent, for them) did to files, in order of time
  std::set<std::string> written;       ///< paths
  base::Instant from, to;

  [[nodiscard]] const Trace* root_launch() const { return launches.empty() ? nullptr : launches.front(); }
  [[nodiscard]] bool wrote(std::string_view path) const { return written.contains(std::string(path)); }
};

/// At most this many of a device; beyond, the later ones are left out.
constexpr std::size_t chains_max = 5'000;

std::vector<Chain> link_chains(std::span<const Trace> traces, const intel::Pack* pack);

}  // namespace clew::inquiry
