/// The values in the constants of a detection rule (YARA, Sigma): what a rule looks for is often more than a value, and
/// often what half of the world has.
///
///     "http://evil.example/gate.php" --> an indicator      "cmd.exe", "http://" --> a mention, with the reason
///
/// In:     the text of a constant, without the escapes of its language. Out: values in it, with their place in the text.
/// Errors: none; a constant that holds no value gives nothing. Cost: linear.
#pragma once

#include "clew/intel/detail/context.h"
#include "clew/intel/detail/mapped.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

struct RuleValue {
  std::optional<model::Value> value = {};
  model::ValueType type = model::ValueType::domain;
  std::string text = {};  ///< of a mention that is no value: "http://"
  std::string why = {};   ///< it is no indicator; empty for one
  std::size_t begin = 0, size = 0;
};
std::vector<RuleValue> values_in_constant(std::string_view text);

/// A value of a stated type, with the reason against it if there is one.
RuleValue judged(model::Value value, std::size_t begin, std::size_t size);

/// Adds them to the notice; `excluded`: the rule says that these are what it must not match.
void add_rule_values(const Context& context, const std::vector<RuleValue>& values, const Mapped& written,
                     const About& about, bool excluded);

/// Strips what a rule's author adds so that a path matches anywhere: `*\evil.exe` --> `evil.exe`.
std::string_view without_wildcards(std::string_view text);

}  // namespace clew::intel::detail
