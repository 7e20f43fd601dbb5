// The only file of clew that sees libarchive.
#include "clew/evidence/container.h"

#include "clew/base/text.h"
#include "clew/evidence/detail/decompress.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <numeric>
#include <utility>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/core.h>

namespace clew::evidence {
namespace {

/// Holes in sparse files are given out in pieces of this size.
constexpr std::size_t hole_piece_bytes = 64U << 10U;

using ArchivePointer = std::unique_ptr<archive, decltype(&archive_read_free)>;

/// libarchive turns names into the character set of the locale. Here that is UTF-8, whatever the user's is.
class Utf8Names {
 public:
  Utf8Names() : before_(::uselocale(utf8())) {}
  ~Utf8Names() { ::uselocale(before_); }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;  // where the system has none: null, which leaves the thread's locale as it is
  }
  locale_t before_;
};

/// What libarchive pulls from: another source, or the file itself when it may go back and forth.
struct Input {
  ByteSource* source = nullptr;
  FileSource* file = nullptr;

  static la_ssize_t read(archive*, void* self, const void** buffer) {
    // A source that breaks simply ends here: libarchive uses all that came before, and its own complaint is replaced by
    // the source's.
    const std::string_view piece = static_cast<Input*>(self)->source->next();
    *buffer = piece.data();
    return static_cast<la_ssize_t>(piece.size());
  }

  static la_int64_t seek(archive*, void* self, la_int64_t offset, int whence) {
    FileSource& file = *static_cast<Input*>(self)->file;
    const auto from = static_cast<la_int64_t>(whence == SEEK_SET   ? 0
                                              : whence == SEEK_CUR ? file.position()
                                                                   : file.size_bytes());
    la_int64_t target = 0;
    if (__builtin_add_overflow(from, offset, &target) || target < 0) return ARCHIVE_FATAL;
    file.seek(static_cast<std::uint64_t>(target));
    return target;
  }
};

bool open_input(archive* reader, Input& input) {
  archive_read_set_read_callback(reader, Input::read);
  if (input.file != nullptr) archive_read_set_seek_callback(reader, Input::seek);
  archive_read_set_callback_data(reader, &input);
  return archive_read_open1(reader) == ARCHIVE_OK;
}

base::Error error_of(archive* reader, const ByteSource& source, std::string_view doing, std::uint64_t out) {
  if (auto problem = source.problem()) return *std::move(problem);
  const char* const text = archive_error_string(reader);
  const base::Fault fault = archive_errno(reader) == ENOMEM ? base::Fault::over_limit : base::Fault::malformed;
  return {fault, fmt::format("{}, after {} bytes of content: {}", doing, out, text == nullptr ? "damaged" : text), {}};
}

/// xz, bzip2 and lz4: libarchive's "raw" format, with exactly one decompression.
class FilterSource final : public ByteSource {
 public:
  FilterSource(int filter, ByteSource& source, Expansion& expansion)
      : input_{&source, nullptr}, expansion_(expansion), reader_(archive_read_new(), archive_read_free) {
    archive_entry* entry = nullptr;
    const bool is_open = archive_read_append_filter(reader_.get(), filter) == ARCHIVE_OK &&
                         archive_read_set_format(reader_.get(), ARCHIVE_FORMAT_RAW) == ARCHIVE_OK &&
                         open_input(reader_.get(), input_) &&
                         archive_read_next_header(reader_.get(), &entry) == ARCHIVE_OK;
    if (!is_open) stop(error_of(reader_.get(), source, "compressed data cannot be read", 0));
  }

