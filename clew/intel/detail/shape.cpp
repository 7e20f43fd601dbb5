#include "clew/intel/detail/shape.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/model/address.h"
#include "clew/model/domain.h"
#include "clew/model/wallet.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using base::is_alnum;
using base::is_alpha;
using base::is_digit;
using base::is_hex;
using model::Value;
using model::ValueType;

constexpr std::size_t hash_digits_min = 24;   ///< fewer hexadecimal digits are an identifier of some kind
constexpr std::size_t hash_digits_max = 200;  ///< more are a dump

Shape broken(ValueType type, std::string why) { return {type, std::nullopt, std::move(why)}; }

std::optional<Shape> as(ValueType type, std::string_view text) {
  auto value = Value::parse(type, text);
  if (!value) return std::nullopt;
  return Shape{type, std::move(*value), {}};
}

Shape as_or_broken(ValueType type, std::string_view text) {
  auto value = Value::parse(type, text);
  if (!value) return broken(type, value.error().what);
  return {type, std::move(*value), {}};
}

std::optional<Shape> digest_shape(std::string_view token) {
  if (token.size() < hash_digits_min || token.size() > hash_digits_max || !std::ranges::all_of(token, is_hex))
    return std::nullopt;
  const bool letters = std::ranges::any_of(token, is_alpha);
  const bool digits = std::ranges::any_of(token, is_digit);
  if (!letters || !digits) return std::nullopt;
  struct Length {
    std::size_t digits;
    ValueType type;
  };
  static constexpr std::array<Length, 4> lengths = {
      {{32, ValueType::md5}, {40, ValueType::sha1}, {64, ValueType::sha256}, {128, ValueType::sha512}}};
  const Length* nearest = lengths.data();
  const auto distance = [&](const Length& length) {
    return length.digits > token.size() ? length.digits - token.size() : token.size() - length.digits;
  };
  for (const Length& length : lengths) {
    if (distance(length) < distance(*nearest)) nearest = &length;
  }
  return as_or_broken(nearest->type, token);
}

/// `198.51.100.7`, with a port, a prefix or a path behind it; octets are checked by the model.
std::optional<Shape> ipv4_shape(std::string_view token) {
  std::size_t groups = 0;
  std::size_t i = 0;
  while (i < token.size() && is_digit(token[i])) {
    const std::size_t begin = i;
    while (i < token.size() && is_digit(token[i])) ++i;
    if (i - begin > 4) return std::nullopt;
    ++groups;
    if (groups < 4 && i < token.size() && token[i] == '.') ++i;
  }
  if (groups != 4) return std::nullopt;
  const std::string_view rest = token.substr(i);
  if (rest.empty() || rest.front() == ':') {
    const std::size_t slash = rest.find('/');
    if (slash != std::string_view::npos && slash + 1 < rest.size()) return as_or_broken(ValueType::url, token);
    return as_or_broken(ValueType::ipv4, token.substr(0, slash == std::string_view::npos ? token.size() : i + slash));
  }
  if (rest.front() != '/') return std::nullopt;
  const std::string_view prefix = rest.substr(1);
  if (prefix.empty()) return as_or_broken(ValueType::ipv4, token.substr(0, i));
  if (prefix.size() <= 3 && std::ranges::all_of(prefix, is_digit)) return as_or_broken(ValueType::cidr, token);
  return as_or_broken(ValueType::url, token);
}

/// Global unicast addresses and documentation's; `a::b` is C++, `12:30:45` a time, `aa:bb:cc:dd:ee:ff` a network card.
std::optional<Shape> ipv6_shape(std::string_view token, bool defanged) {
  const std::size_t colons = static_cast<std::size_t>(std::ranges::count(token, ':'));
  if (colons < 2) return std::nullopt;
  std::string_view host = token;
  if (host.front() == '[') {
    const std::size_t close = host.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    host = host.substr(1, close - 1);
  }
  const std::size_t slash = host.find('/');
  const auto address = model::Address::parse_ipv6(host.substr(0, slash));
  if (!address) return std::nullopt;
  const bool global = address->bytes[0] >= 0x20 && address->bytes[0] <= 0x3f;
  if (!global && !defanged) return std::nullopt;
  if (slash != std::string_view::npos) return as(ValueType::cidr, host);
  return as(ValueType::ipv6, token);
}

