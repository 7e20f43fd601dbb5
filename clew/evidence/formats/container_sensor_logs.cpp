// Sensors in the kernel of hosts that run containers: Falco's alerts, events of Cilium Tetragon.
// Source: Falco, alerts and supported fields; Tetragon, gRPC API (tetragon.proto) as its JSON exporter writes it.
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

/// What somebody's rules found; that they found nothing says nothing. Which fields there are depends on the rule's output.
LogMapping falco() {
  LogMapping log = {
      .source = "falco",
      .recognised_by = {"output", "priority", "rule", "time"},
      .where = {{"priority",
                 {"Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug"}}},
      .time = {"time"},
      .fields = {{"hostname", device_hostname}, {"output", message}},
      .operation = "rule",
      .sees = {Sight::text},
  };
  const auto kind = [&](const std::string& path, std::vector<std::string> is, EventClass event_class,
                        std::uint8_t activity, const LogRows& rows) {
    LogMapping one = log;
    one.variants.clear();
    one.where = {{path, std::move(is)}};
    one.event_class = event_class;
    one.activity = activity;
    one.fields = joined(std::move(one.fields), rows);
    return one;
  };
  const LogRows process = {
      {"output_fields.proc.cmdline", process_cmd_line},  {"output_fields.proc.exepath", process_path},
      {"output_fields.proc.name", process_path},         {"output_fields.proc.pid", process_pid},
      {"output_fields.proc.pname", parent_process_path}, {"output_fields.proc.ppid", parent_process_pid},
      {"output_fields.user.name", process_user}};
  const LogRows actor = {{"output_fields.proc.exepath", actor_process_path},
                         {"output_fields.proc.name", actor_process_path},
                         {"output_fields.proc.pid", actor_process_pid},
                         {"output_fields.user.name", actor_user_name}};
  log.variants = {
      kind("output_fields.evt.type", {"execve", "execveat"}, EventClass::process_activity, activity::process_launch,
           process),
      // A name of a descriptor is the client's end, then the server's.
      kind("output_fields.fd.name", {"*:*->*:*"}, EventClass::network_activity, activity::network_open,
           joined(actor, {{"output_fields.fd.l4proto", protocol},
                          {"output_fields.fd.name", dst_ip},
                          {"output_fields.fd.name", src_ip},
                          {"output_fields.fd.sip.name", dst_hostname},
                          {"output_fields.proc.cmdline", process_cmd_line}})),
      kind("output_fields.fd.name", {"/*"}, EventClass::file_activity, activity::other,
           joined(actor, {{"output_fields.fd.name", file_path}})),
      kind("output_fields.proc.cmdline", {"*"}, EventClass::process_activity, activity::other, process),
  };
  return log;
}

/// One record has one member that is named after its kind. Processes are always told; what else, somebody's policies say.
LogMapping tetragon(const std::string& told_by) {
  LogMapping log = {
      .source = "tetragon",
      .recognised_by = {"node_name", told_by, "time"},
      .time = {"time"},
      .fields = {{"node_name", device_hostname}},
      .sees = {Sight::process},
  };
  const auto process_rows = [](const std::string& member) -> LogRows {
    return {{member + ".parent.binary", parent_process_path},  {member + ".parent.pid", parent_process_pid},
            {member + ".process.arguments", process_cmd_line}, {member + ".process.binary", process_path},
            {member + ".process.exec_id", correlation_uid},    {member + ".process.pid", process_pid},
            {member + ".process.uid", actor_user_uid}};
  };
  const auto kind = [&](std::vector<LogMapping::Condition> where, EventClass event_class, std::uint8_t activity,
                        const LogRows& rows) {
    LogMapping one = log;
    one.variants.clear();
    one.where = std::move(where);
    one.event_class = event_class;
    one.activity = activity;
    one.fields = joined(std::move(one.fields), rows);
    return one;
  };
  const LogRows actor = {{"process_kprobe.function_name", event_code},
                         {"process_kprobe.process.binary", actor_process_path},
                         {"process_kprobe.process.exec_id", correlation_uid},
                         {"process_kprobe.process.pid", actor_process_pid},
                         {"process_kprobe.process.uid", actor_user_uid}};
  const LogRows ends = {{"process_kprobe.args.sock_arg.daddr", dst_ip},
                        {"process_kprobe.args.sock_arg.dport", dst_port},
                        {"process_kprobe.args.sock_arg.saddr", src_ip},
                        {"process_kprobe.args.sock_arg.sport", src_port},
                        {"process_kprobe.process.arguments", process_cmd_line}};
  log.variants = {
      kind({{"process_exec.process.binary", {"*"}}}, EventClass::process_activity, activity::process_launch,
           process_rows("process_exec")),
      kind({{"process_exit.process.binary", {"*"}}}, EventClass::process_activity, activity::process_terminate,
           process_rows("process_exit")),
      kind({{"process_kprobe.args.sock_arg.daddr", {"*"}}, {"process_kprobe.function_name", {"tcp_close"}}},
           EventClass::network_activity, activity::network_close, joined(actor, ends)),
      kind({{"process_kprobe.args.sock_arg.daddr", {"*"}}}, EventClass::network_activity, activity::network_open,
           joined(actor, ends)),
      kind({{"process_kprobe.args.file_arg.path", {"/*"}}}, EventClass::file_activity, activity::other,
           joined(actor, {{"process_kprobe.args.file_arg.path", file_path}})),
      kind({{"process_kprobe.process.binary", {"*"}}}, EventClass::process_activity, activity::other,
           joined(process_rows("process_kprobe"), {{"process_kprobe.function_name", event_code}})),
  };
  for (LogMapping& variant : log.variants) {
    variant.decision = "process_kprobe.action";
    variant.blocked = {"KPROBE_ACTION_OVERRIDE", "KPROBE_ACTION_SIGKILL"};
    variant.constants = {{"process_kprobe.args.sock_arg.protocol", {"IPPROTO_TCP"}, protocol, "tcp"},
                         {"process_kprobe.args.sock_arg.protocol", {"IPPROTO_UDP"}, protocol, "udp"}};
  }
  return log;
}

}  // namespace

void add_container_sensor_logs(Logs& logs) {
  logs.push_back(falco());
  for (const char* const member : {"process_exec", "process_exit", "process_kprobe"})
    logs.push_back(tetragon(std::string(member) + ".process.binary"));
}

}  // namespace clew::evidence
