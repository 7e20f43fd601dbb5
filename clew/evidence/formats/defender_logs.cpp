// Microsoft Defender XDR: the tables of advanced hunting, as rows exported from it, as its streaming API sends them (the row
// is below `properties`), or as Sentinel keeps them (`TimeGenerated` for `Timestamp`); and a device's timeline.
// Source: the advanced hunting schema reference.
#include "clew/evidence/formats/known_logs.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

const LogRows& device_rows() {
  static const LogRows rows = {{"AccountName", actor_user_name}, {"AccountSid", actor_user_uid},
                               {"AccountUpn", actor_user_email}, {"DeviceId", device_uid},
                               {"DeviceName", device_hostname},  {"ReportId", event_uid}};
  return rows;
}

const LogRows& actor_rows() {
  static const LogRows rows = {{"InitiatingProcessAccountName", process_user},
                               {"InitiatingProcessFolderPath", actor_process_path},
                               {"InitiatingProcessId", actor_process_pid}};
  return rows;
}

/// What a table shows is told by its actions, because a row does not name its table.
LogMapping device_table(std::string source, std::vector<std::string> actions, std::vector<Sight> sees, LogRows rows) {
  return {
      .source = std::move(source),
      .recognised_by = {"ActionType", "DeviceId", "DeviceName", "ReportId"},
      .where = {{"ActionType", std::move(actions)}},
      .time = {"Timestamp", "TimeGenerated"},
      .fields = std::move(rows),
      .operation = "ActionType",
      .sees = std::move(sees),
  };
}

LogMapping processes() {
  LogMapping log = device_table("defender_process", {"ProcessCreated*", "OpenProcess"}, {Sight::process},
                                joined(device_rows(), {{"FolderPath", process_path},
                                                       {"InitiatingProcessFolderPath", parent_process_path},
                                                       {"InitiatingProcessId", parent_process_pid},
                                                       {"MD5", file_md5},
                                                       {"ProcessCommandLine", process_cmd_line},
                                                       {"ProcessId", process_pid},
                                                       {"SHA1", file_sha1},
                                                       {"SHA256", file_sha256},
                                                       {"AccountName", process_user}}));
  log.kinds = {{{"ProcessCreated*"}, EventClass::process_activity, activity::process_launch},
               {{"*"}, EventClass::process_activity, activity::other}};
  return log;
}

LogMapping files() {
  LogMapping log = device_table("defender_file", {"File*"}, {Sight::file},
                                joined(joined(device_rows(), actor_rows()), {{"FileName", file_name},
                                                                             {"FileOriginUrl", url},
                                                                             {"FileOriginIP", src_ip},
                                                                             {"FolderPath", file_path},
                                                                             {"MD5", file_md5},
                                                                             {"RequestSourceIP", src_ip},
                                                                             {"SHA1", file_sha1},
                                                                             {"SHA256", file_sha256}}));
  log.kinds = {{{"FileCreated*"}, EventClass::file_activity, activity::file_create},
               {{"FileDeleted*"}, EventClass::file_activity, activity::file_delete},
               {{"FileRenamed*"}, EventClass::file_activity, activity::file_rename},
               {{"FileModified*"}, EventClass::file_activity, activity::file_update},
               {{"*"}, EventClass::file_activity, activity::other}};
  return log;
}

