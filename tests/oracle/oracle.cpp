#include "tests/oracle/oracle.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace clew::oracle {
namespace {

using hunt::Hit;
using hunt::Matcher;
using model::Value;
using model::ValueType;

// --- bytes ------------------------------------------------------------------------------------------------------------

bool digit(char c) { return c >= '0' && c <= '9'; }
bool alnum(char c) { return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool hexadecimal(char c) { return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool one_of(char c, std::string_view bytes) { return bytes.find(c) != std::string_view::npos; }

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return text;
}

std::string with_slashes(std::string text) {
  std::replace(text.begin(), text.end(), '\\', '/');
  return text;
}

/// The number that `digits` hexadecimal digits at `at` write, or nothing.
std::optional<unsigned> hex_at(const std::string& text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  const std::string number = text.substr(at, digits);
  if (!std::all_of(number.begin(), number.end(), hexadecimal)) return std::nullopt;
  return static_cast<unsigned>(std::stoul(number, nullptr, 16));
}

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

// --- readings ---------------------------------------------------------------------------------------------------------

/// A text and, for each of its bytes and for its end, where that stood in the source.
struct Reading {
  std::string text;
  std::vector<std::size_t> origin;
  bool operator==(const Reading&) const = default;
};

/// What stands in the place of some bytes: `size` 0 if nothing does.
struct Replaced {
  std::size_t size = 0;
  std::string by;
};

Replaced escape_at(const std::string& text, std::size_t at) {
  const auto byte = [](unsigned code) { return std::string(1, static_cast<char>(code)); };
  if (text[at] == '%') {
    const auto code = hex_at(text, at + 1, 2);
    return code ? Replaced{3, byte(*code)} : Replaced{};
  }
  if (text[at] != '\\' || at + 1 == text.size()) return {};
  switch (text[at + 1]) {
    case '/': return {2, "/"};
    case '\\': return {2, "\\"};
    case '"': return {2, "\""};
    case 'n': return {2, "\n"};
    case 'r': return {2, "\r"};
    case 't': return {2, "\t"};
    case 'x': {
      const auto code = hex_at(text, at + 2, 2);
      return code ? Replaced{4, byte(*code)} : Replaced{};
    }
    case 'u': break;
    default: return {};
  }
  const auto code = hex_at(text, at + 2, 4);
  if (!code) return {};
  const bool first_half = *code >= 0xd800 && *code <= 0xdbff;
  const bool second_half = *code >= 0xdc00 && *code <= 0xdfff;
  if (first_half && text.compare(at + 6, 2, "\\u") == 0) {
    const auto low = hex_at(text, at + 8, 4);
    if (low && *low >= 0xdc00 && *low <= 0xdfff) return {12, utf8(0x10000 + (*code - 0xd800) * 1024 + *low - 0xdc00)};
  }
  return {6, first_half || second_half ? "\xef\xbf\xbd" : utf8(*code)};
}

char closing_of(char opening) {
  switch (opening) {
    case '[': return ']';
    case '(': return ')';
    case '{': return '}';
    default: return '\0';
  }
}

Replaced mark_at(const std::string& text, std::size_t at) {
  static const std::map<std::string, std::string> meant = {{".", "."},     {"dot", "."}, {":", ":"},
                                                           {"://", "://"}, {"@", "@"},   {"at", "@"}};
  constexpr std::size_t mark_bytes_max = 3;
  const char closing = closing_of(text[at]);
  if (closing == '\0') return {};
  const std::string inside = lower(text.substr(at + 1, mark_bytes_max + 1));
  const std::size_t size = inside.find(closing);
  const auto mark = size == std::string::npos ? meant.end() : meant.find(inside.substr(0, size));
  return mark == meant.end() ? Replaced{} : Replaced{size + 2, mark->second};
}

/// Every byte of what is put in the place of others comes from the first of them.
Reading replaced(const Reading& from, Replaced (*replacement)(const std::string&, std::size_t)) {
  Reading to;
  for (std::size_t at = 0; at < from.text.size();) {
    const Replaced what = replacement(from.text, at);
    to.text += what.size == 0 ? std::string(1, from.text[at]) : what.by;
    to.origin.resize(to.text.size(), from.origin[at]);
    at += std::max<std::size_t>(what.size, 1);
  }
  to.origin.push_back(from.origin.back());
  return to;
}

Reading as_it_stands(std::string_view text) {
  Reading reading{std::string(text), {}};
  for (std::size_t at = 0; at <= text.size(); ++at) reading.origin.push_back(at);
  return reading;
}

/// The text of each run in which zero bytes and others take turns, if it is long enough.
std::vector<Reading> utf16_in(std::string_view text) {
  std::vector<Reading> found;
  const auto zero = [&](std::size_t at) { return text[at] == '\0'; };
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end) {
    end = begin + 1;
    while (end < text.size() && zero(end) != zero(end - 1)) ++end;
    Reading run;
    std::size_t units = 0;
    std::size_t behind = begin;
    for (std::size_t at = begin; at + 1 < end; ++at) {
      if (zero(at)) continue;
      const std::string character = utf8(static_cast<unsigned char>(text[at]));
      run.text += character;
      run.origin.insert(run.origin.end(), character.size(), at);
      ++units;
      behind = at + 2;
    }
    run.origin.push_back(behind);
    if (units >= Matcher::utf16_units_min) found.push_back(run);
  }
  return found;
}

/// Every way to read a text, each once.
std::vector<Reading> readings_of(std::string_view text) {
  std::vector<Reading> sources = utf16_in(text);
  sources.push_back(as_it_stands(text));
  std::vector<Reading> readings;
  const auto add = [&](const Reading& reading) {
    if (std::find(readings.begin(), readings.end(), reading) == readings.end()) readings.push_back(reading);
  };
  for (Reading reading : sources) {
    for (std::size_t depth = 0; depth <= Matcher::unescape_depth_max; ++depth) {
      if (depth > 0) reading = replaced(reading, escape_at);
      add(reading);
      add(replaced(reading, mark_at));
    }
  }
  return readings;
}

// --- values -----------------------------------------------------------------------------------------------------------

/// An address as 128 bits, IPv4 in its mapped form.
using Bits = std::array<unsigned char, 16>;

constexpr Bits mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
constexpr std::size_t mapped_bits = 96;

bool same_bits(const Bits& a, const Bits& b, std::size_t count) {
  for (std::size_t bit = 0; bit < count; ++bit) {
    const int mask = 0x80 >> (bit % 8);
    if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) return false;
  }
  return true;
}

