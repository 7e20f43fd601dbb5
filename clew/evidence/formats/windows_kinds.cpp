#include "clew/evidence/formats/windows_kinds.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
using Provider = WindowsProvider;
namespace activity = model::activity;

// ---- What a field of an event's data is in the normal form, by kind of event.

constexpr std::array process = std::to_array<Mapping>({
    {"Cmdline", process_cmd_line},
    {"CommandLine", process_cmd_line},
    {"Image", process_path},
    {"NewProcessName", process_path},
    {"PID", process_pid},
    {"ParentImage", parent_process_path},
    {"ParentPID", parent_process_pid},
    {"ParentProcessId", parent_process_pid},
    {"ParentProcessName", parent_process_path},
    {"Proc", process_path},
    {"ProcessName", process_path},
    {"SubjectUserName", process_user},
    {"User", process_user},
});
constexpr std::array other_process = std::to_array<Mapping>({
    {"SourceImage", actor_process_path},
    {"SourceProcessId", actor_process_pid},
    {"SourceUser", actor_user_name},
    {"TargetImage", process_path},
    {"TargetProcessId", process_pid},
    {"TargetUser", process_user},
});
constexpr std::array file = std::to_array<Mapping>({
    {"Device", file_path},
    {"Image", actor_process_path},
    {"ImageLoaded", file_path},
    {"ObjectName", file_path},
    {"PID", actor_process_pid},
    {"Path", file_path},
    {"Proc", actor_process_path},
    {"ProcessId", actor_process_pid},
    {"ProcessName", actor_process_path},
    {"SubjectUserName", actor_user_name},
    {"TargetFilename", file_path},
    {"User", actor_user_name},
});
constexpr std::array share = std::to_array<Mapping>({
    {"IpAddress", src_ip},
    {"IpPort", src_port},
    {"RelativeTargetName", file_path},
    {"ShareName", resource_name},
    {"SubjectUserName", actor_user_name},
    {"SubjectUserSid", actor_user_uid},
});
constexpr std::array network = std::to_array<Mapping>({
    {"Application", actor_process_path},
    {"DestAddress", dst_ip},
    {"DestPort", dst_port},
    {"DestinationHostname", dst_hostname},
    {"DestinationIp", dst_ip},
    {"DestinationPort", dst_port},
    {"Image", actor_process_path},
    {"PID", actor_process_pid},
    {"Proc", actor_process_path},
    {"ProcessID", actor_process_pid},
    {"ProcessId", actor_process_pid},
    {"Proto", protocol},
    {"Protocol", protocol},
    {"SourceAddress", src_ip},
    {"SourceIp", src_ip},
    {"SourcePort", src_port},
    {"SrcIP", src_ip},
    {"SrcPort", src_port},
    {"TgtHost", dst_hostname},
    {"TgtIP", dst_ip},
    {"TgtPort", dst_port},
    {"User", actor_user_name},
});
constexpr std::array dns = std::to_array<Mapping>({
    {"Image", actor_process_path},
    {"PID", actor_process_pid},
    {"Proc", actor_process_path},
    {"ProcessId", actor_process_pid},
    {"Query", query_hostname},
    {"QueryName", query_hostname},
    {"User", actor_user_name},
});
constexpr std::array logon = std::to_array<Mapping>({
    {"FailureReason", status_detail},
    {"IpAddress", src_ip},
    {"IpPort", src_port},
    {"LogonProcessName", auth_method},
    {"ProcessName", actor_process_path},
    {"SrcIP", src_ip},
    {"TargetUserName", actor_user_name},
    {"TargetUserSid", actor_user_uid},
    {"TgtUser", actor_user_name},
});
/// Somebody signs in, here or elsewhere, with another account's password.
constexpr std::array logon_as = std::to_array<Mapping>({
    {"IpAddress", src_ip},
    {"IpPort", src_port},
    {"ProcessId", actor_process_pid},
    {"ProcessName", actor_process_path},
    {"SubjectUserName", actor_user_name},
    {"SubjectUserSid", actor_user_uid},
    {"TargetServerName", dst_hostname},
    {"TargetUserName", resource_name},
});
constexpr std::array ticket = std::to_array<Mapping>({
    {"FailureCode", status_detail},
    {"IpAddress", src_ip},
    {"IpPort", src_port},
    {"PackageName", auth_method},
    {"ServiceName", resource_name},
    {"Status", status_detail},
    {"TargetSid", actor_user_uid},
    {"TargetUserName", actor_user_name},
});
constexpr std::array account = std::to_array<Mapping>({
    {"MemberName", resource_name},
    {"MemberSid", resource_uid},
    {"NewTargetUserName", resource_name},
    {"OldTargetUserName", resource_name},
    {"SubjectUserName", actor_user_name},
    {"SubjectUserSid", actor_user_uid},
    {"TargetSid", resource_uid},
    {"TargetUserName", resource_name},
});
constexpr std::array job = std::to_array<Mapping>({
    {"ActionName", process_cmd_line},
    {"Path", process_cmd_line},
    {"ProcessID", process_pid},
    {"ResultCode", status_detail},
    {"SubjectUserName", actor_user_name},
    {"SubjectUserSid", actor_user_uid},
    {"TaskContent", process_cmd_line},
    {"TaskContentNew", process_cmd_line},
    {"TaskName", resource_name},
    {"UserContext", actor_user_name},
    {"UserName", actor_user_name},
});
constexpr std::array service = std::to_array<Mapping>({
    {"ImagePath", process_cmd_line},
    {"ServiceFileName", process_cmd_line},
    {"ServiceName", resource_name},
    {"SubjectUserName", actor_user_name},
    {"SubjectUserSid", actor_user_uid},
    {"param1", resource_name},
});
constexpr std::array threat = std::to_array<Mapping>({
    {"Detection User", actor_user_name},
    {"Process Name", actor_process_path},
    {"Threat Name", status_detail},
    {"User", actor_user_name},
});
constexpr std::array session = std::to_array<Mapping>({
    {"Address", src_ip},
    {"Param1", actor_user_name},
    {"Param3", src_ip},
    {"User", actor_user_name},
});
constexpr std::array transfer = std::to_array<Mapping>({
    {"jobOwner", actor_user_name},
    {"jobTitle", resource_name},
    {"name", resource_name},
    {"processId", actor_process_pid},
    {"processPath", actor_process_path},
    {"url", url},
});
/// Of all that has no table of its own: names that mean the same wherever Windows writes them.
constexpr std::array general = std::to_array<Mapping>({
    {"ClientProcessId", actor_process_pid},
    {"CommandLine", process_cmd_line},
    {"Configuration", file_path},
    {"DestinationIp", dst_ip},
    {"Details", message},
    {"Image", actor_process_path},
    {"ImagePath", process_cmd_line},
    {"IpAddress", src_ip},
    {"ObjectName", resource_name},
    {"Operation", message},
    {"Path", file_path},
    {"PipeName", resource_name},
    {"PossibleCause", message},
    {"ProcessName", actor_process_path},
    {"ProviderPath", file_path},
    {"ScriptBlockId", correlation_uid},
    {"ServiceName", resource_name},
    {"SourceIp", src_ip},
    {"SubjectUserName", actor_user_name},
    {"SubjectUserSid", actor_user_uid},
    {"TargetFilename", file_path},
    {"TargetObject", resource_name},
    {"TargetUserName", resource_name},
    {"User", actor_user_name},
});
/// Winlogbeat's pipelines move what they know to ECS and leave no `event_data` of it. Counts where nothing else was said.
constexpr std::array ecs_process = std::to_array<Mapping>({
    {"process.command_line", process_cmd_line},
    {"process.executable", process_path},
    {"process.hash.md5", file_md5},
    {"process.hash.sha1", file_sha1},
    {"process.hash.sha256", file_sha256},
    {"process.parent.executable", parent_process_path},
    {"process.parent.pid", parent_process_pid},
    {"process.pid", process_pid},
    {"user.name", process_user},
});
constexpr std::array ecs = std::to_array<Mapping>({
    {"destination.domain", dst_hostname},
    {"destination.ip", dst_ip},
    {"destination.port", dst_port},
    {"dns.answers.data", answer},
    {"dns.question.name", query_hostname},
    {"file.hash.md5", file_md5},
    {"file.hash.sha1", file_sha1},
    {"file.hash.sha256", file_sha256},
    {"file.path", file_path},
    {"network.transport", protocol},
    {"process.executable", actor_process_path},
    {"process.pid", actor_process_pid},
    {"registry.path", resource_name},
    {"source.ip", src_ip},
    {"source.port", src_port},
    {"url.full", url},
    {"user.id", actor_user_uid},
    {"user.name", actor_user_name},
});
static_assert(is_sorted_by_path(process) && is_sorted_by_path(other_process) && is_sorted_by_path(file) &&
              is_sorted_by_path(share) && is_sorted_by_path(network) && is_sorted_by_path(dns));
