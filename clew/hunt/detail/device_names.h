/// Which device a record is of, where it names it otherwise than the inventory does: by an address that goes from hand to hand, or
/// by a name that it did not have before.
///
/// In:     what a scan kept; its leases (model/leases.h), its inventory, the names and ids that records gave to one device.
/// Out:    records that have nothing but an address have `device.hostname`, and stand under that device. Of the inventory: an
///         address that several had is no longer anybody's, and a device that was renamed is found by either name.
#pragma once

#include "clew/hunt/detail/file_order.h"
#include "clew/hunt/scan.h"

#include <set>
#include <string>
#include <utility>

namespace clew::hunt::detail {

/// Host names beside ids that the same record has.
class NamedIds {
 public:
  static constexpr std::size_t pairs_max = 100'000;

  void add(const model::Event& event);
  void merge(NamedIds other);
  /// A name that the inventory does not know, always beside one id that it knows, is another name of that device.
  void tell(model::Inventory& inventory) const;

 private:
  /// Those that come first stay, whatever the order in which they were added.
  void cut();

  std::set<std::pair<std::string, std::string>> pairs_;
  std::pair<std::string, std::string> last_;
};

/// Names the device of a record that has nothing but an address, by who had it then.
void name_holder(const model::Leases& leases, model::Event& event);
void name_holders(ScanResult& result, const FileOrder& order);

}  // namespace clew::hunt::detail
