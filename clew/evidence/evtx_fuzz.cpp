// Promises under test: any bytes as an event log end; records lie in order and inside the content; what is no broken record is one
// JSON object on one line, which the decoder reads; how the bytes arrive does not matter.
#include "clew/base/result.h"
#include "clew/evidence/detail/evtx_chunk.h"
#include "clew/evidence/detail/pieces.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/translator.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace clew::evidence;

namespace {

using detail::evtx_chunk_bytes;
using detail::evtx_chunk_header_bytes;
using detail::evtx_file_header_bytes;

void put(std::string& bytes, std::size_t offset, std::uint64_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes[offset + i] = static_cast<char>(number >> (8 * i) & 0xffU);
}

/// A file with one chunk, whose records are `records`, and which ends with them. Its checksums are wrong, as in a log in use.
std::string file_of(std::string_view records) {
  std::string file(evtx_file_header_bytes + evtx_chunk_header_bytes, '\0');
  file.replace(0, detail::evtx_file_magic.size(), detail::evtx_file_magic);
  put(file, 120, 1, 4);  // in use
  file.replace(evtx_file_header_bytes, detail::evtx_chunk_magic.size(), detail::evtx_chunk_magic);
  file += records.substr(0, evtx_chunk_bytes - evtx_chunk_header_bytes);
  put(file, evtx_file_header_bytes + 48, file.size() - evtx_file_header_bytes, 4);
  return file;
}

/// A record around binary XML.
std::string record_of(std::string_view xml) {
  std::string record("**\0\0", 4);
  record.resize(24);
  record += xml.substr(0, 60'000);
  record.resize(record.size() + 4);
  put(record, 4, record.size(), 4);
  put(record, 8, 1, 8);
  put(record, record.size() - 4, record.size(), 4);
  return record;
}

/// The first byte says what the others are: a file, the records of a chunk, or the binary XML of one record.
std::string content_of(const std::uint8_t* data, std::size_t size) {
  const std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] % 3 == 0) return std::string(rest);
  return file_of(data[0] % 3 == 1 ? std::string(rest) : record_of(rest));
}

std::string told(std::string_view content, std::size_t piece_bytes) {
  detail::Pieces source(content, piece_bytes);
  const auto translator = evtx.translate(source);
  static Scratch scratch;
  clew::model::Event event;
  Translation record;
  std::string all;
  std::uint64_t end = 0;
  while (translator->next(record)) {
    // A chunk's own flaw is said before its records, which lie in it.
    CLEW_ASSERT(record.offset + record.length <= content.size());
    if (!record.broken) {
      CLEW_ASSERT(record.offset >= end && record.length > 0);
      end = record.offset + record.length;
      CLEW_ASSERT(record.text.find('\n') == std::string::npos);
      event.clear();
      CLEW_ASSERT(evtx.decode(record.text, {}, scratch, event) == Decoded::event);
    }
    all += std::to_string(record.offset) + " " + std::to_string(record.length) + record.text + "\n";
  }
  if (const auto problem = translator->problem()) all += clew::base::to_text(*problem);
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string content = content_of(data, size);
  (void)evtx.recognise(std::string_view(content).substr(0, recognition_bytes));
  CLEW_ASSERT(told(content, 70'000) == told(content, 4'099));
  return 0;
}
