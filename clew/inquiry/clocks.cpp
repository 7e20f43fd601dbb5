#include "clew/inquiry/clocks.h"

#include "clew/inquiry/orders.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::EventClass;

/// An offset, in nanoseconds, lies between the two.
struct Bound {
  std::int64_t low = 0, high = 0;
};

struct Agreement {
  std::int64_t low = 0, high = 0;
  std::uint64_t pairs = 0;
};

/// The stretch that most bounds have in common.
Agreement agree(const std::vector<Bound>& bounds) {
  std::vector<std::pair<std::int64_t, int>> edges;
  for (const Bound& bound : bounds) {
    edges.emplace_back(bound.low, -1);  // begins sort before ends of the same value
    edges.emplace_back(bound.high, 1);
  }
  std::ranges::sort(edges);
  Agreement best;
  std::uint64_t open = 0;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (edges[i].second > 0) {
      --open;
      continue;
    }
    ++open;
    if (open > best.pairs) best = {edges[i].first, edges[i + 1].first, open};
  }
  return best;
}

std::uint64_t allowing(const std::vector<Bound>& bounds, std::int64_t offset) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(bounds, [&](const Bound& bound) { return bound.low <= offset && offset <= bound.high; }));
}

/// A device that answers more often than this in a day is asked by a machine; the nearest suffice.
constexpr std::size_t answers_for_a_start_max = 1000;

constexpr std::int64_t margin = 5 * Instant::per_second;
constexpr std::int64_t farthest = clock_offset_seconds_max * Instant::per_second;
/// An order that does not have to wait is carried out within this.
constexpr std::int64_t usual_delay = 90 * Instant::per_second;
constexpr std::int64_t waited_max = 15 * 60 * Instant::per_second;

using ByDevice = std::map<std::string, std::vector<const Trace*>>;  // in order of time
using BySource = std::map<std::string, std::vector<Bound>>;

/// The records of a list from `time - farthest` on; few enough not to make it quadratic.
std::span<const Trace* const> near(const std::vector<const Trace*>& traces, Instant time) {
  const Instant from{time.nanoseconds - farthest, 0};
  const auto first = std::ranges::lower_bound(traces, from, {}, [](const Trace* trace) { return trace->time; });
  const auto left = static_cast<std::size_t>(traces.end() - first);
  return {first, std::min(left, answers_for_a_start_max)};
}

/// Records that tell clocks apart, by device.
struct Shared {
  ByDevice starts, answers, orders;

  Shared(std::span<const Trace> seeds, const intel::Pack& pack) {
    for (const Trace& trace : seeds) {
      const std::string_view operation = operation_of(trace.event);
      if (is_one_of(pack.orders.result, operation)) {
        answers[trace.device].push_back(&trace);
      } else if (is_one_of(pack.orders.given, operation)) {
        orders[trace.device].push_back(&trace);
      } else if (is_agents_start(&pack, trace.event)) {
        starts[trace.device].push_back(&trace);
      }
    }
  }
};

const std::vector<const Trace*>& of_device(const ByDevice& all, const std::string& device) {
  static const std::vector<const Trace*> none;
  const auto found = all.find(device);
  return found == all.end() ? none : found->second;
}

/// What was started for an order ran between the order and the answer.
BySource starts_against_answers(const Shared& shared) {
  BySource bounds;
  for (const auto& [device, starts] : shared.starts) {
    for (const Trace* start : starts) {
      for (const Trace* answer : near(of_device(shared.answers, device), start->time)) {
        // An order that waited for its device allows nearly any offset: it tells nothing.
        if (!answer->asked || answer->time.nanoseconds - answer->asked->nanoseconds > waited_max) continue;
        const Bound bound{start->time.nanoseconds - answer->time.nanoseconds - margin,
                          start->time.nanoseconds - answer->asked->nanoseconds + margin};
        if (bound.low > farthest || bound.high < -farthest) continue;
        if (runs_command(start->event.get(Attribute::process_cmd_line), answer->event.get(Attribute::process_cmd_line)))
          bounds[start->source].push_back(bound);
      }
    }
  }
  return bounds;
}

/// Without answers: most orders are carried out at once.
BySource starts_against_orders(const Shared& shared) {
  BySource bounds;
  for (const auto& [device, starts] : shared.starts) {
    for (const Trace* start : starts) {
      for (const Trace* order : near(of_device(shared.orders, device), start->time)) {
        const std::int64_t later = start->time.nanoseconds - order->time.nanoseconds;
        if (later < -farthest) break;
        if (later <= farthest) bounds[start->source].push_back({later - usual_delay, later + margin});
      }
    }
  }
  return bounds;
}