  std::string_view next() override {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    while (!ended_ && size == 0) {
      const int result = archive_read_data_block(reader_.get(), &bytes, &size, &offset);
      if (result == ARCHIVE_EOF) ended_ = true;
      if (result < ARCHIVE_OK) stop(error_of(reader_.get(), *input_.source, "compressed data break off", out_));
      if (result != ARCHIVE_OK) size = 0;
    }
    out_ += size;
    expansion_.add(size);
    const auto in = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_filter_bytes(reader_.get(), -1), 0));
    if (!ended_ && !expansion_.allows(in, out_)) stop(detail::expands_without_end(out_));
    return {static_cast<const char*>(bytes), size};
  }
  [[nodiscard]] std::optional<base::Error> problem() const override { return problem_; }

 private:
  void stop(base::Error problem) {
    problem_ = std::move(problem);
    ended_ = true;
  }

  Input input_;
  Expansion& expansion_;
  ArchivePointer reader_;
  std::uint64_t out_ = 0;
  bool ended_ = false;
  std::optional<base::Error> problem_;
};

/// POSIX ustar: the sum of the header's bytes, its own field (148, 8 bytes) as blanks. Some write it with signed bytes.
bool has_tar_checksum(std::string_view head) {
  constexpr std::size_t field = 148;
  constexpr std::size_t field_bytes = 8;
  std::uint64_t written = 0;
  std::size_t digits = 0;
  for (const char c : head.substr(field, field_bytes)) {
    if (c >= '0' && c <= '7') {
      written = written * 8 + static_cast<std::uint64_t>(c - '0');
      ++digits;
    } else if (digits > 0) {
      break;
    }
  }
  const std::string_view before = head.substr(0, field);
  const std::string_view after = head.substr(field + field_bytes, 512 - field - field_bytes);
  const auto add = [](std::uint64_t sum, char c) { return sum + static_cast<unsigned char>(c); };
  const std::uint64_t sum = std::accumulate(
      after.begin(), after.end(), std::accumulate(before.begin(), before.end(), std::uint64_t{8} * ' ', add), add);
  return digits > 0 && written == sum;
}

bool is_tar(std::string_view head) {
  if (head.size() < 512 || !has_tar_checksum(head.substr(0, 512))) return false;
  // Before POSIX there was no magic, but zeros to the end of the header, which no text has.
  return head.substr(257, 5) == "ustar" || head.substr(345, 167).find_first_not_of('\0') == std::string_view::npos;
}

bool is_bzip2(std::string_view head) {
  if (!head.starts_with("BZh") || head.size() < 14 || head[3] < '1' || head[3] > '9') return false;
  const std::string_view block = head.substr(4, 6);
  if (block != "1AY&SY" && block != "\x17\x72\x45\x38\x50\x90") return false;
  // The first block's magic happens to be letters. What follows, a checksum and tables, is not.
  const auto is_text = [](char c) { return base::is_space(c) || (c >= ' ' && c <= '~'); };
  return !std::ranges::all_of(head.substr(10, 64), is_text);
}

bool is_gzip(std::string_view head) {
  constexpr unsigned reserved_flags = 0xe0;  // RFC 1952 section 2.3.1: must be zero
  return head.starts_with("\x1f\x8b\x08") && head.size() > 3 &&
         (static_cast<unsigned char>(head[3]) & reserved_flags) == 0;
}

bool is_zstd(std::string_view head) {
  using namespace std::string_view_literals;
  const bool is_skippable = head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xf0U) == 0x50U &&
                            head.substr(1, 3) == "\x2a\x4d\x18"sv;
  return head.starts_with("\x28\xb5\x2f\xfd"sv) || is_skippable;
}

int format_of(Packing packing) {
  switch (packing) {
    case Packing::zip: return ARCHIVE_FORMAT_ZIP;
    case Packing::seven_zip: return ARCHIVE_FORMAT_7ZIP;
    default: return ARCHIVE_FORMAT_TAR;
  }
}

}  // namespace

