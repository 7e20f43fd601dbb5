#include "bench/hunt/indicators.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include <fmt/core.h>

namespace clew::bench {
namespace {

constexpr std::array<std::string_view, 14> type_names = {"domain", "ipv4",    "url",         "sha256",     "md5",
                                                         "sha1",   "email",   "file_name",   "file_path",  "ipv6",
                                                         "cidr",   "package", "btc_address", "eth_address"};

/// How many of a hundred are of each type, in the order of `Type`.
constexpr std::array<unsigned char, 14> shares = {33, 20, 13, 10, 5, 4, 3, 2, 2, 2, 2, 2, 1, 1};

class Maker {
 public:
  Maker(const Names& names, std::uint64_t seed) : names_(names), random_(seed) {}

  std::vector<Indicator> make(std::size_t count) {
    made_.reserve(count);
    std::array<Type, 100> order{};
    for (std::size_t type = 0, at = 0; type < shares.size(); ++type) {
      for (unsigned i = 0; i < shares[type]; ++i) order[at++] = static_cast<Type>(type);
    }
    while (made_.size() < count) {
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random_.below(i)]);
      for (const Type type : order) {
        if (made_.size() < count) add(type);
      }
    }
    return std::move(made_);
  }

 private:
  void add(Type type) {
    Indicator indicator;
    do {
      indicator = Indicator{};
      indicator.type = type;
      fill(indicator);
    } while (!used_.insert(indicator.value).second);
    if (type == Type::domain || type == Type::ipv4 || type == Type::file_name) {
      holders_[static_cast<std::size_t>(type)].push_back(static_cast<std::uint32_t>(made_.size()));
    }
    made_.push_back(std::move(indicator));
  }

  void fill(Indicator& indicator) {
    switch (indicator.type) {
      case Type::domain: indicator.value = new_domain(); break;
      case Type::ipv4: fill_ipv4(indicator); break;
      case Type::url: fill_url(indicator); break;
      case Type::sha256: indicator.value = random_.text(hex_digits, 64); break;
      case Type::md5: indicator.value = random_.text(hex_digits, 32); break;
      case Type::sha1: indicator.value = random_.text(hex_digits, 40); break;
      case Type::email: fill_email(indicator); break;
      case Type::file_name: indicator.value = new_file_name(); break;
      case Type::file_path: fill_path(indicator); break;
      case Type::ipv6: indicator.value = new_ipv6(); break;
      case Type::cidr: fill_cidr(indicator); break;
      case Type::package: fill_package(indicator); break;
      case Type::btc_address: fill_btc(indicator); break;
      case Type::eth_address: indicator.value = "0x" + random_.text(hex_digits, 40); break;
    }
  }

  /// An earlier indicator of a type, or none: one in `odds`.
  std::uint32_t earlier(Type type, std::size_t odds) {
    const auto& holders = holders_[static_cast<std::size_t>(type)];
    if (holders.empty() || !random_.one_in(odds)) return Indicator::none;
    return holders[random_.below(holders.size())];
  }

  /// Algorithms, words that look like those of others, and sub-domains of rented places.
  std::string new_domain() {
    while (true) {
      std::string name;
      switch (random_.below(4)) {
        case 0: name = random_.text(letters, random_.between(8, 18)); break;
        case 1: name = random_.text(letters_and_digits, random_.between(9, 16)); break;
        case 2: name = Names::invented(random_, random_.between(4, 5)); break;
        default:
          name =
              fmt::format("{}-{}{}", Names::word(random_), Names::word(random_), random_.text(letters_and_digits, 5));
      }
      name += Names::ending(random_);
      if (!names_.has(name)) return name;
    }
  }

  /// A host that no other indicator is of, but popular ones are: much malware lies where everybody stores files.
  std::string new_host() {
    if (random_.one_in(3)) return names_.host_of_rank(random_.below(2000));
    std::string host = new_domain();
    used_.insert(host);
    return host;
  }

  std::uint32_t new_address() {
    while (true) {
      const std::uint32_t near = names_.address_of_rank(random_.below(Names::addresses_count)) & 0xffff0000U;
      const auto any = static_cast<std::uint32_t>(random_.next());
      const std::uint32_t address = random_.one_in(2) ? any : near | (any & 0xffffU);
      if (is_public(address) && is_for_indicators(address)) return address;
    }
  }

  void fill_ipv4(Indicator& indicator) {
    indicator.network = new_address();
    indicator.value = ipv4_text(indicator.network);
  }