/// A name that somebody could own, or one of those kept for examples and exercises (RFC 2606).
bool has_known_suffix(std::string_view host) {
  const std::string name = base::lowered(host);
  return name.ends_with(".example") || name.ends_with(".test") || model::has_registered_domain(name);
}

std::optional<Shape> email_shape(std::string_view token, bool defanged) {
  const std::size_t at = token.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == token.size()) return std::nullopt;
  const std::string_view host = token.substr(at + 1);
  if (host.find('.') == std::string_view::npos) return std::nullopt;
  auto shape = as(ValueType::email, token);
  if (!shape) return defanged ? std::optional(as_or_broken(ValueType::email, token)) : std::nullopt;
  if (!defanged && !has_known_suffix(host)) return std::nullopt;
  return shape;
}

/// Not `and/or`, `v1.2`, `Node.js`: dots between letters and digits, and a last label of letters.
bool looks_like_name(std::string_view host) {
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == host.size()) return false;
  const std::string_view last = host.substr(dot + 1);
  if (last.starts_with("xn--")) return true;
  // `203.xxx.xxx.xxx`: an address that the notice keeps back.
  if (is_digit(host.front()) && std::ranges::all_of(last, [](char c) { return base::to_lower(c) == 'x'; }))
    return false;
  return last.size() >= 2 && std::ranges::all_of(last, is_alpha);
}

/// `com.evil.app`, as apps and classes are named: it begins where names of hosts end, and ends like none.
bool reads_backwards(std::string_view host) {
  static constexpr auto beginnings = std::to_array<std::string_view>({"co", "com", "io", "net", "org"});
  const std::string_view first = host.substr(0, host.find('.'));
  // `com.evil.app` is an app's, though there are names that end so.
  const bool app = base::equal_ignoring_case(first, "com") && base::lowered(host).ends_with(".app");
  return std::ranges::any_of(beginnings,
                             [&](std::string_view begin) { return base::equal_ignoring_case(first, begin); }) &&
         std::ranges::count(host, '.') > 1 && (app || !has_known_suffix(host));
}

constexpr auto program_endings = std::to_array<std::string_view>(
    {"7z",   "apk",  "asp", "aspx",  "bat", "bin", "cab", "chm",   "cmd",  "com",  "cpl",  "dat",  "dll", "dmg", "doc",
     "docm", "docx", "drv", "dylib", "elf", "exe", "hta", "htm",   "html", "img",  "iso",  "jar",  "js",  "jse", "jsp",
     "lnk",  "msc",  "msi", "ocx",   "pdf", "php", "pkg", "plist", "ppt",  "pptx", "ps1",  "py",   "pyd", "rar", "rtf",
     "scr",  "sh",   "so",  "sys",   "tmp", "txt", "vbe", "vbs",   "wsf",  "xls",  "xlsm", "xlsx", "xml", "zip"});
static_assert(std::ranges::is_sorted(program_endings));

/// What follows the last dot, in lower case; nothing where the name begins with it.
std::string ending_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string{} : base::lowered(name.substr(dot + 1));
}

/// `update.dat`, not `evil.com` or `evil.sh`, which may be hosts.
bool ends_only_like_program(std::string_view name) {
  static const std::vector<std::string_view> endings = [] {
    std::vector<std::string_view> kept;
    for (const std::string_view ending : program_endings) {
      if (!model::has_listed_ending(std::string("x.").append(ending))) kept.push_back(ending);
    }
    return kept;
  }();
  return std::ranges::binary_search(endings, ending_of(name));
}

