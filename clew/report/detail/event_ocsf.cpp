#include "clew/base/text.h"
#include "clew/model/address.h"
#include "clew/report/detail/event_tree.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace clew::report {
namespace {

using detail::JsonTree;
using detail::ValueKind;
using model::Attribute;
using model::EventClass;
using enum Attribute;

/// OCSF observable type_id.
enum class Observable : std::uint8_t {
  none = 0,
  hostname = 1,
  ip = 2,
  mac = 3,
  user_name = 4,
  email = 5,
  url = 6,
  file_name = 7,
  hash = 8,
  resource_uid = 10,
  cmd_line = 13,
  user_agent = 16,
  credential = 19,
  file_path = 45,
};

std::string_view caption_of(Observable type) {
  switch (type) {
    case Observable::none: return "Unknown";
    case Observable::hostname: return "Hostname";
    case Observable::ip: return "IP Address";
    case Observable::mac: return "MAC Address";
    case Observable::user_name: return "User Name";
    case Observable::email: return "Email Address";
    case Observable::url: return "URL String";
    case Observable::file_name: return "File Name";
    case Observable::hash: return "Hash";
    case Observable::resource_uid: return "Resource UID";
    case Observable::cmd_line: return "Command Line";
    case Observable::user_agent: return "HTTP User-Agent";
    case Observable::credential: return "User Credential ID";
    case Observable::file_path: return "File Path";
  }
  return "Unknown";
}

struct OcsfPlace {
  Attribute attribute;
  std::string_view path;
  ValueKind kind = ValueKind::text;
  Observable observable = Observable::none;
};

/// Where OCSF has each attribute, whatever the class; in the order of the enumerators.
constexpr std::array ocsf_places = std::to_array<OcsfPlace>({
    {device_hostname, "device.hostname", ValueKind::text, Observable::hostname},
    {device_uid, "device.uid"},
    {device_ip, "device.ip", ValueKind::text, Observable::ip},
    {actor_user_name, "actor.user.name", ValueKind::text, Observable::user_name},
    {actor_user_uid, "actor.user.uid"},
    {actor_user_type, "actor.user.type"},
    {actor_user_email, "actor.user.email_addr", ValueKind::text, Observable::email},
    {actor_credential_uid, "actor.user.credential_uid", ValueKind::text, Observable::credential},
    {actor_process_path, "actor.process.file.path", ValueKind::text, Observable::file_path},
    {actor_process_pid, "actor.process.pid", ValueKind::integer},
    {process_path, "process.file.path", ValueKind::text, Observable::file_path},
    {process_cmd_line, "process.cmd_line", ValueKind::text, Observable::cmd_line},
    {process_pid, "process.pid", ValueKind::integer},
    {process_user, "process.user.name", ValueKind::text, Observable::user_name},
    {process_signing_id, "process.file.signature.certificate.subject"},
    {process_team_id, "process.file.signature.developer_uid"},
    {process_code_hash, "process.file.hashes[].value", ValueKind::code_hash, Observable::hash},
    {parent_process_path, "process.parent_process.file.path", ValueKind::text, Observable::file_path},
    {parent_process_pid, "process.parent_process.pid", ValueKind::integer},
    {file_path, "file.path", ValueKind::text, Observable::file_path},
    {file_name, "file.name", ValueKind::text, Observable::file_name},
    {file_md5, "file.hashes[].value", ValueKind::md5, Observable::hash},
    {file_sha1, "file.hashes[].value", ValueKind::sha1, Observable::hash},
    {file_sha256, "file.hashes[].value", ValueKind::sha256, Observable::hash},
    {src_ip, "src_endpoint.ip", ValueKind::text, Observable::ip},
    {src_port, "src_endpoint.port", ValueKind::integer},
    {dst_ip, "dst_endpoint.ip", ValueKind::text, Observable::ip},
    {dst_port, "dst_endpoint.port", ValueKind::integer},
    {dst_hostname, "dst_endpoint.hostname", ValueKind::text, Observable::hostname},
    {connection_uid, "connection_info.uid"},
    {protocol, "connection_info.protocol_name"},
    {bytes_out, "traffic.bytes_out", ValueKind::integer},
    {bytes_in, "traffic.bytes_in", ValueKind::integer},
    {query_hostname, "query.hostname", ValueKind::text, Observable::hostname},
    {query_type, "query.type"},
    {answer, "answers[].rdata", ValueKind::text, Observable::hostname},
    {rcode, "rcode"},
    {tls_sni, "tls.sni", ValueKind::text, Observable::hostname},
    {certificate_subject, "tls.certificate.subject"},
    {http_method, "http_request.http_method"},
    {http_host, "http_request.url.hostname", ValueKind::text, Observable::hostname},
    {http_path, "http_request.url.path"},
    {url, "http_request.url.url_string", ValueKind::text, Observable::url},
    {user_agent, "http_request.user_agent", ValueKind::text, Observable::user_agent},
    {http_status, "http_response.code", ValueKind::integer},
    {api_operation, "api.operation"},
    {api_service, "api.service.name"},
    {api_error, "api.response.error"},
    {auth_method, "auth_protocol"},
    {is_mfa, "is_mfa", ValueKind::truth},
    {resource_uid, "resources[].uid", ValueKind::text, Observable::resource_uid},
    {resource_type, "resources[].type"},
    {resource_name, "resources[].name"},
    {client_os, "src_endpoint.os.name"},
    {location, "src_endpoint.location.country"},
    {event_code, "metadata.event_code"},
    {event_uid, "metadata.uid"},
    {correlation_uid, "metadata.correlation_uid"},
    {status_detail, "status_detail"},
    {start_time, "start_time", ValueKind::time},
    {email_from, "email.from", ValueKind::text, Observable::email},
    {email_to, "email.to[]", ValueKind::text, Observable::email},
    {email_subject, "email.subject"},
    {package_name, "unmapped.packages[].name"},
    {package_version, "unmapped.packages[].version"},
    {message, "message"},
    {connection_state, "unmapped.connection_state"},
    {tls_established, "unmapped.tls_established"},
    {device_role, "device.desc"},
    {time_zone_offset, "unmapped.utc_offset_minutes"},
    {org_uid, "cloud.org.uid"},
    {changed_field, "unmapped.changed_fields[]"},
    {created_uid, "unmapped.created_uid"},
    {process_signature, "process.file.signature.state"},
    {http_referrer, "http_request.referrer", ValueKind::text, Observable::url},
    {original_time, "metadata.original_time"},
    {observable, "observables[].value", ValueKind::text, Observable::hostname},
    {src_mac, "src_endpoint.mac", ValueKind::text, Observable::mac},
    {lease_duration, "lease_dur", ValueKind::integer},
});
static_assert(ocsf_places.size() == model::attribute_count);
static_assert([] {
  for (std::size_t i = 0; i < ocsf_places.size(); ++i) {
    if (static_cast<std::size_t>(ocsf_places[i].attribute) != i) return false;
  }
  return true;
}());

/// Where a class has an attribute in another place than the others.
struct OcsfException {
  EventClass event_class;
  Attribute attribute;
  std::string_view path;
};
constexpr std::array ocsf_exceptions = std::to_array<OcsfException>({
    // The started program's own file.
    {EventClass::process_activity, file_path, "process.file.path"},
    {EventClass::process_activity, file_name, "process.file.name"},
    {EventClass::process_activity, file_md5, "process.file.hashes[].value"},
    {EventClass::process_activity, file_sha1, "process.file.hashes[].value"},
    {EventClass::process_activity, file_sha256, "process.file.hashes[].value"},
    // OCSF calls who signs in `user`, and who asked for it on behalf of somebody else `actor`.
    {EventClass::authentication, actor_user_name, "user.name"},
    {EventClass::authentication, actor_user_uid, "user.uid"},
    {EventClass::authentication, actor_user_type, "user.type"},
    {EventClass::authentication, actor_user_email, "user.email_addr"},
    {EventClass::authentication, actor_credential_uid, "user.credential_uid"},
    {EventClass::account_change, resource_uid, "user.uid"},
    {EventClass::account_change, resource_name, "user.name"},
    {EventClass::account_change, resource_type, "user.type"},
    {EventClass::account_change, is_mfa, "actor.session.is_mfa"},
    {EventClass::api_activity, is_mfa, "actor.session.is_mfa"},
    {EventClass::scheduled_job_activity, resource_name, "job.name"},
    {EventClass::scheduled_job_activity, resource_uid, "job.uid"},
    {EventClass::scheduled_job_activity, resource_type, "job.type"},
    {EventClass::scheduled_job_activity, process_cmd_line, "job.cmd_line"},
    {EventClass::scheduled_job_activity, process_path, "job.file.path"},
    {EventClass::scheduled_job_activity, process_user, "job.user.name"},
    {EventClass::network_activity, http_host, "url.hostname"},
    {EventClass::network_activity, http_path, "url.path"},
    {EventClass::network_activity, url, "url.url_string"},
    {EventClass::inventory_info, actor_user_name, "device.owner.name"},
    {EventClass::inventory_info, actor_user_uid, "device.owner.uid"},
    {EventClass::inventory_info, actor_user_email, "device.owner.email_addr"},
    {EventClass::inventory_info, client_os, "device.os.name"},
});

/// What a class knows at its top besides what every class does; of that only what an attribute can become.
struct Known {
  EventClass event_class;
  std::string_view keys;  // separated by spaces
};
constexpr std::string_view known_everywhere =
    "device actor api cloud message metadata observables status_detail start_time unmapped";
constexpr std::array known = std::to_array<Known>({
    {EventClass::other, ""},
    {EventClass::file_activity, "file file_result"},
    {EventClass::scheduled_job_activity, "job"},
    {EventClass::process_activity, "process"},
    {EventClass::account_change, "user src_endpoint http_request http_response"},
    {EventClass::authentication, "user src_endpoint dst_endpoint http_request http_response auth_protocol is_mfa"},
    {EventClass::network_activity, "src_endpoint dst_endpoint connection_info traffic tls url"},
    {EventClass::http_activity,
     "src_endpoint dst_endpoint connection_info traffic tls http_request http_response file"},
    {EventClass::dns_activity, "src_endpoint dst_endpoint connection_info traffic tls query answers rcode"},
    {EventClass::dhcp_activity, "src_endpoint dst_endpoint lease_dur"},
    {EventClass::email_activity, "src_endpoint dst_endpoint email"},
    {EventClass::inventory_info, ""},
    {EventClass::api_activity, "src_endpoint dst_endpoint http_request http_response resources"},
});

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

std::size_t index_of(EventClass event_class) {
  const auto* const row = std::ranges::find(known, event_class, &Known::event_class);
  return row == known.end() ? 0 : static_cast<std::size_t>(row - known.begin());
}

constexpr std::string_view unmapped_prefix = "unmapped.";

/// The paths for all classes and attributes, found once.
class OcsfPaths {
 public:
  OcsfPaths() {
    for (std::size_t i = 0; i < ocsf_places.size(); ++i) {
      const std::string_view path = ocsf_places[i].path;
      unmapped_[i] = path.starts_with(unmapped_prefix) ? std::string(path) : std::string(unmapped_prefix).append(path);
      for (std::size_t row = 0; row < known.size(); ++row) paths_[row][i] = find(known[row], i);
    }
  }
  [[nodiscard]] std::string_view path(std::size_t row, Attribute attribute) const {
    return paths_[row][static_cast<std::size_t>(attribute)];
  }
  [[nodiscard]] std::string_view unmapped(Attribute attribute) const {
    return unmapped_[static_cast<std::size_t>(attribute)];
  }

