/// Messages that are formats of their own wherever they stand: alone on a line, or behind the header of a syslog line.
///
/// In:     the message without a syslog header. Out: `unparsed` where it is not of the form, and then nothing is added.
///         A time or a device that stands in the message is set only if the event has none yet or the message's is surer.
/// Private to this module.
#pragma once

#include "clew/evidence/format.h"

#include <optional>
#include <string_view>

namespace clew::evidence {

/// The header of a syslog line (RFC 3164, RFC 5424, rsyslog's and systemd's forms with an ISO time).
struct SyslogLine {
  std::string_view host, program, pid, message_id, message;
  std::string_view structured_data;  ///< with its brackets
  bool has_priority = false;
  bool is_rfc5424 = false;
  bool is_tagged = false;    ///< a program stands before a colon
  bool has_time = false;     ///< of any form
  bool is_yearless = false;  ///< its time needs `FileContext::year_end`
};
/// Nothing if the line has neither a priority nor a time at its start. Sets the event's time, if there is one.
std::optional<SyslogLine> read_syslog_line(std::string_view line, const FileContext& context, model::Event* event);
/// The event of a message that came with these words from `program`.
Decoded decode_syslog_message(const SyslogLine& line, const FileContext& context, Scratch& scratch,
                              model::Event& event);

/// `type=SYSCALL msg=audit(1688700000.123:456): …` (formats/auditd.cpp); also several lines of one event.
Decoded decode_audit(std::string_view message, Scratch& scratch, model::Event& event);
/// Which event such a message is a part of: the node that it names, and time and serial; nothing if it is none.
void add_audit_id(std::string_view message, std::string& id);
/// `CEF:0|…`, `LEEF:1.0|…`, `LEEF:2.0|…` (formats/cef.cpp)
Decoded decode_cef(std::string_view message, const FileContext& context, Scratch& scratch, model::Event& event);
/// An access line of Apache, nginx or HAProxy (formats/web_server_log.cpp)
Decoded decode_web_access(std::string_view message, const FileContext& context, model::Event& event);
/// `date=… time=… devname=… srcip=…` (formats/key_value_firewall.cpp)
Decoded decode_key_value(std::string_view message, const FileContext& context, Scratch& scratch, model::Event& event);

/// `<Event><System>…</System>…</Event>`, whole: an event of Windows, or of Sysmon for Linux (formats/windows_xml.cpp)
Decoded decode_event_xml(std::string_view text, const FileContext& context, Scratch& scratch, model::Event& event);

/// What a firewall says that writes neither of these: Cisco ASA and FTD (`%ASA-6-302013: …`), Palo Alto's comma-separated logs,
/// the packet filter of pfSense and OPNsense (`filterlog`) (formats/firewall_messages.cpp)
Decoded decode_firewall(std::string_view program, std::string_view message, const FileContext& context,
                        model::Event& event);
/// The same of Check Point, Juniper SRX, Meraki, WatchGuard, MikroTik, Ivanti and NetScaler (formats/gateway_messages.cpp). `message_id` is RFC 5424's.
Decoded decode_gateway(std::string_view program, std::string_view message, std::string_view message_id,
                       model::Event& event);
bool is_gateway_message(std::string_view program, std::string_view message);
/// By its tag or its first values: whether the rest can be read is not looked at.
bool is_firewall_message(std::string_view program, std::string_view message);

/// What a control did, by the words that firewalls and their like use for it: "deny", "blocked", "accept", …
model::Disposition disposition_of_word(std::string_view word);

}  // namespace clew::evidence
