// Records in the Elastic Common Schema, whoever made them: Beats, Elastic Agent, Logstash, what Kibana or a search exports (below
// `_source`), `clew evidence show --ecs`.
// Source: Elastic Common Schema reference 8.11: the field sets; the allowed values of `event.category` and `event.type`.
#include "clew/evidence/formats/known_logs.h"

#include <utility>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

using Conditions = std::vector<LogMapping::Condition>;

LogMapping any_record() {
  return {
      .source = "elastic_common_schema",
      .time = {"@timestamp"},
      .time_is_utc = true,
      .fields = {{"error.code", api_error},
                 {"event.id", event_uid},
                 {"event.provider", api_service},
                 {"event.reason", status_detail},
                 {"message", message},
                 {"organization.id", org_uid},
                 {"package.name", package_name},
                 {"package.version", package_version}},
      .operation = "event.action",
      .outcome = {"event.outcome"},
      .success = {"success"},
      .failure = {"failure"},
      .decision = "event.type",
      .allowed = {"allowed"},
      .blocked = {"denied"},
      .sees = {Sight::text},
  };
}

const LogRows& host() {
  static const LogRows rows = {{"host.hostname", device_hostname},
                               {"host.id", device_uid},
                               {"host.ip", device_ip},
                               {"host.name", device_hostname}};
  return rows;
}

const LogRows& user() {
  static const LogRows rows = {
      {"user.email", actor_user_email}, {"user.id", actor_user_uid}, {"user.name", actor_user_name}};
  return rows;
}

const LogRows& endpoints() {
  static const LogRows rows = {{"client.ip", src_ip},
                               {"destination.bytes", bytes_in},
                               {"destination.domain", dst_hostname},
                               {"destination.ip", dst_ip},
                               {"destination.port", dst_port},
                               {"network.transport", protocol},
                               {"source.bytes", bytes_out},
                               {"source.ip", src_ip},
                               {"source.port", src_port},
                               {"tls.client.server_name", tls_sni}};
  return rows;
}

/// Who is called `process` did it to a file, or spoke.
const LogRows& acting_process() {
  static const LogRows rows = {{"process.executable", actor_process_path}, {"process.pid", actor_process_pid}};
  return rows;
}

const LogRows& query() {
  static const LogRows rows = {{"dns.answers.data", answer},
                               {"dns.question.name", query_hostname},
                               {"dns.question.type", query_type},
                               {"dns.response_code", rcode}};
  return rows;
}

const LogRows& request() {
  static const LogRows rows = {{"http.request.method", http_method},
                               {"http.request.referrer", http_referrer},
                               {"http.response.status_code", http_status},
                               {"url.domain", http_host},
                               {"url.full", url},
                               {"url.path", http_path},
                               {"user_agent.original", user_agent}};
  return rows;
}

const LogRows& elastic_process() {
  static const LogRows rows = {{"process.code_signature.signing_id", process_signing_id},
                               {"process.code_signature.team_id", process_team_id},
                               {"process.command_line", process_cmd_line},
                               {"process.executable", process_path},
                               {"process.hash.cdhash", process_code_hash},
                               {"process.hash.md5", file_md5},
                               {"process.hash.sha1", file_sha1},
                               {"process.hash.sha256", file_sha256},
                               {"process.parent.executable", parent_process_path},
                               {"process.parent.pid", parent_process_pid},
                               {"process.pid", process_pid},
                               {"user.name", process_user}};
  return rows;
}

const LogRows& elastic_file() {
  static const LogRows rows = {{"file.hash.md5", file_md5},
                               {"file.hash.sha1", file_sha1},
                               {"file.hash.sha256", file_sha256},
                               {"file.name", file_name},
                               {"file.path", file_path}};
  return rows;
}

/// A kind of record: what it is and which rows it has. The first one that fits counts.
LogMapping kind(Conditions where, EventClass event_class, std::uint8_t activity, const LogRows& rows) {
  LogMapping kind = any_record();
  kind.where = std::move(where);
  kind.event_class = event_class;
  kind.activity = activity;
  kind.fields = joined(std::move(kind.fields), rows);
  return kind;
}

LogMapping::Condition is(std::string category) {
  std::vector<std::string> names = {std::move(category)};
  if (names.front() == "network") names.emplace_back("network_traffic");  // of the schema's first versions
  return {"event.category", std::move(names)};
}
LogMapping::Condition type(std::string type) { return {"event.type", {std::move(type)}}; }
LogMapping::Condition has(std::string path) { return {std::move(path), {"*"}}; }

