// What web servers and load balancers write of each request: Apache's and nginx's access logs (common, combined, with a
// virtual host in front, with more fields behind), their error logs, HAProxy's HTTP log, and those of AWS: S3, classic and
// application load balancers.
// Source: Apache's mod_log_config and ErrorLogFormat, nginx's ngx_http_log_module and error_log, HAProxy's configuration
// manual section 8.2.3, AWS "Amazon S3 server access log format" and "Access logs for your Application Load Balancer".
#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/evidence/detail/same_bytes.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;

constexpr std::size_t message_bytes_max = 16 * 1024;

std::string_view unless_dash(std::string_view text) { return text == "-" ? std::string_view{} : text; }

bool is_status(std::string_view text) {
  return text.size() == 3 && is_number(text) && text[0] >= '1' && text[0] <= '9';
}

/// The first word behind `key`, at the end of a word's beginning; quoted or up to a comma.
std::string_view named(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + key.size());
  if (text.starts_with('"')) return take_quoted(text).value_or("");
  return text.substr(0, std::min(text.find(", "), text.size()));
}

/// `host`, `host:port`, `[v6]:port`.
void add_host(std::string_view authority, model::Event& event) {
  authority = authority.substr(authority.rfind('@') == std::string_view::npos ? 0 : authority.rfind('@') + 1);
  std::string_view host = authority;
  if (take(host, "[")) {
    host = take_until(host, "]").value_or("");
  } else if (const std::size_t colon = authority.rfind(':');
             colon != std::string_view::npos && is_number(authority.substr(colon + 1))) {
    host = authority.substr(0, colon);
    event.add(dst_port, authority.substr(colon + 1));
  }
  event.add(http_host, unless_dash(host));
}

/// `GET /path HTTP/1.1`. What a scanner sends instead has no method, and is kept as it is.
void add_request(std::string_view request, model::Event& event) {
  const std::size_t first = request.find(' ');
  const std::string_view method = request.substr(0, first);
  const bool is_method = first != std::string_view::npos && !method.empty() && method.size() <= 32 &&
                         std::ranges::all_of(method, [](char c) { return base::is_alpha(c) || c == '_' || c == '-'; });
  if (!is_method) return event.add(message, unless_dash(request));
  std::string_view target = request.substr(first + 1);
  if (const std::size_t last = target.rfind(" HTTP/"); last != std::string_view::npos) target = target.substr(0, last);
  event.add(http_method, method);
  // A proxy request has a whole URL, CONNECT only a host.
  const std::size_t scheme = target.find("://");
  if (method == "CONNECT") return add_host(target, event);
  if (scheme == std::string_view::npos || scheme > 8) return event.add(http_path, target);
  event.add(url, target);
  static constexpr base::ByteSet ends("/?#");
  const std::string_view rest = target.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, ends.find_in(rest));
  if (!event.has(http_host)) add_host(authority, event);
  event.add(http_path, rest.substr(authority.size()));
}

void add_status(std::string_view status, model::Event& event) {
  event.add(http_status, status);
  if (status.starts_with('2') || status.starts_with('3')) event.status = model::Status::success;
  if (status.starts_with('4') || status.starts_with('5')) event.status = model::Status::failure;
}

void start_request(model::Event& event) {
  event.event_class = EventClass::http_activity;
  event.activity = model::activity::other;
}

void add_client(std::string_view client, model::Event& event) {
  const Endpoint endpoint = endpoint_of(client);
  event.add(src_ip, endpoint.address);
  event.add(src_port, endpoint.port);
}

/// A client is an address, or a name where the server looks names up, or what a proxy forwarded: `192.0.2.7, 10.0.0.1`.
bool is_client(std::string_view word) {
  static constexpr base::ByteSet bytes(
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
      ".:-_%[]");
  return !word.empty() && bytes.has_all_of(word);
}

// --- Apache, nginx ---

struct Access {
  std::optional<FoundTime> time;
  std::string_view virtual_host, client, user, request, status, bytes, referrer, agent;
};