  void fill_cidr(Indicator& indicator) {
    if (random_.one_in(10)) {
      indicator.value = fmt::format("2a0f:{}:{}::/48", ipv6_group(), ipv6_group());
      return;
    }
    std::uint32_t address = 0;
    while (!is_public(address) || !is_cidr_zone(address) || !used_zones_.insert(address >> 12U).second) {
      address = static_cast<std::uint32_t>(random_.next());
    }
    static constexpr std::array<std::uint32_t, 8> bits = {8, 8, 8, 8, 10, 12, 4, 3};
    indicator.host_bits = random_.any_of(bits);
    indicator.network = address >> indicator.host_bits << indicator.host_bits;
    indicator.value = fmt::format("{}/{}", ipv4_text(indicator.network), 32 - indicator.host_bits);
  }

  std::string ipv6_group() { return fmt::format("{:x}", random_.between(0x100, 0xffff)); }

  std::string new_ipv6() {
    static constexpr std::array<std::string_view, 4> networks = {"2a01:4f8", "2604:a880", "2001:db8", "2400:cb00"};
    if (random_.one_in(2))
      return fmt::format("{}:{}:{}::{}", random_.any_of(networks), ipv6_group(), ipv6_group(), ipv6_group());
    return fmt::format("{}:{}:{}:{}:{}:{}:{}", random_.any_of(networks), ipv6_group(), ipv6_group(), ipv6_group(),
                       ipv6_group(), ipv6_group(), ipv6_group());
  }

  void fill_url(Indicator& indicator) {
    static constexpr std::array<std::string_view, 7> files = {".php", ".exe", ".sh", ".bin", "/", ".zip", ".html"};
    indicator.inner = earlier(Type::domain, 3);
    if (indicator.inner == Indicator::none) indicator.inner = earlier(Type::ipv4, 6);
    const std::string host = indicator.inner == Indicator::none ? new_host() : made_[indicator.inner].value;
    indicator.value = fmt::format("{}://{}/", random_.one_in(2) ? "http" : "https", host);
    for (std::size_t folders = random_.below(3); folders > 0; --folders)
      indicator.value += fmt::format("{}/", Names::word(random_));
    random_.append(indicator.value, letters_and_digits, random_.between(8, 14));
    indicator.value += random_.any_of(files);
    if (random_.one_in(4) && !indicator.value.ends_with("/"))
      indicator.value += "?id=" + random_.text(letters_and_digits, 8);
  }

  void fill_email(Indicator& indicator) {
    indicator.inner = earlier(Type::domain, 2);
    const std::string host = indicator.inner == Indicator::none ? new_host() : made_[indicator.inner].value;
    indicator.value = fmt::format("{}.{}@{}", Names::word(random_), random_.text(letters_and_digits, 7), host);
  }

  std::string new_file_name() {
    static constexpr std::array<std::string_view, 8> files = {".exe",   ".dll", ".ps1", ".sh",
                                                              ".dylib", ".js",  ".lnk", ".docm"};
    return fmt::format("{}{}{}", Names::word(random_), random_.text(letters, 6), random_.any_of(files));
  }

  void fill_path(Indicator& indicator) {
    static constexpr std::array<std::string_view, 8> folders = {
        "C:\\ProgramData\\", "C:\\Windows\\Temp\\", "\\ProgramData\\", "C:\\Users\\Public\\", "/tmp/",
        "/var/tmp/",         "/usr/local/lib/",     "/Library/Fonts/"};
    const std::string_view folder = random_.any_of(folders);
    const char slash = folder.back();
    indicator.inner = earlier(Type::file_name, 3);
    const std::string file = indicator.inner == Indicator::none ? new_file_name() : made_[indicator.inner].value;
    used_.insert(file);
    indicator.value =
        fmt::format("{}{}{}{}{}", folder, Names::word(random_), random_.text(letters_and_digits, 3), slash, file);
  }

  void fill_package(Indicator& indicator) {
    const std::string name =
        fmt::format("{}-{}-{}", Names::word(random_), Names::word(random_), random_.text(letters, 5));
    indicator.value = random_.one_in(4) ? fmt::format("@{}/{}", Names::invented(random_, 3), name) : name;
  }

  void fill_btc(Indicator& indicator) {
    static constexpr std::string_view bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    indicator.value = random_.one_in(2) ? "bc1q" + random_.text(bech32, 38)
                                        : (random_.one_in(2) ? "1" : "3") + random_.text(base58_digits, 33);
  }

  const Names& names_;
  Random random_;
  std::vector<Indicator> made_;
  std::array<std::vector<std::uint32_t>, 14> holders_;  ///< by type: what others may be inside of
  std::unordered_set<std::string> used_;
  std::unordered_set<std::uint32_t> used_zones_;
};

}  // namespace

std::string_view name_of(Type type) { return type_names.at(static_cast<std::size_t>(type)); }

std::vector<Indicator> make_indicators(const Names& names, std::uint64_t seed, std::size_t count) {
  return Maker(names, seed).make(count);
}

}  // namespace clew::bench
