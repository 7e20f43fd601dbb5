#include "clew/evidence/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

namespace clew::evidence {
namespace {

constexpr std::size_t buffer_bytes_max = 512U << 10U;
constexpr std::size_t buffer_bytes_min = 4096;

int open_for_reading(const std::filesystem::path& path) {
  // Evidence keeps its access time where that is ours to ask (owner or root). A pipe must not block the open.
  constexpr int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  const int descriptor = ::open(path.c_str(), flags | O_NOATIME);
  return descriptor < 0 && errno == EPERM ? ::open(path.c_str(), flags) : descriptor;
}

constexpr bool is_high_surrogate(std::uint32_t unit) { return (unit & 0xfc00U) == 0xd800U; }
constexpr bool is_low_surrogate(std::uint32_t unit) { return (unit & 0xfc00U) == 0xdc00U; }

std::uint16_t unit_of(unsigned char first, unsigned char second, Utf16Source::Order order) {
  const bool little = order == Utf16Source::Order::little_endian;
  return static_cast<std::uint16_t>(little ? first | (second << 8U) : second | (first << 8U));
}

}  // namespace

std::size_t ByteSource::read(std::span<char> into) {
  if (unread_.empty()) unread_ = next();
  const std::size_t size = std::min(unread_.size(), into.size());
  std::copy_n(unread_.data(), size, into.data());
  unread_.remove_prefix(size);
  return size;
}

base::Result<std::unique_ptr<FileSource>> FileSource::open(const std::filesystem::path& path, Hash hash) {
  const int descriptor = open_for_reading(path);
  if (descriptor < 0) {
    const int number = errno;
    return base::fail(number == ENOENT ? base::Fault::not_found : base::Fault::unavailable,
                      fmt::format("cannot open the file: {}", std::strerror(number)), {}, path.string());
  }
  struct stat status {};
  const bool is_file = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  if (!is_file) {
    ::close(descriptor);
    return base::fail(base::Fault::unsupported, "not a regular file", {}, path.string());
  }
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return std::unique_ptr<FileSource>(
      new FileSource(descriptor, path, static_cast<std::uint64_t>(status.st_size), hash));
}

// Folders have many small files: one byte more than the file shows its end, and no more memory is touched.
FileSource::FileSource(int descriptor, std::filesystem::path path, std::uint64_t size_bytes, Hash hash)
    : descriptor_(descriptor),
      path_(std::move(path)),
      size_bytes_(size_bytes),
      hashed_(hash),
      buffer_lines_(std::clamp<std::uint64_t>(size_bytes + 1, buffer_bytes_min, buffer_bytes_max) / sizeof(CacheLine) +
                    1),
      buffer_(std::make_unique_for_overwrite<CacheLine[]>(buffer_lines_)) {}

FileSource::~FileSource() { ::close(descriptor_); }

std::string_view FileSource::next() {
  const std::string_view piece = piece_at(position_);
  position_ += piece.size();
  return piece;
}

void FileSource::seek(std::uint64_t offset) { position_ = offset; }

base::Result<std::size_t> FileSource::read_at(std::uint64_t offset, std::span<char> into) const {
  std::size_t size = 0;
  while (size < into.size()) {
    const ssize_t got = ::pread(descriptor_, into.data() + size, into.size() - size, static_cast<off_t>(offset + size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return base::fail(base::Fault::unavailable, fmt::format("cannot read on: {}", std::strerror(errno)),
                        {offset + size, 0}, path_.string());
    }
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  return size;
}

std::string_view FileSource::piece_at(std::uint64_t offset) {
  if (problem_) return {};
  const auto got = read_at(offset, buffer());
  if (!got) {
    problem_ = got.error();
    return {};
  }
  const std::string_view piece(buffer().data(), *got);
  if (offset <= bytes_read_ && bytes_read_ < offset + piece.size()) {
    if (hashed_ == Hash::yes) hash_.add(piece.substr(bytes_read_ - offset));
    bytes_read_ = offset + piece.size();
  }
  return piece;
}

std::string FileSource::sha256() {
  if (hex_.empty()) {
    while (!piece_at(bytes_read_).empty()) {
    }
    hex_ = hash_.hex();
  }
  return hex_;
}

std::string_view Lookahead::peek(std::size_t size_bytes) {
  while (head_.size() < size_bytes) {
    const std::string_view piece = source_->next();
    if (piece.empty()) break;
    head_ += piece;
  }
  return std::string_view(head_).substr(0, size_bytes);
}

std::string_view Lookahead::next() {
  if (!head_given_) {
    head_given_ = true;
    if (!head_.empty()) given(head_);
    if (head_.size() > dropped_) return std::string_view(head_).substr(dropped_);
  }
  if (!head_.empty()) std::string().swap(head_);
  return given(source_->next());
}

std::size_t Lookahead::read(std::span<char> into) {
  if (!head_given_) {
    head_given_ = true;
    given(head_);
    head_read_ = dropped_;
  }
  std::size_t size = std::min(head_.size() - std::min(head_read_, head_.size()), into.size());
  if (size > 0) {
    std::copy_n(head_.data() + head_read_, size, into.data());
    head_read_ += size;
    return size;
  }
  if (!head_.empty()) std::string().swap(head_);
  size = source_->read(into);
  given({into.data(), size});
  return size;
}

void Lookahead::drop(std::size_t size_bytes) { dropped_ = size_bytes; }

std::string_view Lookahead::given(std::string_view piece) {
  bytes_ += piece.size();
  if (hashed_ == Hash::yes) hash_.add(piece);
  return piece;
}

std::string Lookahead::sha256() {
  if (hex_.empty()) hex_ = hash_.hex();
  return hex_;
}

std::string_view Utf16Source::next() {
  text_.clear();
  while (text_.empty()) {
    const std::string_view piece = source_.next();
    if (piece.empty()) {
      // What is left is half of something.
      if (half_ || high_) put(U'\ufffd');
      half_.reset();
      high_.reset();
      break;
    }
    convert(piece);
  }
  return text_;
}

void Utf16Source::convert(std::string_view piece) {
  for (const char c : piece) {
    const auto byte = static_cast<unsigned char>(c);
    if (!half_) {
      half_ = byte;
      continue;
    }
    put_unit(unit_of(*half_, byte, order_));
    half_.reset();
  }
}

void Utf16Source::put_unit(std::uint16_t unit) {
  if (high_ && is_low_surrogate(unit)) {
    put(static_cast<char32_t>(0x10000U + ((*high_ & 0x3ffU) << 10U) + (unit & 0x3ffU)));
    high_.reset();
    return;
  }
  if (high_) put(U'\ufffd');
  high_.reset();
  if (is_high_surrogate(unit)) {
    high_ = unit;
  } else {
    put(is_low_surrogate(unit) ? U'\ufffd' : static_cast<char32_t>(unit));
  }
}

void Utf16Source::put(char32_t character) {
  const auto tail = [&](unsigned shift) { text_ += static_cast<char>(0x80U | ((character >> shift) & 0x3fU)); };
  if (character < 0x80) {
    text_ += static_cast<char>(character);
  } else if (character < 0x800) {
    text_ += static_cast<char>(0xc0U | (character >> 6U));
    tail(0);
  } else if (character < 0x10000) {
    text_ += static_cast<char>(0xe0U | (character >> 12U));
    tail(6);
    tail(0);
  } else {
    text_ += static_cast<char>(0xf0U | (character >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::optional<Utf16Source::Order> Utf16Source::recognise(std::string_view head) {
  if (head.size() < 4) return std::nullopt;
  Order order{};
  if (head.starts_with("\xff\xfe")) {
    order = Order::little_endian;
  } else if (head.starts_with("\xfe\xff")) {
    order = Order::big_endian;
  } else {
    return std::nullopt;
  }
  // In text, half a pair is a rare accident; of units at random one in 32 is one.
  constexpr std::size_t units_for_each_half = 100;
  std::size_t halves = 0;
  bool after_high = false;
  for (std::size_t i = 2; i + 1 < head.size(); i += 2) {
    const std::uint16_t unit =
        unit_of(static_cast<unsigned char>(head[i]), static_cast<unsigned char>(head[i + 1]), order);
    if (unit == 0) return std::nullopt;
    if (is_low_surrogate(unit) != after_high) ++halves;
    after_high = is_high_surrogate(unit);
  }
  const std::size_t units = head.size() / 2;
  return halves <= 1 + units / units_for_each_half ? std::optional(order) : std::nullopt;
}

}  // namespace clew::evidence
