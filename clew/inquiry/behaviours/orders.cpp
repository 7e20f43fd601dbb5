#include "clew/base/text.h"
#include "clew/inquiry/behaviours/rules.h"
#include "clew/inquiry/material.h"
#include "clew/inquiry/programs.h"

#include <algorithm>

#include <fmt/core.h>

namespace clew::inquiry::behaviours {
namespace {

using base::Instant;
using model::Attribute;
using model::Grade;

constexpr std::size_t command_shown_max = 160;

std::string command_of(const Trace& launch) {
  const std::string_view command_line = launch.event.get(Attribute::process_cmd_line);
  return base::shortened(command_line.empty() ? launch.event.get(Attribute::process_path) : command_line,
                         command_shown_max);
}

/// Where the order was worked on from this very place: preparing it, giving it.
std::vector<const Trace*> acts_of(const Order& order) {
  std::vector<const Trace*> acts;
  if (order.prepared != nullptr) acts.push_back(order.prepared);
  if (order.given != nullptr) acts.push_back(order.given);
  return acts;
}

bool is_routine(const Order& order, const Records& records) {
  return order.prepared == nullptr && std::ranges::any_of(records.orders.all, [&](const Order& other) {
           return other.given != nullptr && other.id == order.id && other.begun() < order.begun() &&
                  other.given->event.get(Attribute::src_ip) != order.given->event.get(Attribute::src_ip);
         });
}

}  // namespace

void agent_child_without_order(const Look& look, std::vector<Mark>& marks) {
  const Case& of = look.of;
  const Trace* launch = of.chain.root_launch();
  if (of.chain.root == Chain::Root::order || of.chain.root == Chain::Root::program) return;
  if (of.ordered != Case::Ordered::no) return;
  // What the agent itself left on the disk for its child to run belongs to the same act, and comes first.
  std::vector<const Trace*> proof;
  for (const Trace* file : of.chain.files) {
    if (is_agent(look.records.pack, file->event.get(Attribute::actor_process_path)) && is_write(file->event))
      proof.push_back(file);
  }
  if (launch == nullptr) {
    if (!proof.empty()) {
      marks.push_back(mark(1, Grade::executed, proof,
                           fmt::format("the supplier's agent wrote {}, and no order of ours explains it",
                                       proof.front()->event.get(Attribute::file_path))));
    }
    return;
  }
  const bool left_script = !proof.empty();
  // An agent also starts its own helpers and updates, every day; what is unsigned among them is none of these.
  const bool own_helper = is_part_of_agent(look.records.pack, launch->event.get(Attribute::process_path)) &&
                          launch->event.get(Attribute::process_signature) != "unsigned";
  proof.push_back(launch);
  std::ranges::stable_sort(proof, {}, [](const Trace* trace) { return trace->time; });
  marks.push_back(mark(
      own_helper    ? 1
      : left_script ? 4
                    : 3,
      Grade::executed, proof,
      fmt::format(
          "the supplier's agent{} started `{}`{}; {}",
          launch->parent_by_id ? fmt::format(" (process {})", launch->event.get(Attribute::parent_process_pid)) : "",
          command_of(*launch), left_script ? ", which it had left there itself" : "", of.why_ordered)));
}

void order_from_unusual_place(const Look& look, std::vector<Mark>& marks) {
  const Case& of = look.of;
  if (of.order == nullptr || of.order->given == nullptr) return;
  using Degree = Strangeness::Degree;
  if (of.place.degree == Degree::usual) return;
  const Order& order = *of.order;
  int weight = of.place.degree == Degree::strong ? 4 : of.place.degree == Degree::weak ? 1 : 0;
  // A command that was given before, from usual places, and not changed for this, does what it always did.
  if (is_routine(order, look.records)) weight /= 2;
  Mark result = mark(weight, Grade::authenticated, acts_of(order),
                     fmt::format("{} ordered \"{}\" on {} by {}: {}", order.account,
                                 base::shortened(order.given->event.get(Attribute::resource_name), 80),
                                 order.device.empty() ? "a device" : order.device,
                                 order.method.empty() ? "an unknown method" : order.method, of.place.why));
  result.device = order.device;
  result.account = order.account;
  if (of.place.degree == Degree::explained) {
    result.explained = of.place.why;
    result.device.clear();  // it says something of the account, nothing of the device
  }
  marks.push_back(std::move(result));
}

void sign_in_before_order(const Look& look, std::vector<Mark>& marks) {
  constexpr std::int64_t hours_max = 24;
  const Case& of = look.of;
  if (of.order == nullptr || of.order->given == nullptr || of.place.degree != Strangeness::Degree::strong) return;
  const Trace& given = *of.order->given;
  const std::string person = person_of(of.order->account);
  const Origin origin = origin_of(given.event);
  std::vector<const Trace*> proof;
  for (const Trace& trace : look.records.seeds) {
    if (given.time < trace.time) break;
    const bool near = given.time.nanoseconds - trace.time.nanoseconds <= hours_max * 3600 * Instant::per_second;
    if (!near || trace.event.event_class != model::EventClass::authentication ||
        trace.event.status == model::Status::failure || person_of(account_of(trace.event)) != person)
      continue;
    const Origin there = origin_of(trace.event);
    if (there.address == origin.address && there.client == origin.client) proof.push_back(&trace);
  }
  if (proof.empty()) return;
  const bool without_mfa =
      std::ranges::any_of(proof, [](const Trace* trace) { return trace->event.get(Attribute::is_mfa) == "false"; });
  Mark result = mark(1, Grade::authenticated, proof,
                     fmt::format("{} had signed in from the same place ({}){}", of.order->account, origin.address,
                                 without_mfa ? ", without a second factor" : ""));
  result.device.clear();
  result.account = of.order->account;
  marks.push_back(std::move(result));
}

void answer_deleted(const Look& look, std::vector<Mark>& marks) {
  const Case& of = look.of;
  if (of.order == nullptr || of.order->erased == nullptr) return;
  const Order& order = *of.order;
  Mark result = mark(1, Grade::authenticated, {order.erased},
                     fmt::format("{} deleted the answers to \"{}\"", account_of(order.erased->event),
                                 base::shortened(order.erased->event.get(Attribute::resource_name), 80)));
  result.device = order.device;
  result.account = account_of(order.erased->event);
  using Degree = Strangeness::Degree;
  if (!order.text.empty() && (of.place.degree == Degree::usual || of.place.degree == Degree::explained)) {
    result.explained = "the order stands in the log, and other devices' answers to it show what it does";
    result.device.clear();
  }
  marks.push_back(std::move(result));
}

}  // namespace clew::inquiry::behaviours
