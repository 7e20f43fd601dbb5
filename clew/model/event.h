/// One record of the evidence in the normal form: a pinned subset of OCSF 1.8.
///
///     record --evidence/<format>--> Event { class, activity, time, fields }
///
/// A field is a pair of `Attribute` (an OCSF path, numbered here) and text; a field may come several times (DNS
/// answers). Numbers stay in the text that the source wrote. The raw record stays addressable: file, offset, length.
/// An Event owns its text in one buffer, so clearing and filling it again allocates nothing, and copying is cheap.
/// Source: OCSF 1.8 class uids and attribute paths; `unmapped.*` is OCSF's own place for what it has no name for.
#pragma once

#include "clew/base/instant.h"
#include "clew/model/detail/text_buffer.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace clew::model {

/// OCSF class_uid.
enum class EventClass : std::uint16_t {
  other = 0,
  file_activity = 1001,
  scheduled_job_activity = 1006,
  process_activity = 1007,
  account_change = 3001,
  authentication = 3002,
  network_activity = 4001,
  http_activity = 4002,
  dns_activity = 4003,
  dhcp_activity = 4004,
  email_activity = 4009,
  inventory_info = 5001,
  api_activity = 6003,
};
std::string_view name_of(EventClass event_class);

/// OCSF activity_id; its meaning depends on the class. Only those that some rule asks for are named here.
namespace activity {
constexpr std::uint8_t unknown = 0;
constexpr std::uint8_t other = 99;
constexpr std::uint8_t process_launch = 1;
constexpr std::uint8_t process_terminate = 2;
constexpr std::uint8_t file_create = 1;
constexpr std::uint8_t file_read = 2;
constexpr std::uint8_t file_update = 3;
constexpr std::uint8_t file_delete = 4;
constexpr std::uint8_t file_rename = 5;
constexpr std::uint8_t file_open = 14;
constexpr std::uint8_t network_open = 1;
constexpr std::uint8_t network_close = 2;
constexpr std::uint8_t network_fail = 4;
constexpr std::uint8_t network_refuse = 5;
constexpr std::uint8_t network_traffic = 6;
constexpr std::uint8_t dns_query = 1;
constexpr std::uint8_t dns_response = 2;
constexpr std::uint8_t dhcp_ack = 5;
constexpr std::uint8_t dhcp_release = 7;
constexpr std::uint8_t logon = 1;
constexpr std::uint8_t logoff = 2;
constexpr std::uint8_t create = 1;  // account_change and api_activity
constexpr std::uint8_t read = 2;
constexpr std::uint8_t update = 3;
constexpr std::uint8_t remove = 4;
}  // namespace activity

/// OCSF status_id.
enum class Status : std::uint8_t { unknown = 0, success = 1, failure = 2 };

/// OCSF disposition_id, those that evidence here has: what a control did about it.
enum class Disposition : std::uint8_t { unknown = 0, allowed = 1, blocked = 2, quarantined = 3 };

/// How far the time can be trusted. Names of the case document's `time_quality`.
enum class TimeQuality : std::uint8_t { exact, zone_assumed, clock_corrected, unknown };
std::string_view name_of(TimeQuality quality);

