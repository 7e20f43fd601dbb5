#include "clew/base/text.h"
#include "clew/inquiry/explanations/rules.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/core.h>

namespace clew::inquiry::explanations {

using model::Attribute;
using model::Grade;
using model::ValueType;

namespace {

/// Whether a name, address or hash was only handed to a script of an own, `python3 hunt.py --domain bad.example`: not to a program
/// that connects to it, and not as a piece of the code.
bool was_handed_to_script(const Suspect& suspect) {
  const model::Event& event = suspect.sighting.event;
  const auto& attributes = suspect.sighting.attributes;
  const ValueType type = suspect.indicator.value.type();
  if (event.event_class != model::EventClass::process_activity || type == ValueType::file_name ||
      type == ValueType::file_path || type == ValueType::package || attributes.size() != 1 ||
      attributes.front() != Attribute::process_cmd_line)
    return false;
  static constexpr std::array others = std::to_array<std::string_view>(
      {"curl",    "wget",      "fetch",      "nc",   "ncat",     "netcat",    "ssh",   "scp",      "sftp",
       "telnet",  "rsync",     "npm",        "npx",  "certutil", "bitsadmin", "mshta", "rundll32", "regsvr32",
       "msiexec", "osascript", "powershell", "pwsh", "cmd",      "-c",        "-e",    "-r"});
  std::string line = base::lowered(event.get(Attribute::process_cmd_line));
  for (char& c : line) {
    if (std::string_view("\"'|;&()`\t").contains(c)) c = ' ';
  }
  return std::ranges::none_of(base::split(line, ' '), [](std::string_view word) {
    word = base::last_path_part(word);
    if (word.ends_with(".exe")) word.remove_suffix(4);
    return std::ranges::find(others, word) != others.end();
  });
}

}  // namespace

Answer analyst_research(const Suspect& suspect) {
  if (machine_role(suspect.device.known) != MachineRole::research) return std::nullopt;
  // Looking into it is an analyst's work; being in contact or running it is not, and still counts.
  const bool looked = suspect.graded.grade == Grade::mentioned || suspect.graded.grade == Grade::attempted ||
                      was_handed_to_script(suspect);
  if (!looked) return std::nullopt;
  return fmt::format("{} is the \"{}\" of the inventory, and only looked into it", suspect.device.name,
                     suspect.device.known->role);
}

Answer search_command(const Suspect& suspect) {
  if (suspect.graded.outcome != Graded::Outcome::searched_for) return std::nullopt;
  return "a search for it: the value is an argument of a program that only looks for text or names";
}

Answer link_scanner(const Suspect& suspect) {
  if (machine_role(suspect.device.known) != MachineRole::scanner) return std::nullopt;
  if (suspect.graded.grade == Grade::executed || suspect.graded.grade == Grade::authenticated) return std::nullopt;
  // A scanner fetches a link once and leaves. Coming back day after day, or sending much, is not scanning.
  constexpr std::uint64_t visits_max = 20;
  constexpr std::uint64_t sent_bytes_max = 1U << 20U;
  if (suspect.kept.records > visits_max) return std::nullopt;
  const auto sent = base::parse_unsigned(suspect.sighting.event.get(Attribute::bytes_out));
  if (sent && *sent > sent_bytes_max) return std::nullopt;
  return fmt::format("{} is the \"{}\" of the inventory: it follows links in order to check them", suspect.device.name,
                     suspect.device.known->role);
}

Answer reverse_lookup(const Suspect& suspect) {
  if (suspect.graded.outcome != Graded::Outcome::reverse_lookup) return std::nullopt;
  return "a reverse look-up: somebody asked for the name of an address, which is no contact";
}

}  // namespace clew::inquiry::explanations
