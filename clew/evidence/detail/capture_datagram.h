/// The addresses, ports and payload of one captured packet. Private to this module.
///
///     link type, bytes --dissect--> Dissected::datagram { src, dst, protocol, ports, payload }
///
/// In:     Ethernet with VLAN tags and PPPoE, Linux cooked v1 and v2, raw IP, BSD loopback, PPP, Apple's PKTAP; IPv4, IPv6
///         with extension headers; TCP, UDP, ICMP and any other protocol as bytes.
/// Out:    views into the packet. What was not captured is missing at the end of `payload`; `payload_bytes` counts it.
/// Errors: `nothing` for what is no IP (ARP) and for a later fragment, `broken` with the reason for what lies or is not known.
/// Source: the link types of tcpdump.org/linktypes.html, RFC 791, 8200, 9293, 768, IEEE 802.1Q, RFC 1661, RFC 2516.
#pragma once

#include "clew/model/address.h"

#include <cstdint>
#include <string_view>

namespace clew::evidence::detail {

enum IpProtocol : std::uint8_t { ip_icmp = 1, ip_tcp = 6, ip_udp = 17, ip_icmp6 = 58 };

struct Datagram {
  model::Address src, dst;
  std::uint8_t protocol = 0;
  std::uint16_t src_port = 0;  ///< of TCP and UDP
  std::uint16_t dst_port = 0;
  bool is_fragment = false;  ///< the first of several; the others are not looked at
  std::uint32_t ip_bytes = 0;
  std::uint32_t payload_bytes = 0;  ///< as the headers say
  std::string_view payload;         ///< as captured

  static constexpr std::uint8_t fin = 1, syn = 2, rst = 4, ack = 16;
  std::uint8_t tcp_flags = 0;
  std::uint32_t sequence = 0;
};

enum class Dissected : std::uint8_t { datagram, nothing, broken };

/// Of what is broken, `reason` says why.
Dissected dissect(std::uint32_t link_type, std::string_view bytes, Datagram& datagram, std::string_view& reason);

}  // namespace clew::evidence::detail
