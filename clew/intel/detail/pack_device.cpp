#include "clew/base/text.h"
#include "clew/intel/detail/pack_parts.h"

#include <algorithm>
#include <array>

namespace clew::intel::detail {
namespace {

using base::Result;
using Need = PackTable::Need;

constexpr std::array<std::string_view, 3> systems = {"macos", "linux", "windows"};

/// Folders that everybody writes to, or that hold everybody's programs: all of one is nobody's own.
constexpr auto shared_folders = std::to_array<std::string_view>({
    "/applications",
    "/bin",
    "/etc",
    "/etc/systemd/system",
    "/home",
    "/library",
    "/library/application support",
    "/library/launchagents",
    "/library/launchdaemons",
    "/opt",
    "/private",
    "/private/etc",
    "/private/tmp",
    "/private/var",
    "/private/var/folders",
    "/private/var/tmp",
    "/root",
    "/sbin",
    "/system",
    "/tmp",
    "/users",
    "/users/shared",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/share",
    "/var",
    "/var/lib",
    "/var/log",
    "/var/tmp",
    "c:",
    "c:/program files",
    "c:/program files (x86)",
    "c:/programdata",
    "c:/users",
    "c:/windows",
    "c:/windows/system32",
    "c:/windows/temp",
});

}  // namespace

std::optional<std::string> why_no_own_file(std::string_view pattern) {
  const bool is_windows = pattern.size() > 2 && base::is_alpha(pattern[0]) && pattern[1] == ':';
  if (!pattern.starts_with('/') && !is_windows) return "a whole path is expected: \"/opt/…\", 'C:\\…'";
  std::string fixed = base::lowered(pattern.substr(0, pattern.find('*')));
  std::ranges::replace(fixed, '\\', '/');
  if (is_windows) fixed[0] = 'c';
  const bool ends_a_part = fixed.ends_with('/');
  while (fixed.ends_with('/')) fixed.pop_back();
  if (fixed.contains("/../") || fixed.contains("/./") || fixed.contains("//"))
    return "a path without \"..\" is expected";
  // "/Users/*/…" may be anything of anybody; "/Library/LaunchDaemons/com.acme.*" has a name of its own in its last part.
  const bool is_shared = std::ranges::find(shared_folders, std::string_view(fixed)) != shared_folders.end();
  if (fixed.empty() || (is_shared && (ends_a_part || !pattern.contains('*'))))
    return "this is a folder that others write to: name the supplier's own";
  const std::size_t slash = fixed.rfind('/');
  const std::size_t name_bytes = ends_a_part || slash == std::string::npos ? fixed.size() : fixed.size() - slash - 1;
  constexpr std::size_t name_bytes_min = 3;
  if (name_bytes < name_bytes_min) return "too little stands before the first '*' to be the supplier's own";
  return std::nullopt;
}

Result<base::Done> read_agent(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(read.only_keys(table, "[[agent]]", {"system", "paths", "names", "own_files"}));
  Agent agent;
  CLEW_TRY(agent.system, read.one_of(table, "system", systems, "system"));
  CLEW_TRY(agent.paths, read.texts(table, "paths"));
  CLEW_TRY(agent.names, read.texts(table, "names"));
  if (agent.paths.empty() && agent.names.empty()) return read.error(table, "an agent has \"paths\" or \"names\"");
  CLEW_TRY(agent.own_files, read.texts(table, "own_files"));
  for (std::size_t i = 0; i < agent.own_files.size(); ++i) {
    const std::string& pattern = agent.own_files[i];
    if (const auto why = why_no_own_file(pattern)) {
      return read.error(*table.get("own_files")->as_array()->get(i),
                        fmt::format("\"own_files\", \"{}\": {}", base::shortened(pattern, 80), *why));
    }
  }
  pack.agents.push_back(std::move(agent));
  return base::Done{};
}

Result<base::Done> read_need(const PackTable& read, const toml::table& table, Pack& pack) {
  CLEW_CHECK(read.only_keys(table, "[[need]]", {"name", "any_of"}));
  intel::Need need;
  CLEW_TRY(need.name, read.text(table, "name", Need::required));
  CLEW_TRY(std::vector<std::string> names, read.texts(table, "any_of"));
  if (names.empty()) names.push_back(need.name);
  for (const std::string& name : names) {
    const auto sight = model::sight_named(name);
    if (!sight) {
      return read.error(table, fmt::format("\"{}\" is nothing that a source shows", base::shortened(name, 40)));
    }
    need.any_of.push_back(*sight);
  }
  pack.needs.push_back(std::move(need));
  return base::Done{};
}

}  // namespace clew::intel::detail
