#include "clew/model/wallet.h"

#include "clew/base/hash.h"
#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include <fmt/core.h>

namespace clew::model {
namespace {

// ---- Base58Check ----------------------------------------------------------------------------------------------------

std::string bytes_of_hex(std::string_view hex) {
  const auto digit = [](char c) { return base::is_digit(c) ? c - '0' : base::to_lower(c) - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  return bytes;
}

/// 25 bytes, the last four of them the first of the twofold SHA-256 of the others.
std::optional<std::string> base58_flaw(std::string_view text) {
  constexpr std::string_view alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  std::array<unsigned, 25> bytes{};
  for (const char c : text) {
    const std::size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos) return fmt::format("a Base58 address has no \"{}\"", c);
    unsigned carry = static_cast<unsigned>(digit);
    for (std::size_t i = bytes.size(); i > 0; --i) {
      carry += bytes[i - 1] * 58;
      bytes[i - 1] = carry & 0xffU;
      carry >>= 8U;
    }
    if (carry != 0) return "a Base58 address of more than 25 bytes";
  }
  std::string payload;
  for (std::size_t i = 0; i < 21; ++i) payload += static_cast<char>(bytes[i]);
  const std::string sum = bytes_of_hex(base::sha256_hex(bytes_of_hex(base::sha256_hex(payload))));
  for (std::size_t i = 0; i < 4; ++i) {
    if (static_cast<unsigned char>(sum[i]) != bytes[21 + i]) return "the Base58Check checksum does not hold";
  }
  if (bytes[0] != 0 && bytes[0] != 5) return fmt::format("version {} is no address of Bitcoin", bytes[0]);
  return std::nullopt;
}

// ---- Bech32 and Bech32m ---------------------------------------------------------------------------------------------

std::uint32_t polymod_step(std::uint32_t sum, std::uint32_t value) {
  constexpr std::array<std::uint32_t, 5> generator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  const std::uint32_t top = sum >> 25U;
  sum = ((sum & 0x1ffffffU) << 5U) ^ value;
  for (std::size_t i = 0; i < generator.size(); ++i) {
    if (((top >> i) & 1U) != 0) sum ^= generator[i];
  }
  return sum;
}

std::optional<std::string> bech32_flaw(std::string_view text) {
  constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  constexpr std::string_view human = "bc";
  constexpr std::size_t data_begin = 3;
  constexpr std::size_t checksum_size = 6;
  const bool upper = std::ranges::any_of(text, base::is_upper);
  if (upper && std::ranges::any_of(text, base::is_lower)) return "a Bech32 address of mixed case";
  const std::string lower = base::lowered(text);
  std::uint32_t sum = 1;
  for (const char c : human) sum = polymod_step(sum, static_cast<unsigned char>(c) >> 5U);
  sum = polymod_step(sum, 0);
  for (const char c : human) sum = polymod_step(sum, static_cast<unsigned char>(c) & 31U);
  std::vector<std::uint32_t> data;
  for (const char c : lower.substr(data_begin)) {
    const std::size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos) return fmt::format("a Bech32 address has no \"{}\"", c);
    data.push_back(static_cast<std::uint32_t>(digit));
    sum = polymod_step(sum, data.back());
  }
  if (data.size() <= checksum_size) return "a Bech32 address without a program";
  const std::uint32_t version = data.front();
  if (version > 16) return fmt::format("witness version {}, at most 16 is defined", version);
  // BIP 350: version 0 keeps Bech32's constant, all later ones have Bech32m's.
  constexpr std::uint32_t bech32m = 0x2bc830a3;
  if (sum != (version == 0 ? 1U : bech32m)) return "the Bech32 checksum does not hold";
  const std::size_t bits = (data.size() - 1 - checksum_size) * 5;
  const std::size_t bytes = bits / 8;
  if (bits % 8 >= 5 || bytes < 2 || bytes > 40) return fmt::format("a witness program of {} bits", bits);
  if (version == 0 && bytes != 20 && bytes != 32)
    return fmt::format("a witness program of {} bytes, 20 or 32 expected", bytes);
  return std::nullopt;
}

// ---- keccak-256 -----------------------------------------------------------------------------------------------------

using State = std::array<std::uint64_t, 25>;

/// FIPS 202 section 3.2: theta, rho and pi, chi, iota; 24 rounds.
void permute(State& a) {
  constexpr std::array<std::uint64_t, 24> constants = {
      0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
      0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
      0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
      0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
      0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};
  for (const std::uint64_t constant : constants) {
    std::array<std::uint64_t, 5> column{};
    for (std::size_t i = 0; i < a.size(); ++i) column[i % 5] ^= a[i];
    for (std::size_t i = 0; i < a.size(); ++i) a[i] ^= column[(i + 4) % 5] ^ std::rotl(column[(i + 1) % 5], 1);
    // The offsets of rho are the triangle numbers along the path of pi.
    std::uint64_t moving = a[1];
    std::size_t x = 1;
    std::size_t y = 0;
    for (int t = 1; t <= 24; ++t) {
      const std::size_t next_y = (2 * x + 3 * y) % 5;
      x = y;
      y = next_y;
      const std::uint64_t displaced = a[x + 5 * y];
      a[x + 5 * y] = std::rotl(moving, (t * (t + 1) / 2) % 64);
      moving = displaced;
    }
    for (std::size_t row = 0; row < a.size(); row += 5) {
      std::array<std::uint64_t, 5> lane{};
      std::copy_n(a.begin() + static_cast<std::ptrdiff_t>(row), 5, lane.begin());
      for (std::size_t i = 0; i < 5; ++i) a[row + i] = lane[i] ^ (~lane[(i + 1) % 5] & lane[(i + 2) % 5]);
    }
    a[0] ^= constant;
  }
}

void absorb(State& state, std::size_t at, unsigned char byte) {
  state[at / 8] ^= static_cast<std::uint64_t>(byte) << (8 * (at % 8));
}

}  // namespace

std::string keccak256_hex(std::string_view bytes) {
  constexpr std::size_t rate_bytes = 136;
  State state{};
  std::size_t at = 0;
  for (const char c : bytes) {
    absorb(state, at++, static_cast<unsigned char>(c));
    if (at < rate_bytes) continue;
    permute(state);
    at = 0;
  }
  absorb(state, at, 0x01);
  absorb(state, rate_bytes - 1, 0x80);
  permute(state);
  std::string hex;
  for (std::size_t i = 0; i < 32; ++i) hex += fmt::format("{:02x}", (state[i / 8] >> (8 * (i % 8))) & 0xffU);
  return hex;
}

std::optional<std::string> bitcoin_flaw(std::string_view address) {
  const bool bech32 = base::equal_ignoring_case(address.substr(0, 3), "bc1");
  return bech32 ? bech32_flaw(address) : base58_flaw(address);
}

std::optional<std::string> ethereum_flaw(std::string_view address) {
  if (address.size() != 42) return fmt::format("{} digits, 40 expected", address.size() < 2 ? 0 : address.size() - 2);
  const std::string_view digits = address.substr(2);
  const bool one_case = std::ranges::none_of(digits, base::is_upper) || std::ranges::none_of(digits, base::is_lower);
  if (one_case) return std::nullopt;
  const std::string hash = keccak256_hex(base::lowered(digits));
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const bool wants_upper = hash[i] >= '8';  // letters stand behind the digits
    if (base::is_alpha(digits[i]) && base::is_upper(digits[i]) != wants_upper)
      return "the EIP-55 checksum does not hold: the case of its letters";
  }
  return std::nullopt;
}

}  // namespace clew::model
