// Query logs of name servers: BIND, dnsmasq, Unbound, PowerDNS, CoreDNS, Windows.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using namespace testing;
using enum model::Attribute;
using model::Disposition;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

struct LookupCase {
  std::string_view name;
  std::string_view line;
  std::string_view source;  // as it is recognised
  std::string_view time;
  std::uint8_t activity;
  std::string_view query, type, src, answer, code;
  Disposition disposition = Disposition::unknown;
};

constexpr LookupCase cases[] = {
    {"bind_category",
     "25-Jun-2023 10:00:00.123 queries: info: client @0x7f3a 192.0.2.7#53124 (Www.evil.example): query: Www.evil.example IN A +E(0)K (192.0.2.53)",
     "bind", "2023-06-25T10:00:00.123Z", activity::dns_query, "Www.evil.example", "A", "192.0.2.7", "", ""},
    {"bind_old_without_name", "25-Jun-2023 10:00:00.123 client 192.0.2.7#53124: query: a.example IN AAAA +", "bind",
     "2023-06-25T10:00:00.123Z", activity::dns_query, "a.example", "AAAA", "192.0.2.7", "", ""},
    {"bind_syslog_view_key",
     "Jun 25 10:00:00 ns1 named[77]: client @0x7f3a 2001:db8::7#53124/key tsig.example (a.example): view internal: query: a.example IN TXT -E(0)TD (2001:db8::53)",
     "bind", "", activity::dns_query, "a.example", "TXT", "2001:db8::7", "", ""},
    {"bind_iso",
     "2023-06-25T10:00:00.123Z queries: client @0x7f3a 192.0.2.7#5 (a.example): query: a.example IN A + (192.0.2.53)",
     "bind", "2023-06-25T10:00:00.123Z", activity::dns_query, "a.example", "A", "192.0.2.7", "", ""},
    {"bind_failed",
     "25-Jun-2023 10:00:00.1 query-errors: info: client @0x7f 192.0.2.7#5 (a.example): query failed (SERVFAIL) for a.example/IN/A at query.c:7",
     "bind", "2023-06-25T10:00:00.1Z", activity::dns_response, "a.example", "A", "192.0.2.7", "", "SERVFAIL"},
    {"bind_denied",
     "25-Jun-2023 10:00:00.1 security: info: client @0x7f 192.0.2.7#5 (a.example): query (cache) 'a.example/A/IN' denied (allow-query-cache did not match)",
     "bind", "2023-06-25T10:00:00.1Z", activity::dns_response, "a.example", "A", "192.0.2.7", "", "REFUSED",
     Disposition::blocked},
    {"bind_policy",
     "25-Jun-2023 10:00:00.1 rpz: info: client @0x7f 192.0.2.7#5 (evil.example): rpz QNAME NXDOMAIN rewrite evil.example/A/IN via evil.example.rpz.local",
     "bind", "2023-06-25T10:00:00.1Z", activity::dns_response, "evil.example", "A", "192.0.2.7", "", "",
     Disposition::blocked},
    {"bind_response",
     "25-Jun-2023 10:00:00.1 responses: info: client @0x7f 192.0.2.7#5 (a.example): response: a.example IN A NXDOMAIN +E(0)K 0 1 1 (192.0.2.53)",
     "bind", "2023-06-25T10:00:00.1Z", activity::dns_response, "a.example", "A", "192.0.2.7", "", "NXDOMAIN"},
    {"dnsmasq_query", "Jun  5 10:00:00 dnsmasq[9]: query[A] evil.example from 192.0.2.7", "dnsmasq", "",
     activity::dns_query, "evil.example", "A", "192.0.2.7", "", ""},
    {"dnsmasq_extra", "Jun  5 10:00:00 gate dnsmasq[9]: 42 192.0.2.7/5000 reply a.example is 198.51.100.7", "dnsmasq",
     "", activity::dns_response, "a.example", "", "192.0.2.7", "198.51.100.7", ""},
    {"dnsmasq_missing", "Jun  5 10:00:00 dnsmasq[9]: cached a.example is NXDOMAIN", "dnsmasq", "",
     activity::dns_response, "a.example", "", "", "", "NXDOMAIN"},
    {"dnsmasq_alias", "Jun  5 10:00:00 dnsmasq[9]: reply a.example is <CNAME>", "dnsmasq", "", activity::dns_response,
     "a.example", "", "", "", ""},
    {"pihole", "Jun  5 10:00:00 dnsmasq[9]: gravity blocked evil.example is 0.0.0.0", "dnsmasq", "",
     activity::dns_response, "evil.example", "", "", "0.0.0.0", "", Disposition::blocked},
    {"unbound_query", "[1687687200] unbound[12:0] info: 192.0.2.7 evil.example. A IN", "unbound",
     "2023-06-25T10:00:00Z", activity::dns_query, "evil.example", "A", "192.0.2.7", "", ""},
    {"unbound_reply",
     "2023-06-25T10:00:00+02:00 fw unbound[12]: [12:0] reply: 192.0.2.7 a.example. MX IN NOERROR 0.1 0 60", "unbound",
     "2023-06-25T08:00:00Z", activity::dns_response, "a.example", "MX", "192.0.2.7", "", ""},
    {"unbound_zone",
     "[1687687200] unbound[12:0] info: evil.example. always_nxdomain 192.0.2.7@5000 www.evil.example. A IN", "unbound",
     "2023-06-25T10:00:00Z", activity::dns_response, "www.evil.example", "A", "192.0.2.7", "", "",
     Disposition::blocked},
    {"infoblox_policy",
     "<30>Jun 25 10:00:00 ns1 named[9]: CEF:0|Infoblox|NIOS|8.6.1|RPZ-QNAME|NXDOMAIN|7|app=DNS dst=192.0.2.53 src=192.0.2.7 "
     "spt=5000 view=_default qtype=A msg=\"rpz QNAME NXDOMAIN rewrite evil.example [A] via evil.example.rpz\" CAT=RPZ",
     "bind", "", activity::dns_response, "evil.example", "A", "192.0.2.7", "", "", Disposition::blocked},
    {"powerdns", "Jun 25 10:00:00 ns pdns_recursor[5]: 2 [7/1] question for 'a.example|A' from 192.0.2.7:5000",
     "powerdns", "", activity::dns_query, "a.example", "A", "192.0.2.7", "", ""},
    {"powerdns_server",
     "Jun 25 10:00:00 ns pdns_server[5]: Remote 192.0.2.7 wants 'a.example|A', do = 0, bufsize = 512", "powerdns", "",
     activity::dns_query, "a.example", "A", "192.0.2.7", "", ""},
    {"coredns", R"([INFO] [2001:db8::7]:5000 - 8 "A IN a.example. udp 40 false 512" NXDOMAIN qr,rd,ra 75 0.001s)",
     "coredns", "", activity::dns_response, "a.example", "A", "2001:db8::7", "", "NXDOMAIN"},
    {"coredns_with_time",
     R"(2023-06-25T10:00:00.5Z [INFO] 192.0.2.7:5000 - 8 "AAAA IN a.example. udp 40 false 512" NOERROR qr,rd,ra 75 0.001s)",
     "coredns", "2023-06-25T10:00:00.5Z", activity::dns_response, "a.example", "AAAA", "192.0.2.7", "", ""},
};

