// AWS beside CloudTrail (cloudtrail.cpp): GuardDuty findings, queries to the Route 53 resolver, requests that WAF saw, connections to
// network load balancers.
// Source: GuardDuty finding format; Route 53 Resolver query log; AWS WAF log fields; access logs for Network Load Balancers.
#include "clew/evidence/formats/known_logs.h"

#include <utility>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

/// A finding is what GuardDuty thinks of something; that it has none says nothing. So it counts as text.
LogMapping findings() {
  return {
      .source = "aws_guardduty",
      .recognised_by = {"arn", "service.eventFirstSeen", "severity", "type"},
      .time = {"service.eventFirstSeen", "createdAt", "updatedAt"},
      .fields = {{"accountId", org_uid},
                 {"id", event_uid},
                 {"resource.accessKeyDetails.accessKeyId", actor_credential_uid},
                 {"resource.accessKeyDetails.principalId", actor_user_uid},
                 {"resource.accessKeyDetails.userName", actor_user_name},
                 {"resource.accessKeyDetails.userType", actor_user_type},
                 {"resource.instanceDetails.instanceId", device_uid},
                 {"resource.instanceDetails.networkInterfaces.privateIpAddress", device_ip},
                 {"resource.resourceType", resource_type},
                 {"service.action.awsApiCallAction.api", api_operation},
                 {"service.action.awsApiCallAction.remoteIpDetails.country.countryName", location},
                 {"service.action.awsApiCallAction.remoteIpDetails.ipAddressV4", src_ip},
                 {"service.action.awsApiCallAction.serviceName", api_service},
                 {"service.action.dnsRequestAction.domain", query_hostname},
                 {"service.action.networkConnectionAction.localPortDetails.port", src_port},
                 {"service.action.networkConnectionAction.protocol", protocol},
                 {"service.action.networkConnectionAction.remoteIpDetails.ipAddressV4", dst_ip},
                 {"service.action.networkConnectionAction.remotePortDetails.port", dst_port},
                 {"service.eventFirstSeen", start_time},
                 {"title", message}},
      .operation = "type",
      .sees = {Sight::text},
  };
}

/// `aws guardduty get-findings` writes the same names with capitals.
LogMapping findings_of_command_line() {
  LogMapping log = findings();
  const auto capital = [](std::string& path) {
    bool first = true;
    for (char& c : path) {
      if (first && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      first = c == '.';
    }
  };
  for (std::string& path : log.recognised_by) capital(path);
  for (std::string& path : log.time) capital(path);
  for (LogMapping::Field& row : log.fields) capital(row.path);
  capital(log.operation);
  return log;
}

LogMapping resolver() {
  return {
      .source = "aws_resolver_query",
      .recognised_by = {"query_name", "query_timestamp", "query_type", "srcaddr"},
      .time = {"query_timestamp"},
      .fields = {{"account_id", org_uid},
                 {"answers.Rdata", answer},
                 {"query_name", query_hostname},
                 {"query_type", query_type},
                 {"rcode", rcode},
                 {"srcaddr", src_ip},
                 {"srcids.instance", device_uid},
                 {"srcport", src_port},
                 {"transport", protocol}},
      .event_class = EventClass::dns_activity,
      .activity = activity::dns_response,
      .decision = "firewall_rule_action",
      .allowed = {"ALLOW", "ALERT"},
      .blocked = {"BLOCK"},
      .sees = {Sight::dns},
  };
}

LogMapping waf() {
  return {
      .source = "aws_waf",
      .recognised_by = {"action", "httpRequest.clientIp", "terminatingRuleId", "timestamp", "webaclId"},
      .time = {"timestamp"},
      .pairs = {{"httpRequest.headers.name", {"httpRequest.headers.value"}}},
      .fields = {{"httpRequest.clientIp", src_ip},
                 {"httpRequest.country", location},
                 {"httpRequest.headers.Host", http_host},
                 {"httpRequest.headers.User-Agent", user_agent},
                 {"httpRequest.headers.host", http_host},
                 {"httpRequest.headers.user-agent", user_agent},
                 {"httpRequest.httpMethod", http_method},
                 {"httpRequest.requestId", event_uid},
                 {"httpRequest.uri", http_path},
                 {"responseCodeSent", http_status},
                 {"terminatingRuleId", status_detail}},
      .event_class = EventClass::http_activity,
      .activity = activity::other,
      .decision = "action",
      .allowed = {"ALLOW", "COUNT"},
      .blocked = {"BLOCK", "CAPTCHA", "CHALLENGE"},
      .sees = {Sight::http},
  };
}

/// Of TLS listeners only. `incoming_tls_alert` stands where no session came about; the target's address is not in it.
LogMapping network_balancer() {
  return {
      .source = "aws_network_balancer",
      .recognised_by = {"client", "destination", "elb", "received_bytes", "sent_bytes", "time", "type"},
      .where = {{"type", {"tls"}}, {"elb", {"net/*"}}},
      .time = {"time"},
      .time_is_utc = true,
      .columns =
          "type version time elb listener client destination connection_time tls_handshake_time received_bytes "
          "sent_bytes incoming_tls_alert chosen_cert_arn chosen_cert_serial tls_cipher tls_protocol_version "
          "tls_named_group domain_name alpn_fe_protocol alpn_be_protocol alpn_client_preference_list "
          "tls_connection_creation_time x1 x2 x3 x4",
      .fields = {{"client", src_ip},
                 {"destination", dst_ip},
                 {"domain_name", tls_sni},
                 {"elb", resource_name},
                 {"received_bytes", bytes_out},
                 {"sent_bytes", bytes_in}},
      .absent = {"-"},
      .event_class = EventClass::network_activity,
      .activity = activity::network_close,
      .constants = {{"tls_cipher", {"-"}, tls_established, "false"}, {"tls_cipher", {"*"}, tls_established, "true"}},
      .sees = {Sight::connection},
  };
}

}  // namespace

void add_aws_logs(Logs& logs) {
  logs.push_back(network_balancer());
  logs.push_back(findings());
  logs.push_back(findings_of_command_line());
  logs.push_back(resolver());
  logs.push_back(waf());
}

}  // namespace clew::evidence
