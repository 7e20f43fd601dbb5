#include "clew/model/inventory.h"

#include "clew/base/text.h"
#include "clew/model/address.h"

namespace clew::model {

void Inventory::index(std::string_view key, std::size_t position) {
  if (key.empty()) return;
  const std::uint32_t number = keys_.number_of(base::lowered(key));
  if (number == positions_.size()) positions_.push_back(position);
  if (positions_[number] != position) positions_[number] = ambiguous;
}

void Inventory::add(Device device) {
  // The same row in two exports is one device.
  std::string row = device.hostname + '\0' + device.uid;
  for (const std::string& ip : device.ips) row += '\0' + ip;
  if (!rows_.insert(std::move(row)).second) return;
  const std::size_t position = devices_.size();
  index(device.hostname, position);
  // Not under the bare label: another row may have that for its whole name.
  if (const std::size_t dot = device.hostname.find('.'); dot != std::string::npos && !Address::parse(device.hostname))
    index(device.hostname.substr(0, dot + 1), position);
  index(device.uid, position);
  for (const std::string& ip : device.ips) index(ip, position);
  devices_.push_back(std::move(device));
}

void Inventory::add_name(const Device& device, std::string_view name) {
  if (keys_.find(base::lowered(name)) == base::TextNumbers::unknown)
    index(name, static_cast<std::size_t>(&device - devices_.data()));
}

void Inventory::set_shared(std::string_view address) {
  if (const std::uint32_t number = keys_.find(base::lowered(address)); number != base::TextNumbers::unknown)
    positions_[number] = ambiguous;
}

const Device* Inventory::at(std::string_view key) const {
  const std::uint32_t number = keys_.find(base::lowered(key));
  if (number == base::TextNumbers::unknown || positions_[number] == ambiguous) return nullptr;
  return &devices_[positions_[number]];
}

const Device* Inventory::find(std::string_view name) const {
  if (positions_.empty()) return nullptr;
  if (const Device* device = at(name)) return device;
  if (keys_.find(base::lowered(name)) != base::TextNumbers::unknown || Address::parse(name)) return nullptr;
  // Some sources write a host with its domain, others without.
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return at(std::string(name) + '.');
  const std::string_view label = name.substr(0, dot);
  const Device* device = at(label);
  // Not another domain's host of that name, nor somebody's id.
  return device != nullptr && base::equal_ignoring_case(device->hostname, label) ? device : nullptr;
}

}  // namespace clew::model
