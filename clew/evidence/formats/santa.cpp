// Santa, which allows and refuses programs on macOS: its log as text, `[time] I santad: action=EXEC|decision=ALLOW|…`, and
// as JSON, one SantaMessage a line. In the text a `|` in a value is written `<pipe>`, a line end `\n` or `\r`.
// Source: Santa's documentation ("Logs"), its syslog serializer and santa.proto.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::Disposition;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

/// What an action is in the normal form, and where the program and the file stand in it.
struct Kind {
  std::string_view name;
  EventClass event_class;
  std::uint8_t activity;
  std::span<const Mapping> table;
};

const Kind* kind_of(std::span<const Kind> kinds, std::string_view name) {
  const auto found = std::ranges::find(kinds, name, &Kind::name);
  return found == kinds.end() ? nullptr : &*found;
}

/// `ALLOW`, `ALLOW_BINARY`, `DECISION_DENY`, `AUDIT_ONLY`: what was let run was allowed, whatever was thought of it.
Disposition disposition_of(std::string_view decision) {
  if (decision.contains("DENY") || decision.contains("DENIED") || decision.contains("BLOCK"))
    return Disposition::blocked;
  return decision.contains("ALLOW") || decision.contains("AUDIT") ? Disposition::allowed : Disposition::unknown;
}

void set_decision(std::string_view decision, model::Event& event) {
  event.disposition = disposition_of(decision);
  if (event.disposition == Disposition::blocked) event.status = Status::failure;
}

// --- text ---

constexpr std::string_view text_mark = " santad: action=";

constexpr std::array text_process = std::to_array<Mapping>({
    {"args", process_cmd_line},
    {"cdhash", process_code_hash},
    {"cert_cn", process_signing_id},
    {"machineid", device_uid},
    {"path", process_path},
    {"pid", process_pid},
    {"ppid", parent_process_pid},
    {"quarantine_url", url},
    {"reason", status_detail},
    {"sha256", file_sha256},
    {"signingid", process_signing_id},
    {"teamid", process_team_id},
    {"user", process_user},
});
constexpr std::array text_file = std::to_array<Mapping>({
    {"bundleid", resource_name},
    {"bundlepath", file_path},
    {"dmgpath", file_path},
    {"machineid", device_uid},
    {"model", resource_name},
    {"mount", file_path},
    {"newpath", file_path},
    {"path", file_path},
    {"pid", actor_process_pid},
    {"policy_name", status_detail},
    {"processpath", actor_process_path},
    {"serial", resource_uid},
    {"sha256", file_sha256},
    {"user", actor_user_name},
});
static_assert(is_sorted_by_path(text_process) && is_sorted_by_path(text_file));

constexpr std::array text_kinds = std::to_array<Kind>({
    {"EXEC", EventClass::process_activity, activity::process_launch, text_process},
    {"FORK", EventClass::process_activity, activity::process_launch, text_process},
    {"EXIT", EventClass::process_activity, activity::process_terminate, text_process},
    {"WRITE", EventClass::file_activity, activity::file_update, text_file},
    {"CLOSE", EventClass::file_activity, activity::file_update, text_file},  // Santa logs only files that were written
    {"RENAME", EventClass::file_activity, activity::file_rename, text_file},
    {"DELETE", EventClass::file_activity, activity::file_delete, text_file},
    {"LINK", EventClass::file_activity, activity::file_create, text_file},
    {"CLONE", EventClass::file_activity, activity::file_create, text_file},
    {"COPYFILE", EventClass::file_activity, activity::file_create, text_file},
    {"EXCHANGEDATA", EventClass::file_activity, activity::other, text_file},
    {"FILE_ACCESS", EventClass::file_activity, activity::other, text_file},
});

