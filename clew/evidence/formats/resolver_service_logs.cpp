// Resolvers that filter names for a household or a company: AdGuard Home's query log, NextDNS' export.
// Source: AdGuard Home, internal/querylog (the names of `querylog.json`), its reasons in internal/filtering; NextDNS, log export.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

/// The answer is a whole DNS message in base64, which a table does not open: what was answered is not told.
LogMapping adguard_home() {
  return {
      .source = "adguard_home",
      .recognised_by = {"IP", "QC", "QH", "QT", "T"},
      .time = {"T"},
      .fields = {{"CID", device_uid},
                 {"IP", src_ip},
                 {"QH", query_hostname},
                 {"QT", query_type},
                 {"Result.Rule", status_detail},
                 {"Result.Rules.Text", status_detail}},
      .event_class = EventClass::dns_activity,
      .activity = activity::dns_query,
      .decision = "Result.IsFiltered",
      .blocked = {"true"},
      .sees = {Sight::dns},
  };
}

/// `client_ip` is the address that the device had in the internet.
LogMapping next_dns() {
  return {
      .source = "nextdns",
      .recognised_by = {"client_ip", "device_id", "device_name", "domain", "query_type", "root_domain", "status",
                        "timestamp"},
      .time = {"timestamp"},
      .fields = {{"client_ip", src_ip},
                 {"device_id", device_uid},
                 {"device_local_ip", device_ip},
                 {"device_name", device_hostname},
                 {"domain", query_hostname},
                 {"query_type", query_type},
                 {"reasons", status_detail}},
      .event_class = EventClass::dns_activity,
      .activity = activity::dns_query,
      .decision = "status",
      .allowed = {"allowed"},
      .blocked = {"blocked"},
      .sees = {Sight::dns},
  };
}

}  // namespace

void add_resolver_service_logs(Logs& logs) {
  logs.push_back(adguard_home());
  logs.push_back(next_dns());
}

}  // namespace clew::evidence
