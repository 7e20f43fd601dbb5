// What gateways say of the traffic of others.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing_log.h"
#include "clew/evidence/translator.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using testing::line_told;
using testing::row_told;

TEST(Gateway, TellsOfOthersAndIsNotTheirDevice) {
  EXPECT_EQ(
      line_told(
          R"(<134>1 2023-06-27T08:12:44Z fw-1 CheckPoint 700 - [action:"Accept"; flags:"1"; origin:"198.51.100.1"; dst:"203.0.113.66"; proto:"6"; s_port:"50000"; service:"443"; src:"10.0.4.21"])"),
      R"(firewall: 2023-06-27T08:12:44Z network_activity 6 unknown allowed src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 connection_info.protocol_name=tcp status_detail=Accept)")
      << "check point";
  EXPECT_EQ(
      line_told(
          R"(<134>1 2023-06-27T08:12:44Z fw-1 CheckPoint 700 - [action:"Drop"; flags:"1"; dst:"203.0.113.66"; proto:"17"; s_port:"50000"; service:"53"; src:"10.0.4.21"])"),
      R"(firewall: 2023-06-27T08:12:44Z network_activity 5 unknown blocked src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=53 connection_info.protocol_name=udp status_detail=Drop)")
      << "check point drop";
  EXPECT_EQ(
      line_told(
          R"(<14>1 2023-06-27T08:12:44.123Z srx-1 RT_FLOW - RT_FLOW_SESSION_CLOSE [junos@2636 reason="TCP FIN" source-address="10.0.4.21" source-port="50000" destination-address="203.0.113.66" destination-port="443" protocol-id="6" bytes-from-client="10" bytes-from-server="20" username="N/A"])"),
      R"(firewall: 2023-06-27T08:12:44.123Z network_activity 2 unknown allowed src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 connection_info.protocol_name=tcp traffic.bytes_out=10 traffic.bytes_in=20)")
      << "juniper";
  EXPECT_EQ(
      line_told(
          R"(<14>Jun 27 2023 08:12:44 srx-1 RT_FLOW: RT_FLOW_SESSION_DENY: session denied 10.0.4.21/50000->203.0.113.66/443 0x0 junos-https 6(0) deny trust untrust)"),
      R"(firewall: 2023-06-27T08:12:44Z? network_activity 5 unknown blocked src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443)")
      << "juniper denied";
  EXPECT_EQ(
      line_told(
          R"(<134>1 1687853564.123456789 mx-1 urls src=10.0.4.21:50000 dst=203.0.113.66:443 mac=00:00:5E:00:53:01 agent='x' request: GET https://evil.example/b)"),
      R"(firewall: 2023-06-27T08:12:44.123456789Z http_activity 99 success src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 http_request.http_method=GET http_request.url.url_string=https://evil.example/b)")
      << "meraki url";
  EXPECT_EQ(
      line_told(
          R"(<134>1 1687853564.123456789 mx-1 flows allow src=10.0.4.21 dst=203.0.113.66 mac=00:00:5E:00:53:01 protocol=tcp sport=50000 dport=443)"),
      R"(firewall: 2023-06-27T08:12:44.123456789Z network_activity 6 unknown allowed src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 connection_info.protocol_name=tcp)")
      << "meraki flow";
  EXPECT_EQ(
      line_told(
          R"(<134>1 1687853564.123456789 mx-1 firewall src=10.0.4.21 dst=203.0.113.66 mac=00:00:5E:00:53:01 protocol=tcp sport=50000 dport=443 pattern: deny all)"),
      R"(firewall: 2023-06-27T08:12:44.123456789Z network_activity 5 unknown blocked src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 connection_info.protocol_name=tcp)")
      << "meraki deny";
  EXPECT_EQ(
      line_told(
          R"(<140>Jun 27 2023 08:12:44 wg-1 firewall: msg_id="3000-0148" Deny Trusted External 60 tcp 20 63 10.0.4.21 203.0.113.66 50000 443 offset 10 S 1 win 64240)"),
      R"(firewall: 2023-06-27T08:12:44Z? network_activity 5 unknown blocked src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 connection_info.protocol_name=tcp)")
      << "watchguard";
  EXPECT_EQ(
      line_told(
          R"(2023-06-27T08:12:44+02:00 rt-1 firewall,info forward: in:bridge out:ether1, connection-state:new src-mac 00:00:5e:00:53:01, proto TCP (SYN), 10.0.4.21:50000->203.0.113.66:443, len 60)"),
      R"(firewall: 2023-06-27T06:12:44Z network_activity 6 unknown src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 connection_info.protocol_name=TCP)")
      << "mikrotik";
  EXPECT_EQ(
      line_told(
          R"(<134>1 2023-06-27T08:12:44+00:00 10.0.0.5 PulseSecure: - - - id=firewall time="2023-06-27 08:12:44" pri=6 fw=10.0.0.5 vpn=ive01 ivs=Default Network user=kim realm="Users" roles="" proto=auth src=203.0.113.66 dst= type=vpn msg="AUT23457: Login failed using auth server x. Reason: Failed")"),
      R"(firewall: 2023-06-27T08:12:44Z authentication 1 failure metadata.event_code=AUT23457 auth_protocol=vpn actor.user.name=kim src_endpoint.ip=203.0.113.66 message=AUT23457: Login failed using auth server x. Reason: Failed)")
      << "ivanti";
  constexpr std::string_view netscaler =
      "Jun 27 10:12:44 <local0.info> 10.0.0.1 06/27/2023:08:12:44 GMT ns1 0-PPE-0 : ";
  const auto told_by_netscaler = [&](std::string_view text) {
    return line_told(std::string(netscaler) + std::string(text));
  };
  EXPECT_EQ(
      told_by_netscaler(
          R"(default SSLVPN LOGIN 97216 0 :  Context kim@203.0.113.66 - SessionId: 35- User kim - Client_ip 203.0.113.66 - Nat_ip "Mapped Ip" - Vserver 198.51.100.1:443 - Browser_type "x - Client_ip 192.0.2.1" - Group(s) "N/A")"),
      R"(syslog_auth: 2023-06-27T08:12:44Z authentication 1 success metadata.event_code=LOGIN auth_protocol=vpn actor.user.name=kim src_endpoint.ip=203.0.113.66)");
  EXPECT_EQ(
      told_by_netscaler(
          R"(AAA LOGIN_FAILED 97217 0 :  User kim - Client_ip 1 - Client_ip 203.0.113.66 - Failure_reason "Invalid credentials" - Browser "y")"),
      R"(syslog_auth: 2023-06-27T08:12:44Z authentication 1 failure metadata.event_code=LOGIN_FAILED actor.user.name=kim - Client_ip 1 src_endpoint.ip=203.0.113.66 status_detail=Invalid credentials device.ip=10.0.0.1)");
  EXPECT_EQ(
      told_by_netscaler(
          R"(default SSLVPN TCPCONNSTAT 97218 0 :  Context kim@203.0.113.66 - SessionId: 35- User kim - Client_ip 203.0.113.66 - Nat_ip 10.0.0.9 - Vserver 198.51.100.1:443 - Source 203.0.113.66:50000 - Destination 10.0.4.5:22 - Start_time "06/27/2023:08:10:00 GMT" - End_time "06/27/2023:08:12:44 GMT" - Duration 00:02:44  - Total_bytes_send 12 - Total_bytes_recv 3 - Access Allowed - Group(s) "N/A")"),
      R"(syslog_auth: 2023-06-27T08:12:44Z network_activity 2 unknown allowed metadata.event_code=TCPCONNSTAT src_endpoint.ip=203.0.113.66 src_endpoint.port=50000 dst_endpoint.ip=10.0.4.5 dst_endpoint.port=22 connection_info.protocol_name=tcp traffic.bytes_out=12 traffic.bytes_in=3)");
  EXPECT_EQ(
      told_by_netscaler(
          R"(default UI CMD_EXECUTED 97219 0 :  User nsroot - ADM_User NONE - Remote_ip 203.0.113.66 - Command "add system user x ****" - Status "Success")"),
      R"(syslog_auth: 2023-06-27T08:12:44Z api_activity 0 success metadata.event_code=CMD_EXECUTED actor.user.name=nsroot src_endpoint.ip=203.0.113.66 api.operation=add system user x **** device.ip=10.0.0.1)");
  EXPECT_EQ(
      line_told(
          R"(2023-06-27T08:12:44+02:00 rt-1 system,info,account user admin logged in from 203.0.113.66 via winbox)"),
      R"(syslog: 2023-06-27T06:12:44Z authentication 1 success actor.user.name=admin src_endpoint.ip=203.0.113.66 device.hostname=rt-1)")
      << "mikrotik login";
  EXPECT_EQ(
      line_told(
          R"(<4>2023-06-27T08:12:44+00:00 udm kernel: [WAN_OUT-3000-D]IN=br0 OUT=eth8 MAC=00 SRC=10.0.4.21 DST=203.0.113.66 LEN=60 PROTO=TCP SPT=50000 DPT=443)"),
      R"(syslog_firewall: 2023-06-27T08:12:44Z network_activity 5 unknown blocked src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 src_endpoint.port=50000 dst_endpoint.port=443 connection_info.protocol_name=TCP message=[WAN_OUT-3000-D]IN=br0 OUT=eth8 MAC=00 SRC=10.0.4.21 DST=203.0.113.66 LEN=60 PROTO=TCP SPT=50000 DPT=443)")
      << "edge drop";
  EXPECT_EQ(
      line_told(
          R"(<4>2023-06-27T08:12:44+00:00 udm kernel: [WAN_OUT-A-2000] DESCR="x" IN=br0 OUT=eth8 MAC=00 SRC=10.0.4.21 DST=203.0.113.66 LEN=60 PROTO=TCP SPT=50000 DPT=443)"),
      R"(syslog_firewall: 2023-06-27T08:12:44Z network_activity 6 unknown allowed src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 src_endpoint.port=50000 dst_endpoint.port=443 connection_info.protocol_name=TCP message=[WAN_OUT-A-2000] DESCR="x" IN=br0 OUT=eth8 MAC=00 SRC=10.0.4.21 DST=203.0.113.66 LEN=60 PROTO=TCP SPT=50000 DPT=443)")
      << "edge accept";
}

