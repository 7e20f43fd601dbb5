/// For tests and fuzz targets: bytes from memory in pieces of any size, and what a framer makes of them.
#pragma once

#include "clew/evidence/framing.h"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence::detail {

/// Each piece lies in a buffer of its own, so that the sanitizers see who looks beyond it or keeps an old one.
class Pieces final : public ByteSource {
 public:
  Pieces(std::string_view bytes, std::function<std::size_t()> next_size) : rest_(bytes), next_size_(std::move(next_size)) {}
  Pieces(std::string_view bytes, std::size_t size) : Pieces(bytes, [size] { return size; }) {}

  std::string_view next() override {
    const std::size_t size = std::min(std::max<std::size_t>(next_size_(), 1), rest_.size());
    piece_ = std::vector<char>(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(size));
    rest_.remove_prefix(size);
    return {piece_.data(), piece_.size()};
  }

 private:
  std::string_view rest_;
  std::function<std::size_t()> next_size_;
  std::vector<char> piece_;
};

/// A record as it is reported, whatever block it came in.
struct Told {
  std::string text;
  std::uint64_t offset = 0;
  std::uint64_t line = 0;
  bool cut = false;
  std::string header = {};
  bool operator==(const Told&) const = default;
};

struct Framed {
  std::vector<Told> records;
  std::uint64_t skipped_bytes = 0;
  bool has_problem = false;
  bool operator==(const Framed&) const = default;
};

inline Framed frame(ByteSource& source, const Cut& cut, const Limits& limits) {
  const auto framer = make_framer(source, cut, limits);
  Framed framed;
  Block block;
  while (framer->next(block)) {
    for (const Record& record : block.records) {
      framed.records.push_back({std::string(block.text_of(record)), block.offset_of(record), record.line, record.cut, block.header});
    }
  }
  framed.skipped_bytes = framer->skipped_bytes();
  framed.has_problem = framer->problem().has_value();
  return framed;
}

/// The most obvious way to the records of `lines`; judges the framer.
inline std::vector<Told> frame_lines_naively(std::string_view bytes, char mark, std::size_t record_bytes_max) {
  std::vector<Told> records;
  std::string header;
  bool in_header = false;
  std::uint64_t line = 0;
  for (std::size_t begin = 0; begin < bytes.size(); ++line) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    std::string text(bytes.substr(begin, end - begin));
    const bool is_header = mark != '\0' && text.starts_with(mark);
    const bool cut = !is_header && text.size() > record_bytes_max;
    if (cut) text.resize(record_bytes_max);
    if (!cut && text.ends_with('\r')) text.pop_back();
    if (is_header) {
      header = (in_header ? header : "") + text + "\n";
    } else if (!text.empty()) {
      records.push_back({text, begin, line + 1, cut, header});
    }
    if (end > begin) in_header = is_header;
    begin = end + 1;
  }
  return records;
}

}  // namespace clew::evidence::detail
