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
  for (const Device& known : devices_) {
    if (known.hostname == device.hostname && known.uid == device.uid && known.ips == device.ips) return;
  }
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
