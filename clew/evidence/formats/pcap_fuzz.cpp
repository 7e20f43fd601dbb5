// Promises under test: whatever a capture holds, its translation does no harm and ends; it does not depend on the pieces in
// which the bytes come; every record lies inside the content, and every one that is not broken is an event.
#include "clew/evidence/detail/pieces.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/translator.h"

#include <memory>
#include <string_view>
#include <vector>

namespace {

using namespace clew;
using namespace clew::evidence;

std::vector<Translation> translated(std::string_view content, std::size_t piece_bytes) {
  detail::Pieces pieces(content, piece_bytes);
  const std::unique_ptr<Translator> translator = pcap.translate(pieces);
  std::vector<Translation> records;
  Translation record;
  while (translator->next(record)) records.push_back(record);
  CLEW_ASSERT(!translator->next(record));
  return records;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  if (pcap.recognise(content).empty()) return 0;
  const auto records = translated(content, 64 * 1024);
  const auto again = translated(content, 1 + size % 61);
  CLEW_ASSERT(records.size() == again.size());
  static Scratch scratch;
  model::Event event;
  for (std::size_t i = 0; i < records.size(); ++i) {
    CLEW_ASSERT(records[i].text == again[i].text && records[i].offset == again[i].offset);
    CLEW_ASSERT(records[i].offset + records[i].length <= size && records[i].length > 0);
    CLEW_ASSERT(!records[i].text.empty() && !records[i].text.contains('\n'));
    event.clear();
    if (!records[i].broken) CLEW_ASSERT(pcap.decode(records[i].text, {}, scratch, event) == Decoded::event);
  }
  return 0;
}
