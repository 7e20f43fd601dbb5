#include "clew/inquiry/rotation.h"

#include "clew/base/text.h"
#include "clew/inquiry/findings.h"
#include "clew/inquiry/material.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::CaseRotation;
using model::RotationState;

/// Earlier ones first: each can undo or remake those after it.
enum class Rank : std::uint8_t { mints_others, cloud_key, cloud_secret, supplier_other, on_device, of_person };

struct Item {
  Rank rank = Rank::on_device;
  CaseRotation rotation;
};

bool is_secret_read(std::string_view operation) {
  static constexpr auto reads = std::to_array<std::string_view>(
      {"GetSecretValue", "BatchGetSecretValue", "GetParameter", "GetParameters", "GetParametersByPath", "Decrypt"});
  return std::ranges::find(reads, operation) != reads.end();
}

class Ledger {
 public:
  Ledger(const model::CaseDocument& document, const Judgement& judgement, const Records& records)
      : document_(document), judgement_(judgement), records_(records) {
    for (const model::CaseDevice& device : document.devices) {
      if (device.status == model::DeviceStatus::compromised) compromised_.push_back(&device);
    }
  }

  std::vector<CaseRotation> items() {
    add_supplier_credentials();
    add_used_accounts();
    add_made_by_intruder();
    add_cloud();
    add_accounts_without_key();
    add_secrets();
    add_people();
    add_devices();
    return in_order();
  }

 private:
  const intel::Pack* pack() const { return records_.pack; }

  /// Of a long one its beginning; the whole stands beside it.
  static std::string shown_id(const std::string& id) {
    constexpr std::size_t bytes_max = 24, begin_bytes = 12;
    return id.size() <= bytes_max ? id : id.substr(0, begin_bytes) + "…";
  }
  std::string isolate(const std::string& device) const { return "isolate " + device; }

  std::vector<std::string> isolate_all() const {
    std::vector<std::string> steps;
    for (const model::CaseDevice* device : compromised_) steps.push_back(isolate(device->name));
    return steps;
  }

  CaseRotation& add(Rank rank, std::string kind, std::string what, std::string account, std::string device,
                    std::string why, std::vector<std::string> findings) {
    // The same credential found twice is one to renew: the earlier place in the order holds.
    for (Item& item : items_) {
      if (item.rotation.kind == kind && item.rotation.what == what) return item.rotation;
    }
    Item item;
    item.rank = rank;
    item.rotation.kind = std::move(kind);
    item.rotation.what = std::move(what);
    item.rotation.account = std::move(account);
    item.rotation.device = std::move(device);
    item.rotation.why = std::move(why);
    item.rotation.findings = std::move(findings);
    return items_.emplace_back(std::move(item)).rotation;
  }

  std::set<std::string> administrators() const {
    std::map<std::string, std::string> by_person;  // the longer spelling is the one that people can act on
    for (const Trace& trace : records_.seeds) {
      if (!trace.event.has(Attribute::actor_user_type) || trace.event.has(Attribute::actor_credential_uid) ||
          base::find_ignoring_case(trace.event.get(Attribute::actor_user_type), "admin") == std::string_view::npos)
        continue;
      const std::string account = account_of(trace.event);
      std::string& known = by_person[person_of(account)];
      if (account.size() > known.size()) known = account;
    }
    std::set<std::string> accounts;
    for (const auto& [person, account] : by_person) {
      if (!person.empty()) accounts.insert(account);
    }
    return accounts;
  }

  std::vector<std::string> used_administrators() const {
    std::vector<std::string> accounts;
    for (const model::CaseAccount& account : document_.accounts) {
      if (account.status == model::AccountStatus::used_by_intruder && account.kind == "admin")
        accounts.push_back(account.name);
    }
    return accounts;
  }

  std::vector<std::string> findings_of_account(std::string_view name) const {
    const auto account = std::ranges::find(document_.accounts, name, &model::CaseAccount::name);
    return account == document_.accounts.end() ? document_.answer.door_findings : account->findings;
  }

