// Promise under test: whatever pattern meets whatever data, the answer comes within the limits, and what matches is there.
// Input: a pattern, a NUL byte, JSON.
#include "clew/intel/stix_match.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t nul = std::min(text.find('\0'), text.size());
  const auto matcher = clew::intel::PatternMatcher::compile(text.substr(0, nul));
  if (!matcher) return 0;
  const auto observations = clew::intel::Observations::parse(text.substr(std::min(nul + 1, text.size())));
  if (!observations) return 0;
  const auto found = matcher->find(*observations);
  if (!found || !*found) return 0;
  CLEW_ASSERT(std::ranges::is_sorted(**found) && !(*found)->empty() && (*found)->back() < observations->size());
  return 0;
}
