/// Reading a line from the left, piece by piece. Private to this module.
///
/// Out:    views into the line. What does not fit leaves `rest` as it was and says so.
#pragma once

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/model/address.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace clew::evidence {

inline bool take(std::string_view& rest, std::string_view prefix) {
  if (!rest.starts_with(prefix)) return false;
  rest.remove_prefix(prefix.size());
  return true;
}

/// What stands before `end`, which is taken too; nothing if it is not there.
inline std::optional<std::string_view> take_until(std::string_view& rest, std::string_view end) {
  const std::size_t at = rest.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at + end.size());
  return taken;
}

/// The next word, without the blanks around it; empty at the end.
inline std::string_view take_word(std::string_view& rest) {
  while (!rest.empty() && base::is_space(rest.front())) rest.remove_prefix(1);
  static constexpr base::ByteSet blanks(" \t\r\n");
  const std::string_view word = rest.substr(0, blanks.find_in(rest));
  rest.remove_prefix(word.size());
  while (!rest.empty() && base::is_space(rest.front())) rest.remove_prefix(1);
  return word;
}

/// What stands in quotes at the start of `rest`, with the escapes that stand in it; nothing if no quote closes it.
inline std::optional<std::string_view> take_quoted(std::string_view& rest) {
  if (!rest.starts_with('"')) return std::nullopt;
  const std::size_t quote = rest.find('"', 1);
  if (quote == std::string_view::npos) return std::nullopt;
  // Up to the first escape every quote closes it.
  const std::size_t plain = std::min(rest.substr(0, quote).find('\\', 1), quote);
  for (std::size_t i = plain; i < rest.size(); ++i) {
    if (rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '"') {
      const std::string_view inside = rest.substr(1, i - 1);
      rest.remove_prefix(i + 1);
      return inside;
    }
  }
  return std::nullopt;
}

/// Most words that are no address show it at once, and no error is made of them.
inline bool is_address(std::string_view text) {
  if (text.empty()) return false;
  const bool may_be_ipv4 = base::is_digit(text.front()) && base::is_digit(text.back());
  return (may_be_ipv4 || text.contains(':')) && model::Address::parse(text).has_value();
}
inline bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, base::is_digit); }

/// `192.0.2.7:443`, `[2001:db8::7]:443`, and either without a port; `address` is empty if it is none.
struct Endpoint {
  std::string_view address;
  std::string_view port;
};
inline Endpoint endpoint_of(std::string_view text) {
  Endpoint endpoint;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return {};
    endpoint.address = text.substr(1, end - 1);
    if (text.substr(end + 1).starts_with(':')) endpoint.port = text.substr(end + 2);
  } else if (is_address(text)) {
    endpoint.address = text;
    return endpoint;
  } else {
    const std::size_t colon = text.rfind(':');
    endpoint.address = text.substr(0, colon);
    if (colon != std::string_view::npos) endpoint.port = text.substr(colon + 1);
  }
  if (!is_address(endpoint.address)) return {};
  if (!is_number(endpoint.port)) endpoint.port = {};
  return endpoint;
}

}  // namespace clew::evidence
