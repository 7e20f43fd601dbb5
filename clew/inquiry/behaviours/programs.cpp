#include "clew/inquiry/programs.h"

#include "clew/base/text.h"
#include "clew/inquiry/behaviours/rules.h"
#include "clew/inquiry/command_lines.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

namespace clew::inquiry::behaviours {
namespace {

using model::Attribute;
using model::Grade;

std::string_view path_of(const Trace& launch) { return launch.event.get(Attribute::process_path); }
std::string_view command_of(const Trace& launch) { return launch.event.get(Attribute::process_cmd_line); }

/// Logs round to seconds: what was written may be noted a little after it ran.
constexpr std::int64_t rounding = 2 * base::Instant::per_second;

bool is_unsigned(const Trace& launch) { return launch.event.get(Attribute::process_signature) == "unsigned"; }

/// The agent leaves scripts that orders have with them; what a program of the chain wrote is another thing.
bool by_the_agent(const Look& look, const Trace& file) {
  return is_agent(look.records.pack, file.event.get(Attribute::actor_process_path));
}

/// The program that a launch runs: what it is, or the script that it was told to run.
bool runs(const Trace& launch, std::string_view path) {
  if (path.empty()) return false;
  return path_of(launch) == path || (is_interpreter(path_of(launch)) && script_of(command_of(launch)) == path);
}

/// A file that a program of the chain brought before it was run. An agent that renews its own programs brings nothing.
bool brought(const Look& look, const Trace& file, const Trace& launch) {
  const std::string_view path = file.event.get(Attribute::file_path);
  return is_write(file.event) && runs(launch, path) && !by_the_agent(look, file) &&
         file.time.nanoseconds <= launch.time.nanoseconds + rounding &&
         (is_unsigned(launch) || !is_part_of_agent(look.records.pack, path));
}

/// `systemctl enable <the agent's own unit>`: an agent that renews itself.
bool starts_the_agent(const Look& look, std::string_view command_line, const Persistence& persistence) {
  return persistence.technique.starts_with("T1543") && names_part_of_agent(look.records.pack, command_line);
}

}  // namespace

void runs_what_it_fetched(const Look& look, std::vector<Mark>& marks) {
  const Chain& chain = look.of.chain;
  std::vector<const Trace*> proof;
  bool lacks_signature = false;
  for (const Trace* launch : chain.launches) {
    if (runs_from_network(command_of(*launch))) {
      proof.push_back(launch);
      continue;
    }
    const auto written =
        std::ranges::find_if(chain.files, [&](const Trace* file) { return brought(look, *file, *launch); });
    if (written != chain.files.end()) {
      if (std::ranges::find(proof, *written) == proof.end()) proof.push_back(*written);
      proof.push_back(launch);
      lacks_signature = lacks_signature || is_unsigned(*launch);
      continue;
    }
    // Where nobody records files, a program without signature that an interpreter of the chain starts says as much.
    if (launch != chain.launches.front() && is_unsigned(*launch) && !is_system_program(path_of(*launch)) &&
        is_interpreter(launch->event.get(Attribute::parent_process_path))) {
      proof.push_back(launch);
      lacks_signature = true;
    }
  }
  if (proof.empty()) return;
  std::ranges::stable_sort(proof, {}, [](const Trace* trace) { return trace->time; });
  const auto program = std::ranges::find_if(proof, [](const Trace* trace) { return is_launch(trace->event); });
  const std::string_view command = command_of(**program);
  marks.push_back(
      mark(2, Grade::executed, proof,
           fmt::format("started `{}`, which {}{}", base::shortened(command.empty() ? path_of(**program) : command, 160),
                       runs_from_network(command) ? "fetches and runs a script" : "it had brought there itself",
                       lacks_signature ? "; the program has no signature" : "")));
}

void new_persistence(const Look& look, std::vector<Mark>& marks) {
  const Chain& chain = look.of.chain;
  std::map<std::string_view, Mark> by_technique;
  const auto add = [&](const Trace* trace, const Persistence& persistence, std::string_view what) {
    auto [found, fresh] = by_technique.try_emplace(persistence.what);
    if (!fresh) {
      found->second.records.push_back(trace);
      return;
    }
    found->second =
        mark(2, Grade::executed, {trace}, fmt::format("left {}: {}", persistence.what, base::shortened(what, 160)));
    found->second.technique = persistence.technique;
  };
  for (const Trace* file : chain.files) {
    const std::string_view path = file->event.get(Attribute::file_path);
    if (!is_write(file->event) || is_agents_own_file(look.records.pack, path)) continue;
    if (const auto persistence = persistence_of(path)) add(file, *persistence, path);
  }
  if (by_technique.empty()) {
    for (const Trace* launch : chain.launches) {
      const auto persistence = persistence_by_command(command_of(*launch));
      if (persistence && !starts_the_agent(look, command_of(*launch), *persistence))
        add(launch, *persistence, command_of(*launch));
    }
  }
  // One mark weighs; that there are two ways in does not make it twice as likely.
  bool first = true;
  for (auto& [what, of_kind] : by_technique) {
    if (!first) of_kind.weight = 0;
    first = false;
    marks.push_back(std::move(of_kind));
  }
}

void credential_store_opened(const Look& look, std::vector<Mark>& marks) {
  std::map<std::string, Mark> by_store;
  for (const Trace* file : look.of.chain.files) {
    const std::string_view path = file->event.get(Attribute::file_path);
    const auto store = credential_store_of(path);
    if (!store) continue;
    // Who makes or removes a secret has not opened it; a copy where everybody may write was opened before.
    const bool makes = is_write(file->event) && !anybody_writes(path);
    if (makes || file->event.activity == model::activity::file_delete || file->event.status == model::Status::failure)
      continue;
    auto [found, fresh] = by_store.try_emplace(std::string(path));
    if (!fresh) {
      found->second.records.push_back(file);
      continue;
    }
    const std::string_view owner = owner_of(path);
    found->second = mark(3, Grade::executed, {file},
                         fmt::format("{} opened the {}{}{}: {}", file->event.get(Attribute::actor_process_path),
                                     store->what, owner.empty() ? "" : " of ", owner, base::shortened(path, 160)));
    found->second.technique = store->technique;
    found->second.account = owner;
  }
  // Few sensors record who reads a file; the command line tells it all the same.
  if (by_store.empty()) {
    for (const Trace* launch : look.of.chain.launches) {
      for (const ReadStore& read : stores_read_by(command_of(*launch))) {
        auto [found, fresh] = by_store.try_emplace(std::string(read.store.what));
        if (!fresh) continue;
        const std::string_view owner = owner_of(read.path);
        found->second = mark(3, Grade::executed, {launch},
                             fmt::format("read the {}{}{}: `{}`", read.store.what, owner.empty() ? "" : " of ", owner,
                                         base::shortened(command_of(*launch), 160)));
        found->second.technique = read.store.technique;
        found->second.account = owner;
      }
    }
  }
  bool first = true;
  for (auto& [path, of_store] : by_store) {
    if (!first) of_store.weight = 0;
    first = false;
    marks.push_back(std::move(of_store));
  }
}

void traces_removed(const Look& look, std::vector<Mark>& marks) {
  const Chain& chain = look.of.chain;
  std::vector<const Trace*> proof;
  for (const Trace* launch : chain.launches) {
    const std::string_view command_line = command_of(*launch);
    const auto has = [&](std::string_view command) { return has_command(command_line, command); };
    const bool removes = has("rm") || has("unlink") || has("shred") || has("del") || has("remove-item");
    const bool own = std::ranges::any_of(
        chain.written, [&](const std::string& path) { return command_line.find(path) != std::string_view::npos; });
    const bool logs = has("log erase") || has("clear-eventlog") ||
                      (has("wevtutil") && (has("cl") || has("clear-log"))) ||
                      base::find_ignoring_case(command_line, "history -c") != std::string_view::npos ||
                      (removes && command_line.find("/var/log/") != std::string_view::npos);
    if ((removes && own) || logs) proof.push_back(launch);
  }
  for (const Trace* file : chain.files) {
    if (file->event.activity == model::activity::file_delete && chain.wrote(file->event.get(Attribute::file_path)))
      proof.push_back(file);
  }
  if (proof.empty()) return;
  std::ranges::stable_sort(proof, {}, [](const Trace* trace) { return trace->time; });
  const Trace& first = *proof.front();
  marks.push_back(mark(1, Grade::executed, proof,
                       is_launch(first.event)
                           ? fmt::format("removed its traces: `{}`", base::shortened(command_of(first), 160))
                           : fmt::format("removed what it had written: {}", first.event.get(Attribute::file_path))));
}

}  // namespace clew::inquiry::behaviours
