#include "clew/inquiry/findings.h"

#include "clew/base/text.h"
#include "clew/inquiry/explanation.h"
#include "clew/inquiry/grade.h"
#include "clew/intel/read_notice.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using model::CaseFinding;
using model::FindingStatus;
using model::Sighting;

/// A sighting with its judgement, before sightings that say the same are put together.
struct Judged {
  const Sighting* sighting = nullptr;
  const hunt::KeptSightings* kept = nullptr;
  Graded graded;
  DeviceOf device;
  std::string account;
  std::optional<Explanation> explanation;
  std::uint64_t copies = 1;  ///< the same record again, in the same or another export
};

using RecordPlace = std::pair<std::uint32_t, std::uint64_t>;

/// Where each URL was seen: there it says more than its host, which is sought for its sake.
std::map<std::string_view, std::set<RecordPlace>> places_of_urls(const Material& material) {
  std::map<std::string_view, std::set<RecordPlace>> places;
  for (const hunt::KeptSightings& kept : material.scan->kept) {
    const model::Value& value = material.indicators[kept.indicator].value;
    if (value.type() != model::ValueType::url) continue;
    for (const Sighting& sighting : kept.sightings)
      places[value.text()].insert({sighting.place.file, sighting.place.offset});
  }
  return places;
}

/// The same record twice in one source (an export repeats lines, two exports overlap) is one record.
std::vector<Judged> without_repeats(const Material& material) {
  std::vector<Judged> result;
  const auto urls = places_of_urls(material);
  for (const hunt::KeptSightings& kept : material.scan->kept) {
    std::map<std::string_view, std::size_t> seen;
    const auto its_url = urls.find(material.indicators[kept.indicator].host_of_url);
    for (const Sighting& sighting : kept.sightings) {
      if (its_url != urls.end() && its_url->second.contains({sighting.place.file, sighting.place.offset})) continue;
      // A line of text without a time may truly come twice; a timed record with the same bytes is the same record.
      if (sighting.event.time) {
        const auto [known, fresh] = seen.try_emplace(sighting.raw, result.size());
        if (!fresh) {
          ++result[known->second].copies;
          continue;
        }
      }
      Judged judged;
      judged.sighting = &sighting;
      judged.kept = &kept;
      result.push_back(std::move(judged));
    }
  }
  return result;
}

void judge(const Material& material, std::vector<Judged>& all) {
  const auto suspect_of = [&](const Judged& judged) {
    return Suspect{*judged.sighting, material.indicators[judged.sighting->indicator],   judged.graded, judged.device,
                   *judged.kept,     material.scan->files[judged.sighting->place.file], material};
  };
  for (Judged& judged : all) {
    const Sighting& sighting = *judged.sighting;
    judged.device = device_of(sighting.event, material.scan->inventory);
    const std::string& file_device = material.scan->files[sighting.place.file].device;
    if (judged.device.name.empty() && judged.device.behind.empty() && !file_device.empty()) {
      judged.device.known = material.scan->inventory.find(file_device);
      judged.device.name = judged.device.known != nullptr ? judged.device.known->hostname : file_device;
    }
    // A gateway passes on what others ask; what its own server of pages was asked from outside, it was asked itself.
    const bool was_asked =
        sighting.event.event_class == model::EventClass::http_activity &&
        std::ranges::find(sighting.attributes, model::Attribute::src_ip) != sighting.attributes.end();
    if (!judged.device.behind.empty() && was_asked && judged.device.behind == file_device) {
      judged.device.known = material.scan->inventory.find(file_device);
      judged.device.name = std::exchange(judged.device.behind, {});
    }
    judged.account = account_of(sighting.event);
    judged.graded = grade(sighting, material.indicators[sighting.indicator], material);
    judged.explanation = explain(suspect_of(judged), ExplanationRule::Round::first);
  }
  // What can only be explained when nothing else is in question is asked last, and about all at once.
  std::set<std::string> in_question = material.in_question;
  std::vector<Judged*> open;
  for (Judged& judged : all) {
    if (judged.explanation) continue;
    Suspect suspect = suspect_of(judged);
    const std::set<std::string> nothing;
    suspect.in_question = &nothing;
    if (explain(suspect, ExplanationRule::Round::second)) {
      open.push_back(&judged);
      continue;
    }
    if (!judged.device.name.empty()) in_question.insert(judged.device.name);
    if (!judged.account.empty()) in_question.insert(judged.account);
  }
  for (Judged* judged : open) {
    Suspect suspect = suspect_of(*judged);
    suspect.in_question = &in_question;
    judged->explanation = explain(suspect, ExplanationRule::Round::second);
  }
}

auto order_of(const Judged& judged) {
  const Sighting& sighting = *judged.sighting;
  return std::tuple(!sighting.event.time.has_value(), sighting.event.time.value_or(base::Instant{}),
                    sighting.place.file, sighting.place.offset, sighting.indicator);
}

/// Sightings with the same key say the same of the same.
auto key_of(const Judged& judged) {
  return std::tuple(judged.sighting->indicator, judged.device.name, judged.account, judged.graded.grade,
                    judged.explanation ? std::string(judged.explanation->rule) : std::string());
}

