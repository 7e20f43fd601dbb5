/// The words for a probability, and for how sure one may be of it: two things that are never mixed.
///
///     0.87 --likelihood_of--> very likely (0.80 to 0.95)
///
/// In:     a probability from 0 to 1. Out: the band that holds it. Errors: none.
/// Source: ICD 203 (2015), Analytic Standards, section D.6.e.(2).
#pragma once

#include <cstdint>
#include <string_view>

namespace clew::link {

struct Likelihood {
  std::string_view words;
  double from, to;  ///< from inclusive, to exclusive but for the last
};
Likelihood likelihood_of(double probability);

/// How good the ground is on which the probability rests.
enum class Confidence : std::uint8_t { low, moderate, high };
std::string_view name_of(Confidence confidence);

}  // namespace clew::link