LogMapping connections() {
  LogMapping log =
      device_table("defender_network", {"*Connection*", "NetworkSignatureInspected", "*ConnectionInspected"},
                   {Sight::connection, Sight::tls},  // `RemoteUrl` has the names
                   joined(joined(device_rows(), actor_rows()), {{"InitiatingProcessCommandLine", process_cmd_line},
                                                                {"LocalIP", src_ip},
                                                                {"LocalPort", src_port},
                                                                {"Protocol", protocol},
                                                                {"RemoteIP", dst_ip},
                                                                {"RemotePort", dst_port},
                                                                {"RemoteUrl", dst_hostname}}));
  log.kinds = {{{"ConnectionFailed"}, EventClass::network_activity, activity::network_fail},
               {{"ConnectionSuccess", "ConnectionAcknowledged", "ConnectionRequest", "ConnectionFound"},
                EventClass::network_activity,
                activity::network_open},
               {{"*"}, EventClass::network_activity, activity::other}};
  LogMapping inbound = log;  // here the remote end is the client
  inbound.where = {{"ActionType", {"Inbound*"}}};
  inbound.fields = joined(joined(device_rows(), actor_rows()), {{"InitiatingProcessCommandLine", process_cmd_line},
                                                                {"LocalIP", dst_ip},
                                                                {"LocalPort", dst_port},
                                                                {"Protocol", protocol},
                                                                {"RemoteIP", src_ip},
                                                                {"RemotePort", src_port}});
  inbound.kinds = {{{"InboundConnectionAccepted"}, EventClass::network_activity, activity::network_open},
                   {{"*"}, EventClass::network_activity, activity::other}};
  log.variants.push_back(std::move(inbound));
  return log;
}

LogMapping logons() {
  LogMapping log = device_table("defender_logon", {"Logon*"}, {Sight::authentication},
                                joined(device_rows(), {{"FailureReason", status_detail},
                                                       {"InitiatingProcessFolderPath", actor_process_path},
                                                       {"LogonType", auth_method},
                                                       {"Protocol", protocol},
                                                       {"RemoteIP", src_ip}}));
  log.kinds = {{{"*"}, EventClass::authentication, activity::logon}};
  log.outcome = {"ActionType"};
  log.success = {"LogonSuccess"};
  log.failure = {"LogonFailed"};
  return log;
}

/// DeviceEvents, registry, image loads: many kinds of which no class here speaks.
LogMapping other_device_events() {
  LogMapping log = device_table("defender_device", {"*"}, {Sight::text},
                                joined(joined(device_rows(), actor_rows()), {{"FileName", file_name},
                                                                             {"FolderPath", file_path},
                                                                             {"LocalIP", src_ip},
                                                                             {"ProcessCommandLine", process_cmd_line},
                                                                             {"RemoteIP", dst_ip},
                                                                             {"RemoteUrl", dst_hostname},
                                                                             {"SHA1", file_sha1},
                                                                             {"SHA256", file_sha256}}));
  log.where.clear();
  log.decision = "ActionType";
  log.blocked = {"*Blocked"};
  LogMapping network = log;
  network.where = {{"ActionType", {"ExploitGuardNetworkProtectionBlocked"}}};
  network.event_class = EventClass::network_activity;
  network.activity = activity::network_refuse;
  // What the virus scanner found is a file. Rows have their details as a text, streamed records as an object.
  LogMapping found = log;
  found.event_class = EventClass::file_activity;
  found.activity = activity::other;
  found.where = {{"ActionType", {"Antivirus*"}}, {"AdditionalFields.WasRemediated", {"*"}}};
  found.decision = "AdditionalFields.WasRemediated";
  found.blocked = {"true"};
  LogMapping found_in_row = found;
  found_in_row.where.pop_back();
  found_in_row.decision = "AdditionalFields";
  found_in_row.blocked = {"*\"WasRemediated\":true*", "*\"WasRemediated\": true*"};
  log.variants = {std::move(network), std::move(found), std::move(found_in_row)};
  return log;
}

/// Who hunts asks for several tables at once: then a record of another table is read as one of that, whatever the first ones were.
/// The last table is that of all actions that none of the others has.
void push_with_sisters(const std::vector<LogMapping>& tables, Logs& logs) {
  for (const LogMapping& table : tables) {
    LogMapping log = table;
    const auto add = [&log](LogMapping variant) {
      variant.variants.clear();
      log.variants.push_back(std::move(variant));
    };
    const bool is_last = &table == &tables.back();
    for (const LogMapping& sister : tables) {
      if (&sister != &table) std::ranges::for_each(sister.variants, add);
    }
    for (const LogMapping& one : tables) {
      // The table itself comes before the last one, which takes all; so it is its own variant, too.
      if (&one != &tables.back()) add(one);
    }
    if (!is_last) {
      add(tables.back());
      log.variants.back().where = {{"ActionType", {"*"}}};
    }
    logs.push_back(std::move(log));
  }
}

