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

std::string eve(std::string_view type, std::string_view more) {
  return R"({"timestamp":"2023-05-02T10:00:00.250000+0200","flow_id":77,"in_iface":"en0","event_type":")" +
         std::string(type) +
         R"(","src_ip":"10.0.0.1","src_port":40000,"dest_ip":"198.51.100.7","dest_port":443,"proto":"TCP",)" +
         std::string(more) + "}";
}

TEST(SuricataEve, IsRecognisedByItsFields) {
  EXPECT_EQ(recognised(eve("tls", R"("tls":{"sni":"a.example"})")), "suricata_eve suricata_eve");
  EXPECT_EQ(recognised(R"({"timestamp":"2023-05-02T10:00:00.25+0200","event_type":"stats","stats":{"uptime":8}})"),
            "suricata_eve suricata_eve");
  EXPECT_NE(recognised(R"({"timestamp":"2023-05-02T10:00:00Z","event_type":"login","service":"a"})"),
            "suricata_eve suricata_eve");
}

struct DnsCase {
  std::string_view name;
  std::string_view json;
  std::string_view queries;
  std::string_view answers;
  std::uint8_t activity;
};

TEST(SuricataEve, LookupsOfAllThreeVersionsAreTheSame) {
  constexpr DnsCase cases[] = {
      {"1_query", R"("dns":{"type":"query","id":1,"rrname":"a.example","rrtype":"A"})", "a.example", "",
       model::activity::dns_query},
      {"1_answer",
       R"("dns":{"type":"answer","rcode":"NOERROR","rrname":"a.example","rrtype":"A","ttl":9,"rdata":"192.0.2.1"})",
       "a.example", "192.0.2.1", model::activity::dns_response},
      {"2_both",
       R"("dns":{"version":2,"type":"answer","rcode":"NOERROR","rrname":"a.example","rrtype":"A","answers":[)"
       R"({"rrname":"a.example","rrtype":"CNAME","ttl":9,"rdata":"b.example"},{"rrname":"b.example","rrtype":"A","ttl":9,"rdata":"192.0.2.1"}],)"
       R"("grouped":{"CNAME":["b.example"],"A":["192.0.2.1"]}})",
       "a.example", "b.example 192.0.2.1", model::activity::dns_response},
      {"2_grouped",
       R"("dns":{"version":2,"type":"answer","rcode":"NOERROR","rrname":"a.example","grouped":{"A":["192.0.2.1","192.0.2.2"]}})",
       "a.example", "192.0.2.1 192.0.2.2", model::activity::dns_response},
      {"3_request", R"("dns":{"version":3,"type":"request","queries":[{"rrname":"a.example","rrtype":"A"}]})",
       "a.example", "", model::activity::dns_query},
      {"3_response",
       R"("dns":{"version":3,"type":"response","rcode":"NOERROR","queries":[{"rrname":"a.example","rrtype":"SRV"}],)"
       R"("answers":[{"rrtype":"SRV","srv":{"priority":1,"name":"s.example"}}]})",
       "a.example", "s.example", model::activity::dns_response},
  };
  for (const DnsCase& row : cases) {
    const auto event = decode(suricata_eve, eve("dns", row.json));
    EXPECT_EQ(event.event.event_class, EventClass::dns_activity) << row.name;
    EXPECT_EQ(event.all(query_hostname), row.queries) << row.name;
    EXPECT_EQ(event.all(answer), row.answers) << row.name;
    EXPECT_EQ(event.event.activity, row.activity) << row.name;
    EXPECT_EQ(event.time(), "2023-05-02T08:00:00.250000Z") << row.name;
  }
}

