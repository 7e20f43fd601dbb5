// Events that one program reads and another one collects, exports or judges.
#include "clew/evidence/formats/testing_log.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using testing::line_told;
using testing::row_told;

/// The event knows its own time better than who passed it on.
TEST(EventXml, IsReadWhereverItStands) {
  EXPECT_EQ(
      line_told(
          R"(Jun 27 10:12:44 web-7 sysmon: <Event><System><Provider Name="Linux-Sysmon" Guid="{ff03}"/><EventID>3</EventID><TimeCreated SystemTime="2023-06-27T08:12:44.123Z"/><EventRecordID>47</EventRecordID><Channel>Linux-Sysmon/Operational</Channel><Computer>web-7</Computer></System><EventData><Data Name="UtcTime">2023-06-27 08:12:44.120</Data><Data Name="ProcessId">4711</Data><Data Name="Image">/opt/tool</Data><Data Name="User">root</Data><Data Name="Protocol">tcp</Data><Data Name="SourceIp">10.0.4.21</Data><Data Name="SourcePort">50000</Data><Data Name="DestinationIp">203.0.113.66</Data><Data Name="DestinationPort">443</Data></EventData></Event>)"),
      R"(syslog_sysmon: 2023-06-27T08:12:44.120Z network_activity 1 unknown device.hostname=web-7 metadata.event_code=3 metadata.uid=47 actor.process.pid=4711 actor.process.file.path=/opt/tool actor.user.name=root connection_info.protocol_name=tcp src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443)")
      << "syslog";
  EXPECT_EQ(
      line_told(
          R"({"__REALTIME_TIMESTAMP": "1687853564123456", "__CURSOR": "s=1", "_BOOT_ID": "aa", "_HOSTNAME": "web-7", "SYSLOG_IDENTIFIER": "sysmon", "MESSAGE": "<Event><System><Provider Name=\"Linux-Sysmon\" Guid=\"{ff03}\"/><EventID>3</EventID><TimeCreated SystemTime=\"2023-06-27T08:12:44.123Z\"/><EventRecordID>47</EventRecordID><Channel>Linux-Sysmon/Operational</Channel><Computer>web-7</Computer></System><EventData><Data Name=\"UtcTime\">2023-06-27 08:12:44.120</Data><Data Name=\"ProcessId\">4711</Data><Data Name=\"Image\">/opt/tool</Data><Data Name=\"User\">root</Data><Data Name=\"Protocol\">tcp</Data><Data Name=\"SourceIp\">10.0.4.21</Data><Data Name=\"SourcePort\">50000</Data><Data Name=\"DestinationIp\">203.0.113.66</Data><Data Name=\"DestinationPort\">443</Data></EventData></Event>"})"),
      R"(journald: 2023-06-27T08:12:44.120Z network_activity 1 unknown metadata.uid=s=1 device.hostname=web-7 metadata.event_code=3 metadata.uid=47 actor.process.pid=4711 actor.process.file.path=/opt/tool actor.user.name=root connection_info.protocol_name=tcp src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443)")
      << "journal";
  EXPECT_EQ(
      row_told(
          R"("_time","host","_raw")",
          R"("2023-06-27T10:12:44.123+0200","collector","<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Linux-Sysmon' Guid='{ff03}'/><EventID>3</EventID><TimeCreated SystemTime='2023-06-27T08:12:44.123Z'/><EventRecordID>47</EventRecordID><Channel>Linux-Sysmon/Operational</Channel><Computer>web-7</Computer></System><EventData><Data Name='UtcTime'>2023-06-27 08:12:44.120</Data><Data Name='ProcessId'>4711</Data><Data Name='Image'>/opt/tool</Data><Data Name='User'>root</Data><Data Name='Protocol'>tcp</Data><Data Name='SourceIp'>10.0.4.21</Data><Data Name='SourcePort'>50000</Data><Data Name='DestinationIp'>203.0.113.66</Data><Data Name='DestinationPort'>443</Data></EventData></Event>")"),
      R"(windows_events: 2023-06-27T08:12:44.120Z network_activity 1 unknown device.hostname=web-7 metadata.event_code=3 metadata.uid=47 actor.process.pid=4711 actor.process.file.path=/opt/tool actor.user.name=root connection_info.protocol_name=tcp src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443)")
      << "splunk";
  EXPECT_EQ(
      line_told(
          R"({"preview": false, "result": {"_time": "2023-06-27T10:12:44.123+0200", "host": "collector", "_raw": "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Linux-Sysmon' Guid='{ff03}'/><EventID>3</EventID><TimeCreated SystemTime='2023-06-27T08:12:44.123Z'/><EventRecordID>47</EventRecordID><Channel>Linux-Sysmon/Operational</Channel><Computer>web-7</Computer></System><EventData><Data Name='UtcTime'>2023-06-27 08:12:44.120</Data><Data Name='ProcessId'>4711</Data><Data Name='Image'>/opt/tool</Data><Data Name='User'>root</Data><Data Name='Protocol'>tcp</Data><Data Name='SourceIp'>10.0.4.21</Data><Data Name='SourcePort'>50000</Data><Data Name='DestinationIp'>203.0.113.66</Data><Data Name='DestinationPort'>443</Data></EventData></Event>"}})"),
      R"(windows_events: 2023-06-27T08:12:44.120Z network_activity 1 unknown device.hostname=web-7 metadata.event_code=3 metadata.uid=47 actor.process.pid=4711 actor.process.file.path=/opt/tool actor.user.name=root connection_info.protocol_name=tcp src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443)")
      << "splunk json";
}

TEST(Hayabusa, ShortNamesAreThoseOfTheEvent) {
  EXPECT_EQ(
      row_told(
          R"("Timestamp","RuleTitle","Level","Computer","Channel","EventID","RecordID","Details","ExtraFieldInfo")",
          R"("2023-06-27 10:12:44.123 +02:00","Net Conn","info","ws-1","Sysmon","3","22","Proto: tcp ¦ SrcIP: 10.0.4.21 ¦ SrcPort: 50000 ¦ TgtIP: 203.0.113.66 ¦ TgtPort: 443 ¦ TgtHost: evil.example ¦ User: kim ¦ Proc: C:\tool.exe ¦ PID: 4711","Initiated: true")"),
      R"(windows_events: 2023-06-27T08:12:44.123Z network_activity 1 unknown device.hostname=ws-1 metadata.event_code=3 metadata.uid=22 connection_info.protocol_name=tcp src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 dst_endpoint.hostname=evil.example actor.user.name=kim actor.process.file.path=C:\tool.exe actor.process.pid=4711)")
      << "connection";
  EXPECT_EQ(
      row_told(
          R"("Timestamp","RuleTitle","Level","Computer","Channel","EventID","RecordID","Details","ExtraFieldInfo")",
          R"("2023-06-27 10:12:44.123 +02:00","Proc Exec","info","ws-1","Sec","4688","22","Cmdline: tool.exe -d ¦ Proc: C:\tool.exe ¦ User: kim","-")"),
      R"(windows_events: 2023-06-27T08:12:44.123Z process_activity 1 unknown device.hostname=ws-1 metadata.event_code=4688 metadata.uid=22 process.cmd_line=tool.exe -d process.file.path=C:\tool.exe process.user.name=kim)")
      << "start";
  EXPECT_EQ(
      line_told(
          R"({"Timestamp":"2023-06-27 10:12:44.123 +02:00","RuleTitle":"Net Conn","Computer":"ws-1","Channel":"Sysmon","EventID":3,"RecordID":22,"Details":{"Proto":"tcp","SrcIP":"10.0.4.21","TgtIP":"203.0.113.66","TgtPort":443,"Proc":"C:\\tool.exe"},"ExtraFieldInfo":{"Initiated":true}})"),
      R"(windows_json: 2023-06-27T08:12:44.123Z network_activity 1 unknown device.hostname=ws-1 metadata.event_code=3 metadata.uid=22 connection_info.protocol_name=tcp src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 actor.process.file.path=C:\tool.exe)")
      << "json";
}

TEST(Chainsaw, EventIsInTheDocument) {
  EXPECT_EQ(
      row_told(
          R"(timestamp,detections,path,count,Event.System.Provider,Event ID,Record ID,Computer,Event Data)",
          R"(2023-06-27T08:12:44.123456+00:00,Net,s.evtx,1,Microsoft-Windows-Sysmon,3,22,ws-1,"DestinationIp: 203.0.113.66
DestinationPort: 443
Image: C:\tool.exe
SourceIp: 10.0.4.21
")"),
      R"(windows_events: 2023-06-27T08:12:44.123456Z network_activity 1 unknown device.hostname=ws-1 metadata.event_code=3 metadata.uid=22 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 actor.process.file.path=C:\tool.exe src_endpoint.ip=10.0.4.21)")
      << "table";
  EXPECT_EQ(
      line_told(
          R"({"group": "Sigma", "document": {"kind": "evtx", "data": {"Event": {"EventData": {"DestinationIp": "203.0.113.66", "Image": "C:\\tool.exe", "UtcTime": "2023-06-27 08:12:44.100"}, "System": {"Channel": "Microsoft-Windows-Sysmon/Operational", "Computer": "ws-1", "EventID": 3, "Provider_attributes": {"Name": "Microsoft-Windows-Sysmon"}}}}}, "name": "Net"})"),
      R"(windows_json: 2023-06-27T08:12:44.100Z network_activity 1 unknown device.hostname=ws-1 metadata.event_code=3 dst_endpoint.ip=203.0.113.66 actor.process.file.path=C:\tool.exe)")
      << "json";
}

TEST(EvtxECmd, ProcessIsTheEventsAndNotTheLogs) {
  EXPECT_EQ(
      row_told(
          R"(RecordNumber,EventRecordId,TimeCreated,EventId,Provider,Channel,ProcessId,ThreadId,Computer,MapDescription,Payload)",
          R"(1,1,2023-06-27 08:12:44.1234567,3,Microsoft-Windows-Sysmon,Microsoft-Windows-Sysmon/Operational,1,2,ws-1,Net,"{""EventData"":{""Data"":[{""@Name"":""ProcessId"",""#text"":""4711""},{""@Name"":""DestinationIp"",""#text"":""203.0.113.66""}]}}")"),
      R"(windows_events: 2023-06-27T08:12:44.1234567Z network_activity 1 unknown device.hostname=ws-1 metadata.event_code=3 metadata.uid=1 actor.process.pid=4711 dst_endpoint.ip=203.0.113.66)")
      << "row";
}

TEST(Wazuh, DeviceIsTheAgentsAndNotTheManager) {
  EXPECT_EQ(
      line_told(
          R"({"timestamp": "2023-06-27T10:12:49.123+0200", "rule": {"id": "1", "level": 3}, "agent": {"id": "007", "name": "ws-1", "ip": "10.0.4.21"}, "manager": {"name": "wazuh-1"}, "id": "1.1", "location": "x", "data": {"win": {"system": {"providerName": "Microsoft-Windows-Sysmon", "eventID": "3", "systemTime": "2023-06-27T08:12:44.1234567Z", "channel": "Microsoft-Windows-Sysmon/Operational", "computer": "ws-1.acme.example"}, "eventdata": {"processId": "4711", "image": "C:\\\\Users\\\\kim\\\\tool.exe", "sourceIp": "10.0.4.21", "destinationIp": "203.0.113.66", "destinationPort": "443"}}}})"),
      R"(wazuh: 2023-06-27T08:12:44.1234567Z network_activity 1 unknown device.hostname=ws-1.acme.example metadata.event_code=3 actor.process.pid=4711 actor.process.file.path=C:\Users\kim\tool.exe src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443)")
      << "windows";
  EXPECT_EQ(
      line_told(
          R"({"timestamp": "2023-06-27T10:12:49.123+0200", "rule": {"id": "1", "level": 3}, "agent": {"id": "007", "name": "ws-1", "ip": "10.0.4.21"}, "manager": {"name": "wazuh-1"}, "id": "1.1", "location": "x", "syscheck": {"path": "/opt/tool", "event": "added", "sha256_after": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}})"),
      R"(wazuh: 2023-06-27T08:12:49.123Z file_activity 1 unknown file.path=/opt/tool file.hashes.sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa device.hostname=ws-1 device.ip=10.0.4.21)")
      << "file";
  EXPECT_EQ(
      line_told(
          R"({"timestamp": "2023-06-27T10:12:49.123+0200", "rule": {"id": "1", "level": 3}, "agent": {"id": "007", "name": "ws-1", "ip": "10.0.4.21"}, "manager": {"name": "wazuh-1"}, "id": "1.1", "location": "x", "full_log": "Jun 27 10:12:48 web-7 sshd[700]: Accepted password for root from 203.0.113.66 port 51000 ssh2", "predecoder": {"program_name": "sshd"}})"),
      R"(wazuh: 2023-06-27T08:12:49.123Z authentication 1 success device.hostname=web-7 auth_protocol=password actor.user.name=root src_endpoint.ip=203.0.113.66 src_endpoint.port=51000 actor.process.file.path=sshd actor.process.pid=700 message=Accepted password for root from 203.0.113.66 port 51000 ssh2)")
      << "line";
  EXPECT_EQ(
      line_told(
          R"({"timestamp": "2023-06-27T10:12:49.123+0200", "rule": {"id": "1", "level": 3}, "agent": {"id": "007", "name": "ws-1", "ip": "10.0.4.21"}, "manager": {"name": "wazuh-1"}, "id": "1.1", "location": "x", "full_log": "something of its own", "data": {"srcip": "203.0.113.66"}})"),
      R"(wazuh: 2023-06-27T08:12:49.123Z other 0 unknown message=something of its own src_endpoint.ip=203.0.113.66 device.hostname=ws-1 device.ip=10.0.4.21)")
      << "other";
}

TEST(SuricataInAws, IsUnwrapped) {
  EXPECT_EQ(
      line_told(
          R"({"firewall_name":"fw","event_timestamp":"1687853564","event":{"timestamp":"2023-06-27T08:12:44.123456+0000","flow_id":1,"event_type":"netflow","src_ip":"10.0.4.21","src_port":50000,"dest_ip":"203.0.113.66","dest_port":443,"proto":"TCP"}})"),
      R"(suricata_eve: 2023-06-27T08:12:44.123456Z network_activity 6 unknown src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 connection_info.uid=1 connection_info.protocol_name=TCP metadata.event_code=netflow)")
      << "flow";
}

TEST(OneRecord, WithAnArrayIsNoDocumentOfIt) {
  constexpr std::string_view record =
      R"({"version":"1.1","account_id":"1","query_timestamp":"2023-06-27T08:12:44Z","query_name":"evil.example.","query_type":"A","rcode":"NOERROR","answers":[{"Rdata":"203.0.113.66","Type":"A"}],"srcaddr":"10.0.4.21"})";
  const testing::Log log(std::string(record) + "\n");
  EXPECT_EQ(log.found.source, "aws_resolver_query");
  EXPECT_EQ(log.decode(record).get(model::Attribute::answer), "203.0.113.66");
}

}  // namespace
}  // namespace clew::evidence
