// Promise under test: `from_json` takes or refuses any bytes, blames bytes inside them, and what it took is written and
// read again as the same bytes.
#include "clew/report/case_json.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = clew::report::from_json(text);
  if (!document) {
    const clew::base::Span where = document.error().where;
    CLEW_ASSERT(where.offset_bytes <= size && where.size_bytes <= size - where.offset_bytes);
    return 0;
  }
  const std::string once = clew::report::to_json(*document);
  const auto again = clew::report::from_json(once);
  CLEW_ASSERT(again.has_value());
  CLEW_ASSERT(clew::report::to_json(*again) == once);
  return 0;
}