/// The value with Santa's escapes undone.
std::string unescaped(std::string_view value) {
  static constexpr std::array<std::pair<std::string_view, char>, 3> escapes = {
      {{"<pipe>", '|'}, {"\\n", '\n'}, {"\\r", '\r'}}};
  std::string text;
  while (!value.empty()) {
    const auto* const found =
        std::ranges::find_if(escapes, [&](const auto& escape) { return value.starts_with(escape.first); });
    text += found == escapes.end() ? value.front() : found->second;
    value.remove_prefix(found == escapes.end() ? 1 : found->first.size());
  }
  return text;
}

struct Pair {
  std::string_view key, value;
};
std::vector<Pair> pairs_of(std::string_view text) {
  std::vector<Pair> pairs;
  for (const std::string_view part : base::split(text, '|')) {
    const std::size_t equals = part.find('=');
    if (equals != std::string_view::npos) pairs.push_back({part.substr(0, equals), part.substr(equals + 1)});
  }
  return pairs;
}

Decoded decode_text(std::string_view record, const FileContext& context, Scratch& /*scratch*/, model::Event& event) {
  if (base::trimmed(record).empty()) return Decoded::nothing;
  const std::size_t mark = record.find(text_mark);
  if (mark == std::string_view::npos) return Decoded::unparsed;
  std::string_view head = record.substr(0, mark);
  if (head.starts_with('[')) head.remove_prefix(1);
  set_time(event, take_date_time(head), context.utc_offset_minutes.value_or(0));

  const auto pairs = pairs_of(record.substr(mark + text_mark.size() - std::string_view("action=").size()));
  const std::string_view action = pairs.front().value;
  const Kind* kind = kind_of(text_kinds, action);
  event.add(event_code, action);
  event.event_class = kind == nullptr ? EventClass::other : kind->event_class;
  event.activity = kind == nullptr ? activity::other : kind->activity;
  for (const auto& [key, value] : pairs) {
    if (key == "decision") set_decision(value, event);
    const Mapping* row = find_mapping(kind == nullptr ? text_file : kind->table, key);
    if (row != nullptr) event.add(row->attribute, unescaped(value));
  }
  return Decoded::event;
}

std::string recognise_text(std::string_view head) {
  const auto lines = head_lines(head);
  const auto is_ours = [](std::string_view line) { return line.starts_with('[') && line.contains(text_mark); };
  return std::ranges::any_of(lines, is_ours) ? "santa" : "";
}

// --- JSON ---

constexpr std::array json_execution = std::to_array<Mapping>({
    {"execution.certificate_info.common_name", process_signing_id},
    {"execution.explain", status_detail},
    {"execution.instigator.executable.path", parent_process_path},
    {"execution.instigator.id.pid", parent_process_pid},
    {"execution.quarantine_url", url},
    {"execution.reason", status_detail},
    {"execution.target.code_signature.cdhash", process_code_hash},
    {"execution.target.code_signature.signing_id", process_signing_id},
    {"execution.target.code_signature.team_id", process_team_id},
    {"execution.target.effective_user.name", process_user},
    {"execution.target.executable.hash.hash", file_sha256},
    {"execution.target.executable.path", process_path},
    {"execution.target.id.pid", process_pid},
    {"machine_id", device_uid},
});
/// Of all other messages, below the message's own name.
constexpr std::array json_other = std::to_array<Mapping>({
    {"instigator.effective_user.name", actor_user_name},
    {"instigator.executable.path", actor_process_path},
    {"instigator.id.pid", actor_process_pid},
    {"policy_name", status_detail},
    {"source.path", file_path},
    {"target", file_path},
    {"target.hash.hash", file_sha256},
    {"target.path", file_path},
});
static_assert(is_sorted_by_path(json_execution) && is_sorted_by_path(json_other));

