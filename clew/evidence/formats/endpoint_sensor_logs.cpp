// What sensors on devices send: CrowdStrike's Falcon Data Replicator, SentinelOne's Cloud Funnel, Carbon Black's event
// forwarders, Cortex XDR. Each writes all kinds of events into one stream. What a search in their consoles exports has the same names, and shows
// what was searched for: it covers nothing.
// Source: CrowdStrike's events data dictionary; SentinelOne's Cloud Funnel schema; Carbon Black Cloud data forwarder schema.
#include "clew/evidence/formats/known_logs.h"

#include <string>
#include <utility>
#include <vector>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

LogMapping crowdstrike_events() {
  LogMapping log = {
      .source = "crowdstrike_fdr",
      .recognised_by = {"aid", "cid", "event_simpleName", "timestamp"},
      .time = {"ContextTimeStamp", "timestamp"},
      .fields = {{"ComputerName", device_hostname},
                 {"ContextProcessId", correlation_uid},
                 {"MD5HashData", file_md5},
                 {"SHA1HashData", file_sha1},
                 {"SHA256HashData", file_sha256},
                 {"aid", device_uid},
                 {"aip", device_ip},
                 {"cid", org_uid},
                 {"id", event_uid}},
      .operation = "event_simpleName",
      .sees = {Sight::process, Sight::connection, Sight::dns, Sight::file, Sight::authentication},
  };
  const std::vector<LogMapping::Field> process = {
      {"CommandLine", process_cmd_line},           {"ImageFileName", process_path},
      {"ParentBaseFileName", parent_process_path}, {"RawProcessId", process_pid},
      {"TargetProcessId", correlation_uid},        {"UserName", process_user}};
  const std::vector<LogMapping::Field> outbound = {{"LocalAddressIP4", src_ip},  {"LocalAddressIP6", src_ip},
                                                   {"LocalPort", src_port},      {"RemoteAddressIP4", dst_ip},
                                                   {"RemoteAddressIP6", dst_ip}, {"RemotePort", dst_port}};
  const std::vector<LogMapping::Field> inbound = {{"LocalAddressIP4", dst_ip},  {"LocalAddressIP6", dst_ip},
                                                  {"LocalPort", dst_port},      {"RemoteAddressIP4", src_ip},
                                                  {"RemoteAddressIP6", src_ip}, {"RemotePort", src_port}};
  const std::vector<LogMapping::Field> file = {{"TargetFileName", file_path},
                                               {"ContextBaseFileName", actor_process_path}};
  const std::vector<LogMapping::Field> logon = {{"LogonType", auth_method},          {"RemoteAddressIP4", src_ip},
                                                {"RemoteAddressIP6", src_ip},        {"UserName", actor_user_name},
                                                {"UserPrincipal", actor_user_email}, {"UserSid", actor_user_uid}};
  log.variants = {
      variant_of(log, {"ProcessRollup2*", "SyntheticProcessRollup2*"}, EventClass::process_activity,
                 activity::process_launch, process),
      variant_of(log, {"EndOfProcess*", "TerminateProcess*"}, EventClass::process_activity, activity::process_terminate,
                 process),
      variant_of(log, {"NetworkReceiveAccept*"}, EventClass::network_activity, activity::network_open, inbound),
      variant_of(log, {"NetworkConnect*"}, EventClass::network_activity, activity::network_open, outbound),
      variant_of(log, {"DnsRequest*"}, EventClass::dns_activity, activity::dns_query,
                 {{"CNAMERecords", answer},
                  {"ContextBaseFileName", actor_process_path},
                  {"DomainName", query_hostname},
                  {"IP4Records", answer},
                  {"IP6Records", answer},
                  {"RequestType", query_type}}),
      variant_of(log, {"*FileDeleted*", "FileDeleteInfo*"}, EventClass::file_activity, activity::file_delete, file),
      variant_of(log, {"*FileWritten*", "NewExecutableWritten*", "NewScriptWritten*"}, EventClass::file_activity,
                 activity::file_create, file),
      variant_of(log, {"UserLogonFailed*"}, EventClass::authentication, activity::logon, logon),
      variant_of(log, {"UserLogon", "UserLogonV*", "UserIdentity*"}, EventClass::authentication, activity::logon,
                 logon),
      variant_of(log, {"UserLogoff*"}, EventClass::authentication, activity::other, logon),
  };
  for (LogMapping& variant : log.variants) {
    variant.outcome = {"event_simpleName"};
    variant.success = {"UserLogon", "UserLogonV*"};
    variant.failure = {"UserLogonFailed*"};
  }
  return log;
}

