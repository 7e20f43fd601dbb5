// Jamf Protect: alerts, telemetry of version 1 (OpenBSM audit events) and the two streams of web protection. Telemetry of
// version 2 is in endpoint_security.cpp.
// Source: Jamf's published schemas and samples (jamf/jamfprotect, json_samples_and_schemas); audit_event(5) of OpenBSM.
#include "clew/evidence/formats/jamf_protect.h"

#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::Disposition;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

/// A kind of event and what its fields are.
struct Kind {
  std::string_view name;
  EventClass event_class;
  std::uint8_t activity;
  std::span<const Mapping> table;
};
const Kind* kind_of(std::span<const Kind> kinds, std::string_view name) {
  const auto found = std::ranges::find(kinds, name, &Kind::name);
  return found == kinds.end() ? nullptr : &*found;
}
void classify(const Kind* kind, model::Event& event) {
  event.event_class = kind == nullptr ? EventClass::other : kind->event_class;
  event.activity = kind == nullptr ? activity::other : kind->activity;
}

/// Adds the fields `begin` to `end` whose path, without `prefix`, is in `table`.
void add_range(const Fields& fields, std::size_t begin, std::size_t end, std::string_view prefix,
               std::span<const Mapping> table, model::Event& event) {
  for (std::size_t i = begin; i < end; ++i) {
    std::string_view path = fields.path_of(fields.all()[i]);
    if (!path.starts_with(prefix)) continue;
    path.remove_prefix(prefix.size());
    if (const Mapping* row = find_mapping(table, path)) event.add(row->attribute, fields.all()[i].text);
  }
}

// --- alerts ---

/// Where a forwarder put the alert into an envelope.
constexpr std::string_view envelope = "input.";

constexpr std::array alert_table = std::to_array<Mapping>({
    {"eventType", event_code},
    {"host.hostname", device_hostname},
    {"host.ips", device_ip},
    {"host.serial", device_uid},
    {"match.facts.name", status_detail},
    {"match.uuid", event_uid},
});
// Below `match.event.`.
constexpr std::array alert_file = std::to_array<Mapping>({
    {"path", file_path},
    {"prevFile", file_path},
});
constexpr std::array alert_gatekeeper = std::to_array<Mapping>({
    {"composedMessage", message},
    {"path", process_path},
    {"pid", process_pid},
});
constexpr std::array alert_prevented = std::to_array<Mapping>({
    {"matchValue", status_detail},
    {"process.path", process_path},
    {"process.pid", process_pid},
    {"process.ppid", parent_process_pid},
    {"process.signingInfo.appid", process_signing_id},
    {"process.signingInfo.cdhash", process_code_hash},
    {"process.signingInfo.teamid", process_team_id},
});
constexpr std::array alert_log = std::to_array<Mapping>({
    {"composedMessage", message},
    {"processIdentifier", actor_process_pid},
    {"processImagePath", actor_process_path},
});
constexpr std::array alert_device = std::to_array<Mapping>({
    {"device.productName", resource_name},
    {"device.serialNumber", resource_uid},
    {"device.vendorName", resource_name},
});
constexpr std::array alert_process = std::to_array<Mapping>({
    {"pid", process_pid},
});
constexpr std::array alert_actor = std::to_array<Mapping>({
    {"pid", actor_process_pid},
});
// Below `related.processes.` and its like.
constexpr std::array related_process = std::to_array<Mapping>({
    {"path", process_path},
    {"ppid", parent_process_pid},
    {"signingInfo.appid", process_signing_id},
    {"signingInfo.cdhash", process_code_hash},
    {"signingInfo.teamid", process_team_id},
});
constexpr std::array related_actor = std::to_array<Mapping>({
    {"path", actor_process_path},
});
constexpr std::array related_parent = std::to_array<Mapping>({
    {"path", parent_process_path},
});
constexpr std::array related_file = std::to_array<Mapping>({
    {"downloadedFrom", url},
    {"sha1hex", file_sha1},
    {"sha256hex", file_sha256},
});
static_assert(is_sorted_by_path(alert_table) && is_sorted_by_path(alert_file) && is_sorted_by_path(alert_gatekeeper));
static_assert(is_sorted_by_path(alert_prevented) && is_sorted_by_path(alert_log) && is_sorted_by_path(alert_device));
static_assert(is_sorted_by_path(related_process) && is_sorted_by_path(related_file));

