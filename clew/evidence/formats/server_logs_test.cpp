// Web servers, load balancers, CEF, LEEF and key=value firewalls.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using namespace testing;
using enum model::Attribute;

struct RecordCase {
  std::string_view line;
  std::string_view time;
  std::string_view want;
};

void check(const Format& format, std::string_view source, std::span<const RecordCase> cases) {
  for (const RecordCase& row : cases) {
    EXPECT_EQ(recognised(row.line), source) << row.line;
    const auto event = decode(format, row.line);
    EXPECT_EQ(event.outcome, Decoded::event) << row.line;
    EXPECT_EQ(event.time(), row.time) << row.line;
    EXPECT_EQ(told(event.event), row.want) << row.line;
  }
}

TEST(WebServerLog, EveryServersRequestsAreRead) {
  constexpr RecordCase cases[] = {
      {R"~(192.0.2.7 - - [06/Jul/2023:14:00:00 +0200] "GET /a?b=c HTTP/1.1" 200 512)~", "2023-07-06T12:00:00Z",
       "http_activity 99 success src_endpoint.ip=192.0.2.7 http_request.http_method=GET http_request.url.path=/a?b=c "
       "http_response.code=200 traffic.bytes_in=512"},
      {R"~(2001:db8::7 - kit [06/Jul/2023:12:00:00 +0000] "POST /a HTTP/1.1" 404 - "http://b.example/" "Tool/1 (x; \"y\")" "-" 0.1)~",
       "2023-07-06T12:00:00Z",
       "http_activity 99 failure src_endpoint.ip=2001:db8::7 actor.user.name=kit http_request.http_method=POST "
       "http_request.url.path=/a http_response.code=404 http_request.user_agent=Tool/1 (x; \\\"y\\\") "
       "http_request.referrer=http://b.example/"},
      {R"~(shop.example:443 192.0.2.7 - - [06/Jul/2023:12:00:00 +0000] "GET / HTTP/2.0" 301 5 "-" "-")~",
       "2023-07-06T12:00:00Z",
       "http_activity 99 success src_endpoint.ip=192.0.2.7 dst_endpoint.port=443 http_request.url.hostname=shop.example "
       "http_request.http_method=GET http_request.url.path=/ http_response.code=301 traffic.bytes_in=5"},
      {R"~(192.0.2.7, 10.0.0.1 - - [06/Jul/2023:12:00:00 +0000] "\x16\x03\x01" 400 0)~", "2023-07-06T12:00:00Z",
       "http_activity 99 failure src_endpoint.ip=192.0.2.7 message=\\x16\\x03\\x01 http_response.code=400 traffic.bytes_in=0"},
      {R"~(192.0.2.7 - - [06/Jul/2023:12:00:00 +0000] "GET http://u@shop.example:8080/a HTTP/1.1" 200 0)~",
       "2023-07-06T12:00:00Z",
       "http_activity 99 success src_endpoint.ip=192.0.2.7 http_request.http_method=GET "
       "http_request.url.url_string=http://u@shop.example:8080/a dst_endpoint.port=8080 http_request.url.hostname=shop.example "
       "http_request.url.path=/a http_response.code=200 traffic.bytes_in=0"},
      {R"~(https 2023-07-06T12:00:00.123456Z app/front/50dc 192.0.2.7:50022 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET https://shop.example:443/a HTTP/1.1" "Tool/1" TLS_AES tls1.3 arn "Root=1" "shop.example")~",
       "2023-07-06T12:00:00.123456Z",
       "http_activity 99 success src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 resources.name=app/front/50dc "
       "dst_endpoint.ip=10.0.0.1 http_request.http_method=GET http_request.url.url_string=https://shop.example:443/a "
       "dst_endpoint.port=443 http_request.url.hostname=shop.example http_request.url.path=/a http_response.code=200 "
       "traffic.bytes_out=34 traffic.bytes_in=366 http_request.user_agent=Tool/1"},
      {R"~(79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be keep [06/Jul/2023:12:00:00 +0000] 192.0.2.7 arn:aws:iam::000000000000:user/kit 3E57 REST.GET.OBJECT a/b.txt "GET /a/b.txt HTTP/1.1" 403 AccessDenied 243 - 12 - "-" "Tool/1" -)~",
       "2023-07-06T12:00:00Z",
       "http_activity 99 failure src_endpoint.ip=192.0.2.7 actor.user.uid=arn:aws:iam::000000000000:user/kit metadata.uid=3E57 "
       "api.operation=REST.GET.OBJECT resources.type=bucket resources.name=keep resources.uid=a/b.txt "
       "http_request.http_method=GET http_request.url.path=/a/b.txt http_response.code=403 api.response.error=AccessDenied "
       "traffic.bytes_in=243 http_request.user_agent=Tool/1"},
      {R"~(192.0.2.7:50022 [06/Jul/2023:12:00:00.123] front~ back/web1 0/0/1/2/3 200 1234 - - ---- 1/1/0/0/0 0/0 {shop.example} "GET /a HTTP/1.1")~",
       "2023-07-06T12:00:00.123Z",
       "http_activity 99 success src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 resources.name=back/web1 "
       "http_response.code=200 traffic.bytes_in=1234 http_request.http_method=GET http_request.url.path=/a"},
      {R"~(2023/07/06 12:00:00 [error] 7#7: *5 open() "/a" failed (2: No such file), client: 192.0.2.7, server: _, request: "GET /a HTTP/1.1", host: "shop.example", referrer: "http://b.example/")~",
       "2023-07-06T12:00:00Z",
       "http_activity 99 unknown actor.process.pid=7 src_endpoint.ip=192.0.2.7 http_request.url.hostname=shop.example "
       "http_request.http_method=GET http_request.url.path=/a http_request.referrer=http://b.example/ "
       "message=*5 open() \"/a\" failed (2: No such file), client: 192.0.2.7, server: _, request: \"GET /a HTTP/1.1\", "
       "host: \"shop.example\", referrer: \"http://b.example/\""},
      {R"~([Thu Jul 06 12:00:00.123456 2023] [core:error] [pid 7:tid 9] [client 192.0.2.7:50022] AH00126: Invalid URI)~",
       "2023-07-06T12:00:00.123456Z",
       "other 0 unknown src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 message=AH00126: Invalid URI"},
  };
  check(web_server_log, "web_server_log web_access", cases);
}