  void add_supplier_credentials() {
    if (pack() == nullptr || document_.answer.door_kind.empty()) return;
    const std::string& door = document_.answer.door_kind;
    for (const intel::Credential& credential : pack()->credentials) {
      // An unknown door may have been any of them.
      const bool needed = credential.doors.empty() || door == "unknown" ||
                          std::ranges::find(credential.doors, door) != credential.doors.end();
      const Rank rank = credential.mints ? Rank::mints_others : Rank::supplier_other;
      if (credential.held_by == "administrator") {
        const std::vector<std::string> used = used_administrators();
        std::set<std::string> accounts;
        // Who came through the supplier could use every administrator's; a stolen one is its owner's first of all.
        if (needed && (door == "supplier_channel" || door == "unknown")) accounts = administrators();
        if (needed) accounts.insert(used.begin(), used.end());
        if (needed && accounts.empty()) {  // no record names one: they are to be renewed all the same
          add(rank, credential.kind, credential.name, "", "", credential.why, document_.answer.door_findings);
        }
        for (const std::string& account : accounts) {
          const bool was_used = std::ranges::find(used, account) != used.end();
          CaseRotation& item =
              add(rank, credential.kind, fmt::format("{}: {}", credential.name, account), account, "",
                  was_used ? fmt::format("the intruder acted as {}; {}", account, credential.why) : credential.why,
                  findings_of_account(account));
          prove(credential, item);
        }
      } else if (credential.held_by == "device" && needed) {
        for (const model::CaseDevice* device : compromised_) {
          CaseRotation& item = add(rank, credential.kind, fmt::format("{}: {}", credential.name, device->name), "",
                                   device->name, credential.why, device->findings);
          item.after = {isolate(device->name)};
          prove(credential, item);
        }
      } else if (credential.held_by == "device_user" && needed) {
        for (const model::CaseAccount& account : document_.accounts) {
          if (account.status != model::AccountStatus::exposed) continue;
          CaseRotation& item =
              add(Rank::of_person, credential.kind, fmt::format("{}: {}", credential.name, account.name), account.name,
                  device_of(account.name), credential.why, account.findings);
          if (!item.device.empty()) item.after = {isolate(item.device)};
          prove(credential, item);
        }
      } else if (credential.held_by == "organisation" && needed) {
        CaseRotation& item =
            add(rank, credential.kind, credential.name, "", "", credential.why, document_.answer.door_findings);
        prove(credential, item);
      }
    }
  }

  /// An administrator whose session was used has to sign in anew, whatever the pack lists.
  void add_used_accounts() {
    for (const std::string& account : used_administrators()) {
      const std::vector<std::string> findings = findings_of_account(account);
      if (!has("session", account)) {
        add(Rank::mints_others, "session", fmt::format("sessions of {}", account), account, "",
            "the intruder acted as this administrator: end every session first", findings);
      }
      if (!has("password", account)) {
        add(Rank::mints_others, "password", fmt::format("password and second factor of {}", account), account, "",
            "the intruder acted as this administrator", findings);
      }
    }
    for (const model::CaseAccount& account : document_.accounts) {
      if (account.status != model::AccountStatus::used_by_intruder || account.kind != "user") continue;
      // While the intruder is in, what they made there comes back.
      const Rank rank = has_made_something(account.name) ? Rank::mints_others : Rank::of_person;
      add(rank, "password", fmt::format("password and second factor of {}", account.name), account.name, "",
          "the intruder signed in as this account", account.findings);
      add(rank, "session", fmt::format("sessions of {}", account.name), account.name, "",
          "the intruder signed in as this account", account.findings);
    }
  }

  bool has_made_something(const std::string& account) const {
    return std::ranges::any_of(records_.seeds, [&](const Trace& trace) {
      const model::Event& event = trace.event;
      return event.event_class == model::EventClass::account_change && event.activity == model::activity::create &&
             event.status != model::Status::failure && account_of(event) == account &&
             is_place_of_intruder(account, event.get(Attribute::src_ip));
    });
  }

