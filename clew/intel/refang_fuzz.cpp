// Promise under test: every part of the refanged text leads to bytes inside the input, in order, and a text without
// brackets, blanks, escapes or non-ASCII bytes comes out with as many bytes as it went in with.
#include "clew/intel/refang.h"

#include "clew/base/result.h"

#include <algorithm>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const clew::intel::Refanged plain = clew::intel::refang(text);
  // Only `hxxp//`, which lost its colon, comes out longer than it went in: by that byte.
  CLEW_ASSERT(plain.text().size() <= text.size() + text.size() / 6);
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < plain.text().size(); ++i) {
    const clew::base::Span where = plain.source_of(i, 1);
    CLEW_ASSERT(where.size_bytes > 0 && where.offset_bytes + where.size_bytes <= text.size());
    CLEW_ASSERT(where.offset_bytes >= last);
    last = where.offset_bytes;
    if (!plain.was_defanged(i, 1)) CLEW_ASSERT(text[where.offset_bytes] == plain.text()[i]);
  }
  const clew::base::Span whole = plain.source_of(0, plain.text().size());
  CLEW_ASSERT(whole.offset_bytes + whole.size_bytes <= text.size());
  return 0;
}
