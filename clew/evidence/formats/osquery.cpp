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

/// The columns that tell what a record is about, found in one pass.
class Columns {
 public:
  enum Name : std::uint8_t {
    action,
    cmdline,
    event_type,
    executable,
    filename,
    md5,
    operation,
    parent,
    path,
    pid,
    platform_binary,
    sha1,
    sha256,
    target_path
  };

  Columns(const Fields& fields, std::string_view prefix) {
    for (const Fields::Field& field : fields.all()) {
      if (!fields.is_below(field, prefix)) continue;
      const std::size_t place = fields.place_of(field, names, prefix.size());
      if (place == Fields::nowhere) continue;
      present_ |= 1U << place;
      if (values_[place].empty()) values_[place] = field.text;
    }
  }
  [[nodiscard]] bool has(Name name) const { return (present_ >> name & 1U) != 0; }
  [[nodiscard]] std::string_view get(Name name) const { return values_[name]; }

 private:
  static constexpr std::array<std::string_view, 14> names = {
      "action", "cmdline", "event_type", "executable",      "filename", "md5",    "operation",
      "parent", "path",    "pid",        "platform_binary", "sha1",     "sha256", "target_path"};
  std::uint32_t present_ = 0;
  std::array<std::string_view, names.size()> values_;
};

/// The columns tell; a query's name is its author's choice.
Query query_of(const Columns& columns) {
  using enum Columns::Name;
  const auto has = [&](Columns::Name name) { return columns.has(name); };
  const bool hashed = has(sha256) || has(sha1) || has(md5);
  if (has(target_path)) return Query::file;
  if (has(filename) && has(path) && has(pid) && has(event_type)) return Query::process_file;
  if (has(executable) && has(path) && has(operation)) return Query::file;
  if (has(cmdline) && (has(parent) || has(pid))) return Query::process;
  if (has(path) && hashed) return Query::file;
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

void classify(const Columns& columns, model::Event& event, std::span<const Mapping>& table) {
  switch (query_of(columns)) {
    case Query::process:
      event.event_class = EventClass::process_activity;
      event.activity = process_activity_of(columns.get(Columns::event_type));
      table = process_table;
      return;
    case Query::process_file:
      event.event_class = EventClass::file_activity;
      event.activity = file_activity_of(columns.get(Columns::event_type));
      table = process_file_table;
      return;
    case Query::file:
      event.event_class = EventClass::file_activity;
      // file_events say `action`, process_file_events of Linux `operation`.
      event.activity =
          file_activity_of(columns.get(columns.get(Columns::action).empty() ? Columns::operation : Columns::action));
      table = file_table;
      return;
    case Query::other: table = other_table; return;
  }
}

void add_columns(const Fields& fields, std::string_view prefix, std::span<const Mapping> table, model::Event& event) {
  for (const Fields::Field& field : fields.all()) {
    if (!fields.is_below(field, prefix)) continue;
    if (const Mapping* row = fields.row_of(field, table, prefix.size())) event.add(row->attribute, field.text);
  }
}

/// Only tables that know code signing have the column; of others nothing is said.
void add_signature(const Columns& columns, model::Event& event) {
  const std::string_view platform = columns.get(Columns::platform_binary);
  if (event.event_class != EventClass::process_activity || platform.empty()) return;
  const bool signed_by_somebody = event.has(process_signing_id) || event.has(process_team_id);
  event.add(process_signature, platform == "1" ? "platform" : signed_by_somebody ? "signed" : "unsigned");
}

/// The event's own time if it has one; else when osquery wrote it down.
void set_query_time(std::string_view own, std::string_view written, model::Event& event) {
  auto time = parse_epoch_any(own);
  if (!time) time = parse_epoch_any(written);
  if (time) set_time(event, FoundTime{*time});
}

bool is_osquery(const Fields& fields) {
  return fields.has("name") && fields.has("hostIdentifier") && (fields.has("unixTime") || fields.has("calendarTime"));
}

Decoded decode(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  static constexpr std::array<std::string_view, 6> asked = {"action",         "columns.time", "decorations.host_uuid",
                                                            "hostIdentifier", "name",         "unixTime"};
  const auto [action, own_time, host_uuid, host, name, written_time] = first_values(fields, asked);
  set_query_time(own_time, written_time, event);
  event.add(device_hostname, host);
  event.add(device_uid, host_uuid);
  event.add(event_code, name);
  const std::string_view prefix = action == "snapshot" ? "snapshot." : "columns.";
  const Columns columns(fields, prefix);
  std::span<const Mapping> table;
  classify(columns, event, table);
  add_columns(fields, prefix, table, event);
  add_signature(columns, event);
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