std::optional<Shape> name_shape(std::string_view token, bool defanged) {
  static constexpr base::ByteSet ends_of_host("/?#");
  const std::size_t slash = ends_of_host.find_in(token);
  std::string_view authority = token.substr(0, slash);
  std::string_view host = authority;
  if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos) {
    const std::string_view port = host.substr(colon + 1);
    if (!port.empty() && std::ranges::all_of(port, is_digit)) {
      host = host.substr(0, colon);
    } else {
      return std::nullopt;
    }
  }
  if (!looks_like_name(host) || reads_backwards(host)) return std::nullopt;
  const bool has_path = slash != std::string_view::npos && slash + 1 < token.size() && token[slash] == '/';
  // `update[.]dat`: a file, written so by somebody careful
  if (defanged && !has_path && ends_only_like_program(host)) return std::nullopt;
  if (!defanged && !std::ranges::all_of(host, [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; }))
    return std::nullopt;
  if (!defanged && !has_known_suffix(host)) return std::nullopt;
  const std::string_view text = has_path ? token : authority;
  const ValueType type = has_path ? ValueType::url : ValueType::domain;
  return defanged ? std::optional(as_or_broken(type, text)) : as(type, text);
}

/// By their first letters and length; what is then broken is said, for a wrong letter is another's wallet.
std::optional<Shape> wallet_shape(std::string_view token) {
  const auto judged = [&](ValueType type, const std::optional<std::string>& flaw) {
    return flaw ? broken(type, *flaw) : as_or_broken(type, token);
  };
  if (token.size() == 42 && token.starts_with("0x") && std::ranges::all_of(token.substr(2), is_hex))
    return judged(ValueType::eth_address, model::ethereum_flaw(token));
  const bool alnum = std::ranges::all_of(token, is_alnum);
  if (!alnum) return std::nullopt;
  const bool bech32 =
      token.size() >= 42 && token.size() <= 62 && (token.starts_with("bc1") || token.starts_with("BC1"));
  if (bech32) return judged(ValueType::btc_address, model::bitcoin_flaw(token));
  const bool old_form = token.size() >= 26 && token.size() <= 35 && (token.front() == '1' || token.front() == '3');
  if (!old_form) return std::nullopt;
  const auto flaw = model::bitcoin_flaw(token);
  if (!flaw) return as(ValueType::btc_address, token);
  // Many words start with a 1 or 3; only one that mixes cases and digits was meant as an address.
  const bool meant = token.size() >= 33 && std::ranges::any_of(token, base::is_upper) &&
                     std::ranges::any_of(token, base::is_lower) && std::ranges::count_if(token, is_digit) >= 3;
  return meant ? std::optional(broken(ValueType::btc_address, *flaw)) : std::nullopt;
}

/// `CVE-2023-12345`
std::optional<Shape> cve_shape(std::string_view token) {
  if (!base::equal_ignoring_case(token.substr(0, 4), "cve-")) return std::nullopt;
  return as(ValueType::cve, token);
}

/// `t13d1516h2_8daaf6152771_b186095e22b6`: FoxIO's three parts, of 10, 12 and 12.
std::optional<Shape> ja4_shape(std::string_view token) {
  if (token.size() != 36 || token[10] != '_' || token[23] != '_') return std::nullopt;
  const bool head = (token[0] == 't' || token[0] == 'q' || token[0] == 'd') && is_digit(token[1]) &&
                    is_digit(token[2]) && (token[3] == 'd' || token[3] == 'i');
  if (!head || !std::ranges::all_of(token.substr(11, 12), is_hex) || !std::ranges::all_of(token.substr(24), is_hex))
    return std::nullopt;
  return as(ValueType::ja4, token);
}

/// `AS64496`, in capitals: "as12" is a word.
std::optional<Shape> asn_shape(std::string_view token) {
  if (token.size() < 5 || token.size() > 12 || !token.starts_with("AS")) return std::nullopt;
  std::string_view digits = token.substr(2);
  if (digits.front() == 'N') digits.remove_prefix(1);
  if (!std::ranges::all_of(digits, is_digit) || digits.size() < 3) return std::nullopt;
  return as(ValueType::asn, digits);
}

/// `AB:12:…`, 20 or 32 bytes: how certificates' fingerprints are shown.
std::optional<Shape> fingerprint_shape(std::string_view token) {
  if (token.size() != 59 && token.size() != 95) return std::nullopt;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (i % 3 == 2 ? token[i] != ':' : !is_hex(token[i])) return std::nullopt;
  }
  return as(ValueType::certificate, token);
}

}  // namespace

