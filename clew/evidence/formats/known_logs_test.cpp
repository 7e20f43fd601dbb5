// The logs that tables describe, each by a record written here after the service's description of it.
#include "clew/evidence/formats/known_logs.h"

#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::Disposition;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

/// One record of a file as the reader would decode it: the file's head chooses the format.
testing::Decoding decode_as(const Recognised& found, std::string_view record) {
  FileContext context;
  context.mapping = found.mapping;
  context.envelope = found.envelope;
  return testing::decode(*found.format, record, context);
}
testing::Decoding decode(std::string_view record) { return decode_as(recognise(record), record); }

struct Record {
  std::string_view name;
  std::string_view text;
  std::string_view source;
  EventClass event_class;
  std::uint8_t activity;
  Status status;
  std::string_view time;
  std::vector<std::pair<model::Attribute, std::string_view>> fields;
};

const std::vector<Record>& records() {
  static const std::vector<Record> all =
      {
          {"plaso_visit",
           R"({"__container_type__":"event","__type__":"AttributeContainer","data_type":"chrome:history:page_visited","datetime":"2026-03-01T10:00:00.5+00:00","filename":"/Users/kim/History","hostname":"desk-7","message":"https://evil.example/x","sha256_hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","timestamp":1772359200500000,"timestamp_desc":"Last Visited Time","url":"https://evil.example/x"})",
           "plaso_timeline",
           EventClass::http_activity,
           activity::other,
           Status::success,
           "2026-03-01T10:00:00.5Z",
           {{url, "https://evil.example/x"}, {device_hostname, "desk-7"}, {file_path, ""}, {file_sha256, ""}}},
          {"plaso_file",
           R"({"__container_type__":"event","data_type":"fs:stat","filename":"/tmp/x","sha256_hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","timestamp":1772359200500000,"timestamp_desc":"Creation Time"})",
           "plaso_timeline",
           EventClass::file_activity,
           activity::other,
           Status::unknown,
           "2026-03-01T10:00:00.500000Z",
           {{file_path, "/tmp/x"}, {file_sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}},
          {"http_archive",
           R"({"startedDateTime":"2026-03-01T10:00:00.5Z","time":5,"request":{"method":"GET","url":"https://evil.example/x"},"response":{"status":200},"serverIPAddress":"203.0.113.77"})",
           "http_archive",
           EventClass::http_activity,
           activity::other,
           Status::unknown,
           "2026-03-01T10:00:00.5Z",
           {{url, "https://evil.example/x"}, {dst_ip, "203.0.113.77"}, {http_status, "200"}}},
          {"kubernetes_secrets",
           R"({"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-1","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/pay/secrets?limit=5","verb":"list","user":{"username":"system:serviceaccount:pay:runner","uid":"u-1","groups":["system:authenticated"],"extra":{"authentication.kubernetes.io/credential-id":["JTI=7"]}},"sourceIPs":["198.51.100.7","10.0.0.1"],"userAgent":"kubectl/v1.29","objectRef":{"resource":"secrets","namespace":"pay","apiVersion":"v1"},"responseStatus":{"metadata":{},"code":403,"reason":"Forbidden"},"requestReceivedTimestamp":"2026-03-01T10:00:00.5Z","stageTimestamp":"2026-03-01T10:00:01Z"})",
           "kubernetes_audit",
           EventClass::api_activity,
           activity::read,
           Status::failure,
           "2026-03-01T10:00:00.5Z",
           {{api_operation, "list"},
            {actor_user_name, "system:serviceaccount:pay:runner"},
            {actor_credential_uid, "JTI=7"},
            {src_ip, "198.51.100.7"},
            {resource_type, "secrets"},
            {api_service, "kubernetes"},
            {api_error, "Forbidden"}}},
          {"google_cloud_key",
           R"({"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","status":{},"authenticationInfo":{"principalEmail":"kim@acme.example","serviceAccountKeyName":"//iam.googleapis.com/k/1"},"requestMetadata":{"callerIp":"198.51.100.7","callerSuppliedUserAgent":"gcloud"},"serviceName":"iam.googleapis.com","methodName":"google.iam.admin.v1.CreateServiceAccountKey","resourceName":"projects/-/serviceAccounts/9","response":{"name":"projects/p/serviceAccounts/s/keys/k2"}},"insertId":"i1","resource":{"type":"service_account","labels":{"project_id":"p"}},"timestamp":"2026-03-01T10:00:00Z","severity":"NOTICE","logName":"projects/p/logs/cloudaudit.googleapis.com%2Factivity"})",
           "google_cloud_audit",
           EventClass::account_change,
           activity::create,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{actor_user_name, "kim@acme.example"},
            {actor_credential_uid, "//iam.googleapis.com/k/1"},
            {created_uid, "projects/p/serviceAccounts/s/keys/k2"},
            {auth_method, "service account key"},
            {src_ip, "198.51.100.7"},
            {org_uid, "p"}}},
          {"google_cloud_denied",
           R"({"insertId":"i2","protoPayload":{"methodName":"storage.objects.get","serviceName":"storage.googleapis.com","status":{"code":7,"message":"no access"}},"timestamp":"2026-03-01T10:00:00Z"})",
           "google_cloud_audit",
           EventClass::api_activity,
           activity::read,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {{api_error, "7"}, {status_detail, "no access"}}},
          {"google_cloud_failed_sign_in",
           R"({"insertId":"i3","protoPayload":{"methodName":"google.login.LoginService.loginFailure","serviceName":"login.googleapis.com"},"timestamp":"2026-03-01T10:00:00Z"})",
           "google_cloud_audit",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {}},
          {"google_cloud_flow",
           R"({"insertId":"i4","jsonPayload":{"bytes_sent":"120","connection":{"dest_ip":"203.0.113.9","dest_port":443,"protocol":6,"src_ip":"10.0.0.4","src_port":50000},"start_time":"2026-03-01T09:59:00Z","src_instance":{"vm_name":"web-1"}},"timestamp":"2026-03-01T10:00:00Z"})",
           "google_cloud_flow",
           EventClass::network_activity,
           activity::network_traffic,
           Status::unknown,
           "2026-03-01T09:59:00Z",
           {{dst_ip, "203.0.113.9"}, {dst_port, "443"}, {protocol, "tcp"}, {device_hostname, "web-1"}}},
          {"google_cloud_dns",
           R"({"insertId":"i5","jsonPayload":{"queryName":"shop.example.","queryType":"A","responseCode":"NOERROR","rdata":"shop.example.\t300\tIN\ta\t203.0.113.9","sourceIP":"10.0.0.4","vmInstanceName":"web-1"},"timestamp":"2026-03-01T10:00:00Z"})",
           "google_cloud_dns",
           EventClass::dns_activity,
           activity::dns_response,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{query_hostname, "shop.example"}, {rcode, "NOERROR"}, {src_ip, "10.0.0.4"}}},
          {"google_cloud_http",
           R"({"httpRequest":{"remoteIp":"198.51.100.7","requestMethod":"GET","requestUrl":"https://shop.example/a","serverIp":"10.0.0.4","status":200,"userAgent":"x"},"insertId":"i6","timestamp":"2026-03-01T10:00:00Z"})",
           "google_cloud_http",
           EventClass::http_activity,
           activity::other,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{url, "https://shop.example/a"}, {http_status, "200"}}},
          {"workspace_sign_in",
           R"({"kind":"admin#reports#activity","id":{"time":"2026-03-01T10:00:00.000Z","uniqueQualifier":"-7","applicationName":"login","customerId":"C1"},"actor":{"callerType":"USER","email":"kim@acme.example","profileId":"9"},"ipAddress":"2001:db8::7","events":[{"type":"login","name":"login_failure","parameters":[{"name":"login_type","value":"google_password"},{"name":"is_second_factor","boolValue":false},{"name":"login_failure_type","value":"login_failure_invalid_password"}]}]})",
           "google_workspace_login",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00.000Z",
           {{actor_user_email, "kim@acme.example"},
            {src_ip, "2001:db8::7"},
            {auth_method, "google_password"},
            {is_mfa, "false"},
            {status_detail, "login_failure_invalid_password"},
            {api_service, "login"}}},
          {"workspace_admin",
           R"({"id":{"time":"2026-03-01T10:00:00Z","uniqueQualifier":"-8","applicationName":"admin"},"actor":{"email":"kim@acme.example"},"events":[{"type":"USER_SETTINGS","name":"CREATE_USER","parameters":[{"name":"USER_EMAIL","value":"new@acme.example"}]}]})",
           "google_workspace_admin",
           EventClass::account_change,
           activity::create,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{resource_name, "new@acme.example"}, {api_operation, "CREATE_USER"}}},
          {"workspace_drive",
           R"({"id":{"time":"2026-03-01T10:00:00Z","uniqueQualifier":"-9","applicationName":"drive"},"events":[{"type":"access","name":"download","parameters":[{"name":"doc_id","value":"d1"},{"name":"doc_title","value":"plan"}]}]})",
           "google_workspace",
           EventClass::api_activity,
           activity::read,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{resource_uid, "d1"}, {resource_name, "plan"}}},
          {"workspace_bigquery",
           R"({"email":"kim@acme.example","event_name":"login_success","event_type":"login","ip_address":"198.51.100.7","login":{"login_type":"saml"},"record_type":"login","time_usec":1772359200000000,"unique_identifier":"u"})",
           "google_workspace_login",
           EventClass::authentication,
           activity::logon,
           Status::success,
           "2026-03-01T10:00:00.000000Z",
           {{auth_method, "saml"}, {src_ip, "198.51.100.7"}}},
          {"entra_sign_in",
           R"({"id":"s1","createdDateTime":"2026-03-01T10:00:00Z","userPrincipalName":"kim@acme.example","userId":"u1","appId":"ap","appDisplayName":"Portal","ipAddress":"198.51.100.7","authenticationProtocol":"deviceCode","authenticationRequirement":"multiFactorAuthentication","correlationId":"c","status":{"errorCode":0,"failureReason":"Other.","additionalDetails":"MFA requirement satisfied by claim in the token"},"deviceDetail":{"deviceId":"","displayName":"desk-7","operatingSystem":"Windows"},"location":{"countryOrRegion":"DE"},"uniqueTokenIdentifier":"t1"})",
           "entra_sign_in",
           EventClass::authentication,
           activity::logon,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{actor_user_name, "kim@acme.example"},
            {is_mfa, "true"},
            {auth_method, "deviceCode"},
            {resource_name, "Portal"},
            {device_hostname, "desk-7"},
            {actor_credential_uid, "t1"},
            {location, "DE"}}},
          {"entra_sign_in_diagnostics",
           R"({"time":"2026-03-01T10:00:05Z","resourceId":"/tenants/t/providers/Microsoft.aadiam","operationName":"Sign-in activity","category":"SignInLogs","resultType":"50126","callerIpAddress":"198.51.100.7","properties":{"id":"s2","createdDateTime":"2026-03-01T10:00:00Z","userPrincipalName":"kim@acme.example","appId":"ap","ipAddress":"198.51.100.7","authenticationRequirement":"singleFactorAuthentication","status":{"errorCode":50126,"failureReason":"Invalid username or password"}}})",
           "entra_sign_in",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {{is_mfa, "false"}, {status_detail, "Invalid username or password"}, {event_uid, "s2"}}},
          {"entra_sign_in_table",
           R"({"TimeGenerated":"2026-03-01T10:00:00Z","UserPrincipalName":"kim@acme.example","IPAddress":"198.51.100.7","ResultType":"0","AppDisplayName":"Portal","Category":"SignInLogs"})",
           "entra_sign_in",
           EventClass::authentication,
           activity::logon,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{actor_user_name, "kim@acme.example"}, {src_ip, "198.51.100.7"}}},
          {"entra_audit",
           R"({"id":"d1","category":"ApplicationManagement","correlationId":"c","result":"success","activityDisplayName":"Add service principal credentials","activityDateTime":"2026-03-01T10:00:00Z","loggedByService":"Core Directory","initiatedBy":{"user":{"id":"u1","userPrincipalName":"kim@acme.example","ipAddress":"198.51.100.7"}},"targetResources":[{"id":"r1","displayName":"Backup","type":"ServicePrincipal","modifiedProperties":[{"displayName":"KeyDescription","oldValue":"[]","newValue":"[x]"}]}],"additionalDetails":[{"key":"User-Agent","value":"browser"}]})",
           "entra_audit",
           EventClass::account_change,
           activity::create,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{actor_user_name, "kim@acme.example"},
            {resource_name, "Backup"},
            {changed_field, "KeyDescription"},
            {user_agent, "browser"},
            {api_operation, "Add service principal credentials"}}},
          {"entra_audit_table",
           R"({"TimeGenerated":"2026-03-01T10:00:02Z","ActivityDateTime":"2026-03-01T10:00:00Z","OperationName":"Delete user","LoggedByService":"Core Directory","Result":"failure"})",
           "entra_audit",
           EventClass::account_change,
           activity::remove,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {}},
          {"azure_activity",
           R"({"caller":"kim@acme.example","claims":{"ipaddr":"198.51.100.7"},"correlationId":"c","eventDataId":"e","eventTimestamp":"2026-03-01T10:00:00Z","operationName":{"value":"Microsoft.Compute/virtualMachines/delete","localizedValue":"x"},"resourceId":"/subscriptions/s/vm","status":{"value":"Succeeded"},"subscriptionId":"s"})",
           "azure_activity",
           EventClass::api_activity,
           activity::remove,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{actor_user_name, "kim@acme.example"}, {src_ip, "198.51.100.7"}, {resource_name, "/subscriptions/s/vm"}}},
          {"azure_activity_diagnostics",
           R"({"time":"2026-03-01T10:00:00Z","resourceId":"/SUBSCRIPTIONS/S/VAULTS/V","operationName":"SecretGet","category":"AuditEvent","resultType":"Success","callerIpAddress":"198.51.100.7:4711","identity":{"claim":{"upn":"kim@acme.example"}},"properties":{"id":"https://v.example/secrets/a","clientInfo":"sdk","httpStatusCode":200}})",
           "azure_activity",
           EventClass::api_activity,
           activity::read,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{actor_user_name, "kim@acme.example"},
            {src_ip, "198.51.100.7"},
            {src_port, "4711"},
            {resource_uid, "https://v.example/secrets/a"}}},
          {"azure_activity_table",
           R"({"TimeGenerated":"2026-03-01T10:00:00Z","OperationNameValue":"MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE","ActivityStatusValue":"Failure","Caller":"kim@acme.example","CallerIpAddress":"198.51.100.7"})",
           "azure_activity",
           EventClass::account_change,
           activity::create,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {{actor_user_name, "kim@acme.example"}}},
          {"graph_calls",
           R"({"TimeGenerated":"2026-03-01T10:00:00Z","RequestMethod":"GET","RequestUri":"https://graph.example/v1.0/users","ResponseStatusCode":200,"IPAddress":"198.51.100.7","UserId":"u1","SignInActivityId":"t1"})",
           "microsoft_graph_activity",
           EventClass::api_activity,
           activity::read,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{actor_credential_uid, "t1"}, {url, "https://graph.example/v1.0/users"}}},
          {"microsoft_365_sign_in",
           R"({"CreationTime":"2026-03-01T10:00:00","Id":"m1","Operation":"UserLoginFailed","OrganizationId":"o","RecordType":15,"ResultStatus":"Success","UserKey":"k","UserType":0,"Workload":"AzureActiveDirectory","ClientIP":"[2001:db8::7]:443","UserId":"kim@acme.example","ExtendedProperties":[{"Name":"UserAgent","Value":"browser"}],"DeviceProperties":[{"Name":"OS","Value":"Linux"},{"Name":"SessionId","Value":"se"}],"LogonError":"InvalidUserNameOrPassword"})",
           "microsoft_365_directory",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {{src_ip, "2001:db8::7"},
            {src_port, "443"},
            {user_agent, "browser"},
            {client_os, "Linux"},
            {correlation_uid, "se"},
            {status_detail, "InvalidUserNameOrPassword"}}},
          {"microsoft_365_rule",
           R"({"CreationTime":"2026-03-01T10:00:00","Id":"m2","Operation":"New-InboxRule","RecordType":1,"ResultStatus":"True","Workload":"Exchange","ClientIP":"198.51.100.7:55","UserId":"kim@acme.example","Parameters":[{"Name":"Mailbox","Value":"kim"},{"Name":"ForwardTo","Value":"x@evil.example"}]})",
           "microsoft_365_audit",
           EventClass::api_activity,
           activity::create,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{src_ip, "198.51.100.7"}, {resource_name, "kim"}}},
          {"microsoft_365_audit_data",
           R"({"RecordType":"AzureActiveDirectory","CreationDate":"2026-03-01T10:00:01","UserIds":"kim@acme.example","Operations":"Add user.","AuditData":"{\"CreationTime\":\"2026-03-01T10:00:00\",\"Operation\":\"Add user.\",\"RecordType\":8,\"ResultStatus\":\"Success\",\"Workload\":\"AzureActiveDirectory\",\"UserId\":\"kim@acme.example\",\"ObjectId\":\"new@acme.example\"}"})",
           "microsoft_365_directory",
           EventClass::account_change,
           activity::create,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{resource_name, "new@acme.example"}}},
          {"defender_process",
           R"({"Timestamp":"2026-03-01T10:00:00.1Z","DeviceId":"d1","DeviceName":"desk-7","ActionType":"ProcessCreated","FileName":"a.exe","FolderPath":"C:\\t\\a.exe","SHA256":"","ProcessId":7,"ProcessCommandLine":"a.exe -x","AccountName":"kim","InitiatingProcessFolderPath":"c:\\windows\\explorer.exe","InitiatingProcessId":5,"ReportId":11})",
           "defender_process",
           EventClass::process_activity,
           activity::process_launch,
           Status::unknown,
           "2026-03-01T10:00:00.1Z",
           {{process_path, "C:\\t\\a.exe"},
            {process_cmd_line, "a.exe -x"},
            {parent_process_path, "c:\\windows\\explorer.exe"},
            {process_user, "kim"},
            {device_hostname, "desk-7"}}},
          {"defender_network_streamed",
           R"({"time":"2026-03-01T10:00:09Z","tenantId":"t","operationName":"Publish","category":"AdvancedHunting-DeviceNetworkEvents","properties":{"Timestamp":"2026-03-01T10:00:00Z","DeviceId":"d1","DeviceName":"desk-7","ActionType":"InboundConnectionAccepted","LocalIP":"10.0.0.4","LocalPort":22,"RemoteIP":"198.51.100.7","RemotePort":5000,"ReportId":12}})",
           "defender_network",
           EventClass::network_activity,
           activity::network_open,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{src_ip, "198.51.100.7"}, {dst_ip, "10.0.0.4"}, {dst_port, "22"}}},
          {"defender_file",
           R"({"TimeGenerated":"2026-03-01T10:00:00Z","DeviceId":"d1","DeviceName":"desk-7","ActionType":"FileCreated","FileName":"b.txt","FolderPath":"C:\\t\\b.txt","FileOriginUrl":"https://evil.example/b","InitiatingProcessFolderPath":"c:\\t\\a.exe","ReportId":13})",
           "defender_file",
           EventClass::file_activity,
           activity::file_create,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{file_path, "C:\\t\\b.txt"}, {url, "https://evil.example/b"}, {actor_process_path, "c:\\t\\a.exe"}}},
          {"defender_logon",
           R"({"Timestamp":"2026-03-01T10:00:00Z","DeviceId":"d1","DeviceName":"desk-7","ActionType":"LogonFailed","AccountName":"kim","LogonType":"Network","RemoteIP":"198.51.100.7","ReportId":14})",
           "defender_logon",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {{src_ip, "198.51.100.7"}, {actor_user_name, "kim"}}},
          {"defender_registry",
           R"({"Timestamp":"2026-03-01T10:00:00Z","DeviceId":"d1","DeviceName":"desk-7","ActionType":"RegistryValueSet","RegistryKey":"HKLM\\x","ReportId":15})",
           "defender_device",
           EventClass::other,
           activity::unknown,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{event_code, "RegistryValueSet"}}},
          {"defender_mail",
           R"({"Timestamp":"2026-03-01T10:00:00Z","NetworkMessageId":"n","SenderFromAddress":"x@evil.example","RecipientEmailAddress":"kim@acme.example","Subject":"hello","DeliveryAction":"Delivered"})",
           "defender_email",
           EventClass::email_activity,
           activity::other,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{email_from, "x@evil.example"}, {email_subject, "hello"}}},
          {"crowdstrike_process",
           R"({"event_simpleName":"ProcessRollup2","name":"ProcessRollup2V19","aid":"a1","cid":"c1","aip":"203.0.113.4","timestamp":"1772359200123","ImageFileName":"\\Device\\HarddiskVolume2\\t\\a.exe","CommandLine":"a.exe -x","RawProcessId":"7","ParentBaseFileName":"explorer.exe","UserName":"kim","event_platform":"Win"})",
           "crowdstrike_fdr",
           EventClass::process_activity,
           activity::process_launch,
           Status::unknown,
           "2026-03-01T10:00:00.123Z",
           {{process_cmd_line, "a.exe -x"}, {process_pid, "7"}, {device_uid, "a1"}, {device_ip, "203.0.113.4"}}},
          {"crowdstrike_dns",
           R"({"event_simpleName":"DnsRequest","aid":"a1","cid":"c1","timestamp":"1772359200123","ContextTimeStamp":"1772359200.100","DomainName":"evil.example","RequestType":"1","IP4Records":"203.0.113.9;203.0.113.8;"})",
           "crowdstrike_fdr",
           EventClass::dns_activity,
           activity::dns_query,
           Status::unknown,
           "2026-03-01T10:00:00.100Z",
           {{query_hostname, "evil.example"}, {answer, "203.0.113.9"}}},
          {"crowdstrike_accepted_connection",
           R"({"event_simpleName":"NetworkReceiveAcceptIP4","aid":"a1","cid":"c1","timestamp":"1772359200123","LocalAddressIP4":"10.0.0.4","LocalPort":"22","RemoteAddressIP4":"198.51.100.7","RemotePort":"5000"})",
           "crowdstrike_fdr",
           EventClass::network_activity,
           activity::network_open,
           Status::unknown,
           "2026-03-01T10:00:00.123Z",
           {{src_ip, "198.51.100.7"}, {dst_port, "22"}}},
          {"crowdstrike_logon",
           R"({"event_simpleName":"UserLogonFailed2","aid":"a1","cid":"c1","timestamp":"1772359200123","UserName":"kim","RemoteAddressIP4":"198.51.100.7"})",
           "crowdstrike_fdr",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00.123Z",
           {{actor_user_name, "kim"}}},
          {"sentinelone_process",
           R"({"event.type":"Process Creation","event.time":1772359200123,"event.id":"e","agent.uuid":"a1","endpoint.name":"desk-7","src.process.image.path":"/bin/sh","tgt.process.cmdline":"curl x","tgt.process.image.path":"/usr/bin/curl","tgt.process.pid":9})",
           "sentinelone_cloud_funnel",
           EventClass::process_activity,
           activity::process_launch,
           Status::unknown,
           "2026-03-01T10:00:00.123Z",
           {{process_path, "/usr/bin/curl"}, {parent_process_path, "/bin/sh"}, {device_hostname, "desk-7"}}},
          {"sentinelone_lookup_in_vain",
           R"({"event.type":"DNS Unresolved","event.time":1772359200123,"event.id":"e","agent.uuid":"a1","endpoint.name":"desk-7","event.dns.request":"evil.example","event.dns.response":""})",
           "sentinelone_cloud_funnel",
           EventClass::dns_activity,
           activity::dns_response,
           Status::failure,
           "2026-03-01T10:00:00.123Z",
           {{query_hostname, "evil.example"}}},
          {"sentinelone_library",
           R"({"event.type":"Module Load","event.time":1772359200123,"event.id":"e","agent.uuid":"a1","endpoint.name":"desk-7","src.process.image.path":"/Applications/A.app/a","module.path":"/Applications/A.app/libx.dylib","module.sha1":"aa"})",
           "sentinelone_cloud_funnel",
           EventClass::file_activity,
           activity::file_open,
           Status::unknown,
           "2026-03-01T10:00:00.123Z",
           {{file_path, "/Applications/A.app/libx.dylib"},
            {file_sha1, "aa"},
            {actor_process_path, "/Applications/A.app/a"}}},
          {"carbon_black_connection",
           R"({"type":"endpoint.event.netconn","process_guid":"g","device_id":5,"device_name":"desk-7","device_timestamp":"2026-03-01 10:00:00.123 +0000 UTC","process_path":"/bin/a","local_ip":"10.0.0.4","local_port":5000,"remote_ip":"203.0.113.9","remote_port":443,"netconn_domain":"evil.example","netconn_inbound":false})",
           "carbon_black_events",
           EventClass::network_activity,
           activity::network_open,
           Status::unknown,
           "2026-03-01T10:00:00.123Z",
           {{dst_ip, "203.0.113.9"}, {dst_hostname, "evil.example"}, {actor_process_path, "/bin/a"}}},
          {"github_repository",
           R"({"@timestamp":1772359200123,"_document_id":"g1","action":"repo.destroy","actor":"kim","actor_id":7,"actor_ip":"198.51.100.7","actor_location":{"country_code":"DE"},"created_at":1772359200123,"hashed_token":"h=","org":"acme","programmatic_access_type":"OAuth access token","repo":"acme/pay","user_agent":"git/2"})",
           "github_audit",
           EventClass::api_activity,
           activity::remove,
           Status::unknown,
           "2026-03-01T10:00:00.123Z",
           {{actor_user_name, "kim"},
            {actor_credential_uid, "h="},
            {auth_method, "OAuth access token"},
            {resource_name, "acme/pay"},
            {org_uid, "acme"}}},
          {"github_clone",
           R"({"@timestamp":1772359200123,"action":"git.clone","actor":"kim","org":"acme","repository":"acme/pay","transport_protocol_name":"ssh"})",
           "github_audit",
           EventClass::api_activity,
           activity::read,
           Status::unknown,
           "2026-03-01T10:00:00.123Z",
           {{protocol, "ssh"}}},
          {"gitlab_token",
           R"({"id":3,"author_id":7,"author_name":"kim","entity_id":9,"entity_type":"User","event_type":"personal_access_token_created","created_at":"2026-03-01T10:00:00Z","target_id":55,"target_type":"PersonalAccessToken","ip_address":"198.51.100.7"})",
           "gitlab_audit",
           EventClass::account_change,
           activity::create,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{created_uid, "55"}, {actor_user_name, "kim"}, {src_ip, "198.51.100.7"}}},
          {"slack_sign_in",
           R"({"id":"s1","date_create":1772359200,"action":"user_login_failed","actor":{"type":"user","user":{"id":"U1","name":"Kim","email":"kim@acme.example"}},"entity":{"type":"user","user":{"id":"U1","name":"Kim","email":"kim@acme.example"}},"context":{"location":{"type":"workspace","id":"T1"},"ua":"browser","ip_address":"198.51.100.7","session_id":123}})",
           "slack_audit",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {{actor_user_email, "kim@acme.example"}, {correlation_uid, "123"}, {user_agent, "browser"}}},
          {"atlassian_token",
           R"({"id":"a1","type":"events","attributes":{"time":"2026-03-01T10:00:00Z","action":"api_token_created","actor":{"id":"u1","name":"Kim","email":"kim@acme.example"},"location":{"ip":"198.51.100.7","countryName":"Germany"}}})",
           "atlassian_audit",
           EventClass::account_change,
           activity::create,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{actor_user_name, "Kim"}, {src_ip, "198.51.100.7"}}},
          {"zoom_operation",
           R"({"time":"2026-03-01T10:00:00Z","operator":"kim@acme.example","category_type":"User","action":"Delete","operation_detail":"Delete User x"})",
           "zoom_operation",
           EventClass::api_activity,
           activity::remove,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{message, "Delete User x"}}},
          {"zoom_sign_in",
           R"({"email":"kim@acme.example","time":"2026-03-01T10:00:00Z","type":"Sign in","ip_address":"198.51.100.7","client_type":"Browser","version":"-"})",
           "zoom_sign_in",
           EventClass::authentication,
           activity::logon,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{src_ip, "198.51.100.7"}}},
          {"onepassword_audit",
           R"({"uuid":"o1","timestamp":"2026-03-01T10:00:00Z","actor_uuid":"A1","actor_details":{"uuid":"A1","name":"Kim","email":"kim@acme.example"},"action":"grant","object_type":"gva","object_uuid":"v1","session":{"uuid":"S","ip":"198.51.100.7"}})",
           "onepassword_audit",
           EventClass::account_change,
           activity::create,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{actor_user_email, "kim@acme.example"}, {src_ip, "198.51.100.7"}}},
          {"onepassword_sign_in",
           R"({"uuid":"o2","session_uuid":"S","timestamp":"2026-03-01T10:00:00Z","country":"DE","category":"success","type":"mfa_ok","target_user":{"uuid":"A1","name":"Kim","email":"kim@acme.example"},"client":{"app_name":"app","os_name":"Linux","ip_address":"198.51.100.7"}})",
           "onepassword_sign_in",
           EventClass::authentication,
           activity::logon,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{is_mfa, "true"}, {location, "DE"}}},
          {"onepassword_item",
           R"({"uuid":"o3","timestamp":"2026-03-01T10:00:00Z","vault_uuid":"V","item_uuid":"I","user":{"uuid":"A1","email":"kim@acme.example"},"client":{"ip_address":"198.51.100.7"},"action":"reveal"})",
           "onepassword_item_use",
           EventClass::api_activity,
           activity::read,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{api_operation, "reveal"}}},
          {"snowflake_login",
           R"({"EVENT_ID":1,"EVENT_TIMESTAMP":"2026-03-01 02:00:00.500 -0800","EVENT_TYPE":"LOGIN","USER_NAME":"KIM","CLIENT_IP":"198.51.100.7","REPORTED_CLIENT_TYPE":"PYTHON_DRIVER","FIRST_AUTHENTICATION_FACTOR":"PASSWORD","SECOND_AUTHENTICATION_FACTOR":null,"IS_SUCCESS":"YES"})",
           "snowflake_login",
           EventClass::authentication,
           activity::logon,
           Status::success,
           "2026-03-01T10:00:00.500Z",
           {{auth_method, "PASSWORD"}, {is_mfa, ""}}},
          {"snowflake_query",
           R"({"QUERY_ID":"q","QUERY_TEXT":"SELECT * FROM t","QUERY_TYPE":"SELECT","USER_NAME":"KIM","EXECUTION_STATUS":"SUCCESS","START_TIME":"2026-03-01T10:00:00Z","SESSION_ID":5})",
           "snowflake_query",
           EventClass::api_activity,
           activity::read,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{message, "SELECT * FROM t"}, {api_service, "snowflake"}}},
          {"auth0_wrong_password",
           R"({"date":"2026-03-01T10:00:00.000Z","type":"fp","description":"Wrong email or password.","connection":"users","client_name":"Shop","ip":"198.51.100.7","user_agent":"x","user_id":"auth0|1","user_name":"kim@acme.example","log_id":"l1"})",
           "auth0_log",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00.000Z",
           {{actor_user_name, "kim@acme.example"}, {resource_name, "Shop"}}},
          {"auth0_streamed",
           R"({"log_id":"l2","data":{"date":"2026-03-01T10:00:00.000Z","type":"s","ip":"198.51.100.7","user_name":"kim@acme.example","log_id":"l2"}})",
           "auth0_log",
           EventClass::authentication,
           activity::logon,
           Status::success,
           "2026-03-01T10:00:00.000Z",
           {}},
          {"duo_sign_in",
           R"({"access_device":{"ip":"198.51.100.7","hostname":"desk-7","os":"Linux"},"application":{"key":"DI1","name":"VPN"},"event_type":"authentication","factor":"duo_push","isotimestamp":"2026-03-01T10:00:00+00:00","reason":"user_marked_fraud","result":"fraud","timestamp":1772359200,"txid":"t1","user":{"key":"DU1","name":"kim"}})",
           "duo_authentication",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {{is_mfa, "true"}, {auth_method, "duo_push"}, {resource_name, "VPN"}}},
          {"duo_sign_in_version_1",
           R"({"factor":"Remembered Device","integration":"VPN","ip":"198.51.100.7","reason":"Valid passcode","result":"SUCCESS","timestamp":1772359200,"username":"kim"})",
           "duo_authentication",
           EventClass::authentication,
           activity::logon,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{is_mfa, "false"}}},
          {"duo_administrator",
           R"({"action":"admin_login_error","description":"{}","isotimestamp":"2026-03-01T10:00:00+00:00","object":null,"timestamp":1772359200,"username":"Kim"})",
           "duo_administrator",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {}},
          {"onelogin",
           R"({"id":1,"created_at":"2026-03-01T10:00:00Z","account_id":2,"user_id":3,"event_type_id":6,"ipaddr":"198.51.100.7","user_name":"Kim"})",
           "onelogin_events",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {{src_ip, "198.51.100.7"}}},
          {"pingone",
           R"({"id":"p1","recordedAt":"2026-03-01T10:00:01Z","createdAt":"2026-03-01T10:00:00Z","action":{"type":"USER.CREATED"},"actors":{"user":{"id":"u1","name":"kim"},"client":{"id":"c1"}},"resources":[{"type":"USER","id":"u2","name":"new"}],"result":{"status":"SUCCESS"}})",
           "pingone_audit",
           EventClass::account_change,
           activity::create,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{resource_name, "new"}, {actor_credential_uid, "c1"}}},
          {"cloudflare_audit",
           R"({"ActionResult":true,"ActionType":"token_create","ActorEmail":"kim@acme.example","ActorID":"a","ActorIP":"198.51.100.7","ActorType":"user","ID":"i","Interface":"UI","ResourceID":"r","ResourceType":"token","When":"2026-03-01T10:00:00Z"})",
           "cloudflare_audit",
           EventClass::account_change,
           activity::create,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{actor_user_email, "kim@acme.example"}, {resource_uid, "r"}}},
          {"cloudflare_audit_api",
           R"({"id":"i","when":"2026-03-01T10:00:00Z","action":{"type":"login","result":false},"actor":{"id":"a","email":"kim@acme.example","type":"user","ip":"198.51.100.7"},"resource":{"type":"user","id":"r"},"owner":{"id":"o"}})",
           "cloudflare_audit",
           EventClass::authentication,
           activity::logon,
           Status::failure,
           "2026-03-01T10:00:00Z",
           {{org_uid, "o"}}},
          {"cloudflare_http",
           R"({"ClientIP":"198.51.100.7","ClientRequestHost":"shop.example","ClientRequestMethod":"GET","ClientRequestURI":"/a?b","EdgeResponseStatus":200,"EdgeStartTimestamp":1772359200123456789,"RayID":"r"})",
           "cloudflare_http",
           EventClass::http_activity,
           activity::other,
           Status::unknown,
           "2026-03-01T10:00:00.123456789Z",
           {{http_host, "shop.example"}, {http_path, "/a?b"}}},
          {"cloudflare_access",
           R"({"Action":"login","Allowed":true,"AppDomain":"wiki.acme.example","CreatedAt":"2026-03-01T10:00:00Z","Email":"kim@acme.example","IPAddress":"198.51.100.7"})",
           "cloudflare_access",
           EventClass::authentication,
           activity::logon,
           Status::success,
           "2026-03-01T10:00:00Z",
           {{resource_name, "wiki.acme.example"}}},
          {"guardduty",
           R"({"schemaVersion":"2.0","accountId":"000000000000","region":"eu-west-1","id":"f1","arn":"arn:aws:guardduty:x","type":"UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration","resource":{"resourceType":"AccessKey","accessKeyDetails":{"accessKeyId":"ASIAEXAMPLE","userName":"robot"}},"service":{"action":{"actionType":"AWS_API_CALL","awsApiCallAction":{"api":"ListBuckets","serviceName":"s3.amazonaws.com","remoteIpDetails":{"ipAddressV4":"198.51.100.7"}}},"eventFirstSeen":"2026-03-01T10:00:00Z"},"severity":8,"createdAt":"2026-03-01T10:05:00Z","title":"Credentials used outside"})",
           "aws_guardduty",
           EventClass::other,
           activity::unknown,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{actor_credential_uid, "ASIAEXAMPLE"}, {src_ip, "198.51.100.7"}, {api_operation, "ListBuckets"}}},
          {"guardduty_command_line",
           R"({"AccountId":"000000000000","Arn":"arn:aws:guardduty:x","Type":"Recon:EC2/x","Severity":2,"Service":{"EventFirstSeen":"2026-03-01T10:00:00Z","Action":{"DnsRequestAction":{"Domain":"evil.example"}}}})",
           "aws_guardduty",
           EventClass::other,
           activity::unknown,
           Status::unknown,
           "2026-03-01T10:00:00Z",
           {{query_hostname, "evil.example"}}},
      };
  return all;
}

