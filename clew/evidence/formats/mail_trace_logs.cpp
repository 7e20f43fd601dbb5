// What services of mail say of the messages that passed: message traces of Exchange Online, the mail log search of Google Workspace.
// Source: Exchange Online, Get-MessageTrace and its reports "Enhanced summary"; Microsoft Graph, exchangeMessageTrace; Google Workspace
// Admin help, Email Log Search.
#include "clew/evidence/formats/known_logs.h"

#include <utility>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

LogMapping trace(std::string source, std::vector<std::string> recognised_by, std::vector<std::string> time,
                 LogRows rows) {
  return {
      .source = std::move(source),
      .recognised_by = std::move(recognised_by),
      .time = std::move(time),
      .time_is_utc = true,
      .fields = std::move(rows),
      .event_class = EventClass::email_activity,
      .activity = activity::other,
      .sees = {Sight::mail},
  };
}

LogMapping report_of_exchange() {
  LogMapping log = trace("exchange_trace", {"origin_timestamp_utc", "sender_address", "recipient_status", "message_id"},
                         {"origin_timestamp_utc"},
                         {{"message_id", correlation_uid},
                          {"message_subject", email_subject},
                          {"network_message_id", event_uid},
                          {"original_client_ip", src_ip},
                          {"recipient_status", email_to},
                          {"sender_address", email_from}});
  log.decision = "recipient_status";
  log.blocked = {"*Quarantine*", "*FilteredAsSpam*", "*Fail*"};
  return log;
}

LogMapping cmdlet_of_exchange() {
  LogMapping log =
      trace("exchange_trace", {"MessageTraceId", "Received", "RecipientAddress", "SenderAddress"}, {"Received"},
            {{"FromIP", src_ip},
             {"MessageId", correlation_uid},
             {"MessageTraceId", event_uid},
             {"RecipientAddress", email_to},
             {"SenderAddress", email_from},
             {"Status", status_detail},
             {"Subject", email_subject}});
  log.decision = "Status";
  log.blocked = {"Failed", "Quarantined", "FilteredAsSpam"};
  return log;
}

LogMapping graph_of_exchange() {
  LogMapping log =
      trace("exchange_trace", {"fromIP", "messageId", "receivedDateTime", "recipientAddress", "senderAddress"},
            {"receivedDateTime"},
            {{"fromIP", src_ip},
             {"id", event_uid},
             {"messageId", correlation_uid},
             {"recipientAddress", email_to},
             {"senderAddress", email_from},
             {"status", status_detail},
             {"subject", email_subject}});
  log.decision = "status";
  log.blocked = {"failed", "quarantined", "filteredAsSpam"};
  return log;
}

LogMapping search_of_google() {
  LogMapping log = trace("google_mail_log", {"Message ID", "Recipient address", "Sender", "Event status"},
                         {"Event date", "Start date"},
                         {{"Event status", status_detail},
                          {"Message ID", correlation_uid},
                          {"Recipient address", email_to},
                          {"Sender", email_from},
                          {"Subject", email_subject}});
  log.decision = "Event status";
  log.blocked = {"Bounced", "Rejected*", "Quarantined*", "Dropped*"};
  return log;
}

}  // namespace

void add_mail_trace_logs(Logs& logs) {
  logs.push_back(report_of_exchange());
  logs.push_back(cmdlet_of_exchange());
  logs.push_back(graph_of_exchange());
  logs.push_back(search_of_google());
}

}  // namespace clew::evidence