TEST(WebServerLog, LocalTimesAreAssumed) {
  EXPECT_EQ(decode(web_server_log, "2023/07/06 12:00:00 [notice] 7#7: start").event.time_quality,
            model::TimeQuality::zone_assumed);
  EXPECT_EQ(recognised("2023/07/06 12:00:00 [notice] 7#7: start\n"), "web_server_log web_error");
}

TEST(WebServerLog, OtherLinesAreNone) {
  EXPECT_EQ(decode(web_server_log, R"~(192.0.2.7 - - [06/Jul/2023:14:00:00 +0200] "GET /a)~").outcome,
            Decoded::unparsed);
  EXPECT_EQ(recognised("192.0.2.7 - - [yesterday] \"GET / HTTP/1.1\" 200 1\n"), "text text");
  EXPECT_EQ(recognised("note [06/Jul/2023:14:00:00 +0200] met kit\n"), "text text");
}

TEST(Cef, KeysBlanksAndEscapesAreReadAsTheStandardSays) {
  constexpr RecordCase cases[] = {
      {R"~(CEF:0|Firm|Wall|1.0|100|a \| b|5|src=192.0.2.7 dst=192.0.2.1 spt=4 dpt=443 act=Blocked proto=TCP msg=one two\=three rt=1688644800123)~",
       "2023-07-06T12:00:00.123Z",
       "network_activity 5 unknown blocked src_endpoint.ip=192.0.2.7 dst_endpoint.ip=192.0.2.1 metadata.event_code=100 "
       "message=a | b src_endpoint.port=4 dst_endpoint.port=443 connection_info.protocol_name=TCP message=one two=three"},
      {R"~(<13>Jul  6 12:00:00 fw1 CEF:0|Firm|Proxy|1|9|GET|3|rt=Jul 06 2023 12:00:00 UTC suser=kit src=192.0.2.7 request=http://a.example/?x\=1 requestMethod=GET requestClientApplication=Tool/1 (x) outcome=success)~",
       "2023-07-06T12:00:00Z",
       "http_activity 99 success src_endpoint.ip=192.0.2.7 metadata.event_code=9 message=GET "
       "actor.user.name=kit http_request.url.url_string=http://a.example/?x=1 http_request.http_method=GET "
       "http_request.user_agent=Tool/1 (x)"},
      {R"~(Jul  6 12:00:00 av1 CEF:0|Firm|Guard|1|7|found|8|end=1688644800123 dvchost=desk-7 filePath=C:\\a b\\c.exe fileHash=d41d8cd98f00b204e9800998ecf8427e duser=kit act=quarantine)~",
       "2023-07-06T12:00:00.123Z",
       "file_activity 99 unknown quarantined metadata.event_code=7 message=found "
       "file.hashes.md5=d41d8cd98f00b204e9800998ecf8427e file.path=C:\\a b\\c.exe actor.user.name=kit device.hostname=desk-7"},
      // A proxy tells of others; what a sensor saw a program do is of its own device.
      {R"~(Jul  6 12:00:00 col1 CEF:0|Firm|Proxy|1|9|GET|3|end=1688644800123 dvchost=px1 shost=desk-7 src=192.0.2.7 request=http://a.example/)~",
       "2023-07-06T12:00:00.123Z",
       "http_activity 99 unknown src_endpoint.ip=192.0.2.7 metadata.event_code=9 message=GET "
       "http_request.url.url_string=http://a.example/ device.hostname=desk-7"},
      {R"~(Jul  6 12:00:00 col1 CEF:0|Firm|Edr|1|9|flow|3|end=1688644800123 dvchost=desk-7 src=192.0.2.7 dst=198.51.100.1 sproc=C:\\a.exe)~",
       "2023-07-06T12:00:00.123Z",
       "network_activity 6 unknown src_endpoint.ip=192.0.2.7 dst_endpoint.ip=198.51.100.1 metadata.event_code=9 message=flow "
       "actor.process.file.path=C:\\a.exe device.hostname=desk-7"},
  };
  check(cef, "cef cef", cases);
}

