#include "clew/evidence/detail/evtx_value.h"

#include "clew/base/text.h"
#include "clew/evidence/detail/evtx_cursor.h"

#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstring>

namespace clew::evidence::detail {
namespace {

constexpr std::string_view capital_digits = "0123456789ABCDEF";
constexpr std::string_view small_digits = "0123456789abcdef";

/// How many bytes a value of the type has; 0 where they differ.
constexpr std::size_t width_of(EvtxType type) {
  switch (type) {
    case EvtxType::int8:
    case EvtxType::uint8: return 1;
    case EvtxType::int16:
    case EvtxType::uint16: return 2;
    case EvtxType::int32:
    case EvtxType::uint32:
    case EvtxType::real32:
    case EvtxType::boolean:
    case EvtxType::hex_int32: return 4;
    case EvtxType::int64:
    case EvtxType::uint64:
    case EvtxType::real64:
    case EvtxType::file_time:
    case EvtxType::hex_int64: return 8;
    case EvtxType::guid:
    case EvtxType::system_time: return 16;
    default: return 0;
  }
}

constexpr bool is_bare(EvtxType type) {
  return (type >= EvtxType::int8 && type <= EvtxType::uint64) || type == EvtxType::boolean;
}

/// The characters of JSON that cannot stand for themselves (RFC 8259 section 7), and those that are no single byte in UTF-8.
constexpr std::array<bool, 128> stands_for_itself = [] {
  std::array<bool, 128> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

void append_escape(std::uint16_t unit, EvtxText& out) {
  char* const to = out.room(6);
  if (to == nullptr) return;
  to[0] = '\\';
  to[1] = 'u';
  for (unsigned i = 0; i < 4; ++i) to[2 + i] = small_digits[(unit >> (12U - 4U * i)) & 0xfU];
}

void append_control(std::uint16_t unit, EvtxText& out) {
  switch (unit) {
    case '"': return out.append("\\\"");
    case '\\': return out.append("\\\\");
    case '\n': return out.append("\\n");
    case '\r': return out.append("\\r");
    case '\t': return out.append("\\t");
    default: return append_escape(unit, out);
  }
}

constexpr bool is_surrogate(std::uint16_t unit) { return (unit & 0xf800U) == 0xd800U; }
constexpr bool is_high(std::uint16_t unit) { return (unit & 0xfc00U) == 0xd800U; }
constexpr bool is_low(std::uint16_t unit) { return (unit & 0xfc00U) == 0xdc00U; }

void append_supplementary(std::uint16_t high, std::uint16_t low, EvtxText& out) {
  char* const to = out.room(4);
  if (to == nullptr) return;
  const std::uint32_t character = 0x10000U + ((high & 0x3ffU) << 10U) + (low & 0x3ffU);
  to[0] = static_cast<char>(0xf0U | (character >> 18U));
  to[1] = static_cast<char>(0x80U | ((character >> 12U) & 0x3fU));
  to[2] = static_cast<char>(0x80U | ((character >> 6U) & 0x3fU));
  to[3] = static_cast<char>(0x80U | (character & 0x3fU));
}

/// Strings are stored with the NULs that ended them in memory. One within the text is somebody's doing, and stays.
std::string_view without_ends(std::string_view utf16) {
  std::size_t size = utf16.size() & ~std::size_t{1};
  while (size >= 2 && utf16[size - 1] == '\0' && utf16[size - 2] == '\0') size -= 2;
  return utf16.substr(0, size);
}
std::string_view without_ends_ansi(std::string_view text) {
  while (text.ends_with('\0')) text.remove_suffix(1);
  return text;
}

/// The file does not tell the machine's code page: Windows-1252, the most common one.
void append_ansi(std::string_view text, EvtxText& out) {
  static constexpr std::array<std::uint16_t, 32> upper_controls = {
      0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
      0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    append_unit(byte >= 0x80 && byte < 0xa0 ? upper_controls[byte - 0x80U] : byte, out);
  }
}

void append_hex(std::string_view bytes, EvtxText& out) {
  char* const to = out.room(2 * bytes.size());
  if (to == nullptr) return;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    to[2 * i] = capital_digits[byte >> 4U];
    to[2 * i + 1] = capital_digits[byte & 0xfU];
  }
}

template <class Number>
void append_number(Number number, EvtxText& out, int base = 10) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  out.append(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

template <class Real>
void append_real(Real number, EvtxText& out) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

void append_guid(std::string_view bytes, EvtxText& out) {
  static constexpr std::array<std::uint8_t, 16> order = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  char* to = out.room(36);
  if (to == nullptr) return;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
    const auto byte = static_cast<unsigned char>(bytes[order[i]]);
    *to++ = capital_digits[byte >> 4U];
    *to++ = capital_digits[byte & 0xfU];
  }
}

bool is_sid(std::string_view bytes) {
  return bytes.size() >= 8 && bytes.size() == 8 + 4 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[1]));
}

