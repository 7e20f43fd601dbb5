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

/// By how much a child's time can be off, given that it ran between the order and the answer.
std::map<std::string, std::vector<Bound>> bounds_of(std::span<const Trace> seeds, const intel::Pack& pack) {
  constexpr std::int64_t margin = 5 * Instant::per_second;
  constexpr std::int64_t farthest = clock_offset_seconds_max * Instant::per_second;
  std::map<std::string, std::vector<const Trace*>> answers;  // of a device
  for (const Trace& trace : seeds) {
    if (is_one_of(pack.orders.result, operation_of(trace.event))) answers[trace.device].push_back(&trace);
  }
  std::map<std::string, std::vector<Bound>> bounds;  // of a source
  for (const Trace& trace : seeds) {
    if (trace.event.event_class != EventClass::process_activity ||
        !is_agent(&pack, trace.event.get(Attribute::parent_process_path)) || keeps_house(trace.event))
      continue;
    const auto& of_device = answers[trace.device];  // in order of time
    const Instant from{trace.time.nanoseconds - farthest, 0};
    auto next = std::ranges::lower_bound(of_device, from, {}, [](const Trace* answer) { return answer->time; });
    for (std::size_t looked_at = 0; next != of_device.end() && looked_at < answers_for_a_start_max;
         ++next, ++looked_at) {
      const Trace* answer = *next;
      const auto asked = base::parse_rfc3339(answer->event.get(Attribute::start_time));
      const std::int64_t latest = trace.time.nanoseconds - (asked ? *asked : answer->time).nanoseconds + margin;
      const std::int64_t earliest = trace.time.nanoseconds - answer->time.nanoseconds - margin;
      if (earliest > farthest || latest < -farthest || !asked) continue;
      if (!runs_command(trace.event.get(Attribute::process_cmd_line), answer->event.get(Attribute::process_cmd_line)))
        continue;
      bounds[trace.source].push_back({earliest, latest});
    }
  }
  return bounds;
}

}  // namespace

std::vector<model::CaseClock> measure_clocks(std::span<const Trace> seeds, const intel::Pack* pack) {
  std::vector<model::CaseClock> clocks;
  if (pack == nullptr || !pack->orders.known()) return clocks;
  for (const auto& [source, bounds] : bounds_of(seeds, *pack)) {
    const Agreement agreement = agree(bounds);
    if (agreement.pairs < clock_pairs_min) continue;
    model::CaseClock clock;
    clock.source = source;
    clock.against = "the supplier's log of orders and answers";
    clock.pairs = agreement.pairs;
    // Where the clock can be right, it is: only a clear majority against it moves times.
    const std::uint64_t at_zero = allowing(bounds, 0);
    const bool off = at_zero * 2 < agreement.pairs && (agreement.low > 0) == (agreement.high > 0);
    const double middle = static_cast<double>(agreement.low + agreement.high) / 2 / Instant::per_second;
    clock.error_seconds = static_cast<double>(agreement.high - agreement.low) / 2 / Instant::per_second;
    clock.offset_seconds = off ? std::round(middle) : 0;
    clock.applied = std::abs(clock.offset_seconds) >= clock_offset_seconds_min;
    clock.how = fmt::format("{} starts of ordered commands lie between order and answer with this offset, {} without",
                            agreement.pairs, at_zero);
    clocks.push_back(std::move(clock));
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
