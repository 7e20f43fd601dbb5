/// A small scene for tests: one indicator, one record with it, and what lies around; judged as an investigation would.
#pragma once

#include "clew/inquiry/explanation.h"
#include "clew/inquiry/findings.h"
#include "clew/inquiry/grade.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::inquiry::detail {

using Fields = std::initializer_list<std::pair<model::Attribute, std::string_view>>;

inline base::Instant at(std::string_view time) { return base::parse_rfc3339(time).value(); }

inline model::Event event_of(model::EventClass event_class, std::string_view time, Fields fields) {
  model::Event event;
  event.event_class = event_class;
  if (!time.empty()) {
    event.time = at(time);
    event.time_quality = model::TimeQuality::exact;
  }
  for (const auto& [attribute, text] : fields) event.add(attribute, text);
  return event;
}

inline model::Indicator indicator_of(model::ValueType type, std::string_view value) {
  return {.value = model::Value::parse(type, value).value(), .text = std::string(value), .where = {}, .line = 1};
}

class Scene {
 public:
  Scene(model::ValueType type, std::string_view value) {
    indicators.push_back(indicator_of(type, value));
    file("zeek_dns");
  }

  /// What is sought is not published itself, but the host of this URL.
  Scene& host_of(std::string_view url) {
    indicators[0].host_of_url = url;
    return *this;
  }

  /// The file that the records come from.
  Scene& file(std::string_view source) {
    hunt::ScannedFile file;
    file.name = "evidence.log";
    file.source = source;
    file.events = 1000;
    file.records_with_hits = 1;
    file.records_with_time = 1000;
    file.distinct_indicators = 1;
    scan.files = {file};
    return *this;
  }

  Scene& device(model::Device device) {
    scan.inventory.add(std::move(device));
    return *this;
  }

  /// A source that watched `device` at `time`, so that silence there means something.
  Scene& watched(std::string_view name, model::Sight sight, std::string_view time,
                 std::string_view device = "10.1.0.7") {
    hunt::ScannedSource source;
    source.name = name;
    source.sees = {sight};
    source.tally.timeline.add(at(time));
    source.tally.devices.add(device);
    scan.sources.push_back(std::move(source));
    return *this;
  }

  /// A record around the sightings, fetched by `pivot`.
  Scene& around(model::ValueType type, std::string_view pivot, model::Event event) {
    pivots.push_back(model::Value::parse(type, pivot).value());
    hunt::KeptSightings kept{static_cast<std::uint32_t>(pivots.size() - 1), "around", "", 1, {}};
    model::Sighting sighting;
    sighting.event = std::move(event);
    kept.sightings.push_back(std::move(sighting));
    fetched.kept.push_back(std::move(kept));
    return *this;
  }

  /// The record with the indicator; `attributes` are the fields that hold it.
  Scene& sighting(model::Event event, std::vector<model::Attribute> attributes, std::string raw = "raw record") {
    hunt::KeptSightings kept{0, scan.files.front().source, std::string(hunt::device_of(event)), 1, {}};
    model::Sighting sighting;
    sighting.place = {0, 1 + scan.kept.size(), 100 * scan.kept.size(), raw.size()};
    sighting.event = std::move(event);
    sighting.attributes = std::move(attributes);
    sighting.raw = std::move(raw) + std::to_string(scan.kept.size());
    kept.sightings.push_back(std::move(sighting));
    scan.kept.push_back(std::move(kept));
    return *this;
  }

  std::vector<model::CaseFinding> findings() {
    const Context context(pivots, std::move(fetched));
    return find_out(Material{indicators, &scan, &context, {}, {}}).findings;
  }
  model::CaseFinding finding() { return findings().at(0); }

  std::vector<model::Indicator> indicators;
  hunt::ScanResult scan;
  std::vector<model::Value> pivots;
  hunt::ScanResult fetched;
};

}  // namespace clew::inquiry::detail
