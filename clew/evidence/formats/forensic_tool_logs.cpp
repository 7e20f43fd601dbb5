// What tools of forensics and of browsers write: plaso's timelines (`psort -o json_line`), HTTP archives (HAR), Velociraptor's lists
// of connections.
// Source: plaso's event data types; the HAR 1.2 specification; Velociraptor's artifacts Windows.Network.Netstat and NetstatEnriched.
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

/// `filename` and its hash are of the file that a row was read from: they belong to the event only where the row speaks of that file.
LogMapping forensic_timeline(std::vector<std::string> recognised_by) {
  LogMapping log = {
      .source = "plaso_timeline",
      .recognised_by = std::move(recognised_by),
      .time = {"datetime", "timestamp"},
      .time_is_utc = true,
      .fields = {{"hostname", device_hostname}, {"message", message}, {"username", actor_user_name}},
      .operation = "data_type",
      .sees = {Sight::text},
  };
  const std::vector<LogMapping::Field> page = {{"referrer", http_referrer}, {"url", url}};
  LogMapping visits = variant_of(log,
                                 {"chrome:history:page_visited", "firefox:places:page_visited", "opera:history:*",
                                  "safari:history:visit*", "msie:webcache:container", "msiecf:url"},
                                 EventClass::http_activity, activity::other, page);
  visits.otherwise = model::Status::success;  // a history has what was seen
  LogMapping downloads =
      variant_of(log,
                 {"chrome:history:file_downloaded", "firefox:downloads:download", "ls_quarantine:event",
                  "macos:lsquarantine:item"},
                 EventClass::http_activity, activity::other,
                 {{"data_url", url}, {"full_path", file_path}, {"origin_url", http_referrer}, {"url", url}});
  downloads.otherwise = model::Status::success;
  log.variants = {
      std::move(visits),
      std::move(downloads),
      variant_of(log, {"windows:prefetch:execution"}, EventClass::process_activity, activity::process_launch,
                 {{"executable", process_path}}),
      variant_of(
          log, {"fs:stat*"}, EventClass::file_activity, activity::other,
          {{"filename", file_path}, {"md5_hash", file_md5}, {"sha1_hash", file_sha1}, {"sha256_hash", file_sha256}}),
  };
  return log;
}

LogMapping http_archive() {
  return {
      .source = "http_archive",
      .recognised_by = {"request.method", "request.url", "response.status", "startedDateTime"},
      .time = {"startedDateTime"},
      .fields = {{"request.method", http_method},
                 {"request.url", url},
                 {"response.status", http_status},
                 {"serverIPAddress", dst_ip}},
      .event_class = EventClass::http_activity,
      .activity = activity::other,
      .sees = {Sight::http},
  };
}

/// The sockets that were open when somebody looked, which is no log of connections. Who opened one is not told: the local end is put
/// as the source. The time is that of the socket.
LogMapping netstat(std::vector<std::string> recognised_by, const LogRows& ends) {
  LogMapping log = {
      .source = "velociraptor_netstat",
      .recognised_by = std::move(recognised_by),
      .time = {"Timestamp"},
      .fields = joined({{"ClientId", device_uid},
                        {"CommandLine", process_cmd_line},
                        {"Fqdn", device_hostname},
                        {"Name", actor_process_path},
                        {"Path", actor_process_path},
                        {"Pid", actor_process_pid},
                        {"Status", status_detail},
                        {"Type", protocol},
                        {"Username", actor_user_name}},
                       ends),
      .event_class = EventClass::network_activity,
      .activity = activity::other,
      .sees = {Sight::text},
  };
  LogMapping connected = log;
  connected.where = {{"Status", {"ESTAB*", "CLOSE_WAIT", "CLOSING", "FIN_WAIT*", "LAST_ACK", "TIME_WAIT"}}};
  connected.activity = activity::network_traffic;
  log.variants = {std::move(connected)};
  return log;
}

}  // namespace

void add_forensic_tool_logs(Logs& logs) {
  logs.push_back(forensic_timeline({"__container_type__", "data_type", "timestamp_desc"}));
  logs.push_back(forensic_timeline({"data_type", "datetime", "message", "timestamp_desc"}));  // Timesketch's export
  logs.push_back(http_archive());
  logs.push_back(
      netstat({"Laddr.IP", "Laddr.Port", "Pid", "Raddr.IP", "Raddr.Port", "Status"},
              {{"Laddr.IP", src_ip}, {"Laddr.Port", src_port}, {"Raddr.IP", dst_ip}, {"Raddr.Port", dst_port}}));
  logs.push_back(netstat({"DestIP", "DestPort", "Family", "Pid", "SrcIP", "SrcPort", "Status", "Timestamp"},
                         {{"DestIP", dst_ip}, {"DestPort", dst_port}, {"SrcIP", src_ip}, {"SrcPort", src_port}}));
}

}  // namespace clew::evidence
