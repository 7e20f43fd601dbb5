#include "clew/evidence/formats/zeek.h"

#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using namespace testing;
using enum model::Attribute;
using model::EventClass;
using model::Status;

constexpr std::string_view dns_record =
    R"({"ts":1688000000.250001,"uid":"Cabc1","id.orig_h":"192.0.2.10","id.orig_p":40000,"id.resp_h":"192.0.2.53","id.resp_p":53,)"
    R"("proto":"udp","trans_id":7,"query":"www.shop.example","qtype":1,"qtype_name":"A","rcode":0,"rcode_name":"NOERROR",)"
    R"("answers":["cdn.shop.example","198.51.100.9"],"rejected":false})";

constexpr std::string_view dns_header =
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tquery\tqtype_name\trcode_name\tanswers\trejected\n"
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tstring\tstring\tvector[string]\tbool\n";
constexpr std::string_view dns_line =
    "1688000000.250001\tCabc1\t192.0.2.10\t40000\t192.0.2.53\t53\tudp\twww.shop.example\tA\tNOERROR\t"
    "cdn.shop.example,198.51.100.9\tF";

FileContext with_header(std::string_view header) {
  FileContext context;
  context.header = header;
  return context;
}

void expect_shop(const Decoding& decoding) {
  ASSERT_EQ(decoding.outcome, Decoded::event);
  EXPECT_EQ(decoding.event.event_class, EventClass::dns_activity);
  EXPECT_EQ(decoding.event.activity, model::activity::dns_response);
  EXPECT_EQ(decoding.event.status, Status::success);
  EXPECT_EQ(decoding.time(), "2023-06-29T00:53:20.250001Z");
  EXPECT_EQ(decoding.get(query_hostname), "www.shop.example");
  EXPECT_EQ(decoding.all(answer), "cdn.shop.example 198.51.100.9");
  EXPECT_EQ(decoding.get(src_ip), "192.0.2.10");
  EXPECT_EQ(decoding.get(connection_uid), "Cabc1");
  EXPECT_EQ(decoding.get(rcode), "NOERROR");
}

TEST(Zeek, TheSameLookupInBothFormsIsTheSameEvent) {
  expect_shop(decode(zeek_json, dns_record));
  expect_shop(decode(zeek_tsv, dns_line, with_header(dns_header)));
}

TEST(Zeek, NestedIdsAreTheSameAsDottedOnes) {
  const auto event =
      decode(zeek_json, R"({"ts":1688000000.0,"uid":"C1","id":{"orig_h":"192.0.2.1"},"conn_state":"S0"})");
  EXPECT_EQ(event.get(src_ip), "192.0.2.1");
  EXPECT_EQ(event.time(), "2023-06-29T00:53:20.0Z");
}

TEST(Zeek, ALogIsNamedByItsPathOrByItsFields) {
  EXPECT_EQ(recognised(dns_record), "zeek_json zeek_dns");
  EXPECT_EQ(recognised(R"({"_path":"conn","_write_ts":"2023-06-29T00:53:21Z","ts":"2023-06-29T00:53:20Z","uid":"C1"})"),
            "zeek_json zeek_conn");
  EXPECT_EQ(recognised(R"({"ts":1.0,"uid":"C1","id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.2","strange":1})"),
            "zeek_json zeek");
  EXPECT_EQ(recognised(std::string(dns_header) + std::string(dns_line)), "zeek_tsv zeek_dns");
  EXPECT_EQ(recognised("#a comment\n#separator \\x09\n#path\tssl\n"), "zeek_tsv zeek_ssl");
}

TEST(Zeek, AFirstLineThatWasCutDoesNotHideTheLog) {
  EXPECT_EQ(recognised("id.resp_p\":53,\"query\":\"x\"}\n" + std::string(dns_record)), "zeek_json zeek_dns");
}

TEST(Zeek, ConnectionStatesSayWhatBecameOfIt) {
  struct Row {
    std::string_view state;
    std::uint8_t activity;
    Status status;
  };
  constexpr Row rows[] = {
      {"SF", model::activity::network_close, Status::success},
      {"S0", model::activity::network_fail, Status::failure},
      {"REJ", model::activity::network_refuse, Status::failure},
      {"RSTR", model::activity::network_close, Status::success},
      {"OTH", model::activity::network_traffic, Status::unknown},
      {"new", model::activity::network_traffic, Status::unknown},
  };
  for (const Row& row : rows) {
    const auto event = decode(
        zeek_json, R"({"ts":1,"uid":"C","id.orig_h":"192.0.2.1","conn_state":")" + std::string(row.state) + "\"}");
    EXPECT_EQ(event.event.event_class, EventClass::network_activity);
    EXPECT_EQ(event.event.activity, row.activity) << row.state;
    EXPECT_EQ(event.event.status, row.status) << row.state;
  }
}

