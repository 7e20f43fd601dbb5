// Firewalls that write neither key=value nor CEF: Cisco ASA and FTD, Palo Alto's PAN-OS, the packet filter of pfSense and
// OPNsense. Alone on a line or behind a syslog header. The firewall is never the device: it tells of others.
// Source: Cisco "Secure Firewall ASA Series Syslog Messages" and "Threat Defense Syslog Messages" (430001 to 430005); Palo Alto
// "PAN-OS Administrator's Guide", Traffic and Threat Log Fields; Netgate "Raw Filter Log Format".
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <span>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::Disposition;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

void set_traffic(model::Event& event, std::uint8_t what, Disposition disposition) {
  event.event_class = EventClass::network_activity;
  event.activity = what;
  event.disposition = disposition;
}

void set_logon(model::Event& event, Status status) {
  event.event_class = EventClass::authentication;
  event.activity = activity::logon;
  event.status = status;
}

// --- Cisco ---

/// `outside:203.0.113.6/443`, `203.0.113.6/443`, `inside/192.0.2.7(50022)`, an address alone; with what follows in brackets.
Endpoint cisco_endpoint(std::string_view word) {
  while (!word.empty() && (word.ends_with(',') || word.ends_with('.'))) word.remove_suffix(1);
  Endpoint endpoint;
  if (const std::size_t bracket = word.find('('); bracket != std::string_view::npos && word.ends_with(')')) {
    endpoint.port = word.substr(bracket + 1, word.size() - bracket - 2);
    word = word.substr(word.find('/') + 1);
    word = word.substr(0, word.find('('));
  } else if (const std::size_t slash = word.rfind('/'); slash != std::string_view::npos) {
    endpoint.port = word.substr(slash + 1);
    word = word.substr(0, slash);
  }
  // An IPv6 address has colons too; the name of an interface has none.
  if (!is_address(word)) word = word.substr(std::min(word.find(':'), word.size() - 1) + 1);
  endpoint.address = word;
  if (!is_address(endpoint.address)) return {};
  if (!is_number(endpoint.port)) endpoint.port = {};
  return endpoint;
}

void add_source(const Endpoint& endpoint, model::Event& event) {
  event.add(src_ip, endpoint.address);
  event.add(src_port, endpoint.port);
}
void add_destination(const Endpoint& endpoint, model::Event& event) {
  event.add(dst_ip, endpoint.address);
  event.add(dst_port, endpoint.port);
}

/// Both, or neither.
bool add_ends(const Endpoint& source, const Endpoint& destination, model::Event& event) {
  if (source.address.empty() || destination.address.empty()) return false;
  add_source(source, event);
  add_destination(destination, event);
  return true;
}

/// Behind `before`, up to the next blank.
std::string_view word_behind(std::string_view text, std::string_view before) {
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + before.size());
  return take_word(text);
}

/// `Built outbound TCP connection 7 for outside:203.0.113.6/443 (…) to inside:192.0.2.7/50022 (…)`: of an outbound one the
/// second end began.
bool add_built(std::string_view text, model::Event& event) {
  const bool outbound = text.contains(" outbound ");
  if (!text.starts_with("Built ") || (!outbound && !text.contains(" inbound "))) return false;
  const Endpoint one = cisco_endpoint(word_behind(text, " for "));
  const Endpoint other = cisco_endpoint(word_behind(text, " to "));
  if (!add_ends(outbound ? other : one, outbound ? one : other, event)) return false;
  event.add(connection_uid, word_behind(text, " connection "));
  set_traffic(event, activity::network_open, Disposition::allowed);
  return true;
}

/// `Teardown TCP connection 7 for outside:203.0.113.6/443 to inside:192.0.2.7/50022 duration 0:00:26 bytes 4521 TCP FINs`: which
/// end began is not said. A service's port tells; where none does, the addresses are only named.
bool add_teardown(std::string_view text, model::Event& event) {
  if (!text.starts_with("Teardown ")) return false;
  const Endpoint one = cisco_endpoint(word_behind(text, " for "));
  const Endpoint other = cisco_endpoint(word_behind(text, " to "));
  if (one.address.empty() || other.address.empty()) return false;
  constexpr std::uint64_t service_port_max = 1023;
  const auto is_service = [](const Endpoint& end) {
    const auto port = base::parse_unsigned(end.port);
    return port && *port > 0 && *port <= service_port_max;
  };
  if (is_service(one) != is_service(other)) {
    add_ends(is_service(one) ? other : one, is_service(one) ? one : other, event);
  } else {
    event.add(observable, one.address);
    event.add(observable, other.address);
  }
  event.add(connection_uid, word_behind(text, " connection "));
  const std::string_view bytes = word_behind(text, " bytes ");
  const bool nobody_answered = bytes == "0" || text.contains("SYN Timeout");
  set_traffic(event, nobody_answered ? activity::network_fail : activity::network_close, Disposition::allowed);
  if (const std::size_t at = text.find(" bytes "); at != std::string_view::npos) {
    std::string_view reason = text.substr(at + 7);
    take_word(reason);
    event.add(status_detail, reason);
  }
  return true;
}

