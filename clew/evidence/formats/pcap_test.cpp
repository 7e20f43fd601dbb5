#include "clew/evidence/detail/capture_builder.h"
#include "clew/evidence/detail/capture_datagram.h"
#include "clew/evidence/detail/capture_file.h"
#include "clew/evidence/detail/capture_flows.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using namespace testing;
using namespace detail;
using namespace std::string_literals;
using enum model::Attribute;
using model::EventClass;

constexpr std::uint8_t fin = 0x11, syn = 2, rst = 4, syn_ack = 0x12, push = 0x18;

std::string dns_name(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    text += static_cast<char>(label.size());
    text += label;
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  return text + '\0';
}
std::string question(std::string_view name, std::uint16_t type) {
  return dns_name(name) + number(type, 2) + number(1, 2);
}
std::string dns_query(std::string_view name, std::uint16_t type = 1) {
  return number(7, 2) + number(0x0100, 2) + number(1, 2) + number(0, 6) + question(name, type);
}
std::string resource(const std::string& name, std::uint16_t type, const std::string& data) {
  return name + number(type, 2) + number(1, 2) + number(300, 4) + number(data.size(), 2) + data;
}
std::string dns_response(std::string_view name, std::uint16_t type, const std::vector<std::string>& answers,
                         std::uint16_t code = 0) {
  std::string text = number(7, 2) + number(0x8180U | code, 2) + number(1, 2) + number(answers.size(), 2) +
                     number(0, 4) + question(name, type);
  for (const std::string& answer : answers) text += answer;
  return text;
}
const std::string name_of_question = "\xc0\x0c";  // a pointer to it

TEST(Pcap, ALookupOverUdpIsAQueryAndAResponse) {
  Capture capture;
  capture.add(ipv4(17, "10.0.0.1", "10.0.0.53", udp(5000, 53, dns_query("Www.evil.example"))));
  capture.add(ipv4(17, "10.0.0.53", "10.0.0.1",
                   udp(53, 5000,
                       dns_response("Www.evil.example", 1,
                                    {resource(name_of_question, 5,
                                              "\x03"
                                              "cdn\xc0\x10"),
                                     resource("\x03"
                                              "cdn\xc0\x10",
                                              1, "\xc6\x33\x64\x07")}))));
  const auto all = translated(capture.text());
  ASSERT_EQ(all.records.size(), 3U);
  EXPECT_EQ(all.records[0].offset, 24U);
  EXPECT_EQ(all.records[0].length, 16U + 14 + 20 + 8 + 12 + 22);
  const auto query = decode(pcap, all.records[0].text);
  EXPECT_EQ(query.event.event_class, EventClass::dns_activity);
  EXPECT_EQ(query.event.activity, model::activity::dns_query);
  EXPECT_EQ(query.get(query_hostname), "Www.evil.example");
  EXPECT_EQ(query.get(query_type), "A");
  EXPECT_EQ(query.time(), "2023-05-02T08:00:00.000000Z");
  EXPECT_EQ(query.get(src_ip), "10.0.0.1");
  const auto response = decode(pcap, all.records[1].text);
  EXPECT_EQ(response.event.activity, model::activity::dns_response);
  EXPECT_EQ(response.event.status, model::Status::success);
  EXPECT_EQ(response.all(answer), "cdn.evil.example 198.51.100.7");
  EXPECT_EQ(response.get(src_ip), "10.0.0.1") << "who asked is the originator, in the answer too";
  const auto flow = decode(pcap, all.records[2].text);
  EXPECT_EQ(flow.get(connection_state), "SF");
  EXPECT_EQ(flow.get(bytes_out), "34");
  EXPECT_EQ(flow.get(connection_uid), query.get(connection_uid));
  EXPECT_EQ(all.records[2].offset, 24U) << "a conversation is where its first packet is";
}

struct AnswerCase {
  std::string_view name;
  std::uint16_t type;
  std::string data;
  std::string_view want;
};

