/// Made-up indicators in the proportions of real feeds: the same mix in every hundred, so in every list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/hunt/names.h"
#include "bench/hunt/random.h"

namespace clew::bench {

enum class Type : std::uint8_t {
  domain,
  ipv4,
  url,
  sha256,
  md5,
  sha1,
  email,
  file_name,
  file_path,
  ipv6,
  cidr,
  package,
  btc_address,
  eth_address,
};

std::string_view name_of(Type type);

struct Indicator {
  static constexpr std::uint32_t none = UINT32_MAX;

  Type type = Type::domain;
  std::string value;            ///< as `clew` spells it: lower case where the type folds case, RFC 5952
  std::uint32_t inner = none;   ///< another indicator that every sighting of this one shows too: the host of a URL, …
  std::uint32_t network = 0;    ///< of an IPv4 network, or of an address
  std::uint32_t host_bits = 0;  ///< of an IPv4 network
};

/// `count` of them; a list of fewer is the beginning of a list of more.
std::vector<Indicator> make_indicators(const Names& names, std::uint64_t seed, std::size_t count);

}  // namespace clew::bench
