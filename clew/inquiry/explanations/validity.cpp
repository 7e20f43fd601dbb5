#include "clew/base/text.h"
#include "clew/inquiry/explanations/rules.h"
#include "clew/model/address.h"

#include <fmt/core.h>

namespace clew::inquiry::explanations {
namespace {

std::string in_words(const model::Window& window) {
  const auto last_day = [](base::Instant end) { return base::to_date({end.nanoseconds - 1, 0}); };
  if (window.from && window.to) return fmt::format("from {} to {}", base::to_date(*window.from), last_day(*window.to));
  if (window.from) return fmt::format("since {}", base::to_date(*window.from));
  return fmt::format("until {}", last_day(*window.to));
}

}  // namespace

Answer outside_validity(const Suspect& suspect) {
  const model::Window& valid = suspect.indicator.valid;
  const auto& time = suspect.sighting.event.time;
  if (valid.is_open() || !time || valid.contains(*time)) return std::nullopt;
  return fmt::format("published as the intruder's only {}; this is {}", in_words(valid), base::to_date(*time));
}

Answer long_before_publication(const Suspect& suspect) {
  // Addresses change hands and names lapse: what was seen years before anybody spoke of the indicator is somebody else's.
  constexpr std::int64_t days_max = 730;
  const auto& time = suspect.sighting.event.time;
  std::string published = suspect.indicator.published;
  if (!time || published.size() < 4 || suspect.indicator.valid.from) return std::nullopt;
  if (published.size() == 4) published += "-01-01";
  if (published.size() == 7) published += "-01";
  const auto instant = base::parse_rfc3339(published.substr(0, 10));
  if (!instant) return std::nullopt;
  const std::int64_t days = (instant->nanoseconds - time->nanoseconds) / (86400 * base::Instant::per_second);
  if (days <= days_max) return std::nullopt;
  return fmt::format("seen on {}, {} years before it was published ({}): addresses and names change hands",
                     base::to_date(*time), days / 365, suspect.indicator.published);
}

Answer other_port(const Suspect& suspect) {
  const auto port = suspect.indicator.value.port();
  const model::Event& event = suspect.sighting.event;
  // A look-up goes to the resolver's port, whatever port the name is used with.
  const bool to_it =
      event.event_class == model::EventClass::network_activity || event.event_class == model::EventClass::http_activity;
  const auto seen = base::parse_unsigned(event.get(model::Attribute::dst_port));
  if (!to_it || !port || !seen || *seen == *port) return std::nullopt;
  return fmt::format("published with port {}; this went to port {}", *port, *seen);
}

}  // namespace clew::inquiry::explanations
