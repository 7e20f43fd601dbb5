#include "clew/inquiry/pivots.h"

#include "clew/base/text.h"
#include "clew/inquiry/grade.h"
#include "clew/inquiry/material.h"
#include "clew/model/address.h"

#include <algorithm>

namespace clew::inquiry {
namespace {

using model::Attribute;
using model::Event;
using model::EventClass;
using model::Value;
using model::ValueType;

bool is_connection(EventClass event_class) {
  return event_class == EventClass::network_activity || event_class == EventClass::http_activity;
}

bool is_address(ValueType type) {
  return type == ValueType::ipv4 || type == ValueType::ipv6 || type == ValueType::cidr;
}

}  // namespace

Pivots::Pivots(const hunt::ScanResult& scan, std::span<const model::Indicator> indicators) {
  const std::span kept(scan.kept);
  for (std::size_t begin = 0, end = 0; begin < kept.size(); begin = end) {
    while (end < kept.size() && kept[end].indicator == kept[begin].indicator) ++end;
    const auto of_indicator = kept.subspan(begin, end - begin);
    ask_for_answers(of_indicator, scan.inventory);
    for (const hunt::KeptSightings& sightings : of_indicator) {
      for (const model::Sighting& sighting : sightings.sightings) ask_about(sighting, indicators[sightings.indicator]);
    }
  }
  for (const OfValue& asked : asked_) in_order_.push_back(&asked);
}

Pivots::Asked* Pivots::asked_of(ValueType type, std::string_view text) {
  auto value = Value::parse(type, text);
  if (!value) return nullptr;
  if (asked_.size() >= pivots_max) {
    const auto known = asked_.find(*value);
    return known == asked_.end() ? nullptr : &known->second;
  }
  return &asked_[*std::move(value)];
}

/// Who asked and what was answered may stand in two records: all of one indicator are taken together.
void Pivots::ask_for_answers(std::span<const hunt::KeptSightings> of_indicator, const model::Inventory& inventory) {
  std::set<std::string_view> askers, answers;
  for (const hunt::KeptSightings& kept : of_indicator) {
    for (const model::Sighting& sighting : kept.sightings) {
      const Event& event = sighting.event;
      if (event.event_class != EventClass::dns_activity) continue;
      askers.insert(asker_of(event, inventory));
      for (const Event::Field& field : event.fields()) {
        if (field.attribute == Attribute::answer) answers.insert(event.text_of(field));
      }
    }
  }
  for (const std::string_view answer : answers) {
    const auto address = model::Address::parse(answer);
    if (!address || model::is_sinkhole_answer(*address)) continue;
    Asked* const asked = asked_of(address->is_ipv4() ? ValueType::ipv4 : ValueType::ipv6, address->text());
    if (asked != nullptr) asked->connections_from.insert(askers.begin(), askers.end());
  }
}

void Pivots::ask_about(const model::Sighting& sighting, const model::Indicator& indicator) {
  const Event& event = sighting.event;
  const bool may_change = !shows_contact(event) || event.activity == model::activity::network_open;
  if (is_connection(event.event_class) && may_change && !event.has(Attribute::tls_established)) {
    if (Asked* const asked = asked_of(ValueType::account, event.get(Attribute::connection_uid))) asked->flow = true;
  } else if (event.event_class == EventClass::file_activity) {
    const std::string_view name = base::last_path_part(event.get(Attribute::file_path));
    if (Asked* const asked = asked_of(ValueType::file_name, name)) asked->launches = true;
  } else if (event.event_class == EventClass::authentication && is_address(indicator.value.type())) {
    for (const auto attribute : {Attribute::actor_user_email, Attribute::actor_user_name}) {
      if (Asked* const asked = asked_of(ValueType::account, event.get(attribute))) asked->sign_ins = true;
    }
  }
}

std::vector<Value> Pivots::values() const {
  std::vector<Value> values;
  for (const OfValue* asked : in_order_) values.push_back(asked->first);
  return values;
}

std::vector<EventClass> Pivots::classes() const {
  std::set<EventClass> classes;
  for (const auto& [value, asked] : asked_) {
    if (!asked.connections_from.empty() || asked.flow)
      classes.insert({EventClass::network_activity, EventClass::http_activity});
    if (asked.launches) classes.insert(EventClass::process_activity);
    if (asked.sign_ins) classes.insert(EventClass::authentication);
  }
  return {classes.begin(), classes.end()};
}

bool Pivots::can_tell(std::uint32_t value, const Event& event) const {
  const Asked& asked = in_order_[value]->second;
  if (is_connection(event.event_class))
    return asked.flow || asked.connections_from.contains(event.get(Attribute::src_ip)) ||
           asked.connections_from.contains("");
  if (event.event_class == EventClass::process_activity) return asked.launches;
  return event.event_class == EventClass::authentication && asked.sign_ins;
}

}  // namespace clew::inquiry