/// [MS-DTYP] section 2.4.2.1: an authority of 2^32 and more is written in hex digits.
void append_sid(std::string_view bytes, EvtxText& out) {
  out.append("S-");
  append_number(static_cast<unsigned>(static_cast<unsigned char>(bytes[0])), out);
  std::uint64_t authority = 0;
  for (std::size_t i = 2; i < 8; ++i) authority = authority << 8U | static_cast<unsigned char>(bytes[i]);
  out.append('-');
  if (authority >> 32U != 0) {
    out.append("0x");
    append_number(authority, out, 16);
  } else {
    append_number(authority, out);
  }
  for (std::size_t i = 8; i < bytes.size(); i += 4) {
    out.append('-');
    append_number(little_endian<std::uint32_t>(bytes.data() + i), out);
  }
}

void put_digits(char* to, std::uint32_t number, std::size_t count) {
  for (std::size_t i = count; i > 0; --i, number /= 10) to[i - 1] = static_cast<char>('0' + number % 10);
}

struct Clock {
  std::uint32_t year, month, day, hour, minute, second;
};

/// `2023-06-27T18:36:41.` and `fraction` of `digits` digits, and `Z`.
void append_time(const Clock& clock, std::uint32_t fraction, std::size_t digits, EvtxText& out) {
  char* const to = out.room(21 + digits);
  if (to == nullptr) return;
  std::memcpy(to, "0000-00-00T00:00:00.", 20);
  put_digits(to, clock.year, 4);
  put_digits(to + 5, clock.month, 2);
  put_digits(to + 8, clock.day, 2);
  put_digits(to + 11, clock.hour, 2);
  put_digits(to + 14, clock.minute, 2);
  put_digits(to + 17, clock.second, 2);
  put_digits(to + 20, fraction, digits);
  to[20 + digits] = 'Z';
}

bool append_system_time(std::string_view bytes, EvtxText& out) {
  const auto part = [&](std::size_t i) { return std::uint32_t{little_endian<std::uint16_t>(bytes.data() + 2 * i)}; };
  const Clock clock{part(0), part(1), part(3), part(4), part(5), part(6)};
  const std::uint32_t milliseconds = part(7);
  const bool is_time = clock.year <= 9999 && clock.month >= 1 && clock.month <= 12 && clock.day >= 1 &&
                       clock.day <= 31 && clock.hour < 24 && clock.minute < 60 && clock.second <= 60 &&
                       milliseconds < 1000;
  if (is_time) append_time(clock, milliseconds, 3, out);
  return is_time;
}

