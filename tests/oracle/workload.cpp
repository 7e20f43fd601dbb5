#include "tests/oracle/workload.h"

#include <array>
#include <string_view>

#include "tests/oracle/random.h"
#include <fmt/core.h>

namespace clew::oracle {

using model::Value;
using model::ValueType;

namespace {

std::string hex(std::mt19937_64& random, std::size_t size) { return word_of(random, size, "0123456789abcdef"); }

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";

std::string feed_domain(std::mt19937_64& random) {
  static constexpr std::array<std::string_view, 6> ends = {".com", ".net", ".org", ".top", ".xyz", ".co.uk"};
  return "q" + word_of(random, 6 + below(random, 12), letters) + std::string(one_of(random, ends));
}

std::string feed_text_of(std::mt19937_64& random, ValueType type) {
  switch (type) {
    case ValueType::domain: return feed_domain(random);
    case ValueType::url: return "https://" + feed_domain(random) + "/" + word_of(random, 8, letters) + "/index.html";
    case ValueType::ipv4:
      return fmt::format("203.{}.{}.{}", below(random, 256), below(random, 256), below(random, 256));
    case ValueType::ipv6: return fmt::format("2001:db8:{}::{}", hex(random, 3), hex(random, 3));
    case ValueType::cidr: return fmt::format("198.18.{}.0/24", below(random, 256));
    case ValueType::md5: return hex(random, 32);
    case ValueType::sha1: return hex(random, 40);
    case ValueType::sha256: return hex(random, 64);
    case ValueType::email: return "q" + word_of(random, 8, letters) + "@" + feed_domain(random);
    case ValueType::file_name: return "q" + word_of(random, 8, letters) + ".exe";
    case ValueType::file_path: return "C:\\ProgramData\\q" + word_of(random, 8, letters) + "\\update.dll";
    default: return "q" + word_of(random, 8, letters) + "-tool";
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
  const std::string host(name.empty() ? one_of(random, sites) : name);
  switch (below(random, 6)) {
    case 0:
      return fmt::format(
          "{{\"ts\":{}.{:06},\"uid\":\"C{}\",\"id.orig_h\":\"{}\",\"id.orig_p\":{},\"id.resp_h\":\"{}\",\"id.resp_p\":53,\"proto\":\"udp\",\"query\":\"{}\",\"qtype_name\":\"A\",\"rcode_name\":\"NOERROR\",\"AA\":false,\"TC\":false,\"answers\":[\"{}\"],\"TTLs\":[300.0]}}",
          1687890000 + below(random, 86400), below(random, 1000000), word_of(random, 16, letters), inside,
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
          time, hex(random, 8), hex(random, 4), hex(random, 12), word_of(random, 6, letters), below(random, 500),
          hex(random, 64), hex(random, 32), host);
    case 4:
      return fmt::format(
          "{} info agent[{}]: request id={}-{}-{} finished in {} ms, queue length {}, {} retries, peer {}", time,
          below(random, 30000), hex(random, 8), hex(random, 4), hex(random, 12), below(random, 900), below(random, 20),
          below(random, 3), host);
    default:
      return fmt::format("{}\t{}\t{}\t{}\t{}\t443\ttcp\tssl\t{}\t{}\t{}\tSF\t-\t-\t0\tShADadFf\t{}\t{}", time,
                         word_of(random, 17, letters), inside, 1024 + below(random, 60000), outside, below(random, 100),
                         below(random, 10000), below(random, 100000), below(random, 100), host);
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

}  // namespace clew::oracle
