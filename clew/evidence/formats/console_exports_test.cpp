// Logs as consoles export them: tables whose columns have names of their own.
#include "clew/evidence/formats/testing.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using model::Sight;

/// A row of a table, as the reader decodes it.
struct Table {
  explicit Table(std::string_view names, std::string_view row) {
    const std::string head = std::string(names) + '\n' + std::string(row) + '\n';
    found = recognise(head);
    context.mapping = found.mapping;
    context.envelope = found.envelope;
    if (found.format->prepare != nullptr) found.format->prepare(head, context);
  }
  [[nodiscard]] testing::Decoding decode(std::string_view row) const {
    return testing::decode(*found.format, row, context);
  }
  [[nodiscard]] std::string told(std::string_view row) const {
    const testing::Decoding decoded = decode(row);
    return found.source + ": " + decoded.time() + " " + testing::told(decoded.event);
  }
  [[nodiscard]] std::vector<Sight> sees() const {
    const auto sights = sights_of(*found.format, found.source, context);
    return {sights.begin(), sights.end()};
  }
  /// A row with more values than there are names is broken; the line of names is none.
  void expect_reads_no_more_than_it_has(std::string_view names, std::string_view row) const {
    EXPECT_EQ(decode(std::string(row) + ",x,y").outcome, Decoded::unparsed);
    EXPECT_EQ(decode(names).outcome, Decoded::nothing);
  }

  Recognised found;
  FileContext context;
};

TEST(NextDns, DeviceIsNamedAndBlockedIsBlocked) {
  constexpr std::string_view names =
      "timestamp,domain,query_type,dnssec,protocol,client_ip,status,reasons,destination_country,root_domain,device_id,"
      "device_name,device_model,device_local_ip,matched_name,client_name";
  constexpr std::string_view asked =
      "2023-06-27T08:12:44.123Z,www.evil.example,A,false,DNS-over-HTTPS,198.51.100.2,,,,evil.example,8A1B2,mac-kim,,"
      "10.0.4.21,,nextdns-cli";
  const Table table(names, asked);
  EXPECT_EQ(
      table.told(asked),
      "nextdns: 2023-06-27T08:12:44.123Z dns_activity 1 unknown query.hostname=www.evil.example query.type=A src_endpoint.ip=198.51.100.2 device.uid=8A1B2 device.hostname=mac-kim device.ip=10.0.4.21");
  EXPECT_EQ(
      table.told("2023-06-27T08:12:45.123Z,ads.example,A,false,DNS-over-HTTPS,198.51.100.2,blocked,"
                 "blocklist:some,,ads.example,8A1B2,mac-kim,,,,nextdns-cli"),
      "nextdns: 2023-06-27T08:12:45.123Z dns_activity 1 unknown blocked query.hostname=ads.example query.type=A src_endpoint.ip=198.51.100.2 status_detail=blocklist:some device.uid=8A1B2 device.hostname=mac-kim");
  EXPECT_EQ(table.sees(), std::vector{Sight::dns});
  table.expect_reads_no_more_than_it_has(names, asked);
}

