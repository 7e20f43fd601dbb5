/// The rows of `formats()`. One declaration for each format here; their order is registry.cpp's business.
#pragma once

#include "clew/evidence/format.h"

namespace clew::evidence {

extern const Format auditd, laurel;
extern const Format azure_flow;
extern const Format binary, no_evidence, undecoded;
extern const Format cef;
extern const Format cloudtrail, cloudtrail_digest, cloudtrail_document;
extern const Format csv_generic;
extern const Format dns_server_log;
extern const Format endpoint_security, endpoint_security_document;
extern const Format evtx;
extern const Format firewall_messages;
extern const Format flow_csv;
extern const Format fsevents;
extern const Format inventory_document, inventory_lines, inventory_csv;
extern const Format jamf_protect, jamf_protect_document;
extern const Format journald, journald_document, journald_export;
extern const Format json_lines, json_document;
extern const Format jumpcloud_agent_log;
extern const Format openvpn_log;
extern const Format jumpcloud_insights, jumpcloud_insights_array;
extern const Format jumpcloud_results, jumpcloud_results_lines;
extern const Format key_value_firewall;
extern const Format lock_file;
extern const Format mail;
extern const Format mapped_csv, mapped_json, mapped_json_array;  // not in `formats()`: they need a mapping
extern const Format npm_lock;
extern const Format osquery, osquery_document;
extern const Format pcap;
extern const Format plist;
extern const Format santa, santa_json;
extern const Format shell_history;
extern const Format sqlite;
extern const Format squid;
extern const Format suricata_eve;
extern const Format syslog;
extern const Format syslog_audit;
extern const Format text_lines;
extern const Format unified_log, unified_log_document, unified_log_text;
extern const Format utmp;
extern const Format w3c_extended;
extern const Format wazuh, wazuh_document;
extern const Format web_server_log;
extern const Format windows_dns_log;
extern const Format windows_dhcp_log;
extern const Format windows_csv, windows_json, windows_json_document;
extern const Format windows_xml, windows_xml_lines;
extern const Format wrapped_csv, wrapped_json, wrapped_json_document,
    wrapped_syslog;  // not in `formats()`: they need a log
extern const Format zeek_json, zeek_tsv;

}  // namespace clew::evidence
