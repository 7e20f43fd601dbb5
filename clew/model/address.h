/// Internet addresses and networks as bytes: what matching and containment need.
///
/// In:     `192.0.2.7`, `2001:db8::1`, `192.0.2.0/24`. Out: 16 bytes and a prefix length; RFC 5952 text.
/// Errors: `malformed`. A leading zero in an IPv4 octet is refused, because readers disagree on its meaning
///         (RFC 6943 section 3.1.1).
/// Source: RFC 4291 section 2.2 (IPv6 text), RFC 5952 (canonical text), RFC 4632 (CIDR).
#pragma once

#include "clew/base/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace clew::model {

/// IPv4 is kept in the IPv4-mapped form `::ffff:a.b.c.d`, so that both families compare and contain in one way.
struct Address {
  std::array<std::uint8_t, 16> bytes{};

  static base::Result<Address> parse(std::string_view text);
  static base::Result<Address> parse_ipv4(std::string_view text);
  static base::Result<Address> parse_ipv6(std::string_view text);
  [[nodiscard]] bool is_ipv4() const;
  [[nodiscard]] std::string text() const;
  auto operator<=>(const Address&) const = default;
};

struct Network {
  Address address;                 ///< with all bits behind the prefix zero
  std::uint8_t prefix_bits = 128;  ///< 0 to 128; an IPv4 /24 is 120

  static base::Result<Network> parse(std::string_view text);
  /// An IPv4 address is in IPv4 networks only, not in `::/0`.
  [[nodiscard]] bool contains(const Address& address) const;
  [[nodiscard]] std::string text() const;
  auto operator<=>(const Network&) const = default;
};

/// Addresses that mean "nowhere" when a resolver answers with them: unspecified and loopback (RFC 1122, RFC 4291).
bool is_sinkhole_answer(const Address& address);
/// Not reachable from the internet: RFC 1918, RFC 4193, link-local, loopback, RFC 6598.
bool is_private(const Address& address);

}  // namespace clew::model
