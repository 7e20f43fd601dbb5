// macOS's unified log as `log show` prints it: JSON (`--style json`, an array; `--style ndjson`, lines) and text (the
// default style and `--style compact`). What a message means is known for sshd, sudo and authd only, by their own words.
// Source: Apple's log(1); OpenSSH's auth.c; sudo's logging.c; authd's "authorizing right" messages.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
using model::Status;
namespace activity = model::activity;

constexpr std::size_t message_bytes_max = 16 * 1024;  ///< the rest remains searchable in the raw record

/// What both forms say.
struct Entry {
  std::string_view process;  ///< a path in JSON, a name in text
  std::string_view pid;
  std::string_view subsystem;
  std::string_view category;
  std::string_view message;
};

/// Cuts `text` at the first `mark`: what stands before it, and `text` is what follows; nothing without a mark.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view mark) {
  const std::size_t found = text.find(mark);
  if (found == std::string_view::npos) return std::nullopt;
  const std::string_view before = text.substr(0, found);
  text.remove_prefix(found + mark.size());
  return before;
}

// --- messages whose words are certain ---

/// `for kit from 192.0.2.7 port 50022 ssh2`. A user may call himself "a from b": the last `from` counts.
void add_peer(std::string_view text, model::Event& event) {
  const std::size_t from = text.rfind(" from ");
  if (from == std::string_view::npos) return;
  event.add(actor_user_name, text.substr(0, from));
  std::string_view peer = text.substr(from + 6);
  event.add(src_ip, peer.substr(0, peer.find(' ')));
  if (take_until(peer, " port ")) event.add(src_port, peer.substr(0, peer.find(' ')));
}

bool read_sshd(std::string_view text, model::Event& event) {
  const bool accepted = text.starts_with("Accepted ");
  const bool failed = text.starts_with("Failed ");
  const bool invalid = text.starts_with("Invalid user ");
  if (!accepted && !failed && !invalid) return false;
  text.remove_prefix(invalid ? 13 : text.find(' ') + 1);
  if (!invalid) {
    const auto method = take_until(text, " for ");
    if (!method) return false;
    event.add(auth_method, "ssh " + std::string(*method));
    if (text.starts_with("invalid user ")) text.remove_prefix(13);
  }
  event.event_class = EventClass::authentication;
  event.activity = activity::logon;
  event.status = accepted ? Status::success : Status::failure;
  add_peer(text, event);
  return true;
}

/// `kit : TTY=ttys001 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id`; of a refusal the reason stands before `TTY=`.
bool read_sudo(std::string_view text, model::Event& event) {
  text = base::trimmed(text);
  const auto user = take_until(text, " : ");
  if (!user || user->contains(' ')) return false;
  const std::size_t command = text.find("COMMAND=");
  const std::size_t terminal = text.find("TTY=");
  if (command == std::string_view::npos || terminal == std::string_view::npos || terminal > command) return false;
  const std::string_view command_line = text.substr(command + 8);
  const bool refused = terminal > 0;
  event.event_class = refused ? EventClass::authentication : EventClass::process_activity;
  event.activity = refused ? activity::logon : activity::process_launch;
  event.status = refused ? Status::failure : Status::success;
  event.add(actor_user_name, *user);
  event.add(process_cmd_line, command_line);
  if (command_line.starts_with('/')) event.add(process_path, command_line.substr(0, command_line.find(' ')));
  if (refused) {
    event.add(auth_method, "sudo");
    std::string_view reason = text.substr(0, terminal);
    while (reason.ends_with(' ') || reason.ends_with(';')) reason.remove_suffix(1);
    event.add(status_detail, reason);
  }
  std::string_view rest = text.substr(0, command);
  if (take_until(rest, "USER=")) event.add(process_user, rest.substr(0, rest.find(' ')));
  return true;
}

/// `Succeeded authorizing right 'r' by client '/p' [7] for …`
bool read_authd(std::string_view text, model::Event& event) {
  const bool succeeded = text.starts_with("Succeeded authorizing right '");
  if (!succeeded && !text.starts_with("Failed to authorize right '")) return false;
  take_until(text, "'");
  const auto right = take_until(text, "' by client '");
  if (!right) return false;
  event.activity = activity::other;
  event.status = succeeded ? Status::success : Status::failure;
  event.add(resource_type, "authorization right");
  event.add(resource_name, *right);
  event.add(actor_process_path, text.substr(0, text.find('\'')));
  return true;
}

void fill(const Entry& entry, model::Event& event) {
  const std::string_view program = base::last_path_part(entry.process);
  const bool known = (program == "sshd" || program == "sshd-session" || program == "sshd-auth")
                         ? read_sshd(entry.message, event)
                     : program == "sudo"  ? read_sudo(entry.message, event)
                     : program == "authd" ? read_authd(entry.message, event)
                                          : false;
  // Of an authorization the program is the one that asked.
  if (!known || program != "authd") {
    event.add(actor_process_path, entry.process);
    event.add(actor_process_pid, entry.pid);
  }
  if (!entry.subsystem.empty())
    event.add(event_code,
              std::string(entry.subsystem) + (entry.category.empty() ? "" : ":") + std::string(entry.category));
  event.add(message, entry.message.substr(0, message_bytes_max));
}

// --- JSON ---

