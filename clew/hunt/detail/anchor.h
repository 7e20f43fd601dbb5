/// Where in a value the search for it holds on: its atom, a piece of it that the sieve finds the place of.
///
/// | the value                                   | its atom                                                                |
/// |---------------------------------------------|-------------------------------------------------------------------------|
/// | ends with a name: `a.evil.com`, `/tmp/e.sh` | the name's last two labels; of a URL or mailbox: its host's              |
/// | a hash, a long wallet address               | all its digits                                                          |
/// | a URL whose host is an address              | the address                                                             |
/// | any other with letters or digits            | one of its words                                                        |
///
/// In:     a value by type and canonical text. Out: the atom and its key; nothing for what has no letter or digit.
/// Errors: none.
#pragma once

#include "clew/hunt/detail/keys.h"
#include "clew/hunt/detail/sieve.h"
#include "clew/model/address.h"
#include "clew/model/value.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

struct Anchor {
  std::uint64_t key = 0;  ///< of the atom
  std::size_t begin = 0;  ///< of the atom in the value's text
  std::size_t end = 0;
  bool digit_behind_dot = false;  ///< of a name
};

/// The atom of a value that is not found by one of its words; nothing for a value that is.
std::optional<Anchor> name_anchor(model::ValueType type, std::string_view text);
std::optional<Anchor> long_word_anchor(model::ValueType type, std::string_view text);
std::optional<Anchor> url_address_anchor(model::ValueType type, std::string_view text);

/// A run of letters and digits.
struct Word {
  std::size_t begin = 0;
  std::size_t size = 0;
};
void words_of(std::string_view text, std::vector<Word>& words);
Anchor word_anchor(std::string_view text, Word word);

/// How long the last label before `end` and the one before it are, with the dot between them; not exact beyond what a key
/// can hold.
std::size_t labels_before(std::string_view text, std::size_t end);
/// Where the atom of the name begins that ends at `end`, given these labels: at most `key_bytes_max` bytes, and no hyphen in
/// front, for such a hyphen belongs to no host name.
inline std::size_t name_atom_begin(const char* text, std::size_t end, std::size_t labels_bytes) {
  std::size_t begin = end - (labels_bytes < key_bytes_max ? labels_bytes : key_bytes_max);
  while (text[begin] == '-') ++begin;  // a letter or digit ends the name
  return begin;
}

/// Of a word, only so much is in its key.
inline std::uint64_t key_of_word(const char* word, std::size_t size) {
  return key_of(word, size < key_bytes_max ? size : key_bytes_max, KeyKind::word);
}
/// Of a long word: its first and its last sixteen bytes.
std::uint64_t key_of_long_word(const char* word, std::size_t size);
inline std::uint64_t key_of_ipv4(std::uint32_t number) { return mix_number(number, KeyKind::ipv4); }
std::uint64_t key_of_address(const model::Address& address);
std::uint32_t ipv4_number(const model::Address& address);

// The bytes around an atom, to make the key of a whole value of. All types of value are hashed in one way, that of the type
// which tells the least apart: case and the kind of slash do not count. The comparison is exact.

/// Folds case, and a backslash to a slash. A bar becomes a slash too, and some signs become others: that is harmless here.
inline std::uint64_t folded(std::uint64_t bytes) {
  constexpr std::uint64_t ones = 0x0101010101010101U, sevens = 0x7f7f7f7f7f7f7f7fU;
  bytes |= ones * 0x20;
  const std::uint64_t bars = bytes ^ (ones * ('\\' | 0x20));
  const std::uint64_t is_bar = ~((((bars & sevens) + sevens) | bars) | sevens);  // the upper bit of each zero byte
  return bytes ^ ((is_bar >> 7U) * ((u'\\' | 0x20U) ^ u'/'));
}

/// Of the bytes before it, whatever their number, by the first and last sixteen and eight in the middle.
std::uint64_t hash_before(const char* begin, const char* atom);

/// Of the bytes behind it, one after the other; of a URL, behind host and port.
class BehindHash {
 public:
  void add(char c) { hash_ = (hash_ ^ folded[static_cast<unsigned char>(c)]) * 0x100000001b3U; }  // FNV-1a
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  static constexpr std::array<std::uint8_t, 256> folded = [] {
    std::array<std::uint8_t, 256> bytes{};
    for (std::size_t byte = 0; byte < bytes.size(); ++byte) bytes[byte] = static_cast<std::uint8_t>(byte);
    for (std::size_t letter = 'A'; letter <= 'Z'; ++letter) bytes[letter] = static_cast<std::uint8_t>(letter + 0x20);
    bytes['\\'] = '/';
    return bytes;
  }();
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

/// Of the atom and what is before it; of a URL, its host. `key_of_value` goes on from there.
inline std::uint64_t key_of_front(std::uint64_t atom, std::uint64_t before, bool is_url) {
  return mix(atom ^ before, 0x8ebc6af09c88c6e3U ^ static_cast<std::uint64_t>(is_url));
}
inline std::uint64_t key_of_value(std::uint64_t front, const BehindHash& behind) {
  return mix(front, behind.value() ^ 0xe7037ed1a0b428dbU);
}

}  // namespace clew::hunt::detail
