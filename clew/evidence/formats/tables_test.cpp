#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/by_shape.h"
#include "clew/evidence/formats/testing.h"
#include "clew/evidence/formats/time_of.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using testing::decode;
using testing::Decoding;
using testing::recognised;
using enum model::Attribute;

/// The line after the first, as the reader hands it on.
Decoding decode_table(const Format& format, std::string_view head, std::string_view line) {
  FileContext context;
  format.prepare(head, context);
  return decode(format, line, context);
}
Decoding flow(std::string_view columns, std::string_view line) {
  const std::string head = std::string(columns) + "\n" + std::string(line) + "\n";
  EXPECT_TRUE(recognised(head).starts_with("flow_csv ")) << recognised(head);
  return decode_table(flow_csv, head, line);
}
Decoding table(std::string_view columns, std::string_view line) {
  const std::string head = std::string(columns) + "\n" + std::string(line) + "\n";
  EXPECT_EQ(recognised(head), "csv_generic csv");
  return decode_table(csv_generic, head, line);
}

TEST(Shape, TellsValuesByWhatTheyLookLike) {
  EXPECT_EQ(shape_of("192.0.2.7"), Shape::ip);
  EXPECT_EQ(shape_of("2001:db8::7"), Shape::ip);
  EXPECT_EQ(shape_of("2025-03-15T10:00:00Z"), Shape::time);
  EXPECT_EQ(shape_of("Mar 15, 2025 @ 10:00:00.000"), Shape::time);
  EXPECT_EQ(shape_of("6/7/2023 1:04 PM"), Shape::time);
  EXPECT_EQ(shape_of("06/07/2023 13:04"), Shape::time);
  EXPECT_EQ(shape_of("https://evil.example.com/a?b"), Shape::url);
  EXPECT_EQ(shape_of("ada@example.com"), Shape::email);
  EXPECT_EQ(shape_of("www.example.com"), Shape::domain);
  EXPECT_EQ(shape_of(std::string(32, 'a')), Shape::md5);
  EXPECT_EQ(shape_of(std::string(64, '0')), Shape::sha256);
  for (const std::string_view nothing : {"", "-", "1.2.3", "1742000000", "2025-03-15", "hello, world", "a@b",
                                         "::", "12:30", "1742000000123456", "http://"})
    EXPECT_EQ(shape_of(nothing), Shape::none) << nothing;
}

TEST(CsvGeneric, QuotedValuesMayHaveSeveralLines) {
  const std::string head =
      "Time,User,Note\n2025-03-15 10:00:00,ada,\"one\ntwo, \"\"three\"\"\"\n2025-03-15 10:00:01,kit,x\n";
  EXPECT_EQ(recognised(head), "csv_generic csv");
  const Decoding event = decode_table(csv_generic, head, "2025-03-15 10:00:00,ada,\"one\n192.0.2.7, x\"");
  EXPECT_EQ(event.time(), "2025-03-15T10:00:00Z");
  EXPECT_EQ(event.get(actor_user_name), "ada");
}

/// As Windows' Event Viewer writes it: the column of the event's text has no name.
TEST(CsvGeneric, LastColumnMayLackItsName) {
  const std::string_view names = "Level,Date and Time,Source,Event ID,Task Category";
  const std::string row =
      "Information,6/27/2023 10:11:12 AM,Security-Auditing,4688,Process Creation,\"A process.\n\nName: curl\"";
  const std::string head = std::string(names) + '\n' + row + '\n';
  EXPECT_EQ(recognised(head), "csv_generic csv");
  const Decoding event = decode_table(csv_generic, head, row);
  EXPECT_EQ(event.time(), "2023-06-27T10:11:12Z");
  EXPECT_EQ(event.get(message), "A process.\n\nName: curl");
  EXPECT_EQ(decode_table(csv_generic, head, names).outcome, Decoded::nothing);
}

