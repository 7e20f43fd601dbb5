#include "clew/inquiry/door.h"

#include "clew/base/text.h"
#include "clew/inquiry/findings.h"
#include "clew/inquiry/material.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::CaseDoorReason;

constexpr std::int64_t session_hours_max = 24;

/// The operation by which the session began that gave the order, if the log has it.
bool entered_by(const Order& order, const Records& records, std::span<const std::string> operations) {
  const std::string person = person_of(order.account);
  const std::string_view address = order.given->event.get(Attribute::src_ip);
  return std::ranges::any_of(records.seeds, [&](const Trace& trace) {
    const std::int64_t before = order.given->time.nanoseconds - trace.time.nanoseconds;
    return before >= 0 && before <= session_hours_max * 3600 * Instant::per_second &&
           trace.event.event_class == model::EventClass::authentication &&
           trace.event.status != model::Status::failure && trace.event.get(Attribute::src_ip) == address &&
           is_one_of(operations, trace.event.get(Attribute::event_code)) &&
           person_of(account_of(trace.event)) == person;
  });
}

std::string door_of_order(const Order& order, const Records& records) {
  if (records.pack == nullptr || order.given == nullptr) return "unknown";
  for (const intel::Door& door : records.pack->doors) {
    const bool method = std::ranges::any_of(
        door.methods, [&](const std::string& name) { return base::equal_ignoring_case(name, order.method); });
    if (!method) continue;
    if (door.entered_by.empty() || entered_by(order, records, door.entered_by)) return door.kind;
  }
  return "unknown";
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
  if (of.order != nullptr) return door_of_order(*of.order, records);
  const bool agents = of.chain.root == Chain::Root::agent_child || of.chain.root == Chain::Root::agent_file;
  return agents && of.ordered == Case::Ordered::no ? "supplier_channel" : "unknown";
}

void find_door(const Judgement& judgement, const Records& records, std::span<const model::CaseFinding> findings,
               std::span<const std::string> chain_of_case, model::CaseAnswer& answer) {
  answer.door_kind = "unknown";
  answer.door_why = "indicators alone show contact, not how the intruder's order reached the device";
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
