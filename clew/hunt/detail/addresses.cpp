#include "clew/hunt/detail/addresses.h"

#include "clew/base/text.h"
#include "clew/model/token.h"

#include <algorithm>
#include <array>
#include <bit>

namespace clew::hunt::detail {
namespace {

using model::Address;
using model::ValueType;

using Octets = std::array<std::uint8_t, 4>;

Address to_address(const Octets& octets) {
  Address address;
  address.bytes[10] = 0xff;
  address.bytes[11] = 0xff;
  std::ranges::copy(octets, address.bytes.begin() + 12);
  return address;
}

Address masked(const Address& address, unsigned prefix_bits) {
  Address result = address;
  const std::size_t whole = prefix_bits / 8;
  if (whole < result.bytes.size()) {
    result.bytes[whole] = static_cast<std::uint8_t>(result.bytes[whole] & ~(0xffU >> (prefix_bits % 8)));
    std::fill(result.bytes.begin() + static_cast<std::ptrdiff_t>(whole) + 1, result.bytes.end(), std::uint8_t{0});
  }
  return result;
}

std::uint64_t key_of(const Address& network, unsigned prefix_bits) {
  const char* const bytes = reinterpret_cast<const char*>(network.bytes.data());
  return mix(load8(bytes) ^ prefix_bits ^ 0xa0761d6478bd642fU, load8(bytes + 8) ^ 0xe7037ed1a0b428dbU);
}

/// Reads `a.b.c.d` at `at` and moves it behind; no leading zeros (RFC 6943 section 3.1.1).
std::optional<Octets> read_octets(std::string_view text, std::size_t& at) {
  Octets octets{};
  std::size_t next = at;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (i > 0 && (next >= text.size() || text[next++] != '.')) return std::nullopt;
    const std::size_t begin = next;
    unsigned value = 0;
    while (next < text.size() && base::is_digit(text[next]) && next - begin < 3)
      value = value * 10 + static_cast<unsigned>(text[next++] - '0');
    const std::size_t digits = next - begin;
    if (digits == 0 || value > 255 || (digits > 1 && text[begin] == '0')) return std::nullopt;
    octets[i] = static_cast<std::uint8_t>(value);
  }
  at = next;
  return octets;
}

constexpr std::array<bool, 256> ipv6_bytes = [] {
  std::array<bool, 256> bytes{};
  for (const char c : std::string_view("0123456789abcdefABCDEF:.")) bytes[static_cast<unsigned char>(c)] = true;
  return bytes;
}();
bool is_ipv6_byte(char c) { return ipv6_bytes[static_cast<unsigned char>(c)]; }

/// Cheap and true for every IPv6 address: it has "::" or seven colons, six before an IPv4 tail.
bool looks_like_ipv6(std::string_view text) {
  constexpr std::size_t size_bytes_max = 45;
  if (text.size() < 3 || text.size() > size_bytes_max || !std::ranges::any_of(text, base::is_hex)) return false;
  std::size_t colons = 0, pairs = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    colons += static_cast<std::size_t>(text[i] == ':');
    pairs += static_cast<std::size_t>(i > 0 && text[i] == ':' && text[i - 1] == ':');
  }
  // Two pairs are none either, and the parser says so.
  constexpr std::size_t colons_max = 8;
  return colons <= colons_max && (pairs != 0 || colons >= 6);
}

}  // namespace

std::optional<FoundAddress> ipv4_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  if (!model::token_begins(ValueType::ipv4, text, at)) return std::nullopt;
  auto octets = read_octets(text, end);
  if (!octets) return std::nullopt;
  if (model::token_ends(ValueType::ipv4, text, end)) return FoundAddress{to_address(*octets), {at, end}};
  constexpr std::string_view reverse = ".in-addr.arpa";
  const bool reversed =
      text.size() - end >= reverse.size() && base::equal_ignoring_case(text.substr(end, reverse.size()), reverse);
  end += reverse.size();
  if (!reversed || !model::token_ends(ValueType::domain, text, end)) return std::nullopt;
  std::ranges::reverse(*octets);
  return FoundAddress{to_address(*octets), {at, end}};
}

