// Promise under test: every claim, technique and name of any text quotes exactly the bytes where it says it stands, on its
// line; lists are in order; scores are probabilities; who stands in a claim has a name from the text; the same bytes give
// the same answer.
#include "clew/intel/detail/speech.h"

#include "clew/base/text.h"
#include "clew/intel/claims.h"
#include "clew/intel/detail/layout.h"

#include <algorithm>
#include <string>

using clew::base::Span;
using clew::model::Notice;

namespace {

void check_place(std::string_view text, const Span& where, std::uint64_t line, std::string_view quoted) {
  CLEW_ASSERT(where.offset_bytes + where.size_bytes <= text.size() && where.size_bytes > 0);
  CLEW_ASSERT(text.substr(where.offset_bytes, where.size_bytes) == quoted);
  const auto begin = text.begin();
  const auto lines = std::count(begin, begin + static_cast<std::ptrdiff_t>(where.offset_bytes), '\n');
  CLEW_ASSERT(line == static_cast<std::uint64_t>(lines) + 1);
}

Notice read(std::string_view text) {
  Notice notice;
  notice.source.publisher = "Alder";
  notice.source.published = "2023-07-12";
  clew::intel::detail::read_speech(text, clew::intel::detail::layout_of(text), nullptr,
                                   clew::intel::built_in_name_finder(), notice);
  return notice;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Notice notice = read(text);
  for (const auto& claim : notice.claims) {
    check_place(text, claim.where, claim.line, claim.text);
    CLEW_ASSERT(!claim.by.empty());
  }
  for (const auto& technique : notice.techniques) {
    check_place(text, technique.where, technique.line, technique.text);
    CLEW_ASSERT(technique.score >= 0 && technique.score <= 1 && technique.id.starts_with('T'));
  }
  for (const auto& refused : notice.refused_techniques) {
    check_place(text, refused.where, refused.line, refused.text);
    CLEW_ASSERT(!refused.why.empty());
  }
  for (const auto& thing : notice.names) {
    check_place(text, thing.where, thing.line,
                std::string_view(text).substr(thing.where.offset_bytes, thing.where.size_bytes));
    CLEW_ASSERT(!thing.name.empty());
  }
  const auto place = [](const auto& found) { return found.where.offset_bytes; };
  CLEW_ASSERT(std::ranges::is_sorted(notice.claims, {}, place) &&
              std::ranges::is_sorted(notice.techniques, {}, place) && std::ranges::is_sorted(notice.names, {}, place));
  const Notice again = read(text);
  CLEW_ASSERT(again.claims.size() == notice.claims.size() && again.techniques.size() == notice.techniques.size() &&
              again.names.size() == notice.names.size());
  return 0;
}