/// The paths of the pinned subset. Append only: numbers are stored.
enum class Attribute : std::uint8_t {
  device_hostname = 0,   // device.hostname
  device_uid,            // device.uid
  device_ip,             // device.ip
  actor_user_name,       // actor.user.name
  actor_user_uid,        // actor.user.uid
  actor_user_type,       // actor.user.type                      "admin", "user"
  actor_user_email,      // actor.user.email_addr
  actor_credential_uid,  // actor.user.credential_uid            a cloud access key
  actor_process_path,    // actor.process.file.path              who did it to a file
  actor_process_pid,     // actor.process.pid
  process_path,          // process.file.path
  process_cmd_line,      // process.cmd_line
  process_pid,           // process.pid
  process_user,          // process.user.name
  process_signing_id,    // process.file.signature.certificate.subject
  process_team_id,       // process.file.signature.developer_uid
  process_code_hash,     // process.file.hashes.other            a code-signing hash (cdhash)
  parent_process_path,   // process.parent_process.file.path
  parent_process_pid,    // process.parent_process.pid
  file_path,             // file.path
  file_name,             // file.name
  file_md5,              // file.hashes.md5
  file_sha1,             // file.hashes.sha1
  file_sha256,           // file.hashes.sha256
  src_ip,                // src_endpoint.ip
  src_port,              // src_endpoint.port
  dst_ip,                // dst_endpoint.ip
  dst_port,              // dst_endpoint.port
  dst_hostname,          // dst_endpoint.hostname
  connection_uid,        // connection_info.uid                  joins records of one flow
  protocol,              // connection_info.protocol_name
  bytes_out,             // traffic.bytes_out
  bytes_in,              // traffic.bytes_in
  query_hostname,        // query.hostname
  query_type,            // query.type
  answer,                // answers.rdata                        once for each answer
  rcode,                 // rcode                                "NOERROR", "NXDOMAIN"
  tls_sni,               // tls.sni
  certificate_subject,   // tls.certificate.subject
  http_method,           // http_request.http_method
  http_host,             // http_request.url.hostname
  http_path,             // http_request.url.path
  url,                   // http_request.url.url_string
  user_agent,            // http_request.user_agent
  http_status,           // http_response.code
  api_operation,         // api.operation
  api_service,           // api.service.name
  api_error,             // api.response.error
  auth_method,           // auth_protocol                        "session", "api key", "sso"
  is_mfa,                // is_mfa                               "true", "false"
  resource_uid,          // resources.uid
  resource_type,         // resources.type
  resource_name,         // resources.name
  client_os,             // src_endpoint.os.name                 of a signed-in client
  location,              // src_endpoint.location.country
  event_code,            // metadata.event_code                  the source's own name of the event
  event_uid,             // metadata.uid                         the source's own id of the record
  correlation_uid,       // metadata.correlation_uid             joins an order and its result
  status_detail,         // status_detail
  start_time,            // start_time                           RFC 3339; an order's request time
  email_from,            // email.from
  email_to,              // email.to
  email_subject,         // email.subject
  package_name,          // package.name
  package_version,       // package.version
  message,               // message                              text without a shape
  connection_state,      // unmapped.connection_state            Zeek conn_state
  tls_established,       // unmapped.tls_established             "true", "false"
  device_role,           // device.desc                          what the inventory says it is for
  time_zone_offset,      // unmapped.utc_offset_minutes          from the inventory
  org_uid,               // cloud.org.uid
  changed_field,         // unmapped.changed_field               which field of a resource was changed; once for each
  created_uid,           // unmapped.created_uid                 the id of what a call made: a new access key
  process_signature,     // process.file.signature.state         "platform", "signed", "unsigned"; absent: not known
  http_referrer,         // http_request.referrer
  original_time,         // metadata.original_time               the time as the source wrote it
  observable,  // observables.value                    an address, URL, hash or name whose part in the event is not known
  src_mac,     // src_endpoint.mac                     of who was given an address
  lease_duration,  // lease_dur                            for how many seconds an address was given
};
constexpr std::size_t attribute_count = static_cast<std::size_t>(Attribute::lease_duration) + 1;
/// The OCSF path: `process.cmd_line`.
std::string_view name_of(Attribute attribute);

class Event {
 public:
  EventClass event_class = EventClass::other;
  std::uint8_t activity = activity::unknown;
  Status status = Status::unknown;
  Disposition disposition = Disposition::unknown;
  std::optional<base::Instant> time;
  TimeQuality time_quality = TimeQuality::unknown;

  struct Field {
    Attribute attribute = {};
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  /// Forgets everything but keeps the memory.
  void clear();
  /// Adds a field; an empty text adds nothing, because an empty field says nothing.
  void add(Attribute attribute, std::string_view text) {
    if (text.empty()) return;
    Field& field = fields_.emplace_back();
    field.attribute = attribute;
    field.begin = static_cast<std::uint32_t>(text_.size());
    field.size = static_cast<std::uint32_t>(text.size());
    text_.append(text);
  }
  /// What a part of the same record tells by itself, read into `told`: its kind and how it ended replace this event's, its fields
  /// come behind. Of its time nothing.
  void add_told(const Event& told);
  /// The first value of `attribute`, or an empty view. Views end with the next `add`, `clear` or copy.
  [[nodiscard]] std::string_view get(Attribute attribute) const;
  [[nodiscard]] bool has(Attribute attribute) const { return !get(attribute).empty(); }
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  [[nodiscard]] std::string_view text_of(const Field& field) const {
    return text_.view().substr(field.begin, field.size);
  }
  /// Orders events by what their fields say: below, at or above zero.
  [[nodiscard]] int compare_fields(const Event& other) const { return text_.view().compare(other.text_.view()); }

 private:
  detail::TextBuffer text_;
  std::vector<Field> fields_;
};

}  // namespace clew::model
