// Windows events as JSON: flat as NXLog writes them, `winlog.event_data.*` as Winlogbeat does, `Event.EventData.*` as
// EVTX exporters do. Sysmon and Security events that start, sign in, connect, resolve or write get their class; others
// are kept with their number. Source: Sysmon's manual, "Windows Security Log Events" of Microsoft.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <optional>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

constexpr std::size_t message_bytes_max = 16 * 1024;

constexpr std::array process = std::to_array<Mapping>({
    {"CommandLine", process_cmd_line},
    {"Image", process_path},
    {"NewProcessName", process_path},
    {"ParentImage", parent_process_path},
    {"ParentProcessId", parent_process_pid},
    {"ParentProcessName", parent_process_path},
    {"ProcessName", process_path},
    {"SubjectUserName", process_user},
    {"User", process_user},
});
constexpr std::array file = std::to_array<Mapping>({
    {"Image", actor_process_path},
    {"ImageLoaded", file_path},
    {"ObjectName", file_path},
    {"ProcessId", actor_process_pid},
    {"ProcessName", actor_process_path},
    {"SubjectUserName", actor_user_name},
    {"TargetFilename", file_path},
    {"User", actor_user_name},
});
constexpr std::array network = std::to_array<Mapping>({
    {"Application", actor_process_path},
    {"DestAddress", dst_ip},
    {"DestPort", dst_port},
    {"DestinationHostname", dst_hostname},
    {"DestinationIp", dst_ip},
    {"DestinationPort", dst_port},
    {"Image", actor_process_path},
    {"ProcessID", actor_process_pid},
    {"ProcessId", actor_process_pid},
    {"Protocol", protocol},
    {"SourceAddress", src_ip},
    {"SourceIp", src_ip},
    {"SourcePort", src_port},
    {"User", actor_user_name},
});
constexpr std::array dns = std::to_array<Mapping>({
    {"Image", actor_process_path},
    {"ProcessId", actor_process_pid},
    {"QueryName", query_hostname},
    {"User", actor_user_name},
});
constexpr std::array logon = std::to_array<Mapping>({
    {"FailureReason", status_detail},
    {"IpAddress", src_ip},
    {"IpPort", src_port},
    {"LogonProcessName", auth_method},
    {"ProcessName", actor_process_path},
    {"TargetUserName", actor_user_name},
    {"TargetUserSid", actor_user_uid},
});
constexpr std::array account = std::to_array<Mapping>({
    {"SubjectUserName", actor_user_name},
    {"SubjectUserSid", actor_user_uid},
    {"TargetSid", resource_uid},
    {"TargetUserName", resource_name},
});
constexpr std::array job = std::to_array<Mapping>({
    {"SubjectUserName", actor_user_name},
    {"TaskContent", process_cmd_line},
    {"TaskName", resource_name},
});
static_assert(is_sorted_by_path(process) && is_sorted_by_path(file) && is_sorted_by_path(network) &&
              is_sorted_by_path(dns));
static_assert(is_sorted_by_path(logon) && is_sorted_by_path(account) && is_sorted_by_path(job));

enum class Provider : std::uint8_t { sysmon, security, other };

