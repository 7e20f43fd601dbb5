#include "clew/desk/detail/sighting_text.h"

#include "clew/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/core.h>

namespace clew::desk::detail {
namespace {

// The colours of ripgrep, so that nobody has to learn new ones.
constexpr std::string_view file_colour = "\x1b[35m";
constexpr std::string_view line_colour = "\x1b[32m";
constexpr std::string_view match_colour = "\x1b[1m\x1b[31m";
constexpr std::string_view no_colour = "\x1b[0m";

void append_number(std::string& text, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), number);
  text.append(digits.begin(), end.ptr);
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

void append_printable(std::string& text, std::string_view bytes) {
  if (is_plain(bytes)) {
    text += bytes;
  } else {
    text += base::printable(bytes);
  }
}

/// Any bytes as the inside of a JSON string; false where a byte is no UTF-8 and U+FFFD stands for it.
bool append_json(std::string& text, std::string_view bytes) {
  constexpr std::string_view hex = "0123456789abcdef";
  const bool has_others = std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  const std::string valid = has_others ? base::valid_utf8(bytes) : std::string{};
  for (const char c : has_others ? std::string_view(valid) : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      text += "\\u00";
      text += hex[byte >> 4U];
      text += hex[byte & 15U];
    } else {
      text += c;
    }
  }
  return !has_others || valid == bytes;
}

void append_coloured(std::string& text, std::string_view colour, bool wanted, const auto& append) {
  if (wanted) text += colour;
  append();
  if (wanted) text += no_colour;
}

void append_person_line(std::string& text, const std::string& file, const hunt::Find& find,
                        const hunt::Matcher& matcher, const SightingStyle& style) {
  const model::ValueType type = matcher.type_of(find.value);
  const std::string_view indicator = matcher.text_of(find.value);
  if (!style.heading) {
    append_coloured(text, file_colour, style.colour, [&] { text += file; });
    text += ':';
  }
  append_coloured(text, line_colour, style.colour, [&] { append_number(text, find.line); });
  text += ':';
  append_number(text, find.column);
  text += ": ";
  text += model::name_of(type);
  text += ' ';
  append_coloured(text, match_colour, style.colour, [&] { append_printable(text, model::defanged(type, indicator)); });
  if (find.text != indicator) {
    text += ": ";
    append_printable(text, model::defanged(type, find.text));
  }
  text += '\n';
}

void append_json_line(std::string& text, const std::string& file, const hunt::Find& find,
                      const hunt::Matcher& matcher) {
  text += "{\"file\":\"";
  text += file;
  text += "\",\"line\":";
  append_number(text, find.line);
  text += ",\"column\":";
  append_number(text, find.column);
  text += ",\"offset\":";
  append_number(text, find.offset);
  text += ",\"length\":";
  append_number(text, find.length);
  text += ",\"indicator\":\"";
  append_json(text, matcher.text_of(find.value));
  text += "\",\"type\":\"";
  text += model::name_of(matcher.type_of(find.value));
  text += "\",\"text\":\"";
  const bool is_exact = append_json(text, find.text);
  text += is_exact ? "\"}\n" : "\",\"text_is_exact\":false}\n";
}

/// A publisher's name for a pattern, as far as a line shows it.
constexpr std::size_t name_bytes_max = 100;

void append_member(std::string& text, std::string_view before, std::string_view value) {
  text += before;
  text += '"';
  append_json(text, value);
  text += '"';
}

void append_list(std::string& text, std::string_view before, const std::vector<std::string>& values) {
  text += before;
  for (std::size_t i = 0; i < values.size(); ++i) append_member(text, i == 0 ? "" : ",", values[i]);
  text += ']';
}

void append_record_place(std::string& text, const MatchedRecord& record, const SightingStyle& style) {
  append_coloured(text, file_colour, style.colour, [&] { append_printable(text, record.file); });
  text += ':';
  append_coloured(text, line_colour, style.colour, [&] { append_number(text, record.line); });
}

}  // namespace

