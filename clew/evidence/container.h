/// Opens what other bytes are packed in: compressions (one content) and archives (many entries), as streams.
///
///     head --recognise_packing--> Packing      source --decompress--> ByteSource
///                                              source --Archive--> entries, each a ByteSource
///
/// In:     any bytes. What something is packed in is told by its magic bytes alone, never by a name; text is never taken
///         for an archive.
/// Out:    contents and entries in the order in which they lie. Links, folders and devices in archives are left out and
///         never followed; an entry's name is a label, nothing is ever written under it.
/// Errors: a stream that is cut off or damaged gives what could be read, then a `problem` that names the place. Checksums
///         of gzip, zstd, xz, bzip2, lz4 (where they carry one) and zip are verified. Bytes after the end of a gzip
///         stream that are neither padding nor another stream are a problem too: nobody has searched them.
/// Limits: expansion, see `Expansion`. A zstd window of more than 128 MiB is refused.
/// Source: RFC 1952 (gzip), RFC 8878 (zstd), the xz, bzip2, LZ4 frame, 7z and zip (APPNOTE 6.3) formats, POSIX pax (tar).
#pragma once

#include "clew/base/instant.h"
#include "clew/evidence/byte_source.h"
#include "clew/evidence/reader.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace clew::evidence {

enum class Packing : std::uint8_t {
  none,
  gzip,
  zstd,
  xz,
  bzip2,
  lz4,  ///< one content
  zip,
  tar,
  seven_zip,  ///< many entries
  rar,
  cab,
  unix_compress,  ///< known, but not opened here
};
std::string_view name_of(Packing packing);
constexpr bool is_compression(Packing packing) { return packing >= Packing::gzip && packing <= Packing::lz4; }
constexpr bool is_archive(Packing packing) { return packing >= Packing::zip && packing <= Packing::seven_zip; }

/// How many bytes of the head decide.
constexpr std::size_t packing_bytes = 512;
Packing recognise_packing(std::string_view head);

/// Guards one file against bombs. Every layer counts here what it puts out; a layer that expands beyond reason stops by
/// itself (`over_limit`), and when all layers together do, each of them stops and `is_exhausted` says so.
class Expansion {
 public:
  Expansion(std::uint64_t file_bytes, const Limits& limits) : file_bytes_(file_bytes), limits_(limits) {}

  /// False if `out` bytes from `in` bytes are too many for one layer, or the file has given too many as a whole.
  [[nodiscard]] bool allows(std::uint64_t in, std::uint64_t out) const {
    return !is_exhausted() && (out <= limits_.expansion_free_bytes || out / limits_.expansion_ratio_max <= in);
  }
  void add(std::uint64_t out) { out_ += out; }
  [[nodiscard]] bool is_exhausted() const {
    return out_ > limits_.expansion_file_free_bytes && out_ / limits_.expansion_ratio_max > file_bytes_;
  }

 private:
  std::uint64_t file_bytes_;
  std::uint64_t out_ = 0;
  const Limits limits_;
};

/// `input` and `expansion` must outlive the result. `packing` is a compression.
std::unique_ptr<ByteSource> decompress(Packing packing, ByteSource& input, Expansion& expansion);

struct ArchiveEntry {
  std::string name;
  std::optional<base::Error> problem;  ///< why its content cannot be read at all
  std::optional<base::Instant> modified = {};
};

/// The date of a last change, if one was kept: archivers that leave it out write zeros, and nothing after 2100 is believed.
std::optional<base::Instant> last_change(std::int64_t seconds);
/// When the content of a gzip stream was last changed, as its header says (RFC 1952, MTIME).
std::optional<base::Instant> gzip_modified(std::string_view head);

class Archive final : public ByteSource {
 public:
  /// `packing` is an archive. With `file`, `input` is not used: the archive is read from the file, back and forth.
  Archive(Packing packing, ByteSource& input, FileSource* file, Expansion& expansion);
  ~Archive() override;

  /// Goes to the next entry; nothing at the end, and when the archive is too broken to go on (`damage`).
  std::optional<ArchiveEntry> next_entry();
  /// The content of the entry.
  std::string_view next() override;
  [[nodiscard]] std::optional<base::Error> problem() const override;
  [[nodiscard]] const std::optional<base::Error>& damage() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clew::evidence