/// As `find(" [")`, which stops at every blank.
std::size_t find_blank_and_bracket(std::string_view text) {
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    if (at > 0 && text[at - 1] == ' ') return at - 1;
  }
  return std::string_view::npos;
}

/// `take_apache_time` of all of `text`. A busy server writes many lines in one second: the time of the last one is kept.
std::optional<FoundTime> access_time(std::string_view text) {
  struct Last {
    std::array<char, 26> text;  // 26/Jun/2023:00:00:00 +0000
    std::optional<FoundTime> time;
  };
  thread_local Last last;
  if (text.size() != last.text.size()) return take_apache_time(text);
  if (last.time && detail::same_bytes(text, last.text.data())) return last.time;
  last.time = take_apache_time(text);
  std::ranges::copy(text, last.text.begin());
  return last.time;
}

/// `host ident user [time] "request" status bytes "referrer" "agent" …`; false where the line is not of this form.
bool read_access(std::string_view text, Access& access) {
  constexpr std::size_t prefix_bytes_max = 512;
  const std::size_t bracket = find_blank_and_bracket(text.substr(0, prefix_bytes_max));
  if (bracket == std::string_view::npos || bracket + 28 > text.size()) return false;
  std::string_view prefix = text.substr(0, bracket);
  std::string_view rest = text.substr(bracket + 2);
  const auto time_text = take_until(rest, "] ");
  if (!time_text || time_text->starts_with('[')) return false;
  access.time = access_time(*time_text);
  if (!access.time) return false;
  // A user may have blanks in it; the words before it do not.
  std::string_view first = take_word(prefix);
  if (first.ends_with(',')) {
    // What a proxy forwarded begins with the client.
    first.remove_suffix(1);
    while (take_word(prefix).ends_with(',')) {
    }
  }
  std::string_view second = take_word(prefix);
  const bool has_virtual_host = prefix.contains(' ') && is_client(second) && !is_address(first) &&
                                (is_address(second) || (second != "-" && first.contains(':')));
  if (has_virtual_host) {
    access.virtual_host = first;
    first = second;
    second = take_word(prefix);
  }
  if (!is_client(first) || prefix.empty()) return false;
  access.client = first;
  access.user = prefix;
  const auto request = take_quoted(rest);
  if (!request) return false;
  access.request = *request;
  access.status = take_word(rest);
  access.bytes = take_word(rest);
  if (!is_status(access.status) || (access.bytes != "-" && !is_number(access.bytes))) return false;
  if (const auto referrer = take_quoted(rest)) {
    access.referrer = *referrer;
    take(rest, " ");
    access.agent = take_quoted(rest).value_or("");
  }
  return true;
}

void add_access(const Access& access, const FileContext& context, model::Event& event) {
  set_surer_time(event, access.time, context.utc_offset_minutes.value_or(0));
  start_request(event);
  add_client(access.client, event);
  add_host(access.virtual_host, event);
  event.add(actor_user_name, access.user == "\"\"" ? std::string_view{} : unless_dash(access.user));
  add_request(access.request, event);
  add_status(access.status, event);
  event.add(bytes_in, unless_dash(access.bytes));
  event.add(user_agent, unless_dash(access.agent));
  event.add(http_referrer, unless_dash(access.referrer));
}

// --- HAProxy ---

/// `client:port [time] frontend backend/server Tq/Tw/Tc/Tr/Tt status bytes … "request"`
bool add_haproxy(std::string_view text, const FileContext& context, model::Event& event) {
  const std::string_view client = take_word(text);
  if (endpoint_of(client).port.empty() || !take(text, "[")) return false;
  const auto time_text = take_until(text, "] ");
  if (!time_text) return false;
  const auto time = take_apache_time(*time_text);
  const std::string_view frontend = take_word(text);
  const std::string_view backend = take_word(text);
  const std::string_view timers = take_word(text);
  const std::string_view status = take_word(text);
  const std::string_view bytes = take_word(text);
  const std::size_t slashes = static_cast<std::size_t>(std::ranges::count(timers, '/'));
  if (!time || frontend.empty() || !backend.contains('/') || slashes < 2) return false;
  set_surer_time(event, time, context.utc_offset_minutes.value_or(0));
  add_client(client, event);
  event.add(resource_name, backend);
  const std::size_t quote = text.find('"');
  if (slashes == 2 || !(is_status(status) || status == "-1") || quote == std::string_view::npos) {
    // The TCP log: here `status` is the number of bytes.
    if (!is_number(status)) return true;
    event.event_class = EventClass::network_activity;
    event.activity = model::activity::network_close;
    event.add(bytes_in, status);
    return true;
  }
  start_request(event);
  if (is_status(status)) add_status(status, event);
  event.add(bytes_in, bytes);
  text.remove_prefix(quote);
  if (const auto request = take_quoted(text)) add_request(*request, event);
  return true;
}

