#include "bench/hunt/logs.h"

#include <charconv>

#include <fmt/core.h>

namespace clew::bench {
namespace {

constexpr unsigned bits(std::initializer_list<Slot> slots) {
  unsigned result = 0;
  for (const Slot slot : slots) result |= static_cast<unsigned>(slot);
  return result;
}

constexpr std::array<std::string_view, 10> user_agents = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.199 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/114.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Mobile/15E148 Safari/604.1",
    "curl/7.88.1",
    "python-requests/2.31.0",
    "Go-http-client/1.1",
    "Microsoft-CryptoAPI/10.0",
    "Mozilla/5.0 (Linux; Android 13; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.131 Mobile Safari/537.36",
    "Slackbot-LinkExpanding 1.0 (+https://api.chat.example/robots)"};

constexpr std::array<std::string_view, 8> methods = {"GET", "GET", "GET", "GET", "GET", "POST", "HEAD", "PUT"};
constexpr std::array<std::string_view, 10> statuses = {"200", "200", "200", "200", "200",
                                                       "304", "301", "404", "403", "500"};
constexpr std::array<std::string_view, 8> windows_programs = {"svchost.exe",    "explorer.exe", "chrome.exe",
                                                              "powershell.exe", "msedge.exe",   "OUTLOOK.EXE",
                                                              "Teams.exe",      "conhost.exe"};
constexpr std::array<std::string_view, 8> extensions = {".js", ".css", ".png", ".html", ".json", ".woff2", ".php", ""};
constexpr std::array<std::string_view, 8> files = {".log", ".txt", ".dll", ".exe", ".tmp", ".dat", ".pdf", ".xlsx"};
constexpr std::array<std::string_view, 8> services = {"ssl", "dns", "http", "ntp", "smb", "-", "ssh", "krb_tcp"};
constexpr std::array<std::string_view, 24> prose = {
    "request", "finished", "after",    "retry",     "connection", "closed",   "by",      "peer",
    "while",   "reading",  "response", "header",    "from",       "upstream", "timeout", "cached",
    "object",  "expired",  "worker",   "scheduled", "task",       "with",     "status",  "pending"};

/// Bytes of a value of JSON within a value of JSON.
void json_piece(std::string& to, char c) {
  if (c == '"' || c == '\\') to += '\\';
  to += c;
}

void utf16_piece(std::string& to, char c) {
  to += c;
  to += '\0';
}

}  // namespace

std::span<const LogKind> log_kinds() {
  using enum Slot;
  static const std::array<LogKind, 19> kinds = {{
      {"application.log", bits({host, ip, url, hash, path, mail, text}), 8, Encoding::plain, &LogWriter::application},
      {"auditd.log", bits({path, text}), 5, Encoding::plain, &LogWriter::auditd},
      {"auth.log", bits({ip, text}), 5, Encoding::plain, &LogWriter::syslog},
      {"build.log", bits({url, hash, path, text}), 2, Encoding::plain, &LogWriter::build},
      {"cloudtrail.log", bits({ip, url, text}), 8, Encoding::json, &LogWriter::cloudtrail},
      {"container.log", bits({host, ip, url, text}), 5, Encoding::json, &LogWriter::container},
      {"firewall.log", bits({ip}), 9, Encoding::plain, &LogWriter::firewall},
      {"mail.log", bits({host, ip, mail}), 3, Encoding::plain, &LogWriter::mail},
      {"nginx.log", bits({ip, url, text}), 8, Encoding::plain, &LogWriter::nginx},
      {"okta.log", bits({ip, url, mail, text}), 5, Encoding::json, &LogWriter::okta},
      {"osquery.log", bits({hash, path, text}), 5, Encoding::json_with_slash, &LogWriter::osquery},
      {"squid.log", bits({host, ip, url}), 6, Encoding::plain, &LogWriter::squid},
      {"sysmon.log", bits({host, ip, hash, path, text}), 9, Encoding::json, &LogWriter::sysmon},
      {"windows_events.log", bits({host, ip, hash, path, text}), 2, Encoding::plain, &LogWriter::windows_events},
      {"zeek_conn.log", bits({ip}), 6, Encoding::plain, &LogWriter::zeek_conn},
      {"zeek_conn_json.log", bits({ip}), 3, Encoding::json, &LogWriter::zeek_conn_json},
      {"zeek_dns.log", bits({host, ip}), 6, Encoding::plain, &LogWriter::zeek_dns},
      {"zeek_http.log", bits({host, ip, url}), 5, Encoding::json, &LogWriter::zeek_http},
      {"zeek_ssl.log", bits({host, ip, hash}), 4, Encoding::plain, &LogWriter::zeek_ssl},
  }};
  return kinds;
}