TEST(Leef, ItsDelimiterIsATabOrWhatItSays) {
  constexpr RecordCase cases[] = {
      {"LEEF:1.0|Firm|Wall|1|deny|src=192.0.2.7\tdst=192.0.2.1\tdstPort=443\tusrName=kit\tdevTime=1688644800123\taction=deny",
       "2023-07-06T12:00:00.123Z",
       "network_activity 5 unknown blocked src_endpoint.ip=192.0.2.7 dst_endpoint.ip=192.0.2.1 metadata.event_code=deny "
       "dst_endpoint.port=443 actor.user.name=kit"},
      {"LEEF:2.0|Firm|Wall|1|deny|x5E|src=192.0.2.7^dst=192.0.2.1^devTime=2023-07-06T12:00:00Z", "2023-07-06T12:00:00Z",
       "network_activity 6 unknown src_endpoint.ip=192.0.2.7 dst_endpoint.ip=192.0.2.1 metadata.event_code=deny"},
      {"LEEF:2.0|Firm|Wall|1|deny|src=192.0.2.7\tdst=192.0.2.1", "",
       "network_activity 6 unknown src_endpoint.ip=192.0.2.7 dst_endpoint.ip=192.0.2.1 metadata.event_code=deny"},
  };
  check(cef, "cef leef", cases);
}

TEST(Cef, ABrokenHeaderIsUnparsed) {
  EXPECT_EQ(decode(cef, "CEF:0|Firm|Wall").outcome, Decoded::unparsed);
  EXPECT_EQ(decode(cef, R"~(CEF:0|Firm|Wall|1|2|3|4|msg=ends in \)~").get(message), "3");
}