// --- AWS ---

/// `https 2023-07-06T12:00:00.123456Z app/name/id client:port target:port … "request" "agent" …`; a classic one has no type.
bool add_load_balancer(std::string_view text, model::Event& event) {
  std::string_view first = take_word(text);
  static constexpr std::array<std::string_view, 5> types = {"http", "https", "h2", "ws", "wss"};
  const bool has_type = std::ranges::find(types, first) != types.end();
  if (has_type) first = take_word(text);
  const auto time = take_date_time(first);
  if (!time || time->bytes != first.size() || !time->zone_known) return false;
  const std::string_view name = take_word(text);
  const std::string_view client = take_word(text);
  const std::string_view target = take_word(text);
  if (endpoint_of(client).port.empty() || (target != "-" && endpoint_of(target).address.empty())) return false;
  for (int i = 0; i < 3; ++i) {
    const std::string_view seconds = take_word(text);
    if (seconds.empty() || seconds.find_first_not_of("0123456789.-") != std::string_view::npos) return false;
  }
  const std::string_view status = take_word(text);
  take_word(text);  // the target's own
  const std::string_view received = take_word(text);
  const std::string_view sent = take_word(text);
  const auto request = take_quoted(text);
  if (!request || !is_number(received) || !is_number(sent)) return false;
  set_time(event, time);
  start_request(event);
  add_client(client, event);
  event.add(resource_name, name);
  const Endpoint endpoint = endpoint_of(target);
  event.add(dst_ip, endpoint.address);
  // The request's URL names the port that the client asked for.
  add_request(*request, event);
  if (is_status(status)) add_status(status, event);
  event.add(bytes_out, received);
  event.add(bytes_in, sent);
  take(text, " ");
  event.add(user_agent, unless_dash(take_quoted(text).value_or("")));
  return true;
}

/// `owner bucket [time] address requester request-id operation key "request" status error bytes size total turn "referrer"
/// "agent" version …`
bool add_s3(std::string_view text, model::Event& event) {
  constexpr std::size_t owner_digits = 64;
  const std::string_view owner = take_word(text);
  if (owner.size() != owner_digits || !std::ranges::all_of(owner, base::is_hex)) return false;
  const std::string_view bucket = take_word(text);
  const auto time = take_apache_time(text);
  if (!time || !take_until(text, "] ")) return false;
  const std::string_view client = take_word(text);
  const std::string_view requester = take_word(text);
  const std::string_view request_id = take_word(text);
  const std::string_view operation = take_word(text);
  const std::string_view object_key = take_word(text);
  if (!operation.contains('.')) return false;
  std::optional<std::string_view> request;
  if (text.starts_with('"')) {
    request = take_quoted(text);
  } else {
    request = take_word(text);
  }
  const std::string_view status = take_word(text);
  const std::string_view error = take_word(text);
  const std::string_view sent = take_word(text);
  if (!request) return false;
  set_time(event, time);
  start_request(event);
  event.add(src_ip, is_address(client) ? client : std::string_view{});
  event.add(actor_user_uid, unless_dash(requester));
  event.add(event_uid, request_id);
  event.add(api_operation, operation);
  event.add(resource_type, "bucket");
  event.add(resource_name, bucket);
  event.add(resource_uid, unless_dash(object_key));
  add_request(*request, event);
  if (is_status(status)) add_status(status, event);
  event.add(api_error, unless_dash(error));
  event.add(bytes_in, unless_dash(sent));
  for (int i = 0; i < 3; ++i) take_word(text);
  event.add(http_referrer, unless_dash(take_quoted(text).value_or("")));
  take(text, " ");
  event.add(user_agent, unless_dash(take_quoted(text).value_or("")));
  return true;
}

