// Promise under test: whatever the bytes, the reader of YARA rules tells every value where it stands.
#include "clew/intel/detail/yara.h"

#include "clew/intel/notice_promises.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const clew::intel::NoticeInput input{"fuzz", std::string(reinterpret_cast<const char*>(data), size)};
  const auto notice = clew::intel::detail::read_yara(input, {}, {});
  clew::intel::check_promises(input.bytes, notice);
  return 0;
}
