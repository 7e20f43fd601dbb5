#include "bench/hunt/names.h"

#include <array>
#include <cmath>

#include <fmt/core.h>

namespace clew::bench {
namespace {

constexpr std::array<std::string_view, 96> words = {
    "account", "agent",   "alert",    "archive", "asset",   "audit",    "backup",  "batch",    "billing", "bridge",
    "broker",  "browser", "bucket",   "build",   "cache",   "catalog",  "channel", "checkout", "client",  "cloud",
    "cluster", "config",  "connect",  "console", "core",    "customer", "data",    "default",  "deploy",  "desktop",
    "device",  "digest",  "document", "domain",  "driver",  "editor",   "engine",  "event",    "export",  "feature",
    "file",    "filter",  "finance",  "folder",  "format",  "gateway",  "graph",   "group",    "health",  "image",
    "import",  "index",   "install",  "invoice", "job",     "journal",  "kernel",  "key",      "library", "license",
    "listen",  "loader",  "local",    "login",   "mail",    "manager",  "market",  "media",    "message", "metric",
    "mobile",  "module",  "monitor",  "native",  "network", "notify",   "office",  "order",    "package", "partner",
    "payment", "plugin",  "policy",   "portal",  "printer", "process",  "profile", "project",  "proxy",   "queue",
    "record",  "release", "report",   "search",  "service", "session"};

constexpr std::array<std::string_view, 64> syllables = {
    "ba", "bel", "bor", "ca",  "cer", "co",  "da",  "del", "dor", "el",  "en", "fa",  "fer", "fi", "ga",  "gor",
    "ha", "hel", "in",  "ja",  "ka",  "kel", "kor", "la",  "len", "lo",  "ma", "mer", "mi",  "mo", "na",  "ner",
    "no", "or",  "pa",  "per", "pi",  "po",  "qua", "ra",  "ren", "ri",  "ro", "sa",  "sel", "so", "ta",  "tel",
    "ti", "to",  "tro", "u",   "va",  "vel", "vi",  "vo",  "wa",  "wen", "xa", "xi",  "ya",  "za", "zel", "zo"};

// As often as in passive DNS, roughly.
constexpr std::array<std::string_view, 32> endings = {
    ".com", ".com", ".com", ".com", ".com", ".com",  ".com", ".com", ".com",   ".com",   ".com",
    ".com", ".net", ".net", ".net", ".net", ".org",  ".org", ".io",  ".io",    ".co.uk", ".co.uk",
    ".de",  ".fr",  ".ru",  ".top", ".xyz", ".info", ".dev", ".app", ".cloud", ".com.br"};

}  // namespace

bool is_cidr_zone(std::uint32_t address) { return mixed(address >> (32 - cidr_zone_bits)) % 16 == 0; }

bool is_for_indicators(std::uint32_t address) {
  return !is_cidr_zone(address) && mixed(address + std::uint64_t{0x51ed27}) % 8 == 0;
}

bool is_public(std::uint32_t address) {
  const unsigned first = address >> 24U;
  const unsigned second = address >> 16U & 0xffU;
  const bool is_private = first == 10 || first == 127 || (first == 192 && second == 168) ||
                          (first == 169 && second == 254) || (first == 172 && second >= 16 && second < 32) ||
                          (first == 100 && second >= 64 && second < 128);
  // `114.0.0.0` and `10.0.4.2` are versions of programs.
  return !is_private && first > 0 && first < 224 && second != 0;
}

std::string ipv4_text(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}", address >> 24U, address >> 16U & 0xffU, address >> 8U & 0xffU, address & 0xffU);
}

std::string_view Names::word(Random& random) { return random.any_of(words); }

std::string Names::invented(Random& random, std::size_t syllables_count) {
  std::string name;
  for (; syllables_count > 0; --syllables_count) name += random.any_of(syllables);
  return name;
}

std::string_view Names::ending(Random& random) { return random.any_of(endings); }

Names::Names(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::string> sites;
  while (sites.size() < hosts_count / 4) {
    std::string site = invented(random, random.between(3, 4));
    if (random.one_in(5)) site += fmt::format("-{}", word(random));
    site += ending(random);
    if (known_.insert(site).second) sites.push_back(std::move(site));
  }
  while (hosts_.size() < hosts_count) {
    std::string host = make_host(random, sites[rank(random, sites.size())]);
    for (std::size_t dot = 0; dot != std::string::npos; dot = host.find('.', dot + 1)) {
      known_.insert(host.substr(dot == 0 ? 0 : dot + 1));
    }
    hosts_.push_back(std::move(host));
  }
  // Most addresses lie in the networks of a few thousand providers.
  std::vector<std::uint32_t> networks;
  while (networks.size() < 3000) {
    const auto network = static_cast<std::uint32_t>(random.next()) & 0xffff0000U;
    if (is_public(network)) networks.push_back(network);
  }
  while (addresses_.size() < addresses_count) {
    const std::uint32_t address =
        networks[rank(random, networks.size())] | static_cast<std::uint32_t>(random.below(65536));
    if (!is_cidr_zone(address) && !is_for_indicators(address)) addresses_.push_back(address);
  }
}

std::string Names::make_host(Random& random, const std::string& site) const {
  switch (random.below(10)) {
    case 0: return site;
    case 1:
    case 2: return "www." + site;
    case 3: return "api." + site;
    case 4: return fmt::format("cdn{}.{}", random.below(40), site);
    case 5: return fmt::format("d{}.cloud.{}", random.text(letters_and_digits, 13), site);
    case 6: return fmt::format("e{}.dscg.edge.{}", random.below(100000), site);
    case 7: return fmt::format("{}-{}.{}", word(random), random.text(hex_digits, 6), site);
    case 8: return fmt::format("{}.{}.{}", word(random), random.one_in(2) ? "eu-west-1" : "us-east-2", site);
    default: return fmt::format("{}.{}", word(random), site);
  }
}

std::size_t Names::rank(Random& random, std::size_t count) {
  // count^u for a uniform u.
  const float exponent = static_cast<float>(random.below(1U << 24U)) / static_cast<float>(1U << 24U);
  const auto chosen = static_cast<std::size_t>(std::exp2(exponent * std::log2(static_cast<float>(count)))) - 1;
  return chosen < count ? chosen : count - 1;
}

std::uint32_t Names::address(Random& random) const {
  if (!random.one_in(8)) return addresses_[rank(random, addresses_.size())];
  while (true) {
    const auto address = static_cast<std::uint32_t>(random.next());
    if (is_public(address) && !is_cidr_zone(address) && !is_for_indicators(address)) return address;
  }
}

}  // namespace clew::bench
