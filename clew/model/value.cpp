#include "clew/model/value.h"

#include "clew/base/text.h"
#include "clew/model/address.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/core.h>

namespace clew::model {
namespace {

using base::Fault;
using base::fail;
using base::Result;

constexpr std::array<std::string_view, value_type_count> type_names = {
    "domain",       "url",   "ipv4",       "ipv6",      "cidr",    "md5",     "sha1",        "sha256",
    "sha512",       "email", "file_name",  "file_path", "package", "account", "btc_address", "eth_address",
    "registry_key", "mutex", "user_agent", "cve",       "ja3",     "ja4",     "asn",         "certificate"};

struct Parts {
  std::string text;
  std::optional<std::uint16_t> port = {};
};

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto number = base::parse_unsigned(text);
  if (!number || *number == 0 || *number > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

/// Cuts `:443` off the end of `text`, where what is left has no colon or stands in brackets.
Result<std::optional<std::uint16_t>> cut_port(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view host = text.substr(0, colon);
  if (host.find(':') != std::string_view::npos && !host.ends_with(']')) return std::nullopt;
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return fail(Fault::malformed, "port: 1 to 65535 expected", {colon + 1, text.size() - colon - 1});
  text = host;
  return port;
}

/// The error of a part, told in offsets of the whole.
template <class T>
std::unexpected<base::Error> moved_error(Result<T>&& part, std::size_t offset) {
  part.error().where.offset_bytes += offset;
  return std::unexpected(std::move(part).error());
}

Result<Parts> parse_address(std::string_view text, bool ipv4) {
  CLEW_TRY(const auto port, cut_port(text));
  const bool bracketed = text.size() >= 2 && text.front() == '[' && text.back() == ']';
  if (bracketed) text = text.substr(1, text.size() - 2);
  auto address = ipv4 ? Address::parse_ipv4(text) : Address::parse_ipv6(text);
  if (!address) return moved_error(std::move(address), bracketed ? 1 : 0);
  // RFC 5952 section 5: an IPv6 address that embeds an IPv4 one shows it.
  return Parts{(!ipv4 && address->is_ipv4() ? "::ffff:" : "") + address->text(), port};
}

Result<Parts> parse_digest(std::string_view text, std::size_t digits) {
  const auto bad = std::ranges::find_if_not(text, base::is_hex);
  if (bad != text.end()) {
    return fail(Fault::malformed, "not a hexadecimal digit", {static_cast<std::uint64_t>(bad - text.begin()), 1});
  }
  if (text.size() != digits)
    return fail(Fault::malformed, fmt::format("{} digits, {} expected", text.size(), digits), {0, text.size()});
  return Parts{base::lowered(text)};
}

/// The scheme of a URL; empty for `host/path`, which publishers write when the value was seen under any scheme.
Result<std::string_view> scheme_of(std::string_view text) {
  const std::size_t colon = text.find("://");
  const std::size_t slash = text.find('/');
  if (colon == std::string_view::npos || slash < colon) {
    if (slash == std::string_view::npos || slash == 0)
      return fail(Fault::malformed, "a URL has a scheme and \"://\", or a host and a path", {0, text.size()});
    return std::string_view{};
  }
  const std::string_view scheme = text.substr(0, colon);
  const bool fits = !scheme.empty() && base::is_alpha(scheme.front()) && std::ranges::all_of(scheme, [](char c) {
    return base::is_alnum(c) || c == '+' || c == '-' || c == '.';
  });
  if (!fits) return fail(Fault::malformed, "not a URL scheme", {0, colon});
  return scheme;
}

Result<std::string> parse_url_host(std::string_view host) {
  if (host.empty()) return fail(Fault::malformed, "a URL without a host", {0, 0});
  if (host.front() == '[') {
    if (host.back() != ']') return fail(Fault::malformed, "'[' without ']'", {0, host.size()});
    auto parts = parse_address(host, false);
    if (!parts) return std::unexpected(std::move(parts).error());
    return "[" + parts->text + "]";
  }
  if (const auto address = Address::parse_ipv4(host)) return address->text();
  return parse_domain(host);
}

/// Scheme and host are folded, the rest is exact (RFC 3986 sections 3.1, 3.2.2, 6.2.2.1).
Result<Parts> parse_url(std::string_view text) {
  CLEW_TRY(const std::string_view scheme, scheme_of(text));
  const std::size_t begin = scheme.empty() ? 0 : scheme.size() + 3;
  const std::size_t end = std::min(text.find_first_of("/?#", begin), text.size());
  std::string_view authority = text.substr(begin, end - begin);
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) <= ' ' || text[i] == 0x7f)
      return fail(Fault::malformed, "a space or control byte in a URL", {i, 1});
  }
  std::string_view user;
  std::size_t host_begin = begin;
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    if (authority.find('@') != at)
      return fail(Fault::malformed, "two '@' before the path of a URL", {begin + authority.find('@'), 1});
    user = authority.substr(0, at + 1);
    authority.remove_prefix(at + 1);
    host_begin += at + 1;
  }
  auto port = cut_port(authority);
  if (!port) return moved_error(std::move(port), host_begin);
  auto host = parse_url_host(authority);
  if (!host) return moved_error(std::move(host), host_begin);
  std::string canonical = scheme.empty() ? std::string{} : base::lowered(scheme) + "://";
  canonical += user;
  canonical += *host;
  if (*port) canonical += fmt::format(":{}", **port);
  canonical += text.substr(end);
  return Parts{std::move(canonical)};
}

