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
      "\"indicators_seen\":{},\"refused\":{},\"problems\":{}}}\n",
      report.files, report.bytes, report.lines, report.sightings, report.indicators, report.indicators_seen,
      report.refused, report.problems);
}

}  // namespace clew::desk::detail
