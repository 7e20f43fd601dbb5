// Firewalls, resolvers and proxies that others run: Azure Firewall's structured logs, DNS servers as Sentinel keeps them, Netskope.
// Source: Azure Monitor's tables AZFWNetworkRule, AZFWApplicationRule, AZFWDnsQuery, DnsEvents; Netskope's REST API, page and
// connection events and alerts.
#include "clew/evidence/formats/known_logs.h"

#include <string>
#include <utility>
#include <vector>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

/// Diagnostic settings put the record proper below `properties` and the time beside it; Log Analytics has all in one row.
void add_azure_firewall(Logs& logs) {
  for (const bool is_row : {false, true}) {
    const std::string below = is_row ? "" : "properties.";
    const std::string time = is_row ? "TimeGenerated" : "time";
    LogMapping log = {
        .source = "azure_firewall",
        .recognised_by = {below + "Action", below + "Protocol", below + "SourceIp", below + "SourcePort", time},
        .time = {time},
        .time_is_utc = true,
        .fields = {{below + "Protocol", protocol},
                   {below + "SourceIp", src_ip},
                   {below + "SourcePort", src_port},
                   {below + "Rule", status_detail}},
        .event_class = EventClass::network_activity,
        .activity = activity::network_traffic,
        .decision = below + "Action",
        .allowed = {"Allow*", "Alert"},
        .blocked = {"Deny*", "Drop*"},
        .sees = {Sight::connection},
    };
    if (is_row) log.recognised_by.push_back("RuleCollectionGroup");
    // A rule for names has no address of the destination.
    const LogRows ends = {{below + "DestinationIp", dst_ip},
                          {below + "DestinationPort", dst_port},
                          {below + "Fqdn", dst_hostname},
                          {below + "TargetUrl", url}};
    const auto kind = [&](std::vector<LogMapping::Condition> where, std::uint8_t activity, const LogRows& rows) {
      LogMapping one = log;
      one.variants.clear();
      one.where = std::move(where);
      one.activity = activity;
      one.fields = joined(std::move(one.fields), rows);
      return one;
    };
    const LogMapping::Condition refused = {below + "Action", log.blocked};
    std::vector<LogMapping> variants = {
        kind({refused}, activity::network_refuse, ends),
        kind({{below + "SourceIp", {"*"}}}, activity::network_traffic, ends),
    };
    LogMapping names = log;
    names.where = {};
    names.recognised_by = {below + "QueryName", below + "QueryType", below + "ResponseCode", below + "SourceIp", time};
    names.source = "azure_firewall_dns";
    names.fields = {{below + "QueryName", query_hostname},
                    {below + "QueryType", query_type},
                    {below + "SourceIp", src_ip},
                    {below + "SourcePort", src_port}};
    names.event_class = EventClass::dns_activity;
    names.activity = activity::dns_query;
    names.decision.clear();
    names.constants = {{below + "ResponseCode", {"NXDOMAIN"}, rcode, "NXDOMAIN"}};  // there are no answers in it
    names.sees = {Sight::dns};
    // The kinds come in one file, and whichever is first tells what it is.
    LogMapping asked = names;
    asked.where = {{below + "QueryName", {"*"}}};
    variants.insert(variants.begin(), asked);
    log.variants = variants;
    names.variants = std::move(variants);
    logs.push_back(std::move(log));
    logs.push_back(std::move(names));
  }
}

/// What the DNS servers of a domain were asked. `Computer` is the server.
LogMapping dns_events() {
  return {
      .source = "sentinel_dns_events",
      .recognised_by = {"ClientIP", "Computer", "IPAddresses", "Name", "SubType"},
      .where = {{"SubType", {"LookupQuery"}}},
      .time = {"TimeGenerated", "TimeGenerated [UTC]"},
      .time_is_utc = true,
      .fields = {{"ClientIP", src_ip},
                 {"IPAddresses", answer},
                 {"Name", query_hostname},
                 {"QueryType", query_type},
                 {"Result", status_detail}},
      .event_class = EventClass::dns_activity,
      .activity = activity::dns_response,
      .constants = {{"Result", {"NXDOMAIN", "*not exist*"}, rcode, "NXDOMAIN"}},
      .sees = {Sight::dns},
  };
}

/// `userip` is the device's own address, `srcip` that of its way into the internet.
LogMapping netskope() {
  return {
      .source = "netskope",
      .recognised_by = {"access_method", "timestamp", "type", "url", "user"},
      .time = {"timestamp"},
      .fields = {{"_id", event_uid},
                 {"client_bytes", bytes_out},
                 {"domain", http_host},
                 {"dstip", dst_ip},
                 {"dstport", dst_port},
                 {"file_name", file_name},
                 {"hostname", device_hostname},
                 {"md5", file_md5},
                 {"nsdeviceuid", device_uid},
                 {"page_site", status_detail},
                 {"policy", status_detail},
                 {"server_bytes", bytes_in},
                 {"sha256", file_sha256},
                 {"url", url},
                 {"user", actor_user_email},
                 {"user", actor_user_name},
                 {"useragent", user_agent},
                 {"userip", src_ip}},
      .event_class = EventClass::http_activity,
      .activity = activity::other,
      .otherwise = model::Status::success,
      .decision = "action",
      .allowed = {"allow", "alert", "useralert"},
      .blocked = {"block*", "Block*"},
      .sees = {Sight::http},
  };
}

LogMapping netskope_alert() {
  LogMapping log = netskope();
  log.recognised_by = {"alert_type", "timestamp", "type", "url", "user"};
  log.sees = {Sight::text};
  return log;
}

}  // namespace

void add_network_service_logs(Logs& logs) {
  add_azure_firewall(logs);
  logs.push_back(dns_events());
  logs.push_back(netskope());
  logs.push_back(netskope_alert());
}

}  // namespace clew::evidence
