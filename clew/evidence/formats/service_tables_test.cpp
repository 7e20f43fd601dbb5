// Services and sensors whose logs tables describe, each by a record as it comes.
#include "clew/evidence/formats/testing_log.h"

#include <string>
#include <string_view>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using testing::line_told;
using testing::row_told;

/// That a look-up went well is not told as an answer: the log has none.
TEST(Umbrella, TablesWithoutNamesAreKnownByTheirValues) {
  EXPECT_EQ(
      line_told(
          R"x("2023-06-27 08:12:44","ws-1","ws-1,Office","10.0.4.21","198.51.100.2","Allowed","1 (A)","NOERROR","evil.example.","Malware","AD Computers","AD Computers,Networks","")x"),
      R"(umbrella_dns: 2023-06-27T08:12:44Z dns_activity 1 unknown allowed device.hostname=ws-1 src_endpoint.ip=10.0.4.21 query.type=1 (A) query.hostname=evil.example)")
      << "dns";
  EXPECT_EQ(
      line_told(
          R"x("2023-06-27 08:12:44","Kim (kim@acme.example)","ws-1,Office","10.0.4.21","198.51.100.2","Blocked","1 (A)","NOERROR","evil.example.","Malware","AD Users","AD Users,Networks","")x"),
      R"(umbrella_dns: 2023-06-27T08:12:44Z dns_activity 1 unknown blocked actor.user.name=Kim (kim@acme.example) src_endpoint.ip=10.0.4.21 query.type=1 (A) query.hostname=evil.example)")
      << "user";
  EXPECT_EQ(
      line_told(
          R"("2023-06-27 08:12:44","ws-1","10.0.4.21","198.51.100.2","203.0.113.66","text/html","ALLOWED","https://evil.example/b","","x/1","200","60","90","80","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","","","","","","","Roaming Computers","","ws-1","Roaming Computers","GET")"),
      R"(umbrella_proxy: 2023-06-27T08:12:44Z http_activity 99 unknown allowed device.hostname=ws-1 src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 http_request.url.url_string=https://evil.example/b http_request.user_agent=x/1 http_response.code=200 traffic.bytes_out=60 traffic.bytes_in=90 file.hashes.sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa http_request.http_method=GET)")
      << "proxy";
  EXPECT_EQ(
      line_told(
          R"("2023-06-27 08:12:44","[1]","Site","Network Tunnels","OUTBOUND","6","60","10.0.4.21","50000","203.0.113.66","443","ams1.edc","12","BLOCK")"),
      R"(umbrella_firewall: 2023-06-27T08:12:44Z network_activity 5 unknown blocked src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 connection_info.protocol_name=tcp)")
      << "firewall";
  EXPECT_EQ(
      row_told(
          R"("Date","Time","Action","Most Granular Identity","Most Granular Identity Type","All Identities","Internal IP","External IP","Domain","Response Code","Query Type")",
          R"("2023-06-27","08:12:44","Allowed","ws-1","AD Computers","ws-1","10.0.4.21","198.51.100.2","evil.example","NOERROR","A")"),
      R"(umbrella_dns: 2023-06-27T08:12:44Z? dns_activity 1 unknown allowed device.hostname=ws-1 src_endpoint.ip=10.0.4.21 query.hostname=evil.example query.type=A)")
      << "console";
}

TEST(Salesforce, FilesOfEventsAndSignIns) {
  EXPECT_EQ(
      row_told(
          R"("EVENT_TYPE","TIMESTAMP","REQUEST_ID","ORGANIZATION_ID","USER_ID","URI","LOGIN_KEY","REQUEST_STATUS","ENTITY_NAME","CONNECTED_APP_ID","TIMESTAMP_DERIVED","USER_ID_DERIVED","CLIENT_IP","USER_AGENT")",
          R"("RestApi","20230627081244.500","r1","00D1","0051","/services/data/v58.0/query","k1","S","Case","0H41","2023-06-27T08:12:44.500Z","0051AAI","203.0.113.66","python-requests/2.32.4")"),
      R"(salesforce_event_log: 2023-06-27T08:12:44.500Z api_activity 2 success metadata.event_code=RestApi api.operation=RestApi metadata.uid=r1 cloud.org.uid=00D1 http_request.url.path=/services/data/v58.0/query metadata.correlation_uid=k1 resources.name=Case resources.uid=0H41 actor.user.uid=0051AAI src_endpoint.ip=203.0.113.66 http_request.user_agent=python-requests/2.32.4 api.service.name=salesforce)")
      << "file";
  EXPECT_EQ(
      row_told(
          R"("EVENT_TYPE","REQUEST_ID","ORGANIZATION_ID","TIMESTAMP_DERIVED","LOGIN_STATUS","REQUEST_STATUS","SOURCE_IP","CLIENT_IP","USER_NAME")",
          R"("Login","r1","00D1","2023-06-27T08:12:44.500Z","LOGIN_ERROR_INVALID_PASSWORD","","203.0.113.66","Salesforce.com IP","kim@acme.example")"),
      R"(salesforce_event_log: 2023-06-27T08:12:44.500Z authentication 1 failure metadata.event_code=Login api.operation=Login metadata.uid=r1 cloud.org.uid=00D1 status_detail=LOGIN_ERROR_INVALID_PASSWORD src_endpoint.ip=203.0.113.66 actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example api.service.name=salesforce)")
      << "sign-in";
  EXPECT_EQ(
      row_told(
          R"("Username","Login Time","Source IP","Login Type","Status","Browser","Platform","Application","Login URL")",
          R"("kim@acme.example","2023-06-27 08:12:44 UTC","203.0.113.66","Application","Invalid Password","Chrome 126","Windows 10","Browser","login.salesforce.com")"),
      R"(salesforce_login: 2023-06-27T08:12:44Z authentication 1 failure actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example src_endpoint.ip=203.0.113.66 auth_protocol=Application status_detail=Invalid Password http_request.user_agent=Chrome 126 src_endpoint.os.name=Windows 10 resources.name=Browser)")
      << "history";
  EXPECT_EQ(
      line_told(
          R"({"attributes":{"type":"LoginHistory"},"Id":"0Ya1","UserId":"0051","LoginTime":"2023-06-27T08:12:44.000+0000","LoginType":"Remote Access 2.0","SourceIp":"203.0.113.66","Status":"Success","Application":"Chat"})"),
      R"(salesforce_login: 2023-06-27T08:12:44.000Z authentication 1 success metadata.uid=0Ya1 actor.user.uid=0051 auth_protocol=Remote Access 2.0 src_endpoint.ip=203.0.113.66 status_detail=Success resources.name=Chat)")
      << "query";
  EXPECT_EQ(
      line_told(
          R"({"attributes":{"type":"ApiEvent"},"EventDate":"2023-06-27T08:12:44.000Z","EventIdentifier":"e1","UserId":"0051","Username":"kim@acme.example","SourceIp":"203.0.113.66","Query":"SELECT Id FROM Case","QueriedEntities":"Case","UserAgent":"x/1"})"),
      R"(salesforce_event: 2023-06-27T08:12:44.000Z api_activity 2 unknown metadata.event_code=ApiEvent api.operation=ApiEvent metadata.uid=e1 actor.user.uid=0051 actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example src_endpoint.ip=203.0.113.66 message=SELECT Id FROM Case resources.name=Case http_request.user_agent=x/1 api.service.name=salesforce)")
      << "streamed";
  EXPECT_EQ(
      line_told(
          R"({"Id":"0Ym1","Action":"createduser","Section":"Manage Users","CreatedDate":"2023-06-27T08:12:44.000+0000","CreatedById":"0051","Display":"Created user kim"})"),
      R"(salesforce_setup: 2023-06-27T08:12:44.000Z account_change 1 unknown metadata.event_code=createduser api.operation=createduser metadata.uid=0Ym1 resources.type=Manage Users actor.user.uid=0051 message=Created user kim)")
      << "setup";
}

TEST(FileShares, TellWhoSignedInAndTook) {
  EXPECT_EQ(
      line_told(
          R"({"type":"event","event_id":"e1","created_by":{"type":"user","id":"1","login":"kim@acme.example"},"event_type":"DOWNLOAD","session_id":"s","source":{"item_type":"file","item_id":"7","item_name":"plan.pdf"},"created_at":"2023-06-27T08:12:44Z","ip_address":"203.0.113.66"})"),
      R"(box_events: 2023-06-27T08:12:44Z api_activity 2 success metadata.event_code=DOWNLOAD api.operation=DOWNLOAD metadata.uid=e1 actor.user.uid=1 actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example metadata.correlation_uid=s resources.uid=7 resources.name=plan.pdf src_endpoint.ip=203.0.113.66)")
      << "box";
  EXPECT_EQ(
      line_told(
          R"({"timestamp":"2023-06-27T08:12:44Z","event_category":{".tag":"logins"},"actor":{".tag":"user","user":{"account_id":"a","email":"kim@acme.example"}},"origin":{"geo_location":{"country":"NL","ip_address":"203.0.113.66"}},"event_type":{".tag":"login_fail"}})"),
      R"(dropbox_events: 2023-06-27T08:12:44Z authentication 1 failure metadata.event_code=login_fail api.operation=login_fail actor.user.uid=a actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example src_endpoint.location.country=NL src_endpoint.ip=203.0.113.66)")
      << "dropbox";
}

TEST(SecretStores, TellWhoCameAndRead) {
  EXPECT_EQ(
      line_told(
          R"({"object":"event","type":1005,"itemId":null,"actingUserId":"u1","date":"2023-06-27T08:12:44Z","device":9,"ipAddress":"203.0.113.66"})"),
      R"(bitwarden_events: 2023-06-27T08:12:44Z authentication 1 failure metadata.event_code=1005 api.operation=1005 actor.user.uid=u1 src_endpoint.ip=203.0.113.66 api.service.name=bitwarden)")
      << "bitwarden";
  EXPECT_EQ(
      line_told(
          R"({"time":"2023-06-27T08:12:44.5Z","type":"request","auth":{"accessor":"h","display_name":"approle-ci"},"request":{"id":"r","operation":"read","path":"secret/data/prod","remote_address":"203.0.113.66"},"error":"permission denied"})"),
      R"(vault_audit: 2023-06-27T08:12:44.5Z api_activity 2 failure metadata.event_code=read api.operation=read metadata.correlation_uid=h actor.user.name=approle-ci metadata.uid=r resources.name=secret/data/prod src_endpoint.ip=203.0.113.66 status_detail=permission denied api.service.name=vault)")
      << "vault";
  EXPECT_EQ(
      line_told(
          R"({"time":"2023-06-27T08:12:44.5Z","type":"response","request":{"id":"r","operation":"update","path":"auth/approle/login","remote_address":"203.0.113.66"}})")
          .substr(0, 63),
      "vault_audit: 2023-06-27T08:12:44.5Z authentication 1 success me")
      << "sign-in";
}

TEST(Keycloak, TellsOfPeopleAndAdministrators) {
  EXPECT_EQ(
      line_told(
          R"({"time":1687853564000,"type":"LOGIN_ERROR","realmId":"acme","clientId":"account","userId":"u1","ipAddress":"203.0.113.66","error":"invalid_user_credentials","details":{"username":"kim"}})"),
      R"(keycloak_events: 2023-06-27T08:12:44.000Z authentication 1 failure metadata.event_code=LOGIN_ERROR api.operation=LOGIN_ERROR cloud.org.uid=acme resources.name=account actor.user.uid=u1 src_endpoint.ip=203.0.113.66 status_detail=invalid_user_credentials actor.user.name=kim)")
      << "user";
  EXPECT_EQ(
      line_told(
          R"({"time":1687853564000,"realmId":"acme","authDetails":{"realmId":"m","clientId":"c","userId":"u1","ipAddress":"203.0.113.66"},"operationType":"CREATE","resourceType":"USER","resourcePath":"users/7"})"),
      R"(keycloak_admin_events: 2023-06-27T08:12:44.000Z account_change 1 success metadata.event_code=CREATE api.operation=CREATE cloud.org.uid=acme actor.user.uid=u1 src_endpoint.ip=203.0.113.66 resources.type=USER resources.name=users/7)")
      << "administrator";
}

TEST(Zendesk, TellsOfSignInsThatFailed) {
  EXPECT_EQ(
      line_told(
          R"({"action":"login","action_label":"Signed in","actor_id":1,"actor_name":"Kim","change_description":"Unsuccessful sign-in","created_at":"2023-06-27T08:12:44Z","id":1,"ip_address":"203.0.113.66","source_id":1,"source_label":"Team member: Kim","source_type":"user"})"),
      R"(zendesk_audit: 2023-06-27T08:12:44Z authentication 1 failure metadata.event_code=login api.operation=login actor.user.uid=1 actor.user.name=Kim message=Unsuccessful sign-in src_endpoint.ip=203.0.113.66 resources.uid=1 resources.name=Team member: Kim resources.type=user)");
}

TEST(EndpointAlerts, TellWhatWasStopped) {
  EXPECT_EQ(
      line_told(
          R"({"metadata":{"eventType":"DetectionSummaryEvent","eventCreationTime":1687853565000},"event":{"ProcessStartTime":1687853564,"ComputerName":"ws-1","DetectId":"d1","FilePath":"C:\\t","CommandLine":"run -x","SHA256String":"aa","SensorId":"s1","UserName":"kim","PatternDispositionDescription":"Prevention, process was blocked from execution."}})"),
      R"(crowdstrike_detection: 2023-06-27T08:12:44Z process_activity 1 unknown blocked metadata.event_code=DetectionSummaryEvent device.hostname=ws-1 metadata.uid=d1 process.file.path=C:\t process.cmd_line=run -x file.hashes.sha256=aa device.uid=s1 process.user.name=kim status_detail=Prevention, process was blocked from execution.)")
      << "crowdstrike";
  EXPECT_EQ(
      line_told(
          R"({"agentRealtimeInfo":{"agentComputerName":"ws-1","agentUuid":"u"},"threatInfo":{"threatId":"1","filePath":"/t/run","sha256":"aa","createdAt":"2023-06-27T08:12:45Z","identifiedAt":"2023-06-27T08:12:44Z","mitigationStatus":"mitigated","mitigatedPreemptively":true}})"),
      R"(sentinelone_threat: 2023-06-27T08:12:44Z file_activity 99 unknown blocked device.hostname=ws-1 device.uid=u metadata.uid=1 file.path=/t/run file.hashes.sha256=aa status_detail=mitigated)")
      << "sentinelone";
  EXPECT_EQ(
      line_told(
          R"({"id":"e","type":"Event::Endpoint::Threat::CleanedUp","name":"Malware cleaned up: 'x' at '/t/run'","location":"ws-1","when":"2023-06-27T08:12:44Z","created_at":"2023-06-27T08:12:45Z","customer_id":"c","endpoint_id":"p","appSha256":"aa"})"),
      R"(sophos_central: 2023-06-27T08:12:44Z file_activity 99 unknown blocked metadata.event_code=Event::Endpoint::Threat::CleanedUp api.operation=Event::Endpoint::Threat::CleanedUp metadata.uid=e message=Malware cleaned up: 'x' at '/t/run' device.hostname=ws-1 device.uid=p file.hashes.sha256=aa)")
      << "sophos";
}

TEST(MailTraces, TellWhoWroteToWhomAndWhatBecameOfIt) {
  EXPECT_EQ(
      row_told(
          "origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes,message_id,network_message_id,"
          "original_client_ip,directionality",
          R"(2023-06-27T08:12:44.5000000Z,x@evil.example,"kim@acme.example##Receive, Deliver",Invoice,9000,<1@evil.example>,n1,203.0.113.66,Incoming)"),
      R"(exchange_trace: 2023-06-27T08:12:44.5000000Z email_activity 99 unknown email.from=x@evil.example email.to=kim@acme.example##Receive, Deliver email.subject=Invoice metadata.correlation_uid=<1@evil.example> metadata.uid=n1 src_endpoint.ip=203.0.113.66)")
      << "report";
  EXPECT_EQ(
      row_told(
          R"("Received","SenderAddress","RecipientAddress","Subject","Status","ToIP","FromIP","Size","MessageId","MessageTraceId")",
          R"("2023-06-27T08:12:44","x@evil.example","kim@acme.example","Invoice","Quarantined","","203.0.113.66","9000","<1@evil.example>","t1")"),
      R"(exchange_trace: 2023-06-27T08:12:44Z email_activity 99 unknown blocked email.from=x@evil.example email.to=kim@acme.example email.subject=Invoice status_detail=Quarantined src_endpoint.ip=203.0.113.66 metadata.correlation_uid=<1@evil.example> metadata.uid=t1)")
      << "cmdlet";
  EXPECT_EQ(
      row_told(
          "Message ID,Start date,End date,Sender,Message size,Subject,Direction,Recipient address,Event date,Event status",
          "<1@evil.example>,2023/06/27 08:12:40 UTC,2023/06/27 08:12:44 UTC,x@evil.example,9000,Invoice,Received,kim@acme.example,"
          "2023/06/27 08:12:44 UTC,Delivered"),
      R"(google_mail_log: 2023-06-27T08:12:44Z email_activity 99 unknown metadata.correlation_uid=<1@evil.example> email.from=x@evil.example email.subject=Invoice email.to=kim@acme.example status_detail=Delivered)")
      << "google";
}

TEST(Defender, RowsOfOtherTablesInOneExportAreOfThoseTables) {
  constexpr std::string_view names =
      R"("Timestamp","DeviceId","DeviceName","ActionType","FileName","FolderPath","SHA256","ProcessCommandLine","InitiatingProcessFolderPath","RemoteIP","RemoteUrl","AccountName","ReportId","AdditionalFields")";
  constexpr std::string_view first =
      R"("2023-06-27T08:12:44Z","d1","desk-7","ProcessCreated","a.exe","C:\t\a.exe","aa","a.exe -x","C:\w\explorer.exe","","","kim","1","")";
  const testing::Log log(std::string(names) + '\n' + std::string(first) + '\n');
  const auto row = [&](std::string_view action, std::string_view rest) {
    return log.decode(fmt::format(R"("2023-06-27T08:12:45Z","d1","desk-7","{}",{})", action, rest)).event;
  };
  EXPECT_EQ(log.decode(first).event.event_class, model::EventClass::process_activity);
  const auto found = row(
      "AntivirusDetection",
      R"("b.exe","C:\t\b.exe","bb","","C:\t\a.exe","","","kim","2","{""ThreatName"":""x"",""WasRemediated"":true}")");
  EXPECT_EQ(found.event_class, model::EventClass::file_activity);
  EXPECT_EQ(found.disposition, model::Disposition::blocked);
  const auto left = row(
      "AntivirusDetection",
      R"("b.exe","C:\t\b.exe","bb","","C:\t\a.exe","","","kim","2","{""ThreatName"":""x"",""WasRemediated"":false}")");
  EXPECT_EQ(left.event_class, model::EventClass::file_activity);
  EXPECT_NE(left.disposition, model::Disposition::blocked);
  const auto stopped = row("ExploitGuardNetworkProtectionBlocked",
                           R"("","","","","C:\t\a.exe","203.0.113.66","evil.example","kim","3","")");
  EXPECT_EQ(stopped.event_class, model::EventClass::network_activity);
  EXPECT_EQ(stopped.disposition, model::Disposition::blocked);
  const auto spoke = row("ConnectionSuccess", R"("","","","","C:\t\a.exe","203.0.113.66","evil.example","kim","4","")");
  EXPECT_EQ(spoke.event_class, model::EventClass::network_activity);
  EXPECT_EQ(spoke.get(model::Attribute::dst_hostname), "evil.example");
  EXPECT_EQ(row("RegistryValueSet", R"("","","","","C:\t\a.exe","","","kim","5","")").event_class,
            model::EventClass::other);
}

TEST(NetworkBalancer, TableOfAwsHasNoNames) {
  EXPECT_EQ(
      line_told(
          R"(tls 2.0 2023-06-27T08:12:44 net/web/aa bb 203.0.113.66:50000 10.0.4.30:443 100 10 200 300 - arn - ECDHE tlsv12 - shop.example - - - 2023-06-27T08:12:43)"),
      R"(aws_network_balancer: 2023-06-27T08:12:44Z network_activity 2 unknown resources.name=net/web/aa src_endpoint.ip=203.0.113.66 src_endpoint.port=50000 dst_endpoint.ip=10.0.4.30 dst_endpoint.port=443 traffic.bytes_out=200 traffic.bytes_in=300 tls.sni=shop.example unmapped.tls_established=true)")
      << "tls";
}

TEST(Gateway, CloudflareAndNetskopeNameTheDevice) {
  EXPECT_EQ(
      line_told(
          R"({"Action":"allow","Datetime":"2023-06-27T08:12:44Z","DestinationIP":"203.0.113.66","DeviceName":"ws-1","Email":"kim@acme.example","HTTPHost":"evil.example","HTTPMethod":"GET","HTTPStatusCode":200,"SourceIP":"198.51.100.2","URL":"https://evil.example/b"})"),
      R"(cloudflare_gateway_http: 2023-06-27T08:12:44Z http_activity 99 unknown allowed dst_endpoint.ip=203.0.113.66 device.hostname=ws-1 actor.user.email_addr=kim@acme.example http_request.url.hostname=evil.example http_request.http_method=GET http_response.code=200 src_endpoint.ip=198.51.100.2 http_request.url.url_string=https://evil.example/b)")
      << "http";
  EXPECT_EQ(
      line_told(
          R"({"Action":"block","Datetime":"2023-06-27T08:12:44Z","DestinationIP":"203.0.113.66","DestinationPort":443,"DeviceName":"ws-1","SNI":"evil.example","SourceIP":"198.51.100.2","Transport":"tcp"})"),
      R"(cloudflare_gateway_network: 2023-06-27T08:12:44Z network_activity 5 unknown blocked dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 device.hostname=ws-1 tls.sni=evil.example src_endpoint.ip=198.51.100.2 connection_info.protocol_name=tcp)")
      << "network";
  EXPECT_EQ(
      line_told(
          R"({"timestamp":1687853564,"type":"page","access_method":"Client","user":"kim@acme.example","userip":"10.0.4.21","srcip":"198.51.100.2","dstip":"203.0.113.66","hostname":"ws-1","url":"evil.example/b","action":"block"})"),
      R"(netskope: 2023-06-27T08:12:44Z http_activity 99 success blocked actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example src_endpoint.ip=10.0.4.21 dst_endpoint.ip=203.0.113.66 device.hostname=ws-1 http_request.url.url_string=evil.example/b)")
      << "netskope";
}

TEST(Azure, FirewallAndSignInsOfThePortal) {
  EXPECT_EQ(
      line_told(
          R"({"time":"2023-06-27T08:12:44Z","category":"AZFWNetworkRule","properties":{"Protocol":"TCP","SourceIp":"10.0.4.21","SourcePort":50000,"DestinationIp":"203.0.113.66","DestinationPort":443,"Action":"Allow","Rule":"r"}})"),
      R"(azure_firewall: 2023-06-27T08:12:44Z network_activity 6 unknown allowed connection_info.protocol_name=TCP src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 status_detail=r)")
      << "network";
  EXPECT_EQ(
      line_told(
          R"({"time":"2023-06-27T08:12:44Z","category":"AZFWApplicationRule","properties":{"Protocol":"HTTPS","SourceIp":"10.0.4.21","SourcePort":50000,"DestinationPort":443,"Fqdn":"evil.example","Action":"Deny"}})"),
      R"(azure_firewall: 2023-06-27T08:12:44Z network_activity 5 unknown blocked connection_info.protocol_name=HTTPS src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.port=443 dst_endpoint.hostname=evil.example)")
      << "name";
  EXPECT_EQ(
      line_told(
          R"({"time":"2023-06-27T08:12:44Z","category":"AZFWDnsQuery","properties":{"SourceIp":"10.0.4.21","SourcePort":50000,"QueryType":"A","QueryName":"evil.example.","ResponseCode":"NOERROR"}})"),
      R"(azure_firewall_dns: 2023-06-27T08:12:44Z dns_activity 1 unknown src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 query.type=A query.hostname=evil.example)")
      << "look-up";
  EXPECT_EQ(
      row_told(R"(Date (UTC),Request ID,Username,User ID,Application,IP address,Location,Status,Failure reason)",
               R"(2023-06-27T08:12:44Z,r,kim@acme.example,u,Office,203.0.113.66,"Bern, CH",Success,Other.)"),
      R"(entra_sign_in: 2023-06-27T08:12:44Z authentication 1 success metadata.uid=r actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example actor.user.uid=u resources.name=Office src_endpoint.ip=203.0.113.66 src_endpoint.location.country=Bern, CH status_detail=Other.)")
      << "sign-in";
  EXPECT_EQ(
      row_told(R"(Date (UTC),Request ID,Username,User ID,Application,IP address,Location,Status,Failure reason)",
               R"(2023-06-27T08:12:44Z,r,kim@acme.example,u,Office,203.0.113.66,"Bern, CH",Failure,Invalid password)"),
      R"(entra_sign_in: 2023-06-27T08:12:44Z authentication 1 failure metadata.uid=r actor.user.email_addr=kim@acme.example actor.user.name=kim@acme.example actor.user.uid=u resources.name=Office src_endpoint.ip=203.0.113.66 src_endpoint.location.country=Bern, CH status_detail=Invalid password)")
      << "failed";
}

TEST(Sensors, CortexAndCarbonBlackResponse) {
  EXPECT_EQ(
      row_told(
          R"(_time,event_type,event_sub_type,agent_hostname,actor_effective_username,actor_process_image_path,action_remote_ip,action_remote_port,action_local_ip,action_process_image_path,action_process_image_sha256)",
          R"(Jun 27th 2023 08:12:44,NETWORK,NETWORK_STREAM_CONNECT,ws-1,kim,C:\tool.exe,203.0.113.66,443,10.0.4.21,,)"),
      R"(cortex_xdr: 2023-06-27T08:12:44Z? network_activity 1 unknown metadata.event_code=NETWORK device.hostname=ws-1 actor.user.name=kim actor.process.file.path=C:\tool.exe dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 src_endpoint.ip=10.0.4.21)")
      << "connection";
  EXPECT_EQ(
      row_told(
          R"(_time,event_type,event_sub_type,agent_hostname,actor_effective_username,actor_process_image_path,action_remote_ip,action_remote_port,action_local_ip,action_process_image_path,action_process_image_sha256)",
          R"(Jun 27th 2023 08:12:44,ENUM.PROCESS,ENUM.PROCESS_START,ws-1,kim,C:\shell.exe,,,,C:\tool.exe,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)"),
      R"(cortex_xdr: 2023-06-27T08:12:44Z? process_activity 1 unknown metadata.event_code=ENUM.PROCESS device.hostname=ws-1 process.parent_process.file.path=C:\shell.exe process.file.path=C:\tool.exe file.hashes.sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)")
      << "start";
  EXPECT_EQ(
      line_told(
          R"({"type":"ingress.event.netconn","process_guid":"g","process_path":"c:\\tool.exe","pid":4711,"computer_name":"WS-1","sensor_id":7,"timestamp":1687853564,"direction":"inbound","local_ip":"10.0.4.21","local_port":445,"remote_ip":"203.0.113.66","remote_port":50000})"),
      R"(carbon_black_events: 2023-06-27T08:12:44Z network_activity 1 unknown metadata.event_code=ingress.event.netconn metadata.correlation_uid=g actor.process.file.path=c:\tool.exe actor.process.pid=4711 device.hostname=WS-1 device.uid=7 dst_endpoint.ip=10.0.4.21 dst_endpoint.port=445 src_endpoint.ip=203.0.113.66 src_endpoint.port=50000)")
      << "carbon black";
}

TEST(RemoteAccess, TeleportAndTailscale) {
  EXPECT_EQ(
      line_told(
          R"({"ei":0,"event":"user.login","uid":"a","code":"T1000W","time":"2023-06-27T08:12:44.123Z","user":"kim","success":false,"method":"local","addr.remote":"203.0.113.66:51000"})"),
      R"(teleport_audit: 2023-06-27T08:12:44.123Z authentication 1 failure metadata.event_code=user.login api.operation=user.login metadata.uid=a actor.user.name=kim auth_protocol=local src_endpoint.ip=203.0.113.66 src_endpoint.port=51000)")
      << "sign-in";
  EXPECT_EQ(
      line_told(
          R"({"ei":0,"event":"session.start","uid":"b","code":"T2000I","time":"2023-06-27T08:12:44.123Z","user":"kim","login":"root","server_hostname":"web-7","addr.remote":"203.0.113.66:51000"})"),
      R"(teleport_audit: 2023-06-27T08:12:44.123Z authentication 1 success metadata.event_code=session.start api.operation=session.start metadata.uid=b actor.user.name=kim resources.name=root device.hostname=web-7 src_endpoint.ip=203.0.113.66 src_endpoint.port=51000)")
      << "session";
  EXPECT_EQ(
      line_told(
          R"({"ei":0,"event":"session.command","uid":"c","code":"T4000I","time":"2023-06-27T08:12:44.123Z","user":"kim","server_hostname":"web-7","path":"/usr/bin/curl","argv":["https://evil.example/b"],"pid":1})"),
      R"(teleport_audit: 2023-06-27T08:12:44.123Z process_activity 1 unknown metadata.event_code=session.command metadata.uid=c actor.user.name=kim device.hostname=web-7 process.file.path=/usr/bin/curl process.cmd_line=https://evil.example/b process.pid=1)")
      << "command";
  EXPECT_EQ(
      line_told(
          R"({"eventGroupID":"a","eventTime":"2023-06-27T08:12:44.1Z","type":"CONFIG","origin":"ADMIN_CONSOLE","actor":{"id":"u","loginName":"kim@acme.example"},"target":{"id":"k","name":"key","type":"API_KEY"},"action":"CREATE"})"),
      R"(tailscale_audit: 2023-06-27T08:12:44.1Z account_change 1 success metadata.event_code=CREATE api.operation=CREATE unmapped.created_uid=k metadata.correlation_uid=a api.service.name=ADMIN_CONSOLE actor.user.uid=u actor.user.email_addr=kim@acme.example resources.uid=k resources.name=key resources.type=API_KEY)")
      << "tailscale";
}

}  // namespace
}  // namespace clew::evidence