LogWriter::LogWriter(const Names& names, const Plants& plants, const LogKind& kind, std::uint64_t seed)
    : names_(names), plants_(plants), kind_(kind), random_(seed) {
  line_.encoding = kind.encoding;
}

const Line& LogWriter::next_line() {
  line_.text.clear();
  line_.spans.clear();
  clock_ms_ += below(60);
  (this->*kind_.write)();
  line_.text += '\n';
  return line_;
}

// ---- parts ----------------------------------------------------------------------------------------------------------

void LogWriter::add_part(std::size_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  line_.text.append(digits.data(), end);
}

template <class... Parts>
void LogWriter::add(const Parts&... parts) {
  (add_part(parts), ...);
}

bool LogWriter::put_plant(Slot slot) {
  if (!pending_ || !plants_.fits(pending_->indicator, static_cast<unsigned>(slot))) return false;
  if (pending_->near_miss) {
    plants_.put_near_miss(line_, random_, pending_->indicator);
  } else {
    plants_.put_sighting(line_, random_, slot, pending_->indicator);
  }
  pending_.reset();
  return true;
}

void LogWriter::host() {
  if (!put_plant(Slot::host)) add(names_.host(random_));
}

void LogWriter::ip() {
  if (put_plant(Slot::ip)) return;
  if (random_.one_in(24)) {
    add("2a00:1450:4001:80b::");
    random_hex(4);
    return;
  }
  const std::uint32_t address = names_.address(random_);
  add(std::size_t{address >> 24U}, ".", std::size_t{address >> 16U & 0xffU}, ".", std::size_t{address >> 8U & 0xffU},
      ".", std::size_t{address & 0xffU});
}

void LogWriter::inside() { add("10.", below(6), ".", below(256), ".", below(256)); }

void LogWriter::url() {
  if (put_plant(Slot::url)) return;
  line_.put(random_.one_in(6) ? "http://" : "https://");
  add(names_.host(random_));
  for (std::size_t folders = random_.between(1, 3); folders > 0; --folders) {
    line_.put('/');
    line_.put(Names::word(random_));
  }
  if (random_.one_in(2)) {
    line_.put('/');
    random_.append(line_.text, hex_digits, 12);
  }
  line_.put(random_.any_of(extensions));
  switch (below(6)) {
    case 0: add("?id=", below(1000000), "&lang=en"); break;
    case 1:
      add("?token=");
      random_.append(line_.text, letters_and_digits, 24);
      break;
    case 2:
      add("?utm_source=", Names::word(random_), "&redirect=https%3A%2F%2F", names_.host(random_), "%2F",
          Names::word(random_));
      break;
    case 3: add("?q=", Names::word(random_), "%20", Names::word(random_), "+", Names::word(random_)); break;
    default: break;
  }
}

void LogWriter::hash(std::size_t digits) {
  if (!put_plant(Slot::hash)) random_hex(digits);
}

void LogWriter::random_hex(std::size_t digits) { random_.append(line_.text, hex_digits, digits); }

