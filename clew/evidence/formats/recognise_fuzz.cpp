// Promises under test: every head is recognised as something, always as the same, and the format's `prepare` bears it.
#include "clew/base/result.h"
#include "clew/evidence/format.h"

#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clew;
  const std::string_view head(reinterpret_cast<const char*>(data), size);
  const evidence::Recognised first = evidence::recognise(head);
  CLEW_ASSERT(first.format != nullptr && !first.source.empty());
  CLEW_ASSERT(!first.format->sees(first.source).empty());
  const evidence::Recognised second = evidence::recognise(head);
  CLEW_ASSERT(first.format == second.format && first.source == second.source);
  if (first.format->prepare == nullptr) return 0;
  model::Inventory inventory;
  inventory.add({.hostname = "desk-7",
                 .uid = "0123456789abcdef01234567",
                 .ips = {"192.0.2.1"},
                 .user = {},
                 .os = {},
                 .role = {},
                 .utc_offset_minutes = 60});
  evidence::FileContext context;
  context.inventory = &inventory;
  first.format->prepare(head, context);
  return 0;
}
