/// For tests: wraps bytes as archives and compressed files do, without compressing them.
/// Source: RFC 1952 and 1951 section 3.2.4 (gzip), RFC 8878 section 3.1.1 (zstd), APPNOTE 6.3 (zip).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::hunt::detail {

inline std::string little_endian(std::uint64_t number, unsigned bytes) {
  std::string text;
  for (unsigned i = 0; i < bytes; ++i) text += static_cast<char>(static_cast<unsigned char>(number >> (8 * i)));
  return text;
}

inline std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = ~std::uint32_t{0};
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
  }
  return ~crc;
}

inline std::string as_gzip(std::string_view bytes) {
  std::string packed("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  std::string_view rest = bytes;
  do {
    const std::string_view block = rest.substr(0, 0xffff);
    rest.remove_prefix(block.size());
    packed += rest.empty() ? '\1' : '\0';
    packed += little_endian(block.size(), 2) + little_endian(~block.size(), 2);
    packed += block;
  } while (!rest.empty());
  return packed + little_endian(crc32(bytes), 4) + little_endian(bytes.size(), 4);
}

inline constexpr std::size_t zstd_block_bytes_max = std::size_t{128} << 10U;

/// `type` 0 is a block as it stands, 1 one byte many times.
inline std::string zstd_block(bool is_last, unsigned type, std::size_t size) {
  return little_endian((is_last ? 1U : 0U) | (type << 1U) | (size << 3U), 3);
}

inline std::string zstd_header(std::size_t content_bytes) {
  return "\x28\xb5\x2f\xfd\xa0" + little_endian(content_bytes, 4);
}

inline std::string as_zstd(std::string_view bytes) {
  std::string packed = zstd_header(bytes.size());
  std::string_view rest = bytes;
  do {
    const std::string_view block = rest.substr(0, std::min(zstd_block_bytes_max, rest.size()));
    rest.remove_prefix(block.size());
    packed += zstd_block(rest.empty(), 0, block.size());
    packed += block;
  } while (!rest.empty());
  return packed;
}

/// Four bytes for each 128 KiB of the same byte.
inline std::string as_zstd_bomb(char byte, std::size_t blocks) {
  std::string packed = zstd_header(blocks * zstd_block_bytes_max);
  for (std::size_t i = 1; i <= blocks; ++i) packed += zstd_block(i == blocks, 1, zstd_block_bytes_max) + byte;
  return packed;
}

inline std::string as_zip(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string packed;
  std::string directory;
  for (const auto& [name, bytes] : files) {
    const std::string common = little_endian(20, 2) + little_endian(0, 2) + little_endian(0, 2) + little_endian(0, 4) +
                               little_endian(crc32(bytes), 4) + little_endian(bytes.size(), 4) +
                               little_endian(bytes.size(), 4) + little_endian(name.size(), 2) + little_endian(0, 2);
    directory += "PK\x01\x02" + little_endian(20, 2) + common + little_endian(0, 2) + little_endian(0, 2) +
                 little_endian(0, 2) + little_endian(0, 4) + little_endian(packed.size(), 4) + name;
    packed += "PK\x03\x04" + common + name + bytes;
  }
  const std::string end = "PK\x05\x06" + little_endian(0, 4) + little_endian(files.size(), 2) +
                          little_endian(files.size(), 2) + little_endian(directory.size(), 4) +
                          little_endian(packed.size(), 4) + little_endian(0, 2);
  return packed + directory + end;
}

}  // namespace clew::hunt::detail
