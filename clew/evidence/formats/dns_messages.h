/// What name servers write of look-ups, by the texts of their messages: BIND, dnsmasq (Pi-hole), Unbound, PowerDNS, CoreDNS.
///
///     "dnsmasq", "query[A] a.example from 192.0.2.7" --> dns_activity, query, query.hostname, src_endpoint.ip
///
/// In:     the program as the log names it (empty where it names none), and its message without time, host and tag.
/// Out:    true and a look-up with its fields, where the message is of one; else nothing is added.
/// Source: BIND 9 Administrator Reference Manual ("The query log", "The response log", RPZ), dnsmasq(8) `--log-queries`,
///         unbound.conf(5) `log-queries`, `log-replies`, `log-local-actions`, PowerDNS `quiet`/`log-dns-queries`, CoreDNS's `log`.
#pragma once

#include "clew/model/event.h"

#include <string_view>

namespace clew::evidence {

/// The source's name ("bind", "dnsmasq") of a program whose messages are read here, else empty.
std::string_view name_server_of(std::string_view program);
bool add_dns_message(std::string_view program, std::string_view message, model::Event& event);

}  // namespace clew::evidence