TEST(KnownLogs, EachIsRecognisedByItsRecordsInLinesAndInArrays) {
  for (const Record& row : records()) {
    const std::string line(row.text);
    const Recognised as_lines = recognise(line + "\n" + line + "\n");
    EXPECT_EQ(as_lines.source, row.source) << row.name;
    EXPECT_EQ(as_lines.format->framing, Framing::lines) << row.name;
    const Recognised as_array = recognise("[\n" + line + ",\n" + line + "\n]\n");
    EXPECT_EQ(as_array.source, row.source) << row.name;
    EXPECT_EQ(as_array.format->framing, Framing::json_elements) << row.name;
  }
}

TEST(KnownLogs, EachRecordSaysWhatItSays) {
  for (const Record& row : records()) {
    const auto event = decode_as(recognise(std::string(row.text) + "\n" + std::string(row.text)), row.text);
    ASSERT_EQ(event.outcome, Decoded::event) << row.name;
    EXPECT_EQ(event.event.event_class, row.event_class) << row.name;
    EXPECT_EQ(event.event.activity, row.activity) << row.name;
    EXPECT_EQ(event.event.status, row.status) << row.name;
    EXPECT_EQ(event.time(), row.time) << row.name;
    EXPECT_EQ(event.event.time_quality, model::TimeQuality::exact) << row.name;
    for (const auto& [attribute, want] : row.fields)
      EXPECT_EQ(event.get(attribute), want) << row.name << " " << model::name_of(attribute);
  }
}

