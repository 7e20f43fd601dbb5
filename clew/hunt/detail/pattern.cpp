#include "clew/hunt/detail/pattern.h"

#include "clew/base/text.h"
#include "clew/model/token.h"

#include <algorithm>

namespace clew::hunt::detail {
namespace {

using model::ByteClass;
using model::ValueType;
using model::is_in;

/// Whether `text` has the lower-case `pattern` at `at`, in any case.
bool has_folded(std::string_view text, std::size_t at, std::string_view pattern) {
  if (at > text.size() || text.size() - at < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (base::to_lower(text[at + i]) != pattern[i]) return false;
  }
  return true;
}

char path_byte(char c) { return c == '\\' ? '/' : base::to_lower(c); }

bool has_path(std::string_view text, std::size_t at, std::string_view pattern) {
  if (at > text.size() || text.size() - at < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (path_byte(text[at + i]) != pattern[i]) return false;
  }
  return true;
}

bool has_exact(std::string_view text, std::size_t at, std::string_view pattern) {
  return at <= text.size() && text.substr(at).starts_with(pattern);
}

unsigned default_port_of(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws") return 80;
  if (scheme == "https" || scheme == "wss") return 443;
  return scheme == "ftp" ? 21 : 0;
}

/// Where the name begins that goes on at `at`: behind two dots, and without the dots and hyphens in front of it.
std::size_t name_begin(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && is_in(ByteClass::host, text[begin - 1])) {
    const bool empty_label = text[begin - 1] == '.' && begin > 1 && text[begin - 2] == '.';
    if (empty_label) break;
    --begin;
  }
  while (begin < at && (text[begin] == '.' || text[begin] == '-')) ++begin;
  return begin;
}

/// Where the user information begins that ends with the '@' before `host`; `host` itself if there is none.
std::size_t user_begin(std::string_view text, std::size_t host) {
  if (host == 0 || text[host - 1] != '@') return host;
  constexpr std::string_view others = "-._~!$&'()*+,;=:%";  // RFC 3986 section 3.2.1
  constexpr std::size_t size_bytes_max = 256;
  std::size_t begin = host - 1;
  while (begin > 0 && host - begin <= size_bytes_max &&
         (is_in(ByteClass::alnum, text[begin - 1]) || others.find(text[begin - 1]) != std::string_view::npos)) {
    --begin;
  }
  return begin;
}

/// A port with its colon: `:8443`.
struct Port {
  std::size_t size = 0;  ///< 0: there is none
  unsigned number = 0;
};

Port port_at(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size() || text[at] != ':' || !base::is_digit(text[at + 1])) return {};
  constexpr unsigned beyond = 65536;
  Port port{1, 0};
  while (at + port.size < text.size() && base::is_digit(text[at + port.size])) {
    port.number = std::min(beyond, port.number * 10 + static_cast<unsigned>(text[at + port.size] - '0'));
    ++port.size;
  }
  return port;
}

}  // namespace

Pattern::Pattern(const model::Value& value, std::uint32_t number)
    : type_(value.type()), value_(number), text_(value.text()) {
  switch (type_) {
    case ValueType::url: take_url_apart(value.text()); break;
    case ValueType::file_path: std::ranges::transform(text_, text_.begin(), path_byte); break;
    case ValueType::btc_address:
      // Base58 tells cases apart, Bech32 does not (BIP 173).
      if (text_.starts_with("bc1")) text_ = base::lowered(text_);
      break;
    default: text_ = base::lowered(text_);
  }
}

void Pattern::take_url_apart(std::string_view url) {
  const std::size_t colon = url.find("://");
  url_.scheme = url.substr(0, colon);
  url_.default_port = default_port_of(url_.scheme);
  url.remove_prefix(colon + 3);
  const std::size_t authority_end = std::min(url.find_first_of("/?#"), url.size());
  std::string_view host = url.substr(0, authority_end);
  std::string_view rest = url.substr(authority_end);
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) {
    url_.user = host.substr(0, at + 1);
    host.remove_prefix(at + 1);
  }
  url_.port = url_.default_port;
  if (const std::size_t port = host.rfind(':');
      port != std::string_view::npos && host.find(']', port) == std::string_view::npos) {
    url_.port = port_at(host, port).number;
    host = host.substr(0, port);
  }
  url_.slash_is_optional = rest.find_first_of("?#") == std::string_view::npos;
  if (url_.slash_is_optional && rest.ends_with('/')) rest.remove_suffix(1);
  url_.host_bytes = host.size();
  text_ = base::lowered(host) + std::string(rest);
}

std::vector<Word> Pattern::words() const {
  std::vector<Word> words;
  const auto is_alnum = [](char c) { return is_in(ByteClass::alnum, c); };
  for (std::size_t at = 0; at < text_.size(); ++at) {
    if (!is_alnum(text_[at])) continue;
    const std::size_t begin = at;
    while (at < text_.size() && is_alnum(text_[at])) ++at;
    words.push_back({begin, at - begin});
  }
  return words;
}