void Ipv6Heads::add(const model::Network& network) {
  constexpr unsigned head_bits = 32, least_bits = 20;
  if (network.prefix_bits < least_bits) {
    std::ranges::fill(bits_, ~std::uint64_t{0});
    return;
  }
  std::uint32_t head = 0;
  for (std::size_t i = 0; i < head_bits / 8; ++i) head = (head << 8U) | network.address.bytes[i];
  const unsigned others = head_bits - std::min<unsigned>(network.prefix_bits, head_bits);
  for (std::uint32_t more = 0; more < (std::uint32_t{1} << others); ++more) {
    const std::size_t at = place_of(head + more);
    bits_[at / 64] |= std::uint64_t{1} << (at % 64);
  }
}

bool Ipv6Heads::may_begin(std::string_view address) const {
  std::size_t at = 0;
  const auto number = [&] {
    std::uint32_t value = 0;
    for (; at < address.size() && base::is_hex(address[at]); ++at) {
      value = (value << 4U) | base::hex_value(address[at]);
    }
    return value & 0xffffU;
  };
  const std::uint32_t first = number();
  // "::" at the begin may stand for any number of zeros.
  if (at == 0 || at++ == address.size()) return true;
  const std::uint32_t head = (first << 16U) | number();  // 0 of "::"
  const std::size_t bit = place_of(head);
  return ((bits_[bit / 64] >> (bit % 64)) & 1U) != 0;
}

Ipv6Run ipv6_around(std::string_view text, std::size_t at, const Ipv6Heads& heads) {
  Part run{at, at};
  while (run.begin > 0 && is_ipv6_byte(text[run.begin - 1])) --run.begin;
  while (run.end < text.size() && is_ipv6_byte(text[run.end])) ++run.end;
  Ipv6Run result{run.end, std::nullopt};
  const auto front = [&](std::string_view wanted) {
    return text.substr(run.begin, run.end - run.begin).starts_with(wanted);
  };
  const auto back = [&](std::string_view wanted) {
    return text.substr(run.begin, run.end - run.begin).ends_with(wanted);
  };
  while (back(".")) --run.end;
  if (back(":") && !back("::")) --run.end;
  bool bounded = run.begin == 0 || !base::is_alnum(text[run.begin - 1]);
  // `source:2001:db8::7`: the colon belongs to what is before it.
  if (front(".") || (front(":") && !front("::"))) {
    ++run.begin;
    bounded = true;
  }
  const bool ends = run.end >= text.size() || !base::is_alnum(text[run.end]);
  const std::string_view candidate = text.substr(run.begin, run.end - std::min(run.begin, run.end));
  if (!bounded || !ends || !heads.may_begin(candidate) || !looks_like_ipv6(candidate)) return result;
  if (const auto address = Address::parse_ipv6(candidate)) result.found = FoundAddress{*address, run};
  return result;
}

void Ipv4Networks::add(std::uint32_t first, std::uint32_t last) {
  if (wide_.empty()) {
    wide_.resize(wide_bits / 64);
    narrow_.resize(narrow_bits / 64);
  }
  for (std::uint32_t upper = first >> 16U; upper <= last >> 16U; ++upper) set(wide_, upper);
  if ((last >> 8U) - (first >> 8U) >= narrow_bits) {
    std::ranges::fill(narrow_, ~std::uint64_t{0});
    return;
  }
  for (std::uint32_t upper = first >> 8U; upper <= last >> 8U; ++upper) set(narrow_, place_of(upper));
}

Ipv4Tails::Bits::Bits(std::size_t numbers) {
  constexpr std::size_t bits_min = std::size_t{1} << 13U, bits_max = std::size_t{1} << 20U;
  const std::size_t bits = std::clamp(std::bit_ceil(8 * numbers), bits_min, bits_max);
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(bits));
  words_.resize(bits / 64);
}

double Ipv4Tails::Bits::share() const {
  std::size_t set = 0;
  for (const std::uint64_t word : words_) set += static_cast<std::size_t>(std::popcount(word));
  return static_cast<double>(set) / (64.0 * static_cast<double>(words_.size()));
}

