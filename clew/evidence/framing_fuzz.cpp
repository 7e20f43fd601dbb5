// Promises under test, for each framing: the records are the same wherever pieces and blocks end; each is exactly the
// source's bytes at its offset; offsets and lines ascend; the pieces of a long record follow each other without a gap and
// give it back; `lines` agrees with the naive splitter; `joined_lines` has each of its lines once, in the order of an event's first.
#include "clew/base/result.h"
#include "clew/base/text.h"
#include "clew/evidence/detail/pieces.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace clew::evidence;

namespace {

void check(std::string_view bytes, const Cut& cut, const Limits& limits, std::size_t piece_bytes) {
  detail::Pieces pieces(bytes, piece_bytes);
  const detail::Framed framed = detail::frame(pieces, cut, limits);
  std::uint64_t end = 0;
  std::uint64_t line = 1;
  Record::Part before = Record::Part::whole;
  for (const detail::Told& record : framed.records) {
    if (record.part == Record::Part::continued) CLEW_ASSERT(before != Record::Part::whole && record.offset == end);
    before = record.part;
    CLEW_ASSERT(record.offset >= end && !record.text.empty() && record.text.size() <= limits.record_bytes_max);
    CLEW_ASSERT(bytes.substr(record.offset, record.text.size()) == record.text);
    line += static_cast<std::uint64_t>(std::ranges::count(bytes.substr(end, record.offset - end), '\n'));
    CLEW_ASSERT(record.line == line);
    line += static_cast<std::uint64_t>(std::ranges::count(record.text, '\n'));
    end = record.offset + record.text.size();
  }
  Limits one_block = limits;
  one_block.block_bytes = 1U << 20U;
  detail::Pieces at_once(bytes, bytes.size());
  CLEW_ASSERT(detail::frame(at_once, cut, one_block) == framed);
  // Of JSON a tiny limit may decide that an object is no envelope, so there the records need not be the same.
  if (cut.framing == Framing::json_elements) return;
  one_block.record_bytes_max = 1U << 20U;
  detail::Pieces unlimited(bytes, bytes.size());
  CLEW_ASSERT(detail::frame(unlimited, cut, one_block).records == detail::joined(framed.records));
}

/// Lines that begin with the same letter are one event.
void event_of_letter(std::string_view line, std::string& id) {
  if (clew::base::is_alpha(line.front())) id = line.front();
}

void check_joined(std::string_view bytes, const Limits& limits, std::size_t piece_bytes) {
  Cut cut;
  cut.framing = Framing::joined_lines;
  cut.event_of = event_of_letter;
  detail::Pieces pieces(bytes, piece_bytes);
  const detail::Framed joined = detail::frame(pieces, cut, limits);
  detail::Pieces again(bytes, piece_bytes);
  const detail::Framed lines = detail::frame(again, {Framing::lines, '\0', 0}, limits);
  std::uint64_t line = 0;
  std::vector<std::string> whole, pieces_of_records;
  for (const detail::Told& record : joined.records) {
    CLEW_ASSERT(record.line >= line &&
                bytes.substr(record.offset).starts_with(record.text.substr(0, record.text.find('\n'))));
    line = record.line;
    for (const std::string_view each : clew::base::split(record.text, '\n')) pieces_of_records.emplace_back(each);
  }
  for (const detail::Told& record : lines.records) whole.push_back(record.text);
  std::ranges::sort(whole);
  std::ranges::sort(pieces_of_records);
  CLEW_ASSERT(whole == pieces_of_records);
  Limits one_block = limits;
  one_block.block_bytes = 1U << 20U;
  detail::Pieces at_once(bytes, bytes.size());
  CLEW_ASSERT(detail::frame(at_once, cut, one_block) == joined);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  Limits limits;
  limits.block_bytes = 1U + data[0];
  limits.record_bytes_max = data[1] < 200 ? 1U + data[1] : 1U << 20U;
  limits.piece_carry_bytes_max = data[0] % 16;
  const std::size_t piece_bytes = 1U + data[2];
  const std::string_view bytes(reinterpret_cast<const char*>(data + 3), size - 3);
  for (const Framing framing : {Framing::lines, Framing::rows, Framing::json_elements, Framing::whole})
    check(bytes, {framing, '\0', 0}, limits, piece_bytes);
  check(bytes, {Framing::lines, '#', 0}, limits, piece_bytes);
  check_joined(bytes, limits, piece_bytes);
  detail::Pieces pieces(bytes, piece_bytes);
  CLEW_ASSERT(detail::frame(pieces, {Framing::lines, '#', 0}, limits).records ==
              detail::frame_lines_naively(bytes, '#', limits));
  return 0;
}