LogMapping sentinelone() {
  LogMapping log = {
      .source = "sentinelone_cloud_funnel",
      .recognised_by = {"agent.uuid", "endpoint.name", "event.time", "event.type"},
      .time = {"event.time"},
      .fields = {{"agent.uuid", device_uid},
                 {"endpoint.name", device_hostname},
                 {"event.id", event_uid},
                 {"src.process.user", process_user}},
      .operation = "event.type",
      .sees = {Sight::process, Sight::connection, Sight::dns, Sight::file, Sight::authentication},
  };
  const std::vector<LogMapping::Field> actor = {{"src.process.image.path", actor_process_path},
                                                {"src.process.pid", actor_process_pid}};
  const auto with_actor = [&](std::vector<LogMapping::Field> rows) {
    rows.insert(rows.end(), actor.begin(), actor.end());
    return rows;
  };
  const auto file = with_actor({{"tgt.file.md5", file_md5},
                                {"tgt.file.path", file_path},
                                {"tgt.file.sha1", file_sha1},
                                {"tgt.file.sha256", file_sha256}});
  log.variants = {
      variant_of(log, {"Process Creation"}, EventClass::process_activity, activity::process_launch,
                 {{"src.process.image.path", parent_process_path},
                  {"src.process.pid", parent_process_pid},
                  {"tgt.process.cmdline", process_cmd_line},
                  {"tgt.process.image.md5", file_md5},
                  {"tgt.process.image.path", process_path},
                  {"tgt.process.image.sha1", file_sha1},
                  {"tgt.process.image.sha256", file_sha256},
                  {"tgt.process.pid", process_pid},
                  {"tgt.process.user", process_user}}),
      variant_of(log, {"IP Connect", "IP Listen"}, EventClass::network_activity, activity::network_open,
                 with_actor({{"dst.ip.address", dst_ip},
                             {"dst.port.number", dst_port},
                             {"src.ip.address", src_ip},
                             {"src.port.number", src_port},
                             {"src.process.cmdline", process_cmd_line}})),
      variant_of(log, {"DNS*"}, EventClass::dns_activity, activity::dns_response,
                 with_actor({{"event.dns.request", query_hostname}, {"event.dns.response", answer}})),
      variant_of(log, {"GET", "POST", "HEAD", "PUT", "DELETE", "CONNECT", "OPTIONS"}, EventClass::http_activity,
                 activity::other, with_actor({{"event.url.action", http_method}, {"url.address", url}})),
      variant_of(log, {"Module Load"}, EventClass::file_activity, activity::file_open,
                 with_actor({{"module.md5", file_md5},
                             {"module.path", file_path},
                             {"module.sha1", file_sha1},
                             {"module.sha256", file_sha256}})),
      variant_of(log, {"File Creation"}, EventClass::file_activity, activity::file_create, file),
      variant_of(log, {"File Deletion"}, EventClass::file_activity, activity::file_delete, file),
      variant_of(log, {"File Rename"}, EventClass::file_activity, activity::file_rename, file),
      variant_of(log, {"File Modification"}, EventClass::file_activity, activity::file_update, file),
      variant_of(log, {"Login"}, EventClass::authentication, activity::logon,
                 {{"event.login.type", auth_method},
                  {"event.login.userName", actor_user_name},
                  {"src.endpoint.ip.address", src_ip}}),
  };
  for (LogMapping& variant : log.variants) {
    variant.outcome = {"event.login.loginIsSuccessful", "event.type"};
    variant.success = {"true"};
    variant.failure = {"false", "DNS Unresolved"};
  }
  return log;
}

