/// For tests, benchmarks and fuzz targets: event logs made by hand, right or wrong.
///
///     EvtxBuilder log; log.record(1, […](EvtxTokens& xml) { … }); log.bytes()
///
/// In:     what a test asks for, also what no honest log has. Out: a file with all its sizes, offsets and checksums.
#pragma once

#include "clew/evidence/detail/evtx_chunk.h"
#include "clew/evidence/detail/evtx_value.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

namespace clew::evidence::detail {

inline void put_number(std::string& bytes, std::uint64_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xffU);
}
inline void set_number(std::string& bytes, std::size_t offset, std::uint64_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes[offset + i] = static_cast<char>(number >> (8 * i) & 0xffU);
}
/// ASCII as UTF-16LE.
inline std::string wide(std::string_view text) {
  std::string bytes;
  for (const char c : text) bytes.append(1, c).append(1, '\0');
  return bytes;
}

/// One value of a template's instance.
struct BuiltValue {
  std::uint8_t type = 0;
  std::string bytes;

  BuiltValue() = default;
  BuiltValue(EvtxType value_type, std::string value_bytes)
      : type(static_cast<std::uint8_t>(value_type)), bytes(std::move(value_bytes)) {}
  static BuiltValue text(std::string_view text) { return {EvtxType::string, wide(text)}; }
  static BuiltValue number(EvtxType type, std::uint64_t number, std::size_t size) {
    BuiltValue value(type, {});
    put_number(value.bytes, number, size);
    return value;
  }
  static BuiltValue array(EvtxType type, std::string bytes) {
    BuiltValue value(type, std::move(bytes));
    value.type |= evtx_array_bit;
    return value;
  }
};

/// Writes tokens at the end of a chunk; names that were written before are referred to.
class EvtxTokens {
 public:
  using Names = std::map<std::string, std::size_t, std::less<>>;
  enum class Dependencies : std::uint8_t { no, yes };
  EvtxTokens(std::string& chunk, Names& names, Dependencies dependencies)
      : chunk_(chunk), names_(names), dependencies_(dependencies) {}

  EvtxTokens& fragment() { return raw(std::string_view("\x0f\x01\x01\0", 4)); }
  EvtxTokens& open(std::string_view name, bool has_attributes = false) {
    put_number(chunk_, has_attributes ? 0x41 : 0x01, 1);
    if (dependencies_ == Dependencies::yes) put_number(chunk_, 0xffff, 2);
    elements_.push_back(chunk_.size());
    put_number(chunk_, 0, 4);
    put_name(name);
    attributes_.push_back(has_attributes ? chunk_.size() : 0);
    if (has_attributes) put_number(chunk_, 0, 4);
    return *this;
  }
  EvtxTokens& attribute(std::string_view name, bool more_follow = false) {
    put_number(chunk_, more_follow ? 0x46 : 0x06, 1);
    put_name(name);
    return *this;
  }
  EvtxTokens& text(std::string_view text) {
    put_number(chunk_, 0x05, 1);
    put_number(chunk_, 0x01, 1);
    put_number(chunk_, text.size(), 2);
    return raw(wide(text));
  }
  EvtxTokens& value(std::size_t index, EvtxType type, bool is_array = false) {
    return substitute(0x0d, index, type, is_array);
  }
  EvtxTokens& optional(std::size_t index, EvtxType type) { return substitute(0x0e, index, type, false); }
  EvtxTokens& close_tag() {
    close_attributes();
    put_number(chunk_, 0x02, 1);
    return *this;
  }
  EvtxTokens& close_empty() {
    close_attributes();
    put_number(chunk_, 0x03, 1);
    return close_element();
  }
  EvtxTokens& end() {
    put_number(chunk_, 0x04, 1);
    return close_element();
  }
  EvtxTokens& stop() { return raw(std::string_view("\0", 1)); }
  EvtxTokens& raw(std::string_view bytes) {
    chunk_.append(bytes);
    return *this;
  }
  /// `<name>` with one value in it.
  EvtxTokens& leaf(std::string_view name, std::size_t index, EvtxType type) {
    return open(name).close_tag().optional(index, type).end();
  }
  /// `<Data Name="name">` with one value in it.
  EvtxTokens& data(std::string_view name, std::size_t index, EvtxType type, bool is_array = false) {
    open("Data", true).attribute("Name").text(name).close_tag();
    return value(index, type, is_array).end();
  }
  void put_name(std::string_view name) {
    const auto known = names_.find(name);
    if (known != names_.end()) return put_number(chunk_, known->second, 4);
    const std::size_t here = chunk_.size() + 4;
    names_.emplace(name, here);
    put_number(chunk_, here, 4);
    put_number(chunk_, 0, 4);
    std::uint32_t hash = 0;
    for (const char c : name) hash = hash * 65599 + static_cast<unsigned char>(c);
    put_number(chunk_, hash & 0xffffU, 2);
    put_number(chunk_, name.size(), 2);
    chunk_ += wide(name);
    put_number(chunk_, 0, 2);
  }
  [[nodiscard]] std::string& chunk() { return chunk_; }