TEST(DnsServerLog, EveryServersLinesAreLookups) {
  for (const LookupCase& row : cases) {
    EXPECT_EQ(recognised(row.line), "dns_server_log " + std::string(row.source)) << row.name;
    const auto event = decode(dns_server_log, row.line);
    ASSERT_EQ(event.outcome, Decoded::event) << row.name;
    EXPECT_EQ(event.event.event_class, EventClass::dns_activity) << row.name;
    EXPECT_EQ(event.event.activity, row.activity) << row.name;
    EXPECT_EQ(event.time(), row.time) << row.name;
    EXPECT_EQ(event.get(query_hostname), row.query) << row.name;
    EXPECT_EQ(event.get(query_type), row.type) << row.name;
    EXPECT_EQ(event.get(src_ip), row.src) << row.name;
    EXPECT_EQ(event.get(answer), row.answer) << row.name;
    EXPECT_EQ(event.get(rcode), row.code) << row.name;
    EXPECT_EQ(event.event.disposition, row.disposition) << row.name;
  }
}

TEST(DnsServerLog, AServersOtherLinesAreKeptAsText) {
  const auto event = decode(dns_server_log, "25-Jun-2023 10:00:00.123 named[4]: all zones loaded");
  EXPECT_EQ(event.outcome, Decoded::event);
  EXPECT_EQ(event.get(message), "all zones loaded");
  EXPECT_EQ(decode(dns_server_log, "half a li").outcome, Decoded::unparsed);
}

TEST(DnsServerLog, TheResolverIsNotTheDeviceButForItself) {
  FileContext context;
  context.year_end = *base::parse_rfc3339("2023-12-31T00:00:00Z");
  const auto asked = decode(
      dns_server_log,
      "Jun 25 10:00:00 ns1 named[9]: client @0x7f 192.0.2.7#51514 (a.example): query: a.example IN A +E(0)K (192.0.2.53)",
      context);
  EXPECT_EQ(asked.get(src_ip), "192.0.2.7");
  EXPECT_EQ(asked.get(device_hostname), "");
  EXPECT_EQ(asked.time(), "2023-06-25T10:00:00Z");
  const auto own = decode(dns_server_log, "Jun 25 10:00:00 gw dnsmasq[9]: query[A] a.example from 127.0.0.1", context);
  EXPECT_EQ(own.get(device_hostname), "gw");
}

