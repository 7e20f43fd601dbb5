#include "clew/evidence/formats/zeek.h"

#include "clew/base/text.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

// Every table ends up in the order of the paths; `is_sorted_by_path` holds it there.
constexpr std::array common = std::to_array<Mapping>({
    {"id.orig_h", src_ip},
    {"id.orig_p", src_port},
    {"id.resp_h", dst_ip},
    {"id.resp_p", dst_port},
    {"proto", protocol},
    {"uid", connection_uid},
});
constexpr std::array conn = std::to_array<Mapping>({
    {"conn_state", connection_state},
    {"orig_bytes", bytes_out},
    {"resp_bytes", bytes_in},
});
constexpr std::array dns = std::to_array<Mapping>({
    {"answers", answer},
    {"qtype_name", query_type},
    {"query", query_hostname},
    {"rcode_name", rcode},
});
constexpr std::array ssl = std::to_array<Mapping>({
    {"established", tls_established},
    {"server_name", tls_sni},
    {"subject", certificate_subject},
    {"validation_status", status_detail},
});
constexpr std::array http = std::to_array<Mapping>({
    {"host", http_host},
    {"method", http_method},
    {"request_body_len", bytes_out},
    {"response_body_len", bytes_in},
    {"status_code", http_status},
    {"uri", http_path},
    {"user_agent", user_agent},
    {"username", actor_user_name},
});
constexpr std::array files = std::to_array<Mapping>({
    {"conn_uids", connection_uid},
    {"filename", file_name},
    {"fuid", event_uid},
    {"md5", file_md5},
    {"rx_hosts", dst_ip},
    {"sha1", file_sha1},
    {"sha256", file_sha256},
    {"tx_hosts", src_ip},
});
constexpr std::array x509 = std::to_array<Mapping>({
    {"certificate.subject", certificate_subject},
    {"san.dns", certificate_subject},
    {"san.ip", certificate_subject},
});
constexpr std::array ssh = std::to_array<Mapping>({
    {"client", user_agent},
    {"remote_location.country_code", location},
});
constexpr std::array smtp = std::to_array<Mapping>({
    {"from", email_from},
    {"mailfrom", email_from},
    {"rcptto", email_to},
    {"subject", email_subject},
    {"to", email_to},
    {"user_agent", user_agent},
});
constexpr std::array weird = std::to_array<Mapping>({
    {"addl", status_detail},
    {"name", event_code},
});
constexpr std::array notice = std::to_array<Mapping>({
    {"dst", dst_ip},
    {"msg", message},
    {"note", event_code},
    {"src", src_ip},
    {"sub", status_detail},
});
constexpr std::array kerberos = std::to_array<Mapping>({
    {"client", actor_user_name},
    {"error_msg", status_detail},
    {"service", resource_name},
});
constexpr std::array ntlm = std::to_array<Mapping>({
    {"hostname", device_hostname},
    {"username", actor_user_name},
});
constexpr std::array smb_files = std::to_array<Mapping>({
    {"name", file_path},
    {"prev_name", file_path},
});
static_assert(is_sorted_by_path(common) && is_sorted_by_path(conn) && is_sorted_by_path(dns) && is_sorted_by_path(ssl));
static_assert(is_sorted_by_path(http) && is_sorted_by_path(files) && is_sorted_by_path(x509) && is_sorted_by_path(ssh));
static_assert(is_sorted_by_path(smtp) && is_sorted_by_path(weird) && is_sorted_by_path(notice));
static_assert(is_sorted_by_path(kerberos) && is_sorted_by_path(ntlm) && is_sorted_by_path(smb_files));

struct Log {
  std::string_view path;
  EventClass event_class;
  std::span<const Mapping> table;
  std::span<const model::Sight> sees;
};

