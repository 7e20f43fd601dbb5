#include "clew/evidence/formats/unix_messages.h"

#include "clew/base/text.h"
#include "clew/evidence/formats/take.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::Disposition;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

// --- Shapes: a message with places for values ---

enum class Place : std::uint8_t {
  word,      ///< without blanks
  name,      ///< anything up to the last place where the shape can go on: what an attacker may have written
  text,      ///< anything up to the first place where the shape goes on; the rest at the end
  number,    ///< digits
  address,   ///< an address
  endpoint,  ///< an address, perhaps with a port
  skipped,   ///< text that is not kept
};

struct Letter {
  char letter;
  Place place;
  model::Attribute attribute;
};
constexpr std::array letters = std::to_array<Letter>({
    {'u', Place::name, actor_user_name}, {'w', Place::word, actor_user_name},  {'r', Place::word, process_user},
    {'a', Place::address, src_ip},       {'p', Place::number, src_port},       {'E', Place::endpoint, src_ip},
    {'D', Place::address, dst_ip},       {'P', Place::number, dst_port},       {'m', Place::text, auth_method},
    {'d', Place::text, status_detail},   {'c', Place::text, process_cmd_line}, {'n', Place::text, resource_name},
    {'N', Place::word, resource_name},   {'i', Place::word, resource_uid},     {'f', Place::text, changed_field},
    {'q', Place::word, query_hostname},  {'t', Place::word, query_type},       {'v', Place::word, answer},
    {'h', Place::word, device_hostname}, {'M', Place::word, src_mac},          {'*', Place::skipped, message},
});
constexpr std::size_t captures_max = 8;

struct Captured {
  Letter letter;
  std::string_view text;
};
struct Captures {
  std::array<Captured, captures_max> all = {};
  std::size_t count = 0;
};

bool is_of(Place place, std::string_view text) {
  switch (place) {
    case Place::word: return !text.empty() && text.find_first_of(" \t") == std::string_view::npos;
    case Place::number: return is_number(text);
    case Place::address: return is_address(text);
    case Place::endpoint: return !endpoint_of(text).address.empty();
    case Place::name:
    case Place::text:
    case Place::skipped: return true;
  }
  return false;
}

/// Where the value at the start of `text` ends, of which `literal` follows in the shape.
std::size_t end_of_value(Place place, std::string_view text, std::string_view literal) {
  if (!literal.empty()) return place == Place::name ? text.rfind(literal) : text.find(literal);
  if (place == Place::text || place == Place::name || place == Place::skipped) return text.size();
  std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  while (end > 0 && std::string_view(":;,.)").contains(text[end - 1])) --end;
  return end;
}

/// Whether `text` begins as `shape` says: words, with `%` and a letter for each value.
bool fits(std::string_view shape, std::string_view text, Captures& captures) {
  captures.count = 0;
  while (true) {
    const std::size_t percent = shape.find('%');
    if (!take(text, shape.substr(0, percent))) return false;
    if (percent == std::string_view::npos) return true;
    const auto* letter = std::ranges::find(letters, shape[percent + 1], &Letter::letter);
    shape.remove_prefix(percent + 2);
    const std::size_t end = end_of_value(letter->place, text, shape.substr(0, shape.find('%')));
    if (end == std::string_view::npos || !is_of(letter->place, text.substr(0, end))) return false;
    captures.all[captures.count++] = {*letter, text.substr(0, end)};
    text.remove_prefix(end);
  }
}

constexpr bool is_well_formed(std::string_view shape) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] != '%') continue;
    if (++i == shape.size() || ++count > captures_max) return false;
    if (std::ranges::find(letters, shape[i], &Letter::letter) == letters.end()) return false;
  }
  return true;
}

