// osquery's results log (event, batch and snapshot format) and status log, as lines, and as a server such as Fleet gets
// or keeps them, in arrays and envelopes. Columns are texts, or numbers where osquery was told so. In file events of
// es_process_file_events `path` is the process and `filename` the file; in file_events `target_path` is the file.
// Source: osquery's documentation of logging and its schema (the tables named at `query_of`).
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/model/address.h"

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
constexpr std::array socket_table = std::to_array<Mapping>({
    {"cmdline", process_cmd_line},
    {"local_address", src_ip},
    {"local_port", src_port},
    {"path", actor_process_path},
    {"pid", actor_process_pid},
    {"protocol", protocol},
    {"remote_address", dst_ip},
    {"remote_port", dst_port},
    {"username", actor_user_name},
});
constexpr std::array accepted_table = std::to_array<Mapping>({
    {"cmdline", process_cmd_line},
    {"local_address", dst_ip},
    {"local_port", dst_port},
    {"path", actor_process_path},
    {"pid", actor_process_pid},
    {"protocol", protocol},
    {"remote_address", src_ip},
    {"remote_port", src_port},
    {"username", actor_user_name},
});
// launchd, startup_items, crontab, scheduled_tasks.
constexpr std::array job_table = std::to_array<Mapping>({
    {"action", process_cmd_line},
    {"args", process_cmd_line},
    {"command", process_cmd_line},
    {"label", resource_name},
    {"name", resource_name},
    {"path", file_path},
    {"program", process_path},
    {"program_arguments", process_cmd_line},
    {"source", file_path},
    {"username", process_user},
});
constexpr std::array shell_table = std::to_array<Mapping>({
    {"command", process_cmd_line},
    {"history_file", file_path},
    {"username", process_user},
});
constexpr std::array login_table = std::to_array<Mapping>({
    {"host", src_ip},
    {"pid", actor_process_pid},
    {"user", actor_user_name},
    {"username", actor_user_name},
});
constexpr std::array curl_table = std::to_array<Mapping>({
    {"bytes", bytes_in},
    {"method", http_method},
    {"response_code", http_status},
    {"url", url},
    {"user_agent", user_agent},
});
constexpr std::array other_table = std::to_array<Mapping>({
    {"cmdline", process_cmd_line},
    {"common_name", certificate_subject},
    {"domain", dst_hostname},
    {"host", dst_hostname},
    {"hostname", dst_hostname},
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
static_assert(is_sorted_by_path(file_table) && is_sorted_by_path(socket_table) && is_sorted_by_path(accepted_table));
static_assert(is_sorted_by_path(job_table) && is_sorted_by_path(shell_table) && is_sorted_by_path(login_table));
static_assert(is_sorted_by_path(curl_table) && is_sorted_by_path(other_table));

enum class Query : std::uint8_t { process, process_file, file, socket, job, shell, login, curl, other };

constexpr std::array telling_columns = std::to_array<std::string_view>({"action",
                                                                        "args",
                                                                        "cmdline",
                                                                        "command",
                                                                        "day_of_week",
                                                                        "event_type",
                                                                        "executable",
                                                                        "filename",
                                                                        "history_file",
                                                                        "host",
                                                                        "label",
                                                                        "last_run_time",
                                                                        "local_port",
                                                                        "md5",
                                                                        "next_run_time",
                                                                        "operation",
                                                                        "parent",
                                                                        "path",
                                                                        "pid",
                                                                        "platform_binary",
                                                                        "program_arguments",
                                                                        "remote_address",
                                                                        "remote_port",
                                                                        "response_code",
                                                                        "sha1",
                                                                        "sha256",
                                                                        "source",
                                                                        "state",
                                                                        "status",
                                                                        "success",
                                                                        "target_path",
                                                                        "tty",
                                                                        "type",
                                                                        "url",
                                                                        "user",
                                                                        "username"});

consteval std::size_t place_of(std::string_view column) {
  return static_cast<std::size_t>(std::ranges::find(telling_columns, column) - telling_columns.begin());
}
consteval std::uint64_t bit_of(std::string_view column) { return std::uint64_t{1} << place_of(column); }
static_assert(telling_columns.size() <= 64);

/// Where the columns stand: of one row, of all that are there, of those that came or went since the last time.
constexpr std::array prefixes =
    std::to_array<std::string_view>({"columns.", "snapshot.", "diffResults.added.", "diffResults.removed."});

constexpr std::size_t added = 2, removed = 3;
static_assert(prefixes[added] == "diffResults.added." && prefixes[removed] == "diffResults.removed.");

/// What stands around the columns.
constexpr std::array around_paths = std::to_array<std::string_view>(
    {"columns.time", "unixTime", "name", "hostIdentifier", "decorations.hostname", "decorations.host_hostname",
     "decorations.computer_name", "decorations.host_uuid", "decorations.hardware_serial"});

/// What a path says of its field. It fits into a number, which is worked out once for all records (`Fields::told_of`).
class Stand {
 public:
  Stand(const Fields& fields, const Fields::Field& field)
      : bits_(fields.told_of(field, &prefixes, [](std::string_view path) { return tell(path); })) {}

  [[nodiscard]] std::size_t prefix() const { return bits_ & 0xffU; }  ///< its place in `prefixes`, or their number
  [[nodiscard]] std::size_t column() const { return (bits_ >> 8U) & 0xffU; }  ///< the same in `telling_columns`
  [[nodiscard]] std::size_t around() const { return bits_ >> 16U; }           ///< the same in `around_paths`

 private:
  static std::uint32_t tell(std::string_view path) {
    const auto prefix = static_cast<std::size_t>(
        std::ranges::find_if(prefixes, [&](std::string_view each) { return path.starts_with(each); }) -
        prefixes.begin());
    std::size_t column = telling_columns.size();
    if (prefix < prefixes.size()) {
      const std::string_view name = path.substr(prefixes[prefix].size());
      column = static_cast<std::size_t>(std::ranges::find(telling_columns, name) - telling_columns.begin());
    }
    const auto around = static_cast<std::size_t>(std::ranges::find(around_paths, path) - around_paths.begin());
    return static_cast<std::uint32_t>(prefix | column << 8U | around << 16U);
  }

  std::uint32_t bits_;
};

/// The columns that tell something, of one prefix.
class Columns {
 public:
  void put(std::size_t column, std::string_view text) {
    if (column == telling_columns.size()) return;
    present_ |= std::uint64_t{1} << column;
    if (values_[column].empty()) values_[column] = text;
  }

  [[nodiscard]] bool has(std::uint64_t bit) const { return (present_ & bit) != 0; }
  [[nodiscard]] std::string_view get(std::size_t place) const { return values_[place]; }

 private:
  std::uint64_t present_ = 0;
  std::array<std::string_view, telling_columns.size()> values_;
};

/// A record taken apart in one pass.
struct Parts {
  std::array<std::string_view, around_paths.size()> around;
  std::size_t prefix = 0;  ///< columns of a single row are looked for where there are no others
  Columns columns;

  /// In a row of a table every column stands of every query: those without a value are of others.
  Parts(const Fields& fields, bool is_row) {
    for (const Fields::Field& field : fields.all()) {
      if (is_row && field.text.empty()) continue;
      const Stand stand(fields, field);
      if (stand.around() != around_paths.size() && around[stand.around()].empty()) around[stand.around()] = field.text;
      if (stand.prefix() == prefixes.size()) continue;
      if (stand.prefix() != prefix && prefix == 0) {
        prefix = stand.prefix();
        columns = {};
      }
      if (stand.prefix() == prefix) columns.put(stand.column(), field.text);
    }
  }
};

/// The columns tell; a query's name is its author's choice.
Query query_of(const Columns& columns) {
  const auto has = [&](std::uint64_t bit) { return columns.has(bit); };
  const bool hashed = has(bit_of("sha256")) || has(bit_of("sha1")) || has(bit_of("md5"));
  const bool is_job =
      (has(bit_of("label")) && has(bit_of("program_arguments"))) ||                             // launchd
      (has(bit_of("args")) && has(bit_of("source")) && has(bit_of("type"))) ||                  // startup_items
      (has(bit_of("command")) && has(bit_of("day_of_week"))) ||                                 // crontab
      (has(bit_of("action")) && has(bit_of("next_run_time")) && has(bit_of("last_run_time")));  // scheduled_tasks
  if (is_job) return Query::job;
  if (has(bit_of("command")) && has(bit_of("history_file"))) return Query::shell;
  if (has(bit_of("remote_address")) && has(bit_of("remote_port")) && has(bit_of("local_port"))) return Query::socket;
  if (has(bit_of("tty")) && has(bit_of("host")) && (has(bit_of("user")) || has(bit_of("username"))))
    return Query::login;  // logged_in_users, last
  if (has(bit_of("url")) && has(bit_of("response_code"))) return Query::curl;
  if (has(bit_of("target_path"))) return Query::file;
  if (has(bit_of("filename")) && has(bit_of("path")) && has(bit_of("pid")) && has(bit_of("event_type")))
    return Query::process_file;
  if (has(bit_of("executable")) && has(bit_of("path")) && has(bit_of("operation"))) return Query::file;
  if (has(bit_of("cmdline")) && (has(bit_of("parent")) || has(bit_of("pid")))) return Query::process;
  if (has(bit_of("path")) && hashed) return Query::file;
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

/// socket_events say `action`; process_open_sockets lists what is open, in `state`.
std::uint8_t socket_activity_of(std::string_view action, std::string_view state) {
  if (action == "connect" || action == "accept") return activity::network_open;
  return state == "ESTABLISHED" ? activity::network_traffic : activity::other;
}
model::Status socket_status_of(std::string_view status, std::string_view success) {
  if (status == "succeeded" || success == "1") return model::Status::success;
  return status == "failed" || success == "0" ? model::Status::failure : model::Status::unknown;
}

void classify(const Columns& columns, model::Event& event, std::span<const Mapping>& table) {
  switch (query_of(columns)) {
    case Query::process:
      event.event_class = EventClass::process_activity;
      event.activity = process_activity_of(columns.get(place_of("event_type")));
      table = process_table;
      return;
    case Query::process_file:
      event.event_class = EventClass::file_activity;
      event.activity = file_activity_of(columns.get(place_of("event_type")));
      table = process_file_table;
      return;
    case Query::file:
      event.event_class = EventClass::file_activity;
      // file_events say `action`, process_file_events of Linux `operation`.
      event.activity = file_activity_of(columns.get(place_of("action")).empty() ? columns.get(place_of("operation"))
                                                                                : columns.get(place_of("action")));
      table = file_table;
      return;
    case Query::socket:
      event.event_class = EventClass::network_activity;
      event.activity = socket_activity_of(columns.get(place_of("action")), columns.get(place_of("state")));
      event.status = socket_status_of(columns.get(place_of("status")), columns.get(place_of("success")));
      table = columns.get(place_of("action")) == "accept" ? std::span<const Mapping>(accepted_table) : socket_table;
      return;
    case Query::job:
      event.event_class = EventClass::scheduled_job_activity;
      event.activity = activity::other;
      table = job_table;
      return;
    case Query::shell:
      event.event_class = EventClass::process_activity;
      event.activity = activity::process_launch;
      table = shell_table;
      return;
    case Query::login:
      // `last` numbers what utmp(5) names: 7 is a user's process.
      event.event_class = EventClass::authentication;
      event.activity = columns.get(place_of("type")) == "user" || columns.get(place_of("type")) == "7"
                           ? activity::logon
                           : activity::other;
      table = login_table;
      return;
    case Query::curl:
      event.event_class = EventClass::http_activity;
      event.activity = activity::other;
      table = curl_table;
      return;
    case Query::other: table = other_table; return;
  }
}

void add_columns(const Fields& fields, std::size_t prefix, std::span<const Mapping> table, model::Event& event) {
  for (const Fields::Field& field : fields.all()) {
    if (Stand(fields, field).prefix() != prefix) continue;
    const Mapping* const row = fields.row_of(field, table, prefixes[prefix].size());
    if (row == nullptr) continue;
    // Where somebody came from is an address or a name.
    const bool is_name = row->attribute == src_ip && row->path == "host" && !model::Address::parse(field.text);
    if (!is_name) event.add(row->attribute, field.text);
  }
}

/// Only tables that know code signing have the column; of others nothing is said.
void add_signature(const Columns& columns, model::Event& event) {
  const std::string_view platform = columns.get(place_of("platform_binary"));
  if (event.event_class != EventClass::process_activity || platform.empty()) return;
  const bool signed_by_somebody = event.has(process_signing_id) || event.has(process_team_id);
  event.add(process_signature, platform == "1" ? "platform" : signed_by_somebody ? "signed" : "unsigned");
}

struct Around {
  std::string_view own_time, time, name, identifier, hostname, host_hostname, computer_name, uuid, serial;
};

/// In the order of `around_paths`.
Around around_of(const Parts& parts) {
  const auto [own_time, time, name, identifier, hostname, host_hostname, computer_name, uuid, serial] = parts.around;
  return {own_time, time, name, identifier, hostname, host_hostname, computer_name, uuid, serial};
}

/// The event's own time if it has one; else when osquery wrote it down.
void set_query_time(const Around& around, model::Event& event) {
  for (const std::string_view text : {around.own_time, around.time}) {
    const auto time = parse_epoch_any(text);
    if (!time) continue;
    set_time(event, FoundTime{.instant = *time, .text = text});
    return;
  }
}

/// A `hostIdentifier` is a name, or the device's UUID, as osquery was told.
bool is_uuid(std::string_view text) {
  constexpr std::size_t uuid_bytes = 36;
  return text.size() == uuid_bytes && std::ranges::count(text, '-') == 4;
}

void add_device(const Around& around, model::Event& event) {
  std::string_view name = around.hostname;
  if (name.empty()) name = around.host_hostname;
  if (name.empty()) name = around.computer_name;
  event.add(device_hostname, name);
  event.add(is_uuid(around.identifier) ? device_uid : device_hostname, around.identifier);
  event.add(device_uid, around.uuid);
  event.add(device_uid, around.serial);
}

bool is_timed(const Fields& fields) {
  return fields.has("hostIdentifier") && (fields.has("unixTime") || fields.has("calendarTime"));
}
bool is_result(const Fields& fields) { return is_timed(fields) && fields.has("name"); }
/// What osquery says of itself.
bool is_status(const Fields& fields) {
  return is_timed(fields) && fields.has("severity") && fields.has("filename") && fields.has("line") &&
         fields.has("message");
}
bool is_osquery(const Fields& fields) { return is_result(fields) || is_status(fields); }

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, context, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  const Parts parts(fields, !context.columns.empty());
  const Around around = around_of(parts);
  set_query_time(around, event);
  add_device(around, event);
  if (around.name.empty() && !fields.has("name") && is_status(fields)) {
    event.add(message, fields.get("message"));
    return Decoded::event;
  }
  event.add(event_code, around.name);
  const std::size_t prefix = parts.prefix;
  const Columns& columns = parts.columns;
  std::span<const Mapping> table;
  classify(columns, event, table);
  add_columns(fields, prefix, table, event);
  if (prefix == added) add_columns(fields, removed, table, event);
  add_signature(columns, event);
  return Decoded::event;
}

/// A log of nothing but its own messages shows nothing of the device.
std::string recognise(std::string_view head) {
  if (any_line(head, is_result)) return "osquery";
  return any_line(head, is_status) ? "osquery_status" : "";
}
std::string source_of(const Fields& fields) { return is_result(fields) ? "osquery" : ""; }
std::string recognise_document(std::string_view head) {
  if (!in_first_element(head, is_osquery)) return {};
  return in_first_element(head, is_result) ? "osquery" : "osquery_status";
}

std::span<const model::Sight> sees(std::string_view source) {
  static constexpr std::array sights = {model::Sight::process, model::Sight::file};
  static constexpr std::array text = {model::Sight::text};
  if (source == "osquery") return sights;
  return text;
}

}  // namespace

constinit const Format osquery = {
    .name = "osquery",
    .framing = Framing::lines,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .source_of = source_of,
};
constinit const Format osquery_document = {
    .name = "osquery_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
    .source_of = source_of,
};

}  // namespace clew::evidence
