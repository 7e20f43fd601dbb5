// Entra ID and Azure: sign-ins, changes of the directory, acts on resources. From Microsoft Graph, from diagnostic settings
// (the record proper is below `properties`) and from Log Analytics, whose columns begin with capitals.
// Source: Microsoft Graph signIn, directoryAudit; Azure Monitor's activity log schema and its tables SigninLogs, AuditLogs,
// AADNonInteractiveUserSignInLogs, AzureActivity, MicrosoftGraphActivityLogs.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

std::vector<LogMapping::Kind> directory_kinds() {
  return {
      {{"Add *", "Create *", "Invite *", "Consent to *", "Register *", "User registered *", "Generate *"},
       EventClass::account_change,
       activity::create},
      {{"Delete *", "Remove *", "Hard delete *", "Revoke *", "Unregister *", "User deleted *"},
       EventClass::account_change,
       activity::remove},
      {{"*"}, EventClass::account_change, activity::update},
  };
}

/// Sign-ins and directory audits come in one file: both are read by this, whichever was found first.
LogMapping of_graph() {
  return {
      .time = {"createdDateTime", "activityDateTime"},
      .pairs = {{"additionalDetails.key", {"additionalDetails.value"}}},
      .fields = {{"activityDisplayName", api_operation},
                 {"additionalDetails.User-Agent", user_agent},
                 {"appDisplayName", resource_name},
                 {"appId", resource_uid},
                 {"authenticationProtocol", auth_method},
                 {"correlationId", correlation_uid},
                 {"deviceDetail.deviceId", device_uid},
                 {"deviceDetail.displayName", device_hostname},
                 {"deviceDetail.operatingSystem", client_os},
                 {"id", event_uid},
                 {"initiatedBy.app.displayName", actor_user_name},
                 {"initiatedBy.app.servicePrincipalId", actor_user_uid},
                 {"initiatedBy.user.id", actor_user_uid},
                 {"initiatedBy.user.ipAddress", src_ip},
                 {"initiatedBy.user.userPrincipalName", actor_user_email},
                 {"initiatedBy.user.userPrincipalName", actor_user_name},
                 {"ipAddress", src_ip},
                 {"location.countryOrRegion", location},
                 {"loggedByService", api_service},
                 {"resultReason", status_detail},
                 {"servicePrincipalCredentialKeyId", actor_credential_uid},
                 {"servicePrincipalId", actor_user_uid},
                 {"servicePrincipalName", actor_user_name},
                 {"sessionId", correlation_uid},
                 {"status.failureReason", status_detail},
                 {"targetResources.displayName", resource_name},
                 {"targetResources.id", resource_uid},
                 {"targetResources.modifiedProperties.displayName", changed_field},
                 {"targetResources.type", resource_type},
                 {"targetResources.userPrincipalName", resource_name},
                 {"uniqueTokenIdentifier", actor_credential_uid},
                 {"userAgent", user_agent},
                 {"userId", actor_user_uid},
                 {"userPrincipalName", actor_user_email},
                 {"userPrincipalName", actor_user_name}},
      .event_class = EventClass::authentication,
      .activity = activity::logon,
      .outcome = {"status.errorCode"},
      .success = {"0"},
      .failure = {"*"},
      // `authenticationRequirement` is what was asked for, not what was done.
      .constants = {{"status.additionalDetails", {"MFA requirement satisfied*", "MFA completed*"}, is_mfa, "true"},
                    {"mfaDetail.authMethod", {"*"}, is_mfa, "true"},
                    {"authenticationRequirement", {"singleFactorAuthentication"}, is_mfa, "false"}},
  };
}

LogMapping with_audits(LogMapping log) {
  LogMapping audit = log;
  audit.where = {{"activityDisplayName", {"*"}}};
  std::erase_if(audit.fields, [](const auto& row) { return row.path == "activityDisplayName"; });
  audit.operation = "activityDisplayName";
  audit.kinds = directory_kinds();
  audit.outcome = {"result"};
  audit.success = {"success"};
  audit.failure = {"failure", "timeout"};
  log.variants.push_back(std::move(audit));
  return log;
}

LogMapping sign_in_table() {
  return {
      .source = "entra_sign_in",
      .recognised_by = {"AppDisplayName", "IPAddress", "ResultType", "TimeGenerated"},
      .time = {"CreatedDateTime", "TimeGenerated"},
      .fields = {{"AppDisplayName", resource_name},
                 {"AppId", resource_uid},
                 {"AuthenticationProtocol", auth_method},
                 {"CorrelationId", correlation_uid},
                 {"DeviceDetail.deviceId", device_uid},
                 {"DeviceDetail.displayName", device_hostname},
                 {"DeviceDetail.operatingSystem", client_os},
                 {"IPAddress", src_ip},
                 {"Id", event_uid},
                 {"Location", location},
                 {"ResultDescription", status_detail},
                 {"ServicePrincipalCredentialKeyId", actor_credential_uid},
                 {"ServicePrincipalId", actor_user_uid},
                 {"ServicePrincipalName", actor_user_name},
                 {"SessionId", correlation_uid},
                 {"UniqueTokenIdentifier", actor_credential_uid},
                 {"UserAgent", user_agent},
                 {"UserId", actor_user_uid},
                 {"UserPrincipalName", actor_user_email},
                 {"UserPrincipalName", actor_user_name}},
      .event_class = EventClass::authentication,
      .activity = activity::logon,
      .outcome = {"ResultType"},
      .success = {"0"},
      .failure = {"*"},
      .constants = {{"AuthenticationRequirement", {"singleFactorAuthentication"}, is_mfa, "false"}},
      .sees = {Sight::authentication},
  };
}

