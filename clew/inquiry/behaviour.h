/// What intruders do, as small named rules over chains: each sees one thing, none decides alone.
///
///     Records --judge_behaviours--> cases (a chain with its marks), each of which counts or not
///
/// A rule marks what it sees and how much that weighs; a chain counts when its marks weigh `enough_*` together and are
/// not all of one rule. What an order from a usual place explains needs more than what nobody ordered.
/// In:     the records that were kept. Out: cases in order of time, with why they count or not.
/// Errors: none. Adding a rule: a function in `behaviours/`, a row in `behaviour_rules()`, a page in docs/behaviours,
///         tests with what must stay silent.
#pragma once

#include "clew/inquiry/chains.h"
#include "clew/inquiry/habits.h"
#include "clew/inquiry/orders.h"
#include "clew/inquiry/traces.h"
#include "clew/model/case_document.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::inquiry {

/// A chain of the agent that nobody ordered, that somebody strange ordered, or of which nothing tells.
constexpr int enough_without_order = 5;
/// A chain of the agent that was ordered from a usual place: administrators fetch, install and tidy up, too.
constexpr int enough_when_ordered = 7;
/// A chain that has nothing to do with the supplier: developers build, fetch and run all day.
constexpr int enough_for_program = 8;
/// Taken off where a published indicator counts on the device after the chain began.
constexpr int worth_of_indicator = 3;

/// A destination on the network that a device contacted.
struct Contact {
  std::string name;  ///< host name where one is known, else the address
  std::vector<const Trace*> records;
  base::Instant first, last;
  std::uint64_t times = 0;
  std::optional<std::size_t> devices;  ///< how many devices contacted it; not known until it was asked
  std::optional<base::Instant> first_anywhere;
};

/// A value that only a chain in question has, seen on another device.
struct SharedTrait {
  std::string value;
  std::string_view kind;  ///< "file", "code hash", "destination"
  std::string from_device;
  Trace trace;
};

/// An account was used from a place that was published as the intruder's, and that counts.
struct ListedUse {
  base::Instant first;
  std::set<std::string> addresses;
};

/// All that behaviours are judged by.
struct Records {
  const intel::Pack* pack = nullptr;
  const hunt::ScanResult* scan = nullptr;
  std::vector<Trace> seeds;
  Orders orders;
  std::optional<Habits> habits;
  std::map<std::string, std::vector<Trace>, std::less<>> of_device;   ///< details of the devices that were read
  std::map<std::string, std::vector<Contact>, std::less<>> contacts;  ///< of these devices
  std::vector<SharedTrait> shared;
  std::map<std::string, base::Instant, std::less<>> indicators_on;  ///< device -> first counting indicator
  std::map<std::string, ListedUse, std::less<>> listed_use_of;      ///< account -> what it did from published places
  std::vector<model::CaseGap> order_gaps;                           ///< of the logs that show orders
  std::size_t devices_seen = 0;
};

struct Mark {
  std::string_view rule, tactic, technique;
  int weight = 0;
  model::Grade grade = model::Grade::executed;
  base::Instant time;
  std::string device, account, text;
  std::vector<const Trace*> records;  ///< the proof, earliest first
  std::string explained;              ///< why it does not count whatever else does; empty mostly
};

/// A chain and what the rules say of it.
struct Case {
  Chain chain;
  enum class Ordered : std::uint8_t { no, yes, cannot_tell } ordered = Ordered::cannot_tell;
  const Order* order = nullptr;
  Strangeness place;  ///< of the order
  std::string why_ordered;
  std::vector<const Contact*> contacts;    ///< destinations that its device first had because of it
  std::vector<const SharedTrait*> shared;  ///< what it has in common with a chain on another device
  std::vector<Mark> marks;
  int weight = 0;
  bool counts = false;
  std::string why;

  [[nodiscard]] bool ordered_as_usual() const { return ordered == Ordered::yes && !place.stands_out(); }
};

struct Look {
  const Case& of;
  const Records& records;
};

struct BehaviourRule {
  std::string_view name, tactic, technique;
  void (*look)(const Look& look, std::vector<Mark>& marks);
};
std::span<const BehaviourRule> behaviour_rules();

struct Judgement {
  std::vector<Case> cases;  ///< in order of time
  std::vector<Mark> cloud;  ///< keys and sessions used from new places; they count when `explained` is empty
};
Judgement judge_behaviours(const Records& records);

/// The destinations of a device, from its traces; `records` of a contact point into them.
std::vector<Contact> contacts_of(std::span<const Trace> traces);

/// Something of the chain happened just before the destination was first contacted: people open new pages all day.
bool follows_from(const Contact& contact, const Chain& chain);

/// A destination that few devices know and none knew before `since`.
bool is_rare(const Contact& contact, const Records& records, base::Instant since);

}  // namespace clew::inquiry
