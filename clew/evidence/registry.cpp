#include "clew/evidence/format.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/known_logs.h"
#include "clew/evidence/formats/scratch.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::evidence {

Scratch::Scratch() : state_(std::make_unique<State>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;

std::span<const Format> formats() {
  // Most specific first: a format that recognises by shape alone stands behind those that know their fields.
  static const std::array all = {
      pcap,
      undecoded,
      no_evidence,
      azure_flow,
      evtx,
      windows_xml,
      windows_xml_lines,
      sqlite,
      fsevents,
      plist,
      zeek_tsv,
      zeek_json,
      suricata_eve,
      osquery,
      osquery_document,
      endpoint_security,
      endpoint_security_document,
      jamf_protect,
      jamf_protect_document,
      santa,
      santa_json,
      unified_log,
      unified_log_document,
      unified_log_text,
      cloudtrail_digest,
      cloudtrail,
      cloudtrail_document,
      jumpcloud_results,
      jumpcloud_results_lines,
      jumpcloud_insights,
      jumpcloud_insights_array,
      wazuh,
      wazuh_document,
      windows_json,
      windows_json_document,
      windows_csv,
      journald,
      journald_document,
      journald_export,
      laurel,
      jumpcloud_agent_log,
      openvpn_log,
      squid,
      w3c_extended,
      windows_dns_log,
      windows_dhcp_log,
      dns_server_log,
      utmp,
      shell_history,
      auditd,
      cef,
      firewall_messages,
      key_value_firewall,
      web_server_log,
      npm_lock,
      lock_file,
      mail,
      flow_csv,
      inventory_document,
      inventory_lines,
      inventory_csv,
      syslog_audit,
      syslog,
      json_lines,
      json_document,
      binary,
      csv_generic,
      text_lines,
  };
  return all;
}

Recognised recognise(std::string_view head) {
  for (const Format& format : formats()) {
    if (std::string source = format.recognise(head); !source.empty())
      return recognise_known_log(head, {&format, std::move(source)});
  }
  return {&formats().back(), "text"};
}

Recognised recognise_translated(std::string_view head) {
  const bool may_be = std::ranges::any_of(formats(), [&](const Format& format) {
    return format.framing == Framing::translated && !format.recognise(head).empty();
  });
  if (!may_be) return {};
  Recognised found = recognise(head);
  return found.format->framing == Framing::translated ? std::move(found) : Recognised{};
}

}  // namespace clew::evidence