std::string_view name_of(Packing packing) {
  switch (packing) {
    case Packing::none: return "none";
    case Packing::gzip: return "gzip";
    case Packing::zstd: return "zstd";
    case Packing::xz: return "xz";
    case Packing::bzip2: return "bzip2";
    case Packing::lz4: return "lz4";
    case Packing::zip: return "zip";
    case Packing::tar: return "tar";
    case Packing::seven_zip: return "7z";
    case Packing::rar: return "rar";
    case Packing::cab: return "cab";
    case Packing::unix_compress: return "compress (.Z)";
  }
  return "unknown";
}

std::optional<base::Instant> last_change(std::int64_t seconds) {
  constexpr std::int64_t year_1990 = 631'152'000;
  constexpr std::int64_t year_2100 = 4'102'444'800;
  if (seconds < year_1990 || seconds > year_2100) return std::nullopt;
  return base::Instant::from_seconds(seconds);
}

std::optional<base::Instant> gzip_modified(std::string_view head) {
  constexpr std::size_t time_offset = 4;
  constexpr std::size_t time_bytes = 4;
  if (head.size() < time_offset + time_bytes) return std::nullopt;
  std::uint32_t seconds = 0;
  for (std::size_t i = time_bytes; i-- > 0;)
    seconds = seconds << 8U | static_cast<unsigned char>(head[time_offset + i]);
  return last_change(seconds);
}

Packing recognise_packing(std::string_view head) {
  using namespace std::string_view_literals;
  struct Magic {
    std::string_view bytes;
    Packing packing;
  };
  static constexpr std::array magics{
      Magic{"\xfd\x37\x7a\x58\x5a\x00"sv, Packing::xz},
      Magic{"\x04\x22\x4d\x18"sv, Packing::lz4},
      Magic{"PK\x03\x04"sv, Packing::zip},
      Magic{"PK\x05\x06"sv, Packing::zip},
      Magic{"PK\x07\x08PK\x03\x04"sv, Packing::zip},
      Magic{"\x37\x7a\xbc\xaf\x27\x1c"sv, Packing::seven_zip},
      Magic{"Rar!\x1a\x07"sv, Packing::rar},
      Magic{"MSCF\0\0\0\0"sv, Packing::cab},
      Magic{"\x1f\x9d"sv, Packing::unix_compress},
  };
  if (is_gzip(head)) return Packing::gzip;
  if (is_zstd(head)) return Packing::zstd;
  if (is_bzip2(head)) return Packing::bzip2;
  for (const Magic& magic : magics) {
    if (head.starts_with(magic.bytes)) return magic.packing;
  }
  return is_tar(head) ? Packing::tar : Packing::none;
}

std::unique_ptr<ByteSource> decompress(Packing packing, ByteSource& input, Expansion& expansion) {
  switch (packing) {
    case Packing::gzip: return detail::make_gzip_source(input, expansion);
    case Packing::zstd: return detail::make_zstd_source(input, expansion);
    case Packing::xz: return std::make_unique<FilterSource>(ARCHIVE_FILTER_XZ, input, expansion);
    case Packing::bzip2: return std::make_unique<FilterSource>(ARCHIVE_FILTER_BZIP2, input, expansion);
    default: break;
  }
  CLEW_ASSERT(packing == Packing::lz4);
  return std::make_unique<FilterSource>(ARCHIVE_FILTER_LZ4, input, expansion);
}

struct Archive::State {
  State(Packing packing, ByteSource& source, FileSource* file, Expansion& budget)
      : input{file == nullptr ? &source : file, file}, expansion(budget) {
    archive_read_support_filter_none(reader.get());
    archive_read_support_format_by_code(reader.get(), format_of(packing));
    if (!open_input(reader.get(), input))
      damage = error_of(reader.get(), *input.source, "the archive cannot be opened", 0);
  }

  [[nodiscard]] std::uint64_t in() const {
    const la_int64_t position = archive_filter_bytes(reader.get(), -1);
    return static_cast<std::uint64_t>(std::max<la_int64_t>(position - entry_begin, 0));
  }
  std::string_view next_piece();
  void break_entry() {
    entry_ended = true;
    entry_is_broken = true;
    entry_problem = error_of(reader.get(), *input.source, "the archive's entry breaks off", entry_out);
  }

