#include "clew/hunt/detail/workload.h"

#include <array>
#include <string_view>

#include <fmt/core.h>

namespace clew::hunt::detail {
namespace {

using model::Value;
using model::ValueType;

// std::uniform_int_distribution differs between libraries; a remainder does not.
std::size_t below(std::mt19937_64& random, std::size_t limit) { return static_cast<std::size_t>(random() % limit); }

template <std::size_t size>
std::string_view any_of(std::mt19937_64& random, const std::array<std::string_view, size>& choices) {
  return choices[below(random, size)];
}

std::string digits_of(std::mt19937_64& random, std::size_t size, std::string_view alphabet) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += alphabet[below(random, alphabet.size())];
  return text;
}

std::string hex(std::mt19937_64& random, std::size_t size) { return digits_of(random, size, "0123456789abcdef"); }

std::string small_label(std::mt19937_64& random) {
  static constexpr std::array<std::string_view, 10> labels = {"a",  "b", "evil", "com", "x-y",
                                                              "a1", "n", "tool", "2e",  "_s"};
  return std::string(any_of(random, labels));
}

std::string small_domain(std::mt19937_64& random) {
  static constexpr std::array<std::string_view, 3> ends = {"com", "co", "example"};
  std::string name;
  for (std::size_t labels = 1 + below(random, 3); labels > 0; --labels) name += small_label(random) + ".";
  return name + std::string(any_of(random, ends));
}

std::string small_ipv4(std::mt19937_64& random) {
  const auto octet = [&] { return below(random, 3) == 0 ? 10 : below(random, 4); };
  return fmt::format("{}.{}.{}.{}", octet(), octet(), octet(), octet());
}

std::string small_ipv6(std::mt19937_64& random) {
  static constexpr std::array<std::string_view, 6> texts = {"2001:db8::1",    "2001:db8::", "::1",
                                                            "::ffff:1.2.3.0", "fe80::1:2",  "1:2:3:4:5:6:7:8"};
  return std::string(any_of(random, texts));
}

std::string small_path(std::mt19937_64& random, char slash) {
  static constexpr std::array<std::string_view, 6> roots = {"/tmp", "C:", "", "/var/a", "~", "b"};
  std::string path(any_of(random, roots));
  for (std::size_t parts = 1 + below(random, 3); parts > 0; --parts) path += slash + small_label(random);
  if (below(random, 6) == 0) path += slash;
  return path;
}

std::string small_url(std::mt19937_64& random) {
  static constexpr std::array<std::string_view, 4> schemes = {"http://", "https://", "ftp://", "c2://"};
  static constexpr std::array<std::string_view, 5> users = {"", "", "", "a@", "a:b@"};
  static constexpr std::array<std::string_view, 6> ports = {"", "", "", ":443", ":80", ":8080"};
  static constexpr std::array<std::string_view, 9> paths = {"",       "/",    "/x", "/x/",   "/X/y.php",
                                                            "/x?a=1", "/x#f", "?q", "/a%2eb"};
  std::string host = below(random, 5) == 0 ? small_ipv4(random) : small_domain(random);
  if (below(random, 12) == 0) host = "[2001:db8::1]";
  return std::string(any_of(random, schemes)) + std::string(any_of(random, users)) + host +
         std::string(any_of(random, ports)) + std::string(any_of(random, paths));
}

std::string small_text_of(std::mt19937_64& random, ValueType type) {
  static constexpr std::array<std::string_view, 8> names = {"a",  "evil",       "my tool", "tool.exe",
                                                            ".x", "\xc3\xa9.a", "a-b",     "(a)"};
  switch (type) {
    case ValueType::domain: return small_domain(random);
    case ValueType::url: return small_url(random);
    case ValueType::ipv4: return small_ipv4(random);
    case ValueType::ipv6: return small_ipv6(random);
    case ValueType::cidr:
      return below(random, 3) == 0 ? "2001:db8::/" + std::to_string(below(random, 129))
                                   : small_ipv4(random) + "/" + std::to_string(below(random, 33));
    case ValueType::md5: return digits_of(random, 32, "0a");
    case ValueType::sha1: return digits_of(random, 40, "0a");
    case ValueType::sha256: return digits_of(random, 64, "0a");
    case ValueType::sha512: return digits_of(random, 128, "0a");
    case ValueType::email: return small_label(random) + (below(random, 2) == 0 ? "@" : ".a@") + small_domain(random);
    case ValueType::file_name: return std::string(any_of(random, names)) + (below(random, 2) == 0 ? "" : ".sh");
    case ValueType::file_path: return small_path(random, below(random, 2) == 0 ? '/' : '\\');
    case ValueType::package:
      return (below(random, 2) == 0 ? "@" + small_label(random) + "/" : "") + small_label(random);
    case ValueType::account: return std::string(any_of(random, names)) + (below(random, 4) == 0 ? "@b" : "");
    case ValueType::btc_address: return (below(random, 2) == 0 ? "bc1q" : "1A") + digits_of(random, 30, "a7");
    case ValueType::eth_address: return "0x" + digits_of(random, 40, "0a");
  }
  return "a.com";
}

std::string percent_encoded(std::mt19937_64& random, std::string_view text) {
  std::string result;
  for (const char c : text)
    result += below(random, 3) == 0 ? fmt::format("%{:02x}", static_cast<unsigned char>(c)) : std::string(1, c);
  return result;
}

std::string json_escaped(std::mt19937_64& random, std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\' || c == '"' || (c == '/' && below(random, 2) == 0)) {
      result += '\\';
      result += c;
    } else if (byte < 0x80 && below(random, 8) == 0) {
      result += fmt::format("\\{}{:0{}x}", below(random, 2) == 0 ? "x" : "u00", byte, 2);
    } else {
      result += c;
    }
  }
  return result;
}

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return text;
}