TEST(Pcap, AnswersAreTextWhereTheirTypeIsKnown) {
  const AnswerCase cases[] = {
      {"ipv6", 28, "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x05", R"(["2001:db8::5"])"},
      {"mail", 15, number(10, 2) + dns_name("mx.example"), R"(["mx.example"])"},
      {"service", 33, number(0, 6) + dns_name("sip.example"), R"(["sip.example"])"},
      {"text", 16,
       "\x03"
       "a\"b\x02 c",
       R"(["a\"b c"])"},
      {"pointer", 12, dns_name("host.example"), R"(["host.example"])"},
      {"dot_in_a_label", 2,
       "\x03"
       "a.b\x01 \x00"s,
       R"(["a\\.b.\\032"])"},
      {"https", 65, number(1, 2) + "\0"s + number(4, 2) + number(8, 2) + dotted("192.0.2.1") + dotted("192.0.2.2"),
       R"(["192.0.2.1","192.0.2.2"])"},
      {"unknown", 4711, "\x01\xff", R"(["01ff"])"},
      {"address_of_a_wrong_size", 1, "\x01\xff", R"(["01ff"])"},
  };
  for (const AnswerCase& row : cases) {
    Capture capture;
    capture.add(
        ipv4(17, "10.0.0.53", "10.0.0.1",
             udp(53, 5000, dns_response("a.example", row.type, {resource(name_of_question, row.type, row.data)}))));
    const auto all = translated(capture.text());
    EXPECT_NE(all.with("\"answers\":" + std::string(row.want)).length, 0U) << row.name << " " << all.records[0].text;
  }
}

TEST(Pcap, NamesThatLoopOrPointForwardAreBrokenAndReadingGoesOn) {
  Capture capture;
  const std::string head = number(7, 2) + number(0, 2) + number(1, 2) + number(0, 6);
  for (const std::string& name : {"\xc0\x0c"s, "\xc0\x20"s,
                                  "\x01"
                                  "a\xc0\x0c"s,
                                  "\x3f"
                                  "a"s,
                                  "\x80"s})
    capture.add(ipv4(17, "10.0.0.1", "10.0.0.53", udp(5000, 53, head + name + number(1, 4))));
  capture.add(ipv4(17, "10.0.0.1", "10.0.0.53", udp(5000, 53, dns_query("good.example"))));
  const auto all = translated(capture.text());
  std::size_t broken = 0;
  for (const Translation& record : all.records) broken += record.broken ? 1 : 0;
  EXPECT_EQ(broken, 5U);
  EXPECT_EQ(all.count("good.example"), 1U);
}

TEST(Pcap, AResponseThatWasCutGivesTheAnswersBefore) {
  std::string message = dns_response(
      "a.example", 1,
      {resource(name_of_question, 1, "\xc6\x33\x64\x07"), resource(name_of_question, 1, "\xc6\x33\x64\x08")});
  message.resize(message.size() - 2);
  Capture capture;
  capture.add(ipv4(17, "10.0.0.53", "10.0.0.1", udp(53, 5000, message)));
  EXPECT_NE(translated(capture.text()).with(R"("answers":["198.51.100.7"],"incomplete":true)").length, 0U);
}

TEST(Pcap, DnsOverTcpIsCutByItsLengths) {
  const std::string query = dns_query("one.example");
  const std::string both = number(query.size(), 2) + query + number(query.size(), 2) + query;
  Capture capture;
  capture.ask(53, 100, syn);
  capture.ask(53, 101, push, both.substr(0, 1));
  capture.ask(53, 102, push, both.substr(1, 40));
  capture.ask(53, 142, push, both.substr(41));
  EXPECT_EQ(translated(capture.text()).count("one.example"), 2U);
}

std::string client_hello(std::string_view host) {
  const std::string name = number(0, 1) + number(host.size(), 2) + std::string(host);
  const std::string sni = number(0, 2) + number(name.size() + 2, 2) + number(name.size(), 2) + name;
  const std::string protocols = number(16, 2) + number(5, 2) + number(3, 2) + "\x02h2";
  const std::string versions = number(43, 2) + number(5, 2) + "\x04\x0a\x0a\x03\x04";
  const std::string extensions = sni + protocols + versions;
  const std::string body = number(0x0303, 2) + std::string(32, 'r') + "\0"s + number(2, 2) + number(0x1301, 2) +
                           "\x01\0"s + number(extensions.size(), 2) + extensions;
  const std::string message = number(1, 1) + number(body.size(), 3) + body;
  return number(22, 1) + number(0x0301, 2) + number(message.size(), 2) + message;
}

