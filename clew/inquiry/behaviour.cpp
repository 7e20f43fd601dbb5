#include "clew/inquiry/behaviour.h"

#include "clew/base/text.h"
#include "clew/inquiry/behaviours/rules.h"
#include "clew/inquiry/material.h"
#include "clew/model/address.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::EventClass;

constexpr std::array rules = std::to_array<BehaviourRule>({
    {"agent-child-without-order", "execution", "T1072", behaviours::agent_child_without_order},
    {"order-from-unusual-place", "initial-access", "T1078", behaviours::order_from_unusual_place},
    {"sign-in-before-order", "initial-access", "T1078.004", behaviours::sign_in_before_order},
    {"answer-deleted", "defense-evasion", "T1070", behaviours::answer_deleted},
    {"runs-what-it-fetched", "execution", "T1059", behaviours::runs_what_it_fetched},
    {"new-persistence", "persistence", "T1543", behaviours::new_persistence},
    {"credential-store-opened", "credential-access", "T1555", behaviours::credential_store_opened},
    {"traces-removed", "defense-evasion", "T1070.004", behaviours::traces_removed},
    {"beacon-to-rare-destination", "command-and-control", "T1071", behaviours::beacon_to_rare_destination},
    {"data-sent-out", "exfiltration", "T1041", behaviours::data_sent_out},
    {"shared-trait", "lateral-movement", "T1072", behaviours::shared_trait},
});

/// Whether a silence of the order log says that there was no order.
struct OrderLog {
  bool speaks = false;
  std::string why;
};

constexpr std::int64_t reach_back_hours = 24;
/// Whoever had a destination so long before has it for another reason.
constexpr std::int64_t rare_since = 3600 * Instant::per_second;

OrderLog order_log_at(const Records& records, Instant time) {
  if (records.pack == nullptr || !records.pack->orders.known())
    return {false, "no pack says how orders of the supplier look"};
  const auto first = hunt::first_shown(*records.scan, model::Sight::order);
  if (!first) return {false, "there is no log of orders among the evidence"};
  if (time.nanoseconds - first->nanoseconds < reach_back_hours * 3600 * Instant::per_second)
    return {false, fmt::format("the log of orders begins only at {}", base::to_rfc3339(*first))};
  return {true, fmt::format("no order of ours explains it, in a log that goes back to {}", base::to_date(*first))};
}

/// The log of orders may have a hole just there.
bool has_hole_at(const Records& records, Instant time) {
  constexpr std::int64_t hour = 3600 * Instant::per_second;
  return std::ranges::any_of(records.order_gaps, [&](const model::CaseGap& gap) {
    return gap.from && gap.to && gap.from->nanoseconds - hour <= time.nanoseconds &&
           time.nanoseconds - 2 * hour <= gap.to->nanoseconds;
  });
}

void find_order(const Records& records, Case& of) {
  // Details are copies of what the first pass kept: a record at the same place is the same child.
  const Trace* root = of.chain.root_launch();
  const auto child = root == nullptr ? records.orders.of_child.end() : records.orders.of_child.find(root->place);
  if (child != records.orders.of_child.end()) {
    of.order = &records.orders.all[child->second];
    of.ordered = Case::Ordered::yes;
    of.why_ordered = of.order->given != nullptr ? fmt::format("ordered by {} at {}", of.order->account,
                                                              base::to_rfc3339(of.order->given->time))
                                                : "an answer to an order has its text";
    return;
  }
  const bool hole = has_hole_at(records, of.chain.from);
  const OrderLog log = order_log_at(records, of.chain.from);
  of.ordered = log.speaks && !hole ? Case::Ordered::no : Case::Ordered::cannot_tell;
  of.why_ordered = hole && log.speaks ? "the log of orders has a hole there" : log.why;
}

void judge_place(const Records& records, Case& of) {
  if (of.order == nullptr || of.order->given == nullptr || !records.habits) return;
  of.place = records.habits->judge(of.order->account, of.order->given->event);
}

void look_at(const Records& records, Case& of) {
  of.marks.clear();
  for (const BehaviourRule& rule : rules) {
    const std::size_t before = of.marks.size();
    rule.look({of, records}, of.marks);
    for (std::size_t i = before; i < of.marks.size(); ++i) {
      Mark& mark = of.marks[i];
      mark.rule = rule.name;
      mark.tactic = rule.tactic;
      if (mark.technique.empty()) mark.technique = rule.technique;
    }
  }
  std::ranges::stable_sort(of.marks, {}, &Mark::time);
}

