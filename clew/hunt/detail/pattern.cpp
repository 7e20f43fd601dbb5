#include "clew/hunt/detail/pattern.h"

#include "clew/base/text.h"
#include "clew/model/token.h"

#include <algorithm>

namespace clew::hunt::detail {
namespace {

using model::ByteClass;
using model::ValueType;
using model::is_in;

bool has_exact(std::string_view text, std::size_t at, std::string_view wanted) {
  return at <= text.size() && text.substr(at).starts_with(wanted);
}

template <class Fold>
bool has(std::string_view text, std::size_t at, std::string_view wanted, Fold fold) {
  if (at > text.size() || text.size() - at < wanted.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (fold(text[at + i]) != fold(wanted[i])) return false;
  }
  return true;
}

bool has_folded(std::string_view text, std::size_t at, std::string_view wanted) {
  return has(text, at, wanted, base::to_lower);
}

bool has_path(std::string_view text, std::size_t at, std::string_view wanted) {
  return has(text, at, wanted, [](char c) { return c == '\\' ? '/' : base::to_lower(c); });
}

/// `hxxp` is how people write `http` where nobody shall follow it.
bool is_scheme(std::string_view written, std::string_view scheme) {
  if (base::equal_ignoring_case(written, scheme)) return true;
  const bool is_web = scheme == "http" || scheme == "https";
  return is_web && written.size() == scheme.size() && has_folded(written, 0, "hxxp") &&
         has_folded(written, 4, scheme.substr(4));
}

unsigned default_port_of(std::string_view scheme) {
  if (is_scheme(scheme, "http") || is_scheme(scheme, "ws")) return 80;
  if (is_scheme(scheme, "https") || is_scheme(scheme, "wss")) return 443;
  return is_scheme(scheme, "ftp") ? 21 : 0;
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
  std::size_t begin = host - 1;  // no '@' is among these bytes, so no text is gone through twice
  while (begin > 0 &&
         (is_in(ByteClass::alnum, text[begin - 1]) || others.find(text[begin - 1]) != std::string_view::npos)) {
    --begin;
  }
  return begin;
}

/// Where the scheme begins that ends before the "://" at `end`; `end` if there is none. Of the bytes that RFC 3986 section 3.1
/// allows, dots and hyphens are left out: they are the sentence's more often.
std::size_t scheme_begin(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && (is_in(ByteClass::alnum, text[begin - 1]) || text[begin - 1] == '+')) --begin;
  return begin;
}

unsigned number_of(std::string_view digits) {
  constexpr unsigned beyond = 65536;
  unsigned number = 0;
  for (const char c : digits) number = std::min(beyond, number * 10 + static_cast<unsigned>(c - '0'));
  return number;
}

/// Where a URL begins, and by which scheme its port is understood.
struct UrlBegin {
  std::size_t at = 0;
  std::string_view scheme;
};

std::optional<UrlBegin> url_begin(const UrlParts& url, std::string_view text, std::size_t host) {
  const std::size_t user = user_begin(text, host);
  if (!url.user.empty() && text.substr(user, host - user) != url.user) return std::nullopt;
  if (user >= 3 && text.substr(user - 3, 3) == "://") {
    const std::size_t scheme_end = user - 3;
    if (url.scheme.empty()) {
      const std::size_t begin = scheme_begin(text, scheme_end);
      if (begin == scheme_end) return std::nullopt;
      return UrlBegin{begin, text.substr(begin, scheme_end - begin)};
    }
    if (scheme_end < url.scheme.size()) return std::nullopt;
    const std::size_t begin = scheme_end - url.scheme.size();
    if (!is_scheme(text.substr(begin, url.scheme.size()), url.scheme) ||
        !model::token_begins(ValueType::url, text, begin))
      return std::nullopt;
    return UrlBegin{begin, url.scheme};
  }
  // Without a scheme: the host alone, also behind "//", but neither a folder in a path nor the host of a mailbox.
  if (user != host || !model::token_begins(ValueType::domain, text, host)) return std::nullopt;
  const UrlBegin begin{host, url.scheme};
  if (host == 0 || text[host - 1] != '/') return begin;
  if (host < 2 || text[host - 2] != '/') return std::nullopt;
  const bool network_path = host == 2 || (text[host - 3] != ':' && text[host - 3] != '/' && text[host - 3] != '\\');
  return network_path ? std::optional(begin) : std::nullopt;
}

/// Behind the URL whose path and query begin at `at`.
std::optional<std::size_t> url_end(const UrlParts& url, std::string_view text, std::size_t at) {
  if (!has_exact(text, at, url.rest)) return std::nullopt;
  const std::size_t end = at + url.rest.size();
  if (!url.has_query && end < text.size() && text[end] == '/' && model::token_ends(ValueType::url, text, end + 1))
    return end + 1;
  // `?next=https://evil.com/x&more`: where this URL has no query, the '&' belongs to the one around it.
  const bool ends = !url.has_query && end < text.size() && text[end] == '&';
  if (!ends && !model::token_ends(ValueType::url, text, end)) return std::nullopt;
  return end;
}

}  // namespace