TEST(Pcap, TheNameInAClientHelloIsReadFromSegmentsOutOfOrder) {
  const std::string hello = client_hello("c2.evil.example");
  Capture capture;
  capture.ask(8443, 100, syn);
  capture.answer(8443, 500, syn_ack);
  capture.ask(8443, 101, push, hello.substr(0, 20));
  capture.ask(8443, 161, push, hello.substr(60));
  capture.ask(8443, 101, push, hello.substr(0, 20));  // again
  capture.ask(8443, 111, push, hello.substr(10, 50));
  const auto all = translated(capture.text());
  const auto record = all.with("server_name");
  EXPECT_TRUE(
      record.text.contains(R"("server_name":"c2.evil.example","client_version":"TLSv13","client_protocols":["h2"])"))
      << record.text;
  EXPECT_EQ(all.count("server_name"), 1U);
  const auto event = decode(pcap, record.text);
  EXPECT_EQ(event.event.event_class, EventClass::network_activity);
  EXPECT_EQ(event.get(tls_sni), "c2.evil.example");
  EXPECT_EQ(event.get(dst_port), "8443");
  EXPECT_TRUE(all.with("conn_state").text.contains(R"("service":"ssl")"));
}

TEST(Pcap, AHelloThatWasCutOffStillNamesItsHost) {
  const std::string hello = client_hello("cut.example");
  Capture capture;
  capture.ask(443, 100, push, hello.substr(0, hello.size() - 4));
  EXPECT_EQ(translated(capture.text()).count("\"server_name\":\"cut.example\""), 1U);
}

std::string der(std::uint8_t tag, const std::string& content) {
  return number(tag, 1) + (content.size() < 0x80 ? number(content.size(), 1) : "\x82" + number(content.size(), 2)) +
         content;
}
std::string name_part(const std::string& object_id, const std::string& value, std::uint8_t tag = 0x0c) {
  return der(0x31, der(0x30, der(6, object_id) + der(tag, value)));
}

std::string certificate() {
  const std::string issuer = der(0x30, name_part("\x55\x04\x06", "DE") + name_part("\x55\x04\x03", "Test, CA"));
  const std::string subject = der(0x30, name_part("\x55\x04\x03", "\0e\0v\0i\0l"s, 0x1e) + name_part("\x2a\x03", "x"));
  const std::string validity = der(0x30, der(0x17, "230102030405Z") + der(0x18, "20500102030405Z"));
  const std::string names =
      der(0x30, der(0x82, "evil.example") + der(0x82, "*.evil.example") + der(0x87, "\xc0\x00\x02\x01"s));
  const std::string extensions = der(0xa3, der(0x30, der(0x30, der(6, "\x55\x1d\x11") + der(4, names))));
  const std::string body = der(0x30, der(0xa0, der(2, "\x02")) + der(2, "\x01\xab") + der(0x30, "") + issuer +
                                         validity + subject + der(0x30, std::string(200, 'k')) + extensions);
  return der(0x30, body + der(0x30, "") + der(3, "sig"));
}

std::string server_flight(const std::string& chain) {
  const std::string hello = number(0x0303, 2) + std::string(32, 'r') + "\0"s + number(0xc02f, 2) + "\0"s;
  const std::string list = number(chain.size(), 3) + chain;
  const std::string messages = number(2, 1) + number(hello.size(), 3) + hello + number(11, 1) +
                               number(list.size() + 3, 3) + number(list.size(), 3) + list;
  // Two records, cut in the middle of the second message.
  const std::size_t half = messages.size() / 2;
  return number(22, 1) + number(0x0303, 2) + number(half, 2) + messages.substr(0, half) + number(22, 1) +
         number(0x0303, 2) + number(messages.size() - half, 2) + messages.substr(half);
}

TEST(Pcap, AServersCertificateNamesItsOwnerAndItsHosts) {
  Capture capture;
  capture.ask(443, 100, syn);
  capture.answer(443, 500, syn_ack);
  capture.ask(443, 101, push, client_hello("asked.example"));
  capture.answer(443, 501, push, server_flight(certificate()));
  const auto record = translated(capture.text()).with("x509");
  for (const std::string_view part :
       {R"("certificate.subject":"1.2.3=x,CN=evil")", R"("certificate.issuer":"CN=Test\\, CA,C=DE")",
        R"("certificate.not_valid_before":1672628645)", R"("certificate.not_valid_after":2524705445)",
        R"("certificate.serial":"01AB")", R"("san.dns":["evil.example","*.evil.example"])", R"("san.ip":["192.0.2.1"])",
        R"("version":"TLSv12")", R"("fingerprint":")"}) {
    EXPECT_TRUE(record.text.contains(part)) << part << "\n" << record.text;
  }
  const auto event = decode(pcap, record.text);
  EXPECT_EQ(event.all(certificate_subject), "1.2.3=x,CN=evil evil.example *.evil.example 192.0.2.1");
  EXPECT_EQ(event.get(tls_sni), "asked.example");
  EXPECT_EQ(event.get(dst_ip), "10.0.0.2");
}

