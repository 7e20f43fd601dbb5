#include "clew/base/uuid.h"

#include "clew/base/result.h"
#include "clew/base/text.h"

#include <algorithm>
#include <array>

#include <openssl/evp.h>

namespace clew::base {
namespace {

constexpr std::size_t uuid_bytes = 16;

std::string bytes_of(std::string_view uuid) {
  std::string bytes;
  std::string digits;
  for (const char c : uuid) {
    if (c != '-') digits += c;
  }
  CLEW_ASSERT(digits.size() == 2 * uuid_bytes && std::ranges::all_of(digits, is_hex));
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes += static_cast<char>(hex_value(digits[i]) << 4U | hex_value(digits[i + 1]));
  }
  return bytes;
}

}  // namespace

std::string name_uuid(std::string_view name_space, std::string_view name) {
  const std::string input = bytes_of(name_space) + std::string(name);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  CLEW_ASSERT(EVP_Digest(input.data(), input.size(), digest.data(), &size, EVP_sha1(), nullptr) == 1);
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0fU) | 0x50U);  // version 5
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3fU) | 0x80U);  // variant of RFC 9562
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < uuid_bytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[digest[i] >> 4U];
    text += digits[digest[i] & 0x0fU];
  }
  return text;
}

}  // namespace clew::base
