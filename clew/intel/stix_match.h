/// Says whether what was observed is what a STIX pattern asks for.
///
///     pattern --PatternMatcher::compile--> PatternMatcher      observed data (JSON) --Observations::parse--> Observations
///     PatternMatcher::find(Observations) --> the observations that match together, or none
///
/// In:     observed-data of STIX 2.0 (`objects`) or 2.1 (`object_refs` into its bundle): one, a bundle, or an array of these.
/// Out:    an observation counts as often as its `number_observed` says, and never twice in one match. An observation that
///         lasted (`first_observed` before `last_observed`) fits a time or an order if it can have happened so.
///         Tests joined by AND inside `[ ]` must hold of one object, where they are about objects of one type.
/// Errors: `malformed` for what is no STIX, and where a time is compared with what is none; `unsupported` for a regular
///         expression with what RE2 lacks on purpose (look-around, back references, possessive repetition);
///         `over_limit` when the limits below end the search: that is no "no".
/// Cost:   `match_values_max` and `match_steps_max` at most, whatever the pattern and the data: the search is exact and
///         gives up with an error instead of exploding. A pattern of any number of ANDs and ORs, or one REPEATS … WITHIN, needs no backtracking.
/// Source: STIX 2.1 section 9, and the cases of OASIS's own matcher where the text leaves room.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/stix_pattern.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace clew::intel {

constexpr std::uint64_t match_values_max = 50'000'000;      ///< values compared in one match; some seconds
constexpr std::uint64_t match_steps_max = 500'000;          ///< choices tried in one match; 100 MB of memory at most
constexpr std::size_t match_alternatives_max = 64;          ///< of objects that an observation satisfies `[ ]` with
constexpr std::size_t regular_expressions_max = 256;        ///< in one pattern, `LIKE` too: each may take a megabyte
constexpr std::size_t regular_expression_bytes_max = 8192;  ///< longer than any in a published pattern

class Observations {
 public:
  static base::Result<Observations> parse(std::string_view json);
  Observations(Observations&&) noexcept;
  Observations& operator=(Observations&&) noexcept;
  ~Observations();

  [[nodiscard]] std::size_t size() const;

  struct State;  ///< private to the matcher

 private:
  friend class PatternMatcher;
  explicit Observations(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class PatternMatcher {
 public:
  static base::Result<PatternMatcher> compile(std::string_view pattern);
  static base::Result<PatternMatcher> compile(Pattern pattern);
  PatternMatcher(PatternMatcher&&) noexcept;
  PatternMatcher& operator=(PatternMatcher&&) noexcept;
  ~PatternMatcher();

  /// The numbers of observations that match together, in ascending order; nothing when none do.
  [[nodiscard]] base::Result<std::optional<std::vector<std::size_t>>> find(const Observations& observations) const;

 private:
  struct State;
  explicit PatternMatcher(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace clew::intel
