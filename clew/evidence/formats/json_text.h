/// One JSON object on one line, from texts of any bytes: what translators write. Private to this module.
///
///     JsonObject object(text); object.add("user", "kit"); object.close();   -->   {"user":"kit"}
///
/// In:     any bytes; what is no UTF-8 becomes U+FFFD. An empty text is left out: it says nothing.
/// Source: RFC 8259 section 7.
#pragma once

#include "clew/base/text.h"

#include <string>
#include <string_view>

namespace clew::evidence {

class JsonObject {
 public:
  /// Writes to `text`, which is emptied first and must live as long.
  explicit JsonObject(std::string& text) : text_(text) { text_ = "{"; }

  void add(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    if (text_.size() > 1) text_ += ',';
    add_text(key);
    text_ += ':';
    add_text(value);
  }
  void close() { text_ += '}'; }

 private:
  void add_text(std::string_view value) {
    constexpr std::string_view digits = "0123456789abcdef";
    text_ += '"';
    for (const char c : base::valid_utf8(value)) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        text_ += '\\';
        text_ += c;
      } else if (byte < 0x20) {
        text_ += "\\u00";
        text_ += digits[byte >> 4U];
        text_ += digits[byte & 15U];
      } else {
        text_ += c;
      }
    }
    text_ += '"';
  }

  std::string& text_;
};

}  // namespace clew::evidence