/// RFC 5321 sections 4.1.2 and 4.5.3.1, dot-string form only. Nobody tells mailboxes apart by case, so all is folded.
Result<Parts> parse_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0)
    return fail(Fault::malformed, "a mail address has a name and '@'", {0, text.size()});
  constexpr std::size_t name_bytes_max = 64;
  const std::string_view name = text.substr(0, at);
  if (name.size() > name_bytes_max)
    return fail(Fault::malformed, fmt::format("mailbox name of {} bytes, at most 64", name.size()), {0, at});
  for (std::size_t i = 0; i < name.size(); ++i) {
    constexpr std::string_view others = ".!#$%&'*+/=?^_`{|}~-";
    if (!base::is_alnum(name[i]) && others.find(name[i]) == std::string_view::npos) {
      return fail(Fault::malformed, "a byte that no mailbox name has", {i, 1});
    }
  }
  const std::size_t dots = name.find("..");
  if (dots != std::string_view::npos) return fail(Fault::malformed, "two dots in a mailbox name", {dots, 2});
  if (name.front() == '.' || name.back() == '.') {
    return fail(Fault::malformed, "a mailbox name starts or ends with a dot", {name.front() == '.' ? 0 : at - 1, 1});
  }
  auto host = parse_domain(text.substr(at + 1));
  if (!host) return moved_error(std::move(host), at + 1);
  return Parts{base::lowered(name) + "@" + *host};
}

Result<Parts> parse_file_name(std::string_view text) {
  const std::size_t slash = text.find_first_of("/\\");
  if (slash != std::string_view::npos)
    return fail(Fault::malformed, "a file name has no slash; this is a path", {slash, 1});
  if (text == "." || text == "..") return fail(Fault::malformed, "not the name of a file", {0, text.size()});
  return Parts{std::string(text)};
}

Result<Parts> parse_file_path(std::string_view text) {
  if (text.find_first_of("/\\") == std::string_view::npos)
    return fail(Fault::malformed, "a path has a slash; this is a file name", {0, text.size()});
  return Parts{std::string(text)};
}

/// npm's rule (package names are URL-safe, at most 214 bytes, perhaps `@scope/name`) is the widest of the ecosystems.
Result<Parts> parse_package(std::string_view text) {
  constexpr std::size_t size_bytes_max = 214;
  if (text.size() > size_bytes_max)
    return fail(Fault::malformed, fmt::format("package name of {} bytes, at most 214", text.size()), {0, text.size()});
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool allowed = base::is_alnum(text[i]) || text[i] == '-' || text[i] == '_' || text[i] == '.' ||
                         text[i] == '~' || (text[i] == '@' && i == 0) || (text[i] == '/' && text.front() == '@');
    if (!allowed) return fail(Fault::malformed, "a byte that no package name has", {i, 1});
  }
  if (text.front() == '@') {
    const std::size_t slash = text.find('/');
    const bool fits = slash != std::string_view::npos && slash > 1 && slash + 1 < text.size() &&
                      text.find('/', slash + 1) == std::string_view::npos;
    if (!fits) return fail(Fault::malformed, "a scoped package is written @scope/name", {0, text.size()});
  }
  return Parts{base::lowered(text)};
}

/// Shape only; Base58Check and Bech32 checksums are the reader's work. Bech32 has no case, but not two either (BIP 173).
Result<Parts> parse_btc(std::string_view text) {
  const bool bech32 = text.starts_with("bc1") || text.starts_with("BC1");
  const bool fits = bech32 ? text.size() >= 14 && text.size() <= 90 : text.size() >= 26 && text.size() <= 35;
  if (!fits || !std::ranges::all_of(text, base::is_alnum))
    return fail(Fault::malformed, "not a Bitcoin address", {0, text.size()});
  if (!bech32) return Parts{std::string(text)};
  if (std::ranges::any_of(text, base::is_upper) && std::ranges::any_of(text, base::is_lower)) {
    return fail(Fault::malformed, "a Bech32 address of mixed case", {0, text.size()});
  }
  return Parts{base::lowered(text)};
}

