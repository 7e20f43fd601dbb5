#include "clew/hunt/detail/unescape.h"

#include "clew/base/text.h"

#include <optional>

namespace clew::hunt::detail {
namespace {

std::optional<std::uint32_t> hex_number(std::string_view text, std::size_t at, std::size_t digits) {
  if (at > text.size() || text.size() - at < digits) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(at, digits)) {
    if (!base::is_hex(c)) return std::nullopt;
    const int digit = base::is_digit(c) ? c - '0' : base::to_lower(c) - 'a' + 10;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return value;
}

struct Escape {
  std::size_t size = 0;    ///< 0: there is none
  std::uint32_t code = 0;  ///< a byte, or a character where `is_character`
  bool is_character = false;
};

/// `\uD83D\uDE00` is one character of two halves (RFC 8259 section 7).
Escape unicode_escape(std::string_view text) {
  const auto first = hex_number(text, 2, 4);
  if (!first) return {};
  constexpr std::uint32_t replacement = 0xfffd;
  const bool high = *first >= 0xd800 && *first < 0xdc00;
  const bool low = *first >= 0xdc00 && *first < 0xe000;
  if (high && text.size() >= 12 && text[6] == '\\' && text[7] == 'u') {
    const auto second = hex_number(text, 8, 4);
    if (second && *second >= 0xdc00 && *second < 0xe000) {
      return {12, 0x10000 + ((*first - 0xd800) << 10U) + (*second - 0xdc00), true};
    }
  }
  return {6, high || low ? replacement : *first, true};
}

Escape read_escape(std::string_view text) {
  if (text.size() < 2) return {};
  if (text[0] == '%') {
    const auto byte = hex_number(text, 1, 2);
    return byte ? Escape{3, *byte, false} : Escape{};
  }
  if (text[0] != '\\') return {};
  switch (text[1]) {
    case '/': return {2, '/', false};
    case '\\': return {2, '\\', false};
    case '"': return {2, '"', false};
    case 'n': return {2, '\n', false};
    case 'r': return {2, '\r', false};
    case 't': return {2, '\t', false};
    case 'x': {
      const auto byte = hex_number(text, 2, 2);
      return byte ? Escape{4, *byte, false} : Escape{};
    }
    case 'u': return unicode_escape(text);
    default: return {};
  }
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto append = [&](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  const auto append_tail = [&](std::uint32_t bits) { append(0x80U | (bits & 0x3fU)); };
  if (code < 0x80) return append(code);
  if (code < 0x800) {
    append(0xc0U | (code >> 6U));
    return append_tail(code);
  }
  if (code < 0x10000) {
    append(0xe0U | (code >> 12U));
  } else {
    append(0xf0U | (code >> 18U));
    append_tail(code >> 12U);
  }
  append_tail(code >> 6U);
  append_tail(code);
}

}  // namespace

std::size_t escape_size(std::string_view text) { return read_escape(text).size; }

bool unescape(std::string_view text, Decoded& decoded) {
  decoded.text.clear();
  decoded.origin.clear();
  bool undone = false;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    const Escape escape = c == '\\' || c == '%' ? read_escape(text.substr(at)) : Escape{};
    if (escape.size == 0) {
      decoded.text += c;
    } else if (escape.is_character) {
      append_utf8(decoded.text, escape.code);
    } else {
      decoded.text += static_cast<char>(static_cast<unsigned char>(escape.code));
    }
    decoded.origin.resize(decoded.text.size(), static_cast<std::uint32_t>(at));
    at += escape.size == 0 ? 1 : escape.size;
    undone = undone || escape.size != 0;
  }
  decoded.origin.push_back(static_cast<std::uint32_t>(text.size()));
  return undone;
}

}  // namespace clew::hunt::detail