bool is_ipv4(const Bits& bits) { return same_bits(bits, mapped, mapped_bits); }

std::optional<Bits> parse_ipv4(const std::string& text) {
  Bits bits = mapped;
  if (text.find_first_not_of("0123456789.") != std::string::npos) return std::nullopt;
  if (inet_pton(AF_INET, text.c_str(), bits.data() + 12) != 1) return std::nullopt;
  return bits;
}

std::optional<Bits> parse_ipv6(const std::string& text) {
  Bits bits{};
  if (text.find_first_not_of("0123456789abcdefABCDEF:.") != std::string::npos) return std::nullopt;
  if (inet_pton(AF_INET6, text.c_str(), bits.data()) != 1) return std::nullopt;
  return bits;
}

struct Url {
  std::string scheme;  ///< empty: any
  std::string user;    ///< with its '@'; empty: any
  std::string host, port, path;
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

/// A value in the forms in which it is compared.
struct Wanted {
  ValueType type = ValueType::domain;
  std::string text, folded, path;
  Url url;
  Bits address{};
  std::size_t address_bits = 128;

  explicit Wanted(const Value& value)
      : type(value.type()), text(value.text()), folded(lower(text)), path(with_slashes(folded)) {
    if (type == ValueType::url) url = take_apart(text);
    if (type != ValueType::ipv4 && type != ValueType::ipv6 && type != ValueType::cidr) return;
    const std::size_t slash = text.find('/');
    const std::string number = text.substr(0, slash);
    const bool ipv4 = number.find(':') == std::string::npos;
    address = (ipv4 ? parse_ipv4(number) : parse_ipv6(number)).value();
    if (type == ValueType::cidr) address_bits = std::stoul(text.substr(slash + 1)) + (ipv4 ? mapped_bits : 0);
  }
};

// --- what stands in a reading -----------------------------------------------------------------------------------------

struct Range {
  std::size_t begin, end;
};

struct Address {
  Bits bits;
  Range range;
};

/// A reading in the forms in which it is compared, and the names and addresses in it.
struct Page {
  std::string text, folded, paths;
  std::vector<Range> names;
  std::vector<Address> addresses;

