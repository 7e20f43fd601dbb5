#include "clew/hunt/detail/naive.h"

#include "clew/model/address.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <tuple>

namespace clew::hunt::detail {
namespace {

using model::Address;
using model::Value;
using model::ValueType;

// The bytes of C's own locale; clew never sets another.
bool alnum(char c) { return static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool hexadecimal(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }
char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
bool one_of(char c, const char* bytes) { return c != '\0' && std::strchr(bytes, c) != nullptr; }
bool beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }
std::string lower(std::string text) {
  for (char& c : text) c = lower(c);
  return text;
}

/// A text and, for each of its bytes and its end, where that stood in the source.
struct Reading {
  std::string text;
  std::vector<std::size_t> origin;
};

/// `text` between two zero bytes at each end, so that rules can look at neighbours: a zero byte ends every token.
struct Padded {
  static constexpr std::size_t margin = 2;
  std::string bytes;
  explicit Padded(const std::string& text) : bytes(std::string(margin, '\0') + text + std::string(margin, '\0')) {}
  /// Offsets may be -2 to size + 1.
  char operator[](std::ptrdiff_t at) const { return bytes.at(static_cast<std::size_t>(at + 2)); }
};

struct Range {
  std::size_t begin, end;
};

// --- readings ---------------------------------------------------------------------------------------------------------

std::string utf8(unsigned code) {
  std::string text;
  const auto put = [&](unsigned byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 + code / 64);
    put(0x80 + code % 64);
  } else if (code < 0x10000) {
    put(0xe0 + code / 4096);
    put(0x80 + code / 64 % 64);
    put(0x80 + code % 64);
  } else {
    put(0xf0 + code / 262144);
    put(0x80 + code / 4096 % 64);
    put(0x80 + code / 64 % 64);
    put(0x80 + code % 64);
  }
  return text;
}

/// The number that `digits` hexadecimal digits at `at` write, or -1.
long hex_at(const std::string& text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  const std::string number = text.substr(at, digits);
  if (!std::all_of(number.begin(), number.end(), hexadecimal)) return -1;
  return std::strtol(number.c_str(), nullptr, 16);
}

Reading unescaped(const Reading& from) {
  const std::string& text = from.text;
  Reading to;
  for (std::size_t at = 0; at < text.size();) {
    std::string put(1, text[at]);
    std::size_t size = 1;
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (text[at] == '%' && hex_at(text, at + 1, 2) >= 0) {
      put = std::string(1, static_cast<char>(hex_at(text, at + 1, 2)));
      size = 3;
    } else if (text[at] == '\\' && one_of(next, "/\\\"")) {
      put = std::string(1, next);
      size = 2;
    } else if (text[at] == '\\' && one_of(next, "nrt")) {
      put = next == 'n' ? "\n" : next == 'r' ? "\r" : "\t";
      size = 2;
    } else if (text[at] == '\\' && next == 'x' && hex_at(text, at + 2, 2) >= 0) {
      put = std::string(1, static_cast<char>(hex_at(text, at + 2, 2)));
      size = 4;
    } else if (text[at] == '\\' && next == 'u' && hex_at(text, at + 2, 4) >= 0) {
      const long code = hex_at(text, at + 2, 4);
      const bool high = code >= 0xd800 && code <= 0xdbff;
      const long low = high && text.compare(at + 6, 2, "\\u") == 0 ? hex_at(text, at + 8, 4) : -1;
      size = 6;
      if (low >= 0xdc00 && low <= 0xdfff) {
        put = utf8(static_cast<unsigned>(0x10000 + (code - 0xd800) * 1024 + low - 0xdc00));
        size = 12;
      } else {
        put = code >= 0xd800 && code <= 0xdfff ? "\xef\xbf\xbd" : utf8(static_cast<unsigned>(code));
      }
    }
    for (const char c : put) {
      to.text += c;
      to.origin.push_back(from.origin[at]);
    }
    at += size;
  }
  to.origin.push_back(from.origin.back());
  return to;
}

// --- addresses --------------------------------------------------------------------------------------------------------

struct Seen {
  Address address;
  Range range;
};

/// Every stretch of digits and dots that parses as an IPv4 address and has nothing of an address or name around it.
void see_ipv4(const std::string& text, const Padded& around, std::vector<Seen>& seen) {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    for (std::size_t size = 7; size <= 15 && begin + size <= text.size(); ++size) {
      const auto address = Address::parse_ipv4(text.substr(begin, size));
      if (!address) continue;
      const auto first = static_cast<std::ptrdiff_t>(begin);
      const auto end = static_cast<std::ptrdiff_t>(begin + size);
      const bool begins = !alnum(around[first - 1]) && !(around[first - 1] == '.' && alnum(around[first - 2]));
      if (!begins) continue;
      const bool ends = !alnum(around[end]) && !(around[end] == '.' && alnum(around[end + 1]));
      if (ends) seen.push_back({*address, {begin, begin + size}});

      const std::string reverse = lower(text.substr(begin + size, 13));
      std::string behind = text.substr(std::min(text.size(), begin + size + 13));
      behind = behind.substr(0, std::min(behind.find(".."), behind.size()));
      const std::size_t next = behind.find_first_not_of(".-_");
      if (reverse != ".in-addr.arpa" || (next != std::string::npos && alnum(behind[next]))) continue;
      Address backwards = *address;
      std::reverse(backwards.bytes.begin() + 12, backwards.bytes.end());
      seen.push_back({backwards, {begin, begin + size + 13}});
    }
  }
}

