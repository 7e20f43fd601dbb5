#include "clew/model/inventory.h"

#include "clew/base/text.h"

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

const Device* Inventory::find(std::string_view name) const {
  if (positions_.empty()) return nullptr;
  const std::uint32_t number = keys_.find(base::lowered(name));
  if (number == base::TextNumbers::unknown || positions_[number] == ambiguous) return nullptr;
  return &devices_[positions_[number]];
}

}  // namespace clew::model