void add_captures(const Captures& captures, model::Event& event) {
  for (const Captured& captured : std::span(captures.all).first(captures.count)) {
    if (captured.letter.place == Place::skipped) continue;
    if (captured.letter.place == Place::endpoint) {
      const Endpoint endpoint = endpoint_of(captured.text);
      event.add(src_ip, endpoint.address);
      event.add(src_port, endpoint.port);
      continue;
    }
    event.add(captured.letter.attribute, base::trimmed(captured.text));
  }
}

// --- The tables ---

struct Row {
  std::string_view program;  ///< empty: any
  std::string_view shape;
  EventClass event_class;
  std::uint8_t activity;
  Status status;
  std::string_view resource = {};  ///< its type
};

constexpr auto authentication = EventClass::authentication;
constexpr auto account = EventClass::account_change;
constexpr auto dhcp = EventClass::dhcp_activity;
constexpr auto unknown = Status::unknown;
constexpr auto success = Status::success;
constexpr auto failure = Status::failure;

constexpr std::array rows = std::to_array<Row>({
    {"sshd", "Accepted %m for %u from %a port %p", authentication, activity::logon, success},
    {"sshd", "Failed %m for invalid user %u from %a port %p", authentication, activity::logon, failure},
    {"sshd", "Failed %m for %u from %a port %p", authentication, activity::logon, failure},
    {"sshd", "Invalid user %u from %a port %p", authentication, activity::logon, failure},
    {"sshd", "Invalid user %u from %a", authentication, activity::logon, failure},
    {"sshd", "User %u from %a not allowed because %d", authentication, activity::logon, failure},
    {"sshd", "error: maximum authentication attempts exceeded for invalid user %u from %a port %p", authentication,
     activity::logon, failure},
    {"sshd", "error: maximum authentication attempts exceeded for %u from %a port %p", authentication, activity::logon,
     failure},
    {"sshd", "Connection closed by authenticating user %w %a port %p", authentication, activity::logon, failure},
    {"sshd", "Connection closed by invalid user %w %a port %p", authentication, activity::logon, failure},
    {"sshd", "Connection reset by authenticating user %w %a port %p", authentication, activity::logon, failure},
    {"sshd", "Connection reset by invalid user %w %a port %p", authentication, activity::logon, failure},
    {"sshd", "Disconnected from authenticating user %w %a port %p", authentication, activity::logon, failure},
    {"sshd", "Disconnected from invalid user %w %a port %p", authentication, activity::logon, failure},
    {"sshd", "Disconnected from user %w %a port %p", authentication, activity::logoff, unknown},
    {"sshd", "Disconnecting authenticating user %w %a port %p", authentication, activity::logon, failure},
    {"sshd", "Disconnecting invalid user %w %a port %p", authentication, activity::logon, failure},
    {"sshd", "Connection from %a port %p on %D port %P", EventClass::network_activity, activity::network_open, success},
    {"sshd", "Received disconnect from %a port %p", EventClass::network_activity, activity::network_close, unknown},
    {"sshd", "Connection closed by %a port %p", EventClass::network_activity, activity::network_close, unknown},
    {"sshd", "Connection reset by %a port %p", EventClass::network_activity, activity::network_close, unknown},
    {"sshd", "Disconnected from %a port %p", EventClass::network_activity, activity::network_close, unknown},
    {"dropbear", "Password auth succeeded for '%u' from %E", authentication, activity::logon, success},
    {"dropbear", "Pubkey auth succeeded for '%u' with key %* from %E", authentication, activity::logon, success},
    {"dropbear", "Pubkey auth succeeded for '%u' with %* key %* from %E", authentication, activity::logon, success},
    {"dropbear", "Bad password attempt for '%u' from %E", authentication, activity::logon, failure},
    {"dropbear", "Login attempt for nonexistent user from %E", authentication, activity::logon, failure},

    {"su", "Successful su for %r by %w", authentication, activity::logon, success},
    {"su", "FAILED su for %r by %w", authentication, activity::logon, failure},
    {"su", "FAILED SU (to %r) %w on ", authentication, activity::logon, failure},
    {"su", "(to %r) %w on ", authentication, activity::logon, success},
    {"login", "ROOT LOGIN ON %* FROM %a", authentication, activity::logon, success},
    {"login", "ROOT LOGIN ", authentication, activity::logon, success},
    {"login", "LOGIN ON %* BY %w FROM %a", authentication, activity::logon, success},
    {"login", "LOGIN ON %* BY %w", authentication, activity::logon, success},
    {"login", "FAILED LOGIN %* FROM %a FOR %u, %d", authentication, activity::logon, failure},
    {"login", "FAILED LOGIN %* FROM %* FOR '%u', %d", authentication, activity::logon, failure},
    {"login", "FAILED LOGIN %* FOR '%u', %d", authentication, activity::logon, failure},
    {"login", "FAILED LOGIN %* FOR %u, %d", authentication, activity::logon, failure},
    {"systemd-logind", "New session %* of user %w.", authentication, activity::logon, success},

    {"useradd", "new user: name=%n, UID=%i,", account, activity::create, success, "user"},
    {"useradd", "new group: name=%n, GID=%i", account, activity::create, success, "group"},
    {"groupadd", "new group: name=%n, GID=%i", account, activity::create, success, "group"},
    {"groupadd", "group added to %*: name=%n, GID=%i", account, activity::create, success, "group"},
    {"groupadd", "group added to %*: name=%n", account, activity::create, success, "group"},
    {"userdel", "delete user '%n'", account, activity::remove, success, "user"},
    {"userdel", "removed group '%n'", account, activity::remove, success, "group"},
    {"groupdel", "group '%n' removed", account, activity::remove, success, "group"},
    {"", "lock user '%n' password", account, activity::update, success, "user"},
    {"", "unlock user '%n' password", account, activity::update, success, "user"},
    {"usermod", "change user name '%n' to '%f'", account, activity::update, success, "user"},
    {"usermod", "change user '%n' %f", account, activity::update, success, "user"},
    {"passwd", "password for '%n' changed by '%w'", account, activity::update, success, "user"},
    {"chage", "changed password expiry for %N", account, activity::update, success, "user"},
    {"chfn", "changed user '%n' information", account, activity::update, success, "user"},
    {"chsh", "changed user '%n' shell", account, activity::update, success, "user"},

    {"cron", "(%r) CMD (%c", EventClass::process_activity, activity::process_launch, unknown},
    {"cron", "(%r) REPLACE (%n", EventClass::scheduled_job_activity, activity::update, success, "crontab"},
    {"cron", "(%r) DELETE (%n", EventClass::scheduled_job_activity, activity::remove, success, "crontab"},
    {"atd", "Starting job %n for user '%r'", EventClass::process_activity, activity::process_launch, unknown, "job"},

    {"openvpn", "%E [%u] Peer Connection Initiated", authentication, activity::logon, success},
    {"openvpn", "%E TLS: Username/Password authentication succeeded for username '%u'", authentication, activity::logon,
     success},
    {"openvpn", "%E TLS Error: %d", authentication, activity::logon, failure},
    {"openvpn", "%E TLS Auth Error: %d", authentication, activity::logon, failure},
    {"openvpn", "%E VERIFY ERROR: %d", authentication, activity::logon, failure},
    {"openvpn", "%u/%E SIGTERM[%*] received, client-instance exiting", authentication, activity::logoff, unknown},
    {"openvpn", "%u/%E [%*] Inactivity timeout", authentication, activity::logoff, unknown},
    {"charon", "%*authentication of '%u' with %m successful", authentication, activity::logon, success},
    {"charon", "%*authentication of '%u' with %m failed", authentication, activity::logon, failure},

    {"dnsmasq", "query[%t] %q from %a", EventClass::dns_activity, activity::dns_query, unknown},
    {"dnsmasq", "reply %q is NXDOMAIN", EventClass::dns_activity, activity::dns_response, failure},
    {"dnsmasq", "reply %q is %v", EventClass::dns_activity, activity::dns_response, success},
    {"dnsmasq", "cached %q is NXDOMAIN", EventClass::dns_activity, activity::dns_response, failure},
    {"dnsmasq", "cached %q is %v", EventClass::dns_activity, activity::dns_response, success},
    {"named", "client @%* %a#%p (%*): query: %q IN %t", EventClass::dns_activity, activity::dns_query, unknown},
    {"named", "client %a#%p (%*): query: %q IN %t", EventClass::dns_activity, activity::dns_query, unknown},
    {"named", "client %a#%p: query: %q IN %t", EventClass::dns_activity, activity::dns_query, unknown},

    {"dhcpd", "DHCPACK on %a to %M (%h) via", dhcp, activity::dhcp_ack, unknown},
    {"dhcpd", "DHCPACK on %a to %M via", dhcp, activity::dhcp_ack, unknown},
    {"dhcpd", "DHCPREQUEST for %a from %M", dhcp, activity::other, unknown},
    {"dhcpd", "DHCPRELEASE of %a from %M (%h) via", dhcp, activity::dhcp_release, unknown},
    {"dhcpd", "DHCPRELEASE of %a from %M via", dhcp, activity::dhcp_release, unknown},
    {"dnsmasq-dhcp", "DHCPACK(%*) %a %M %h", dhcp, activity::dhcp_ack, unknown},
    {"dnsmasq-dhcp", "DHCPACK(%*) %a %M", dhcp, activity::dhcp_ack, unknown},
    {"dnsmasq-dhcp", "DHCPRELEASE(%*) %a %M", dhcp, activity::dhcp_release, unknown},
    {"kea-dhcp4", "%*DHCP4_LEASE_ALLOC [hwtype=1 %M], %*: lease %a has been allocated for", dhcp, activity::dhcp_ack,
     unknown},
    {"dhclient", "bound to %a", EventClass::other, activity::unknown, unknown, "dhcp lease"},

    {"systemd", "Started %n", EventClass::other, activity::unknown, success, "unit"},
    {"systemd", "Stopped %n", EventClass::other, activity::unknown, success, "unit"},
    {"systemd", "Failed to start %n", EventClass::other, activity::unknown, failure, "unit"},
});
static_assert(std::ranges::all_of(rows, [](const Row& row) { return is_well_formed(row.shape); }));

