// Promise under test: a time that is read is told as the same time again, within the years that are promised; a refused one
// blames bytes of the input. And `printable` and `valid_utf8` give valid UTF-8 without controls, for any bytes.
#include "clew/base/instant.h"

#include "clew/base/text.h"

#include <algorithm>
#include <cstdint>

namespace base = clew::base;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto instant = base::parse_rfc3339(text);
  if (instant) {
    const std::string told = base::to_rfc3339(*instant);
    const auto again = base::parse_rfc3339(told);
    CLEW_ASSERT(again && *again == *instant && again->fraction_digits == instant->fraction_digits);
    CLEW_ASSERT(told >= "1678" && told < "2262");
  } else {
    const base::Span where = instant.error().where;
    CLEW_ASSERT(where.offset_bytes <= size && where.size_bytes <= size - where.offset_bytes);
  }
  if (const auto epoch = base::parse_epoch_seconds(text))
    CLEW_ASSERT(base::parse_rfc3339(base::to_rfc3339(*epoch)) == *epoch);

  const std::string shown = base::printable(text);
  CLEW_ASSERT(base::valid_utf8(shown) == shown && base::printable(shown) == shown);
  CLEW_ASSERT(std::ranges::none_of(shown, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }));
  const std::string valid = base::valid_utf8(text);
  CLEW_ASSERT(base::valid_utf8(valid) == valid);
  return 0;
}
