// JumpCloud command results: what devices answered to commands. The time is the answer's; `start_time` is when the
// command was ordered, which can be days before on a device that was off.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <array>

namespace clew::evidence {
namespace {

using enum model::Attribute;

constexpr std::array table = std::to_array<Mapping>({
    {"_id", event_uid},
    {"command", process_cmd_line},
    {"name", resource_name},
    {"organization", org_uid},
    {"requestTime", start_time},
    {"response.error", status_detail},
    {"system", device_hostname},
    {"systemId", device_uid},
    {"user", process_user},
    {"workflowId", resource_uid},
    {"workflowInstanceId", correlation_uid},
});
static_assert(is_sorted_by_path(table));

bool is_result(const Fields& fields) {
  return fields.has("command") && fields.has("requestTime") && (fields.has("systemId") || fields.has("system")) &&
         (fields.has("workflowId") || fields.has("_id"));
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, context, scratch);
  if (read != Decoded::event) return read;
  const Fields& fields = scratch.state().fields;
  static constexpr std::array<std::string_view, 2> times = {"responseTime", "requestTime"};
  set_time(event, parse_json_time(fields.first_of(times)));
  event.event_class = model::EventClass::api_activity;
  event.activity = model::activity::other;
  event.add(api_operation, "command result");
  event.add(resource_type, "command");
  add_mapped(fields, table, event);
  if (const std::string_view exit_code = fields.get("response.data.exitCode"); !exit_code.empty()) {
    event.status = exit_code == "0" ? model::Status::success : model::Status::failure;
  }
  return Decoded::event;
}

std::string source_of(const Fields& fields) { return is_result(fields) ? "jumpcloud_command_results" : ""; }
std::string recognise_document(std::string_view head) {
  return in_first_element(head, is_result) ? "jumpcloud_command_results" : "";
}
std::string recognise_lines(std::string_view head) {
  return any_line(head, is_result) ? "jumpcloud_command_results" : "";
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::order_result};
  return sights;
}

}  // namespace

constinit const Format jumpcloud_results = {
    .name = "jumpcloud_results",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
    .source_of = source_of,
};
constinit const Format jumpcloud_results_lines = {
    .name = "jumpcloud_results_lines",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode,
    .sees = sees,
    .source_of = source_of,
};

}  // namespace clew::evidence
