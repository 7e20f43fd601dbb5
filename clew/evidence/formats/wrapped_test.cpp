// Lines of known logs inside the records of others, as the reader hands them on.
#include "clew/evidence/formats/wrapped.h"

#include "clew/evidence/byte_source.h"
#include "clew/evidence/formats/testing.h"
#include "clew/evidence/framing.h"
#include "clew/evidence/reader.h"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

/// Source (of the record, where that is not the file's), time and event of each record of a file with these bytes: "squid_access 2023-06-27T10:11:12.000Z http_activity …".
std::vector<std::string> told(std::string_view bytes) {
  const Recognised found = recognise_wrapped(bytes, recognise(bytes));
  Member member;
  member.head = bytes;
  member.recognised = found;
  const FileContext context = context_of(member, nullptr);
  MemorySource source(bytes);
  const auto framer = make_framer(source, {.framing = found.format->framing}, {});
  Block block;
  Scratch scratch;
  std::vector<std::string> lines;
  while (framer->next(block)) {
    for (const Record& record : block.records) {
      model::Event event;
      OtherLog other;
      if (decode(*found.format, block, record, context, scratch, event, &other) != Decoded::event) continue;
      lines.push_back(fmt::format("{} {} {}", other.format == nullptr ? found.source : other.source,
                                  event.time ? base::to_rfc3339(*event.time) : "-", testing::told(event)));
    }
  }
  return lines;
}

TEST(Wrapped, LineInAJsonRecordIsReadAsWhatItIs) {
  EXPECT_EQ(
      told(R"({"log":"192.0.2.7 - - [27/Jun/2023:10:11:12 +0000] \"GET /x HTTP/1.1\" 200 612\n","stream":"stdout"})"),
      std::vector<std::string>{
          "web_access 2023-06-27T10:11:12Z http_activity 99 success src_endpoint.ip=192.0.2.7 "
          "http_request.http_method=GET http_request.url.path=/x http_response.code=200 traffic.bytes_in=612"});
}

TEST(Wrapped, RecordAroundItTellsWhatALineLeavesOpen) {
  const auto lines = told(
      R"({"@timestamp":"2023-06-27T10:11:12.5Z","host":"web-1","message":"Jun 27 12:11:12 web-1 sshd[9]: Accepted password for kim from 192.0.2.7 port 51 ssh2"})");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].starts_with("syslog_auth 2023-06-27T10:11:12.5Z authentication 1 success")) << lines[0];
  EXPECT_TRUE(lines[0].contains("device.hostname=web-1")) << lines[0];
}

/// Who acts is in the line, and the host around it has only collected it.
TEST(Wrapped, CollectorIsNoDevice) {
  const std::string row =
      R"("2023-06-27T10:11:12.000+0000","proxy-1","1687860672.000 45 10.0.3.42 TCP_TUNNEL/200 5400 CONNECT evil.example:443 - HIER_DIRECT/203.0.113.77 -")";
  const auto lines = told("\"_time\",host,\"_raw\"\n" + row + "\n" + row + "\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].starts_with("squid_access 2023-06-27T10:11:12.000Z http_activity")) << lines[0];
  EXPECT_TRUE(lines[0].contains("src_endpoint.ip=10.0.3.42")) << lines[0];
  EXPECT_FALSE(lines[0].contains("proxy-1")) << lines[0];
}

TEST(Wrapped, RecordWithoutSuchALineIsWhatItWas) {
  const auto lines = told(
      R"({"time":"2023-06-27T10:11:12Z","host":"web-1","log":"192.0.2.7 - - [27/Jun/2023:10:11:12 +0000] \"GET /x HTTP/1.1\" 200 612"}
{"time":"2023-06-27T10:11:13Z","host":"web-1","log":"started"}
{"time":"2023-06-27T10:11:14Z","host":"web-1"}
)");
  EXPECT_EQ(lines, (std::vector<std::string>{
                       "web_access 2023-06-27T10:11:12Z http_activity 99 success src_endpoint.ip=192.0.2.7 "
                       "http_request.http_method=GET http_request.url.path=/x http_response.code=200 "
                       "traffic.bytes_in=612",
                       "web_access 2023-06-27T10:11:13Z other 0 unknown device.hostname=web-1",
                       "web_access 2023-06-27T10:11:14Z other 0 unknown device.hostname=web-1"}));
}

TEST(Wrapped, TextOfNoKnownLogLeavesAFileAsItWas) {
  for (const std::string_view bytes : {R"({"time":"2023-06-27T10:11:12Z","message":"a long text that somebody wrote"})",
                                       "time,user,note\n2023-06-27T10:11:12Z,kim,a long text that somebody wrote\n"}) {
    const Recognised found = recognise_wrapped(bytes, recognise(bytes));
    EXPECT_EQ(found.wrapped, nullptr) << bytes;
    EXPECT_EQ(found.format, recognise(bytes).format) << bytes;
  }
}

