/// What a judgement may look at: the indicators, what the scan found, and the records around the sightings.
///
///     sightings --Pivots--> values --hunt::scan(context)--> Context
///
/// A sighting alone seldom says what happened; the records around it do (pivots.h).
#pragma once

#include "clew/hunt/scan.h"
#include "clew/model/notice.h"

#include <initializer_list>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::inquiry {

/// The records around the sightings, by the value that they hold.
class Context {
 public:
  Context() = default;
  Context(std::span<const model::Value> pivots, hunt::ScanResult fetched);

  /// Records with `value` in any field, in order of time; empty when there are none or it was no pivot.
  [[nodiscard]] std::span<const model::Event* const> records_with(std::string_view value) const;

 private:
  hunt::ScanResult fetched_;
  std::map<std::string, std::vector<const model::Event*>, std::less<>> records_;
};

struct Material {
  std::span<const model::Indicator> indicators;
  const hunt::ScanResult* scan = nullptr;
  const Context* context = nullptr;
  std::vector<std::string> notice_sha256;  ///< of the notices themselves, which may lie among the evidence
  std::set<std::string> in_question;       ///< devices and accounts that behaviours have brought into question
};

/// The device that a record is about, by the inventory's name where it knows it.
/// A resolver or proxy asks for others: for such a record the device is unknown, and `behind` names what stood between.
struct DeviceOf {
  std::string name;
  const model::Device* known = nullptr;
  std::string behind;
};
DeviceOf device_of(const model::Event& event, const model::Inventory& inventory);

/// The address whose connections may follow a look-up; empty where a resolver asked for somebody, or the record does not say who
/// did: then anybody's may.
std::string_view asker_of(const model::Event& lookup, const model::Inventory& inventory);

/// A person, not a service: what it proved itself with is a session or token of theirs, no key that lies somewhere.
bool is_person(const model::Event& event);
bool is_sign_in_of_person(const model::Event& event);

/// The account that acted, as people name it: mail address, user name, else id.
std::string account_of(const model::Event& event);

/// Whether a source that shows one of `sights` had records around `time`, and knows the device of `event` at all, so that
/// its silence says something: the flows of one site say nothing of another's. Where a resolver or proxy asked, or the
/// record does not say who did, any source will do.
bool was_watched(const hunt::ScanResult& scan, std::initializer_list<model::Sight> sights, base::Instant time,
                 const model::Event& event);

/// What a machine is for, by the words of its role in the inventory.
enum class MachineRole : std::uint8_t { ordinary, research, scanner, relay };
MachineRole machine_role(const model::Device* device);

}  // namespace clew::inquiry