TEST(DnsServerLog, ASystemsLogWithSomeLookupsStaysASystemsLog) {
  const std::string mixed =
      "Jun 25 10:00:00 gate dnsmasq[9]: query[A] a.example from 192.0.2.7\n"
      "Jun 25 10:00:01 gate sshd[10]: Accepted publickey for kit from 192.0.2.7 port 5 ssh2\n";
  EXPECT_NE(recognised(mixed).substr(0, 14), "dns_server_log");
  EXPECT_NE(recognised("Jun 25 10:00:00 gate app[9]: reply a is b\n").substr(0, 14), "dns_server_log");
}

TEST(DnsServerLog, TheServerThatAnsweredIsTheDestination) {
  EXPECT_EQ(decode(dns_server_log, cases[0].line).get(dst_ip), "192.0.2.53");
  EXPECT_EQ(decode(dns_server_log, "Jun  5 10:00:00 dnsmasq[9]: forwarded a.example to 198.51.100.53").get(dst_ip),
            "198.51.100.53");
}

constexpr std::string_view asked =
    "6/25/2023 1:02:03 PM 0F80 PACKET  000000D5B6B2C6B0 UDP Rcv 192.0.2.7       6b7a   Q [0001   D   NOERROR] A      (3)www(4)evil(7)example(0)";
constexpr std::string_view answered =
    "6/25/2023 12:02:03 AM 0F80 PACKET  000000D5B6B2C6B0 UDP Snd 192.0.2.7       6b7a R Q [8385 A DR NXDOMAIN] A      (3)www(4)evil(7)example(0)";

TEST(WindowsDnsLog, PacketsAreLookupsOfWhoAsked) {
  EXPECT_EQ(recognised("DNS Server log file creation at 6/25/2023\nLog file wrap at\n\n" + std::string(asked)),
            "windows_dns_log windows_dns");
  const auto query = decode(windows_dns_log, asked);
  EXPECT_EQ(query.event.activity, activity::dns_query);
  EXPECT_EQ(query.get(query_hostname), "www.evil.example");
  EXPECT_EQ(query.get(query_type), "A");
  EXPECT_EQ(query.get(src_ip), "192.0.2.7");
  EXPECT_EQ(query.time(), "2023-06-25T13:02:03Z");
  EXPECT_EQ(query.event.time_quality, model::TimeQuality::zone_assumed);
  const auto response = decode(windows_dns_log, answered);
  EXPECT_EQ(response.event.activity, activity::dns_response);
  EXPECT_EQ(response.get(src_ip), "192.0.2.7");
  EXPECT_EQ(response.get(rcode), "NXDOMAIN");
  EXPECT_EQ(response.event.status, Status::failure);
  EXPECT_EQ(response.time(), "2023-06-25T00:02:03Z");
  const auto good = decode(
      windows_dns_log,
      "6/25/2023 12:02:03 AM 0F80 PACKET  00D5 UDP Snd 192.0.2.7 6b7a R Q [8081   DR  NOERROR] A (4)evil(7)example(0)");
  EXPECT_EQ(good.get(rcode), "") << "the log has no answers: which address it was is not known";
  EXPECT_EQ(good.event.status, Status::success);
  const auto upstream =
      decode(windows_dns_log, "20230625 1 PACKET  00 UDP Snd 198.51.100.53 6b7a   Q [0000       NOERROR] A (1)a(0)");
  EXPECT_EQ(upstream.outcome, Decoded::unparsed) << "a line without its time";
  const auto sent =
      decode(windows_dns_log,
             "25.06.2023 10:00:00 0F80 PACKET  00D5 UDP Snd 198.51.100.53 6b7a   Q [0000       NOERROR] A (1)a(0)");
  EXPECT_EQ(sent.get(dst_ip), "198.51.100.53");
  EXPECT_EQ(sent.get(src_ip), "");
}