/// `Deny tcp src inside:192.0.2.7/50022 dst outside:203.0.113.6/443 by access-group "a"`
bool add_deny_by_group(std::string_view text, model::Event& event) {
  if (!text.starts_with("Deny ")) return false;
  set_traffic(event, activity::network_refuse, Disposition::blocked);
  return add_ends(cisco_endpoint(word_behind(text, " src ")), cisco_endpoint(word_behind(text, " dst ")), event);
}

/// `Inbound TCP connection denied from 192.0.2.7/4 to 203.0.113.6/443 …`, `Deny TCP (no connection) from … to …`,
/// `TCP access denied by ACL from 192.0.2.7/4 to inside:203.0.113.6/443`
bool add_denied(std::string_view text, model::Event& event) {
  if (!text.contains("denied ") && !text.starts_with("Deny ")) return false;
  set_traffic(event, activity::network_refuse, Disposition::blocked);
  return add_ends(cisco_endpoint(word_behind(text, " from ")), cisco_endpoint(word_behind(text, " to ")), event);
}

/// `access-list a permitted tcp inside/192.0.2.7(50022) -> outside/203.0.113.6(443) hit-cnt 1 …`
bool add_access_list(std::string_view text, model::Event& event) {
  const std::size_t arrow = text.find(" -> ");
  if (!take(text, "access-list ") || arrow == std::string_view::npos) return false;
  take_word(text);
  const std::string_view verdict = take_word(text);
  const bool denied = verdict == "denied";
  if (!denied && verdict != "permitted" && verdict != "est-allowed") return false;
  take_word(text);  // the protocol
  set_traffic(event, denied ? activity::network_refuse : activity::network_traffic,
              denied ? Disposition::blocked : Disposition::allowed);
  return add_ends(cisco_endpoint(take_word(text)), cisco_endpoint(word_behind(text, "-> ")), event);
}

/// `192.0.2.7 Accessed URL 203.0.113.6:http://evil.example/a`, with `kit@` in front where it knows who.
bool add_accessed_url(std::string_view text, model::Event& event) {
  std::string_view client = take_word(text);
  if (const std::size_t at = client.rfind('@'); at != std::string_view::npos) {
    event.add(actor_user_name, client.substr(0, at));
    client.remove_prefix(at + 1);
  }
  if (!is_address(client) || !text.contains("Accessed URL ")) return false;
  text.remove_prefix(text.find("Accessed URL ") + 13);
  const std::string_view server = take_until(text, ":").value_or("");
  if (!is_address(server)) return false;
  event.event_class = EventClass::http_activity;
  event.activity = activity::other;
  event.status = Status::success;
  event.add(src_ip, client);
  event.add(dst_ip, server);
  event.add(text.starts_with('/') ? http_path : url, take_word(text));
  return true;
}

/// `Group <staff> User <kit> IP <203.0.113.6> …`, the words in angles or plain.
bool add_vpn_session(std::string_view text, model::Event& event) {
  const auto named = [&](std::string_view key) {
    std::string_view word = word_behind(text, key);
    if (word.starts_with('<')) word = word.substr(1, word.find('>') - 1);
    return word;
  };
  if (!text.starts_with("Group ") || !is_address(named(" IP "))) return false;
  set_logon(event, text.contains(" rejected") ? Status::failure : Status::success);
  event.add(actor_user_name, named(" User "));
  event.add(src_ip, named(" IP "));
  event.add(auth_method, "vpn");
  return true;
}

/// `Group = staff, Username = kit, IP = 203.0.113.6, Session disconnected. …`
bool add_vpn_end(std::string_view text, model::Event& event) {
  const auto named = [&](std::string_view key) {
    const std::string_view word = word_behind(text, key);
    return word.substr(0, word.find(','));
  };
  if (!is_address(named(" IP = "))) return false;
  event.event_class = EventClass::authentication;
  event.activity = activity::logoff;
  event.status = Status::success;
  event.add(actor_user_name, named("Username = "));
  event.add(src_ip, named(" IP = "));
  event.add(auth_method, "vpn");
  return true;
}