TEST(KnownLogs, ATimeMayNameUtcInWords) {
  const auto event = decode(
      R"({"insertId":"i","protopayload_auditlog":{"methodName":"storage.buckets.list","serviceName":"storage.googleapis.com"},"timestamp":"2026-03-01 10:00:00.5 UTC"})");
  EXPECT_EQ(event.time(), "2026-03-01T10:00:00.5Z");
  EXPECT_EQ(event.event.time_quality, model::TimeQuality::exact);
  EXPECT_EQ(event.event.activity, activity::read);
}

TEST(KnownLogs, ABlockedRequestIsBlocked) {
  const auto query = decode(
      R"({"version":"1.1","account_id":"0","query_timestamp":"2026-03-01T10:00:00Z","query_name":"evil.example.","query_type":"A","rcode":"NXDOMAIN","answers":[],"srcaddr":"10.0.0.4","srcport":"50000","transport":"UDP","srcids":{"instance":"i-1"},"firewall_rule_action":"BLOCK"})");
  EXPECT_EQ(query.event.event_class, EventClass::dns_activity);
  EXPECT_EQ(query.event.disposition, Disposition::blocked);
  EXPECT_EQ(query.get(query_hostname), "evil.example");
  EXPECT_EQ(query.get(device_uid), "i-1");

  const auto request = decode(
      R"({"timestamp":1772359200123,"formatVersion":1,"webaclId":"w","terminatingRuleId":"r","action":"ALLOW","httpRequest":{"clientIp":"198.51.100.7","headers":[{"name":"host","value":"shop.example"},{"name":"User-Agent","value":"x"}],"uri":"/a","httpMethod":"GET","requestId":"q"}})");
  EXPECT_EQ(request.event.disposition, Disposition::allowed);
  EXPECT_EQ(request.get(http_host), "shop.example");
  EXPECT_EQ(request.get(user_agent), "x");
  EXPECT_EQ(request.time(), "2026-03-01T10:00:00.123Z");

  const auto name = decode(
      R"({"Datetime":"2026-03-01T10:00:00Z","QueryName":"evil.example","QueryTypeName":"A","ResolverDecision":"blockedByCategory","SrcIP":"10.0.0.4","DeviceName":"desk-7"})");
  EXPECT_EQ(name.event.disposition, Disposition::blocked);
  EXPECT_EQ(name.get(device_hostname), "desk-7");

  const auto packet = decode(
      R"({"insertId":"i","jsonPayload":{"connection":{"dest_ip":"203.0.113.9","dest_port":22,"protocol":6,"src_ip":"10.0.0.4","src_port":5000},"disposition":"DENIED","instance":{"vm_name":"web-1"}},"timestamp":"2026-03-01T10:00:00Z"})");
  EXPECT_EQ(packet.event.disposition, Disposition::blocked);
  EXPECT_EQ(packet.event.activity, activity::network_refuse);
}

