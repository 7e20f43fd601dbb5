// Events of Apple's Endpoint Security as JSON: `eslogger`, and Jamf Protect's telemetry of version 2, which has the same
// shape with a `host` and a `metadata` around it. `process` is who did it; what happened is under `event.<name>`.
// Of an exec, `process` is the image that was replaced and `event.exec.target` the new one; both have the same pid.
// Source: Apple's ESMessage.h and ESTypes.h, eslogger(1); Jamf's documentation of telemetry.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <string>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

constexpr std::array common = std::to_array<Mapping>({
    {"global_seq_num", event_uid},
    {"host.hostname", device_hostname},
    {"host.ips", device_ip},
    {"host.serial", device_uid},
    {"process.audit_token.euid", actor_user_uid},
    {"process.audit_token.pid", actor_process_pid},
    {"process.executable.path", actor_process_path},
});

// Paths below `event.<name>.`.
constexpr std::array exec = std::to_array<Mapping>({
    {"script.path", file_path},
    {"target.audit_token.pid", process_pid},
    {"target.cdhash", process_code_hash},
    {"target.executable.path", process_path},
    {"target.executable.sha1", file_sha1},
    {"target.executable.sha256", file_sha256},
    {"target.ppid", parent_process_pid},
    {"target.signing_id", process_signing_id},
    {"target.team_id", process_team_id},
});
constexpr std::array fork = std::to_array<Mapping>({
    {"child.audit_token.pid", process_pid},
    {"child.cdhash", process_code_hash},
    {"child.executable.path", process_path},
    {"child.ppid", parent_process_pid},
    {"child.signing_id", process_signing_id},
    {"child.team_id", process_team_id},
});
constexpr std::array file = std::to_array<Mapping>({
    {"destination.existing_file.path", file_path},
    {"file.path", file_path},
    {"file1.path", file_path},
    {"file2.path", file_path},
    {"source.path", file_path},
    {"target.path", file_path},
    {"target.sha256", file_sha256},
    {"target_file.path", file_path},
});
constexpr std::array login = std::to_array<Mapping>({
    {"authentication_username", actor_user_name},
    {"command", process_cmd_line},
    {"data.auto_unlock.username", actor_user_name},
    {"data.od.record_name", actor_user_name},
    {"data.touchid.uid", actor_user_uid},
    {"failure_message", status_detail},
    {"from_username", actor_user_name},
    {"session_username", actor_user_name},
    {"source_address", src_ip},
    {"to_username", process_user},
    {"username", actor_user_name},
});
constexpr std::array account = std::to_array<Mapping>({
    {"account_name", resource_name},
    {"group_name", resource_name},
    {"instigator.executable.path", actor_process_path},
    {"user_name", resource_name},
});
constexpr std::array launch_item = std::to_array<Mapping>({
    {"executable_path", process_path},
    {"instigator.executable.path", actor_process_path},
    {"item.app_url", resource_name},
    {"item.item_url", file_path},
});
constexpr std::array other = std::to_array<Mapping>({
    {"detected_path", file_path},
    {"identifier", resource_name},
    {"identity", resource_uid},
    {"instigator.executable.path", actor_process_path},
    {"malware_identifier", status_detail},
    {"profile.display_name", resource_name},
    {"profile.identifier", resource_uid},
    {"remediated_path", file_path},
    {"service", resource_name},
    {"statfs.f_mntfromname", resource_name},
    {"statfs.f_mntonname", file_path},
    {"target.executable.path", process_path},
});
static_assert(is_sorted_by_path(common) && is_sorted_by_path(exec) && is_sorted_by_path(fork));
static_assert(is_sorted_by_path(file) && is_sorted_by_path(login) && is_sorted_by_path(account));
static_assert(is_sorted_by_path(launch_item) && is_sorted_by_path(other));