/// One of the things that happen to a value on its way into a log.
std::string spoiled(std::mt19937_64& random, std::string text) {
  static constexpr std::array<std::string_view, 20> joints = {
      ".", "-", "_", "a",   "0",   "0x",           "@",        "/",        "\\", ":", "..",
      "+", "~", "n", "%20", "\\n", "\xe2\x80\x99", "\xc3\xa9", "/private", "$"};
  switch (below(random, 14)) {
    case 0: return std::string(any_of(random, joints)) + text;
    case 1: return text + std::string(any_of(random, joints));
    case 2: return text + std::string(any_of(random, joints)) + small_label(random);
    case 3: return small_label(random) + std::string(any_of(random, joints)) + text;
    case 4: return upper(text);
    case 5: return percent_encoded(random, text);
    case 6: return json_escaped(random, text);
    case 7: return json_escaped(random, json_escaped(random, text));
    case 8: return text.erase(below(random, text.size()), 1);
    case 9: return text.insert(below(random, text.size() + 1), any_of(random, joints));
    case 10: {
      text[below(random, text.size())] = static_cast<char>(static_cast<unsigned char>(random()));
      return text;
    }
    case 11: {
      for (char& c : text) c = c == '/' ? '\\' : c == '\\' ? '/' : c;
      return text;
    }
    default: return text;
  }
}

}  // namespace

std::vector<Value> random_values(std::mt19937_64& random, std::size_t count) {
  std::vector<Value> values;
  while (values.size() < count) {
    const auto type = static_cast<ValueType>(below(random, model::value_type_count));
    if (auto value = Value::parse(type, small_text_of(random, type))) values.push_back(*std::move(value));
  }
  return values;
}

std::string near_miss_text(std::mt19937_64& random, std::span<const Value> values, std::size_t pieces) {
  static constexpr std::array<std::string_view, 26> between = {
      " ",  " ", "\n", "\t", "\"", ",",    "/",    "\\",  ".", ":",       "@",   "://", "//",
      "..", "-", "(",  ")",  "",   "\\\"", "\\\\", "\\/", "%", "\\u003c", "\\n", "|",   "'"};
  static constexpr std::array<std::string_view, 6> others = {".in-addr.arpa", "http", "https://", "\\u", "%2", "1.2.3"};
  std::string text;
  for (; pieces > 0; --pieces) {
    if (values.empty() || below(random, 8) == 0) {
      text += below(random, 2) == 0 ? small_label(random) : std::string(any_of(random, others));
    } else {
      std::string piece = values[below(random, values.size())].text();
      for (std::size_t times = below(random, 3); times > 0 && !piece.empty(); --times)
        piece = spoiled(random, std::move(piece));
      text += piece;
    }
    text += any_of(random, between);
  }
  return text;
}

namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";

std::string feed_domain(std::mt19937_64& random) {
  static constexpr std::array<std::string_view, 6> ends = {".com", ".net", ".org", ".top", ".xyz", ".co.uk"};
  return "q" + digits_of(random, 6 + below(random, 12), letters) + std::string(any_of(random, ends));
}

std::string feed_text_of(std::mt19937_64& random, ValueType type) {
  switch (type) {
    case ValueType::domain: return feed_domain(random);
    case ValueType::url: return "https://" + feed_domain(random) + "/" + digits_of(random, 8, letters) + "/index.html";
    case ValueType::ipv4:
      return fmt::format("203.{}.{}.{}", below(random, 256), below(random, 256), below(random, 256));
    case ValueType::ipv6: return fmt::format("2001:db8:{}::{}", hex(random, 3), hex(random, 3));
    case ValueType::cidr: return fmt::format("198.18.{}.0/24", below(random, 256));
    case ValueType::md5: return hex(random, 32);
    case ValueType::sha1: return hex(random, 40);
    case ValueType::sha256: return hex(random, 64);
    case ValueType::email: return "q" + digits_of(random, 8, letters) + "@" + feed_domain(random);
    case ValueType::file_name: return "q" + digits_of(random, 8, letters) + ".exe";
    case ValueType::file_path: return "C:\\ProgramData\\q" + digits_of(random, 8, letters) + "\\update.dll";
    default: return "q" + digits_of(random, 8, letters) + "-tool";
  }
}

