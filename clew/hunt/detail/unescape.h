/// Undoes one level of what encoders do to a text, and remembers where each byte came from.
///
/// In:     any bytes. Out: the text with `\/ \\ \" \n \r \t \xNN \uNNNN` (JSON, Zeek) and `%NN` (RFC 3986 section 2.1)
///         undone; what is no escape stays as it is. `\b` and `\f` are none here: JSON hardly ever has them, but
///         Windows paths have `\b…` and `\f…`.
/// Errors: none. A lone surrogate becomes U+FFFD.
/// Cost:   one pass; no allocation once the vectors have grown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

struct Decoded {
  std::string text;
  std::vector<std::uint32_t> origin;  ///< of byte i of `text`; one more for the end
};

/// The size of the escape at the start of `text`, 0 if there is none.
std::size_t escape_size(std::string_view text);

/// Appends nothing and replaces all of `decoded`; whether anything was undone. At most 4 GiB.
bool unescape(std::string_view text, Decoded& decoded);

}  // namespace clew::hunt::detail