/// Every longest run of hex digits, colons and dots, without the punctuation at its ends, if it parses.
void see_ipv6(const std::string& text, std::vector<Seen>& seen) {
  const char* const bytes = "0123456789abcdefABCDEF:.";
  for (std::size_t begin = text.find_first_of(bytes); begin != std::string::npos;) {
    std::size_t end = std::min(text.find_first_not_of(bytes, begin), text.size());
    const std::size_t next = text.find_first_of(bytes, end);
    std::string run = text.substr(begin, end - begin);
    bool bounded = begin == 0 || !alnum(text[begin - 1]);
    while (run.ends_with(".")) run.pop_back();
    if (run.ends_with(":") && !run.ends_with("::")) run.pop_back();
    if (run.starts_with(".") || (run.starts_with(":") && !run.starts_with("::"))) {
      run.erase(0, 1);
      ++begin;
      bounded = true;
    }
    end = begin + run.size();
    const bool ends = end == text.size() || !alnum(text[end]);
    const bool has_digit = std::any_of(run.begin(), run.end(), hexadecimal);
    if (bounded && ends && has_digit) {
      if (const auto address = Address::parse_ipv6(run)) seen.push_back({*address, {begin, end}});
    }
    begin = next;
  }
}

bool is_meant(const Value& value, const Address& address) {
  if (value.type() == ValueType::cidr) return model::Network::parse(value.text())->contains(address);
  return Address::parse(value.text()).value() == address;
}

// --- names and words --------------------------------------------------------------------------------------------------

bool host_byte(char c) { return alnum(c) || one_of(c, "-_."); }

/// The host names of a text: runs of host bytes, cut at "..", without what no name starts or ends with.
std::vector<Range> names_in(const std::string& text) {
  std::vector<Range> names;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const bool two_dots = text.compare(at, 2, "..") == 0 || (at > 0 && text.compare(at - 1, 2, "..") == 0);
    if (at < text.size() && host_byte(text[at]) && !two_dots) continue;
    Range name{begin, at};
    while (name.begin < name.end && one_of(text[name.begin], ".-")) ++name.begin;
    while (name.begin < name.end && one_of(text[name.end - 1], ".-_")) --name.end;
    if (name.begin < name.end) names.push_back(name);
    begin = at + 1;
  }
  return names;
}

bool name_ends_at(const std::vector<Range>& names, std::size_t at) {
  return std::any_of(names.begin(), names.end(), [&](Range name) { return name.end == at; });
}

bool typographic(const std::string& text, std::size_t at) {
  if (text.compare(at, 2, "\xe2\x80") != 0 && text.compare(at, 2, "\xe2\x81") != 0) return false;
  const auto third = static_cast<unsigned char>(at + 2 < text.size() ? text[at + 2] : '\0');
  return third >= 0x80 && third <= 0xbf;
}

/// Whether a longer token goes on before `at`, given the bytes of that kind of token besides letters and digits.
bool joined_before(const std::string& text, std::size_t at, const char* others, bool with_beyond_ascii) {
  if (at == 0) return false;
  if (at >= 3 && typographic(text, at - 3)) return false;
  const char c = text[at - 1];
  return alnum(c) || one_of(c, others) || (with_beyond_ascii && beyond_ascii(c));
}

bool goes_on(const std::string& text, std::size_t at, const char* others, bool with_beyond_ascii) {
  if (at >= text.size()) return false;
  if (at + 2 < text.size() && typographic(text, at)) return false;
  const char c = text[at];
  return alnum(c) || one_of(c, others) || (with_beyond_ascii && beyond_ascii(c));
}

