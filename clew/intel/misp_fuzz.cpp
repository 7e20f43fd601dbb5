// Promise under test: whatever is put into a MISP event, what is read stands where it says and parses again as its type,
// every mention and refusal has its reason, names and techniques are not empty, and the same bytes give the same.
#include "clew/intel/read_notice.h"

#include <string>

namespace {

using clew::model::Notice;

void check_place(const std::string& bytes, const clew::base::Span& where, std::uint64_t line) {
  CLEW_ASSERT(where.offset_bytes + where.size_bytes <= bytes.size() && line > 0);
}

void check(const std::string& bytes, const Notice& notice) {
  for (const auto& one : notice.indicators) {
    check_place(bytes, one.where, one.line);
    CLEW_ASSERT(bytes.compare(one.where.offset_bytes, one.where.size_bytes, one.text) == 0);
    const auto again = clew::model::Value::parse(one.value.type(), one.value.text());
    CLEW_ASSERT(again && again->text() == one.value.text());
  }
  for (const auto& one : notice.mentions) {
    check_place(bytes, one.where, one.line);
    CLEW_ASSERT(!one.why.empty());
  }
  for (const auto& one : notice.refused) {
    check_place(bytes, one.where, one.line);
    CLEW_ASSERT(!one.why.empty());
  }
  for (const auto& one : notice.names) check_place(bytes, one.where, one.line);
  for (const auto& one : notice.names) CLEW_ASSERT(!one.name.empty());
  for (const auto& one : notice.techniques) {
    check_place(bytes, one.where, one.line);
    CLEW_ASSERT((one.id.size() == 5 || one.id.size() == 9) && one.score >= 0 && one.score <= 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Most inputs are the inside of an event: so a mutation seldom breaks what makes it one.
  const std::string inside(reinterpret_cast<const char*>(data), size);
  const bool is_whole = inside.starts_with('{') || inside.starts_with('[');
  const clew::intel::NoticeInput input{
      "fuzz", is_whole ? inside : "{\"Event\":{\"info\":\"x\",\"Attribute\":[" + inside + "]}}"};
  const auto notice = clew::intel::read_notice(input, clew::intel::built_in_packs());
  if (!notice) return 0;
  check(input.bytes, *notice);
  const auto again = clew::intel::read_notice(input, clew::intel::built_in_packs());
  CLEW_ASSERT(again && again->indicators.size() == notice->indicators.size() &&
              again->names.size() == notice->names.size());
  return 0;
}
