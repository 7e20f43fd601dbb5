#include "clew/hunt/detail/anchor.h"

#include "clew/base/text.h"
#include "clew/hunt/detail/keys.h"
#include "clew/hunt/detail/pattern.h"

#include <algorithm>
#include <bit>

namespace clew::hunt::detail {
namespace {

using model::ValueType;

bool is_label(char c) { return base::is_alnum(c) || c == '-' || c == '_'; }

Anchor anchor_of(std::uint64_t key, std::string_view text, std::size_t begin) {
  const auto before = static_cast<std::uint16_t>(begin);
  const auto behind = static_cast<std::uint16_t>(text.size() - begin);
  return {key, {text, begin, 0}, {false, before, behind}, false};
}

/// The anchor of a URL by an atom of its host.
Anchor anchor_of_url(std::uint64_t key, std::string_view text, const UrlParts& url, std::size_t begin_in_host) {
  const auto offset_of = [&](std::string_view part) { return static_cast<std::size_t>(part.data() - text.data()); };
  const auto before = static_cast<std::uint16_t>(begin_in_host);
  const auto behind = static_cast<std::uint16_t>(url.rest.size());
  return {key, {text, offset_of(url.host) + begin_in_host, offset_of(url.rest)}, {true, before, behind}, false};
}

/// The anchor of the name that `text` ends with; nothing if the sieve would not see it.
std::optional<Anchor> last_name(std::string_view text) {
  if (text.empty() || !base::is_alnum(text.back())) return std::nullopt;
  std::size_t label = text.size();
  while (label > 0 && is_label(text[label - 1])) --label;
  if (label == 0 || text[label - 1] != '.' || !base::is_alnum(text[label])) return std::nullopt;
  const std::size_t begin = name_atom_begin(text, text.size(), labels_before(text, text.size()));
  Anchor anchor = anchor_of(key_of(text.data() + begin, text.size() - begin, KeyKind::name), text, begin);
  anchor.digit_behind_dot = base::is_digit(text[label]);
  return anchor;
}

}  // namespace

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

std::size_t name_atom_begin(std::string_view text, std::size_t end, std::size_t labels_bytes) {
  std::size_t begin = end - std::min(labels_bytes, key_bytes_max);
  while (begin + 1 < end && text[begin] == '-') ++begin;
  return begin;
}

std::uint64_t key_of_word(std::string_view text, std::size_t begin, std::size_t size) {
  return key_of(text.data() + begin, std::min(size, key_bytes_max), KeyKind::word);
}

std::uint64_t key_of_ipv4(std::uint32_t number) { return mix_number(number, KeyKind::ipv4); }

std::uint64_t key_of_address(const model::Address& address) {
  const char* const bytes = reinterpret_cast<const char*>(address.bytes.data());
  return mix_number(load8(bytes) ^ std::rotl(load8(bytes + 8), 23), KeyKind::address);
}

std::uint32_t ipv4_number(const model::Address& address) {
  std::uint32_t number = 0;
  for (std::size_t i = address.bytes.size() - 4; i < address.bytes.size(); ++i) number = (number << 8U) | address.bytes[i];
  return number;
}

std::optional<Anchor> name_anchor(ValueType type, std::string_view text) {
  switch (type) {
    case ValueType::domain:
    case ValueType::email:
    case ValueType::file_name:
    case ValueType::file_path:
    case ValueType::package:
    case ValueType::account: return last_name(text);
    case ValueType::url: {
      const UrlParts url = url_parts(text);
      const auto host = last_name(url.host);
      if (!host || model::Address::parse_ipv4(url.host)) return std::nullopt;
      Anchor anchor = anchor_of_url(host->key, text, url, host->atom.begin);
      anchor.digit_behind_dot = host->digit_behind_dot;
      return anchor;
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
  return anchor_of(key_of(text.data() + begin, long_word_atom_bytes, KeyKind::long_word), text, begin);
}

std::optional<Anchor> url_address_anchor(ValueType type, std::string_view text) {
  if (type != ValueType::url) return std::nullopt;
  const UrlParts url = url_parts(text);
  if (const auto ipv4 = model::Address::parse_ipv4(url.host))
    return anchor_of_url(key_of_ipv4(ipv4_number(*ipv4)), text, url, 0);
  if (url.host.size() < 2 || url.host.front() != '[') return std::nullopt;
  const auto ipv6 = model::Address::parse_ipv6(url.host.substr(1, url.host.size() - 2));
  if (!ipv6) return std::nullopt;
  return anchor_of_url(key_of_address(*ipv6), text, url, 1);
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
  return anchor_of(key_of_word(text, word.begin, word.size), text, word.begin);
}

}  // namespace clew::hunt::detail
