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
      {R"~(shop.example:443 192.0.2.7 - - [06/Jul/2023:12:00:00 +0000] "GET / HTTP/2.0" 301 5 "-" "-")~", "2023-07-06T12:00:00Z",
       "http_activity 99 success src_endpoint.ip=192.0.2.7 dst_endpoint.port=443 http_request.url.hostname=shop.example "
       "http_request.http_method=GET http_request.url.path=/ http_response.code=301 traffic.bytes_in=5"},
      {R"~(192.0.2.7, 10.0.0.1 - - [06/Jul/2023:12:00:00 +0000] "\x16\x03\x01" 400 0)~", "2023-07-06T12:00:00Z",
       "http_activity 99 failure src_endpoint.ip=192.0.2.7 message=\\x16\\x03\\x01 http_response.code=400 traffic.bytes_in=0"},
      {R"~(192.0.2.7 - - [06/Jul/2023:12:00:00 +0000] "GET http://u@shop.example:8080/a HTTP/1.1" 200 0)~", "2023-07-06T12:00:00Z",
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
  EXPECT_EQ(decode(web_server_log, R"~(192.0.2.7 - - [06/Jul/2023:14:00:00 +0200] "GET /a)~").outcome, Decoded::unparsed);
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
       "http_activity 99 success device.hostname=fw1 src_endpoint.ip=192.0.2.7 metadata.event_code=9 message=GET "
       "actor.user.name=kit http_request.url.url_string=http://a.example/?x=1 http_request.http_method=GET "
       "http_request.user_agent=Tool/1 (x)"},
      {R"~(Jul  6 12:00:00 av1 CEF:0|Firm|Guard|1|7|found|8|end=1688644800123 dvchost=desk-7 filePath=C:\\a b\\c.exe fileHash=d41d8cd98f00b204e9800998ecf8427e duser=kit act=quarantine)~",
       "2023-07-06T12:00:00.123Z",
       "file_activity 99 unknown quarantined device.hostname=av1 metadata.event_code=7 message=found "
       "file.hashes.md5=d41d8cd98f00b204e9800998ecf8427e device.hostname=desk-7 file.path=C:\\a b\\c.exe actor.user.name=kit"},
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
       "network_activity 2 unknown allowed src_endpoint.ip=192.0.2.7 dst_endpoint.ip=198.51.100.1 device.hostname=fw1 "
       "device.uid=FG1 metadata.event_code=0000000013 src_endpoint.port=50022 dst_endpoint.port=443 "
       "connection_info.protocol_name=6 traffic.bytes_out=10 traffic.bytes_in=20 actor.user.name=kit "
       "dst_endpoint.hostname=a.example"},
      {R"~(<189>date=2023-07-06 time=14:00:00 devname="fw1" devid="FG1" tz="+0200" logid="0316013056" type="utm" subtype="webfilter" srcip=192.0.2.7 dstip=198.51.100.1 action="blocked" hostname="a.example" url="/x")~",
       "2023-07-06T12:00:00Z",
       "http_activity 99 unknown blocked src_endpoint.ip=192.0.2.7 dst_endpoint.ip=198.51.100.1 device.hostname=fw1 "
       "device.uid=FG1 metadata.event_code=0316013056 http_request.url.path=/x http_request.url.hostname=a.example"},
      {R"~(date=2023-07-06 time=12:00:00 devname="fw1" devid="FG1" logid="0100032002" type="event" subtype="system" user="admin" srcip=192.0.2.7 action="login" status="failed")~",
       "2023-07-06T12:00:00Z",
       "authentication 1 failure src_endpoint.ip=192.0.2.7 device.hostname=fw1 device.uid=FG1 metadata.event_code=0100032002 "
       "actor.user.name=admin"},
      {R"~(id=firewall sn=0017C5 time="2023-07-06 12:00:00 UTC" fw=192.0.2.1 pri=6 m=98 msg="Connection Opened" src=192.0.2.7:50022:X0 dst=198.51.100.1:443:X1:a.example proto=tcp/https)~",
       "2023-07-06T12:00:00Z",
       "network_activity 6 unknown src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 dst_endpoint.ip=198.51.100.1 "
       "dst_endpoint.port=443 device.uid=0017C5 message=Connection Opened connection_info.protocol_name=tcp/https"},
      {R"~(device="SFW" date=2023-07-06 time=12:00:00 timezone="UTC" device_name="XG" device_id=S1 log_id=0101 log_type="Firewall" log_subtype="Denied" src_ip=192.0.2.7 dst_ip=198.51.100.1 protocol="TCP" src_port=4 dst_port=5)~",
       "2023-07-06T12:00:00Z",
       "network_activity 5 unknown blocked src_endpoint.ip=192.0.2.7 dst_endpoint.ip=198.51.100.1 device.hostname=XG "
       "device.uid=S1 metadata.event_code=0101 connection_info.protocol_name=TCP src_endpoint.port=4 dst_endpoint.port=5"},
  };
  check(key_value_firewall, "key_value_firewall firewall", cases);
}

TEST(KeyValueFirewall, OtherPairsAreNone) {
  EXPECT_EQ(recognised("a=1 b=2 c=3\n"), "text text");
  EXPECT_EQ(recognised("src=192.0.2.7 dst=somewhere proto=tcp\n"), "text text");
  EXPECT_EQ(recognised("saw src=192.0.2.7 dst=192.0.2.1 proto=tcp\n"), "text text");
}

}  // namespace
}  // namespace clew::evidence
