#include "clew/evidence/formats/zeek.h"

#include "clew/base/text.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

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
/// Who was given an address. Zeek before 3.0 has one record for each acknowledgement, without the messages' types.
constexpr std::array dhcp = std::to_array<Mapping>({
    {"assigned_addr", src_ip},
    {"assigned_ip", src_ip},
    {"host_name", device_hostname},
    {"lease_time", lease_duration},
    {"mac", src_mac},
    {"msg_types", status_detail},
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
static_assert(is_sorted_by_path(smtp) && is_sorted_by_path(weird) && is_sorted_by_path(notice) &&
              is_sorted_by_path(dhcp));
static_assert(is_sorted_by_path(kerberos) && is_sorted_by_path(ntlm) && is_sorted_by_path(smb_files));

/// The rows that all logs have, then those of one.
template <std::size_t count>
constexpr auto with_common(const std::array<Mapping, count>& own) {
  std::array<Mapping, common.size() + count> both{};
  std::ranges::copy(own, std::ranges::copy(common, both.begin()).out);
  return both;
}
constexpr auto conn_rows = with_common(conn);
constexpr auto dns_rows = with_common(dns);
constexpr auto ssl_rows = with_common(ssl);
constexpr auto http_rows = with_common(http);
constexpr auto files_rows = with_common(files);
constexpr auto x509_rows = with_common(x509);
constexpr auto ssh_rows = with_common(ssh);
constexpr auto smtp_rows = with_common(smtp);
constexpr auto weird_rows = with_common(weird);
constexpr auto notice_rows = with_common(notice);
constexpr auto dhcp_rows = with_common(dhcp);
constexpr auto kerberos_rows = with_common(kerberos);
constexpr auto ntlm_rows = with_common(ntlm);
constexpr auto smb_files_rows = with_common(smb_files);

constexpr std::array sees_connection = {model::Sight::connection};
constexpr std::array sees_dns = {model::Sight::dns};
constexpr std::array sees_tls = {model::Sight::tls};
constexpr std::array sees_http = {model::Sight::http};
constexpr std::array sees_file = {model::Sight::file};
constexpr std::array sees_authentication = {model::Sight::authentication};
constexpr std::array sees_mail = {model::Sight::mail};
constexpr std::array sees_text = {model::Sight::text};

/// Fields that stand in one log only, so that they name it where `_path` is missing.
struct Telling {
  std::string_view field;
  std::string_view path;
};
constexpr std::array<Telling, 25> telling = {{
    {"answers", "dns"},
    {"assigned_addr", "dhcp"},
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
constexpr auto telling_fields = [] {
  std::array<std::string_view, telling.size()> fields;
  std::ranges::transform(telling, fields.begin(), &Telling::field);
  return fields;
}();

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

void finish_conn(std::string_view /*asked*/, model::Event& event) {
  const auto* state = std::ranges::find(connection_states, event.get(connection_state), &ConnectionState::name);
  event.activity = state == connection_states.end() ? activity::network_traffic : state->activity;
  if (state != connection_states.end()) event.status = state->status;
}

void finish_dns(std::string_view rejected, model::Event& event) {
  const std::string_view code = event.get(rcode);
  const bool answered = !code.empty() || event.has(answer);
  event.activity = answered ? activity::dns_response : activity::dns_query;
  if (code == "NOERROR") event.status = Status::success;
  if ((!code.empty() && code != "NOERROR") || rejected == "true") event.status = Status::failure;
  // Zeek's record is of the question and its reply (only it has this field): without one, nobody replied.
  if (!answered && !rejected.empty()) event.status = Status::failure;
}

void finish_ssl(std::string_view /*asked*/, model::Event& event) {
  event.activity = activity::network_open;
  const std::string_view established = event.get(tls_established);
  if (established == "true") event.status = Status::success;
  if (established == "false") event.status = Status::failure;
}

/// Through a proxy the path is the whole URL.
void finish_http(std::string_view uri, model::Event& event) {
  event.activity = activity::other;
  if (uri.contains("://")) event.add(url, uri);
}

/// `success` says how it ended.
void finish_logon(std::string_view success, std::string_view method, model::Event& event) {
  event.activity = activity::logon;
  event.add(auth_method, method);
  if (success == "true") event.status = Status::success;
  if (success == "false") event.status = Status::failure;
}

void finish_ssh(std::string_view success, model::Event& event) { finish_logon(success, "ssh", event); }
void finish_kerberos(std::string_view success, model::Event& event) { finish_logon(success, "kerberos", event); }
void finish_ntlm(std::string_view success, model::Event& event) { finish_logon(success, "ntlm", event); }

void finish_dhcp(std::string_view /*asked*/, model::Event& event) {
  const auto has_type = [&](std::string_view type) {
    return std::ranges::any_of(event.fields(), [&](const model::Event::Field& field) {
      return field.attribute == status_detail && event.text_of(field) == type;
    });
  };
  const bool is_granted = event.has(src_ip) && (has_type("ACK") || !event.has(status_detail)) && !has_type("NAK");
  event.activity = has_type("RELEASE") ? activity::dhcp_release : is_granted ? activity::dhcp_ack : activity::other;
}

void finish_smb_files(std::string_view action, model::Event& event) {
  event.activity = activity::other;
  if (action == "SMB::FILE_OPEN") event.activity = activity::file_open;
  if (action == "SMB::FILE_READ") event.activity = activity::file_read;
  if (action == "SMB::FILE_WRITE") event.activity = activity::file_update;
  if (action == "SMB::FILE_RENAME") event.activity = activity::file_rename;
  if (action == "SMB::FILE_DELETE") event.activity = activity::file_delete;
}

void finish_activity(std::string_view /*asked*/, model::Event& event) { event.activity = activity::other; }

void finish_unknown(std::string_view /*asked*/, model::Event& event) {
  if (event.has(src_ip) && event.has(dst_ip)) event.event_class = EventClass::network_activity;
}

constexpr std::array<ZeekLog, 14> logs = {{
    {"conn", EventClass::network_activity, conn_rows, sees_connection, "", finish_conn},
    {"dns", EventClass::dns_activity, dns_rows, sees_dns, "rejected", finish_dns},
    {"ssl", EventClass::network_activity, ssl_rows, sees_tls, "", finish_ssl},
    {"http", EventClass::http_activity, http_rows, sees_http, "uri", finish_http},
    {"files", EventClass::file_activity, files_rows, sees_file, "", finish_activity},
    {"x509", EventClass::other, x509_rows, sees_tls},
    {"ssh", EventClass::authentication, ssh_rows, sees_authentication, "auth_success", finish_ssh},
    {"smtp", EventClass::email_activity, smtp_rows, sees_mail, "", finish_activity},
    {"weird", EventClass::network_activity, weird_rows, sees_text},
    {"notice", EventClass::network_activity, notice_rows, sees_text},
    {"dhcp", EventClass::dhcp_activity, dhcp_rows, sees_text, "", finish_dhcp},
    {"kerberos", EventClass::authentication, kerberos_rows, sees_authentication, "success", finish_kerberos},
    {"ntlm", EventClass::authentication, ntlm_rows, sees_authentication, "success", finish_ntlm},
    {"smb_files", EventClass::file_activity, smb_files_rows, sees_file, "action", finish_smb_files},
}};
constexpr ZeekLog unknown_log = {"", EventClass::other, common, sees_text, "", finish_unknown};

}  // namespace

const std::size_t zeek_common_rows = common.size();

const ZeekLog& zeek_log_of(std::string_view path) {
  const auto* found = std::ranges::find(logs, path, &ZeekLog::path);
  return found == logs.end() ? unknown_log : *found;
}

std::string_view zeek_path_of(const Fields& fields) {
  if (const std::string_view path = fields.get("_path"); !path.empty()) return path;
  for (const Fields::Field& field : fields.all()) {
    if (field.text.empty()) continue;  // of a table that several logs were put into
    const std::size_t place = fields.place_of(field, telling_fields);
    if (place != Fields::nowhere) return telling[place].path;
  }
  return {};
}

std::string zeek_source(std::string_view path) {
  constexpr std::size_t path_bytes_shown_max = 40;
  const bool plain = path.size() <= path_bytes_shown_max &&
                     std::ranges::all_of(path, [](char c) { return base::is_alnum(c) || c == '_'; });
  return path.empty() || !plain ? "zeek" : "zeek_" + std::string(path);
}

bool is_of_other_log(std::string_view path, const FileContext& context) {
  std::string_view own = context.source;
  if (path.empty() || !own.starts_with("zeek_")) return false;
  own.remove_prefix(5);
  return own != path;
}

std::span<const model::Sight> zeek_sees(std::string_view source) {
  if (source.starts_with("zeek_")) source.remove_prefix(5);
  return zeek_log_of(source).sees;
}

void set_zeek_time(std::string_view ts, model::Event& event) {
  if (ts.empty()) return;
  if (const auto instant = base::parse_epoch_seconds(ts)) {
    set_exact_time(event, *instant, ts);
  } else {
    set_time(event, parse_json_time(ts));
  }
}

void decode_zeek(std::string_view path, const Fields& fields, model::Event& event) {
  const ZeekLog& log = zeek_log_of(path);
  set_zeek_time(fields.get("ts"), event);
  // First what all logs have in common, then the log's own; few records have more of that than are noted here.
  constexpr std::size_t noted_max = 32;
  std::array<std::pair<const Fields::Field*, model::Attribute>, noted_max> noted;
  std::size_t count = 0;
  const Fields::Field* first_left = nullptr;
  const Mapping* const common_end = log.table.data() + common.size();
  for (const Fields::Field& field : fields.all()) {
    const Mapping* const row = fields.row_of(field, log.table);
    if (row == nullptr) continue;
    if (row < common_end) {
      event.add(row->attribute, field.text);
    } else if (count < noted_max) {
      noted[count++] = {&field, row->attribute};
    } else if (first_left == nullptr) {
      first_left = &field;
    }
  }
  for (const auto& [field, attribute] : std::span(noted).first(count)) event.add(attribute, field->text);
  for (; first_left != nullptr && first_left <= &fields.all().back(); ++first_left) {
    const Mapping* const row = fields.row_of(*first_left, log.table);
    if (row != nullptr && row >= common_end) event.add(row->attribute, first_left->text);
  }
  event.event_class = log.event_class;
  if (log.finish != nullptr) log.finish(log.asks.empty() ? std::string_view{} : fields.get(log.asks), event);
}

}  // namespace clew::evidence
