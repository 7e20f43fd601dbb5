/// Writes JSON from front to back: no tree in memory, the same bytes for the same calls.
///
///     writer.open('{').key("a").number(1).close();   // {"a": 1}
///
/// In:     names and values in the order in which they shall stand; any bytes as text.
/// Out:    RFC 8259, two spaces for each level; an object opened with `Layout::line` stays on its line.
/// Errors: none. Closing what was never opened is a `CLEW_ASSERT`.
#pragma once

#include "clew/base/instant.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::report::detail {

enum class Layout : std::uint8_t { block, line };

class JsonWriter {
 public:
  JsonWriter& open(char bracket, Layout layout = Layout::block);
  JsonWriter& close();
  JsonWriter& key(std::string_view name);

  JsonWriter& text(std::string_view value);
  JsonWriter& text_or_null(std::string_view value);
  JsonWriter& number(std::uint64_t value);
  /// A share between 0 and 1; what is not a number is 0.
  JsonWriter& share(double value);
  /// Any number with a fraction, as short as it can be read back; what is not a number is 0.
  JsonWriter& real(double value);
  JsonWriter& truth(bool value);
  JsonWriter& time(const std::optional<base::Instant>& value);
  JsonWriter& null();
  JsonWriter& texts(const std::vector<std::string>& values);

  /// The document; every bracket must be closed.
  std::string take();

 private:
  struct Level {
    char close;
    Layout layout;
    bool empty;
  };
  void before_value();
  void new_line();

  std::string out_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace clew::report::detail
