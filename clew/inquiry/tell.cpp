#include "clew/inquiry/tell.h"

#include "clew/base/text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::CaseChain;
using model::CaseFinding;
using model::FindingStatus;

/// A chain that is not told of: nothing in it weighs anything.
bool says_something(const Case& of) {
  return of.counts ||
         std::ranges::any_of(of.marks, [](const Mark& mark) { return mark.weight > 0 || !mark.explained.empty(); });
}

model::CaseEvidence evidence_of(const Trace& trace, const Records& records) {
  model::CaseEvidence evidence;
  if (trace.place.file < records.scan->files.size()) evidence.file = records.scan->files[trace.place.file].name;
  evidence.line = trace.place.line;
  evidence.offset = trace.place.offset;
  evidence.length = trace.place.length;
  evidence.raw = base::valid_utf8(std::string_view(trace.raw).substr(0, raw_in_document_bytes_max));
  return evidence;
}

CaseFinding finding_of(const Mark& mark, bool counts, const std::string& why_not, const Records& records) {
  CaseFinding finding;
  finding.kind = model::FindingKind::behaviour;
  finding.rule = mark.rule;
  finding.tactic = mark.tactic;
  finding.technique = mark.technique;
  finding.grade = mark.grade;
  finding.time = mark.time;
  finding.time_quality = "unknown";
  finding.device = mark.device;
  finding.account = mark.account;
  finding.text = mark.device.empty() ? mark.text : fmt::format("{}: {}", mark.device, mark.text);
  finding.status = counts && mark.explained.empty() ? FindingStatus::counts : FindingStatus::explained;
  if (finding.status == FindingStatus::explained)
    finding.explanation = mark.explained.empty() ? why_not : mark.explained;
  for (const Trace* trace : mark.records) {
    if (finding.evidence.empty()) {
      finding.time_quality = std::string(model::name_of(trace->event.time_quality));
      finding.source = trace->source;
    }
    finding.repeats += trace->records - 1;
    if (finding.evidence.size() < evidence_per_finding_max) {
      finding.evidence.push_back(evidence_of(*trace, records));
    } else {
      ++finding.repeats;
    }
  }
  return finding;
}

std::string account_kind(const Mark& mark) {
  if (mark.records.empty()) return "user";
  const model::Event& event = mark.records.front()->event;
  if (event.has(Attribute::actor_credential_uid) && !is_person(event)) return "cloud";
  return base::find_ignoring_case(event.get(Attribute::actor_user_type), "admin") == std::string_view::npos ? "user"
                                                                                                            : "admin";
}

std::string root_of(const Case& of) {
  if (const Trace* launch = of.chain.root_launch()) {
    const std::string_view command = launch->event.get(Attribute::process_cmd_line);
    const std::string_view path = launch->event.get(Attribute::process_path);
    const std::string_view parent = launch->event.get(Attribute::parent_process_path);
    return fmt::format("{} started `{}`", parent.empty() ? "something" : parent,
                       base::shortened(command.empty() ? path : command, 160));
  }
  if (of.order != nullptr && of.order->given != nullptr)
    return fmt::format("{} ordered \"{}\"", of.order->account,
                       base::shortened(of.order->given->event.get(Attribute::resource_name), 80));
  if (!of.chain.files.empty())
    return fmt::format("{} wrote {}", of.chain.files.front()->event.get(Attribute::actor_process_path),
                       of.chain.files.front()->event.get(Attribute::file_path));
  return "what began it was not seen";
}

/// Position of each file in the scan's list, which goes by source and content: what a file is called has no say.
using FilePositions = std::map<std::string, std::size_t, std::less<>>;

FilePositions positions_of(const hunt::ScanResult& scan) {
  FilePositions positions;
  for (std::size_t i = 0; i < scan.files.size(); ++i) positions.try_emplace(scan.files[i].name, i);
  return positions;
}