  /// Tokens, keys and factors that were made in a stolen session outlive it.
  void add_made_by_intruder() {
    struct Made {
      std::string_view word, kind, what;
    };
    static constexpr auto kinds = std::to_array<Made>({{"token", "token", "token"},
                                                       {"oauth", "token", "authorisation"},
                                                       {"public_key", "ssh_key", "key"},
                                                       {"ssh_key", "ssh_key", "key"},
                                                       {"deploy_key", "ssh_key", "key"},
                                                       {"factor", "secret", "second factor"},
                                                       {"consent to application", "token", "authorisation"},
                                                       {"service principal", "token", "application"},
                                                       {"add application", "token", "application"},
                                                       {"lifecycle.create", "password", "account"},
                                                       {"add user", "password", "account"},
                                                       {"create_user", "password", "account"},
                                                       {"createuser", "password", "account"}});
    for (const Trace& trace : records_.seeds) {
      const model::Event& event = trace.event;
      if (event.event_class != model::EventClass::account_change || event.activity != model::activity::create ||
          event.status == model::Status::failure || !event.has(Attribute::resource_name))
        continue;
      const std::string account = account_of(event);
      if (!is_place_of_intruder(account, event.get(Attribute::src_ip))) continue;
      const std::string_view operation = operation_of(event);
      const auto* const made = std::ranges::find_if(kinds, [&](const Made& candidate) {
        return base::find_ignoring_case(operation, candidate.word) != std::string_view::npos;
      });
      if (made == kinds.end()) continue;
      CaseRotation& item =
          add(Rank::mints_others, std::string(made->kind),
              fmt::format("{} {}, made by the intruder", made->what, event.get(Attribute::resource_name)), account, "",
              fmt::format("remove it: {} at {}, in the stolen session", operation, base::to_rfc3339(trace.time)),
              findings_of_account(account));
      item.id = event.get(Attribute::resource_uid);
    }
  }

  /// A published one, or one where the stolen session was used.
  bool is_place_of_intruder(const std::string& account, std::string_view address) const {
    const auto listed = records_.listed_use_of.find(account);
    if (listed != records_.listed_use_of.end() && listed->second.addresses.contains(std::string(address))) return true;
    return std::ranges::any_of(judgement_.cloud, [&](const Mark& mark) {
      return mark.rule == "session-used-elsewhere" && mark.account == account &&
             mark.records.front()->event.get(Attribute::src_ip) == address;
    });
  }

  bool has(std::string_view kind, std::string_view account) const {
    return std::ranges::any_of(items_, [&](const Item& item) {
      return item.rotation.kind == kind && person_of(item.rotation.account) == person_of(account);
    });
  }

  /// A code host writes how its clients prove who they are; a cloud does not, its keys are keys.
  bool is_token(const std::string& credential) const {
    return std::ranges::any_of(judgement_.cloud, [&](const Mark& mark) {
      return std::ranges::any_of(mark.records, [&](const Trace* trace) {
        return trace->event.get(Attribute::actor_credential_uid) == credential &&
               base::find_ignoring_case(trace->event.get(Attribute::auth_method), "token") != std::string_view::npos;
      });
    });
  }

  /// With a stolen key, and with one that was made so.
  std::set<std::string> keys_of_intruder() const {
    std::set<std::string> keys;
    for (const Mark& mark : judgement_.cloud) {
      if (!mark.explained.empty()) continue;
      for (const Trace* trace : mark.records) {
        if (trace->event.status != model::Status::failure) keys.emplace(trace->event.get(Attribute::created_uid));
      }
    }
    return keys;
  }

  void add_cloud() {
    const std::set<std::string> made = keys_of_intruder();
    for (const model::CaseCloudAction& action : document_.cloud_actions) {
      if (made.contains(action.credential)) continue;  // to be deleted, not renewed
      const bool token = is_token(action.credential);
      CaseRotation& key =
          add(Rank::cloud_key, token ? "token" : "cloud_key",
              fmt::format("{} {} of {}", token ? "token" : "cloud key", shown_id(action.credential), action.account),
              action.account, "", "used by the intruder from " + action.from_address, {action.finding});
      key.id = action.credential;
      key.after = isolate_all();
      prove_key(action.credential, key);
    }
    for (const Mark& mark : judgement_.cloud) {
      if (!mark.explained.empty()) continue;
      for (const Trace* trace : mark.records) {
        const std::string created(trace->event.get(Attribute::created_uid));
        if (created.empty() || trace->event.status == model::Status::failure) continue;
        CaseRotation& key =
            add(Rank::cloud_key, "cloud_key", fmt::format("cloud key {}, made by the intruder", created),
                std::string(trace->event.get(Attribute::resource_name)), "",
                "delete it: the intruder made it to come back", {});
        key.id = created;
        prove_key(created, key);
      }
    }
    for (const model::CaseCloudAction& action : document_.cloud_actions) {
      if (!action.succeeded || !is_secret_read(action.operation) || action.resource.empty()) continue;
      CaseRotation& secret = add(Rank::cloud_secret, "secret", fmt::format("secret {}", action.resource), "", "",
                                 fmt::format("read by the intruder with {}", action.credential), {action.finding});
      secret.id = action.resource;
    }
  }

