/// For tests of what is read out of a text: the notice, and its values in a form that compares well.
#pragma once

#include "clew/intel/read_notice.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace clew::intel::detail {

/// What a text says; nothing at all where it cannot be read.
inline model::Notice read(const std::string& bytes) {
  auto notice = read_notice({"notice", bytes}, {});
  return notice ? std::move(*notice) : model::Notice{};
}

using Values = std::vector<std::string>;

/// "type value", sorted, each once.
inline Values values_of(const model::Notice& notice) {
  Values values;
  for (const auto& indicator : notice.indicators)
    values.push_back(std::string(model::name_of(indicator.value.type())) + " " + indicator.value.text());
  std::ranges::sort(values);
  values.erase(std::ranges::unique(values).begin(), values.end());
  return values;
}

}  // namespace clew::intel::detail