void LogWriter::path(char slash) {
  if (put_plant(Slot::path)) return;
  if (slash == '\\')
    line_.put(random_.one_in(3)   ? "C:\\Program Files"
              : random_.one_in(2) ? "C:\\Windows\\System32"
                                  : "C:\\Users\\jdoe\\AppData\\Local");
  else
    line_.put(random_.one_in(3) ? "/usr/lib" : random_.one_in(2) ? "/var/log" : "/home/deploy");
  for (std::size_t folders = random_.between(1, 3); folders > 0; --folders) {
    line_.put(slash);
    line_.put(Names::word(random_));
  }
  line_.put(slash);
  if (slash == '\\' && random_.one_in(2)) {
    line_.put(random_.any_of(windows_programs));
  } else {
    line_.put(Names::word(random_));
    add(below(100));
    line_.put(random_.any_of(files));
  }
}

void LogWriter::address_of_mail() {
  if (!put_plant(Slot::mail)) add(Names::word(random_), ".", Names::word(random_), "@", names_.host(random_));
}

/// Some words; between them anything that a person or a program may mention.
void LogWriter::words() {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> quotes = {
      {{"", ""}, {"", ""}, {"\"", "\""}, {"(", ")"}, {"<", ">"}, {"", ","}, {"'", "'"}, {"", "."}}};
  for (std::size_t count = random_.between(2, 5); count > 0; --count) add(random_.any_of(prose), " ");
  const auto& [open, close] = random_.any_of(quotes);
  line_.put(open);
  if (!put_plant(Slot::text)) {
    switch (below(8)) {
      case 0: host(); break;
      case 1: ip(); break;
      case 2: url(); break;
      case 3: add(Names::word(random_), "-", Names::word(random_)); break;
      case 4: uuid(); break;
      case 5: path('/'); break;
      default: add(below(100000)); break;
    }
  }
  line_.put(close);
  for (std::size_t count = random_.between(2, 5); count > 0; --count) add(" ", random_.any_of(prose));
}

void LogWriter::uuid() {
  for (const std::size_t digits : {8U, 4U, 4U, 4U}) {
    random_hex(digits);
    add("-");
  }
  random_hex(12);
}

void LogWriter::iso_time() {
  const std::uint64_t seconds = clock_ms_ / 1000 % 86400;
  line_.text += fmt::format("2023-06-{:02}T{:02}:{:02}:{:02}.{:03}Z", 26 + (clock_ms_ / 86400000 - 19534) % 5,
                            seconds / 3600, seconds / 60 % 60, seconds % 60, clock_ms_ % 1000);
}

void LogWriter::bsd_time() {
  const std::uint64_t seconds = clock_ms_ / 1000 % 86400;
  line_.text += fmt::format("Jun {:2} {:02}:{:02}:{:02}", 26 + (clock_ms_ / 86400000 - 19534) % 5, seconds / 3600,
                            seconds / 60 % 60, seconds % 60);
}

void LogWriter::epoch() { line_.text += fmt::format("{}.{:06}", clock_ms_ / 1000, below(1000000)); }

// ---- network --------------------------------------------------------------------------------------------------------

void LogWriter::zeek_conn() {
  epoch();
  add("\tC");
  random_.append(line_.text, letters_and_digits, 17);
  add("\t");
  inside();
  add("\t", random_.between(1024, 65535), "\t");
  ip();
  add("\t", below(2) == 0 ? 443U : 80U, "\ttcp\t", random_.any_of(services), "\t", below(100), ".", below(1000000),
      "\t", below(100000), "\t", below(1000000), "\tSF\tT\tF\t0\tShADadFf\t", below(100), "\t", below(10000), "\t",
      below(100), "\t", below(10000), "\t-");
}

