#include "clew/hunt/detail/keepers.h"

#include <compare>
#include <iterator>
#include <tuple>

namespace clew::hunt::detail {
namespace {

using model::Event;
using model::Sighting;

/// Records without a time come last.
std::weak_ordering order_of_times(const std::optional<base::Instant>& a, const std::optional<base::Instant>& b) {
  if (a.has_value() != b.has_value()) return a.has_value() ? std::weak_ordering::less : std::weak_ordering::greater;
  if (!a) return std::weak_ordering::equivalent;
  return *a <=> *b;
}

std::size_t mixed(std::size_t hash, std::size_t other) {
  return hash ^ (other + 0x9e3779b97f4a7c15U + (hash << 6U) + (hash >> 2U));
}

}  // namespace

bool earlier(const Sighting& a, const Sighting& b, const FileOrder& order) {
  if (const auto times = order_of_times(a.event.time, b.event.time); times != 0) return times < 0;
  const auto text_and_place = [](const Sighting& sighting) {
    return std::tie(sighting.raw, sighting.place.offset, sighting.match);
  };
  if (text_and_place(a) != text_and_place(b)) return text_and_place(a) < text_and_place(b);
  return order.before(a.place.file, b.place.file);
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
  return full && order_of_times(event.time, entry.sightings.back().event.time) > 0 ? nullptr : &entry;
}

void SightingKeeper::insert(Entry& entry, Sighting sighting) {
  const std::lock_guard guard(lock_);
  const auto place = std::ranges::upper_bound(
      entry.sightings, sighting, [this](const Sighting& a, const Sighting& b) { return earlier(a, b, order_); });
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

bool RecordKeeper::is_earlier(const Event& event, const model::Place& place, const KeptRecord& kept) const {
  if (const auto times = order_of_times(event.time, kept.event.time); times != 0) return times < 0;
  if (const int fields = event.compare_fields(kept.event); fields != 0) return fields < 0;
  if (place.offset != kept.place.offset) return place.offset < kept.place.offset;
  return order_.before(place.file, kept.place.file);
}

void RecordKeeper::add_single(const Event& event, const model::Place& place, std::string_view raw) {
  const std::lock_guard guard(singles_lock_);
  if (singles_.size() >= selection_.records_max) {
    ++dropped_;
    if (singles_.empty() || !is_earlier(event, place, singles_.front())) return;
    std::ranges::pop_heap(singles_, earlier_of_two());
    singles_.pop_back();
  }
  singles_.push_back({place, event, std::string(raw)});
  std::ranges::push_heap(singles_, earlier_of_two());
}

void RecordKeeper::add(std::string_view key, const Event& event, const model::Place& place, std::string_view raw) {
  if (key.empty()) return add_single(event, place, raw);
  Shard& shard = shards_[(std::hash<std::string_view>{}(key) >> 32U) % shard_count];
  bool fresh = false;
  {
    const std::lock_guard guard(shard.lock);
    if (!shard.key_most.empty() && key > shard.key_most) {
      ++dropped_;
      return;
    }
    const std::uint32_t number = shard.keys.number_of(key);
    fresh = number == shard.groups.size();
    if (fresh) shard.groups.emplace_back();
    Group& group = shard.groups[number];
    ++group.records;
    if (event.time && (!group.last || *group.last < *event.time)) group.last = event.time;
    std::vector<KeptRecord>& kept = group.earliest;
    const bool full = kept.size() >= per_group_max_;
    if (full && !is_earlier(event, place, kept.back())) return;
    if (full)
      kept.pop_back();
    else
      ++kept_;
    KeptRecord record{place, event, std::string(raw)};
    const auto at = std::ranges::upper_bound(kept, record, earlier_of_two());
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
      for (Group& group : shard.groups) {
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
  if (group_count_ <= count_max) return;
  std::array<std::unique_lock<std::mutex>, shard_count> guards;
  for (std::size_t i = 0; i < shard_count; ++i) guards[i] = std::unique_lock(shards_[i].lock);
  std::vector<std::string_view> keys;
  for (const Shard& shard : shards_) keys.insert(keys.end(), shard.keys.texts().begin(), shard.keys.texts().end());
  if (keys.size() <= count_max) return;  // another thread was here before
  const auto last = keys.begin() + static_cast<std::ptrdiff_t>(count_max) - 1;
  std::ranges::nth_element(keys, last);
  const std::string key_most(*last);
  for (Shard& shard : shards_) {
    base::TextNumbers kept_keys;
    std::vector<Group> kept;
    for (std::uint32_t i = 0; i < shard.groups.size(); ++i) {
      if (shard.keys.text_of(i) > key_most) {
        dropped_ += shard.groups[i].records;
        kept_ -= shard.groups[i].earliest.size();
      } else {
        kept_keys.number_of(shard.keys.text_of(i));
        kept.push_back(std::move(shard.groups[i]));
      }
    }
    shard.keys = std::move(kept_keys);
    shard.groups = std::move(kept);
    shard.key_most = key_most;
  }
  group_count_ = count_max;
}

std::vector<KeptGroup> RecordKeeper::take() {
  leave_out_last_groups(selection_.records_max);
  std::vector<KeptGroup> groups;
  groups.reserve(singles_.size() + group_count_);
  for (KeptRecord& record : singles_) {
    KeptGroup& group = groups.emplace_back(KeptGroup{{}, 1, record.event.time, {}});
    group.earliest.push_back(std::move(record));
  }
  singles_.clear();
  for (Shard& shard : shards_) {
    for (std::uint32_t i = 0; i < shard.groups.size(); ++i) {
      Group& group = shard.groups[i];
      groups.push_back({shard.keys.text_of(i), group.records, group.last, std::move(group.earliest)});
    }
    shard.groups.clear();
  }
  // The times lie together while they are sorted by, and each group is moved once.
  struct Place {
    std::optional<base::Instant> time;
    std::size_t group = 0;
  };
  std::vector<Place> places;
  places.reserve(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) places.push_back({groups[i].earliest.front().event.time, i});
  std::ranges::sort(places, [&](const Place& a, const Place& b) {
    if (const auto order = order_of_times(a.time, b.time); order != 0) return order < 0;
    const KeptGroup &one = groups[a.group], &other = groups[b.group];
    if (one.key != other.key) return one.key < other.key;
    return earlier_of_two()(one.earliest.front(), other.earliest.front());
  });
  std::vector<KeptGroup> result;
  result.reserve(groups.size());
  for (const Place& place : places) result.push_back(std::move(groups[place.group]));
  return result;
}

}  // namespace clew::hunt::detail
