/// Audit and sensor logs of well-known services, each described by a table (model/log_mapping.h) and decoded by
/// mapped_json.cpp: JSON lines, arrays, envelopes.
///
///     one record --recognised_by, where--> LogMapping --decode--> Event
///
/// A file `formats/<service>_logs.cpp` has the logs of one service and one function here; `known_logs` puts them together.
/// Out:    the logs, immutable. In a table rows may stand in any order and an attribute may come from several paths.
/// Errors: none. A record without what its table speaks of gives an event without it.
/// What a table cannot say needs a decoder of its own; docs/adr/0017 says why most of these do not.
#pragma once

#include "clew/evidence/format.h"
#include "clew/model/log_mapping.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence {

std::span<const model::LogMapping> known_logs();

/// `known`, or one of these logs where `known` says no more than that a file is JSON, or has the shape of an inventory.
Recognised recognise_known_log(std::string_view head, Recognised known);

using Logs = std::vector<model::LogMapping>;
using LogRows = std::vector<model::LogMapping::Field>;

LogRows joined(LogRows rows, const LogRows& more);
/// Records of the same log that are of another kind, by its `operation`: its device and times, other rows.
model::LogMapping variant_of(const model::LogMapping& log, std::vector<std::string> operations,
                             model::EventClass event_class, std::uint8_t activity, const LogRows& rows);

void add_aws_logs(Logs& logs);
void add_azure_logs(Logs& logs);
void add_browser_history_logs(Logs& logs);
void add_business_service_logs(Logs& logs);
void add_cloudflare_logs(Logs& logs);
void add_code_host_logs(Logs& logs);
void add_container_sensor_logs(Logs& logs);
void add_defender_logs(Logs& logs);
void add_elastic_logs(Logs& logs);
void add_endpoint_alert_logs(Logs& logs);
void add_endpoint_sensor_logs(Logs& logs);
void add_file_share_logs(Logs& logs);
void add_forensic_tool_logs(Logs& logs);
void add_google_cloud_logs(Logs& logs);
void add_google_workspace_logs(Logs& logs);
void add_identity_provider_logs(Logs& logs);
void add_kubernetes_logs(Logs& logs);
void add_live_response_logs(Logs& logs);
void add_mail_trace_logs(Logs& logs);
void add_microsoft_365_logs(Logs& logs);
void add_network_service_logs(Logs& logs);
void add_remote_access_logs(Logs& logs);
void add_resolver_service_logs(Logs& logs);
void add_salesforce_logs(Logs& logs);
void add_secret_store_logs(Logs& logs);
void add_timeline_logs(Logs& logs);
void add_umbrella_logs(Logs& logs);
void add_web_proxy_logs(Logs& logs);
void add_zimmerman_logs(Logs& logs);
void add_zscaler_logs(Logs& logs);

}  // namespace clew::evidence
