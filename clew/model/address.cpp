#include "clew/model/address.h"

#include "clew/base/text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include <fmt/core.h>

namespace clew::model {
namespace {

using base::Fault;
using base::fail;

constexpr std::array<std::uint8_t, 12> mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

Address mapped(std::array<std::uint8_t, 4> octets) {
  Address address;
  std::ranges::copy(mapped_prefix, address.bytes.begin());
  std::ranges::copy(octets, address.bytes.begin() + 12);
  return address;
}

std::string ipv4_text(std::span<const std::uint8_t, 4> octets) {
  std::array<char, INET_ADDRSTRLEN> buffer{};
  char* end = buffer.data();
  for (const std::uint8_t octet : octets) {
    if (end != buffer.data()) *end++ = '.';
    end = std::to_chars(end, buffer.data() + buffer.size(), octet).ptr;
  }
  return {buffer.data(), end};
}

void clear_behind(Address& address, unsigned prefix_bits) {
  for (unsigned bit = prefix_bits; bit < 128; ++bit) {
    address.bytes[bit / 8] = static_cast<std::uint8_t>(address.bytes[bit / 8] & ~(0x80U >> (bit % 8)));
  }
}

}  // namespace

base::Result<Address> Address::parse_ipv4(std::string_view text) {
  std::array<std::uint8_t, 4> octets{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0) {
      if (at >= text.size() || text[at] != '.')
        return fail(Fault::malformed, "IPv4 address: four octets expected", {at, 0});
      ++at;
    }
    const std::size_t begin = at;
    unsigned value = 0;
    while (at < text.size() && base::is_digit(text[at]) && at - begin < 3)
      value = value * 10 + static_cast<unsigned>(text[at++] - '0');
    if (at == begin) return fail(Fault::malformed, "IPv4 address: four octets expected", {at, 0});
    if (value > 255)
      return fail(Fault::malformed, fmt::format("IPv4 octet {}, at most 255", value), {begin, at - begin});
    if (at - begin > 1 && text[begin] == '0')
      return fail(Fault::malformed, "IPv4 octet with a leading zero", {begin, at - begin});
    octets[i] = static_cast<std::uint8_t>(value);
  }
  if (at != text.size())
    return fail(Fault::malformed, "IPv4 address: something follows the fourth octet", {at, text.size() - at});
  return mapped(octets);
}

base::Result<Address> Address::parse_ipv6(std::string_view text) {
  constexpr std::size_t size_bytes_max = 45;  // INET6_ADDRSTRLEN without the zero
  const bool fits = text.size() >= 2 && text.size() <= size_bytes_max && text.find('\0') == std::string_view::npos;
  Address address;
  if (!fits || inet_pton(AF_INET6, std::string(text).c_str(), address.bytes.data()) != 1) {
    return fail(Fault::malformed, "not an IPv6 address", {0, text.size()});
  }
  return address;
}

base::Result<Address> Address::parse(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return parse_ipv6(text);
  return parse_ipv4(text);
}

bool Address::is_ipv4() const { return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin()); }

std::string Address::text() const {
  if (is_ipv4()) return ipv4_text(std::span(bytes).last<4>());
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(AF_INET6, bytes.data(), buffer.data(), buffer.size());  // glibc writes RFC 5952
  return buffer.data();
}

base::Result<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos)
    return fail(Fault::malformed, "network without \"/\" and a prefix length", {0, text.size()});
  CLEW_TRY(const auto address, Address::parse(text.substr(0, slash)));
  const auto prefix = base::parse_unsigned(text.substr(slash + 1));
  // `::ffff:192.0.2.0/120` is written as IPv6, so its prefix counts 128 bits.
  const unsigned bits = text.substr(0, slash).find(':') == std::string_view::npos ? 32 : 128;
  if (!prefix || *prefix > bits) {
    return fail(Fault::malformed, fmt::format("prefix length: 0 to {} expected", bits),
                {slash + 1, text.size() - slash - 1});
  }
  Network network{address, static_cast<std::uint8_t>(*prefix + (128 - bits))};
  clear_behind(network.address, network.prefix_bits);
  return network;
}

bool Network::contains(const Address& other) const {
  // The mapped form is ours: nobody who writes ::/64 means all of IPv4.
  if (other.is_ipv4() && prefix_bits < mapped_prefix.size() * 8) return false;
  const std::size_t whole_bytes = prefix_bits / 8U;
  if (std::memcmp(other.bytes.data(), address.bytes.data(), whole_bytes) != 0) return false;
  const unsigned rest_bits = prefix_bits % 8U;
  return rest_bits == 0 || ((other.bytes[whole_bytes] ^ address.bytes[whole_bytes]) >> (8 - rest_bits)) == 0;
}

std::string Network::text() const {
  const unsigned bits = address.is_ipv4() ? prefix_bits - 96U : prefix_bits;
  return fmt::format("{}/{}", address.text(), bits);
}

bool is_sinkhole_answer(const Address& address) {
  static const std::array<Network, 3> networks = {
      Network::parse("0.0.0.0/8").value(), Network::parse("127.0.0.0/8").value(), Network::parse("::1/128").value()};
  return address == Address{} ||
         std::ranges::any_of(networks, [&](const Network& network) { return network.contains(address); });
}

bool is_private(const Address& address) {
  static const std::vector<Network> networks = [] {
    std::vector<Network> parsed;
    for (const std::string_view text :
         {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10"})
      parsed.push_back(Network::parse(text).value());
    return parsed;
  }();
  return is_sinkhole_answer(address) ||
         std::ranges::any_of(networks, [&](const Network& network) { return network.contains(address); });
}

}  // namespace clew::model
