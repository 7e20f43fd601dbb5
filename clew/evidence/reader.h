/// Reads evidence as it lies: files, folders and archives, compressed or not, in blocks of whole records.
///
///     paths --list_files--> files --Reader--> members --> Block { bytes, records }
///
/// In:     any bytes. Files are opened read-only (without touching their access time where the system allows it),
///         never followed through a directory loop, never written; nothing is unpacked to the disk.
/// Out:    members (a plain or merely compressed file is one member; an archive has many, named `logs.zip//dns.log`),
///         each as blocks of whole records in order, with offset and line of each record in the decompressed content.
///         The records of a content that is no text are JSON that a `Translator` wrote; their places are those of the bytes
///         that they were read from, and their lines are their numbers.
///         UTF-16 text with a byte order mark is converted to UTF-8 as it is read (`Member::encoding` says so, and
///         offsets are then those of the converted text); a UTF-8 byte order mark is skipped and counts in offsets.
/// Errors: a file that ends in the middle, lies about its size or expands without end gives what could be read, then
///         an `Error` once; nothing read before it is lost. What cannot be read at all inside an archive (encrypted,
///         damaged, nested too deeply) is a member without records whose `MemberEnd::problem` says why.
/// Cost:   one block (`block_bytes`, more only for one longer record) at a time; memory does not grow with the file.
/// Limits: see the constants; reaching one is `over_limit`, and is said.
#pragma once

#include "clew/base/result.h"
#include "clew/evidence/byte_source.h"
#include "clew/evidence/format.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence {

/// A block is cut, searched and decoded one after the other, and stays in the cache of a core meanwhile.
constexpr std::size_t block_bytes = 1U << 18U;
/// A record longer than this comes in pieces of at most this size, each in a block of its own, so that a line of 1 GiB
/// cannot fill the memory and yet all of it is searched. The pieces are contiguous: nothing is lost, nothing comes twice.
constexpr std::size_t record_bytes_max = 16U << 20U;
/// So that no token stands in two pieces, a piece that another one follows ends behind a byte that separates tokens, if
/// there is one among the last this many that it could have: the last line feed, tab or double quote, or else the last
/// space or one of `,;<>(){}[]` (paths and URLs may contain these). Only where there is none a piece ends anywhere, be
/// it inside a character. Values have at most some hundred bytes.
constexpr std::size_t piece_carry_bytes_max = 4096;
/// A format's header lines (`Block::header`) beyond this are left out: real ones have some hundred bytes.
constexpr std::size_t header_bytes_max = 1U << 20U;
/// Archives and compressions inside each other: `kept.zip//host.tar.gz//dns.log.gz` has four.
constexpr unsigned archive_depth_max = 6;
/// Entries of all archives inside one file.
constexpr std::uint64_t archive_members_max = 1'000'000;
/// Decompressed bytes for each compressed one, once more than `expansion_free_bytes` came out of one member or
/// `expansion_file_free_bytes` out of all layers of one file: logs reach 100, zeros in gzip 1030.
constexpr std::uint64_t expansion_ratio_max = 1'000;
constexpr std::uint64_t expansion_free_bytes = 64U << 20U;
constexpr std::uint64_t expansion_file_free_bytes = 1U << 30U;

/// The same as values, so that tests can reach every limit with few bytes.
struct Limits {
  std::size_t block_bytes = evidence::block_bytes;
  std::size_t record_bytes_max = evidence::record_bytes_max;
  std::size_t piece_carry_bytes_max = evidence::piece_carry_bytes_max;
  std::size_t header_bytes_max = evidence::header_bytes_max;
  unsigned archive_depth_max = evidence::archive_depth_max;
  std::uint64_t archive_members_max = evidence::archive_members_max;
  std::uint64_t expansion_ratio_max = evidence::expansion_ratio_max;
  std::uint64_t expansion_free_bytes = evidence::expansion_free_bytes;
  std::uint64_t expansion_file_free_bytes = evidence::expansion_file_free_bytes;
};

struct FileEntry {
  std::filesystem::path path;                  ///< where it lies
  std::string name;                            ///< as reported: relative to the folder that was given
  std::uint64_t bytes = 0;                     ///< on the disk
  std::optional<base::Instant> modified = {};  ///< the date of its last change, which copying may change
};

struct Listing {
  std::vector<FileEntry> files;         ///< in order of name, each file once
  std::vector<base::Error> unreadable;  ///< what could not be opened, directory loops, and what is no file (a pipe)
};

/// Walks `paths`. A path that does not exist is an error of the whole call; what cannot be read inside a folder is not.
/// Hidden files are evidence too. A file that is reached twice (links) is listed once, under its own name if it has one
/// inside the folders. Names are relative to the folder that was given; where several folders have equal names, every
/// name gets the folder in front.
base::Result<Listing> list_files(const std::vector<std::filesystem::path>& paths);

