/// The packets of a capture: pcap and pcapng, cut but not looked into. Private to this module.
///
///     ByteSource --CaptureFile--> Packet { offset, length, link type, time, bytes }, …
///
/// In:     pcap in both byte orders with micro- or nanoseconds, pcapng with any sections and interfaces; concatenated files.
/// Out:    packets in file order; `broken` with its place and the reason, where lengths lie.
/// Errors: after a length that cannot be, the next packet is looked for by what every header must hold. A file that ends
///         inside a packet gives what is there of it, and `problem` says so.
/// Limits: `block_bytes_max` is held; a longer block is a lie. `interfaces_max` interfaces in a section.
/// Source: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng. Why not libpcap: docs/adr/0014.
#pragma once

#include "clew/base/instant.h"
#include "clew/base/result.h"
#include "clew/evidence/byte_source.h"
#include "clew/evidence/detail/wire.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence::detail {

/// Bytes of a source with a look ahead, from a place that only moves forward.
class Window {
 public:
  explicit Window(ByteSource& source) : source_(source) {}

  /// At least `size` bytes from here on, or all that are left; valid until the next call.
  std::string_view look(std::size_t size);
  void pass(std::size_t size);
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  ByteSource& source_;
  std::string held_;
  std::size_t begin_ = 0;
  std::uint64_t offset_ = 0;
  bool ended_ = false;
};

struct Packet {
  std::uint64_t offset = 0;  ///< of the packet's block in the file
  std::uint64_t length = 0;
  std::uint32_t link_type = 0;
  std::optional<base::Instant> time;  ///< a pcapng simple packet has none
  std::string_view bytes;             ///< as captured; valid until the next packet
};

class CaptureFile {
 public:
  static constexpr std::size_t packet_bytes_max = 262'144;    // libpcap's MAXIMUM_SNAPLEN
  static constexpr std::size_t block_bytes_max = 16U << 20U;  // libpcap's limit for a pcapng block
  static constexpr std::size_t interfaces_max = 4096;

  explicit CaptureFile(ByteSource& content) : source_(content), window_(content) {}

  enum class Step : std::uint8_t { packet, broken, end };
  /// Of a broken stretch, `packet` has the place and `reason` says why.
  Step next(Packet& packet);
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] std::optional<base::Error> problem() const;

 private:
  struct Interface {
    std::uint32_t link_type = 0;
    std::uint32_t snap_bytes = 0;
    std::uint8_t resolution = 6;  // if_tsresol: a power of ten, or of two with the highest bit
    std::int64_t offset_seconds = 0;
  };
  struct RecordHead {
    std::uint32_t seconds = 0;
    std::uint32_t fraction = 0;
    std::uint32_t captured_bytes = 0;
    std::uint32_t packet_bytes = 0;
  };

  bool read_file_head();
  Step next_record(Packet& packet);
  Step next_block(Packet& packet);
  void read_section(std::string_view block);
  void read_interface(std::string_view body);
  bool read_packet(std::uint32_t type, std::string_view body, Packet& packet);

  RecordHead record_head(std::string_view text) const;
  [[nodiscard]] bool lengths_can_be(const RecordHead& head) const;
  [[nodiscard]] bool may_follow(const RecordHead& head, std::uint32_t seconds) const;
  /// Nothing follows, or what may be a record.
  [[nodiscard]] bool is_followed_well(std::string_view text, std::size_t end, std::uint32_t seconds) const;
  [[nodiscard]] bool is_record(std::size_t at);
  [[nodiscard]] bool is_block(std::size_t at);
  /// Passes what is broken, up to what is told to be a packet again.
  Step pass_broken(Packet& packet, std::string reason);
  void cut_off(std::string what);

  ByteSource& source_;
  Window window_;
  bool started_ = false;
  bool ended_ = false;
  bool is_pcapng_ = false;
  ByteOrder order_ = ByteOrder::little;
  bool has_nanoseconds_ = false;               // pcap
  std::uint32_t link_type_ = 0;                // pcap
  std::uint32_t snap_bytes_ = 0;               // pcap
  std::optional<std::uint32_t> last_seconds_;  // pcap: of the last good record
  std::vector<Interface> interfaces_;          // pcapng, of the section
  std::string reason_;
  std::optional<base::Error> problem_;
};

/// `ticks` of the unit that `if_tsresol` names, since 1970 and moved by `offset_seconds`; nothing if no Instant holds it.
std::optional<base::Instant> time_of_ticks(std::uint64_t ticks, std::uint8_t resolution, std::int64_t offset_seconds);

}  // namespace clew::evidence::detail
