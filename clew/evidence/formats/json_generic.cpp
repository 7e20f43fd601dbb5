// Any JSON object: the time, the host, the user and addresses where a key says so; what it means is not known.
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

/// Keys that hold the time of what happened, surest first. Nested ones are those of common envelopes.
constexpr std::array<std::string_view, 20> time_keys = {
    "@timestamp",    "timestamp", "eventTime", "event_time", "EventTime", "event.created", "TimeCreated",
    "TimeGenerated", "time",      "Time",      "datetime",   "ts",        "published",     "occurred_at",
    "created_at",    "createdAt", "date",      "unixTime",   "_time",     "received"};

constexpr std::array table = std::to_array<Mapping>({
    {"ComputerName", device_hostname},
    {"Hostname", device_hostname},
    {"agent.hostname", device_hostname},
    {"client_ip", src_ip},
    {"clientip", src_ip},
    {"command_line", process_cmd_line},
    {"dest_ip", dst_ip},
    {"destination.ip", dst_ip},
    {"device.hostname", device_hostname},
    {"domain", dst_hostname},
    {"dst_ip", dst_ip},
    {"email", actor_user_email},
    {"file.path", file_path},
    {"host", device_hostname},
    {"host.hostname", device_hostname},
    {"host.name", device_hostname},
    {"hostname", device_hostname},
    {"ip", src_ip},
    {"ip_address", src_ip},
    {"md5", file_md5},
    {"process.command_line", process_cmd_line},
    {"process.executable", process_path},
    {"sha1", file_sha1},
    {"sha256", file_sha256},
    {"source.ip", src_ip},
    {"src_ip", src_ip},
    {"url", url},
    {"user", actor_user_name},
    {"user.name", actor_user_name},
    {"user_agent", user_agent},
    {"username", actor_user_name},
});

static_assert(is_sorted_by_path(table));

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  for (const std::string_view text : first_values(fields, time_keys)) {
    if (text.empty()) continue;
    set_time(event, parse_json_time(text), context.utc_offset_minutes.value_or(0));
    if (event.time) break;
  }
  add_mapped(fields, table, event);
  return Decoded::event;
}

bool is_any(const Fields& fields) { return !fields.all().empty(); }

/// One line that is an envelope of many records is a document.
std::string recognise_lines(std::string_view head) {
  const std::string_view element = first_element(head);
  if (!element.empty() && element.size() < base::trimmed(head).size()) return {};
  return any_line(head, is_any) ? "json" : "";
}

/// An element that is longer than the head is JSON all the same, if it begins like an object.
std::string recognise_document(std::string_view head) {
  const auto lines = head_lines(head, 1);
  if (lines.empty()) return {};
  std::string_view text = base::trimmed(head);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!text.starts_with('{') && !text.starts_with('[')) return {};
  if (in_first_element(head, is_any)) return "json";
  const std::size_t next = text.find_first_not_of(" \t\r\n[{", 1);
  const bool begins_like_json = text.find_first_of("{") < 64 && next != std::string_view::npos && text[next] == '"';
  return head.size() >= recognition_bytes && begins_like_json ? "json" : "";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

}  // namespace

constinit const Format json_lines = {
    .name = "json_lines",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode,
    .sees = sees,
};
constinit const Format json_document = {
    .name = "json_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
};

}  // namespace clew::evidence