UrlParts url_parts(std::string_view url) {
  UrlParts parts;
  const std::size_t colon = url.find("://");
  if (colon != std::string_view::npos && url.find('/') > colon) {
    parts.scheme = url.substr(0, colon);
    url.remove_prefix(colon + 3);
  }
  const std::size_t authority_end = std::min(url.find_first_of("/?#"), url.size());
  parts.host = url.substr(0, authority_end);
  parts.rest = url.substr(authority_end);
  if (const std::size_t at = parts.host.rfind('@'); at != std::string_view::npos) {
    parts.user = parts.host.substr(0, at + 1);
    parts.host.remove_prefix(at + 1);
  }
  if (const std::size_t port = parts.host.rfind(':');
      port != std::string_view::npos && parts.host.find(']', port) == std::string_view::npos) {
    parts.port = number_of(parts.host.substr(port + 1));
    parts.host = parts.host.substr(0, port);
  }
  parts.has_query = parts.rest.find_first_of("?#") != std::string_view::npos;
  if (!parts.has_query && parts.rest.ends_with('/')) parts.rest.remove_suffix(1);
  return parts;
}

std::size_t port_end(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size() || text[at] != ':' || !base::is_digit(text[at + 1])) return at;
  ++at;
  while (at < text.size() && base::is_digit(text[at])) ++at;
  return at;
}

std::optional<Part> Pattern::match(std::string_view text, std::size_t begin) const {
  switch (type_) {
    case ValueType::url: return match_url(text, begin);
    case ValueType::domain: return match_domain(text, begin);
    case ValueType::file_path: return match_path(text, begin);
    default: return match_token(text, begin);
  }
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
  const bool linked = has_path(text_, 0, "/tmp/") || has_path(text_, 0, "/var/") || has_path(text_, 0, "/etc/");
  if (!linked || begin < real.size() || !has_path(text, begin - real.size(), real)) return std::nullopt;
  begin -= real.size();
  if (!model::token_begins(type_, text, begin)) return std::nullopt;
  return Part{begin, end};
}

std::optional<Part> Pattern::match_token(std::string_view text, std::size_t begin) const {
  const std::size_t end = begin + text_.size();
  // Base58 tells cases apart, Bech32 does not (BIP 173).
  const bool exact = type_ == ValueType::btc_address && !text_.starts_with("bc1");
  const bool equal = exact ? has_exact(text, begin, text_) : has_folded(text, begin, text_);
  if (!equal || !model::token_begins(type_, text, begin) || !model::token_ends(type_, text, end)) return std::nullopt;
  return Part{begin, end};
}

std::optional<Part> Pattern::match_url(std::string_view text, std::size_t host) const {
  const UrlParts url = url_parts(text_);
  if (!has_folded(text, host, url.host)) return std::nullopt;
  const auto begin = url_begin(url, text, host);
  if (!begin) return std::nullopt;
  const std::size_t host_end = host + url.host.size();
  const std::size_t rest = port_end(text, host_end);
  const unsigned default_port = default_port_of(begin->scheme);
  const unsigned port = rest == host_end ? default_port : number_of(text.substr(host_end + 1, rest - host_end - 1));
  if (port != (url.port == 0 ? default_port : url.port)) return std::nullopt;
  const auto end = url_end(url, text, rest);
  if (!end) return std::nullopt;
  return Part{begin->at, *end};
}

}  // namespace clew::hunt::detail
