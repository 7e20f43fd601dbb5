// Promises under test: any bytes as a property list give at most one record, which is one JSON object or says why it is
// broken; the same however the bytes come in pieces; in bounded time and memory, and on the stack of a thread.
#include "clew/base/result.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/json_fields.h"
#include "clew/evidence/formats/translating.h"

#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clew::evidence;
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  const testing::Translated read = testing::translated(plist, content);
  CLEW_ASSERT(read.records.size() == 1);
  const Translation& record = read.records.front();
  CLEW_ASSERT(record.offset == 0 && record.length == size);
  JsonReader reader;
  Fields fields;
  CLEW_ASSERT(record.broken || reader.read(record.text, fields));
  const testing::Translated again = testing::translated(plist, content, 3);
  CLEW_ASSERT(again.records.front().text == record.text);
  return 0;
}
