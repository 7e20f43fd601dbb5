// Wazuh's alerts and archives: what its agents read, with what the manager made of it around. A file has them of all agents.
// Source: Wazuh's documentation of `alerts.json` and `archives.json`, its syscheck module, its decoder `windows_eventchannel`.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/sender.h"
#include "clew/evidence/formats/time_of.h"
#include "clew/evidence/formats/windows_event.h"

#include <array>
#include <string>

namespace clew::evidence {
namespace {

using enum model::Attribute;
using model::EventClass;
namespace activity = model::activity;

constexpr std::array changed_file = std::to_array<Mapping>({
    {"syscheck.audit.effective_user.name", actor_user_name},
    {"syscheck.audit.process.id", actor_process_pid},
    {"syscheck.audit.process.name", actor_process_path},
    {"syscheck.md5_after", file_md5},
    {"syscheck.path", file_path},
    {"syscheck.sha1_after", file_sha1},
    {"syscheck.sha256_after", file_sha256},
});
/// What the manager's decoders read from a line that says nothing here.
constexpr std::array decoded = std::to_array<Mapping>({
    {"data.dstip", dst_ip},
    {"data.dstport", dst_port},
    {"data.srcip", src_ip},
    {"data.srcport", src_port},
    {"data.srcuser", actor_user_name},
    {"data.url", url},
});
static_assert(is_sorted_by_path(changed_file) && is_sorted_by_path(decoded));

constexpr std::string_view windows = "data.win";

bool is_wazuh(const Fields& fields) {
  static constexpr std::array<std::string_view, 3> contents = {"full_log", "data.win.system.eventID", "syscheck.path"};
  return fields.has("agent.id") && fields.has("manager.name") && fields.has("location") && fields.has("timestamp") &&
         !fields.first_of(contents).empty();
}

void add_changed_file(const Fields& fields, model::Event& event) {
  const std::string_view change = fields.get("syscheck.event");
  event.event_class = EventClass::file_activity;
  event.activity = change == "added"      ? activity::file_create
                   : change == "modified" ? activity::file_update
                   : change == "deleted"  ? activity::file_delete
                                          : activity::other;
  add_mapped(fields, changed_file, event);
}

/// The line as the agent read it, with a syslog header or without. `program` is what the manager found in the header.
void add_line(std::string_view text, std::string_view program, const FileContext& context, Scratch& scratch,
              model::Event& event) {
  auto line = read_syslog_line(text, context, &event);
  if (!line) {
    line.emplace();
    line->program = program;
    line->message = text;
  }
  decode_syslog_message(*line, context, scratch, event);
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, context, scratch);
  if (read != Decoded::event) return read;
  Fields& fields = scratch.state().fields;
  const auto time = parse_json_time(fields.get("timestamp"));
  // Copied, because what follows reads fields of its own.
  const std::string agent(fields.get("agent.name"));
  const std::string address(fields.get("agent.ip"));
  if (fields.has("syscheck.path")) {
    add_changed_file(fields, event);
  } else if (fields.has("data.win.system.eventID") && fields.keep_below(windows)) {
    add_windows_event(fields, context, scratch, event);
  } else {
    const std::string program(fields.get("predecoder.program_name"));
    scratch.state().inner_text = fields.get("full_log");
    model::Event told;
    add_mapped(fields, decoded, told);
    add_line(scratch.state().inner_text, program, context, scratch, event);
    if (event.event_class == EventClass::other) event.add_told(told);
  }
  // The agent's own moment is surer; a line's has often no zone.
  if (!event.time || event.time_quality != model::TimeQuality::exact) set_time(event, time);
  add_sender(agent, event);
  if (event.get(device_hostname) == agent && address != "any") event.add(device_ip, address);
  return Decoded::event;
}

std::string source_of(const Fields& fields) { return is_wazuh(fields) ? "wazuh" : ""; }
std::string recognise_lines(std::string_view head) { return any_line(head, is_wazuh) ? "wazuh" : ""; }
std::string recognise_document(std::string_view head) { return in_first_element(head, is_wazuh) ? "wazuh" : ""; }

/// What an agent reads is for whoever set it up, and of alerts there are only those that a rule asked for.
std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

}  // namespace

constinit const Format wazuh = {
    .name = "wazuh",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode,
    .sees = sees,
    .source_of = source_of,
};
constinit const Format wazuh_document = {
    .name = "wazuh_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
    .source_of = source_of,
};

}  // namespace clew::evidence
