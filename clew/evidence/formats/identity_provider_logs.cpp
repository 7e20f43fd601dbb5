// Who signs people in, beside Okta (its pack) and Entra: Auth0, Duo, OneLogin, PingOne, Keycloak; and Okta's log as its console exports it.
// Source: Auth0, log event type codes; Duo Admin API, authentication log versions 1 and 2, administrator log; OneLogin
// Events API, resource and event types; PingOne audit activities; Keycloak Admin REST API, events.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

LogMapping auth0() {
  return {
      .source = "auth0_log",
      .recognised_by = {"date", "ip", "log_id", "type"},
      .time = {"date"},
      .fields = {{"client_id", resource_uid},
                 {"client_name", resource_name},
                 {"connection", auth_method},
                 {"description", status_detail},
                 {"hostname", http_host},
                 {"ip", src_ip},
                 {"location_info.country_code", location},
                 {"log_id", event_uid},
                 {"session_connection", auth_method},
                 {"user_agent", user_agent},
                 {"user_id", actor_user_uid},
                 {"user_name", actor_user_email},
                 {"user_name", actor_user_name}},
      // Codes of one to a few letters: `s…` went well, `f…` did not.
      .operation = "type",
      .kinds = {{{"s",
                  "f",
                  "fp",
                  "fu",
                  "fc",
                  "fco",
                  "fcoa",
                  "fens",
                  "sens",
                  "scoa",
                  "ssa",
                  "fsa",
                  "se*ft",
                  "fe*ft",
                  "gd_auth_*",
                  "gd_otp_*",
                  "gd_recovery_*",
                  "limit_*",
                  "pwd_leak",
                  "signup_pwd_leak",
                  "w"},
                 EventClass::authentication,
                 activity::logon},
                {{"slo", "flo"}, EventClass::authentication, activity::other},
                {{"ss", "fs", "gd_enroll*", "gd_user_delete", "ublkdu"}, EventClass::account_change, activity::create},
                {{"sdu", "fdu", "gd_unenroll"}, EventClass::account_change, activity::remove},
                {{"sc*", "fc*", "sv*", "fv*", "gd_update*"}, EventClass::account_change, activity::update},
                {{"mgmt_api_read"}, EventClass::api_activity, activity::read},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"type"},
      .success = {"s", "ss*", "se*", "sc*", "sv*", "sdu", "slo", "sapi", "gd_auth_succeed", "mgmt_api_read"},
      .failure = {"f", "f*", "limit_*", "*pwd_leak", "gd_auth_failed", "gd_auth_rejected"},
      .sees = {Sight::authentication, Sight::account_change},
  };
}

LogMapping duo_sign_ins() {
  return {
      .source = "duo_authentication",
      .recognised_by = {"application.key", "event_type", "result", "txid"},
      .time = {"isotimestamp", "timestamp"},
      .fields = {{"access_device.hostname", device_hostname},
                 {"access_device.ip", src_ip},
                 {"access_device.location.country", location},
                 {"access_device.os", client_os},
                 {"application.key", resource_uid},
                 {"application.name", resource_name},
                 {"email", actor_user_email},
                 {"factor", auth_method},
                 {"reason", status_detail},
                 {"txid", event_uid},
                 {"user.key", actor_user_uid},
                 {"user.name", actor_user_name}},
      .event_class = EventClass::authentication,
      .activity = activity::logon,
      .outcome = {"result"},
      .success = {"success"},
      .failure = {"denied", "failure", "fraud", "error"},
      .constants = {{"factor", {"remembered_device", "not_available", "bypass*"}, is_mfa, "false"},
                    {"factor", {"*"}, is_mfa, "true"}},
      .sees = {Sight::authentication},
  };
}

LogMapping duo_sign_ins_version_1() {
  return {
      .source = "duo_authentication",
      .recognised_by = {"factor", "integration", "result", "timestamp", "username"},
      .time = {"isotimestamp", "timestamp"},
      .fields = {{"factor", auth_method},
                 {"integration", resource_name},
                 {"ip", src_ip},
                 {"location.country", location},
                 {"reason", status_detail},
                 {"username", actor_user_name}},
      .event_class = EventClass::authentication,
      .activity = activity::logon,
      .outcome = {"result"},
      .success = {"success"},
      .failure = {"failure", "fraud", "error", "denied"},
      .constants = {{"factor", {"Remembered Device", "n/a", "Bypass*"}, is_mfa, "false"},
                    {"factor", {"*"}, is_mfa, "true"}},
      .sees = {Sight::authentication},
  };
}

