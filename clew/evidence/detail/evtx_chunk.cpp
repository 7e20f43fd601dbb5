#include "clew/evidence/detail/evtx_chunk.h"

#include "clew/evidence/detail/evtx_cursor.h"

#include <algorithm>

#include <zlib.h>

namespace clew::evidence::detail {
namespace {

constexpr std::size_t record_header_bytes = 24;
constexpr std::size_t record_bytes_min = record_header_bytes + 4;
constexpr std::string_view record_magic{"**\0\0", 4};

std::uint32_t u32_at(std::string_view bytes, std::size_t offset) {
  return little_endian<std::uint32_t>(bytes.data() + offset);
}

std::uint32_t checksum(std::string_view bytes, std::uint32_t before = 0) {
  return static_cast<std::uint32_t>(
      crc32(before, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

}  // namespace

EvtxFileHeader EvtxFileHeader::read(std::string_view bytes) {
  constexpr std::size_t count_offset = 42;
  constexpr std::size_t flags_offset = 120;
  constexpr std::size_t checksum_offset = 124;
  constexpr std::uint32_t dirty = 1;
  if (bytes.size() < checksum_offset + 4) return {};
  return {.chunk_count = little_endian<std::uint16_t>(bytes.data() + count_offset),
          .is_dirty = (u32_at(bytes, flags_offset) & dirty) != 0,
          .is_sound = checksum(bytes.substr(0, flags_offset)) == u32_at(bytes, checksum_offset)};
}

EvtxChunk::EvtxChunk(std::string_view bytes, Log log) : bytes_(bytes), log_(log), position_(evtx_chunk_header_bytes) {
  constexpr std::size_t free_offset = 48;
  if (bytes_.size() < evtx_chunk_header_bytes) {
    is_cut_off_ = true;
    position_ = end_ = bytes_.size();
    return;
  }
  end_ = u32_at(bytes_, free_offset);
  // A header that says what cannot be says nothing: then all of the chunk is looked at.
  if (end_ < evtx_chunk_header_bytes || end_ > evtx_chunk_bytes) end_ = evtx_chunk_bytes;
  is_cut_off_ = end_ > bytes_.size();
  end_ = std::min(end_, bytes_.size());
}

bool EvtxChunk::is_unchanged() const {
  constexpr std::size_t checksum_offset = 52;
  return bytes_.size() < evtx_chunk_header_bytes || is_cut_off_ ||
         checksum(bytes_.substr(evtx_chunk_header_bytes, end_ - evtx_chunk_header_bytes)) ==
             u32_at(bytes_, checksum_offset);
}

std::optional<EvtxRecord> EvtxChunk::next() {
  while (position_ + record_bytes_min <= bytes_.size()) {
    EvtxRecord record = record_at(position_);
    const bool is_used = position_ < end_ || (log_ == Log::in_use && record.flaw.empty() && continues(record));
    if (!is_used) break;
    if (record.flaw.empty()) {
      position_ += record.size;
      last_number_ = record.number;
      return record;
    }
    position_ = find_record(position_ + 1);
    const std::string_view skipped = bytes_.substr(record.offset, position_ - record.offset);
    // Exported logs say that all of the chunk is used, and have zeros behind the last record.
    if (std::ranges::all_of(skipped, [](char c) { return c == '\0'; })) continue;
    record.size = skipped.size();
    return record;
  }
  return std::nullopt;
}

/// A header, a size that fits, and that size again at the end: what follows is a record.
EvtxRecord EvtxChunk::record_at(std::size_t offset) const {
  EvtxRecord record{.offset = offset};
  if (bytes_.size() - offset < record_bytes_min || bytes_.substr(offset, 4) != record_magic) {
    record.flaw = "no record begins here";
    return record;
  }
  record.size = u32_at(bytes_, offset + 4);
  record.number = little_endian<std::uint64_t>(bytes_.data() + offset + 8);
  record.written = little_endian<std::uint64_t>(bytes_.data() + offset + 16);
  if (record.size < record_bytes_min || record.size > evtx_chunk_bytes - offset) {
    record.flaw = "a record of an impossible size";
  } else if (record.size > bytes_.size() - offset) {
    record.flaw = "a record that the end of the file cuts off";
  } else {
    record.xml_begin = offset + record_header_bytes;
    record.xml_end = offset + record.size - 4;
  }
  return record;
}

/// The next place from `from` on where a record begins and also ends as one, else the end of what is used.
std::size_t EvtxChunk::find_record(std::size_t from) const {
  for (std::size_t at = bytes_.find(record_magic, from); at != std::string_view::npos && at < end_;
       at = bytes_.find(record_magic, at + 1)) {
    const EvtxRecord record = record_at(at);
    if (record.flaw.empty() && u32_at(bytes_, record.xml_end) == record.size) return at;
  }
  return std::max(end_, std::min(from, bytes_.size()));
}

bool EvtxChunk::continues(const EvtxRecord& record) const {
  return last_number_ != 0 && record.number == last_number_ + 1 && u32_at(bytes_, record.xml_end) == record.size;
}

}  // namespace clew::evidence::detail