/// `Login permitted from 192.0.2.7/50022 to inside:192.0.2.1/ssh for user "kit"`: of an administrator.
bool add_console_login(std::string_view text, model::Event& event) {
  const Endpoint from = cisco_endpoint(word_behind(text, " from "));
  if (!text.starts_with("Login ") || from.address.empty()) return false;
  set_logon(event, text.starts_with("Login permitted") ? Status::success : Status::failure);
  std::string_view user = word_behind(text, " for user ");
  while (!user.empty() && (user.front() == '"' || user.front() == '\'')) user.remove_prefix(1);
  event.add(actor_user_name, user.substr(0, user.find_first_of("\"'")));
  event.add(src_ip, from.address);
  event.add(src_port, from.port);
  return true;
}

/// `User 'kit', running 'CLI' from IP 192.0.2.7, executed 'network-object host 203.0.113.6'`: what an administrator was told to
/// configure is a parameter.
bool add_command(std::string_view text, model::Event& event) {
  const auto quoted_behind = [&](std::string_view key) {
    const std::size_t at = text.find(key);
    if (at == std::string_view::npos) return std::string_view{};
    const std::string_view rest = text.substr(at + key.size());
    return rest.substr(0, rest.find('\''));
  };
  std::string_view command = quoted_behind(" executed '");
  if (command.empty()) command = quoted_behind(" executed the '");
  if (!text.starts_with("User '") || command.empty()) return false;
  event.event_class = EventClass::api_activity;
  event.activity = activity::update;
  event.status = Status::success;
  event.add(actor_user_name, quoted_behind("User '"));
  event.add(api_operation, "command");
  event.add(resource_name, command);
  std::string_view from = word_behind(text, " from IP ");
  if (from.ends_with(',')) from.remove_suffix(1);
  if (is_address(from)) event.add(src_ip, from);
  return true;
}

/// `AAA user authentication Rejected : reason = Invalid password : server = 192.0.2.9 : user = kit : user IP = 203.0.113.6`
bool add_aaa(std::string_view text, model::Event& event) {
  if (!text.starts_with("AAA user authentication ")) return false;
  set_logon(event, text.contains(" Successful ") ? Status::success : Status::failure);
  event.add(actor_user_name, word_behind(text, " user = "));
  if (const std::string_view from = word_behind(text, " user IP = "); is_address(from)) event.add(src_ip, from);
  return true;
}

/// `EventPriority: Low, SrcIP: 192.0.2.7, DstIP: 203.0.113.6, …, AccessControlRuleAction: Allow`, the events of FTD. Values that a
/// server chose have commas too, and come behind those that are asked for.
bool add_ftd_event(std::string_view text, model::Event& event) {
  const auto named = [&](std::string_view key) -> std::string_view {
    std::size_t at = text.find(key);
    while (at != std::string_view::npos && at > 0 && text[at - 1] != ' ') at = text.find(key, at + 1);
    if (at == std::string_view::npos) return {};
    const std::string_view value = text.substr(at + key.size());
    return value.substr(0, value.find(", "));
  };
  const Endpoint source{named("SrcIP: "), named("SrcPort: ")}, destination{named("DstIP: "), named("DstPort: ")};
  if (!is_address(source.address) || !is_address(destination.address)) return false;
  const std::string_view action = named("AccessControlRuleAction: ");
  const bool blocked = action.starts_with("Block") || named("InlineResult: ").starts_with("Block");
  const std::string_view answer_bytes = named("ResponderBytes: ");
  const bool nobody_answered = answer_bytes == "0";
  set_traffic(event,
              blocked           ? activity::network_refuse
              : nobody_answered ? activity::network_fail
                                : activity::network_traffic,
              blocked ? Disposition::blocked : disposition_of_word(action));
  add_ends(source, destination, event);
  event.add(protocol, named("Protocol: "));
  event.add(actor_user_name, named("User: ") == "No Authentication Required" ? "" : named("User: "));
  event.add(connection_uid, named("ConnectionID: "));
  event.add(bytes_out, named("InitiatorBytes: "));
  event.add(bytes_in, answer_bytes);
  event.add(query_hostname, named("DNSQuery: "));
  event.add(http_host, named("HTTP_Hostname: "));
  event.add(url, named("URL: "));
  event.add(user_agent, named("UserAgent: "));
  if (event.has(query_hostname) && destination.port == "53") {
    event.event_class = EventClass::dns_activity;
    event.activity = activity::dns_query;
  }
  return true;
}