/// Of a file the name comes first: its folder comes with or without it.
struct TimelineRows {
  LogRows actor = {{"Initiating Process File Name", actor_process_path},
                   {"Initiating Process Folder Path", actor_process_path},
                   {"Initiating Process Id", actor_process_pid}};
  LogRows hashes = {{"MD5", file_md5}, {"Sha1", file_sha1}, {"Sha256", file_sha256}};
  LogRows file = joined(
      joined(actor, hashes),
      {{"File Name", file_name}, {"File Origin IP", src_ip}, {"File Origin Url", url}, {"Folder Path", file_path}});
  LogRows outbound = joined(actor, {{"Initiating Process Command Line", process_cmd_line},
                                    {"Local IP", src_ip},
                                    {"Local Port", src_port},
                                    {"Remote IP", dst_ip},
                                    {"Remote Port", dst_port},
                                    {"Remote Url", dst_hostname}});
  LogRows inbound =
      joined(actor, {{"Local IP", dst_ip}, {"Local Port", dst_port}, {"Remote IP", src_ip}, {"Remote Port", src_port}});
  LogRows process = joined(hashes, {{"Account Name", process_user},
                                    {"File Name", process_path},
                                    {"Folder Path", process_path},
                                    {"Initiating Process File Name", parent_process_path},
                                    {"Initiating Process Folder Path", parent_process_path},
                                    {"Initiating Process Id", parent_process_pid},
                                    {"Process Command Line", process_cmd_line},
                                    {"Process Id", process_pid}});
  LogRows logon = joined(actor, {{"Remote IP", src_ip}});
  LogRows other =
      joined(joined(outbound, hashes),
             {{"File Name", file_name}, {"Folder Path", file_path}, {"Process Command Line", process_cmd_line}});
};

/// A device's timeline as the portal exports it: a table whose columns have names with blanks, all kinds of events in it.
LogMapping device_timeline() {
  LogMapping log = {
      .source = "defender_timeline",
      .recognised_by = {"Action Type", "Computer Name", "Event Time", "Initiating Process File Name", "Machine Id"},
      .time = {"Event Time"},
      .fields = {{"Account Name", actor_user_name},
                 {"Account Sid", actor_user_uid},
                 {"Computer Name", device_hostname},
                 {"Machine Id", device_uid}},
      .operation = "Action Type",
      .outcome = {"Action Type"},
      .success = {"LogonSuccess"},
      .failure = {"LogonFailed"},
      .decision = "Action Type",
      .blocked = {"ExploitGuardNetworkProtectionBlocked"},
      .sees = {Sight::process, Sight::connection, Sight::file, Sight::authentication},
  };
  const TimelineRows rows;
  const auto kind = [&](std::vector<std::string> actions, EventClass event_class, std::uint8_t activity,
                        const LogRows& of_kind) {
    log.variants.push_back(variant_of(log, std::move(actions), event_class, activity, of_kind));
  };
  kind({"ProcessCreated*"}, EventClass::process_activity, activity::process_launch, rows.process);
  kind({"InboundConnectionAccepted"}, EventClass::network_activity, activity::network_open, rows.inbound);
  kind({"InboundConnection*"}, EventClass::network_activity, activity::other, rows.inbound);
  kind({"ConnectionFailed"}, EventClass::network_activity, activity::network_fail, rows.outbound);
  kind({"ConnectionSuccess", "ConnectionAcknowledged", "ConnectionRequest", "ConnectionFound"},
       EventClass::network_activity, activity::network_open, rows.outbound);
  kind(log.blocked, EventClass::network_activity, activity::network_refuse, rows.outbound);
  kind({"*Connection*", "NetworkSignatureInspected", "ExploitGuardNetworkProtection*"}, EventClass::network_activity,
       activity::other, rows.outbound);
  kind({"FileCreated*"}, EventClass::file_activity, activity::file_create, rows.file);
  kind({"FileDeleted*"}, EventClass::file_activity, activity::file_delete, rows.file);
  kind({"FileRenamed*"}, EventClass::file_activity, activity::file_rename, rows.file);
  kind({"FileModified*"}, EventClass::file_activity, activity::file_update, rows.file);
  kind({"Logon*"}, EventClass::authentication, activity::logon, rows.logon);
  // Registry, images, detections: many kinds of which no class here speaks.
  log.fields = joined(std::move(log.fields), rows.other);
  return log;
}

