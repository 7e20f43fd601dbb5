#include "clew/inquiry/inquire.h"

#include "clew/inquiry/door.h"
#include "clew/inquiry/findings.h"
#include "clew/inquiry/ground.h"
#include "clew/inquiry/reach.h"
#include "clew/inquiry/rotation.h"
#include "clew/inquiry/scope.h"
#include "clew/inquiry/tell.h"
#include "clew/model/address.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using model::CaseDocument;

void list_files(const hunt::ScanResult& scan, CaseDocument& document) {
  for (const hunt::ScannedFile& file : scan.files) {
    model::CaseEvidenceFile entry;
    entry.file = file.name;
    entry.bytes = file.bytes;
    entry.sha256 = file.sha256;
    if (file.content_sha256 != file.sha256) entry.content_sha256 = file.content_sha256;
    entry.source = file.source;
    entry.events = file.events;
    entry.unparsed = file.unparsed;
    entry.records = file.events + file.unparsed;
    entry.problem = file.problem;
    if (!file.problem.empty()) document.problems.push_back(fmt::format("{}: {}", file.name, file.problem));
    document.evidence_files.push_back(std::move(entry));
  }
  for (const base::Error& problem : scan.problems) document.problems.push_back(base::to_text(problem));
}

/// What an earlier start would have shown in: before the latest of these beginnings something would be missing.
void say_how_far_back(const hunt::ScanResult& scan, std::span<const model::CaseDevice> devices,
                      model::CaseAnswer& answer) {
  struct Kind {
    std::string_view name;
    model::Sight sight;
  };
  static constexpr auto on_devices = std::to_array<Kind>({{"what ran on devices", model::Sight::process},
                                                          {"orders", model::Sight::order},
                                                          {"connections", model::Sight::connection},
                                                          {"names looked up", model::Sight::dns}});
  // Where only accounts were used, no device would have shown it.
  static constexpr auto of_accounts = std::to_array<Kind>(
      {{"sign-ins", model::Sight::authentication}, {"calls to the cloud", model::Sight::cloud_api}});
  const bool on_a_device = std::ranges::any_of(
      devices, [](const model::CaseDevice& device) { return device.status != model::DeviceStatus::cleared; });
  for (const Kind& kind : on_a_device ? std::span<const Kind>(on_devices) : std::span<const Kind>(of_accounts)) {
    const auto first = hunt::first_shown(scan, kind.sight);
    if (!answer.could_have_seen_why.empty()) answer.could_have_seen_why += "; ";
    if (!first) {
      answer.could_have_seen_why += fmt::format("no source shows {}", kind.name);
      continue;
    }
    answer.could_have_seen_why += fmt::format("{} since {}", kind.name, base::to_date(*first));
    if (!answer.could_have_seen || *answer.could_have_seen < *first) answer.could_have_seen = first;
  }
}

/// The logs in which somebody came from a public address.
std::set<std::string, std::less<>> open_to_outside(const Records& records) {
  std::set<std::string, std::less<>> sources;
  for (const Trace& trace : records.seeds) {
    const auto address = model::Address::parse(trace.event.get(model::Attribute::src_ip));
    if (address && !model::is_private(*address)) sources.insert(trace.source);
  }
  return sources;
}

}  // namespace

void inquire(const Pursuit& pursuit, const Question& question, CaseDocument& document) {
  const Records& records = pursuit.records();
  const hunt::ScanResult& scan = *records.scan;
  document.supplier = question.supplier;
  document.window = {question.window.from, question.window.to, question.window_source};

  const Judgement judgement = judge_behaviours(records);
  FoundOut found = pursuit.findings();
  Told told = tell(judgement, records, found);
  document.devices = list_devices(found, scan.inventory, question.supplier);
  document.accounts = list_accounts(found, document.devices, scan.inventory);
  document.findings = std::move(found.findings);
  document.chains = std::move(told.chains);
  document.cleared = std::move(told.cleared);
  document.clocks = pursuit.clocks();

  Ground ground = survey(scan, pursuit.indicators(), question.window, needs_of(question, pursuit.indicators()),
                         open_to_outside(records));
  document.coverage = std::move(ground.coverage);
  document.blind = std::move(ground.blind);
  document.searched = std::move(ground.searched);
  document.axis_from = ground.axis_from;
  document.axis_to = ground.axis_to;
  list_files(scan, document);
  for (const std::string& left_out : pursuit.left_out()) document.problems.push_back(left_out);
  const auto published = std::ranges::count_if(pursuit.indicators(), &model::Indicator::is_published);
  document.answer = decide(document, ground, question, static_cast<std::size_t>(published));
  if (document.answer.earliest_finding.empty()) return;
  find_door(judgement, records, document.findings, told.chain_of_case, document.answer);
  say_how_far_back(scan, document.devices, document.answer);
  document.secrets = secrets_of(document.devices, document.findings, judgement, records);
  document.cloud_actions = cloud_actions_of(judgement, document.findings);
  document.rotation = rotation_of(document, judgement, records);
}

}  // namespace clew::inquiry
