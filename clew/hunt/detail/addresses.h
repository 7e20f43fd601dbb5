/// Addresses and networks among the values, and the addresses in a text.
///
/// In:     values of the types ipv4, ipv6, cidr; any text.
/// Out:    the addresses that stand in a text as whole tokens, in any spelling; the values that an address belongs to.
/// Errors: none.
/// Cost:   one look-up for each prefix length among the values of the address's family.
#pragma once

#include "clew/hunt/detail/filter.h"
#include "clew/hunt/detail/keys.h"
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

/// How the IPv6 addresses begin that are looked for: their first 32 bits. Most addresses of a log are refused by these.
class Ipv6Heads {
 public:
  Ipv6Heads() : bits_(bits / 64) {}
  void add(const model::Network& network);
  /// True also for what is no address.
  [[nodiscard]] bool may_begin(std::string_view address) const;

 private:
  static constexpr std::size_t bits = std::size_t{1} << 13U;
  static std::size_t place_of(std::uint32_t head) { return (head * 0x9e3779b1U) >> 19U; }
  std::vector<std::uint64_t> bits_;
};

/// The run of hex digits, colons and dots around `at`, and the IPv6 address that it is, without what punctuation adds. One that
/// `heads` refuses need not be found.
struct Ipv6Run {
  std::size_t end = 0;  ///< of the whole run
  std::optional<FoundAddress> found;
};
Ipv6Run ipv6_around(std::string_view text, std::size_t at, const Ipv6Heads& heads);

/// Which IPv4 addresses may lie in one of the networks: a bit for each /16, then one for each of the hashes of a /24.
class Ipv4Networks {
 public:
  void add(std::uint32_t first, std::uint32_t last);
  [[nodiscard]] bool may_contain(std::uint32_t address) const {
    return !wide_.empty() && is_set(wide_, address >> 16U) && is_set(narrow_, place_of(address >> 8U));
  }
  /// Asks for the memory that `may_contain` will need.
  void prefetch(std::uint32_t address) const {
    if (!narrow_.empty()) __builtin_prefetch(narrow_.data() + place_of(address >> 8U) / 64);
  }

 private:
  using Bits = std::vector<std::uint64_t>;
  static constexpr std::size_t wide_bits = std::size_t{1} << 16U, narrow_bits = std::size_t{1} << 20U;
  static std::size_t place_of(std::uint32_t upper) { return (upper * 0x9e3779b1U) >> 12U; }
  static bool is_set(const Bits& bits, std::size_t at) { return ((bits[at / 64] >> (at % 64)) & 1U) != 0; }
  static void set(Bits& bits, std::size_t at) { bits[at / 64] |= std::uint64_t{1} << (at % 64); }
  Bits wide_, narrow_;  // empty while there is no network
};

/// What is near the last dot of the IPv4 addresses that are looked for: eight bytes before their fourth number as they are
/// written, and how that begins. Most addresses of a log are refused by that, before their numbers are read.
class Ipv4Tails {
 public:
  /// All addresses from the first to the last.
  void add(std::uint32_t first, std::uint32_t last) { ranges_.push_back({first, last}); }
  /// To be called once, after the last `add`.
  void build();
  /// False where so many are looked for that asking does not pay.
  [[nodiscard]] bool refuses_some() const { return refuses_some_; }
  /// Whether the address may be one whose fourth number begins at `fourth`. Eight bytes before and four bytes from there on can
  /// be read. Yes for all that a dot may follow: it may be written backwards.
  [[nodiscard]] bool may_be(const char* fourth) const {
    const std::uint64_t behind = load4(fourth);
    const std::uint64_t no_dots = behind ^ 0x2e2e2e2eU;
    const std::uint64_t dots = (no_dots - 0x01010101U) & ~no_dots & 0x80808080U;
    const std::uint64_t second = (behind >> 8U) & 0xffU;
    const std::uint64_t before = load8(fourth - before_bytes);
    const std::uint64_t digits = digits_of(behind & 0xffU, second - '0' < 10 ? second : 0);
    return (dots | alone_.bit(before ^ digits) | networks_.bit(before) | short_.bit(short_of(before))) != 0;
  }

 private:
  struct Range {
    std::uint32_t first = 0, last = 0;
  };
  /// A bit for the hash of each of some numbers.
  class Bits {
   public:
    Bits() : Bits(0) {}
    explicit Bits(std::size_t numbers);
    void set(std::uint64_t number) { words_[place_of(number) / 64] |= std::uint64_t{1} << (place_of(number) % 64); }
    [[nodiscard]] std::uint64_t bit(std::uint64_t number) const {
      return (words_.data()[place_of(number) / 64] >> (place_of(number) % 64)) & 1U;
    }
    /// The share of those that are set.
    [[nodiscard]] double share() const;

   private:
    [[nodiscard]] std::size_t place_of(std::uint64_t number) const {
      return static_cast<std::size_t>((number * 0x9e3779b97f4a7c15U) >> shift_);
    }
    unsigned shift_ = 0;
    std::vector<std::uint64_t> words_;
  };

  static constexpr std::size_t before_bytes = 8;
  /// Where the first three numbers are written in less than that, the last six: no address has less.
  static constexpr std::size_t short_bytes = 6;
  static std::uint64_t short_of(std::uint64_t before) { return before >> (8 * (before_bytes - short_bytes)); }
  /// How the fourth number begins; `second` is 0 where it has one digit.
  static std::uint64_t digits_of(std::uint64_t first, std::uint64_t second) {
    return ((first << 8U) | second) * 0x8ebc6af09c88c6e3U;
  }
  void add_range(const Range& range);

  std::vector<Range> ranges_;  // until `build`
  Bits alone_;                 // addresses
  Bits networks_;              // whatever the fourth number is
  Bits short_;                 // the same of all addresses, where little is before it
  bool refuses_some_ = true;
};

class AddressTable {
 public:
  void add(const model::Network& network, std::uint32_t number);
  /// To be called once, after the last `add`.
  void sort();
  [[nodiscard]] bool empty() const { return ipv4_.empty() && ipv6_.empty(); }
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
  /// Those of one family, so that no address is looked up among the others.
  using Family = std::vector<Prefix>;
  static bool is_ipv4(const model::Address& address, unsigned prefix_bits);
  Family ipv4_, ipv6_;
  Filter filter_;
};

}  // namespace clew::hunt::detail
