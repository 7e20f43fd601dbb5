// Makes the tables of a matcher from its values.
#include "clew/base/result.h"
#include "clew/base/text.h"
#include "clew/hunt/detail/keys.h"
#include "clew/hunt/detail/tables.h"

#include <algorithm>
#include <optional>

namespace clew::hunt {

using detail::Anchor;
using detail::Atom;
using detail::BehindHash;
using detail::Side;
using detail::Word;
using detail::size_bit;
using model::ValueType;

namespace {

/// Addresses and networks are compared as numbers, not as text.
bool is_number(ValueType type) { return type == ValueType::ipv4 || type == ValueType::ipv6 || type == ValueType::cidr; }

model::Network network_of(ValueType type, std::string_view text) {
  if (type == ValueType::cidr) return model::Network::parse(text).value();
  return {model::Address::parse(text).value(), 128};
}

}  // namespace

bool Matcher::Tables::add_address(std::uint32_t number) {
  const ValueType type = values.type(number);
  if (!is_number(type)) return false;
  wanted.ipv6 = true;  // that is how IPv4 is written, too
  const model::Network network = network_of(type, values.text(number));
  constexpr unsigned ipv4_bits = 96;
  const bool is_ipv4 = network.address.is_ipv4() && network.prefix_bits >= ipv4_bits;
  wanted.ipv4 = wanted.ipv4 || is_ipv4;
  ipv6_heads.add(network);
  const std::uint32_t first = detail::ipv4_number(network.address);
  if (is_ipv4 && network.prefix_bits == 128) {
    ipv4_beginnings.set(first >> 16U);
    ipv4_tails.add(first, first);
    index.add_number(detail::key_of_ipv4(first), number);
    return true;
  }
  const auto others = static_cast<unsigned>(128 - network.prefix_bits);
  if (is_ipv4) {
    const std::uint32_t last = first | static_cast<std::uint32_t>((std::uint64_t{1} << others) - 1);
    ipv4_networks.add(first, last);
    ipv4_tails.add(first, last);
    for (std::uint32_t beginning = first >> 16U; beginning <= last >> 16U; ++beginning) ipv4_beginnings.set(beginning);
  }
  addresses.add(network, number);
  return true;
}

/// Tells the index what is on that side of an atom.
void Matcher::Tables::add_near(std::uint64_t atom, Side side, std::string_view text) {
  constexpr std::size_t block = detail::near_bytes;
  const bool is_before = side == Side::before;
  // So many bytes, without the nearest ones.
  const auto bytes_beyond = [&](std::size_t nearest, std::size_t count) {
    return is_before ? detail::bytes_before(text, text.size() - nearest, count)
                     : detail::bytes_behind(text, nearest, count);
  };
  if (text.size() < block) {
    const Side asked = text.empty() ? Side::none : side;
    index.add_near(atom, detail::short_near_of(atom, asked, bytes_beyond(0, text.size()), text.size()));
    if (text.empty()) return;
    index.add_near(atom, detail::any_short_near_of(atom));
    (is_before ? short_befores : short_url_ends) |= 1U << text.size();
    return;
  }
  std::uint64_t key = atom;
  for (std::size_t at = 0; at < detail::near_blocks * block; at += block) {
    const std::size_t left = text.size() - at;
    if (left < block) {
      index.add_end(key, detail::near_end_of(key, side, bytes_beyond(at, left), left));
      return;
    }
    key = detail::key_of_near(key, side, bytes_beyond(at, block));
    index.add_hint(key);
  }
}

void Matcher::Tables::add_anchored(std::uint32_t number, const Anchor& anchor) {
  const std::string_view text = values.text(number);
  const bool is_url = values.type(number) == ValueType::url;
  std::size_t first = 0;
  std::string_view rest = text.substr(anchor.end);
  if (is_url) {
    const detail::UrlParts url = detail::url_parts(text);
    first = static_cast<std::size_t>(url.host.data() - text.data());
    rest = url.rest;
  }
  const std::uint64_t before = detail::hash_before(text.data() + first, text.data() + anchor.begin);
  const std::uint64_t front = detail::key_of_front(anchor.key, before, is_url);
  BehindHash behind;
  for (const char c : rest) behind.add(c);
  index.add_value(detail::key_of_value(front, behind), number);
  add_near(anchor.key, is_url ? Side::behind : Side::before, is_url ? rest : text.substr(first, anchor.begin - first));
  const Atom::Kind kind = !is_url ? Atom::Kind::plain : rest.empty() ? Atom::Kind::bare_url : Atom::Kind::url;
  const std::uint8_t edges = anchor.begin == first ? 0xffU : Atom::edge_bit(text[anchor.begin - 1]);
  index.add_atom(anchor.key, {kind, static_cast<std::uint16_t>(anchor.begin - first),
                              static_cast<std::uint16_t>(rest.size()), 0, edges});
}

bool Matcher::Tables::add_anchor(std::uint32_t number) {
  const ValueType type = values.type(number);
  const std::string_view text = values.text(number);
  if (const auto name = detail::name_anchor(type, text)) {
    add_anchored(number, *name);
    wanted.names = true;
    wanted.names_with_digit = wanted.names_with_digit || name->digit_behind_dot;
    name_tails.add(text.substr(name->begin, name->end - name->begin));
    return true;
  }
  if (const auto word = detail::long_word_anchor(type, text)) {
    add_anchored(number, *word);
    wanted.long_words = true;
    long_word_sizes.set(word->end - word->begin);
    long_word_tails.add(text.substr(word->begin, word->end - word->begin));
    return true;
  }
  if (const auto address = detail::url_address_anchor(type, text)) {
    add_anchored(number, *address);
    const bool is_ipv4 = text[address->end - 1] != ']';
    (is_ipv4 ? wanted.ipv4 : wanted.ipv6) = true;
    if (!is_ipv4) {
      const std::string_view host = text.substr(address->begin, address->end - 1 - address->begin);
      ipv6_heads.add({model::Address::parse_ipv6(host).value(), 128});
    }
    if (is_ipv4) {
      const auto host = model::Address::parse_ipv4(text.substr(address->begin, address->end - address->begin));
      const std::uint32_t ipv4 = detail::ipv4_number(host.value());
      ipv4_beginnings.set(ipv4 >> 16U);
      ipv4_tails.add(ipv4, ipv4);
    }
    return true;
  }
  return false;
}

/// Looks each of these values up by one of its words: by one that follows another and a hyphen or underscore, if it can, for
/// logs have few of those. For the others, the shortest word that has to be looked at decides how many words of every log
/// are; so each offers its longest one, if it can one that begins with a letter. Of the words that serve, the one is taken
/// that the fewest of the values share, and of these the last, which tells the most in a path.
void Matcher::Tables::add_words(const std::vector<std::uint32_t>& numbers) {
  constexpr std::size_t word_bytes_max = 8;
  std::vector<Word> words;
  std::size_t bytes_min = word_bytes_max;
  std::vector<std::uint32_t> uses(std::size_t{1} << 16U);
  const auto use_of = [&](std::string_view text, Word word) -> std::uint32_t& {
    return uses[detail::word_anchor(text, word).key % uses.size()];
  };
  const auto is_joined = [](std::string_view text, Word word) {
    return word.begin > 1 && (text[word.begin - 1] == '-' || text[word.begin - 1] == '_') &&
           base::is_alnum(text[word.begin - 2]) && base::is_alpha(text[word.begin]);
  };
  bool has_plain = false;
  word_heads = detail::Heads(numbers.size());
  for (const std::uint32_t number : numbers) {
    const std::string_view text = values.text(number);
    detail::words_of(text, words);
    std::size_t longest = 0;
    std::size_t longest_with_letter = 0;
    bool has_joined = false;
    for (const Word word : words) {
      longest = std::max(longest, word.size);
      if (base::is_alpha(text[word.begin])) longest_with_letter = std::max(longest_with_letter, word.size);
      has_joined = has_joined || is_joined(text, word);
      ++use_of(text, word);
    }
    wanted.joined_words = wanted.joined_words || has_joined;
    if (has_joined) continue;
    has_plain = true;
    wanted.words_with_digit = wanted.words_with_digit || longest_with_letter == 0;
    bytes_min = std::min(bytes_min, longest_with_letter == 0 ? longest : longest_with_letter);
  }
  for (const std::uint32_t number : numbers) {
    const std::string_view text = values.text(number);
    detail::words_of(text, words);
    const bool by_joined = std::ranges::any_of(words, [&](Word word) { return is_joined(text, word); });
    const auto is_seen = [&](Word word) {
      if (by_joined) return is_joined(text, word);
      return word.size >= bytes_min && (wanted.words_with_digit || base::is_alpha(text[word.begin]));
    };
    const Word* chosen = nullptr;
    for (const Word& word : words) {
      if (is_seen(word) && (chosen == nullptr || use_of(text, word) <= use_of(text, *chosen))) chosen = &word;
    }
    CLEW_ASSERT(chosen != nullptr);
    add_anchored(number, detail::word_anchor(text, *chosen));
    word_sizes |= size_bit(chosen->size);
    word_heads.add(text.substr(chosen->begin, chosen->size));
  }
  if (has_plain) wanted.word_bytes_min = static_cast<std::uint8_t>(bytes_min);
}

void Matcher::Tables::choose_separators() {
  for (char control = 0; control < 0x20; ++control) separators.set(control);  // Value::parse refuses them
  // Not braces, for they may be those of a mark.
  for (const char c : std::string_view(" \"<>|`\x7f")) separators.set(c);
  for (std::size_t number = 0; number < values.size(); ++number) {
    for (const char c : values.text(number)) {
      if (separators.is_stop(c)) separators.set(c, false);
    }
  }
  separators_and_escapes = separators;
  for (const char c : std::string_view("\\%")) separators_and_escapes.set(c);
}

void Matcher::Tables::finish() {
  index.reserve(values.size());
  name_tails = long_word_tails = detail::Tails(values.size());
  std::vector<std::uint32_t> by_words;
  for (std::uint32_t number = 0; number < values.size(); ++number) {
    if (add_address(number) || add_anchor(number)) continue;
    const bool has_word = std::ranges::any_of(values.text(number), base::is_alnum);
    (has_word ? by_words : wordless).push_back(number);
  }
  add_words(by_words);
  addresses.sort();
  ipv4_tails.build();
  index.build();
  choose_separators();
  wanted.all_escapes = !wordless.empty();
  wanted.escaped_quotes = !is_separator('"');
}

}  // namespace clew::hunt
