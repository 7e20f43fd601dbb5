// Promise under test: every value parses again as itself, lines go up and lie inside the text, and the same lines in other
// pieces give the same values and refusals.
#include "clew/intel/value_list.h"

#include <algorithm>
#include <string>
#include <vector>

using clew::intel::ValueList;

namespace {

std::vector<std::string> read(std::string_view text, bool line_by_line) {
  std::vector<std::string> told;
  auto list = ValueList::recognise(text);
  if (!list) return told;
  std::uint64_t last = 0;
  const auto tell = [&](std::uint64_t line, std::string what) {
    CLEW_ASSERT(line > last);
    last = line;
    told.push_back(std::to_string(line) + " " + std::move(what));
  };
  const clew::intel::ValueSink sink = {[&](const clew::model::Value& value, std::uint64_t line) {
                                         const auto again = clew::model::Value::parse(value.type(), value.text());
                                         CLEW_ASSERT(again && again->text() == value.text());
                                         tell(line, value.text());
                                       },
                                       [&](std::string_view, const std::string& why, std::uint64_t line) {
                                         CLEW_ASSERT(!why.empty());
                                         tell(line, why);
                                       }};
  while (!text.empty()) {
    const std::size_t end = line_by_line ? std::min(text.find('\n'), text.size() - 1) + 1 : text.size();
    list->read(text.substr(0, end), sink);
    text.remove_prefix(end);
  }
  CLEW_ASSERT(last <= 1'000'000'000);
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CLEW_ASSERT(read(text, true) == read(text, false));
  if (const auto value = clew::intel::read_value(text.substr(0, text.find('\n'))))
    CLEW_ASSERT(clew::model::Value::parse(value->type(), value->text()));
  return 0;
}