LogMapping cloud_apps() {
  return {
      .source = "defender_cloud_app",
      .recognised_by = {"AccountObjectId", "ActionType", "Application", "ObjectName", "IPAddress"},
      .time = {"Timestamp", "TimeGenerated"},
      .fields = {{"AccountDisplayName", actor_user_name},
                 {"AccountId", actor_user_email},
                 {"AccountObjectId", actor_user_uid},
                 {"Application", api_service},
                 {"CountryCode", location},
                 {"IPAddress", src_ip},
                 {"ObjectId", resource_uid},
                 {"ObjectName", resource_name},
                 {"ObjectType", resource_type},
                 {"ReportId", event_uid},
                 {"UserAgent", user_agent}},
      .operation = "ActionType",
      .kinds = {{{"*"}, EventClass::api_activity, activity::other}},
      .sees = {Sight::cloud_api},
  };
}

LogMapping identity_logons() {
  return {
      .source = "defender_identity_logon",
      .recognised_by = {"ActionType", "Application", "LogonType", "AccountUpn"},
      .where = {{"ActionType", {"Logon*"}}},
      .time = {"Timestamp", "TimeGenerated"},
      .fields = {{"AccountName", actor_user_name},
                 {"AccountObjectId", actor_user_uid},
                 {"AccountUpn", actor_user_email},
                 {"Application", resource_name},
                 {"DestinationDeviceName", dst_hostname},
                 {"DestinationIPAddress", dst_ip},
                 {"DeviceName", device_hostname},
                 {"FailureReason", status_detail},
                 {"IPAddress", src_ip},
                 {"Location", location},
                 {"LogonType", auth_method},
                 {"Protocol", protocol},
                 {"ReportId", event_uid}},
      .operation = "ActionType",
      .kinds = {{{"*"}, EventClass::authentication, activity::logon}},
      .outcome = {"ActionType"},
      .success = {"LogonSuccess"},
      .failure = {"LogonFailed"},
      .sees = {Sight::authentication},
  };
}

LogMapping mails() {
  return {
      .source = "defender_email",
      .recognised_by = {"NetworkMessageId", "RecipientEmailAddress", "SenderFromAddress", "Subject"},
      .time = {"Timestamp", "TimeGenerated"},
      .fields = {{"InternetMessageId", correlation_uid},
                 {"NetworkMessageId", event_uid},
                 {"RecipientEmailAddress", email_to},
                 {"SenderFromAddress", email_from},
                 {"SenderIPv4", src_ip},
                 {"SenderIPv6", src_ip},
                 {"Subject", email_subject}},
      .event_class = EventClass::email_activity,
      .activity = activity::other,
      .decision = "DeliveryAction",
      .allowed = {"Delivered*"},
      .blocked = {"Blocked"},
      .sees = {Sight::mail},
  };
}

}  // namespace

void add_defender_logs(Logs& logs) {
  push_with_sisters({processes(), files(), connections(), logons(), other_device_events()}, logs);
  logs.push_back(device_timeline());
  logs.push_back(cloud_apps());
  logs.push_back(identity_logons());
  logs.push_back(mails());
}

}  // namespace clew::evidence