/// `/usr/sbin/CRON` and `crond` are cron, `sshd-session` is sshd, `openvpn-server` is openvpn.
std::string_view family_of(std::string_view program) {
  program = base::last_path_part(program);
  if (base::equal_ignoring_case(program, "cron") || program == "crond" || program == "crontab") return "cron";
  for (const std::string_view family : {"sshd", "openvpn", "ovpn", "charon"}) {
    if (program.starts_with(family)) return family == "ovpn" ? "openvpn" : family;
  }
  return program;
}

bool add_row(std::string_view program, std::string_view text, model::Event& event) {
  Captures captures;
  for (const Row& row : rows) {
    if ((!row.program.empty() && row.program != program) || !fits(row.shape, text, captures)) continue;
    event.event_class = row.event_class;
    event.activity = row.activity;
    event.status = row.status;
    event.add(resource_type, row.resource);
    // cron closes what it quotes.
    for (Captured& captured : std::span(captures.all).first(captures.count)) {
      if (program == "cron" && captured.text.ends_with(')')) captured.text.remove_suffix(1);
    }
    add_captures(captures, event);
    if (program == "sshd" && row.event_class == authentication && !event.has(auth_method))
      event.add(auth_method, "ssh");
    return true;
  }
  return false;
}

// --- Messages of key=value ---

