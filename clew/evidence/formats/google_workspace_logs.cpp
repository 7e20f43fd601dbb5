// Google Workspace: sign-ins, acts of administrators, tokens given to applications, files. As the Reports API gives the
// activities (also in its `items` envelope), as they lie in BigQuery, and sign-ins as the Admin console exports them.
// Source: Admin SDK Reports API, activities; the schema of the Workspace logs in BigQuery.
#include "clew/evidence/formats/known_logs.h"

#include <string>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

/// The names of events are one space over all applications: those of administrators are in capitals.
std::vector<LogMapping::Kind> kinds() {
  return {
      {{"login_success", "login_failure", "login_challenge", "login_verification", "suspicious_login*",
        "gov_attack_warning", "risky_sensitive_action_*", "sso_login_*"},
       EventClass::authentication,
       activity::logon},
      {{"logout"}, EventClass::authentication, activity::other},
      {{"CREATE_USER", "CREATE_ROLE", "ASSIGN_ROLE", "ADD_GROUP_MEMBER", "ADD_PRIVILEGE", "GRANT_*", "CREATE_GROUP",
        "add_user*", "add_member*", "2sv_enroll", "user_license_assignment"},
       EventClass::account_change,
       activity::create},
      {{"DELETE_USER", "DELETE_ROLE", "UNASSIGN_ROLE", "REMOVE_GROUP_MEMBER", "REMOVE_PRIVILEGE", "REVOKE_*",
        "DELETE_GROUP", "remove_user*", "remove_member*", "2sv_disable"},
       EventClass::account_change,
       activity::remove},
      {{"*_USER", "*_USER_*", "CHANGE_PASSWORD*", "*_2SV_*", "*RECOVERY*", "UPDATE_GROUP_MEMBER*", "account_disabled*",
        "password_edit", "titanium_*", "email_forwarding_*", "passkey_*", "*_MEMBER_ROLE*"},
       EventClass::account_change,
       activity::update},
      {{"authorize", "create*", "upload", "copy", "CREATE_*", "ADD_*"}, EventClass::api_activity, activity::create},
      {{"revoke", "delete*", "trash", "DELETE_*", "REMOVE_*"}, EventClass::api_activity, activity::remove},
      {{"view", "download", "preview", "print", "sheets_import_range", "*_VIEW", "DOWNLOAD_*"},
       EventClass::api_activity,
       activity::read},
      {{"edit", "rename", "move", "change_*", "TOGGLE_*", "UPDATE_*", "ENABLE_*", "DISABLE_*", "untrash"},
       EventClass::api_activity,
       activity::update},
      {{"*"}, EventClass::api_activity, activity::other},
  };
}

LogMapping activities() {
  return {
      .source = "google_workspace",
      .recognised_by = {"events.name", "id.applicationName", "id.time", "id.uniqueQualifier"},
      .time = {"id.time"},
      .pairs = {{"events.parameters.name",
                 {"events.parameters.value", "events.parameters.multiValue", "events.parameters.boolValue",
                  "events.parameters.intValue"}}},
      .fields = {{"actor.callerType", actor_user_type},
                 {"actor.email", actor_user_email},
                 {"actor.email", actor_user_name},
                 {"actor.key", actor_credential_uid},
                 {"actor.profileId", actor_user_uid},
                 {"events.parameters.API_CLIENT_NAME", resource_name},
                 {"events.parameters.APPLICATION_NAME", resource_name},
                 {"events.parameters.GROUP_EMAIL", resource_name},
                 {"events.parameters.ROLE_NAME", resource_name},
                 {"events.parameters.SETTING_NAME", changed_field},
                 {"events.parameters.USER_EMAIL", resource_name},
                 {"events.parameters.affected_email_address", resource_name},
                 {"events.parameters.app_name", resource_name},
                 {"events.parameters.client_id", resource_uid},
                 {"events.parameters.doc_id", resource_uid},
                 {"events.parameters.doc_title", resource_name},
                 {"events.parameters.doc_type", resource_type},
                 {"events.parameters.is_second_factor", is_mfa},
                 {"events.parameters.login_failure_type", status_detail},
                 {"events.parameters.login_type", auth_method},
                 {"events.parameters.target_user", resource_name},
                 {"events.parameters.user_agent", user_agent},
                 {"id.applicationName", api_service},
                 {"id.customerId", org_uid},
                 {"id.uniqueQualifier", event_uid},
                 {"ipAddress", src_ip}},
      .operation = "events.name",
      .kinds = kinds(),
      .outcome = {"events.name"},
      .success = {"login_success"},
      .failure = {"login_failure"},
      .sees = {Sight::cloud_api},
  };
}

LogMapping in_bigquery() {
  return {
      .source = "google_workspace",
      .recognised_by = {"event_name", "event_type", "record_type", "time_usec"},
      .time = {"time_usec"},
      .fields = {{"admin.group_email", resource_name},
                 {"admin.role_name", resource_name},
                 {"admin.setting_name", changed_field},
                 {"admin.user_email", resource_name},
                 {"drive.doc_id", resource_uid},
                 {"drive.doc_title", resource_name},
                 {"drive.doc_type", resource_type},
                 {"email", actor_user_email},
                 {"email", actor_user_name},
                 {"ip_address", src_ip},
                 {"login.is_second_factor", is_mfa},
                 {"login.login_failure_type", status_detail},
                 {"login.login_type", auth_method},
                 {"record_type", api_service},
                 {"token.app_name", resource_name},
                 {"token.client_id", resource_uid},
                 {"unique_identifier", event_uid}},
      .operation = "event_name",
      .kinds = kinds(),
      .outcome = {"event_name"},
      .success = {"login_success"},
      .failure = {"login_failure"},
      .sees = {Sight::cloud_api},
  };
}

/// The console's words for what happened, and its names of columns of two generations.
LogMapping sign_ins_of_console(const std::string& event, const std::string& user) {
  return {
      .source = "google_workspace_login",
      .recognised_by = {"Date", "Description", "IP address", "Login type", event, user},
      .time = {"Date"},
      .fields = {{"Description", message},
                 {"IP address", src_ip},
                 {"Login type", auth_method},
                 {user, actor_user_email},
                 {user, actor_user_name}},
      .operation = event,
      .kinds = {{{"Logout"}, EventClass::authentication, activity::other},
                {{"*password*", "*2-step verification*", "*recovery*"}, EventClass::account_change, activity::update},
                {{"*"}, EventClass::authentication, activity::logon}},
      .outcome = {event},
      .success = {"Successful login"},
      .failure = {"Failed login", "*blocked*"},
      .sees = {Sight::authentication},
  };
}

}  // namespace

void add_google_workspace_logs(Logs& logs) {
  // What a file can show depends on the application; how it is read does not.
  for (const auto& [log, application] :
       {std::pair{activities(), "id.applicationName"}, std::pair{in_bigquery(), "record_type"}}) {
    logs.push_back(log);
    LogMapping sign_ins = log;
    sign_ins.source = "google_workspace_login";
    sign_ins.where = {{application, {"login", "saml"}}};
    sign_ins.sees = {Sight::authentication};
    logs.push_back(std::move(sign_ins));
    LogMapping acts = log;
    acts.source = "google_workspace_admin";
    acts.where = {{application, {"admin", "user_accounts", "groups*"}}};
    acts.sees = {Sight::account_change, Sight::cloud_api};
    logs.push_back(std::move(acts));
  }
  logs.push_back(sign_ins_of_console("Event name", "User"));
  logs.push_back(sign_ins_of_console("Event", "Actor"));
}

}  // namespace clew::evidence
