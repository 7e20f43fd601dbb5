// Suricata's eve.json: one JSON object a line, of many kinds (`event_type`).
// Source: Suricata's documentation, "Eve JSON Format" of 4.0 to 8.0: DNS of version 1 has one answer a record, version 2 a list
// or answers grouped by type, version 3 lists of queries too.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

// An alert has what the application said beside it, so one table serves all kinds.
constexpr std::array table = std::to_array<Mapping>({
    {"alert.category", status_detail},
    {"alert.signature", message},
    {"alert.signature_id", event_code},
    {"anomaly.event", event_code},
    {"dns.answers.rdata", answer},
    {"dns.answers.srv.name", answer},
    {"dns.queries.rrname", query_hostname},
    {"dns.queries.rrtype", query_type},
    {"dns.query.rrname", query_hostname},
    {"dns.query.rrtype", query_type},
    {"dns.rcode", rcode},
    {"dns.rdata", answer},
    {"dns.rrname", query_hostname},
    {"dns.rrtype", query_type},
    {"email.from", email_from},
    {"email.subject", email_subject},
    {"email.to", email_to},
    {"fileinfo.filename", file_name},
    {"fileinfo.md5", file_md5},
    {"fileinfo.sha1", file_sha1},
    {"fileinfo.sha256", file_sha256},
    {"files.filename", file_name},
    {"files.md5", file_md5},
    {"files.sha1", file_sha1},
    {"files.sha256", file_sha256},
    {"flow.bytes_toclient", bytes_in},
    {"flow.bytes_toserver", bytes_out},
    {"flow_id", connection_uid},
    {"http.hostname", http_host},
    {"http.http_method", http_method},
    {"http.http_user_agent", user_agent},
    {"http.status", http_status},
    {"netflow.bytes", bytes_out},
    {"payload_printable", message},
    {"proto", protocol},
    {"quic.sni", tls_sni},
    {"quic.ua", user_agent},
    {"smb.filename", file_path},
    {"smtp.mail_from", email_from},
    {"smtp.rcpt_to", email_to},
    {"ssh.client.software_version", user_agent},
    {"tls.sni", tls_sni},
    {"tls.subject", certificate_subject},
    {"tls.subjectaltname", certificate_subject},
});
static_assert(is_sorted_by_path(table));

bool is_eve(const Fields& fields) {
  if (!fields.has("event_type") || !fields.has("timestamp")) return false;
  if (fields.has("src_ip") && fields.has("dest_ip") && fields.has("proto")) return true;
  return fields.get("event_type") == "stats" && fields.has("stats.uptime");
}

/// Who asked is the source, also where the record is about a packet that came back.
void add_endpoints(const Fields& fields, std::string_view type, model::Event& event) {
  const bool from_server = fields.get("src_port") == "53" && fields.get("dest_port") != "53";
  const bool swapped = (type == "dns" && from_server) || (type == "alert" && fields.get("direction") == "to_client");
  event.add(swapped ? dst_ip : src_ip, fields.get("src_ip"));
  event.add(swapped ? dst_port : src_port, fields.get("src_port"));
  event.add(swapped ? src_ip : dst_ip, fields.get("dest_ip"));
  event.add(swapped ? src_port : dst_port, fields.get("dest_port"));
}

/// `url` is the path, or the whole URL of a request to a proxy.
void add_url(const Fields& fields, model::Event& event) {
  const std::string_view text = fields.get("http.url");
  event.add(http_path, text);
  if (text.contains("://")) event.add(url, text);
}

/// A list of answers and the same answers grouped by their types: both may be there, and say the same.
void add_grouped_answers(const Fields& fields, model::Event& event) {
  if (event.has(answer)) return;
  for (const Fields::Field& field : fields.all()) {
    if (fields.path_of(field).starts_with("dns.grouped.")) event.add(answer, field.text);
  }
}

void finish_dns(const Fields& fields, model::Event& event) {
  add_grouped_answers(fields, event);
  event.event_class = EventClass::dns_activity;
  const std::string_view type = fields.get("dns.type");
  const bool answered = type == "answer" || type == "response";
  event.activity = answered ? activity::dns_response : activity::dns_query;
  if (!event.has(rcode)) return;
  event.status = event.get(rcode) == "NOERROR" ? Status::success : Status::failure;
}

void finish_flow(const Fields& fields, model::Event& event) {
  event.event_class = EventClass::network_activity;
  event.add(start_time, fields.get(fields.has("flow.start") ? "flow.start" : "netflow.start"));
  const std::string_view state = fields.get("flow.state");
  event.activity = activity::network_traffic;
  if (state == "closed") {
    event.activity = activity::network_close;
    event.status = Status::success;
  } else if (state == "established") {
    event.activity = activity::network_open;
    event.status = Status::success;
  } else if (state == "new" && fields.get("flow.pkts_toclient") == "0") {
    event.activity = activity::network_fail;  // nobody answered
    event.status = Status::failure;
  }
}

void set_class(const Fields& fields, std::string_view type, model::Event& event) {
  event.event_class = event.has(src_ip) ? EventClass::network_activity : EventClass::other;
  event.activity = activity::network_traffic;
  if (type == "dns") return finish_dns(fields, event);
  if (type == "flow" || type == "netflow") return finish_flow(fields, event);
  if (type == "tls" || type == "quic") event.activity = activity::network_open;
  if (type == "http" || type == "http2") {
    event.event_class = EventClass::http_activity;
    event.activity = activity::other;
  }
  if (type == "fileinfo") {
    event.event_class = EventClass::file_activity;
    event.activity = activity::other;
  }
  if (type == "smtp") {
    event.event_class = EventClass::email_activity;
    event.activity = activity::other;
  }
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, context, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  const std::string_view type = fields.get("event_type");
  if (type.empty()) return Decoded::unparsed;
  if (type == "stats") return Decoded::nothing;  // counters of Suricata's own
  set_time(event, parse_json_time(fields.get("timestamp")));
  add_endpoints(fields, type, event);
  add_mapped(fields, table, event);
  add_url(fields, event);
  if (!event.has(event_code)) event.add(event_code, type);
  set_class(fields, type, event);
  const std::string_view action = fields.get("alert.action");
  if (action == "blocked" || type == "drop") event.disposition = model::Disposition::blocked;
  if (action == "allowed") event.disposition = model::Disposition::allowed;
  return Decoded::event;
}

std::string source_of(const Fields& fields) { return is_eve(fields) ? "suricata_eve" : ""; }
std::string recognise(std::string_view head) { return any_line(head, is_eve) ? "suricata_eve" : ""; }

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::dns, model::Sight::connection, model::Sight::tls,
                                        model::Sight::http, model::Sight::file};
  return sights;
}

}  // namespace

constinit const Format suricata_eve = {
    .name = "suricata_eve",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .source_of = source_of,
    .shows_what_occurs = true,
};

}  // namespace clew::evidence