std::string_view value_of(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const bool begins = at == 0 || text[at - 1] == ' ' || text[at - 1] == ';';
    if (!begins || text.substr(at + key.size(), 1) != "=") continue;
    text.remove_prefix(at + key.size() + 1);
    return text.substr(0, text.find(' '));
  }
  return {};
}

void add_address_or_nothing(model::Attribute attribute, std::string_view text, model::Event& event) {
  if (is_address(text)) event.add(attribute, text);
}

/// `pam_unix(sshd:auth): authentication failure; logname= uid=0 … rhost=192.0.2.7  user=root`, and sessions.
bool add_pam(std::string_view text, model::Event& event) {
  if (!take(text, "pam_")) return false;
  const auto module = take_until(text, "(");
  const auto service = module ? take_until(text, ":") : std::nullopt;
  if (!service || !take_until(text, "): ")) return false;
  const bool failed = text.starts_with("authentication failure;") || text.contains(" more authentication failure");
  if (failed || text.starts_with("authentication success;")) {
    event.event_class = authentication;
    event.activity = activity::logon;
    event.status = failed ? failure : success;
    // The user stands last, and an attacker chooses it.
    if (const std::size_t at = text.find(" user="); at != std::string_view::npos)
      event.add(actor_user_name, base::trimmed(text.substr(at + 6)));
    add_address_or_nothing(src_ip, value_of(text.substr(0, text.find(" user=")), "rhost"), event);
    return true;
  }
  if (take(text, "password changed for ")) {
    event.event_class = account;
    event.activity = activity::update;
    event.status = success;
    event.add(resource_type, "user");
    event.add(resource_name, text);
    event.add(changed_field, "password");
    return true;
  }
  // A job's session is no logon of anybody.
  if (service->starts_with("cron") || service->starts_with("atd")) return false;
  const bool opened = take(text, "session opened for user ");
  if (!opened && !take(text, "session closed for user ")) return false;
  event.event_class = authentication;
  event.activity = opened ? activity::logon : activity::logoff;
  event.status = opened ? success : unknown;
  std::string_view user = text.substr(0, text.find(" by "));
  user = user.substr(0, user.find("(uid="));
  // Who becomes somebody else stands behind "by"; a session of a daemon has nobody there.
  const std::size_t by = text.find(" by ");
  std::string_view who = by == std::string_view::npos ? std::string_view{} : text.substr(by + 4);
  who = who.substr(0, who.find("(uid="));
  const bool changes = (*service == "su" || *service == "su-l" || service->starts_with("sudo")) && !who.empty();
  event.add(actor_user_name, changes ? who : user);
  if (changes) event.add(process_user, user);
  event.add(auth_method, *service);
  return true;
}

