// osquery's results log, event and snapshot format, one JSON object a line. All columns are texts. In file events of
// es_process_file_events `path` is the process and `filename` the file; in file_events `target_path` is the file.
// Source: osquery's schema (es_process_events, process_events, es_process_file_events, file_events, hash).
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
namespace activity = model::activity;

// Columns of a snapshot stand in an array; the path is the same but for its first word, which is cut off.
constexpr std::array process_table = std::to_array<Mapping>({
    {"cdhash", process_code_hash},
    {"cmdline", process_cmd_line},
    {"md5", file_md5},
    {"parent", parent_process_pid},
    {"parent_path", parent_process_path},
    {"path", process_path},
    {"pid", process_pid},
    {"sha1", file_sha1},
    {"sha256", file_sha256},
    {"signing_id", process_signing_id},
    {"team_id", process_team_id},
    {"username", process_user},
});
constexpr std::array process_file_table = std::to_array<Mapping>({
    {"dest_filename", file_path},
    {"filename", file_path},
    {"md5", file_md5},
    {"path", actor_process_path},
    {"pid", actor_process_pid},
    {"sha256", file_sha256},
    {"username", actor_user_name},
});
constexpr std::array file_table = std::to_array<Mapping>({
    {"executable", actor_process_path},
    {"filename", file_name},
    {"md5", file_md5},
    {"path", file_path},
    {"pid", actor_process_pid},
    {"sha1", file_sha1},
    {"sha256", file_sha256},
    {"target_path", file_path},
    {"username", actor_user_name},
});
constexpr std::array other_table = std::to_array<Mapping>({
    {"cmdline", process_cmd_line},
    {"domain", dst_hostname},
    {"host", dst_hostname},
    {"local_address", src_ip},
    {"local_port", src_port},
    {"md5", file_md5},
    {"name", resource_name},
    {"path", file_path},
    {"pid", process_pid},
    {"remote_address", dst_ip},
    {"remote_port", dst_port},
    {"sha1", file_sha1},
    {"sha256", file_sha256},
    {"url", url},
    {"username", actor_user_name},
    {"version", package_version},
});
static_assert(is_sorted_by_path(process_table) && is_sorted_by_path(process_file_table));
static_assert(is_sorted_by_path(file_table) && is_sorted_by_path(other_table));

enum class Query : std::uint8_t { process, process_file, file, other };

/// The columns tell; a query's name is its author's choice.
Query query_of(const Fields& fields, std::string_view prefix) {
  const auto has = [&](std::string_view column) {
    return std::ranges::any_of(fields.all(), [&](const Fields::Field& field) {
      const std::string_view path = fields.path_of(field);
      return path.size() == prefix.size() + column.size() && path.starts_with(prefix) && path.ends_with(column);
    });
  };
  const bool hashed = has("sha256") || has("sha1") || has("md5");
  if (has("target_path")) return Query::file;
  if (has("filename") && has("path") && has("pid") && has("event_type")) return Query::process_file;
  if (has("executable") && has("path") && has("operation")) return Query::file;
  if (has("cmdline") && (has("parent") || has("pid"))) return Query::process;
  if (has("path") && hashed) return Query::file;
  return Query::other;
}

/// What happened to a file, in the words of the es_*, *_file_events and inotify tables.
std::uint8_t file_activity_of(std::string_view word) {
  struct Row {
    std::string_view word;
    std::uint8_t activity;
  };
  static constexpr std::array<Row, 12> rows = {{{"create", activity::file_create},
                                                {"created", activity::file_create},
                                                {"write", activity::file_update},
                                                {"updated", activity::file_update},
                                                {"modified", activity::file_update},
                                                {"truncate", activity::file_update},
                                                {"open", activity::file_open},
                                                {"opened", activity::file_open},
                                                {"rename", activity::file_rename},
                                                {"moved_to", activity::file_rename},
                                                {"unlink", activity::file_delete},
                                                {"deleted", activity::file_delete}}};
  for (const Row& row : rows) {
    if (base::equal_ignoring_case(row.word, word)) return row.activity;
  }
  return activity::other;
}

std::uint8_t process_activity_of(std::string_view word) {
  // Without a word the table is process_events or processes, which list starts.
  if (word.empty() || word == "exec" || word == "fork" || word == "start") return activity::process_launch;
  return word == "exit" ? activity::process_terminate : activity::other;
}

void classify(const Fields& fields, std::string_view prefix, model::Event& event, std::span<const Mapping>& table) {
  const auto column = [&](std::string_view name) { return fields.get(std::string(prefix) + std::string(name)); };
  switch (query_of(fields, prefix)) {
    case Query::process:
      event.event_class = EventClass::process_activity;
      event.activity = process_activity_of(column("event_type"));
      table = process_table;
      return;
    case Query::process_file:
      event.event_class = EventClass::file_activity;
      event.activity = file_activity_of(column("event_type"));
      table = process_file_table;
      return;
    case Query::file:
      event.event_class = EventClass::file_activity;
      // file_events say `action`, process_file_events of Linux `operation`.
      event.activity = file_activity_of(column("action").empty() ? column("operation") : column("action"));
      table = file_table;
      return;
    case Query::other: table = other_table; return;
  }
}

void add_columns(const Fields& fields, std::string_view prefix, std::span<const Mapping> table, model::Event& event) {
  for (const Fields::Field& field : fields.all()) {
    std::string_view path = fields.path_of(field);
    if (!path.starts_with(prefix)) continue;
    path.remove_prefix(prefix.size());
    if (const Mapping* row = find_mapping(table, path)) event.add(row->attribute, field.text);
  }
}

/// Only tables that know code signing have the column; of others nothing is said.
void add_signature(const Fields& fields, std::string_view prefix, model::Event& event) {
  const std::string_view platform = fields.get(std::string(prefix) + "platform_binary");
  if (event.event_class != EventClass::process_activity || platform.empty()) return;
  const bool signed_by_somebody = event.has(process_signing_id) || event.has(process_team_id);
  event.add(process_signature, platform == "1" ? "platform" : signed_by_somebody ? "signed" : "unsigned");
}

/// The event's own time if it has one; else when osquery wrote it down.
void set_query_time(const Fields& fields, model::Event& event) {
  for (const std::string_view path : {"columns.time", "unixTime"}) {
    const std::string_view text = fields.get(path);
    const auto time = parse_epoch_any(text);
    if (!time) continue;
    set_time(event, FoundTime{.instant = *time, .text = text});
    return;
  }
}

bool is_osquery(const Fields& fields) {
  return fields.has("name") && fields.has("hostIdentifier") && (fields.has("unixTime") || fields.has("calendarTime"));
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  set_query_time(fields, event);
  event.add(device_hostname, fields.get("hostIdentifier"));
  event.add(device_uid, fields.get("decorations.host_uuid"));
  event.add(event_code, fields.get("name"));
  const bool snapshot = fields.get("action") == "snapshot";
  const std::string_view prefix = snapshot ? "snapshot." : "columns.";
  std::span<const Mapping> table;
  classify(fields, prefix, event, table);
  add_columns(fields, prefix, table, event);
  add_signature(fields, prefix, event);
  return Decoded::event;
}

std::string recognise(std::string_view head) { return any_line(head, is_osquery) ? "osquery" : ""; }

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::process, model::Sight::file};
  return sights;
}

}  // namespace

constinit const Format osquery = {
    .name = "osquery",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
};

}  // namespace clew::evidence