TEST(KeyValueFirewall, FortinetSophosAndSonicWallAreRead) {
  constexpr RecordCase cases[] = {
      {R"~(date=2023-07-06 time=14:00:00 devname="fw1" devid="FG1" eventtime=1688644800123456789 tz="+0200" logid="0000000013" type="traffic" subtype="forward" srcip=192.0.2.7 srcport=50022 dstip=198.51.100.1 dstport=443 proto=6 action="close" hostname="a.example" sentbyte=10 rcvdbyte=20 user="kit")~",
       "2023-07-06T12:00:00.123456789Z",
       "network_activity 2 unknown allowed src_endpoint.ip=192.0.2.7 dst_endpoint.ip=198.51.100.1 "
       "metadata.event_code=0000000013 src_endpoint.port=50022 dst_endpoint.port=443 "
       "connection_info.protocol_name=6 traffic.bytes_out=10 traffic.bytes_in=20 actor.user.name=kit "
       "dst_endpoint.hostname=a.example"},
      {R"~(<189>date=2023-07-06 time=14:00:00 devname="fw1" devid="FG1" tz="+0200" logid="0316013056" type="utm" subtype="webfilter" srcip=192.0.2.7 dstip=198.51.100.1 action="blocked" hostname="a.example" url="/x")~",
       "2023-07-06T12:00:00Z",
       "http_activity 99 unknown blocked src_endpoint.ip=192.0.2.7 dst_endpoint.ip=198.51.100.1 "
       "metadata.event_code=0316013056 http_request.url.path=/x http_request.url.hostname=a.example"},
      {R"~(date=2023-07-06 time=12:00:00 devname="fw1" devid="FG1" logid="0100032002" type="event" subtype="system" user="admin" srcip=192.0.2.7 action="login" status="failed")~",
       "2023-07-06T12:00:00Z",
       "authentication 1 failure src_endpoint.ip=192.0.2.7 metadata.event_code=0100032002 actor.user.name=admin "
       "device.uid=FG1 device.hostname=fw1"},
      {R"~(date=2023-07-06 time=12:00:00 devname="fw1" devid="FG1" logid="0101039424" type="event" subtype="vpn" action="tunnel-up" remip=192.0.2.7 tunnelip=10.9.0.1 user="kit" dst_host="N/A")~",
       "2023-07-06T12:00:00Z",
       "authentication 1 success metadata.event_code=0101039424 src_endpoint.ip=192.0.2.7 actor.user.name=kit "
       "auth_protocol=vpn api.operation=tunnel-up"},
      {R"~(date=2023-07-06 time=12:00:00 devname="fw1" devid="FG1" logid="0101039943" type="event" subtype="vpn" action="ssl-new-con" remip=192.0.2.7 user="N/A")~",
       "2023-07-06T12:00:00Z",
       "authentication 99 failure metadata.event_code=0101039943 src_endpoint.ip=192.0.2.7 auth_protocol=vpn "
       "api.operation=ssl-new-con status_detail=no sign-in yet"},
      {R"~(date=2023-07-06 time=12:00:00 devname="fw1" devid="FG1" logid="0100044547" type="event" subtype="system" user="admin" ui="GUI(10.9.0.7)" action="Add" cfgpath="firewall.address" cfgobj="blk_192.0.2.7" cfgattr="subnet[192.0.2.7 255.255.255.255]" msg="Add firewall.address blk_192.0.2.7")~",
       "2023-07-06T12:00:00Z",
       "api_activity 1 success metadata.event_code=0100044547 actor.user.name=admin resources.type=firewall.address "
       "resources.name=blk_192.0.2.7 message=Add firewall.address blk_192.0.2.7 api.operation=Add firewall.address "
       "src_endpoint.ip=10.9.0.7 device.uid=FG1 device.hostname=fw1"},
      {R"~(id=firewall sn=0017C5 time="2023-07-06 12:00:00 UTC" fw=192.0.2.1 pri=6 m=98 msg="Connection Opened" src=192.0.2.7:50022:X0 dst=198.51.100.1:443:X1:a.example proto=tcp/https)~",
       "2023-07-06T12:00:00Z",
       "network_activity 6 unknown src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 dst_endpoint.ip=198.51.100.1 "
       "dst_endpoint.port=443 message=Connection Opened connection_info.protocol_name=tcp/https"},
      {R"~(id=firewall sn=0017C5 time="2023-07-06 12:00:00 UTC" fw=192.0.2.1 pri=6 m=14 msg="Web site access denied" src=192.0.2.7:50022:X0 dst=198.51.100.1:443:X1 proto=tcp/https op=GET result=403 dstname=a.example arg=/x)~",
       "2023-07-06T12:00:00Z",
       "http_activity 99 unknown blocked src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 dst_endpoint.ip=198.51.100.1 "
       "dst_endpoint.port=443 message=Web site access denied connection_info.protocol_name=tcp/https "
       "http_request.http_method=GET http_request.url.hostname=a.example http_request.url.path=/x http_response.code=403"},
      {R"~(date=2023-07-06 time=12:00:00 devname="fw1" devid="FG1" logid="1501054803" type="utm" subtype="dns" srcip=192.0.2.7 dstip=192.0.2.53 qname="a.example" qtype="A" ipaddr="198.51.100.55" action="redirect")~",
       "2023-07-06T12:00:00Z",
       "dns_activity 2 unknown blocked src_endpoint.ip=192.0.2.7 dst_endpoint.ip=192.0.2.53 "
       "metadata.event_code=1501054803 query.hostname=a.example query.type=A answers.rdata=198.51.100.55"},
      {R"~(device="SFW" date=2023-07-06 time=12:00:00 timezone="UTC" device_name="XG" device_id=S1 log_id=0101 log_type="Firewall" log_subtype="Denied" src_ip=192.0.2.7 dst_ip=198.51.100.1 protocol="TCP" src_port=4 dst_port=5)~",
       "2023-07-06T12:00:00Z",
       "network_activity 5 unknown blocked src_endpoint.ip=192.0.2.7 dst_endpoint.ip=198.51.100.1 "
       "metadata.event_code=0101 connection_info.protocol_name=TCP src_endpoint.port=4 dst_endpoint.port=5"},
  };
  check(key_value_firewall, "key_value_firewall firewall", cases);
}

