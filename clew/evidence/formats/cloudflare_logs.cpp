// Cloudflare: acts on the account, requests at the edge, sign-ins through Access, names asked of Gateway; as Logpush writes
// them, and the account's audit log as its API gives it.
// Source: Cloudflare's Logpush datasets; its audit logs API.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

std::vector<LogMapping::Kind> audit_kinds() {
  return {
      {{"login", "login_*", "*_login"}, EventClass::authentication, activity::logon},
      {{"logout"}, EventClass::authentication, activity::other},
      {{"member_add*", "*member*add*", "token_create", "*api_key_created", "*invite*"},
       EventClass::account_change,
       activity::create},
      {{"member_remove*", "token_delete", "token_revoke"}, EventClass::account_change, activity::remove},
      {{"*api_key*", "token_*", "*password*", "*two_factor*", "*2fa*", "*member*", "rotate_*"},
       EventClass::account_change,
       activity::update},
      {{"add", "create", "*_add", "*_create", "upload"}, EventClass::api_activity, activity::create},
      {{"delete", "remove", "*_delete", "*_del", "purge"}, EventClass::api_activity, activity::remove},
      {{"update", "change*", "edit", "set", "*_update", "*_change", "rec_set"},
       EventClass::api_activity,
       activity::update},
      {{"view", "read", "*_view", "*_get"}, EventClass::api_activity, activity::read},
      {{"*"}, EventClass::api_activity, activity::other},
  };
}

LogMapping cloudflare_audit(bool from_logpush) {
  const auto named = [&](const char* logpush, const char* api) { return std::string(from_logpush ? logpush : api); };
  return {
      .source = "cloudflare_audit",
      .recognised_by = {named("ActionType", "action.type"), named("ActorID", "actor.id"), named("When", "when"),
                        named("ResourceType", "resource.type")},
      .time = {named("When", "when")},
      .fields = {{named("ActorEmail", "actor.email"), actor_user_email},
                 {named("ActorEmail", "actor.email"), actor_user_name},
                 {named("ActorID", "actor.id"), actor_user_uid},
                 {named("ActorIP", "actor.ip"), src_ip},
                 {named("ActorType", "actor.type"), actor_user_type},
                 {named("ID", "id"), event_uid},
                 {named("Interface", "interface"), auth_method},
                 {named("Metadata.zone_name", "metadata.zone_name"), resource_name},
                 {named("OwnerID", "owner.id"), org_uid},
                 {named("ResourceID", "resource.id"), resource_uid},
                 {named("ResourceType", "resource.type"), resource_type}},
      .operation = named("ActionType", "action.type"),
      .kinds = audit_kinds(),
      .outcome = {named("ActionResult", "action.result")},
      .success = {"true"},
      .failure = {"false"},
      .sees = {Sight::account_change, Sight::cloud_api},
  };
}

LogMapping requests() {
  return {
      .source = "cloudflare_http",
      .recognised_by = {"ClientIP", "ClientRequestHost", "EdgeStartTimestamp", "RayID"},
      .time = {"EdgeStartTimestamp"},
      .fields = {{"ClientCountry", location},
                 {"ClientIP", src_ip},
                 {"ClientRequestHost", http_host},
                 {"ClientRequestMethod", http_method},
                 {"ClientRequestURI", http_path},
                 {"ClientRequestUserAgent", user_agent},
                 {"ClientSrcPort", src_port},
                 {"EdgeResponseStatus", http_status},
                 {"OriginIP", dst_ip},
                 {"RayID", event_uid}},
      .event_class = EventClass::http_activity,
      .activity = activity::other,
      .decision = "SecurityAction",
      .allowed = {"allow", "log", "skip", "managedChallengeBypassed"},
      .blocked = {"block", "challenge", "jschallenge", "managedChallenge"},
      .sees = {Sight::http},
  };
}