  explicit Page(const std::string& reading) : text(reading), folded(lower(text)), paths(with_slashes(folded)) {
    see_names();
    see_ipv4();
    see_ipv6();
  }

  /// Beyond the ends there is nothing: a zero byte, which belongs to no token.
  [[nodiscard]] char before(std::size_t at, std::size_t distance = 1) const {
    return at >= distance ? text[at - distance] : '\0';
  }
  [[nodiscard]] char after(std::size_t at) const { return at < text.size() ? text[at] : '\0'; }

  [[nodiscard]] bool name_ends_at(std::size_t at) const {
    return std::any_of(names.begin(), names.end(), [&](Range name) { return name.end == at; });
  }

  void see_names();
  void see_ipv4();
  void see_ipv6();
};

bool host_byte(char c) { return alnum(c) || one_of(c, "-_."); }

/// Runs of host bytes, cut at "..", without what no name starts or ends with.
void Page::see_names() {
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
}

/// Every stretch of digits and dots that is an address and has nothing of a longer one, or of a name, around it.
void Page::see_ipv4() {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!digit(text[begin]) || alnum(before(begin)) || (before(begin) == '.' && alnum(before(begin, 2)))) continue;
    for (std::size_t size = 7; size <= 15 && begin + size <= text.size(); ++size) {
      const auto bits = parse_ipv4(text.substr(begin, size));
      if (!bits) continue;
      const std::size_t end = begin + size;
      const bool goes_on = alnum(after(end)) || (after(end) == '.' && alnum(after(end + 1)));
      if (!goes_on) addresses.push_back({*bits, {begin, end}});
      const std::string reverse = ".in-addr.arpa";
      if (folded.compare(end, reverse.size(), reverse) == 0 && name_ends_at(end + reverse.size())) {
        Bits backwards = *bits;
        std::reverse(backwards.begin() + 12, backwards.end());
        addresses.push_back({backwards, {begin, end + reverse.size()}});
      }
    }
  }
}

/// Every longest run of hex digits, colons and dots, without the punctuation at its ends, if it is an address.
void Page::see_ipv6() {
  const char* const bytes = "0123456789abcdefABCDEF:.";
  std::size_t next = 0;
  for (std::size_t begin = text.find_first_of(bytes); begin != std::string::npos; begin = next) {
    std::size_t end = std::min(text.find_first_not_of(bytes, begin), text.size());
    next = text.find_first_of(bytes, end);
    std::string run = text.substr(begin, end - begin);
    bool begins = !alnum(before(begin));
    while (run.ends_with(".")) run.pop_back();
    if (run.ends_with(":") && !run.ends_with("::")) run.pop_back();
    if (run.starts_with(".") || (run.starts_with(":") && !run.starts_with("::"))) {
      run.erase(0, 1);
      ++begin;
      begins = true;
    }
    end = begin + run.size();
    if (!begins || alnum(after(end)) || std::none_of(run.begin(), run.end(), hexadecimal)) continue;
    if (const auto bits = parse_ipv6(run)) addresses.push_back({*bits, {begin, end}});
  }
}

// --- where tokens end -------------------------------------------------------------------------------------------------

/// The bytes of a kind of token besides ASCII letters and digits.
struct Kind {
  std::string_view others;
  bool beyond_ascii = false;
};

constexpr Kind file_bytes = {"-_.+~", true};
constexpr Kind account_bytes = {"-_.+@$", true};
constexpr Kind package_bytes = {"-_.~", false};
constexpr Kind url_bytes = {"-_.~%/?&=+@:!$*", false};

