#include "clew/evidence/formats/dns_messages.h"

#include "clew/base/text.h"
#include "clew/model/address.h"

#include <algorithm>
#include <array>
#include <optional>

namespace clew::evidence {
namespace {

using namespace std::string_view_literals;
using enum model::Attribute;
using model::Status;
namespace activity = model::activity;

bool take(std::string_view& text, std::string_view wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(wanted.size());
  return true;
}

/// Up to the next blank, which is taken too.
std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  return word;
}

/// Up to `end`, which is taken too; nothing where there is none.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view end) {
  const std::size_t at = text.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view before = text.substr(0, at);
  text.remove_prefix(at + end.size());
  return before;
}

/// Without the dot of the root, which some write and some do not.
std::string_view bare(std::string_view name) {
  if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
  return name;
}

bool is_type(std::string_view text) {
  return !text.empty() && base::is_upper(text.front()) &&
         std::ranges::all_of(text, [](char c) { return base::is_upper(c) || base::is_digit(c) || c == '-'; });
}
bool is_class(std::string_view text) { return text == "IN" || text == "CH" || text == "HS" || text == "ANY"; }

/// `192.0.2.7#53`, `192.0.2.7@53`, `192.0.2.7:53`, `[2001:db8::1]:53`, or without a port. False for what is no address.
bool add_source(std::string_view text, char separator, model::Event& event) {
  const std::size_t at = separator == '\0' ? std::string_view::npos : text.rfind(separator);
  std::string_view address = text.substr(0, at);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (!model::Address::parse(address.substr(0, address.find('%')))) return false;
  event.add(src_ip, address);
  if (at != std::string_view::npos) event.add(src_port, text.substr(at + 1));
  return true;
}

void set_lookup(model::Event& event, std::uint8_t activity) {
  event.event_class = model::EventClass::dns_activity;
  event.activity = activity;
}

void set_rcode(model::Event& event, std::string_view code) {
  event.add(rcode, code);
  event.status = code == "NOERROR" ? Status::success : Status::failure;
}

/// Of a log that has no answers: that there was one is not told as an answer, else it would be one without an address.
void set_rcode_without_answers(model::Event& event, std::string_view code) {
  if (code != "NOERROR") return set_rcode(event, code);
  event.status = Status::success;
}

/// `a.example/A/IN` or `a.example/IN/A`: the name may have slashes itself.
void add_slashed(std::string_view text, model::Event& event) {
  std::string_view parts[2];
  for (std::string_view& part : parts) {
    const std::size_t slash = text.rfind('/');
    if (slash == std::string_view::npos) break;
    part = text.substr(slash + 1);
    text = text.substr(0, slash);
  }
  event.add(query_hostname, bare(text));
  const bool class_is_last = parts[0] != "ANY" && is_class(parts[0]);
  event.add(query_type, class_is_last ? parts[1] : parts[0]);
}

// --- BIND ---

/// Categories and levels that BIND may print in front of a message.
void skip_bind_words(std::string_view& text) {
  static constexpr std::array words = {"queries: "sv, "query-errors: "sv, "security: "sv, "responses: "sv,
                                       "rpz: "sv,     "rpz-passthru: "sv, "client: "sv,   "debug 1: "sv,
                                       "info: "sv,    "notice: "sv,       "warning: "sv,  "error: "sv};
  for (int i = 0; i < 2; ++i) {
    for (const std::string_view word : words) {
      if (take(text, word)) break;
    }
  }
}

/// `name class type …`
bool add_bind_question(std::string_view& text, model::Event& event) {
  const std::string_view name = take_word(text);
  const std::string_view kind = take_word(text);
  const std::string_view type = take_word(text);
  if (name.empty() || kind.empty() || type.empty()) return false;
  event.add(query_hostname, bare(name));
  event.add(query_type, type);
  return true;
}

