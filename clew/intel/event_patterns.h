/// Judges whole STIX patterns on the events of the evidence, as they stream by.
///
///     patterns --add, plan--> EventPatterns     event --judge--> the observations `[ ]` that it satisfies
///     what was kept of them --match--> the events that satisfy a pattern together
///
/// In:     patterns as published; events in the normal form, by any number of threads. An event is one observation (STIX
///         observed-data) at its time, once. Its objects: intel/observables.h.
/// Out:    exactly what intel/stix_match.h would say of the observed-data. Of each event only which `[ ]` it satisfies alone must be
///         kept. `NOT EXISTS` is never judged: that a log does not tell of a thing does not mean that there was none.
/// Errors: `add`: those of parsing and of RE2, and `over_limit`. `match`: `over_limit`, which is no "no".
/// Cost:   of `judge`: the event's fields, and the observations that it can satisfy: those that ask for a value by equality are
///         found by their value, whatever their number; others are tried on each event that has the property.
/// Source: STIX 2.1 section 9; section 6 by intel/observables.h.
#pragma once

#include "clew/base/instant.h"
#include "clew/base/result.h"
#include "clew/model/event.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel {

constexpr std::size_t event_patterns_max = 100'000;       ///< of all bundles; published ones have some thousand
constexpr std::size_t event_expressions_max = 2'000;      ///< regular expressions, of all patterns
constexpr std::size_t event_pattern_tests_max = 500'000;  ///< of all patterns: some 500 bytes each

/// What an event that is kept must be known of.
struct JudgedEvent {
  std::optional<base::Instant> time;
  std::vector<std::uint32_t> satisfied;  ///< numbers of observations, as `judge` gave them
};

class EventPatterns {
 public:
  EventPatterns();
  EventPatterns(EventPatterns&&) noexcept;
  ~EventPatterns();

  /// The number of the pattern. Patterns with one text get one number.
  base::Result<std::uint32_t> add(std::string_view pattern);
  [[nodiscard]] std::size_t size() const;
  /// No event is judged by the pattern.
  void leave_out(std::uint32_t pattern);
  /// To be called once, after the last `add`. `everything` is the slow twin for tests: all is tried on all events.
  enum class Try : std::uint8_t { what_can_match, everything };
  void plan(Try what = Try::what_can_match);

  /// Memory of one thread.
  struct Scratch {
    std::string made;
    std::vector<std::uint32_t> candidates;
  };
  /// The numbers of the observations that the event satisfies, in ascending order, into `satisfied`, which is cleared first.
  void judge(const model::Event& event, Scratch& scratch, std::vector<std::uint32_t>& satisfied) const;

  /// What the pattern asks for and no event of ours can tell (`file:size`), in order. These tests count as not satisfied.
  [[nodiscard]] std::vector<std::string> unanswerable(std::uint32_t pattern) const;
  /// What it asks for and none of the judged events told.
  [[nodiscard]] std::vector<std::string> not_told(std::uint32_t pattern) const;
  /// False where the pattern can be satisfied only with what no event can tell.
  [[nodiscard]] bool is_answerable(std::uint32_t pattern) const;
  /// False where a single record is asked for by nothing but ports, protocols and numbers (`[network-traffic:dst_port = 80]`):
  /// that is everybody's. Several together can be somebody's own: REPEATS, FOLLOWEDBY.
  [[nodiscard]] bool is_telling(std::uint32_t pattern) const;
  /// Whether events had so many objects that an observation of the pattern could not be judged on them.
  [[nodiscard]] bool was_over_limit(std::uint32_t pattern) const;
  /// Whether one event alone satisfies the pattern, if any does: no AND, FOLLOWEDBY or REPEATS between observations.
  [[nodiscard]] bool takes_one_event(std::uint32_t pattern) const;
  /// Whether the time of events matters: FOLLOWEDBY, WITHIN, START. An event without a time then counts for nothing.
  [[nodiscard]] bool needs_time(std::uint32_t pattern) const;
  /// The pattern whose observation it is.
  [[nodiscard]] std::uint32_t pattern_of(std::uint32_t observation) const;

  /// The numbers of events that satisfy the pattern together, in ascending order; nothing when none do.
  [[nodiscard]] base::Result<std::optional<std::vector<std::size_t>>> match(
      std::uint32_t pattern, std::span<const JudgedEvent* const> events) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew::intel
