// Promises under test: every head is recognised as something, always as the same; the format's `prepare` bears it, and so
// does its decoder with the table, the envelope and the log in other records that were recognised.
#include "clew/base/result.h"
#include "clew/evidence/formats/wrapped.h"
#include "clew/evidence/reader.h"

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
  evidence::Member member;
  member.head = head;
  member.recognised = evidence::recognise_wrapped(head, first);
  const evidence::FileContext context = evidence::context_of(member, &inventory);
  const evidence::Format& format = *member.recognised.format;
  CLEW_ASSERT(!evidence::sights_of(format, member.recognised.source, context).empty());
  // A record's text is told at most a few times over: twice by a table, twice by a pair of name and value.
  constexpr std::size_t times_max = 8;
  evidence::Scratch scratch;
  model::Event event;
  // The first line of a table is none of its rows.
  const std::size_t first_end = head.find('\n');
  const std::string_view rest = first_end == std::string_view::npos ? "" : head.substr(first_end + 1);
  for (const std::string_view record : {head.substr(0, first_end), rest.substr(0, rest.find('\n'))}) {
    event.clear();
    format.decode(record, context, scratch, event);
    std::size_t bytes = 0;
    for (const auto& field : event.fields()) bytes += field.size;
    CLEW_ASSERT(bytes <= times_max * (record.size() + context.device.size() + 64));
  }
  return 0;
}