LogMapping duo_administrators() {
  return {
      .source = "duo_administrator",
      .recognised_by = {"action", "isotimestamp", "timestamp", "username"},
      .time = {"isotimestamp", "timestamp"},
      .fields = {{"object", resource_name}, {"username", actor_user_name}},
      .operation = "action",
      .kinds = {{{"admin_login", "admin_login_error"}, EventClass::authentication, activity::logon},
                {{"*_create", "*_add", "*_enroll"}, EventClass::account_change, activity::create},
                {{"*_delete", "*_remove"}, EventClass::account_change, activity::remove},
                {{"*_update", "*_reset*", "*_rename", "bypass_*"}, EventClass::account_change, activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"action"},
      .success = {"admin_login"},
      .failure = {"admin_login_error"},
      .sees = {Sight::authentication, Sight::account_change},
  };
}

/// The kinds are numbers; only those are told apart that are the same in every account.
LogMapping onelogin() {
  return {
      .source = "onelogin_events",
      .recognised_by = {"account_id", "created_at", "event_type_id"},
      .time = {"created_at", "event_timestamp"},
      .fields = {{"account_id", org_uid},
                 {"actor_user_id", actor_user_uid},
                 {"actor_user_name", actor_user_name},
                 {"app_name", resource_name},
                 {"error_description", status_detail},
                 {"id", event_uid},
                 {"ipaddr", src_ip},
                 {"notes", message},
                 {"otp_device_name", auth_method},
                 {"role_name", resource_name},
                 {"user_id", resource_uid},
                 {"user_name", resource_name}},
      .operation = "event_type_id",
      .kinds = {{{"5", "6", "8"}, EventClass::authentication, activity::logon},
                {{"7"}, EventClass::authentication, activity::other},
                {{"13"}, EventClass::account_change, activity::create},
                {{"17"}, EventClass::account_change, activity::remove},
                {{"11", "14", "15", "16"}, EventClass::account_change, activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"event_type_id"},
      .success = {"5", "8"},
      .failure = {"6"},
      .sees = {Sight::authentication, Sight::account_change},
  };
}

LogMapping ping_one() {
  return {
      .source = "pingone_audit",
      .recognised_by = {"action.type", "recordedAt", "result.status"},
      .time = {"createdAt", "recordedAt"},
      .fields = {{"actors.client.id", actor_credential_uid},
                 {"actors.user.id", actor_user_uid},
                 {"actors.user.name", actor_user_name},
                 {"actors.user.type", actor_user_type},
                 {"correlationId", correlation_uid},
                 {"id", event_uid},
                 {"resources.id", resource_uid},
                 {"resources.name", resource_name},
                 {"resources.type", resource_type},
                 {"result.description", status_detail},
                 {"source.ipAddress", src_ip},
                 {"source.userAgent", user_agent}},
      .operation = "action.type",
      .kinds = {{{"AUTHENTICATION.*", "*.AUTHENTICATION*", "*.CHECK_*", "OTP.*", "PASSWORD.CHECK*",
                  "USER.ACCESS_ALLOWED", "USER.ACCESS_DENIED"},
                 EventClass::authentication,
                 activity::logon},
                {{"USER.CREATED", "ROLE_ASSIGNMENT.CREATED", "SECRET.CREATED", "DEVICE.CREATED",
                  "MEMBER_OF_GROUP.CREATED"},
                 EventClass::account_change,
                 activity::create},
                {{"USER.DELETED", "ROLE_ASSIGNMENT.DELETED", "DEVICE.DELETED", "MEMBER_OF_GROUP.DELETED"},
                 EventClass::account_change,
                 activity::remove},
                {{"USER.*", "PASSWORD.*", "DEVICE.*", "SECRET.*"}, EventClass::account_change, activity::update},
                {{"*.CREATED"}, EventClass::api_activity, activity::create},
                {{"*.DELETED"}, EventClass::api_activity, activity::remove},
                {{"*.UPDATED"}, EventClass::api_activity, activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"result.status"},
      .success = {"SUCCESS"},
      .failure = {"FAIL*"},
      .sees = {Sight::authentication, Sight::account_change},
  };
}

/// Columns named after the paths of the System Log, which the pack describes, but for the time and the targets.
LogMapping okta_export() {
  return {
      .source = "okta_system_log",
      .recognised_by = {"actor.alternateId", "client.ipAddress", "eventType", "outcome.result", "timestamp"},
      .time = {"timestamp"},
      .fields = {{"actor.alternateId", actor_user_email},
                 {"actor.alternateId", actor_user_name},
                 {"actor.id", actor_user_uid},
                 {"authenticationContext.externalSessionId", correlation_uid},
                 {"client.geographicalContext.country", location},
                 {"client.ipAddress", src_ip},
                 {"client.userAgent.os", client_os},
                 {"client.userAgent.rawUserAgent", user_agent},
                 {"displayMessage", message},
                 {"outcome.reason", status_detail},
                 {"target0.alternateId", resource_name},
                 {"target0.displayName", resource_name},
                 {"target0.id", resource_uid},
                 {"target0.type", resource_type},
                 {"uuid", event_uid}},
      .operation = "eventType",
      .kinds = {{{"user.session.end", "user.session.impersonation.end"}, EventClass::authentication, activity::other},
                {{"user.session.start", "user.session.access_admin_app", "user.session.impersonation.initiate",
                  "user.authentication.*", "user.mfa.okta_verify.*", "policy.evaluate_sign_on", "app.oauth2.signon"},
                 EventClass::authentication,
                 activity::logon},
                {{"user.lifecycle.create", "user.account.privilege.grant", "user.mfa.factor.activate",
                  "group.user_membership.add", "group.privilege.grant", "application.user_membership.add",
                  "system.api_token.create"},
                 EventClass::account_change,
                 activity::create},
                {{"user.lifecycle.delete.*", "user.lifecycle.deactivate", "user.account.privilege.revoke",
                  "user.mfa.factor.deactivate", "user.mfa.factor.reset_all", "user.session.clear",
                  "group.user_membership.remove", "group.privilege.revoke", "application.user_membership.remove",
                  "system.api_token.revoke"},
                 EventClass::account_change,
                 activity::remove},
                {{"user.account.*", "user.lifecycle.*", "user.mfa.*", "user.session.impersonation.*"},
                 EventClass::account_change,
                 activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"outcome.result"},
      .success = {"SUCCESS", "ALLOW"},
      .failure = {"FAILURE", "DENY"},
      .sees = {Sight::authentication, Sight::account_change},
  };
}

LogMapping keycloak() {
  return {
      .source = "keycloak_events",
      .recognised_by = {"clientId", "ipAddress", "realmId", "time", "type"},
      .time = {"time"},
      .fields = {{"clientId", resource_name},
                 {"details.auth_method", auth_method},
                 {"details.username", actor_user_name},
                 {"error", status_detail},
                 {"id", event_uid},
                 {"ipAddress", src_ip},
                 {"realmId", org_uid},
                 {"sessionId", correlation_uid},
                 {"userId", actor_user_uid}},
      .operation = "type",
      .kinds = {{{"LOGIN*", "CLIENT_LOGIN*", "CODE_TO_TOKEN*", "REFRESH_TOKEN*", "TOKEN_EXCHANGE*", "IMPERSONATE*"},
                 EventClass::authentication,
                 activity::logon},
                {{"LOGOUT*"}, EventClass::authentication, activity::other},
                {{"REGISTER*", "GRANT_CONSENT*"}, EventClass::account_change, activity::create},
                {{"DELETE_ACCOUNT*", "REMOVE_*", "REVOKE_*"}, EventClass::account_change, activity::remove},
                {{"UPDATE_*", "RESET_PASSWORD*", "SEND_*"}, EventClass::account_change, activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"type"},
      .failure = {"*_ERROR"},
      .otherwise = model::Status::success,
      .sees = {Sight::authentication, Sight::account_change},
  };
}

LogMapping keycloak_administrators() {
  return {
      .source = "keycloak_admin_events",
      .recognised_by = {"authDetails.ipAddress", "operationType", "resourcePath", "time"},
      .time = {"time"},
      .fields = {{"authDetails.ipAddress", src_ip},
                 {"authDetails.userId", actor_user_uid},
                 {"error", status_detail},
                 {"realmId", org_uid},
                 {"resourcePath", resource_name},
                 {"resourceType", resource_type}},
      .operation = "operationType",
      .kinds = {{{"CREATE"}, EventClass::account_change, activity::create},
                {{"DELETE"}, EventClass::account_change, activity::remove},
                {{"*"}, EventClass::account_change, activity::update}},
      .outcome = {"error"},
      .failure = {"*"},
      .otherwise = model::Status::success,
      .sees = {Sight::account_change},
  };
}

}  // namespace

void add_identity_provider_logs(Logs& logs) {
  logs.push_back(okta_export());
  logs.push_back(auth0());
  logs.push_back(duo_sign_ins());
  logs.push_back(duo_sign_ins_version_1());
  logs.push_back(duo_administrators());
  logs.push_back(onelogin());
  logs.push_back(ping_one());
  logs.push_back(keycloak());
  logs.push_back(keycloak_administrators());
}

}  // namespace clew::evidence
