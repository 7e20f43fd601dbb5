// Google Cloud: audit logs, and flow, firewall, DNS and load balancer logs, as `gcloud logging read`, a sink to a bucket or
// BigQuery gives them.
// Source: Google's LogEntry and AuditLog; VPC Flow Logs, Firewall Rules Logging, Cloud DNS and load balancing record formats.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
namespace activity = model::activity;

LogMapping google_audit(const std::string& payload) {
  const auto at = [&](const char* path) { return payload + "." + path; };
  return {
      .source = "google_cloud_audit",
      .recognised_by = {at("methodName"), at("serviceName"), "timestamp"},
      .time = {"timestamp", "receiveTimestamp"},
      .fields = {{"insertId", event_uid},
                 {"operation.id", correlation_uid},
                 {"resource.labels.project_id", org_uid},
                 {"resource.type", resource_type},
                 {at("authenticationInfo.principalEmail"), actor_user_email},
                 {at("authenticationInfo.principalEmail"), actor_user_name},
                 {at("authenticationInfo.principalSubject"), actor_user_uid},
                 {at("authenticationInfo.serviceAccountKeyName"), actor_credential_uid},
                 {at("requestMetadata.callerIp"), src_ip},
                 {at("requestMetadata.callerSuppliedUserAgent"), user_agent},
                 {at("resourceName"), resource_name},
                 {at("serviceName"), api_service},
                 {at("status.code"), api_error},
                 {at("status.message"), status_detail}},
      .operation = at("methodName"),
      .kinds = {{{"*.LoginService.login*"}, EventClass::authentication, activity::logon},
                {{"*.LoginService.logout"}, EventClass::authentication, activity::other},
                {{"*.CreateServiceAccountKey", "*.UploadServiceAccountKey"},
                 EventClass::account_change,
                 activity::create,
                 at("response.name")},
                {{"*.CreateServiceAccount", "google.admin.AdminService.create*", "google.admin.AdminService.add*"},
                 EventClass::account_change,
                 activity::create},
                {{"*.DeleteServiceAccount*", "google.admin.AdminService.delete*", "google.admin.AdminService.remove*"},
                 EventClass::account_change,
                 activity::remove},
                {{"*SetIamPolicy", "*.setIamPermissions", "*ServiceAccount", "*ServiceAccountKey", "google.admin.*",
                  "*.LoginService.*"},
                 EventClass::account_change,
                 activity::update},
                {{"*.get*", "*.list*", "*.aggregatedList", "*.search*", "Get*", "List*", "Search*",
                  "*AccessSecretVersion"},
                 EventClass::api_activity,
                 activity::read},
                {{"*.create*", "*.insert", "*.bulkInsert", "*.add*", "Create*", "Insert*"},
                 EventClass::api_activity,
                 activity::create},
                {{"*.delete*", "*.remove*", "*.destroy*", "Delete*"}, EventClass::api_activity, activity::remove},
                {{"*.update*", "*.patch*", "*.set*", "*.enable*", "*.disable*", "Update*", "Set*"},
                 EventClass::api_activity,
                 activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      // An empty `status` is success (google.rpc.Code 0); a failed sign-in says so in its method only.
      .outcome = {at("status.code"), at("methodName")},
      .success = {"0", "OK"},
      .failure = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
                  "*.loginFailure"},
      .otherwise = model::Status::success,
      .constants = {{at("authenticationInfo.serviceAccountKeyName"), {"*"}, auth_method, "service account key"}},
      .sees = {model::Sight::cloud_api, model::Sight::account_change},
  };
}

LogMapping flow() {
  return {
      .source = "google_cloud_flow",
      .recognised_by = {"jsonPayload.connection.dest_ip", "jsonPayload.connection.src_ip", "timestamp"},
      .time = {"jsonPayload.start_time", "timestamp"},
      .fields = {{"insertId", event_uid},
                 {"jsonPayload.bytes_sent", bytes_out},
                 {"jsonPayload.connection.dest_ip", dst_ip},
                 {"jsonPayload.connection.dest_port", dst_port},
                 {"jsonPayload.connection.src_ip", src_ip},
                 {"jsonPayload.connection.src_port", src_port},
                 {"jsonPayload.dest_instance.vm_name", dst_hostname},
                 {"jsonPayload.instance.vm_name", device_hostname},
                 {"jsonPayload.src_instance.vm_name", device_hostname},
                 {"resource.labels.project_id", org_uid}},
      // Firewall logs have a disposition, flow logs have none: what is in one of those went through.
      .operation = "jsonPayload.disposition",
      .kinds = {{{"DENIED"}, EventClass::network_activity, activity::network_refuse},
                {{"*"}, EventClass::network_activity, activity::network_open}},
      .event_class = EventClass::network_activity,
      .activity = activity::network_traffic,
      .decision = "jsonPayload.disposition",
      .allowed = {"ALLOWED"},
      .blocked = {"DENIED"},
      .constants = {{"jsonPayload.connection.protocol", {"6"}, protocol, "tcp"},
                    {"jsonPayload.connection.protocol", {"17"}, protocol, "udp"},
                    {"jsonPayload.connection.protocol", {"1", "58"}, protocol, "icmp"}},
      .sees = {model::Sight::connection},
  };
}

LogMapping google_dns() {
  return {
      .source = "google_cloud_dns",
      .recognised_by = {"jsonPayload.queryName", "jsonPayload.queryType", "timestamp"},
      .time = {"timestamp"},
      .fields = {{"insertId", event_uid},
                 {"jsonPayload.protocol", protocol},
                 {"jsonPayload.queryName", query_hostname},
                 {"jsonPayload.queryType", query_type},
                 {"jsonPayload.rdata", answer},
                 {"jsonPayload.responseCode", rcode},
                 {"jsonPayload.sourceIP", src_ip},
                 {"jsonPayload.vmInstanceName", device_hostname},
                 {"resource.labels.project_id", org_uid}},
      .event_class = EventClass::dns_activity,
      .activity = activity::dns_response,
      .sees = {model::Sight::dns},
  };
}

LogMapping load_balancer() {
  return {
      .source = "google_cloud_http",
      .recognised_by = {"httpRequest.requestUrl", "httpRequest.requestMethod", "httpRequest.remoteIp", "insertId",
                        "timestamp"},
      .time = {"timestamp"},
      .fields = {{"httpRequest.remoteIp", src_ip},
                 {"httpRequest.requestMethod", http_method},
                 {"httpRequest.requestUrl", url},
                 {"httpRequest.serverIp", dst_ip},
                 {"httpRequest.status", http_status},
                 {"httpRequest.userAgent", user_agent},
                 {"insertId", event_uid},
                 {"resource.labels.project_id", org_uid}},
      .event_class = EventClass::http_activity,
      .activity = activity::other,
      .sees = {model::Sight::http},
  };
}

}  // namespace

void add_google_cloud_logs(Logs& logs) {
  logs.push_back(google_audit("protoPayload"));
  logs.push_back(google_audit("protopayload_auditlog"));  // as BigQuery has it
  logs.push_back(flow());
  logs.push_back(google_dns());
  logs.push_back(load_balancer());
}

}  // namespace clew::evidence
