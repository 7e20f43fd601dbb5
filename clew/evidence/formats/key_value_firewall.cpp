// Firewalls that write `key=value`: FortiGate, Sophos, SonicWall and their like, alone on a line or behind a syslog header.
// Source: Fortinet "FortiOS Log Message Reference", Sophos "Firewall syslog guide", SonicWall "Log Events Reference Guide".
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/sender.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

constexpr std::size_t pairs_max = 512;  ///< of one line; real ones have less than a hundred

constexpr std::array table = std::to_array<Mapping>({
    {"agent", user_agent},     {"cfgobj", resource_name}, {"cfgpath", resource_type},    {"dst_country", location},
    {"dst_port", dst_port},    {"dstport", dst_port},     {"filename", file_name},       {"httpmethod", http_method},
    {"ipaddr", answer},        {"log_id", event_code},    {"logid", event_code},         {"msg", message},
    {"proto", protocol},       {"protocol", protocol},    {"qname", query_hostname},     {"qtype", query_type},
    {"rcvdbyte", bytes_in},    {"reason", status_detail}, {"recv_bytes", bytes_in},      {"remip", src_ip},
    {"sent_bytes", bytes_out}, {"sentbyte", bytes_out},   {"sessionid", connection_uid}, {"src_port", src_port},
    {"srcport", src_port},     {"user", actor_user_name}, {"user_agent", user_agent},    {"user_name", actor_user_name},
    {"usr", actor_user_name},
});
static_assert(is_sorted_by_path(table));

/// `key=value key="value with blanks"`; false if a word stands where a key should.
bool read_pairs(std::string_view text, Scratch::State& state) {
  state.fields.clear();
  for (std::size_t count = 0; count < pairs_max; ++count) {
    while (!text.empty() && (base::is_space(text.front()) || text.front() == ',' || text.front() == ';'))
      text.remove_prefix(1);
    if (text.empty()) return count > 0;
    const auto in_key = [](char c) { return base::is_alnum(c) || c == '_' || c == '-' || c == '.'; };
    const auto size = static_cast<std::size_t>(std::ranges::find_if_not(text, in_key) - text.begin());
    if (size == 0 || size == text.size() || text[size] != '=') return count > 0;
    const std::string_view key = text.substr(0, size);
    text.remove_prefix(size + 1);
    std::string_view value;
    if (text.starts_with('"')) {
      const auto quoted = take_quoted(text);
      if (!quoted) return count > 0;  // cut off
      value = *quoted;
    } else {
      value = text.substr(0, text.find_first_of(" \t\r\n"));
      text.remove_prefix(value.size());
      if (value.ends_with(',') || value.ends_with(';')) value.remove_suffix(1);
    }
    if (value != "N/A" && value != "-") state.fields.add(key, value);
  }
  return true;
}

constexpr std::array<std::string_view, 3> sources = {"srcip", "src_ip", "src"};
constexpr std::array<std::string_view, 3> destinations = {"dstip", "dst_ip", "dst"};

/// SonicWall's `192.0.2.7:50022:X0:name`.
Endpoint endpoint_with_interface(std::string_view text) {
  if (const Endpoint whole = endpoint_of(text); !whole.address.empty()) return whole;
  const std::size_t first = text.find(':');
  if (first == std::string_view::npos) return {};
  return endpoint_of(text.substr(0, std::min(text.find(':', first + 1), text.size())));
}

/// Two endpoints, or Fortinet's own three.
bool is_firewall(const Fields& fields) {
  const bool fortinet = fields.has("logid") && fields.has("type") && (fields.has("devid") || fields.has("devname"));
  const bool sophos =
      fields.has("log_id") && fields.has("log_type") && (fields.has("device_id") || fields.has("device"));
  const bool endpoints = !endpoint_with_interface(fields.first_of(sources)).address.empty() &&
                         !endpoint_with_interface(fields.first_of(destinations)).address.empty();
  const bool says_more = fields.has("proto") || fields.has("protocol") || fields.has("action") || fields.has("srcport");
  return fortinet || sophos || (endpoints && says_more);
}

