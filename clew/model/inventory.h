/// The devices that the customer knows of: names, ids, addresses, users, what each is for, and its offset from UTC.
///
/// In:     rows of an inventory among the evidence. Out: a device by any of its names.
/// Errors: none; a name that two devices share finds neither (an address is re-used: who it was cannot be said).
#pragma once

#include "clew/base/text_numbers.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace clew::model {

struct Device {
  std::string hostname;
  std::string uid;  ///< the supplier's id of the device (`jumpcloud_system`)
  std::vector<std::string> ips;
  std::string user;
  std::string os;
  std::string role;  ///< free text: "analyst workstation", "mail gateway with URL scanner"
  std::optional<int> utc_offset_minutes;
};

class Inventory {
 public:
  void add(Device device);
  /// A device that is in the inventory has this name, too, if no other has.
  void add_name(const Device& device, std::string_view name);
  /// What was the address of several devices is from now on that of none.
  void set_shared(std::string_view address);
  [[nodiscard]] const std::vector<Device>& devices() const { return devices_; }

  /// By host name (any case; with its domain or without, where that leaves one device), supplier's id or address; null when
  /// unknown or ambiguous.
  /// The pointer ends with the next `add`.
  [[nodiscard]] const Device* find(std::string_view name_or_id_or_ip) const;

 private:
  static constexpr std::size_t ambiguous = static_cast<std::size_t>(-1);
  [[nodiscard]] const Device* at(std::string_view key) const;
  void index(std::string_view key, std::size_t position);
  std::vector<Device> devices_;
  base::TextNumbers keys_;              ///< in lower case
  std::vector<std::size_t> positions_;  ///< of each key's device
  std::set<std::string> rows_;  ///< what tells one row from another, so that adding a row stays cheap among many
};

}  // namespace clew::model
