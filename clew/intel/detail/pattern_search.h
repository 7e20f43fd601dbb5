/// Which observations satisfy the observation level of a pattern together: AND, OR, FOLLOWEDBY, WITHIN, REPEATS, START.
///
/// In:     for each `[ ]` of a pattern the observations that satisfy it alone. Out: a set that satisfies all, or none.
/// Errors: `over_limit` when the steps are used up. Cost: at most the steps; no recursion.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/stix_pattern.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace clew::intel::detail {

struct Moment {
  StixTime first, last;
  std::uint64_t count = 1;  ///< `number_observed`
};

/// What is left of the work that one match may do.
class Steps {
 public:
  explicit Steps(std::uint64_t left) : left_(left) {}
  /// False when there is nothing left.
  bool take(std::uint64_t steps = 1) {
    left_ = steps > left_ ? 0 : left_ - steps;
    return left_ != 0;
  }
  [[nodiscard]] bool used_up() const { return left_ == 0; }

 private:
  std::uint64_t left_;
};

/// `satisfied[i]`: the observations that satisfy the i-th `[ ]` of `steps`.
base::Result<std::optional<std::vector<std::size_t>>> search(std::span<const ObservationStep> steps,
                                                             std::vector<std::vector<std::size_t>> satisfied,
                                                             std::span<const Moment> moments, Steps& budget);

}  // namespace clew::intel::detail
