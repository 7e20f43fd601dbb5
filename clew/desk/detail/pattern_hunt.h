/// Judges the STIX patterns of notices on the evidence, each as a whole (docs/adr/0027).
///
///     PublishedPattern, … --run--> matches and outcomes, as text
///
/// In:     patterns as published; the evidence of a hunt.
/// Out:    every match of a pattern that one record satisfies; of another pattern one match for each device on whose records alone
///         it is satisfied, or if there is none one of all records. In the order of the patterns, then of time, whatever the
///         number of threads. What cannot be judged is said, by `say` and in the outcomes, and is never a silent "no".
/// Errors: none: a pattern that cannot be judged says so.
/// Cost:   one pass, which decodes all records; memory for `pattern_records_max` of them.
#pragma once

#include "clew/desk/detail/sighting_text.h"
#include "clew/evidence/reader.h"
#include "clew/intel/event_patterns.h"
#include "clew/model/notice.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace clew::desk::detail {

/// Records that satisfy a part of a pattern and are kept to be judged together. Of records of one device that satisfy the
/// same parts the earliest stay, at most `pattern_group_max`.
constexpr std::size_t pattern_records_max = 100'000;
constexpr std::size_t pattern_group_max = 1'024;
/// Messages of a kind; the others are counted.
constexpr std::size_t pattern_messages_max = 5;

class PatternHunt {
 public:
  /// A pattern that stands in several notices is judged once, and called as in the first.
  void add(const std::string& file, const model::PublishedPattern& published);
  [[nodiscard]] std::size_t size() const { return outcomes_.size(); }

  struct Options {
    unsigned threads = 1;
    bool stops_at_first = false;
    std::function<void(const std::string& message)> say = {};
    std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_total)> progress = {};
    std::function<bool()> stop = {};
    /// Each match, in order. False: nobody wants more.
    std::function<bool(const PatternOutcome& pattern, std::span<const MatchedRecord> records)> take = {};
  };
  /// False when it was stopped.
  bool run(const evidence::Listing& listing, const Options& options);
  /// Of all patterns, in the order in which they were added; complete after `run`.
  [[nodiscard]] const std::vector<PatternOutcome>& outcomes() const { return outcomes_; }

 private:
  struct Record;
  void tell_matches(const std::vector<Record>& records, const Options& options);
  void say_what_was_not_judged(const Options& options) const;

  intel::EventPatterns patterns_;
  std::vector<PatternOutcome> outcomes_;
  std::vector<std::uint32_t> numbers_;          // in `patterns_`, of each outcome; `none` of those that are not judged
  std::map<std::uint32_t, std::size_t> known_;  // the outcome of a number
};

}  // namespace clew::desk::detail