constexpr std::array alert_kinds = std::to_array<Kind>({
    {"GPProcessEvent", EventClass::process_activity, activity::other, alert_process},
    {"GPPreventedExecutionEvent", EventClass::process_activity, activity::process_launch, alert_prevented},
    {"GPThreatMatchExecEvent", EventClass::process_activity, activity::process_launch, alert_prevented},
    {"GPGatekeeperEvent", EventClass::process_activity, activity::process_launch, alert_gatekeeper},
    {"GPFSEvent", EventClass::file_activity, activity::other, alert_file},
    {"GPDownloadEvent", EventClass::file_activity, activity::file_create, alert_file},
    {"GPScreenshotEvent", EventClass::file_activity, activity::file_create, alert_file},
    {"GPUnifiedLogEvent", EventClass::other, activity::other, alert_log},
    {"GPUSBEvent", EventClass::other, activity::other, alert_device},
    {"GPClickEvent", EventClass::other, activity::other, alert_actor},
});

/// One alert; the paths are those inside the envelope, if there is one.
class Alert {
 public:
  explicit Alert(const Fields& fields) : fields_(fields), prefix_(fields.has("input.match.uuid") ? envelope : "") {}

  [[nodiscard]] std::string_view get(std::string_view path) const { return fields_.get(path_of(path)); }
  [[nodiscard]] bool has(std::string_view path) const { return fields_.has(path_of(path)); }
  [[nodiscard]] bool any(std::string_view path, std::string_view text) const {
    const std::string wanted = path_of(path);
    return std::ranges::any_of(fields_.all(), [&](const Fields::Field& field) {
      return field.text == text && fields_.path_of(field) == wanted;
    });
  }
  void add(std::string_view below, std::span<const Mapping> table, model::Event& event) const {
    add_range(fields_, 0, fields_.all().size(), path_of(below), table, event);
  }
  /// Of the array `below`, the first element whose `key` is `text`; true if there is one.
  bool add_element(std::string_view below, std::string_view key, std::string_view text, std::span<const Mapping> table,
                   model::Event& event) const {
    const auto [begin, end] = element(below, key, text);
    add_range(fields_, begin, end, path_of(below), table, event);
    return begin != end;
  }
  [[nodiscard]] std::string_view get_of_element(std::string_view below, std::string_view key, std::string_view text,
                                                std::string_view path) const {
    const auto [begin, end] = element(below, key, text);
    const std::string wanted = path_of(below) + std::string(path);
    for (std::size_t i = begin; i < end; ++i) {
      if (fields_.path_of(fields_.all()[i]) == wanted) return fields_.all()[i].text;
    }
    return {};
  }
  [[nodiscard]] std::string joined_of_element(std::string_view below, std::string_view key, std::string_view text,
                                              std::string_view path) const {
    const auto [begin, end] = element(below, key, text);
    return joined(begin, end, path_of(below) + std::string(path));
  }
  [[nodiscard]] std::string joined(std::string_view path) const {
    return joined(0, fields_.all().size(), path_of(path));
  }

 private:
  struct Range {
    std::size_t begin = 0, end = 0;
  };

  [[nodiscard]] std::string path_of(std::string_view path) const { return std::string(prefix_) + std::string(path); }

  /// The elements of an array follow each other; one begins where the first key comes again.
  [[nodiscard]] Range element(std::string_view below, std::string_view key, std::string_view text) const {
    const std::string array = path_of(below);
    const std::string wanted = array + std::string(key);
    std::string_view first_key;
    Range range;
    bool found = false;
    for (std::size_t i = 0; i < fields_.all().size(); ++i) {
      const std::string_view path = fields_.path_of(fields_.all()[i]);
      const bool inside = path.starts_with(array);
      if (inside && first_key.empty()) first_key = path;
      const bool begins = inside && path == first_key;
      if (found && (begins || !inside)) return {range.begin, i};
      if (begins) range.begin = i;
      if (inside && path == wanted && fields_.all()[i].text == text) found = true;
    }
    return found ? Range{range.begin, fields_.all().size()} : Range{};
  }

