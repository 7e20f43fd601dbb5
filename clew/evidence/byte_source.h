/// Bytes in order, pulled piece by piece: what files, decompressors and archive entries have in common.
///
///     FileSource --next()--> pieces --Lookahead--> the same pieces, with a look at the first ones, counted and hashed
///
/// In:     a regular file; or another source.
/// Out:    views that stay valid until the next call, never empty before the end.
/// Errors: a source that cannot go on ends, and `problem` says why; what it gave before stands.
/// Cost:   one buffer a source; nothing grows with the input.
#pragma once

#include "clew/base/hash.h"
#include "clew/base/result.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace clew::evidence {

/// Whether the SHA-256 of what is read is wanted: it costs as much as the reading.
enum class Hash : std::uint8_t { no, yes };

class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// The next bytes, valid until the next call; empty at the end, and from then on.
  virtual std::string_view next() = 0;
  /// The next bytes, written to `into` (not empty): how many; 0 at the end. Spares a copy where the source can write there.
  /// Once it was called, `next` is called no more.
  virtual std::size_t read(std::span<char> into);
  /// Why the bytes ended early, once they have.
  [[nodiscard]] virtual std::optional<base::Error> problem() const { return std::nullopt; }

 private:
  std::string_view unread_;  // of what `next` gave to `read`
};

/// Bytes of memory, which outlive it, in one piece.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  std::string_view next() override { return std::exchange(bytes_, {}); }

 private:
  std::string_view bytes_;
};

/// A file on the disk, hashed as its bytes go by if that is wanted. Only regular files: a pipe or a device could block for ever.
class FileSource final : public ByteSource {
 public:
  static base::Result<std::unique_ptr<FileSource>> open(const std::filesystem::path& path, Hash hash = Hash::yes);
  ~FileSource() override;

  std::string_view next() override;
  [[nodiscard]] std::optional<base::Error> problem() const override { return problem_; }

  /// The next bytes will be those at `offset`.
  void seek(std::uint64_t offset);
  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }
  /// How far the file has been read, whatever was read again.
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }
  /// Of the whole file, where it was asked for: reads what nobody has asked for yet.
  std::string sha256();
  /// As many bytes at `offset` as fit and as there are, whatever was read before. May be called from several threads.
  base::Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const;

 private:
  FileSource(int descriptor, std::filesystem::path path, std::uint64_t size_bytes, Hash hash);
  std::string_view piece_at(std::uint64_t offset);

  int descriptor_;
  std::filesystem::path path_;
  std::uint64_t size_bytes_;
  Hash hashed_;
  std::uint64_t position_ = 0;
  std::uint64_t bytes_read_ = 0;  // also the frontier of the hash: bytes read again are not hashed again
  /// The kernel copies faster to the beginning of a line than to where `new` would put a buffer.
  struct alignas(64) CacheLine {
    std::array<char, 64> bytes;
  };
  [[nodiscard]] std::span<char> buffer() const { return {buffer_[0].bytes.data(), buffer_lines_ * sizeof(CacheLine)}; }
  std::size_t buffer_lines_;
  std::unique_ptr<CacheLine[]> buffer_;
  base::Sha256 hash_;
  std::string hex_;
  std::optional<base::Error> problem_;
};

/// Another source, with a look at its first bytes; counts what it gives, and hashes it if asked to.
class Lookahead final : public ByteSource {
 public:
  Lookahead(ByteSource& source, Hash hash) : source_(&source), hashed_(hash) {}

  /// The first `size_bytes` bytes (fewer only if there are no more); asked for before the first `next`.
  std::string_view peek(std::size_t size_bytes);
  std::string_view next() override;
  std::size_t read(std::span<char> into) override;
  [[nodiscard]] std::optional<base::Error> problem() const override { return source_->problem(); }

  /// The next `next` leaves out this many of the peeked bytes; they are counted and hashed all the same.
  void drop(std::size_t size_bytes);
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// Of all the bytes that were given.
  [[nodiscard]] std::string sha256();

 private:
  std::string_view given(std::string_view piece);

  ByteSource* source_;
  Hash hashed_;
  std::string head_;
  std::size_t dropped_ = 0;
  std::size_t head_read_ = 0;
  bool head_given_ = false;
  std::uint64_t bytes_ = 0;
  base::Sha256 hash_;
  std::string hex_;
};

/// UTF-16 text as UTF-8; a lone surrogate becomes U+FFFD. The byte order mark must have been dropped before.
/// Source: RFC 2781, RFC 3629.
class Utf16Source final : public ByteSource {
 public:
  enum class Order : std::uint8_t { little_endian, big_endian };
  Utf16Source(ByteSource& source, Order order) : source_(source), order_(order) {}

  std::string_view next() override;
  [[nodiscard]] std::optional<base::Error> problem() const override { return source_.problem(); }

  /// The order in which `head` is written, if it begins with a byte order mark and reads as text in that order:
  /// without U+0000, and with hardly a lone surrogate. Binary files that begin with the same two bytes soon have both.
  static std::optional<Order> recognise(std::string_view head);

 private:
  void convert(std::string_view piece);
  void put_unit(std::uint16_t unit);
  void put(char32_t character);

  ByteSource& source_;
  Order order_;
  std::optional<unsigned char> half_;  // the first byte of a unit that the last piece cut in two
  std::optional<std::uint16_t> high_;  // a high surrogate that waits for its low one
  std::string text_;
};

}  // namespace clew::evidence