void append_sightings(std::string& text, const hunt::Finds& finds, const hunt::Matcher& matcher,
                      const SightingStyle& style) {
  std::string file;
  if (style.json) {
    append_json(file, finds.file);
  } else {
    append_printable(file, finds.file);
  }
  for (const hunt::Find& find : finds.finds) {
    if (style.json) {
      append_json_line(text, file, find, matcher);
    } else {
      append_person_line(text, file, find, matcher, style);
    }
  }
}

void append_match(std::string& text, const PatternOutcome& pattern, std::span<const MatchedRecord> records,
                  const SightingStyle& style) {
  if (style.json) {
    append_member(text, "{\"pattern\":", pattern.id);
    append_member(text, ",\"name\":", pattern.name);
    text += ",\"records\":[";
    for (std::size_t i = 0; i < records.size(); ++i) {
      const MatchedRecord& record = records[i];
      append_member(text, i == 0 ? "{\"file\":" : ",{\"file\":", record.file);
      text += fmt::format(",\"line\":{},\"offset\":{},\"length\":{}", record.line, record.offset, record.length);
      if (record.time) append_member(text, ",\"time\":", base::to_rfc3339(*record.time));
      if (!record.device.empty()) append_member(text, ",\"device\":", record.device);
      text += '}';
    }
    text += "]}\n";
    return;
  }
  append_record_place(text, records.front(), style);
  text += ": pattern ";
  append_coloured(text, match_colour, style.colour, [&] { append_printable(text, pattern.id); });
  if (!pattern.name.empty()) {
    text += " (";
    append_printable(text, base::shortened(pattern.name, name_bytes_max));
    text += ')';
  }
  for (std::size_t i = 1; i < std::min(records.size(), records_named_max); ++i) {
    text += i == 1 ? ", with " : ", ";
    append_record_place(text, records[i], style);
  }
  if (records.size() > records_named_max) text += fmt::format(" and {} more", records.size() - records_named_max);
  text += '\n';
}

std::string outcome_line(const PatternOutcome& pattern) {
  std::string text;
  append_member(text, "{\"schema\":\"clew.hunt.pattern/1\",\"pattern\":", pattern.id);
  append_member(text, ",\"name\":", pattern.name);
  append_member(text, ",\"text\":", pattern.text);
  append_member(text, ",\"published_in\":", pattern.file);
  text += fmt::format(",\"judged\":{},\"matches\":{},\"records\":{},\"left_out\":{}", pattern.judged, pattern.matches,
                      pattern.records, pattern.left_out);
  append_list(text, ",\"unanswerable\":[", pattern.unanswerable);
  append_list(text, ",\"not_told\":[", pattern.not_told);
  if (!pattern.problem.empty()) append_member(text, ",\"problem\":", pattern.problem);
  return text + "}\n";
}

std::string pattern_count_line(const PatternOutcome& pattern, const SightingStyle& style) {
  std::string text = "pattern ";
  append_coloured(text, match_colour, style.colour, [&] { append_printable(text, pattern.id); });
  return text + fmt::format(":{}\n", pattern.matches);
}

std::string file_line(std::string_view file, const SightingStyle& style) {
  std::string text;
  append_coloured(text, file_colour, style.colour, [&] { append_printable(text, file); });
  return text + "\n";
}

std::string count_line(std::string_view file, std::uint64_t count, const SightingStyle& style) {
  std::string text;
  append_coloured(text, file_colour, style.colour, [&] { append_printable(text, file); });
  return text + fmt::format(":{}\n", count);
}

std::string stats_line(const HuntReport& report) {
  return fmt::format(
      "{{\"schema\":\"clew.hunt.stats/1\",\"files\":{},\"bytes\":{},\"lines\":{},\"sightings\":{},\"indicators\":{},"
      "\"indicators_seen\":{},\"refused\":{},\"problems\":{},\"patterns\":{},\"pattern_matches\":{}}}\n",
      report.files, report.bytes, report.lines, report.sightings, report.indicators, report.indicators_seen,
      report.refused, report.problems, report.patterns, report.pattern_matches);
}

}  // namespace clew::desk::detail
