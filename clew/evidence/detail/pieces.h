/// For tests and fuzz targets: bytes from memory in pieces of any size, and what a framer makes of them.
#pragma once

#include "clew/evidence/framing.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence::detail {

/// Each piece lies in a buffer of its own, so that the sanitizers see who looks beyond it or keeps an old one.
class Pieces final : public ByteSource {
 public:
  Pieces(std::string_view bytes, std::function<std::size_t()> next_size)
      : rest_(bytes), next_size_(std::move(next_size)) {}
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
  Record::Part part = Record::Part::whole;
  std::string header = {};
  bool operator==(const Told&) const = default;
};

struct Framed {
  std::vector<Told> records;
  std::uint64_t long_records = 0;
  std::optional<std::uint64_t> first_long_line = {};
  bool has_problem = false;
  bool operator==(const Framed&) const = default;
};

inline Framed frame(ByteSource& source, const Cut& cut, const Limits& limits) {
  const auto framer = make_framer(source, cut, limits);
  Framed framed;
  Block block;
  while (framer->next(block)) {
    for (const Record& record : block.records) {
      framed.records.push_back(
          {std::string(block.text_of(record)), block.offset_of(record), record.line, record.part, block.header});
    }
  }
  framed.long_records = framer->long_records().count;
  framed.first_long_line = framer->long_records().first_line;
  framed.has_problem = framer->problem().has_value();
  return framed;
}

/// Where the first piece of a record that is too long ends.
inline std::size_t end_of_piece_naively(std::string_view record, const Limits& limits) {
  for (const std::string_view separators : {"\n\t\"", " ,;<>(){}[]"}) {
    for (std::size_t end = limits.record_bytes_max;
         end > 0 && end + limits.piece_carry_bytes_max > limits.record_bytes_max; --end) {
      if (separators.find(record[end - 1]) != std::string_view::npos) return end;
    }
  }
  return limits.record_bytes_max;
}

/// The pieces of a record at `offset` that begins in `line`; `record` still has its carriage return.
inline void tell_naively(std::string_view record, std::uint64_t offset, std::uint64_t line, const std::string& header,
                         const Limits& limits, std::vector<Told>& told) {
  Record::Part part = Record::Part::whole;
  while (record.size() > limits.record_bytes_max) {
    part = part == Record::Part::whole ? Record::Part::first : Record::Part::continued;
    const std::string text(record.substr(0, end_of_piece_naively(record, limits)));
    told.push_back({text, offset, line, part, header});
    offset += text.size();
    record.remove_prefix(text.size());
  }
  if (part != Record::Part::whole) part = Record::Part::continued;
  if (record.ends_with('\r')) record.remove_suffix(1);
  if (!record.empty()) told.push_back({std::string(record), offset, line, part, header});
}

/// The most obvious way to the records of `lines`; judges the framer.
inline std::vector<Told> frame_lines_naively(std::string_view bytes, char mark, const Limits& limits) {
  std::vector<Told> records;
  std::string header;
  bool in_header = false;
  std::uint64_t line = 0;
  for (std::size_t begin = 0; begin < bytes.size(); ++line) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    std::string_view text = bytes.substr(begin, end - begin);
    const bool is_header = mark != '\0' && text.starts_with(mark);
    if (is_header) {
      if (text.ends_with('\r')) text.remove_suffix(1);
      header = (in_header ? header : "") + std::string(text) + "\n";
    } else {
      tell_naively(text, begin, line + 1, header, limits, records);
    }
    if (end > begin) in_header = is_header;
    begin = end + 1;
  }
  return records;
}

/// The records that the pieces belong to, each with the place of its first piece.
inline std::vector<Told> joined(const std::vector<Told>& told) {
  std::vector<Told> records;
  for (const Told& piece : told) {
    if (piece.part == Record::Part::continued) {
      records.back().text += piece.text;
    } else {
      records.push_back(piece);
      records.back().part = Record::Part::whole;
    }
  }
  return records;
}

}  // namespace clew::evidence::detail