TEST(FirewallMessages, CiscosSayWhoBeganAndWhatCameOfIt) {
  constexpr RecordCase cases[] = {
      {"Jul 06 2023 12:00:00 fw1 : %ASA-6-302013: Built outbound TCP connection 7 for outside:198.51.100.1/443 "
       "(198.51.100.1/443) to inside:192.0.2.7/50022 (203.0.113.1/50022)",
       "2023-07-06T12:00:00Z",
       "network_activity 1 unknown allowed metadata.event_code=302013 src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 "
       "dst_endpoint.ip=198.51.100.1 dst_endpoint.port=443 connection_info.uid=7"},
      {"<166>Jul 06 2023 12:00:00: %ASA-6-302013: Built inbound TCP connection 8 for outside:198.51.100.1/4 "
       "(198.51.100.1/4) to inside:2001:db8::7/22 (2001:db8::7/22)",
       "2023-07-06T12:00:00Z",
       "network_activity 1 unknown allowed metadata.event_code=302013 src_endpoint.ip=198.51.100.1 src_endpoint.port=4 "
       "dst_endpoint.ip=2001:db8::7 dst_endpoint.port=22 connection_info.uid=8"},
      {"Jul 06 2023 12:00:00 fw1 : %FTD-6-302014: Teardown TCP connection 7 for outside:198.51.100.1/443 to "
       "inside:192.0.2.7/50022 duration 0:00:26 bytes 4521 TCP FINs",
       "2023-07-06T12:00:00Z",
       "network_activity 2 unknown allowed metadata.event_code=302014 src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 "
       "dst_endpoint.ip=198.51.100.1 dst_endpoint.port=443 connection_info.uid=7 status_detail=TCP FINs"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-6-302014: Teardown TCP connection 7 for outside:198.51.100.1/8443 to "
       "inside:192.0.2.7/50022 duration 0:00:30 bytes 0 SYN Timeout",
       "2023-07-06T12:00:00Z",
       "network_activity 4 unknown allowed metadata.event_code=302014 observables.value=198.51.100.1 "
       "observables.value=192.0.2.7 connection_info.uid=7 status_detail=SYN Timeout"},
      {R"~(Jul 06 2023 12:00:00 fw1 : %ASA-4-106023: Deny tcp src inside:192.0.2.7/4 dst outside:198.51.100.1/443 by access-group "a" [0x0, 0x0])~",
       "2023-07-06T12:00:00Z",
       "network_activity 5 unknown blocked metadata.event_code=106023 src_endpoint.ip=192.0.2.7 src_endpoint.port=4 "
       "dst_endpoint.ip=198.51.100.1 dst_endpoint.port=443"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-2-106001: Inbound TCP connection denied from 198.51.100.1/4 to 192.0.2.7/22 flags "
       "SYN on interface outside",
       "2023-07-06T12:00:00Z",
       "network_activity 5 unknown blocked metadata.event_code=106001 src_endpoint.ip=198.51.100.1 src_endpoint.port=4 "
       "dst_endpoint.ip=192.0.2.7 dst_endpoint.port=22"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-6-106100: access-list a permitted tcp inside/192.0.2.7(4) -> "
       "outside/198.51.100.1(443) hit-cnt 1 first hit [0x1, 0x0]",
       "2023-07-06T12:00:00Z",
       "network_activity 6 unknown allowed metadata.event_code=106100 src_endpoint.ip=192.0.2.7 src_endpoint.port=4 "
       "dst_endpoint.ip=198.51.100.1 dst_endpoint.port=443"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-5-304001: kit@192.0.2.7 Accessed URL 198.51.100.1:http://a.example/x",
       "2023-07-06T12:00:00Z",
       "http_activity 99 success metadata.event_code=304001 actor.user.name=kit src_endpoint.ip=192.0.2.7 "
       "dst_endpoint.ip=198.51.100.1 http_request.url.url_string=http://a.example/x"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-6-722051: Group <staff> User <kit> IP <198.51.100.1> IPv4 Address <192.0.2.7> "
       "IPv6 address <::> assigned to session",
       "2023-07-06T12:00:00Z",
       "authentication 1 success metadata.event_code=722051 actor.user.name=kit src_endpoint.ip=198.51.100.1 "
       "auth_protocol=vpn"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-6-716039: Group <staff> User <kit> IP <198.51.100.1> Authentication: rejected, "
       "Session Type: WebVPN.",
       "2023-07-06T12:00:00Z",
       "authentication 1 failure metadata.event_code=716039 actor.user.name=kit src_endpoint.ip=198.51.100.1 "
       "auth_protocol=vpn"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-4-113019: Group = staff, Username = kit, IP = 198.51.100.1, Session disconnected. "
       "Session Type: SSL",
       "2023-07-06T12:00:00Z",
       "authentication 2 success metadata.event_code=113019 actor.user.name=kit src_endpoint.ip=198.51.100.1 "
       "auth_protocol=vpn"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-6-605005: Login permitted from 192.0.2.7/4 to inside:192.0.2.1/ssh for user \"kit\"",
       "2023-07-06T12:00:00Z",
       "authentication 1 success metadata.event_code=605005 actor.user.name=kit src_endpoint.ip=192.0.2.7 "
       "src_endpoint.port=4 device.hostname=fw1"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-5-111010: User 'kit', running 'CLI' from IP 192.0.2.7, executed 'network-object host "
       "198.51.100.1'",
       "2023-07-06T12:00:00Z",
       "api_activity 3 success metadata.event_code=111010 actor.user.name=kit api.operation=command "
       "resources.name=network-object host 198.51.100.1 src_endpoint.ip=192.0.2.7 device.hostname=fw1"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-5-111008: User 'kit' executed the 'object-group network BAD' command.",
       "2023-07-06T12:00:00Z",
       "api_activity 3 success metadata.event_code=111008 actor.user.name=kit api.operation=command "
       "resources.name=object-group network BAD device.hostname=fw1"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-6-113015: AAA user authentication Rejected : reason = Invalid password : local database : "
       "user = kit : user IP = 198.51.100.1",
       "2023-07-06T12:00:00Z",
       "authentication 1 failure metadata.event_code=113015 actor.user.name=kit src_endpoint.ip=198.51.100.1 "
       "device.hostname=fw1"},
      {"Jul 06 2023 12:00:00 fw1 : %ASA-6-113005: AAA user authentication Rejected : reason = Invalid password : server = "
       "192.0.2.9 : user = kit : user IP = 198.51.100.1",
       "2023-07-06T12:00:00Z",
       "authentication 1 failure metadata.event_code=113005 actor.user.name=kit src_endpoint.ip=198.51.100.1 "
       "device.hostname=fw1"},
      {"<113>2023-07-06T12:00:00Z ftd1 %FTD-1-430003: EventPriority: Low, ConnectionID: 7, AccessControlRuleAction: Allow, "
       "SrcIP: 192.0.2.7, DstIP: 198.51.100.1, SrcPort: 4, DstPort: 443, Protocol: tcp, User: No Authentication Required, "
       "InitiatorBytes: 10, ResponderBytes: 20, URL: https://a.example",
       "2023-07-06T12:00:00Z",
       "network_activity 6 unknown allowed metadata.event_code=430003 src_endpoint.ip=192.0.2.7 src_endpoint.port=4 "
       "dst_endpoint.ip=198.51.100.1 dst_endpoint.port=443 connection_info.protocol_name=tcp connection_info.uid=7 "
       "traffic.bytes_out=10 traffic.bytes_in=20 http_request.url.url_string=https://a.example"},
  };
  check(firewall_messages, "firewall_messages firewall", cases);
}

