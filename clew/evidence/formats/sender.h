/// Who sent a record, and whether it tells of itself. A firewall, a resolver or a collector tells of others: a name it was asked
/// for was not looked up by it, and taking it for the device would lead whoever reads the answer to the wrong machine.
/// Private to this module.
///
/// In:     an event with all its other fields.
/// Out:    the sender as the event's device, unless the record names one itself, or is of a connection, a request or a look-up
///         whose source it names and whose program it does not know. What comes from a loopback address is the sender's own.
#pragma once

#include "clew/evidence/formats/take.h"
#include "clew/model/event.h"

#include <string_view>

namespace clew::evidence {

inline bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1"; }

inline bool tells_of_others(const model::Event& event) {
  using model::Attribute;
  using model::EventClass;
  // Who comes in through a tunnel has no business on the gateway: that is on the way to other devices.
  if (event.event_class == EventClass::authentication && event.get(Attribute::auth_method) == "vpn") return true;
  const bool is_traffic = event.event_class == EventClass::network_activity ||
                          event.event_class == EventClass::http_activity ||
                          event.event_class == EventClass::dns_activity;
  const std::string_view source = event.get(Attribute::src_ip);
  const bool names_ends = !source.empty() || event.has(Attribute::observable);
  return is_traffic && names_ends && !is_loopback(source) && !event.has(Attribute::actor_process_path) &&
         !event.has(Attribute::process_path);
}

/// A sender's name or address, as the device.
inline void add_device(std::string_view host, model::Event& event) {
  event.add(is_address(host) ? model::Attribute::device_ip : model::Attribute::device_hostname, host);
}

inline void add_sender(std::string_view host, model::Event& event) {
  using model::Attribute;
  const bool is_named = event.has(Attribute::device_hostname) || event.has(Attribute::device_ip);
  if (!is_named && !tells_of_others(event)) add_device(host, event);
}

}  // namespace clew::evidence
