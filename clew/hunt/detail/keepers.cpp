#include "clew/hunt/detail/keepers.h"

#include <compare>
#include <iterator>
#include <tuple>

namespace clew::hunt::detail {
namespace {

using model::Event;
using model::Sighting;

/// Records without a time come last.
std::weak_ordering order_of_times(const Event& a, const Event& b) {
  if (a.time.has_value() != b.time.has_value())
    return a.time.has_value() ? std::weak_ordering::less : std::weak_ordering::greater;
  if (!a.time) return std::weak_ordering::equivalent;
  return *a.time <=> *b.time;
}

/// Sightings are compared with their text; of records equal times are told apart by what the records say.
bool record_is_earlier(const Event& a_event, const model::Place& a, const Event& b_event, const model::Place& b) {
  if (const auto order = order_of_times(a_event, b_event); order != 0) return order < 0;
  if (const int order = a_event.compare_fields(b_event); order != 0) return order < 0;
  return std::tie(a.offset, a.file) < std::tie(b.offset, b.file);
}
bool is_earlier(const KeptRecord& a, const KeptRecord& b) {
  return record_is_earlier(a.event, a.place, b.event, b.place);
}

std::size_t mixed(std::size_t hash, std::size_t other) {
  return hash ^ (other + 0x9e3779b97f4a7c15U + (hash << 6U) + (hash >> 2U));
}

}  // namespace

bool earlier(const Sighting& a, const Sighting& b) {
  if (const auto order = order_of_times(a.event, b.event); order != 0) return order < 0;
  return std::tie(a.raw, a.place.offset, a.match) < std::tie(b.raw, b.place.offset, b.match);
}

std::size_t SightingKeeper::Hash::operator()(const KeyView& key) const {
  const std::hash<std::string_view> hash;
  return mixed(mixed(hash(key.device), hash(key.source)), key.indicator);
}

SightingKeeper::Entry* SightingKeeper::count(std::uint32_t indicator, std::string_view source, const Event& event) {
  const KeyView key{indicator, source, device_of(event)};
  const std::lock_guard guard(lock_);
  auto found = kept_.find(key);
  if (found == kept_.end()) {
    if (kept_.size() >= sighting_keys_max) {
      ++dropped_;
      return nullptr;
    }
    found = kept_.emplace(Key{indicator, std::string(source), std::string(key.device)}, Entry{}).first;
  }
  Entry& entry = found->second;
  ++entry.records;
  const bool full = entry.sightings.size() >= sightings_kept_max;
  return full && order_of_times(event, entry.sightings.back().event) > 0 ? nullptr : &entry;
}

void SightingKeeper::insert(Entry& entry, Sighting sighting) {
  const std::lock_guard guard(lock_);
  const auto place = std::ranges::upper_bound(entry.sightings, sighting, earlier);
  if (place == entry.sightings.end() && entry.sightings.size() >= sightings_kept_max) return;
  entry.sightings.insert(place, std::move(sighting));
  if (entry.sightings.size() > sightings_kept_max) entry.sightings.pop_back();
}

std::vector<KeptSightings> SightingKeeper::take() {
  std::vector<KeptSightings> result;
  result.reserve(kept_.size());
  while (!kept_.empty()) {
    auto node = kept_.extract(kept_.begin());
    result.push_back({node.key().indicator, std::move(node.key().source), std::move(node.key().device),
                      node.mapped().records, std::move(node.mapped().sightings)});
  }
  std::ranges::sort(result, {},
                    [](const KeptSightings& kept) { return std::tie(kept.indicator, kept.source, kept.device); });
  return result;
}

void RecordKeeper::add_single(const Event& event, const model::Place& place, std::string_view raw) {
  const std::lock_guard guard(singles_lock_);
  if (singles_.size() >= selection_.records_max) {
    ++dropped_;
    if (singles_.empty() || !record_is_earlier(event, place, singles_.front().event, singles_.front().place)) return;
    std::ranges::pop_heap(singles_, is_earlier);
    singles_.pop_back();
  }
  singles_.push_back({place, event, std::string(raw)});
  std::ranges::push_heap(singles_, is_earlier);
}

void RecordKeeper::add(std::string_view key, const Event& event, const model::Place& place, std::string_view raw) {
  if (key.empty()) return add_single(event, place, raw);
  const KeyView view{key, std::hash<std::string_view>{}(key)};
  Shard& shard = shards_[(view.hash >> 32U) % shard_count];
  bool fresh = false;
  {
    const std::lock_guard guard(shard.lock);
    auto found = shard.groups.find(view);
    fresh = found == shard.groups.end();
    if (fresh) {
      if (!shard.key_most.empty() && key > shard.key_most) {
        ++dropped_;
        return;
      }
      found = shard.groups.emplace(Key{std::string(key), view.hash}, Group{}).first;
    }
    Group& group = found->second;
    ++group.records;
    if (event.time && (!group.last || *group.last < *event.time)) group.last = event.time;
    std::vector<KeptRecord>& kept = group.earliest;
    const bool full = kept.size() >= per_group_max_;
    if (full && !record_is_earlier(event, place, kept.back().event, kept.back().place)) return;
    if (full)
      kept.pop_back();
    else
      ++kept_;
    KeptRecord record{place, event, std::string(raw)};
    const auto at = std::ranges::upper_bound(kept, record, is_earlier);
    kept.insert(at, std::move(record));
  }
  if (kept_ > selection_.kept_max && per_group_max_ > 1) keep_fewer_of_each();
  // An eighth too many, so that the search for those that come last is seldom made.
  if (fresh && ++group_count_ > selection_.records_max + selection_.records_max / 8)
    leave_out_last_groups(selection_.records_max);
}

void RecordKeeper::keep_fewer_of_each() {
  std::array<std::unique_lock<std::mutex>, shard_count> guards;
  for (std::size_t i = 0; i < shard_count; ++i) guards[i] = std::unique_lock(shards_[i].lock);
  while (kept_ > selection_.kept_max && per_group_max_ > 1) {
    per_group_max_ = per_group_max_ / 2;
    std::size_t kept = 0;
    for (Shard& shard : shards_) {
      for (auto& [key, group] : shard.groups) {
        std::vector<KeptRecord>& earliest = group.earliest;
        if (earliest.size() > per_group_max_)
          earliest.erase(earliest.begin() + static_cast<std::ptrdiff_t>(per_group_max_), earliest.end());
        kept += earliest.size();
      }
    }
    kept_ = kept;
  }
}

void RecordKeeper::leave_out_last_groups(std::size_t count_max) {
  std::array<std::unique_lock<std::mutex>, shard_count> guards;
  for (std::size_t i = 0; i < shard_count; ++i) guards[i] = std::unique_lock(shards_[i].lock);
  std::vector<std::string_view> keys;
  for (const Shard& shard : shards_) {
    for (const auto& [key, group] : shard.groups) keys.emplace_back(key.text);
  }
  if (keys.size() <= count_max) return;  // another thread was here before
  const auto last = keys.begin() + static_cast<std::ptrdiff_t>(count_max) - 1;
  std::ranges::nth_element(keys, last);
  const std::string key_most(*last);
  for (Shard& shard : shards_) {
    std::erase_if(shard.groups, [&](const auto& entry) {
      if (entry.first.text <= key_most) return false;
      dropped_ += entry.second.records;
      kept_ -= entry.second.earliest.size();
      return true;
    });
    shard.key_most = key_most;
  }
  group_count_ = count_max;
}

std::vector<KeptGroup> RecordKeeper::take() {
  leave_out_last_groups(selection_.records_max);
  std::vector<KeptGroup> result;
  result.reserve(singles_.size() + group_count_);
  for (KeptRecord& record : singles_) {
    KeptGroup& group = result.emplace_back(KeptGroup{{}, 1, record.event.time, {}});
    group.earliest.push_back(std::move(record));
  }
  singles_.clear();
  for (Shard& shard : shards_) {
    while (!shard.groups.empty()) {
      auto node = shard.groups.extract(shard.groups.begin());
      Group& group = node.mapped();
      result.push_back({std::move(node.key().text), group.records, group.last, std::move(group.earliest)});
    }
  }
  std::ranges::sort(result, [](const KeptGroup& a, const KeptGroup& b) {
    const KeptRecord &first = a.earliest.front(), &second = b.earliest.front();
    if (const auto order = order_of_times(first.event, second.event); order != 0) return order < 0;
    if (a.key != b.key) return a.key < b.key;
    return is_earlier(first, second);
  });
  return result;
}

}  // namespace clew::hunt::detail
