// Promises under test: any record through any decoder does no harm; the fields are no longer than what a record can
// give; decoding twice, also with used working memory, gives the same event.
#include "clew/base/result.h"
#include "clew/evidence/format.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace {

using namespace clew;

struct Outcome {
  evidence::Decoded decoded = evidence::Decoded::nothing;
  model::Event event;
};

Outcome decode(const evidence::Format& format, std::string_view record, const evidence::FileContext& context,
               evidence::Scratch& scratch) {
  Outcome outcome;
  outcome.decoded = format.decode(record, context, scratch, outcome.event);
  return outcome;
}

bool same(const Outcome& a, const Outcome& b) {
  const auto equal_field = [&](const model::Event::Field& x, const model::Event::Field& y) {
    return x.attribute == y.attribute && a.event.text_of(x) == b.event.text_of(y);
  };
  return a.decoded == b.decoded && a.event.event_class == b.event.event_class && a.event.activity == b.event.activity &&
         a.event.status == b.event.status && a.event.disposition == b.event.disposition &&
         a.event.time == b.event.time && a.event.time_quality == b.event.time_quality &&
         std::ranges::equal(a.event.fields(), b.event.fields(), equal_field);
}

}  // namespace

/// The first byte chooses the format: 0xff the one that recognises the record; 0xfe the one whose name follows, up to a 0x1f,
/// wherever it stands among the others, which is how seeds name theirs; else by number. Up to the first 0x1e is the header of the
/// file, the rest the record.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto all = evidence::formats();
  std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  constexpr std::uint8_t by_recognition = 0xff, by_name = 0xfe;
  const auto chosen = [&]() -> const evidence::Format& {
    if (data[0] == by_recognition) return *evidence::recognise(text).format;
    const std::size_t end = data[0] == by_name ? text.find('\x1f') : std::string_view::npos;
    if (end == std::string_view::npos) return all[data[0] % all.size()];
    const std::string_view name = text.substr(0, end);
    text.remove_prefix(end + 1);
    const auto named = std::ranges::find(all, name, &evidence::Format::name);
    return named == all.end() ? all.front() : *named;
  };
  const evidence::Format& format = chosen();
  evidence::FileContext context;
  if (const std::size_t end = text.find('\x1e'); end != std::string_view::npos) {
    const std::string_view head = text.substr(0, end);
    if (format.prepare != nullptr) format.prepare(head, context);
    context.header = head;
    text.remove_prefix(end + 1);
  }
  static evidence::Scratch used;
  evidence::Scratch fresh;
  const Outcome first = decode(format, text, context, used);
  CLEW_ASSERT(same(first, decode(format, text, context, fresh)));

  // An attribute may be told twice (a path and its URL); texts of our own are short.
  std::size_t bytes = 0;
  for (const auto& field : first.event.fields()) bytes += field.size;
  constexpr std::size_t times_max = 4;
  CLEW_ASSERT(bytes <= times_max * (text.size() + context.header.size() + context.device.size() + 64));
  if (first.decoded == evidence::Decoded::event && first.event.event_class == model::EventClass::inventory_info) {
    model::Inventory inventory;
    evidence::add_to_inventory(first.event, inventory);
    CLEW_ASSERT(inventory.devices().size() == 1);
  }
  return 0;
}
