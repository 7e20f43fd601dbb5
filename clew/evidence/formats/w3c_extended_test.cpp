#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using namespace testing;
using enum model::Attribute;
using model::Disposition;
using model::EventClass;
using model::Status;

FileContext with_header(std::string_view header) {
  FileContext context;
  context.header = header;
  return context;
}

constexpr std::string_view iis_header =
    "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2023-05-02 08:00:00\n"
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken\n";
constexpr std::string_view iis_line =
    "2023-05-02 08:00:01 10.0.0.5 GET /gate.aspx id=1 443 - 198.51.100.7 Mozilla/5.0+(x) 404 12";

TEST(W3cExtended, AWebServersRequestHasItsServerAndItsPath) {
  EXPECT_EQ(recognised(std::string(iis_header) + std::string(iis_line)), "w3c_extended iis");
  const auto event = decode(w3c_extended, std::string(iis_line) + "\r", with_header(iis_header));
  ASSERT_EQ(event.outcome, Decoded::event);
  EXPECT_EQ(event.event.event_class, EventClass::http_activity);
  EXPECT_EQ(event.time(), "2023-05-02T08:00:01Z");
  EXPECT_EQ(event.event.time_quality, model::TimeQuality::exact);
  EXPECT_EQ(event.get(dst_ip), "10.0.0.5");
  EXPECT_EQ(event.get(dst_port), "443");
  EXPECT_EQ(event.get(src_ip), "198.51.100.7");
  EXPECT_EQ(event.get(http_path), "/gate.aspx?id=1");
  EXPECT_EQ(event.get(user_agent), "Mozilla/5.0+(x)");
  EXPECT_EQ(event.get(actor_user_name), "");
  EXPECT_EQ(event.event.status, Status::failure);
}

TEST(W3cExtended, ADayMayStandInTheHeadingAlone) {
  const auto context = with_header("#Version: 1.0\n#Date: 2023-05-02 08:00:00\n#Fields: time c-ip cs-method\n");
  EXPECT_EQ(decode(w3c_extended, "08:00:05 192.0.2.1 GET", context).time(), "2023-05-02T08:00:05Z");
}