  [[nodiscard]] std::string joined(std::size_t begin, std::size_t end, std::string_view path) const {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) {
      const Fields::Field& field = fields_.all()[i];
      if (fields_.path_of(field) == path) text.append(text.empty() ? "" : " ").append(field.text);
    }
    return text;
  }

  const Fields& fields_;
  std::string_view prefix_;
};

bool is_alert(const Fields& fields) {
  const Alert alert(fields);
  return alert.has("host.hostname") && alert.has("match.uuid") && alert.has("match.event.timestamp") &&
         (alert.has("host.protectVersion") || alert.has("host.provisioningUDID"));
}

/// Jamf's numbers of what happened to a file, and of a process (1: it began).
std::uint8_t file_activity_of(std::string_view type) {
  if (type == "0") return activity::file_create;
  if (type == "1") return activity::file_delete;
  if (type == "3") return activity::file_rename;
  return type == "4" ? activity::file_update : activity::other;
}

/// The process with the event's pid is the one; what is known of its file stands among the binaries.
void add_alert_process(const Alert& alert, model::Event& event) {
  const std::string_view pid = alert.get("match.event.pid");
  if (event.event_class != EventClass::process_activity) {
    alert.add_element("related.processes.", "pid", pid, related_actor, event);
    return;
  }
  if (!event.has(process_path)) alert.add_element("related.processes.", "pid", pid, related_process, event);
  const std::string_view parent = alert.get_of_element("related.processes.", "pid", pid, "ppid");
  if (!parent.empty()) alert.add_element("related.processes.", "pid", parent, related_parent, event);
  const std::string of_event = alert.joined("match.event.process.args");
  event.add(process_cmd_line,
            of_event.empty() ? alert.joined_of_element("related.processes.", "pid", pid, "args") : of_event);
  const std::string path(event.get(process_path));
  alert.add_element("related.binaries.", "path", path, related_file, event);
}

void decode_alert(const Fields& fields, model::Event& event) {
  const Alert alert(fields);
  const std::string_view type = alert.has("eventType") ? alert.get("eventType") : alert.get("match.event.eventType");
  const Kind* kind = kind_of(alert_kinds, type);
  set_time(event, parse_json_time(alert.get("match.event.timestamp")));
  classify(kind, event);
  alert.add("", alert_table, event);
  if (kind != nullptr) alert.add("match.event.", kind->table, event);
  if (type == "GPFSEvent") event.activity = file_activity_of(alert.get("match.event.type"));
  if (type == "GPProcessEvent" && alert.get("match.event.type") == "1") event.activity = activity::process_launch;
  add_alert_process(alert, event);
  if (event.event_class == EventClass::file_activity) {
    const std::string path(event.get(file_path));
    alert.add_element("related.files.", "path", path, related_file, event);
  }
  const bool prevented = alert.any("match.actions.name", "Prevented") || alert.get("match.event.blocked") == "true" ||
                         type == "GPGatekeeperEvent";
  if (!prevented) return;
  event.disposition = Disposition::blocked;
  event.status = Status::failure;
}

// --- telemetry, version 1 ---