 private:
  [[nodiscard]] std::string_view find(const Known& row, std::size_t attribute) const {
    for (const OcsfException& exception : ocsf_exceptions) {
      if (exception.event_class == row.event_class && exception.attribute == ocsf_places[attribute].attribute)
        return exception.path;
    }
    const std::string_view path = ocsf_places[attribute].path;
    const std::string_view top = path.substr(0, path.find_first_of(".["));
    return has_word(known_everywhere, top) || has_word(row.keys, top) ? path : std::string_view(unmapped_[attribute]);
  }

  std::array<std::string, ocsf_places.size()> unmapped_;
  std::array<std::array<std::string_view, ocsf_places.size()>, known.size()> paths_;
};

const OcsfPaths& ocsf_paths() {
  static const OcsfPaths paths;
  return paths;
}

struct ActivityRow {
  EventClass event_class;
  std::uint8_t ours;
  OcsfActivity theirs;
};
// The normal form counts create, read, update and delete alike wherever something is changed; OCSF does not.
constexpr std::array activities = std::to_array<ActivityRow>({
    {EventClass::file_activity, model::activity::file_create, {1, "Create"}},
    {EventClass::file_activity, model::activity::file_read, {2, "Read"}},
    {EventClass::file_activity, model::activity::file_update, {3, "Update"}},
    {EventClass::file_activity, model::activity::file_delete, {4, "Delete"}},
    {EventClass::file_activity, model::activity::file_rename, {5, "Rename"}},
    {EventClass::file_activity, model::activity::file_open, {14, "Open"}},
    {EventClass::scheduled_job_activity, model::activity::create, {1, "Create"}},
    {EventClass::scheduled_job_activity, model::activity::update, {2, "Update"}},
    {EventClass::scheduled_job_activity, model::activity::remove, {3, "Delete"}},
    {EventClass::process_activity, model::activity::process_launch, {1, "Launch"}},
    {EventClass::process_activity, model::activity::process_terminate, {2, "Terminate"}},
    {EventClass::account_change, model::activity::create, {1, "Create"}},
    {EventClass::account_change, model::activity::remove, {6, "Delete"}},
    {EventClass::account_change, model::activity::update, {99, "Update"}},
    {EventClass::account_change, model::activity::read, {99, "Read"}},
    {EventClass::authentication, model::activity::logon, {1, "Logon"}},
    {EventClass::network_activity, model::activity::network_open, {1, "Open"}},
    {EventClass::network_activity, model::activity::network_close, {2, "Close"}},
    {EventClass::network_activity, model::activity::network_fail, {4, "Fail"}},
    {EventClass::network_activity, model::activity::network_refuse, {5, "Refuse"}},
    {EventClass::network_activity, model::activity::network_traffic, {6, "Traffic"}},
    {EventClass::dns_activity, model::activity::dns_query, {1, "Query"}},
    {EventClass::dns_activity, model::activity::dns_response, {2, "Response"}},
    {EventClass::dhcp_activity, model::activity::dhcp_ack, {5, "Ack"}},
    {EventClass::dhcp_activity, model::activity::dhcp_release, {7, "Release"}},
    {EventClass::api_activity, model::activity::create, {1, "Create"}},
    {EventClass::api_activity, model::activity::read, {2, "Read"}},
    {EventClass::api_activity, model::activity::update, {3, "Update"}},
    {EventClass::api_activity, model::activity::remove, {4, "Delete"}},
});

struct MethodRow {
  std::string_view method;
  OcsfActivity theirs;
};
constexpr std::array methods = std::to_array<MethodRow>({
    {"CONNECT", {1, "Connect"}},
    {"DELETE", {2, "Delete"}},
    {"GET", {3, "Get"}},
    {"HEAD", {4, "Head"}},
    {"OPTIONS", {5, "Options"}},
    {"POST", {6, "Post"}},
    {"PUT", {7, "Put"}},
    {"TRACE", {8, "Trace"}},
    {"PATCH", {9, "Patch"}},
});

/// A hash is an object: what made it, and the value.
void put_hash(JsonTree& tree, std::string_view path, ValueKind kind, std::string_view value) {
  struct Names {
    std::string_view id, algorithm, algorithm_id;
  };
  // The other two keys beside `value`, for each place that has hashes.
  static constexpr std::array<Names, 4> names = {{
      {"file.hashes[].value", "file.hashes[].algorithm", "file.hashes[].algorithm_id"},
      {"process.file.hashes[].value", "process.file.hashes[].algorithm", "process.file.hashes[].algorithm_id"},
      {"unmapped.file.hashes[].value", "unmapped.file.hashes[].algorithm", "unmapped.file.hashes[].algorithm_id"},
      {"unmapped.process.file.hashes[].value", "unmapped.process.file.hashes[].algorithm",
       "unmapped.process.file.hashes[].algorithm_id"},
  }};
  const auto* const row = std::ranges::find(names, path, &Names::id);
  if (row == names.end()) return;
  const bool known_kind = kind != ValueKind::code_hash;
  tree.put_text(row->algorithm, kind == ValueKind::md5      ? "MD5"
                                : kind == ValueKind::sha1   ? "SHA-1"
                                : kind == ValueKind::sha256 ? "SHA-256"
                                                            : "cdhash");
  tree.put_number(row->algorithm_id,
                  known_kind ? static_cast<std::int64_t>(kind) - static_cast<std::int64_t>(ValueKind::md5) + 1 : 99);
  tree.put_text(path, value);
}

bool put_time(JsonTree& tree, std::string_view path, std::string_view value) {
  const auto time = base::parse_rfc3339(value);
  if (!time || path != "start_time") return false;
  tree.put_text("start_time_dt", base::to_rfc3339(*time));
  return tree.put_number(path, detail::milliseconds(*time));
}

bool put_value(JsonTree& tree, std::string_view path, ValueKind kind, std::string_view value) {
  switch (kind) {
    case ValueKind::text: return tree.put_text(path, value);
    case ValueKind::integer: return detail::is_json_integer(value) && tree.put_literal(path, value);
    case ValueKind::truth: {
      const auto truth = detail::truth_of(value);
      return truth && tree.put_literal(path, *truth ? "true" : "false");
    }
    case ValueKind::time: return put_time(tree, path, value);
    case ValueKind::md5:
    case ValueKind::sha1:
    case ValueKind::sha256:
    case ValueKind::code_hash: put_hash(tree, path, kind, value); return true;
  }
  return false;
}

/// An answer may be a name or an address; what has no part in the event may be anything.
Observable type_of(std::string_view value) {
  constexpr std::size_t sha256_digits = 64;
  if (model::Address::parse(value)) return Observable::ip;
  if (value.contains("://")) return Observable::url;
  if (value.contains('@')) return Observable::email;
  return value.size() == sha256_digits && !value.contains('.') ? Observable::hash : Observable::hostname;
}

void put_observable(JsonTree& tree, std::string_view path, Observable type, std::string_view value) {
  if (type == Observable::hostname) type = type_of(value);
  tree.put_number("observables[].type_id", static_cast<std::int64_t>(type));  // first: it begins a new one
  tree.put_text("observables[].type", caption_of(type));
  if (path != "observables[].value") tree.put_text("observables[].name", path);
  tree.put_text("observables[].value", value);
}

void put_profiles(JsonTree& tree) {
  if (tree.has("cloud") || tree.has("api")) tree.put_text("metadata.profiles[]", "cloud");
  if (tree.has("time_dt") || tree.has("start_time_dt")) tree.put_text("metadata.profiles[]", "datetime");
  if (tree.has("device") || tree.has("actor")) tree.put_text("metadata.profiles[]", "host");
  if (tree.has("disposition_id")) tree.put_text("metadata.profiles[]", "security_control");
}

/// OCSF wants to know what kind of thing these are; the evidence does not say.
void put_required_types(JsonTree& tree) {
  if (tree.has("device")) tree.put_number("device.type_id", 0);
  if (tree.has("device.os")) tree.put_number("device.os.type_id", 0);
  if (tree.has("file")) tree.put_number("file.type_id", 0);
  if (tree.has("file_result")) tree.put_number("file_result.type_id", 0);
  if (tree.has("process.file")) tree.put_number("process.file.type_id", 0);
  if (tree.has("process.parent_process.file")) tree.put_number("process.parent_process.file.type_id", 0);
  if (tree.has("actor.process.file")) tree.put_number("actor.process.file.type_id", 0);
  if (tree.has("job.file")) tree.put_number("job.file.type_id", 0);
  if (tree.has("src_endpoint.os")) tree.put_number("src_endpoint.os.type_id", 0);
}

void put_ocsf_head(JsonTree& tree, const model::Event& event, const EventOrigin& origin) {
  const OcsfClass ocsf = ocsf_class(event.event_class);
  const OcsfActivity activity = ocsf_activity(event);
  if (event.time) {
    tree.put_number("time", detail::milliseconds(*event.time));
    tree.put_text("time_dt", base::to_rfc3339(*event.time));
  }
  const auto class_uid = static_cast<std::int64_t>(event.event_class);
  tree.put_number("category_uid", ocsf.category_uid);
  tree.put_text("category_name", ocsf.category);
  tree.put_number("class_uid", class_uid);
  tree.put_text("class_name", ocsf.caption);
  tree.put_number("activity_id", activity.id);
  tree.put_text("activity_name", activity.caption);
  tree.put_number("type_uid", class_uid * 100 + activity.id);
  tree.put_number("severity_id", 0);
  if (event.status != model::Status::unknown) {
    tree.put_number("status_id", static_cast<std::int64_t>(event.status));
    tree.put_text("status", event.status == model::Status::success ? "Success" : "Failure");
  }
  if (event.disposition != model::Disposition::unknown) {
    static constexpr std::array<std::string_view, 4> names = {"Unknown", "Allowed", "Blocked", "Quarantined"};
    tree.put_number("disposition_id", static_cast<std::int64_t>(event.disposition));
    tree.put_text("disposition", names[static_cast<std::size_t>(event.disposition)]);
  }
  tree.put_text("metadata.version", ocsf_version);
  tree.put_text("metadata.product.name", origin.source);
}

}  // namespace