bool is_entry(const Fields& fields) {
  const bool has_origin = fields.has("processImagePath") || fields.has("senderImagePath");
  return fields.has("timestamp") && has_origin && (fields.has("machTimestamp") || fields.has("traceID")) &&
         (fields.has("eventMessage") || fields.has("eventType"));
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  if (fields.has("finished") && fields.has("count")) return Decoded::nothing;  // the last line of ndjson
  set_time(event, take_date_time(fields.get("timestamp")), context.utc_offset_minutes.value_or(0));
  event.add(actor_user_uid, fields.get("userID"));
  fill({fields.get("processImagePath"), fields.get("processID"), fields.get("subsystem"), fields.get("category"),
        fields.get("eventMessage")},
       event);
  return Decoded::event;
}

std::string recognise_lines(std::string_view head) { return any_line(head, is_entry) ? "unified_log" : ""; }
std::string recognise_document(std::string_view head) { return in_first_element(head, is_entry) ? "unified_log" : ""; }

// --- text ---

std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

bool is_hex_number(std::string_view word) {
  return word.size() > 2 && word.starts_with("0x") && std::ranges::all_of(word.substr(2), base::is_hex);
}
bool is_number(std::string_view word) { return !word.empty() && std::ranges::all_of(word, base::is_digit); }

/// `(library) [subsystem:category] message`, each of the first two only where there is one.
void read_origin(std::string_view text, Entry& entry) {
  text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
  if (text.starts_with('(') && text.contains(") ")) take_until(text, ") ");
  if (text.starts_with('[') && text.substr(0, text.find(' ')).contains(':')) {
    std::string_view rest = text.substr(1);
    if (const auto origin = take_until(rest, "] ")) {
      const std::size_t colon = origin->rfind(':');
      if (colon != std::string_view::npos && !origin->contains(' ')) {
        entry.subsystem = origin->substr(0, colon);
        entry.category = origin->substr(colon + 1);
        text = rest;
      }
    }
  }
  entry.message = text;
}

/// `0x1f2a     Default     0x0                  123    0    sudo: …`, what follows the time in the default style.
std::optional<Entry> read_default_style(std::string_view text) {
  if (!is_hex_number(take_word(text))) return std::nullopt;
  const std::string_view kind = take_word(text);
  if (kind.empty() || !base::is_upper(kind.front()) || !is_hex_number(take_word(text))) return std::nullopt;
  Entry entry;
  entry.pid = take_word(text);
  if (!is_number(entry.pid) || !is_number(take_word(text))) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto process = take_until(text, ": ");
  if (!process) return std::nullopt;
  entry.process = *process;
  read_origin(text, entry);
  return entry;
}

/// `Df sudo[123:1f2a] …`, what follows the time in the compact style.
std::optional<Entry> read_compact_style(std::string_view text) {
  static constexpr std::array<std::string_view, 7> kinds = {"Df", "I", "Db", "E", "F", "A", "S"};
  if (std::ranges::find(kinds, take_word(text)) == kinds.end()) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  Entry entry;
  const auto process = take_until(text, "[");
  const auto pid = process ? take_until(text, ":") : std::nullopt;
  const auto thread = pid ? take_until(text, "]") : std::nullopt;
  if (!thread || !is_number(*pid) || !std::ranges::all_of(*thread, base::is_hex)) return std::nullopt;
  entry.process = *process;
  entry.pid = *pid;
  read_origin(text, entry);
  return entry;
}

struct Line {
  FoundTime time;
  Entry entry;
};
std::optional<Line> read_line(std::string_view text) {
  const auto time = take_date_time(text);
  if (!time) return std::nullopt;
  text.remove_prefix(time->bytes);
  if (!text.starts_with(' ')) return std::nullopt;
  auto entry = time->zone_known ? read_default_style(text) : read_compact_style(text);
  if (!entry) return std::nullopt;
  return Line{*time, *entry};
}

/// What `log show` prints before the first entry.
bool is_heading(std::string_view text) {
  return text.starts_with("Timestamp  ") || text.starts_with("Filtering the log data using ") ||
         text.starts_with("Skipping info and debug messages") || text.starts_with("Skipping debug messages") ||
         text.starts_with("--------------------------------------------------");
}

Decoded decode_text(std::string_view record, const FileContext& context, Scratch& /*scratch*/, model::Event& event) {
  if (base::trimmed(record).empty() || is_heading(record)) return Decoded::nothing;
  const auto line = read_line(record);
  if (!line) {  // a message may have several lines
    event.add(message, record.substr(0, message_bytes_max));
    return Decoded::event;
  }
  set_time(event, line->time, context.utc_offset_minutes.value_or(0));
  fill(line->entry, event);
  return Decoded::event;
}

std::string recognise_text(std::string_view head) {
  const auto lines = head_lines(head);
  return std::ranges::any_of(lines, [](std::string_view line) { return read_line(line).has_value(); }) ? "unified_log"
                                                                                                       : "";
}

/// A message is not there because nobody wrote one, because it was not kept, or because it was not asked for.
std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

}  // namespace

constinit const Format unified_log = {
    .name = "unified_log",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode,
    .sees = sees,
    .of_one_device = true,
};
constinit const Format unified_log_document = {
    .name = "unified_log_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
    .of_one_device = true,
};
constinit const Format unified_log_text = {
    .name = "unified_log_text",
    .framing = Framing::lines,
    .recognise = recognise_text,
    .decode = decode_text,
    .sees = sees,
    .of_one_device = true,
};

}  // namespace clew::evidence
