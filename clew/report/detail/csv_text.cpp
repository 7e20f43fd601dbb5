#include "clew/report/detail/csv_text.h"

namespace clew::report::detail {
namespace {

/// What a spreadsheet begins a formula with.
bool begins_formula(char c) { return c == '=' || c == '+' || c == '-' || c == '@'; }

/// Where a spreadsheet may begin a cell, in one country or another.
bool ends_cell(char c) { return c == ',' || c == ';' || c == '|' || c == '\t'; }

std::string harmless(std::string_view text) {
  std::string safe;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && begins_formula(c)) safe += '\'';
    // Spaces and quotation marks before it do not keep every program from seeing the formula.
    at_start = ends_cell(c) || (at_start && (c == ' ' || c == '"' || c == '\''));
    safe += c;
  }
  return safe;
}

std::string quoted(std::string safe) {
  if (safe.find_first_of(",;|\"\r\n\t'") == std::string::npos) return safe;
  std::string text = "\"";
  for (const char c : safe) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + "\"";
}

}  // namespace

std::string csv_words(std::string_view text) { return quoted(harmless(text)); }

std::string csv_value(std::string_view text) {
  const bool is_formula = !text.empty() && begins_formula(text.front());
  return quoted((is_formula ? "'" : "") + std::string(text));
}

}  // namespace clew::report::detail
