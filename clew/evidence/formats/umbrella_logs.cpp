// Cisco Umbrella's logs of names, of the web proxy and of the cloud firewall, as it writes them into a bucket: tables without a line of
// names, whose later versions have more columns behind. The console's export has names.
// Source: Cisco Umbrella, log formats and versioning (DNS, proxy, cloud firewall).
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

const char* const rest = ",x1,x2,x3,x4,x5,x6,x7,x8,x9,x10,x11,x12";

/// The identity is a device, a user or a whole network: as a device it is taken only where the log says that it is one.
LogMapping of_device(LogMapping log, const std::string& type, const std::string& identity, bool is_user) {
  log.variants.clear();
  log.where = {{type, is_user ? std::vector<std::string>{"AD Users", "SWG Users", "Directory Users"}
                              : std::vector<std::string>{"AD Computers", "Anyconnect Roaming Client",
                                                         "Roaming Computers", "Cisco Secure Client", "Roaming Client",
                                                         "Mobile Devices", "Chromebook*"}}};
  log.fields = joined(std::move(log.fields), {{identity, is_user ? actor_user_name : device_hostname}});
  return log;
}

void add_identities(const std::string& type, const std::string& identity, LogMapping& log) {
  log.variants = {of_device(log, type, identity, false), of_device(log, type, identity, true)};
}

/// The log has how a look-up ended, and no answers: of one that went well nothing is told, or it would seem to have had none.
std::vector<LogMapping::Constant> not_found(const std::string& path) {
  return {{path, {"NXDOMAIN"}, rcode, "NXDOMAIN"}, {path, {"SERVFAIL"}, rcode, "SERVFAIL"}};
}

LogMapping names() {
  LogMapping log = {
      .source = "umbrella_dns",
      .recognised_by = {"Action", "Domain", "ExternalIp", "InternalIp", "QueryType", "ResponseCode", "Timestamp"},
      .where = {{"Action", {"Allowed*", "Blocked*", "Proxied"}}, {"QueryType", {"* (*)"}}},
      .time = {"Timestamp"},
      .time_is_utc = true,
      .columns = std::string("Timestamp,Policy Identity,Identities,InternalIp,ExternalIp,Action,QueryType,ResponseCode,"
                             "Domain,Categories,Policy Identity Type,Identity Types,Blocked Categories") +
                 rest,
      .fields = {{"Domain", query_hostname}, {"InternalIp", src_ip}, {"QueryType", query_type}},
      .event_class = EventClass::dns_activity,
      .activity = activity::dns_query,
      .decision = "Action",
      .allowed = {"Allowed*", "Proxied"},
      .blocked = {"Blocked*"},
      .constants = not_found("ResponseCode"),
      .sees = {Sight::dns},
  };
  add_identities("Policy Identity Type", "Policy Identity", log);
  return log;
}

/// The same from the console's activity search.
LogMapping names_of_console() {
  LogMapping log = {
      .source = "umbrella_dns",
      .recognised_by = {"Action", "Date", "Domain", "External IP", "Internal IP", "Query Type", "Response Code",
                        "Time"},
      .time = {"when"},
      .composed = {{"when", {"Date", "Time"}, " "}},
      .fields = {{"Domain", query_hostname}, {"Internal IP", src_ip}, {"Query Type", query_type}},
      .event_class = EventClass::dns_activity,
      .activity = activity::dns_query,
      .decision = "Action",
      .allowed = {"Allowed*", "Proxied"},
      .blocked = {"Blocked*"},
      .constants = not_found("Response Code"),
      .sees = {Sight::dns},
  };
  add_identities("Most Granular Identity Type", "Most Granular Identity", log);
  return log;
}

LogMapping proxy() {
  LogMapping log = {
      .source = "umbrella_proxy",
      .recognised_by = {"DestinationIp", "InternalIp", "Statuscode", "Timestamp", "Url", "Verdict"},
      .where = {{"Verdict", {"ALLOWED", "BLOCKED", "WARNED", "ISOLATED"}}, {"Url", {"*"}}},
      .time = {"Timestamp"},
      .time_is_utc = true,
      .columns =
          std::string("Timestamp,Policy Identity,InternalIp,ExternalIp,DestinationIp,ContentType,Verdict,Url,Referer,"
                      "UserAgent,Statuscode,RequestSize,ResponseSize,ResponseBodySize,Sha256,Categories,AvDetections,"
                      "Puas,AmpDisposition,AmpMalwareName,AmpScore,Policy Identity Type,Blocked Categories,Identities,"
                      "Identity Types,RequestMethod,DlpStatus,CertificateErrors,FileName,RulesetId,RuleId,"
                      "DestinationListIds,IsolateAction,FileAction,WarnStatus") +
          rest,
      .fields = {{"DestinationIp", dst_ip},
                 {"FileName", file_name},
                 {"InternalIp", src_ip},
                 {"Referer", http_referrer},
                 {"RequestMethod", http_method},
                 {"RequestSize", bytes_out},
                 {"ResponseSize", bytes_in},
                 {"Sha256", file_sha256},
                 {"Statuscode", http_status},
                 {"Url", url},
                 {"UserAgent", user_agent}},
      .event_class = EventClass::http_activity,
      .activity = activity::other,
      .decision = "Verdict",
      .allowed = {"ALLOWED"},
      .blocked = {"BLOCKED"},
      .sees = {Sight::http},
  };
  add_identities("Policy Identity Type", "Policy Identity", log);
  return log;
}

LogMapping umbrella_firewall() {
  LogMapping log = {
      .source = "umbrella_firewall",
      .recognised_by = {"DataCenter", "DestinationIp", "Direction", "IpProtocol", "SourceIp", "Timestamp", "Verdict"},
      .where = {{"Direction", {"OUTBOUND", "INBOUND"}}, {"Verdict", {"ALLOW", "BLOCK"}}},
      .time = {"Timestamp"},
      .time_is_utc = true,
      .columns = std::string(
                     "Timestamp,OriginId,Policy Identity,Policy Identity Type,Direction,IpProtocol,PacketSize,SourceIp,"
                     "SourcePort,DestinationIp,DestinationPort,DataCenter,RuleId,Verdict") +
                 rest,
      .fields = {{"DestinationIp", dst_ip},
                 {"DestinationPort", dst_port},
                 {"SourceIp", src_ip},
                 {"SourcePort", src_port}},
      .event_class = EventClass::network_activity,
      .activity = activity::network_traffic,
      .decision = "Verdict",
      .allowed = {"ALLOW"},
      .blocked = {"BLOCK"},
      .constants = {{"IpProtocol", {"6"}, protocol, "tcp"}, {"IpProtocol", {"17"}, protocol, "udp"}},
      .sees = {Sight::connection},
  };
  LogMapping refused = log;
  refused.where = {{"Verdict", {"BLOCK"}}};
  refused.activity = activity::network_refuse;
  log.variants = {std::move(refused)};
  return log;
}

}  // namespace

void add_umbrella_logs(Logs& logs) {
  logs.push_back(names());
  logs.push_back(names_of_console());
  logs.push_back(proxy());
  logs.push_back(umbrella_firewall());
}

}  // namespace clew::evidence
