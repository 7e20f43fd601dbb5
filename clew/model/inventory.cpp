#include "clew/model/inventory.h"

#include "clew/base/text.h"

namespace clew::model {

void Inventory::index(std::string_view key, std::size_t position) {
  if (key.empty()) return;
  const auto [entry, fresh] = positions_.try_emplace(base::lowered(key), position);
  if (!fresh && entry->second != position) entry->second = ambiguous;
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

const Device* Inventory::find(std::string_view name) const {
  const auto found = positions_.find(base::lowered(name));
  if (found == positions_.end() || found->second == ambiguous) return nullptr;
  return &devices_[found->second];
}

}  // namespace clew::model
