// Promise under test: `Matcher::find` gives the same hits as `detail::find_naively`, for any values, on any text.
// An input is lines "type value", an empty line, and the text.
#include "clew/hunt/matcher.h"

#include "clew/base/result.h"
#include "clew/base/text.h"
#include "clew/hunt/detail/naive.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t values_max = 16;
  constexpr std::size_t size_bytes_max = 4096;  // the twin is slow
  std::string_view text(reinterpret_cast<const char*>(data), std::min(size, size_bytes_max));
  std::vector<clew::model::Value> values;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty()) break;
    const std::size_t space = std::min(line.find(' '), line.size());
    const auto type = clew::model::value_type_named(line.substr(0, space));
    if (!type || space == line.size() || values.size() == values_max) continue;
    if (auto value = clew::model::Value::parse(*type, line.substr(space + 1))) values.push_back(*std::move(value));
  }
  std::vector<clew::hunt::Hit> hits;
  clew::hunt::Matcher::compile(values).find(text, hits);
  CLEW_ASSERT(hits == clew::hunt::detail::find_naively(values, text));
  return 0;
}