/// Columns with the names of a known log's keys, and a column with such a record.
TEST(Wrapped, TableOfAKnownLogIsReadAsThatLog) {
  const auto rows = told(
      "Timestamp,DeviceId,DeviceName,ActionType,RemoteIP,RemotePort,RemoteUrl,LocalIP,ReportId\n"
      "\"Jun 27, 2023 10:11:12 AM\",d1,desk-7,ConnectionSuccess,203.0.113.77,443,evil.example,10.0.3.42,44\n");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_TRUE(rows[0].starts_with("defender_network 2023-06-27T10:11:12Z network_activity 1")) << rows[0];
  EXPECT_TRUE(rows[0].contains("dst_endpoint.ip=203.0.113.77")) << rows[0];

  const auto audit = told(
      "CreationDate,UserIds,Operations,AuditData\n"
      "2023-06-27T10:11:12.0000000Z,kim@corp.example,UserLoggedIn,\"{\"\"CreationTime\"\":\"\"2023-06-27T10:11:12\"\","
      "\"\"Operation\"\":\"\"UserLoggedIn\"\",\"\"RecordType\"\":15,\"\"Workload\"\":\"\"AzureActiveDirectory\"\","
      "\"\"ClientIP\"\":\"\"203.0.113.77\"\",\"\"UserId\"\":\"\"kim@corp.example\"\"}\"\n");
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_TRUE(audit[0].starts_with("microsoft_365_directory 2023-06-27T10:11:12Z authentication 1")) << audit[0];
  EXPECT_TRUE(audit[0].contains("src_endpoint.ip=203.0.113.77")) << audit[0];
}

/// The console's export of a log whose keys are the names of the columns, with the time as somebody's language has it.
TEST(Wrapped, TableOfABuiltInFormatIsReadByItsColumns) {
  const auto rows = told(
      "id,timestamp,service,event_type,client_ip,initiated_by.type,initiated_by.email,success,organization\n"
      "e1,2023-06-27T10:11:12Z,directory,admin_login_attempt,203.0.113.77,admin,kim@corp.example,true,o1\n"
      "e2,2023-06-27T10:11:13Z,directory,admin_login_attempt,203.0.113.78,admin,lee@corp.example,false,o1\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_TRUE(rows[0].starts_with("jumpcloud_directory_insights 2023-06-27T10:11:12Z authentication 1 success"))
      << rows[0];
  EXPECT_TRUE(rows[0].contains("src_endpoint.ip=203.0.113.77")) << rows[0];
  EXPECT_TRUE(rows[1].contains("authentication 1 failure")) << rows[1];
}

TEST(Wrapped, MessagesOfSyslogThatAreALogAreReadAsThatLog) {
  const std::string zeek =
      R"({"ts":1687860672.5,"uid":"C1","id.orig_h":"10.0.0.7","proto":"udp","query":"evil.example","qtype_name":"A","rcode_name":"NOERROR","answers":["203.0.113.9"]})";
  const auto looked_up = told("<134>1 2023-08-01T00:00:00Z collector1 shipper 1 - - " + zeek +
                              "\n<134>Aug  1 00:00:01 collector1 zeek: @cee: " + zeek +
                              "\n<30>1 2023-08-01T00:00:02Z collector1 shipper 1 - - restarted\n");
  ASSERT_EQ(looked_up.size(), 3U);
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_TRUE(looked_up[i].starts_with("zeek_dns 2023-06-27T10:11:12.5Z dns_activity 2 success")) << looked_up[i];
    EXPECT_FALSE(looked_up[i].contains("collector1")) << looked_up[i];
  }
  EXPECT_TRUE(looked_up[2].starts_with("syslog 2023-08-01T00:00:02Z")) << looked_up[2] << ": the shipper's own word";
  EXPECT_TRUE(looked_up[2].contains("collector1")) << looked_up[2];

  const auto requested = told(
      "<13>1 2023-08-01T00:00:00Z proxy1 squid 9 - - 1687860672.500    12 10.0.0.7 TCP_MISS/200 512 GET "
      "http://evil.example/a - HIER_DIRECT/203.0.113.9 text/html\n");
  ASSERT_EQ(requested.size(), 1U);
  EXPECT_TRUE(requested[0].starts_with("squid_access 2023-06-27T10:11:12.5")) << requested[0];

  // One program of many that writes JSON makes no other log of it.
  const auto others = told("Aug  1 00:00:00 web1 app[7]: " + zeek +
                           "\nAug  1 00:00:01 web1 sshd[8]: Accepted password for kim from 192.0.2.7 port 50000 ssh2"
                           "\nAug  1 00:00:02 web1 cron[9]: (root) CMD (true)\n");
  ASSERT_EQ(others.size(), 3U);
  EXPECT_TRUE(others[1].starts_with("syslog_auth")) << others[1];
}

