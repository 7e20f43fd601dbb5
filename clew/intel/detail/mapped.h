/// A text that was made out of a document (a page, a mail, a constant of a rule), and for each of its bytes the bytes of
/// the document that it was written with.
///
///     `evil&#46;example` --add--> `evil.example`, and the `.` stands for the five bytes `&#46;`
///
/// In:     parts in any order. Out: `where`, the stretch of the document that holds a part of the text.
/// Errors: none. Cost: 8 bytes for each byte of the text.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/detail/layout.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

class Mapped {
 public:
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t size() const { return text_.size(); }

  /// Appends `text`, all of it written in the document as `size` bytes at `offset`.
  void add(std::string_view text, std::size_t offset, std::size_t size) {
    for (const char c : text) {
      text_ += c;
      begins_.push_back(static_cast<std::uint32_t>(offset));
      ends_.push_back(static_cast<std::uint32_t>(offset + size));
    }
  }
  /// Appends what stands at `offset` as it is.
  void add_as_is(std::string_view text, std::size_t offset) {
    for (std::size_t i = 0; i < text.size(); ++i) add(text.substr(i, 1), offset + i, 1);
  }
  /// Appends a part of another text, whose places are places of the same document.
  void append(const Mapped& other, Part part) {
    text_.append(other.text_, part.begin, part.end - part.begin);
    begins_.insert(begins_.end(), other.begins_.begin() + static_cast<std::ptrdiff_t>(part.begin),
                   other.begins_.begin() + static_cast<std::ptrdiff_t>(part.end));
    ends_.insert(ends_.end(), other.ends_.begin() + static_cast<std::ptrdiff_t>(part.begin),
                 other.ends_.begin() + static_cast<std::ptrdiff_t>(part.end));
  }
  void pop() {
    text_.pop_back();
    begins_.pop_back();
    ends_.pop_back();
  }
  void clear() {
    text_.clear();
    begins_.clear();
    ends_.clear();
  }
  /// Replaces each place by what `outer`, the text that this one was made of, says about it.
  void rebase(const Mapped& outer) {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const base::Span span = outer.where({begins_[i], ends_[i]});
      begins_[i] = static_cast<std::uint32_t>(span.offset_bytes);
      ends_[i] = static_cast<std::uint32_t>(span.offset_bytes + span.size_bytes);
    }
  }

  /// The stretch of the document from the first to the last byte of `part`.
  [[nodiscard]] base::Span where(Part part) const {
    if (part.begin >= text_.size() || part.begin >= part.end) {
      const std::uint64_t at = part.begin < text_.size() ? begins_[part.begin] : ends_.empty() ? 0U : ends_.back();
      return {at, 0};
    }
    const std::uint64_t begin = begins_[part.begin];
    const std::uint64_t end = ends_[std::min(part.end, text_.size()) - 1];
    return {begin, end > begin ? end - begin : 0};
  }

 private:
  std::string text_;
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace clew::intel::detail