TEST(CsvGeneric, KnowsColumnsByWhatStandsInThem) {
  const Decoding event = table("Zeitpunkt,Wer,Von,Ziel-Adresse,Notiz",
                               R"(2025-03-15 10:00:00,ada,192.0.2.7,"https://a.example.com/x,y",ok)");
  EXPECT_EQ(event.time(), "2025-03-15T10:00:00Z");
  EXPECT_EQ(event.event.time_quality, model::TimeQuality::zone_assumed);
  EXPECT_EQ(event.get(original_time), "2025-03-15 10:00:00");
  EXPECT_EQ(event.all(observable), "192.0.2.7 https://a.example.com/x,y");
  EXPECT_EQ(event.event.event_class, model::EventClass::other);
}

TEST(CsvGeneric, TakesTheHelpOfNames) {
  const Decoding event = table("Event Time;User Name;Source IP;SHA-256;Action",
                               "2025-03-15T10:00:00+02:00;ada;192.0.2.7;" + std::string(64, 'a') + ";Blocked");
  EXPECT_EQ(event.time(), "2025-03-15T08:00:00Z");
  EXPECT_EQ(event.get(actor_user_name), "ada");
  EXPECT_EQ(event.get(src_ip), "192.0.2.7");
  EXPECT_EQ(event.get(file_sha256), std::string(64, 'a'));
  EXPECT_EQ(event.event.disposition, model::Disposition::blocked);
}

TEST(CsvGeneric, JoinsADateAndATimeOfDay) {
  const Decoding event = table("Date,Time,Client", "2025-03-15,10:00:01,192.0.2.7");
  EXPECT_EQ(event.time(), "2025-03-15T10:00:01Z");
  EXPECT_EQ(event.get(src_ip), "192.0.2.7");
}

TEST(CsvGeneric, ADateAloneIsNoTimeOfAnEvent) {
  EXPECT_FALSE(table("date,indicator", "2025-03-15,203.0.113.9").event.time);
  EXPECT_FALSE(table("first_seen,ip", "2025-03-15 10:00:00,203.0.113.9").event.time);
}

TEST(CsvGeneric, DatesAreInTheOrderThatTheFileShows) {
  constexpr std::string_view columns = "When,Host,Remote";
  EXPECT_EQ(table(columns, "06/25/2023 13:04:11,ws-1,192.0.2.7").time(), "2023-06-25T13:04:11Z");
  EXPECT_EQ(table(columns, "06/07/2023 1:04:11 PM,ws-1,192.0.2.7").time(), "2023-06-07T13:04:11Z");
  EXPECT_FALSE(table(columns, "06/07/2023 13:04:11,ws-1,192.0.2.7").event.time) << "June or July: nothing tells";
  const std::string head = std::string(columns) + "\n25/06/2023 13:04:11,ws-1,192.0.2.7\n";
  const Decoding event = decode_table(csv_generic, head, "06/07/2023 13:04:11,ws-1,192.0.2.7");
  EXPECT_EQ(event.time(), "2023-07-06T13:04:11Z");
  EXPECT_EQ(event.get(original_time), "06/07/2023 13:04:11");
}

TEST(CsvGeneric, LeavesOtherTextAlone) {
  for (const std::string_view text :
       {"2025-03-15 10:00:00,123 INFO start\n2025-03-15 10:00:01,456 INFO end\n", "a,b\n1,2\n", "one line, only\n",
        "Dear Ada,\nthe address, as you know, is 192.0.2.7\n", "name,ip\n",
        "192.0.2.7,192.0.2.8\n192.0.2.9,192.0.2.10\n", "time,ip\n2025-03-15 10:00:00,192.0.2.7,too,many\n"})
    EXPECT_EQ(recognised(text), "text text") << text;
}

TEST(CsvGeneric, ARowWithTooManyValuesIsBroken) {
  const std::string head = "time,client ip\n2025-03-15 10:00:00,192.0.2.7\n";
  EXPECT_EQ(decode_table(csv_generic, head, "2025-03-15 10:00:00,192.0.2.7,x").outcome, Decoded::unparsed);
  EXPECT_EQ(decode_table(csv_generic, head, "time,client ip").outcome, Decoded::nothing);
  EXPECT_EQ(decode_table(csv_generic, head, " ").outcome, Decoded::nothing);
}

TEST(JsonOfUnknownShape, FindsTimeAndValuesByShape) {
  const Decoding event = decode(
      json_lines,
      R"({"a":{"when":"2025-03-15T10:00:00Z","first_seen":"2024-01-01T00:00:00Z"},"remote":"203.0.113.9","ref":"https://x.example.com/","id":"0123456789abcdef0123456789abcdef","script":"setup.sh"})");
  EXPECT_EQ(event.time(), "2025-03-15T10:00:00Z");
  EXPECT_EQ(event.all(observable), "203.0.113.9 https://x.example.com/");
  EXPECT_EQ(event.get(file_md5), "");
}

TEST(FlowCsv, ReadsVpcFlowLogsWithAndWithoutNames) {
  const std::string_view line =
      "2 123456789012 eni-0a1b2c3d 10.0.1.5 203.0.113.9 49152 443 6 20 4249 1742000000 1742000060 ACCEPT OK";
  for (const bool with_names : {true, false}) {
    const std::string head =
        (with_names
             ? "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end "
               "action log-status\n"
             : "") +
        std::string(line) + "\n";
    EXPECT_EQ(recognised(head), "flow_csv vpc_flow");
    const Decoding event = decode_table(flow_csv, head, line);
    EXPECT_EQ(event.time(), "2025-03-15T00:53:20Z");
    EXPECT_EQ(event.get(src_ip) + ":" + event.get(src_port), "10.0.1.5:49152");
    EXPECT_EQ(event.get(dst_ip) + ":" + event.get(dst_port), "203.0.113.9:443");
    EXPECT_EQ(event.get(protocol), "tcp");
    EXPECT_EQ(event.get(bytes_out), "4249");
    EXPECT_EQ(event.get(org_uid), "123456789012");
    EXPECT_EQ(event.event.disposition, model::Disposition::allowed);
    EXPECT_EQ(event.event.activity, model::activity::network_traffic);
    const Decoding none =
        decode_table(flow_csv, head, "2 123456789012 eni-0a1b2c3d - - - - - - - 1742000000 1742000060 - NODATA");
    EXPECT_EQ(none.outcome, Decoded::event);
    EXPECT_EQ(none.get(status_detail), "NODATA");
    EXPECT_EQ(none.get(src_ip), "");
    const Decoding rejected = decode_table(
        flow_csv, head, "2 123456789012 eni-0a1b2c3d 10.0.1.5 203.0.113.9 1 2 17 1 40 1742000000 1742000060 REJECT OK");
    EXPECT_EQ(rejected.event.activity, model::activity::network_refuse);
    EXPECT_EQ(rejected.get(protocol), "udp");
  }
}

TEST(FlowCsv, ReadsNfdumpSilkAndArgus) {
  const Decoding nfdump =
      flow("ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt",
           "2025-03-15 10:00:00,2025-03-15 10:00:01,1.0,10.0.1.5,203.0.113.9,49152,443,TCP,.AP.SF,0,0,5,700,6,900");
  EXPECT_EQ(nfdump.time(), "2025-03-15T10:00:00Z");
  EXPECT_EQ(nfdump.get(bytes_out) + " " + nfdump.get(bytes_in), "700 900");
  const Decoding silk =
      flow("            sIP|            dIP|sPort|dPort|pro|   packets|     bytes|                  sTime|",
           "       10.0.1.5|    203.0.113.9|49152|   53| 17|         1|        60|2025/03/15T10:00:00.338|");
  EXPECT_EQ(silk.time(), "2025-03-15T10:00:00.338Z");
  EXPECT_EQ(silk.get(dst_port) + " " + silk.get(protocol), "53 udp");
  const Decoding argus =
      flow("StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes",
           "2025/03/15 10:00:00.607825,1.0,tcp,10.0.1.5,49152,   ->,203.0.113.9,443,FSPA_FSPA,5,900,400");
  EXPECT_EQ(argus.get(bytes_out), "400");
  EXPECT_EQ(argus.get(connection_state), "FSPA_FSPA");
}

TEST(FlowCsv, SummariesAreNoFlowsAndBrokenOnesAreCounted) {
  const std::string head = "ts,sa,da,pr,ibyt\n2025-03-15 10:00:00,10.0.1.5,203.0.113.9,TCP,1\n";
  EXPECT_EQ(decode_table(flow_csv, head, "Summary").outcome, Decoded::nothing);
  EXPECT_EQ(decode_table(flow_csv, head, "flows,bytes,packets,avg_bps,avg_pps,avg_bpp").outcome, Decoded::nothing);
  EXPECT_EQ(decode_table(flow_csv, head, "2025-03-15 10:00:00,10.0.1,203.0.113.9,TCP,1").outcome, Decoded::unparsed);
}

TEST(TimeOf, ReadsWhatConsolesExport) {
  EXPECT_EQ(base::to_rfc3339(parse_month_first("Jun 27, 2023 @ 18:36:41.000")->instant), "2023-06-27T18:36:41.000Z");
  EXPECT_EQ(base::to_rfc3339(parse_month_first("Jun 27, 2023, 6:36:41 PM")->instant), "2023-06-27T18:36:41Z");
  EXPECT_EQ(base::to_rfc3339(parse_month_first("Jun 7, 2023 12:05 am")->instant), "2023-06-07T00:05:00Z");
  for (const std::string_view broken : {"", "Jun", "Jun 27", "Jun 27, 2023", "Jun 31, 2023 10:00:00",
                                        "Jun 27, 2023 13:00 PM", "Jun 27, 2023 10:00:00 x", "Jun 27, 2023 10:00:00."})
    EXPECT_FALSE(parse_month_first(broken)) << broken;
}

}  // namespace
}  // namespace clew::evidence
