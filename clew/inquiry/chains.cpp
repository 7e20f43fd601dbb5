#include "clew/inquiry/chains.h"

#include "clew/base/text.h"
#include "clew/inquiry/programs.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::Event;
using model::EventClass;

/// Logs round to seconds: an effect may be written down a little before its cause.
constexpr std::int64_t tolerance = 2 * Instant::per_second;
/// A script that the agent leaves is run soon after.
constexpr std::int64_t script_to_start_seconds_max = 600;

bool separates(char c) { return base::is_space(c) || std::string_view("'\"`;|&()<>=,:@").contains(c); }

std::string_view without_private(std::string_view path) {
  constexpr std::string_view prefix = "/private";  // macOS: /tmp and /var lead there
  return path.starts_with("/private/tmp/") || path.starts_with("/private/var/") ? path.substr(prefix.size()) : path;
}

/// What a path and a word that names it have in common: all from the word's first slash on.
std::string_view path_in(std::string_view word) {
  std::size_t slash = word.find_first_of("/\\");
  if (slash == std::string_view::npos) return word;
  while (slash + 1 < word.size() && word[slash + 1] == word[slash]) ++slash;
  return without_private(word.substr(slash));
}

/// Whether a command line names this very file: "/tmp/a" does not stand in "sh /tmp/another".
bool names_file(std::string_view command_line, std::string_view path) {
  path = without_private(path);
  for (std::size_t at = command_line.find(path); at != std::string_view::npos; at = command_line.find(path, at + 1)) {
    const std::size_t end = at + path.size();
    if (end == command_line.size() || separates(command_line[end])) return true;
  }
  return false;
}

class Links {
 public:
  Links(std::span<const Trace> traces, const intel::Pack* pack) : traces_(traces), pack_(pack) {
    for (std::size_t i = 0; i < traces.size(); ++i) {
      const Event& event = traces[i].event;
      if (is_launch(event)) {
        by_parent_[std::string(event.get(Attribute::parent_process_pid))].push_back(i);
        by_path_[path_of(event)].push_back(i);
        by_pid_[std::string(event.get(Attribute::process_pid))].push_back(i);
        if (is_interpreter(path_of(event))) add_script_words(i);
      } else if (event.event_class == EventClass::file_activity) {
        by_actor_[std::string(event.get(Attribute::actor_process_pid))].push_back(i);
        acts_of_path_[std::string(event.get(Attribute::actor_process_path))].push_back(i);
      }
    }
    std::ranges::sort(script_words_);
    taken_.assign(traces.size(), false);
  }

  std::vector<Chain> chains() {
    std::vector<Chain> chains;
    const auto grow_from = [&](std::size_t i, Chain::Root root) {
      if (taken_[i] || chains.size() >= chains_max) return;
      chains.push_back(grow(i, root));
    };
    for (std::size_t i = 0; i < traces_.size(); ++i) {
      const Event& event = traces_[i].event;
      if (is_agents_start(pack_, event) && !is_agent(pack_, path_of(event))) grow_from(i, Chain::Root::agent_child);
    }
    for (std::size_t i = 0; i < traces_.size(); ++i) {
      const Event& event = traces_[i].event;
      const std::string_view path = event.get(Attribute::file_path);
      if (is_write(event) && is_agent(pack_, event.get(Attribute::actor_process_path)) &&
          !is_agents_own_file(pack_, path))
        grow_from(i, Chain::Root::agent_file);
    }
    for (std::size_t i = 0; i < traces_.size(); ++i) {
      const Event& event = traces_[i].event;
      if (is_launch(event) && event.get(Attribute::process_signature) == "unsigned") grow_from(i, Chain::Root::program);
    }
    for (Chain& chain : chains) finish(chain);
    std::ranges::stable_sort(chains, {}, &Chain::from);
    return chains;
  }

 private:
  static std::string path_of(const Event& event) { return std::string(event.get(Attribute::process_path)); }

  Chain grow(std::size_t root, Chain::Root kind) {
    Chain chain;
    chain.root = kind;
    chain.device = traces_[root].device;
    std::deque<std::size_t> open = {root};
    taken_[root] = true;
    if (kind == Chain::Root::agent_child) add_left_scripts(root, open);
    while (!open.empty()) {
      const std::size_t i = open.front();
      open.pop_front();
      const Trace& trace = traces_[i];
      if (is_launch(trace.event)) {
        chain.launches.push_back(&trace);
        follow_process(i, open);
        continue;
      }
      chain.files.push_back(&trace);
      if (is_write(trace.event)) {
        std::string path(trace.event.get(Attribute::file_path));
        if (chain.written.insert(path).second) follow_file(path, trace.time, open);
      }
    }
    return chain;
  }

  void take(std::size_t i, std::deque<std::size_t>& open) {
    if (taken_[i]) return;
    taken_[i] = true;
    open.push_back(i);
  }

  /// What the agent wrote just before, and the child's command line names.
  void add_left_scripts(std::size_t child, std::deque<std::size_t>& open) {
    const Trace& launch = traces_[child];
    const std::string_view command_line = launch.event.get(Attribute::process_cmd_line);
    for (std::size_t i = child; i-- > 0;) {
      const Trace& trace = traces_[i];
      if (launch.time.nanoseconds - trace.time.nanoseconds > script_to_start_seconds_max * Instant::per_second) break;
      left_script(i, command_line, open);
    }
    for (std::size_t i = child + 1; i < traces_.size(); ++i) {
      if (traces_[i].time.nanoseconds - launch.time.nanoseconds > tolerance) break;
      left_script(i, command_line, open);
    }
  }

