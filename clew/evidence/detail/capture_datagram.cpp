#include "clew/evidence/detail/capture_datagram.h"

#include "clew/evidence/detail/wire.h"

#include <algorithm>

namespace clew::evidence::detail {
namespace {

enum LinkType : std::uint32_t {
  bsd_null = 0,
  ethernet = 1,
  ppp = 9,
  raw_ip_bsd = 12,  // DLT_RAW as some systems wrote it
  raw_ip_openbsd = 14,
  ppp_serial = 50,
  pppoe = 51,
  raw_ip = 101,
  bsd_loop = 108,
  linux_cooked = 113,
  apple_pktap_old = 149,
  ipv4 = 228,
  ipv6 = 229,
  apple_pktap = 258,
  linux_cooked_2 = 276,
};

enum EtherType : std::uint16_t {
  ether_ipv4 = 0x0800,
  ether_vlan = 0x8100,
  ether_ipv6 = 0x86dd,
  ether_pppoe_session = 0x8864,
  ether_service_vlan = 0x88a8,
  ether_old_service_vlan = 0x9100,
};

constexpr std::string_view link_type_unknown = "a packet of a link type that is not dissected";
constexpr std::string_view link_header_cut = "a packet that ends in its link header";

/// What is inside of a link header: IP, or something else that is nobody's flow.
struct Inside {
  std::string_view bytes;
  bool is_ip = false;
  std::string_view reason;  // why the link header could not be read
};

Inside inside_of(Wire& wire, bool is_ip) {
  if (!wire.ok()) return {{}, false, link_header_cut};
  return {wire.rest(), is_ip, {}};
}

/// Behind the two bytes of PPP's protocol field, or one (RFC 1661 section 6.5).
Inside inside_of_ppp(Wire& wire) {
  std::uint16_t protocol = wire.u8();
  if ((protocol & 1U) == 0) protocol = static_cast<std::uint16_t>(protocol << 8U | wire.u8());
  constexpr std::uint16_t ppp_ipv4 = 0x21;
  constexpr std::uint16_t ppp_ipv6 = 0x57;
  return inside_of(wire, protocol == ppp_ipv4 || protocol == ppp_ipv6);
}

Inside inside_of_pppoe(Wire& wire) {
  wire.skip(1);
  const bool is_session = wire.u8() == 0;
  wire.skip(4);
  return is_session ? inside_of_ppp(wire) : inside_of(wire, false);
}

Inside inside_of_ether(Wire& wire, std::uint16_t type) {
  constexpr int tags_max = 4;
  for (int i = 0; i < tags_max; ++i) {
    if (type != ether_vlan && type != ether_service_vlan && type != ether_old_service_vlan) break;
    wire.skip(2);
    type = wire.u16();
  }
  if (type == ether_pppoe_session) return inside_of_pppoe(wire);
  return inside_of(wire, type == ether_ipv4 || type == ether_ipv6);
}

Inside inside_of_link(std::uint32_t link_type, std::string_view bytes) {
  if (link_type == apple_pktap || link_type == apple_pktap_old) {
    Wire wire(bytes, ByteOrder::little);
    const std::uint32_t header_bytes = wire.u32();
    wire.skip(4);
    link_type = wire.u32();
    if (!wire.ok() || header_bytes < 12 || header_bytes > bytes.size()) return {{}, false, link_header_cut};
    bytes.remove_prefix(header_bytes);
  }
  Wire wire(bytes);
  switch (link_type) {
    case ethernet: {
      wire.skip(12);
      const std::uint16_t type = wire.u16();
      return inside_of_ether(wire, type);
    }
    case linux_cooked: {
      wire.skip(14);
      const std::uint16_t type = wire.u16();
      return inside_of_ether(wire, type);
    }
    case linux_cooked_2: {
      const std::uint16_t type = wire.u16();
      wire.skip(18);
      return inside_of_ether(wire, type);
    }
    // The address family is the number of the system that captured, in its byte order; the IP version tells as well.
    case bsd_null:
    case bsd_loop: wire.skip(4); return inside_of(wire, true);
    case ppp:
    case ppp_serial:
      if (bytes.starts_with("\xff\x03")) wire.skip(2);
      return inside_of_ppp(wire);
    case pppoe: return inside_of_pppoe(wire);
    case raw_ip:
    case raw_ip_bsd:
    case raw_ip_openbsd:
    case ipv4:
    case ipv6: return inside_of(wire, true);
    default: return {{}, false, link_type_unknown};
  }
}

model::Address ipv4_address(std::string_view bytes) {
  model::Address address;
  address.bytes[10] = address.bytes[11] = 0xff;
  std::ranges::copy(bytes, address.bytes.begin() + 12);
  return address;
}

model::Address ipv6_address(std::string_view bytes) {
  model::Address address;
  std::ranges::copy(bytes, address.bytes.begin());
  return address;
}

/// Cuts off what stands behind the datagram (Ethernet's padding), and counts what was not captured of it.
void set_payload(std::string_view rest, std::size_t payload_bytes, Datagram& datagram) {
  datagram.payload_bytes = static_cast<std::uint32_t>(payload_bytes);
  datagram.payload = rest.substr(0, payload_bytes);
}

Dissected read_ipv4(std::string_view bytes, Datagram& datagram, std::string_view& reason) {
  Wire wire(bytes);
  const std::size_t header_bytes = (wire.u8() & 0xfU) * std::size_t{4};
  wire.skip(1);
  std::size_t total_bytes = wire.u16();
  wire.skip(2);
  const std::uint16_t fragment = wire.u16();
  wire.skip(1);
  datagram.protocol = wire.u8();
  wire.skip(2);
  const std::string_view src = wire.bytes(4);
  const std::string_view dst = wire.bytes(4);
  constexpr std::size_t header_bytes_min = 20;
  if (total_bytes == 0) total_bytes = bytes.size();  // the network card was to cut it (segmentation offload)
  if (header_bytes < header_bytes_min || header_bytes > bytes.size() || total_bytes < header_bytes || !wire.ok()) {
    reason = "an IPv4 packet whose lengths are wrong";
    return Dissected::broken;
  }
  datagram.src = ipv4_address(src);
  datagram.dst = ipv4_address(dst);
  datagram.ip_bytes = static_cast<std::uint32_t>(total_bytes);
  constexpr std::uint16_t more_fragments = 0x2000;
  constexpr std::uint16_t fragment_offset = 0x1fff;
  if ((fragment & fragment_offset) != 0) return Dissected::nothing;
  datagram.is_fragment = (fragment & more_fragments) != 0;
  set_payload(bytes.substr(header_bytes), total_bytes - header_bytes, datagram);
  return Dissected::datagram;
}

Dissected read_ipv6(std::string_view bytes, Datagram& datagram, std::string_view& reason) {
  Wire wire(bytes);
  wire.skip(4);
  std::size_t left = wire.u16();
  std::uint8_t next_header = wire.u8();
  wire.skip(1);
  const std::string_view src = wire.bytes(16);
  const std::string_view dst = wire.bytes(16);
  if (!wire.ok()) {
    reason = "an IPv6 packet that ends in its header";
    return Dissected::broken;
  }
  datagram.src = ipv6_address(src);
  datagram.dst = ipv6_address(dst);
  if (left == 0) left = wire.rest().size();  // a jumbogram, or segmentation offload
  constexpr std::uint32_t header_bytes = 40;
  datagram.ip_bytes = static_cast<std::uint32_t>(left) + header_bytes;
  enum Extension : std::uint8_t { hop_by_hop = 0, routing = 43, fragment = 44, authentication = 51, destination = 60 };
  constexpr int extensions_max = 8;
  for (int i = 0; i < extensions_max; ++i) {
    const bool is_extension = next_header == hop_by_hop || next_header == routing || next_header == fragment ||
                              next_header == authentication || next_header == destination;
    if (!is_extension) break;
    Wire header(wire.rest());
    const std::uint8_t kind = next_header;
    next_header = header.u8();
    std::size_t size = (header.u8() + std::size_t{1}) * 8;
    if (kind == authentication) size = (size / 8 + 1) * 4;
    if (kind == fragment) {
      size = 8;
      const std::uint16_t place = header.u16();
      if (place >> 3U != 0) return Dissected::nothing;
      datagram.is_fragment = (place & 1U) != 0;
    }
    wire.skip(size);
    if (!wire.ok() || size > left) {
      reason = "an IPv6 packet whose extension headers are wrong";
      return Dissected::broken;
    }
    left -= size;
  }
  datagram.protocol = next_header;
  set_payload(wire.rest(), left, datagram);
  return Dissected::datagram;
}

Dissected read_transport(Datagram& datagram, std::string_view& reason) {
  Wire wire(datagram.payload);
  std::size_t header_bytes = 0;
  if (datagram.protocol == ip_udp) {
    header_bytes = 8;
    datagram.src_port = wire.u16();
    datagram.dst_port = wire.u16();
    const std::size_t claimed = wire.u16();
    wire.skip(2);
    // The length may be shorter than what IP carries; 0 is a jumbogram's.
    if (claimed >= header_bytes && claimed < datagram.payload_bytes) set_payload(datagram.payload, claimed, datagram);
  } else if (datagram.protocol == ip_tcp) {
    datagram.src_port = wire.u16();
    datagram.dst_port = wire.u16();
    datagram.sequence = wire.u32();
    wire.skip(4);
    header_bytes = std::size_t{wire.u8()} / 16 * 4;
    datagram.tcp_flags = wire.u8();
    constexpr std::size_t header_bytes_min = 20;
    if (wire.ok() && (header_bytes < header_bytes_min || header_bytes > datagram.payload_bytes)) {
      reason = "a TCP segment whose header length is wrong";
      return Dissected::broken;
    }
  } else {
    return Dissected::datagram;
  }
  if (!wire.ok()) {
    reason = "a packet that ends in its TCP or UDP header";
    return Dissected::broken;
  }
  const std::string_view rest = datagram.payload.substr(std::min(header_bytes, datagram.payload.size()));
  set_payload(rest, datagram.payload_bytes - std::min<std::size_t>(header_bytes, datagram.payload_bytes), datagram);
  return Dissected::datagram;
}

}  // namespace

Dissected dissect(std::uint32_t link_type, std::string_view bytes, Datagram& datagram, std::string_view& reason) {
  datagram = Datagram{};
  const Inside inside = inside_of_link(link_type, bytes);
  reason = inside.reason;
  if (!reason.empty()) return Dissected::broken;
  if (!inside.is_ip) return Dissected::nothing;
  const unsigned version = inside.bytes.empty() ? 0 : static_cast<unsigned char>(inside.bytes.front()) >> 4U;
  Dissected read = Dissected::broken;
  reason = "a packet that is neither IPv4 nor IPv6";
  if (version == 4) read = read_ipv4(inside.bytes, datagram, reason);
  if (version == 6) read = read_ipv6(inside.bytes, datagram, reason);
  return read == Dissected::datagram ? read_transport(datagram, reason) : read;
}

}  // namespace clew::evidence::detail
