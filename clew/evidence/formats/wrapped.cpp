#include "clew/evidence/formats/wrapped.h"

#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/by_shape.h"
#include "clew/evidence/formats/delimited.h"
#include "clew/evidence/formats/embedded.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace clew::evidence {
namespace {

using model::Event;
using enum model::Attribute;

/// No line of a log is shorter: a time, and who did what.
constexpr std::size_t line_bytes_min = 24;
/// Values of a record that are looked at; the recognisers see each of them.
constexpr std::size_t paths_max = 32;

/// URLs, paths, ids and hashes are the longest values of most records.
bool may_be_line(std::string_view text) {
  return text.size() >= line_bytes_min &&
         (text.starts_with('{') || text.find_first_of(" \t|") != std::string_view::npos);
}

/// The values at one path in the first records, each on a line.
struct Column {
  std::string path;
  std::string lines;
  std::size_t records = 0;  ///< up to the last that had a value here
};

void add_values(const Fields& fields, std::size_t record, std::vector<Column>& columns) {
  for (const Fields::Field& field : fields.all()) {
    const std::string_view text = base::trimmed(field.text);
    if (!may_be_line(text)) continue;
    auto column = std::ranges::find(columns, fields.path_of(field), &Column::path);
    if (column == columns.end()) {
      if (columns.size() == paths_max) continue;
      column = columns.insert(columns.end(), Column{std::string(fields.path_of(field)), {}});
    }
    if (column->records == record) continue;  // an array is no line
    column->records = record;
    const std::size_t begin = column->lines.size();
    column->lines += text;
    std::replace(column->lines.begin() + static_cast<std::ptrdiff_t>(begin), column->lines.end(), '\n', ' ');
    column->lines += '\n';
  }
}

std::vector<Column> columns_of(const Format& format, std::string_view head) {
  std::vector<Column> columns;
  std::size_t count = 0;
  for (const auto& record : head_records(head, format.framing)) add_values(record->fields, ++count, columns);
  return columns;
}

const Format* wrapping(const Format& known) {
  if (known.name == json_lines.name) return &wrapped_json;
  if (known.name == json_document.name) return &wrapped_json_document;
  return known.name == csv_generic.name ? &wrapped_csv : nullptr;
}

/// Whether a line alone is a record of it, and known by more than its shape.
bool is_log_of_lines(const Format& format) {
  static constexpr std::array<std::string_view, 6> of_whole_files = {"shell_history", "npm_lock",    "inventory",
                                                                     "binary",        "no_evidence", "inventory_lines"};
  return (format.framing == Framing::lines || format.framing == Framing::joined_lines ||
          format.framing == Framing::json_elements) &&
         format.guessed.empty() && format.undecoded.empty() && format.unread.empty() && format.header_mark == '\0' &&
         std::ranges::find(of_whole_files, format.name) == of_whole_files.end();
}

Decoded read_outer(std::string_view record, const FileContext& context, Scratch& scratch) {
  const bool is_table = !context.columns.empty();
  if (!is_table) return json_lines.decode(record, context, scratch, scratch.state().outer);
  return csv_generic.decode(record, context, scratch, scratch.state().outer);
}

/// What the line leaves open. The device is that of the record around it only if nobody else acts in the line: else a collector's.
void add_from_outer(const Event& outer, Event& event) {
  const bool outer_is_surer = event.time_quality != model::TimeQuality::exact || !event.time;
  if (outer.time && outer_is_surer && (!event.time || outer.time_quality == model::TimeQuality::exact)) {
    event.time = outer.time;
    event.time_quality = outer.time_quality;
    if (!event.has(original_time)) event.add(original_time, outer.get(original_time));
  }
  const bool knows_who =
      event.has(device_hostname) || event.has(device_uid) || event.has(device_ip) || event.has(src_ip);
  if (!knows_who) event.add(device_hostname, outer.get(device_hostname));
}

Decoded decode_row(std::string_view record, const FileContext& context, Scratch& scratch, Event& event) {
  const WrappedLog& log = *context.wrapped;
  const Decoded decoded = decode_record(*log.format, record, log.context, scratch, event);
  if (decoded != Decoded::event || event.time) return decoded;
  // Consoles write times into their tables in the way of whoever looks at them.
  Scratch::State& state = scratch.state();
  state.outer.clear();
  add_by_shape(state.fields, context, state.outer);
  add_from_outer(state.outer, event);
  return decoded;
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, Event& event) {
  if (context.wrapped == nullptr) return Decoded::unparsed;
  const WrappedLog& log = *context.wrapped;
  if (log.path.empty()) return decode_row(record, context, scratch, event);
  Scratch::State& state = scratch.state();
  state.outer.clear();
  const Decoded outer = read_outer(record, context, scratch);
  if (outer != Decoded::event) return outer;
  state.inner_text = base::trimmed(state.fields.get(log.path));
  const bool is_line = !state.inner_text.empty() &&
                       decode_record(*log.format, state.inner_text, log.context, scratch, event) == Decoded::event;
  if (is_line) {
    add_from_outer(state.outer, event);
  } else {
    event = state.outer;
  }
  return Decoded::event;
}

/// What a program handed to syslog; `@cee:` is the mark of JSON.
std::string_view message_of(const SyslogLine& line) {
  const std::string_view message = base::trimmed(line.message);
  return message.starts_with("@cee:") ? base::trimmed(message.substr(5)) : message;
}

Decoded decode_syslog(std::string_view record, const FileContext& context, Scratch& scratch, Event& event) {
  if (context.wrapped == nullptr) return Decoded::unparsed;
  const WrappedLog& log = *context.wrapped;
  Scratch::State& state = scratch.state();
  state.outer.clear();
  const auto line = read_syslog_line(record, context, &state.outer);
  state.inner_text = line ? message_of(*line) : std::string_view{};
  if (!state.inner_text.empty() &&
      decode_record(*log.format, state.inner_text, log.context, scratch, event) == Decoded::event) {
    state.outer.add(device_hostname, line->host);
    add_from_outer(state.outer, event);
    return Decoded::event;
  }
  // What a shipper says of itself does not show that the log was kept.
  event.clear();
  state.other = {&syslog, "syslog"};
  return syslog.decode(record, context, scratch, event);
}

/// A log whose lines stand at `path` in the records of `wrapping`.
Recognised wrapped_in(const Format& wrapping, std::string path, std::string lines, Recognised inner) {
  auto log = std::make_shared<WrappedLog>();
  log->path = std::move(path);
  log->head = std::move(lines);
  log->format = inner.format;
  log->context.mapping = inner.mapping;
  log->context.envelope = std::move(inner.envelope);
  return {.format = &wrapping, .source = std::move(inner.source), .wrapped = std::move(log)};
}

/// A log whose records are most of the messages of syslog. What syslog reads itself (formats/syslog.cpp) stays syslog's.
Recognised recognise_in_syslog(std::string_view head, Recognised known) {
  static constexpr std::array<std::string_view, 2> of_text = {"squid", "jumpcloud_agent_log"};
  const auto lines = head_lines(head);
  std::string messages;
  std::size_t json = 0;
  for (const std::string_view text : lines) {
    const auto line = read_syslog_line(text, {}, nullptr);
    if (!line) continue;
    const std::string_view message = message_of(*line);
    json += message.starts_with('{') ? 1 : 0;
    messages.append(message) += '\n';
  }
  Recognised inner = recognise(messages);
  const bool is_json = 2 * json > lines.size();
  const bool is_text = std::ranges::find(of_text, inner.format->name) != of_text.end();
  if (!is_log_of_lines(*inner.format) || (!is_json && !is_text)) return known;
  return wrapped_in(wrapped_syslog, "message", std::move(messages), std::move(inner));
}

/// Nothing: `recognise_wrapped` does it.
std::string recognise_none(std::string_view /*head*/) { return {}; }

std::span<const model::Sight> sees_text(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

void prepare_syslog(std::string_view head, FileContext& context) { syslog.prepare(head, context); }
void prepare_json(std::string_view head, FileContext& context) { json_lines.prepare(head, context); }

/// The built-in format of lines that the rows of a table are records of, by the names of its columns, or the elements of an array,
/// be it in an envelope.
Recognised recognise_records(std::string_view head, const Format& wrapping, Recognised known) {
  auto log = std::make_shared<WrappedLog>();
  HeadFormat found;
  const auto is_known = [&](const HeadRecords& records) {
    found = find_format(records, Framing::lines);
    return found.format != nullptr;
  };
  const HeadRecords records = head_records(head, wrapping.framing);
  if (!is_known(records) && wrapping.framing == Framing::json_elements)
    log->context.envelope = find_envelope(head, wrapping.framing, records, is_known);
  if (found.format == nullptr) return known;
  log->format = found.format;
  return {.format = &wrapping, .source = std::move(found.source), .wrapped = std::move(log)};
}

}  // namespace

constinit const Format wrapped_json = {
    .name = "wrapped_json",
    .framing = Framing::lines,
    .recognise = recognise_none,
    .decode = decode,
    .sees = sees_text,
    .prepare = prepare_json,
    .respells = true,
};
constinit const Format wrapped_json_document = {
    .name = "wrapped_json_document",
    .framing = Framing::json_elements,
    .recognise = recognise_none,
    .decode = decode,
    .sees = sees_text,
    .prepare = prepare_json,
    .respells = true,
};
constinit const Format wrapped_csv = {
    .name = "wrapped_csv",
    .framing = Framing::rows,
    .recognise = recognise_none,
    .decode = decode,
    .sees = sees_text,
    .prepare = prepare_table,
    .respells = true,
};

constinit const Format wrapped_syslog = {
    .name = "wrapped_syslog",
    .framing = Framing::lines,
    .recognise = recognise_none,
    .decode = decode_syslog,
    .sees = sees_text,
    .prepare = prepare_syslog,
    .respells = true,
};

Recognised recognise_wrapped(std::string_view head, Recognised known) {
  if (known.format->name == syslog.name) return recognise_in_syslog(head, std::move(known));
  const Format* const format = wrapping(*known.format);
  if (format == nullptr) return known;
  if (format != &wrapped_json) {
    known = recognise_records(head, *format, std::move(known));
    if (known.wrapped != nullptr) return known;
  }
  for (Column& column : columns_of(*format, head)) {
    Recognised inner = recognise(column.lines);
    // Events one after the other are a log of events, and each line of it is a whole one.
    if (inner.format->name == windows_xml.name) inner.format = &windows_xml_lines;
    if (!is_log_of_lines(*inner.format)) continue;
    return wrapped_in(*format, std::move(column.path), std::move(column.lines), std::move(inner));
  }
  return known;
}

Decoded decode_record(const Format& format, std::string_view record, const FileContext& context, Scratch& scratch,
                      Event& event) {
  const Decoded decoded = format.decode(record, context, scratch, event);
  if (decoded != Decoded::event || event.time || format.source_of == nullptr) return decoded;
  // Some decoders need what they read for more than the record's own fields.
  const Fields& fields = scratch.state().fields;
  if (read_json(record, context, scratch) != Decoded::event || !format.source_of(fields).empty()) return decoded;
  for (const Format& other : formats()) {
    std::string source = other.source_of == nullptr ? std::string() : other.source_of(fields);
    if (source.empty()) continue;
    event.clear();
    scratch.state().other = {&other, std::move(source)};
    return other.decode(record, context, scratch, event);
  }
  return decoded;
}

std::shared_ptr<const WrappedLog> prepare_wrapped(const WrappedLog& log, const FileContext& context) {
  auto prepared = std::make_shared<WrappedLog>(log);
  prepared->context.source = context.source;
  prepared->context.inventory = context.inventory;
  prepared->context.modified = context.modified;
  if (log.path.empty()) {
    prepared->context.columns = context.columns;
  } else if (log.format->prepare != nullptr) {
    log.format->prepare(log.head, prepared->context);
  }
  return prepared;
}

}  // namespace clew::evidence
