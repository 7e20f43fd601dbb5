// Firewalls and routers with a form of their own each: Check Point, Juniper SRX, Meraki, WatchGuard, MikroTik, Ivanti, NetScaler. The gateway is never the
// device of a connection: it tells of others.
// Source: Check Point "Log Exporter" (syslog format), Juniper "RT_FLOW" system log messages, Meraki "Syslog event types and log samples",
// WatchGuard "Fireware log catalog", MikroTik "RouterOS: Log", Ivanti "Connect Secure: Log messages",
// Citrix "NetScaler syslog message reference".
#include "clew/base/text.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/take.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::Disposition;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

void set_traffic(model::Event& event, std::uint8_t what, Disposition disposition) {
  event.event_class = EventClass::network_activity;
  event.activity = disposition == Disposition::blocked ? activity::network_refuse : what;
  event.disposition = disposition;
}

bool add_ends(const Endpoint& source, const Endpoint& destination, model::Event& event) {
  if (!is_address(source.address) || !is_address(destination.address)) return false;
  event.add(src_ip, source.address);
  event.add(src_port, is_number(source.port) ? source.port : std::string_view{});
  event.add(dst_ip, destination.address);
  event.add(dst_port, is_number(destination.port) ? destination.port : std::string_view{});
  return true;
}

/// The value behind `key` and `mark`, up to `end`; a key begins a word.
std::string_view value_of_key(std::string_view text, std::string_view key, std::string_view mark,
                              std::string_view end) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const bool begins = at == 0 || std::string_view(" [;").contains(text[at - 1]);
    const std::string_view rest = text.substr(at + key.size());
    if (begins && rest.starts_with(mark)) return rest.substr(mark.size(), rest.substr(mark.size()).find_first_of(end));
  }
  return {};
}

std::string_view protocol_of(std::string_view text) {
  if (text == "6") return "tcp";
  if (text == "17") return "udp";
  return text == "1" ? "icmp" : text;
}

/// `[action:"Accept"; src:"192.0.2.7"; s_port:"50000"; service:"443"; …]`
bool add_check_point(std::string_view text, model::Event& event) {
  const auto value = [&](std::string_view key) { return value_of_key(text, key, ":\"", "\""); };
  if (!add_ends({value("src"), value("s_port")}, {value("dst"), value("service")}, event)) return false;
  const std::string_view action = value("action");
  set_traffic(event, activity::network_traffic, disposition_of_word(action));
  event.add(protocol, protocol_of(value("proto")));
  event.add(actor_user_name, value("src_user_name"));
  event.add(url, value("resource"));
  event.add(status_detail, action);
  if (event.has(url)) event.event_class = EventClass::http_activity;
  if (event.has(url) && event.disposition == Disposition::allowed) event.status = Status::success;
  return true;
}

/// `192.0.2.7/50000->198.51.100.7/443`, with blanks or commas around it; of several the first, before addresses are translated.
bool add_arrow(std::string_view text, char before_port, model::Event& event) {
  const std::size_t arrow = text.find("->");
  if (arrow == std::string_view::npos) return false;
  const auto end_of = [&](std::string_view word) -> Endpoint {
    const std::size_t mark = word.rfind(before_port);
    if (is_address(word)) return {word, {}};
    return mark == std::string_view::npos ? Endpoint{} : Endpoint{word.substr(0, mark), word.substr(mark + 1)};
  };
  const std::string_view left = text.substr(0, arrow);
  const std::string_view right = text.substr(arrow + 2);
  const std::size_t begin = left.find_last_of(" ,");
  return add_ends(end_of(begin == std::string_view::npos ? left : left.substr(begin + 1)),
                  end_of(right.substr(0, right.find_first_of(" ,"))), event);
}

