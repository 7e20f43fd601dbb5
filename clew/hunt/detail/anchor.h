/// Where in a value the search for it holds on: its atom, a piece of it that the sieve finds the place of.
///
/// | the value                                   | its atom                                                                |
/// |---------------------------------------------|-------------------------------------------------------------------------|
/// | ends with a name: `a.evil.com`, `/tmp/e.sh` | the name's last two labels; of a URL or mailbox: its host's              |
/// | a hash, a long wallet address               | its first sixteen digits                                                |
/// | a URL whose host is an address              | the address                                                             |
/// | any other with letters or digits            | one of its words                                                        |
///
/// In:     a value by type and canonical text. Out: the atom and its key; nothing for what has no letter or digit.
/// Errors: none.
#pragma once

#include "clew/hunt/detail/index.h"
#include "clew/hunt/detail/sieve.h"
#include "clew/model/address.h"
#include "clew/model/value.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace clew::hunt::detail {

/// How much of a long word its key is made of.
constexpr std::size_t long_word_atom_bytes = 16;

/// How long the last label before `end` and the one before it are, with the dot between them; not exact beyond what a key
/// can hold.
std::size_t labels_before(std::string_view text, std::size_t end);
/// Where the atom of the name begins that ends at `end`, given these labels: at most `key_bytes_max` bytes, and no hyphen in
/// front, for such a hyphen belongs to no host name.
std::size_t name_atom_begin(std::string_view text, std::size_t end, std::size_t labels_bytes);

std::uint64_t key_of_word(std::string_view text, std::size_t begin, std::size_t size);
std::uint64_t key_of_ipv4(std::uint32_t number);
std::uint64_t key_of_address(const model::Address& address);
std::uint32_t ipv4_number(const model::Address& address);

struct Anchor {
  std::uint64_t key = 0;
  Atom atom;  ///< in the value's text
  Surroundings surroundings;
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

}  // namespace clew::hunt::detail