static_assert(is_sorted_by_path(logon) && is_sorted_by_path(logon_as) && is_sorted_by_path(ticket) &&
              is_sorted_by_path(account) && is_sorted_by_path(job) && is_sorted_by_path(service));
static_assert(is_sorted_by_path(threat) && is_sorted_by_path(session) && is_sorted_by_path(transfer) &&
              is_sorted_by_path(general) && is_sorted_by_path(ecs_process) && is_sorted_by_path(ecs));

// ---- What the events are.

struct ProviderName {
  std::string_view name;  // of a provider, or of a channel without what stands behind its slash
  Provider provider;
};
constexpr std::array providers = std::to_array<ProviderName>({
    {"Microsoft-Windows-Sysmon", Provider::sysmon},
    {"Linux-Sysmon", Provider::sysmon},
    {"Microsoft-Windows-Security-Auditing", Provider::security},
    {"Security", Provider::security},
    {"Microsoft-Windows-Eventlog", Provider::event_log},
    {"EventLog", Provider::event_log},
    {"Service Control Manager", Provider::services},
    {"System", Provider::services},
    {"Microsoft-Windows-PowerShell", Provider::powershell},
    {"PowerShellCore", Provider::powershell},
    {"PowerShell", Provider::powershell},
    {"Windows PowerShell", Provider::powershell},
    {"Microsoft-Windows-Windows Defender", Provider::defender},
    {"Microsoft Antimalware", Provider::defender},
    {"Microsoft-Windows-TaskScheduler", Provider::tasks},
    {"Microsoft-Windows-TerminalServices-LocalSessionManager", Provider::sessions},
    {"Microsoft-Windows-TerminalServices-RemoteConnectionManager", Provider::connections},
    {"Microsoft-Windows-Bits-Client", Provider::transfers},
    {"Microsoft-Windows-DNS-Client", Provider::dns_client},
    // As Hayabusa shortens channels.
    {"Sec", Provider::security},
    {"Sys", Provider::services},
    {"PwSh", Provider::powershell},
    {"PwShClassic", Provider::powershell},
    {"Defender", Provider::defender},
    {"TaskSch", Provider::tasks},
    {"RDS-LSM", Provider::sessions},
    {"RDS-RCM", Provider::connections},
    {"BitsCli", Provider::transfers},
    {"DNS-Cli", Provider::dns_client},
});