auto order_of(const CaseFinding& finding, const FilePositions& positions) {
  std::pair<std::size_t, std::uint64_t> place;
  if (!finding.evidence.empty()) {
    const model::CaseEvidence& first = finding.evidence.front();
    const auto position = positions.find(first.file);
    place = {position == positions.end() ? positions.size() : position->second, first.offset};
  }
  return std::tuple(!finding.time.has_value(), finding.time.value_or(Instant{}), place, finding.rule, finding.device);
}

}  // namespace

Told tell(const Judgement& judgement, const Records& records, FoundOut& found) {
  Told told;
  std::vector<CaseFinding>& findings = found.findings;
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> alike;
  std::set<std::tuple<std::string, std::string, std::string, std::uint64_t>> told_once;
  const auto add = [&](const Mark& mark, bool counts, const std::string& why_not, const std::string& chain) {
    CaseFinding finding = finding_of(mark, counts, why_not, records);
    finding.chain = chain;
    if (!finding.account.empty()) {
      const std::string kind = account_kind(mark);
      auto [known, fresh] = found.account_kinds.try_emplace(finding.account, kind);
      if (!fresh && known->second == "user") known->second = kind;
    }
    if (finding.status == FindingStatus::explained) {
      // The traveller's tenth order is explained as the first one was.
      const auto [first, fresh] =
          alike.try_emplace({finding.rule, finding.account, finding.device, finding.explanation}, findings.size());
      if (!fresh) {
        CaseFinding& known = findings[first->second];
        known.repeats += finding.repeats + finding.evidence.size();
        return;
      }
    }
    // One sign-in before two orders is one finding: same rule, same account, same record, no device.
    if (finding.device.empty() && !finding.evidence.empty()) {
      const model::CaseEvidence& first = finding.evidence.front();
      if (!told_once.emplace(finding.rule, finding.account, first.file, first.offset).second) return;
    }
    findings.push_back(std::move(finding));
  };
  for (const Case& of : judgement.cases) {
    told.chain_of_case.emplace_back();
    if (!says_something(of)) continue;
    CaseChain chain;
    chain.id = fmt::format("C{}", told.chains.size() + 1);
    chain.device = of.chain.device;
    chain.root = root_of(of);
    chain.from = of.chain.from;
    chain.to = of.chain.to;
    chain.counts = of.counts;
    chain.why = of.why;
    const std::string why_not = fmt::format("alone it is not enough ({}){}", of.why,
                                            of.ordered == Case::Ordered::yes ? "; " + of.why_ordered : "");
    for (const Mark& mark : of.marks) {
      if (of.counts || mark.weight > 0 || !mark.explained.empty()) add(mark, of.counts, why_not, chain.id);
    }
    told.chain_of_case.back() = chain.id;
    told.chains.push_back(std::move(chain));
  }
  for (const Mark& mark : judgement.cloud) add(mark, true, {}, {});

  // What an indicator shows during a chain on its device belongs to it.
  for (CaseFinding& finding : findings) {
    if (!finding.chain.empty() || !counts(finding) || finding.device.empty() || !finding.time) continue;
    for (const CaseChain& chain : told.chains) {
      if (chain.counts && chain.device == finding.device && *chain.from <= *finding.time) finding.chain = chain.id;
    }
  }
  const FilePositions positions = positions_of(*records.scan);
  std::ranges::stable_sort(findings, [&](const CaseFinding& a, const CaseFinding& b) {
    return order_of(a, positions) < order_of(b, positions);
  });
  for (std::size_t i = 0; i < findings.size(); ++i) {
    findings[i].id = fmt::format("F{}", i + 1);
    const auto chain = std::ranges::find(told.chains, findings[i].chain, &CaseChain::id);
    if (!findings[i].chain.empty() && chain != told.chains.end()) {
      chain->findings.push_back(findings[i].id);
      if (findings[i].time && chain->to && *chain->to < *findings[i].time) chain->to = findings[i].time;
    }
    if (findings[i].kind == model::FindingKind::behaviour && !counts(findings[i]))
      told.cleared.push_back({findings[i].text, "behaviour", findings[i].explanation, {findings[i].id}});
  }
  return told;
}

}  // namespace clew::inquiry