/// The page of sign-ins, as it is downloaded: columns in words, in the language of who did. It is in UTC by its column's name.
LogMapping sign_ins_of_portal() {
  return {
      .source = "entra_sign_in",
      .recognised_by = {"Application", "Date (UTC)", "IP address", "Request ID", "Status", "Username"},
      .time = {"Date (UTC)"},
      .time_is_utc = true,
      .fields = {{"Application", resource_name},
                 {"Application ID", resource_uid},
                 {"Application ID ", resource_uid},
                 {"Authentication Protocol", auth_method},
                 {"Correlation ID", correlation_uid},
                 {"Device ID", device_uid},
                 {"Failure reason", status_detail},
                 {"IP address", src_ip},
                 {"Location", location},
                 {"Operating System", client_os},
                 {"Request ID", event_uid},
                 {"Unique token identifier", actor_credential_uid},
                 {"User ID", actor_user_uid},
                 {"User agent", user_agent},
                 {"Username", actor_user_email},
                 {"Username", actor_user_name}},
      .event_class = EventClass::authentication,
      .activity = activity::logon,
      .outcome = {"Status"},
      .success = {"Success"},
      .failure = {"Failure", "Interrupted"},
      .sees = {Sight::authentication},
  };
}

LogMapping audit_table() {
  return {
      .source = "entra_audit",
      .recognised_by = {"ActivityDateTime", "OperationName", "LoggedByService", "TimeGenerated"},
      .time = {"ActivityDateTime", "TimeGenerated"},
      .fields = {{"CorrelationId", correlation_uid},
                 {"Id", event_uid},
                 {"InitiatedBy.app.displayName", actor_user_name},
                 {"InitiatedBy.app.servicePrincipalId", actor_user_uid},
                 {"InitiatedBy.user.id", actor_user_uid},
                 {"InitiatedBy.user.ipAddress", src_ip},
                 {"InitiatedBy.user.userPrincipalName", actor_user_email},
                 {"InitiatedBy.user.userPrincipalName", actor_user_name},
                 {"LoggedByService", api_service},
                 {"ResultReason", status_detail},
                 {"TargetResources.displayName", resource_name},
                 {"TargetResources.id", resource_uid},
                 {"TargetResources.modifiedProperties.displayName", changed_field},
                 {"TargetResources.type", resource_type},
                 {"TargetResources.userPrincipalName", resource_name}},
      .operation = "OperationName",
      .kinds = directory_kinds(),
      .outcome = {"Result"},
      .success = {"success"},
      .failure = {"failure", "timeout"},
      .sees = {Sight::account_change},
  };
}

constexpr const char* claimed_name = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
constexpr const char* claimed_id = "http://schemas.microsoft.com/identity/claims/objectidentifier";

/// Acts on resources; three ways of writing them differ in their paths only.
LogMapping resource_log(std::string operation) {
  return {
      .source = "azure_activity",
      .operation = std::move(operation),
      .kinds = {{{"*/roleAssignments/write", "*/elevateAccess/action"}, EventClass::account_change, activity::create},
                {{"*/roleAssignments/delete"}, EventClass::account_change, activity::remove},
                {{"*/write", "*Create*", "Put*"}, EventClass::api_activity, activity::update},
                {{"*/delete", "*Delete*", "*Purge*"}, EventClass::api_activity, activity::remove},
                {{"*/read", "*Get", "Get*", "*List", "List*", "*/list*/action"},
                 EventClass::api_activity,
                 activity::read},
                {{"*"}, EventClass::api_activity, activity::other}},
      .success = {"Success", "Succeeded", "Success*", "2*"},
      .failure = {"Fail*", "Unauthorized", "Forbidden", "ClientError", "4*", "5*"},
      .sees = {Sight::cloud_api},
  };
}

LogMapping activity_of_monitor() {
  LogMapping log = resource_log("operationName.value");
  log.recognised_by = {"eventTimestamp", "operationName.value", "resourceId", "subscriptionId"};
  log.time = {"eventTimestamp"};
  log.fields = {{"caller", actor_user_name},
                {std::string("claims.") + claimed_id, actor_user_uid},
                {std::string("claims.") + claimed_name, actor_user_email},
                {"claims.ipaddr", src_ip},
                {"correlationId", correlation_uid},
                {"eventDataId", event_uid},
                {"httpRequest.clientIpAddress", src_ip},
                {"resourceId", resource_name},
                {"resourceProviderName.value", api_service},
                {"resourceType.value", resource_type},
                {"subStatus.value", status_detail},
                {"subscriptionId", org_uid}};
  log.outcome = {"status.value"};
  return log;
}

