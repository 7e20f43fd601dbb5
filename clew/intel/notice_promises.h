/// What every reader of notices promises, as a check for fuzz targets.
#pragma once

#include "clew/base/result.h"
#include "clew/model/notice.h"

#include <algorithm>
#include <string>

namespace clew::intel {

inline void check_place(const std::string& bytes, const base::Span& where, std::uint64_t line) {
  CLEW_ASSERT(where.offset_bytes + where.size_bytes <= bytes.size() && where.offset_bytes < bytes.size());
  const auto begin = bytes.begin();
  const auto lines = std::count(begin, begin + static_cast<std::ptrdiff_t>(where.offset_bytes), '\n');
  CLEW_ASSERT(line == static_cast<std::uint64_t>(lines) + 1);
}

/// Every indicator and refusal quotes exactly the bytes where it says it stands; every value parses again as its type.
inline void check_promises(const std::string& bytes, const model::Notice& notice) {
  for (const auto& indicator : notice.indicators) {
    check_place(bytes, indicator.where, indicator.line);
    CLEW_ASSERT(bytes.compare(indicator.where.offset_bytes, indicator.where.size_bytes, indicator.text) == 0);
    const auto again = model::Value::parse(indicator.value.type(), indicator.value.text());
    CLEW_ASSERT(again && again->text() == indicator.value.text());
  }
  for (const auto& mention : notice.mentions) {
    check_place(bytes, mention.where, mention.line);
    CLEW_ASSERT(!mention.why.empty());
  }
  for (const auto& refusal : notice.refused) {
    check_place(bytes, refusal.where, refusal.line);
    CLEW_ASSERT(bytes.compare(refusal.where.offset_bytes, refusal.where.size_bytes, refusal.text) == 0);
    CLEW_ASSERT(!refusal.why.empty());
  }
  for (const auto& technique : notice.techniques) check_place(bytes, technique.where, technique.line);
  for (const auto& name : notice.names) check_place(bytes, name.where, name.line);
}

}  // namespace clew::intel
