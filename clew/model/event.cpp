#include "clew/model/event.h"

#include <array>

namespace clew::model {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, attribute_count> attribute_names = {
    "device.hostname",
    "device.uid",
    "device.ip",
    "actor.user.name",
    "actor.user.uid",
    "actor.user.type",
    "actor.user.email_addr",
    "actor.user.credential_uid",
    "actor.process.file.path",
    "actor.process.pid",
    "process.file.path",
    "process.cmd_line",
    "process.pid",
    "process.user.name",
    "process.file.signature.certificate.subject",
    "process.file.signature.developer_uid",
    "process.file.hashes.other",
    "process.parent_process.file.path",
    "process.parent_process.pid",
    "file.path",
    "file.name",
    "file.hashes.md5",
    "file.hashes.sha1",
    "file.hashes.sha256",
    "src_endpoint.ip",
    "src_endpoint.port",
    "dst_endpoint.ip",
    "dst_endpoint.port",
    "dst_endpoint.hostname",
    "connection_info.uid",
    "connection_info.protocol_name",
    "traffic.bytes_out",
    "traffic.bytes_in",
    "query.hostname",
    "query.type",
    "answers.rdata",
    "rcode",
    "tls.sni",
    "tls.certificate.subject",
    "http_request.http_method",
    "http_request.url.hostname",
    "http_request.url.path",
    "http_request.url.url_string",
    "http_request.user_agent",
    "http_response.code",
    "api.operation",
    "api.service.name",
    "api.response.error",
    "auth_protocol",
    "is_mfa",
    "resources.uid",
    "resources.type",
    "resources.name",
    "src_endpoint.os.name",
    "src_endpoint.location.country",
    "metadata.event_code",
    "metadata.uid",
    "metadata.correlation_uid",
    "status_detail",
    "start_time",
    "email.from",
    "email.to",
    "email.subject",
    "package.name",
    "package.version",
    "message",
    "unmapped.connection_state",
    "unmapped.tls_established",
    "device.desc",
    "unmapped.utc_offset_minutes",
    "cloud.org.uid",
    "unmapped.changed_field",
    "unmapped.created_uid",
    "process.file.signature.state",
    "http_request.referrer",
    "metadata.original_time",
    "observables.value",
    "src_endpoint.mac",
    "lease_dur",
};

}  // namespace

std::string_view name_of(EventClass event_class) {
  switch (event_class) {
    case EventClass::other: return "other";
    case EventClass::file_activity: return "file_activity";
    case EventClass::scheduled_job_activity: return "scheduled_job_activity";
    case EventClass::process_activity: return "process_activity";
    case EventClass::account_change: return "account_change";
    case EventClass::authentication: return "authentication";
    case EventClass::network_activity: return "network_activity";
    case EventClass::http_activity: return "http_activity";
    case EventClass::dns_activity: return "dns_activity";
    case EventClass::dhcp_activity: return "dhcp_activity";
    case EventClass::email_activity: return "email_activity";
    case EventClass::inventory_info: return "inventory_info";
    case EventClass::api_activity: return "api_activity";
  }
  return "other";
}

std::string_view name_of(TimeQuality quality) {
  switch (quality) {
    case TimeQuality::exact: return "exact";
    case TimeQuality::zone_assumed: return "zone_assumed";
    case TimeQuality::clock_corrected: return "clock_corrected";
    case TimeQuality::unknown: return "unknown";
  }
  return "unknown";
}

std::string_view name_of(Attribute attribute) { return attribute_names[static_cast<std::size_t>(attribute)]; }

void Event::clear() {
  event_class = EventClass::other;
  activity = activity::unknown;
  status = Status::unknown;
  disposition = Disposition::unknown;
  time.reset();
  time_quality = TimeQuality::unknown;
  text_.clear();
  fields_.clear();
}

void Event::add_told(const Event& told) {
  event_class = told.event_class;
  activity = told.activity;
  status = told.status;
  if (told.disposition != Disposition::unknown) disposition = told.disposition;
  for (const Field& field : told.fields_) add(field.attribute, told.text_of(field));
}

std::string_view Event::get(Attribute attribute) const {
  for (const Field& field : fields_) {
    if (field.attribute == attribute) return text_of(field);
  }
  return {};
}

}  // namespace clew::model
