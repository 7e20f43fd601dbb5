// What endpoint security thought of a program and did about it: CrowdStrike's detections, SentinelOne's threats, Sophos Central's events.
// That there is no alert says nothing: it is no log of what ran.
// Source: CrowdStrike "Streaming API event dictionary" (DetectionSummaryEvent, EppDetectionSummaryEvent); SentinelOne API, threats;
// Sophos Central SIEM integration API, events.
#include "clew/evidence/formats/known_logs.h"

#include <utility>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

LogMapping crowdstrike_alerts() {
  LogMapping log = {
      .source = "crowdstrike_detection",
      .recognised_by = {"event.ComputerName", "event.DetectId", "metadata.eventType"},
      .time = {"event.ProcessStartTime", "metadata.eventCreationTime"},
      .fields = {{"event.CommandLine", process_cmd_line},
                 {"event.ComputerName", device_hostname},
                 {"event.DetectId", event_uid},
                 {"event.FilePath", process_path},
                 {"event.LocalIP", device_ip},
                 {"event.MD5String", file_md5},
                 {"event.ParentImageFileName", parent_process_path},
                 {"event.PatternDispositionDescription", status_detail},
                 {"event.SHA256String", file_sha256},
                 {"event.SensorId", device_uid},
                 {"event.UserName", process_user}},
      .operation = "metadata.eventType",
      .event_class = EventClass::process_activity,
      .activity = activity::process_launch,
      .decision = "event.PatternDispositionDescription",
      .blocked = {"Prevention*", "*blocked*", "*quarantined*", "*killed*"},
      .sees = {Sight::text},
  };
  return log;
}

/// The newer kind of detection has other names for the same.
LogMapping crowdstrike_epp() {
  LogMapping log = crowdstrike_alerts();
  log.recognised_by = {"event.CompositeId", "event.Hostname", "metadata.eventType"};
  log.fields = {{"event.AgentId", device_uid},       {"event.CommandLine", process_cmd_line},
                {"event.CompositeId", event_uid},    {"event.FilePath", process_path},
                {"event.Hostname", device_hostname}, {"event.LocalIP", device_ip},
                {"event.MD5String", file_md5},       {"event.PatternDispositionDescription", status_detail},
                {"event.SHA256String", file_sha256}, {"event.UserName", process_user}};
  return log;
}

/// A threat is a file. That it was stopped before it ran is told apart from that it was cleaned up later.
LogMapping sentinel_one() {
  return {
      .source = "sentinelone_threat",
      .recognised_by = {"agentRealtimeInfo.agentComputerName", "threatInfo.createdAt", "threatInfo.threatId"},
      .time = {"threatInfo.identifiedAt", "threatInfo.createdAt"},
      .fields = {{"agentRealtimeInfo.agentComputerName", device_hostname},
                 {"agentRealtimeInfo.agentUuid", device_uid},
                 {"threatInfo.filePath", file_path},
                 {"threatInfo.md5", file_md5},
                 {"threatInfo.mitigationStatus", status_detail},
                 {"threatInfo.processUser", actor_user_name},
                 {"threatInfo.sha1", file_sha1},
                 {"threatInfo.sha256", file_sha256},
                 {"threatInfo.threatId", event_uid}},
      .event_class = EventClass::file_activity,
      .activity = activity::other,
      .decision = "threatInfo.mitigatedPreemptively",
      .blocked = {"true"},
      .sees = {Sight::text},
  };
}

LogMapping sophos() {
  return {
      .source = "sophos_central",
      .recognised_by = {"created_at", "customer_id", "endpoint_id", "location", "type", "when"},
      .time = {"when", "created_at"},
      .fields = {{"appSha256", file_sha256},
                 {"endpoint_id", device_uid},
                 {"id", event_uid},
                 {"location", device_hostname},
                 {"name", message},
                 {"source_info.ip", device_ip}},
      .operation = "type",
      .kinds = {{{"Event::Endpoint::Threat::*", "Event::Endpoint::CoreDetection", "Event::Endpoint::CoreClean"},
                 EventClass::file_activity,
                 activity::other}},
      .decision = "type",
      .blocked = {"*::CleanedUp", "*::CoreClean", "*Blocked", "*::HIPSCleanup"},
      .sees = {Sight::text},
  };
}

}  // namespace

void add_endpoint_alert_logs(Logs& logs) {
  logs.push_back(crowdstrike_alerts());
  logs.push_back(crowdstrike_epp());
  logs.push_back(sentinel_one());
  logs.push_back(sophos());
}

}  // namespace clew::evidence
