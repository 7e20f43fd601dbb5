#include "clew/model/coverage.h"

#include <algorithm>

namespace clew::model {

std::string_view name_of(Sight sight) {
  switch (sight) {
    case Sight::dns: return "dns";
    case Sight::connection: return "connection";
    case Sight::tls: return "tls";
    case Sight::http: return "http";
    case Sight::process: return "process";
    case Sight::file: return "file";
    case Sight::order: return "order";
    case Sight::order_result: return "order_result";
    case Sight::agent: return "agent";
    case Sight::authentication: return "authentication";
    case Sight::account_change: return "account_change";
    case Sight::cloud_api: return "cloud_api";
    case Sight::mail: return "mail";
    case Sight::package: return "package";
    case Sight::inventory: return "inventory";
    case Sight::text: return "text";
  }
  return "text";
}

void Timeline::add(base::Instant time) {
  std::int64_t slot = time.nanoseconds / slot_nanoseconds;
  if (time.nanoseconds % slot_nanoseconds < 0) --slot;
  add(slot, Slot{time, time, 1});
}

void Timeline::add(std::int64_t slot, const Slot& value) {
  auto found = slots_.find(slot);
  if (found == slots_.end()) {
    if (slots_.size() >= slots_max) {
      // Widen the last slot instead of growing without end: the span stays true, pauses beyond it are not told apart.
      auto& last = slots_.rbegin()->second;
      last.first = std::min(last.first, value.first);
      last.last = std::max(last.last, value.last);
      last.records += value.records;
      return;
    }
    slots_.emplace(slot, value);
    return;
  }
  found->second.first = std::min(found->second.first, value.first);
  found->second.last = std::max(found->second.last, value.last);
  found->second.records += value.records;
}

void Timeline::merge(const Timeline& other) {
  for (const auto& [slot, value] : other.slots_) add(slot, value);
}

std::optional<base::Instant> Timeline::first() const {
  if (slots_.empty()) return std::nullopt;
  return slots_.begin()->second.first;
}

std::optional<base::Instant> Timeline::last() const {
  if (slots_.empty()) return std::nullopt;
  return slots_.rbegin()->second.last;
}

std::vector<Timeline::Pause> Timeline::pauses() const {
  std::vector<Pause> pauses;
  const Slot* previous = nullptr;
  for (const auto& [number, slot] : slots_) {
    if (previous != nullptr && slot.first > previous->last) pauses.push_back({previous->last, slot.first});
    previous = &slot;
  }
  return pauses;
}

void SourceTally::merge(const SourceTally& other) {
  events += other.events;
  unparsed += other.unparsed;
  timeline.merge(other.timeline);
  for (const std::string& device : other.devices) {
    if (devices.size() >= devices_max) break;
    devices.insert(device);
  }
}

}  // namespace clew::model