// --- Error logs ---

/// `[Thu Jul 06 12:00:00.123456 2023] [core:error] [pid 1:tid 2] [client 192.0.2.7:50022] text`
bool add_apache_error(std::string_view text, const FileContext& context, model::Event& event) {
  if (!take(text, "[")) return false;
  const auto time_text = take_until(text, "] ");
  if (!time_text) return false;
  const auto time = take_yearless_time(*time_text);
  if (!time || !time->year_known || time->bytes != time_text->size() || !text.starts_with('[')) return false;
  set_time(event, in_year_before(*time, std::nullopt), context.utc_offset_minutes.value_or(0));
  while (take(text, "[")) {
    auto part = take_until(text, "] ");
    if (!part) break;
    if (take(*part, "client ")) add_client(*part, event);
  }
  event.add(message, text.substr(0, message_bytes_max));
  return true;
}

/// `2023/07/06 12:00:00 [error] 1#1: *5 text, client: 192.0.2.7, server: name, request: "GET / HTTP/1.1", host: "name"`
bool add_nginx_error(std::string_view text, const FileContext& context, model::Event& event) {
  const auto time = take_date_time(text);
  if (!time || text[4] != '/') return false;
  text.remove_prefix(time->bytes);
  if (!take(text, " [") || !take_until(text, "] ")) return false;
  const std::string_view pid = text.substr(0, text.find('#'));
  if (!is_number(pid) || !take_until(text, ": ")) return false;
  set_time(event, time, context.utc_offset_minutes.value_or(0));
  event.add(actor_process_pid, pid);
  const std::string_view client = named(text, ", client: ");
  if (is_address(client)) event.add(src_ip, client);
  if (const std::string_view host = named(text, ", host: "); !host.empty()) add_host(host, event);
  if (const std::string_view request = named(text, ", request: "); !request.empty()) {
    start_request(event);
    add_request(request, event);
  }
  event.add(http_referrer, named(text, ", referrer: "));
  event.add(message, text.substr(0, message_bytes_max));
  return true;
}

bool add_line(std::string_view line, const FileContext& context, model::Event& event) {
  if (Access access; read_access(line, access)) {
    add_access(access, context, event);
    return true;
  }
  return add_s3(line, event) || add_load_balancer(line, event) || add_haproxy(line, context, event) ||
         add_apache_error(line, context, event) || add_nginx_error(line, context, event);
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& /*scratch*/, model::Event& event) {
  const std::string_view line = base::trimmed(record);
  if (line.empty()) return Decoded::nothing;
  return add_line(line, context, event) ? Decoded::event : Decoded::unparsed;
}

/// The line must say what it is: an access line, or an error line.
std::string recognise(std::string_view head) {
  model::Event event;
  for (const std::string_view line : head_lines(head)) {
    event.clear();
    if (!add_line(base::trimmed(line), {}, event)) continue;
    return event.event_class == EventClass::other && !event.has(src_ip) ? "web_error" : "web_access";
  }
  return {};
}

std::span<const model::Sight> sees(std::string_view source) {
  static constexpr std::array requests = {model::Sight::http};
  static constexpr std::array errors = {model::Sight::text};
  if (source == "web_error") return errors;
  return requests;
}

}  // namespace

Decoded decode_web_access(std::string_view text, const FileContext& context, model::Event& event) {
  const std::size_t bracket = text.find('[');
  if (bracket == std::string_view::npos || !take_apache_time(text.substr(bracket))) return Decoded::unparsed;
  if (Access access; read_access(text, access)) {
    add_access(access, context, event);
    return Decoded::event;
  }
  return add_haproxy(text, context, event) ? Decoded::event : Decoded::unparsed;
}

constinit const Format web_server_log = {
    .name = "web_server_log",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .of_one_device = true,
};

}  // namespace clew::evidence