  /// A service's log may name who called and not with which key: then all of them are to be renewed.
  void add_accounts_without_key() {
    for (const model::CaseAccount& account : document_.accounts) {
      if (account.status != model::AccountStatus::used_by_intruder) continue;
      const bool named = std::ranges::any_of(
          items_, [&](const Item& item) { return person_of(item.rotation.account) == person_of(account.name); });
      if (named) continue;
      add(Rank::cloud_key, "token", fmt::format("tokens and keys of {}", account.name), account.name, "",
          "the intruder called as this account; the log does not tell with which of them", account.findings);
    }
  }

  void add_secrets() {
    for (const model::CaseSecret& secret : document_.secrets) {
      const auto device = std::ranges::find(document_.devices, secret.device, &model::CaseDevice::name);
      CaseRotation& item =
          add(Rank::on_device, secret.kind, fmt::format("{} on {}", secret.what, secret.device), secret.account,
              secret.device,
              secret.opened ? "opened by the intruder: everything in it is known"
                            : "within reach: the intruder had the device, and this was on it",
              secret.findings.empty() && device != document_.devices.end() ? device->findings : secret.findings);
      item.after = {isolate(secret.device)};
    }
  }

  /// The compromised device whose user this is, by the inventory.
  std::string device_of(std::string_view account) const {
    for (const model::CaseDevice* candidate : compromised_) {
      const model::Device* known = records_.scan->inventory.find(candidate->name);
      if (known != nullptr && person_of(known->user) == person_of(account)) return candidate->name;
    }
    return {};
  }

  void add_people() {
    for (const model::CaseAccount& account : document_.accounts) {
      if (account.status != model::AccountStatus::exposed) continue;
      const std::string device = device_of(account.name);
      for (const auto& [kind, what] : {std::pair{"session", "sessions of "}, std::pair{"password", "password of "}}) {
        if (has(kind, account.name)) continue;
        CaseRotation& item = add(Rank::of_person, kind, what + account.name, account.name, device,
                                 "typed and kept on a compromised device", account.findings);
        if (!device.empty()) item.after = {isolate(device)};
      }
    }
  }

  /// A server has no user in the inventory, and a supplier without a pack no list of what its agent holds: what was on the
  /// device is lost all the same.
  void add_devices() {
    for (const model::CaseDevice* device : compromised_) {
      const bool named =
          std::ranges::any_of(items_, [&](const Item& item) { return item.rotation.device == device->name; });
      if (named) continue;
      CaseRotation& item =
          add(Rank::on_device, "password", fmt::format("passwords, keys and secrets used on {}", device->name), "",
              device->name, "whoever ran programs there could read what was typed and kept there", device->findings);
      item.after = {isolate(device->name)};
    }
  }