TEST(W3cExtended, AProxyBlocksAndItsOwnAddressIsNotTheDestination) {
  constexpr std::string_view header =
      "#Software: SGOS 6.7.4\n#Fields: date time c-ip cs-username sc-filter-result cs-categories sc-status s-action cs-method "
      "cs-host cs-uri-port cs-uri-path cs-uri-query cs(User-Agent) s-ip sc-bytes cs-bytes\n";
  constexpr std::string_view line =
      R"~(2023-05-02 08:00:01 192.0.2.1 kit DENIED "Suspicious; ""new""" 403 TCP_DENIED GET evil.example 80 /a ?b "Mozilla/5.0 (x)" 192.0.2.200 5 7)~";
  EXPECT_EQ(recognised(std::string(header) + std::string(line)), "w3c_extended bluecoat");
  const auto event = decode(w3c_extended, line, with_header(header));
  EXPECT_EQ(event.event.disposition, Disposition::blocked);
  EXPECT_EQ(event.get(http_host), "evil.example");
  EXPECT_EQ(event.get(http_path), "/a?b");
  EXPECT_EQ(event.get(user_agent), "Mozilla/5.0 (x)");
  EXPECT_EQ(event.get(actor_user_name), "kit");
  EXPECT_EQ(event.get(dst_ip), "");
  EXPECT_EQ(event.get(dst_port), "80");
  EXPECT_EQ(event.get(bytes_in), "5");
}

TEST(W3cExtended, TabsSeparateWhereTheHeadingHasThem) {
  constexpr std::string_view header =
      "#Version: 1.0\n#Fields: date\ttime\tx-edge-location\tc-ip\tcs-method\tcs(Host)\tcs-uri-stem\tsc-status\tx-host-header\n";
  const auto event =
      decode(w3c_extended, "2023-05-02\t08:00:01\tFRA1\t192.0.2.1\tGET\td1.cdn.example\t/a b\t200\twww.example",
             with_header(header));
  EXPECT_EQ(event.all(http_host), "d1.cdn.example www.example");
  EXPECT_EQ(event.get(http_path), "/a b");
  EXPECT_EQ(recognised(header), "w3c_extended cloudfront");
}

TEST(W3cExtended, AFirewallsTimeIsLocalWhereItSaysSo) {
  constexpr std::string_view header =
      "#Version: 1.5\n#Software: Microsoft Windows Firewall\n#Time Format: Local\n#Fields: date time action protocol src-ip "
      "dst-ip src-port dst-port size tcpflags path pid\n";
  EXPECT_EQ(recognised(header), "w3c_extended windows_firewall");
  FileContext context = with_header(header);
  context.utc_offset_minutes = 120;
  const auto event =
      decode(w3c_extended, "2023-05-02 10:00:01 DROP TCP 192.0.2.1 198.51.100.7 5000 445 0 - SEND 4", context);
  EXPECT_EQ(event.event.event_class, EventClass::network_activity);
  EXPECT_EQ(event.time(), "2023-05-02T08:00:01Z");
  EXPECT_EQ(event.event.time_quality, model::TimeQuality::zone_assumed);
  EXPECT_EQ(event.event.disposition, Disposition::blocked);
  EXPECT_EQ(event.get(dst_ip), "198.51.100.7");
  EXPECT_EQ(w3c_extended.sees("windows_firewall")[0], model::Sight::connection);
}

TEST(W3cExtended, MailThatWasTrackedHasAllItsReceivers) {
  constexpr std::string_view header =
      "#Software: Microsoft Exchange Server\n#Version: 15.0.0.0\n#Log-type: Message Tracking Log\n#Date: 2023-05-02T08:00:00.000Z\n"
      "#Fields: date-time,client-ip,event-id,message-id,recipient-address,message-subject,sender-address\n";
  EXPECT_EQ(recognised(header), "w3c_extended exchange_tracking");
  const auto event =
      decode(w3c_extended,
             R"(2023-05-02T08:00:01.5Z,192.0.2.1,RECEIVE,<1@a>,b@c.example;d@c.example,"Invoice, new",e@f.example)",
             with_header(header));
  EXPECT_EQ(event.event.event_class, EventClass::email_activity);
  EXPECT_EQ(event.all(email_to), "b@c.example d@c.example");
  EXPECT_EQ(event.get(email_subject), "Invoice, new");
  EXPECT_EQ(event.get(email_from), "e@f.example");
  EXPECT_EQ(event.time(), "2023-05-02T08:00:01.5Z");
}

TEST(W3cExtended, AHeadingIsNothingAndAWrongNumberOfValuesIsBroken) {
  const auto context = with_header(iis_header);
  EXPECT_EQ(decode(w3c_extended, "#Date: 2023-05-02", context).outcome, Decoded::nothing);
  EXPECT_EQ(decode(w3c_extended, iis_line.substr(0, 40), context).outcome, Decoded::unparsed);
  EXPECT_EQ(decode(w3c_extended, std::string(iis_line) + " more", context).outcome, Decoded::unparsed);
  EXPECT_EQ(decode(w3c_extended, iis_line).outcome, Decoded::unparsed);
  EXPECT_NE(recognised("#Fields: nothing that is known\na b\n").substr(0, 12), "w3c_extended");
}

TEST(SquidCommon, AWebServersFormatWithSquidsVerdictIsSquids) {
  constexpr std::string_view line =
      R"~(192.0.2.9 - kit [02/May/2023:10:00:00 +0200] "GET http://evil.example/a?b HTTP/1.1" 200 77 "http://r.example/" "Mozilla/5.0 (x)" TCP_MISS:HIER_DIRECT)~";
  EXPECT_EQ(recognised(line), "squid squid_access");
  const auto event = decode(squid, line);
  EXPECT_EQ(event.time(), "2023-05-02T08:00:00Z");
  EXPECT_EQ(event.get(src_ip), "192.0.2.9");
  EXPECT_EQ(event.get(actor_user_name), "kit");
  EXPECT_EQ(event.get(http_host), "evil.example");
  EXPECT_EQ(event.get(http_path), "/a?b");
  EXPECT_EQ(event.get(user_agent), "Mozilla/5.0 (x)");
  EXPECT_EQ(event.get(status_detail), "TCP_MISS");
  EXPECT_EQ(event.event.disposition, Disposition::allowed);
  const auto denied = decode(
      squid,
      R"(192.0.2.9 - - [02/May/2023:10:00:00 +0200] "CONNECT evil.example:443 HTTP/1.1" 403 - TCP_DENIED:HIER_NONE)");
  EXPECT_EQ(denied.event.disposition, Disposition::blocked);
  EXPECT_EQ(denied.get(http_host), "evil.example");
  EXPECT_EQ(denied.get(bytes_in), "");
  EXPECT_NE(recognised(R"(192.0.2.9 - - [02/May/2023:10:00:00 +0200] "GET / HTTP/1.1" 200 5 "-" "x")"),
            "squid squid_access");
}

}  // namespace
}  // namespace clew::evidence
