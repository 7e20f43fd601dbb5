// Windows events as JSON, lines or a document, in any of the forms that windows_event.h names.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/windows_event.h"

namespace clew::evidence {
namespace {

std::string recognise_lines(std::string_view head) { return any_line(head, is_windows_event) ? "windows_json" : ""; }
std::string recognise_document(std::string_view head) {
  return in_first_element(head, is_windows_event) ? "windows_json" : "";
}

}  // namespace

constinit const Format windows_json = {
    .name = "windows_json",
    .framing = Framing::lines,
    .recognise = recognise_lines,
    .decode = decode_windows_event,
    .sees = windows_sights,
};
constinit const Format windows_json_document = {
    .name = "windows_json_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode_windows_event,
    .sees = windows_sights,
};

}  // namespace clew::evidence
