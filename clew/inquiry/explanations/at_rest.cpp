#include "clew/base/text.h"
#include "clew/inquiry/explanations/rules.h"

#include <algorithm>

#include <fmt/core.h>

namespace clew::inquiry::explanations {
namespace {

/// What a search brought back is mostly hits too, and may have no times, but it says where each was found. A device that is named
/// like an indicator is a column of the list.
bool names_a_device(const Suspect& suspect) {
  using model::Attribute;
  const model::Event& event = suspect.sighting.event;
  if (event.has(Attribute::device_uid)) return true;
  const std::string_view name = event.get(Attribute::device_hostname);
  return !name.empty() && std::ranges::none_of(suspect.material.indicators, [&](const model::Indicator& indicator) {
    return base::equal_ignoring_case(indicator.value.text(), name);
  });
}

}  // namespace

Answer notice_itself(const Suspect& suspect) {
  const auto& notices = suspect.material.notice_sha256;
  if (std::ranges::find(notices, suspect.file.content_sha256) == notices.end()) return std::nullopt;
  return "this file is the notice itself, which lies among the evidence";
}

Answer indicator_list_at_rest(const Suspect& suspect) {
  // Records of what happened carry a time and are seldom hits; in a list of indicators it is the other way round.
  constexpr std::uint32_t distinct_min = 3;
  const hunt::ScannedFile& file = suspect.file;
  const std::uint64_t records = file.events + file.unparsed;
  const bool hits_most = file.records_with_hits * 2 >= records;
  const bool timeless = file.records_with_time * 10 <= records;
  if (suspect.graded.grade != model::Grade::mentioned || file.distinct_indicators < distinct_min || !hits_most ||
      !timeless || names_a_device(suspect))
    return std::nullopt;
  return fmt::format("a list of indicators at rest: {} of its {} records are listed values, without times",
                     file.records_with_hits, records);
}

Answer mail(const Suspect& suspect) {
  if (suspect.sighting.event.event_class != model::EventClass::email_activity) return std::nullopt;
  return "a mail names it; nothing shows that anybody followed";
}

}  // namespace clew::inquiry::explanations
