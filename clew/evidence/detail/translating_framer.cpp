#include "clew/evidence/detail/translating_framer.h"

#include "clew/evidence/detail/assembly.h"

#include <algorithm>
#include <array>

namespace clew::evidence::detail {

TranslatingFramer::TranslatingFramer(ByteSource& source, const Cut& cut, const Limits& limits)
    : source_(source), offset_(cut.offset), limits_(limits) {
  CLEW_ASSERT(cut.translate != nullptr && limits.record_bytes_max > 0);
  translator_ = cut.translate(source);
}

bool TranslatingFramer::next(Block& block) {
  // A block that once held a huge record gives the memory back.
  if (block.bytes.capacity() > 4 * limits_.block_bytes) std::string().swap(block.bytes);
  block.bytes.clear();
  block.records.clear();
  block.header.clear();
  block.origins.clear();
  while (block.bytes.size() < limits_.block_bytes && has_translation()) {
    if (given_ == 0 && translation_.text.size() <= limits_.record_bytes_max) {
      put_record(block);
    } else if (block.records.empty()) {
      put_piece(block);
      break;
    } else {
      break;  // a piece has a block of its own
    }
  }
  block.offset = block.origins.empty() ? offset_ : block.origins.front().offset_bytes;
  return !block.records.empty();
}

/// True if there is something of a translation that no block has yet.
bool TranslatingFramer::has_translation() {
  if (is_waiting_ || has_ended_) return is_waiting_;
  translation_.broken = false;
  is_waiting_ = translator_->next(translation_);
  given_ = 0;
  if (is_waiting_) {
    ++number_;
  } else {
    has_ended_ = true;
    read_to_the_end();
  }
  return is_waiting_;
}

void TranslatingFramer::put_record(Block& block) {
  put(block, translation_.text, Record::Part::whole);
  is_waiting_ = false;
}

void TranslatingFramer::put_piece(Block& block) {
  const bool is_first = given_ == 0;
  if (is_first && long_records_.count++ == 0) long_records_.first_line = number_;
  const std::string_view rest = std::string_view(translation_.text).substr(given_);
  const std::size_t size = rest.size() <= limits_.record_bytes_max
                               ? rest.size()
                               : end_of_piece(rest.substr(0, limits_.record_bytes_max), limits_.piece_carry_bytes_max);
  put(block, rest.substr(0, size), is_first ? Record::Part::first : Record::Part::continued);
  given_ += size;
  is_waiting_ = size < rest.size();
}

void TranslatingFramer::put(Block& block, std::string_view text, Record::Part part) {
  Record record;
  record.begin = static_cast<std::uint32_t>(block.bytes.size());
  record.size = static_cast<std::uint32_t>(text.size());
  record.line = number_;
  record.part = part;
  record.broken = translation_.broken;
  record.origin = static_cast<std::uint32_t>(block.origins.size());
  block.records.push_back(record);
  block.origins.push_back({offset_ + translation_.offset, translation_.length});
  block.bytes += text;
  block.bytes += '\n';
}

/// So that the whole content is counted and hashed. The translator may have used `next` or `read`; behind both comes `read`.
void TranslatingFramer::read_to_the_end() {
  std::array<char, 16U << 10U> passed{};
  while (source_.read(passed) > 0) {
  }
}

}  // namespace clew::evidence::detail
