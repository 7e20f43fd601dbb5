// A log that a pack describes: JSON lines or an array, decoded by the pack's mapping and nothing else.
// The mapping is `FileContext::mapping`; docs/formats/pack.md says how it is written.
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>

namespace clew::evidence {
namespace {

using model::LogMapping;

bool is_record_of(const LogMapping& mapping, const Fields& fields) {
  return !mapping.recognised_by.empty() &&
         std::ranges::all_of(mapping.recognised_by, [&](const std::string& path) { return fields.has(path); });
}

bool fits_one_of(const std::vector<std::string>& patterns, std::string_view text) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) { return model::fits_pattern(pattern, text); });
}

void add_fields(const LogMapping& mapping, const Fields& fields, model::Event& event) {
  for (const Fields::Field& field : fields.all()) {
    const auto rows = std::ranges::equal_range(mapping.fields, fields.path_of(field), {},
                                               [](const auto& row) { return std::string_view(row.path); });
    for (const LogMapping::Field& row : rows) event.add(row.attribute, field.text);
  }
}

/// Our own words, each attribute once: the first rule that fits.
void add_constants(const LogMapping& mapping, const Fields& fields, model::Event& event) {
  for (const LogMapping::Constant& row : mapping.constants) {
    if (event.has(row.attribute)) continue;
    const bool fits = std::ranges::any_of(fields.all(), [&](const Fields::Field& field) {
      return !field.text.empty() && fields.path_of(field) == row.path && fits_one_of(row.is, field.text);
    });
    if (fits) event.add(row.attribute, row.text);
  }
}

void classify(const LogMapping& mapping, const Fields& fields, model::Event& event) {
  if (mapping.operation.empty()) return;
  const std::string_view operation = fields.get(mapping.operation);
  if (operation.empty()) return;
  event.add(model::Attribute::event_code, operation);
  const auto kind = std::ranges::find_if(
      mapping.kinds, [&](const LogMapping::Kind& candidate) { return fits_one_of(candidate.operations, operation); });
  if (kind == mapping.kinds.end()) return;
  event.event_class = kind->event_class;
  event.activity = kind->activity;
  event.add(model::Attribute::api_operation, operation);
}

void set_status(const LogMapping& mapping, const Fields& fields, model::Event& event) {
  if (mapping.outcome.empty()) return;
  const std::string_view outcome = fields.get(mapping.outcome);
  if (outcome.empty()) return;
  if (fits_one_of(mapping.success, outcome)) {
    event.status = model::Status::success;
  } else if (fits_one_of(mapping.failure, outcome)) {
    event.status = model::Status::failure;
  }
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, scratch);
  if (read != Decoded::event || context.mapping == nullptr) return read;
  const Fields& fields = scratch.state().fields;
  const LogMapping& mapping = *context.mapping;
  for (const std::string& path : mapping.time) {
    const std::string_view text = fields.get(path);
    if (text.empty()) continue;
    set_time(event, parse_json_time(text), context.utc_offset_minutes.value_or(0));
    if (event.time) break;
  }
  classify(mapping, fields, event);
  set_status(mapping, fields, event);
  add_fields(mapping, fields, event);
  add_constants(mapping, fields, event);
  return Decoded::event;
}

/// Nothing: without a mapping no file is one of these. `recognise_mapped` does it.
std::string recognise_none(std::string_view /*head*/) { return {}; }

std::span<const model::Sight> sees_text(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

/// Whether `a` is to be asked before `b`: the more paths, the more specific. Names break ties, so that the order in
/// which packs were handed in has no say.
bool is_before(const LogMapping* a, const LogMapping* b) {
  if (a->recognised_by.size() != b->recognised_by.size()) return a->recognised_by.size() > b->recognised_by.size();
  return a->source < b->source;
}

}  // namespace

constinit const Format mapped_json = {
    .name = "mapped_json",
    .framing = Framing::lines,
    .recognise = recognise_none,
    .decode = decode,
    .sees = sees_text,
};
constinit const Format mapped_json_array = {
    .name = "mapped_json_array",
    .framing = Framing::json_elements,
    .recognise = recognise_none,
    .decode = decode,
    .sees = sees_text,
};

Recognised recognise_mapped(std::string_view head, std::span<const LogMapping> mappings, Recognised known) {
  const bool is_lines = known.format->name == json_lines.name;
  if (mappings.empty() || (!is_lines && known.format->name != json_document.name)) return known;
  const LogMapping* best = nullptr;
  for (const LogMapping& mapping : mappings) {
    if (best != nullptr && !is_before(&mapping, best)) continue;
    const auto is_ours = [&](const Fields& fields) { return is_record_of(mapping, fields); };
    if (is_lines ? any_line(head, is_ours) : in_first_element(head, is_ours)) best = &mapping;
  }
  if (best == nullptr) return known;
  return {is_lines ? &mapped_json : &mapped_json_array, best->source, best};
}

std::span<const model::Sight> sights_of(const Format& format, std::string_view source, const FileContext& context) {
  if (context.mapping != nullptr) return context.mapping->sees;
  return format.sees(source);
}

}  // namespace clew::evidence