LogMapping carbon_black() {
  LogMapping log = {
      .source = "carbon_black_events",
      .recognised_by = {"device_id", "device_name", "process_guid", "type"},
      .where = {{"type", {"endpoint.event.*"}}},
      .time = {"device_timestamp", "backend_timestamp", "create_time"},
      .fields = {{"device_external_ip", device_ip},
                 {"device_id", device_uid},
                 {"device_name", device_hostname},
                 {"event_id", event_uid},
                 {"org_key", org_uid},
                 {"process_guid", correlation_uid}},
      .operation = "type",
      .sees = {Sight::process, Sight::connection, Sight::file},
  };
  const std::vector<LogMapping::Field> actor = {{"process_path", actor_process_path},
                                                {"process_pid", actor_process_pid}};
  const auto with_actor = [&](std::vector<LogMapping::Field> rows) {
    rows.insert(rows.end(), actor.begin(), actor.end());
    return rows;
  };
  log.variants = {
      variant_of(log, {"endpoint.event.procstart"}, EventClass::process_activity, activity::process_launch,
                 {{"parent_path", parent_process_path},
                  {"parent_pid", parent_process_pid},
                  {"process_cmdline", process_cmd_line},
                  {"process_path", process_path},
                  {"process_pid", process_pid},
                  {"process_username", process_user}}),
      variant_of(log, {"endpoint.event.procend"}, EventClass::process_activity, activity::process_terminate,
                 {{"process_path", process_path}, {"process_pid", process_pid}}),
      variant_of(log, {"endpoint.event.netconn*"}, EventClass::network_activity, activity::network_open,
                 with_actor({{"local_ip", src_ip},
                             {"local_port", src_port},
                             {"netconn_domain", dst_hostname},
                             {"remote_ip", dst_ip},
                             {"remote_port", dst_port}})),
      variant_of(log, {"endpoint.event.filemod"}, EventClass::file_activity, activity::other,
                 with_actor({{"filemod_name", file_path}, {"filemod_sha256", file_sha256}})),
  };
  // Of an accepted connection the remote end is the client.
  LogMapping inbound = variant_of(
      log, {"endpoint.event.netconn*"}, EventClass::network_activity, activity::network_open,
      with_actor({{"local_ip", dst_ip}, {"local_port", dst_port}, {"remote_ip", src_ip}, {"remote_port", src_port}}));
  inbound.where.push_back({"netconn_inbound", {"true"}});
  log.variants.insert(log.variants.begin(), std::move(inbound));
  return log;
}

/// Carbon Black Response (EDR) by its event forwarder. A record has the hash of the process, whatever it tells.
LogMapping carbon_black_response() {
  LogMapping log = {
      .source = "carbon_black_events",
      .recognised_by = {"computer_name", "process_guid", "sensor_id", "timestamp", "type"},
      .where = {{"type", {"ingress.event.*"}}},
      .time = {"timestamp"},
      .fields = {{"computer_name", device_hostname}, {"process_guid", correlation_uid}, {"sensor_id", device_uid}},
      .operation = "type",
      .sees = {Sight::process, Sight::connection, Sight::file},
  };
  const LogRows actor = {{"pid", actor_process_pid}, {"process_path", actor_process_path}};
  const LogRows process = {
      {"command_line", process_cmd_line}, {"md5", file_md5},       {"parent_path", parent_process_path},
      {"parent_pid", parent_process_pid}, {"path", process_path},  {"pid", process_pid},
      {"process_path", process_path},     {"sha256", file_sha256}, {"username", process_user}};
  const LogRows file = joined(actor, {{"path", file_path}, {"file_md5", file_md5}, {"file_sha256", file_sha256}});
  LogMapping inbound = variant_of(
      log, {"ingress.event.netconn"}, EventClass::network_activity, activity::network_open,
      joined(actor,
             {{"local_ip", dst_ip}, {"local_port", dst_port}, {"remote_ip", src_ip}, {"remote_port", src_port}}));
  inbound.where.push_back({"direction", {"inbound"}});
  log.variants = {
      variant_of(log, {"ingress.event.procstart"}, EventClass::process_activity, activity::process_launch, process),
      variant_of(log, {"ingress.event.procend"}, EventClass::process_activity, activity::process_terminate, process),
      std::move(inbound),
      variant_of(log, {"ingress.event.netconn"}, EventClass::network_activity, activity::network_open,
                 joined(actor, {{"domain", dst_hostname},
                                {"local_ip", src_ip},
                                {"local_port", src_port},
                                {"remote_ip", dst_ip},
                                {"remote_port", dst_port}})),
      variant_of(log, {"ingress.event.filemod"}, EventClass::file_activity, activity::other, file),
      variant_of(log, {"ingress.event.moduleload"}, EventClass::file_activity, activity::file_open, file),
  };
  return log;
}