TEST(FirewallMessages, PaloAltosLinesAreReadWithAndWithoutAHeader) {
  constexpr RecordCase cases[] = {
      {"<14>Jul  6 12:00:01 pa1 1,2023/07/06 12:00:01,0128,TRAFFIC,end,2305,2023/07/06 12:00:00,192.0.2.7,198.51.100.1,"
       "203.0.113.1,198.51.100.1,rule,corp\\kit,,ssl,vsys1,trust,untrust,e1,e2,fwd,2023/07/06 12:00:00,338,1,50022,443,1,"
       "443,0x40,tcp,allow,4521,2210,2311,24",
       "2023-07-06T12:00:00Z",
       "network_activity 2 unknown allowed src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 dst_endpoint.ip=198.51.100.1 "
       "dst_endpoint.port=443 connection_info.protocol_name=tcp actor.user.name=corp\\kit connection_info.uid=338 "
       "metadata.event_code=end traffic.bytes_out=2210 traffic.bytes_in=2311"},
      {"1,2023/07/06 12:00:01,0128,GLOBALPROTECT,0,2305,2023/07/06 12:00:00,vsys1,gateway-connected,connected,,IPSec,kit,DE,ws1,"
       "198.51.100.1,0.0.0.0,10.9.0.1,0.0.0.0,h,s,6.0.4,Windows,Windows 10,1,,,,success,,0",
       "2023-07-06T12:00:00Z",
       "authentication 1 success metadata.event_code=gateway-connected api.operation=gateway-connected auth_protocol=vpn "
       "actor.user.name=kit src_endpoint.ip=198.51.100.1 src_endpoint.os.name=Windows"},
      {"1,2023/07/06 12:00:01,0128,GLOBALPROTECT,0,2305,2023/07/06 12:00:00,vsys1,portal-prelogin,before-login,,,,DE,,"
       "198.51.100.1,0.0.0.0,0.0.0.0,0.0.0.0,,,,Browser,,1,,,,success,,0",
       "2023-07-06T12:00:00Z",
       "authentication 99 failure metadata.event_code=portal-prelogin api.operation=portal-prelogin auth_protocol=vpn "
       "src_endpoint.ip=198.51.100.1 src_endpoint.os.name=Browser"},
      {"1,2023/07/06 12:00:01,0128,CONFIG,0,2305,2023/07/06 12:00:00,192.0.2.7,,set,kit,Web,Succeeded,config shared address "
       "blk-198.51.100.1",
       "2023-07-06T12:00:00Z",
       "api_activity 3 success api.operation=set actor.user.name=kit resources.name=config shared address blk-198.51.100.1 "
       "src_endpoint.ip=192.0.2.7"},
      {"1,2023/07/06 12:00:01,0128,SYSTEM,auth,0,2023/07/06 12:00:00,,auth-fail,,0,0,general,medium,\"failed authentication for "
       "user 'kit'.  Reason: Invalid username/password. From: 198.51.100.1.\"",
       "2023-07-06T12:00:00Z",
       "authentication 1 failure metadata.event_code=auth-fail actor.user.name=kit src_endpoint.ip=198.51.100.1"},
      {"1,2023/07/06 12:00:01,0128,TRAFFIC,deny,2305,2023/07/06 12:00:00,192.0.2.7,198.51.100.1,,,rule,,,ssl,vsys1,a,b,c,d,"
       "fwd,2023/07/06 12:00:00,338,1,50022,443,0,0,0x40,tcp,reset-both,60,60,0,1",
       "2023-07-06T12:00:00Z",
       "network_activity 5 unknown blocked src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 dst_endpoint.ip=198.51.100.1 "
       "dst_endpoint.port=443 connection_info.protocol_name=tcp connection_info.uid=338 metadata.event_code=deny "
       "traffic.bytes_out=60 traffic.bytes_in=0"},
      {"1,2023/07/06 12:00:01,0128,THREAT,url,2305,2023/07/06 12:00:00,192.0.2.7,198.51.100.1,,,rule,,,web-browsing,vsys1,a,"
       "b,c,d,fwd,2023/07/06 12:00:00,339,1,50023,80,0,0,0x40,tcp,alert,\"a.example/x,y\",(9999),unknown",
       "2023-07-06T12:00:00Z",
       "http_activity 99 success src_endpoint.ip=192.0.2.7 src_endpoint.port=50023 dst_endpoint.ip=198.51.100.1 "
       "dst_endpoint.port=80 connection_info.protocol_name=tcp connection_info.uid=339 metadata.event_code=url "
       "http_request.url.url_string=a.example/x,y"},
  };
  check(firewall_messages, "firewall_messages firewall", cases);
}