/// The moment in epoch nanoseconds, or date, time and zone apart.
std::optional<FoundTime> time_in(const Fields& fields) {
  if (const auto time = parse_epoch_any(fields.get("eventtime"))) return FoundTime{*time};
  const std::string_view date = fields.get("date");
  const std::string_view clock = fields.get("time");
  static constexpr std::array<std::string_view, 2> zones = {"tz", "timezone"};
  if (!date.empty() && date.size() + clock.size() < 64) {
    const std::string text = fmt::format("{} {}{}", date, clock, fields.first_of(zones));
    if (const auto time = take_date_time(text)) return time;
    return take_date_time(fmt::format("{} {}", date, clock));
  }
  auto time = parse_epoch_any(clock) ? std::optional(FoundTime{*parse_epoch_any(clock)}) : take_date_time(clock);
  if (time && clock.ends_with(" UTC")) time->zone_known = true;
  static constexpr std::array<std::string_view, 2> stamps = {"timestamp", "ts"};
  return time ? time : parse_json_time(fields.first_of(stamps));
}

/// `GUI(192.0.2.7)`, `ssh(192.0.2.7)`: from where an administrator works.
void add_console(std::string_view console, model::Event& event) {
  const std::size_t open = console.find('(');
  if (event.has(src_ip) || open == std::string_view::npos || !console.ends_with(')')) return;
  event.add(src_ip, endpoint_of(console.substr(open + 1, console.size() - open - 2)).address);
}

void classify(const Fields& fields, model::Event& event) {
  const std::string_view action = fields.get("action");
  const bool blocked = event.disposition == model::Disposition::blocked;
  // Fortinet's: somebody has signed in through the tunnel; between two sites nobody has.
  const bool tunnel = event.has(actor_user_name) && (action == "tunnel-up" || action == "tunnel-down");
  if (tunnel) {
    event.event_class = EventClass::authentication;
    event.activity = action == "tunnel-up" ? activity::logon : activity::logoff;
    event.status = Status::success;
    event.add(auth_method, "vpn");
    event.add(api_operation, action);
    return;
  }
  // Fortinet's: an administrator changed the configuration.
  if (fields.has("cfgpath") || fields.has("cfgattr")) {
    event.event_class = EventClass::api_activity;
    event.activity = action == "Add"      ? activity::create
                     : action == "Delete" ? activity::remove
                     : action == "Edit"   ? activity::update
                                          : activity::other;
    event.status = Status::success;
    event.disposition = model::Disposition::unknown;
    event.add(api_operation, fmt::format("{} {}", action, fields.get("cfgpath")));
    add_console(fields.get("ui"), event);
    return;
  }
  // Somebody opened the portal; whether he was let in is told by what follows.
  if (action == "ssl-new-con") {
    event.event_class = EventClass::authentication;
    event.activity = activity::other;
    event.status = Status::failure;
    event.add(auth_method, "vpn");
    event.add(api_operation, action);
    event.add(status_detail, "no sign-in yet");
    return;
  }
  if (action == "login" || action == "logout" || action.starts_with("ssl-login-fail")) {
    event.event_class = EventClass::authentication;
    event.activity = action == "logout" ? activity::logoff : activity::logon;
    if (fields.get("status") == "success") event.status = Status::success;
    if (fields.get("status") == "failed" || action.starts_with("ssl-login-fail")) event.status = Status::failure;
  } else if (event.has(query_hostname)) {
    // Fortinet's filter leads to a page of its own what it does not let through.
    if (action == "redirect") event.disposition = model::Disposition::blocked;
    event.event_class = EventClass::dns_activity;
    event.activity = event.has(answer) ? activity::dns_response : activity::dns_query;
  } else if (event.has(url) || event.has(http_path)) {
    event.event_class = EventClass::http_activity;
    event.activity = activity::other;
  } else if (event.has(src_ip) && event.has(dst_ip)) {
    event.event_class = EventClass::network_activity;
    // Fortinet tells how a session ended, and with "accept" and "start" that it goes on.
    const bool closed = action == "close" || action == "timeout" || action.ends_with("-rst");
    event.activity = blocked ? activity::network_refuse : closed ? activity::network_close : activity::network_traffic;
    if (closed) event.disposition = model::Disposition::allowed;
  }
}