/// `kit : TTY=pts/0 ; PWD=/home/kit ; USER=root ; COMMAND=/bin/ls -l`; a part without a key says why it was refused.
bool add_sudo(std::string_view text, model::Event& event) {
  text = base::trimmed(text);
  const std::size_t command = text.find("COMMAND=");
  const std::size_t colon = text.find(" : ");
  if (command == std::string_view::npos || colon == std::string_view::npos || colon > command) return false;
  std::string_view parts = text.substr(colon + 3, command - colon - 3);
  std::string_view reason, run_as;
  while (const auto part = take_until(parts, " ; ")) {
    if (part->starts_with("USER=")) run_as = part->substr(5);
    if (!part->contains('=')) reason = *part;
  }
  event.event_class = reason.empty() ? EventClass::process_activity : authentication;
  event.activity = reason.empty() ? activity::process_launch : activity::logon;
  event.status = reason.empty() ? success : failure;
  event.add(actor_user_name, text.substr(0, colon));
  event.add(process_user, run_as);
  event.add(process_cmd_line, text.substr(command + 8));
  event.add(status_detail, reason);
  return true;
}

/// `add 'kit' to group 'sudo'`, `delete 'kit' from group 'sudo'`, `user kit added by root to group sudo`.
bool add_membership(std::string_view text, model::Event& event) {
  std::string_view user, group, by;
  if (const bool added = take(text, "add '"); added || take(text, "delete '")) {
    user = take_until(text, "' ").value_or("");
    if (!take(text, added ? "to " : "from ")) return false;
    take(text, "shadow ");
    if (!take(text, "group '")) return false;
    group = take_until(text, "'").value_or("");
  } else if (take(text, "user ")) {
    user = take_word(text);
    if (!take(text, "added by ") && !take(text, "removed by ")) return false;
    by = take_word(text);
    if (!take(text, "to group ") && !take(text, "from group ")) return false;
    group = take_word(text);
  }
  if (user.empty() || group.empty()) return false;
  event.event_class = account;
  event.activity = activity::update;
  event.status = success;
  event.add(actor_user_name, by);
  event.add(resource_type, "user");
  event.add(resource_name, user);
  event.add(resource_type, "group");
  event.add(resource_name, group);
  event.add(changed_field, "group");
  return true;
}

