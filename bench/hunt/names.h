/// The made-up world that logs and indicators are about: hosts, addresses, files, words.
///
/// The two must not meet by chance. So host names, addresses and files of the background come from pools, and what an
/// indicator may be is what these do not have: names are looked up, addresses are parted by a hash over all of their bits,
/// so that both kinds lie in the same networks and no filter on a network, an ending or a first letter tells them apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "bench/hunt/random.h"

namespace clew::bench {

/// The networks that `cidr` indicators are cut from, one of each at most; nothing else has addresses there.
constexpr unsigned cidr_zone_bits = 20;

bool is_cidr_zone(std::uint32_t address);
bool is_for_indicators(std::uint32_t address);  ///< for single addresses, outside of the networks
bool is_public(std::uint32_t address);          ///< neither private nor reserved, nor like the version of a program

std::string ipv4_text(std::uint32_t address);

class Names {
 public:
  static constexpr std::size_t hosts_count = 200'000;
  static constexpr std::size_t addresses_count = 100'000;

  explicit Names(std::uint64_t seed);

  /// The busiest are asked for the most: the chance of a rank is one over it (Zipf).
  const std::string& host(Random& random) const { return hosts_[rank(random, hosts_.size())]; }
  std::uint32_t address(Random& random) const;
  [[nodiscard]] const std::string& host_of_rank(std::size_t rank) const { return hosts_[rank]; }
  [[nodiscard]] std::uint32_t address_of_rank(std::size_t rank) const { return addresses_[rank]; }

  /// Whether a host of the background is `name`, or lies below it.
  [[nodiscard]] bool has(const std::string& name) const { return known_.contains(name); }

  static std::string_view word(Random& random);
  /// A name that nobody has registered, as far as chance goes: `velkatrono`.
  static std::string invented(Random& random, std::size_t syllables_count);
  static std::string_view ending(Random& random);  ///< `.com`, `.co.uk`, …

 private:
  static std::size_t rank(Random& random, std::size_t count);
  std::string make_host(Random& random, const std::string& site) const;

  std::vector<std::string> hosts_;
  std::vector<std::uint32_t> addresses_;
  std::unordered_set<std::string> known_;
};

}  // namespace clew::bench
