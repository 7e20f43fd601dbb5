// What tools of forensics and of browsers write: plaso's timelines (`psort -o json_line`), HTTP archives (HAR).
// Source: plaso's event data types; the HAR 1.2 specification.
#include "clew/evidence/formats/known_logs.h"

#include <utility>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

/// `filename` and its hash are of the file that a row was read from: they belong to the event only where the row speaks of that file.
LogMapping timeline() {
  LogMapping log = {
      .source = "plaso_timeline",
      .recognised_by = {"__container_type__", "data_type", "timestamp_desc"},
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

}  // namespace

void add_forensic_tool_logs(Logs& logs) {
  logs.push_back(timeline());
  logs.push_back(http_archive());
}

}  // namespace clew::evidence