constexpr std::array sees_connection = {model::Sight::connection};
constexpr std::array sees_dns = {model::Sight::dns};
constexpr std::array sees_tls = {model::Sight::tls};
constexpr std::array sees_http = {model::Sight::http};
constexpr std::array sees_file = {model::Sight::file};
constexpr std::array sees_authentication = {model::Sight::authentication};
constexpr std::array sees_mail = {model::Sight::mail};
constexpr std::array sees_text = {model::Sight::text};

constexpr std::array<Log, 13> logs = {{
    {"conn", EventClass::network_activity, conn, sees_connection},
    {"dns", EventClass::dns_activity, dns, sees_dns},
    {"ssl", EventClass::network_activity, ssl, sees_tls},
    {"http", EventClass::http_activity, http, sees_http},
    {"files", EventClass::file_activity, files, sees_file},
    {"x509", EventClass::other, x509, sees_tls},
    {"ssh", EventClass::authentication, ssh, sees_authentication},
    {"smtp", EventClass::email_activity, smtp, sees_mail},
    {"weird", EventClass::network_activity, weird, sees_text},
    {"notice", EventClass::network_activity, notice, sees_text},
    {"kerberos", EventClass::authentication, kerberos, sees_authentication},
    {"ntlm", EventClass::authentication, ntlm, sees_authentication},
    {"smb_files", EventClass::file_activity, smb_files, sees_file},
}};

const Log* log_of(std::string_view path) {
  const auto* found = std::ranges::find(logs, path, &Log::path);
  return found == logs.end() ? nullptr : found;
}

/// Fields that stand in one log only, so that they name it where `_path` is missing.
struct Telling {
  std::string_view field;
  std::string_view path;
};
constexpr std::array<Telling, 24> telling = {{
    {"answers", "dns"},
    {"auth_attempts", "ssh"},
    {"certificate.serial", "x509"},
    {"certificate.subject", "x509"},
    {"cipher", "ssl"},
    {"conn_state", "conn"},
    {"established", "ssl"},
    {"history", "conn"},
    {"host_key", "ssh"},
    {"kex_alg", "ssh"},
    {"last_reply", "smtp"},
    {"mailfrom", "smtp"},
    {"missed_bytes", "conn"},
    {"qclass", "dns"},
    {"qtype", "dns"},
    {"rcode", "dns"},
    {"rcptto", "smtp"},
    {"response_body_len", "http"},
    {"seen_bytes", "files"},
    {"server_name", "ssl"},
    {"ssl_history", "ssl"},
    {"status_msg", "http"},
    {"trans_id", "dns"},
    {"tx_hosts", "files"},
}};
static_assert(std::ranges::is_sorted(telling, {}, &Telling::field));

/// Zeek's conn_state: what became of the connection (base/protocols/conn/main.zeek).
struct ConnectionState {
  std::string_view name;
  std::uint8_t activity;
  Status status;
};
constexpr std::array<ConnectionState, 13> connection_states = {{
    {"S0", activity::network_fail, Status::failure},   // an attempt without an answer
    {"S1", activity::network_open, Status::success},   // established, not ended
    {"SF", activity::network_close, Status::success},  // established and ended
    {"REJ", activity::network_refuse, Status::failure},
    {"S2", activity::network_close, Status::success},
    {"S3", activity::network_close, Status::success},
    {"RSTO", activity::network_close, Status::success},  // established, the originator reset it
    {"RSTR", activity::network_close, Status::success},
    {"RSTOS0", activity::network_fail, Status::failure},
    {"RSTRH", activity::network_fail, Status::unknown},  // a SYN ACK and a reset; the SYN was not seen
    {"SH", activity::network_fail, Status::failure},
    {"SHR", activity::network_fail, Status::unknown},
    {"OTH", activity::network_traffic, Status::unknown},  // only traffic in the middle of it was seen
}};

void finish_conn(const Fields& /*fields*/, model::Event& event) {
  const auto* state = std::ranges::find(connection_states, event.get(connection_state), &ConnectionState::name);
  event.activity = state == connection_states.end() ? activity::network_traffic : state->activity;
  if (state != connection_states.end()) event.status = state->status;
}

