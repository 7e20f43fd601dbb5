#include "tests/oracle/generator.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <optional>
#include <utility>

#include "tests/oracle/random.h"
#include <fmt/core.h>

namespace clew::oracle {
namespace {

using model::Value;
using model::ValueType;

using Random = std::mt19937_64;

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  return text;
}

// --- values -----------------------------------------------------------------------------------------------------------

std::string label(Random& random) {
  static constexpr std::array<std::string_view, 14> labels = {"a",    "b",  "evil", "com",     "x-y", "a1",  "n",
                                                              "tool", "2e", "_s",   "xn--e1a", "0",   "dot", "at"};
  if (one_in(random, 40)) return word_of(random, 60 + below(random, 4), "ab");
  return std::string(one_of(random, labels));
}

std::string domain_text(Random& random) {
  static constexpr std::array<std::string_view, 7> ends = {"com", "com", "co", "example", "7z", "4u", "c0"};
  std::string name;
  for (std::size_t labels = 1 + below(random, 3); labels > 0; --labels) name += label(random) + ".";
  return name + std::string(one_of(random, ends));
}

std::string ipv4_text(Random& random) {
  const auto octet = [&] {
    return one_in(random, 6) ? 100 + below(random, 156) : one_in(random, 3) ? 10 : below(random, 4);
  };
  return fmt::format("{}.{}.{}.{}", octet(), octet(), octet(), octet());
}

std::string ipv6_text(Random& random) {
  static constexpr std::array<std::string_view, 10> texts = {
      "2001:db8::1", "2001:db8::",       "::1", "::ffff:1.2.3.0",           "fe80::1:2", "1:2:3:4:5:6:7:8",
      "1::",         "64:ff9b::1.2.3.4", "::a", "2001:db8:a:b:c:d:10.1.2.3"};
  if (!one_in(random, 3)) return std::string(one_of(random, texts));
  std::string text;
  for (int group = 0; group < 8; ++group)
    text += (group == 0 ? "" : ":") + (one_in(random, 3) ? "0" : word_of(random, 1 + below(random, 4), hex_digits));
  return text;
}

std::string path_text(Random& random) {
  static constexpr std::array<std::string_view, 10> roots = {"/tmp", "C:",    "",     "/var/a",       "~",
                                                             "b",    "\\\\h", "/etc", "/private/tmp", "."};
  const char slash = one_in(random, 2) ? '/' : '\\';
  std::string path(one_of(random, roots));
  for (std::size_t parts = 1 + below(random, 3); parts > 0; --parts) path += slash + label(random);
  if (one_in(random, 6)) path += slash;
  return path;
}

std::string url_text(Random& random, const std::string& host) {
  static constexpr std::array<std::string_view, 8> schemes = {"http://", "https://", "https://", "ftp://",
                                                              "c2://",   "hxxp://",  "ws://",    ""};
  static constexpr std::array<std::string_view, 6> users = {"", "", "", "", "a@", "a:b@"};
  static constexpr std::array<std::string_view, 6> ports = {"", "", "", ":443", ":80", ":8080"};
  static constexpr std::array<std::string_view, 12> paths = {"",     "/",  "/x",     "/x/",    "/X/y.php", "/x?a=1",
                                                             "/x#f", "?q", "/a%2eb", "/x[.]y", "/x/y",     "/x&a=b"};
  const std::string user = one_in(random, 60) ? word_of(random, 300, "a%") + "@" : std::string(one_of(random, users));
  return std::string(one_of(random, schemes)) + user + host + std::string(one_of(random, ports)) +
         std::string(one_of(random, paths));
}

std::string host_text(Random& random) {
  if (one_in(random, 12)) return "[" + ipv6_text(random) + "]";
  return one_in(random, 5) ? ipv4_text(random) : domain_text(random);
}

std::string mailbox_text(Random& random, const std::string& host) {
  static constexpr std::array<std::string_view, 8> names = {"a", "b.a", "a+b", "evil", "a-b", "'a", "_a", "-"};
  return std::string(one_of(random, names)) + "@" + host;
}

std::string file_name_text(Random& random) {
  static constexpr std::array<std::string_view, 14> names = {
      "a",   "evil", "my tool", "tool.exe", ".x",           "\xc3\xa9.a", "a-b",
      "(a)", "a+b",  "a~1",     ".bashrc",  "\xe6\xbc\xa2", "[.]",        "a\xe2\x80\x99s"};
  static constexpr std::array<std::string_view, 5> endings = {"", "", ".sh", ".tar.gz", ".7z"};
  return std::string(one_of(random, names)) + std::string(one_of(random, endings));
}

std::string account_text(Random& random) {
  static constexpr std::array<std::string_view, 12> names = {"a",   "evil", "my name", "$$$", "x$",       "-",
                                                             "b.a", "@",    "a1",      "n",   "\xc3\xa9", "%"};
  return std::string(one_of(random, names)) + (one_in(random, 4) ? "@b" : "");
}

std::string btc_text(Random& random) {
  if (one_in(random, 2)) return (one_in(random, 4) ? "BC1Q" : "bc1q") + word_of(random, 10 + below(random, 60), "0237");
  return (one_in(random, 2) ? "1" : "3") + word_of(random, 25 + below(random, 10), one_in(random, 2) ? "Aa7" : base58);
}

std::string text_of(Random& random, ValueType type) {
  const std::string_view digits = one_in(random, 2) ? "0a" : hex_digits;
  switch (type) {
    case ValueType::domain: return domain_text(random);
    case ValueType::url: return url_text(random, host_text(random));
    case ValueType::ipv4: return ipv4_text(random);
    case ValueType::ipv6: return ipv6_text(random);
    case ValueType::cidr:
      return one_in(random, 3) ? fmt::format("{}/{}", ipv6_text(random), below(random, 129))
                               : fmt::format("{}/{}", ipv4_text(random), below(random, 33));
    case ValueType::md5: return word_of(random, 32, digits);
    case ValueType::sha1: return word_of(random, 40, digits);
    case ValueType::sha256: return word_of(random, 64, digits);
    case ValueType::sha512: return word_of(random, 128, digits);
    case ValueType::email: return mailbox_text(random, domain_text(random));
    case ValueType::file_name: return file_name_text(random);
    case ValueType::file_path: return path_text(random);
    case ValueType::package: return (one_in(random, 2) ? "@" + label(random) + "/" : "") + label(random);
    case ValueType::account: return account_text(random);
    case ValueType::btc_address: return btc_text(random);
    case ValueType::eth_address: return "0x" + word_of(random, 40, digits);
    default: break;  // is not searched for
  }
  return "a.com";
}

/// What is alike: many URLs and mailboxes on one host, names below one another, files in one folder, the same value again.
std::string related_text(Random& random, const Value& value, ValueType type) {
  const std::string& text = value.text();
  const bool is_name = value.type() == ValueType::domain;
  const bool is_host = is_name || value.type() == ValueType::ipv4;
  const bool is_path = value.type() == ValueType::file_path;
  switch (type) {
    case ValueType::domain:
      if (is_name && one_in(random, 3)) return text.substr(text.find('.') + 1);
      return is_name ? label(random) + "." + text : text.substr(text.find('@') + 1);
    case ValueType::url: return is_host ? url_text(random, text) : text + (one_in(random, 2) ? "/y" : "?a=1");
    case ValueType::email: return mailbox_text(random, text);
    case ValueType::file_path: return is_path ? text + "/" + label(random) : "/tmp/" + text;
    case ValueType::file_name: return is_path ? text.substr(text.find_last_of("/\\") + 1) : text + ".x";
    case ValueType::cidr: return fmt::format("{}/{}", text, below(random, 33));
    case ValueType::ipv6: return "::ffff:" + text;
    case ValueType::package: return "@" + text + "/" + text;
    default: return text;
  }
}

}  // namespace

