/// Addresses and networks among the values, and the addresses in a text.
///
/// In:     values of the types ipv4, ipv6, cidr; any text.
/// Out:    the addresses that stand in a text as whole tokens, in any spelling; the values that an address belongs to.
/// Errors: none.
/// Cost:   one look-up for each prefix length among the values.
#pragma once

#include "clew/hunt/detail/pattern.h"
#include "clew/model/address.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

struct FoundAddress {
  model::Address address;
  Part part;
};

/// The IPv4 address whose first octet begins at `at`; also backwards as a look-up for its name: `7.113.0.203.in-addr.arpa`
/// (RFC 1035 section 3.5), then with all of that name.
std::optional<FoundAddress> ipv4_at(std::string_view text, std::size_t at);

/// The run of hex digits, colons and dots around `at`, and the IPv6 address that it is, without what punctuation adds.
struct Ipv6Run {
  std::size_t end = 0;  ///< of the whole run
  std::optional<FoundAddress> found;
};
Ipv6Run ipv6_around(std::string_view text, std::size_t at);

/// Which IPv4 addresses may lie in one of the networks: a bit for each /16, then one for each /24.
class Ipv4Networks {
 public:
  void add(std::uint32_t first, std::uint32_t last);
  [[nodiscard]] bool may_contain(std::uint32_t address) const {
    return !wide_.empty() && is_set(wide_, address >> 16U) && is_set(narrow_, address >> 8U);
  }

 private:
  using Bits = std::vector<std::uint64_t>;
  static bool is_set(const Bits& bits, std::size_t at) { return ((bits[at / 64] >> (at % 64)) & 1U) != 0; }
  static void set(Bits& bits, std::size_t first, std::size_t last);
  Bits wide_, narrow_;  // empty while there is no network
};

class AddressTable {
 public:
  void add(const model::Network& network, std::uint32_t number);
  /// To be called once, after the last `add`.
  void sort();
  [[nodiscard]] bool empty() const { return prefixes_.empty(); }
  /// Appends the numbers of the values that are, or contain, `address`.
  void find(const model::Address& address, std::vector<std::uint32_t>& values) const;

 private:
  struct Entry {
    model::Address network;
    std::uint32_t value = 0;
    auto operator<=>(const Entry&) const = default;
  };
  struct Prefix {
    std::uint8_t bits = 0;
    std::vector<Entry> entries;
  };
  std::vector<Prefix> prefixes_;
};

}  // namespace clew::hunt::detail