Result<Parts> parse_eth(std::string_view text) {
  if (!text.starts_with("0x")) return fail(Fault::malformed, "an Ethereum address starts with 0x", {0, text.size()});
  auto digits = parse_digest(text.substr(2), 40);
  if (!digits) return moved_error(std::move(digits), 2);
  return Parts{"0x" + digits->text};
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> registry_roots = {{
    {"hkey_local_machine", "HKLM"},
    {"hklm", "HKLM"},
    {"hkey_current_user", "HKCU"},
    {"hkcu", "HKCU"},
    {"hkey_classes_root", "HKCR"},
    {"hkcr", "HKCR"},
    {"hkey_users", "HKU"},
    {"hku", "HKU"},
    {"hkey_current_config", "HKCC"},
    {"hkcc", "HKCC"},
}};

/// The root in its short form, the path as written: Windows folds case, and publishers' spelling is what people know.
Result<Parts> parse_registry_key(std::string_view text) {
  const std::size_t slash = std::min(text.find('\\'), text.size());
  std::string_view root = text.substr(0, slash);
  if (root.ends_with(':')) root.remove_suffix(1);  // PowerShell's drives
  const auto known =
      std::ranges::find(registry_roots, base::lowered(root), &decltype(registry_roots)::value_type::first);
  if (known == registry_roots.end() || slash + 1 >= text.size())
    return fail(Fault::malformed, "a registry key starts with one of the five roots and a backslash", {0, slash});
  return Parts{std::string(known->second) + std::string(text.substr(slash))};
}

/// CVE numbering rules, section 8: a year and four digits or more.
Result<Parts> parse_cve(std::string_view text) {
  const std::string upper = base::uppered(text);
  const std::string_view rest = std::string_view(upper).substr(std::min<std::size_t>(upper.size(), 4));
  const bool fits = upper.starts_with("CVE-") && rest.size() >= 9 && rest.size() <= 15 && rest[4] == '-' &&
                    std::ranges::all_of(rest.substr(0, 4), base::is_digit) &&
                    std::ranges::all_of(rest.substr(5), base::is_digit);
  if (!fits) return fail(Fault::malformed, "a CVE is written CVE-2023-12345", {0, text.size()});
  return Parts{upper};
}

/// FoxIO's JA4 and its kin: `t13d1516h2_8daaf6152771_b186095e22b6`; all parts in lower case.
Result<Parts> parse_ja4(std::string_view text) {
  const bool fits = text.size() >= 20 && text.size() <= 128 && text.find('_') != std::string_view::npos &&
                    std::ranges::all_of(text, [](char c) { return base::is_alnum(c) || c == '_'; });
  if (!fits) return fail(Fault::malformed, "not a JA4 fingerprint", {0, text.size()});
  return Parts{base::lowered(text)};
}

/// RFC 5396: asplain, with its "AS".
Result<Parts> parse_asn(std::string_view text) {
  std::string_view digits = text;
  if (digits.size() > 2 && base::lowered(digits.substr(0, 2)) == "as") digits.remove_prefix(2);
  const auto number = base::parse_unsigned(digits);
  if (!number || *number == 0 || *number > 0xffffffffU)
    return fail(Fault::malformed, "an AS number is 1 to 4294967295", {0, text.size()});
  return Parts{fmt::format("AS{}", *number)};
}

Result<Parts> parse_certificate(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != ':' && c != ' '; });
  auto parts = parse_digest(digits, digits.size() == 40 ? 40 : 64);
  if (!parts) parts.error().where = {0, text.size()};
  return parts;
}