  Input input;
  Expansion& expansion;
  ArchivePointer reader{archive_read_new(), archive_read_free};
  std::string_view block;         // that libarchive has read and nobody has taken yet
  std::uint64_t block_begin = 0;  // in the entry; what lies before it is a hole
  la_int64_t entry_begin = 0;
  std::uint64_t entry_out = 0;
  std::uint64_t unnamed = 0;
  bool entry_ended = true;
  bool entry_is_broken = false;
  std::optional<base::Error> entry_problem;
  std::optional<base::Error> damage;
};

/// Block by block: who asks libarchive for more at once loses what it has already, when the rest cannot be read.
std::string_view Archive::State::next_piece() {
  static constexpr std::array<char, hole_piece_bytes> zeros{};
  while (block.empty() && entry_out >= block_begin) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t begin = 0;
    const int result = archive_read_data_block(reader.get(), &bytes, &size, &begin);
    if (result == ARCHIVE_EOF) {
      entry_ended = true;
      return {};
    }
    if (result < ARCHIVE_OK || begin < 0 || static_cast<std::uint64_t>(begin) < entry_out) {
      break_entry();
      return {};
    }
    block = {static_cast<const char*>(bytes), size};
    block_begin = static_cast<std::uint64_t>(begin);
  }
  if (entry_out < block_begin) return {zeros.data(), std::min<std::uint64_t>(zeros.size(), block_begin - entry_out)};
  return std::exchange(block, {});
}

Archive::Archive(Packing packing, ByteSource& input, FileSource* file, Expansion& expansion) {
  const Utf8Names names;
  if (file != nullptr) file->seek(0);
  state_ = std::make_unique<State>(packing, input, file, expansion);
}

Archive::~Archive() = default;

std::optional<ArchiveEntry> Archive::next_entry() {
  const Utf8Names names;
  State& state = *state_;
  state.entry_ended = true;
  while (!state.damage) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(state.reader.get(), &entry);
    if (result == ARCHIVE_EOF) {
      // A stream that broke inside an entry has no more entries to offer; an archive with a directory does know its end.
      state.damage =
          state.input.file == nullptr && state.entry_is_broken ? state.entry_problem : state.input.source->problem();
      break;
    }
    if (result < ARCHIVE_WARN) {
      state.damage = error_of(state.reader.get(), *state.input.source, "the archive breaks off", 0);
      break;
    }
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) continue;
    const char* const name = archive_entry_pathname(entry);
    ArchiveEntry found{name == nullptr ? fmt::format("(unnamed {})", ++state.unnamed) : name, std::nullopt};
    if (archive_entry_is_data_encrypted(entry) != 0) {
      found.problem = base::Error{base::Fault::unsupported, "encrypted", {}};
      return found;
    }
    if (archive_entry_mtime_is_set(entry) != 0) found.modified = last_change(archive_entry_mtime(entry));
    state.entry_ended = false;
    state.entry_begin = archive_filter_bytes(state.reader.get(), -1);
    state.entry_out = 0;
    state.block = {};
    state.block_begin = 0;
    state.entry_is_broken = false;
    state.entry_problem.reset();
    return found;
  }
  return std::nullopt;
}

std::string_view Archive::next() {
  State& state = *state_;
  if (state.entry_ended) return {};
  const std::string_view piece = state.next_piece();
  state.entry_out += piece.size();
  state.expansion.add(piece.size());
  if (!piece.empty() && !state.expansion.allows(state.in(), state.entry_out)) {
    state.entry_problem = detail::expands_without_end(state.entry_out);
    state.entry_ended = true;
  }
  return piece;
}

std::optional<base::Error> Archive::problem() const { return state_->entry_problem; }
const std::optional<base::Error>& Archive::damage() const { return state_->damage; }

}  // namespace clew::evidence