std::optional<Part> Pattern::match(std::string_view text, std::size_t at, std::size_t offset) const {
  if (type_ == ValueType::url) return match_url(text, at, offset);
  if (at < offset) return std::nullopt;
  const std::size_t begin = at - offset;
  if (type_ == ValueType::domain) return match_domain(text, begin);
  if (type_ == ValueType::file_path) return match_path(text, begin);
  return match_token(text, begin);
}

std::optional<Part> Pattern::match_domain(std::string_view text, std::size_t begin) const {
  const std::size_t end = begin + text_.size();
  if (!has_folded(text, begin, text_) || !model::token_ends(type_, text, end)) return std::nullopt;
  const std::size_t name = name_begin(text, begin);
  if (name != begin && text[begin - 1] != '.') return std::nullopt;
  return Part{name, end};
}

std::optional<Part> Pattern::match_path(std::string_view text, std::size_t begin) const {
  const std::size_t end = begin + text_.size();
  if (!has_path(text, begin, text_) || !model::token_ends(type_, text, end)) return std::nullopt;
  if (model::token_begins(type_, text, begin)) return Part{begin, end};
  // macOS keeps these three under /private, and its tools print either path.
  constexpr std::string_view real = "/private";
  const bool linked = text_.starts_with("/tmp/") || text_.starts_with("/var/") || text_.starts_with("/etc/");
  if (!linked || begin < real.size() || !has_path(text, begin - real.size(), real)) return std::nullopt;
  begin -= real.size();
  if (!model::token_begins(type_, text, begin)) return std::nullopt;
  return Part{begin, end};
}

std::optional<Part> Pattern::match_token(std::string_view text, std::size_t begin) const {
  const std::size_t end = begin + text_.size();
  const bool exact = type_ == ValueType::btc_address && !text_.starts_with("bc1");
  const bool equal = exact ? has_exact(text, begin, text_) : has_folded(text, begin, text_);
  if (!equal || !model::token_begins(type_, text, begin) || !model::token_ends(type_, text, end)) return std::nullopt;
  return Part{begin, end};
}

std::optional<Part> Pattern::match_url(std::string_view text, std::size_t at, std::size_t offset) const {
  const std::string_view host = std::string_view(text_).substr(0, url_.host_bytes);
  const bool from_rest = offset >= host.size();
  std::size_t host_end = at + host.size() - offset;
  if (from_rest) {
    // The port lies between host and path, so it is stepped over backwards.
    if (at < offset - host.size()) return std::nullopt;
    host_end = at - (offset - host.size());
    std::size_t digits = host_end;
    while (digits > 0 && base::is_digit(text[digits - 1])) --digits;
    if (digits < host_end && digits > 0 && text[digits - 1] == ':') host_end = digits - 1;
    if (host_end < host.size()) return std::nullopt;
  } else if (at < offset) {
    return std::nullopt;
  }
  const std::size_t host_begin = host_end - host.size();
  if (!has_folded(text, host_begin, host)) return std::nullopt;
  const Port port = port_at(text, host_end);
  if ((port.size == 0 ? url_.default_port : port.number) != url_.port) return std::nullopt;
  const auto begin = url_begin(text, host_begin);
  if (!begin) return std::nullopt;
  const auto end = url_end(text, host_end + port.size);
  if (!end) return std::nullopt;
  return Part{*begin, *end};
}

std::optional<std::size_t> Pattern::url_begin(std::string_view text, std::size_t host) const {
  const std::size_t user = user_begin(text, host);
  if (!url_.user.empty() && text.substr(user, host - user) != url_.user) return std::nullopt;
  if (user >= 3 && text.substr(user - 3, 3) == "://") {
    const std::size_t scheme_end = user - 3;
    if (scheme_end < url_.scheme.size()) return std::nullopt;
    const std::size_t begin = scheme_end - url_.scheme.size();
    if (!has_folded(text, begin, url_.scheme) || !model::token_begins(ValueType::url, text, begin)) return std::nullopt;
    return begin;
  }
  // Without a scheme: the host alone, also behind "//", but neither a folder in a path nor the host of a mailbox.
  if (user != host || !model::token_begins(ValueType::domain, text, host)) return std::nullopt;
  if (host == 0 || text[host - 1] != '/') return host;
  if (host < 2 || text[host - 2] != '/') return std::nullopt;
  const bool network_path = host == 2 || (text[host - 3] != ':' && text[host - 3] != '/' && text[host - 3] != '\\');
  return network_path ? std::optional(host) : std::nullopt;
}

std::optional<std::size_t> Pattern::url_end(std::string_view text, std::size_t rest) const {
  const std::string_view path = std::string_view(text_).substr(url_.host_bytes);
  if (!has_exact(text, rest, path)) return std::nullopt;
  const std::size_t end = rest + path.size();
  if (url_.slash_is_optional && end < text.size() && text[end] == '/' &&
      model::token_ends(ValueType::url, text, end + 1))
    return end + 1;
  // `?next=https://evil.com/x&more`: where this URL has no query, the '&' belongs to the one around it.
  const bool ends = url_.slash_is_optional && end < text.size() && text[end] == '&';
  if (!ends && !model::token_ends(ValueType::url, text, end)) return std::nullopt;
  return end;
}

}  // namespace clew::hunt::detail
