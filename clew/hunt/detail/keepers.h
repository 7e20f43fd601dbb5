/// Of many sightings and selected records, keep the few earliest, whatever the order in which threads bring them.
///
/// In:     sightings and records from any number of threads at once, in any order.
/// Out:    the same whatever the order: of equal times the content decides, of equal content the listing; what is not kept is
///         counted.
/// Cost:   a record that will not stay is not copied: its time tells, before anything is made of it.
#pragma once

#include "clew/base/text_numbers.h"
#include "clew/hunt/detail/file_order.h"
#include "clew/hunt/scan.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace clew::hunt::detail {

/// Earlier first; where times are equal or missing the text decides, so that the order of files cannot unless they say the same.
bool earlier(const model::Sighting& a, const model::Sighting& b, const FileOrder& order);

/// Keeps the earliest sightings of each indicator, source and device, and counts the rest.
class SightingKeeper {
 public:
  /// Places of sightings are of files that `order` knows; it must outlive the keeper.
  explicit SightingKeeper(const FileOrder& order) : order_(order) {}

  /// `make()` gives the sighting; it is called only where the time of `event` does not tell already that others are earlier.
  template <class Make>
  void add(std::uint32_t indicator, std::string_view source, const model::Event& event, Make make) {
    Entry* const entry = count(indicator, source, event);
    if (entry != nullptr) insert(*entry, make());
  }

  /// In order of indicator, source, device.
  std::vector<KeptSightings> take();
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  struct KeyView {
    std::uint32_t indicator;
    std::string_view source, device;
    bool operator==(const KeyView&) const = default;
  };
  struct Key {
    std::uint32_t indicator;
    std::string source, device;
    operator KeyView() const { return {indicator, source, device}; }
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const KeyView& key) const;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const KeyView& a, const KeyView& b) const { return a == b; }
  };
  struct Entry {
    std::uint64_t records = 0;
    std::vector<model::Sighting> sightings;
  };

  /// The entry, where the sighting may be among its earliest. Entries stay where they are.
  Entry* count(std::uint32_t indicator, std::string_view source, const model::Event& event);
  void insert(Entry& entry, model::Sighting sighting);

  const FileOrder& order_;
  std::mutex lock_;
  std::unordered_map<Key, Entry, Hash, Equal> kept_;
  std::uint64_t dropped_ = 0;
};

/// Groups of selected records, each with its earliest. Where there are too many, the earliest records and the groups whose keys
/// come first stay.
class RecordKeeper {
 public:
  /// Both must outlive the keeper.
  RecordKeeper(const Selection& selection, const FileOrder& order)
      : selection_(selection), order_(order), per_group_max_(selection.per_group_max) {}

  /// `key` and `raw` are copied where the record stays.
  void add(std::string_view key, const model::Event& event, const model::Place& place, std::string_view raw);

  /// In order of the time of a group's earliest; where it is equal, of key and content.
  std::vector<KeptGroup> take();
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  struct Group {
    std::uint64_t records = 0;
    std::optional<base::Instant> last;
    std::vector<KeptRecord> earliest;
  };
  /// A part of the groups, so that threads seldom wait for one another.
  struct Shard {
    std::mutex lock;
    base::TextNumbers keys;
    std::vector<Group> groups;  ///< by the number of the key
    std::string key_most;       ///< groups above it were left out; empty: none were
  };
  static constexpr std::size_t shard_count = 16;

  void add_single(const model::Event& event, const model::Place& place, std::string_view raw);
  void leave_out_last_groups(std::size_t count_max);
  /// Halves what is kept of each group until all fits. Whatever the order in which records came, the same ones stay: what
  /// was kept at one time with some `per_group_max_` is never more than what all records would leave with it.
  void keep_fewer_of_each();

  /// Whether a record comes before one that is kept.
  [[nodiscard]] bool is_earlier(const model::Event& event, const model::Place& place, const KeptRecord& kept) const;
  [[nodiscard]] auto earlier_of_two() const {
    return [this](const KeptRecord& a, const KeptRecord& b) { return is_earlier(a.event, a.place, b); };
  }

  const Selection& selection_;
  const FileOrder& order_;
  std::mutex singles_lock_;
  std::vector<KeptRecord> singles_;  // a heap, the latest on top
  std::array<Shard, shard_count> shards_;
  std::atomic<std::size_t> per_group_max_;  // changed under the locks of all shards
  std::atomic<std::size_t> kept_ = 0;       // records in groups
  std::atomic<std::size_t> group_count_ = 0;
  std::atomic<std::uint64_t> dropped_ = 0;
};

}  // namespace clew::hunt::detail