bool is_of(Kind kind, char c) {
  return c != '\0' && (alnum(c) || one_of(c, kind.others) || (kind.beyond_ascii && beyond_ascii(c)));
}

/// A character from U+2000 to U+206F: the quotes and dashes around names.
bool typographic(const std::string& text, std::size_t at) {
  if (text.compare(at, 2, "\xe2\x80") != 0 && text.compare(at, 2, "\xe2\x81") != 0) return false;
  const auto third = static_cast<unsigned char>(at + 2 < text.size() ? text[at + 2] : '\0');
  return third >= 0x80 && third <= 0xbf;
}

bool joined_before(const Page& page, std::size_t at, Kind kind) {
  if (at >= 3 && typographic(page.text, at - 3)) return false;
  return is_of(kind, page.before(at));
}

bool goes_on(const Page& page, std::size_t at, Kind kind) {
  return at < page.text.size() && !typographic(page.text, at) && is_of(kind, page.text[at]);
}

/// As `goes_on`, but a dot that nothing follows, or another dot, ends a sentence.
bool joined_after(const Page& page, std::size_t at, Kind kind) {
  if (!goes_on(page, at, kind)) return false;
  return page.text[at] != '.' || (page.after(at + 1) != '.' && goes_on(page, at + 1, kind));
}

/// All places of `wanted` in `text`, overlapping ones too.
std::vector<Range> places_of(const std::string& wanted, const std::string& text) {
  std::vector<Range> places;
  for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1))
    places.push_back({at, at + wanted.size()});
  return places;
}

// --- type by type -----------------------------------------------------------------------------------------------------

std::vector<Range> find_address(const Wanted& value, const Page& page) {
  std::vector<Range> found;
  for (const Address& address : page.addresses) {
    const bool same_family = value.type != ValueType::cidr || is_ipv4(address.bits) == is_ipv4(value.address);
    if (same_family && same_bits(address.bits, value.address, value.address_bits)) found.push_back(address.range);
  }
  return found;
}

std::vector<Range> find_domain(const Wanted& value, const Page& page) {
  std::vector<Range> found;
  for (const Range name : page.names) {
    const std::string whole = page.folded.substr(name.begin, name.end - name.begin);
    if (whole == value.folded || whole.ends_with("." + value.folded)) found.push_back(name);
  }
  return found;
}

std::vector<Range> find_email(const Wanted& value, const Page& page) {
  std::vector<Range> found;
  for (const Range place : places_of(value.folded, page.folded)) {
    std::size_t begin = place.begin;
    while (one_of(page.before(begin), ".-")) --begin;
    const bool begins = !host_byte(page.before(begin)) && page.before(begin) != '+';
    if (begins && page.name_ends_at(place.end)) found.push_back(place);
  }
  return found;
}

std::vector<Range> find_whole(const Wanted& value, const Page& page, Kind kind) {
  std::vector<Range> found;
  for (const Range place : places_of(value.folded, page.folded)) {
    if (!joined_before(page, place.begin, kind) && !joined_after(page, place.end, kind)) found.push_back(place);
  }
  return found;
}

std::vector<Range> find_file_path(const Wanted& value, const Page& page) {
  const bool is_folder = value.path.ends_with("/");
  const bool is_linked =
      value.path.starts_with("/tmp/") || value.path.starts_with("/var/") || value.path.starts_with("/etc/");
  std::vector<Range> found;
  for (const Range place : places_of(value.path, page.paths)) {
    const bool slash_follows = one_of(page.after(place.end), "/\\");
    const bool goes_deeper =
        slash_follows ? goes_on(page, place.end + 1, file_bytes) : joined_after(page, place.end, file_bytes);
    if (goes_deeper && !is_folder) continue;
    if (!joined_before(page, place.begin, file_bytes)) found.push_back(place);
    const std::string real = "/private";
    if (!is_linked || place.begin < real.size()) continue;
    const std::size_t begin = place.begin - real.size();
    if (page.paths.compare(begin, real.size(), real) == 0 && !joined_before(page, begin, file_bytes))
      found.push_back({begin, place.end});
  }
  return found;
}