constexpr std::array audit_table = std::to_array<Mapping>({
    {"header.event_name", event_code},
    {"host_info.host_name", device_hostname},
    {"host_info.serial_number", device_uid},
    {"return.description", status_detail},
    {"texts", message},
});
constexpr std::array audit_actor = std::to_array<Mapping>({
    {"subject.effective_user_name", process_user},
    {"subject.process_id", actor_process_pid},
    {"subject.process_name", actor_process_path},
});
// `identity` is whose image the process had before: of an exec, the parent's.
constexpr std::array audit_exec = std::to_array<Mapping>({
    {"exec_chain_child.parent_path", parent_process_path},
    {"exec_chain_child.parent_pid", parent_process_pid},
    {"subject.effective_user_name", process_user},
    {"subject.process_id", process_pid},
    {"subject.process_name", process_path},
});
constexpr std::array audit_spawn = std::to_array<Mapping>({
    {"arguments.child_PID", process_pid},
    {"subject.effective_user_name", process_user},
    {"subject.process_id", parent_process_pid},
    {"subject.process_name", parent_process_path},
});
constexpr std::array audit_exit = std::to_array<Mapping>({
    {"exec_chain_child.parent_path", parent_process_path},
    {"exec_chain_child.parent_pid", parent_process_pid},
    {"identity.cd_hash", process_code_hash},
    {"identity.signer_id", process_signing_id},
    {"identity.team_id", process_team_id},
    {"subject.effective_user_name", process_user},
    {"subject.process_id", process_pid},
    {"subject.process_name", process_path},
});
constexpr std::array audit_outgoing = std::to_array<Mapping>({
    {"socket_inet.ip_address", dst_ip},
    {"socket_inet.port", dst_port},
    {"subject.process_id", actor_process_pid},
    {"subject.process_name", actor_process_path},
});
constexpr std::array audit_incoming = std::to_array<Mapping>({
    {"socket_inet.ip_address", src_ip},
    {"socket_inet.port", src_port},
    {"subject.process_id", actor_process_pid},
    {"subject.process_name", actor_process_path},
});
constexpr std::array audit_path = std::to_array<Mapping>({
    {"path", file_path},
    {"process.process_id", process_pid},
    {"process.process_name", process_path},
    {"subject.process_id", actor_process_pid},
    {"subject.process_name", actor_process_path},
});
static_assert(is_sorted_by_path(audit_table) && is_sorted_by_path(audit_actor) && is_sorted_by_path(audit_exec));
static_assert(is_sorted_by_path(audit_spawn) && is_sorted_by_path(audit_exit) && is_sorted_by_path(audit_outgoing));
static_assert(is_sorted_by_path(audit_incoming) && is_sorted_by_path(audit_path));

constexpr std::array audit_kinds = std::to_array<Kind>({
    {"AUE_EXECVE", EventClass::process_activity, activity::process_launch, audit_exec},
    {"AUE_POSIX_SPAWN", EventClass::process_activity, activity::process_launch, audit_spawn},
    {"AUE_FORK", EventClass::process_activity, activity::process_launch, audit_spawn},
    {"AUE_VFORK", EventClass::process_activity, activity::process_launch, audit_spawn},
    {"AUE_EXIT", EventClass::process_activity, activity::process_terminate, audit_exit},
    {"AUE_CONNECT", EventClass::network_activity, activity::network_open, audit_outgoing},
    {"AUE_ACCEPT", EventClass::network_activity, activity::network_open, audit_incoming},
    {"AUE_BIND", EventClass::network_activity, activity::other, audit_incoming},
    {"AUE_lw_login", EventClass::authentication, activity::logon, audit_actor},
    {"AUE_openssh", EventClass::authentication, activity::logon, audit_actor},
    {"AUE_auth_user", EventClass::authentication, activity::other, audit_actor},
    {"AUE_logout", EventClass::authentication, activity::other, audit_actor},
    {"AUE_sudo", EventClass::authentication, activity::other, audit_actor},
    {"AUE_su", EventClass::authentication, activity::other, audit_actor},
    {"AUE_create_user", EventClass::account_change, activity::create, audit_actor},
    {"AUE_delete_user", EventClass::account_change, activity::remove, audit_actor},
    {"AUE_modify_user", EventClass::account_change, activity::update, audit_actor},
    {"AUE_create_group", EventClass::account_change, activity::create, audit_actor},
    {"AUE_delete_group", EventClass::account_change, activity::remove, audit_actor},
    {"AUE_modify_group", EventClass::account_change, activity::update, audit_actor},
    {"AUE_add_to_group", EventClass::account_change, activity::update, audit_actor},
    {"AUE_remove_from_group", EventClass::account_change, activity::update, audit_actor},
    {"AUE_modify_password", EventClass::account_change, activity::update, audit_actor},
    {"AUE_MOUNT", EventClass::other, activity::other, audit_path},
    {"AUE_UNMOUNT", EventClass::other, activity::other, audit_path},
    {"AUE_KILL", EventClass::other, activity::other, audit_path},
    {"AUE_TASKFORPID", EventClass::other, activity::other, audit_path},
});

