/// Regular expressions of warning lists, all matched in one pass.
///
/// In:     expressions as lists write them: PCRE between delimiters with flags behind (`/^a+$/i`), or bare.
/// Out:    which of them match somewhere in a value.
/// Errors: an expression that needs backtracking (back references, look-around) or is no expression is not taken.
/// Cost:   linear in the value, whatever the expressions: RE2 cannot backtrack (docs/adr/0020). Owns what it compiled.
/// Source: MISP hands the entries of a list of the type `regex` to PCRE as they are (github.com/MISP/misp-warninglists).
#pragma once

#include "clew/model/value.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel {

/// The expression as RE2 reads it (`(?i)^a+$`); nothing where it cannot.
std::optional<std::string> warning_pattern_of(std::string_view entry);

class WarningPatterns {
 public:
  WarningPatterns();
  /// Of expressions that `warning_pattern_of` made; others match nothing.
  explicit WarningPatterns(const std::vector<std::string>& expressions);
  WarningPatterns(WarningPatterns&&) noexcept;
  WarningPatterns& operator=(WarningPatterns&&) noexcept;
  WarningPatterns(const WarningPatterns&) = delete;
  WarningPatterns& operator=(const WarningPatterns&) = delete;
  ~WarningPatterns();

  /// The places of the expressions in the list that was handed in, sorted.
  [[nodiscard]] std::vector<std::size_t> matching(const model::Value& value) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;  ///< null without expressions
};

}  // namespace clew::intel
