// What tools that look at a running machine, or at an image of its memory, list: Velociraptor's processes and prefetch, Autoruns,
// Process Monitor, Volatility. Velociraptor's connections: forensic_tool_logs.cpp.
// Source: Velociraptor's artifacts Windows.System.Pslist and Windows.Forensics.Prefetch; Sysinternals' Autoruns and Process Monitor;
// Volatility 3's plugins windows.pslist and windows.netscan.
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

/// What ran when somebody looked: the time is that of its start.
LogMapping velociraptor_processes() {
  return {
      .source = "velociraptor_pslist",
      .recognised_by = {"CommandLine", "CreateTime", "Exe", "Name", "Pid", "Ppid", "Username"},
      .time = {"CreateTime"},
      .fields = {{"ClientId", device_uid},
                 {"CommandLine", process_cmd_line},
                 {"Exe", process_path},
                 {"Fqdn", device_hostname},
                 {"Hash.MD5", file_md5},
                 {"Hash.SHA1", file_sha1},
                 {"Hash.SHA256", file_sha256},
                 {"Pid", process_pid},
                 {"Ppid", parent_process_pid},
                 {"Username", process_user}},
      .event_class = EventClass::process_activity,
      .activity = activity::process_launch,
      .sees = {Sight::text},
      .of_one_device = true,
  };
}

/// Of up to eight runs the last comes first.
LogMapping velociraptor_prefetch() {
  return {
      .source = "velociraptor_prefetch",
      .recognised_by = {"Executable", "LastRunTimes", "PrefetchFileName", "RunCount"},
      .time = {"LastRunTimes"},
      .fields = {{"Binary", process_path},
                 {"ClientId", device_uid},
                 {"Executable", process_path},
                 {"Fqdn", device_hostname}},
      .event_class = EventClass::process_activity,
      .activity = activity::process_launch,
      .sees = {Sight::text},
      .of_one_device = true,
  };
}

/// What starts by itself is there, which does not say that it has run. Autoruns' time is the program's own, from when it was built.
LogMapping autoruns() {
  return {
      .source = "autoruns",
      .recognised_by = {"Category", "Entry", "Entry Location", "Image Path", "Launch String"},
      .fields = {{"ClientId", device_uid},
                 {"Entry", resource_name},
                 {"Entry Location", resource_type},
                 {"Fqdn", device_hostname},
                 {"Image Path", file_path},
                 {"Launch String", message},
                 {"MD5", file_md5},
                 {"PSComputerName", device_hostname},
                 {"SHA-1", file_sha1},
                 {"SHA-256", file_sha256}},
      .event_class = EventClass::file_activity,
      .activity = activity::other,
      .sees = {Sight::text},
      .of_one_device = true,
  };
}

/// Of the names of operations those of files and connections. "Time of Day" has no date: then there is no time.
LogMapping process_monitor() {
  const LogRows process = {
      {"Command Line", process_cmd_line}, {"Image Path", process_path}, {"PID", process_pid}, {"User", process_user}};
  const LogRows actor = {{"Image Path", actor_process_path},
                         {"PID", actor_process_pid},
                         {"Process Name", actor_process_path},
                         {"User", actor_user_name}};
  LogMapping log = {
      .source = "process_monitor",
      .recognised_by = {"Operation", "PID", "Path", "Process Name", "Result"},
      .time = {"Date & Time"},
      .fields = {{"Detail", message}, {"Result", status_detail}},
      .operation = "Operation",
      .sees = {Sight::text},
      .of_one_device = true,
  };
  const auto of_file = [&](std::vector<std::string> operations, std::uint8_t activity) {
    return variant_of(log, std::move(operations), EventClass::file_activity, activity,
                      joined(actor, {{"Path", file_path}}));
  };
  // What was asked for and is not there.
  LogMapping missing = of_file({"CreateFile", "QueryOpen", "Load Image"}, activity::other);
  missing.where.push_back({"Result", {"NAME NOT FOUND", "PATH NOT FOUND", "NO SUCH FILE"}});
  missing.event_class = EventClass::other;
  missing.activity = activity::unknown;
  log.variants = {
      variant_of(log, {"Process Start"}, EventClass::process_activity, activity::process_launch,
                 joined(process, {{"Process Name", process_path}})),
      variant_of(log, {"Process Create"}, EventClass::process_activity, activity::process_launch,
                 {{"Path", process_path}, {"Process Name", parent_process_path}, {"PID", parent_process_pid}}),
      variant_of(log, {"Process Exit"}, EventClass::process_activity, activity::process_terminate,
                 joined(process, {{"Process Name", process_path}})),
      variant_of(log, {"TCP Connect", "UDP Send", "TCP Send", "TCP Receive", "UDP Receive"},
                 EventClass::network_activity, activity::network_traffic,
                 joined(actor, {{"Path", dst_ip}, {"Path", src_ip}})),
      std::move(missing),
      of_file({"WriteFile", "SetEndOfFileInformationFile"}, activity::file_update),
      of_file({"CreateFile", "ReadFile", "CreateFileMapping", "Load Image"}, activity::file_open),
      of_file({"SetDispositionInformation*"}, activity::file_delete),
      of_file({"SetRenameInformation*"}, activity::file_rename),
  };
  return log;
}

/// Sockets that lay in the memory. Who opened one is not told: the local end is put as the source.
LogMapping volatility_connections() {
  LogMapping log = {
      .source = "volatility_netscan",
      .recognised_by = {"ForeignAddr", "ForeignPort", "LocalAddr", "LocalPort", "Owner", "PID", "Proto", "State"},
      .time = {"Created"},
      .time_is_utc = true,
      .fields = {{"ForeignAddr", dst_ip},
                 {"ForeignPort", dst_port},
                 {"LocalAddr", src_ip},
                 {"LocalPort", src_port},
                 {"Owner", actor_process_path},
                 {"PID", actor_process_pid},
                 {"Proto", protocol},
                 {"State", status_detail}},
      .absent = {"N/A", "-"},
      .event_class = EventClass::network_activity,
      .activity = activity::other,
      .sees = {Sight::text},
      .of_one_device = true,
  };
  LogMapping connected = log;
  connected.where = {{"State", {"ESTAB*", "CLOSE_WAIT", "CLOSING", "FIN_WAIT*", "LAST_ACK", "TIME_WAIT", "CLOSED"}}};
  connected.activity = activity::network_traffic;
  log.variants = {std::move(connected)};
  return log;
}

LogMapping volatility_processes() {
  return {
      .source = "volatility_pslist",
      .recognised_by = {"CreateTime", "ExitTime", "ImageFileName", "PID", "PPID", "SessionId"},
      .time = {"CreateTime"},
      .time_is_utc = true,
      .fields = {{"ImageFileName", process_path}, {"PID", process_pid}, {"PPID", parent_process_pid}},
      .absent = {"N/A", "-"},
      .event_class = EventClass::process_activity,
      .activity = activity::process_launch,
      .sees = {Sight::text},
      .of_one_device = true,
  };
}

}  // namespace

void add_live_response_logs(Logs& logs) {
  logs.push_back(velociraptor_processes());
  logs.push_back(velociraptor_prefetch());
  logs.push_back(autoruns());
  logs.push_back(process_monitor());
  logs.push_back(volatility_connections());
  logs.push_back(volatility_processes());
}

}  // namespace clew::evidence