TEST(Zeek, ALookupWithoutAnAnswerIsAQueryAndARefusedOneFailed) {
  const auto asked = decode(
      zeek_json, R"({"ts":1,"uid":"C","id.orig_h":"192.0.2.1","query":"a.example","qtype_name":"A","trans_id":1})");
  EXPECT_EQ(asked.event.activity, model::activity::dns_query);
  EXPECT_EQ(asked.event.status, Status::unknown);
  const auto missing = decode(zeek_json, R"({"_path":"dns","ts":1,"query":"a.example","rcode_name":"NXDOMAIN"})");
  EXPECT_EQ(missing.event.status, Status::failure);
}

TEST(Zeek, AHandshakeIsEstablishedOrNot) {
  const auto event =
      decode(zeek_json, R"({"_path":"ssl","ts":1,"uid":"C","server_name":"a.example","established":false})");
  EXPECT_EQ(event.get(tls_sni), "a.example");
  EXPECT_EQ(event.get(tls_established), "false");
  EXPECT_EQ(event.event.status, Status::failure);
}

TEST(Zeek, AnAddressThatWasGivenIsALease) {
  const auto record = [](std::string_view types) {
    return decode(
        zeek_json,
        R"({"_path":"dhcp","ts":1688000000.0,"uids":["C1"],"client_addr":"192.0.2.9","mac":"00:11:22:33:44:55",)"
        R"("host_name":"desk-7","assigned_addr":"192.0.2.7","lease_time":3600.0)" +
            std::string(types) + "}");
  };
  EXPECT_EQ(recognised(R"({"ts":1688000000.0,"uids":["C1"],"mac":"00:11:22:33:44:55","assigned_addr":"192.0.2.7"})"),
            "zeek_json zeek_dhcp");
  const auto given = record(R"(,"msg_types":["DISCOVER","OFFER","REQUEST","ACK"])");
  EXPECT_EQ(given.event.event_class, EventClass::dhcp_activity);
  EXPECT_EQ(given.event.activity, model::activity::dhcp_ack);
  EXPECT_EQ(given.get(src_ip), "192.0.2.7");
  EXPECT_EQ(given.get(src_mac), "00:11:22:33:44:55");
  EXPECT_EQ(given.get(device_hostname), "desk-7");
  EXPECT_EQ(given.get(lease_duration), "3600.0");
  EXPECT_EQ(record("").event.activity, model::activity::dhcp_ack) << "as Zeek wrote before 3.0";
  EXPECT_EQ(record(R"(,"msg_types":["DISCOVER","OFFER"])").event.activity, model::activity::other);
  EXPECT_EQ(record(R"(,"msg_types":["REQUEST","NAK"])").event.activity, model::activity::other);
  EXPECT_EQ(record(R"(,"msg_types":["RELEASE"])").event.activity, model::activity::dhcp_release);
}