std::vector<Value> random_values(Random& random, std::size_t count) {
  std::vector<Value> values;
  while (values.size() < count) {
    const auto type = static_cast<ValueType>(below(random, model::searched_type_count));
    const bool related = !values.empty() && one_in(random, 3);
    const std::string text =
        related ? related_text(random, values[below(random, values.size())], type) : text_of(random, type);
    if (auto value = Value::parse(type, text)) values.push_back(*std::move(value));
  }
  return values;
}

// --- encodings --------------------------------------------------------------------------------------------------------

namespace {

std::string percent_encoded(Random& random, std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    result += one_in(random, 3) ? (one_in(random, 2) ? fmt::format("%{:02x}", byte) : fmt::format("%{:02X}", byte))
                                : std::string(1, c);
  }
  return result;
}

std::string json_escaped(Random& random, std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\' || c == '"' || (c == '/' && one_in(random, 2))) {
      result += '\\';
      result += c;
    } else if (one_in(random, 8)) {
      result += one_in(random, 2) ? fmt::format("\\x{:02x}", byte) : fmt::format("\\u00{:02X}", byte);
    } else {
      result += c;
    }
  }
  return result;
}

std::string defanged(Random& random, std::string_view text) {
  static constexpr std::array<std::string_view, 3> brackets = {"[]", "()", "{}"};
  static constexpr std::array<std::string_view, 4> dots = {".", ".", "dot", "DoT"};
  static constexpr std::array<std::string_view, 4> ats = {"@", "@", "at", "AT"};
  const auto marked = [&](std::string_view mark) {
    const std::string_view pair = one_of(random, brackets);
    const char closing = one_in(random, 20) ? one_of(random, brackets)[1] : pair[1];
    return pair[0] + std::string(mark) + (one_in(random, 30) ? "" : std::string(1, closing));
  };
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool scheme = text.substr(at, 4) == "http" && text.substr(at).find("://") <= 5;
    if (scheme && one_in(random, 2)) {
      result += one_in(random, 4) ? "hXXp" : "hxxp";
      at += 3;
    } else if (text.substr(at, 3) == "://" && one_in(random, 2)) {
      result += marked("://");
      at += 2;
    } else if (text[at] == '.' && one_in(random, 2)) {
      result += marked(one_of(random, dots));
    } else if (text[at] == '@' && one_in(random, 2)) {
      result += marked(one_of(random, ats));
    } else if (text[at] == ':' && one_in(random, 2)) {
      result += marked(":");
    } else {
      result += text[at];
    }
  }
  return result;
}

