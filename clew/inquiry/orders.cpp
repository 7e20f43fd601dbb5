#include "clew/inquiry/orders.h"

#include "clew/base/text.h"
#include "clew/inquiry/material.h"

#include <algorithm>
#include <set>
#include <utility>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::EventClass;

constexpr std::int64_t slack = order_slack_seconds * Instant::per_second;
/// An order is written and then given; a text that was changed longer ago is not part of giving it.
constexpr std::int64_t preparation_seconds_max = 24 * 3600;
/// An agent that is there works on an order at once; whatever else it starts may take as long.
constexpr std::int64_t answers_within = 3600LL * Instant::per_second;

std::string bare(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!base::is_space(c) && c != '"' && c != '\'' && c != '\\') result += c;
  }
  return result;
}

bool same_place(const Trace& a, const Trace& b) {
  return a.event.get(Attribute::src_ip) == b.event.get(Attribute::src_ip);
}

class Join {
 public:
  Join(std::span<const Trace> seeds, const intel::Pack& pack, const TracesOfDevices& read)
      : seeds_(seeds), pack_(pack), read_(read) {}

  Orders join() {
    sort_out();
    for (const Trace* given : given_) add_order(*given);
    for (const Trace* result : results_) add_result(*result);
    spread_texts();
    std::ranges::stable_sort(orders_.all, {}, [](const Order& order) { return order.begun(); });
    by_device();
    for (const Trace* child : children_) find_by_result(*child);
    for (const Trace* child : children_) find_by_order(*child);
    return std::move(orders_);
  }

 private:
  std::string id_of(const Trace& trace) const { return std::string(trace.event.get(pack_.orders.joined_by)); }

  void sort_out() {
    for (const Trace& trace : seeds_) {
      const std::string_view operation = operation_of(trace.event);
      if (is_one_of(pack_.orders.given, operation)) {
        given_.push_back(&trace);
      } else if (is_one_of(pack_.orders.prepared, operation)) {
        prepared_[id_of(trace)].push_back(&trace);
      } else if (is_one_of(pack_.orders.erased, operation)) {
        erased_[id_of(trace)].push_back(&trace);
      } else if (is_one_of(pack_.orders.result, operation)) {
        results_.push_back(&trace);
      } else if (is_agents_start(&pack_, trace.event)) {
        children_.push_back(&trace);
      }
    }
  }

  void add_order(const Trace& given) {
    // An export that repeats a line does not repeat the order.
    const std::string uid(given.event.get(Attribute::event_uid));
    if (!uid.empty() && !seen_.insert(uid).second) return;
    Order order;
    order.given = &given;
    order.id = id_of(given);
    order.device = given.device;
    order.account = account_of(given.event);
    order.method = given.event.get(Attribute::auth_method);
    for (const Trace* prepared : prepared_[order.id]) {
      const std::int64_t before = given.time.nanoseconds - prepared->time.nanoseconds;
      const bool near = before >= 0 && before <= preparation_seconds_max * Instant::per_second;
      if (!near || !same_place(*prepared, given) || account_of(prepared->event) != order.account) continue;
      if (order.prepared == nullptr) order.prepared = prepared;  // the earliest
    }
    for (const Trace* erased : erased_[order.id]) {
      if (order.erased == nullptr && given.time <= erased->time) order.erased = erased;
    }
    of_id_and_device_[{order.id, order.device}].push_back(orders_.all.size());
    orders_.all.push_back(std::move(order));
  }

  /// The order that an answer belongs to: same id and device, given when the answer says.
  void add_result(const Trace& result) {
    const std::string uid(result.event.get(Attribute::event_uid));
    if (!uid.empty() && !seen_.insert(uid).second) return;
    const std::string id = id_of(result);
    const std::optional<Instant>& request = result.asked;
    Order* best = nullptr;
    for (const std::size_t i : of_id_and_device_[{id, result.device}]) {
      Order& order = orders_.all[i];
      if (order.result != nullptr) continue;
      if (request && std::abs(order.given->time.nanoseconds - request->nanoseconds) > slack) continue;
      best = &order;
      break;
    }
    if (best == nullptr) {
      best = &orders_.all.emplace_back();
      best->id = id;
      best->device = result.device;
      best->account = account_of(result.event);
    }
    best->result = &result;
    best->text = result.event.get(Attribute::process_cmd_line);
  }