model::CaseIndicator indicator_of(const model::Indicator& indicator) {
  std::string value = indicator.value.text();
  if (indicator.value.port()) value += fmt::format(":{}", *indicator.value.port());
  return {value,
          std::string(model::name_of(indicator.value.type())),
          indicator.activity,
          indicator.published_by,
          indicator.published,
          std::string(model::name_of(indicator.role)),
          indicator.warnings};
}

model::CaseEvidence evidence_of(const Judged& judged, const hunt::ScanResult& scan) {
  const Sighting& sighting = *judged.sighting;
  model::CaseEvidence evidence{scan.files[sighting.place.file].name, sighting.place.line, sighting.place.offset,
                               sighting.place.length,
                               base::valid_utf8(std::string_view(sighting.raw).substr(0, raw_in_document_bytes_max))};
  if (sighting.match.offset_bytes + sighting.match.size_bytes <= evidence.raw.size()) {
    evidence.match_offset = sighting.match.offset_bytes;
    evidence.match_length = sighting.match.size_bytes;
  }
  return evidence;
}

/// Why a record that has an address is of that device.
std::string lease_of(const model::Event& event, const model::Leases& leases) {
  const std::string_view address = model::address_of(event);
  const std::string_view holder = event.time ? leases.holder(address, *event.time) : std::string_view();
  if (holder.empty() || holder != event.get(model::Attribute::device_hostname)) return {};
  return fmt::format("; {} was leased to {} then", address, holder);
}

std::string sentence_of(const Judged& judged, const model::Leases& leases) {
  std::string who = judged.device.name;
  if (who.empty() && !judged.device.behind.empty()) who = fmt::format("a device behind {}", judged.device.behind);
  return (who.empty() ? judged.graded.text : fmt::format("{}: {}", who, judged.graded.text)) +
         lease_of(judged.sighting->event, leases);
}

std::string account_kind(const Judged& judged, const Material& material) {
  const model::Event& event = judged.sighting->event;
  const std::string& source = material.scan->files[judged.sighting->place.file].source;
  const auto of_cloud = std::ranges::find(material.scan->sources, source, &hunt::ScannedSource::name);
  const bool cloud = of_cloud != material.scan->sources.end() && of_cloud->shows(model::Sight::cloud_api);
  if (cloud && !is_person(event)) return "cloud";
  const std::string_view type = event.get(model::Attribute::actor_user_type);
  return base::find_ignoring_case(type, "admin") == std::string_view::npos ? "user" : "admin";
}

CaseFinding finding_of(const Judged& first, const Material& material) {
  CaseFinding finding;
  finding.time = first.sighting->event.time;
  finding.time_quality = finding.time ? std::string(model::name_of(first.sighting->event.time_quality)) : "unknown";
  finding.indicator = indicator_of(material.indicators[first.sighting->indicator]);
  finding.grade = first.graded.grade;
  finding.status = first.explanation ? FindingStatus::explained : FindingStatus::counts;
  if (first.explanation) {
    finding.rule = first.explanation->rule;
    finding.explanation = first.explanation->why;
  }
  finding.device = first.device.name;
  finding.account = first.account;
  finding.source = material.scan->files[first.sighting->place.file].source;
  finding.text = sentence_of(first, material.scan->leases);
  for (const std::string& warning : finding.indicator->warnings) {
    if (intel::is_list_warning(warning)) finding.text += "; the indicator is " + warning;
  }
  return finding;
}

}  // namespace

FoundOut find_out(const Material& material) {
  std::vector<Judged> all = without_repeats(material);
  judge(material, all);
  std::ranges::sort(all, [](const Judged& a, const Judged& b) { return order_of(a) < order_of(b); });

  FoundOut found;
  std::vector<CaseFinding>& findings = found.findings;
  std::map<decltype(key_of(all.front())), std::size_t> places;
  std::set<std::pair<std::size_t, const hunt::KeptSightings*>> counted;  // what is not kept is added once to a finding
  for (const Judged& judged : all) {
    const auto [place, fresh] = places.try_emplace(key_of(judged), findings.size());
    if (fresh) findings.push_back(finding_of(judged, material));
    CaseFinding& finding = findings[place->second];
    if (fresh && !finding.account.empty()) {
      const std::string kind = account_kind(judged, material);
      auto [known, first] = found.account_kinds.try_emplace(finding.account, kind);
      if (!first && known->second == "user") known->second = kind;  // not every record of an administrator says so
    }
    if (finding.evidence.size() < evidence_per_finding_max) {
      finding.evidence.push_back(evidence_of(judged, *material.scan));
      finding.repeats += judged.copies - 1;
    } else {
      finding.repeats += judged.copies;
    }
    if (counted.insert({place->second, judged.kept}).second && judged.kept->records > judged.kept->sightings.size()) {
      finding.repeats += judged.kept->records - judged.kept->sightings.size();
    }
  }
  for (std::size_t i = 0; i < findings.size(); ++i) findings[i].id = fmt::format("F{}", i + 1);
  return found;
}

}  // namespace clew::inquiry
