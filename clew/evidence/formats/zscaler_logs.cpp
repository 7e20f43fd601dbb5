// Zscaler Internet Access: what its Nanolog Streaming Service sends to Splunk, one JSON object a record, with the feed's kind as
// `sourcetype` and the record below `event`; also that object alone.
// Source: Zscaler's NSS feed output formats for web, firewall and DNS logs, with the names that its Splunk feeds give them.
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

/// The time is in the zone that the feed was set to, which no record tells.
LogMapping feed(std::string source, std::vector<std::string> recognised_by, EventClass event_class,
                std::uint8_t activity, Sight sight) {
  return {
      .source = std::move(source),
      .recognised_by = std::move(recognised_by),
      .time = {"datetime"},
      .absent = {"None", "NA", "N/A", "Unknown", "-"},
      .event_class = event_class,
      .activity = activity,
      .sees = {sight},
  };
}

const LogRows& zscaler_device() {
  static const LogRows rows = {
      {"devicehostname", device_hostname}, {"user", actor_user_email}, {"user", actor_user_name}};
  return rows;
}

LogMapping web() {
  LogMapping log =
      feed("zscaler_web", {"ClientIP", "action", "datetime", "requestmethod", "serverip", "url", "urlcategory"},
           EventClass::http_activity, activity::other, Sight::http);
  log.fields = joined(zscaler_device(), {{"ClientIP", src_ip},
                                         {"event_id", event_uid},
                                         {"hostname", http_host},
                                         {"reason", status_detail},
                                         {"refererURL", http_referrer},
                                         {"requestmethod", http_method},
                                         {"requestsize", bytes_out},
                                         {"responsesize", bytes_in},
                                         {"serverip", dst_ip},
                                         {"status", http_status},
                                         {"url", url},
                                         {"useragent", user_agent}});
  log.decision = "action";
  log.allowed = {"Allowed"};
  log.blocked = {"Blocked"};
  return log;
}

LogMapping zscaler_firewall() {
  LogMapping log = feed("zscaler_firewall", {"action", "cdip", "cdport", "csip", "csport", "datetime", "nwsvc"},
                        EventClass::network_activity, activity::network_traffic, Sight::connection);
  log.fields = joined(zscaler_device(), {{"cdip", dst_ip},
                                         {"cdport", dst_port},
                                         {"csip", src_ip},
                                         {"csport", src_port},
                                         {"inbytes", bytes_in},
                                         {"outbytes", bytes_out},
                                         {"proto", protocol},
                                         {"rulelabel", status_detail}});
  log.decision = "action";
  log.allowed = {"Allow*"};
  log.blocked = {"Block*", "Drop*", "Reset*"};
  LogMapping refused = log;
  refused.where = {{"action", log.blocked}};
  refused.activity = activity::network_refuse;
  log.variants = {std::move(refused)};
  return log;
}

/// `dns_resp` is an address, a name, or a word about the answer.
LogMapping zscaler_dns() {
  LogMapping log = feed("zscaler_dns", {"clt_sip", "datetime", "dns_req", "dns_reqtype", "reqaction", "resaction"},
                        EventClass::dns_activity, activity::dns_query, Sight::dns);
  log.fields =
      joined(zscaler_device(), {{"clt_sip", src_ip}, {"dns_req", query_hostname}, {"dns_reqtype", query_type}});
  log.constants = {{"dns_resp", {"*NXDOMAIN*"}, rcode, "NXDOMAIN"}};
  const std::vector<std::string> blocked = {"*BLOCK*", "*DROP*"};
  LogMapping answered = log;
  answered.where = {{"dns_resp", {"*.*.*.*", "*:*:*"}}};
  answered.activity = activity::dns_response;
  answered.fields = joined(std::move(answered.fields), {{"dns_resp", answer}});
  const auto stopped_by = [&](const std::string& path) {
    LogMapping stopped = log;
    stopped.where = {{path, blocked}};
    stopped.decision = path;
    stopped.blocked = blocked;
    return stopped;
  };
  log.variants = {stopped_by("reqaction"), stopped_by("resaction"), std::move(answered)};
  return log;
}

}  // namespace

void add_zscaler_logs(Logs& logs) {
  logs.push_back(web());
  logs.push_back(zscaler_firewall());
  logs.push_back(zscaler_dns());
}

}  // namespace clew::evidence
