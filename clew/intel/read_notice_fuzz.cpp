// Promise under test: every indicator and refusal quotes exactly the bytes where it says it stands, on the line it says;
// every indicator's canonical text parses again as its type; the lists are in order; the same bytes give the same notice.
#include "clew/intel/read_notice.h"

#include "clew/intel/notice_promises.h"

#include <algorithm>
#include <string>

using clew::intel::NoticeInput;
using clew::model::Notice;

namespace {

void check(const std::string& bytes, const Notice& notice) {
  clew::intel::check_promises(bytes, notice);
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
