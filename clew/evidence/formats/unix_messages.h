/// What the programs of a Unix system say of logins, accounts, jobs, packets and mail, by the texts that they write.
///
///     "sshd", "Accepted publickey for kit from 192.0.2.7 port 50022 ssh2" --> authentication, logon, success, …
///
/// In:     the program as the log names it, and its message without time, host and tag.
/// Out:    true and a class with its fields, where a row of the tables knows the text; else nothing is added.
/// Source: the messages in the sources of OpenSSH, Linux-PAM, sudo, util-linux, shadow, systemd, cron, netfilter, ISC dhcpd,
///         Kea, dnsmasq, Postfix, sendmail, OpenVPN, strongSwan. Names that an attacker chooses are read from behind.
#pragma once

#include "clew/model/event.h"

#include <string_view>

namespace clew::evidence {

bool add_unix_message(std::string_view program, std::string_view message, model::Event& event);

/// True for a program whose messages tell who logged in and which accounts were changed.
bool is_authentication_program(std::string_view program);
/// True for a program that gives addresses to other hosts.
bool is_address_server(std::string_view program);
/// True for a netfilter message: `IN=eth0 OUT= … SRC=192.0.2.7 DST=…`.
bool is_packet_message(std::string_view message);
/// The same, of a packet that came in by one interface and left by another: neither from nor to the host that says so.
bool is_forwarded_packet(std::string_view message);

}  // namespace clew::evidence