bool starts_like_registry(std::string_view text) {
  static constexpr std::array<std::string_view, 10> roots = {"HKLM",
                                                             "HKCU",
                                                             "HKCR",
                                                             "HKU",
                                                             "HKCC",
                                                             "HKEY_LOCAL_MACHINE",
                                                             "HKEY_CURRENT_USER",
                                                             "HKEY_CLASSES_ROOT",
                                                             "HKEY_USERS",
                                                             "HKEY_CURRENT_CONFIG"};
  if (!text.starts_with('H') && !text.starts_with('h')) return false;
  return std::ranges::any_of(roots, [&](std::string_view root) {
    if (!base::equal_ignoring_case(text.substr(0, root.size()), root)) return false;
    const std::string_view rest = text.substr(root.size());
    return rest.starts_with('\\') || rest.starts_with(":\\");
  });
}

bool starts_like_path(std::string_view text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
  if (is_alpha(at(0)) && at(1) == ':' && (at(2) == '\\' || (at(2) == '/' && at(3) != '/'))) return true;
  if (at(0) == '~' && at(1) == '/') return true;
  if (at(0) == '\\' && at(1) == '\\') return is_alnum(at(2));
  if (at(0) == '%') {
    const std::size_t close = text.find('%', 1);
    return close != std::string_view::npos && close > 1 && close < 40 &&
           (at(close + 1) == '\\' || at(close + 1) == '/');
  }
  if (at(0) != '/' || !(is_alnum(at(1)) || at(1) == '.' || at(1) == '_')) return false;
  // `/var/www`, not the options `/all /quiet`
  return text.substr(0, text.find(' ')).find('/', 1) != std::string_view::npos;
}

bool is_version(std::string_view text) {
  if (!text.empty() && (text.front() == 'v' || text.front() == 'V')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front())) return false;
  std::size_t dots = 0;
  std::size_t i = 0;
  for (; i < text.size() && (is_digit(text[i]) || text[i] == '.'); ++i) dots += text[i] == '.' ? 1 : 0;
  return dots >= 1 && (i == text.size() || text[i] == '-' || text[i] == '+');
}

bool ends_like_file(std::string_view name) {
  static constexpr std::array<std::string_view, 12> endings = {"zip", "mov", "py", "sh",  "md",   "rs",
                                                               "ps",  "so",  "pl", "app", "java", "mm"};
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string last = base::lowered(name.substr(dot + 1));
  return std::ranges::find(endings, last) != endings.end();
}

bool ends_like_program(std::string_view name) { return std::ranges::binary_search(program_endings, ending_of(name)); }

std::optional<Shape> shape_of(std::string_view token, bool defanged) {
  if (token.size() < 4 || token.size() > Value::size_bytes_max) return std::nullopt;
  const std::size_t scheme = token.find("://");
  if (scheme != std::string_view::npos && scheme > 0 && base::ByteSet("/?=.").find_in(token) > scheme) {
    Shape url = as_or_broken(ValueType::url, token);
    if (!url.value && !defanged) return std::nullopt;
    return url;
  }
  if (auto shape = digest_shape(token)) return shape;
  if (auto shape = wallet_shape(token)) return shape;
  if (auto shape = cve_shape(token)) return shape;
  if (auto shape = ja4_shape(token)) return shape;
  if (auto shape = asn_shape(token)) return shape;
  if (auto shape = fingerprint_shape(token)) return shape;
  if (starts_like_registry(token)) return as(ValueType::registry_key, token);
  if (auto shape = ipv4_shape(token)) return shape;
  if (auto shape = ipv6_shape(token, defanged)) return shape;
  if (starts_like_path(token)) return as(ValueType::file_path, token);
  if (token.find('\\') != std::string_view::npos) return std::nullopt;
  if (token.find('@') != std::string_view::npos) return email_shape(token, defanged);
  return name_shape(token, defanged);
}

}  // namespace clew::intel::detail
