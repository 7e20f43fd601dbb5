// Services that keep files: Box, Dropbox.
// Source: Box API reference, enterprise events; Dropbox Business API, team_log/get_events.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
using model::Status;
namespace activity = model::activity;

LogMapping box() {
  return {
      .source = "box_events",
      .recognised_by = {"created_at", "created_by.login", "event_id", "event_type", "ip_address"},
      .time = {"created_at"},
      .fields = {{"created_by.id", actor_user_uid},
                 {"created_by.login", actor_user_email},
                 {"created_by.login", actor_user_name},
                 {"event_id", event_uid},
                 {"ip_address", src_ip},
                 {"session_id", correlation_uid},
                 {"source.item_id", resource_uid},
                 {"source.item_name", resource_name},
                 {"source.name", resource_name},
                 {"source.type", resource_type}},
      .operation = "event_type",
      .kinds = {{{"LOGIN", "FAILED_LOGIN", "ADMIN_LOGIN", "OAUTH2_ACCESS_TOKEN*"},
                 EventClass::authentication,
                 activity::logon},
                {{"NEW_USER", "GROUP_ADD_USER", "ADD_LOGIN_ACTIVITY_DEVICE", "CHANGE_ADMIN_ROLE",
                  "*APPLICATION_CREATED"},
                 EventClass::account_change,
                 activity::create},
                {{"DELETE_USER", "GROUP_REMOVE_USER", "REMOVE_LOGIN_ACTIVITY_DEVICE"},
                 EventClass::account_change,
                 activity::remove},
                {{"EDIT_USER", "*TWO_FACTOR*", "*MULTI_FACTOR*"}, EventClass::account_change, activity::update},
                {{"DOWNLOAD", "PREVIEW", "*ACCESS", "*EXPORT*"}, EventClass::api_activity, activity::read},
                {{"UPLOAD", "COPY", "*CREATE*", "SHARE*", "COLLABORATION_INVITE"},
                 EventClass::api_activity,
                 activity::create},
                {{"DELETE", "UNSHARE", "*REMOVE*"}, EventClass::api_activity, activity::remove},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"event_type"},
      .failure = {"FAILED_LOGIN"},
      .otherwise = Status::success,
      .sees = {Sight::authentication, Sight::account_change, Sight::cloud_api},
  };
}

LogMapping dropbox() {
  return {
      .source = "dropbox_events",
      .recognised_by = {"event_category..tag", "event_type..tag", "timestamp"},
      .time = {"timestamp"},
      .fields = {{"actor.admin.email", actor_user_email},
                 {"actor.admin.email", actor_user_name},
                 {"actor.app.display_name", actor_user_name},
                 {"actor.user.account_id", actor_user_uid},
                 {"actor.user.email", actor_user_email},
                 {"actor.user.email", actor_user_name},
                 {"assets.display_name", resource_name},
                 {"assets.path.contextual", resource_name},
                 {"origin.geo_location.country", location},
                 {"origin.geo_location.ip_address", src_ip}},
      .operation = "event_type..tag",
      .kinds = {{{"login_*", "sso_error", "sign_in_as_session_start", "reseller_support_session_start"},
                 EventClass::authentication,
                 activity::logon},
                {{"logout", "sign_in_as_session_end"}, EventClass::authentication, activity::other},
                {{"member_add_*", "app_link_*", "device_link_success", "member_change_admin_role"},
                 EventClass::account_change,
                 activity::create},
                {{"member_delete*", "app_unlink_*", "device_unlink"}, EventClass::account_change, activity::remove},
                {{"member_*", "password_*", "tfa_*", "sso_*"}, EventClass::account_change, activity::update},
                {{"*_download", "*_preview", "*_view", "*_export*"}, EventClass::api_activity, activity::read},
                {{"*"}, EventClass::api_activity, activity::other}},
      .outcome = {"event_type..tag"},
      .failure = {"login_fail", "sso_error", "*_fail"},
      .otherwise = Status::success,
      .sees = {Sight::authentication, Sight::account_change, Sight::cloud_api},
  };
}

}  // namespace

void add_file_share_logs(Logs& logs) {
  logs.push_back(box());
  logs.push_back(dropbox());
}

}  // namespace clew::evidence