namespace {

/// What is written, as the last eight bytes of it, the last one highest.
struct Written {
  std::uint64_t last = 0;
  std::size_t size = 0;

  void add(char c) {
    last = (last >> 8U) | (std::uint64_t{static_cast<unsigned char>(c)} << 56U);
    ++size;
  }
  void add_octet(std::uint32_t octet) {
    if (octet >= 100) add(static_cast<char>('0' + octet / 100));
    if (octet >= 10) add(static_cast<char>('0' + octet / 10 % 10));
    add(static_cast<char>('0' + octet % 10));
  }
};

}  // namespace

void Ipv4Tails::add_range(const Range& range) {
  const bool is_alone = range.first == range.last;
  constexpr std::uint64_t fourths = 256;
  for (std::uint64_t address = range.first; address <= range.last; address += fourths - address % fourths) {
    Written before;
    for (const unsigned shift : {24U, 16U, 8U}) {
      before.add_octet((address >> shift) & 0xffU);
      before.add('.');
    }
    if (before.size < before_bytes) {
      short_.set(short_of(before.last));
    } else if (is_alone) {
      Written fourth;
      fourth.add_octet(address % fourths);
      const std::uint64_t digits = fourth.last >> (64 - 8 * fourth.size);
      alone_.set(before.last ^ digits_of(digits & 0xffU, (digits >> 8U) & 0xffU));
    } else {
      networks_.set(before.last);
    }
  }
}

void Ipv4Tails::build() {
  std::uint64_t alone = 0;
  std::uint64_t in_networks = 0;  // by their first three numbers
  for (const Range& range : ranges_) {
    if (range.first == range.last) {
      ++alone;
    } else {
      in_networks += (range.last >> 8U) - (range.first >> 8U) + 1;
    }
  }
  // More of them are hardly told apart.
  constexpr std::uint64_t networks_max = std::uint64_t{1} << 18U;
  refuses_some_ = in_networks <= networks_max;
  if (refuses_some_) {
    alone_ = Bits(alone);
    networks_ = Bits(in_networks);
    for (const Range& range : ranges_) add_range(range);
    refuses_some_ = alone_.share() + networks_.share() + short_.share() < 0.75;
  }
  ranges_ = {};
}

/// As `Network::contains`: a network of less than these bits has no IPv4 address.
bool AddressTable::is_ipv4(const Address& address, unsigned prefix_bits) {
  constexpr unsigned ipv4_bits_min = 96;
  return address.is_ipv4() && prefix_bits >= ipv4_bits_min;
}

void AddressTable::add(const model::Network& network, std::uint32_t number) {
  Family& family = is_ipv4(network.address, network.prefix_bits) ? ipv4_ : ipv6_;
  auto found = std::ranges::find(family, network.prefix_bits, &Prefix::bits);
  if (found == family.end()) found = family.insert(found, {network.prefix_bits, {}});
  found->entries.push_back({network.address, number});
}

void AddressTable::sort() {
  std::size_t count = 0;
  for (Family* const family : {&ipv4_, &ipv6_}) {
    for (Prefix& prefix : *family) {
      std::ranges::sort(prefix.entries);
      count += prefix.entries.size();
    }
  }
  filter_ = Filter(count);
  for (const Family* const family : {&ipv4_, &ipv6_}) {
    for (const Prefix& prefix : *family) {
      for (const Entry& entry : prefix.entries) filter_.add(key_of(entry.network, prefix.bits));
    }
  }
}

void AddressTable::find(const Address& address, std::vector<std::uint32_t>& values) const {
  const Family& family = address.is_ipv4() ? ipv4_ : ipv6_;
  // First the memory for all is asked for.
  for (const Prefix& prefix : family) filter_.prefetch(key_of(masked(address, prefix.bits), prefix.bits));
  for (const Prefix& prefix : family) {
    const Address network = masked(address, prefix.bits);
    if (!filter_.may_have(key_of(network, prefix.bits))) continue;
    const auto found = std::ranges::equal_range(prefix.entries, network, {}, &Entry::network);
    for (const Entry& entry : found) values.push_back(entry.value);
  }
}

}  // namespace clew::hunt::detail
