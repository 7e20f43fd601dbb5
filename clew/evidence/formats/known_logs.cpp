#include "clew/evidence/formats/known_logs.h"

#include <algorithm>
#include <utility>

namespace clew::evidence {
namespace {

/// Decoders look a path up by halving.
void sort_fields(model::LogMapping& log) {
  std::ranges::stable_sort(log.fields, {}, &model::LogMapping::Field::path);
  for (model::LogMapping& variant : log.variants) sort_fields(variant);
}

Logs all_logs() {
  Logs logs;
  add_aws_logs(logs);
  add_azure_logs(logs);
  add_browser_history_logs(logs);
  add_business_service_logs(logs);
  add_cloudflare_logs(logs);
  add_code_host_logs(logs);
  add_container_sensor_logs(logs);
  add_defender_logs(logs);
  add_elastic_logs(logs);
  add_endpoint_alert_logs(logs);
  add_endpoint_sensor_logs(logs);
  add_file_share_logs(logs);
  add_forensic_tool_logs(logs);
  add_google_cloud_logs(logs);
  add_google_workspace_logs(logs);
  add_identity_provider_logs(logs);
  add_kubernetes_logs(logs);
  add_live_response_logs(logs);
  add_mail_trace_logs(logs);
  add_microsoft_365_logs(logs);
  add_network_service_logs(logs);
  add_remote_access_logs(logs);
  add_resolver_service_logs(logs);
  add_salesforce_logs(logs);
  add_secret_store_logs(logs);
  add_timeline_logs(logs);
  add_umbrella_logs(logs);
  add_web_proxy_logs(logs);
  add_zimmerman_logs(logs);
  add_zscaler_logs(logs);
  for (model::LogMapping& log : logs) sort_fields(log);
  return logs;
}

}  // namespace

LogRows joined(LogRows rows, const LogRows& more) {
  rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

model::LogMapping variant_of(const model::LogMapping& log, std::vector<std::string> operations,
                             model::EventClass event_class, std::uint8_t activity, const LogRows& rows) {
  model::LogMapping variant = log;
  variant.variants.clear();
  variant.where = {{log.operation, std::move(operations)}};
  variant.event_class = event_class;
  variant.activity = activity;
  variant.fields = joined(std::move(variant.fields), rows);
  return variant;
}

std::span<const model::LogMapping> known_logs() {
  static const Logs logs = all_logs();
  return logs;
}

}  // namespace clew::evidence
