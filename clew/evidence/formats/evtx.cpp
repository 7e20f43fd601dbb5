// Windows' event logs. Each record becomes one JSON object in the form of `evtx_dump` (detail/evtx_writer.h), which the decoder
// of all Windows events reads.
// Source: J. Metz, "Windows XML Event Log (EVTX) format"; [MS-EVEN6] section 2.2.12 for the binary XML in it.
#include "clew/evidence/detail/evtx_chunk.h"
#include "clew/evidence/detail/evtx_writer.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/windows_event.h"
#include "clew/evidence/translator.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace clew::evidence {
namespace {

using detail::EvtxChunk;
using detail::EvtxRecord;

/// Holds one chunk of 64 KiB and its templates.
class EvtxTranslator final : public Translator {
 public:
  explicit EvtxTranslator(ByteSource& content) : content_(content), buffer_(detail::evtx_chunk_bytes) {}

  bool next(Translation& record) override {
    while (!has_chunk_ || !next_record(record)) {
      has_chunk_ = false;
      if (!next_chunk(record)) return false;
      if (record.broken) return true;
    }
    return true;
  }

  [[nodiscard]] std::optional<base::Error> problem() const override {
    if (content_.problem()) return content_.problem();
    return problem_;
  }

 private:
  /// The next bytes; fewer only at the end of the content.
  std::string_view read(std::size_t size_bytes) {
    std::size_t size = std::exchange(carried_, 0);
    while (size < size_bytes) {
      const std::size_t got = content_.read({buffer_.data() + size, size_bytes - size});
      if (got == 0) break;
      size += got;
    }
    offset_ = end_;
    end_ += size;
    return {buffer_.data(), size};
  }

  /// A file begins with a header; a chunk that was saved from a damaged disk does not.
  void read_file_header() {
    has_started_ = true;
    const std::string_view start = read(detail::evtx_file_header_bytes);
    if (start.starts_with(detail::evtx_chunk_magic)) {
      carried_ = start.size();
      end_ = 0;
    } else {
      header_ = detail::EvtxFileHeader::read(start);
    }
  }

  /// True with the next chunk, or with a broken record in place of one.
  bool next_chunk(Translation& record) {
    if (!has_started_) read_file_header();
    record.broken = false;
    while (true) {
      const std::string_view bytes = read(detail::evtx_chunk_bytes);
      if (bytes.empty()) return end();
      if (std::ranges::all_of(bytes, [](char c) { return c == '\0'; })) continue;  // room for later
      ++chunk_count_;
      if (!bytes.starts_with(detail::evtx_chunk_magic)) {
        break_at(record, 0, bytes.size(), "no chunk begins here");
        return true;
      }
      chunk_ = EvtxChunk(bytes, header_.is_dirty ? EvtxChunk::Log::in_use : EvtxChunk::Log::closed);
      if (chunk_.is_cut_off()) set_problem("the file ends within a chunk's records");
      writer_.start(bytes);
      has_chunk_ = true;
      if (header_.is_sound && !header_.is_dirty && !chunk_.is_unchanged())
        break_at(record, 0, detail::evtx_chunk_header_bytes,
                 "the records of this chunk are not those that its checksum was made of");
      return true;
    }
  }

  bool end() {
    const bool counts = header_.is_sound && !header_.is_dirty;
    if (counts && chunk_count_ < header_.chunk_count)
      set_problem(
          fmt::format("{} of the {} chunks that the header tells of are there", chunk_count_, header_.chunk_count));
    return false;
  }

  bool next_record(Translation& record) {
    const auto found = chunk_.next();
    if (!found) return false;
    record.broken = false;
    record.offset = offset_ + found->offset;
    record.length = found->size;
    std::string_view flaw = found->flaw;
    if (flaw.empty()) {
      if (const auto problem = writer_.write(found->xml_begin, found->xml_end)) flaw = *problem;
    }
    if (flaw.empty()) {
      record.text.assign(writer_.text());
    } else {
      break_at(record, found->offset, found->size, flaw, found->number);
    }
    return true;
  }

  void break_at(Translation& record, std::size_t offset, std::size_t size, std::string_view why,
                std::uint64_t number = 0) {
    record.offset = offset_ + offset;
    record.length = size;
    record.broken = true;
    record.text = number == 0 ? std::string(why) : fmt::format("record {}: {}", number, why);
  }

  void set_problem(std::string what) {
    if (!problem_) problem_ = base::Error{base::Fault::malformed, std::move(what), {offset_, end_ - offset_}};
  }

  ByteSource& content_;
  std::vector<char> buffer_;
  std::uint64_t offset_ = 0;  // of the chunk in the content
  std::uint64_t end_ = 0;     // of what was read
  std::size_t carried_ = 0;   // bytes of the first chunk that were read in search of a header
  bool has_started_ = false;
  bool has_chunk_ = false;
  detail::EvtxFileHeader header_;
  EvtxChunk chunk_;
  std::size_t chunk_count_ = 0;
  detail::EvtxWriter writer_;
  std::optional<base::Error> problem_;
};

std::unique_ptr<Translator> translate(ByteSource& content) { return std::make_unique<EvtxTranslator>(content); }

/// A log of one channel of one machine is known by what it can show; one with forwarded events may show anything.
std::string recognise(std::string_view head) {
  if (!head.starts_with(detail::evtx_file_magic) && !head.starts_with(detail::evtx_chunk_magic)) return {};
  MemorySource content(head);
  EvtxTranslator translator(content);
  return source_of_windows_log(translator);
}

}  // namespace

constinit const Format evtx = {
    .name = "evtx",
    .framing = Framing::translated,
    .recognise = recognise,
    .decode = decode_windows_event,
    .sees = windows_sights,
    .translate = translate,
    .shows_what_occurs = true,
};

}  // namespace clew::evidence