/// As `goes_on`, but a dot that nothing follows, or another dot, ends a sentence.
bool joined_after(const std::string& text, std::size_t at, const char* others, bool with_beyond_ascii) {
  if (!goes_on(text, at, others, with_beyond_ascii)) return false;
  if (text[at] != '.') return true;
  return goes_on(text, at + 1, others, with_beyond_ascii) && text[at + 1] != '.';
}

/// The places of `wanted` in `text` by a comparison of single bytes.
template <class Same>
std::vector<Range> places_of(const std::string& wanted, const std::string& text, Same same) {
  std::vector<Range> places;
  for (std::size_t at = 0; at + wanted.size() <= text.size(); ++at) {
    bool equal = true;
    for (std::size_t i = 0; i < wanted.size() && equal; ++i) equal = same(wanted[i], text[at + i]);
    if (equal) places.push_back({at, at + wanted.size()});
  }
  return places;
}

bool same_folded(char a, char b) { return lower(a) == lower(b); }
bool same_exactly(char a, char b) { return a == b; }
bool same_in_paths(char a, char b) { return lower(a == '\\' ? '/' : a) == lower(b == '\\' ? '/' : b); }

std::vector<Range> find_domain(const Value& value, const std::string& text) {
  std::vector<Range> found;
  for (const Range name : names_in(text)) {
    const std::string whole = lower(text.substr(name.begin, name.end - name.begin));
    if (whole == value.text() || whole.ends_with("." + value.text())) found.push_back(name);
  }
  return found;
}

std::vector<Range> find_email(const Value& value, const std::string& text) {
  std::vector<Range> found;
  for (const Range place : places_of(value.text(), text, same_folded)) {
    std::size_t before = place.begin;
    while (before > 0 && one_of(text[before - 1], ".-")) --before;
    const bool begins = before == 0 || !(host_byte(text[before - 1]) || text[before - 1] == '+');
    if (begins && name_ends_at(names_in(text), place.end)) found.push_back(place);
  }
  return found;
}

std::vector<Range> find_file_name(const Value& value, const std::string& text) {
  std::vector<Range> found;
  for (const Range place : places_of(value.text(), text, same_folded)) {
    if (!joined_before(text, place.begin, "-_.+~", true) && !joined_after(text, place.end, "-_.+~", true))
      found.push_back(place);
  }
  return found;
}

std::vector<Range> find_file_path(const Value& value, const std::string& text) {
  std::vector<Range> found;
  for (Range place : places_of(value.text(), text, same_in_paths)) {
    const std::string canonical = lower(value.text());
    const bool folder = one_of(value.text().back(), "/\\");
    const bool slash_follows = place.end < text.size() && one_of(text[place.end], "/\\");
    const bool ends = folder || (slash_follows ? !goes_on(text, place.end + 1, "-_.+~", true)
                                               : !joined_after(text, place.end, "-_.+~", true));
    if (!ends) continue;
    if (!joined_before(text, place.begin, "-_.+~", true)) {
      found.push_back(place);
      continue;
    }
    for (const std::string root : {"/tmp/", "/var/", "/etc/"}) {
      if (places_of(root, canonical.substr(0, root.size()), same_in_paths).empty() || place.begin < 8) continue;
      const bool real = !places_of("/private", text.substr(place.begin - 8, 8), same_in_paths).empty();
      if (real && !joined_before(text, place.begin - 8, "-_.+~", true)) found.push_back({place.begin - 8, place.end});
    }
  }
  return found;
}

std::vector<Range> find_package(const Value& value, const std::string& text) {
  std::vector<Range> found;
  for (const Range place : places_of(value.text(), text, same_folded)) {
    const char before = place.begin == 0 ? '\0' : text[place.begin - 1];
    if (alnum(before) || one_of(before, "-_.~@")) continue;
    if (before == '/') {
      std::size_t scope = place.begin - 1;
      while (scope > 0 && (alnum(text[scope - 1]) || one_of(text[scope - 1], "-_.~"))) --scope;
      if (scope > 0 && scope < place.begin - 1 && text[scope - 1] == '@') continue;
    }
    const auto package_byte = [&](std::size_t at) {
      return at < text.size() && (alnum(text[at]) || one_of(text[at], "-_.~"));
    };
    const bool sentence_end = place.end < text.size() && text[place.end] == '.' &&
                              (!package_byte(place.end + 1) || text[place.end + 1] == '.');
    if (!package_byte(place.end) || sentence_end) found.push_back(place);
  }
  return found;
}

