// Records of the Elastic Common Schema as Beats, the sensor on devices and exports of Kibana write them.
#include "clew/base/text.h"
#include "clew/evidence/formats/testing.h"

#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using model::Sight;

std::string record(std::string_view members) {
  return fmt::format(
      R"({{"@timestamp":"2023-06-27T10:11:12.123Z","ecs":{{"version":"8.11.0"}},"host":{{"name":"desk-7"}},{}}})",
      members);
}

/// What the reader makes of the last line of a file.
std::string told_last(const std::vector<std::string>& lines) {
  std::string head;
  for (const std::string& line : lines) head += line + '\n';
  const Recognised found = recognise(head);
  FileContext context;
  context.mapping = found.mapping;
  context.envelope = found.envelope;
  return found.source + ": " + testing::told(testing::decode(*found.format, lines.back(), context).event);
}

const std::string denied = record(
    R"("event":{"category":["network"],"type":["connection","denied"],"action":"flow_denied"},"source":{"ip":"10.0.3.42","port":51000},"destination":{"ip":"203.0.113.77","port":443})");
const std::string signed_in = record(
    R"("event":{"category":"authentication","type":"start","outcome":"failure"},"user":{"name":"kim"},"source":{"ip":"203.0.113.9"})");

TEST(ElasticLogs, HostOfAFlowIsASensorUnlessItKnowsTheProcess) {
  EXPECT_EQ(
      told_last({denied}),
      "elastic_network: network_activity 6 unknown blocked metadata.event_code=flow_denied src_endpoint.ip=10.0.3.42 "
      "src_endpoint.port=51000 dst_endpoint.ip=203.0.113.77 dst_endpoint.port=443");
  EXPECT_EQ(
      told_last({record(
          R"("event":{"category":["network"],"type":["start"]},"process":{"executable":"/usr/bin/curl","pid":12},"destination":{"ip":"203.0.113.77"})")}),
      "elastic_network: network_activity 6 unknown device.hostname=desk-7 actor.process.file.path=/usr/bin/curl "
      "actor.process.pid=12 dst_endpoint.ip=203.0.113.77");
}

TEST(ElasticLogs, CategoryTellsWhatARecordIs) {
  EXPECT_EQ(
      told_last({record(
          R"("event":{"category":["network"],"type":["protocol"]},"dns":{"question":{"name":"evil.example.","type":"A"},"answers":[{"data":"203.0.113.77"}],"response_code":"NOERROR"},"client":{"ip":"10.0.3.42"})")}),
      "elastic_dns: dns_activity 1 unknown query.hostname=evil.example query.type=A answers.rdata=203.0.113.77 "
      "rcode=NOERROR src_endpoint.ip=10.0.3.42");
  EXPECT_EQ(
      told_last({record(
          R"("event":{"category":["process"],"type":["start"],"action":"exec"},"process":{"executable":"/usr/bin/curl","command_line":"curl x","pid":12,"parent":{"executable":"/bin/sh"}},"user":{"name":"kim"})")}),
      "elastic_process: process_activity 1 unknown metadata.event_code=exec device.hostname=desk-7 "
      "process.file.path=/usr/bin/curl process.cmd_line=curl x process.pid=12 "
      "process.parent_process.file.path=/bin/sh process.user.name=kim");
  EXPECT_EQ(
      told_last({record(
          R"("event":{"category":["file"],"type":["creation"]},"file":{"path":"/tmp/x","name":"x"},"process":{"executable":"/usr/bin/curl"})")}),
      "elastic_file: file_activity 1 unknown device.hostname=desk-7 file.path=/tmp/x file.name=x "
      "actor.process.file.path=/usr/bin/curl");
  EXPECT_EQ(told_last({signed_in}),
            "elastic_authentication: authentication 1 failure device.hostname=desk-7 actor.user.name=kim "
            "src_endpoint.ip=203.0.113.9");
  EXPECT_EQ(
      told_last({record(
          R"("event":{"category":["iam"],"type":["user","creation"],"outcome":"success"},"user":{"name":"kim","target":{"name":"new"}})")}),
      "elastic_account: account_change 1 success device.hostname=desk-7 actor.user.name=kim resources.name=new");
  EXPECT_EQ(told_last({record(R"("event":{"category":["configuration"]},"message":"a word")")}),
            "elastic_common_schema: other 0 unknown device.hostname=desk-7 message=a word");
}

/// A file that begins with records of several kinds is covered for none of them, and each is read as what it is.
TEST(ElasticLogs, FileOfSeveralKindsIsOnlyTheSchema) {
  EXPECT_EQ(told_last({signed_in, denied}).substr(0, 39), "elastic_common_schema: network_activity");
  const Recognised found = recognise(signed_in + '\n' + denied + '\n');
  ASSERT_NE(found.mapping, nullptr);
  EXPECT_EQ(found.mapping->sees, std::vector{Sight::text});
}

TEST(ElasticLogs, SensorOnDevicesShowsAllKinds) {
  const std::string agent = R"("agent":{"id":"a-1","type":"endpoint"},)";
  const std::string flow = record(agent + R"("event":{"category":["network"]},"process":{"executable":"/x"})");
  const std::string file =
      record(agent + R"("event":{"category":["file"],"type":["change"]},"file":{"path":"/tmp/x"})");
  EXPECT_EQ(told_last({flow, file}), "elastic_defend: file_activity 3 unknown device.hostname=desk-7 file.path=/tmp/x");
}

TEST(ElasticLogs, IsFoundInWhatASearchGives) {
  EXPECT_EQ(told_last({R"({"_index":"x","_id":"1","_source":)" + signed_in + "}"}), told_last({signed_in}));
}

}  // namespace
}  // namespace clew::evidence