/// The text of one value of a type with a fixed width, whose bytes are as many; false if they are no such value.
bool append_fixed(EvtxType type, std::string_view bytes, EvtxText& out) {
  const char* const at = bytes.data();
  switch (type) {
    case EvtxType::int8: append_number(std::bit_cast<std::int8_t>(at[0]), out); return true;
    case EvtxType::uint8: append_number(little_endian<std::uint8_t>(at), out); return true;
    case EvtxType::int16: append_number(static_cast<std::int16_t>(little_endian<std::uint16_t>(at)), out); return true;
    case EvtxType::uint16: append_number(little_endian<std::uint16_t>(at), out); return true;
    case EvtxType::int32: append_number(static_cast<std::int32_t>(little_endian<std::uint32_t>(at)), out); return true;
    case EvtxType::uint32: append_number(little_endian<std::uint32_t>(at), out); return true;
    case EvtxType::int64: append_number(static_cast<std::int64_t>(little_endian<std::uint64_t>(at)), out); return true;
    case EvtxType::uint64: append_number(little_endian<std::uint64_t>(at), out); return true;
    case EvtxType::real32: append_real(std::bit_cast<float>(little_endian<std::uint32_t>(at)), out); return true;
    case EvtxType::real64: append_real(std::bit_cast<double>(little_endian<std::uint64_t>(at)), out); return true;
    case EvtxType::boolean: out.append(little_endian<std::uint32_t>(at) != 0 ? "true" : "false"); return true;
    case EvtxType::guid: append_guid(bytes, out); return true;
    case EvtxType::file_time: return append_file_time(little_endian<std::uint64_t>(at), out);
    case EvtxType::system_time: return append_system_time(bytes, out);
    case EvtxType::hex_int32:
      out.append("0x");
      append_number(little_endian<std::uint32_t>(at), out, 16);
      return true;
    case EvtxType::hex_int64:
      out.append("0x");
      append_number(little_endian<std::uint64_t>(at), out, 16);
      return true;
    default: return false;
  }
}

/// `size` is a hex number as wide as the machine that wrote it.
EvtxType settled(EvtxType type, std::size_t size_bytes) {
  if (type != EvtxType::size) return type;
  return size_bytes == 4 ? EvtxType::hex_int32 : EvtxType::hex_int64;
}

void append_single_text(EvtxType type, std::string_view bytes, EvtxText& out) {
  if (type == EvtxType::string) return append_utf16(without_ends(bytes), out);
  if (type == EvtxType::ansi_string) return append_ansi(without_ends_ansi(bytes), out);
  if (type == EvtxType::sid && is_sid(bytes)) return append_sid(bytes, out);
  const EvtxType fixed = settled(type, bytes.size());
  const std::size_t width = width_of(fixed);
  const std::size_t before = out.size();
  if (width != 0 && width == bytes.size() && append_fixed(fixed, bytes, out)) return;
  out.cut(before);
  append_hex(bytes, out);
}

void append_single(EvtxType type, std::string_view bytes, EvtxText& out) {
  if (is_bare(type) && width_of(type) == bytes.size()) return append_single_text(type, bytes, out);
  out.append('"');
  append_single_text(type, bytes, out);
  out.append('"');
}

/// Cuts the first element off an array's bytes. Strings end with a NUL; SIDs say how long they are.
std::string_view take_element(EvtxType type, std::string_view& bytes) {
  std::size_t size = bytes.size();
  std::size_t skipped = 0;
  if (type == EvtxType::string) {
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
      if (bytes[i] != '\0' || bytes[i + 1] != '\0') continue;
      size = i;
      skipped = 2;
      break;
    }
  } else if (type == EvtxType::ansi_string) {
    if (const std::size_t end = bytes.find('\0'); end != std::string_view::npos) {
      size = end;
      skipped = 1;
    }
  } else if (type == EvtxType::sid && bytes.size() >= 8) {
    size = std::min(size, 8 + 4 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[1])));
  } else if (const std::size_t width = width_of(type == EvtxType::size ? EvtxType::hex_int64 : type); width != 0) {
    size = std::min(size, width);
  }
  const std::string_view element = bytes.substr(0, size);
  bytes.remove_prefix(std::min(bytes.size(), size + skipped));
  return element;
}

bool is_array(const EvtxValue& value) { return (value.type & evtx_array_bit) != 0; }
EvtxType element_type(const EvtxValue& value) {
  return static_cast<EvtxType>(value.type & static_cast<std::uint8_t>(~evtx_array_bit));
}

template <class Append>
void for_each_element(const EvtxValue& value, EvtxText& out, Append append) {
  std::string_view bytes = value.bytes;
  for (bool first = true; !bytes.empty() && !out.overflowed(); first = false) {
    if (!first) out.append(',');
    append(element_type(value), take_element(element_type(value), bytes), out);
  }
}

}  // namespace

