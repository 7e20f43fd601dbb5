/// Where a part of a JSON string stands in the source, escapes and all.
#pragma once

#include "clew/intel/detail/json_text.h"

#include <vector>

namespace clew::intel::detail {

/// In: a string of `source`; parts of its text, asked in any order. Out: the bytes that a part was written with.
/// Cost: linear in the string, once; no memory for a string without escapes.
class JsonPlace {
 public:
  JsonPlace(std::string_view source, JsonValue string);
  [[nodiscard]] base::Span of(base::Span part) const;

 private:
  base::Span where_;
  std::vector<std::uint32_t> begins_;  ///< for each byte of the text and its end, where it is written; empty: as it is
};

}  // namespace clew::intel::detail
