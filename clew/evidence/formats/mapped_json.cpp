// A log that a table describes: JSON lines, an array, or rows whose columns have the names of paths, decoded by the mapping and
// nothing else. The mapping is `FileContext::mapping`; it is a pack's (docs/formats/pack.md) or one of the built-in ones
// (known_logs.h).
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/by_shape.h"
#include "clew/evidence/formats/delimited.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/known_logs.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/take.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <optional>

namespace clew::evidence {
namespace {

using model::Attribute;
using model::LogMapping;

constexpr std::size_t message_bytes_max = 16 * 1024;  ///< the rest remains searchable in the raw record
constexpr std::size_t composed_bytes_max =
    64 * 1024;                            ///< of all composed values of a record: paths have at most half of it
constexpr std::size_t answers_max = 256;  ///< of one text that lists several
constexpr std::string_view flow_arrow = "->";

bool fits_one_of(const std::vector<std::string>& patterns, std::string_view text) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) { return model::fits_pattern(pattern, text); });
}

/// An array has a value for each of its elements.
bool has_one_of(std::string_view path, const std::vector<std::string>& patterns, const Fields& fields) {
  return std::ranges::any_of(fields.all(), [&](const Fields::Field& field) {
    return !field.text.empty() && fields.path_of(field) == path && fits_one_of(patterns, field.text);
  });
}

bool holds(const std::vector<LogMapping::Condition>& where, const Fields& fields) {
  return std::ranges::all_of(
      where, [&](const LogMapping::Condition& condition) { return has_one_of(condition.path, condition.is, fields); });
}

bool is_record_of(const LogMapping& mapping, const Fields& fields) {
  return !mapping.recognised_by.empty() &&
         std::ranges::all_of(mapping.recognised_by, [&](const std::string& path) { return fields.has(path); }) &&
         holds(mapping.where, fields);
}

/// `parameters.name`, `parameters.value` become `parameters.<name>`. Which of the two comes first is seen at the first.
void add_pair(const LogMapping::Pair& pair, Fields& fields) {
  const std::string parent = pair.name.substr(0, pair.name.rfind('.') + 1);
  std::optional<bool> name_leads;
  std::string_view name, value;
  const std::size_t count = fields.all().size();
  for (std::size_t i = 0; i < count; ++i) {
    const Fields::Field field = fields.all()[i];
    const std::string_view path = fields.path_of(field);
    const bool is_name = path == pair.name;
    if (!is_name && std::ranges::find(pair.values, path) == pair.values.end()) continue;
    if (!name_leads) name_leads = is_name;
    if (is_name) name = field.text;
    if (!is_name) value = field.text;
    if (is_name == *name_leads || name.empty()) continue;
    fields.add(parent + std::string(name), value, field.kind);
    if (!*name_leads) name = value = {};
  }
}

void add_composed(const LogMapping& mapping, std::string& memory, Fields& fields) {
  memory.clear();
  memory.reserve(composed_bytes_max);  // views into it stay
  for (const LogMapping::Composed& one : mapping.composed) {
    const std::size_t begin = memory.size();
    for (const std::string& part : one.of) {
      const std::string_view text = fields.get(part);
      if (text.empty() || memory.size() + one.between.size() + text.size() > composed_bytes_max) {
        memory.resize(begin);
        break;
      }
      if (memory.size() > begin) memory += one.between;
      memory += text;
    }
    if (memory.size() > begin) fields.add(one.path, std::string_view(memory).substr(begin));
  }
}

/// `192.0.2.7:51514->198.51.100.7:443` is a whole flow, from the client to the server, each end with its port.
void add_end_of_flow(Attribute attribute, Attribute port, std::string_view text, model::Event& event) {
  const std::size_t arrow = text.find(flow_arrow);
  text = attribute == Attribute::src_ip ? text.substr(0, arrow) : text.substr(arrow + flow_arrow.size());
  text = base::trimmed(text);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return;
  const std::string_view host = text.substr(0, colon);
  const bool is_name = !is_address(host);  // Process Monitor looks addresses up, unless it was told not to
  if (!is_name || attribute == Attribute::dst_ip) event.add(is_name ? Attribute::dst_hostname : attribute, host);
  if (!event.has(port) && is_number(text.substr(colon + 1))) event.add(port, text.substr(colon + 1));
}