void EvtxText::append(std::string_view text) {
  if (char* const to = room(text.size())) std::memcpy(to, text.data(), text.size());
}

void append_unit(std::uint16_t unit, EvtxText& out) {
  if (unit < 0x80) {
    if (stands_for_itself[unit]) return out.append(static_cast<char>(unit));
    return append_control(unit, out);
  }
  if (is_surrogate(unit)) return append_escape(unit, out);
  if (unit < 0x800) {
    out.append(static_cast<char>(0xc0U | (unit >> 6U)));
  } else {
    out.append(static_cast<char>(0xe0U | (unit >> 12U)));
    out.append(static_cast<char>(0x80U | ((unit >> 6U) & 0x3fU)));
  }
  out.append(static_cast<char>(0x80U | (unit & 0x3fU)));
}

void append_utf16(std::string_view utf16, EvtxText& out) {
  const std::size_t units = utf16.size() / 2;
  const char* const from = utf16.data();
  for (std::size_t i = 0; i < units;) {
    // Most of what Windows writes is ASCII: as many of those as stand in a row are copied into room taken once.
    const std::size_t begin = out.size();
    char* to = out.room(units - i);
    if (to == nullptr) return;
    const std::size_t first = i;
    for (; i < units; ++i) {
      const auto unit = little_endian<std::uint16_t>(from + 2 * i);
      if (unit >= 0x80 || !stands_for_itself[unit]) break;
      *to++ = static_cast<char>(unit);
    }
    out.cut(begin + (i - first));
    if (i == units) return;
    const auto unit = little_endian<std::uint16_t>(from + 2 * i++);
    const auto next = i < units ? little_endian<std::uint16_t>(from + 2 * i) : std::uint16_t{0};
    if (is_high(unit) && is_low(next)) {
      append_supplementary(unit, next, out);
      ++i;
    } else {
      append_unit(unit, out);
    }
  }
}

bool is_empty(const EvtxValue& value) {
  if (value.is(EvtxType::null)) return true;
  if (value.is(EvtxType::string)) return without_ends(value.bytes).empty();
  if (value.is(EvtxType::ansi_string)) return without_ends_ansi(value.bytes).empty();
  return value.bytes.empty();
}

void append_value(const EvtxValue& value, EvtxText& out) {
  if (!is_array(value)) return append_single(element_type(value), value.bytes, out);
  out.append('[');
  append_elements(value, out);
  out.append(']');
}

void append_value_text(const EvtxValue& value, EvtxText& out) {
  if (!is_array(value)) return append_single_text(element_type(value), value.bytes, out);
  for_each_element(value, out, append_single_text);
}

void append_elements(const EvtxValue& value, EvtxText& out) {
  if (!is_array(value)) return append_single(element_type(value), value.bytes, out);
  for_each_element(value, out, append_single);
}

bool append_file_time(std::uint64_t ticks, EvtxText& out) {
  constexpr std::uint64_t ticks_per_second = 10'000'000;
  constexpr std::uint64_t seconds_per_day = 86'400;
  constexpr std::chrono::sys_days first_day{std::chrono::year{1601} / 1 / 1};
  constexpr std::uint64_t ticks_max = 2'650'467'744'000'000'000;  // the year 10000
  if (ticks >= ticks_max) return false;
  const std::uint64_t seconds = ticks / ticks_per_second;
  const std::chrono::year_month_day date{first_day + std::chrono::days{static_cast<int>(seconds / seconds_per_day)}};
  const auto of_day = static_cast<std::uint32_t>(seconds % seconds_per_day);
  append_time({static_cast<std::uint32_t>(static_cast<int>(date.year())), static_cast<unsigned>(date.month()),
               static_cast<unsigned>(date.day()), of_day / 3600, of_day / 60 % 60, of_day % 60},
              static_cast<std::uint32_t>(ticks % ticks_per_second), 7, out);
  return true;
}

}  // namespace clew::evidence::detail