 private:
  EvtxTokens& substitute(unsigned token, std::size_t index, EvtxType type, bool is_array) {
    put_number(chunk_, token, 1);
    put_number(chunk_, index, 2);
    put_number(chunk_, static_cast<unsigned>(type) | (is_array ? evtx_array_bit : 0U), 1);
    return *this;
  }
  void close_attributes() {
    const std::size_t at = attributes_.back();
    if (at != 0) set_number(chunk_, at, chunk_.size() - at - 4, 4);
    attributes_.back() = 0;
  }
  EvtxTokens& close_element() {
    set_number(chunk_, elements_.back(), chunk_.size() - elements_.back() - 4, 4);
    elements_.pop_back();
    attributes_.pop_back();
    return *this;
  }

  std::string& chunk_;
  Names& names_;
  Dependencies dependencies_;
  std::vector<std::size_t> elements_;
  std::vector<std::size_t> attributes_;
};

class EvtxBuilder {
 public:
  using Write = std::function<void(EvtxTokens& xml)>;

  EvtxBuilder() { start_chunk(); }

  /// A record that `write` fills with binary XML outside of any template.
  void record(std::uint64_t number, const Write& write) {
    const std::size_t begin = chunk_.size();
    last_record_ = begin;
    last_number_ = number;
    if (first_number_ == 0) first_number_ = number;
    chunk_.append("**\0\0", 4);
    put_number(chunk_, 0, 4);
    put_number(chunk_, number, 8);
    put_number(chunk_, written, 8);
    EvtxTokens xml(chunk_, names_, EvtxTokens::Dependencies::no);
    write(xml);
    while ((chunk_.size() - begin) % 8 != 4) chunk_ += '\0';
    const std::size_t size = chunk_.size() - begin + 4;
    put_number(chunk_, size, 4);
    set_number(chunk_, begin + 4, size, 4);
  }
  /// A record of the template `name`, which `define` writes when the chunk has none of that name yet.
  void record(std::uint64_t number, std::string_view name, const Write& define, const std::vector<BuiltValue>& values) {
    record(number, [&](EvtxTokens& xml) {
      xml.fragment();
      instance(name, define, values);
      xml.stop();
    });
  }
  /// A template's instance at the end of the chunk.
  void instance(std::string_view name, const Write& define, const std::vector<BuiltValue>& values) {
    put_number(chunk_, 0x0c, 1);
    put_number(chunk_, 0x01, 1);
    const auto known = templates_.find(name);
    const std::size_t here = chunk_.size() + 8;
    const std::size_t at = known == templates_.end() ? here : known->second;
    put_number(chunk_, 0x1000 + at, 4);  // any number does
    put_number(chunk_, at, 4);
    if (at == here) {
      templates_.emplace(name, at);
      put_number(chunk_, 0, 4);
      chunk_.append(16, 'G');
      set_number(chunk_, at + 4, 0x1000 + at, 4);
      put_number(chunk_, 0, 4);
      EvtxTokens xml(chunk_, names_, EvtxTokens::Dependencies::yes);
      xml.fragment();
      define(xml);
      xml.stop();
      set_number(chunk_, at + 20, chunk_.size() - at - 24, 4);
    }
    put_number(chunk_, values.size(), 4);
    for (const BuiltValue& value : values) {
      put_number(chunk_, value.bytes.size(), 2);
      put_number(chunk_, value.type, 2);
    }
    for (const BuiltValue& value : values) chunk_ += value.bytes;
  }
  /// Bytes as they are: what lies behind the last record.
  void slack(std::string_view bytes) { slack_ = bytes; }
  [[nodiscard]] std::size_t chunk_size() const { return chunk_.size(); }
  [[nodiscard]] std::string& chunk() { return chunk_; }

