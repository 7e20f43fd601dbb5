// Promise under test: any bytes give names or an error whose place lies inside them; every claim has a name that is not too
// long and an author; the crosswalk answers for each of its names, says of none that it equals itself, and answers the same
// whatever the order of the claims.
#include "clew/intel/name_sources.h"

#include "clew/intel/crosswalk.h"
#include "clew/intel/name_finder.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto claims = clew::intel::read_name_claims("fuzz", bytes);
  if (!claims) {
    const auto& where = claims.error().where;
    CLEW_ASSERT(where.offset_bytes + where.size_bytes <= size);
    return 0;
  }
  auto reversed = *claims;
  std::ranges::reverse(reversed);
  const clew::intel::Crosswalk crosswalk(*claims);
  const clew::intel::Crosswalk other(reversed);
  constexpr std::size_t asked_max = 20;
  for (std::size_t i = 0; i < std::min(claims->size(), asked_max); ++i) {
    const auto& claim = (*claims)[i];
    CLEW_ASSERT(!claim.name.empty() && claim.name.size() <= clew::intel::name_bytes_max &&
                claim.other.size() <= clew::intel::name_bytes_max);
    const auto answer = crosswalk.look_up(claim.name);
    const std::string key = clew::intel::name_key(claim.name);
    CLEW_ASSERT(answer.is_known() == !key.empty());
    for (const auto& equation : answer.equations)
      CLEW_ASSERT(!equation.by.empty() && clew::intel::name_key(equation.name) != key);
    const auto again = other.look_up(claim.name);
    CLEW_ASSERT(again.equations.size() == answer.equations.size() && again.spellings == answer.spellings &&
                again.disagreements.size() == answer.disagreements.size());
  }
  const clew::intel::NameFinder finder(*claims);
  CLEW_ASSERT(finder.find(bytes).size() <= clew::intel::named_things_max);
  return 0;
}