TEST(DefenderTimeline, HasAllKinds) {
  constexpr std::string_view names =
      "Event Time,Machine Id,Computer Name,Action Type,File Name,Folder Path,Sha1,Sha256,MD5,Process Command Line,"
      "Account Domain,Account Name,Account Sid,Process Id,Remote Url,Remote Computer Name,Remote IP,Remote Port,"
      "Local IP,Local Port,File Origin Url,File Origin IP,Initiating Process File Name,Initiating Process Folder Path,"
      "Initiating Process Id,Initiating Process Command Line";
  const auto row = [](std::string_view action, std::string_view middle, std::string_view ends) {
    return "2023-06-27T08:12:44.1234567Z,f1a2,win-7," + std::string(action) + ',' + std::string(middle) +
           ",,kim,S-1-5-21-7," + std::string(ends) + ",agent.exe,C:\\Program Files\\Agent,4312,agent.exe --run";
  };
  const std::string connected = row("ConnectionSuccess", ",,,,,", ",evil.example,,203.0.113.66,443,10.0.4.21,51514,,");
  const Table table(names, connected);
  EXPECT_EQ(
      table.told(connected),
      "defender_timeline: 2023-06-27T08:12:44.1234567Z network_activity 1 unknown metadata.event_code=ConnectionSuccess device.uid=f1a2 device.hostname=win-7 actor.user.name=kim actor.user.uid=S-1-5-21-7 dst_endpoint.hostname=evil.example dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 src_endpoint.ip=10.0.4.21 src_endpoint.port=51514 actor.process.file.path=agent.exe actor.process.file.path=C:\\Program Files\\Agent actor.process.pid=4312 process.cmd_line=agent.exe --run");
  EXPECT_EQ(
      table.told(row("ConnectionFailed", ",,,,,", ",evil.example,,203.0.113.66,443,10.0.4.21,51514,,")),
      "defender_timeline: 2023-06-27T08:12:44.1234567Z network_activity 4 unknown metadata.event_code=ConnectionFailed device.uid=f1a2 device.hostname=win-7 actor.user.name=kim actor.user.uid=S-1-5-21-7 dst_endpoint.hostname=evil.example dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 src_endpoint.ip=10.0.4.21 src_endpoint.port=51514 actor.process.file.path=agent.exe actor.process.file.path=C:\\Program Files\\Agent actor.process.pid=4312 process.cmd_line=agent.exe --run");
  EXPECT_EQ(
      table.told(row("InboundConnectionAccepted", ",,,,,", ",,,203.0.113.66,41342,10.0.4.21,3389,,")),
      "defender_timeline: 2023-06-27T08:12:44.1234567Z network_activity 1 unknown metadata.event_code=InboundConnectionAccepted device.uid=f1a2 device.hostname=win-7 actor.user.name=kim actor.user.uid=S-1-5-21-7 src_endpoint.ip=203.0.113.66 src_endpoint.port=41342 dst_endpoint.ip=10.0.4.21 dst_endpoint.port=3389 actor.process.file.path=agent.exe actor.process.file.path=C:\\Program Files\\Agent actor.process.pid=4312");
  EXPECT_EQ(
      table.told(row("ExploitGuardNetworkProtectionBlocked", ",,,,,", ",https://evil.example/x,,,,,,,")),
      "defender_timeline: 2023-06-27T08:12:44.1234567Z network_activity 5 unknown blocked metadata.event_code=ExploitGuardNetworkProtectionBlocked device.uid=f1a2 device.hostname=win-7 actor.user.name=kim actor.user.uid=S-1-5-21-7 dst_endpoint.hostname=https://evil.example/x actor.process.file.path=agent.exe actor.process.file.path=C:\\Program Files\\Agent actor.process.pid=4312 process.cmd_line=agent.exe --run");
  EXPECT_EQ(
      table.told(row("ProcessCreated", "curl.exe,C:\\Windows\\System32,,,,curl https://evil.example/x", "77,,,,,,,,")),
      "defender_timeline: 2023-06-27T08:12:44.1234567Z process_activity 1 unknown metadata.event_code=ProcessCreated device.uid=f1a2 device.hostname=win-7 process.file.path=curl.exe process.file.path=C:\\Windows\\System32 process.cmd_line=curl https://evil.example/x actor.user.name=kim process.user.name=kim actor.user.uid=S-1-5-21-7 process.pid=77 process.parent_process.file.path=agent.exe process.parent_process.file.path=C:\\Program Files\\Agent process.parent_process.pid=4312");
  EXPECT_EQ(
      table.told(row("FileCreated", "x.bin,C:\\Temp,,,,", ",,,,,,,https://evil.example/x,203.0.113.66")),
      "defender_timeline: 2023-06-27T08:12:44.1234567Z file_activity 1 unknown metadata.event_code=FileCreated device.uid=f1a2 device.hostname=win-7 file.name=x.bin file.path=C:\\Temp actor.user.name=kim actor.user.uid=S-1-5-21-7 http_request.url.url_string=https://evil.example/x src_endpoint.ip=203.0.113.66 actor.process.file.path=agent.exe actor.process.file.path=C:\\Program Files\\Agent actor.process.pid=4312");
  EXPECT_EQ(
      table.told(row("LogonFailed", ",,,,,", ",,,203.0.113.66,,,,,")),
      "defender_timeline: 2023-06-27T08:12:44.1234567Z authentication 1 failure metadata.event_code=LogonFailed device.uid=f1a2 device.hostname=win-7 actor.user.name=kim actor.user.uid=S-1-5-21-7 src_endpoint.ip=203.0.113.66 actor.process.file.path=agent.exe actor.process.file.path=C:\\Program Files\\Agent actor.process.pid=4312");
  EXPECT_EQ(
      table.told(row("RegistryValueSet", ",,,,,", ",,,,,,,,")),
      "defender_timeline: 2023-06-27T08:12:44.1234567Z other 0 unknown metadata.event_code=RegistryValueSet device.uid=f1a2 device.hostname=win-7 actor.user.name=kim actor.user.uid=S-1-5-21-7 actor.process.file.path=agent.exe actor.process.file.path=C:\\Program Files\\Agent actor.process.pid=4312 process.cmd_line=agent.exe --run");
  EXPECT_EQ(table.sees(), (std::vector{Sight::process, Sight::connection, Sight::file, Sight::authentication}));
  table.expect_reads_no_more_than_it_has(names, connected);
}