std::string_view ocsf_path(EventClass event_class, Attribute attribute) {
  return ocsf_paths().path(index_of(event_class), attribute);
}

OcsfClass ocsf_class(EventClass event_class) {
  switch (event_class) {
    case EventClass::other: return {"Base Event", 0, "Uncategorized"};
    case EventClass::file_activity: return {"File System Activity", 1, "System Activity"};
    case EventClass::scheduled_job_activity: return {"Scheduled Job Activity", 1, "System Activity"};
    case EventClass::process_activity: return {"Process Activity", 1, "System Activity"};
    case EventClass::account_change: return {"Account Change", 3, "Identity & Access Management"};
    case EventClass::authentication: return {"Authentication", 3, "Identity & Access Management"};
    case EventClass::network_activity: return {"Network Activity", 4, "Network Activity"};
    case EventClass::http_activity: return {"HTTP Activity", 4, "Network Activity"};
    case EventClass::dns_activity: return {"DNS Activity", 4, "Network Activity"};
    case EventClass::dhcp_activity: return {"DHCP Activity", 4, "Network Activity"};
    case EventClass::email_activity: return {"Email Activity", 4, "Network Activity"};
    case EventClass::inventory_info: return {"Device Inventory Info", 5, "Discovery"};
    case EventClass::api_activity: return {"API Activity", 6, "Application Activity"};
  }
  return {"Base Event", 0, "Uncategorized"};
}

