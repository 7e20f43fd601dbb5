// Promises under test: any bytes as pages of file system events give JSON objects one behind the other, each at its place
// in the content, the same however the bytes come in pieces; what is left over is a problem.
#include "clew/base/result.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/json_fields.h"
#include "clew/evidence/formats/translating.h"

#include <algorithm>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clew::evidence;
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  const testing::Translated read = testing::translated(fsevents, content);
  JsonReader reader;
  Fields fields;
  std::uint64_t end = 0;
  for (const Translation& record : read.records) {
    CLEW_ASSERT(record.offset >= end && record.length > 0 && record.length <= size - record.offset);
    CLEW_ASSERT(record.broken || reader.read(record.text, fields));
    end = record.offset + record.length;
  }
  CLEW_ASSERT(size == 0 || !read.records.empty() || read.problem || size % 12 == 0);
  const testing::Translated again = testing::translated(fsevents, content, 5);
  const auto same = [](const Translation& a, const Translation& b) {
    return a.offset == b.offset && a.length == b.length && a.text == b.text && a.broken == b.broken;
  };
  CLEW_ASSERT(std::ranges::equal(read.records, again.records, same));
  CLEW_ASSERT(read.problem.has_value() == again.problem.has_value());
  return 0;
}
