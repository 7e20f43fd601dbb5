#include "clew/inquiry/door.h"

#include "clew/base/text.h"
#include "clew/inquiry/findings.h"
#include "clew/inquiry/material.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::Event;
using model::CaseDoorReason;

constexpr std::int64_t session_hours_max = 24;

/// The operation by which the session began in which `act` was done, if the log has it.
bool entered_by(const Trace& act, const Records& records, std::span<const std::string> operations) {
  const std::string person = person_of(account_of(act.event));
  const std::string_view address = act.event.get(Attribute::src_ip);
  return std::ranges::any_of(records.seeds, [&](const Trace& trace) {
    const std::int64_t before = act.time.nanoseconds - trace.time.nanoseconds;
    return before >= 0 && before <= session_hours_max * 3600 * Instant::per_second &&
           trace.event.event_class == model::EventClass::authentication &&
           trace.event.status != model::Status::failure && trace.event.get(Attribute::src_ip) == address &&
           is_one_of(operations, trace.event.get(Attribute::event_code)) &&
           person_of(account_of(trace.event)) == person;
  });
}

/// The door that an act of an administrator came through, by the method that the supplier's log writes.
std::string door_of_act(const Trace& act, std::string_view method, const Records& records) {
  if (records.pack == nullptr) return "unknown";
  for (const intel::Door& door : records.pack->doors) {
    const bool fits = std::ranges::any_of(
        door.methods, [&](const std::string& name) { return base::equal_ignoring_case(name, method); });
    if (fits && (door.entered_by.empty() || entered_by(act, records, door.entered_by))) return door.kind;
  }
  return "unknown";
}

bool is_admin(const model::Event& event) {
  return base::find_ignoring_case(event.get(Attribute::actor_user_type), "admin") != std::string_view::npos;
}

/// What an administrator's account first did from a published place, where that tells a door: a supplier without an agent
/// has no orders, and its log shows the intruder at work all the same.
struct ListedAct {
  const Trace* act = nullptr;
  std::string door;
};
ListedAct first_listed_act(const Records& records) {
  std::set<std::string> administrators;
  for (const Trace& trace : records.seeds) {
    if (is_admin(trace.event)) administrators.insert(person_of(account_of(trace.event)));
  }
  for (const Trace& trace : records.seeds) {
    const std::string account = account_of(trace.event);
    const auto listed = records.listed_use_of.find(account);
    if (listed == records.listed_use_of.end() || trace.event.status == model::Status::failure ||
        !listed->second.addresses.contains(std::string(trace.event.get(Attribute::src_ip))) ||
        !administrators.contains(person_of(account)))
      continue;
    std::string door = door_of_act(trace, trace.event.get(Attribute::auth_method), records);
    if (door != "unknown") return {&trace, std::move(door)};
  }
  return {};
}

/// The first call with a key from a published place: whatever the supplier's part in it, the door was that key.
const Trace* first_listed_call(const Records& records, std::string_view account) {
  const auto listed = records.listed_use_of.find(account);
  if (listed == records.listed_use_of.end()) return nullptr;
  for (const Trace& trace : records.seeds) {
    const Event& event = trace.event;
    if (account_of(event) == account && event.has(Attribute::actor_credential_uid) && !is_sign_in_of_person(event) &&
        event.event_class != model::EventClass::authentication &&
        listed->second.addresses.contains(std::string(event.get(Attribute::src_ip))))
      return &trace;
  }
  return nullptr;
}

std::vector<std::string> strong_findings_of(std::span<const model::CaseFinding> findings, std::string_view account) {
  std::vector<std::string> ids;
  for (const model::CaseFinding& finding : findings) {
    if (is_strong(finding) && finding.indicator && finding.account == account) ids.push_back(finding.id);
  }
  return ids;
}

/// The rules whose findings say how an order came in.
constexpr auto door_rules = std::to_array<std::string_view>(
    {"agent-child-without-order", "order-from-unusual-place", "sign-in-before-order", "answer-deleted"});

std::vector<std::string> ids_of(std::span<const model::CaseFinding> findings, const std::string& chain) {
  std::vector<std::string> ids;
  for (const model::CaseFinding& finding : findings) {
    if (!chain.empty() && finding.chain == chain && counts(finding) &&
        std::ranges::find(door_rules, finding.rule) != door_rules.end())
      ids.push_back(finding.id);
  }
  return ids;
}