std::vector<Range> find_account(const Value& value, const std::string& text) {
  std::vector<Range> found;
  for (const Range place : places_of(value.text(), text, same_folded)) {
    if (!joined_before(text, place.begin, "-_.+@$", true) && !joined_after(text, place.end, "-_.+@$", true))
      found.push_back(place);
  }
  return found;
}

/// Hashes and wallet addresses: whole words.
std::vector<Range> find_word(const Value& value, const std::string& text) {
  std::vector<Range> found;
  const bool digest = value.type() != ValueType::btc_address && value.type() != ValueType::eth_address;
  const bool base58 = value.type() == ValueType::btc_address && !value.text().starts_with("bc1");
  for (const Range place : places_of(value.text(), text, base58 ? same_exactly : same_folded)) {
    bool begins = place.begin == 0 || !alnum(text[place.begin - 1]);
    if (digest && place.begin >= 2 && lower(text.substr(place.begin - 2, 2)) == "0x") {
      begins = begins || place.begin == 2 || !alnum(text[place.begin - 3]);
    }
    if (begins && (place.end == text.size() || !alnum(text[place.end]))) found.push_back(place);
  }
  return found;
}

// --- URLs -------------------------------------------------------------------------------------------------------------

struct Url {
  std::string scheme, user, host, port, path;
};

Url take_apart(std::string url) {
  Url parts;
  const std::size_t colon = url.find("://");
  if (colon != std::string::npos && url.find('/') > colon) {
    parts.scheme = url.substr(0, colon);
    url = url.substr(colon + 3);
  }
  const std::size_t path = std::min(url.find_first_of("/?#"), url.size());
  parts.path = url.substr(path);
  std::string authority = url.substr(0, path);
  if (const std::size_t at = authority.rfind('@'); at != std::string::npos) {
    parts.user = authority.substr(0, at + 1);
    authority = authority.substr(at + 1);
  }
  const std::size_t port = authority.rfind(':');
  if (port != std::string::npos && !authority.ends_with("]")) {
    parts.port = authority.substr(port + 1);
    authority = authority.substr(0, port);
  }
  parts.host = authority;
  return parts;
}

std::string standard_port(std::string scheme) {
  if (scheme.starts_with("hxxp")) scheme.replace(0, 4, "http");
  if (scheme == "http" || scheme == "ws") return "80";
  if (scheme == "https" || scheme == "wss") return "443";
  return scheme == "ftp" ? "21" : "";
}

bool url_byte(const std::string& text, std::size_t at) {
  return at < text.size() && (alnum(text[at]) || one_of(text[at], "-_.~%/?&=+@:!$*"));
}

bool url_ends(const std::string& text, std::size_t at) {
  if (text.compare(at, 2, "\\/") == 0) return false;
  if (!url_byte(text, at)) return true;
  return one_of(text[at], ".:!?*_") && !url_byte(text, at + 1);
}

/// All that may stand before the host `host_begin`: where the URL begins, or npos.
std::size_t url_begin(const Url& url, const std::string& text, std::size_t host_begin, std::string& scheme) {
  std::size_t begin = host_begin;
  if (begin > 0 && text[begin - 1] == '@') {
    --begin;
    while (begin > 0 && host_begin - begin <= 256 &&
           (alnum(text[begin - 1]) || one_of(text[begin - 1], "-._~!$&'()*+,;=:%")))
      --begin;
  }
  const std::string user = text.substr(begin, host_begin - begin);
  if (!url.user.empty() && user != url.user) return std::string::npos;
  if (begin >= 3 && text.compare(begin - 3, 3, "://") == 0) {
    begin -= 3;
    if (url.scheme.empty()) {
      const std::size_t end = begin;
      while (begin > 0 && end - begin < 32 && (alnum(text[begin - 1]) || one_of(text[begin - 1], "+-."))) --begin;
      scheme = lower(text.substr(begin, end - begin));
      return begin == end ? std::string::npos : begin;
    }
    if (begin < url.scheme.size()) return std::string::npos;
    begin -= url.scheme.size();
    std::string written = lower(text.substr(begin, url.scheme.size()));
    if (url.scheme.starts_with("http") && written.starts_with("hxxp")) written.replace(0, 4, "http");
    const bool same = written == url.scheme;
    const bool bounded = begin == 0 || !(alnum(text[begin - 1]) || text[begin - 1] == '+');
    return same && bounded ? begin : std::string::npos;
  }
  if (!user.empty()) return std::string::npos;
  // As for a name: dots and hyphens before it are none of its own.
  std::size_t before = host_begin;
  while (before > 0 && one_of(text[before - 1], ".-") && !(before > 1 && text.compare(before - 2, 2, "..") == 0))
    --before;
  const bool two_dots = before > 1 && text.compare(before - 2, 2, "..") == 0;
  if (!two_dots && before > 0 && host_byte(text[before - 1])) return std::string::npos;
  if (host_begin == 0 || text[host_begin - 1] != '/') return host_begin;
  const bool two_slashes = host_begin >= 2 && text[host_begin - 2] == '/';
  const bool belongs = host_begin >= 3 && one_of(text[host_begin - 3], ":/\\");
  return two_slashes && !belongs ? host_begin : std::string::npos;
}

