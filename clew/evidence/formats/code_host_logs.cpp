// Where the source code lies: GitHub's audit log (export, API, streaming) and GitLab's audit events.
// Source: GitHub, audit log events for an enterprise and an organization; GitLab, audit event schema and API.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

LogMapping github() {
  return {
      .source = "github_audit",
      .where = {{"action", {"*.*"}}},
      .time = {"@timestamp", "created_at", "timestamp"},
      .fields = {{"_document_id", event_uid},
                 {"actor", actor_user_name},
                 {"actor_id", actor_user_uid},
                 {"actor_ip", src_ip},
                 {"actor_location.country_code", location},
                 {"external_identity_nameid", actor_user_email},
                 {"hashed_token", actor_credential_uid},
                 {"name", resource_name},
                 {"org", org_uid},
                 {"programmatic_access_type", auth_method},
                 {"repo", resource_name},
                 {"repository", resource_name},
                 {"request_id", correlation_uid},
                 {"team", resource_name},
                 {"token_id", actor_credential_uid},
                 {"transport_protocol_name", protocol},
                 {"user", resource_name},
                 {"user_agent", user_agent}},
      .operation = "action",
      .kinds = {{{"user.login", "user.failed_login", "*.sso_response", "user.two_factor_challenge*", "user.sign_in*"},
                 EventClass::authentication,
                 activity::logon},
                {{"user.logout"}, EventClass::authentication, activity::other},
                {{"public_key.create"}, EventClass::account_change, activity::create, "fingerprint"},
                {{"personal_access_token.*grant*", "personal_access_token.*approve*", "*.add_member", "*.add_admin",
                  "*.add_owner", "*.add_outside_collaborator", "*.invite_*", "oauth_access.create",
                  "oauth_authorization.create", "*_authorization.create", "*.add_organization", "team.add_repository",
                  "gpg_key.create", "repo.add_member", "integration_installation.create", "deploy_key.create",
                  "*credential_authorization.grant"},
                 EventClass::account_change,
                 activity::create},
                {{"*.remove_member", "*.remove_admin", "*.remove_owner", "*.remove_outside_collaborator",
                  "personal_access_token.*revoke*", "personal_access_token.*destroy*", "oauth_access.destroy",
                  "oauth_authorization.destroy", "public_key.delete", "gpg_key.delete", "*.revoke_*",
                  "integration_installation.destroy", "*credential_authorization.revoke"},
                 EventClass::account_change,
                 activity::remove},
                {{"*.update_member", "*.update_role*", "two_factor_authentication.*", "user.*", "public_key.*",
                  "personal_access_token.*", "oauth_access.*", "oauth_authorization.*", "*.saml*", "*.sso_*",
                  "external_identity.*", "role.*", "*.two_factor*"},
                 EventClass::account_change,
                 activity::update},
                {{"git.clone", "git.fetch", "*.download_zip", "*.download", "*.export*", "*.view*", "*.read*"},
                 EventClass::api_activity,
                 activity::read},
                {{"git.push", "*.access", "*.rename", "*.transfer*", "*.update*", "*.change*", "*.enable*",
                  "*.disable*", "*.edit*", "*.set_*", "*.config*", "*.archived", "*.unarchived"},
                 EventClass::api_activity,
                 activity::update},
                {{"*.create*", "*.add*", "*.fork", "*.restore"}, EventClass::api_activity, activity::create},
                {{"*.destroy*", "*.delete*", "*.remove*", "*.revoke*"}, EventClass::api_activity, activity::remove},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"action"},
      .success = {"user.login"},
      .failure = {"user.failed_login"},
      .sees = {Sight::account_change, Sight::cloud_api},
  };
}

LogMapping gitlab() {
  return {
      .source = "gitlab_audit",
      .recognised_by = {"author_id", "created_at", "entity_id", "entity_type"},
      .time = {"created_at"},
      .fields = {{"author_email", actor_user_email},
                 {"author_id", actor_user_uid},
                 {"author_name", actor_user_name},
                 {"details.author_email", actor_user_email},
                 {"details.author_name", actor_user_name},
                 {"details.change", changed_field},
                 {"details.custom_message", message},
                 {"details.entity_path", resource_name},
                 {"details.failed_login", auth_method},
                 {"details.ip_address", src_ip},
                 {"details.target_details", resource_name},
                 {"details.target_id", resource_uid},
                 {"details.target_type", resource_type},
                 {"details.with", auth_method},
                 {"entity_path", resource_name},
                 {"id", event_uid},
                 {"ip_address", src_ip},
                 {"target_details", resource_name},
                 {"target_id", resource_uid},
                 {"target_type", resource_type}},
      .operation = "event_type",
      .kinds = {{{"authenticated_with_*", "user_authenticated*", "*login_failed*", "*sign_in*"},
                 EventClass::authentication,
                 activity::logon},
                {{"*_token_created", "personal_access_token_issued", "*_created", "*_added"},
                 EventClass::account_change,
                 activity::create,
                 "target_id"},
                {{"*_removed", "*_deleted", "*_revoked", "*_destroyed"}, EventClass::account_change, activity::remove},
                {{"repository_git_operation", "*_downloaded", "*_exported"}, EventClass::api_activity, activity::read},
                {{"*_updated", "*_changed"}, EventClass::account_change, activity::update},
                {{"*"}, EventClass::api_activity, activity::other}},
      .event_class = EventClass::api_activity,
      .activity = activity::other,
      .outcome = {"event_type"},
      .failure = {"*login_failed*"},
      .sees = {Sight::account_change, Sight::cloud_api},
  };
}

}  // namespace

void add_code_host_logs(Logs& logs) {
  // The export of the pages, the API and the stream differ in which of these every record has.
  for (const auto& paths : {std::vector<std::string>{"action", "actor", "_document_id"},
                            {"action", "actor", "@timestamp", "org"},
                            {"action", "actor", "created_at", "org"},
                            {"action", "@timestamp", "transport_protocol_name"},
                            {"action", "@timestamp", "business_id", "operation_type"}}) {
    LogMapping log = github();
    log.recognised_by = paths;
    logs.push_back(std::move(log));
  }
  logs.push_back(gitlab());
}

}  // namespace clew::evidence
