#include "clew/evidence/framing.h"

#include "clew/base/text.h"
#include "clew/evidence/detail/assembly.h"
#include "clew/evidence/detail/joining_framer.h"
#include "clew/evidence/detail/json_framer.h"
#include "clew/evidence/detail/translating_framer.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace clew::evidence {
namespace {

using detail::Assembly;

std::size_t find_line_feed(std::string_view text) {
  const void* const found = std::memchr(text.data(), '\n', text.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

class LineFramer final : public Framer {
 public:
  LineFramer(ByteSource& source, const Cut& cut, const Limits& limits)
      : assembly_(source, cut.offset, limits), mark_(cut.header_mark), header_bytes_max_(limits.header_bytes_max) {}

  bool next(Block& block) override {
    assembly_.start(block);
    if (assembly_.record_is_open()) read_rest_of_line();
    // Every turn begins at the start of a line, and none is made once a piece has filled the block.
    while (!assembly_.full() && assembly_.refill()) {
      if (assembly_.has_records()) {
        assembly_.take_lines(mark_);
        if (assembly_.full() || !assembly_.refill()) break;
      }
      if (mark_ == '\0' || assembly_.unread().front() != mark_) {
        read_line();
      } else if (assembly_.has_records()) {
        break;
      } else {
        read_header_line();
      }
    }
    block.header = header_;
    return assembly_.has_records();
  }

  [[nodiscard]] LongRecords long_records() const override { return assembly_.long_records(); }

 private:
  void read_line() {
    if (assembly_.unread().front() == '\n') return end_line();
    in_header_ = false;
    assembly_.begin_record();
    read_rest_of_line();
  }

  void read_rest_of_line() {
    while (assembly_.refill()) {
      const std::size_t end = find_line_feed(assembly_.unread());
      assembly_.take(std::min(end, assembly_.unread().size()));
      if (end == std::string_view::npos) continue;
      assembly_.end_record(Assembly::Trim::carriage_return);
      return end_line();
    }
    if (assembly_.piece_is_full()) return assembly_.end_piece();
    assembly_.end_record(Assembly::Trim::carriage_return);
  }

  void read_header_line() {
    if (!in_header_) header_.clear();
    in_header_ = true;
    while (assembly_.refill()) {
      const std::size_t end = find_line_feed(assembly_.unread());
      const std::string_view piece = assembly_.unread().substr(0, end);
      header_ += piece.substr(0, header_bytes_max_ - std::min(header_bytes_max_, header_.size()));
      assembly_.pass(piece.size());
      if (end == std::string_view::npos) continue;
      end_header_line();
      return end_line();
    }
    end_header_line();
  }

  void end_header_line() {
    if (header_.ends_with('\r')) header_.pop_back();
    if (header_.size() < header_bytes_max_) header_ += '\n';
  }

  void end_line() {
    assembly_.pass(1);
    assembly_.count_line();
  }

  Assembly assembly_;
  char mark_;
  std::size_t header_bytes_max_;
  std::string header_;
  bool in_header_ = false;
};

class RowFramer final : public Framer {
 public:
  RowFramer(ByteSource& source, const Cut& cut, const Limits& limits)
      : assembly_(source, cut.offset, limits), row_(cut.separator) {}

  bool next(Block& block) override {
    assembly_.start(block);
    block.header.clear();
    if (assembly_.record_is_open()) read_rest_of_row();
    while (!assembly_.full() && assembly_.refill()) {
      if (assembly_.unread().front() == '\n') {
        end_line();
        continue;
      }
      assembly_.begin_record();
      read_rest_of_row();
    }
    return assembly_.has_records();
  }

  [[nodiscard]] LongRecords long_records() const override { return assembly_.long_records(); }

 private:
  void read_rest_of_row() {
    while (assembly_.refill()) {
      const std::string_view unread = assembly_.unread();
      const std::size_t end = std::min(find_line_feed(unread), unread.size());
      row_.see(unread.substr(0, end));
      const bool goes_on = end == unread.size() || row_.is_open();
      if (goes_on && end < unread.size()) {
        row_.see("\n");
        assembly_.take(end + 1);
        assembly_.count_line();
        continue;
      }
      assembly_.take(end);
      if (goes_on) continue;
      assembly_.end_record(Assembly::Trim::carriage_return);
      row_.end();
      return end_line();
    }
    if (assembly_.piece_is_full()) return assembly_.end_piece();
    assembly_.end_record(Assembly::Trim::carriage_return);
    row_.end();
  }

  void end_line() {
    assembly_.pass(1);
    assembly_.count_line();
  }

  Assembly assembly_;
  QuotedRow row_;
};

class WholeFramer final : public Framer {
 public:
  WholeFramer(ByteSource& source, const Cut& cut, const Limits& limits) : assembly_(source, cut.offset, limits) {}

  bool next(Block& block) override {
    assembly_.start(block);
    block.header.clear();
    if (!assembly_.record_is_open()) {
      if (!assembly_.refill()) return false;
      assembly_.begin_record();
    }
    while (assembly_.refill()) assembly_.take(assembly_.unread().size());
    if (assembly_.piece_is_full()) {
      assembly_.end_piece();
    } else {
      assembly_.end_record();
    }
    return assembly_.has_records();
  }

  [[nodiscard]] LongRecords long_records() const override { return assembly_.long_records(); }

 private:
  Assembly assembly_;
};

/// The name, in its quotes, of what the last bracket opens; nothing where it has none.
std::string_view name_of_last(std::string_view text) {
  text = base::trimmed(text);
  text.remove_suffix(text.ends_with('[') || text.ends_with('{') ? 1 : 0);
  text = base::trimmed(text);
  if (!text.ends_with(':')) return {};
  text = base::trimmed(text.substr(0, text.size() - 1));
  if (text.size() < 2 || !text.ends_with('"')) return {};
  const std::size_t begin = text.rfind('"', text.size() - 2);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

}  // namespace

void QuotedRow::see(std::string_view text) {
  bytes_ += text.size();
  if (text.empty()) return;
  // Most lines have no quote, and then their values need not be told apart.
  if (state_ != State::quoted && state_ != State::quote && !text.contains('"')) {
    state_ = text.back() == separator_ ? State::begin : State::plain;
    return;
  }
  std::size_t i = 0;
  while (i < text.size()) {
    switch (state_) {
      case State::begin:
        state_ = text[i] == '"' ? State::quoted : State::plain;
        i += text[i] == '"' ? 1 : 0;
        break;
      case State::plain:
        i = text.find(separator_, i);
        if (i == std::string_view::npos) return;
        state_ = State::begin;
        ++i;
        break;
      case State::quoted:
        i = text.find('"', i);
        if (i == std::string_view::npos) return;
        state_ = State::quote;
        ++i;
        break;
      case State::quote:
        state_ = text[i] == '"' ? State::quoted : State::plain;
        i += text[i] == '"' ? 1 : 0;
        break;
    }
  }
}

bool opens_log_events(std::string_view text) { return name_of_last(text) == "\"logEvents\""; }

bool opens_parent_of_records(std::string_view text) {
  static constexpr std::array<std::string_view, 6> names = {"\"hits\"",   "\"log\"",  "\"response\"",
                                                            "\"result\"", "\"data\"", "\"results\""};
  return text.ends_with('{') && std::ranges::find(names, name_of_last(text)) != names.end();
}

bool opens_records_in_parent(std::string_view text) {
  static constexpr std::array<std::string_view, 9> names = {"\"hits\"",    "\"entries\"", "\"docs\"",
                                                            "\"items\"",   "\"events\"",  "\"records\"",
                                                            "\"results\"", "\"rows\"",    "\"logs\""};
  return text.ends_with('[') && std::ranges::find(names, name_of_last(text)) != names.end();
}

std::unique_ptr<Framer> make_framer(ByteSource& source, const Cut& cut, const Limits& limits) {
  switch (cut.framing) {
    case Framing::json_elements: return std::make_unique<detail::JsonFramer>(source, cut, limits);
    case Framing::rows: return std::make_unique<RowFramer>(source, cut, limits);
    case Framing::joined_lines: return std::make_unique<detail::JoiningFramer>(source, cut, limits);
    case Framing::whole: return std::make_unique<WholeFramer>(source, cut, limits);
    case Framing::translated: return std::make_unique<detail::TranslatingFramer>(source, cut, limits);
    case Framing::lines: break;
  }
  return std::make_unique<LineFramer>(source, cut, limits);
}

}  // namespace clew::evidence