TEST(KnownLogs, SignInsAndAuditsOfOneDirectoryMayBeMixed) {
  std::string_view sign_in, audit;
  for (const Record& row : records()) {
    if (row.name == "entra_sign_in") sign_in = row.text;
    if (row.name == "entra_audit") audit = row.text;
  }
  const Recognised found = recognise(std::string(sign_in) + "\n" + std::string(audit) + "\n");
  EXPECT_EQ(found.source, "entra_audit") << "of two with as many paths the first by name";
  EXPECT_EQ(decode_as(found, sign_in).event.event_class, EventClass::authentication);
  EXPECT_EQ(decode_as(found, audit).event.event_class, EventClass::account_change);
}

TEST(KnownLogs, ANameLeadsItsValueOrFollowsIt) {
  constexpr std::string_view begin =
      R"({"id":{"time":"2026-03-01T10:00:00Z","uniqueQualifier":"1","applicationName":"admin"},"events":[{"name":"CHANGE_X","parameters":[)";
  const auto decode_with = [&](std::string_view parameters) {
    return decode(std::string(begin) + std::string(parameters) + "]}]}");
  };
  const auto leads =
      decode_with(R"({"name":"USER_EMAIL","value":"a"},{"name":"NOTHING"},{"name":"GROUP_EMAIL","value":"b"})");
  EXPECT_EQ(leads.all(resource_name), "a b");
  const auto follows =
      decode_with(R"({"value":"a","name":"USER_EMAIL"},{"value":"b","name":"ROLE_NAME"},{"name":"GROUP_EMAIL"})");
  EXPECT_EQ(follows.all(resource_name), "a b");
}

