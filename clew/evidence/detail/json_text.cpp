#include "clew/evidence/detail/json_text.h"

#include "clew/base/text.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace clew::evidence::detail {
namespace {

bool is_printable(char c) { return c >= 0x20 && c < 0x7f; }

/// The runs of printable ASCII in which a letter stands at every `step`th byte, the bytes between being zero.
void append_runs(std::string& out, std::string_view bytes, std::size_t step, bool& first) {
  const auto is_letter = [&](std::size_t at) {
    return at + step <= bytes.size() && is_printable(bytes[at]) && (step == 1 || bytes[at + 1] == '\0');
  };
  std::string run;
  for (std::size_t at = 0; at < bytes.size();) {
    run.clear();
    while (is_letter(at)) {
      run += bytes[at];
      at += step;
    }
    if (run.empty()) ++at;
    if (run.size() < string_in_bytes_min) continue;
    if (!first) out += ',';
    first = false;
    append_json_text(out, run);
  }
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        else
          out += c;
    }
  }
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  if (is_ascii(text))
    append_escaped(out, text);
  else
    append_escaped(out, base::valid_utf8(text));
  out += '"';
}

void append_json_zeek_text(std::string& out, std::string_view text) {
  if (is_ascii(text) || base::valid_utf8(text) == text) return append_json_text(out, text);
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80)
      fmt::format_to(std::back_inserter(out), "\\\\x{:02x}", byte);
    else
      append_escaped(out, {&c, 1});
  }
  out += '"';
}

void append_json_bytes(std::string& out, std::string_view bytes) {
  fmt::format_to(std::back_inserter(out), "{{\"size\":{}", bytes.size());
  if (bytes.size() <= hex_bytes_max) {
    out += ",\"hex\":\"";
    for (const char c : bytes) fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(c));
    out += '"';
  }
  out += ",\"strings\":[";
  bool first = true;
  append_runs(out, bytes, 1, first);
  append_runs(out, bytes, 2, first);
  out += "]}";
}

void append_json_number(std::string& out, double number) {
  if (std::isfinite(number))
    fmt::format_to(std::back_inserter(out), "{}", number);
  else
    out += std::isnan(number) ? "\"nan\"" : number > 0 ? "\"inf\"" : "\"-inf\"";
}

}  // namespace clew::evidence::detail