/// An answer says when its order was given.
BySource orders_against_answers(const Shared& shared, const intel::Pack& pack) {
  BySource bounds;
  for (const auto& [device, orders] : shared.orders) {
    std::map<std::string_view, std::vector<const Trace*>> answers;  // of an order's id
    for (const Trace* answer : of_device(shared.answers, device)) {
      if (answer->asked) answers[answer->event.get(pack.orders.joined_by)].push_back(answer);
    }
    for (const Trace* order : orders) {
      for (const Trace* answer : answers[order->event.get(pack.orders.joined_by)]) {
        const std::int64_t later = order->time.nanoseconds - answer->asked->nanoseconds;
        if (std::abs(later) <= farthest) bounds[order->source].push_back({later - margin, later + margin});
      }
    }
  }
  return bounds;
}

model::CaseClock clock_of(const std::string& source, std::string against, const std::vector<Bound>& bounds,
                          std::string_view what) {
  model::CaseClock clock;
  const Agreement agreement = agree(bounds);
  clock.source = source;
  clock.against = std::move(against);
  clock.pairs = agreement.pairs;
  if (agreement.pairs < clock_pairs_min) return clock;
  // Where the clock can be right, it is: only a clear majority against it moves times.
  const std::uint64_t at_zero = allowing(bounds, 0);
  const bool off = at_zero * 2 < agreement.pairs && (agreement.low > 0) == (agreement.high > 0);
  const double middle = static_cast<double>(agreement.low + agreement.high) / 2 / Instant::per_second;
  clock.error_seconds = static_cast<double>(agreement.high - agreement.low) / 2 / Instant::per_second;
  clock.offset_seconds = off ? std::round(middle) : 0;
  clock.applied = std::abs(clock.offset_seconds) >= clock_offset_seconds_min;
  clock.how = fmt::format("{} {} agree with this offset, {} with none", agreement.pairs, what, at_zero);
  return clock;
}

std::vector<model::CaseClock> clocks_of(const BySource& bounds, const std::string& against, std::string_view what) {
  std::vector<model::CaseClock> clocks;
  for (const auto& [source, of_source] : bounds) {
    model::CaseClock clock = clock_of(source, against, of_source, what);
    if (clock.pairs >= clock_pairs_min) clocks.push_back(std::move(clock));
  }
  return clocks;
}

/// A name is looked up and then connected to; between them lies next to nothing, unless the answer was kept.
constexpr std::int64_t lookup_to_connection = 5 * Instant::per_second;
constexpr std::int64_t connection_before_lookup = Instant::per_second / 2;
/// Pairs of one address on one device; a beacon has thousands.
constexpr std::size_t pairs_of_address_max = 4096;

using SourcePair = std::pair<std::string, std::string>;  // of look-ups, of connections

std::map<SourcePair, std::vector<Bound>> lookups_against_connections(const TracesOfDevices& devices) {
  std::map<SourcePair, std::vector<Bound>> bounds;
  for (const auto& [device, traces] : devices) {
    struct OfAddress {
      std::vector<const Trace*> lookups, connections;
    };
    std::map<std::string, OfAddress, std::less<>> addresses;
    for (const Trace& trace : traces) {
      if (trace.event.event_class == EventClass::dns_activity) {
        for (const model::Event::Field& field : trace.event.fields()) {
          if (field.attribute == Attribute::answer)
            addresses[std::string(trace.event.text_of(field))].lookups.push_back(&trace);
        }
      } else if (is_flow(trace.event)) {
        addresses[std::string(trace.event.get(Attribute::dst_ip))].connections.push_back(&trace);
      }
    }
    for (const auto& [address, of_address] : addresses) {
      std::size_t pairs = 0;
      for (const Trace* lookup : of_address.lookups) {
        for (const Trace* connection : of_address.connections) {
          const std::int64_t later = lookup->time.nanoseconds - connection->time.nanoseconds;
          if (std::abs(later) > farthest || ++pairs > pairs_of_address_max) continue;
          bounds[{lookup->source, connection->source}].push_back(
              {later - connection_before_lookup, later + lookup_to_connection});
        }
      }
    }
  }
  return bounds;
}

