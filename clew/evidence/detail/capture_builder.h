/// For tests: captures made of small packets. The lengths are right unless a test makes them wrong.
#pragma once

#include "clew/evidence/detail/pieces.h"
#include "clew/evidence/detail/wire.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/translator.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence::detail {

inline std::string number(std::uint64_t value, std::size_t size, ByteOrder order = ByteOrder::big) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) {
    text[order == ByteOrder::little ? i : size - 1 - i] = static_cast<char>(value & 0xffU);
    value >>= 8U;
  }
  return text;
}

/// `size` numbers of one byte: "10.0.0.1" as it stands in a header.
inline std::string dotted(std::string_view address) {
  std::string text;
  int value = 0;
  for (const char c : std::string(address) + ".") {
    if (c == '.') {
      text += static_cast<char>(value);
      value = 0;
    } else {
      value = value * 10 + (c - '0');
    }
  }
  return text;
}

inline std::string ipv4(std::uint8_t protocol, std::string_view src, std::string_view dst, const std::string& payload,
                        std::uint16_t fragment = 0) {
  return std::string("\x45\0", 2) + number(20 + payload.size(), 2) + number(0, 2) + number(fragment, 2) + "\x40" +
         number(protocol, 1) + number(0, 2) + dotted(src) + dotted(dst) + payload;
}
inline std::string ipv6(std::uint8_t next_header, const std::string& payload) {
  const std::string host = std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0');
  return std::string("\x60\0\0\0", 4) + number(payload.size(), 2) + number(next_header, 1) + "\x40" + host + "\x01" +
         host + "\x02" + payload;
}
inline std::string udp(std::uint16_t src_port, std::uint16_t dst_port, const std::string& payload) {
  return number(src_port, 2) + number(dst_port, 2) + number(8 + payload.size(), 2) + number(0, 2) + payload;
}
inline std::string tcp(std::uint16_t src_port, std::uint16_t dst_port, std::uint32_t sequence, std::uint8_t flags,
                       const std::string& payload = "") {
  return number(src_port, 2) + number(dst_port, 2) + number(sequence, 4) + number(0, 4) + "\x50" + number(flags, 1) +
         number(0xffff, 2) + number(0, 4) + payload;
}
inline std::string ethernet(const std::string& payload, std::uint16_t type = 0x0800) {
  return std::string(12, '\x02') + number(type, 2) + payload;
}

inline std::string pcap_head(ByteOrder order = ByteOrder::little, std::uint32_t link_type = 1,
                             std::uint32_t magic = 0xa1b2c3d4, std::uint32_t snap_bytes = 65535) {
  return number(magic, 4, order) + number(2, 2, order) + number(4, 2, order) + number(0, 8, order) +
         number(snap_bytes, 4, order) + number(link_type, 4, order);
}
inline std::string pcap_record(const std::string& packet, std::uint32_t seconds, std::uint32_t fraction = 0,
                               ByteOrder order = ByteOrder::little) {
  return number(seconds, 4, order) + number(fraction, 4, order) + number(packet.size(), 4, order) +
         number(packet.size(), 4, order) + packet;
}

inline std::string block(std::uint32_t type, std::string body, ByteOrder order = ByteOrder::little) {
  body.resize((body.size() + 3) / 4 * 4);
  const std::string size = number(body.size() + 12, 4, order);
  return number(type, 4, order) + size + body + size;
}
inline std::string section(ByteOrder order = ByteOrder::little) {
  return block(0x0a0d0d0a, number(0x1a2b3c4d, 4, order) + number(1, 4, order) + std::string(8, '\xff'), order);
}
inline std::string interface(std::uint16_t link_type, const std::string& options = "",
                             ByteOrder order = ByteOrder::little) {
  return block(1, number(link_type, 2, order) + number(0, 2, order) + number(0, 4, order) + options, order);
}
inline std::string enhanced(std::uint32_t index, std::uint64_t ticks, const std::string& packet,
                            ByteOrder order = ByteOrder::little) {
  return block(6,
               number(index, 4, order) + number(ticks >> 32U, 4, order) + number(ticks & 0xffffffffU, 4, order) +
                   number(packet.size(), 4, order) + number(packet.size(), 4, order) + packet,
               order);
}

/// Packets of a second each, on Ethernet, from 2023-05-02T08:00:00Z on.
class Capture {
 public:
  static constexpr std::uint32_t begin_seconds = 1'683'014'400;
  void add(const std::string& ip_packet) { text_ += pcap_record(ethernet(ip_packet), begin_seconds + count_++); }
  void wait(std::uint32_t seconds) { count_ += seconds; }
  /// From 10.0.0.1:40000 to 10.0.0.2:`port`, and back.
  void ask(std::uint16_t port, std::uint32_t sequence, std::uint8_t flags, const std::string& payload = "") {
    add(ipv4(6, "10.0.0.1", "10.0.0.2", tcp(40000, port, sequence, flags, payload)));
  }
  void answer(std::uint16_t port, std::uint32_t sequence, std::uint8_t flags, const std::string& payload = "") {
    add(ipv4(6, "10.0.0.2", "10.0.0.1", tcp(port, 40000, sequence, flags, payload)));
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_ = pcap_head();
  std::uint32_t count_ = 0;
};

struct Translated {
  std::vector<Translation> records;
  std::string problem;

  /// The first record that has `part` in it, or an empty one.
  [[nodiscard]] Translation with(std::string_view part, std::size_t skip = 0) const {
    for (const Translation& record : records) {
      if (record.text.contains(part) && skip-- == 0) return record;
    }
    return {};
  }
  [[nodiscard]] std::size_t count(std::string_view part) const {
    std::size_t count = 0;
    for (const Translation& record : records) count += record.text.contains(part) ? 1 : 0;
    return count;
  }
};

inline Translated translated(std::string_view content, std::size_t piece_bytes = 1000) {
  Pieces pieces(content, piece_bytes);
  const std::unique_ptr<Translator> translator = pcap.translate(pieces);
  Translated all;
  Translation record;
  while (translator->next(record)) all.records.push_back(record);
  if (const auto problem = translator->problem()) all.problem = problem->what;
  return all;
}

}  // namespace clew::evidence::detail