TEST(WindowsDnsLog, TheOrderOfADateIsTakenFromOtherDates) {
  const auto line = [](std::string_view date) {
    return std::string(date) + " 10:00:00 0F80 PACKET  00D5 UDP Rcv 192.0.2.7 6b7a   Q [0001   D   NOERROR] A (1)a(0)";
  };
  EXPECT_EQ(decode(windows_dns_log, line("2023-06-05")).time(), "2023-06-05T10:00:00Z");
  EXPECT_EQ(decode(windows_dns_log, line("05.06.2023")).time(), "2023-06-05T10:00:00Z");
  EXPECT_EQ(decode(windows_dns_log, line("05/06/2023")).time(), "2023-06-05T10:00:00Z");
  FileContext context;
  windows_dns_log.prepare(line("6/25/2023"), context);
  ASSERT_TRUE(context.day_first.has_value());
  EXPECT_EQ(decode(windows_dns_log, line("05/06/2023"), context).time(), "2023-05-06T10:00:00Z");
}

TEST(WindowsDhcpLog, TellsWhoWasGivenWhichAddress) {
  constexpr std::string_view heading =
      "\t\tMicrosoft DHCP Service Activity Log\n\nEvent ID  Meaning\n10\tA new IP address was leased to a client.\n\n"
      "ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name, TransactionID\n";
  constexpr std::string_view line =
      "10,07/06/23,12:00:01,Assign,192.0.2.7,desk-7.firm.example,001122334455,,1234,0,,,,,,,,,0\r";
  EXPECT_EQ(recognised(std::string(heading) + std::string(line)), "windows_dhcp_log windows_dhcp");
  const auto given = decode(windows_dhcp_log, line);
  EXPECT_EQ(given.event.event_class, model::EventClass::dhcp_activity);
  EXPECT_EQ(given.event.activity, activity::dhcp_ack);
  EXPECT_EQ(given.time(), "2023-07-06T12:00:01Z") << "the month is first";
  EXPECT_EQ(given.event.time_quality, model::TimeQuality::zone_assumed);
  EXPECT_EQ(given.get(src_ip), "192.0.2.7");
  EXPECT_EQ(given.get(device_hostname), "desk-7.firm.example");
  EXPECT_EQ(given.get(src_mac), "001122334455");
  const auto activity_of = [](std::string_view id) {
    return decode(windows_dhcp_log, std::string(id) + ",07/06/23,12:00:01,x,192.0.2.7,desk-7,00").event.activity;
  };
  EXPECT_EQ(activity_of("11"), activity::dhcp_ack);
  EXPECT_EQ(activity_of("12"), activity::dhcp_release);
  EXPECT_EQ(activity_of("30"), activity::other);
  EXPECT_EQ(decode(windows_dhcp_log, "10\tA new IP address was leased to a client.").outcome, Decoded::nothing);
  EXPECT_EQ(decode(windows_dhcp_log, "ID,Date,Time,Description,IP Address").outcome, Decoded::nothing);
  EXPECT_EQ(decode(windows_dhcp_log, "24,07/06/23").outcome, Decoded::unparsed) << "cut in the middle";
}

TEST(WindowsDnsLog, HeadingsAndDetailsAreNothingAndOddNamesStay) {
  EXPECT_EQ(
      decode(windows_dns_log, "Message logging key (for packets - other items use a subset of these fields):").outcome,
      Decoded::nothing);
  EXPECT_EQ(decode(windows_dns_log, "    Message length = 0x0020 (32)").outcome, Decoded::nothing);
  const auto odd =
      decode(windows_dns_log,
             "25.06.2023 10:00:00 0F80 PACKET  00D5 UDP Rcv 192.0.2.7 6b7a   Q [0001   D   NOERROR] A (99)a(0)");
  EXPECT_EQ(odd.get(query_hostname), "(99)a(0)");
}

TEST(DnsServerLog, LocalTimesAreThoseOfTheWholeInventory) {
  constexpr std::string_view line = "25-Jun-2023 10:00:00.123 client 192.0.2.7#53124: query: a.example IN AAAA +";
  const auto time_with = [&](std::initializer_list<std::optional<int>> offsets) {
    model::Inventory inventory;
    for (const std::optional<int> offset : offsets) {
      model::Device device;
      device.hostname = "pc-" + std::to_string(inventory.devices().size());
      device.utc_offset_minutes = offset;
      inventory.add(std::move(device));
    }
    FileContext context;
    context.inventory = &inventory;
    dns_server_log.prepare(line, context);
    const auto event = decode(dns_server_log, line, context);
    EXPECT_EQ(event.event.time_quality, model::TimeQuality::zone_assumed);
    return event.time();
  };
  EXPECT_EQ(time_with({120, 120, std::nullopt}), "2023-06-25T08:00:00.123Z");
  EXPECT_EQ(time_with({120, 60}), "2023-06-25T10:00:00.123Z") << "nobody knows where the name server is";
  EXPECT_EQ(time_with({std::nullopt}), "2023-06-25T10:00:00.123Z");
}

}  // namespace
}  // namespace clew::evidence