void LogWriter::zeek_conn_json() {
  add("{\"ts\":");
  epoch();
  add(",\"uid\":\"C");
  random_.append(line_.text, letters_and_digits, 17);
  add("\",\"id.orig_h\":\"");
  inside();
  add("\",\"id.orig_p\":", random_.between(1024, 65535), ",\"id.resp_h\":\"");
  ip();
  add("\",\"id.resp_p\":443,\"proto\":\"tcp\",\"service\":\"", random_.any_of(services), "\",\"duration\":", below(100),
      ".", below(1000000), ",\"orig_bytes\":", below(100000), ",\"resp_bytes\":", below(100000),
      ",\"conn_state\":\"SF\",\"local_orig\":true,\"local_resp\":false,\"missed_bytes\":0,\"history\":\"ShADadFf\",\"orig_pkts\":",
      below(100), "}");
}

void LogWriter::zeek_dns() {
  epoch();
  add("\tC");
  random_.append(line_.text, letters_and_digits, 17);
  add("\t");
  inside();
  add("\t", random_.between(1024, 65535), "\t10.0.0.53\t53\tudp\t", below(65536), "\t0.0", below(100000), "\t");
  host();
  add("\t1\tC_INTERNET\t1\tA\t0\tNOERROR\tF\tF\tT\tT\t0\t");
  ip();
  if (random_.one_in(2)) {
    add(",");
    ip();
  }
  add("\t", below(300), ".000000,", below(300), ".000000\tF");
}

void LogWriter::zeek_http() {
  add("{\"ts\":");
  epoch();
  add(",\"uid\":\"C");
  random_.append(line_.text, letters_and_digits, 17);
  add("\",\"id.orig_h\":\"");
  inside();
  add("\",\"id.orig_p\":", random_.between(1024, 65535), ",\"id.resp_h\":\"");
  ip();
  add("\",\"id.resp_p\":80,\"trans_depth\":1,\"method\":\"", random_.any_of(methods), "\",\"host\":\"");
  host();
  add("\",\"uri\":\"/", Names::word(random_), "/", below(100000), "\",\"referrer\":\"");
  url();
  add("\",\"version\":\"1.1\",\"user_agent\":\"", random_.any_of(user_agents),
      "\",\"request_body_len\":0,\"response_body_len\":", below(100000), ",\"status_code\":", random_.any_of(statuses),
      ",\"status_msg\":\"OK\",\"tags\":[],\"resp_fuids\":[\"F");
  random_.append(line_.text, letters_and_digits, 17);
  add("\"],\"resp_mime_types\":[\"text/html\"]}");
}

void LogWriter::zeek_ssl() {
  epoch();
  add("\tC");
  random_.append(line_.text, letters_and_digits, 17);
  add("\t");
  inside();
  add("\t", random_.between(1024, 65535), "\t");
  ip();
  add("\t443\tTLSv13\tTLS_AES_128_GCM_SHA256\tx25519\t");
  host();
  add("\tF\t-\th2\tT\tCsiI\t");
  hash(64);
  add("\t-\tCN=", names_.host(random_), "\tCN=R3,O=Encryption for All,C=US\t",
      random_.one_in(9) ? "self signed certificate" : "ok", "\t");
  random_hex(32);
}

void LogWriter::squid() {
  add(clock_ms_ / 1000, ".", clock_ms_ % 1000, "  ", below(5000), " ");
  inside();
  if (random_.one_in(3)) {
    add(" TCP_TUNNEL/200 ", below(100000), " CONNECT ");
    host();
    add(":443 - HIER_DIRECT/");
  } else {
    add(" TCP_MISS/", random_.any_of(statuses), " ", below(100000), " ", random_.any_of(methods), " ");
    url();
    add(" ", Names::word(random_), " HIER_DIRECT/");
  }
  ip();
  add(" text/html");
}

void LogWriter::nginx() {
  ip();
  const std::uint64_t seconds = clock_ms_ / 1000 % 86400;
  add(" - ", random_.one_in(4) ? Names::word(random_) : std::string_view("-"), " [");
  line_.text += fmt::format("{:02}/Jun/2023:{:02}:{:02}:{:02} +0000", 26 + (clock_ms_ / 86400000 - 19534) % 5,
                            seconds / 3600, seconds / 60 % 60, seconds % 60);
  add("] \"", random_.any_of(methods), " /", Names::word(random_), "/", Names::word(random_),
      random_.any_of(extensions), "?v=", below(1000));
  if (random_.one_in(4)) {
    add("&next=%2F", Names::word(random_), "%3Fpage%3D", below(100));
  }
  add(" HTTP/1.1\" ", random_.any_of(statuses), " ", below(100000), " \"");
  url();
  add("\" \"");
  if (random_.one_in(50))
    words();
  else
    add(random_.any_of(user_agents));
  add("\" rt=0.", below(1000), " uct=\"0.00", below(10), "\"");
}

