#include "clew/report/detail/markup.h"

#include "clew/base/hash.h"
#include "clew/base/text.h"

#include <algorithm>

namespace clew::report::detail {
namespace {

/// RFC 4648 section 4, of bytes that are given as hex digits.
std::string base64_of_hex(std::string_view hex) {
  static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  // Six digits are three bytes are four characters; what is missing at the end is zero, and marked with '='.
  for (std::size_t i = 0; i < hex.size(); i += 6) {
    const std::string_view group = hex.substr(i, 6);
    unsigned bits = 0;
    for (std::size_t k = 0; k < 6; ++k) bits = bits * 16 + (k < group.size() ? base::hex_value(group[k]) : 0);
    const std::size_t characters = group.size() / 2 + 1;
    for (std::size_t k = 0; k < 4; ++k) text += k < characters ? alphabet[(bits >> (18 - 6 * k)) & 63U] : '=';
  }
  return text;
}

/// `at` moved back to the first byte of its character.
std::size_t character_start(std::string_view text, std::size_t at) {
  for (int i = 0; i < 3 && at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U; ++i)
    --at;
  return at;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  const std::string printable = base::printable(text);
  result.reserve(printable.size() + printable.size() / 8);
  for (const char c : printable) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default: result += c;
    }
  }
  return result;
}

std::string short_name(std::string_view name) {
  constexpr std::size_t name_bytes_max = 80;
  return escaped(base::shortened(name, name_bytes_max));
}

std::string quoted(std::string_view raw, std::uint64_t match_offset, std::uint64_t match_length,
                   std::size_t size_bytes_max) {
  const std::size_t match = std::min<std::uint64_t>(match_offset, raw.size());
  const std::size_t match_end = match + std::min<std::uint64_t>({match_length, raw.size() - match, size_bytes_max});
  const std::size_t around = size_bytes_max - (match_end - match);
  std::size_t begin = 0;
  if (raw.size() > size_bytes_max && match > around / 2) begin = character_start(raw, match - around / 2);
  const std::size_t end = std::min(raw.size(), begin + size_bytes_max) == raw.size()
                              ? raw.size()
                              : character_start(raw, std::max(match_end, begin + size_bytes_max));

  std::string text;
  if (begin > 0) text += "…";
  text += escaped(raw.substr(begin, match - begin));
  if (match_end > match) text += "<mark>" + escaped(raw.substr(match, match_end - match)) + "</mark>";
  text += escaped(raw.substr(match_end, end - match_end));
  if (end < raw.size()) text += "…";
  return text;
}

std::string csp_hash(std::string_view content) { return "sha256-" + base64_of_hex(base::sha256_hex(content)); }

}  // namespace clew::report::detail