struct Kind {
  std::string_view name;
  EventClass event_class;
  std::uint8_t activity;
  std::span<const Mapping> table;
};
constexpr std::array kinds = std::to_array<Kind>({
    {"exec", EventClass::process_activity, activity::process_launch, exec},
    {"fork", EventClass::process_activity, activity::process_launch, fork},
    {"exit", EventClass::process_activity, activity::process_terminate, {}},

    {"create", EventClass::file_activity, activity::file_create, file},
    {"open", EventClass::file_activity, activity::file_open, file},
    {"close", EventClass::file_activity, activity::other, file},
    {"write", EventClass::file_activity, activity::file_update, file},
    {"truncate", EventClass::file_activity, activity::file_update, file},
    {"unlink", EventClass::file_activity, activity::file_delete, file},
    {"rename", EventClass::file_activity, activity::file_rename, file},
    {"link", EventClass::file_activity, activity::file_create, file},
    {"clone", EventClass::file_activity, activity::file_create, file},
    {"copyfile", EventClass::file_activity, activity::file_create, file},
    {"exchangedata", EventClass::file_activity, activity::other, file},
    {"setextattr", EventClass::file_activity, activity::other, file},
    {"deleteextattr", EventClass::file_activity, activity::other, file},

    {"authentication", EventClass::authentication, activity::other, login},
    {"openssh_login", EventClass::authentication, activity::logon, login},
    {"openssh_logout", EventClass::authentication, activity::other, login},
    {"login_login", EventClass::authentication, activity::logon, login},
    {"login_logout", EventClass::authentication, activity::other, login},
    {"lw_session_login", EventClass::authentication, activity::logon, login},
    {"lw_session_logout", EventClass::authentication, activity::other, login},
    {"lw_session_lock", EventClass::authentication, activity::other, login},
    {"lw_session_unlock", EventClass::authentication, activity::other, login},
    {"screensharing_attach", EventClass::authentication, activity::logon, login},
    {"screensharing_detach", EventClass::authentication, activity::other, login},
    {"su", EventClass::authentication, activity::other, login},
    {"sudo", EventClass::authentication, activity::other, login},

    {"od_create_user", EventClass::account_change, activity::create, account},
    {"od_delete_user", EventClass::account_change, activity::remove, account},
    {"od_create_group", EventClass::account_change, activity::create, account},
    {"od_delete_group", EventClass::account_change, activity::remove, account},
    {"od_modify_password", EventClass::account_change, activity::update, account},
    {"od_disable_user", EventClass::account_change, activity::update, account},
    {"od_enable_user", EventClass::account_change, activity::update, account},
    {"od_group_add", EventClass::account_change, activity::update, account},
    {"od_group_remove", EventClass::account_change, activity::update, account},

    {"btm_launch_item_add", EventClass::scheduled_job_activity, activity::create, launch_item},
    {"btm_launch_item_remove", EventClass::scheduled_job_activity, activity::remove, launch_item},
});

constexpr std::string_view event_prefix = "event.";

/// The name of what happened: `exec` of `event.exec.…`; empty if nothing is there.
std::string_view name_of_event(const Fields& fields) {
  for (const Fields::Field& field : fields.all()) {
    std::string_view path = fields.path_of(field);
    if (!path.starts_with(event_prefix)) continue;
    path.remove_prefix(event_prefix.size());
    const std::size_t point = path.find('.');
    if (point != std::string_view::npos) return path.substr(0, point);
  }
  return {};
}

/// The fields of the event itself, without the event's prefix.
class Details {
 public:
  Details(const Fields& fields, std::string_view name)
      : fields_(fields), prefix_(std::string(event_prefix) + std::string(name) + ".") {}

  [[nodiscard]] std::string_view get(std::string_view path) const { return fields_.get(prefix_ + std::string(path)); }
  void add_mapped(std::span<const Mapping> table, model::Event& event) const {
    for (const Fields::Field& field : fields_.all()) {
      std::string_view path = fields_.path_of(field);
      if (!path.starts_with(prefix_)) continue;
      path.remove_prefix(prefix_.size());
      if (const Mapping* row = find_mapping(table, path)) event.add(row->attribute, field.text);
    }
  }
  [[nodiscard]] std::string joined(std::string_view path) const {
    const std::string wanted = prefix_ + std::string(path);
    std::string text;
    for (const Fields::Field& field : fields_.all()) {
      if (fields_.path_of(field) == wanted) text.append(text.empty() ? "" : " ").append(field.text);
    }
    return text;
  }

