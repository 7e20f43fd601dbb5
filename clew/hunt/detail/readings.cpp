#include "clew/hunt/detail/readings.h"

#include "clew/base/text.h"
#include "clew/hunt/detail/sieve.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>

namespace clew::hunt::detail {
namespace {

std::optional<std::uint32_t> hex_number(std::string_view text, std::size_t at, std::size_t digits) {
  if (at > text.size() || text.size() - at < digits) return std::nullopt;
  std::uint32_t value = 0;
  const char* const first = text.data() + at;
  for (const char* digit = first; digit != first + digits; ++digit) {
    const char c = *digit;
    if (!base::is_hex(c)) return std::nullopt;
    const int number = base::is_digit(c) ? c - '0' : base::to_lower(c) - 'a' + 10;
    value = value * 16 + static_cast<std::uint32_t>(number);
  }
  return value;
}

/// `\uD83D\uDE00` is one character of two halves (RFC 8259 section 7).
Escape unicode_escape(std::string_view text, std::size_t at) {
  const auto first = hex_number(text, at + 2, 4);
  if (!first) return {};
  constexpr std::uint32_t replacement = 0xfffd;
  const bool high = *first >= 0xd800 && *first < 0xdc00;
  const bool low = *first >= 0xdc00 && *first < 0xe000;
  if (high && text.size() - at >= 12 && text[at + 6] == '\\' && text[at + 7] == 'u') {
    const auto second = hex_number(text, at + 8, 4);
    if (second && *second >= 0xdc00 && *second < 0xe000) {
      return {12, 0x10000 + ((*first - 0xd800) << 10U) + (*second - 0xdc00), true};
    }
  }
  return {6, high || low ? replacement : *first, true};
}

/// The bytes of one character; returns how many.
std::size_t put_utf8(std::uint32_t code, std::array<char, 4>& bytes) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
  const auto tail = [&](unsigned shift) { return byte(0x80U | ((code >> shift) & 0x3fU)); };
  if (code < 0x80) {
    bytes = {byte(code)};
    return 1;
  }
  if (code < 0x800) {
    bytes = {byte(0xc0U | (code >> 6U)), tail(0)};
    return 2;
  }
  if (code < 0x10000) {
    bytes = {byte(0xe0U | (code >> 12U)), tail(6), tail(0)};
    return 3;
  }
  bytes = {byte(0xf0U | (code >> 18U)), tail(12), tail(6), tail(0)};
  return 4;
}

/// What may stand between the brackets, and what it means.
struct Mark {
  std::string_view content, meaning;
};
constexpr std::array<Mark, 6> marks = {Mark{".", "."},     Mark{"dot", "."}, Mark{":", ":"},
                                       Mark{"://", "://"}, Mark{"@", "@"},   Mark{"at", "@"}};
constexpr std::size_t mark_content_bytes_max = 3;

char closing_of(char opening) {
  switch (opening) {
    case '[': return ']';
    case '(': return ')';
    case '{': return '}';
    default: return '\0';
  }
}

/// The mark whose opening bracket is at `at`.
const Mark* mark_at(std::string_view text, std::size_t at) {
  const char closing = closing_of(text[at]);
  if (closing == '\0') return nullptr;
  for (const Mark& mark : marks) {
    const std::size_t end = at + 1 + mark.content.size();
    if (end < text.size() && text[end] == closing &&
        base::equal_ignoring_case(text.substr(at + 1, mark.content.size()), mark.content))
      return &mark;
  }
  return nullptr;
}

void put_edge(Reading& reading, std::size_t source) { reading.replace("\n", source); }

}  // namespace

void Reading::clear() {
  text_.clear();
  pieces_.clear();
}

void Reading::copy(std::string_view bytes, std::size_t source) {
  if (bytes.empty()) return;
  pieces_.push_back({text_.size(), source, 1});
  text_ += bytes;
}

void Reading::replace(std::string_view bytes, std::size_t source) {
  pieces_.push_back({text_.size(), source, 0});
  text_ += bytes;
}

void Reading::copy_every_second(std::string_view text, std::size_t begin, std::size_t count) {
  if (count == 0) return;
  pieces_.push_back({text_.size(), begin, 2});
  const std::size_t before = text_.size();
  text_.resize(before + count);
  for (std::size_t i = 0; i < count; ++i) text_.data()[before + i] = text.data()[begin + 2 * i];
}

std::size_t Reading::source_of(std::size_t at) const {
  const Piece& piece = *std::prev(std::ranges::upper_bound(pieces_, at, {}, &Piece::begin));
  return piece.source + (at - piece.begin) * piece.step;
}