LogMapping activity_of_diagnostics() {
  LogMapping log = resource_log("operationName");
  log.recognised_by = {"category", "operationName", "resourceId", "time"};
  log.where = {
      {"resourceId", {"/subscriptions/*"}}};  // a directory's own are below /tenants, and look like Graph's inside
  log.time = {"time"};
  log.fields = {{"callerIpAddress", src_ip},
                {"category", api_service},
                {"correlationId", correlation_uid},
                {"identity.authorization.evidence.principalId", actor_user_uid},
                {std::string("identity.claim.") + claimed_id, actor_user_uid},
                {std::string("identity.claim.") + claimed_name, actor_user_name},
                {"identity.claim.appid", actor_user_uid},
                {"identity.claim.upn", actor_user_name},
                {std::string("identity.claims.") + claimed_id, actor_user_uid},
                {std::string("identity.claims.") + claimed_name, actor_user_name},
                {"identity.requester.upn", actor_user_name},
                {"properties.clientInfo", user_agent},
                {"properties.httpStatusCode", http_status},
                {"properties.id", resource_uid},
                {"properties.requestUri", url},
                {"resourceId", resource_name},
                {"resultDescription", status_detail},
                {"statusText", status_detail},
                {"uri", url}};
  log.outcome = {"resultType", "resultSignature", "statusCode", "statusText"};
  return log;
}

LogMapping activity_table() {
  LogMapping log = resource_log("OperationNameValue");
  log.recognised_by = {"ActivityStatusValue", "OperationNameValue", "TimeGenerated"};
  log.time = {"EventSubmissionTimestamp", "TimeGenerated"};
  log.fields = {{"Caller", actor_user_name},
                {"CallerIpAddress", src_ip},
                {"CorrelationId", correlation_uid},
                {"EventDataId", event_uid},
                {"ResourceProviderValue", api_service},
                {"SubscriptionId", org_uid},
                {"_ResourceId", resource_name}};
  log.outcome = {"ActivityStatusValue"};
  return log;
}

LogMapping graph_calls(bool capitals) {
  const auto named = [&](std::string text) {
    if (!capitals) text.front() = static_cast<char>(text.front() - 'A' + 'a');
    return text;
  };
  const std::string address = capitals ? "IPAddress" : "ipAddress";
  return {
      .source = "microsoft_graph_activity",
      .recognised_by = {named("RequestMethod"), named("RequestUri"), named("ResponseStatusCode"), address},
      .time = {"TimeGenerated", "timeGenerated"},
      .fields = {{address, src_ip},
                 {named("AppId"), resource_uid},
                 {named("Location"), location},
                 {named("RequestId"), event_uid},
                 {named("RequestMethod"), http_method},
                 {named("RequestUri"), url},
                 {named("ResponseStatusCode"), http_status},
                 {named("ServicePrincipalId"), actor_user_uid},
                 {named("SignInActivityId"), actor_credential_uid},
                 {named("UserAgent"), user_agent},
                 {named("UserId"), actor_user_uid}},
      .operation = named("RequestMethod"),
      .kinds = {{{"GET", "HEAD"}, EventClass::api_activity, activity::read},
                {{"POST"}, EventClass::api_activity, activity::create},
                {{"PUT", "PATCH"}, EventClass::api_activity, activity::update},
                {{"DELETE"}, EventClass::api_activity, activity::remove}},
      .outcome = {named("ResponseStatusCode")},
      .success = {"2*", "3*"},
      .failure = {"4*", "5*"},
      .sees = {Sight::cloud_api},
  };
}

}  // namespace

void add_azure_logs(Logs& logs) {
  LogMapping sign_ins = with_audits(of_graph());
  sign_ins.source = "entra_sign_in";
  sign_ins.recognised_by = {"createdDateTime", "ipAddress", "status.errorCode", "appId"};
  sign_ins.sees = {Sight::authentication};
  LogMapping audits = with_audits(of_graph());
  audits.source = "entra_audit";
  audits.recognised_by = {"activityDateTime", "activityDisplayName", "loggedByService", "result"};
  audits.sees = {Sight::account_change};
  logs.push_back(std::move(sign_ins));
  logs.push_back(std::move(audits));
  logs.push_back(sign_in_table());
  logs.push_back(sign_ins_of_portal());
  logs.push_back(audit_table());
  logs.push_back(activity_of_monitor());
  logs.push_back(activity_of_diagnostics());
  logs.push_back(activity_table());
  logs.push_back(graph_calls(true));
  logs.push_back(graph_calls(false));
}

}  // namespace clew::evidence
