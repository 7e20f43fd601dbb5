#include "clew/report/detail/cells.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::report::detail {
namespace {

/// Takes one character off the front; broken bytes count as characters of their own.
char32_t take_character(std::string_view& text, std::string_view& bytes) {
  const auto first = static_cast<unsigned char>(text.front());
  std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  size = std::min(size, text.size());
  char32_t code = size == 1 ? first : first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
  bytes = text.substr(0, size);
  text.remove_prefix(size);
  return code;
}

std::size_t width_of(char32_t code) {
  static constexpr std::array<std::pair<char32_t, char32_t>, 9> wide = {{{0x1100, 0x115f},
                                                                         {0x2e80, 0xa4cf},
                                                                         {0xa960, 0xa97f},
                                                                         {0xac00, 0xd7a3},
                                                                         {0xf900, 0xfaff},
                                                                         {0xfe30, 0xfe6f},
                                                                         {0xff00, 0xff60},
                                                                         {0x1f000, 0x1faff},
                                                                         {0x20000, 0x3fffd}}};
  const bool is_wide =
      std::ranges::any_of(wide, [&](const auto& block) { return code >= block.first && code <= block.second; });
  return is_wide ? 2 : 1;
}

/// The longest front of `text` that fits.
std::string_view front_of(std::string_view text, std::size_t columns) {
  std::string_view rest = text;
  std::string_view bytes;
  while (!rest.empty()) {
    std::string_view after = rest;
    const std::size_t width = width_of(take_character(after, bytes));
    if (width > columns) break;
    columns -= width;
    rest = after;
  }
  return text.substr(0, text.size() - rest.size());
}

/// The next line of `text`, which loses it and the space behind it.
std::string_view take_line(std::string_view& text, std::size_t columns) {
  std::string_view line = front_of(text, columns);
  if (line.size() < text.size() && text[line.size()] != ' ') {
    const std::size_t space = line.rfind(' ');
    if (space != std::string_view::npos && space > 0) line = line.substr(0, space);
  }
  // Not one character fits: it is taken all the same, or there would be no end.
  if (line.empty()) line = text.substr(0, 1);
  text.remove_prefix(line.size());
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return line;
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  std::string_view bytes;
  while (!text.empty()) columns += width_of(take_character(text, bytes));
  return columns;
}

std::string cut_to(std::string_view text, std::size_t columns, Cut cut, std::string_view mark) {
  std::size_t width = columns_of(text);
  if (width <= columns) return std::string(text);
  const std::size_t mark_columns = columns_of(mark);
  if (columns <= mark_columns) return std::string(front_of(text, columns));
  const std::size_t room = columns - mark_columns;
  if (cut == Cut::end) return std::string(front_of(text, room)) + std::string(mark);
  std::string_view bytes;
  while (width > room) width -= width_of(take_character(text, bytes));
  return std::string(mark) + std::string(text);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns, std::size_t lines_max,
                                 std::string_view mark) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    if (lines.size() + 1 == lines_max) {
      lines.push_back(cut_to(text, columns, Cut::end, mark));
      break;
    }
    lines.emplace_back(take_line(text, columns));
  }
  return lines;
}

std::string ascii(std::string_view text) {
  std::string result;
  std::string_view bytes;
  while (!text.empty()) {
    const char32_t code = take_character(text, bytes);
    switch (code) {
      case U'–':
      case U'—': result += '-'; break;
      case U'…': result += "..."; break;
      case U'·': result += '|'; break;
      case U'×': result += 'x'; break;
      case U'’': result += '\''; break;
      default: result += code < 0x80 ? static_cast<char>(code) : '?';
    }
  }
  return result;
}

std::vector<std::size_t> column_widths(const std::vector<Column>& columns,
                                       const std::vector<std::vector<std::string>>& rows, std::size_t columns_total) {
  std::vector<std::size_t> widths(columns.size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      widths[i] = std::max(widths[i], std::min(columns_of(row[i]), columns[i].columns_max));
    }
  }
  const auto total = [&] {
    std::size_t sum = 0;
    for (const std::size_t width : widths) sum += width == 0 ? 0 : width + (sum == 0 ? 0 : 2);
    return sum;
  };
  while (total() > columns_total) {
    std::size_t widest = columns.size();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (widths[i] <= columns[i].columns_min) continue;
      if (widest == columns.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest < columns.size()) {
      --widths[widest];
      continue;
    }
    // All are as narrow as they may be: whole columns go, from the right; the first one is cut at last.
    const auto last = std::find_if(widths.rbegin(), widths.rend(), [](std::size_t width) { return width > 0; });
    if (last == widths.rend()) break;
    const bool only = std::ranges::count_if(widths, [](std::size_t width) { return width > 0; }) == 1;
    *last = only ? columns_total : 0;
  }
  return widths;
}

}  // namespace clew::report::detail