constexpr std::array json_kinds = std::to_array<Kind>({
    {"execution", EventClass::process_activity, activity::process_launch, json_execution},
    {"fork", EventClass::process_activity, activity::process_launch, json_other},
    {"exit", EventClass::process_activity, activity::process_terminate, json_other},
    {"close", EventClass::file_activity, activity::file_update, json_other},
    {"rename", EventClass::file_activity, activity::file_rename, json_other},
    {"unlink", EventClass::file_activity, activity::file_delete, json_other},
    {"link", EventClass::file_activity, activity::file_create, json_other},
    {"clone", EventClass::file_activity, activity::file_create, json_other},
    {"copyfile", EventClass::file_activity, activity::file_create, json_other},
    {"exchangedata", EventClass::file_activity, activity::other, json_other},
    {"file_access", EventClass::file_activity, activity::other, json_other},
    {"allowlist", EventClass::other, activity::other, json_other},
    {"authentication", EventClass::other, activity::other, json_other},
    {"bundle", EventClass::other, activity::other, json_other},
    {"disk", EventClass::other, activity::other, json_other},
    {"login_logout", EventClass::other, activity::other, json_other},
    {"login_window_session", EventClass::other, activity::other, json_other},
    {"open_ssh", EventClass::other, activity::other, json_other},
    {"screen_sharing", EventClass::other, activity::other, json_other},
});

/// The name of the message: the first word of a path that is one.
const Kind* kind_of(const Fields& fields) {
  for (const Fields::Field& field : fields.all()) {
    const std::string_view path = fields.path_of(field);
    const std::size_t point = path.find('.');
    if (point == std::string_view::npos) continue;
    if (const Kind* kind = kind_of(json_kinds, path.substr(0, point))) return kind;
  }
  return nullptr;
}

bool is_message(const Fields& fields) {
  return fields.has("machine_id") && fields.has("event_time") && fields.has("processed_time") &&
         kind_of(fields) != nullptr;
}

/// Base64 (RFC 4648 section 4), as Protocol Buffers write bytes in JSON; nothing for what is none.
std::optional<std::string> from_base64(std::string_view text) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::size_t digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xffU);
  }
  return bytes;
}

/// The program's own words, with a blank between them.
std::string command_line_of(const Fields& fields) {
  std::string line;
  for (const Fields::Field& field : fields.all()) {
    if (fields.path_of(field) != "execution.args") continue;
    const auto word = from_base64(field.text);
    line.append(line.empty() ? "" : " ").append(word ? *word : std::string(field.text));
  }
  return line;
}

Decoded decode_json(std::string_view record, const FileContext& /*context*/, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  set_time(event, parse_json_time(fields.get("event_time")));
  const Kind* kind = kind_of(fields);
  event.activity = activity::other;
  if (kind == nullptr) {
    event.add(device_uid, fields.get("machine_id"));
    return Decoded::event;
  }
  event.event_class = kind->event_class;
  event.activity = kind->activity;
  event.add(event_code, kind->name);
  if (kind->name == "execution") {
    set_decision(fields.get("execution.decision"), event);
    add_mapped(fields, json_execution, event);
    event.add(process_cmd_line, command_line_of(fields));
    return Decoded::event;
  }
  event.add(device_uid, fields.get("machine_id"));
  set_decision(fields.get(std::string(kind->name) + ".policy_decision"), event);
  for (const Fields::Field& field : fields.all()) {
    std::string_view path = fields.path_of(field);
    if (path.size() <= kind->name.size() || !path.starts_with(kind->name)) continue;
    path.remove_prefix(kind->name.size() + 1);
    if (const Mapping* row = find_mapping(json_other, path)) event.add(row->attribute, field.text);
  }
  return Decoded::event;
}

std::string recognise_json(std::string_view head) { return any_line(head, is_message) ? "santa" : ""; }

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::process};
  return sights;
}

}  // namespace

constinit const Format santa = {
    .name = "santa",
    .framing = Framing::lines,
    .recognise = recognise_text,
    .decode = decode_text,
    .sees = sees,
    .of_one_device = true,
};
constinit const Format santa_json = {
    .name = "santa_json",
    .framing = Framing::lines,
    .recognise = recognise_json,
    .decode = decode_json,
    .sees = sees,
    .respells = true,
    .of_one_device = true,
};

}  // namespace clew::evidence