/// A whole URL, or what stands behind the host in one.
void add_url(const Fields& fields, model::Event& event) {
  static constexpr std::array<std::string_view, 3> hosts = {"hostname", "domain", "dstname"};
  const std::string_view target = fields.get("url");
  // SonicWall's web pages: `op=GET result=200 dstname=a.example arg=/x`.
  if (target.empty() && fields.has("op") && fields.has("dstname")) {
    event.add(http_method, fields.get("op"));
    event.add(http_host, fields.get("dstname"));
    event.add(http_path, fields.get("arg").empty() ? "/" : fields.get("arg"));
    event.add(http_status, fields.get("result"));
    return;
  }
  if (target.empty()) {
    if (event.has(dst_ip)) event.add(dst_hostname, fields.first_of(hosts));
    return;
  }
  event.add(target.starts_with('/') ? http_path : url, target);
  event.add(http_host, fields.first_of(hosts));
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  if (const Decoded own = decode_key_value(record, context, scratch, event); own == Decoded::event) return own;
  return syslog.decode(record, context, scratch, event);
}

std::string recognise(std::string_view head) {
  Scratch scratch;
  for (std::string_view line : head_lines(head)) {
    if (const auto header = read_syslog_line(line, {}, nullptr)) line = header->message;
    if (read_pairs(line, scratch.state()) && is_firewall(scratch.state().fields)) return "firewall";
  }
  return {};
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::connection, model::Sight::dns, model::Sight::http,
                                        model::Sight::authentication};
  return sights;
}

}  // namespace

Decoded decode_key_value(std::string_view text, const FileContext& context, Scratch& scratch, model::Event& event) {
  // Fast for the many lines that are something else.
  const std::size_t equals = text.find('=');
  constexpr std::size_t key_bytes_max = 32;
  if (equals > key_bytes_max || text.find(' ') < equals) return Decoded::unparsed;
  if (!read_pairs(text, scratch.state()) || !is_firewall(scratch.state().fields)) return Decoded::unparsed;
  const Fields& fields = scratch.state().fields;
  set_surer_time(event, time_in(fields), context.utc_offset_minutes.value_or(0));
  event.disposition = disposition_of_word(fields.get("action"));
  if (event.disposition == model::Disposition::unknown)
    event.disposition = disposition_of_word(fields.get("log_subtype"));
  if (event.disposition == model::Disposition::unknown)
    event.disposition = disposition_of_word(fields.get("fw_action"));
  // SonicWall's filter of web pages says it in words.
  if (fields.get("msg").ends_with(" access denied")) event.disposition = model::Disposition::blocked;
  for (const auto& [keys, address, port] :
       {std::tuple(sources, src_ip, src_port), std::tuple(destinations, dst_ip, dst_port)}) {
    const Endpoint endpoint = endpoint_with_interface(fields.first_of(keys));
    event.add(address, endpoint.address);
    event.add(port, endpoint.port);
  }
  add_mapped(fields, table, event);
  add_url(fields, event);
  classify(fields, event);
  static constexpr std::array<std::string_view, 2> names = {"devname", "device_name"};
  static constexpr std::array<std::string_view, 3> serials = {"devid", "device_id", "sn"};
  if (!tells_of_others(event)) event.add(device_uid, fields.first_of(serials));
  add_sender(fields.first_of(names), event);
  return Decoded::event;
}

constinit const Format key_value_firewall = {
    .name = "key_value_firewall",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .shows_what_occurs = true,
};

}  // namespace clew::evidence