Escape escape_at(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return {};
  if (text[at] == '%') {
    const auto byte = hex_number(text, at + 1, 2);
    return byte ? Escape{3, *byte, false} : Escape{};
  }
  if (text[at] != '\\') return {};
  switch (text[at + 1]) {
    case '/': return {2, '/', false};
    case '\\': return {2, '\\', false};
    case '"': return {2, '"', false};
    case 'n': return {2, '\n', false};
    case 'r': return {2, '\r', false};
    case 't': return {2, '\t', false};
    case 'x': {
      const auto byte = hex_number(text, at + 2, 2);
      return byte ? Escape{4, *byte, false} : Escape{};
    }
    case 'u': return unicode_escape(text, at);
    default: return {};
  }
}

std::size_t mark_size(std::string_view text, std::size_t at) {
  const Mark* const mark = mark_at(text, at);
  return mark == nullptr ? 0 : mark->content.size() + 2;
}

std::size_t mark_begin(std::string_view text, std::size_t at) {
  for (std::size_t size = 3; size <= mark_content_bytes_max + 2 && size <= at + 1; ++size) {
    const std::size_t begin = at + 1 - size;
    if (mark_size(text, begin) == size) return begin;
  }
  return at;
}

void unescape(std::string_view text, std::size_t begin, std::size_t end, Reading& reading) {
  static const Stops escapes = [] {
    Stops stops;
    stops.set('\\');
    stops.set('%');
    return stops;
  }();
  const std::string_view part = text.substr(0, end);
  std::size_t copied = begin;
  for (std::size_t at = begin; (at = first_stop(escapes, part, at, end)) < end;) {
    const Escape escape = escape_at(part, at);
    if (escape.size == 0) {
      ++at;
      continue;
    }
    reading.copy(text.substr(copied, at - copied), copied);
    std::array<char, 4> meant{static_cast<char>(static_cast<unsigned char>(escape.code & 0xffU))};
    const std::size_t size = escape.is_character ? put_utf8(escape.code, meant) : 1;
    reading.replace({meant.data(), size}, at);
    at += escape.size;
    copied = at;
  }
  reading.copy(text.substr(copied, end - copied), copied);
  put_edge(reading, end);
}

void refang(std::string_view text, std::size_t begin, std::size_t end, Reading& reading) {
  const std::string_view part = text.substr(0, end);
  std::size_t copied = begin;
  for (std::size_t at = begin; at < end;) {
    const Mark* const mark = mark_at(part, at);
    if (mark == nullptr) {
      ++at;
      continue;
    }
    reading.copy(text.substr(copied, at - copied), copied);
    reading.replace(mark->meaning, at);
    at += mark->content.size() + 2;
    copied = at;
  }
  reading.copy(text.substr(copied, end - copied), copied);
  put_edge(reading, end);
}

std::size_t decode_utf16(std::string_view text, std::size_t at, std::size_t units_min, Reading& reading) {
  const auto is_zero = [&](std::size_t place) { return text[place] == '\0'; };
  std::size_t begin = at;
  while (begin > 0 && is_zero(begin - 1) != is_zero(begin)) --begin;
  std::size_t end = at + 1;
  // Eight bytes at a time, from a zero byte on: each second one is zero, and no other.
  if (is_zero(at)) {
    constexpr std::uint64_t others = 0xff00ff00ff00ff00U;
    constexpr std::uint64_t ones = 0x0100010001000100U;
    for (std::size_t next = at; text.size() - next >= sizeof(std::uint64_t); next += sizeof(std::uint64_t)) {
      std::array<unsigned char, sizeof(std::uint64_t)> bytes;
      std::copy_n(text.data() + next, bytes.size(), bytes.begin());
      const auto word = std::bit_cast<std::uint64_t>(bytes);
      if constexpr (std::endian::native != std::endian::little) break;
      // A zero among the others borrows, and so sets the upper bit of its own byte.
      if ((word & ~others) != 0 || (((word & others) - ones) & ~word & (ones << 7U)) != 0) break;
      end = next + sizeof(std::uint64_t);
    }
  }
  while (end < text.size() && is_zero(end) != is_zero(end - 1)) ++end;
  const std::size_t first = begin < end && is_zero(begin) ? begin + 1 : begin;
  const std::size_t units = (end - first) / 2;
  if (units < units_min) return end;
  std::size_t copied = 0;
  for (std::size_t unit = 0; unit < units; ++unit) {
    const auto code = static_cast<unsigned char>(text[first + 2 * unit]);
    if (code < 0x80) continue;
    reading.copy_every_second(text, first + 2 * copied, unit - copied);
    std::array<char, 4> bytes{};
    const std::size_t size = put_utf8(code, bytes);
    reading.replace({bytes.data(), size}, first + 2 * unit);
    copied = unit + 1;
  }
  reading.copy_every_second(text, first + 2 * copied, units - copied);
  put_edge(reading, first + 2 * units);
  return end;
}

}  // namespace clew::hunt::detail
