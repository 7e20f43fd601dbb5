// Promise under test: web pages, mails and texts of any bytes: every place lies inside the document, an indicator's text is
// what stands there, and the same bytes give the same notice.
#include "clew/intel/read_notice.h"

#include <array>
#include <string>
#include <string_view>

namespace {

/// The first byte chooses the form, so that the search need not find a whole head by itself.
std::string document(std::string_view bytes) {
  static constexpr std::array<std::string_view, 5> heads = {
      "<html><body>", "<!doctype html><table><tr><td>",
      "From: a@b.example\nDate: Wed, 12 Jul 2023 10:00:00 +0000\nSubject: x\nMIME-Version: 1.0\n"
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n",
      "From: a@b.example\nDate: Wed, 12 Jul 2023 10:00:00 +0000\nSubject: x\nMIME-Version: 1.0\n"
      "Content-Transfer-Encoding: quoted-printable\nContent-Type: text/html\n\n<html>",
      "\xff\xfe"};
  if (bytes.empty()) return {};
  const auto which = static_cast<unsigned char>(bytes.front()) % heads.size();
  return std::string(heads[which]) + std::string(bytes.substr(1));
}

template <class T>
void check(const T& found, const std::string& bytes) {
  CLEW_ASSERT(found.where.offset_bytes + found.where.size_bytes <= bytes.size());
  CLEW_ASSERT(found.line >= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const clew::intel::NoticeInput input{"fuzz", document({reinterpret_cast<const char*>(data), size}), std::nullopt};
  const auto notice = clew::intel::read_notice(input, {});
  if (!notice) return 0;
  for (const auto& indicator : notice->indicators) {
    check(indicator, input.bytes);
    CLEW_ASSERT(input.bytes.compare(indicator.where.offset_bytes, indicator.where.size_bytes, indicator.text) == 0);
    const auto again = clew::model::Value::parse(indicator.value.type(), indicator.value.text());
    CLEW_ASSERT(again && again->text() == indicator.value.text());
  }
  for (const auto& mention : notice->mentions) check(mention, input.bytes);
  for (const auto& refusal : notice->refused) check(refusal, input.bytes);
  const auto again = clew::intel::read_notice(input, {});
  CLEW_ASSERT(again && again->indicators.size() == notice->indicators.size());
  return 0;
}