TEST(SuricataEve, WhoAskedIsTheSourceInTheAnswerToo) {
  const auto event = decode(
      suricata_eve,
      R"({"timestamp":"2023-05-02T08:00:00.1+0000","event_type":"dns","src_ip":"10.0.0.53","src_port":53,"dest_ip":"10.0.0.1","dest_port":4000,"proto":"UDP",)"
      R"("dns":{"type":"answer","rcode":"NXDOMAIN","rrname":"a.example"}})");
  EXPECT_EQ(event.get(src_ip), "10.0.0.1");
  EXPECT_EQ(event.get(dst_port), "53");
  EXPECT_EQ(event.event.status, Status::failure);
}

TEST(SuricataEve, HandshakesRequestsFilesAndMailsKeepTheirNames) {
  const auto tls = decode(
      suricata_eve,
      eve("tls",
          R"("tls":{"subject":"CN=a.example","issuerdn":"CN=b","sni":"a.example","subjectaltname":["c.example"]})"));
  EXPECT_EQ(tls.get(tls_sni), "a.example");
  EXPECT_EQ(tls.all(certificate_subject), "CN=a.example c.example");
  EXPECT_EQ(tls.get(connection_uid), "77");
  const auto http = decode(
      suricata_eve,
      eve("http",
          R"("http":{"hostname":"a.example","url":"/x?y","http_user_agent":"kit","http_method":"GET","status":200})"));
  EXPECT_EQ(http.event.event_class, EventClass::http_activity);
  EXPECT_EQ(http.get(http_path), "/x?y");
  EXPECT_EQ(http.get(http_status), "200");
  EXPECT_EQ(http.get(url), "");
  const auto file = decode(suricata_eve, eve("fileinfo", R"("fileinfo":{"filename":"/a.bin","sha256":"ab","size":3})"));
  EXPECT_EQ(file.event.event_class, EventClass::file_activity);
  EXPECT_EQ(file.get(file_sha256), "ab");
  const auto mail = decode(
      suricata_eve,
      eve("smtp", R"("smtp":{"mail_from":"<a@b.example>","rcpt_to":["<c@d.example>"]},"email":{"subject":"s"})"));
  EXPECT_EQ(mail.event.event_class, EventClass::email_activity);
  EXPECT_EQ(mail.get(email_to), "<c@d.example>");
}

TEST(SuricataEve, AnAlertSaysWhatWasDoneAndWhatTheApplicationSaid) {
  const auto event = decode(
      suricata_eve,
      eve("alert",
          R"("direction":"to_client","alert":{"action":"blocked","signature_id":2000001,"signature":"ET TROJAN x","category":"bad"},"tls":{"sni":"a.example"})"));
  EXPECT_EQ(event.event.disposition, Disposition::blocked);
  EXPECT_EQ(event.get(message), "ET TROJAN x");
  EXPECT_EQ(event.get(event_code), "2000001");
  EXPECT_EQ(event.get(tls_sni), "a.example");
  EXPECT_EQ(event.get(src_ip), "198.51.100.7") << "the alert is about a packet that came back";
}

TEST(SuricataEve, AFlowThatNobodyAnsweredFailed) {
  const auto failed =
      decode(suricata_eve,
             eve("flow",
                 R"("flow":{"pkts_toclient":0,"bytes_toserver":60,"state":"new","start":"2023-05-02T09:59:00+0200"})"));
  EXPECT_EQ(failed.event.activity, model::activity::network_fail);
  EXPECT_EQ(failed.get(bytes_out), "60");
  const auto closed = decode(suricata_eve, eve("flow", R"("flow":{"pkts_toclient":4,"state":"closed"})"));
  EXPECT_EQ(closed.event.status, Status::success);
}

TEST(SuricataEve, CountersAreNothingAndHalfARecordIsBroken) {
  EXPECT_EQ(
      decode(suricata_eve, R"({"timestamp":"2023-05-02T10:00:00.25+0200","event_type":"stats","stats":{}})").outcome,
      Decoded::nothing);
  EXPECT_EQ(decode(suricata_eve, eve("tls", "\"tls\":{").substr(0, 90)).outcome, Decoded::unparsed);
}

}  // namespace
}  // namespace clew::evidence