Result<Parts> parse_parts(ValueType type, std::string_view text) {
  switch (type) {
    case ValueType::domain: {
      CLEW_TRY(const auto port, cut_port(text));
      CLEW_TRY(auto name, parse_domain(text));
      return Parts{std::move(name), port};
    }
    case ValueType::url: return parse_url(text);
    case ValueType::ipv4: return parse_address(text, true);
    case ValueType::ipv6: return parse_address(text, false);
    case ValueType::cidr: {
      CLEW_TRY(const auto network, Network::parse(text));
      return Parts{network.text()};
    }
    case ValueType::md5: return parse_digest(text, 32);
    case ValueType::sha1: return parse_digest(text, 40);
    case ValueType::sha256: return parse_digest(text, 64);
    case ValueType::sha512: return parse_digest(text, 128);
    case ValueType::email: return parse_email(text);
    case ValueType::file_name: return parse_file_name(text);
    case ValueType::file_path: return parse_file_path(text);
    case ValueType::package: return parse_package(text);
    case ValueType::account: return Parts{std::string(text)};
    case ValueType::btc_address: return parse_btc(text);
    case ValueType::eth_address: return parse_eth(text);
    case ValueType::registry_key: return parse_registry_key(text);
    case ValueType::mutex:
    case ValueType::user_agent: return Parts{std::string(text)};
    case ValueType::cve: return parse_cve(text);
    case ValueType::ja3: return parse_digest(text, 32);
    case ValueType::ja4: return parse_ja4(text);
    case ValueType::asn: return parse_asn(text);
    case ValueType::certificate: return parse_certificate(text);
  }
  return fail(Fault::unsupported, "no such type of value");
}

}  // namespace

std::string_view name_of(ValueType type) { return type_names[static_cast<std::size_t>(type)]; }

std::optional<ValueType> value_type_named(std::string_view name) {
  const auto found = std::ranges::find(type_names, name);
  if (found == type_names.end()) return std::nullopt;
  return static_cast<ValueType>(found - type_names.begin());
}

Result<Value> Value::parse(ValueType type, std::string_view text) {
  if (text.empty()) return fail(Fault::malformed, fmt::format("empty {}", name_of(type)));
  if (text.size() > size_bytes_max) {
    return fail(Fault::over_limit,
                fmt::format("{} of {} bytes, at most {} are read", name_of(type), text.size(), size_bytes_max),
                {0, text.size()});
  }
  const auto control =
      std::ranges::find_if(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
  if (control != text.end()) {
    return fail(Fault::malformed, fmt::format("control byte in a {}", name_of(type)),
                {static_cast<std::uint64_t>(control - text.begin()), 1});
  }
  if (text.front() == ' ' || text.back() == ' ') {
    return fail(Fault::malformed, fmt::format("{} starts or ends with a space", name_of(type)),
                {text.front() == ' ' ? 0 : text.size() - 1, 1});
  }
  CLEW_TRY(auto parts, parse_parts(type, text));
  return Value(type, std::move(parts.text), parts.port);
}

std::string defanged(ValueType type, std::string_view text) {
  switch (type) {
    case ValueType::domain:
    case ValueType::email:
    case ValueType::ipv4:
    case ValueType::cidr: {
      std::string result(text);
      const std::size_t at = result.find('@');
      const std::size_t dot = type == ValueType::ipv4 || type == ValueType::cidr ? result.find('.') : result.rfind('.');
      if (dot != std::string::npos) result.replace(dot, 1, "[.]");
      if (at != std::string::npos) result.replace(at, 1, "[@]");
      return result;
    }
    case ValueType::ipv6: {
      std::string result(text);
      if (const std::size_t colon = result.find(':'); colon != std::string::npos) result.replace(colon, 1, "[:]");
      return result;
    }
    case ValueType::url: {
      std::string result(text);
      if (result.starts_with("http://") || result.starts_with("https://")) result.replace(0, 4, "hxxp");
      const std::size_t scheme = result.find("://");
      const std::size_t authority = scheme == std::string::npos || scheme > result.find('/') ? 0 : scheme + 3;
      const std::size_t path = result.find_first_of("/?#", authority);
      const std::size_t user = std::string_view(result).substr(0, path).rfind('@');
      const std::size_t dot = result.find('.', user == std::string::npos ? authority : user);
      if (dot != std::string::npos) result.replace(dot, 1, "[.]");
      return result;
    }
    default: return std::string(text);
  }
}

std::string_view host_of(const Value& value) {
  std::string_view text = value.text();
  switch (value.type()) {
    case ValueType::domain:
    case ValueType::ipv4:
    case ValueType::ipv6: return text;
    case ValueType::email: return text.substr(text.rfind('@') + 1);
    case ValueType::url: {
      const std::size_t slash = text.find('/');
      if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos && scheme < slash)
        text.remove_prefix(scheme + 3);
      text = text.substr(0, text.find_first_of("/?#"));
      if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
      if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
      return text.substr(0, text.rfind(':'));
    }
    default: return {};
  }
}

std::string defanged(const Value& value) {
  std::string text = defanged(value.type(), value.text());
  if (value.port()) text += fmt::format(":{}", *value.port());
  return text;
}

}  // namespace clew::model