TEST(Zeek, ARequestThroughAProxyHasItsUrl) {
  const auto event = decode(
      zeek_json,
      R"({"_path":"http","ts":1,"uid":"C","method":"GET","host":"a.example","uri":"http://a.example/x","status_code":200})");
  EXPECT_EQ(event.event.event_class, EventClass::http_activity);
  EXPECT_EQ(event.get(url), "http://a.example/x");
  EXPECT_EQ(event.get(http_status), "200");
}

TEST(ZeekTsv, EscapesAreDecodedButForWhatCannotBeRead) {
  const std::string header =
      "#separator \\x09\n#path\tdns\n#fields\tts\tquery\tanswers\n#types\ttime\tstring\tset[string]\n";
  const auto event = decode(zeek_tsv, "1.0\ta\\x09b\\\\c\\x00\ta\\x2cb,c", with_header(header));
  ASSERT_EQ(event.outcome, Decoded::event);
  EXPECT_EQ(event.get(query_hostname), "a\tb\\c\\x00");
  EXPECT_EQ(event.all(answer), "a,b c");
}

TEST(ZeekTsv, UnsetAndEmptyFieldsSayNothing) {
  const std::string header =
      "#separator \\x09\n#unset_field\t~\n#empty_field\tnone\n#path\tdns\n#fields\tts\tquery\tanswers\n#types\ttime\tstring\tset[string]\n";
  const auto event = decode(zeek_tsv, "1.0\t~\tnone", with_header(header));
  ASSERT_EQ(event.outcome, Decoded::event);
  EXPECT_EQ(event.event.fields().size(), 1U);
  EXPECT_EQ(event.get(original_time), "1.0");
}

TEST(ZeekTsv, ALineWithTheWrongNumberOfValuesIsBroken) {
  const auto context = with_header(dns_header);
  EXPECT_EQ(decode(zeek_tsv, dns_line.substr(0, 60), context).outcome, Decoded::unparsed);
  EXPECT_EQ(decode(zeek_tsv, std::string(dns_line) + "\tmore", context).outcome, Decoded::unparsed);
  EXPECT_EQ(decode(zeek_tsv, dns_line, FileContext{}).outcome, Decoded::unparsed);
  EXPECT_EQ(decode(zeek_tsv, "#close\t2023-06-29", context).outcome, Decoded::nothing);
}

TEST(ZeekTsv, ANewHeaderIsReadWhenItChanges) {
  Scratch scratch;
  model::Event event;
  EXPECT_EQ(zeek_tsv.decode(dns_line, with_header(dns_header), scratch, event), Decoded::event);
  event.clear();
  const auto other = with_header("#separator \\x7c\n#path|http\n#fields|ts|host\n#types|time|string\n");
  EXPECT_EQ(zeek_tsv.decode("1.0|a.example", other, scratch, event), Decoded::event);
  EXPECT_EQ(event.get(http_host), "a.example");
}

TEST(ZeekTsv, SeparatorsMayBeSeveralCharacters) {
  const std::string header =
      "#separator ||\n#set_separator||;\n#path||dns\n#fields||ts||query||answers\n#types||time||string||set[string]\n";
  EXPECT_EQ(recognised(header), "zeek_tsv zeek_dns");
  const auto event = decode(zeek_tsv, "1.0||a\\x7c\\x7cb||c;d", with_header(header));
  ASSERT_EQ(event.outcome, Decoded::event);
  EXPECT_EQ(event.get(query_hostname), "a||b");
  EXPECT_EQ(event.all(answer), "c d");
}

TEST(Zeek, LogonsFilesAndNoticesOfOtherLogsKeepTheirMeaning) {
  const auto logon = decode(
      zeek_json,
      R"({"_path":"kerberos","ts":1,"uid":"C","id.orig_h":"192.0.2.1","client":"kit/EXAMPLE","service":"krbtgt/EXAMPLE","success":false,"error_msg":"KDC_ERR"})");
  EXPECT_EQ(logon.event.event_class, EventClass::authentication);
  EXPECT_EQ(logon.event.status, Status::failure);
  EXPECT_EQ(logon.get(actor_user_name), "kit/EXAMPLE");
  const auto file =
      decode(zeek_json,
             R"({"_path":"smb_files","ts":1,"uid":"C","action":"SMB::FILE_WRITE","path":"\\\\a\\b","name":"c.exe"})");
  EXPECT_EQ(file.event.activity, model::activity::file_update);
  EXPECT_EQ(file.get(file_path), "c.exe");
  const auto told = decode(zeek_json, R"({"_path":"notice","ts":1,"note":"SSL::Invalid","msg":"m","src":"192.0.2.1"})");
  EXPECT_EQ(told.get(event_code), "SSL::Invalid");
  EXPECT_EQ(told.get(src_ip), "192.0.2.1");
  EXPECT_EQ(decode(zeek_json, R"({"_path":"weird","ts":1,"name":"odd","addl":"x"})").get(event_code), "odd");
}

TEST(Zeek, WhatALogCanShowFollowsFromItsName) {
  EXPECT_EQ(zeek_sees("zeek_dns")[0], model::Sight::dns);
  EXPECT_EQ(zeek_sees("zeek_conn")[0], model::Sight::connection);
  EXPECT_EQ(zeek_sees("zeek")[0], model::Sight::text);
}

}  // namespace
}  // namespace clew::evidence