/// An export of a search console over several indices.
TEST(Wrapped, RecordOfAnotherLogInAFileIsReadAsWhatItIs) {
  const auto rows = told(
      R"({"_index":"cloud","_source":{"eventVersion":"1.08","eventTime":"2023-06-27T10:11:12Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"x","sourceIPAddress":"203.0.113.77"}})"
      "\n"
      R"({"_index":"zeek","_source":{"ts":1687860672.5,"uid":"C1","id.orig_h":"10.0.0.7","proto":"udp","query":"evil.example","qtype_name":"A","rcode_name":"NOERROR","answers":["203.0.113.9"]}})"
      "\n"
      R"({"_index":"osquery","_source":{"name":"p","hostIdentifier":"desk-7","unixTime":1687860672,"columns":{"path":"/usr/bin/curl","cmdline":"curl evil.example","pid":"7","parent":"6"}}})"
      "\n");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_TRUE(rows[0].starts_with("cloudtrail 2023-06-27T10:11:12Z api_activity")) << rows[0];
  EXPECT_TRUE(rows[1].starts_with("zeek_dns 2023-06-27T10:11:12.5Z dns_activity 2 success")) << rows[1];
  EXPECT_TRUE(rows[2].starts_with("osquery 2023-06-27T10:11:12Z process_activity 1")) << rows[2];
}

/// As `jq --slurp` writes them.
TEST(Wrapped, ArrayOfTheLinesOfALogIsReadAsThatLog) {
  const auto looked_up = told(
      "[\n  {\"ts\": 1687860672.5, \"uid\": \"C1\", \"id.orig_h\": \"10.0.0.7\", \"proto\": \"udp\",\n"
      "   \"query\": \"evil.example\", \"qtype_name\": \"A\", \"rcode_name\": \"NOERROR\",\n"
      "   \"answers\": [\"203.0.113.9\"]},\n"
      "  {\"ts\": 1687860673.5, \"uid\": \"C2\", \"id.orig_h\": \"10.0.0.7\", \"proto\": \"udp\", \"query\": \"a.example\", "
      "\"answers\": [\"192.0.2.9\"]}\n]\n");
  ASSERT_EQ(looked_up.size(), 2U);
  EXPECT_TRUE(looked_up[0].starts_with("zeek_dns 2023-06-27T10:11:12.5Z dns_activity 2 success")) << looked_up[0];
  EXPECT_TRUE(looked_up[1].starts_with("zeek_dns 2023-06-27T10:11:13.5Z dns_activity 2")) << looked_up[1];

  const auto found = told(
      R"({"took":3,"hits":{"total":{"value":1},"hits":[{"_index":"x","_id":"1","_source":)"
      R"({"ts":1687860672.5,"uid":"C1","id.orig_h":"10.0.0.7","proto":"udp","query":"evil.example","answers":["192.0.2.9"]}}]}})");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].starts_with("zeek_dns 2023-06-27T10:11:12.5Z dns_activity 2")) << found[0];
}

/// What a table editor or a search console makes of JSON lines: a column for each path of any record, lists as JSON.
TEST(Wrapped, TableOfWhatWasJsonIsReadAsTheLogThatItWas) {
  const auto looked_up = told(
      "ts,uid,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,query,qtype_name,rcode_name,answers\n"
      "1687860672.5,C1,10.0.0.7,5000,10.0.0.53,53,udp,evil.example,A,NOERROR,"
      "\"[\"\"203.0.113.9\"\", \"\"203.0.113.10\"\"]\"\n");
  ASSERT_EQ(looked_up.size(), 1U);
  EXPECT_TRUE(looked_up[0].starts_with("zeek_dns 2023-06-27T10:11:12.5Z dns_activity 2 success")) << looked_up[0];
  EXPECT_TRUE(looked_up[0].contains("answers.rdata=203.0.113.9 answers.rdata=203.0.113.10")) << looked_up[0];

  const auto of_two_queries = told(
      "name,hostIdentifier,unixTime,columns.path,columns.cmdline,columns.pid,columns.parent,columns.target_path,columns.action\n"
      "pack_processes,desk-7,1687860672,/usr/bin/curl,curl evil.example,7,6,,\n"
      "pack_files,desk-7,1687860673,,,,,/tmp/a,CREATED\n");
  ASSERT_EQ(of_two_queries.size(), 2U);
  EXPECT_TRUE(of_two_queries[0].starts_with("osquery 2023-06-27T10:11:12Z process_activity 1")) << of_two_queries[0];
  EXPECT_TRUE(of_two_queries[1].starts_with("osquery 2023-06-27T10:11:13Z file_activity 1")) << of_two_queries[1];

  const auto results = told(
      "_id,workflowId,name,command,system,systemId,user,requestTime,responseTime,response.data.exitCode\n"
      "r1,w1,List users,cut -d: -f1 /etc/passwd,desk-7,s1,root,2023-06-27T10:11:12Z,2023-06-27T10:11:14Z,0\n");
  ASSERT_EQ(results.size(), 1U);
  EXPECT_TRUE(results[0].starts_with("jumpcloud_command_results 2023-06-27T10:11:14Z api_activity 99 success"))
      << results[0];
  EXPECT_TRUE(results[0].contains("device.hostname=desk-7")) << results[0];
}

}  // namespace
}  // namespace clew::evidence