/// UTF-16 as it lies in binary files: behind a length or a terminator, or cut.
std::string in_utf16(Random& random, std::string_view text) {
  using namespace std::string_view_literals;
  static constexpr std::array<std::string_view, 8> before = {""sv,           "\0"sv, "\0\0"sv,     "\x0a\0"sv,
                                                             "\x08\0\0\0"sv, "a"sv,  "\xff\xfe"sv, "x\0"sv};
  static constexpr std::array<std::string_view, 7> behind = {""sv,         "\0"sv,  "\0\0"sv,  "a"sv,
                                                             "\x01\0\0"sv, ".\0"sv, "\n\0\0"sv};
  std::string result = std::string(one_of(random, before)) + utf16(text) + std::string(one_of(random, behind));
  if (one_in(random, 8)) result.erase(below(random, result.size() + 1), 1);
  return result;
}

}  // namespace

std::string utf16(std::string_view utf8) {
  std::string result;
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const auto byte = static_cast<unsigned char>(utf8[at]);
    const bool latin = (byte == 0xc2 || byte == 0xc3) && at + 1 < utf8.size();
    const unsigned low = latin ? static_cast<unsigned char>(utf8[++at]) & 0x3fU : 0U;
    result += static_cast<char>(latin ? (byte & 3U) * 64U + low : byte);
    result += '\0';
  }
  return result;
}