OcsfActivity ocsf_activity(const model::Event& event) {
  for (const ActivityRow& row : activities) {
    if (row.event_class == event.event_class && row.ours == event.activity) return row.theirs;
  }
  if (event.event_class == EventClass::http_activity) {
    const auto* const row = std::ranges::find(methods, event.get(http_method), &MethodRow::method);
    if (row != methods.end()) return row->theirs;
  }
  if (event.activity == model::activity::unknown) return {0, "Unknown"};
  return {99, "Other"};
}

void detail::put_ocsf(JsonTree& tree, const model::Event& event, const EventOrigin& origin) {
  put_ocsf_head(tree, event, origin);
  const std::size_t row = index_of(event.event_class);
  for (const model::Event::Field& field : event.fields()) {
    const OcsfPlace& place = ocsf_places[static_cast<std::size_t>(field.attribute)];
    if (field.attribute == observable) continue;  // among the others below
    const std::string_view value = event.text_of(field);
    std::string_view path = ocsf_paths().path(row, field.attribute);
    if (path == "file.path" && tree.has(path) && event.activity == model::activity::file_rename)
      path = "file_result.path";
    if (!put_value(tree, path, place.kind, value)) {
      path = ocsf_paths().unmapped(field.attribute);
      tree.append_text(path, value);
    }
  }
  for (const model::Event::Field& field : event.fields()) {
    const OcsfPlace& place = ocsf_places[static_cast<std::size_t>(field.attribute)];
    if (place.observable == Observable::none) continue;
    put_observable(tree, ocsf_paths().path(row, field.attribute), place.observable, event.text_of(field));
  }
  put_required_types(tree);
  put_profiles(tree);
  if (!origin.unparsed.empty()) tree.put_text("raw_data", origin.raw);
}

}  // namespace clew::report