/// `rpz QNAME NXDOMAIN rewrite a.example/A/IN via a.example.rpz`: an answer that a policy replaced. Infoblox writes `a.example [A]`.
bool add_bind_policy(std::string_view text, model::Event& event) {
  const auto policy = take_until(text, " rewrite ");
  if (!policy) return false;
  const auto rewritten = take_until(text, " via ");
  std::string_view name = rewritten.value_or(text);
  if (const std::size_t bracket = name.find(" ["); bracket != std::string_view::npos && name.ends_with(']')) {
    event.add(query_hostname, bare(name.substr(0, bracket)));
    event.add(query_type, name.substr(bracket + 2, name.size() - bracket - 3));
  } else {
    add_slashed(name, event);
  }
  set_lookup(event, activity::dns_response);
  event.add(status_detail, *policy);
  if (!policy->ends_with(" PASSTHRU")) event.disposition = model::Disposition::blocked;
  return true;
}

bool add_bind_kind(std::string_view text, model::Event& event) {
  if (take(text, "query: ")) {
    set_lookup(event, activity::dns_query);
    if (!add_bind_question(text, event)) return false;
    if (const std::size_t open = text.rfind('('); open != std::string_view::npos && text.ends_with(')')) {
      const std::string_view server = text.substr(open + 1, text.size() - open - 2);
      if (model::Address::parse(server.substr(0, server.find('%')))) event.add(dst_ip, server);
    }
    return true;
  }
  if (take(text, "response: ")) {
    set_lookup(event, activity::dns_response);
    if (!add_bind_question(text, event)) return false;
    set_rcode_without_answers(event, take_word(text));
    return true;
  }
  if (take(text, "query failed (")) {
    const auto code = take_until(text, ") for ");
    if (!code) return false;
    set_lookup(event, activity::dns_response);
    set_rcode(event, *code);
    add_slashed(text.substr(0, text.find(" at ")), event);
    return true;
  }
  if (take(text, "rpz ")) return add_bind_policy(text, event);
  if (text.starts_with("query ") && text.contains("' denied")) {
    take_until(text, "'");
    const auto name = take_until(text, "' denied");
    if (!name) return false;
    set_lookup(event, activity::dns_response);
    add_slashed(*name, event);
    set_rcode(event, "REFUSED");
    event.disposition = model::Disposition::blocked;
    return true;
  }
  return false;
}

/// `CEF:0|Infoblox|NIOS|…|RPZ-QNAME|NXDOMAIN|7|app=DNS … src=192.0.2.7 spt=5000 … msg="rpz QNAME NXDOMAIN rewrite a.example [A] via …"`
bool add_infoblox_policy(std::string_view text, model::Event& event) {
  const auto word_of = [&](std::string_view key) {
    const std::size_t at = text.find(key);
    const std::string_view rest = at == std::string_view::npos ? std::string_view{} : text.substr(at + key.size());
    return rest.substr(0, rest.find(' '));
  };
  constexpr std::string_view key = " msg=\"rpz ";
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos || !add_source(word_of(" src="), '\0', event)) return false;
  std::string_view policy = text.substr(at + key.size());
  return add_bind_policy(policy.substr(0, policy.find('"')), event);
}

/// `client @0x7f 192.0.2.7#53124 (a.example): view internal: query: a.example IN A +E(0)K (192.0.2.53)`
bool add_bind(std::string_view text, model::Event& event) {
  skip_bind_words(text);
  if (text.starts_with("CEF:0|Infoblox|")) return add_infoblox_policy(text, event);
  if (!take(text, "client ")) return false;
  if (text.starts_with("@0x")) take_word(text);
  const std::string_view client = text.substr(0, std::min(text.find_first_of("/ "), text.find(": ")));
  if (!client.contains('#') ||
      !add_source(client.ends_with(':') ? client.substr(0, client.size() - 1) : client, '#', event))
    return false;
  text.remove_prefix(client.size());
  // A key's name and the name that is asked for stand in between; neither can have a colon and a blank.
  if (!take_until(text, ": ")) return false;
  if (take(text, "view ")) {
    if (!take_until(text, ": ")) return false;
  }
  return add_bind_kind(text, event);
}

// --- dnsmasq ---

