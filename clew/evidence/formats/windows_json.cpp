// Windows events as JSON, lines or a document, in any of the forms that windows_event.h names, and as tables: EvtxECmd's,
// `Get-WinEvent | Export-Csv`, Sentinel's.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/by_shape.h"
#include "clew/evidence/formats/delimited.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/windows_event.h"

#include <algorithm>

namespace clew::evidence {
namespace {

std::string recognise_lines(std::string_view head) { return any_line(head, is_windows_event) ? "windows_json" : ""; }
std::string recognise_document(std::string_view head) {
  return in_first_element(head, is_windows_event) ? "windows_json" : "";
}

std::string recognise_table(std::string_view head) {
  const auto rows = head_records(head, Framing::rows);
  const bool is_any = std::ranges::any_of(rows, [](const auto& row) { return is_windows_event(row->fields); });
  return is_any ? "windows_events" : "";
}

std::string source_of(const Fields& fields) { return is_windows_event(fields) ? "windows_json" : ""; }

Decoded decode_row(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_row(record, context, scratch);
  if (read != Decoded::event) return read;
  add_windows_event(scratch.state().fields, context, scratch, event);
  if (!event.time) add_time_by_shape(scratch.state().fields, context, scratch.state().outer, event);
  return read;
}

}  // namespace

constinit const Format windows_csv = {
    .name = "windows_csv",
    .framing = Framing::rows,
    .recognise = recognise_table,
    .decode = decode_row,
    .sees = windows_sights,
    .prepare = prepare_table,
    .shows_what_occurs = true,
};
constinit const Format windows_json = {
    .name = "windows_json",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode_windows_event,
    .sees = windows_sights,
    .source_of = source_of,
    .shows_what_occurs = true,
};
constinit const Format windows_json_document = {
    .name = "windows_json_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode_windows_event,
    .sees = windows_sights,
    .source_of = source_of,
    .shows_what_occurs = true,
};

}  // namespace clew::evidence
