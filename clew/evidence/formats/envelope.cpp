#include "clew/evidence/formats/envelope.h"

#include "clew/base/text.h"

#include <array>

namespace clew::evidence {

std::span<const std::string_view> envelopes() {
  static constexpr std::array<std::string_view, 22> paths = {
      "detail",                  // EventBridge
      "CloudTrailEvent",         // CloudTrail's lookup-events
      "eventJson",               // CloudTrail Lake
      "AuditData",               // Search-UnifiedAuditLog
      "auditData",               // the same log from Microsoft Graph
      "properties",              // Azure diagnostic settings
      "data",                    // Auth0 log streams
      "_source",                 // Elasticsearch
      "_source.message",         //
      "_source.event.original",  //
      "event.original",          // Filebeat's modules
      "message",                 // CloudWatch Logs subscriptions, Filebeat, Logstash
      "@message",                // CloudWatch Logs Insights
      "logEvents.message",       // a subscription's whole message, of which the first event counts
      "result",                  // Splunk's export
      "result._raw",             //
      "_raw",                    //
      "event",                   // Splunk's HTTP event collector
      "payload",                 // Kafka Connect
      "record",                  // Fluentd's and Fluent Bit's files
      "log",                     // container runtimes
      "document.data",           // Chainsaw
  };
  return paths;
}

bool open_envelope(std::string_view path, JsonReader& reader, std::string& memory, Fields& fields) {
  const std::string_view text = fields.get(path);
  if (text.empty()) return fields.keep_below(path);
  if (!base::trimmed(text).starts_with('{')) {
    fields.clear();
    return false;
  }
  memory = text;  // what the reader reads next must not lie in its own memory
  return reader.read(memory, fields);
}

}  // namespace clew::evidence
