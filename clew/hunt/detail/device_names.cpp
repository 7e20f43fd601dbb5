#include "clew/hunt/detail/device_names.h"

#include "clew/hunt/detail/keepers.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace clew::hunt::detail {
namespace {

using model::Attribute;

void correct_inventory(const model::Leases& leases, model::Inventory& inventory) {
  for (const std::string& address : leases.addresses()) {
    const model::Device* const owner = inventory.find(address);
    if (owner == nullptr) continue;
    const auto is_owner = [&](std::string_view holder) { return inventory.find(holder) == owner; };
    if (!std::ranges::all_of(leases.holders(address), is_owner)) inventory.set_shared(address);
  }
  for (const auto& [from, to] : leases.renamed()) {
    const model::Device* const before = inventory.find(from);
    const model::Device* const after = inventory.find(to);
    if (before != nullptr && after == nullptr) inventory.add_name(*before, to);
    if (before == nullptr && after != nullptr) inventory.add_name(*after, from);
  }
}

/// Sightings of one address may be of several devices.
std::vector<KeptSightings> by_device(std::vector<KeptSightings> all, const FileOrder& order) {
  std::map<std::tuple<std::uint32_t, std::string, std::string>, KeptSightings> sorted;
  for (KeptSightings& kept : all) {
    // What was only counted came after what is kept.
    std::uint64_t counted_only = kept.records - kept.sightings.size();
    for (auto sighting = kept.sightings.rbegin(); sighting != kept.sightings.rend(); ++sighting) {
      std::string device(device_of(sighting->event));
      KeptSightings& of_device = sorted[{kept.indicator, kept.source, device}];
      of_device.indicator = kept.indicator;
      of_device.source = kept.source;
      of_device.device = std::move(device);
      of_device.records += 1 + std::exchange(counted_only, 0);
      of_device.sightings.push_back(std::move(*sighting));
    }
  }
  all.clear();
  for (auto& [key, kept] : sorted) {
    std::ranges::sort(kept.sightings,
                      [&](const model::Sighting& a, const model::Sighting& b) { return earlier(a, b, order); });
    if (kept.sightings.size() > sightings_kept_max) kept.sightings.resize(sightings_kept_max);
    all.push_back(std::move(kept));
  }
  return all;
}

}  // namespace

void NamedIds::add(const model::Event& event) {
  const std::string_view name = event.get(Attribute::device_hostname);
  const std::string_view id = event.get(Attribute::device_uid);
  if (name.empty() || id.empty() || (name == last_.first && id == last_.second)) return;
  if (name.starts_with("localhost")) return;  // what a host calls itself that has no name
  last_.first = name;
  last_.second = id;
  pairs_.insert(last_);
  cut();
}

void NamedIds::merge(NamedIds other) {
  pairs_.merge(other.pairs_);
  cut();
}

void NamedIds::cut() {
  while (pairs_.size() > pairs_max) pairs_.erase(std::prev(pairs_.end()));
}

void NamedIds::tell(model::Inventory& inventory) const {
  for (auto pair = pairs_.begin(); pair != pairs_.end();) {
    const std::string& name = pair->first;
    const model::Device* const device = inventory.find(pair->second);
    bool is_one = true;
    for (; pair != pairs_.end() && pair->first == name; ++pair)
      is_one = is_one && inventory.find(pair->second) == device;
    if (is_one && device != nullptr && inventory.find(name) == nullptr) inventory.add_name(*device, name);
  }
}

void name_holder(const model::Leases& leases, model::Event& event) {
  if (leases.empty() || !event.time || event.has(Attribute::device_hostname) || event.has(Attribute::device_uid))
    return;
  if (const std::string_view address = model::address_of(event); !address.empty())
    event.add(Attribute::device_hostname, leases.holder(address, *event.time));
}

void name_holders(ScanResult& result, const FileOrder& order) {
  const model::Leases& leases = result.leases;
  if (leases.empty()) return;
  correct_inventory(leases, result.inventory);
  for (KeptSightings& kept : result.kept) {
    for (model::Sighting& sighting : kept.sightings) name_holder(leases, sighting.event);
  }
  result.kept = by_device(std::move(result.kept), order);
  for (KeptGroup& group : result.selected) {
    for (KeptRecord& record : group.earliest) name_holder(leases, record.event);
  }
  // A source that knows an address knows whoever had it.
  for (ScannedSource& source : result.sources) {
    for (const std::string& address : leases.addresses()) {
      if (!source.tally.devices.may_contain(address)) continue;
      for (const std::string_view holder : leases.holders(address)) source.tally.devices.add(holder);
    }
    source.tally.devices.cut();
  }
}

}  // namespace clew::hunt::detail