/// An indicator speaks for a chain that began at most a day before it was seen, not for one of the week before.
bool follows_soon(const Chain& chain, Instant indicator) {
  constexpr std::int64_t hour = 3600 * Instant::per_second;
  return chain.from.nanoseconds - hour <= indicator.nanoseconds &&
         indicator.nanoseconds <= chain.from.nanoseconds + 24 * hour;
}

/// What no installer does: of the other rules' marks alone no chain counts.
constexpr auto telling_rules =
    std::to_array<std::string_view>({"agent-child-without-order", "order-from-unusual-place", "credential-store-opened",
                                     "data-sent-out", "shared-trait"});

void weigh(const Records& records, Case& of) {
  std::map<std::string_view, int> by_rule;
  for (const Mark& mark : of.marks) {
    if (mark.explained.empty()) by_rule[mark.rule] += mark.weight;
  }
  of.weight = 0;
  for (const auto& [rule, weight] : by_rule) of.weight += weight;
  int enough = enough_without_order;
  if (of.chain.root == Chain::Root::program) {
    enough = enough_for_program;
  } else if (of.ordered_as_usual()) {
    enough = enough_when_ordered;
  }
  const auto indicator = records.indicators_on.find(of.chain.device);
  const bool indicator_counts = indicator != records.indicators_on.end() && follows_soon(of.chain, indicator->second);
  if (indicator_counts) enough -= worth_of_indicator;
  const bool shares = by_rule.contains("shared-trait") && by_rule.at("shared-trait") >= enough_without_order;
  const std::size_t kinds = by_rule.size() + (indicator_counts ? 1 : 0);
  const bool telling = indicator_counts || std::ranges::any_of(telling_rules, [&](std::string_view rule) {
                         const auto found = by_rule.find(rule);
                         return found != by_rule.end() && found->second > 0;
                       });
  of.counts = shares || (of.weight >= enough && kinds >= 2 && telling);
  std::string names;
  for (const auto& [rule, weight] : by_rule) names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", rule, weight);
  of.why = fmt::format("{} of {} needed: {}{}", of.weight, enough, names.empty() ? "nothing" : names,
                       indicator_counts ? "; a published indicator counts on the device" : "");
}

Case case_of_order(const Order& order) {
  Case of;
  of.chain.root = Chain::Root::order;
  of.chain.device = order.device;
  of.chain.from = order.begun();
  of.chain.to = order.erased != nullptr ? order.erased->time : order.given->time;
  of.order = &order;
  of.ordered = Case::Ordered::yes;
  return of;
}

/// Chains of devices that were read, and orders whose effect nobody recorded.
std::vector<Case> cases_of(const Records& records) {
  std::vector<Case> cases;
  std::set<const Order*> with_chain;
  for (const auto& [device, traces] : records.of_device) {
    for (Chain& chain : link_chains(traces, records.pack)) {
      Case of;
      of.chain = std::move(chain);
      find_order(records, of);
      judge_place(records, of);
      if (of.order != nullptr) {
        with_chain.insert(of.order);
        of.chain.from = std::min(of.chain.from, of.order->begun());
      }
      cases.push_back(std::move(of));
    }
  }
  for (const Order& order : records.orders.all) {
    if (order.given == nullptr || with_chain.contains(&order)) continue;
    Case of = case_of_order(order);
    judge_place(records, of);
    if (of.place.degree == Strangeness::Degree::usual && order.erased == nullptr) continue;
    cases.push_back(std::move(of));
  }
  return cases;
}

/// Of the cases on a device the one that a later event there belongs to: what nobody usual ordered before what was
/// ordered, and the latest that had begun. Clocks of a sensor and of a device may differ a little.
Case* owner_of(std::vector<Case>& cases, const std::string& device, Instant time) {
  constexpr std::int64_t margin = 60 * Instant::per_second;
  const auto rank = [](const Case& of) { return std::pair(!of.ordered_as_usual(), of.chain.from); };
  Case* best = nullptr;
  for (Case& of : cases) {
    if (of.chain.device != device || time.nanoseconds < of.chain.from.nanoseconds - margin) continue;
    if (best == nullptr || rank(*best) < rank(of)) best = &of;
  }
  return best;
}

void share_out_contacts(const Records& records, std::vector<Case>& cases) {
  for (const auto& [device, contacts] : records.contacts) {
    for (const Contact& contact : contacts) {
      Case* owner = owner_of(cases, device, contact.first);
      if (owner != nullptr && is_rare(contact, records, Instant{contact.first.nanoseconds - rare_since, 0}))
        owner->contacts.push_back(&contact);
    }
  }
}

