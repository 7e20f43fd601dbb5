// Promises under test: every head is recognised as something, always as the same; the format's `prepare` bears it, and so
// does its decoder with the table and the envelope that were recognised.
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
  CLEW_ASSERT(first.mapping == second.mapping && first.envelope == second.envelope);
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
  context.mapping = first.mapping;
  context.envelope = first.envelope;
  if (first.format->prepare != nullptr) first.format->prepare(head, context);
  // A record's text is told at most a few times over: twice by a table, twice by a pair of name and value.
  constexpr std::size_t times_max = 8;
  evidence::Scratch scratch;
  model::Event event;
  const std::string_view record = head.substr(0, head.find('\n'));
  first.format->decode(record, context, scratch, event);
  std::size_t bytes = 0;
  for (const auto& field : event.fields()) bytes += field.size;
  CLEW_ASSERT(bytes <= times_max * (record.size() + context.device.size() + 64));
  return 0;
}
