// Any JSON object: the time, and what a key or its own shape tells of a value; what the record means is not known.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/by_shape.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <array>

namespace clew::evidence {
namespace {

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event) return read;
  add_by_shape(scratch.state().fields, context, event);
  return Decoded::event;
}

void prepare(std::string_view head, FileContext& context) { context.day_first = day_first_in(head); }

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
    .prepare = prepare,
    .guessed = "JSON of unknown shape, times guessed",
};
constinit const Format json_document = {
    .name = "json_document",
    .framing = Framing::json_elements,
    .recognise = recognise_document,
    .decode = decode,
    .sees = sees,
    .prepare = prepare,
    .guessed = "JSON of unknown shape, times guessed",
};

}  // namespace clew::evidence