/// A record, or a piece of one that is longer than `record_bytes_max`.
struct Record {
  enum class Part : std::uint8_t {
    whole,
    first,      ///< of a long record: one for each such record, to count it by
    continued,  ///< follows the piece before it without a gap: its first byte is the one after that piece's last
  };
  std::uint32_t begin = 0;  ///< in `Block::bytes`
  std::uint32_t size = 0;   ///< without the line end
  /// From 1, of the first byte (of this piece: a JSON record may have many lines); of a translated content the record's number.
  std::uint64_t line = 0;
  Part part = Part::whole;
  bool broken = false;       ///< of a translated content: the text says why the record could not be read
  std::uint32_t origin = 0;  ///< in `Block::origins`, where there are any
};

struct Block {
  std::string bytes;
  std::uint64_t offset = 0;  ///< of `bytes` in the decompressed member
  std::vector<Record> records;
  std::string header;  ///< the format's header lines in force, each with its line feed
  /// Of a translated content, or of lines that were joined: where its records lie in the decompressed member. Their text need
  /// not be what lies there.
  std::vector<base::Span> origins;

  [[nodiscard]] std::string_view text_of(const Record& record) const {
    return std::string_view(bytes).substr(record.begin, record.size);
  }
  /// Where the record lies in the decompressed member; each piece of a translated one lies where all of it does.
  [[nodiscard]] std::uint64_t offset_of(const Record& record) const {
    return origins.empty() ? offset + record.begin : origins[record.origin].offset_bytes;
  }
  [[nodiscard]] std::uint64_t length_of(const Record& record) const {
    return origins.empty() ? record.size : origins[record.origin].size_bytes;
  }
};

/// Decodes a record of a block. A translated record that is broken is `unparsed`, and so is one that came in pieces: its
/// first piece stands for it, the others are `nothing`. `other` tells whose the record is.
Decoded decode(const Format& format, const Block& block, const Record& record, const FileContext& context,
               Scratch& scratch, model::Event& event, OtherLog* other = nullptr);

struct Member {
  std::string name;  ///< "zeek_dns.ndjson", "logs.zip//zeek/dns.log"
  Recognised recognised;
  std::string head;  ///< the first `recognition_bytes` of the content, as UTF-8 and without byte order mark
  std::string_view encoding = "";              ///< "utf-16le" or "utf-16be" when the content was converted
  std::optional<base::Instant> modified = {};  ///< of the archive's entry, as gzip kept it, or of the file
  std::string tail = {};  ///< the last bytes of a longer file that is not packed, for formats that look at them
};

/// Whether the records of a member are of one device that they may not name.
bool is_of_one_device(const Recognised& recognised);

/// What the member's format knows of it before its records are decoded. `inventory`, which may be null, and the mappings of
/// the reader must live as long.
FileContext context_of(const Member& member, const model::Inventory* inventory);

/// What was read of a member, known once it has ended.
struct MemberEnd {
  std::uint64_t content_bytes = 0;
  std::string content_sha256;      ///< of the decompressed content as far as it was read, before any conversion
  std::uint64_t long_records = 0;  ///< that were longer than `record_bytes_max` and came in pieces
  std::optional<std::uint64_t> first_long_line;  ///< where the first of them begins
  std::optional<base::Error> problem;            ///< why it ended early
};

struct ReaderOptions {
  Recognised (*recognise)(std::string_view head) = &evidence::recognise;
  Limits limits = {};
  std::span<const model::LogMapping> mappings = {};  ///< logs that packs describe; they outlive the reader's members
  Hash hash = Hash::yes;                             ///< no: `MemberEnd::content_sha256` and `file_sha256` mean nothing
};

class Reader {
 public:
  static base::Result<Reader> open(const FileEntry& file, const ReaderOptions& options = {});
  Reader(Reader&&) noexcept;
  ~Reader();

  /// Goes to the next member; nothing at the end. An archive that breaks gives its last members what could be read.
  std::optional<Member> next_member();
  /// Fills `block` (its memory is reused) with the next records of the member; false at its end.
  bool next_block(Block& block);
  [[nodiscard]] MemberEnd member_end() const;

  /// Of the file on the disk; complete once `next_member` has given nothing.
  [[nodiscard]] std::string file_sha256();
  /// A problem with the file as a whole (a read error, a broken archive), if there was one.
  [[nodiscard]] const std::optional<base::Error>& problem() const;
  /// How many of the file's own bytes were consumed: progress.
  [[nodiscard]] std::uint64_t file_bytes_read() const;

 private:
  struct State;
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace clew::evidence