ValueType feed_type(std::mt19937_64& random) {
  const std::size_t of_100 = below(random, 100);
  static constexpr std::array<std::pair<std::size_t, ValueType>, 11> shares = {{{35, ValueType::domain},
                                                                                {55, ValueType::ipv4},
                                                                                {70, ValueType::sha256},
                                                                                {80, ValueType::url},
                                                                                {85, ValueType::md5},
                                                                                {90, ValueType::sha1},
                                                                                {92, ValueType::email},
                                                                                {94, ValueType::file_name},
                                                                                {96, ValueType::file_path},
                                                                                {98, ValueType::package},
                                                                                {99, ValueType::ipv6}}};
  for (const auto& [share, type] : shares) {
    if (of_100 < share) return type;
  }
  return ValueType::cidr;
}

std::string log_line(std::mt19937_64& random, std::string_view name) {
  static constexpr std::array<std::string_view, 6> sites = {"www.example.com",    "cdn.assets.example.net",
                                                            "login.example.org",  "updates.example.com",
                                                            "mail.example.co.uk", "api.example.dev"};
  const std::string time = fmt::format("2023-06-27T{:02}:{:02}:{:02}.{:03}Z", below(random, 24), below(random, 60),
                                       below(random, 60), below(random, 1000));
  const std::string inside = fmt::format("10.{}.{}.{}", below(random, 4), below(random, 256), below(random, 256));
  const std::string outside = fmt::format("93.184.{}.{}", below(random, 256), below(random, 256));
  const std::string host(name.empty() ? any_of(random, sites) : name);
  switch (below(random, 6)) {
    case 0:
      return fmt::format(
          "{{\"ts\":{}.{:06},\"uid\":\"C{}\",\"id.orig_h\":\"{}\",\"id.orig_p\":{},\"id.resp_h\":\"{}\",\"id.resp_p\":53,\"proto\":\"udp\",\"query\":\"{}\",\"qtype_name\":\"A\",\"rcode_name\":\"NOERROR\",\"AA\":false,\"TC\":false,\"answers\":[\"{}\"],\"TTLs\":[300.0]}}",
          1687890000 + below(random, 86400), below(random, 1000000), digits_of(random, 16, letters), inside,
          1024 + below(random, 60000), "10.0.0.53", host, outside);
    case 1:
      return fmt::format(
          "{} {} - - \"GET https://{}/assets/{}.js?v={} HTTP/1.1\" 200 {} \"https://{}/\" \"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36\"",
          time, inside, host, hex(random, 12), below(random, 1000), below(random, 100000), host);
    case 2:
      return fmt::format(
          "Jun 27 12:{:02}:{:02} fw01 kernel: [UFW ALLOW] IN=eth0 OUT=eth1 MAC=00:16:3e:{}:{}:{} SRC={} DST={} LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID={} DF PROTO=TCP SPT={} DPT=443 WINDOW=64240 RES=0x00 SYN URGP=0",
          below(random, 60), below(random, 60), hex(random, 2), hex(random, 2), hex(random, 2), inside, outside,
          below(random, 65536), 1024 + below(random, 60000));
    case 3:
      return fmt::format(
          "{{\"EventID\":1,\"UtcTime\":\"{}\",\"ProcessGuid\":\"{{{}-{}-{}}}\",\"Image\":\"C:\\\\Windows\\\\System32\\\\svchost.exe\",\"CommandLine\":\"svchost.exe -k netsvcs -p -s {}\",\"User\":\"CORP\\\\user{}\",\"Hashes\":\"SHA256={},IMPHASH={}\",\"DestinationHostname\":\"{}\"}}",
          time, hex(random, 8), hex(random, 4), hex(random, 12), digits_of(random, 6, letters), below(random, 500),
          hex(random, 64), hex(random, 32), host);
    case 4:
      return fmt::format(
          "{} info agent[{}]: request id={}-{}-{} finished in {} ms, queue length {}, {} retries, peer {}", time,
          below(random, 30000), hex(random, 8), hex(random, 4), hex(random, 12), below(random, 900), below(random, 20),
          below(random, 3), host);
    default:
      return fmt::format("{}\t{}\t{}\t{}\t{}\t443\ttcp\tssl\t{}\t{}\t{}\tSF\t-\t-\t0\tShADadFf\t{}\t{}", time,
                         digits_of(random, 17, letters), inside, 1024 + below(random, 60000), outside,
                         below(random, 100), below(random, 10000), below(random, 100000), below(random, 100), host);
  }
}

}  // namespace

std::vector<Value> realistic_values(std::size_t count) {
  std::mt19937_64 random(1678);
  std::vector<Value> values;
  while (values.size() < count) {
    const ValueType type = feed_type(random);
    values.push_back(Value::parse(type, feed_text_of(random, type)).value());
  }
  return values;
}

std::string realistic_log(std::span<const Value> values, std::size_t size_bytes, std::size_t line_of_a_hit) {
  std::mt19937_64 random(2261);
  std::string log;
  for (std::size_t line = 1; log.size() < size_bytes; ++line) {
    const bool hit = line_of_a_hit > 0 && line % line_of_a_hit == 0 && !values.empty();
    log += log_line(random, hit ? values[below(random, values.size())].text() : "");
    log += '\n';
  }
  return log;
}

}  // namespace clew::hunt::detail