bool holds(const Chain& chain, const model::Place& place) {
  const auto is_there = [&](const Trace* trace) { return trace->place == place; };
  return std::ranges::any_of(chain.launches, is_there) || std::ranges::any_of(chain.files, is_there);
}

/// A trait belongs to the chain that holds its record, else to whatever was going on there; a device that shows one
/// without anything going on has a case of its own.
void share_out_traits(const Records& records, std::vector<Case>& cases) {
  for (const SharedTrait& shared : records.shared) {
    const std::string& device = shared.trace.device;
    if (device == shared.from_device) continue;
    auto owner = std::ranges::find_if(
        cases, [&](const Case& of) { return of.chain.device == device && holds(of.chain, shared.trace.place); });
    Case* chosen = owner != cases.end() ? &*owner : owner_of(cases, device, shared.trace.time);
    if (chosen == nullptr) {
      chosen = &cases.emplace_back();
      chosen->chain.root = Chain::Root::program;
      chosen->chain.device = device;
      chosen->chain.from = chosen->chain.to = shared.trace.time;
      chosen->why_ordered = "what began it was not seen";
    }
    chosen->shared.push_back(&shared);
  }
}

}  // namespace

std::span<const BehaviourRule> behaviour_rules() { return rules; }

Judgement judge_behaviours(const Records& records) {
  Judgement judgement;
  judgement.cases = cases_of(records);
  share_out_traits(records, judgement.cases);
  share_out_contacts(records, judgement.cases);
  for (Case& of : judgement.cases) {
    look_at(records, of);
    weigh(records, of);
  }
  std::erase_if(judgement.cases, [](const Case& of) { return of.marks.empty(); });
  std::ranges::stable_sort(judgement.cases, {}, [](const Case& of) { return of.chain.from; });
  judgement.cloud = behaviours::cloud_keys_from_new_places(records, judgement.cases);
  std::ranges::move(behaviours::sessions_used_elsewhere(records), std::back_inserter(judgement.cloud));
  std::ranges::stable_sort(judgement.cloud, {}, &Mark::time);
  return judgement;
}

std::vector<Contact> contacts_of(std::span<const Trace> traces) {
  // An address is called by the name that this device last looked it up by.
  std::map<std::string, std::string, std::less<>> name_of;
  std::map<std::string, Contact> contacts;
  for (const Trace& trace : traces) {
    const model::Event& event = trace.event;
    std::string name;
    if (event.event_class == EventClass::dns_activity) {
      name = base::lowered(event.get(Attribute::query_hostname));
      for (const model::Event::Field& field : event.fields()) {
        if (field.attribute == Attribute::answer) name_of[std::string(event.text_of(field))] = name;
      }
      continue;  // a look-up is not yet a contact
    }
    if (!is_flow(event)) continue;
    for (const auto attribute : {Attribute::tls_sni, Attribute::http_host, Attribute::dst_hostname}) {
      if (name.empty()) name = base::lowered(event.get(attribute));
    }
    const std::string_view ip = event.get(Attribute::dst_ip);
    if (!name.empty() && !ip.empty()) name_of[std::string(ip)] = name;
    if (name.empty()) {
      const auto known = name_of.find(ip);
      name = known != name_of.end() ? known->second : std::string(ip);
    }
    if (name.empty()) continue;
    if (const auto address = model::Address::parse(name); address && model::is_private(*address)) continue;
    auto [found, fresh] = contacts.try_emplace(name);
    Contact& contact = found->second;
    if (fresh) {
      contact.name = name;
      contact.first = trace.time;
      contact.last = trace.last;
    }
    contact.first = std::min(contact.first, trace.time);
    contact.last = std::max(contact.last, trace.last);
    contact.times += trace.records;
    contact.records.push_back(&trace);
  }
  std::vector<Contact> result;
  for (auto& [name, contact] : contacts) result.push_back(std::move(contact));
  return result;
}

bool follows_from(const Contact& contact, const Chain& chain) {
  constexpr std::int64_t before = 5 * 60 * Instant::per_second, after = 60 * Instant::per_second;
  const auto just_before = [&](const Trace* trace) {
    const std::int64_t later = contact.first.nanoseconds - trace->time.nanoseconds;
    return -after <= later && later <= before;
  };
  return std::ranges::any_of(chain.launches, just_before) || std::ranges::any_of(chain.files, just_before);
}

bool is_rare(const Contact& contact, const Records& records, Instant since) {
  constexpr std::size_t few = 3;
  if (!contact.devices) return false;  // nobody asked yet
  if (*contact.devices > std::max(few, records.devices_seen / 100)) return false;
  return !contact.first_anywhere || since <= *contact.first_anywhere;
}

}  // namespace clew::inquiry
