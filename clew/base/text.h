/// Small work on text that several modules share: ASCII case, trimming, splitting, and making any bytes safe to show.
///
/// In:     any bytes; nothing here assumes valid UTF-8 or looks at the locale.
/// Out:    views into the input, or new strings.
/// Errors: none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::base {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_alpha(char c) { return is_upper(c) || is_lower(c); }
constexpr bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c; }
/// The value of a hexadecimal digit, which `c` must be.
constexpr unsigned hex_value(char c) { return static_cast<unsigned>(is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10); }

std::string lowered(std::string_view text);
std::string uppered(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
/// The position of `needle` (any case) in `text` at or after `from`, or npos.
std::size_t find_ignoring_case(std::string_view text, std::string_view needle, std::size_t from = 0);

std::string_view trimmed(std::string_view text);
/// Cuts at every `separator`; an empty text gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

/// What follows the last slash of either kind; all of a name without one.
std::string_view last_path_part(std::string_view path);

/// A whole decimal number without sign, or nothing: "12x", "" and what does not fit give nothing.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

/// Valid UTF-8 with control bytes, escapes, bidirectional overrides and broken sequences written as `\xNN` or
/// `\u{NNNN}`: what a terminal or a log may safely get. Line feeds and tabs become spaces.
/// Source: Unicode 15 chapter 23.2 (bidirectional controls), RFC 3629 (UTF-8).
std::string printable(std::string_view text);

/// The same bytes, cut to at most `size_bytes_max` at a character boundary, with `…` where something was cut off.
std::string shortened(std::string_view text, std::size_t size_bytes_max);

/// Valid UTF-8 from any bytes, each broken byte as U+FFFD; what JSON may get.
std::string valid_utf8(std::string_view text);
/// A code point, at most U+10FFFF, in UTF-8.
std::string utf8_of(std::uint32_t code);

}  // namespace clew::base
