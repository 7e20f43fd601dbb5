// Promise under test: whatever is read as knowledge has values that parse again as themselves, no fact without the activity
// that it belongs to, and the same facts when it is read again.
#include "clew/intel/knowledge.h"

#include <string>
#include <string_view>
#include <vector>

namespace {

std::vector<std::string> told(std::string_view bytes) {
  std::vector<std::string> facts;
  const auto done = clew::intel::read_knowledge(
      {.file = "apt_fuzz.txt", .bytes = bytes},
      [&](clew::model::Knowledge&& part) -> clew::base::Result<clew::base::Done> {
        for (const auto& indicator : part.indicators) {
          CLEW_ASSERT(!indicator.activity.empty());
          const auto again = clew::model::Value::parse(indicator.value.type(), indicator.value.text());
          CLEW_ASSERT(again && again->text() == indicator.value.text());
          facts.push_back(indicator.activity + indicator.value.text() + indicator.origin.date);
        }
        for (const auto& trait : part.traits) {
          CLEW_ASSERT(!trait.activity.empty() && !trait.id.empty());
          facts.push_back(trait.activity + trait.id);
        }
        for (const auto& relation : part.relations) CLEW_ASSERT(!relation.from.empty() && !relation.to.empty());
        CLEW_ASSERT(part.refused.size() <= part.refused_count);
        return clew::base::Done{};
      });
  if (!done) facts.push_back(done.error().what);
  return facts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  CLEW_ASSERT(told(bytes) == told(bytes));
  return 0;
}