TEST(FirewallMessages, ThePacketFilterOfPfSenseIsRead) {
  constexpr RecordCase cases[] = {
      {"2023-07-06T12:00:00Z gw filterlog[1]: 4,,,100,igb1,match,pass,in,4,0x0,,64,3,0,DF,6,tcp,60,192.0.2.7,198.51.100.1,"
       "50022,443,0,S,1,,64240,,mss",
       "2023-07-06T12:00:00Z",
       "network_activity 6 unknown allowed src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 dst_endpoint.ip=198.51.100.1 "
       "dst_endpoint.port=443 connection_info.protocol_name=tcp"},
      {"2023-07-06T12:00:00Z gw filterlog[1]: 5,,,101,igb1,match,block,in,6,0x00,0x3,64,udp,17,60,2001:db8::7,2001:db8::1,4,"
       "53,40",
       "2023-07-06T12:00:00Z",
       "network_activity 5 unknown blocked src_endpoint.ip=2001:db8::7 src_endpoint.port=4 dst_endpoint.ip=2001:db8::1 "
       "dst_endpoint.port=53 connection_info.protocol_name=udp"},
  };
  check(firewall_messages, "firewall_messages firewall", cases);
}

TEST(FirewallMessages, WhatIsOfNoKnownFormIsAMessageOfTheFirewall) {
  for (
      const std::string_view line : {
          "Jul 06 2023 12:00:00 fw1 : %ASA-6-302013: Built outbound TCP connection 7 for outside:nowhere/443 to inside:x/4",
          "Jul 06 2023 12:00:00 fw1 : %ASA-5-502103: User priv level changed: Uname: kit From: 1 To: 15",
          "2023-07-06T12:00:00Z fw1 filterlog[1]: 4,,,100,igb1,match,pass,in,4,0x0",
      }) {
    const auto event = decode(firewall_messages, line);
    EXPECT_EQ(event.outcome, Decoded::event) << line;
    EXPECT_EQ(event.event.event_class, model::EventClass::other) << line;
    EXPECT_EQ(event.get(device_hostname), "fw1") << line;
  }
  EXPECT_EQ(decode(firewall_messages, "1,2023/07/06 12:00:01,0128,TRAFFIC,end").outcome, Decoded::event);
  EXPECT_EQ(recognised("1,2023/07/06 12:00:01,0128,TRAFFIC,end\n"), "text text");
}

TEST(FirewallMessages, ASystemsLogWithSomeOfThemStaysOne) {
  constexpr std::string_view built =
      "Jul  6 12:00:00 fw1 %ASA-6-302013: Built outbound TCP connection 7 for outside:198.51.100.1/443 (198.51.100.1/443) to "
      "inside:192.0.2.7/50022 (192.0.2.7/50022)\n";
  const std::string other = "Jul  6 12:00:00 host daemon[1]: a word\n";
  EXPECT_EQ(recognised(std::string(built) + other), "firewall_messages firewall");
  EXPECT_EQ(recognised(std::string(built) + other + other), "syslog syslog_firewall");
}

TEST(KeyValueFirewall, OtherPairsAreNone) {
  EXPECT_EQ(recognised("a=1 b=2 c=3\n"), "text text");
  EXPECT_EQ(recognised("src=192.0.2.7 dst=somewhere proto=tcp\n"), "text text");
  EXPECT_EQ(recognised("saw src=192.0.2.7 dst=192.0.2.1 proto=tcp\n"), "text text");
}

}  // namespace
}  // namespace clew::evidence