  void left_script(std::size_t i, std::string_view command_line, std::deque<std::size_t>& open) {
    const Event& event = traces_[i].event;
    if (!is_write(event) || !is_agent(pack_, event.get(Attribute::actor_process_path))) return;
    const std::string_view name = base::last_path_part(event.get(Attribute::file_path));
    if (!name.empty() && command_line.find(name) != std::string_view::npos) take(i, open);
  }

  /// When the process id next belongs to another program; never, if it does not.
  std::optional<Instant> end_of(std::size_t launch) const {
    const auto& same = by_pid_.find(traces_[launch].event.get(Attribute::process_pid))->second;
    const auto next = std::ranges::upper_bound(same, launch);
    if (next == same.end()) return std::nullopt;
    return traces_[*next].time;
  }

  template <class Map>
  static std::span<const std::size_t> all_of(const Map& map, std::string_view key) {
    const auto found = map.find(key);
    return found == map.end() ? std::span<const std::size_t>{} : found->second;
  }

  /// Those that are not before `time`, but for the clocks' tolerance: a process id may be used again very often.
  std::span<const std::size_t> since(std::span<const std::size_t> all, Instant time) const {
    const auto first = std::ranges::lower_bound(all, Instant{time.nanoseconds - tolerance, 0}, {},
                                                [&](std::size_t i) { return traces_[i].time; });
    return all.subspan(static_cast<std::size_t>(first - all.begin()));
  }

  void add_script_words(std::size_t launch) {
    std::string_view rest = traces_[launch].event.get(Attribute::process_cmd_line);
    while (!rest.empty()) {
      const auto end = static_cast<std::size_t>(std::ranges::find_if(rest, separates) - rest.begin());
      if (end > 0) script_words_.emplace_back(hash_of(rest.substr(0, end)), launch);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  static std::size_t hash_of(std::string_view word) { return std::hash<std::string_view>{}(path_in(word)); }

  /// Interpreters whose command line has the last word of the path; found without looking at every one of them.
  std::span<const std::pair<std::size_t, std::size_t>> scripts_with(std::string_view path) const {
    while (!path.empty() && separates(path.back())) path.remove_suffix(1);
    const auto last = std::ranges::find_if(path.rbegin(), path.rend(), separates);
    const auto found = std::ranges::equal_range(script_words_, hash_of({last.base(), path.end()}), {},
                                                [](const auto& word) { return word.first; });
    return {found.begin(), found.end()};
  }

  void follow_process(std::size_t launch, std::deque<std::size_t>& open) {
    const Trace& parent = traces_[launch];
    const std::string_view pid = parent.event.get(Attribute::process_pid);
    const std::string_view path = parent.event.get(Attribute::process_path);
    if (pid.empty()) return;
    const auto end = end_of(launch);
    const auto in_its_time = [&](const Trace& trace) {
      return parent.time.nanoseconds - tolerance <= trace.time.nanoseconds && (!end || trace.time <= *end);
    };
    for (const std::size_t i : since(all_of(by_parent_, pid), parent.time)) {
      if (end && *end < traces_[i].time) break;
      const std::string_view parent_path = traces_[i].event.get(Attribute::parent_process_path);
      if (i != launch && in_its_time(traces_[i]) && (parent_path.empty() || parent_path == path)) take(i, open);
    }
    for (const std::size_t i : since(all_of(by_actor_, pid), parent.time)) {
      if (end && *end < traces_[i].time) break;
      const std::string_view actor = traces_[i].event.get(Attribute::actor_process_path);
      if (in_its_time(traces_[i]) && (actor.empty() || actor == path)) take(i, open);
    }
  }

  /// What was started from a file that the chain wrote, and what that did where its start was not seen.
  void follow_file(const std::string& path, Instant written, std::deque<std::size_t>& open) {
    // Who replaces a shell or the agent does not start all that they start.
    if (is_agent(pack_, path) || is_system_program(path)) return;
    const auto later = [&](std::size_t i) { return written.nanoseconds - tolerance <= traces_[i].time.nanoseconds; };
    for (const std::size_t i : all_of(by_path_, path)) {
      if (later(i)) take(i, open);
    }
    for (const std::size_t i : all_of(acts_of_path_, path)) {
      if (later(i)) take(i, open);
    }
    for (const auto& [word, i] : scripts_with(path)) {
      if (later(i) && names_file(traces_[i].event.get(Attribute::process_cmd_line), path)) take(i, open);
    }
  }

  static void finish(Chain& chain) {
    std::ranges::stable_sort(chain.files, {}, &Trace::time);
    // The root stays in front: of programs of the same second it is the one that the others follow from.
    if (chain.launches.size() > 1) {
      std::stable_sort(chain.launches.begin() + 1, chain.launches.end(),
                       [](const Trace* a, const Trace* b) { return a->time < b->time; });
    }
    std::optional<Instant> from, to;
    for (const auto* list : {&chain.launches, &chain.files}) {
      for (const Trace* trace : *list) {
        from = from ? std::min(*from, trace->time) : trace->time;
        to = to ? std::max(*to, trace->last) : trace->last;
      }
    }
    chain.from = from.value_or(Instant{});
    chain.to = to.value_or(chain.from);
  }

  using Index = std::map<std::string, std::vector<std::size_t>, std::less<>>;
  std::span<const Trace> traces_;
  const intel::Pack* pack_;
  Index by_parent_, by_path_, by_pid_, by_actor_, acts_of_path_;
  std::vector<std::pair<std::size_t, std::size_t>> script_words_;  ///< hash of a word -> interpreter, sorted
  std::vector<bool> taken_;
};

}  // namespace

std::vector<Chain> link_chains(std::span<const Trace> traces, const intel::Pack* pack) {
  return Links(traces, pack).chains();
}

}  // namespace clew::inquiry
