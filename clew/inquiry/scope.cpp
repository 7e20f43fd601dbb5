#include "clew/inquiry/scope.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using model::CaseAccount;
using model::CaseDevice;
using model::CaseFinding;

/// The findings of one device, in order of time.
struct Seen {
  std::vector<const CaseFinding*> counting, explained;
};

CaseDevice device_of(const std::string& name, const Seen& seen, const model::Device* known, std::string_view supplier) {
  CaseDevice device;
  device.name = name;
  if (known != nullptr) {
    const std::string id_name = supplier.empty() ? "system" : std::string(supplier) + "_system";
    if (!known->uid.empty()) device.ids.emplace_back(id_name, std::vector{known->uid});
    if (!known->ips.empty()) device.ids.emplace_back("ip", known->ips);
  }
  const auto& shown = seen.counting.empty() ? seen.explained : seen.counting;
  for (const CaseFinding* finding : shown) device.findings.push_back(finding->id);
  if (seen.counting.empty()) {
    device.status = model::DeviceStatus::cleared;
    device.why = fmt::format(
        "looked at: {} explained, nothing that counts",
        seen.explained.size() == 1 ? "1 finding is" : fmt::format("{} findings are", seen.explained.size()));
    return device;
  }
  const bool strong =
      std::ranges::any_of(seen.counting, [](const CaseFinding* finding) { return is_strong(*finding); });
  device.status = strong ? model::DeviceStatus::compromised : model::DeviceStatus::suspicious;
  device.since = seen.counting.front()->time;
  for (const auto kind : {model::FindingKind::indicator, model::FindingKind::behaviour}) {
    if (std::ranges::any_of(seen.counting, [&](const CaseFinding* finding) { return finding->kind == kind; }))
      device.found_by.emplace_back(model::name_of(kind));
  }
  device.why = seen.counting.front()->text;
  return device;
}

/// `kim.t` and `kim.t@corp.example` are one person; the longer spelling is the one that people can act on.
CaseAccount& account_named(std::string_view name, std::vector<CaseAccount>& accounts) {
  const auto local_part = [](std::string_view text) { return text.substr(0, text.find('@')); };
  const auto is_same = [&](const CaseAccount& account) {
    const bool one_is_a_mail_address =
        (account.name.find('@') == std::string::npos) != (name.find('@') == std::string_view::npos);
    if (!one_is_a_mail_address) return base::equal_ignoring_case(account.name, name);
    return base::equal_ignoring_case(local_part(account.name), local_part(name));
  };
  const auto found = std::ranges::find_if(accounts, is_same);
  if (found == accounts.end()) {
    accounts.emplace_back().name = name;
    return accounts.back();
  }
  if (name.size() > found->name.size()) found->name = name;
  return *found;
}

/// Accounts of machines and of the system that all devices have say nothing about a person.
bool is_of_system(std::string_view account) {
  static constexpr std::array names = std::to_array<std::string_view>(
      {"root", "system", "local service", "network service", "nobody", "daemon", "_www"});
  const std::string name = base::lowered(base::last_path_part(account));  // without the domain before the backslash
  return name.empty() || name.ends_with('$') || std::ranges::find(names, name) != names.end();
}

/// Where no inventory knows the owner: who acted on the device in what counts.
std::string user_of(const CaseDevice& device, const FoundOut& found) {
  for (const CaseFinding& finding : found.findings) {
    if (counts(finding) && finding.device == device.name && !is_of_system(finding.account)) return finding.account;
  }
  return {};
}

}  // namespace

std::vector<CaseDevice> list_devices(const FoundOut& found, const model::Inventory& inventory,
                                     std::string_view supplier) {
  std::map<std::string, Seen> seen;
  for (const CaseFinding& finding : found.findings) {
    if (finding.device.empty()) continue;
    (counts(finding) ? seen[finding.device].counting : seen[finding.device].explained).push_back(&finding);
  }
  std::vector<CaseDevice> devices;
  for (const auto& [name, of_device] : seen)
    devices.push_back(device_of(name, of_device, inventory.find(name), supplier));
  std::ranges::stable_sort(devices, {}, &CaseDevice::status);
  return devices;
}

std::vector<CaseAccount> list_accounts(const FoundOut& found, std::span<const CaseDevice> devices,
                                       const model::Inventory& inventory) {
  std::vector<CaseAccount> accounts;
  for (const CaseFinding& finding : found.findings) {
    if (!counts(finding) || finding.account.empty() || finding.grade != model::Grade::authenticated) continue;
    CaseAccount& account = account_named(finding.account, accounts);
    if (account.findings.empty())
      account.why = finding.kind == model::FindingKind::indicator
                        ? fmt::format("used from a listed place: {}", finding.text)
                        : finding.text;
    const auto kind = found.account_kinds.find(finding.account);
    if (kind != found.account_kinds.end() && (account.kind.empty() || account.kind == "user"))
      account.kind = kind->second;
    account.status = model::AccountStatus::used_by_intruder;
    account.findings.push_back(finding.id);
  }
  // Whose secrets were opened is exposed, whether or not an inventory says whose device it was.
  for (const CaseFinding& finding : found.findings) {
    if (!counts(finding) || finding.account.empty() || finding.rule != "credential-store-opened") continue;
    CaseAccount& account = account_named(finding.account, accounts);
    if (account.status == model::AccountStatus::used_by_intruder && !account.findings.empty()) continue;
    account.kind = "user";
    account.status = model::AccountStatus::exposed;
    if (account.why.empty()) account.why = fmt::format("secrets of this account were opened: {}", finding.text);
    account.findings.push_back(finding.id);
  }
  for (const CaseDevice& device : devices) {
    const model::Device* known = inventory.find(device.name);
    const bool has_owner = known != nullptr && !is_of_system(known->user);
    const std::string owner = has_owner ? known->user : user_of(device, found);
    if (device.status != model::DeviceStatus::compromised || owner.empty()) continue;
    CaseAccount& account = account_named(owner, accounts);
    if (!account.findings.empty()) continue;
    account.kind = "user";
    account.status = model::AccountStatus::exposed;
    account.why = fmt::format("the user of {}, which is compromised", device.name);
    account.findings = device.findings;
  }
  // Who was looked at, because something seemed unusual, and did nothing of the intruder's.
  for (const CaseFinding& finding : found.findings) {
    if (counts(finding) || finding.account.empty() || finding.kind != model::FindingKind::behaviour) continue;
    CaseAccount& account = account_named(finding.account, accounts);
    if (account.status != model::AccountStatus::cleared && !account.findings.empty()) continue;
    const auto kind = found.account_kinds.find(finding.account);
    account.kind = kind == found.account_kinds.end() ? "user" : kind->second;
    account.status = model::AccountStatus::cleared;
    if (account.why.empty()) account.why = finding.explanation;
    account.findings.push_back(finding.id);
  }
  std::ranges::sort(accounts, [](const CaseAccount& a, const CaseAccount& b) {
    return std::tie(a.status, a.name) < std::tie(b.status, b.name);
  });
  return accounts;
}

}  // namespace clew::inquiry