void LogWriter::firewall() {
  bsd_time();
  if (random_.one_in(2)) {
    add(" fw0", below(4), " kernel: [UFW ", random_.one_in(3) ? "BLOCK" : "ALLOW", "] IN=eth0 OUT=eth1 MAC=00:16:3e:");
    line_.text += fmt::format("{:02x}:{:02x}:{:02x}", below(256), below(256), below(256));
    add(" SRC=");
    inside();
    add(" DST=");
    ip();
    add(" LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=", below(65536), " DF PROTO=TCP SPT=", random_.between(1024, 65535),
        " DPT=443 WINDOW=64240 RES=0x00 SYN URGP=0");
  } else {
    add(" date=2023-06-27 devname=\"edge-", below(9),
        "\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" srcip=");
    inside();
    add(" srcport=", random_.between(1024, 65535), " srcintf=\"lan\" dstip=");
    ip();
    add(" dstport=443 dstintf=\"wan1\" policyid=", below(90), " sessionid=", below(10000000), " proto=6 action=\"",
        random_.one_in(5) ? "deny" : "close", "\" service=\"HTTPS\" sentbyte=", below(100000),
        " rcvdbyte=", below(1000000));
  }
}

void LogWriter::mail() {
  bsd_time();
  add(" mx1 postfix/smtpd[", below(32768), "]: ");
  random_.append(line_.text, "0123456789ABCDEF", 10);
  add(": client=");
  host();
  add("[");
  inside();
  add("], relay=");
  ip();
  add(", from=<");
  address_of_mail();
  add(">, to=<", Names::word(random_), "@corp.example>, size=", below(1000000), ", nrcpt=1, delay=0.", below(100),
      ", dsn=2.0.0, status=sent");
}

// ---- hosts ----------------------------------------------------------------------------------------------------------

void LogWriter::syslog() {
  bsd_time();
  add(" srv-", Names::word(random_), "-", below(40), " ");
  switch (below(4)) {
    case 0:
      add("sshd[", below(32768), "]: Failed password for invalid user ", Names::word(random_), " from ");
      ip();
      add(" port ", random_.between(1024, 65535), " ssh2");
      break;
    case 1:
      add("sshd[", below(32768), "]: Accepted publickey for deploy from ");
      ip();
      add(" port ", random_.between(1024, 65535), " ssh2: ED25519 SHA256:");
      random_.append(line_.text, base64_digits, 43);
      break;
    case 2:
      add("systemd[1]: Started ", Names::word(random_), "-", Names::word(random_), ".service - ", Names::word(random_),
          " daemon.");
      break;
    default: add(Names::word(random_), "d[", below(32768), "]: "); words();
  }
}

void LogWriter::sysmon() {
  const bool process = random_.one_in(2);
  add("{\"EventID\":", process ? 1U : 3U, ",\"UtcTime\":\"");
  iso_time();
  add("\",\"Computer\":\"WS-", below(4000), ".corp.example\",\"ProcessGuid\":\"{");
  uuid();
  add("}\",\"ProcessId\":", below(32768), ",\"Image\":\"");
  path('\\');
  if (process) {
    add("\",\"CommandLine\":\"");
    if (random_.one_in(3))
      words();
    else
      add("svchost.exe -k netsvcs -p -s ", Names::word(random_));
    add("\",\"CurrentDirectory\":\"C:\\\\Windows\\\\system32\\\\\",\"User\":\"CORP\\\\", Names::word(random_),
        below(500), "\",\"Hashes\":\"MD5=");
    random_.append(line_.text, "0123456789ABCDEF", 32);
    add(",SHA256=");
    if (!put_plant(Slot::hash)) random_.append(line_.text, "0123456789ABCDEF", 64);
    add(",IMPHASH=");
    random_hex(32);
    add("\",\"ParentImage\":\"C:\\\\Windows\\\\explorer.exe\"}");
  } else {
    add("\",\"Protocol\":\"tcp\",\"Initiated\":true,\"SourceIp\":\"");
    inside();
    add("\",\"SourcePort\":", random_.between(1024, 65535), ",\"DestinationIp\":\"");
    ip();
    add("\",\"DestinationHostname\":\"");
    host();
    add("\",\"DestinationPort\":443}");
  }
}

void LogWriter::osquery() {
  add("{\"name\":\"pack_incident_", Names::word(random_), "\",\"hostIdentifier\":\"");
  uuid();
  add("\",\"calendarTime\":\"Tue Jun 27 12:00:00 2023 UTC\",\"unixTime\":", clock_ms_ / 1000,
      ",\"epoch\":0,\"counter\":", below(900), ",\"columns\":{\"path\":\"");
  path('/');
  add("\",\"pid\":\"", below(32768), "\",\"cmdline\":\"");
  words();
  add("\",\"sha256\":\"");
  hash(64);
  add("\",\"uid\":\"", below(1000), "\"},\"action\":\"added\"}");
}

void LogWriter::auditd() {
  add("type=", random_.one_in(2) ? "SYSCALL" : "PATH", " msg=audit(");
  epoch();
  add(":", below(1000000), "): arch=c000003e syscall=59 success=yes exit=0 a0=");
  random_hex(12);
  add(" a1=");
  random_hex(12);
  add(" items=2 ppid=", below(32768), " pid=", below(32768), " auid=1000 uid=0 gid=0 tty=pts0 ses=", below(90),
      " comm=\"", Names::word(random_), "\" exe=\"");
  path('/');
  add("\" key=\"exec\"");
  if (random_.one_in(3)) {
    add(" proctitle=\"");
    words();
    add("\"");
  }
}

void LogWriter::windows_events() {
  iso_time();
  add("\tSecurity\t", random_.one_in(2) ? 4688U : 5156U, "\t");
  const std::size_t from = line_.text.size();
  add("A new process has been created.  Subject: S-1-5-21-", below(1000000000), "-", below(1000), " Account: CORP ",
      Names::word(random_), " Process Name: \"");
  path('\\');
  add("\" Command Line: \"");
  words();
  add("\" Destination: ");
  ip();
  add(" Name: ");
  host();
  add(" File Hash: ");
  hash(64);
  add(" Token Elevation Type: %%1936");
  line_.rewrite(from, utf16_piece);
  for (Span& span : line_.spans) span.spelling = "UTF-16";
}

// ---- services -------------------------------------------------------------------------------------------------------

void LogWriter::cloudtrail() {
  add("{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROA");
  random_.append(line_.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
  add(":", Names::word(random_), "\",\"arn\":\"arn:cloud:sts::", random_.between(100000000, 999999999),
      "123:assumed-role/", Names::word(random_), "/", Names::word(random_), "\",\"accessKeyId\":\"ASIA");
  random_.append(line_.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
  add("\"},\"eventTime\":\"");
  iso_time();
  add("\",\"eventSource\":\"", Names::word(random_),
      ".cloud.example\",\"eventName\":\"GetObject\",\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"");
  ip();
  add("\",\"userAgent\":\"[", random_.any_of(user_agents), "]\",\"requestParameters\":{\"bucketName\":\"",
      Names::word(random_), "-", Names::word(random_), "\",\"Host\":\"");
  url();
  add("\",\"key\":\"", Names::word(random_), "/", below(1000000),
      ".parquet\"},\"responseElements\":null,\"additionalEventData\":{\"note\":\"");
  words();
  add("\",\"x-amz-id-2\":\"");
  random_.append(line_.text, base64_digits, 76);
  add("\"},\"requestID\":\"");
  uuid();
  add("\",\"eventID\":\"");
  uuid();
  add("\",\"readOnly\":true,\"eventType\":\"AwsApiCall\",\"recipientAccountId\":\"",
      random_.between(100000000, 999999999), "123\"}");
}

void LogWriter::okta() {
  add("{\"uuid\":\"");
  uuid();
  add("\",\"published\":\"");
  iso_time();
  add("\",\"eventType\":\"user.session.start\",\"version\":\"0\",\"severity\":\"INFO\",\"displayMessage\":\"");
  words();
  add("\",\"actor\":{\"id\":\"00u");
  random_.append(line_.text, letters_and_digits, 17);
  add("\",\"type\":\"User\",\"alternateId\":\"");
  address_of_mail();
  add("\"},\"client\":{\"userAgent\":{\"rawUserAgent\":\"", random_.any_of(user_agents),
      "\",\"os\":\"Mac OS X\"},\"ipAddress\":\"");
  ip();
  add("\",\"geographicalContext\":{\"city\":\"Springfield\",\"geolocation\":{\"lat\":", below(90), ".", below(10000),
      ",\"lon\":", below(90), ".", below(10000),
      "}}},\"outcome\":{\"result\":\"SUCCESS\"},\"debugContext\":{\"debugData\":{\"requestUri\":\"");
  url();
  add("\",\"dtHash\":\"");
  random_hex(64);
  add("\"}}}");
}

void LogWriter::application() {
  iso_time();
  add(" ", random_.one_in(9) ? "WARN " : "INFO ", "[", Names::word(random_), "-", below(64), "] ", Names::word(random_),
      ".", Names::word(random_), " - ");
  words();
  switch (below(6)) {
    case 0:
      add("; peer ");
      ip();
      break;
    case 1:
      add("; see ");
      url();
      break;
    case 2:
      add("; user ");
      address_of_mail();
      break;
    case 3:
      add("; digest ");
      hash(40);
      break;
    case 4:
      add("; file ");
      path(random_.one_in(2) ? '/' : '\\');
      break;
    default: add("; host "); host();
  }
  add(" in ", below(10000), " ms");
}

void LogWriter::container() {
  // The inner record is written first, as a text of its own.
  line_.text += "{\"level\":\"info\",\"ts\":";
  epoch();
  add(",\"caller\":\"", Names::word(random_), "/", Names::word(random_), ".go:", below(900), "\",\"msg\":\"");
  words();
  add("\",\"trace\":\"");
  random_hex(32);
  add("\",\"remote\":\"");
  ip();
  add("\",\"host\":\"");
  host();
  add("\",\"url\":\"");
  url();
  add("\"}");
  line_.rewrite(0, json_piece);
  constexpr std::string_view open = "{\"log\":\"";
  line_.text.insert(0, open);
  for (Span& span : line_.spans) {
    span.begin += open.size();
    span.end += open.size();
    if (span.spelling != "defanged" && span.spelling != "percent-encoded") span.spelling = "JSON in JSON";
  }
  add("\\n\",\"stream\":\"stdout\",\"time\":\"");
  iso_time();
  add("\"}");
}

void LogWriter::build() {
  iso_time();
  switch (below(3)) {
    case 0:
      add(" npm http fetch GET 200 ");
      url();
      add(" ", below(900), "ms (cache miss)");
      break;
    case 1:
      add(" + added ");
      if (!put_plant(Slot::text))
        add(Names::word(random_), "-", Names::word(random_), "@", below(20), ".", below(20), ".", below(20));
      add(" integrity sha512-");
      random_.append(line_.text, base64_digits, 86);
      add("==");
      break;
    default:
      add(" sha256sum ");
      hash(64);
      add("  ");
      path('/');
  }
}

}  // namespace clew::bench