struct CiscoMessage {
  std::string_view code;
  bool (*add)(std::string_view text, model::Event& event);
};
constexpr std::array cisco_messages = std::to_array<CiscoMessage>({
    {"106001", add_denied},        {"106006", add_denied},        {"106007", add_denied},
    {"106015", add_denied},        {"106023", add_deny_by_group}, {"106100", add_access_list},
    {"111008", add_command},       {"111010", add_command},       {"113004", add_aaa},
    {"113005", add_aaa},           {"113015", add_aaa},           {"113019", add_vpn_end},
    {"605004", add_console_login}, {"605005", add_console_login}, {"716001", add_vpn_session},
    {"716038", add_vpn_session},   {"716039", add_vpn_session},   {"113039", add_vpn_session},
    {"302013", add_built},         {"302014", add_teardown},      {"302015", add_built},
    {"302016", add_teardown},      {"304001", add_accessed_url},  {"430001", add_ftd_event},
    {"430002", add_ftd_event},     {"430003", add_ftd_event},     {"430004", add_ftd_event},
    {"430005", add_ftd_event},     {"710003", add_denied},        {"722051", add_vpn_session},
});

/// `%ASA-6-302013`: what a device wrote it, how bad it is, and which message it is.
std::string_view cisco_code(std::string_view program) {
  if (!program.starts_with("%ASA-") && !program.starts_with("%FTD-") && !program.starts_with("%PIX-") &&
      !program.starts_with("%FWSM-"))
    return {};
  const std::string_view code = program.substr(program.rfind('-') + 1);
  return is_number(code) ? code : std::string_view{};
}

// --- Palo Alto ---

/// Values between commas, in quotes where they have a comma themselves.
template <std::size_t Count>
std::size_t split(std::string_view text, std::array<std::string_view, Count>& values) {
  std::size_t count = 0;
  while (count < Count) {
    std::string_view& value = values[count++];
    if (const auto quoted = take_quoted(text)) {
      value = *quoted;
      text.remove_prefix(std::min(text.find(','), text.size()));
    } else {
      value = text.substr(0, text.find(','));
      text.remove_prefix(value.size());
    }
    if (!take(text, ",")) break;
  }
  return count;
}

/// The places of the values that traffic and threats have in common, and of traffic's and threats' own.
enum PanField : std::uint8_t {
  pan_type = 3,
  pan_subtype = 4,
  pan_generated = 6,
  pan_source = 7,
  pan_destination = 8,
  pan_user = 12,
  pan_session = 22,
  pan_source_port = 24,
  pan_destination_port = 25,
  pan_protocol = 29,
  pan_action = 30,
  pan_threat_object = 31,  ///< a URL without a scheme, or a file's name
  pan_bytes_sent = 32,
  pan_bytes_received = 33,
  pan_fields = 34,
};
using PanFields = std::array<std::string_view, pan_fields>;

/// False where it is no line of traffic or of a threat.
bool read_pan(std::string_view text, PanFields& fields) {
  // A number, and when it was received: most lines that are something else end here.
  const std::size_t comma = text.find(',');
  constexpr std::size_t number_bytes_max = 4;
  if (comma > number_bytes_max || !take_date_time(text.substr(comma + 1))) return false;
  const std::size_t count = split(text, fields);
  return count > pan_action && (fields[pan_type] == "TRAFFIC" || fields[pan_type] == "THREAT") &&
         is_address(fields[pan_source]) && is_address(fields[pan_destination]);
}

