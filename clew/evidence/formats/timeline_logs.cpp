// Timelines that tools of forensics put together from whole disks: plaso's as tables (`l2tcsv`, `dynamic`), Timesketch's export, the
// body file of The Sleuth Kit and its relatives, and what mactime makes of it. As JSON lines: forensic_tool_logs.cpp.
// Source: plaso's output modules, Timesketch's export, "Body file" and mactime(1) of The Sleuth Kit.
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

LogMapping reads(const LogMapping& log, std::vector<LogMapping::Condition> where, EventClass event_class,
                 std::uint8_t activity, const LogRows& rows) {
  LogMapping one = log;
  one.variants.clear();
  one.where = std::move(where);
  one.event_class = event_class;
  one.activity = activity;
  one.fields = joined(std::move(one.fields), rows);
  return one;
}

/// `text` is the column that begins with a visit's address, and names the program of a prefetch file.
void add_timeline_kinds(const std::string& kind, const std::string& what_time, const std::string& text,
                        LogMapping& log) {
  LogMapping visits = reads(log, {{kind, {"*History", "sqlite/*history*", "*WebCache*"}}, {text, {"http*://*"}}},
                            EventClass::http_activity, activity::other, {{text, url}});
  visits.otherwise = model::Status::success;  // a history has what was seen
  log.variants = {
      std::move(visits),
      reads(log, {{kind, {"WinPrefetch", "prefetch", "winprefetch*"}}, {what_time, {"*Last Time Executed*"}}},
            EventClass::process_activity, activity::process_launch, {{text, process_path}}),
  };
}

/// Dates are month first, and the column says the zone, mostly UTC. The device is a column, where plaso found out.
LogMapping wide_table() {
  LogMapping log = {
      .source = "plaso_timeline",
      .recognised_by = {"MACB", "date", "desc", "inode", "short", "sourcetype", "time", "timezone"},
      .time = {"when"},
      .composed = {{"when", {"date", "time"}, " "}},
      .day_first = false,
      .fields = {{"desc", message}, {"host", device_hostname}, {"user", actor_user_name}},
      .absent = {"-"},
      .sees = {Sight::text},
  };
  add_timeline_kinds("sourcetype", "type", "short", log);
  const std::vector<LogMapping> kinds = log.variants;
  log.variants.clear();
  const auto in_utc = [](LogMapping one) {
    one.variants.clear();
    one.where.push_back({"timezone", {"UTC"}});
    one.time_is_utc = true;
    return one;
  };
  for (const LogMapping& one : kinds) log.variants.push_back(in_utc(one));
  log.variants.push_back(in_utc(log));
  for (const LogMapping& one : kinds) log.variants.push_back(one);
  return log;
}

LogMapping narrow_table() {
  LogMapping log = {
      .source = "plaso_timeline",
      .recognised_by = {"datetime", "display_name", "message", "parser", "source", "timestamp_desc"},
      .time = {"datetime"},
      .time_is_utc = true,
      .fields = {{"hostname", device_hostname}, {"message", message}, {"username", actor_user_name}},
      .absent = {"-"},
      .sees = {Sight::text},
  };
  add_timeline_kinds("parser", "timestamp_desc", "message", log);
  return log;
}

/// Times are seconds since 1970; of a file that came here the time of its birth, else of its last change, is when.
LogMapping body_file() {
  return {
      .source = "body_file",
      .recognised_by = {"atime", "crtime", "ctime", "gid", "inode", "mode", "mtime", "name", "size", "uid"},
      .where = {{"mode", {"*r*", "*-*"}}},
      .time = {"crtime", "ctime", "mtime"},
      .columns = "md5|name|inode|mode|uid|gid|size|atime|mtime|ctime|crtime",
      .fields = {{"md5", file_md5}, {"name", file_path}},
      .absent = {"0"},
      .event_class = EventClass::file_activity,
      .activity = activity::other,
      .sees = {Sight::text},
      .of_one_device = true,
  };
}

/// Times are in the zone that mactime was asked for, which it does not tell. `m.cb` says which of a file's times this is.
LogMapping mactime() {
  LogMapping log = {
      .source = "mactime",
      .recognised_by = {"Date", "File Name", "GID", "Meta", "Mode", "Size", "Type", "UID"},
      .time = {"Date"},
      .fields = {{"File Name", file_path}},
      .event_class = EventClass::file_activity,
      .activity = activity::other,
      .sees = {Sight::text},
      .of_one_device = true,
  };
  LogMapping born = log;
  born.where = {{"Type", {"*b"}}};
  born.activity = activity::file_create;
  log.variants = {std::move(born)};
  return log;
}

}  // namespace

void add_timeline_logs(Logs& logs) {
  logs.push_back(wide_table());
  logs.push_back(narrow_table());
  logs.push_back(body_file());
  logs.push_back(mactime());
}

}  // namespace clew::evidence