  void end_chunk() {
    std::string header(evtx_chunk_magic);
    for (const std::uint64_t number : {first_number_, last_number_, first_number_, last_number_})
      put_number(header, number, 8);
    put_number(header, 128, 4);
    put_number(header, last_record_, 4);
    put_number(header, chunk_.size(), 4);
    put_number(header, checksum(std::string_view(chunk_).substr(evtx_chunk_header_bytes)), 4);
    chunk_.replace(0, header.size(), header);
    set_number(chunk_, 124,
               crc32(checksum(std::string_view(chunk_).substr(0, 120)),
                     reinterpret_cast<const Bytef*>(chunk_.data()) + 128, 384),
               4);
    chunk_ += slack_;
    chunk_.resize(evtx_chunk_bytes);
    chunks_.push_back(chunk_);
    start_chunk();
  }
  /// The whole file; ends the open chunk.
  std::string bytes(bool is_dirty = false) {
    if (chunk_.size() > evtx_chunk_header_bytes) end_chunk();
    std::string file(evtx_file_magic);
    put_number(file, 0, 8);
    put_number(file, chunks_.empty() ? 0 : chunks_.size() - 1, 8);
    put_number(file, 1, 8);
    put_number(file, 128, 4);
    put_number(file, 1, 2);
    put_number(file, 3, 2);
    put_number(file, evtx_file_header_bytes, 2);
    put_number(file, chunks_.size(), 2);
    file.resize(evtx_file_header_bytes);
    set_number(file, 120, is_dirty ? 1 : 0, 4);
    set_number(file, 124, checksum(std::string_view(file).substr(0, 120)), 4);
    for (const std::string& chunk : chunks_) file += chunk;
    return file;
  }

  std::uint64_t written = 133'324'938'012'345'678;  ///< FILETIME of the next records: 2023-06-29

 private:
  static std::uint32_t checksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
  }
  void start_chunk() {
    chunk_.assign(evtx_chunk_header_bytes, '\0');
    names_.clear();
    templates_.clear();
    slack_.clear();
    first_number_ = last_number_ = last_record_ = 0;
  }

  std::string chunk_;
  std::string slack_;
  std::vector<std::string> chunks_;
  EvtxTokens::Names names_;
  std::map<std::string, std::size_t, std::less<>> templates_;
  std::uint64_t first_number_ = 0;
  std::uint64_t last_number_ = 0;
  std::size_t last_record_ = 0;
};

/// The `System` part that every event has, with the values 0 to 7: number, time, record, process, channel, machine, user, nothing.
inline void put_system(EvtxTokens& xml, std::string_view provider) {
  xml.open("System").close_tag();
  xml.open("Provider", true).attribute("Name").text(provider).close_empty();
  xml.leaf("EventID", 0, EvtxType::uint16);
  xml.open("TimeCreated", true).attribute("SystemTime").optional(1, EvtxType::file_time).close_empty();
  xml.leaf("EventRecordID", 2, EvtxType::uint64);
  xml.open("Correlation", true).attribute("ActivityID").optional(7, EvtxType::guid).close_empty();
  xml.open("Execution", true).attribute("ProcessID").optional(3, EvtxType::uint32).close_empty();
  xml.leaf("Channel", 4, EvtxType::string);
  xml.leaf("Computer", 5, EvtxType::string);
  xml.open("Security", true).attribute("UserID").optional(6, EvtxType::sid).close_empty();
  xml.end();
}
inline std::vector<BuiltValue> system_values(std::uint64_t event, std::uint64_t record, std::string_view channel) {
  return {BuiltValue::number(EvtxType::uint16, event, 2),
          BuiltValue::number(EvtxType::file_time, 133'324'938'012'345'678, 8),
          BuiltValue::number(EvtxType::uint64, record, 8),
          BuiltValue::number(EvtxType::uint32, 77, 4),
          BuiltValue::text(channel),
          BuiltValue::text("pc-1.example"),
          {EvtxType::sid, std::string("\x01\x01\0\0\0\0\0\x05\x12\0\0\0", 12)},
          {}};
}

}  // namespace clew::evidence::detail