bool add_pan(std::string_view text, const FileContext& context, model::Event& event) {
  PanFields fields;
  if (!read_pan(text, fields)) return false;
  set_surer_time(event, take_date_time(fields[pan_generated]), context.utc_offset_minutes.value_or(0));
  const Disposition disposition = disposition_of_word(fields[pan_action]);
  const bool blocked = disposition == Disposition::blocked;
  add_source({fields[pan_source], fields[pan_source_port]}, event);
  add_destination({fields[pan_destination], fields[pan_destination_port]}, event);
  event.add(protocol, fields[pan_protocol]);
  event.add(actor_user_name, fields[pan_user]);
  event.add(connection_uid, fields[pan_session]);
  event.add(event_code, fields[pan_subtype]);
  if (fields[pan_type] == "TRAFFIC") {
    const bool ended = fields[pan_subtype] == "end";
    const bool nobody_answered = ended && fields[pan_bytes_received] == "0";
    set_traffic(event,
                blocked           ? activity::network_refuse
                : nobody_answered ? activity::network_fail
                : ended           ? activity::network_close
                                  : activity::network_open,
                disposition);
    event.add(bytes_out, fields[pan_bytes_sent]);
    event.add(bytes_in, fields[pan_bytes_received]);
  } else if (fields[pan_subtype] == "url") {
    event.event_class = EventClass::http_activity;
    event.activity = activity::other;
    event.disposition = disposition;
    if (!blocked) event.status = Status::success;
    event.add(url, fields[pan_threat_object]);
  } else {
    set_traffic(event, blocked ? activity::network_refuse : activity::network_traffic, disposition);
    event.add(file_name, fields[pan_threat_object]);
  }
  return true;
}

/// The places of the values in what PAN-OS says of its own tunnels, configuration and administrators.
enum PanOwnField : std::uint8_t {
  pan_config_host = 7,
  pan_event_id = 8,  ///< of a tunnel and of the system; of a change its command is one further
  pan_command = 9,
  pan_admin = 10,
  pan_auth_method = 10,
  pan_result = 12,
  pan_tunnel_user = 12,
  pan_config_path = 13,
  pan_description = 14,
  pan_public_address = 15,
  pan_client_os = 22,
  pan_tunnel_status = 28,
  pan_own_fields = 29,
};
using PanOwnFields = std::array<std::string_view, pan_own_fields>;

bool read_pan_own(std::string_view text, PanOwnFields& fields) {
  const std::size_t comma = text.find(',');
  constexpr std::size_t number_bytes_max = 4;
  if (comma > number_bytes_max || !take_date_time(text.substr(comma + 1))) return false;
  const std::size_t count = split(text, fields);
  const std::string_view type = fields[pan_type];
  return (type == "GLOBALPROTECT" && count > pan_tunnel_status) || (type == "CONFIG" && count > pan_config_path) ||
         (type == "SYSTEM" && count > pan_description && fields[pan_subtype] == "auth");
}

void add_pan_tunnel(const PanOwnFields& fields, model::Event& event) {
  const std::string_view what = fields[pan_event_id];
  // Before the sign-in a client only asks how to sign in.
  const bool before = what.ends_with("-prelogin");
  set_logon(event, fields[pan_tunnel_status] == "success" && !before ? Status::success : Status::failure);
  if (before) event.activity = activity::other;
  if (what.ends_with("-logout")) event.activity = activity::logoff;
  event.add(event_code, what);
  event.add(api_operation, what);
  event.add(auth_method, "vpn");
  event.add(actor_user_name, fields[pan_tunnel_user]);
  if (is_address(fields[pan_public_address])) event.add(src_ip, fields[pan_public_address]);
  event.add(client_os, fields[pan_client_os]);
}

void add_pan_change(const PanOwnFields& fields, model::Event& event) {
  event.event_class = EventClass::api_activity;
  event.activity = activity::update;
  event.status = fields[pan_result] == "Succeeded" ? Status::success : Status::unknown;
  event.add(api_operation, fields[pan_command]);
  event.add(actor_user_name, fields[pan_admin]);
  event.add(resource_name, fields[pan_config_path]);
  if (is_address(fields[pan_config_host])) event.add(src_ip, fields[pan_config_host]);
}

/// `failed authentication for user 'kit'.  Reason: …. From: 203.0.113.6.`
bool add_pan_sign_in(const PanOwnFields& fields, model::Event& event) {
  const std::string_view what = fields[pan_event_id], text = fields[pan_description];
  if (what != "auth-fail" && what != "auth-success") return false;
  set_logon(event, what == "auth-success" ? Status::success : Status::failure);
  event.add(event_code, what);
  const std::string_view user = word_behind(text, " user '");
  event.add(actor_user_name, user.substr(0, user.find('\'')));
  std::string_view from = word_behind(text, "From: ");
  while (from.ends_with('.') || from.ends_with(',')) from.remove_suffix(1);
  if (is_address(from)) event.add(src_ip, from);
  return true;
}