TEST(SearchesOfSensors, AreReadAsTheSensorsRecordsAndCoverNothing) {
  constexpr std::string_view sentinelone =
      R"("event.time","event.type","endpoint.name","src.process.image.path","src.process.cmdline","dst.ip.address","dst.port.number","event.dns.request","src.process.user")";
  constexpr std::string_view connect =
      R"("2023-06-27T08:12:44.123Z","IP Connect","WIN-7","C:\Program Files\Agent\agent.exe","agent.exe --run","203.0.113.66","443","","ACME\kim")";
  const Table deep_visibility(sentinelone, connect);
  EXPECT_EQ(
      deep_visibility.told(connect),
      "sentinelone_deep_visibility: 2023-06-27T08:12:44.123Z network_activity 1 unknown metadata.event_code=IP Connect device.hostname=WIN-7 actor.process.file.path=C:\\Program Files\\Agent\\agent.exe process.cmd_line=agent.exe --run dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 process.user.name=ACME\\kim");
  EXPECT_EQ(deep_visibility.sees(), std::vector{Sight::text});
  deep_visibility.expect_reads_no_more_than_it_has(sentinelone, connect);

  constexpr std::string_view falcon =
      R"("_time","ComputerName","event_simpleName","ContextBaseFileName","DomainName","RemoteAddressIP4","RemotePort","aip","aid")";
  constexpr std::string_view lookup =
      R"("2023-06-27T08:12:44.123Z","WIN-7","DnsRequest","agent.exe","evil.example","","","198.51.100.2","abcdef")";
  const Table search(falcon, lookup);
  EXPECT_EQ(
      search.told(lookup),
      "crowdstrike_search: 2023-06-27T08:12:44.123Z dns_activity 1 unknown metadata.event_code=DnsRequest device.hostname=WIN-7 actor.process.file.path=agent.exe query.hostname=evil.example device.ip=198.51.100.2 device.uid=abcdef");
  EXPECT_EQ(
      search.told(
          R"("2023-06-27T08:12:45.123Z","WIN-7","NetworkConnectIP4","agent.exe","","203.0.113.66","443","198.51.100.2","abcdef")"),
      "crowdstrike_search: 2023-06-27T08:12:45.123Z network_activity 1 unknown metadata.event_code=NetworkConnectIP4 device.hostname=WIN-7 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 device.ip=198.51.100.2 device.uid=abcdef");
  EXPECT_EQ(search.sees(), std::vector{Sight::text});
  constexpr std::string_view log_scale = "@timestamp,#event_simpleName,ComputerName,aid,DomainName";
  constexpr std::string_view row = "1687853564123,DnsRequest,WIN-7,abcdef,evil.example";
  EXPECT_EQ(
      Table(log_scale, row).told(row),
      "crowdstrike_search: 2023-06-27T08:12:44.123Z dns_activity 1 unknown metadata.event_code=DnsRequest device.hostname=WIN-7 device.uid=abcdef query.hostname=evil.example");
}

