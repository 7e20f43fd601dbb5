/// The block that a framer is filling, and where it stands in its source.
///
/// A framer looks at `unread()` and says of its first bytes what they are: `take` (of the open record) or `pass` (between
/// records). Offsets, limits and the contiguity of `Block::bytes` are kept here, in one place for all framings.
#pragma once

#include "clew/evidence/byte_source.h"
#include "clew/evidence/reader.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace clew::evidence::detail {

class Assembly {
 public:
  Assembly(ByteSource& source, std::uint64_t offset, const Limits& limits) : source_(source), limits_(limits), offset_(offset) {}

  void start(Block& block) {
    block_ = &block;
    // A block that once held a huge record gives the memory back.
    if (block.bytes.capacity() > 4 * limits_.block_bytes) std::string().swap(block.bytes);
    block.bytes.clear();
    block.records.clear();
    block.offset = offset_;
    sealed_ = false;
  }

  /// False at the end of the source; otherwise `unread` has at least one byte.
  bool refill() {
    if (unread_.empty()) unread_ = source_.next();
    return !unread_.empty();
  }
  [[nodiscard]] std::string_view unread() const { return unread_; }
  [[nodiscard]] std::uint64_t skipped_bytes() const { return skipped_bytes_; }
  [[nodiscard]] bool has_records() const { return !block_->records.empty(); }
  /// How much of the source the open record is, whatever was cut off.
  [[nodiscard]] std::uint64_t record_bytes() const { return offset_ - record_offset_; }
  /// The block wants no more records.
  [[nodiscard]] bool full() const { return has_records() && (sealed_ || block_->bytes.size() >= limits_.block_bytes); }

  void begin_record() {
    if (!has_records()) {
      block_->bytes.clear();
      block_->offset = offset_;
    }
    record_ = {static_cast<std::uint32_t>(block_->bytes.size()), 0, line_, false};
    record_offset_ = offset_;
  }

  /// The next `size` bytes belong to the open record.
  void take(std::size_t size) {
    const std::size_t kept = std::min(size, limits_.record_bytes_max - kept_bytes());
    block_->bytes.append(unread_.data(), kept);
    if (kept < size) record_.cut = true;
    advance(size);
  }

  /// The next `size` bytes lie between records.
  void pass(std::size_t size) {
    if (has_records() && !sealed_) block_->bytes.append(unread_.data(), size);
    advance(size);
  }

  enum class Trim : std::uint8_t { nothing, carriage_return };
  void end_record(Trim trim = Trim::nothing) {
    record_.size = static_cast<std::uint32_t>(kept_bytes());
    if (trim == Trim::carriage_return && !record_.cut && record_.size > 0 && block_->bytes.back() == '\r') --record_.size;
    if (record_.size > 0) block_->records.push_back(record_);
    if (!record_.cut) return;
    skipped_bytes_ += record_bytes() - record_.size;
    sealed_ = true;  // bytes are missing here, so nothing more can follow in this block
  }

  /// What was taken is no record after all.
  void abandon_record() {
    block_->bytes.resize(record_.begin);
    if (has_records()) sealed_ = true;
  }

  void count_line() { ++line_; }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  [[nodiscard]] std::size_t kept_bytes() const { return block_->bytes.size() - record_.begin; }
  void advance(std::size_t size) {
    unread_.remove_prefix(size);
    offset_ += size;
  }

  ByteSource& source_;
  const Limits limits_;
  std::string_view unread_;
  std::uint64_t offset_;
  std::uint64_t record_offset_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t skipped_bytes_ = 0;
  Block* block_ = nullptr;
  Record record_;
  bool sealed_ = false;
};

}  // namespace clew::evidence::detail
