#include "clew/inquiry/explanations/rules.h"

#include "clew/base/text.h"

#include <algorithm>

#include <fmt/core.h>

namespace clew::inquiry::explanations {
namespace {

using model::Attribute;
using model::Event;
using model::EventClass;

bool is_address(const model::Indicator& indicator) {
  const auto type = indicator.value.type();
  return type == model::ValueType::ipv4 || type == model::ValueType::ipv6 || type == model::ValueType::cidr;
}

bool is_admin(const Event& event) { return base::find_ignoring_case(event.get(Attribute::actor_user_type), "admin") != std::string_view::npos; }

/// Browsers update themselves: `Safari/16.5` and `Safari/17.0` are one client.
std::string_view program_of(std::string_view user_agent) { return user_agent.substr(0, user_agent.find_first_of("/ ")); }

bool same(const Event& a, const Event& b, Attribute attribute) { return a.has(attribute) && a.get(attribute) == b.get(attribute); }

/// Whether the account signed in with this client from elsewhere too: the same device, or the same browser and system.
bool is_usual_client(const Event& event, const Suspect& suspect) {
  for (const auto attribute : {Attribute::actor_user_email, Attribute::actor_user_name}) {
    for (const Event* record : suspect.material.context->records_with(event.get(attribute))) {
      if (record->event_class != EventClass::authentication || record->status == model::Status::failure) continue;
      if (!record->has(Attribute::src_ip) || same(*record, event, Attribute::src_ip)) continue;
      const bool same_device = !event.has(Attribute::device_uid) || same(*record, event, Attribute::device_uid);
      const bool same_client = same(*record, event, Attribute::client_os) && event.has(Attribute::user_agent) &&
                               program_of(record->get(Attribute::user_agent)) == program_of(event.get(Attribute::user_agent));
      if (same_device && same_client) return true;
    }
  }
  return false;
}

}  // namespace

Answer usual_sign_in_from_shared_exit(const Suspect& suspect) {
  const Event& event = suspect.sighting.event;
  if (!is_address(suspect.indicator) || event.event_class != EventClass::authentication || event.status != model::Status::success) return std::nullopt;
  if (is_admin(event) || event.get(Attribute::is_mfa) != "true") return std::nullopt;
  const std::string account = account_of(event);
  if (suspect.in_question->contains(suspect.device.name) || suspect.in_question->contains(account)) return std::nullopt;
  if (!is_usual_client(event, suspect)) return std::nullopt;
  return fmt::format("an ordinary sign-in of {}: usual client, second factor, no admin, nothing else in question; the address alone proves little, others share it", account);
}

Answer shared_infrastructure_alone(const Suspect& suspect) {
  if (suspect.indicator.role != model::Role::shared_infrastructure || suspect.graded.grade != model::Grade::contacted) return std::nullopt;
  if (suspect.in_question->contains(suspect.device.name)) return std::nullopt;
  return "the publisher says that many share this address, and nothing else on this device is in question";
}

}  // namespace clew::inquiry::explanations