/// Structured, or in words: `session denied 192.0.2.7/50000->198.51.100.7/443 …`.
bool add_juniper(std::string_view text, std::string_view message_id, model::Event& event) {
  const auto value = [&](std::string_view key) { return value_of_key(text, key, "=\"", "\""); };
  const bool is_structured = add_ends({value("source-address"), value("source-port")},
                                      {value("destination-address"), value("destination-port")}, event);
  if (!is_structured && !add_arrow(text, '/', event)) return false;
  const auto says = [&](std::string_view word, std::string_view id) {
    return text.contains(word) || message_id.ends_with(id);
  };
  const bool denied = says("session denied", "_DENY");
  const bool closed = says("session closed", "_CLOSE");
  set_traffic(event, closed ? activity::network_close : activity::network_open,
              denied ? Disposition::blocked : Disposition::allowed);
  event.add(protocol, protocol_of(value("protocol-id")));
  event.add(bytes_out, value("bytes-from-client"));
  event.add(bytes_in, value("bytes-from-server"));
  const std::string_view user = value("username");
  event.add(actor_user_name, user == "N/A" || user == "UNKNOWN" ? std::string_view{} : user);
  // Whom nobody answered the session ended for.
  if (closed && event.get(bytes_in) == "0") event.activity = activity::network_fail;
  return true;
}

bool is_meraki(std::string_view program, std::string_view text) {
  static constexpr auto programs = std::to_array<std::string_view>(
      {"urls", "flows", "firewall", "cellular_firewall", "vpn_firewall", "ip_flow_start", "ip_flow_end"});
  return std::ranges::find(programs, program) != programs.end() && text.contains("src=") && text.contains("dst=") &&
         (text.contains("mac=") || text.contains("protocol="));
}

/// `allow src=192.0.2.7 dst=198.51.100.7 mac=… protocol=tcp sport=50000 dport=443`, `src=192.0.2.7:50000 … request: GET https://…`
bool add_meraki(std::string_view text, model::Event& event) {
  const auto value = [&](std::string_view key) { return value_of_key(text, key, "=", " "); };
  Endpoint source = endpoint_of(value("src"));
  Endpoint destination = endpoint_of(value("dst"));
  if (source.port.empty()) source.port = value("sport");
  if (destination.port.empty()) destination.port = value("dport");
  if (!add_ends(source, destination, event)) return false;
  const std::string_view pattern = value_of_key(text, "pattern", ": ", " ");
  const std::string_view first = text.substr(0, text.find(' '));
  set_traffic(event, activity::network_traffic, disposition_of_word(first.contains('=') ? pattern : first));
  event.add(protocol, value("protocol"));
  std::string_view request = text.contains("request: ") ? text.substr(text.find("request: ") + 9) : std::string_view{};
  if (request.empty()) return true;
  // What came back is not told, but the proxy saw the request go through.
  event.event_class = EventClass::http_activity;
  event.activity = activity::other;
  event.status = Status::success;
  event.add(http_method, take_word(request));
  event.add(url, take_word(request));
  return true;
}

/// `msg_id="3000-0148" Deny Trusted External 60 tcp 20 63 192.0.2.7 198.51.100.7 50000 443 …`
bool add_watchguard(std::string_view text, model::Event& event) {
  constexpr std::size_t words_max = 24;
  std::array<std::string_view, words_max> words;
  std::size_t count = 0;
  while (!text.empty() && count < words_max) words[count++] = take_word(text);
  for (std::size_t i = 2; i + 1 < count; ++i) {
    if (!is_address(words[i]) || !is_address(words[i + 1])) continue;
    const auto port = [&](std::size_t at) { return at < count ? words[at] : std::string_view{}; };
    if (!add_ends({words[i], port(i + 2)}, {words[i + 1], port(i + 3)}, event)) return false;
    set_traffic(event, activity::network_traffic, disposition_of_word(words[1]));
    for (const std::string_view name : {"tcp", "udp", "icmp"}) {
      if (std::ranges::find(words, name) != words.end()) event.add(protocol, name);
    }
    return true;
  }
  return false;
}

