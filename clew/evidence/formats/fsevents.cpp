// macOS's own record of what changed on a volume: the pages in .fseventsd, gzip'd there. A record is a path, an id that
// only grows, what happened to the path since the record before (in any order), and since version 2 its node.
// No record has a time.
// Source: "MacOS File System Events Disk Log Stream format" of libyal's dtformats; FSEvents.h of Apple's Core Services.
#include "clew/base/text.h"
#include "clew/evidence/detail/json_text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/translator.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;
namespace activity = model::activity;
using namespace std::string_view_literals;

constexpr std::size_t header_bytes = 12;
constexpr std::size_t path_bytes_limit = 4096;        ///< macOS allows 1,024
constexpr std::uint32_t page_bytes_max = 64U << 20U;  ///< the daemon writes some 100 KiB

struct Flag {
  std::uint32_t bit;
  std::string_view name;
};
constexpr std::array flags = std::to_array<Flag>({
    {0x00000001, "folder event"},
    {0x00000002, "mount"},
    {0x00000004, "unmount"},
    {0x00000020, "end of transaction"},
    {0x00000800, "last hard link removed"},
    {0x00001000, "hard link"},
    {0x00004000, "symbolic link"},
    {0x00008000, "file event"},
    {0x00010000, "permissions changed"},
    {0x00020000, "extended attribute changed"},
    {0x00040000, "extended attribute removed"},
    {0x00100000, "document revised"},
    {0x00400000, "item cloned"},
    {0x01000000, "created"},
    {0x02000000, "removed"},
    {0x04000000, "inode metadata changed"},
    {0x08000000, "renamed"},
    {0x10000000, "modified"},
    {0x20000000, "exchanged"},
    {0x40000000, "finder info changed"},
    {0x80000000, "folder created"},
});

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// How many bytes follow the path in a page of this kind; 0 for no page.
std::size_t bytes_behind_path(std::string_view magic) {
  if (magic == "1SLD") return 8 + 4;          // id, flags
  if (magic == "2SLD") return 8 + 4 + 8;      // and the node
  if (magic == "3SLD") return 8 + 4 + 8 + 4;  // and a number whose meaning is not known
  return 0;
}

/// The size that a page's header claims, with the header.
std::uint32_t page_bytes_of(std::string_view header) {
  return static_cast<std::uint32_t>(little_endian(header.substr(8, 4)));
}

bool is_page(std::string_view header) {
  return header.size() >= header_bytes && bytes_behind_path(header.substr(0, 4)) > 0 &&
         page_bytes_of(header) >= header_bytes && page_bytes_of(header) <= page_bytes_max;
}

/// The unread bytes of a content: as many as are asked for, at most `path_bytes_limit` and some.
class Window {
 public:
  explicit Window(ByteSource& content) : content_(content) {}

  /// The next `count` bytes, fewer at the end.
  std::string_view peek(std::size_t count) {
    while (bytes_.size() - begin_ < count) {
      const std::string_view piece = content_.next();
      if (piece.empty()) break;
      bytes_.erase(0, begin_);
      begin_ = 0;
      bytes_ += piece;
    }
    return std::string_view(bytes_).substr(begin_, count);
  }
  void pass(std::size_t count) {
    begin_ += count;
    offset_ += count;
  }
  /// Passes over `count` bytes, or all that are left.
  void skip(std::uint64_t count) {
    constexpr std::size_t step_bytes = 4096;
    while (count > 0) {
      const std::size_t size = peek(std::min<std::uint64_t>(count, step_bytes)).size();
      if (size == 0) return;
      pass(size);
      count -= size;
    }
  }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  ByteSource& content_;
  std::string bytes_;
  std::size_t begin_ = 0;
  std::uint64_t offset_ = 0;
};

class FsEventsTranslator final : public Translator {
 public:
  explicit FsEventsTranslator(ByteSource& content) : window_(content) {}

  bool next(Translation& record) override {
    while (!problem_) {
      if (window_.offset() < page_end_) return next_record(record);
      if (!start_page()) return false;
    }
    return false;
  }
  [[nodiscard]] std::optional<base::Error> problem() const override { return problem_; }

