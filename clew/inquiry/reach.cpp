#include "clew/inquiry/reach.h"

#include "clew/base/text.h"
#include "clew/inquiry/findings.h"
#include "clew/inquiry/material.h"
#include "clew/inquiry/programs.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using model::Attribute;
using model::CaseSecret;

/// Key files of one kind are told apart by nothing but their owner: eleven keychains are one thing to renew.
using Key = std::tuple<std::string, std::string, std::string>;  // kind, what, owner

std::string owner_on(std::string_view path, const model::Device* device) {
  std::string owner(owner_of(path));
  if (owner.empty() && device != nullptr && device->user != "root") owner = device->user;
  return owner;
}

}  // namespace

std::vector<CaseSecret> secrets_of(std::span<const model::CaseDevice> devices,
                                   std::span<const model::CaseFinding> findings, const Judgement& judgement,
                                   const Records& records) {
  std::vector<CaseSecret> secrets;
  for (const model::CaseDevice& device : devices) {
    if (device.status != model::DeviceStatus::compromised) continue;
    const model::Device* known = records.scan->inventory.find(device.name);
    std::map<Key, CaseSecret> of_device;
    const auto add_store = [&](const CredentialStore& store, const std::string& owner, bool opened) {
      CaseSecret& secret = of_device[{std::string(store.kind), std::string(store.what), owner}];
      secret.kind = store.kind;
      secret.what = owner.empty() ? std::string(store.what) : fmt::format("{} of {}", store.what, owner);
      secret.device = device.name;
      secret.account = owner;
      secret.opened = secret.opened || opened;
    };
    const auto add = [&](std::string_view path, bool opened) {
      if (const auto store = credential_store_of(path)) add_store(*store, owner_on(path, known), opened);
    };
    // Who has the device's rights has the user's and the system's keychains, whether or not a record shows it.
    if (known != nullptr && (base::find_ignoring_case(known->os, "mac") != std::string_view::npos))
      add(fmt::format("/Users/{}/Library/Keychains/login.keychain-db", known->user.empty() ? "Shared" : known->user),
          false);
    const auto traces = records.of_device.find(device.name);
    if (traces != records.of_device.end()) {
      for (const Trace& trace : traces->second) {
        if (trace.event.event_class == model::EventClass::file_activity)
          add(trace.event.get(Attribute::file_path), false);
      }
    }
    for (const Trace& trace : records.seeds) {
      if (trace.device == device.name && trace.event.event_class == model::EventClass::file_activity)
        add(trace.event.get(Attribute::file_path), false);
    }
    for (const Case& of : judgement.cases) {
      if (!of.counts || of.chain.device != device.name) continue;
      for (const Trace* file : of.chain.files) add(file->event.get(Attribute::file_path), true);
      for (const Trace* launch : of.chain.launches) {
        for (const ReadStore& read : stores_read_by(launch->event.get(Attribute::process_cmd_line))) {
          // Hashes and what lies in memory are everybody's who uses the machine.
          add_store(read.store, read.path.empty() ? std::string() : owner_on(read.path, known), true);
        }
      }
    }
    for (auto& [key, secret] : of_device) {
      for (const model::CaseFinding& finding : findings) {
        if (secret.opened && counts(finding) && finding.device == device.name &&
            finding.rule == "credential-store-opened" && finding.text.find(std::get<1>(key)) != std::string::npos)
          secret.findings.push_back(finding.id);
      }
      secrets.push_back(std::move(secret));
    }
  }
  return secrets;
}

std::vector<model::CaseCloudAction> cloud_actions_of(const Judgement& judgement,
                                                     std::span<const model::CaseFinding> findings) {
  std::vector<model::CaseCloudAction> actions;
  for (const Mark& mark : judgement.cloud) {
    if (!mark.explained.empty() || mark.rule == "session-used-elsewhere") continue;  // a session is no key
    const auto finding = std::ranges::find_if(findings, [&](const model::CaseFinding& candidate) {
      return candidate.rule == mark.rule && candidate.account == mark.account && candidate.time == mark.time;
    });
    for (const Trace* trace : mark.records) {
      const model::Event& event = trace->event;
      model::CaseCloudAction action;
      action.time = trace->time;
      action.account = mark.account;
      action.credential = event.get(Attribute::actor_credential_uid);
      action.operation = event.get(Attribute::api_operation);
      action.resource = event.get(Attribute::resource_name);
      action.from_address = event.get(Attribute::src_ip);
      action.succeeded = event.status != model::Status::failure;
      if (finding != findings.end()) action.finding = finding->id;
      actions.push_back(std::move(action));
    }
  }
  std::ranges::stable_sort(actions, {}, [](const model::CaseCloudAction& action) { return action.time; });
  return actions;
}

}  // namespace clew::inquiry