/// When starts and orders contradict the answers alike, the answers are wrong.
bool answers_are_off(const std::vector<model::CaseClock>& starts, const std::vector<model::CaseClock>& orders) {
  if (starts.empty() || orders.empty() || !orders.front().applied) return false;
  return std::ranges::all_of(starts, [&](const model::CaseClock& clock) {
    return clock.applied && std::abs(clock.offset_seconds - orders.front().offset_seconds) <
                                std::max(clock_offset_seconds_min, clock.error_seconds + orders.front().error_seconds);
  });
}

}  // namespace

std::vector<model::CaseClock> measure_clocks(std::span<const Trace> seeds, const intel::Pack* pack) {
  if (pack == nullptr || !pack->orders.known()) return {};
  const Shared shared(seeds, *pack);
  constexpr std::string_view starts_what = "starts of ordered programs";
  constexpr std::string_view orders_what = "orders and their answers";
  std::vector<model::CaseClock> starts =
      clocks_of(starts_against_answers(shared), "the answers to orders", starts_what);
  std::vector<model::CaseClock> orders =
      clocks_of(orders_against_answers(shared, *pack), "the answers to orders", orders_what);
  if (starts.empty()) starts = clocks_of(starts_against_orders(shared), "the log of orders", starts_what);
  if (!answers_are_off(starts, orders)) {
    std::vector<model::CaseClock> clocks = std::move(starts);
    clocks.insert(clocks.end(), orders.begin(), orders.end());
    return clocks;
  }
  model::CaseClock answers = orders.front();
  answers.against = fmt::format("{} and {}", orders.front().source, starts.front().source);
  answers.offset_seconds = -answers.offset_seconds;
  for (const auto& [device, of_device] : shared.answers) answers.source = of_device.front()->source;
  return {answers};
}

std::vector<model::CaseClock> measure_network_clocks(const TracesOfDevices& devices) {
  const std::map<SourcePair, std::vector<Bound>> bounds = lookups_against_connections(devices);
  std::map<std::string, std::vector<model::CaseClock>> of_lookups;  // one for each source of connections
  for (const auto& [sources, of_pair] : bounds) {
    model::CaseClock clock = clock_of(sources.first, sources.second, of_pair, "look-ups and their connections");
    if (clock.pairs >= clock_pairs_min) of_lookups[sources.first].push_back(std::move(clock));
  }
  std::vector<model::CaseClock> clocks;
  for (auto& [source, against] : of_lookups) {
    std::ranges::stable_sort(against, {}, &model::CaseClock::offset_seconds);
    const model::CaseClock& middle = against[against.size() / 2];
    // What most sources of connections say of the look-ups is so; a source that says otherwise is off itself.
    for (const model::CaseClock& clock : against) {
      if (std::abs(clock.offset_seconds - middle.offset_seconds) < clock_offset_seconds_min) continue;
      model::CaseClock other = clock;
      std::swap(other.source, other.against);
      other.offset_seconds = middle.offset_seconds - clock.offset_seconds;
      other.applied = against.size() > 2;
      clocks.push_back(std::move(other));
    }
    clocks.push_back(middle);
  }
  return clocks;
}

Offsets offsets_of(std::span<const model::CaseClock> clocks) {
  Offsets offsets;
  for (const model::CaseClock& clock : clocks) {
    if (clock.applied) offsets[clock.source] = static_cast<std::int64_t>(clock.offset_seconds) * Instant::per_second;
  }
  return offsets;
}

void correct(std::vector<Trace>& traces, const Offsets& offsets) {
  if (offsets.empty()) return;
  for (Trace& trace : traces) {
    const auto offset = offsets.find(trace.source);
    if (offset == offsets.end()) continue;
    trace.time.nanoseconds -= offset->second;
    trace.last.nanoseconds -= offset->second;
    if (trace.asked) trace.asked->nanoseconds -= offset->second;
    trace.event.time = trace.time;
    trace.event.time_quality = model::TimeQuality::clock_corrected;
  }
  std::ranges::stable_sort(traces, {}, &Trace::time);
}

void correct(hunt::ScanResult& scan, const Offsets& offsets) {
  if (offsets.empty()) return;
  for (hunt::KeptSightings& kept : scan.kept) {
    const auto offset = offsets.find(kept.source);
    if (offset == offsets.end()) continue;
    for (model::Sighting& sighting : kept.sightings) {
      if (!sighting.event.time) continue;
      sighting.event.time->nanoseconds -= offset->second;
      sighting.event.time_quality = model::TimeQuality::clock_corrected;
    }
  }
}

}  // namespace clew::inquiry