struct Kind {
  Provider provider;
  std::string_view id;
  EventClass event_class;
  std::uint8_t activity;
  Status status;
  std::span<const Mapping> table;
};
constexpr auto none = Status::unknown;
constexpr std::array<Kind, 26> kinds = {{
    {Provider::sysmon, "1", EventClass::process_activity, activity::process_launch, none, process},
    {Provider::sysmon, "3", EventClass::network_activity, activity::network_open, none, network},
    {Provider::sysmon, "5", EventClass::process_activity, activity::process_terminate, none, process},
    {Provider::sysmon, "6", EventClass::file_activity, activity::file_open, none, file},  // a driver is loaded
    {Provider::sysmon, "7", EventClass::file_activity, activity::file_open, none, file},  // a library is loaded
    {Provider::sysmon, "11", EventClass::file_activity, activity::file_create, none, file},
    {Provider::sysmon, "15", EventClass::file_activity, activity::file_create, none, file},  // a stream of a file
    {Provider::sysmon, "22", EventClass::dns_activity, activity::dns_response, none, dns},
    {Provider::sysmon, "23", EventClass::file_activity, activity::file_delete, none, file},
    {Provider::sysmon, "26", EventClass::file_activity, activity::file_delete, none, file},
    {Provider::sysmon, "29", EventClass::file_activity, activity::file_create, none, file},  // an executable file
    {Provider::security, "4624", EventClass::authentication, activity::logon, Status::success, logon},
    {Provider::security, "4625", EventClass::authentication, activity::logon, Status::failure, logon},
    {Provider::security, "4663", EventClass::file_activity, activity::other, none, file},
    {Provider::security, "4688", EventClass::process_activity, activity::process_launch, none, process},
    {Provider::security, "4689", EventClass::process_activity, activity::process_terminate, none, process},
    {Provider::security, "4698", EventClass::scheduled_job_activity, activity::create, none, job},
    {Provider::security, "4699", EventClass::scheduled_job_activity, activity::remove, none, job},
    {Provider::security, "4702", EventClass::scheduled_job_activity, activity::update, none, job},
    {Provider::security, "4720", EventClass::account_change, activity::create, none, account},
    {Provider::security, "4723", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4724", EventClass::account_change, activity::update, none, account},
    {Provider::security, "4726", EventClass::account_change, activity::remove, none, account},
    {Provider::security, "4738", EventClass::account_change, activity::update, none, account},
    {Provider::security, "5156", EventClass::network_activity, activity::network_open, Status::success, network},
    {Provider::security, "5157", EventClass::network_activity, activity::network_refuse, Status::failure, network},
}};

constexpr std::array<std::string_view, 6> id_paths = {
    "EventID", "Event.System.EventID", "Event.System.EventID.#text", "winlog.event_id", "EventId", "event_id"};
constexpr std::array<std::string_view, 7> provider_paths = {
    "SourceName",           "ProviderName", "Event.System.Provider.#attributes.Name",
    "winlog.provider_name", "Channel",      "Event.System.Channel",
    "winlog.channel"};
constexpr std::array<std::string_view, 7> host_paths = {
    "Hostname", "HostName", "Computer", "ComputerName", "Event.System.Computer", "winlog.computer_name", "host.name"};
constexpr std::array<std::string_view, 3> data_prefixes = {"Event.EventData.", "winlog.event_data.", "EventData."};
/// The event's own moment before the one when it was passed on.
constexpr std::array<std::string_view, 9> time_paths = {"UtcTime",
                                                        "Event.EventData.UtcTime",
                                                        "winlog.event_data.UtcTime",
                                                        "TimeCreated",
                                                        "Event.System.TimeCreated.#attributes.SystemTime",
                                                        "@timestamp",
                                                        "TimeGenerated",
                                                        "EventTime",
                                                        "timestamp"};

Provider provider_of(const Fields& fields) {
  for (const std::string_view path : provider_paths) {
    const std::string_view name = fields.get(path);
    if (base::find_ignoring_case(name, "Sysmon") != std::string_view::npos) return Provider::sysmon;
    if (base::equal_ignoring_case(name, "Security") || name.ends_with("Security-Auditing")) return Provider::security;
  }
  return Provider::other;
}

std::string_view data_name(std::string_view path) {
  for (const std::string_view prefix : data_prefixes) {
    if (path.starts_with(prefix)) return path.substr(prefix.size());
  }
  return path;
}

std::string_view data(const Fields& fields, std::string_view name) {
  for (const Fields::Field& field : fields.all()) {
    if (data_name(fields.path_of(field)) == name && !field.text.empty()) return field.text;
  }
  return {};
}

/// The first time that names its zone; `UtcTime` says it in its name. Else the first without one.
void set_event_time(const Fields& fields, const FileContext& context, model::Event& event) {
  std::optional<FoundTime> best;
  for (const std::string_view path : time_paths) {
    auto time = parse_json_time(fields.get(path));
    if (!time) continue;
    if (path.ends_with("UtcTime")) time->zone_known = true;
    if (!best || time->zone_known) best = time;
    if (best->zone_known) break;
  }
  set_time(event, best, context.utc_offset_minutes.value_or(0));
}

/// `SHA1=…,MD5=…,SHA256=…,IMPHASH=…`
void add_hashes(std::string_view hashes, model::Event& event) {
  for (const std::string_view part : base::split(hashes, ',')) {
    if (part.starts_with("MD5=")) event.add(file_md5, part.substr(4));
    if (part.starts_with("SHA1=")) event.add(file_sha1, part.substr(5));
    if (part.starts_with("SHA256=")) event.add(file_sha256, part.substr(7));
  }
}

/// Sysmon's `QueryResults`: `type:  5 name.example;::ffff:192.0.2.7;`, and the resolver's status, 0 for success.
void add_dns_answers(const Fields& fields, model::Event& event) {
  const std::string_view status = data(fields, "QueryStatus");
  constexpr std::string_view name_does_not_exist = "9003";  // DNS_ERROR_RCODE_NAME_ERROR
  if (status == "0") event.add(rcode, "NOERROR");
  if (status == name_does_not_exist) event.add(rcode, "NXDOMAIN");
  if (!status.empty()) event.status = status == "0" ? Status::success : Status::failure;
  constexpr std::size_t answers_max = 256;
  std::size_t count = 0;
  for (std::string_view part : base::split(data(fields, "QueryResults"), ';')) {
    if (++count > answers_max) break;
    part = base::trimmed(part);
    if (part.starts_with("type:")) {
      const std::size_t space = part.rfind(' ');
      part = space == std::string_view::npos ? std::string_view{} : part.substr(space + 1);
    }
    if (part.starts_with("::ffff:")) part.remove_prefix(7);
    if (part != "-") event.add(answer, part);
  }
}

/// In a 4688 `ProcessId` is the creator and `NewProcessId` the process; in Sysmon's events it is the process.
void add_process_ids(const Fields& fields, std::string_view id, model::Event& event) {
  if (id == "4688") {
    event.add(process_pid, data(fields, "NewProcessId"));
    event.add(parent_process_pid, data(fields, "ProcessId"));
  } else {
    event.add(process_pid, data(fields, "ProcessId"));
  }
}

void add_data(const Fields& fields, std::span<const Mapping> table, model::Event& event) {
  for (const Fields::Field& field : fields.all()) {
    const Mapping* row = find_mapping(table, data_name(fields.path_of(field)));
    // A lone dash is how Windows writes nothing.
    if (row != nullptr && field.text != "-") event.add(row->attribute, field.text);
  }
}

void add_kind(const Kind& kind, const Fields& fields, model::Event& event) {
  event.event_class = kind.event_class;
  event.activity = kind.activity;
  event.status = kind.status;
  add_data(fields, kind.table, event);
  if (kind.event_class == EventClass::process_activity) add_process_ids(fields, kind.id, event);
  if (kind.event_class == EventClass::dns_activity) add_dns_answers(fields, event);
  add_hashes(data(fields, "Hashes"), event);
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  set_event_time(fields, context, event);
  const std::string_view id = fields.first_of(id_paths);
  event.add(device_hostname, fields.first_of(host_paths));
  event.add(event_code, id);
  const Provider provider = provider_of(fields);
  const auto* kind = std::ranges::find_if(kinds, [&](const Kind& k) { return k.provider == provider && k.id == id; });
  if (kind != kinds.end()) {
    add_kind(*kind, fields, event);
    return Decoded::event;
  }
  static constexpr std::array<std::string_view, 3> messages = {"ScriptBlockText", "Message", "message"};
  const std::string_view script = data(fields, messages[0]);
  event.add(message, (script.empty() ? fields.first_of(messages) : script).substr(0, message_bytes_max));
  return Decoded::event;
}

bool is_windows(const Fields& fields) {
  if (fields.first_of(id_paths).empty()) return false;
  return fields.has("Channel") || fields.has("Event.System.Channel") || fields.has("winlog.channel") ||
         fields.has("ProviderGuid") || fields.has("winlog.provider_name");
}

std::string recognise_lines(std::string_view head) { return any_line(head, is_windows) ? "windows_json" : ""; }
std::string recognise_document(std::string_view head) {
  return in_first_element(head, is_windows) ? "windows_json" : "";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::process,        model::Sight::file,
                                        model::Sight::connection,     model::Sight::dns,
                                        model::Sight::authentication, model::Sight::account_change};
  return sights;
}

}  // namespace

constinit const Format windows_json = {
    .name = "windows_json",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode,
    .sees = sees,
};
constinit const Format windows_json_document = {
    .name = "windows_json_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
};

}  // namespace clew::evidence
