/// The framing `joined_lines`; its rules are in framing.h.
///
/// It cuts lines as `lines` does, and puts those of one event together before it gives them out.
#pragma once

#include "clew/evidence/framing.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace clew::evidence::detail {

class JoiningFramer final : public Framer {
 public:
  JoiningFramer(ByteSource& source, const Cut& cut, const Limits& limits);

  bool next(Block& block) override;
  [[nodiscard]] LongRecords long_records() const override { return lines_->long_records(); }

 private:
  /// An event of which more lines may come; one without an id is whole.
  struct Open {
    std::string id, text;
    std::uint64_t offset = 0, end = 0, line = 0;
    std::uint64_t last_line_count = 0;
  };

  bool has_line();
  void take_line();
  void put_complete(Block& block);
  void put_first(Block& block);
  void put_piece(Block& block);

  const std::size_t block_bytes_;
  std::unique_ptr<Framer> lines_;
  void (*event_of_)(std::string_view line, std::string& id);
  Block given_;           // of lines
  std::size_t next_ = 0;  // of its records
  bool has_ended_ = false;
  std::uint64_t line_count_ = 0;
  std::string id_;
  std::deque<Open> open_;  // in order of their first lines
  std::size_t open_bytes_ = 0;
};

}  // namespace clew::evidence::detail