TEST(FlowTable, AFirewallsExportSaysWhatTheFirewallDid) {
  EXPECT_EQ(
      row_told(
          R"(TimeGenerated [UTC],DeviceVendor,DeviceAction,Computer,DestinationIP,DestinationPort,SourceIP,SourcePort,Protocol,SentBytes,ReceivedBytes)",
          R"("6/27/2023, 8:12:44.123 AM",Some,deny,fw-1,203.0.113.66,443,10.0.4.21,50000,tcp,60,0)"),
      R"(flow: 2023-06-27T08:12:44.123Z? network_activity 5 failure blocked src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 connection_info.protocol_name=tcp traffic.bytes_out=60 traffic.bytes_in=0)")
      << "denied";
  EXPECT_EQ(
      row_told(
          R"(TimeGenerated [UTC],DeviceVendor,DeviceAction,Computer,DestinationIP,DestinationPort,SourceIP,SourcePort,Protocol,SentBytes,ReceivedBytes)",
          R"("6/27/2023, 8:12:44.123 AM",Some,allow,fw-1,203.0.113.66,443,10.0.4.21,50000,tcp,60,90)"),
      R"(flow: 2023-06-27T08:12:44.123Z? network_activity 6 unknown allowed src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 connection_info.protocol_name=tcp traffic.bytes_out=60 traffic.bytes_in=90)")
      << "allowed";
}

