#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <fmt/core.h>

namespace clew::base {
namespace {

/// The length of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none; `code` is its character.
std::size_t utf8_sequence(std::string_view text, char32_t& code) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    code = first;
    return 1;
  }
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
  code = first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return 0;
    code = (code << 6U) | (byte(i) & 0x3fU);
  }
  // RFC 3629 section 3: no overlong forms, no surrogates, nothing above U+10FFFF.
  static constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[size] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return 0;
  return size;
}

/// Where the first byte from `at` on stands that is no ASCII.
std::size_t end_of_ascii(std::string_view text, std::size_t at) {
  std::uint64_t eight = 0;
  for (; text.size() - at >= sizeof eight; at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & 0x8080808080808080U) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

bool may_be_shown(char32_t code) {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  const bool bidirectional = code == 0x61c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
                             (code >= 0x2066 && code <= 0x2069);
  const bool invisible = (code >= 0x200b && code <= 0x200d) || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
                         code == 0xad || code == 0x180e || (code >= 0xfff9 && code <= 0xfffb) ||
                         (code >= 0xe0000 && code <= 0xe007f);
  const bool line_end = code == 0x2028 || code == 0x2029;
  return !bidirectional && !invisible && !line_end;
}

}  // namespace

std::string lowered(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), to_lower);
  return result;
}

std::string uppered(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; });
  return result;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::size_t find_ignoring_case(std::string_view text, std::string_view needle, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  const auto rest = text.substr(from);
  const auto found = std::ranges::search(rest, needle, [](char x, char y) { return to_lower(x) == to_lower(y); });
  if (found.begin() == rest.end() && !needle.empty()) return std::string_view::npos;
  return from + static_cast<std::size_t>(found.begin() - rest.begin());
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find(separator, begin);
    if (end == std::string_view::npos) break;
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::string_view last_path_part(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  constexpr std::size_t digits_max = 19;  // every number of 19 digits fits into 64 bits
  if (text.empty() || text.size() > digits_max || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    char32_t code = 0;
    const std::size_t size = utf8_sequence(text, code);
    if (size == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
      continue;
    }
    if (code == '\n' || code == '\t') {
      result += ' ';
    } else if (may_be_shown(code)) {
      result += text.substr(0, size);
    } else if (code < 0x80) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned>(code));
    } else {
      result += fmt::format("\\u{{{:04x}}}", static_cast<unsigned>(code));
    }
    text.remove_prefix(size);
  }
  return result;
}

std::string shortened(std::string_view text, std::size_t size_bytes_max) {
  if (text.size() <= size_bytes_max) return std::string(text);
  std::size_t end = size_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string utf8_of(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (code < 0x80) return std::string(1, byte(code));
  if (code < 0x800) return {byte(0xc0U | (code >> 6U)), byte(0x80U | (code & 0x3fU))};
  if (code < 0x10000)
    return {byte(0xe0U | (code >> 12U)), byte(0x80U | ((code >> 6U) & 0x3fU)), byte(0x80U | (code & 0x3fU))};
  return {byte(0xf0U | (code >> 18U)), byte(0x80U | ((code >> 12U) & 0x3fU)), byte(0x80U | ((code >> 6U) & 0x3fU)),
          byte(0x80U | (code & 0x3fU))};
}

std::string valid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  std::size_t kept = 0;  // what stands before it is in the result
  std::size_t at = 0;
  while ((at = end_of_ascii(text, at)) < text.size()) {
    char32_t code = 0;
    const std::size_t size = utf8_sequence(text.substr(at), code);
    if (size == 0) {
      result += text.substr(kept, at - kept);
      result += "\xef\xbf\xbd";
      kept = at + 1;
    }
    at += std::max<std::size_t>(size, 1);
  }
  result += text.substr(kept);
  return result;
}

}  // namespace clew::base
