/// One event of the evidence as a line of JSON, for programs that know OCSF or the Elastic Common Schema.
///
///     Event, EventOrigin --append_event_json--> {"class_uid":4003, …, "clew":{"file":"dns.log","line":7, …}}
///
/// In:     an event, and where its record stands. Out: one line with its line end; the same event gives the same bytes.
///         Nothing of an event is left out: what the wanted schema has no place for, or has a place for only once, stands under
///         `unmapped` (OCSF) or `clew.unmapped` (ECS), by its path in the normal form.
/// Errors: none.
/// Source: OCSF 1.8 (schema/ocsf.json), Elastic Common Schema 8.17. What stands where: docs/formats/evidence.md.
#pragma once

#include "clew/model/event.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace clew::report {

enum class EventSchema : std::uint8_t { ocsf, ecs };

/// Where a record stands, and why it became no event if it did not.
struct EventOrigin {
  std::string_view file;
  std::uint64_t line = 0, offset = 0, length = 0;
  std::string_view source;
  std::string_view unparsed = {};  ///< why; empty for an event
  std::string_view raw = {};       ///< the record's text, for one that is unparsed
};

void append_event_json(std::string& out, EventSchema schema, const model::Event& event, const EventOrigin& origin);

/// Where OCSF has the attribute in an event of this class: `answers[].rdata`; under `unmapped` where it has no place.
std::string_view ocsf_path(model::EventClass event_class, model::Attribute attribute);

/// What OCSF calls the class and one of its activities, as the normal form numbers them.
struct OcsfClass {
  std::string_view caption;
  std::uint8_t category_uid = 0;
  std::string_view category;
};
OcsfClass ocsf_class(model::EventClass event_class);
struct OcsfActivity {
  std::uint8_t id = 0;
  std::string_view caption;
};
OcsfActivity ocsf_activity(const model::Event& event);

constexpr std::string_view ocsf_version = "1.8.0";
constexpr std::string_view ecs_version = "8.17.0";

}  // namespace clew::report