LogMapping access() {
  return {
      .source = "cloudflare_access",
      .recognised_by = {"Allowed", "AppDomain", "CreatedAt", "Email", "IPAddress"},
      .time = {"CreatedAt"},
      .fields = {{"AppDomain", resource_name},
                 {"AppUUID", resource_uid},
                 {"Connection", auth_method},
                 {"Country", location},
                 {"Email", actor_user_email},
                 {"Email", actor_user_name},
                 {"IPAddress", src_ip},
                 {"RayID", event_uid},
                 {"UserUID", actor_user_uid}},
      .operation = "Action",
      .kinds = {{{"logout"}, EventClass::authentication, activity::other},
                {{"*"}, EventClass::authentication, activity::logon}},
      .outcome = {"Allowed"},
      .success = {"true"},
      .failure = {"false"},
      .sees = {Sight::authentication},
  };
}

LogMapping gateway_dns() {
  return {
      .source = "cloudflare_gateway_dns",
      .recognised_by = {"Datetime", "QueryName", "ResolverDecision", "SrcIP"},
      .time = {"Datetime"},
      .fields = {{"DeviceID", device_uid},
                 {"DeviceName", device_hostname},
                 {"Email", actor_user_email},
                 {"Protocol", protocol},
                 {"QueryID", event_uid},
                 {"QueryName", query_hostname},
                 {"QueryTypeName", query_type},
                 {"ResolvedIPs", answer},
                 {"SrcIP", src_ip},
                 {"SrcPort", src_port},
                 {"UserID", actor_user_uid}},
      .event_class = EventClass::dns_activity,
      .activity = activity::dns_response,
      .decision = "ResolverDecision",
      .allowed = {"allowed*", "overrideForSafeSearch"},
      .blocked = {"blocked*"},
      .sees = {Sight::dns},
  };
}

/// The device's address in its own network is the source; `SourceIP` is what the internet sees.
LogRows gateway_rows() {
  return {{"DestinationIP", dst_ip},   {"DestinationPort", dst_port},
          {"DeviceID", device_uid},    {"DeviceName", device_hostname},
          {"Email", actor_user_email}, {"SourceInternalIP", src_ip},
          {"SourceIP", src_ip},        {"SourcePort", src_port},
          {"UserID", actor_user_uid}};
}

LogMapping gateway_http() {
  return {
      .source = "cloudflare_gateway_http",
      .recognised_by = {"Action", "Datetime", "HTTPHost", "HTTPMethod", "URL"},
      .time = {"Datetime"},
      .fields = joined(gateway_rows(), {{"DownloadedFileNames", file_name},
                                        {"HTTPHost", http_host},
                                        {"HTTPMethod", http_method},
                                        {"HTTPStatusCode", http_status},
                                        {"Referer", http_referrer},
                                        {"RequestID", event_uid},
                                        {"URL", url},
                                        {"UserAgent", user_agent}}),
      .event_class = EventClass::http_activity,
      .activity = activity::other,
      .decision = "Action",
      .allowed = {"allow*"},
      .blocked = {"block*"},
      .sees = {Sight::http},
  };
}

LogMapping gateway_network() {
  LogMapping log = {
      .source = "cloudflare_gateway_network",
      .recognised_by = {"Action", "Datetime", "DestinationIP", "SNI", "SourceIP", "Transport"},
      .time = {"Datetime"},
      .fields = joined(gateway_rows(), {{"SNI", tls_sni}, {"SessionID", connection_uid}, {"Transport", protocol}}),
      .event_class = EventClass::network_activity,
      .activity = activity::network_open,
      .decision = "Action",
      .allowed = {"allow*"},
      .blocked = {"block*"},
      .sees = {Sight::connection},
  };
  LogMapping refused = log;
  refused.where = {{"Action", log.blocked}};
  refused.activity = activity::network_refuse;
  log.variants = {std::move(refused)};
  return log;
}

}  // namespace

void add_cloudflare_logs(Logs& logs) {
  logs.push_back(gateway_http());
  logs.push_back(gateway_network());
  logs.push_back(cloudflare_audit(true));
  logs.push_back(cloudflare_audit(false));
  logs.push_back(requests());
  logs.push_back(access());
  logs.push_back(gateway_dns());
}

}  // namespace clew::evidence
