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

/// The size of a date or time of RFC 3339 that `text` begins with; 0 is none.
std::size_t time_size(std::string_view text) {
  constexpr std::string_view date = "dddd-dd-dd", time = "Tdd:dd:dd";
  const auto fits = [&](std::size_t at, std::string_view shape) {
    if (text.size() < at + shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (shape[i] == 'd' ? !base::is_digit(text[at + i]) : text[at + i] != shape[i]) return false;
    }
    return true;
  };
  if (!fits(0, date)) return 0;
  if (!fits(date.size(), time)) return date.size();
  std::size_t end = date.size() + time.size();
  while (end < text.size() && (base::is_alnum(text[end]) || text[end] == '.')) ++end;
  return end;
}

std::string with_whole_times(std::string_view text) {
  std::string result;
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = base::is_digit(text[i]) && (i == 0 || !base::is_alnum(text[i - 1]));
    const std::size_t size = starts ? time_size(text.substr(i)) : 0;
    if (size == 0) continue;
    result += escaped(text.substr(done, i - done));
    result += "<span class=short>" + escaped(text.substr(i, size)) + "</span>";
    done = i + size;
    i = done - 1;
  }
  return result + escaped(text.substr(done));
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

std::string prose(std::string_view sentence) {
  std::string result;
  for (;;) {
    const std::size_t open = sentence.find('`');
    const std::size_t close = open == std::string_view::npos ? open : sentence.find('`', open + 1);
    if (close == std::string_view::npos) return result + with_whole_times(sentence);
    result += with_whole_times(sentence.substr(0, open));
    result += "<code>" + escaped(sentence.substr(open + 1, close - open - 1)) + "</code>";
    sentence.remove_prefix(close + 1);
  }
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