 private:
  bool start_page() {
    const std::string_view header = window_.peek(header_bytes);
    if (header.empty()) return false;
    if (!is_page(header)) {
      problem_ = base::Error{base::Fault::malformed,
                             "no page of file system events where one should begin",
                             {window_.offset(), header.size()}};
      return false;
    }
    behind_path_ = bytes_behind_path(header.substr(0, 4));
    page_end_ = window_.offset() + page_bytes_of(header);
    window_.pass(header_bytes);
    return true;
  }

  bool next_record(Translation& record) {
    record.offset = window_.offset();
    const std::uint64_t left = page_end_ - window_.offset();
    const std::string_view bytes = window_.peek(std::min<std::uint64_t>(left, path_bytes_limit + behind_path_));
    if (bytes.empty()) {
      problem_ = base::Error{base::Fault::malformed, fmt::format("a page ends {} bytes early", left)};
      return false;
    }
    const std::size_t path_bytes = bytes.find('\0');
    if (path_bytes == std::string_view::npos || bytes.size() - path_bytes - 1 < behind_path_) {
      // Where the next record begins cannot be told; the next page can.
      window_.skip(left);
      record.length = window_.offset() - record.offset;
      record.broken = true;
      record.text = "a record without an end";
      return true;
    }
    record.length = path_bytes + 1 + behind_path_;
    record.broken = false;
    write(record.text, bytes.substr(0, path_bytes), bytes.substr(path_bytes + 1, behind_path_));
    window_.pass(record.length);
    return true;
  }

  static void write(std::string& text, std::string_view path, std::string_view rest) {
    const auto bits = static_cast<std::uint32_t>(little_endian(rest.substr(8, 4)));
    text = "{\"path\":";
    detail::append_json_text(text, path);
    fmt::format_to(std::back_inserter(text), ",\"event_id\":{},\"flags\":\"0x{:08x}\",\"changes\":[",
                   little_endian(rest.substr(0, 8)), bits);
    bool first = true;
    for (const Flag& flag : flags) {
      if ((bits & flag.bit) == 0) continue;
      if (!std::exchange(first, false)) text += ',';
      detail::append_json_text(text, flag.name);
    }
    text += ']';
    if (rest.size() >= 20)
      fmt::format_to(std::back_inserter(text), ",\"node_id\":{}", little_endian(rest.substr(12, 8)));
    text += '}';
  }

  Window window_;
  std::uint64_t page_end_ = 0;
  std::size_t behind_path_ = 0;
  std::optional<base::Error> problem_;
};

std::unique_ptr<Translator> translate(ByteSource& content) { return std::make_unique<FsEventsTranslator>(content); }

/// What happened, if it was one thing. Of several in one record the order is not known.
std::uint8_t activity_of(std::string_view change) {
  if (change == "created" || change == "folder created") return activity::file_create;
  if (change == "removed") return activity::file_delete;
  if (change == "renamed") return activity::file_rename;
  if (change == "modified") return activity::file_update;
  return activity::unknown;
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  event.event_class = model::EventClass::file_activity;
  std::string changes;
  for (const Fields::Field& field : fields.all()) {
    if (fields.path_of(field) != "changes") continue;
    changes.append(changes.empty() ? "" : ", ").append(field.text);
    const std::uint8_t one = activity_of(field.text);
    if (one == activity::unknown || one == event.activity) continue;
    if (event.activity != activity::unknown) event.activity = activity::other;
    if (event.activity == activity::unknown) event.activity = one;
  }
  if (event.activity == activity::unknown) event.activity = activity::other;
  // Paths stand as they are below the volume's root.
  const std::string_view path = fields.get("path");
  event.add(file_path, path.empty() || path.starts_with('/') ? std::string(path) : "/" + std::string(path));
  event.add(status_detail, changes);
  event.add(event_uid, fields.get("event_id"));
  return Decoded::event;
}

std::string recognise(std::string_view head) { return is_page(head) ? "fsevents" : ""; }

/// Without a time nothing can be said of when it could have shown something.
std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::file};
  return sights;
}

}  // namespace

constinit const Format fsevents = {
    .name = "fsevents",
    .framing = Framing::translated,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .translate = translate,
    .of_one_device = true,
};

}  // namespace clew::evidence
