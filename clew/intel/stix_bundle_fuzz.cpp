// Promise under test: whatever the JSON, the reader of STIX tells every value where it stands, escapes and all.
#include "clew/intel/detail/stix_bundle.h"

#include "clew/intel/detail/json_text.h"
#include "clew/intel/notice_promises.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const clew::intel::NoticeInput input{"fuzz", std::string(reinterpret_cast<const char*>(data), size)};
  const auto json = clew::intel::detail::JsonText::parse("fuzz", input.bytes);
  if (!json) return 0;
  const auto notice = clew::intel::detail::read_stix(input, json->root(), {}, {});
  CLEW_ASSERT(notice);
  clew::intel::check_promises(input.bytes, *notice);
  return 0;
}