std::vector<Range> find_package(const Wanted& value, const Page& page) {
  std::vector<Range> found;
  for (const Range place : places_of(value.folded, page.folded)) {
    if (is_of(package_bytes, page.before(place.begin)) || page.before(place.begin) == '@') continue;
    if (joined_after(page, place.end, package_bytes)) continue;
    if (page.before(place.begin) == '/') {
      std::size_t scope = place.begin - 1;
      while (is_of(package_bytes, page.before(scope))) --scope;
      if (scope < place.begin - 1 && page.before(scope) == '@') continue;
    }
    found.push_back(place);
  }
  return found;
}

/// Hashes and wallet addresses.
std::vector<Range> find_word(const Wanted& value, const Page& page) {
  const bool is_wallet = value.type == ValueType::btc_address || value.type == ValueType::eth_address;
  const bool is_base58 = value.type == ValueType::btc_address && !value.folded.starts_with("bc1");
  std::vector<Range> found;
  for (const Range place : places_of(is_base58 ? value.text : value.folded, is_base58 ? page.text : page.folded)) {
    const bool prefixed = place.begin >= 2 && page.folded.compare(place.begin - 2, 2, "0x") == 0;
    const std::size_t begin = prefixed && !is_wallet ? place.begin - 2 : place.begin;
    const bool begins = !alnum(page.before(place.begin)) || !alnum(page.before(begin));
    if (begins && !alnum(page.after(place.end))) found.push_back(place);
  }
  return found;
}

// --- URLs -------------------------------------------------------------------------------------------------------------

std::string undefanged(const std::string& scheme) {
  return scheme == "hxxp" ? "http" : scheme == "hxxps" ? "https" : scheme;
}

std::string standard_port(const std::string& written) {
  const std::string scheme = undefanged(written);
  if (scheme == "http" || scheme == "ws") return "80";
  if (scheme == "https" || scheme == "wss") return "443";
  return scheme == "ftp" ? "21" : "";
}

bool url_ends(const Page& page, std::size_t at) {
  if (page.text.compare(at, 2, "\\/") == 0) return false;  // a slash in JSON: it goes on
  if (!is_of(url_bytes, page.after(at))) return true;
  return one_of(page.after(at), ".:!?*_") && !is_of(url_bytes, page.after(at + 1));
}

/// What stands before a host: where the URL begins, and its scheme.
struct Front {
  std::size_t begin = 0;
  std::string scheme;  ///< empty: there is none
};

std::optional<Front> scheme_before(const Url& url, const Page& page, std::size_t end) {
  std::size_t begin = end;
  if (url.scheme.empty()) {
    while (alnum(page.before(begin)) || page.before(begin) == '+') --begin;
  } else {
    begin -= std::min(begin, url.scheme.size());
  }
  const std::string scheme = page.folded.substr(begin, end - begin);
  const bool same = url.scheme.empty() || scheme == url.scheme || undefanged(scheme) == url.scheme;
  const bool begins = !alnum(page.before(begin)) && page.before(begin) != '+';
  if (scheme.empty() || !same || !begins) return std::nullopt;
  return Front{begin, scheme};
}

std::optional<Front> front_of(const Url& url, const Page& page, std::size_t host) {
  std::size_t begin = host;
  if (page.before(host) == '@') {
    --begin;
    while (is_of({"-._~!$&'()*+,;=:%"}, page.before(begin))) --begin;
  }
  const std::string user = page.text.substr(begin, host - begin);
  if (!url.user.empty() && user != url.user) return std::nullopt;
  if (begin >= 3 && page.text.compare(begin - 3, 3, "://") == 0) return scheme_before(url, page, begin - 3);

  // Without a scheme: a host alone, also behind "//", but neither that of a mailbox nor a folder in a path.
  if (!user.empty()) return std::nullopt;
  // As for a name: dots and hyphens before it are none of its own.
  std::size_t before = host;
  const auto behind_two_dots = [&] { return page.before(before) == '.' && page.before(before, 2) == '.'; };
  while (one_of(page.before(before), ".-") && !behind_two_dots()) --before;
  if (host_byte(page.before(before)) && !behind_two_dots()) return std::nullopt;
  if (page.before(host) != '/') return Front{host, ""};
  if (page.before(host, 2) != '/' || one_of(page.before(host, 3), ":/\\")) return std::nullopt;
  return Front{host, ""};
}

