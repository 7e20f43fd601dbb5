/// The conversations of a capture, and what they say, as JSON in the words of Zeek's logs. Private to this module.
///
///     Datagram, Place --Flows--> "dns", "ssl", "x509", "http" when they are said; "conn" when a conversation ends
///
/// In:     datagrams in file order. Out: translations; those of a conversation share a `uid`, which follows from its addresses
///         and its first packet alone.
/// Who began is the sender of the SYN; where none was seen, of a datagram to a lower port below 1024, else of the first packet.
/// Limits: see the constants; what ends a conversation before its time is said in its record (`closed_early`,
///         `payload_not_followed`).
/// Source: Zeek's base/protocols/conn/main.zeek (conn_state) and its default inactivity timeouts.
#pragma once

#include "clew/evidence/detail/capture_datagram.h"
#include "clew/evidence/detail/capture_finding.h"
#include "clew/evidence/detail/capture_streams.h"
#include "clew/evidence/translator.h"

#include <array>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace clew::evidence::detail {

class Flows {
 public:
  static constexpr std::size_t flows_max = 50'000;
  static constexpr std::size_t held_bytes_max = 64U << 20U;   // of all conversations together
  static constexpr std::int64_t idle_seconds_max = 5 * 60;    // TCP
  static constexpr std::int64_t idle_seconds_max_short = 60;  // without connections: UDP, ICMP
  static constexpr std::int64_t linger_seconds = 5;           // behind the end of a TCP connection

  explicit Flows(std::size_t most_flows = flows_max) : flows_max_(most_flows) {}

  void take(const Datagram& datagram, const Place& place, std::deque<Translation>& out);
  /// Ends the conversation that began first; false if there is none.
  bool end_one(std::deque<Translation>& out);

 private:
  struct Endpoint {
    model::Address address;
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint&) const = default;
  };
  struct Key {
    Endpoint low, high;
    std::uint8_t protocol = 0;
    auto operator<=>(const Key&) const = default;
  };
  struct Count {
    std::uint64_t packets = 0;
    std::uint64_t payload_bytes = 0;
    std::uint64_t ip_bytes = 0;
    bool syn = false;
    bool syn_ack = false;
    bool fin = false;
    bool rst = false;
    std::string text;  // of UDP that nobody reads
  };
  struct Flow;
  using Order = std::list<Flow*>;
  struct Flow {
    Key key;
    std::array<Endpoint, 2> ends;  // originator, responder
    Place first;
    Place latest;
    std::string uid;
    std::array<Count, 2> counts;
    std::optional<std::uint32_t> syn_sequence;
    std::uint8_t icmp_type = 0;
    std::uint8_t icmp_code = 0;
    bool is_fragmented = false;
    bool is_unfollowed = false;
    bool is_closed_early = false;
    std::string_view service;
    std::unique_ptr<TcpStreams> streams;
    std::size_t held_bytes = 0;
    std::uint8_t queue = 0;
    Order::iterator place_in_queue;
  };
  enum Queue : std::uint8_t { tcp_open, tcp_closed, connectionless };

  Flow& flow_of(const Datagram& datagram, const Place& place, std::deque<Translation>& out);
  Flow& begin(const Key& key, const Datagram& datagram, const Place& place);
  void count(Flow& flow, Side side, const Datagram& datagram, const Place& place);
  void read(Flow& flow, Side side, const Datagram& datagram, const Place& place, std::deque<Translation>& out);
  void read_udp(Flow& flow, Side side, const Datagram& datagram, const Place& place, std::deque<Translation>& out);
  void end_idle(const Place& now, std::deque<Translation>& out);
  void end(Flow& flow, std::deque<Translation>& out);
  void hold(Flow& flow);
  void tell(const Flow& flow, Finding finding, std::deque<Translation>& out) const;
  static bool is_closed(const Flow& flow);
  static std::string_view state_of(const Flow& flow);

  std::size_t flows_max_;
  std::map<Key, Flow> flows_;
  std::array<Order, 3> queues_;                  // the least lately active first
  std::map<std::uint64_t, Flow*> by_beginning_;  // by the offset of the first packet
  std::size_t held_bytes_ = 0;
  Findings findings_;
};

}  // namespace clew::evidence::detail