  /// What one device answered tells what the others were told, too.
  void spread_texts() {
    std::map<std::string, std::string> texts;
    for (const Order& order : orders_.all) {
      if (!order.text.empty()) texts.try_emplace(order.id, order.text);
    }
    for (Order& order : orders_.all) {
      if (!order.text.empty()) continue;
      const auto text = texts.find(order.id);
      // A text that was changed for this very order is not the one that others answered to.
      if (text != texts.end() && order.prepared == nullptr) order.text = text->second;
    }
  }

  void by_device() {
    for (std::size_t i = 0; i < orders_.all.size(); ++i) of_device_[orders_.all[i].device].push_back(i);
  }

  void find_by_result(const Trace& child) {
    const std::string_view command_line = child.event.get(Attribute::process_cmd_line);
    for (const std::size_t i : of_device_[child.device]) {
      Order& order = orders_.all[i];
      if (order.result == nullptr || !runs_command(command_line, order.text)) continue;
      const Instant from = order.result->asked.value_or(order.result->time);
      if (child.time.nanoseconds < from.nanoseconds - slack ||
          child.time.nanoseconds > order.result->time.nanoseconds + slack)
        continue;
      take(child, i);
      return;
    }
  }

  /// An answered order explains by its text; where the answer lost it, what ran before the answer.
  static bool is_over_for(const Trace& child, const Order& order) {
    return order.result != nullptr &&
           (!order.text.empty() || child.time.nanoseconds > order.result->time.nanoseconds + slack);
  }

  /// An order waits while its device is away. One that the agent did not work on though it was there is not what it ran later.
  [[nodiscard]] bool was_there_before(const Trace& child, const Order& order) const {
    const auto read = read_.find(child.device);
    if (read == read_.end()) return false;
    const std::int64_t answered_by = order.given->time.nanoseconds + answers_within;
    return std::ranges::any_of(read->second, [&](const Trace& trace) {
      return trace.time.nanoseconds > answered_by && trace.time.nanoseconds < child.time.nanoseconds - slack &&
             is_launch(trace.event) && is_agent(&pack_, trace.event.get(Attribute::parent_process_path));
    });
  }

  void find_by_order(const Trace& child) {
    if (orders_.of_child.contains(child.place)) return;
    const std::string_view command_line = child.event.get(Attribute::process_cmd_line);
    std::optional<std::size_t> best;
    for (const std::size_t i : of_device_[child.device]) {
      const Order& order = orders_.all[i];
      if (order.given == nullptr || is_over_for(child, order)) continue;
      // One order may start two programs, but not one today and another tomorrow.
      if (const auto first = first_child_.find(i);
          first != first_child_.end() && child.time.nanoseconds - first->second.nanoseconds > slack)
        continue;
      const std::int64_t waited = child.time.nanoseconds - order.given->time.nanoseconds;
      if (waited < -slack || waited > pack_.orders.queue_seconds_max * Instant::per_second) continue;
      if (order.text.empty() ? was_there_before(child, order) : !runs_command(command_line, order.text)) continue;
      best = i;  // the latest one before it
    }
    if (best) take(child, *best);
  }

  void take(const Trace& child, std::size_t order) {
    orders_.of_child[child.place] = order;
    first_child_.try_emplace(order, child.time);
    ++orders_.all[order].children;
  }

  std::span<const Trace> seeds_;
  const intel::Pack& pack_;
  const TracesOfDevices& read_;
  Orders orders_;
  std::vector<const Trace*> given_, results_, children_;
  std::map<std::string, std::vector<const Trace*>> prepared_, erased_;
  std::map<std::string, std::vector<std::size_t>> of_device_;
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> of_id_and_device_;
  std::map<std::size_t, Instant> first_child_;
  std::set<std::string> seen_;
};

}  // namespace

Instant Order::begun() const {
  if (prepared != nullptr) return prepared->time;
  if (given != nullptr) return given->time;
  if (result == nullptr) return {};
  return result->asked.value_or(result->time);
}

bool runs_command(std::string_view command_line, std::string_view command) {
  const std::string wanted = bare(command);
  return !wanted.empty() && bare(command_line).find(wanted) != std::string::npos;
}

Orders join_orders(std::span<const Trace> seeds, const intel::Pack* pack, const TracesOfDevices& read) {
  if (pack == nullptr || !pack->orders.known()) return {};
  return Join(seeds, *pack, read).join();
}

}  // namespace clew::inquiry
