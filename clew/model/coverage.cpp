#include "clew/model/coverage.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

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

namespace {

// Of two spellings of one moment the finer is kept, so that the order of the records does not show.
base::Instant finer(base::Instant a, base::Instant b) { return a.fraction_digits >= b.fraction_digits ? a : b; }
base::Instant earliest(base::Instant a, base::Instant b) { return a == b ? finer(a, b) : std::min(a, b); }
base::Instant latest(base::Instant a, base::Instant b) { return a == b ? finer(a, b) : std::max(a, b); }

void widen(Timeline::Slot& slot, const Timeline::Slot& other) {
  slot.first = earliest(slot.first, other.first);
  slot.last = latest(slot.last, other.last);
  slot.records += other.records;
}

}  // namespace

void Timeline::add(base::Instant time) {
  std::int64_t slot = time.nanoseconds / slot_nanoseconds;
  if (time.nanoseconds % slot_nanoseconds < 0) --slot;
  add(slot, Slot{time, time, 1});
}

void Timeline::add(std::int64_t slot, const Slot& value) {
  // Logs are in order of time, nearly.
  if (!slots_.empty() && slots_.rbegin()->first == slot) return widen(slots_.rbegin()->second, value);
  const auto [found, fresh] = slots_.try_emplace(slot, value);
  if (!fresh) return widen(found->second, value);
  if (slots_.size() <= slots_max) return;
  // The two latest become one: whatever the order, the earliest are kept apart and the last one holds all the rest.
  const auto last = std::prev(slots_.end());
  widen(std::prev(last)->second, last->second);
  slots_.erase(last);
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

void NameSet::rebuild_slots(std::size_t count) {
  slots_.assign(count, {});
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>{}(names_[i]));
    std::size_t at = hash & (count - 1);
    while (slots_[at].number != 0) at = (at + 1) & (count - 1);
    slots_[at] = {hash, i + 1};
  }
}

void NameSet::add(std::string_view name) {
  if (2 * names_.size() >= slots_.size()) rebuild_slots(std::max<std::size_t>(64, 4 * slots_.size()));
  const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>{}(name));
  const std::size_t at = slot_of(name, hash);
  if (slots_[at].number != 0) return;
  if (!name_most_.empty() && name > name_most_) return;
  names_.emplace_back(name);
  slots_[at] = {hash, static_cast<std::uint32_t>(names_.size())};
  if (names_.size() >= 2 * names_max_) cut();
}

std::size_t NameSet::slot_of(std::string_view name, std::uint32_t hash) const {
  std::size_t at = hash & (slots_.size() - 1);
  while (slots_[at].number != 0 && (slots_[at].hash != hash || names_[slots_[at].number - 1] != name)) {
    at = (at + 1) & (slots_.size() - 1);
  }
  return at;
}

bool NameSet::may_contain(std::string_view name) const {
  if (!name_most_.empty() && name > name_most_) return true;
  if (slots_.empty()) return false;
  return slots_[slot_of(name, static_cast<std::uint32_t>(std::hash<std::string_view>{}(name)))].number != 0;
}

void NameSet::merge(NameSet&& other) {
  if (names_.empty() && name_most_.empty()) {
    *this = std::move(other);
    return;
  }
  if (!other.name_most_.empty() && (name_most_.empty() || other.name_most_ < name_most_)) name_most_ = other.name_most_;
  for (const std::string& name : other.names_) add(name);
}

void NameSet::cut() {
  if (names_.size() > names_max_) {
    const auto end = names_.begin() + static_cast<std::ptrdiff_t>(names_max_);
    std::ranges::nth_element(names_, end - 1);
    name_most_ = *(end - 1);
    names_.erase(end, names_.end());
    rebuild_slots(slots_.size());
  }
}

}  // namespace clew::model