/// `42 192.0.2.7/5000 query[A] …`, as `--log-queries=extra` has it: whom the line is about.
void skip_dnsmasq_number(std::string_view& text, model::Event& event) {
  std::string_view rest = text;
  const std::string_view number = take_word(rest);
  const std::string_view client = take_word(rest);
  const std::size_t slash = client.rfind('/');
  if (!base::parse_unsigned(number) || slash == std::string_view::npos) return;
  if (add_source(client, '/', event)) text = rest;
}

bool add_dnsmasq_answer(std::string_view text, model::Event& event) {
  const auto name = take_until(text, " is ");
  if (!name || name->empty() || name->contains(' ')) return false;
  set_lookup(event, activity::dns_response);
  event.add(query_hostname, *name);
  if (text.starts_with("NODATA")) {
    set_rcode(event, "NOERROR");
  } else if (text == "NXDOMAIN" || text == "SERVFAIL" || text == "REFUSED") {
    set_rcode(event, text);
  } else if (!text.starts_with('<')) {  // <CNAME>, <HTTPS>: what follows is in the next lines
    event.add(answer, text);
  }
  return true;
}

bool add_dnsmasq(std::string_view text, model::Event& event) {
  skip_dnsmasq_number(text, event);
  if (take(text, "query[")) {
    const auto type = take_until(text, "] ");
    const auto name = take_until(text, " from ");
    if (!type || !name) return false;
    set_lookup(event, activity::dns_query);
    event.add(query_type, *type);
    event.add(query_hostname, *name);
    if (!event.has(src_ip)) add_source(take_word(text), '\0', event);
    return true;
  }
  if (take(text, "forwarded ")) {
    const auto name = take_until(text, " to ");
    if (!name) return false;
    set_lookup(event, activity::dns_query);
    event.add(query_hostname, *name);
    event.add(dst_ip, text.substr(0, text.find_first_of("# ")));
    return true;
  }
  // What Pi-hole, a fork of dnsmasq, refused by its lists.
  for (const std::string_view word : {"gravity blocked "sv, "exactly blacklisted "sv, "regex blacklisted "sv,
                                      "exactly denied "sv, "regex denied "sv, "blacklisted "sv}) {
    if (!take(text, word)) continue;
    if (!add_dnsmasq_answer(text, event)) return false;
    event.add(status_detail, base::trimmed(word));
    event.disposition = model::Disposition::blocked;
    return true;
  }
  for (const std::string_view word : {"reply "sv, "cached "sv, "cached-stale "sv, "config "sv, "DHCP "sv}) {
    if (take(text, word)) return add_dnsmasq_answer(text, event);
  }
  if (!text.starts_with('/')) return false;
  take_word(text);  // the hosts file
  return add_dnsmasq_answer(text, event);
}

// --- Unbound ---

/// `name type class`
bool add_unbound_question(std::string_view& text, model::Event& event) {
  const std::string_view name = take_word(text);
  const std::string_view type = take_word(text);
  const std::string_view kind = take_word(text);
  if (name.empty() || !is_type(type) || !is_class(kind)) return false;
  event.add(query_hostname, bare(name));
  event.add(query_type, type);
  return true;
}

/// `evil.example. always_nxdomain 192.0.2.7@5000 evil.example. A IN`: a local zone's doing.
bool add_unbound_action(std::string_view text, model::Event& event) {
  static constexpr std::array refusing = {
      "deny"sv,          "refuse"sv,      "static"sv,         "redirect"sv,    "always_refuse"sv,   "always_nxdomain"sv,
      "always_nodata"sv, "always_deny"sv, "always_null"sv,    "inform_deny"sv, "inform_redirect"sv, "nxdomain"sv,
      "nodata"sv,        "drop"sv,        "cname_override"sv, "local_data"sv};
  take_word(text);  // the zone
  const std::string_view action = take_word(text);
  const std::string_view client = take_word(text);
  if (!client.contains('@') || !add_source(client, '@', event)) return false;
  if (!add_unbound_question(text, event)) return false;
  set_lookup(event, activity::dns_response);
  event.add(status_detail, action);
  if (std::ranges::find(refusing, action) != refusing.end()) event.disposition = model::Disposition::blocked;
  return true;
}