bool add_pan_own(std::string_view text, const FileContext& context, model::Event& event) {
  PanOwnFields fields;
  if (!read_pan_own(text, fields)) return false;
  set_surer_time(event, take_date_time(fields[pan_generated]), context.utc_offset_minutes.value_or(0));
  if (fields[pan_type] == "GLOBALPROTECT") {
    add_pan_tunnel(fields, event);
  } else if (fields[pan_type] == "CONFIG") {
    add_pan_change(fields, event);
  } else {
    return add_pan_sign_in(fields, event);
  }
  return true;
}

// --- pfSense, OPNsense ---

/// `4,,,1000000103,igb1,match,pass,in,4,…`: what follows the version of IP depends on it and on the protocol.
bool add_filterlog(std::string_view text, model::Event& event) {
  enum Field : std::uint8_t {
    action = 6,
    version = 8,
    protocol_4 = 16,
    source_4 = 18,
    protocol_6 = 12,
    source_6 = 15,
    count = 24
  };
  std::array<std::string_view, count> fields;
  if (split(text, fields) <= source_4) return false;
  const bool is_6 = fields[version] == "6";
  if (!is_6 && fields[version] != "4") return false;
  const std::size_t source = is_6 ? source_6 : source_4;
  if (!is_address(fields[source]) || !is_address(fields[source + 1])) return false;
  const Disposition disposition = disposition_of_word(fields[action]);
  set_traffic(event, disposition == Disposition::blocked ? activity::network_refuse : activity::network_traffic,
              disposition);
  const auto port = [&](std::size_t at) { return is_number(fields[at]) ? fields[at] : std::string_view{}; };
  const std::string_view name = fields[is_6 ? protocol_6 : protocol_4];
  const bool has_ports = base::equal_ignoring_case(name, "tcp") || base::equal_ignoring_case(name, "udp");
  add_source({fields[source], has_ports ? port(source + 2) : ""}, event);
  add_destination({fields[source + 1], has_ports ? port(source + 3) : ""}, event);
  event.add(protocol, name);
  return true;
}

// --- The format ---

/// What a line says, and who says it: behind a syslog header or without one.
struct Message {
  std::string_view program, text;
};

Message message_of(std::string_view record) {
  PanFields fields;
  PanOwnFields own;
  if (read_pan(record, fields) || read_pan_own(record, own)) return {{}, record};
  const auto line = read_syslog_line(record, {}, nullptr);
  return line ? Message{line->program, line->message.empty() ? line->structured_data : line->message} : Message{};
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  if (add_pan(record, context, event) || add_pan_own(record, context, event)) return Decoded::event;
  return syslog.decode(record, context, scratch, event);
}

void prepare(std::string_view head, FileContext& context) { syslog.prepare(head, context); }

/// Most lines are: a system's log with some of them stays one.
std::string recognise(std::string_view head) {
  std::size_t lines = 0;
  std::size_t known = 0;
  for (const std::string_view line : head_lines(head)) {
    const Message message = message_of(line);
    ++lines;
    if (is_firewall_message(message.program, message.text)) ++known;
  }
  return known > 0 && known * 2 >= lines ? "firewall" : "";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::connection, model::Sight::dns, model::Sight::http,
                                        model::Sight::authentication};
  return sights;
}

}  // namespace

bool is_firewall_message(std::string_view program, std::string_view message) {
  const bool is_cisco =
      std::ranges::find(cisco_messages, cisco_code(program), &CiscoMessage::code) != cisco_messages.end();
  PanFields fields;
  PanOwnFields own;
  return is_cisco || read_pan_own(message, own) || program == "filterlog" || is_gateway_message(program, message) ||
         read_pan(message, fields);
}

Decoded decode_firewall(std::string_view program, std::string_view message, const FileContext& context,
                        model::Event& event) {
  const auto add_whole = [&](const auto& add) {
    model::Event told;
    if (!add(told)) return Decoded::unparsed;
    event.add_told(told);
    return Decoded::event;
  };
  if (const std::string_view code = cisco_code(program); !code.empty()) {
    const auto* const row = std::ranges::find(cisco_messages, code, &CiscoMessage::code);
    if (row == cisco_messages.end()) return Decoded::unparsed;
    return add_whole([&](model::Event& told) {
      told.add(event_code, code);
      return row->add(message, told);
    });
  }
  if (program == "filterlog") return add_whole([&](model::Event& told) { return add_filterlog(message, told); });
  const bool is_pan = add_pan(message, context, event) || add_pan_own(message, context, event);
  return is_pan ? Decoded::event : Decoded::unparsed;
}

constinit const Format firewall_messages = {
    .name = "firewall_messages",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .prepare = prepare,
    .shows_what_occurs = true,
};

}  // namespace clew::evidence
