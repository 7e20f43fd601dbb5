/// From where and with what an account usually acts, so that a stolen key or session stands out.
///
/// In:     seeds: sign-ins and calls, once for each place they came from, with count and last time.
/// Out:    for one act of an account: how strange it is, and in words why, or why it only looks so.
/// Errors: none; an account without history is not strange: nothing is known of it.
/// An address alone says little (people travel, lines fail over, build services move); a client that the account never
/// used, from an address that it never used, says much.
#pragma once

#include "clew/base/text_numbers.h"
#include "clew/inquiry/traces.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::inquiry {

/// Acts that make a history.
constexpr std::uint64_t history_acts_min = 3;
/// Acts from one address with a usual client, over so many days, are a habit of their own.
constexpr std::uint64_t habit_acts_min = 5;
constexpr std::int64_t habit_days_min = 7;

struct Strangeness {
  enum class Degree : std::uint8_t { usual, explained, weak, strong } degree = Degree::usual;
  std::string why;  ///< what is strange, or what explains it

  /// Strange, and not explained.
  [[nodiscard]] bool stands_out() const { return degree == Degree::weak || degree == Degree::strong; }
};

/// Where an act came from.
struct Origin {
  std::string address, client, method;  ///< client: the program's name and the system, without versions
  auto operator<=>(const Origin&) const = default;
};
Origin origin_of(const model::Event& event);

class Habits {
 public:
  Habits(std::span<const Trace> seeds, const intel::Pack* pack);
  Habits(Habits&&) = default;  // its parts point to one another
  Habits(const Habits&) = delete;

  /// How strange an act of `account` (a person or a cloud key) with this event is.
  [[nodiscard]] Strangeness judge(std::string_view account, const model::Event& event) const;
  /// The same for a cloud key: what it was used for counts as well.
  [[nodiscard]] Strangeness judge_key(std::string_view key, const model::Event& event, base::Instant time) const;

  /// A cloud key in a place that is not usual for it: one matter, however many calls were made there.
  struct KeyUse {
    std::string key;
    Strangeness place;
    std::vector<std::size_t> calls;  ///< indices into the seeds
  };
  /// In order of key and place. The same for every judgement, and worked out once.
  [[nodiscard]] std::span<const KeyUse> strange_keys() const { return strange_keys_; }
  /// Other accounts that act from this address.
  [[nodiscard]] std::set<std::string> others_at(std::string_view address, std::string_view account) const;

 private:
  /// An `Origin` in numbers.
  struct Place {
    std::uint32_t address = 0, client = 0, method = 0;
    auto operator<=>(const Place&) const = default;
  };
  struct Act {
    std::uint32_t who = 0;
    Place place;
    std::uint32_t operation = 0;
    std::size_t seed = 0;
    auto operator<=>(const Act&) const = default;
  };
  /// All acts of one person or key from one place.
  struct Use {
    std::uint32_t who = 0;
    Place place;
    base::Instant first, last;
    std::uint64_t records = 0;
    bool signed_in_with_mfa = false;
    std::span<const Act> acts;  ///< in order of operation
  };

  Place place_of(const model::Event& event);
  void add_uses(std::span<const Trace> seeds);
  void judge_keys(std::span<const Trace> seeds, std::span<const Act> calls);
  [[nodiscard]] std::span<const Use> uses_of(std::string_view who) const;

  base::TextNumbers texts_;
  std::vector<Act> acts_;                                       // in order
  std::vector<Use> uses_;                                       // in order of person or key, and place
  std::vector<std::pair<std::uint32_t, std::uint32_t>> at_;     // address and who acted from it, in order
  std::map<std::string, std::string, std::less<>> created_by_;  // account -> who made it
  std::vector<KeyUse> strange_keys_;
};

}  // namespace clew::inquiry