bool add_unbound(std::string_view text, model::Event& event) {
  if (text.starts_with('[')) take_word(text);  // process and thread
  for (const std::string_view word : {"info: "sv, "query: "sv, "reply: "sv}) {
    if (take(text, word)) break;
  }
  if (take(text, "rpz: applied ")) {
    if (text.starts_with('[')) take_until(text, "] ");
    return add_unbound_action(text, event);
  }
  std::string_view rest = text;
  if (!add_source(take_word(rest), '\0', event)) return add_unbound_action(text, event);
  if (!add_unbound_question(rest, event)) return false;
  set_lookup(event, activity::dns_query);
  const std::string_view code = take_word(rest);
  if (!is_type(code)) return true;
  set_lookup(event, activity::dns_response);
  set_rcode_without_answers(event, code);
  return true;
}

// --- PowerDNS ---

/// `question for 'a.example|A' from 192.0.2.7:5000`, `Remote 192.0.2.7 wants 'a.example|A', do = 0`
bool add_powerdns(std::string_view text, model::Event& event) {
  std::string_view client;
  if (const std::size_t at = text.find("Remote "); at != std::string_view::npos && text.contains(" wants '")) {
    text.remove_prefix(at + 7);
    client = take_word(text);
  } else if (!text.contains("question for '")) {
    return false;
  }
  take_until(text, "'");
  const auto question = take_until(text, "'");
  if (!question) return false;
  const std::size_t bar = question->rfind('|');
  if (bar == std::string_view::npos) return false;
  set_lookup(event, activity::dns_query);
  event.add(query_hostname, bare(question->substr(0, bar)));
  event.add(query_type, question->substr(bar + 1));
  if (take(text, " from ")) client = take_word(text);
  // With a port, without one, or with the address of who asked behind an arrow.
  if (!add_source(client.substr(0, client.find("<-")), '\0', event)) add_source(client, ':', event);
  return true;
}

// --- CoreDNS ---

/// `[INFO] 192.0.2.7:5000 - 123 "A IN a.example. udp 40 false 512" NOERROR qr,rd,ra 75 0.001s`
bool add_coredns(std::string_view text, model::Event& event) {
  if (!take(text, "[INFO] ")) return false;
  const std::string_view client = take_word(text);
  if (!take_until(text, "\"")) return false;
  auto question = take_until(text, "\" ");
  if (!question || !client.contains(':')) return false;
  const std::string_view type = take_word(*question);
  const std::string_view kind = take_word(*question);
  if (!is_type(type) || !is_class(kind) || !add_source(client, ':', event)) return false;
  set_lookup(event, activity::dns_response);
  event.add(query_hostname, bare(take_word(*question)));
  event.add(query_type, type);
  event.add(protocol, take_word(*question));
  set_rcode_without_answers(event, take_word(text));
  return true;
}

struct Server {
  std::string_view program;
  std::string_view source;
  bool (*add)(std::string_view message, model::Event& event);
};
constexpr std::array servers = std::to_array<Server>({
    {"named", "bind", add_bind},
    {"dnsmasq", "dnsmasq", add_dnsmasq},
    {"pihole-FTL", "dnsmasq", add_dnsmasq},
    {"unbound", "unbound", add_unbound},
    {"pdns_recursor", "powerdns", add_powerdns},
    {"pdns-recursor", "powerdns", add_powerdns},
    {"pdns_server", "powerdns", add_powerdns},
    {"pdns", "powerdns", add_powerdns},
    {"coredns", "coredns", add_coredns},
});

const Server* server_of(std::string_view program) {
  const auto* found = std::ranges::find(servers, program, &Server::program);
  return found == servers.end() ? nullptr : found;
}

}  // namespace

std::string_view name_server_of(std::string_view program) {
  const Server* server = server_of(program);
  return server == nullptr ? std::string_view{} : server->source;
}

bool add_dns_message(std::string_view program, std::string_view message, model::Event& event) {
  const Server* server = server_of(program);
  if (server == nullptr) return false;
  model::Event lookup;
  if (!server->add(base::trimmed(message), lookup)) return false;
  event.add_told(lookup);
  return true;
}

}  // namespace clew::evidence