/// Cortex XDR, what a query over its data set exports: one table for all kinds, most of its columns empty.
LogMapping cortex_xdr() {
  LogMapping log = {
      .source = "cortex_xdr",
      .recognised_by = {"_time", "actor_process_image_path", "agent_hostname", "event_type"},
      .time = {"_time"},
      .fields = {{"agent_hostname", device_hostname}, {"agent_id", device_uid}, {"event_id", event_uid}},
      .operation = "event_type",
      .sees = {Sight::text},
  };
  const LogRows actor = {{"actor_effective_username", actor_user_name},
                         {"actor_process_image_path", actor_process_path},
                         {"actor_process_os_pid", actor_process_pid}};
  const auto kind = [&](const std::string& name, EventClass event_class, std::uint8_t activity, const LogRows& rows) {
    return variant_of(log, {name, "ENUM." + name}, event_class, activity, rows);
  };
  const LogRows process = {{"action_process_image_command_line", process_cmd_line},
                           {"action_process_image_md5", file_md5},
                           {"action_process_image_path", process_path},
                           {"action_process_image_sha256", file_sha256},
                           {"action_process_os_pid", process_pid},
                           {"action_process_username", process_user},
                           {"actor_process_image_path", parent_process_path},
                           {"actor_process_os_pid", parent_process_pid}};
  LogMapping ended = kind("PROCESS", EventClass::process_activity, activity::process_terminate, process);
  ended.where.push_back({"event_sub_type", {"*PROCESS_STOP"}});
  LogMapping refused = kind("NETWORK", EventClass::network_activity, activity::network_fail,
                            joined(actor, {{"action_local_ip", src_ip},
                                           {"action_remote_ip", dst_ip},
                                           {"action_remote_port", dst_port},
                                           {"dst_action_external_hostname", dst_hostname}}));
  refused.where.push_back({"event_sub_type", {"*CONNECT_FAILED"}});
  log.variants = {
      std::move(ended),
      kind("PROCESS", EventClass::process_activity, activity::process_launch, process),
      std::move(refused),
      kind("NETWORK", EventClass::network_activity, activity::network_open,
           joined(actor, {{"action_external_hostname", dst_hostname},
                          {"action_local_ip", src_ip},
                          {"action_local_port", src_port},
                          {"action_remote_ip", dst_ip},
                          {"action_remote_port", dst_port},
                          {"dst_action_external_hostname", dst_hostname}})),
      kind("FILE", EventClass::file_activity, activity::other,
           joined(
               actor,
               {{"action_file_md5", file_md5}, {"action_file_path", file_path}, {"action_file_sha256", file_sha256}})),
  };
  return log;
}

LogMapping exported(LogMapping log, std::string source, std::vector<std::string> recognised_by) {
  log.source = std::move(source);
  log.recognised_by = std::move(recognised_by);
  log.sees = {Sight::text};
  return log;
}

/// Event search calls the time and the kind in its own way, depending on the console's generation.
LogMapping crowdstrike_search(const std::string& time, const std::string& kind) {
  LogMapping log = exported(crowdstrike_events(), "crowdstrike_search", {"ComputerName", "aid", kind, time});
  log.operation = kind;
  log.time.push_back(time);
  for (LogMapping& variant : log.variants) {
    for (LogMapping::Condition& condition : variant.where) condition.path = kind;
    variant.operation = kind;
    variant.outcome = {kind};
    variant.time = log.time;
  }
  return log;
}

}  // namespace

void add_endpoint_sensor_logs(Logs& logs) {
  logs.push_back(crowdstrike_events());
  logs.push_back(crowdstrike_search("_time", "event_simpleName"));
  logs.push_back(crowdstrike_search("@timestamp", "#event_simpleName"));
  logs.push_back(sentinelone());
  logs.push_back(exported(sentinelone(), "sentinelone_deep_visibility",
                          {"endpoint.name", "event.time", "event.type", "src.process.image.path"}));
  logs.push_back(carbon_black());
  logs.push_back(carbon_black_response());
  logs.push_back(cortex_xdr());
}

}  // namespace clew::evidence
