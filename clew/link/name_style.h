/// Whether names of a case are built as an actor's earlier names were: suffix, letter groups, length, digits, hyphens.
///
///     earlier names + everybody's names --NameStyle--> of(names of a case): mean log-likelihood ratio for each feature
///
/// In:     host names. Out: 0 for no difference from everybody's names, above it for a likeness. It only ever adds to a
///         link that exists: names alone attribute nothing.
/// Errors: none. Cost: linear in the letters.
/// Source: naive Bayes with a Dirichlet prior on everybody's names (Zhai and Lafferty 2001).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace clew::link {

constexpr std::size_t style_names_max = 500;        ///< of one activity, the latest
constexpr std::size_t background_names_max = 3000;  ///< of all activities, the latest
constexpr std::size_t style_case_names_max = 50;    ///< of the case

class NameCounts {
 public:
  explicit NameCounts(std::span<const std::string> hosts);
  [[nodiscard]] std::uint32_t of(std::uint64_t feature) const;
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> counts_;
  std::uint64_t total_ = 0;
};

/// 0 when either side has no names.
double name_style(const NameCounts& actor, const NameCounts& everybody, std::span<const std::string> hosts);

}  // namespace clew::link
