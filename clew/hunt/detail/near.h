/// What stands near the atom of a value: the last bytes before it, or how a URL goes on behind its host.
///
/// A popular host is the atom of many values, and every log is full of it. The bytes around tell nearly always that none of the
/// values is there; the filter knows them (index.h), so that nothing else needs to be looked at. The nearest bytes are often
/// those of a sub-domain or a folder that logs have as well; so they are asked for block by block, each with all before it.
/// In:     the key of an atom; the bytes of a value or of a text, the nearest block first. Out: numbers for `Index::may_have`, and
///         where less than a block is left, which differs little, for `Index::may_have_near` and `Index::may_have_end`. Case and
///         the kind of slash do not count.
/// Errors: none.
#pragma once

#include "clew/hunt/detail/anchor.h"
#include "clew/hunt/detail/keys.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace clew::hunt::detail {

constexpr std::size_t near_bytes = 8;  ///< of a block
constexpr std::size_t near_blocks = 3;

enum class Side : std::uint8_t {
  none,    ///< nothing is asked for: the atom begins a value, and nothing follows it as in a URL
  before,  ///< the bytes right before the atom
  behind,  ///< the first ones of a URL's path and query
};

/// The last bytes before `at`, the nearest one highest; the first ones from there on, the nearest one lowest.
inline std::uint64_t bytes_before(std::string_view text, std::size_t at, std::size_t size) {
  std::uint64_t bytes = 0;
  for (std::size_t i = at - size; i < at; ++i)
    bytes = (bytes >> 8U) | (std::uint64_t{static_cast<unsigned char>(text[i])} << 56U);
  return bytes;
}
inline std::uint64_t bytes_behind(std::string_view text, std::size_t at, std::size_t size) {
  std::uint64_t bytes = 0;
  for (std::size_t i = at + size; i > at; --i) bytes = (bytes << 8U) | static_cast<unsigned char>(text[i - 1]);
  return bytes;
}

/// Of a block. `before` is the key of the one before it, or of the atom.
inline std::uint64_t key_of_near(std::uint64_t before, Side side, std::uint64_t bytes) {
  return mix(folded(bytes) ^ 0xa0761d6478bd642fU, before ^ (0x8ebc6af09c88c6e3U + static_cast<std::uint64_t>(side)));
}

/// Of the bytes, `size` count, those that are nearest; less than `near_bytes`.
inline std::uint64_t nearest(Side side, std::uint64_t bytes, std::size_t size) {
  const auto unused = static_cast<unsigned>(8 * (near_bytes - size));
  if (size == 0) return 0;
  return side == Side::before ? bytes >> unused << unused : bytes << unused >> unused;
}

/// Of the last block of a value, which has `size` bytes of it, less than `near_bytes`; for `Index::may_have_end`.
inline std::uint32_t near_end_of(std::uint64_t before, Side side, std::uint64_t bytes, std::size_t size) {
  return static_cast<std::uint32_t>(mix(folded(nearest(side, bytes, size)) ^ 0x8ebc6af09c88c6e3U, before + 1 + size));
}

/// Says of an atom that some value has less than `near_bytes` on a side, if not none.
inline std::uint32_t any_short_near_of(std::uint64_t atom) {
  return static_cast<std::uint32_t>(mix(atom, 0xe7037ed1a0b428dbU));
}

inline std::uint32_t short_near_of(std::uint64_t atom, Side side, std::uint64_t bytes, std::size_t size) {
  return static_cast<std::uint32_t>(key_of_near(atom + size, side, nearest(side, bytes, size)));
}

}  // namespace clew::hunt::detail