/// `forward: in:bridge out:ether1, … proto TCP (SYN), 192.0.2.7:50000->198.51.100.7:443, len 60`
bool add_mikrotik_packet(std::string_view text, model::Event& event) {
  if (!add_arrow(text, ':', event)) return false;
  set_traffic(event, activity::network_traffic, disposition_of_word(text.substr(0, text.find(' '))));
  event.add(protocol, value_of_key(text, "proto", " ", " ,"));
  return true;
}

/// `id=firewall time="…" … vpn=ive ivs=Default Network user=kit realm="Users" … src=203.0.113.6 … msg="AUT22670: Login succeeded for …"`
bool is_ivanti(std::string_view text) {
  return text.starts_with("id=firewall ") && text.contains(" vpn=") && text.contains(" realm=") &&
         text.contains(" msg=\"");
}

bool add_ivanti(std::string_view text, model::Event& event) {
  const std::string_view what = value_of_key(text, "msg", "=\"", "\"");
  const std::string_view from = value_of_key(text, "src", "=", " ");
  const auto says = [&](std::string_view words) { return base::find_ignoring_case(what, words) < what.size(); };
  const bool failed = says("login failed") || says("authentication failed") || says("rejected");
  const bool in = says("login succeeded") || says("authentication successful");
  const bool out = says("logout from") || says("session timed out");
  if ((!failed && !in && !out) || !is_address(from)) return false;
  event.event_class = EventClass::authentication;
  event.activity = out ? activity::logoff : activity::logon;
  event.status = failed ? Status::failure : Status::success;
  event.add(event_code, what.substr(0, what.find(':')));
  event.add(auth_method, "vpn");
  event.add(actor_user_name, value_of_key(text, "user", "=", " "));
  event.add(src_ip, from);
  event.add(message, what);
  return true;
}

/// `Key value - `, as NetScaler separates them; what stands behind the first quotation mark a client may have chosen.
std::string_view netscaler_value(std::string_view text, std::string_view key) {
  text = text.substr(0, text.find('"'));
  const std::size_t at = text.rfind(key);
  const bool begins = at == 0 || (at != std::string_view::npos && text[at - 1] == ' ');
  if (!begins || text.substr(at + key.size(), 1) != " ") return {};
  text.remove_prefix(at + key.size() + 1);
  return base::trimmed(text.substr(0, text.find(" - ")));
}

/// `User kit - Client_ip 192.0.2.7 - …`: a user's name ends where the address is announced for the last time.
void add_netscaler_user(std::string_view text, std::string_view address_key, model::Event& event) {
  const std::string_view unquoted = text.substr(0, text.find('"'));
  const std::size_t user = unquoted.find("User ");
  const std::size_t address = unquoted.rfind(address_key);
  if (user != std::string_view::npos && address != std::string_view::npos && user < address) {
    std::string_view name = unquoted.substr(user + 5, address - user - 5);
    name = name.substr(0, name.find(" - ADM_User "));
    while (!name.empty() && (name.back() == ' ' || name.back() == '-')) name.remove_suffix(1);
    event.add(actor_user_name, name);
  }
  const std::string_view from = netscaler_value(text, address_key);
  if (is_address(from)) event.add(src_ip, from);
}

/// What a client says of its failure, or an administrator's command: `Failure_reason "…"`.
std::string_view netscaler_quotation(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + key.size());
  return take(text, " \"") ? text.substr(0, text.find('"')) : std::string_view{};
}

