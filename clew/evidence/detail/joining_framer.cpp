#include "clew/evidence/detail/joining_framer.h"

#include "clew/evidence/reader.h"

#include <algorithm>
#include <utility>

namespace clew::evidence::detail {

JoiningFramer::JoiningFramer(ByteSource& source, const Cut& cut, const Limits& limits)
    : block_bytes_(limits.block_bytes), event_of_(cut.event_of) {
  CLEW_ASSERT(event_of_ != nullptr);
  Cut lines;
  lines.offset = cut.offset;
  lines_ = make_framer(source, lines, limits);
}

bool JoiningFramer::next(Block& block) {
  // A block that once held a huge record gives the memory back.
  if (block.bytes.capacity() > 4 * block_bytes_) std::string().swap(block.bytes);
  block.bytes.clear();
  block.records.clear();
  block.header.clear();
  block.origins.clear();
  while (block.bytes.size() < block_bytes_) {
    if (!has_line()) {
      if (open_.empty()) break;
      put_first(block);
    } else if (given_.records[next_].part == Record::Part::whole) {
      take_line();
      put_complete(block);
    } else if (!open_.empty()) {
      put_first(block);
    } else if (given_.records[next_].part == Record::Part::first || block.records.empty()) {
      put_piece(block);
      break;  // the next piece has a block of its own
    } else {
      break;
    }
  }
  block.offset = block.origins.empty() ? 0 : block.origins.front().offset_bytes;
  return !block.records.empty();
}

bool JoiningFramer::has_line() {
  while (!has_ended_ && next_ == given_.records.size()) {
    next_ = 0;
    has_ended_ = !lines_->next(given_);
  }
  return !has_ended_;
}

void JoiningFramer::take_line() {
  const Record& record = given_.records[next_++];
  const std::string_view text = given_.text_of(record);
  ++line_count_;
  id_.clear();
  event_of_(text, id_);
  const std::uint64_t begin = given_.offset_of(record);
  const auto open = id_.empty() ? open_.end() : std::ranges::find(open_, id_, &Open::id);
  if (open == open_.end()) {
    open_.push_back({id_, std::string(text), begin, begin + text.size(), record.line, line_count_});
  } else {
    open->text += '\n';
    open->text += text;
    open->end = begin + text.size();
    open->last_line_count = line_count_;
    ++open_bytes_;
  }
  open_bytes_ += text.size();
}

/// Those in front of which nothing more is to be waited for, so that records stay in the order of their first lines.
void JoiningFramer::put_complete(Block& block) {
  while (!open_.empty()) {
    const Open& front = open_.front();
    const bool is_complete = front.id.empty() || front.last_line_count + joined_lines_apart_max < line_count_;
    if (!is_complete && open_.size() <= joined_open_max && open_bytes_ <= joined_bytes_max) return;
    put_first(block);
  }
}

void JoiningFramer::put_first(Block& block) {
  const Open& front = open_.front();
  Record record;
  record.begin = static_cast<std::uint32_t>(block.bytes.size());
  record.size = static_cast<std::uint32_t>(front.text.size());
  record.line = front.line;
  record.origin = static_cast<std::uint32_t>(block.origins.size());
  block.records.push_back(record);
  block.origins.push_back({front.offset, front.end - front.offset});
  block.bytes += front.text;
  block.bytes += '\n';
  open_bytes_ -= front.text.size();
  open_.pop_front();
}

/// Of a line that is longer than a record may be.
void JoiningFramer::put_piece(Block& block) {
  Record record = given_.records[next_++];
  const std::string_view text = given_.text_of(record);
  block.origins.push_back({given_.offset_of(record), text.size()});
  record.begin = static_cast<std::uint32_t>(block.bytes.size());
  record.origin = static_cast<std::uint32_t>(block.origins.size() - 1);
  block.records.push_back(record);
  block.bytes += text;
}

}  // namespace clew::evidence::detail
