#include "clew/model/coverage.h"

#include <algorithm>
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
  // Logs are in order of time, nearly.
  if (!slots_.empty()) {
    auto& [last, value] = *slots_.rbegin();
    const std::uint64_t within =
        static_cast<std::uint64_t>(time.nanoseconds) - static_cast<std::uint64_t>(last) * slot_nanoseconds;
    if (within < slot_nanoseconds) return widen(value, Slot{time, time, 1});
  }
  std::int64_t slot = time.nanoseconds / slot_nanoseconds;
  if (time.nanoseconds % slot_nanoseconds < 0) --slot;
  add(slot, Slot{time, time, 1});
}

void Timeline::add(std::int64_t slot, const Slot& value) {
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

void NameSet::add(std::string_view name) {
  if (!name_most_.empty() && name > name_most_) return;
  names_.number_of(name);
  if (names_.size() >= 2 * names_max_) cut();
}

bool NameSet::may_contain(std::string_view name) const {
  return (!name_most_.empty() && name > name_most_) || names_.find(name) != base::TextNumbers::unknown;
}

void NameSet::add(std::span<const std::string_view> names) {
  constexpr std::size_t at_once = 32;
  for (; !names.empty(); names = names.subspan(std::min(at_once, names.size()))) {
    const auto some = names.first(std::min(at_once, names.size()));
    names_.prepare(some);
    for (const std::string_view name : some) add(name);
  }
}

void NameSet::merge(NameSet&& other) {
  if (names_.size() == 0 && name_most_.empty()) {
    *this = std::move(other);
    return;
  }
  if (!other.name_most_.empty() && (name_most_.empty() || other.name_most_ < name_most_)) name_most_ = other.name_most_;
  for (const std::string& name : other.names_.texts()) add(name);
}

void NameSet::cut() {
  if (names_.size() <= names_max_) return;
  std::vector<std::string_view> names(begin(), end());
  const auto last = names.begin() + static_cast<std::ptrdiff_t>(names_max_) - 1;
  std::ranges::nth_element(names, last);
  name_most_ = *last;
  base::TextNumbers kept;
  for (auto name = names.begin(); name <= last; ++name) kept.number_of(*name);
  names_ = std::move(kept);
}

}  // namespace clew::model
