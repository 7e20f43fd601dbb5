#include "clew/base/text.h"
#include "clew/inquiry/explanations/rules.h"

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

bool is_admin(const Event& event) {
  return base::find_ignoring_case(event.get(Attribute::actor_user_type), "admin") != std::string_view::npos;
}

/// Browsers update themselves: `Safari/16.5` and `Safari/17.0` are one client.
std::string_view program_of(std::string_view user_agent) {
  return user_agent.substr(0, user_agent.find_first_of("/ "));
}

bool same(const Event& a, const Event& b, Attribute attribute) {
  return a.has(attribute) && a.get(attribute) == b.get(attribute);
}

enum class Client : std::uint8_t { usual, strange, nothing_to_compare };

/// Whose the device is that the sign-in names, by the inventory.
Client client_by_inventory(const Event& event, const Suspect& suspect) {
  const model::Device* device = suspect.material.scan->inventory.find(event.get(Attribute::device_uid));
  if (device == nullptr || device->user.empty()) return Client::nothing_to_compare;
  const std::string_view mail = event.get(Attribute::actor_user_email);
  const bool is_own = base::equal_ignoring_case(device->user, event.get(Attribute::actor_user_name)) ||
                      base::equal_ignoring_case(device->user, mail.substr(0, mail.find('@')));
  return is_own ? Client::usual : Client::strange;
}

/// Whether the account also signed in from elsewhere with this client: not from another device where both
/// name one, and with the same browser and system.
Client client_of(const Event& event, const Suspect& suspect) {
  Client client = client_by_inventory(event, suspect);
  if (client == Client::usual) return client;
  for (const auto attribute : {Attribute::actor_user_email, Attribute::actor_user_name}) {
    for (const Event* record : suspect.material.context->records_with(event.get(attribute))) {
      if (record->event_class != EventClass::authentication || record->status == model::Status::failure) continue;
      if (!record->has(Attribute::src_ip) || same(*record, event, Attribute::src_ip)) continue;
      client = Client::strange;
      // Not every sign-in names a device; one that names another is none of it.
      const bool other_device = event.has(Attribute::device_uid) && record->has(Attribute::device_uid) &&
                                !same(*record, event, Attribute::device_uid);
      if (other_device) continue;
      const bool same_program = event.has(Attribute::user_agent) && program_of(record->get(Attribute::user_agent)) ==
                                                                        program_of(event.get(Attribute::user_agent));
      if (same_program && same(*record, event, Attribute::client_os)) return Client::usual;
    }
  }
  return client;
}

bool is_shared(const model::Indicator& indicator) {
  return indicator.role == model::Role::shared_infrastructure || indicator.role == model::Role::legitimate_abused;
}

/// Providers of identity write the second factor beside the sign-in, as a record of its own with the same session.
bool passed_second_factor(const Event& event, const Suspect& suspect) {
  if (event.has(Attribute::is_mfa)) return event.get(Attribute::is_mfa) == "true";
  for (const auto attribute : {Attribute::actor_user_email, Attribute::actor_user_name}) {
    for (const Event* record : suspect.material.context->records_with(event.get(attribute))) {
      if (record->event_class == EventClass::authentication && record->status == model::Status::success &&
          record->get(Attribute::is_mfa) == "true" && same(*record, event, Attribute::correlation_uid) &&
          same(*record, event, Attribute::src_ip))
        return true;
    }
  }
  return false;
}

}  // namespace

Answer usual_sign_in_from_shared_exit(const Suspect& suspect) {
  const Event& event = suspect.sighting.event;
  if (!is_address(suspect.indicator) || event.event_class != EventClass::authentication ||
      event.status != model::Status::success)
    return std::nullopt;
  if (is_admin(event) || !passed_second_factor(event, suspect)) return std::nullopt;
  const std::string account = account_of(event);
  if (suspect.in_question->contains(suspect.device.name) || suspect.in_question->contains(account)) return std::nullopt;
  const Client client = client_of(event, suspect);
  if (client == Client::nothing_to_compare && is_shared(suspect.indicator))
    return fmt::format(
        "a sign-in of {} with second factor, no admin, nothing else in question, from an address that many share, as the publisher says; whether the client is the usual one, no other sign-in tells",
        account);
  if (client != Client::usual) return std::nullopt;
  return fmt::format(
      "an ordinary sign-in of {}: own device or usual client, second factor, no admin, nothing else in question; the address alone proves little, others share it",
      account);
}

Answer shared_infrastructure_alone(const Suspect& suspect) {
  if (!is_shared(suspect.indicator) || suspect.graded.grade != model::Grade::contacted) return std::nullopt;
  if (suspect.in_question->contains(suspect.device.name)) return std::nullopt;
  return "the publisher says that many share this address, and nothing else on this device is in question";
}

}  // namespace clew::inquiry::explanations
