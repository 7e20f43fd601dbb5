// Promises under test: any record through any mapping does no harm and gives the same event twice, also with used
// working memory; its fields are no larger than the mapping's rows allow; which mapping a head gets does not depend on
// the order in which packs were handed in.
#include "clew/base/result.h"
#include "clew/base/text.h"
#include "clew/evidence/format.h"
#include "clew/evidence/formats/all.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace clew;

constexpr std::size_t rows_max = 40;

/// Lines of the input as a mapping: "f path attribute", "k pattern class", "c path text", "r path", "t path".
/// Whatever a pack may not say is not made here: fields stand in order of path.
model::LogMapping mapping_of(std::string_view text) {
  model::LogMapping log;
  log.source = "fuzz";
  log.operation = "op";
  log.outcome = {"out"};
  log.success = {"o*"};
  log.failure = {"*n*"};
  log.sees = {model::Sight::authentication};
  std::size_t rows = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    if (line.size() < 3 || ++rows > rows_max) continue;
    const std::string rest(line.substr(2, model::log_pattern_bytes_max));
    const auto number = static_cast<std::uint8_t>(rest.back());
    const auto attribute = static_cast<model::Attribute>(number % model::attribute_count);
    switch (line.front()) {
      case 'f': log.fields.push_back({rest, attribute}); break;
      case 'k': log.kinds.push_back({{rest}, model::EventClass::api_activity, number}); break;
      case 'c': log.constants.push_back({rest, {"*", rest}, attribute, "word"}); break;
      case 'r': log.recognised_by.push_back(rest); break;
      case 't': log.time.push_back(rest); break;
      default: break;
    }
  }
  std::ranges::stable_sort(log.fields, {}, &model::LogMapping::Field::path);
  return log;
}

struct Outcome {
  evidence::Decoded decoded = evidence::Decoded::nothing;
  model::Event event;
};

Outcome decode(std::string_view record, const evidence::FileContext& context, evidence::Scratch& scratch) {
  Outcome outcome;
  outcome.decoded = evidence::mapped_json.decode(record, context, scratch, outcome.event);
  return outcome;
}

bool same(const Outcome& a, const Outcome& b) {
  const auto equal_field = [&](const model::Event::Field& x, const model::Event::Field& y) {
    return x.attribute == y.attribute && a.event.text_of(x) == b.event.text_of(y);
  };
  return a.decoded == b.decoded && a.event.event_class == b.event.event_class && a.event.activity == b.event.activity &&
         a.event.status == b.event.status && a.event.time == b.event.time &&
         std::ranges::equal(a.event.fields(), b.event.fields(), equal_field);
}

}  // namespace

/// Up to the first 0x1e is the mapping, the rest the record, and the head of a file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\x1e'), text.size());
  const model::LogMapping log = mapping_of(text.substr(0, end));
  const std::string_view record = end < text.size() ? text.substr(end + 1) : std::string_view{};
  evidence::FileContext context;
  context.mapping = &log;
  static evidence::Scratch used;
  evidence::Scratch fresh;
  const Outcome first = decode(record, context, used);
  CLEW_ASSERT(same(first, decode(record, context, fresh)));

  std::size_t bytes = 0;
  for (const auto& field : first.event.fields()) bytes += field.size;
  // Every row may tell the same text; the operation is told twice; constants are words of ours.
  CLEW_ASSERT(bytes <= (log.fields.size() + 2) * record.size() + log.constants.size() * 4);

  model::LogMapping other = log;
  other.source = "gust";
  const std::vector<model::LogMapping> ab = {log, other}, ba = {other, log};
  const evidence::Recognised known = evidence::recognise(record);
  const evidence::Recognised one = evidence::recognise_mapped(record, ab, known);
  const evidence::Recognised two = evidence::recognise_mapped(record, ba, known);
  CLEW_ASSERT(one.format == two.format && one.source == two.source);
  CLEW_ASSERT((one.mapping != nullptr) == (one.source == "fuzz"));
  return 0;
}
