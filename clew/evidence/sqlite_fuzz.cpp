// Promises under test: any bytes as a database give JSON objects whose place lies inside the content, no more of them than
// the content can hold, and the same ones however the bytes come in pieces.
#include "clew/base/result.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/json_fields.h"
#include "clew/evidence/formats/translating.h"

#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clew::evidence;
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  const testing::Translated read = testing::translated(sqlite, content);
  JsonReader reader;
  Fields fields;
  std::size_t whole = 0;
  for (const Translation& record : read.records) {
    CLEW_ASSERT(record.offset <= size && record.length <= size - record.offset);
    CLEW_ASSERT(record.broken || reader.read(record.text, fields));
    whole += record.broken ? 0 : 1;
  }
  constexpr std::size_t row_bytes_min = 4;
  CLEW_ASSERT(whole <= size / row_bytes_min);
  const testing::Translated again = testing::translated(sqlite, content, 1000);
  CLEW_ASSERT(again.text() == read.text());
  return 0;
}
