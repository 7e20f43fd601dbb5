/// The JSON that translators write: texts and bytes from anywhere, as what a JSON reader takes.
///
///     text  --append_json_text-->  "text"          bytes  --append_json_bytes-->  {"size":…,"hex":"…","strings":["…"]}
///
/// In:     any bytes. Out: valid UTF-8, on one line, appended to `out`.
/// Errors: none; a broken byte of a text becomes U+FFFD.
/// Limits: `hex` only up to `hex_bytes_max`: of more bytes nobody searches the digits, only the texts in them.
/// Source: RFC 8259 section 7, RFC 3629.
#pragma once

#include <string>
#include <string_view>

namespace clew::evidence::detail {

constexpr std::size_t hex_bytes_max = 256;
/// Shorter runs of printable characters are chance more often than text.
constexpr std::size_t string_in_bytes_min = 6;

void append_json_text(std::string& out, std::string_view text);
/// The same, but of a text that is no UTF-8 the bytes above 0x7f are written as `\xNN`, as Zeek's logs do.
void append_json_zeek_text(std::string& out, std::string_view text);
/// The bytes' number, their digits if they are few, and the runs of ASCII in them, also where each letter has two bytes.
void append_json_bytes(std::string& out, std::string_view bytes);
/// A number that JSON has; infinities and what is no number become texts.
void append_json_number(std::string& out, double number);

}  // namespace clew::evidence::detail
