#include "clew/inquiry/inquire.h"

#include "clew/base/text.h"
#include "clew/inquiry/findings.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using model::CaseDocument;
using model::CaseFinding;
using model::FindingStatus;
using model::Grade;
using model::Verdict;

bool counts(const CaseFinding& finding) { return finding.status == FindingStatus::counts; }

bool is_strong(const CaseFinding& finding) {
  return counts(finding) && (finding.grade == Grade::executed || finding.grade == Grade::contacted ||
                             finding.grade == Grade::authenticated);
}

std::string plural(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string joined(const std::vector<std::string>& words, std::size_t shown_max) {
  std::string text;
  for (std::size_t i = 0; i < words.size() && i < shown_max; ++i) text += (i == 0 ? "" : ", ") + words[i];
  if (words.size() > shown_max) text += fmt::format(" and {} more", words.size() - shown_max);
  return text;
}

/// What the supplier's pack asks for, and what shows the types that make up the notice.
std::vector<Need> needs_of(const Question& question, std::span<const model::Indicator> indicators) {
  std::vector<Need> needs = question.needs;
  std::map<model::ValueType, std::size_t> types;
  for (const model::Indicator& indicator : indicators) ++types[indicator.value.type()];
  for (const auto& [type, count] : types) {
    if (static_cast<double>(count) < type_share_min * static_cast<double>(indicators.size())) continue;
    Need need = need_of(type);
    const bool known = std::ranges::any_of(needs, [&](const Need& other) { return other.name == need.name; });
    if (!known && type != model::ValueType::btc_address && type != model::ValueType::eth_address)
      needs.push_back(std::move(need));
  }
  return needs;
}

void list_devices(const Material& material, CaseDocument& document) {
  struct Seen {
    std::vector<const CaseFinding*> counting, explained;
  };
  std::map<std::string, Seen> devices;
  for (const CaseFinding& finding : document.findings) {
    if (finding.device.empty()) continue;
    (counts(finding) ? devices[finding.device].counting : devices[finding.device].explained).push_back(&finding);
  }
  for (const auto& [name, seen] : devices) {
    model::CaseDevice device;
    device.name = name;
    if (const model::Device* known = material.scan->inventory.find(name)) {
      const std::string id_name = document.supplier.empty() ? "system" : document.supplier + "_system";
      if (!known->uid.empty()) device.ids.emplace_back(id_name, std::vector{known->uid});
      if (!known->ips.empty()) device.ids.emplace_back("ip", known->ips);
    }
    const auto& shown = seen.counting.empty() ? seen.explained : seen.counting;
    for (const CaseFinding* finding : shown) device.findings.push_back(finding->id);
    if (seen.counting.empty()) {
      device.status = model::DeviceStatus::cleared;
      device.why = fmt::format("looked at: {} explained, nothing that counts",
                               plural(seen.explained.size(), "finding is", "findings are"));
    } else {
      const bool strong =
          std::ranges::any_of(seen.counting, [](const CaseFinding* finding) { return is_strong(*finding); });
      device.status = strong ? model::DeviceStatus::compromised : model::DeviceStatus::suspicious;
      device.since = seen.counting.front()->time;
      device.found_by = {"indicator"};
      device.why = seen.counting.front()->text;
    }
    document.devices.push_back(std::move(device));
  }
  std::ranges::stable_sort(document.devices, {}, &model::CaseDevice::status);
}

/// `it.two@corp.example` and `it.two` are one person in two spellings; the longer one is shown.
void list_accounts(const Material& material, CaseDocument& document) {
  std::map<std::string, model::CaseAccount> accounts;
  for (const CaseFinding& finding : document.findings) {
    if (!counts(finding) || finding.account.empty() || finding.grade != Grade::authenticated) continue;
    model::CaseAccount& account = accounts[finding.account];
    account.name = finding.account;
    account.kind = finding.source == "cloudtrail"                   ? "cloud"
                   : finding.account.find('@') != std::string::npos ? "admin"
                                                                    : "user";
    account.status = model::AccountStatus::used_by_intruder;
    account.why = fmt::format("used from a listed place: {}", finding.text);
    account.findings.push_back(finding.id);
  }
  for (const model::CaseDevice& device : document.devices) {
    const model::Device* known = material.scan->inventory.find(device.name);
    if (device.status != model::DeviceStatus::compromised || known == nullptr || known->user.empty() ||
        known->user == "root")
      continue;
    model::CaseAccount& account = accounts[known->user];
    if (!account.name.empty()) continue;
    account.name = known->user;
    account.kind = "user";
    account.status = model::AccountStatus::exposed;
    account.why = fmt::format("the user of {}, which is compromised", device.name);
    account.findings = device.findings;
  }
  for (auto& [name, account] : accounts) document.accounts.push_back(std::move(account));
  std::ranges::stable_sort(document.accounts, {}, &model::CaseAccount::status);
}

void decide(const Ground& ground, const Question& question, std::size_t indicators, CaseDocument& document) {
  model::CaseAnswer& answer = document.answer;
  const auto strong = std::ranges::find_if(document.findings, is_strong);
  const auto weak = std::ranges::find_if(document.findings, counts);
  const auto explained =
      static_cast<std::size_t>(std::ranges::count(document.findings, FindingStatus::explained, &CaseFinding::status));
  const std::string supplier =
      question.supplier_name.empty() ? "the notice" : "the " + question.supplier_name + " notice";

  if (weak != document.findings.end()) {
    const CaseFinding& first = *weak;
    answer.verdict = strong != document.findings.end() ? Verdict::hit : Verdict::suspicious;
    answer.earliest_time = first.time;
    answer.earliest_finding = first.id;
    answer.door_kind = "unknown";
    answer.door_why = "indicators alone show contact, not how the intruder's order reached the device";
    answer.door_findings = {first.id};
    std::vector<std::string> devices;
    for (const auto& device : document.devices) {
      if (device.status != model::DeviceStatus::cleared) devices.push_back(device.name);
    }
    const std::string where =
        devices.empty() ? std::string("no device that can be named")
                        : fmt::format("{} ({})", plural(devices.size(), "device", "devices"), joined(devices, 3));
    const std::string when = first.time ? base::to_rfc3339(*first.time) : std::string("a time that no record tells");
    if (answer.verdict == Verdict::hit) {
      answer.sentence = fmt::format("Hit: indicators of {} were executed, contacted or used on {}, first at {}.",
                                    supplier, where, when);
    } else {
      answer.sentence = fmt::format(
          "Suspicious: {} of {} cannot be explained, on {}, first at {}; nothing shows execution or contact. Somebody must look.",
          plural(static_cast<std::size_t>(std::ranges::count_if(document.findings, counts)), "mention or attempt",
                 "mentions or attempts"),
          supplier, where, when);
    }
    if (explained > 0)
      answer.sentence += fmt::format(" {} explained.", plural(explained, "look-alike is", "look-alikes are"));
    return;
  }

  std::vector<std::string> missing;
  double least = 1;
  for (const Ground::Covered& need : ground.needs) {
    least = std::min(least, need.share);
    if (need.share < covered_share_min)
      missing.push_back(fmt::format("{} ({:.0f} % of the window)", need.need, need.share * 100));
  }
  const std::string period = question.window.from && question.window.to
                                 ? fmt::format("{} to {}", base::to_date(*question.window.from),
                                               base::to_date({question.window.to->nanoseconds - 1, 0}))
                                 : std::string("a window that the notice does not state");
  const bool window_known = question.window.from && question.window.to;
  if (window_known && missing.empty() && indicators > 0) {
    answer.verdict = Verdict::not_seen;
    answer.sentence = fmt::format(
        "Not seen: none of the {} indicators of {} counts in evidence that covers {} {} for everything that would show it.",
        indicators, supplier, least > 0.995 ? "all of" : fmt::format("at least {:.0f} % of", least * 100), period);
  } else {
    answer.verdict = Verdict::cannot_say;
    answer.sentence =
        fmt::format("Cannot say: nothing that counts was seen, but the evidence does not cover {} well enough", period);
    if (!window_known)
      answer.sentence =
          "Cannot say: nothing that counts was seen, but no window is known to look at (give --from and --to)";
    if (!missing.empty()) answer.sentence += ": " + joined(missing, 6);
    answer.sentence += ".";
  }
  if (explained > 0)
    answer.sentence +=
        fmt::format(" {} explained.", plural(explained, "look-alike was seen and is", "look-alikes were seen and are"));
  std::vector<std::string> unseen;
  for (const auto& blind : document.blind) unseen.push_back(blind.what);
  if (!unseen.empty()) answer.sentence += fmt::format(" Blind: {}.", joined(unseen, 3));
}

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

}  // namespace

void inquire(const Material& material, const Question& question, CaseDocument& document) {
  document.supplier = question.supplier;
  document.window = {question.window.from, question.window.to, question.window_source};
  document.findings = find_out(material);
  const std::vector<Need> needs = needs_of(question, material.indicators);
  Ground ground = survey(*material.scan, material.indicators, question.window, needs);
  document.coverage = std::move(ground.coverage);
  document.blind = std::move(ground.blind);
  document.searched = std::move(ground.searched);
  document.axis_from = ground.axis_from;
  document.axis_to = ground.axis_to;
  list_devices(material, document);
  list_accounts(material, document);
  list_files(*material.scan, document);
  decide(ground, question, material.indicators.size(), document);
}

}  // namespace clew::inquiry