struct Wrapped {
  std::string_view name;
  std::string_view before, after;
  bool is_text = false;  ///< the record is a JSON string inside the envelope
  std::string_view path;
};

std::string as_text(std::string_view json) {
  std::string text = "\"";
  for (const char c : json) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

TEST(Envelopes, ARecordIsFoundInsideWhatShippersPutAroundIt) {
  constexpr Wrapped envelopes[] = {
      {"event_bridge", R"({"version":"0","id":"x","detail-type":"y","time":"2026-03-01T11:00:00Z","detail":)", "}",
       false, "detail"},
      {"elasticsearch", R"({"_index":"i","_id":"1","_source":)", "}", false, "_source"},
      {"splunk_export", R"({"preview":false,"offset":0,"result":)", "}", false, "result"},
      {"splunk_raw", R"({"preview":false,"result":{"_time":"x","_raw":)", "}}", true, "result._raw"},
      {"splunk_collector", R"({"time":1,"host":"h","event":)", "}", false, "event"},
      {"cloudwatch_event", R"({"id":"1","timestamp":1772359200123,"message":)", "}", true, "message"},
      {"filebeat", R"({"@timestamp":"2026-03-01T11:00:00Z","event":{"dataset":"d","original":)", "}}", true,
       "event.original"},
  };
  constexpr std::string_view trail =
      R"({"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"robot","accessKeyId":"AKIAEXAMPLE"},"eventTime":"2026-03-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1"})";
  std::string_view cluster;
  for (const Record& row : records()) {
    if (row.name == "kubernetes_secrets") cluster = row.text;
  }
  for (const Wrapped& row : envelopes) {
    for (const auto& [inner, source] : {std::pair(trail, "cloudtrail"), std::pair(cluster, "kubernetes_audit")}) {
      std::string record(row.before);
      record += row.is_text ? as_text(inner) : std::string(inner);
      record += row.after;
      for (const std::string& file : {record + "\n" + record + "\n", "[" + record + "," + record + "]"}) {
        const Recognised found = recognise(file);
        EXPECT_EQ(found.source, source) << row.name;
        EXPECT_EQ(found.envelope, row.path) << row.name;
        const auto event = decode_as(found, record);
        EXPECT_TRUE(event.time().starts_with("2026-03-01T10:00:00")) << row.name << " " << event.time();
        EXPECT_EQ(event.event.event_class, EventClass::api_activity) << row.name;
      }
    }
  }
}