bool is_audit_event(const Fields& fields) {
  return fields.get("header.event_name").starts_with("AUE_") && fields.has("header.time_seconds_epoch") &&
         fields.has("host_info.host_name");
}

/// The seconds and the milliseconds stand apart.
std::optional<FoundTime> time_of_audit_event(const Fields& fields) {
  auto instant = parse_epoch_any(fields.get("header.time_seconds_epoch"));
  if (!instant) return std::nullopt;
  const auto milliseconds = base::parse_unsigned(fields.get("header.time_milliseconds_offset"));
  constexpr std::int64_t nanoseconds_per_millisecond = 1'000'000;
  if (milliseconds && *milliseconds < 1000) {
    instant->nanoseconds += static_cast<std::int64_t>(*milliseconds) * nanoseconds_per_millisecond;
    instant->fraction_digits = 3;
  }
  return FoundTime{*instant};
}

/// `{"1": "/bin/ls", "2": "-l"}`, in the order of the numbers.
std::string arguments_of(const Fields& fields) {
  constexpr std::string_view below = "exec_args.args.";
  std::vector<std::pair<std::uint64_t, std::string_view>> words;
  for (const Fields::Field& field : fields.all()) {
    const std::string_view path = fields.path_of(field);
    if (!path.starts_with(below)) continue;
    if (const auto number = base::parse_unsigned(path.substr(below.size()))) words.emplace_back(*number, field.text);
  }
  std::ranges::stable_sort(words, {}, &std::pair<std::uint64_t, std::string_view>::first);
  std::string line;
  for (const auto& [number, word] : words) line.append(line.empty() ? "" : " ").append(word);
  return line;
}

void set_audit_status(const Fields& fields, model::Event& event) {
  const std::string_view error = fields.get("return.error");
  // A connection that is still being made has neither failed nor come about.
  if (error.empty() || fields.get("return.description").contains("in progress")) return;
  event.status = error == "0" ? Status::success : Status::failure;
  const bool opens = event.event_class == EventClass::network_activity && event.activity == activity::network_open;
  if (opens && event.status == Status::failure) event.activity = activity::network_fail;
}

void decode_audit_event(const Fields& fields, model::Event& event) {
  const std::string_view name = fields.get("header.event_name");
  const auto found =
      std::ranges::find_if(audit_kinds, [&](const Kind& kind) { return base::equal_ignoring_case(kind.name, name); });
  const Kind* kind = found == audit_kinds.end() ? nullptr : &*found;
  set_time(event, time_of_audit_event(fields));
  classify(kind, event);
  add_mapped(fields, audit_table, event);
  add_mapped(fields, kind == nullptr ? std::span<const Mapping>(audit_actor) : kind->table, event);
  // The audit user is who signed in, whoever he became since; -1 is nobody.
  const std::string_view user = fields.get("subject.audit_user_name");
  if (user != "-1") event.add(actor_user_name, user);
  if (event.event_class == EventClass::process_activity) event.add(process_cmd_line, arguments_of(fields));
  if (name == "AUE_POSIX_SPAWN" && fields.get("exec_args.args.1").starts_with('/'))
    event.add(process_path, fields.get("exec_args.args.1"));
  if (name == "AUE_openssh") event.add(src_ip, fields.get("subject.terminal_id.ip_address"));
  set_audit_status(fields, event);
}

// --- web protection ---

constexpr std::array web_table = std::to_array<Mapping>({
    {"event.account.customerId", org_uid},
    {"event.action", status_detail},
    {"event.alertId", event_uid},
    {"event.app.id", package_name},
    {"event.app.sha1", file_sha1},
    {"event.app.sha256", file_sha256},
    {"event.app.version", package_version},
    {"event.destination.ip", dst_ip},
    {"event.destination.name", dst_hostname},
    {"event.destination.port", dst_port},
    {"event.device.deviceId", device_uid},
    {"event.device.deviceName", device_hostname},
    {"event.eventType.name", event_code},
    {"event.location", location},
    {"event.signatureId.name", event_code},
    {"event.source.ip", src_ip},
    {"event.source.port", src_port},
    {"event.user.email", actor_user_email},
    {"event.user.name", actor_user_name},
});
constexpr std::array web_lookup = std::to_array<Mapping>({
    {"event.destination.ips", answer},
    {"event.dns.recordType", query_type},
    {"event.dns.responseStatus", rcode},
    {"event.hostName", query_hostname},
});
constexpr std::array web_connection = std::to_array<Mapping>({
    {"event.destination.ips", dst_ip},
    {"event.hostName", dst_hostname},
});
static_assert(is_sorted_by_path(web_table) && is_sorted_by_path(web_lookup) && is_sorted_by_path(web_connection));

