/// Reads long lists of values as a stream: a million lines need no more memory than one piece of them.
///
///     first lines --recognise--> ValueList      lines --read--> values and refusals, each with its line
///
/// In:     one value a line, perhaps with a remark behind a blank; or rows of a value and its type in either order, parted
///         by tab, comma, semicolon or `|`, with a header or without. `#` and `//` begin a line that says nothing.
///         Other lists (dates, remarks, several values a row) are `read_notice`'s.
/// Out:    every value that a line names, be it defanged, in order; nothing is taken for a mere mention. The type is what the
///         row says, else what the shape tells: a name whose last label nobody can register (`evil.exe`) is a file's.
/// Errors: a line that gives no value is refused with its rule, and the next one is read. A row is one line: a quoted
///         field that goes on in the next one is refused.
/// Cost:   linear; a line that is written plainly needs no allocation but its value's.
#pragma once

#include "clew/base/result.h"
#include "clew/model/value.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace clew::intel {

/// How much of a file `recognise` is shown: more than its sample of lines has.
constexpr std::size_t value_list_head_bytes = 64U << 10U;
/// A longer line is no value; it is refused without being looked at.
constexpr std::size_t value_list_line_bytes_max = 16U << 10U;

struct ValueSink {
  std::function<void(const model::Value& value, std::uint64_t line)> value;
  /// `text` is the line or field to blame.
  std::function<void(std::string_view text, const std::string& why, std::uint64_t line)> refused;
};

class ValueList {
 public:
  /// Nothing when `head`, the first lines of a file, does not begin such a list.
  static std::optional<ValueList> recognise(std::string_view head);
  ValueList(ValueList&&) noexcept;
  ValueList& operator=(ValueList&&) noexcept;
  ~ValueList();

  /// The file from its first byte, in pieces that end behind a line feed or inside a line of more than
  /// `value_list_line_bytes_max` bytes.
  void read(std::string_view lines, const ValueSink& sink);

 private:
  struct State;
  explicit ValueList(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What a value alone is, be it defanged. `TYPE:VALUE` with a name of `model::name_of` says it: `file_name:setup.sh`.
base::Result<model::Value> read_value(std::string_view text);

}  // namespace clew::intel
