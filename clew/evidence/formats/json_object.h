/// One JSON object on one line, from texts of any bytes: what translators write. Private to this module.
///
///     JsonObject object(text); object.add("user", "kit"); object.close();   -->   {"user":"kit"}
///
/// In:     any bytes; what is no UTF-8 becomes U+FFFD. An empty text is left out: it says nothing.
#pragma once

#include "clew/evidence/detail/json_text.h"

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
    detail::append_json_text(text_, key);
    text_ += ':';
    detail::append_json_text(text_, value);
  }
  void close() { text_ += '}'; }

 private:
  std::string& text_;
};

}  // namespace clew::evidence
