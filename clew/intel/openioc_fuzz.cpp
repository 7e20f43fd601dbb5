// Promise under test: whatever the bytes, the reader of openioc refuses them with blamed bytes inside the input, or tells
// every value where it stands; the same bytes give the same notice.
#include "clew/intel/detail/openioc.h"

#include "clew/intel/notice_promises.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const clew::intel::NoticeInput input{"fuzz", std::string(reinterpret_cast<const char*>(data), size)};
  const auto notice = clew::intel::detail::read_openioc(input, {}, {});
  if (!notice) {
    CLEW_ASSERT(notice.error().where.offset_bytes + notice.error().where.size_bytes <= size);
    return 0;
  }
  clew::intel::check_promises(input.bytes, *notice);
  const auto again = clew::intel::detail::read_openioc(input, {}, {});
  CLEW_ASSERT(again && again->indicators.size() == notice->indicators.size());
  return 0;
}