// Activities of OCSF 1.8 that no rule asks for, and that have no name in model/event.h therefore.
constexpr std::uint8_t process_open = 3;
constexpr std::uint8_t process_inject = 4;
constexpr std::uint8_t logoff = 2;
constexpr std::uint8_t ticket_granting = 3;
constexpr std::uint8_t ticket_of_service = 4;

constexpr auto none = Status::unknown;
constexpr std::array kinds = std::to_array<WindowsKind>({
    {Provider::sysmon, "1", EventClass::process_activity, activity::process_launch, none, process},
    {Provider::sysmon, "2", EventClass::file_activity, activity::file_update, none,
     file},  // a creation time is changed
    {Provider::sysmon, "3", EventClass::network_activity, activity::network_open, none, network},
    {Provider::sysmon, "5", EventClass::process_activity, activity::process_terminate, none, process},
    {Provider::sysmon, "6", EventClass::file_activity, activity::file_open, none, file},         // a driver is loaded
    {Provider::sysmon, "7", EventClass::file_activity, activity::file_open, none, file},         // a library is loaded
    {Provider::sysmon, "8", EventClass::process_activity, process_inject, none, other_process},  // a thread in another
    {Provider::sysmon, "9", EventClass::file_activity, activity::file_read, none, file},  // a drive, past its files
    {Provider::sysmon, "10", EventClass::process_activity, process_open, none, other_process},
    {Provider::sysmon, "11", EventClass::file_activity, activity::file_create, none, file},
    {Provider::sysmon, "15", EventClass::file_activity, activity::file_create, none, file},  // a stream of a file
    {Provider::sysmon, "22", EventClass::dns_activity, activity::dns_response, none, dns},
    {Provider::sysmon, "23", EventClass::file_activity, activity::file_delete, none, file},
    {Provider::sysmon, "25", EventClass::process_activity, activity::other, none, process},  // an image is replaced
    {Provider::sysmon, "26", EventClass::file_activity, activity::file_delete, none, file},
    {Provider::sysmon, "27", EventClass::file_activity, activity::file_create, Status::failure, file},
    {Provider::sysmon, "28", EventClass::file_activity, activity::file_delete, Status::failure, file},
    {Provider::sysmon, "29", EventClass::file_activity, activity::file_create, none, file},  // an executable file
    {Provider::security, "4624", EventClass::authentication, activity::logon, Status::success, logon},
    {Provider::security, "4625", EventClass::authentication, activity::logon, Status::failure, logon},
    {Provider::security, "4634", EventClass::authentication, logoff, none, logon},
    {Provider::security, "4647", EventClass::authentication, logoff, none, logon},
    {Provider::security, "4648", EventClass::authentication, activity::logon, none, logon_as},
    {Provider::security, "4656", EventClass::file_activity, activity::file_open, none, file},
    {Provider::security, "4663", EventClass::file_activity, activity::other, none, file},
    {Provider::security, "4672", EventClass::authentication, activity::other, none, logon_as},  // rights of a sign-in
    {Provider::security, "4688", EventClass::process_activity, activity::process_launch, none, process},
    {Provider::security, "4689", EventClass::process_activity, activity::process_terminate, none, process},
    {Provider::security, "4697", EventClass::other, activity::other, none, service},
    {Provider::security, "4698", EventClass::scheduled_job_activity, activity::create, none, job},
    {Provider::security, "4699", EventClass::scheduled_job_activity, activity::remove, none, job},
    {Provider::security, "4700", EventClass::scheduled_job_activity, activity::update, none, job},
    {Provider::security, "4701", EventClass::scheduled_job_activity, activity::update, none, job},
    {Provider::security, "4702", EventClass::scheduled_job_activity, activity::update, none, job},
    {Provider::security, "4720", EventClass::account_change, activity::create, none, account},
    {Provider::security, "4722", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4723", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4724", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4725", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4726", EventClass::account_change, activity::remove, none, account},
    {Provider::security, "4727", EventClass::account_change, activity::create, none, account},
    {Provider::security, "4728", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4729", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4730", EventClass::account_change, activity::remove, none, account},
    {Provider::security, "4731", EventClass::account_change, activity::create, none, account},
    {Provider::security, "4732", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4733", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4734", EventClass::account_change, activity::remove, none, account},
    {Provider::security, "4735", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4737", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4738", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4740", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4741", EventClass::account_change, activity::create, none, account},
    {Provider::security, "4742", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4743", EventClass::account_change, activity::remove, none, account},
    {Provider::security, "4756", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4757", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4767", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4768", EventClass::authentication, ticket_granting, none, ticket},
    {Provider::security, "4769", EventClass::authentication, ticket_of_service, none, ticket},
    {Provider::security, "4771", EventClass::authentication, activity::logon, Status::failure, ticket},
    {Provider::security, "4776", EventClass::authentication, activity::logon, none, ticket},
    {Provider::security, "4781", EventClass::account_change, activity::update, none, account},
    {Provider::security, "5140", EventClass::file_activity, activity::file_open, none, share},
    {Provider::security, "5145", EventClass::file_activity, activity::other, none, share},
    {Provider::security, "5156", EventClass::network_activity, activity::network_open, Status::success, network},
    {Provider::security, "5157", EventClass::network_activity, activity::network_refuse, Status::failure, network},
    {Provider::services, "7045", EventClass::other, activity::other, none, service},
    {Provider::services, "7036", EventClass::other, activity::other, none, service},
    {Provider::services, "7040", EventClass::other, activity::other, none, service},
    {Provider::defender, "1006", EventClass::file_activity, activity::other, none, threat},
    {Provider::defender, "1007", EventClass::file_activity, activity::other, none, threat},
    {Provider::defender, "1008", EventClass::file_activity, activity::other, Status::failure, threat},
    {Provider::defender, "1015", EventClass::file_activity, activity::other, none, threat},
    {Provider::defender, "1116", EventClass::file_activity, activity::other, none, threat},
    {Provider::defender, "1117", EventClass::file_activity, activity::other, Status::success, threat},
    {Provider::defender, "1118", EventClass::file_activity, activity::other, Status::failure, threat},
    {Provider::defender, "1119", EventClass::file_activity, activity::other, Status::failure, threat},
    {Provider::tasks, "106", EventClass::scheduled_job_activity, activity::create, none, job},
    {Provider::tasks, "129", EventClass::scheduled_job_activity, activity::other, none, job},
    {Provider::tasks, "140", EventClass::scheduled_job_activity, activity::update, none, job},
    {Provider::tasks, "141", EventClass::scheduled_job_activity, activity::remove, none, job},
    {Provider::tasks, "142", EventClass::scheduled_job_activity, activity::update, none, job},
    {Provider::tasks, "200", EventClass::scheduled_job_activity, activity::other, none, job},
    {Provider::tasks, "201", EventClass::scheduled_job_activity, activity::other, none, job},
    {Provider::sessions, "21", EventClass::authentication, activity::logon, Status::success, session},
    {Provider::sessions, "23", EventClass::authentication, logoff, none, session},
    {Provider::sessions, "24", EventClass::authentication, logoff, none, session},
    {Provider::sessions, "25", EventClass::authentication, activity::logon, Status::success, session},
    // Its text speaks of success, but it comes before the password: it says that somebody was connected.
    {Provider::connections, "1149", EventClass::authentication, activity::other, none, session},
    {Provider::powershell, "400", EventClass::process_activity, activity::process_launch, none, {}},
    {Provider::transfers, "3", EventClass::other, activity::other, none, transfer},
    {Provider::transfers, "59", EventClass::http_activity, activity::other, none, transfer},
    {Provider::transfers, "60", EventClass::http_activity, activity::other, none, transfer},
    {Provider::dns_client, "3006", EventClass::dns_activity, activity::dns_query, none, dns},
    {Provider::dns_client, "3008", EventClass::dns_activity, activity::dns_response, none, dns},
});

}  // namespace

WindowsProvider windows_provider(std::string_view name) {
  const std::string_view base = name.substr(0, name.find('/'));
  for (const ProviderName& row : providers) {
    if (row.name.size() == base.size() && base::equal_ignoring_case(row.name, base)) return row.provider;
  }
  return base::find_ignoring_case(name, "Sysmon") != std::string_view::npos ? Provider::sysmon : Provider::other;
}

const WindowsKind* find_windows_kind(WindowsProvider provider, std::string_view id) {
  const auto* const kind =
      std::ranges::find_if(kinds, [&](const WindowsKind& k) { return k.provider == provider && k.id == id; });
  return kind == kinds.end() ? nullptr : kind;
}

std::span<const Mapping> general_windows_data() { return general; }

std::span<const Mapping> ecs_data(model::EventClass event_class) {
  return event_class == EventClass::process_activity ? std::span<const Mapping>(ecs_process) : ecs;
}

}  // namespace clew::evidence