bool is_web_event(const Fields& fields) {
  return fields.get("event.metadata.vendor") == "Jamf" && fields.has("event.metadata.product") &&
         fields.has("event.timestamp");
}
bool is_traffic(const Fields& fields) { return is_web_event(fields) && fields.has("event.hostName"); }

void decode_web_event(const Fields& fields, model::Event& event) {
  set_time(event, parse_json_time(fields.get("event.timestamp")));
  event.activity = activity::other;
  add_mapped(fields, web_table, event);
  if (fields.get("event.blocked") == "true" || fields.get("event.action") == "Blocked") {
    event.disposition = Disposition::blocked;
    event.status = Status::failure;
  } else if (fields.get("event.blocked") == "false") {
    event.disposition = Disposition::allowed;
  }
  if (!is_traffic(fields)) return;
  const bool is_lookup = fields.has("event.dns.recordType") || fields.has("event.dns.responseStatus");
  event.event_class = is_lookup ? EventClass::dns_activity : EventClass::network_activity;
  event.activity = is_lookup ? activity::dns_response : activity::network_traffic;
  add_mapped(fields, is_lookup ? std::span<const Mapping>(web_lookup) : web_connection, event);
  if (event.disposition == Disposition::blocked || !event.has(rcode)) return;
  event.status = event.get(rcode) == "NOERROR" ? Status::success : Status::failure;
}

// --- all of them ---

bool is_any(const Fields& fields) { return is_alert(fields) || is_audit_event(fields) || is_web_event(fields); }

std::string source_of(const std::function<bool(bool (*is_ours)(const Fields& fields))>& holds) {
  if (holds(is_alert)) return "jamf_protect_alerts";
  if (holds(is_audit_event)) return "jamf_protect_telemetry";
  if (holds(is_traffic)) return "jamf_web_traffic";
  return holds(is_web_event) ? "jamf_web_threats" : "";
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  if (is_audit_event(fields)) {
    decode_audit_event(fields, event);
  } else if (is_web_event(fields)) {
    decode_web_event(fields, event);
  } else if (is_alert(fields)) {
    decode_alert(fields, event);
  }
  return Decoded::event;
}

std::string recognise_lines(std::string_view head) {
  if (!any_line(head, is_any)) return {};
  return source_of([&](auto is_ours) { return any_line(head, is_ours); });
}
std::string recognise_document(std::string_view head) {
  if (!in_first_element(head, is_any)) return {};
  return source_of([&](auto is_ours) { return in_first_element(head, is_ours); });
}

/// An alert is there only where a rule was broken: that there is none says little.
std::span<const model::Sight> sees(std::string_view source) {
  static constexpr std::array telemetry = {model::Sight::process, model::Sight::connection};
  static constexpr std::array traffic = {model::Sight::dns};
  static constexpr std::array text = {model::Sight::text};
  if (source == "jamf_protect_telemetry") return telemetry;
  if (source == "jamf_web_traffic") return traffic;
  return text;
}

}  // namespace

std::vector<std::string_view> jamf_protect_paths() {
  std::vector<std::string_view> paths;
  const std::initializer_list<std::span<const Mapping>> tables = {
      alert_table,    audit_table,    audit_actor, audit_exec, audit_spawn, audit_exit,
      audit_outgoing, audit_incoming, audit_path,  web_table,  web_lookup,  web_connection};
  for (const auto table : tables) {
    for (const Mapping& row : table) paths.push_back(row.path);
  }
  return paths;
}

constinit const Format jamf_protect = {
    .name = "jamf_protect",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode,
    .sees = sees,
};
constinit const Format jamf_protect_document = {
    .name = "jamf_protect_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
};

}  // namespace clew::evidence