/// `[WAN_OUT-3000-D]`, `[WAN_LOCAL-D-20003]`: set, rule and what it does, as EdgeOS, UniFi and VyOS name a rule's packets.
Disposition disposition_of_rule(std::string_view prefix) {
  const std::size_t begin = prefix.find('[');
  const std::size_t end = prefix.find(']', begin == std::string_view::npos ? prefix.size() : begin);
  if (end == std::string_view::npos) return Disposition::unknown;
  const auto parts = base::split(prefix.substr(begin + 1, end - begin - 1), '-');
  constexpr std::size_t parts_min = 3;
  if (parts.size() < parts_min) return Disposition::unknown;
  std::string_view rule = parts[parts.size() - 2];
  std::string_view act = parts.back();
  if (is_number(act)) std::swap(rule, act);
  if (!is_number(rule) && rule != "default") return Disposition::unknown;
  if (act == "D" || act == "R") return Disposition::blocked;
  return act == "A" ? Disposition::allowed : Disposition::unknown;
}

/// Only words that programs write, not those of an administrator's own rule: UFW's, firewalld's, Shorewall's.
Disposition disposition_of(std::string_view prefix) {
  for (const std::string_view word :
       {"[UFW BLOCK]", "[UFW LIMIT BLOCK]", "_DROP: ", "_REJECT: ", "FINAL_REJECT: ", ":DROP:", ":REJECT:"}) {
    if (prefix.contains(word)) return Disposition::blocked;
  }
  for (const std::string_view word : {"[UFW ALLOW]", "_ACCEPT: ", ":ACCEPT:"}) {
    if (prefix.contains(word)) return Disposition::allowed;
  }
  return disposition_of_rule(prefix);
}

bool add_packet(std::string_view text, model::Event& event) {
  const std::size_t in = text.find("IN=");
  if (in == std::string_view::npos || !is_packet_message(text)) return false;
  event.event_class = EventClass::network_activity;
  event.disposition = disposition_of(text.substr(0, in));
  event.activity = event.disposition == Disposition::blocked ? activity::network_refuse : activity::network_traffic;
  // What an ICMP error quotes stands in brackets: another packet.
  text = text.substr(in);
  text = text.substr(0, text.find(" ["));
  event.add(src_ip, value_of(text, "SRC"));
  event.add(dst_ip, value_of(text, "DST"));
  event.add(src_port, value_of(text, "SPT"));
  event.add(dst_port, value_of(text, "DPT"));
  event.add(protocol, value_of(text, "PROTO"));
  return true;
}

// --- Mail servers ---

std::string_view in_angles(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at > 0 && text[at - 1] != ' ') continue;
    text.remove_prefix(at + key.size());
    return text.substr(0, std::min(text.find('>'), text.size()));
  }
  return {};
}

/// `mx.example[192.0.2.7]:25`
void add_relay(std::string_view text, model::Attribute address, model::Event& event) {
  const std::size_t bracket = text.find('[');
  if (bracket == std::string_view::npos) return;
  const std::string_view name = base::trimmed(text.substr(0, bracket));
  text.remove_prefix(bracket + 1);
  std::string_view inside = take_until(text, "]").value_or("");
  take(inside, "IPv6:");
  if (!is_address(inside)) return;
  event.add(address, inside);
  if (address != dst_ip) return;
  event.add(dst_hostname, name);
  if (take(text, ":")) event.add(dst_port, text.substr(0, text.find_first_not_of("0123456789")));
}