TEST(Pcap, EveryBeginningOfACertificateIsSurvived) {
  const std::string whole = certificate();
  for (std::size_t size = 1; size < whole.size(); ++size) {
    Capture capture;
    capture.answer(443, 501, push, server_flight(whole.substr(0, size)));
    EXPECT_FALSE(translated(capture.text()).records.empty());
  }
}

void open(Capture& capture, std::uint16_t port) {
  capture.ask(port, 100, syn);
  capture.answer(port, 500, syn_ack);
}

TEST(Pcap, ARequestIsToldWithItsResponse) {
  const std::string first =
      "POST /gate.php?id=1 HTTP/1.1\r\nHost: evil.example\r\nUser-Agent: kit/1\r\nX-Key: ${jndi}\r\nContent-Length: 5\r\n\r\nhello";
  const std::string second = "GET /b HTTP/1.1\r\nhost:evil.example\r\n\r\n";
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nEnd: 1\r\n\r\n";
  Capture capture;
  open(capture, 8080);
  capture.ask(8080, 101, push, first + second.substr(0, 9));
  capture.ask(8080, 101 + static_cast<std::uint32_t>(first.size()) + 9, push, second.substr(9));
  capture.answer(8080, 501, push,
                 "HTTP/1.1 100 Continue\r\n\r\n" + chunked + "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  const auto all = translated(capture.text());
  ASSERT_EQ(all.count("\"_path\":\"http\""), 2U);
  const auto event = decode(pcap, all.with("gate.php").text);
  EXPECT_EQ(event.event.event_class, EventClass::http_activity);
  EXPECT_EQ(event.get(http_method), "POST");
  EXPECT_EQ(event.get(http_host), "evil.example");
  EXPECT_EQ(event.get(http_path), "/gate.php?id=1");
  EXPECT_EQ(event.get(user_agent), "kit/1");
  EXPECT_EQ(event.get(http_status), "200");
  EXPECT_EQ(event.get(bytes_out), "5");
  EXPECT_TRUE(all.with("gate.php").text.contains(R"("request_headers":["X-Key: ${jndi}")"));
  EXPECT_TRUE(all.with("gate.php").text.contains(R"("request_body":"hello")"));
  EXPECT_EQ(decode(pcap, all.with("\"/b\"").text).get(http_status), "404");
}

TEST(Pcap, ARequestWithoutAResponseIsToldAtTheEndAndAResponseAloneToo) {
  Capture capture;
  capture.ask(80, 101, push, "GET /lost HTTP/1.1\r\nHost: a.example\r\n\r\n");
  capture.add(ipv4(6, "10.0.0.9", "10.0.0.3",
                   tcp(80, 41000, 1, push, "HTTP/1.1 302 Found\r\nLocation: http://b.example/\r\n\r\n")));
  const auto all = translated(capture.text());
  EXPECT_EQ(decode(pcap, all.with("/lost").text).get(http_status), "");
  const auto alone = all.with("302");
  EXPECT_TRUE(alone.text.contains(R"("id.orig_h":"10.0.0.3")")) << "the lower port is the server's: " << alone.text;
  EXPECT_TRUE(alone.text.contains("http://b.example/"));
}

TEST(Pcap, BodiesWithHolesArePassedOverAndTheNextHeadIsFound) {
  Capture capture;
  open(capture, 80);
  capture.ask(80, 101, push, "GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\n");
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
  capture.answer(80, 501, push, head);
  const std::uint32_t next = 501 + static_cast<std::uint32_t>(head.size()) + 100'000;
  capture.ask(80, 101 + 36, push, "GET /2 HTTP/1.1\r\nHost: a.example\r\n\r\n");
  capture.answer(80, next, push, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  const auto all = translated(capture.text());
  EXPECT_EQ(decode(pcap, all.with("\"/1\"").text).get(http_status), "200");
  EXPECT_EQ(decode(pcap, all.with("\"/2\"").text).get(http_status), "403");
}

TEST(Pcap, ATunnelThroughAProxyIsLookedInto) {
  Capture capture;
  open(capture, 3128);
  const std::string connect = "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n";
  capture.ask(3128, 101, push, connect);
  capture.answer(3128, 501, push, "HTTP/1.1 200 Connection established\r\n\r\n");
  capture.ask(3128, 101 + static_cast<std::uint32_t>(connect.size()), push, client_hello("inner.example"));
  const auto all = translated(capture.text());
  EXPECT_EQ(all.count("CONNECT"), 1U);
  EXPECT_EQ(all.count("\"server_name\":\"inner.example\""), 1U);
}

TEST(Pcap, WhatNobodyReadsKeepsItsReadableText) {
  Capture capture;
  open(capture, 4444);
  capture.answer(4444, 501, push, "whoami\n");
  capture.ask(4444, 101, push,
              "\x01\x02"
              "d\0o\0m\0a\0i\0n\0\x03"
              "tomcat@host"s);
  const auto record = translated(capture.text()).with("payload");
  EXPECT_TRUE(record.text.contains(R"("orig_text":"domain\ntomcat@host","resp_text":"whoami")")) << record.text;
  const auto event = decode(pcap, record.text);
  EXPECT_EQ(event.event.event_class, EventClass::network_activity);
  EXPECT_EQ(event.all(message), "domain\ntomcat@host whoami");
}

TEST(Pcap, ConnectionStatesAreThoseOfZeek) {
  struct Step {
    bool from_client;
    std::uint8_t flags;
  };
  struct Row {
    std::string_view want;
    std::vector<Step> steps;
  };
  const Row rows[] = {
      {"S0", {{true, syn}}},
      {"REJ", {{true, syn}, {false, rst}}},
      {"RSTOS0", {{true, syn}, {true, rst}}},
      {"SH", {{true, syn}, {true, fin}}},
      {"S1", {{true, syn}, {false, syn_ack}, {true, 0x10}}},
      {"S2", {{true, syn}, {false, syn_ack}, {true, fin}}},
      {"S3", {{true, syn}, {false, syn_ack}, {false, fin}}},
      {"SF", {{true, syn}, {false, syn_ack}, {true, fin}, {false, fin}}},
      {"RSTO", {{true, syn}, {false, syn_ack}, {true, rst}}},
      {"RSTR", {{true, syn}, {false, syn_ack}, {false, rst}}},
      {"RSTRH", {{false, syn_ack}, {false, rst}}},
      {"SHR", {{false, syn_ack}, {false, fin}}},
      {"OTH", {{true, 0x10}, {false, 0x10}}},
  };
  for (const Row& row : rows) {
    Capture capture;
    for (const Step& step : row.steps) {
      if (step.from_client) {
        capture.ask(9000, 100, step.flags);
      } else {
        capture.answer(9000, 500, step.flags);
      }
    }
    const auto event = decode(pcap, translated(capture.text()).with("conn_state").text);
    EXPECT_EQ(event.get(connection_state), row.want);
    EXPECT_EQ(event.get(src_port), "40000") << row.want;
  }
}

TEST(Pcap, AConnectionEndsAndANewOneOfTheSamePortsBegins) {
  Capture capture;
  for (int i = 0; i < 2; ++i) {
    capture.ask(80, 100, syn);
    capture.answer(80, 500, rst);
  }
  capture.wait(400);
  capture.ask(80, 900, 0x10);
  const auto all = translated(capture.text());
  EXPECT_EQ(all.count("\"conn_state\":\"REJ\""), 2U);
  EXPECT_EQ(all.count("\"conn_state\":\"OTH\""), 1U);
  EXPECT_NE(decode(pcap, all.records[0].text).get(connection_uid),
            decode(pcap, all.records[1].text).get(connection_uid));
}

TEST(Pcap, ANewSynOfTheSamePortsIsANewConnectionThoughTheEndWasNotSeen) {
  Capture capture;
  open(capture, 80);
  capture.ask(80, 101, push, "GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\n");
  capture.ask(80, 900'000, syn);
  capture.answer(80, 800'000, syn_ack);
  capture.ask(80, 900'001, push, "GET /2 HTTP/1.1\r\nHost: a.example\r\n\r\n");
  const auto all = translated(capture.text());
  EXPECT_EQ(all.count("conn_state"), 2U);
  EXPECT_EQ(all.count("\"uri\":\"/2\""), 1U);
}

TEST(Pcap, WhatIsNoDnsOnItsPortKeepsItsReadableText) {
  Capture capture;
  open(capture, 53);
  capture.ask(53, 101, push, std::string("\0\x20", 2) + "id=tomcat; uname -a; cat /etc/passwd");
  capture.add(ipv4(17, "10.0.0.1", "10.0.0.53", udp(5000, 53, "tunnelled words")));
  const auto all = translated(capture.text());
  EXPECT_EQ(all.count("uname -a"), 1U);
  EXPECT_EQ(all.count("tunnelled words"), 1U);
  EXPECT_EQ(all.count("question cannot be read"), 1U);
}

TEST(Pcap, WhenTheTableIsFullTheOldestConversationEndsAndSaysSo) {
  constexpr std::size_t flows = 3;
  Flows table(flows);
  std::deque<Translation> out;
  for (std::uint16_t port = 1; port <= 5; ++port) {
    Datagram datagram;
    datagram.protocol = 17;
    datagram.src_port = port;
    datagram.dst_port = 9;
    table.take(datagram, {port, 1, base::Instant::from_seconds(port)}, out);
  }
  EXPECT_EQ(out.size(), 2U);
  EXPECT_TRUE(out[0].text.contains("\"closed_early\":true"));
  while (table.end_one(out)) {
  }
  EXPECT_EQ(out.size(), 5U);
  EXPECT_FALSE(out[4].text.contains("closed_early"));
}

struct LinkCase {
  std::string_view name;
  std::uint32_t link_type;
  std::string before;
};

TEST(Pcap, LinkHeadersAreTakenOff) {
  const LinkCase cases[] = {
      {"ethernet", 1, std::string(12, 'm') + number(0x0800, 2)},
      {"vlan", 1, std::string(12, 'm') + number(0x8100, 2) + number(5, 2) + number(0x0800, 2)},
      {"two_vlans", 1,
       std::string(12, 'm') + number(0x88a8, 2) + number(5, 2) + number(0x8100, 2) + number(6, 2) + number(0x0800, 2)},
      {"pppoe", 1, std::string(12, 'm') + number(0x8864, 2) + "\x11\0\0\1\0\0"s + number(0x0021, 2)},
      {"linux_cooked", 113, std::string(14, 'c') + number(0x0800, 2)},
      {"linux_cooked_2", 276, number(0x0800, 2) + std::string(18, 'c')},
      {"raw", 101, ""},
      {"raw_bsd", 12, ""},
      {"null", 0, number(2, 4, ByteOrder::little)},
      {"loop", 108, number(2, 4)},
      {"ppp", 9, "\xff\x03" + number(0x21, 2)},
      {"ppp_short", 9, "\x21"},
      {"pktap", 258,
       number(108, 4, ByteOrder::little) + number(1, 4, ByteOrder::little) + number(1, 4, ByteOrder::little) +
           std::string(96, 'p') + std::string(12, 'm') + number(0x0800, 2)},
  };
  for (const LinkCase& row : cases) {
    const std::string packet =
        row.before + ipv4(17, "10.0.0.1", "10.0.0.53", udp(5000, 53, dns_query("a.example"))) + "padding";
    const auto all = translated(pcap_head(ByteOrder::little, row.link_type) + pcap_record(packet, 1'683'014'400));
    EXPECT_EQ(all.count("\"query\":\"a.example\""), 1U)
        << row.name << " " << (all.records.empty() ? "" : all.records[0].text);
  }
}

TEST(Pcap, ExtensionHeadersAndFirstFragmentsAreReadAndLaterOnesAreNot) {
  const std::string datagram = udp(5000, 53, dns_query("six.example"));
  const std::string options = number(44, 1) + std::string("\0\1\4\0\0\0\0", 7);
  const std::string first = number(17, 1) + number(0, 1) + number(1, 2) + number(9, 4);
  const std::string later = number(17, 1) + number(0, 1) + number(0x0101, 2) + number(9, 4);
  const std::string content = pcap_head(ByteOrder::little, 101) +
                              pcap_record(ipv6(0, options + first + datagram), 1'683'014'400) +
                              pcap_record(ipv6(0, options + later + datagram), 1'683'014'401) +
                              pcap_record(ipv4(17, "10.0.0.1", "10.0.0.53", datagram, 0x2000), 1'683'014'402) +
                              pcap_record(ipv4(17, "10.0.0.1", "10.0.0.53", datagram, 0x0010), 1'683'014'403);
  const auto all = translated(content);
  EXPECT_EQ(all.count("six.example"), 2U);
  EXPECT_EQ(all.count("\"id.orig_h\":\"2001:db8::1\""), 2U);
  EXPECT_EQ(all.count("\"fragmented\":true"), 2U);
}

TEST(Pcap, WhatIsNoIpIsNothingAndWhatLiesIsBroken) {
  std::string bad_header = ipv4(6, "10.0.0.1", "10.0.0.2", tcp(1, 2, 3, syn));
  bad_header[0] = '\x4f';
  std::string bad_offset = ipv4(6, "10.0.0.1", "10.0.0.2", tcp(1, 2, 3, syn));
  bad_offset[32] = '\x10';
  Capture capture;
  capture.add(bad_header);
  capture.add(bad_offset);
  capture.add(ipv4(6, "10.0.0.1", "10.0.0.2", "abc"));
  const auto all =
      translated(capture.text() + pcap_record(ethernet(std::string(28, '\0'), 0x0806), Capture::begin_seconds));
  ASSERT_EQ(all.records.size(), 3U);
  for (const Translation& record : all.records) EXPECT_TRUE(record.broken);
  const auto wireless = translated(pcap_head(ByteOrder::little, 105) + pcap_record("abc", 1'683'014'400));
  ASSERT_EQ(wireless.records.size(), 1U);
  EXPECT_TRUE(wireless.records[0].broken);
}

TEST(Pcap, AllFourKindsOfPcapGiveTheSame) {
  const std::string packet = ethernet(ipv4(17, "10.0.0.1", "10.0.0.53", udp(5000, 53, dns_query("a.example"))));
  for (const ByteOrder order : {ByteOrder::big, ByteOrder::little}) {
    for (const std::uint32_t magic : {0xa1b2c3d4U, 0xa1b23c4dU}) {
      const bool nano = magic == 0xa1b23c4dU;
      const std::string content =
          pcap_head(order, 1, magic) + pcap_record(packet, 1'683'014'400, nano ? 125'000'001 : 125'001, order);
      EXPECT_EQ(recognised(content), "pcap pcap");
      const auto event = decode(pcap, translated(content).with("query").text);
      EXPECT_EQ(event.time(), nano ? "2023-05-02T08:00:00.125000001Z" : "2023-05-02T08:00:00.125001Z");
    }
  }
}

TEST(Pcap, SectionsAndInterfacesOfPcapngKeepTheirOwnMeaning) {
  const std::string packet = ipv4(17, "10.0.0.1", "10.0.0.53", udp(5000, 53, dns_query("a.example")));
  const std::string nanoseconds = number(9, 2, ByteOrder::little) + number(1, 2, ByteOrder::little) + "\x09\0\0\0"s;
  const std::string binary =
      number(9, 2) + number(1, 2) + "\x8a\0\0\0"s + number(14, 2) + number(8, 2) + number(3600, 8);
  const std::string content = section() + interface(1) + interface(101, nanoseconds) + block(4, "names") +
                              enhanced(0, 1'683'014'400'000'001, ethernet(packet)) +
                              enhanced(1, 1'683'014'400'000'000'002, packet) + enhanced(7, 0, packet) +
                              block(3, number(packet.size(), 4, ByteOrder::little) + packet) + section(ByteOrder::big) +
                              interface(101, binary, ByteOrder::big) +
                              enhanced(0, 1'683'010'800ULL << 10U | 512U, packet, ByteOrder::big) +
                              block(3, number(packet.size(), 4) + packet, ByteOrder::big);
  EXPECT_EQ(recognised(content), "pcap pcap");
  const auto all = translated(content, 7);
  EXPECT_EQ(all.problem, "");
  EXPECT_EQ(all.count("\"ts\":1683014400.000001"), 2U) << "the look-up and its flow";
  EXPECT_EQ(all.count("\"ts\":1683014400.000000002"), 1U);
  EXPECT_EQ(all.count("\"ts\":1683014400.500000000"), 1U);
  EXPECT_EQ(all.count("not described"), 1U);
  const auto simple = decode(pcap, all.with("query", 3).text);
  EXPECT_EQ(simple.get(query_hostname), "a.example");
  EXPECT_EQ(simple.time(), "") << "a simple packet block has no time, and none is made up";
}

TEST(Pcap, ACaptureThatEndsInAPacketGivesWhatIsThereAndSaysSo) {
  const std::string packet =
      ethernet(ipv4(17, "10.0.0.1", "10.0.0.53", udp(5000, 53, dns_query("a.example") + "more")));
  const std::string classic = pcap_head() + pcap_record(packet, 1'683'014'400);
  const auto all = translated(classic.substr(0, classic.size() - 3));
  EXPECT_EQ(all.count("a.example"), 1U);
  EXPECT_TRUE(all.problem.contains("middle of a packet")) << all.problem;
  const std::string blocks = section() + interface(1) + enhanced(0, 1, packet);
  const auto next_generation = translated(blocks.substr(0, blocks.size() - 6));
  EXPECT_EQ(next_generation.count("a.example"), 1U);
  EXPECT_TRUE(next_generation.problem.contains("middle of a block"));
  EXPECT_TRUE(translated(classic.substr(0, 30)).problem.contains("header"));
  EXPECT_TRUE(translated(classic.substr(0, 10)).problem.contains("header"));
}

TEST(Pcap, AfterALengthThatLiesTheNextPacketIsFound) {
  const auto packet = [](std::string_view name) {
    return ethernet(ipv4(17, "10.0.0.1", "10.0.0.53", udp(5000, 53, dns_query(name))));
  };
  for (const std::uint32_t lie : {0xffffffffU, 200'000U, 1U}) {
    std::string wrong = pcap_record(packet("lie.example"), 1'683'014'401);
    wrong.replace(8, 4, number(lie, 4, ByteOrder::little));
    const auto all = translated(pcap_head() + pcap_record(packet("one.example"), 1'683'014'400) + wrong +
                                pcap_record(packet("two.example"), 1'683'014'402) +
                                pcap_record(packet("three.example"), 1'683'014'403));
    EXPECT_EQ(all.count("one.example"), 1U) << lie;
    EXPECT_EQ(all.count("two.example"), 1U) << lie;
    EXPECT_EQ(all.count("three.example"), 1U) << lie;
    EXPECT_GE(all.count("length"), 1U) << lie;

    std::string wrong_block = enhanced(0, 2, packet("lie.example"));
    wrong_block.replace(4, 4, number(lie & ~3U, 4, ByteOrder::little));
    const auto blocks = translated(section() + interface(1) + enhanced(0, 1, packet("one.example")) + wrong_block +
                                   enhanced(0, 3, packet("two.example")));
    EXPECT_EQ(blocks.count("one.example"), 1U) << lie;
    EXPECT_EQ(blocks.count("two.example"), 1U) << lie;
  }
}

TEST(Pcap, ConcatenatedCapturesAreReadOn) {
  Capture capture;
  capture.add(ipv4(17, "10.0.0.1", "10.0.0.53", udp(5000, 53, dns_query("a.example"))));
  const auto all = translated(capture.text() + capture.text());
  EXPECT_EQ(all.count("a.example"), 2U);
  EXPECT_EQ(all.problem, "");
}

TEST(Pcap, TicksOfEveryResolutionAreTimes) {
  EXPECT_EQ(time_of_ticks(1'500, 3, 0)->nanoseconds, 1'500'000'000);
  EXPECT_EQ(time_of_ticks(3, 0x81, 0)->nanoseconds, 1'500'000'000);
  EXPECT_EQ(time_of_ticks(1'000'000'000'000, 12, 0)->nanoseconds, 1'000'000'000);
  EXPECT_EQ(time_of_ticks(7, 0, -7)->nanoseconds, 0);
  EXPECT_FALSE(time_of_ticks(~std::uint64_t{0}, 0, 0));
  EXPECT_FALSE(time_of_ticks(1, 20, 0));
  EXPECT_FALSE(time_of_ticks(1, 0xff, 0));
  EXPECT_TRUE(time_of_ticks(~std::uint64_t{0}, 0xbf, 0));
}

}  // namespace
}  // namespace clew::evidence
