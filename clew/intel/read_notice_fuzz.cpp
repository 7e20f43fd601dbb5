// Promise under test: every indicator and refusal quotes exactly the bytes where it says it stands, on the line it says;
// every indicator's canonical text parses again as its type; the lists are in order; the same bytes give the same notice.
#include "clew/intel/read_notice.h"

#include <algorithm>
#include <string>

using clew::intel::NoticeInput;
using clew::model::Notice;

namespace {

void check_place(const std::string& bytes, const clew::base::Span& where, std::uint64_t line) {
  CLEW_ASSERT(where.offset_bytes + where.size_bytes <= bytes.size() && where.offset_bytes < bytes.size());
  const auto begin = bytes.begin();
  const auto lines = std::count(begin, begin + static_cast<std::ptrdiff_t>(where.offset_bytes), '\n');
  CLEW_ASSERT(line == static_cast<std::uint64_t>(lines) + 1);
}

void check(const std::string& bytes, const Notice& notice) {
  for (const auto& indicator : notice.indicators) {
    check_place(bytes, indicator.where, indicator.line);
    CLEW_ASSERT(bytes.compare(indicator.where.offset_bytes, indicator.where.size_bytes, indicator.text) == 0);
    const auto again = clew::model::Value::parse(indicator.value.type(), indicator.value.text());
    CLEW_ASSERT(again && again->text() == indicator.value.text());
  }
  for (const auto& mention : notice.mentions) {
    check_place(bytes, mention.where, mention.line);
    CLEW_ASSERT(!mention.why.empty());
  }
  for (const auto& refusal : notice.refused) {
    check_place(bytes, refusal.where, refusal.line);
    CLEW_ASSERT(bytes.compare(refusal.where.offset_bytes, refusal.where.size_bytes, refusal.text) == 0 &&
                !refusal.why.empty());
  }
  const auto place = [](const auto& found) { return found.where.offset_bytes; };
  CLEW_ASSERT(std::ranges::is_sorted(notice.indicators, {}, place) &&
              std::ranges::is_sorted(notice.refused, {}, place));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const NoticeInput input{"fuzz", std::string(reinterpret_cast<const char*>(data), size)};
  const auto notice = clew::intel::read_notice(input, clew::intel::built_in_packs());
  if (!notice) {
    CLEW_ASSERT(notice.error().where.offset_bytes + notice.error().where.size_bytes <= size);
    return 0;
  }
  check(input.bytes, *notice);
  const auto again = clew::intel::read_notice(input, clew::intel::built_in_packs());
  CLEW_ASSERT(again && again->indicators.size() == notice->indicators.size() &&
              again->mentions.size() == notice->mentions.size());
  return 0;
}