TEST(Envelopes, AnEnvelopeWithoutItsRecordIsUnparsed) {
  const std::string record =
      R"({"id":"1","message":"{\"auditID\":\"a\",\"requestURI\":\"/\",\"stage\":\"Panic\",\"verb\":\"get\"}"})";
  const Recognised found = recognise(record + "\n" + record);
  ASSERT_EQ(found.source, "kubernetes_audit");
  EXPECT_EQ(decode_as(found, record).outcome, Decoded::event);
  EXPECT_EQ(decode_as(found, R"({"id":"1","message":"started"})").outcome, Decoded::unparsed);
  EXPECT_EQ(decode_as(found, R"({"id":"1","message":"{\"cut\":"})").outcome, Decoded::unparsed);
  EXPECT_EQ(decode_as(found, R"({"id":"1"})").outcome, Decoded::unparsed);
  EXPECT_EQ(decode_as(found, "").outcome, Decoded::nothing);
}

/// What intel checks of a pack holds for these too; and no row stands behind one that takes everything.
TEST(KnownLogs, TheirTablesAreSound) {
  const auto check = [](const model::LogMapping& log, std::string_view source) {
    // What is listed without a time of its own.
    const bool is_list = source == "autoruns" || source == "windows_shim_cache";
    EXPECT_EQ(log.time.empty(), is_list) << source;
    EXPECT_LE(log.fields.size(), model::log_paths_max) << source;
    EXPECT_TRUE(std::ranges::is_sorted(log.fields, {}, &model::LogMapping::Field::path)) << source;
    EXPECT_EQ(log.operation.empty(), log.kinds.empty() && log.operation.empty()) << source;
    EXPECT_TRUE(!log.outcome.empty() || (log.success.empty() && log.failure.empty())) << source;
    for (std::size_t i = 0; i < log.kinds.size(); ++i) {
      EXPECT_FALSE(log.kinds[i].operations.empty()) << source;
      const bool takes_all = std::ranges::find(log.kinds[i].operations, "*") != log.kinds[i].operations.end();
      EXPECT_TRUE(!takes_all || i + 1 == log.kinds.size()) << source << " kind " << i;
    }
  };
  for (const model::LogMapping& log : known_logs()) {
    EXPECT_TRUE(
        std::ranges::all_of(log.source, [](char c) { return base::is_lower(c) || base::is_digit(c) || c == '_'; }));
    // Two are enough where both are names that a schema made up, or a tool whose table has no more.
    const bool has_few = log.source.starts_with("elastic_") || log.source == "windows_prefetch";
    EXPECT_GE(log.recognised_by.size(), has_few ? 2U : 3U) << log.source;
    EXPECT_FALSE(log.sees.empty()) << log.source;
    check(log, log.source);
    for (const model::LogMapping& variant : log.variants) {
      EXPECT_FALSE(variant.where.empty()) << log.source;
      check(variant, log.source);
    }
  }
}

TEST(KnownLogs, SomeJsonIsNotOneOfThem) {
  for (const std::string_view text :
       {R"({"action":"created","actor":"kim","created_at":"2026-03-01T10:00:00Z","org":"acme"})",
        R"({"type":"s","date":"2026-03-01","ip":"198.51.100.7"})",
        R"({"timestamp":"2026-03-01T10:00:00Z","message":"{}","event":{"a":1},"log":{"level":"info"}})",
        R"({"message":"{\"a\":1}","time":"2026-03-01T10:00:00Z"})"}) {
    EXPECT_EQ(recognise(std::string(text) + "\n" + std::string(text)).source, "json") << text;
  }
}

}  // namespace
}  // namespace clew::evidence