// --- texts ------------------------------------------------------------------------------------------------------------

namespace {

/// The address of 16 bytes in one of its many spellings.
std::string ipv6_spelling(Random& random, const std::array<unsigned char, 16>& bytes) {
  std::array<std::string, 8> groups;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const unsigned group = bytes[2 * i] * 256U + bytes[2 * i + 1];
    groups[i] = one_in(random, 2) ? fmt::format("{:x}", group) : fmt::format("{:04X}", group);
  }
  const std::size_t tail = one_in(random, 3) ? 2 : 0;  // the last two groups as IPv4
  std::size_t zeros = 8;
  std::size_t zeros_end = 8;
  for (std::size_t i = 0; i < 8 - tail && zeros == 8; ++i) {
    if (bytes[2 * i] == 0 && bytes[2 * i + 1] == 0 && one_in(random, 2)) zeros = zeros_end = i;
  }
  while (zeros_end < 8 - tail && bytes[2 * zeros_end] == 0 && bytes[2 * zeros_end + 1] == 0) ++zeros_end;
  std::string text;
  for (std::size_t i = 0; i < 8 - tail; ++i) {
    if (i == zeros) text += i == 0 ? "::" : ":";
    if (i >= zeros && i < zeros_end) continue;
    text += groups[i] + (i + 1 < 8 ? ":" : "");
  }
  if (tail == 2) text += fmt::format("{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
  return text;
}

/// Another spelling of an address, its name for look-ups, or a neighbour in the same network.
std::string address_text(Random& random, const std::string& text) {
  const std::string number = text.substr(0, text.find('/'));
  std::array<unsigned char, 16> bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
  const bool ipv4 = inet_pton(AF_INET, number.c_str(), bytes.data() + 12) == 1;
  if (!ipv4 && inet_pton(AF_INET6, number.c_str(), bytes.data()) != 1) return text;
  if (one_in(random, 3)) {
    unsigned char& byte = bytes[ipv4 ? 12 + below(random, 4) : below(random, 16)];
    byte = static_cast<unsigned char>(one_in(random, 2) ? byte ^ (1U << below(random, 8)) : byte + 1U);
  }
  if (!ipv4 || one_in(random, 4)) return ipv6_spelling(random, bytes);
  if (one_in(random, 3)) return fmt::format("{}.{}.{}.{}.in-addr.arpa", bytes[15], bytes[14], bytes[13], bytes[12]);
  return fmt::format("{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
}

/// What is no value, but has the shape of one: chains, versions, times, long words.
std::string chaff(Random& random) {
  static constexpr std::array<std::string_view, 26> fragments = {".in-addr.arpa",
                                                                 "http",
                                                                 "https://",
                                                                 "hxxp://",
                                                                 "hxxps[:]//",
                                                                 "\\u",
                                                                 "%2",
                                                                 "[.]",
                                                                 "[dot]",
                                                                 "(at)",
                                                                 "[://]",
                                                                 "1.2.3",
                                                                 "v1.2.3.4",
                                                                 "1.2.3.4.5",
                                                                 "1.2.3.256",
                                                                 "01.2.3.4",
                                                                 "::",
                                                                 ":::",
                                                                 "00:16:3e:0a:0b:0c",
                                                                 "2023-06-27T12:00:01.5Z",
                                                                 "12:00:01",
                                                                 "0x",
                                                                 "node_modules/",
                                                                 "..",
                                                                 "\xe2\x80\x99",
                                                                 "--"};
  static constexpr std::array<std::size_t, 18> sizes = {15, 16, 17, 31, 32, 33, 39,  40,  41,
                                                        42, 63, 64, 65, 66, 96, 127, 128, 129};
  switch (below(random, 9)) {
    case 0: return word_of(random, sizes[below(random, sizes.size())], "0a");
    case 1: return word_of(random, sizes[below(random, sizes.size())], "0aAfgz");
    case 2: return ipv6_text(random);
    case 3: return word_of(random, 1 + below(random, 30), "0a:");
    case 4: return word_of(random, 1 + below(random, 30), "01.");
    case 5: return word_of(random, 1 + below(random, 12), ".-_a@");
    case 6: return one_in(random, 10) ? "@" + word_of(random, 200 + below(random, 100), "a-") + "/" : label(random);
    case 7: return filler(random, below(random, one_in(random, 8) ? 400 : 100));
    default: return std::string(one_of(random, fragments));
  }
}

/// One of the things that happen to a value on its way into a log.
std::string spoiled(Random& random, std::string text) {
  static constexpr std::array<std::string_view, 32> joints = {
      ".",        "-",        "_",   "a",   "0", "0x", "@",  "/", "\\",   ":",   "..",  "+",
      "~",        "n",        "%20", "\\n", "$", "%",  "//", "=", "www.", "&a=", ":80", "\xe2\x80\x99",
      "\xc3\xa9", "/private", "#",   "?",   "]", "[",  "x@", "!"};
  switch (below(random, 22)) {
    case 0: return std::string(one_of(random, joints)) + text;
    case 1: return text + std::string(one_of(random, joints));
    case 2: return text + std::string(one_of(random, joints)) + label(random);
    case 3: return label(random) + std::string(one_of(random, joints)) + text;
    case 4: return upper(std::move(text));
    case 5: return percent_encoded(random, text);
    case 6: return json_escaped(random, text);
    case 7: return json_escaped(random, json_escaped(random, text));
    case 8: return text.erase(below(random, text.size()), 1);
    case 9: return text.insert(below(random, text.size() + 1), one_of(random, joints));
    case 10: {
      text[below(random, text.size())] = static_cast<char>(static_cast<unsigned char>(random()));
      return text;
    }
    case 11: {
      for (char& c : text) c = c == '/' ? '\\' : c == '\\' ? '/' : c;
      return text;
    }
    case 12: return defanged(random, text);
    case 13: return json_escaped(random, defanged(random, text));
    case 14: return defanged(random, json_escaped(random, text));
    case 15: return in_utf16(random, text);
    case 16: return address_text(random, text);
    case 17: return text.substr(0, 1 + below(random, text.size()));
    default: return text;
  }
}

}  // namespace

std::string near_miss_text(Random& random, std::span<const Value> values, std::size_t pieces) {
  static constexpr std::array<std::string_view, 30> between = {
      " ", " ", "\n", "\t",   "\"",   ",",   "/", "\\",      ".",   ":", "@", "://", "//", "..", "-",
      "(", ")", "",   "\\\"", "\\\\", "\\/", "%", "\\u003c", "\\n", "|", "'", "=",   "[",  "]",  "\xe2\x80\x9c"};
  std::string text;
  for (; pieces > 0; --pieces) {
    if (values.empty() || one_in(random, 7)) {
      text += chaff(random);
    } else {
      std::string piece = values[below(random, values.size())].text();
      for (std::size_t times = below(random, 4); times > 0 && !piece.empty(); --times)
        piece = spoiled(random, std::move(piece));
      text += piece;
    }
    text += one_in(random, 24) ? std::string(1, '\0') : std::string(one_of(random, between));
  }
  return text;
}

std::string filler(Random& random, std::size_t size) {
  using namespace std::string_view_literals;
  static constexpr std::array<std::string_view, 18> classes = {" "sv,        "a"sv,   "."sv,  "\0"sv, "0"sv,   "0a"sv,
                                                               ":"sv,        "\\"sv,  "%"sv,  "-"sv,  "@"sv,   "/"sv,
                                                               "\xc3\xa9"sv, "[.]"sv, "\n"sv, "a."sv, "a\0"sv, "1."sv};
  const std::string_view bytes = one_of(random, classes);
  std::string text;
  while (text.size() < size) text += bytes;
  text.resize(size);
  return text;
}

}  // namespace clew::oracle
