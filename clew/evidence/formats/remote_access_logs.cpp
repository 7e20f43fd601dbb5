// Ways into networks: Teleport's audit events, Tailscale's flows and configuration log.
// Source: Teleport, audit event reference; Tailscale, network flow logs and configuration audit logs.
#include "clew/evidence/formats/known_logs.h"

#include <string>
#include <utility>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

/// `server_hostname` is whereto somebody went; of a sign-in to Teleport itself there is none.
LogMapping teleport() {
  LogMapping log = {
      .source = "teleport_audit",
      .recognised_by = {"code", "ei", "event", "time", "uid"},
      .time = {"time"},
      .fields = {{"addr.remote", src_ip},
                 {"login", resource_name},
                 {"server_hostname", device_hostname},
                 {"server_id", device_uid},
                 {"sid", correlation_uid},
                 {"uid", event_uid},
                 {"user", actor_user_name},
                 {"user_agent", user_agent}},
      .operation = "event",
      .event_class = EventClass::api_activity,
      .activity = activity::other,
      .sees = {Sight::authentication, Sight::account_change},
  };
  LogMapping sign_in = variant_of(
      log,
      {"user.login", "auth", "session.start", "db.session.start", "app.session.start", "windows.desktop.session.start"},
      EventClass::authentication, activity::logon, {{"method", auth_method}});
  sign_in.kinds = {{{"*"}, EventClass::authentication, activity::logon}};
  sign_in.outcome = {"success"};
  sign_in.success = {"true"};
  sign_in.failure = {"false"};
  LogMapping session = sign_in;  // a session that began has no word for it
  session.where = {{"event", {"*session.start"}}};
  session.otherwise = model::Status::success;
  LogMapping changes = variant_of(log, {"user.create", "user.update", "user.delete", "role.*", "*.create", "*.delete"},
                                  EventClass::account_change, activity::update, {{"name", resource_name}});
  changes.kinds = {{{"*.create*"}, EventClass::account_change, activity::create},
                   {{"*.delete*"}, EventClass::account_change, activity::remove},
                   {{"*"}, EventClass::account_change, activity::update}};
  log.variants = {
      variant_of(
          log, {"session.command"}, EventClass::process_activity, activity::process_launch,
          {{"argv", process_cmd_line}, {"path", process_path}, {"pid", process_pid}, {"ppid", parent_process_pid}}),
      variant_of(log, {"session.network"}, EventClass::network_activity, activity::network_open,
                 {{"dst_addr", dst_ip},
                  {"dst_port", dst_port},
                  {"pid", actor_process_pid},
                  {"program", actor_process_path},
                  {"src_addr", src_ip}}),
      std::move(session),
      std::move(sign_in),
      std::move(changes),
  };
  return log;
}

LogMapping tailscale_configuration() {
  return {
      .source = "tailscale_audit",
      .recognised_by = {"action", "actor.loginName", "eventGroupID", "eventTime", "target.type"},
      .time = {"eventTime"},
      .fields = {{"actor.id", actor_user_uid},
                 {"actor.loginName", actor_user_email},
                 {"eventGroupID", correlation_uid},
                 {"origin", api_service},
                 {"target.id", resource_uid},
                 {"target.name", resource_name},
                 {"target.type", resource_type}},
      .operation = "action",
      .kinds = {{{"CREATE"}, EventClass::account_change, activity::create, "target.id"},
                {{"DELETE", "REVOKE"}, EventClass::account_change, activity::remove},
                {{"LOGIN"}, EventClass::authentication, activity::logon},
                {{"*"}, EventClass::account_change, activity::update}},
      .otherwise = model::Status::success,
      .sees = {Sight::account_change},
  };
}

}  // namespace

void add_remote_access_logs(Logs& logs) {
  logs.push_back(teleport());
  logs.push_back(tailscale_configuration());
}

}  // namespace clew::evidence
