/// For tests of what is read out of a text: the notice, and its values in a form that compares well.
#pragma once

#include "clew/intel/read_notice.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::intel::detail {

/// What a text says; nothing at all where it cannot be read. A value that is not where it says that it stands is no value.
inline model::Notice read(std::string_view bytes) {
  auto notice = read_notice({"notice", std::string(bytes)}, {});
  if (!notice) return {};
  std::erase_if(notice->indicators, [&](const model::Indicator& indicator) {
    return bytes.substr(indicator.where.offset_bytes, indicator.where.size_bytes) != indicator.text;
  });
  return *std::move(notice);
}

inline const std::string md5 = "5f2d3ed67a577526fcbd9a154f522cce";
inline const std::string sha256 = "8c8f3e5333ffeeafea86dc7fb81dd34328ae224dc89b266ce460b3a392227ec1";

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