std::string why_of(const Case& of, const std::string& kind) {
  if (kind == "supplier_channel") {
    const Trace* launch = of.chain.root_launch();
    const std::string what =
        launch != nullptr
            ? fmt::format("started `{}`", base::shortened(launch->event.get(Attribute::process_cmd_line), 120))
        : of.chain.files.empty() ? std::string("acted")
                                 : fmt::format("wrote {}", of.chain.files.front()->event.get(Attribute::file_path));
    return fmt::format("on {} the supplier's agent {}; {}", of.chain.device, what, of.why_ordered);
  }
  if (of.order != nullptr && of.order->given != nullptr) {
    return fmt::format("{} was ordered by {} by {}{}{}",
                       of.chain.device.empty() ? "it" : "what ran on " + of.chain.device, of.order->account,
                       of.order->method.empty() ? "an unknown method" : of.order->method,
                       of.place.why.empty() ? "" : ": ", of.place.why);
  }
  return of.why_ordered;
}

}  // namespace

std::string door_of(const Case& of, const Records& records) {
  if (of.order != nullptr)
    return of.order->given == nullptr ? "unknown" : door_of_act(*of.order->given, of.order->method, records);
  const bool agents = of.chain.root == Chain::Root::agent_child || of.chain.root == Chain::Root::agent_file;
  return agents && of.ordered == Case::Ordered::no ? "supplier_channel" : "unknown";
}

void find_door(const Judgement& judgement, const Records& records, std::span<const model::CaseFinding> findings,
               std::span<const std::string> chain_of_case, model::CaseAnswer& answer) {
  answer.door_kind = "unknown";
  const auto first = std::ranges::find(findings, answer.earliest_finding, &model::CaseFinding::id);
  const bool an_account = first != findings.end() && first->grade == model::Grade::authenticated;
  answer.door_why = an_account ? "indicators alone show that an account was used, not how the intruder got into it"
                               : "indicators alone show contact, not how the intruder's order reached the device";
  if (!answer.earliest_finding.empty()) answer.door_findings = {answer.earliest_finding};
  bool told = false;
  std::map<std::string, std::size_t> devices_of_door;
  for (std::size_t i = 0; i < judgement.cases.size(); ++i) {
    const Case& of = judgement.cases[i];
    if (!of.counts) continue;
    const std::string kind = door_of(of, records);
    const std::string& chain = chain_of_case[i];
    std::vector<std::string> ids = ids_of(findings, chain);
    std::string why = why_of(of, kind);
    ++devices_of_door[kind];
    // The earliest case that tells a door is the way in; what came after may have come through it.
    if (!told && (kind != "unknown" || answer.door_reasons.empty())) {
      answer.door_kind = kind;
      answer.door_why = why;
      if (!ids.empty()) answer.door_findings = ids;
      told = kind != "unknown";
    }
    answer.door_reasons.push_back({kind, true, std::move(why), std::move(ids)});
  }
  if (const ListedAct listed = first_listed_act(records); !told && listed.act != nullptr) {
    const model::Event& event = listed.act->event;
    const std::string account = account_of(event);
    answer.door_kind = listed.door;
    answer.door_why = fmt::format("{} did {} by {} from {}, a published place", account, operation_of(event),
                                  event.get(Attribute::auth_method), event.get(Attribute::src_ip));
    answer.door_findings = strong_findings_of(findings, account);
    answer.door_reasons.push_back({answer.door_kind, true, answer.door_why, answer.door_findings});
    return;
  }
  if (!told && an_account && !first->account.empty()) {
    if (const Trace* call = first_listed_call(records, first->account)) {
      const model::Event& event = call->event;
      answer.door_kind = "admin_api_key";
      answer.door_why =
          fmt::format("{} did {} with the key {} from {}, a published place", first->account, operation_of(event),
                      base::shortened(event.get(Attribute::actor_credential_uid), 120), event.get(Attribute::src_ip));
      answer.door_findings = strong_findings_of(findings, first->account);
      answer.door_reasons.push_back({answer.door_kind, true, answer.door_why, answer.door_findings});
      return;
    }
  }
  if (!told) {
    if (answer.door_reasons.empty())
      answer.door_reasons.push_back({"unknown", true, answer.door_why, answer.door_findings});
    return;
  }
  // What speaks against the others.
  const bool ordered = answer.door_kind != "supplier_channel";
  for (const intel::Door& door : records.pack->doors) {
    if (door.kind == answer.door_kind || devices_of_door.contains(door.kind)) continue;
    std::string text;
    if (door.kind == "supplier_channel") {
      text = "the log of orders shows who ordered it on our side";
    } else if (!ordered) {
      text = "the log of orders shows no order for it by anybody of ours";
    } else {
      text = fmt::format("the order was not given {}",
                         door.methods.empty() ? std::string("that way") : "by " + door.methods.front());
      if (!door.entered_by.empty()) text += fmt::format(", or no {} goes before it", door.entered_by.front());
    }
    answer.door_reasons.push_back({door.kind, false, std::move(text), answer.door_findings});
  }
}

}  // namespace clew::inquiry
