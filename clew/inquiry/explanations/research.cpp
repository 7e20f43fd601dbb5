#include "clew/base/text.h"
#include "clew/inquiry/explanations/rules.h"

#include <fmt/core.h>

namespace clew::inquiry::explanations {

using model::Attribute;
using model::Grade;

Answer analyst_research(const Suspect& suspect) {
  if (machine_role(suspect.device.known) != MachineRole::research) return std::nullopt;
  // Looking into it is an analyst's work; being in contact or running it is not, and still counts.
  if (suspect.graded.grade != Grade::mentioned && suspect.graded.grade != Grade::attempted) return std::nullopt;
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
