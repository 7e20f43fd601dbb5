#include "clew/hunt/detail/anchor.h"

#include "clew/base/text.h"
#include "clew/hunt/detail/pattern.h"

#include <algorithm>
#include <bit>

namespace clew::hunt::detail {
namespace {

using model::ValueType;

bool is_label(char c) { return base::is_alnum(c) || c == '-' || c == '_'; }

/// The anchor of the name that ends at `end`, nothing if the sieve would not see it.
std::optional<Anchor> name_before(std::string_view text, std::size_t end) {
  if (end == 0 || !base::is_alnum(text[end - 1])) return std::nullopt;
  std::size_t label = end;
  while (label > 0 && is_label(text[label - 1])) --label;
  if (label == 0 || text[label - 1] != '.' || !base::is_alnum(text[label])) return std::nullopt;
  const std::size_t begin = name_atom_begin(text.data(), end, labels_before(text, end));
  return Anchor{key_of(text.data() + begin, end - begin, KeyKind::name), begin, end, base::is_digit(text[label])};
}

std::size_t offset_of(std::string_view part, std::string_view text) {
  return static_cast<std::size_t>(part.data() - text.data());
}

}  // namespace

std::optional<Anchor> name_anchor(ValueType type, std::string_view text) {
  switch (type) {
    case ValueType::domain:
    case ValueType::email:
    case ValueType::file_name:
    case ValueType::file_path:
    case ValueType::package:
    case ValueType::account: return name_before(text, text.size());
    case ValueType::url: {
      const UrlParts url = url_parts(text);
      if (model::Address::parse_ipv4(url.host)) return std::nullopt;
      return name_before(text, offset_of(url.host, text) + url.host.size());
    }
    default: return std::nullopt;
  }
}

std::optional<Anchor> long_word_anchor(ValueType type, std::string_view text) {
  switch (type) {
    case ValueType::md5:
    case ValueType::sha1:
    case ValueType::sha256:
    case ValueType::sha512:
    case ValueType::eth_address: break;
    case ValueType::btc_address:
      if (text.size() < long_word_bytes) return std::nullopt;
      break;
    default: return std::nullopt;
  }
  const std::size_t begin = type == ValueType::eth_address ? 2 : 0;  // behind its "0x"
  return Anchor{key_of_long_word(text.data() + begin, text.size() - begin), begin, text.size(), false};
}

std::optional<Anchor> url_address_anchor(ValueType type, std::string_view text) {
  if (type != ValueType::url) return std::nullopt;
  const UrlParts url = url_parts(text);
  const std::size_t begin = offset_of(url.host, text);
  if (const auto ipv4 = model::Address::parse_ipv4(url.host))
    return Anchor{key_of_ipv4(ipv4_number(*ipv4)), begin, begin + url.host.size(), false};
  if (url.host.size() < 2 || url.host.front() != '[') return std::nullopt;
  const auto ipv6 = model::Address::parse_ipv6(url.host.substr(1, url.host.size() - 2));
  if (!ipv6) return std::nullopt;
  return Anchor{key_of_address(*ipv6), begin + 1, begin + url.host.size(), false};  // with its ']'
}

void words_of(std::string_view text, std::vector<Word>& words) {
  words.clear();
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!base::is_alnum(text[at])) continue;
    const std::size_t begin = at;
    while (at < text.size() && base::is_alnum(text[at])) ++at;
    words.push_back({begin, at - begin});
  }
}

Anchor word_anchor(std::string_view text, Word word) {
  return {key_of_word(text.data() + word.begin, word.size), word.begin, word.begin + word.size, false};
}

std::size_t labels_before(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  const auto step_over_label = [&] {
    while (begin > 0 && end - begin <= key_bytes_max && is_label(text[begin - 1])) --begin;
  };
  step_over_label();
  if (begin > 0 && end - begin <= key_bytes_max) --begin;
  step_over_label();
  return end - begin;
}

std::uint64_t key_of_long_word(const char* word, std::size_t size) {
  constexpr std::size_t part = 16;
  return mix(key_of(word, part, KeyKind::long_word), key_of(word + size - part, part, KeyKind::long_word) ^ size);
}

std::uint64_t key_of_address(const model::Address& address) {
  const char* const bytes = reinterpret_cast<const char*>(address.bytes.data());
  return mix_number(load8(bytes) ^ std::rotl(load8(bytes + 8), 23), KeyKind::address);
}

std::uint32_t ipv4_number(const model::Address& address) {
  std::uint32_t number = 0;
  for (std::size_t i = address.bytes.size() - 4; i < address.bytes.size(); ++i)
    number = (number << 8U) | address.bytes[i];
  return number;
}

std::uint64_t hash_before(const char* begin, const char* atom) {
  const auto size = static_cast<std::size_t>(atom - begin);
  constexpr std::size_t word = sizeof(std::uint64_t);
  std::uint64_t hash = size * 0x9e3779b97f4a7c15U;
  if (size < word) {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < size; ++i) bytes = (bytes << 8U) | static_cast<unsigned char>(begin[i]);
    return mix(hash ^ folded(bytes), 0xa0761d6478bd642fU);
  }
  const auto add = [&](const char* at) { hash = mix(hash ^ folded(load8(at)), 0xa0761d6478bd642fU); };
  add(begin);
  add(atom - word);
  if (size <= 2 * word) return hash;
  add(begin + word);
  add(atom - 2 * word);
  if (size > 4 * word) add(begin + size / 2);
  return hash;
}

}  // namespace clew::hunt::detail