void finish_dns(const Fields& fields, model::Event& event) {
  const std::string_view code = event.get(rcode);
  const bool answered = !code.empty() || event.has(answer);
  event.activity = answered ? activity::dns_response : activity::dns_query;
  if (code == "NOERROR") event.status = Status::success;
  if ((!code.empty() && code != "NOERROR") || fields.get("rejected") == "true") event.status = Status::failure;
}

void finish_ssl(const Fields& /*fields*/, model::Event& event) {
  event.activity = activity::network_open;
  const std::string_view established = event.get(tls_established);
  if (established == "true") event.status = Status::success;
  if (established == "false") event.status = Status::failure;
}

/// Through a proxy the path is the whole URL.
void finish_http(const Fields& fields, model::Event& event) {
  event.activity = activity::other;
  if (const std::string_view uri = fields.get("uri"); uri.contains("://")) event.add(url, uri);
}

/// `success_field` says how it ended.
void finish_logon(const Fields& fields, std::string_view method, std::string_view success_field, model::Event& event) {
  event.activity = activity::logon;
  event.add(auth_method, method);
  const std::string_view success = fields.get(success_field);
  if (success == "true") event.status = Status::success;
  if (success == "false") event.status = Status::failure;
}

void finish_smb_files(const Fields& fields, model::Event& event) {
  const std::string_view action = fields.get("action");
  event.activity = activity::other;
  if (action == "SMB::FILE_OPEN") event.activity = activity::file_open;
  if (action == "SMB::FILE_READ") event.activity = activity::file_read;
  if (action == "SMB::FILE_WRITE") event.activity = activity::file_update;
  if (action == "SMB::FILE_RENAME") event.activity = activity::file_rename;
  if (action == "SMB::FILE_DELETE") event.activity = activity::file_delete;
}

}  // namespace

std::string_view zeek_path_of(const Fields& fields) {
  if (const std::string_view path = fields.get("_path"); !path.empty()) return path;
  for (const Fields::Field& field : fields.all()) {
    const std::string_view name = fields.path_of(field);
    for (const Telling& row : telling) {
      if (row.field.size() == name.size() && row.field == name) return row.path;
    }
  }
  return {};
}

std::string zeek_source(std::string_view path) {
  constexpr std::size_t path_bytes_shown_max = 40;
  const bool plain = path.size() <= path_bytes_shown_max &&
                     std::ranges::all_of(path, [](char c) { return base::is_alnum(c) || c == '_'; });
  return path.empty() || !plain ? "zeek" : "zeek_" + std::string(path);
}

std::span<const model::Sight> zeek_sees(std::string_view source) {
  if (source.starts_with("zeek_")) source.remove_prefix(5);
  const Log* log = log_of(source);
  return log == nullptr ? std::span<const model::Sight>(sees_text) : log->sees;
}

void decode_zeek(std::string_view path, const Fields& fields, model::Event& event) {
  if (const std::string_view ts = fields.get("ts"); !ts.empty()) {
    if (const auto instant = base::parse_epoch_seconds(ts)) {
      set_time(event, FoundTime{*instant});
    } else {
      set_time(event, parse_json_time(ts));
    }
  }
  add_mapped(fields, common, event);
  const Log* log = log_of(path);
  if (log == nullptr) {
    if (event.has(src_ip) && event.has(dst_ip)) event.event_class = EventClass::network_activity;
    return;
  }
  event.event_class = log->event_class;
  add_mapped(fields, log->table, event);
  if (path == "conn") finish_conn(fields, event);
  if (path == "dns") finish_dns(fields, event);
  if (path == "ssl") finish_ssl(fields, event);
  if (path == "http") finish_http(fields, event);
  if (path == "ssh") finish_logon(fields, "ssh", "auth_success", event);
  if (path == "kerberos" || path == "ntlm") finish_logon(fields, path, "success", event);
  if (path == "smb_files") finish_smb_files(fields, event);
  if (path == "files" || path == "smtp") event.activity = activity::other;
}

}  // namespace clew::evidence