/// What goes over the network belongs to the host that a record names only if the record knows the process: else that host is a
/// sensor or a collector, and who spoke is the source.
void add_flows(Logs& kinds, const Conditions& where, EventClass event_class, std::uint8_t activity,
               const LogRows& rows) {
  Conditions on_device = where;
  on_device.push_back(has("process.executable"));
  kinds.push_back(kind(std::move(on_device), event_class, activity,
                       joined(joined(rows, endpoints()), joined(host(), joined(user(), acting_process())))));
  kinds.push_back(kind(where, event_class, activity, joined(joined(rows, endpoints()), user())));
}

Logs all_kinds() {
  Logs kinds;
  add_flows(kinds, {has("dns.question.name")}, EventClass::dns_activity, activity::dns_query, query());
  add_flows(kinds, {is("web")}, EventClass::http_activity, activity::other, request());
  add_flows(kinds, {is("network")}, EventClass::network_activity, activity::network_traffic, request());
  for (const auto& [of_type, activity] :
       {std::pair{"start", activity::process_launch}, std::pair{"end", activity::process_terminate},
        std::pair{"*", activity::other}}) {
    kinds.push_back(kind({is("process"), type(of_type)}, EventClass::process_activity, activity,
                         joined(host(), elastic_process())));
  }
  for (const auto& [of_type, activity] :
       {std::pair{"creation", activity::file_create}, std::pair{"deletion", activity::file_delete},
        std::pair{"change", activity::file_update}, std::pair{"access", activity::file_read},
        std::pair{"*", activity::other}}) {
    kinds.push_back(kind({is("file"), type(of_type)}, EventClass::file_activity, activity,
                         joined(joined(host(), user()), joined(elastic_file(), acting_process()))));
  }
  const LogRows signing_in = joined(joined(host(), user()), joined(endpoints(), {{"user_agent.original", user_agent}}));
  kinds.push_back(kind({is("authentication"), type("end")}, EventClass::authentication, activity::logoff, signing_in));
  kinds.push_back(kind({is("authentication")}, EventClass::authentication, activity::logon, signing_in));
  const LogRows target = {{"user.target.id", resource_uid}, {"user.target.name", resource_name}};
  for (const auto& [of_type, activity] : {std::pair{"creation", activity::create},
                                          std::pair{"deletion", activity::remove}, std::pair{"*", activity::update}}) {
    kinds.push_back(kind({is("iam"), type(of_type)}, EventClass::account_change, activity,
                         joined(joined(host(), user()), joined(endpoints(), target))));
  }
  return kinds;
}

/// What a file shows is told by the category of its records; where they have several, it is only known as the schema.
void add_logs(Logs& logs, const std::vector<std::string>& recognised_by) {
  LogMapping log = any_record();
  log.recognised_by = recognised_by;
  log.fields = joined(std::move(log.fields), joined(joined(host(), user()), joined(endpoints(), elastic_file())));
  log.variants = all_kinds();
  logs.push_back(log);
  const auto add = [&](std::string source, Sight sight, Conditions where) {
    log.source = std::move(source);
    log.where = std::move(where);
    log.sees = {sight};
    logs.push_back(log);
  };
  add("elastic_account", Sight::account_change, {is("iam")});
  add("elastic_authentication", Sight::authentication, {is("authentication")});
  add("elastic_dns", Sight::dns, {is("network"), has("dns.question.name")});
  add("elastic_file", Sight::file, {is("file")});
  add("elastic_network", Sight::connection, {is("network")});
  add("elastic_process", Sight::process, {is("process")});
  add("elastic_web", Sight::http, {is("web")});
  // The sensor on devices writes all kinds into one stream.
  log.recognised_by.insert(log.recognised_by.end(), {"agent.id", "agent.type"});
  add("elastic_defend", Sight::process, {{"agent.type", {"endpoint"}}});
  logs.back().sees = {Sight::process, Sight::connection, Sight::dns, Sight::file, Sight::authentication};
}

}  // namespace

void add_elastic_logs(Logs& logs) {
  add_logs(logs, {"@timestamp", "ecs.version"});
  // Shippers may leave the version out; no other schema has this name beside that of the time.
  add_logs(logs, {"@timestamp", "event.category"});
}

}  // namespace clew::evidence
