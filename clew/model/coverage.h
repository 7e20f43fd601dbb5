/// What a source could have shown, and for which times: the ground that an honest "no" stands on.
///
///     record times --Timeline--> first, last, holes well beyond the source's own rhythm
///
/// In:     the times of the records, in any order, on any number of threads.
/// Out:    the same coverage whatever the order: `merge` is associative, commutative and (for spans) idempotent.
/// Errors: none. At most `slots_max` quarter hours are kept apart; of a source with more, the latest count as one stretch.
#pragma once

#include "clew/base/instant.h"
#include "clew/base/text_numbers.h"
#include "clew/model/notice.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::model {

/// What kind of thing a source can show.
enum class Sight : std::uint8_t {
  dns,
  connection,
  tls,
  http,
  process,
  file,
  order,  ///< what the supplier's product was told to do on devices, by whom
  order_result,
  agent,  ///< the supplier's agent speaking of itself
  authentication,
  account_change,
  cloud_api,
  mail,
  package,
  inventory,
  text,  ///< searched, but what a mention means cannot be known
};
std::string_view name_of(Sight sight);

/// When a source had records, in quarter hours of UTC, each with its exact first and last moment.
class Timeline {
 public:
  static constexpr std::int64_t slot_nanoseconds = 15 * 60 * base::Instant::per_second;
  static constexpr std::size_t slots_max = 400'000;  ///< eleven years without a pause

  void add(base::Instant time);
  void merge(const Timeline& other);

  [[nodiscard]] bool empty() const { return slots_.empty(); }
  [[nodiscard]] std::optional<base::Instant> first() const;
  [[nodiscard]] std::optional<base::Instant> last() const;
  /// Every pause between two records that lie in different slots, in order of time.
  struct Pause {
    base::Instant from, to;
    [[nodiscard]] std::int64_t nanoseconds() const { return to.nanoseconds - from.nanoseconds; }
  };
  [[nodiscard]] std::vector<Pause> pauses() const;

  struct Slot {
    base::Instant first, last;
    std::uint64_t records = 0;
  };
  [[nodiscard]] const std::map<std::int64_t, Slot>& slots() const { return slots_; }

 private:
  void add(std::int64_t slot, const Slot& value);
  std::map<std::int64_t, Slot> slots_;
};

/// Names, each once, in no order. Where there are more than `names_max`, those that come first by name stay: whatever the
/// order in which they came, once `cut` was called.
class NameSet {
 public:
  explicit NameSet(std::size_t names_max) : names_max_(names_max) {}  // at least 1

  void add(std::string_view name);
  /// Quick enough to be called with the names of all records.
  void add(std::span<const std::string_view> names);
  void merge(NameSet&& other);
  /// Up to then there may be twice as many.
  void cut();
  /// Of a name that was left out for want of room, true as well.
  [[nodiscard]] bool may_contain(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] auto begin() const { return names_.texts().begin(); }
  [[nodiscard]] auto end() const { return names_.texts().end(); }

 private:
  std::size_t names_max_;
  std::string name_most_;  ///< names behind it were left out; empty: none were
  base::TextNumbers names_;
};

/// What one pass over a source counted.
struct SourceTally {
  static constexpr std::size_t devices_max = 100'000;

  std::uint64_t events = 0;
  std::uint64_t unparsed = 0;
  Timeline timeline;
  NameSet devices{devices_max};  ///< as the records name them
};

}  // namespace clew::model