  /// The supplier's log may show that it was renewed, and who still tries the old one.
  void prove(const intel::Credential& credential, CaseRotation& item) const {
    const Trace* renewed = nullptr;
    for (const Trace& trace : records_.seeds) {
      const model::Event& event = trace.event;
      const bool fits = is_one_of(credential.rotated_by, event.get(Attribute::api_operation)) ||
                        is_one_of(credential.rotated_by, event.get(Attribute::event_code));
      if (!fits || event.status == model::Status::failure || !changes(event, credential.rotated_field)) continue;
      if (!item.account.empty() && person_of(event.get(Attribute::resource_name)) != person_of(item.account)) continue;
      if (item.account.empty() && !item.device.empty() && trace.device != item.device) continue;
      if (document_.answer.earliest_time && trace.time < *document_.answer.earliest_time) continue;
      renewed = &trace;  // the latest
    }
    if (renewed == nullptr) return;
    item.state = RotationState::done;
    const std::string by = account_of(renewed->event);
    item.state_why = fmt::format("renewed at {}{}", base::to_rfc3339(renewed->time), by.empty() ? "" : " by " + by);
    const Trace* tried = nullptr;
    std::uint64_t times = 0;
    for (const Trace& trace : records_.seeds) {
      const bool old = is_one_of(credential.old_use, trace.event.get(Attribute::event_code)) ||
                       is_one_of(credential.old_use, trace.event.get(Attribute::api_operation));
      if (!old || trace.last < renewed->time) continue;
      if (!item.account.empty() && person_of(account_of(trace.event)) != person_of(item.account)) continue;
      tried = &trace;
      times += trace.records;
    }
    if (tried == nullptr) return;
    item.state = RotationState::verified;
    item.state_why += fmt::format(
        "; the old one fails: {} tries by {} from {} with {}, the last at {}. That integration still "
        "needs the new one",
        times, account_of(tried->event), tried->event.get(Attribute::src_ip), tried->event.get(Attribute::user_agent),
        base::to_rfc3339(tried->last));
  }

  static bool changes(const model::Event& event, const std::string& field) {
    if (field.empty()) return true;
    return std::ranges::any_of(event.fields(), [&](const model::Event::Field& candidate) {
      return candidate.attribute == Attribute::changed_field && event.text_of(candidate) == field;
    });
  }

  /// A cloud key is renewed when its id was deleted or switched off, and proven when it then fails.
  void prove_key(const std::string& id, CaseRotation& item) const {
    const Trace* removed = nullptr;
    for (const Trace& trace : records_.seeds) {
      const std::string_view operation = trace.event.get(Attribute::api_operation);
      const bool switched_off =
          operation == "UpdateAccessKey" && trace.event.get(Attribute::status_detail) == "Inactive";
      if (operation != "DeleteAccessKey" && !switched_off) continue;
      const bool names = std::ranges::any_of(trace.event.fields(), [&](const model::Event::Field& field) {
        return field.attribute == Attribute::resource_name && trace.event.text_of(field) == id;
      });
      if (names && trace.event.status != model::Status::failure) removed = &trace;
    }
    if (removed == nullptr) return;
    item.state = RotationState::done;
    item.state_why =
        fmt::format("{} at {}", removed->event.get(Attribute::api_operation), base::to_rfc3339(removed->time));
    std::optional<Instant> used, failed;
    for (const Trace& trace : records_.seeds) {
      if (trace.event.get(Attribute::actor_credential_uid) != id || trace.last < removed->time) continue;
      (trace.event.status == model::Status::failure ? failed : used) = trace.last;
    }
    if (used) {
      item.state_why += fmt::format("; but it was still used at {}", base::to_rfc3339(*used));
      item.state = RotationState::to_do;
    } else if (failed) {
      item.state = RotationState::verified;
      item.state_why += fmt::format("; it failed at {}", base::to_rfc3339(*failed));
    }
  }

  std::vector<CaseRotation> in_order() {
    std::ranges::stable_sort(items_, {}, &Item::rank);
    std::vector<CaseRotation> rotations;
    std::optional<std::uint32_t> cloud_key;
    for (Item& item : items_) {
      item.rotation.order = static_cast<std::uint32_t>(rotations.size() + 1);
      if (item.rank == Rank::cloud_key && !cloud_key) cloud_key = item.rotation.order;
      // A new secret is read as the old one was while the key that reads it lives.
      if (item.rank == Rank::cloud_secret && cloud_key)
        item.rotation.after.push_back(fmt::format("rotation {}", *cloud_key));
      std::erase(item.rotation.findings, std::string());
      rotations.push_back(std::move(item.rotation));
    }
    return rotations;
  }

  const model::CaseDocument& document_;
  const Judgement& judgement_;
  const Records& records_;
  std::vector<const model::CaseDevice*> compromised_;
  std::vector<Item> items_;
};

}  // namespace

std::vector<CaseRotation> rotation_of(const model::CaseDocument& document, const Judgement& judgement,
                                      const Records& records) {
  const bool something_counts =
      std::ranges::any_of(document.findings, [](const auto& finding) { return counts(finding); });
  if (!something_counts) return {};
  return Ledger(document, judgement, records).items();
}

}  // namespace clew::inquiry