std::vector<Range> find_url(const Wanted& value, const Page& page) {
  const Url& url = value.url;
  const bool plain = url.path.find_first_of("?#") == std::string::npos;
  const std::string path = plain && url.path.ends_with("/") ? url.path.substr(0, url.path.size() - 1) : url.path;
  std::vector<Range> found;
  for (const Range host : places_of(url.host, page.folded)) {
    const auto front = front_of(url, page, host.begin);
    if (!front) continue;
    const std::string standard = standard_port(url.scheme.empty() ? front->scheme : url.scheme);
    std::string port = standard;
    std::size_t end = host.end;
    if (page.after(end) == ':' && digit(page.after(end + 1))) {
      const std::size_t port_end = std::min(page.text.find_first_not_of("0123456789", end + 1), page.text.size());
      port = page.text.substr(end + 1, port_end - end - 1);
      port.erase(0, std::min(port.find_first_not_of('0'), port.size()));
      end = port_end;
    }
    if (port != (url.port.empty() ? standard : url.port)) continue;
    if (page.text.compare(end, path.size(), path) != 0) continue;
    end += path.size();
    if (plain && page.after(end) == '/' && url_ends(page, end + 1)) {
      found.push_back({front->begin, end + 1});
    } else if (url_ends(page, end) || (plain && page.after(end) == '&')) {
      found.push_back({front->begin, end});
    }
  }
  return found;
}

// --- all together -----------------------------------------------------------------------------------------------------

std::vector<Range> find_value(const Wanted& value, const Page& page) {
  switch (value.type) {
    case ValueType::domain: return find_domain(value, page);
    case ValueType::url: return find_url(value, page);
    case ValueType::ipv4:
    case ValueType::ipv6:
    case ValueType::cidr: return find_address(value, page);
    case ValueType::email: return find_email(value, page);
    case ValueType::file_name: return find_whole(value, page, file_bytes);
    case ValueType::account: return find_whole(value, page, account_bytes);
    case ValueType::file_path: return find_file_path(value, page);
    case ValueType::package: return find_package(value, page);
    case ValueType::md5:
    case ValueType::sha1:
    case ValueType::sha256:
    case ValueType::sha512:
    case ValueType::btc_address:
    case ValueType::eth_address: return find_word(value, page);
    default: return {};  // is not searched for
  }
  return {};
}

/// Of hits of one value that contain one another, the longest; a hit of nothing is none.
std::vector<Hit> longest_of(const std::set<Hit>& hits) {
  std::vector<Hit> kept;
  for (const Hit& hit : hits) {
    const bool within = std::any_of(hits.begin(), hits.end(), [&](const Hit& other) {
      return other.length > hit.length && other.offset <= hit.offset &&
             hit.offset + hit.length <= other.offset + other.length;
    });
    if (!within && hit.length > 0) kept.push_back(hit);
  }
  return kept;
}

}  // namespace

Answer find(std::span<const Value> values, std::string_view text) {
  std::vector<Wanted> wanted(values.begin(), values.end());
  std::vector<std::set<Hit>> hits_of(values.size());
  for (const Reading& reading : readings_of(text)) {
    const Page page(reading.text);
    for (std::uint32_t number = 0; number < wanted.size(); ++number) {
      for (const Range range : find_value(wanted[number], page)) {
        const std::size_t begin = reading.origin[range.begin];
        hits_of[number].insert({begin, static_cast<std::uint32_t>(reading.origin[range.end] - begin), number});
      }
    }
  }
  Answer answer;
  for (const std::set<Hit>& hits : hits_of) {
    for (const Hit& hit : longest_of(hits)) answer.hits.push_back(hit);
  }
  std::sort(answer.hits.begin(), answer.hits.end());
  answer.line_feeds = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  return answer;
}

}  // namespace clew::oracle
