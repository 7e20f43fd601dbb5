// Promise under test: whatever the bytes, a pack is refused with blamed bytes inside the input, or every indicator in it
// stands where it says.
#include "clew/intel/pack.h"

#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto pack = clew::intel::parse_pack("fuzz", bytes);
  if (!pack) {
    CLEW_ASSERT(pack.error().where.offset_bytes + pack.error().where.size_bytes <= size);
    return 0;
  }
  for (const auto& indicator : pack->indicators) {
    CLEW_ASSERT(bytes.substr(indicator.where.offset_bytes, indicator.where.size_bytes) == indicator.text);
  }
  return 0;
}