/// `default SSLVPN LOGIN 97216 0 :  Context kit@192.0.2.7 - SessionId: 35- User kit - Client_ip 192.0.2.7 - …`
bool add_netscaler(std::string_view text, model::Event& event) {
  const auto head = take_until(text, " :");
  if (!head) return false;
  const auto words = base::split(*head, ' ');
  constexpr std::size_t words_min = 4;  // feature, event, its number, and a zero; a partition may stand before them
  if (words.size() < words_min) return false;
  const std::string_view feature = words[words.size() - 4];
  const std::string_view what = words[words.size() - 3];
  text = base::trimmed(text);
  event.add(event_code, what);
  if (what == "CMD_EXECUTED") {
    event.event_class = EventClass::api_activity;
    add_netscaler_user(text, "Remote_ip", event);
    event.add(api_operation, netscaler_quotation(text, "Command"));
    event.status = netscaler_quotation(text, "Status") == "Success" ? Status::success : Status::failure;
    return event.has(api_operation);
  }
  if (what == "LOGIN" || what == "LOGOUT" || what == "LOGIN_FAILED") {
    event.event_class = EventClass::authentication;
    event.activity = what == "LOGOUT" ? activity::logoff : activity::logon;
    event.status = what == "LOGIN_FAILED" ? Status::failure : Status::success;
    event.add(auth_method, feature == "SSLVPN" ? "vpn" : std::string_view{});
    add_netscaler_user(text, "Client_ip", event);
    event.add(status_detail, netscaler_quotation(text, "Failure_reason"));
    return event.has(src_ip);
  }
  if (!what.starts_with("TCPCONN") && !what.starts_with("CONN_")) return false;
  const bool ends =
      add_ends(endpoint_of(netscaler_value(text, "Source")), endpoint_of(netscaler_value(text, "Destination")), event);
  set_traffic(event, activity::network_close, Disposition::allowed);
  event.add(protocol, "tcp");
  event.add(bytes_out, value_of_key(text, "Total_bytes_send", " ", " "));
  event.add(bytes_in, value_of_key(text, "Total_bytes_recv", " ", " "));
  return ends;
}

/// `user admin logged in from 192.0.2.7 via winbox`, `login failure for user admin from 192.0.2.7 via ssh`
bool add_mikrotik_login(std::string_view text, model::Event& event) {
  const bool failed = text.starts_with("login failure for user ");
  if (!failed && !(text.starts_with("user ") && text.contains(" logged in "))) return false;
  std::string_view name = text.substr(text.find("user ") + 5);
  const std::size_t from = name.rfind(" from ");
  if (from == std::string_view::npos) return false;
  std::string_view address = name.substr(from + 6);
  address = take_word(address);
  name = name.substr(0, from);
  if (name.ends_with(" logged in")) name.remove_suffix(std::string_view(" logged in").size());
  event.event_class = EventClass::authentication;
  event.activity = activity::logon;
  event.status = failed ? Status::failure : Status::success;
  event.add(actor_user_name, name);
  event.add(src_ip, is_address(address) ? address : std::string_view{});
  return true;
}

}  // namespace

bool is_gateway_message(std::string_view program, std::string_view message) {
  return is_ivanti(message) || program == "RT_FLOW" || (program == "CheckPoint" && message.starts_with("[")) ||
         is_meraki(program, message) || message.starts_with("msg_id=\"3") ||
         (program == "firewall" && message.contains(" proto ") && message.contains("->"));
}

Decoded decode_gateway(std::string_view program, std::string_view message, std::string_view message_id,
                       model::Event& event) {
  model::Event told;
  bool known = false;
  if (is_ivanti(message)) {
    known = add_ivanti(message, told);
  } else if (program == "RT_FLOW") {
    known = add_juniper(message, message_id, told);
  } else if (program == "CheckPoint") {
    known = add_check_point(message, told);
  } else if (is_meraki(program, message)) {
    known = add_meraki(message, told);
  } else if (message.starts_with("msg_id=\"3")) {
    known = add_watchguard(message, told);
  } else if (program == "firewall") {
    known = add_mikrotik_packet(message, told);
  } else if (program == "netscaler") {
    known = add_netscaler(message, told);
  } else if (program == "system") {
    known = add_mikrotik_login(message, told);
  }
  if (!known) return Decoded::unparsed;
  event.add_told(told);
  return Decoded::event;
}

}  // namespace clew::evidence