/// Such a table has a name beside an address, as a list of devices has.
TEST(SentinelDns, AnswersAreNoAddressOfTheServer) {
  EXPECT_EQ(
      row_told(R"(TimeGenerated [UTC],Computer,SubType,QueryType,Name,ClientIP,IPAddresses,Result)",
               R"("6/27/2023, 8:12:44.123 AM",dc-1,LookupQuery,A,evil.example,10.0.4.21,203.0.113.66,Success)"),
      R"(sentinel_dns_events: 2023-06-27T08:12:44.123Z dns_activity 2 unknown query.type=A query.hostname=evil.example src_endpoint.ip=10.0.4.21 answers.rdata=203.0.113.66 status_detail=Success)")
      << "asked";
}

TEST(CloudFront, TabsStandBetweenValuesAndBlanksBetweenNames) {
  constexpr std::string_view row = "2023-06-27\t08:12:44\tFRA\t100\t203.0.113.66\tGET\td.example\t/a\t200";
  const std::string header =
      "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status\n";
  testing::Log log("#Version: 1.0\n" + header + std::string(row) + "\n");
  log.context.header = header;
  const testing::Decoding request = log.decode(row);
  EXPECT_EQ(request.time(), "2023-06-27T08:12:44Z");
  EXPECT_EQ(request.get(model::Attribute::src_ip), "203.0.113.66");
  EXPECT_EQ(request.get(model::Attribute::http_status), "200");
}