std::string_view behind(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + key.size());
  return text.substr(0, std::min(text.find(", "), text.size()));
}

bool is_queue_id(std::string_view text) {
  return text == "NOQUEUE" || (text.size() >= 6 && text.size() <= 24 && std::ranges::all_of(text, base::is_alnum));
}

bool add_mail(std::string_view text, model::Event& event) {
  const auto queue = take_until(text, ": ");
  if (!queue || !is_queue_id(*queue)) return false;
  const std::string_view from = in_angles(text, "from=<");
  const std::string_view to = in_angles(text, "to=<");
  const std::string_view client = behind(text, "client=");
  if (from.empty() && to.empty() && client.empty() && !text.starts_with("from=<>")) return false;
  event.event_class = EventClass::email_activity;
  event.activity = activity::other;
  if (*queue != "NOQUEUE") event.add(correlation_uid, *queue);
  event.add(email_from, from);
  event.add(email_to, to);
  if (!client.empty()) add_relay(client, src_ip, event);
  if (text.starts_with("reject: ")) {
    event.status = failure;
    event.disposition = Disposition::blocked;
    add_relay(behind(text, " from "), src_ip, event);
    event.add(status_detail, text.substr(8, text.find("; from=") - 8));
    return true;
  }
  // Of a receipt the relay is who brought it, of a delivery who took it.
  add_relay(behind(text, "relay="), to.empty() ? src_ip : dst_ip, event);
  std::string_view sent = behind(text, "status=");
  if (sent.empty()) sent = behind(text, "stat=");
  if (sent.starts_with("sent") || sent.starts_with("Sent")) event.status = success;
  if (sent.starts_with("bounced") || sent.starts_with("User unknown")) event.status = failure;
  event.add(status_detail, sent);
  return true;
}

bool is_mail_program(std::string_view program) {
  return program.starts_with("postfix") || program == "sendmail" || program == "sm-mta" || program.starts_with("sm-");
}

}  // namespace

bool is_address_server(std::string_view program) {
  program = base::last_path_part(program);
  return program == "dhcpd" || program == "dnsmasq-dhcp" || program == "kea-dhcp4";
}

bool add_unix_message(std::string_view program, std::string_view message, model::Event& event) {
  const std::string_view family = family_of(program);
  if (message.starts_with("pam_")) return add_pam(message, event);
  if (is_mail_program(program)) return add_mail(message, event);
  if (family == "sudo") return add_sudo(message, event);
  return add_row(family, message, event) || add_membership(message, event) || add_packet(message, event);
}

bool is_authentication_program(std::string_view program) {
  static constexpr std::array<std::string_view, 15> programs = {
      "sshd",     "sudo",     "su",     "login",    "systemd-logind", "useradd",  "usermod",  "userdel",
      "groupadd", "groupdel", "passwd", "chpasswd", "gpasswd",        "dropbear", "netscaler"};
  return std::ranges::find(programs, family_of(program)) != programs.end();
}

bool is_packet_message(std::string_view message) {
  const std::size_t in = message.find("IN=");
  if (in == std::string_view::npos) return false;
  const std::string_view fields = message.substr(in);
  return fields.contains(" OUT=") && is_address(value_of(fields, "SRC")) && is_address(value_of(fields, "DST"));
}

bool is_forwarded_packet(std::string_view message) {
  const std::size_t in = message.find("IN=");
  if (in == std::string_view::npos || !is_packet_message(message)) return false;
  const std::string_view fields = message.substr(in);
  return !value_of(fields, "IN").empty() && !value_of(fields, "OUT").empty();
}

}  // namespace clew::evidence
