/// The records of one chunk of an EVTX file, as its header and their own say where they lie.
///
///     the bytes of a chunk --EvtxChunk--> EvtxRecord { where, number, time, binary XML }, …
///
/// In:     any bytes, also fewer than a chunk has: of a file that was cut off.
/// Out:    every record up to where the header says that free space begins. What older events left behind it is no record; only
///         in a log that was in use when it was copied, whose header is behind the times, are records that continue the numbers read.
/// Errors: a stretch that is no record comes as one with `flaw`; reading goes on at the next signature.
/// Source: [MS-EVEN6] has no file format; J. Metz, "Windows XML Event Log (EVTX) format", sections "Chunk" and "Event record".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clew::evidence::detail {

constexpr std::size_t evtx_file_header_bytes = 4096;
constexpr std::size_t evtx_chunk_bytes = 64U << 10U;
constexpr std::size_t evtx_chunk_header_bytes = 512;
constexpr std::string_view evtx_file_magic{"ElfFile\0", 8};
constexpr std::string_view evtx_chunk_magic{"ElfChnk\0", 8};

struct EvtxFileHeader {
  std::uint16_t chunk_count = 0;
  bool is_dirty = false;  ///< in use when it was copied: the counts may be behind the times
  bool is_sound = false;  ///< its checksum is right

  static EvtxFileHeader read(std::string_view bytes);
};

struct EvtxRecord {
  std::size_t offset = 0;  ///< in the chunk
  std::size_t size = 0;
  std::uint64_t number = 0;
  std::uint64_t written = 0;  ///< FILETIME
  std::size_t xml_begin = 0;  ///< in the chunk
  std::size_t xml_end = 0;
  std::string_view flaw = {};  ///< why these bytes are no record; empty for one
};

class EvtxChunk {
 public:
  enum class Log : std::uint8_t { closed, in_use };

  EvtxChunk() = default;
  /// `bytes` begins with a chunk's signature and outlives this.
  EvtxChunk(std::string_view bytes, Log log);

  /// The next record, or nothing at the end.
  std::optional<EvtxRecord> next();
  /// Whether records are missing that the header tells of, because the bytes end before.
  [[nodiscard]] bool is_cut_off() const { return is_cut_off_; }
  /// Whether the records are as they were when the header's checksum was made. In a log that was in use they need not be.
  [[nodiscard]] bool is_unchanged() const;

 private:
  [[nodiscard]] EvtxRecord record_at(std::size_t offset) const;
  [[nodiscard]] std::size_t find_record(std::size_t from) const;
  [[nodiscard]] bool continues(const EvtxRecord& record) const;

  std::string_view bytes_;
  Log log_ = Log::closed;
  std::size_t end_ = 0;  // where free space begins
  std::size_t position_ = 0;
  std::uint64_t last_number_ = 0;
  bool is_cut_off_ = false;
};

}  // namespace clew::evidence::detail