std::vector<Range> find_url(const Value& value, const std::string& text) {
  Url url = take_apart(value.text());
  const bool plain = url.path.find_first_of("?#") == std::string::npos;
  if (plain && url.path.ends_with("/")) url.path.pop_back();
  std::vector<Range> found;
  for (const Range host : places_of(url.host, text, same_folded)) {
    std::string scheme = url.scheme;
    const std::size_t begin = url_begin(url, text, host.begin, scheme);
    if (begin == std::string::npos) continue;
    std::size_t end = host.end;
    std::string port = standard_port(scheme);
    const std::string port_wanted = url.port.empty() ? standard_port(scheme) : url.port;
    if (end + 1 < text.size() && text[end] == ':' && digit(text[end + 1])) {
      const std::size_t port_end = std::min(text.find_first_not_of("0123456789", end + 1), text.size());
      port = text.substr(end + 1, port_end - end - 1);
      port.erase(0, std::min(port.find_first_not_of('0'), port.size()));
      end = port_end;
    }
    if (port != port_wanted || text.compare(end, url.path.size(), url.path) != 0) continue;
    end += url.path.size();
    const bool slash = plain && end < text.size() && text[end] == '/' && url_ends(text, end + 1);
    const bool ampersand = plain && end < text.size() && text[end] == '&';
    if (!slash && !ampersand && !url_ends(text, end)) continue;
    found.push_back({begin, slash ? end + 1 : end});
  }
  return found;
}

// --- all together -----------------------------------------------------------------------------------------------------

std::vector<Range> find_value(const Value& value, const std::string& text, const std::vector<Seen>& seen) {
  switch (value.type()) {
    case ValueType::domain: return find_domain(value, text);
    case ValueType::url: return find_url(value, text);
    case ValueType::email: return find_email(value, text);
    case ValueType::file_name: return find_file_name(value, text);
    case ValueType::file_path: return find_file_path(value, text);
    case ValueType::package: return find_package(value, text);
    case ValueType::account: return find_account(value, text);
    case ValueType::ipv4:
    case ValueType::ipv6:
    case ValueType::cidr: break;
    default: return find_word(value, text);
  }
  std::vector<Range> found;
  for (const Seen& one : seen) {
    if (is_meant(value, one.address)) found.push_back(one.range);
  }
  return found;
}

}  // namespace

std::vector<Hit> find_naively(std::span<const Value> values, std::string_view text) {
  std::vector<Reading> readings(1);
  readings[0].text = std::string(text);
  for (std::size_t at = 0; at <= text.size(); ++at) readings[0].origin.push_back(at);
  while (readings.size() <= Matcher::unescape_depth_max) readings.push_back(unescaped(readings.back()));

  std::vector<Hit> all;
  for (const Reading& reading : readings) {
    std::vector<Seen> seen;
    see_ipv4(reading.text, Padded(reading.text), seen);
    see_ipv6(reading.text, seen);
    for (std::uint32_t number = 0; number < values.size(); ++number) {
      for (const Range range : find_value(values[number], reading.text, seen)) {
        const std::size_t begin = reading.origin[range.begin];
        all.push_back({begin, static_cast<std::uint32_t>(reading.origin[range.end] - begin), number});
      }
    }
  }

  std::set<Hit> kept;
  for (const Hit& hit : all) {
    const bool within = std::any_of(all.begin(), all.end(), [&](const Hit& other) {
      return other.value == hit.value && other.length > hit.length && other.offset <= hit.offset &&
             hit.offset + hit.length <= other.offset + other.length;
    });
    if (!within) kept.insert(hit);
  }
  return {kept.begin(), kept.end()};
}

}  // namespace clew::hunt::detail