 private:
  const Fields& fields_;
  std::string prefix_;
};

/// What does not exist yet has a folder and a name.
void add_new_path(const Details& details, model::Event& event) {
  struct Parts {
    std::string_view folder, name;
  };
  static constexpr std::array<Parts, 3> parts = {{{"destination.new_path.dir.path", "destination.new_path.filename"},
                                                  {"target_dir.path", "target_filename"},
                                                  {"target_dir.path", "target_name"}}};
  for (const Parts& part : parts) {
    const std::string_view folder = details.get(part.folder);
    const std::string_view name = details.get(part.name);
    if (!folder.empty() && !name.empty())
      event.add(file_path, std::string(folder) + (folder.ends_with('/') ? "" : "/") + std::string(name));
  }
}

/// Only of an exec: of whose image the target is said.
void add_signature(const Details& details, model::Event& event) {
  const std::string_view platform = details.get("target.is_platform_binary");
  if (platform.empty()) return;
  const bool is_signed = event.has(process_signing_id) || event.has(process_team_id);
  event.add(process_signature, platform == "true" ? "platform" : is_signed ? "signed" : "unsigned");
}

/// ESTypes.h: result type 0 is a yes or no, of which 1 is no.
void set_outcome(const Fields& fields, const Details& details, model::Event& event) {
  const std::string_view success = details.get("success");
  if (success == "true") event.status = Status::success;
  if (success == "false") event.status = Status::failure;
  if (fields.get("action.result.result_type") != "0") return;
  const bool denied = fields.get("action.result.result.auth") == "1";
  if (!denied) return;
  event.disposition = model::Disposition::blocked;
  event.status = Status::failure;
}

void add_exited(const Fields& fields, model::Event& event) {
  event.add(process_path, fields.get("process.executable.path"));
  event.add(process_pid, fields.get("process.audit_token.pid"));
}

bool is_message(const Fields& fields) {
  return fields.has("event_type") && fields.has("process.executable.path") && fields.has("time") &&
         (fields.has("mach_time") || fields.has("seq_num")) && !name_of_event(fields).empty();
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  const std::string_view name = name_of_event(fields);
  const Details details(fields, name);
  const auto* const kind = std::ranges::find(kinds, name, &Kind::name);
  set_time(event, parse_json_time(fields.get("time")));
  event.event_class = kind == kinds.end() ? EventClass::other : kind->event_class;
  event.activity = kind == kinds.end() ? activity::other : kind->activity;
  event.add(event_code, name);
  add_mapped(fields, common, event);
  details.add_mapped(kind == kinds.end() ? std::span<const Mapping>(other) : kind->table, event);
  if (name == "exec") {
    event.add(process_cmd_line, details.joined("args"));
    add_signature(details, event);
  }
  if (name == "exit") add_exited(fields, event);
  if (name == "close" && details.get("modified") == "true") event.activity = activity::file_update;
  if (event.event_class == EventClass::file_activity) add_new_path(details, event);
  set_outcome(fields, details, event);
  return Decoded::event;
}

bool is_jamf(const Fields& fields) { return is_message(fields) && fields.get("metadata.vendor") == "Jamf"; }

std::string recognise_lines(std::string_view head) {
  if (!any_line(head, is_message)) return {};
  return any_line(head, is_jamf) ? "jamf_protect_telemetry" : "endpoint_security";
}
std::string recognise_document(std::string_view head) {
  if (!in_first_element(head, is_message)) return {};
  return in_first_element(head, is_jamf) ? "jamf_protect_telemetry" : "endpoint_security";
}

/// Which events there are is for whoever asked for them; starts of programs nobody leaves out.
std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::process, model::Sight::file};
  return sights;
}

}  // namespace

constinit const Format endpoint_security = {
    .name = "endpoint_security",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode,
    .sees = sees,
    .of_one_device = true,
};
constinit const Format endpoint_security_document = {
    .name = "endpoint_security_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
    .of_one_device = true,
};

}  // namespace clew::evidence
