// Histories of browsers as tools export them: Hindsight, NirSoft's BrowsingHistoryView. They name no device.
// Source: Hindsight's output columns; BrowsingHistoryView's exported columns.
#include "clew/evidence/formats/known_logs.h"

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::LogMapping;
using model::Sight;
namespace activity = model::activity;

/// Cookies, stored values and the like are in the same table: only visits and downloads are requests.
LogMapping hindsight() {
  LogMapping log = {
      .source = "hindsight",
      .recognised_by = {"Profile", "Timestamp (UTC)", "Title / Name / Status", "Type", "URL"},
      .time = {"Timestamp (UTC)"},
      .time_is_utc = true,
      .fields = {{"Data / Value / Path", message}, {"Title / Name / Status", status_detail}, {"URL", url}},
      .operation = "Type",
      .sees = {Sight::text},
      .of_one_device = true,
  };
  log.variants = {
      variant_of(log, {"url", "url (*)"}, EventClass::http_activity, activity::other, {}),
      variant_of(log, {"download", "download (*)"}, EventClass::http_activity, activity::other,
                 {{"Data / Value / Path", file_path}}),
  };
  // A history has what was seen.
  for (LogMapping& variant : log.variants) variant.otherwise = model::Status::success;
  return log;
}

/// Times are in the zone of who looked.
LogMapping browsing_history_view() {
  return {
      .source = "browsing_history_view",
      .recognised_by = {"Title", "URL", "User Profile", "Visit Count", "Visit Time", "Web Browser"},
      .time = {"Visit Time"},
      .fields = {{"URL", url}, {"User Profile", actor_user_name}, {"Visited From", http_referrer}},
      .event_class = EventClass::http_activity,
      .activity = activity::other,
      .otherwise = model::Status::success,
      .sees = {Sight::text},
      .of_one_device = true,
  };
}

}  // namespace

void add_browser_history_logs(Logs& logs) {
  logs.push_back(hindsight());
  logs.push_back(browsing_history_view());
}

}  // namespace clew::evidence
