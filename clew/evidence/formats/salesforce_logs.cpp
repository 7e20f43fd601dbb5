// Salesforce: the files of Event Monitoring, its real-time events, the sign-in history and the setup audit trail.
// Source: Object Reference for the Salesforce Platform, EventLogFile and its event types, LoginHistory, SetupAuditTrail; Platform
// Events Developer Guide, real-time event monitoring.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
using model::Status;
namespace activity = model::activity;

const std::vector<std::string> own_address = {"Salesforce.com IP", "N/A", "Unknown"};

/// One file for each type of event and day or hour; each type has columns of its own beside these.
LogMapping event_log_file() {
  return {
      .source = "salesforce_event_log",
      .recognised_by = {"EVENT_TYPE", "ORGANIZATION_ID", "REQUEST_ID", "TIMESTAMP_DERIVED"},
      .time = {"TIMESTAMP_DERIVED", "TIMESTAMP"},
      .time_is_utc = true,
      .fields = {{"BROWSER_TYPE", user_agent},
                 {"CLIENT_IP", src_ip},
                 {"CONNECTED_APP_ID", resource_uid},
                 {"ENTITY_NAME", resource_name},
                 {"EXCEPTION_MESSAGE", status_detail},
                 {"FILE_NAME", resource_name},
                 {"LOGIN_KEY", correlation_uid},
                 {"LOGIN_STATUS", status_detail},
                 {"METHOD", http_method},
                 {"ORGANIZATION_ID", org_uid},
                 {"QUERY", message},
                 {"REPORT_ID_DERIVED", resource_uid},
                 {"REQUEST_ID", event_uid},
                 {"SOURCE_IP", src_ip},
                 {"URI", http_path},
                 {"USER_AGENT", user_agent},
                 {"USER_ID_DERIVED", actor_user_uid},
                 {"USER_NAME", actor_user_email},
                 {"USER_NAME", actor_user_name},
                 {"USER_TYPE", actor_user_type}},
      .absent = own_address,
      .operation = "EVENT_TYPE",
      .kinds = {{{"Login"}, EventClass::authentication, activity::logon},
                {{"LoginAs"}, EventClass::authentication, activity::logon},
                {{"Logout"}, EventClass::authentication, activity::logoff},
                {{"*"}, EventClass::api_activity, activity::read}},
      .outcome = {"LOGIN_STATUS", "REQUEST_STATUS"},
      .success = {"LOGIN_NO_ERROR", "S", "R", "N"},
      .failure = {"LOGIN_*", "F", "A"},
      .constants = {{"EVENT_TYPE", {"*"}, api_service, "salesforce"}},
      .sees = {Sight::authentication, Sight::cloud_api},
  };
}

/// What is streamed, and kept as big objects: LoginEvent, ApiEvent, ReportEvent, BulkApiResultEvent and others.
LogMapping real_time_events() {
  return {
      .source = "salesforce_event",
      .recognised_by = {"EventDate", "EventIdentifier", "SourceIp", "UserId"},
      .time = {"EventDate"},
      .time_is_utc = true,
      .fields = {{"Application", resource_name},
                 {"Browser", user_agent},
                 {"Country", location},
                 {"EventIdentifier", event_uid},
                 {"LoginKey", correlation_uid},
                 {"Platform", client_os},
                 {"Query", message},
                 {"QueriedEntities", resource_name},
                 {"SourceIp", src_ip},
                 {"Status", status_detail},
                 {"UserAgent", user_agent},
                 {"UserId", actor_user_uid},
                 {"Username", actor_user_email},
                 {"Username", actor_user_name}},
      .absent = own_address,
      .operation = "attributes.type",
      .kinds = {{{"Login*"}, EventClass::authentication, activity::logon},
                {{"Logout*"}, EventClass::authentication, activity::logoff},
                {{"*"}, EventClass::api_activity, activity::read}},
      .event_class = EventClass::api_activity,
      .activity = activity::read,
      .outcome = {"Status"},
      .success = {"Success"},
      .failure = {"*"},
      .constants = {{"EventIdentifier", {"*"}, api_service, "salesforce"}},
      .sees = {Sight::authentication, Sight::cloud_api},
  };
}

LogMapping sign_ins(std::vector<std::string> recognised_by, std::vector<std::string> time, LogRows rows) {
  return {
      .source = "salesforce_login",
      .recognised_by = std::move(recognised_by),
      .time = std::move(time),
      .fields = std::move(rows),
      .absent = own_address,
      .event_class = EventClass::authentication,
      .activity = activity::logon,
      .outcome = {"Status"},
      .success = {"Success"},
      .failure = {"*"},
      .sees = {Sight::authentication},
  };
}

LogMapping sign_ins_of_page() {
  return sign_ins({"Login Time", "Login Type", "Source IP", "Status", "Username"}, {"Login Time"},
                  {{"Application", resource_name},
                   {"Browser", user_agent},
                   {"Country", location},
                   {"Login Type", auth_method},
                   {"Platform", client_os},
                   {"Source IP", src_ip},
                   {"Status", status_detail},
                   {"Username", actor_user_email},
                   {"Username", actor_user_name}});
}

LogMapping sign_ins_of_query() {
  LogMapping log = sign_ins({"LoginTime", "LoginType", "SourceIp", "Status", "UserId"}, {"LoginTime"},
                            {{"Application", resource_name},
                             {"Browser", user_agent},
                             {"CountryIso", location},
                             {"Id", event_uid},
                             {"LoginType", auth_method},
                             {"Platform", client_os},
                             {"SourceIp", src_ip},
                             {"Status", status_detail},
                             {"UserId", actor_user_uid}});
  log.time_is_utc = true;
  return log;
}

LogMapping setup_trail() {
  return {
      .source = "salesforce_setup",
      .recognised_by = {"Action", "CreatedById", "CreatedDate", "Display", "Section"},
      .time = {"CreatedDate"},
      .time_is_utc = true,
      .fields = {{"CreatedBy.Name", actor_user_name},
                 {"CreatedBy.Username", actor_user_email},
                 {"CreatedById", actor_user_uid},
                 {"Display", message},
                 {"Id", event_uid},
                 {"Section", resource_type}},
      .operation = "Action",
      .kinds = {{{"created*", "*Created", "insert*"}, EventClass::account_change, activity::create},
                {{"delete*", "*Deleted", "deactivated*"}, EventClass::account_change, activity::remove},
                {{"*"}, EventClass::account_change, activity::update}},
      .sees = {Sight::account_change},
  };
}

}  // namespace

void add_salesforce_logs(Logs& logs) {
  logs.push_back(event_log_file());
  logs.push_back(real_time_events());
  logs.push_back(sign_ins_of_page());
  logs.push_back(sign_ins_of_query());
  logs.push_back(setup_trail());
}

}  // namespace clew::evidence
