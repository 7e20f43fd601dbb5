// Any table in lines under a line of names, with commas, semicolons, tabs or bars between the values: exports of consoles and of
// log searches. Its columns are known by what stands in them; their names only help.
// Source: RFC 4180.
#include "clew/base/text.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/by_shape.h"
#include "clew/evidence/formats/delimited.h"
#include "clew/evidence/formats/head.h"
#include "clew/evidence/formats/scratch.h"
#include "clew/evidence/formats/time_of.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::evidence {
namespace {

constexpr std::size_t column_name_bytes_max = 64;
constexpr std::size_t columns_min = 2;

/// A name begins with a letter, has words, and is nothing that could be a value.
bool is_column_name(std::string_view text) {
  if (text.empty() || text.size() > column_name_bytes_max) return false;
  const char first = text.front();
  if (!base::is_alpha(first) && first != '_' && first != '@' && first != '#') return false;
  const bool is_words = std::ranges::all_of(text, [](char c) {
    return base::is_alnum(c) || std::string_view(" _-./()[]@#:%?<>&+").contains(c) ||
           static_cast<unsigned char>(c) >= 0x80;
  });
  const Shape shape = shape_of(text);
  return is_words && (shape == Shape::none || shape == Shape::domain);
}

bool is_header(std::string_view line, std::string& buffer, Fields& names) {
  if (line.starts_with('{') || line.starts_with('[') || separator_of(line) == ' ') return false;
  if (!read_delimited(line, line, buffer, names)) return false;
  const auto named = static_cast<std::size_t>(
      std::ranges::count_if(names.all(), [](const Fields::Field& field) { return is_column_name(field.text); }));
  // A column without a name happens (an index); one with a value for a name does not.
  const auto unnamed = static_cast<std::size_t>(
      std::ranges::count_if(names.all(), [](const Fields::Field& field) { return field.text.empty(); }));
  return named >= columns_min && named + unnamed == names.all().size() && unnamed <= 1;
}

bool says_something(std::string_view plain, std::string_view text) {
  const Shape shape = shape_of(text);
  if (shape != Shape::none && shape != Shape::domain) return true;
  return is_time_of_event(plain, text);
}

/// The first column that all rows of the head agree to be a time, an address or the like.
std::string recognise(std::string_view head) {
  const auto rows = head_rows(head);
  if (rows.size() < 2) return {};
  std::string buffer;
  Fields fields;
  if (!is_header(rows.front(), buffer, fields)) return {};
  const std::string columns_text = columns_of_table(rows);
  const std::size_t columns = fields.all().size();
  std::vector<bool> agreed(columns, true), seen(columns, false);
  for (std::size_t row = 1; row < rows.size(); ++row) {
    if (!read_delimited(columns_text, rows[row], buffer, fields)) return {};
    std::size_t filled = 0;
    for (std::size_t i = 0; i < columns; ++i) {
      const Fields::Field& field = fields.all()[i];
      if (field.text.empty()) continue;
      ++filled;
      seen[i] = true;
      if (!says_something(plain_name(fields.path_of(field)), field.text)) agreed[i] = false;
    }
    if (filled < columns_min) return {};
  }
  for (std::size_t i = 0; i < columns; ++i) {
    if (agreed[i] && seen[i]) return "csv";
  }
  return {};
}

Decoded decode(std::string_view record, const FileContext& context, Scratch& scratch, model::Event& event) {
  const Decoded read = read_row(record, context, scratch);
  if (read == Decoded::event) add_by_shape(scratch.state().fields, context, event);
  return read;
}

std::span<const model::Sight> sees(std::string_view /*source*/) {
  static constexpr std::array sights = {model::Sight::text};
  return sights;
}

}  // namespace

constinit const Format csv_generic = {
    .name = "csv_generic",
    .framing = Framing::rows,
    .recognise = recognise,
    .decode = decode,
    .sees = sees,
    .prepare = prepare_table,
    .guessed = "a table, columns guessed",
};

}  // namespace clew::evidence