TEST(GoogleWorkspace, SignInsOfTheConsole) {
  constexpr std::string_view names = "Date,Event name,Description,User,Login type,IP address,Is suspicious";
  constexpr std::string_view row =
      "2023-06-27T10:12:44+02:00,Successful login,Kim logged in,kim@acme.example,Google Password,203.0.113.66,false";
  const Table table(names, row);
  EXPECT_EQ(
      table.told(row),
      "google_workspace_login: 2023-06-27T08:12:44Z authentication 1 success metadata.event_code=Successful login api.operation=Successful login message=Kim logged in actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example auth_protocol=Google Password src_endpoint.ip=203.0.113.66");
  EXPECT_EQ(
      table.told(
          "2023-06-27T10:12:44+02:00,Failed login,Kim failed,kim@acme.example,Google Password,203.0.113.66,false"),
      "google_workspace_login: 2023-06-27T08:12:44Z authentication 1 failure metadata.event_code=Failed login api.operation=Failed login message=Kim failed actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example auth_protocol=Google Password src_endpoint.ip=203.0.113.66");
  EXPECT_EQ(table.sees(), std::vector{Sight::authentication});
  table.expect_reads_no_more_than_it_has(names, row);
  constexpr std::string_view newer = "Date,Event,Description,Actor,Login type,IP address";
  constexpr std::string_view newer_row =
      "2023-06-27T10:12:44+02:00,Logout,Kim logged out,kim@acme.example,Google Password,203.0.113.66";
  EXPECT_EQ(
      Table(newer, newer_row).told(newer_row),
      "google_workspace_login: 2023-06-27T08:12:44Z authentication 99 unknown metadata.event_code=Logout api.operation=Logout message=Kim logged out actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example auth_protocol=Google Password src_endpoint.ip=203.0.113.66");
}

TEST(OktaExport, SaysWhatTheSystemLogSays) {
  constexpr std::string_view names =
      "eventType,timestamp,displayMessage,actor.alternateId,actor.displayName,client.ipAddress,"
      "client.userAgent.rawUserAgent,outcome.result,outcome.reason,target0.displayName";
  constexpr std::string_view row =
      "user.session.start,2023-06-27T08:12:44.123Z,User login to Okta,kim@acme.example,Kim,203.0.113.66,Mozilla/5.0,"
      "FAILURE,INVALID_CREDENTIALS,Dashboard";
  const Table table(names, row);
  EXPECT_EQ(table.told(row),
            "okta_system_log: 2023-06-27T08:12:44.123Z authentication 1 failure "
            "metadata.event_code=user.session.start api.operation=user.session.start message=User login to Okta "
            "actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example src_endpoint.ip=203.0.113.66 "
            "http_request.user_agent=Mozilla/5.0 status_detail=INVALID_CREDENTIALS resources.name=Dashboard");
  EXPECT_EQ(table.sees(), (std::vector{Sight::authentication, Sight::account_change}));
  table.expect_reads_no_more_than_it_has(names, row);
}

TEST(ConsoleExports, ATableThatLacksAColumnOfTheirsIsAnyTable) {
  for (const std::string_view names : {"timestamp,domain,query_type,client_ip", "Date,Description,User,IP address",
                                       "Event Time,Computer Name,Action Type,Remote IP"}) {
    EXPECT_EQ(Table(names, "2023-06-27T08:12:44Z,a,b,203.0.113.66").found.source, "csv") << names;
  }
}

}  // namespace
}  // namespace clew::evidence