TEST(AzureFlow, EveryFlowIsARecordWithItsRule) {
  const std::string content =
      R"({"records":[{"time":"2023-06-27T08:13:00Z","category":"NetworkSecurityGroupFlowEvent","properties":{"Version":2,"flows":[)"
      R"({"rule":"Out","flows":[{"mac":"00","flowTuples":["1687853564,10.0.4.21,203.0.113.66,50000,443,T,O,A,B,,,,",)"
      R"("1687853565,10.0.4.21,203.0.113.66,50000,443,T,O,A,E,1,60,1,90","1687853566,10.0.4.21,203.0.113.66,50001,443,T,O,A,E,1,60,0,0"]}]},)"
      R"({"rule":"Deny","flows":[{"mac":"00","flowTuples":["1687853567,10.0.4.22,203.0.113.66,50002,443,U,O,D,B,,,,","cut"]}]}]}}]})";
  const testing::Log log(content);
  ASSERT_EQ(log.found.source, "azure_flow");
  MemorySource source(content);
  const auto translator = log.found.format->translate(source);
  Translation record;
  std::string told;
  while (translator->next(record)) {
    EXPECT_EQ(content.substr(record.offset, 1), "\"");
    told += record.broken ? "broken: " + record.text : log.told(record.text);
    told += '\n';
  }
  EXPECT_EQ(
      told,
      R"(azure_flow: 2023-06-27T08:12:44Z network_activity 1 unknown allowed src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 src_endpoint.port=50000 dst_endpoint.port=443 status_detail=Out connection_info.protocol_name=tcp
azure_flow: 2023-06-27T08:12:45Z network_activity 2 unknown allowed src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 src_endpoint.port=50000 dst_endpoint.port=443 traffic.bytes_out=60 traffic.bytes_in=90 status_detail=Out connection_info.protocol_name=tcp
azure_flow: 2023-06-27T08:12:46Z network_activity 4 unknown allowed src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 src_endpoint.port=50001 dst_endpoint.port=443 traffic.bytes_out=60 traffic.bytes_in=0 status_detail=Out connection_info.protocol_name=tcp
azure_flow: 2023-06-27T08:12:47Z network_activity 5 unknown blocked src_endpoint.ip=10.0.4.22 dst_endpoint.ip=203.0.113.66 src_endpoint.port=50002 dst_endpoint.port=443 status_detail=Deny connection_info.protocol_name=udp
broken: a flow without its ends: cut
)");
}

TEST(AzureFlow, OfVirtualNetworks) {
  const std::string content =
      R"({"records":[{"time":"2023-06-27T08:13:00Z","category":"FlowLogFlowEvent","flowRecords":{"flows":[{"aclID":"a","flowGroups":)"
      R"([{"rule":"r","flowTuples":["1687853564000,10.0.4.21,203.0.113.66,50000,443,6,O,E,NX,10,1000,20,2000"]}]}]}}]})";
  MemorySource source(content);
  const testing::Log log(content);
  Translation record;
  ASSERT_TRUE(log.found.format->translate(source)->next(record));
  const testing::Decoding flow = log.decode(record.text);
  EXPECT_EQ(flow.time(), "2023-06-27T08:12:44.000Z");
  EXPECT_EQ(flow.event.activity, model::activity::network_close);
  EXPECT_EQ(flow.get(model::Attribute::bytes_in), "2000");
}

}  // namespace
}  // namespace clew::evidence
