/// For tests: a format whose records are no text and have to be translated.
///
///     "TOY\0", then for each record a byte that says how long its text is and the text with its top bits set
///
/// A length of 0 is a broken record of one byte; a length of 255 ends the content, whatever follows.
#pragma once

#include "clew/evidence/format.h"
#include "clew/evidence/translator.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::evidence::testing {

inline constexpr std::string_view toy_magic{"TOY\0", 4};

inline std::string toy_content(const std::vector<std::string>& texts) {
  std::string bytes(toy_magic);
  for (const std::string& text : texts) {
    bytes += static_cast<char>(text.size());
    for (const char c : text) bytes += static_cast<char>(static_cast<unsigned char>(c) | 0x80U);
  }
  return bytes;
}

class ToyTranslator final : public Translator {
 public:
  explicit ToyTranslator(ByteSource& content) : content_(content) { cut_ = !skip(toy_magic.size()); }

  bool next(Translation& record) override {
    record.offset = read_;
    if (cut_ || ended_ || !take()) return false;
    const auto size = static_cast<unsigned char>(byte_);
    ended_ = size == 255;
    if (ended_) return false;
    record.broken = size == 0;
    record.text = record.broken ? "a record of no bytes" : R"({"query":")";
    for (unsigned i = 0; i < size && !cut_; ++i) {
      cut_ = !take();
      if (!cut_) record.text += static_cast<char>(static_cast<unsigned char>(byte_) & 0x7fU);
    }
    if (!record.broken) record.text += "\"}";
    record.length = read_ - record.offset;
    return true;
  }
  [[nodiscard]] std::optional<base::Error> problem() const override {
    if (!cut_) return std::nullopt;
    return base::Error{base::Fault::malformed, "the content ends in a record", {read_, 0}};
  }

 private:
  bool take() {
    if (piece_.empty()) piece_ = content_.next();
    if (piece_.empty()) return false;
    byte_ = piece_.front();
    piece_.remove_prefix(1);
    ++read_;
    return true;
  }
  bool skip(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      if (!take()) return false;
    }
    return true;
  }

  ByteSource& content_;
  std::string_view piece_;
  std::uint64_t read_ = 0;
  char byte_ = '\0';
  bool ended_ = false;
  bool cut_ = false;
};

inline std::unique_ptr<Translator> translate_toy(ByteSource& content) {
  return std::make_unique<ToyTranslator>(content);
}

/// What `recognise` knows, and the toy: decoded as JSON of unknown shape.
inline Recognised recognise_with_toy(std::string_view head) {
  static const Format toy = [] {
    const auto known = recognise("{\"query\":\"a\"}\n{\"query\":\"b\"}\n");
    Format format = *known.format;
    format.name = "toy";
    format.framing = Framing::translated;
    format.translate = translate_toy;
    return format;
  }();
  if (head.starts_with(toy_magic)) return {&toy, "toy"};
  return recognise(head);
}

}  // namespace clew::evidence::testing
