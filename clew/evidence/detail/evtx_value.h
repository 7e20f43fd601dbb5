/// One value of Windows' binary XML as the text that JSON gets.
///
///     type and bytes --append_value--> 4624   "S-1-5-18"   "0x3e7"   ["a","b"]
///
/// In:     any type and any bytes: both come from the file.
/// Out:    numbers and booleans bare, all else quoted; GUIDs in capitals without braces, binary data in capital hex digits,
///         times as RFC 3339 with the digits that the type has. An array is a JSON array.
/// Errors: none. Bytes that are no value of their type are written as hex digits, so that nothing is lost or made up.
/// Source: [MS-EVEN6] section 2.2.12 (BinXml) and 2.2.20 (value types), [MS-DTYP] for GUID, SID, FILETIME and SYSTEMTIME.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace clew::evidence::detail {

constexpr std::uint8_t evtx_array_bit = 0x80;

/// [MS-EVEN6] section 2.2.12. With `evtx_array_bit` it is an array of them.
enum class EvtxType : std::uint8_t {
  null = 0x00,
  string = 0x01,
  ansi_string = 0x02,
  int8 = 0x03,
  uint8 = 0x04,
  int16 = 0x05,
  uint16 = 0x06,
  int32 = 0x07,
  uint32 = 0x08,
  int64 = 0x09,
  uint64 = 0x0a,
  real32 = 0x0b,
  real64 = 0x0c,
  boolean = 0x0d,
  binary = 0x0e,
  guid = 0x0f,
  size = 0x10,
  file_time = 0x11,
  system_time = 0x12,
  sid = 0x13,
  hex_int32 = 0x14,
  hex_int64 = 0x15,
  binary_xml = 0x21,
};

struct EvtxValue {
  std::uint8_t type = 0;
  std::string_view bytes;

  [[nodiscard]] bool is(EvtxType other) const { return type == static_cast<std::uint8_t>(other); }
};

/// Text of a fixed capacity: what goes beyond it is dropped, and `overflowed` says so.
class EvtxText {
 public:
  explicit EvtxText(std::size_t capacity)
      : bytes_(std::make_unique_for_overwrite<char[]>(capacity)), capacity_(capacity) {}

  void append(char c) {
    if (char* const to = room(1)) *to = c;
  }
  void append(std::string_view text);
  /// The next `size_bytes` to write to, or null when there is no such room.
  char* room(std::size_t size_bytes) {
    if (size_bytes > capacity_ - size_) {
      overflowed_ = true;
      return nullptr;
    }
    char* const to = bytes_.get() + size_;
    size_ += size_bytes;
    return to;
  }
  void cut(std::size_t size_bytes) { size_ = size_bytes; }
  void clear() {
    size_ = 0;
    overflowed_ = false;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }
  [[nodiscard]] bool overflowed() const { return overflowed_; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_;
  std::size_t size_ = 0;
  bool overflowed_ = false;
};

/// UTF-16LE as JSON's UTF-8, escaped, without quotes. A lone surrogate becomes its escape: Windows names can hold one.
void append_utf16(std::string_view utf16, EvtxText& out);
/// One character, escaped.
void append_unit(std::uint16_t unit, EvtxText& out);

/// Whether the value says nothing: no bytes, or a text of NULs alone.
bool is_empty(const EvtxValue& value);
/// The value as JSON: bare, quoted or an array.
void append_value(const EvtxValue& value, EvtxText& out);
/// The value's text, escaped, without quotes; the elements of an array with commas between them.
void append_value_text(const EvtxValue& value, EvtxText& out);
/// The elements of an array value as JSON, with commas between them; of another value that value.
void append_elements(const EvtxValue& value, EvtxText& out);

/// A FILETIME as RFC 3339 with its seven digits; nothing where it is beyond what a calendar here can say.
bool append_file_time(std::uint64_t ticks, EvtxText& out);

}  // namespace clew::evidence::detail