/// `198.51.100.7:443` and `[2001:db8::7]:443` are an address and a port; of a list the first is the client.
void add_address(Attribute attribute, Attribute port, std::string_view text, model::Event& event) {
  if (text.find(flow_arrow) != std::string_view::npos) return add_end_of_flow(attribute, port, text, event);
  text = base::trimmed(text.substr(0, text.find(',')));
  std::string_view port_text;
  if (const std::size_t end = text.find(']'); text.starts_with('[') && end != std::string_view::npos) {
    if (text.substr(end + 1).starts_with(':')) port_text = text.substr(end + 2);
    text = text.substr(1, end - 1);
  } else if (const std::size_t colon = text.find(':'); text.contains('.') && colon == text.rfind(':')) {
    if (colon != std::string_view::npos) port_text = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  event.add(attribute, text);
  if (!event.has(port)) event.add(port, port_text);
}

void add_answers(std::string_view text, model::Event& event) {
  std::size_t count = 0;
  while (!text.empty() && ++count <= answers_max) {
    const std::size_t end = text.find(';');
    event.add(Attribute::answer, base::trimmed(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

void add_value(Attribute attribute, std::string_view text, model::Event& event) {
  switch (attribute) {
    case Attribute::src_ip: return add_address(attribute, Attribute::src_port, text, event);
    case Attribute::dst_ip: return add_address(attribute, Attribute::dst_port, text, event);
    case Attribute::answer: return add_answers(text, event);
    case Attribute::
        query_hostname:  // the root's dot is one way to write a full name, and the others' is to leave it out
      return event.add(attribute, text.size() > 1 && text.ends_with('.') ? text.substr(0, text.size() - 1) : text);
    case Attribute::url: return event.add(attribute, text.substr(0, text.find(' ')));  // what follows is a page's title
    case Attribute::message: return event.add(attribute, text.substr(0, message_bytes_max));
    default: return event.add(attribute, text);
  }
}

bool is_absent(const LogMapping& mapping, std::string_view text) {
  return std::ranges::find(mapping.absent, text) != mapping.absent.end();
}

void add_fields(const LogMapping& mapping, const Fields& fields, model::Event& event) {
  for (const Fields::Field& field : fields.all()) {
    if (is_absent(mapping, field.text)) continue;
    const auto rows = std::ranges::equal_range(mapping.fields, fields.path_of(field), {},
                                               [](const auto& row) { return std::string_view(row.path); });
    for (const LogMapping::Field& row : rows) add_value(row.attribute, field.text, event);
  }
}

/// Our own words, each attribute once: the first rule that fits.
void add_constants(const LogMapping& mapping, const Fields& fields, model::Event& event) {
  for (const LogMapping::Constant& row : mapping.constants) {
    if (!event.has(row.attribute) && has_one_of(row.path, row.is, fields)) event.add(row.attribute, row.text);
  }
}

void classify(const LogMapping& mapping, const Fields& fields, model::Event& event) {
  event.event_class = mapping.event_class;
  event.activity = mapping.activity;
  if (mapping.operation.empty()) return;
  const std::string_view operation = fields.get(mapping.operation);
  if (operation.empty()) return;
  event.add(Attribute::event_code, operation);
  const auto kind = std::ranges::find_if(
      mapping.kinds, [&](const LogMapping::Kind& candidate) { return fits_one_of(candidate.operations, operation); });
  if (kind == mapping.kinds.end()) return;
  event.event_class = kind->event_class;
  event.activity = kind->activity;
  event.add(Attribute::api_operation, operation);
  if (!kind->created.empty()) event.add(Attribute::created_uid, fields.get(kind->created));
}

model::Status status_of(const LogMapping& mapping, const Fields& fields) {
  for (const std::string& path : mapping.outcome) {
    const std::string_view outcome = fields.get(path);
    if (outcome.empty()) continue;
    if (fits_one_of(mapping.success, outcome)) return model::Status::success;
    if (fits_one_of(mapping.failure, outcome)) return model::Status::failure;
  }
  return mapping.otherwise;
}

model::Disposition disposition_of(const LogMapping& mapping, const Fields& fields) {
  if (mapping.decision.empty()) return model::Disposition::unknown;
  if (has_one_of(mapping.decision, mapping.blocked, fields)) return model::Disposition::blocked;
  return has_one_of(mapping.decision, mapping.allowed, fields) ? model::Disposition::allowed
                                                               : model::Disposition::unknown;
}

/// "Tue Jun 27 08:12:44 2023", as C writes times, "Jun 27th 2023 08:12:44"; a time without a year is none.
std::optional<FoundTime> parse_named_month(std::string_view text) {
  const auto found = take_yearless_time(text);
  return found && found->year_known && found->bytes == text.size() ? in_year_before(*found, {}) : std::nullopt;
}

std::optional<FoundTime> parse_numeric(std::string_view text, std::optional<bool> day_first) {
  auto found = take_numeric_time(text, day_first);
  return found && found->bytes == text.size() ? found : std::nullopt;
}

void add_time(const LogMapping& mapping, const Fields& fields, const FileContext& context, model::Event& event) {
  for (const std::string& path : mapping.time) {
    std::string_view text = fields.get(path);
    if (text.empty()) continue;
    // BigQuery writes "2026-03-01 10:00:00 UTC", programs in Go "2026-03-01 10:00:00 +0000 UTC".
    const bool names_utc = text.ends_with(" UTC");
    if (names_utc) text.remove_suffix(4);
    auto found = parse_json_time(text);
    if (!found) found = parse_named_month(text);
    if (!found) found = parse_numeric(text, mapping.day_first ? mapping.day_first : context.day_first);
    if (!found) found = parse_month_first(text);
    if (found && (mapping.time_is_utc || names_utc)) found->zone_known = true;
    set_time(event, found, context.utc_offset_minutes.value_or(0));
    if (event.time) return;
  }
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_json(record, context, scratch);
  if (read != Decoded::event || context.mapping == nullptr) return read;
  Fields& fields = scratch.state().fields;
  const auto& variants = context.mapping->variants;
  const auto variant = std::ranges::find_if(variants, [&](const LogMapping& one) { return holds(one.where, fields); });
  const LogMapping& mapping = variant == variants.end() ? *context.mapping : *variant;
  for (const LogMapping::Pair& pair : mapping.pairs) add_pair(pair, fields);
  add_composed(mapping, scratch.state().composed, fields);
  add_time(mapping, fields, context, event);
  if (!event.time && !context.columns.empty()) add_time_by_shape(fields, context, scratch.state().outer, event);
  classify(mapping, fields, event);
  event.status = status_of(mapping, fields);
  event.disposition = disposition_of(mapping, fields);
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

/// Whether `a` is to be asked before `b`: the more it asks for, the more specific. Names break ties, so that the order
/// in which packs were handed in has no say.
bool is_before(const LogMapping* a, const LogMapping* b) {
  const auto asked = [](const LogMapping* log) { return log->recognised_by.size() + log->where.size(); };
  if (asked(a) != asked(b)) return asked(a) > asked(b);
  return a->source < b->source;
}

const LogMapping* best_of(std::span<const LogMapping> mappings, const Fields& fields) {
  const LogMapping* best = nullptr;
  for (const LogMapping& mapping : mappings) {
    if (best != nullptr && !is_before(&mapping, best)) continue;
    if (is_record_of(mapping, fields)) best = &mapping;
  }
  return best;
}

const Format& mapped_as(Framing framing) {
  if (framing == Framing::rows) return mapped_csv;
  return framing == Framing::lines ? mapped_json : mapped_json_array;
}

/// Of two kinds of one log none stands for a file that has both, but the log itself, where there is one.
const LogMapping* log_of_both(std::span<const LogMapping> mappings, const LogMapping* a, const LogMapping* b) {
  if (a == b || a->recognised_by != b->recognised_by || a->where.empty() || b->where.empty()) return nullptr;
  const auto log = std::ranges::find_if(
      mappings, [&](const LogMapping& one) { return one.where.empty() && one.recognised_by == a->recognised_by; });
  return log == mappings.end() ? nullptr : &*log;
}

/// The mapping that fits one of the records, `known` if none does.
Recognised find_mapping_for(const HeadRecords& records, std::span<const LogMapping> mappings, Recognised known) {
  const LogMapping* best = nullptr;
  const LogMapping* of_several_kinds = nullptr;
  for (const auto& record : records) {
    const LogMapping* const found = best_of(mappings, record->fields);
    if (found == nullptr) continue;
    if (best != nullptr && of_several_kinds == nullptr) of_several_kinds = log_of_both(mappings, best, found);
    if (best == nullptr || is_before(found, best)) best = found;
  }
  if (best == nullptr) return known;
  if (of_several_kinds != nullptr && of_several_kinds->recognised_by == best->recognised_by) best = of_several_kinds;
  return {&mapped_as(known.format->framing), best->source, best};
}

/// The built-in format or, failing that, the mapping that one of the records is of, `known` if there is none.
Recognised find_log_for(const HeadRecords& records, std::span<const LogMapping> mappings, Recognised known) {
  HeadFormat found = find_format(records, known.format->framing);
  if (found.format != nullptr) return {found.format, std::move(found.source)};
  return find_mapping_for(records, mappings, std::move(known));
}

bool is_known_by_shape(const Recognised& known) {
  return known.format->name == json_lines.name || known.format->name == json_document.name ||
         known.format->name == csv_generic.name;
}

/// Looks into what may be an envelope: the first in which there is something known.
Recognised find_in_envelope(const HeadRecords& records, std::string_view head, std::span<const LogMapping> mappings,
                            Recognised known) {
  Recognised found = known;
  found.envelope = find_envelope(head, known.format->framing, records, [&](const HeadRecords& inner) {
    found = find_log_for(inner, mappings, known);
    return found.format != known.format;
  });
  return found;
}

/// A file of one line may be a log with one record, which has an array in it: nothing but the record tells.
Recognised find_in_only_line(std::string_view head, std::span<const LogMapping> mappings, Recognised known) {
  if (known.format->name != json_document.name || head_lines(head, 2).size() != 1) return known;
  const Recognised line = {&json_lines, known.source};
  Recognised found = find_log_for(head_records(head, Framing::lines), mappings, line);
  return found.format != line.format ? found : known;
}

/// An inventory and flows are known by the names of their columns alone, and so may sensors' tables be.
void prepare(std::string_view head, FileContext& context) {
  prepare_table(head, context);
  if (context.mapping == nullptr || context.mapping->columns.empty()) return;
  const bool has_names = std::ranges::all_of(context.mapping->recognised_by,
                                             [&](const std::string& name) { return context.columns.contains(name); });
  if (!has_names) context.columns = context.mapping->columns;
}

/// A table whose line of names is missing: all of its first lines are records, each with a time where it belongs.
Recognised find_unnamed_table(std::string_view head, std::span<const LogMapping> mappings, Recognised known) {
  const auto lines = head_lines(head);
  std::string unquoted;
  Fields fields;
  for (const LogMapping& mapping : mappings) {
    if (mapping.columns.empty() || lines.empty()) continue;
    const bool is_ours = std::ranges::all_of(lines, [&](std::string_view line) {
      model::Event event;
      if (!read_delimited(mapping.columns, line, unquoted, fields) || !is_record_of(mapping, fields)) return false;
      add_time(mapping, fields, {}, event);
      return event.time.has_value();
    });
    if (is_ours) return {&mapped_csv, mapping.source, &mapping};
  }
  return known;
}

bool is_table_known_by_shape(const Recognised& known) {
  return known.format->name == inventory_csv.name || known.format->name == flow_csv.name;
}

}  // namespace

constinit const Format mapped_csv = {
    .name = "mapped_csv",
    .framing = Framing::rows,
    .recognise = recognise_none,
    .decode = decode,
    .sees = sees_text,
    .prepare = prepare,
};
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
  if (mappings.empty() || !is_known_by_shape(known)) return known;
  const HeadRecords records = head_records(head, known.format->framing);
  Recognised found = find_mapping_for(records, mappings, known);
  if (found.format == known.format) found = find_in_envelope(records, head, mappings, known);
  return found.format != known.format ? found : find_in_only_line(head, mappings, known);
}

Recognised recognise_known_log(std::string_view head, Recognised known) {
  // Neither does a table tell itself by its values, if it has none of those that are known everywhere.
  const bool is_text = known.format->name == text_lines.name;
  if (is_text || is_table_known_by_shape(known)) {
    Recognised found = find_mapping_for(head_records(head, Framing::rows), known_logs(), {&csv_generic, "csv"});
    if (found.mapping != nullptr) return found;
    return is_text ? find_unnamed_table(head, known_logs(), std::move(known)) : known;
  }
  // An inventory is known by its shape alone, and some sensors' records have that shape.
  if (known.format->name != inventory_document.name && known.format->name != inventory_lines.name)
    return recognise_mapped(head, known_logs(), std::move(known));
  return find_mapping_for(head_records(head, known.format->framing), known_logs(), std::move(known));
}

std::span<const model::Sight> sights_of(const Format& format, std::string_view source, const FileContext& context) {
  const WrappedLog* const wrapped = context.wrapped.get();
  const model::LogMapping* const mapping = wrapped == nullptr ? context.mapping : wrapped->context.mapping;
  if (mapping != nullptr) return mapping->sees;
  return (wrapped == nullptr ? format : *wrapped->format).sees(source);
}

}  // namespace clew::evidence
