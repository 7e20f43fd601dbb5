// Services that a firm works with: Slack, Atlassian, Zoom, 1Password, Snowflake, Zendesk.
// Source: Slack Audit Logs API; Atlassian organizations REST API, audit log events; Zoom reports API, operation logs and
// sign-in activities; 1Password Events API; Snowflake ACCOUNT_USAGE views LOGIN_HISTORY and QUERY_HISTORY; Zendesk API, audit logs.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
using model::Status;
namespace activity = model::activity;

LogMapping slack() {
  return {
      .source = "slack_audit",
      .recognised_by = {"action", "actor.type", "context.location.type", "date_create"},
      .time = {"date_create"},
      .fields = {{"actor.user.email", actor_user_email},
                 {"actor.user.id", actor_user_uid},
                 {"actor.user.name", actor_user_name},
                 {"context.ip_address", src_ip},
                 {"context.location.id", org_uid},
                 {"context.session_id", correlation_uid},
                 {"context.ua", user_agent},
                 {"entity.app.id", resource_uid},
                 {"entity.app.name", resource_name},
                 {"entity.channel.id", resource_uid},
                 {"entity.channel.name", resource_name},
                 {"entity.file.id", resource_uid},
                 {"entity.file.name", resource_name},
                 {"entity.type", resource_type},
                 {"entity.user.email", resource_name},
                 {"entity.user.id", resource_uid},
                 {"entity.workspace.id", resource_uid},
                 {"id", event_uid}},
      .operation = "action",
      .kinds = {{{"user_login", "user_login_failed"}, EventClass::authentication, activity::logon},
                {{"user_logout*"}, EventClass::authentication, activity::other},
                {{"user_created", "guest_created", "user_reactivated", "role_assigned", "owner_transferred"},
                 EventClass::account_change,
                 activity::create},
                {{"user_deactivated", "role_removed", "user_session_invalidated", "user_session_reset*"},
                 EventClass::account_change,
                 activity::remove},
                {{"role_change_*", "user_email_updated", "role_modified", "guest_*", "user_force_upgrade*", "*2fa*",
                  "pref.two_factor*", "pref.sso*"},
                 EventClass::account_change,
                 activity::update},
                {{"file_downloaded*", "*_viewed", "*_export_*", "*_exported", "*_searched"},
                 EventClass::api_activity,
                 activity::read},
                {{"*_created", "*_added", "*_uploaded", "app_installed", "*_shared", "app_approved", "*_granted"},
                 EventClass::api_activity,
                 activity::create},
                {{"*_deleted", "*_removed", "*_revoked", "app_uninstalled", "*_archive"},
                 EventClass::api_activity,
                 activity::remove},
                {{"*_updated", "*_changed", "*_expanded", "pref.*", "*_rename"},
                 EventClass::api_activity,
                 activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"action"},
      .success = {"user_login"},
      .failure = {"user_login_failed"},
      .sees = {Sight::authentication, Sight::account_change, Sight::cloud_api},
  };
}

LogMapping atlassian() {
  return {
      .source = "atlassian_audit",
      .recognised_by = {"attributes.action", "attributes.actor.id", "attributes.time"},
      .time = {"attributes.time"},
      .fields = {{"attributes.actor.email", actor_user_email},
                 {"attributes.actor.id", actor_user_uid},
                 {"attributes.actor.name", actor_user_name},
                 {"attributes.actor.auth.authType", auth_method},
                 {"attributes.actor.auth.tokenId", actor_credential_uid},
                 {"attributes.context.attributes.accountId", resource_uid},
                 {"attributes.context.attributes.name", resource_name},
                 {"attributes.context.id", resource_uid},
                 {"attributes.context.type", resource_type},
                 {"attributes.location.countryName", location},
                 {"attributes.location.ip", src_ip},
                 {"id", event_uid}},
      .operation = "attributes.action",
      .kinds =
          {{{"user_login*", "user_authenticated*", "*_signed_in"}, EventClass::authentication, activity::logon},
           {{"user_added*", "user_invited*", "user_granted*", "*_token_created", "*_key_created", "user_created",
             "*_role_granted"},
            EventClass::account_change,
            activity::create},
           {{"user_removed*", "user_revoked*", "user_deleted", "user_deactivated", "*_token_revoked", "*_key_deleted"},
            EventClass::account_change,
            activity::remove},
           {{"user_*", "*_token_*", "*password*", "*two_step*", "*mfa*"}, EventClass::account_change, activity::update},
           {{"*_viewed", "*_exported", "*_downloaded"}, EventClass::api_activity, activity::read},
           {{"*_created", "*_added"}, EventClass::api_activity, activity::create},
           {{"*_deleted", "*_removed"}, EventClass::api_activity, activity::remove},
           {{"*_updated", "*_changed"}, EventClass::api_activity, activity::update},
           {{"*"}, EventClass::api_activity, activity::other}},
      .sees = {Sight::account_change, Sight::cloud_api},
  };
}

LogMapping zoom_operations() {
  return {
      .source = "zoom_operation",
      .recognised_by = {"action", "category_type", "operation_detail", "operator", "time"},
      .time = {"time"},
      .fields = {{"category_type", resource_type},
                 {"operation_detail", message},
                 {"operator", actor_user_email},
                 {"operator", actor_user_name}},
      .operation = "action",
      .kinds = {{{"Add", "Create", "Batch Add"}, EventClass::api_activity, activity::create},
                {{"Delete", "Batch Delete"}, EventClass::api_activity, activity::remove},
                {{"Update", "Batch Update"}, EventClass::api_activity, activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      .sees = {Sight::account_change},
  };
}

LogMapping zoom_sign_ins() {
  return {
      .source = "zoom_sign_in",
      .recognised_by = {"client_type", "email", "ip_address", "time", "type"},
      .where = {{"type", {"Sign in", "Sign out"}}},
      .time = {"time"},
      .fields = {{"client_type", user_agent},
                 {"email", actor_user_email},
                 {"email", actor_user_name},
                 {"ip_address", src_ip}},
      .operation = "type",
      .kinds = {{{"Sign in"}, EventClass::authentication, activity::logon},
                {{"*"}, EventClass::authentication, activity::other}},
      .sees = {Sight::authentication},
  };
}

LogMapping one_password_acts() {
  return {
      .source = "onepassword_audit",
      .recognised_by = {"action", "actor_uuid", "object_type", "object_uuid", "timestamp"},
      .time = {"timestamp"},
      .fields = {{"actor_details.email", actor_user_email},
                 {"actor_details.name", actor_user_name},
                 {"actor_uuid", actor_user_uid},
                 {"location.country", location},
                 {"object_type", resource_type},
                 {"object_uuid", resource_uid},
                 {"session.ip", src_ip},
                 {"session.uuid", correlation_uid},
                 {"uuid", event_uid}},
      .operation = "action",
      .kinds = {{{"create", "join", "grant", "activate", "enblduo", "deolddev"},
                 EventClass::account_change,
                 activity::create},
                {{"delete", "leave", "revoke", "suspend", "purge", "ddelete", "dealldev"},
                 EventClass::account_change,
                 activity::remove},
                {{"view", "export", "expire"}, EventClass::api_activity, activity::read},
                {{"*"}, EventClass::account_change, activity::update}},
      .sees = {Sight::account_change},
  };
}

LogMapping one_password_sign_ins() {
  return {
      .source = "onepassword_sign_in",
      .recognised_by = {"category", "client.ip_address", "target_user.uuid", "timestamp", "type"},
      .time = {"timestamp"},
      .fields = {{"client.app_name", user_agent},
                 {"client.ip_address", src_ip},
                 {"client.os_name", client_os},
                 {"country", location},
                 {"session_uuid", correlation_uid},
                 {"target_user.email", actor_user_email},
                 {"target_user.name", actor_user_name},
                 {"target_user.uuid", actor_user_uid},
                 {"type", status_detail},
                 {"uuid", event_uid}},
      .event_class = EventClass::authentication,
      .activity = activity::logon,
      .outcome = {"category"},
      .success = {"success", "firewall_reported_success"},
      .failure = {"*failed*", "credentials_failed", "mfa_failed", "modern_version_failed"},
      .constants = {{"type", {"mfa_ok"}, is_mfa, "true"}},
      .sees = {Sight::authentication},
  };
}

LogMapping one_password_uses() {
  return {
      .source = "onepassword_item_use",
      .recognised_by = {"action", "item_uuid", "timestamp", "user.uuid", "vault_uuid"},
      .time = {"timestamp"},
      .fields = {{"client.app_name", user_agent},
                 {"client.ip_address", src_ip},
                 {"client.os_name", client_os},
                 {"item_uuid", resource_uid},
                 {"user.email", actor_user_email},
                 {"user.name", actor_user_name},
                 {"user.uuid", actor_user_uid},
                 {"uuid", event_uid},
                 {"vault_uuid", resource_uid}},
      .operation = "action",
      .kinds = {{{"*"}, EventClass::api_activity, activity::read}},
      .sees = {Sight::cloud_api},
  };
}

LogMapping snowflake_sign_ins() {
  return {
      .source = "snowflake_login",
      .recognised_by = {"CLIENT_IP", "EVENT_TIMESTAMP", "IS_SUCCESS", "USER_NAME"},
      .time = {"EVENT_TIMESTAMP"},
      .fields = {{"CLIENT_IP", src_ip},
                 {"ERROR_CODE", api_error},
                 {"ERROR_MESSAGE", status_detail},
                 {"EVENT_ID", event_uid},
                 {"FIRST_AUTHENTICATION_FACTOR", auth_method},
                 {"REPORTED_CLIENT_TYPE", user_agent},
                 {"USER_NAME", actor_user_name}},
      .event_class = EventClass::authentication,
      .activity = activity::logon,
      .outcome = {"IS_SUCCESS"},
      .success = {"YES", "true"},
      .failure = {"NO", "false"},
      .constants = {{"SECOND_AUTHENTICATION_FACTOR", {"*"}, is_mfa, "true"}},
      .sees = {Sight::authentication},
  };
}

LogMapping snowflake_queries() {
  return {
      .source = "snowflake_query",
      .recognised_by = {"EXECUTION_STATUS", "QUERY_ID", "QUERY_TEXT", "START_TIME", "USER_NAME"},
      .time = {"START_TIME"},
      .fields = {{"DATABASE_NAME", resource_name},
                 {"ERROR_CODE", api_error},
                 {"ERROR_MESSAGE", status_detail},
                 {"QUERY_ID", event_uid},
                 {"QUERY_TEXT", message},
                 {"ROLE_NAME", actor_user_type},
                 {"SESSION_ID", correlation_uid},
                 {"USER_NAME", actor_user_name}},
      .operation = "QUERY_TYPE",
      .kinds = {{{"CREATE_USER", "GRANT", "CREATE_ROLE"}, EventClass::account_change, activity::create},
                {{"DROP_USER", "REVOKE", "DROP_ROLE"}, EventClass::account_change, activity::remove},
                {{"ALTER_USER"}, EventClass::account_change, activity::update},
                {{"SELECT", "SHOW", "DESCRIBE", "LIST_FILES", "GET_FILES", "UNLOAD"},
                 EventClass::api_activity,
                 activity::read},
                {{"CREATE*", "INSERT", "COPY", "PUT_FILES"}, EventClass::api_activity, activity::create},
                {{"DROP*", "DELETE", "TRUNCATE*", "REMOVE_FILES"}, EventClass::api_activity, activity::remove},
                {{"ALTER*", "UPDATE", "MERGE"}, EventClass::api_activity, activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"EXECUTION_STATUS"},
      .success = {"SUCCESS"},
      .failure = {"FAIL*", "INCIDENT"},
      .constants = {{"QUERY_ID", {"*"}, api_service, "snowflake"}},
      .sees = {Sight::cloud_api, Sight::account_change},
  };
}

LogMapping zendesk() {
  return {
      .source = "zendesk_audit",
      .recognised_by = {"action", "actor_name", "change_description", "created_at", "ip_address", "source_type"},
      .time = {"created_at"},
      .fields = {{"actor_id", actor_user_uid},
                 {"actor_name", actor_user_name},
                 {"change_description", message},
                 {"ip_address", src_ip},
                 {"source_id", resource_uid},
                 {"source_label", resource_name},
                 {"source_type", resource_type}},
      .operation = "action",
      .kinds = {{{"login"}, EventClass::authentication, activity::logon},
                {{"create"}, EventClass::account_change, activity::create},
                {{"destroy"}, EventClass::account_change, activity::remove},
                {{"update"}, EventClass::account_change, activity::update},
                {{"exported", "accessed"}, EventClass::api_activity, activity::read},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"change_description", "action_label"},
      .failure = {"Unsuccessful*", "Failed*"},
      .otherwise = Status::success,
      .sees = {Sight::authentication, Sight::account_change},
  };
}

}  // namespace

void add_business_service_logs(Logs& logs) {
  logs.push_back(slack());
  logs.push_back(atlassian());
  logs.push_back(zoom_operations());
  logs.push_back(zoom_sign_ins());
  logs.push_back(one_password_acts());
  logs.push_back(one_password_sign_ins());
  logs.push_back(one_password_uses());
  logs.push_back(snowflake_sign_ins());
  logs.push_back(snowflake_queries());
  logs.push_back(zendesk());
}

}  // namespace clew::evidence
