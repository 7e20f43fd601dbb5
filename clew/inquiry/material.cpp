#include "clew/inquiry/material.h"

#include "clew/base/text.h"
#include "clew/model/address.h"

#include <algorithm>
#include <array>

namespace clew::inquiry {
namespace {

using model::Attribute;
using model::Event;
using model::Value;

bool has_word(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

}  // namespace

Context::Context(std::span<const Value> pivots, hunt::ScanResult fetched) : fetched_(std::move(fetched)) {
  std::map<std::string, std::vector<const model::Sighting*>> found;
  for (const hunt::KeptSightings& kept : fetched_.kept) {
    auto& list = found[pivots[kept.indicator].text()];
    for (const model::Sighting& sighting : kept.sightings) list.push_back(&sighting);
  }
  for (auto& [value, sightings] : found) {
    std::ranges::stable_sort(sightings, [](const model::Sighting* a, const model::Sighting* b) {
      return a->event.time.value_or(base::Instant{}) < b->event.time.value_or(base::Instant{});
    });
    auto& records = records_[value];
    for (const model::Sighting* sighting : sightings) records.push_back(&sighting->event);
  }
}

std::span<const Event* const> Context::records_with(std::string_view value) const {
  const auto found = records_.find(value);
  if (found == records_.end()) return {};
  return found->second;
}

DeviceOf device_of(const Event& event, const model::Inventory& inventory) {
  DeviceOf device;
  for (const auto attribute :
       {Attribute::device_hostname, Attribute::device_uid, Attribute::device_ip, Attribute::src_ip}) {
    const std::string_view text = event.get(attribute);
    if (text.empty()) continue;
    const model::Device* known = inventory.find(text);
    if (attribute == Attribute::src_ip && known == nullptr) {
      // A public address is where somebody came from, not a device of ours.
      const auto address = model::Address::parse(text);
      if (!address || !model::is_private(*address)) continue;
    }
    if (known != nullptr && machine_role(known) == MachineRole::relay) {
      device.behind = known->hostname;
      return device;
    }
    device.known = known;
    device.name = known != nullptr ? known->hostname : std::string(text);
    return device;
  }
  // Somebody came from outside: it is about the machine of ours that was asked.
  const model::Device* asked = inventory.find(event.get(Attribute::dst_ip));
  if (asked != nullptr && event.has(Attribute::src_ip) && machine_role(asked) != MachineRole::relay) {
    device.known = asked;
    device.name = asked->hostname;
  }
  return device;
}

std::string_view asker_of(const Event& lookup, const model::Inventory& inventory) {
  if (!device_of(lookup, inventory).behind.empty()) return {};
  return lookup.get(Attribute::src_ip);
}

bool is_person(const Event& event) {
  const std::string_view mail = event.get(Attribute::actor_user_email);
  return mail.contains('@') && !mail.ends_with(".gserviceaccount.com");
}

bool is_sign_in_of_person(const Event& event) {
  return event.event_class == model::EventClass::authentication && is_person(event);
}

std::string account_of(const Event& event) {
  for (const auto attribute : {Attribute::actor_user_email, Attribute::actor_user_name, Attribute::actor_user_uid,
                               Attribute::actor_credential_uid}) {
    if (const std::string_view text = event.get(attribute); !text.empty()) return std::string(text);
  }
  return {};
}

namespace {

/// All that the records of a source may call the device of an event.
std::vector<std::string> names_of_device(const model::Event& event, const model::Inventory& inventory) {
  std::vector<std::string> names;
  const DeviceOf device = device_of(event, inventory);
  if (!device.behind.empty()) return names;
  if (device.known != nullptr) {
    names = device.known->ips;
    names.push_back(device.known->hostname);
    names.push_back(device.known->uid);
  }
  for (const auto attribute :
       {Attribute::device_hostname, Attribute::device_uid, Attribute::device_ip, Attribute::src_ip}) {
    names.emplace_back(event.get(attribute));
  }
  std::erase(names, "");
  return names;
}

}  // namespace

bool was_watched(const hunt::ScanResult& scan, std::initializer_list<model::Sight> sights, base::Instant time,
                 const model::Event& event) {
  const std::vector<std::string> names = names_of_device(event, scan.inventory);
  constexpr std::int64_t slots_around = 8;  // two hours on either side
  const std::int64_t slot = time.nanoseconds / model::Timeline::slot_nanoseconds;
  return std::ranges::any_of(scan.sources, [&](const hunt::ScannedSource& source) {
    const bool shows = std::ranges::any_of(sights, [&](model::Sight sight) { return source.shows(sight); });
    if (!shows) return false;
    const bool knows = names.empty() || std::ranges::any_of(names, [&](const std::string& name) {
                         return source.tally.devices.may_contain(name);
                       });
    if (!knows) return false;
    const auto& slots = source.tally.timeline.slots();
    const auto near = slots.lower_bound(slot - slots_around);
    return near != slots.end() && near->first <= slot + slots_around;
  });
}

MachineRole machine_role(const model::Device* device) {
  if (device == nullptr) return MachineRole::ordinary;
  static constexpr std::array research =
      std::to_array<std::string_view>({"analyst", "research", "forensic", "threat", "malware", "soc ",
                                       "security operations", "incident", "dfir", "csirt", "blue team"});
  static constexpr std::array scanner =
      std::to_array<std::string_view>({"mail gateway", "email gateway", "mail relay", "url scanner", "link scanner",
                                       "sandbox", "crawler", "anti-spam", "detonation"});
  static constexpr std::array relay = std::to_array<std::string_view>(
      {"resolver", "dns server", "dns forwarder", "proxy", "nat gateway", "firewall", "vpn gateway", "load balancer"});
  const std::string role = base::lowered(device->role);
  if (has_word(role, scanner)) return MachineRole::scanner;
  if (has_word(role, relay)) return MachineRole::relay;
  if (has_word(role, research) || role == "soc") return MachineRole::research;
  return MachineRole::ordinary;
}

}  // namespace clew::inquiry
