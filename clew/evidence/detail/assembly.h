/// The block that a framer is filling, and where it stands in its source.
///
/// A framer looks at `unread()` and says of its first bytes what they are: `take` (of the open record) or `pass` (between
/// records). Offsets, limits and the contiguity of `Block::bytes` are kept here, in one place for all framings.
///
/// Long records: `unread` never shows more of the open record than one byte beyond `record_bytes_max`; that byte proves
/// that the record is too long. Once it is taken `piece_is_full`: nothing more is shown until the framer has called
/// `end_piece`, has given out the block and has called `start` for the next one, where the record is still open.
#pragma once

#include "clew/base/result.h"
#include "clew/evidence/byte_source.h"
#include "clew/evidence/detail/byte_mask.h"
#include "clew/evidence/framing.h"
#include "clew/evidence/reader.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace clew::evidence::detail {

/// Where a piece of a long record that starts with `bytes` ends; never 0. The rule is in reader.h.
inline std::size_t end_of_piece(std::string_view bytes, std::size_t carry_bytes_max) {
  const std::size_t window = bytes.size() - std::min(bytes.size(), carry_bytes_max);
  for (const std::string_view separators : {"\n\t\"", " ,;<>(){}[]"}) {
    const std::size_t found = bytes.substr(window).find_last_of(separators);
    if (found != std::string_view::npos) return window + found + 1;
  }
  return bytes.size();
}

class Assembly {
 public:
  Assembly(ByteSource& source, std::uint64_t offset, const Limits& limits)
      : source_(source), limits_(limits), offset_(offset) {
    CLEW_ASSERT(limits.record_bytes_max > 0);
  }

  void start(Block& block) {
    block_ = &block;
    // A block that once held a huge record gives the memory back, unless it is to hold the next piece.
    if (!record_is_open_ && block.bytes.capacity() > 4 * limits_.block_bytes) std::string().swap(block.bytes);
    block.bytes = carry_;
    block.records.clear();
    block.origins.clear();
    block.offset = offset_ - carry_.size();
    carry_.clear();
    sealed_ = false;
  }

  /// False at the end of the source or of the piece; otherwise `unread` has at least one byte.
  bool refill() {
    if (piece_is_full()) return false;
    if (unread_.empty()) unread_ = source_.next();
    return !unread_.empty();
  }
  [[nodiscard]] std::string_view unread() const {
    return record_is_open_ ? unread_.substr(0, limits_.record_bytes_max + 1 - record_bytes()) : unread_;
  }
  [[nodiscard]] LongRecords long_records() const { return long_records_; }
  [[nodiscard]] bool has_records() const { return !block_->records.empty(); }
  /// A record was begun, maybe in an earlier block, and has not ended.
  [[nodiscard]] bool record_is_open() const { return record_is_open_; }
  /// How much of the open record is in this block.
  [[nodiscard]] std::size_t record_bytes() const { return block_->bytes.size() - record_.begin; }
  [[nodiscard]] std::string_view record_text() const { return std::string_view(block_->bytes).substr(record_.begin); }
  [[nodiscard]] bool piece_is_full() const { return record_is_open_ && record_bytes() > limits_.record_bytes_max; }
  /// The block wants no more records.
  [[nodiscard]] bool full() const { return has_records() && (sealed_ || block_->bytes.size() >= limits_.block_bytes); }

  void begin_record() {
    if (!has_records()) {
      block_->bytes.clear();
      block_->offset = offset_;
    }
    record_ = {static_cast<std::uint32_t>(block_->bytes.size()), 0, line_, Record::Part::whole};
    record_is_open_ = true;
  }

  /// The next `size` bytes belong to the open record.
  void take(std::size_t size) {
    make_room(size);
    block_->bytes.append(unread_.data(), size);
    advance(size);
  }

  /// The next `size` bytes lie between records.
  void pass(std::size_t size) {
    if (has_records() && !sealed_) block_->bytes.append(unread_.data(), size);
    advance(size);
  }

  /// Takes the whole lines that `unread` begins with, each a record with what lies behind it, as the calls above and below would
  /// do one by one: until the block is full, or a line begins with `mark` (`\0` is none) or is longer than a record may be.
  /// Only when the block has records and none is open.
  void take_lines(char mark) {
    const std::size_t begin = block_->bytes.size();
    std::size_t taken = 0;
    each_place_of('\n', unread_, [&](std::size_t line_feed) {
      std::size_t size = line_feed - taken;
      if (size > limits_.record_bytes_max || (mark != '\0' && unread_[taken] == mark)) return false;
      if (size > 0 && unread_[line_feed - 1] == '\r') --size;
      if (size > 0) {
        block_->records.push_back(
            {static_cast<std::uint32_t>(begin + taken), static_cast<std::uint32_t>(size), line_, Record::Part::whole});
      }
      ++line_;
      taken = line_feed + 1;
      return begin + taken < limits_.block_bytes;
    });
    block_->bytes.append(unread_.data(), taken);
    advance(taken);
  }

  enum class Trim : std::uint8_t { nothing, carriage_return };
  /// Not to be called while `piece_is_full`.
  void end_record(Trim trim = Trim::nothing) {
    record_.size = static_cast<std::uint32_t>(record_bytes());
    if (trim == Trim::carriage_return && record_.size > 0 && block_->bytes.back() == '\r') --record_.size;
    if (record_.size > 0) block_->records.push_back(record_);
    record_is_open_ = false;
  }

  /// The open record goes on in the next block, and nothing more follows in this one. Only when `piece_is_full`.
  void end_piece() {
    const std::string_view taken = std::string_view(block_->bytes).substr(record_.begin);
    const std::size_t end = end_of_piece(taken.substr(0, limits_.record_bytes_max), limits_.piece_carry_bytes_max);
    const auto line_feeds = static_cast<std::uint64_t>(std::ranges::count(taken.substr(0, end), '\n'));
    if (record_.part == Record::Part::whole) {
      record_.part = Record::Part::first;
      if (long_records_.count++ == 0) long_records_.first_line = record_.line;
    }
    record_.size = static_cast<std::uint32_t>(end);
    block_->records.push_back(record_);
    carry_ = taken.substr(end);
    block_->bytes.resize(record_.begin + end);
    record_ = {0, 0, record_.line + line_feeds, Record::Part::continued};
    sealed_ = true;
  }

  /// What was taken is no record after all; only while no piece of it was given out.
  void abandon_record() {
    CLEW_ASSERT(record_.part == Record::Part::whole);
    block_->bytes.resize(record_.begin);
    record_is_open_ = false;
    if (has_records()) sealed_ = true;
  }

  void count_line() { ++line_; }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  // A record that is already a quarter of the longest gets all the room there is: doubling would end at twice as much.
  void make_room(std::size_t size) {
    const std::size_t wanted = block_->bytes.size() + size;
    if (wanted <= block_->bytes.capacity() || record_bytes() + size <= limits_.record_bytes_max / 4) return;
    block_->bytes.reserve(record_.begin + limits_.record_bytes_max + 1);
  }
  void advance(std::size_t size) {
    unread_.remove_prefix(size);
    offset_ += size;
  }

  ByteSource& source_;
  const Limits limits_;
  std::string_view unread_;
  std::uint64_t offset_;
  std::uint64_t line_ = 1;
  LongRecords long_records_;
  Block* block_ = nullptr;
  Record record_;
  std::string carry_;  // the open record's bytes behind its last piece, until the next block starts with them
  bool record_is_open_ = false;
  bool sealed_ = false;
};

}  // namespace clew::evidence::detail
