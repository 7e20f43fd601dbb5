/// The two directions of a TCP connection, put in order and given to who reads what is inside. Private to this module.
///
///     segments --in order, without repetitions--> TlsReader, HttpReader, DNS messages, or plain text
///
/// In:     segments as captured: repeated, out of order, with holes, cut short. What is inside is told by its first bytes, and
///         told anew where a segment begins, so that STARTTLS, a proxy's tunnel and a capture that begins late are read too.
/// Out:    findings; of what nobody reads, the readable text at its beginning.
/// Limits: see the constants. A hole is waited for until `waiting_*` is reached, then what is behind it goes on.
/// Source: RFC 9293 section 3.4 (sequence numbers), RFC 7766 (DNS over TCP).
#pragma once

#include "clew/evidence/detail/capture_datagram.h"
#include "clew/evidence/detail/capture_finding.h"
#include "clew/evidence/detail/capture_http.h"
#include "clew/evidence/detail/capture_tls.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence::detail {

constexpr std::size_t kept_text_bytes = 4U << 10U;  ///< of each direction of a flow that nobody here can read

/// The stretches of readable characters in `bytes`, one a line; also of UTF-16, as Windows protocols write it.
std::string readable_text(std::string_view bytes);

class TcpStreams {
 public:
  static constexpr std::size_t waiting_segments_max = 64;
  static constexpr std::size_t waiting_bytes_max = 128U << 10U;

  void take(Side side, const Datagram& segment, const Place& place, Findings& findings);
  /// The connection is over.
  void end(const Place& place, Findings& findings);
  [[nodiscard]] std::size_t held_bytes() const;
  /// "ssl", "http", "dns", or empty: Zeek's words.
  [[nodiscard]] std::string_view service() const { return service_; }

 private:
  struct Segment {
    std::uint32_t sequence = 0;
    std::uint32_t size_bytes = 0;  // as sent; the text may be shorter
    std::string text;
  };
  struct Direction {
    bool started = false;
    std::uint32_t next = 0;  // sequence number
    std::vector<Segment> waiting;
    std::size_t waiting_bytes = 0;
    std::string message;  // of DNS, with its length in front
    std::string text;     // of what nobody reads
    std::unique_ptr<TlsReader> tls;
    bool is_lost = false;  // of DNS: after a hole no message begins where it seems to
  };
  enum class Inside : std::uint8_t { unknown, tls, http, dns };

  void take_in_order(Side side, std::uint32_t sequence, std::string_view text, std::uint32_t size_bytes,
                     const Place& place, Findings& findings);
  void take_waiting(Side side, bool accept_hole, const Place& place, Findings& findings);
  void take_bytes(Side side, std::string_view bytes, const Place& place, Findings& findings);
  void take_dns(Direction& direction, std::string_view bytes, const Place& place, Findings& findings);
  void take_tls(Side side, std::string_view bytes, const Place& place, Findings& findings);
  void lose(Side side, std::uint64_t bytes, const Place& place, Findings& findings);
  void add_server_name(Findings& findings, std::size_t first) const;

  std::array<Direction, 2> directions_;
  std::unique_ptr<HttpReader> http_;
  Inside inside_ = Inside::unknown;
  bool is_no_dns_ = false;  // though the port says so
  std::string_view service_;
};

}  // namespace clew::evidence::detail
