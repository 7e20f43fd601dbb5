#include "clew/intel/detail/html_table.h"

#include "clew/base/text.h"
#include "clew/intel/detail/html.h"
#include "clew/intel/detail/kinds.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/refang.h"

#include <algorithm>

namespace clew::intel::detail {
namespace {

constexpr std::uint64_t span_max = 1000;  ///< HTML's own limit of columns; rows beyond it are a joke at our expense

void say(Mapped& out, std::string_view mark, std::size_t at) {
  for (const char c : mark) out.add({&c, 1}, at, 0);
}

Part inner_part(std::string_view text) {
  Part part{0, text.size()};
  while (part.begin < part.end && base::is_space(text[part.begin])) ++part.begin;
  while (part.end > part.begin && base::is_space(text[part.end - 1])) --part.end;
  return part;
}

/// In one line: `<br>` stands where the cell had a new one.
void write_cell(Mapped& out, const Mapped& cell, std::size_t at) {
  const std::string& text = cell.text();
  const Part part = inner_part(text);
  std::size_t begin = part.begin;
  while (begin < part.end) {
    const std::size_t end = std::min(text.find('\n', begin), part.end);
    std::size_t first = begin;
    if (text.compare(first, 2, "- ") == 0) first += 2;
    out.append(cell, {std::min(first, end), end});
    begin = end;
    while (begin < part.end && base::is_space(text[begin])) ++begin;
    if (begin < part.end) say(out, "<br>", at);
  }
}

bool holds_value(std::string_view text) {
  constexpr std::size_t look_bytes_max = 600;
  if (text.empty() || text.size() > look_bytes_max) return false;
  while (!text.empty() && text.front() == '`') text.remove_prefix(1);
  while (!text.empty() && text.back() == '`') text.remove_suffix(1);
  return shape_of(refang(text).text(), true).has_value();
}

}  // namespace

void HtmlTable::begin_cell(bool header, std::uint64_t rows, std::uint64_t columns) {
  if (rows_.empty()) rows_.emplace_back();
  Cell& cell = rows_.back().emplace_back();
  cell.header = header;
  cell.rows = std::min(rows, span_max);
  cell.columns = std::min<std::uint64_t>(columns, columns_max);
  in_cell = true;
}

/// The cells in their columns: one that spans rows stands in each of them.
std::vector<HtmlTable::Row> HtmlTable::grid(std::size_t& repeated_bytes) const {
  struct Hanging {
    const Cell* cell = nullptr;
    std::uint64_t rows = 0;
  };
  static const Cell empty;
  std::vector<Row> grid;
  std::vector<Hanging> hanging;
  for (const auto& cells : rows_) {
    Row& row = grid.emplace_back();
    const auto fill = [&] {
      while (row.size() < hanging.size() && hanging[row.size()].rows > 0) {
        Hanging& above = hanging[row.size()];
        --above.rows;
        if (repeated_bytes + above.cell->text.size() >= html_repeated_bytes_max) return;
        repeated_bytes += above.cell->text.size() + 1;
        row.push_back(above.cell);
      }
    };
    for (const Cell& cell : cells) {
      fill();
      for (std::uint64_t i = 0; i < cell.columns && row.size() < columns_max; ++i) {
        if (i > 0 && ++repeated_bytes >= html_repeated_bytes_max) break;
        if (hanging.size() <= row.size()) hanging.resize(row.size() + 1);
        hanging[row.size()] = {&cell, cell.rows - 1};
        row.push_back(i == 0 ? &cell : &empty);
        if (i > 0) hanging[row.size() - 1].cell = &empty;
      }
      if (row.size() >= columns_max) break;
    }
    fill();
  }
  return grid;
}

void HtmlTable::write_as_text(Mapped& out, std::size_t at) const {
  for (const auto& row : rows_) {
    for (const Cell& cell : row) {
      out.append(cell.text, {0, cell.text.size()});
      say(out, "\n\n", at);
    }
  }
}

void HtmlTable::write(Mapped& out, std::size_t& repeated_bytes, std::size_t at) const {
  std::size_t cells = 0;
  for (const auto& row : rows_) cells = std::max(cells, row.size());
  const bool one_cell = rows_.size() <= 1 && cells <= 1;
  if (has_blocks || one_cell) return write_as_text(out, at);
  const std::vector<Row> rows = grid(repeated_bytes);
  std::size_t first = 0;
  while (first < rows.size() && rows[first].empty()) ++first;
  if (first == rows.size()) return;

  std::vector<std::string_view> names;
  for (const Cell* cell : rows[first]) names.push_back(base::trimmed(cell->text.text()));
  const bool all_headers = std::ranges::all_of(rows[first], [](const Cell* cell) { return cell->header; });
  const bool has_values = std::ranges::any_of(names, holds_value);
  const bool headed =
      rows[first].size() > 1 && rows.size() > 1 && !has_values && (all_headers || !columns_of(names).empty());
  const bool pairs = !headed && cells == 2 && std::ranges::any_of(rows, [](const Row& row) {
    return row.size() == 2 && (row.front()->header || kind_named(base::trimmed(row.front()->text.text())));
  });
  const auto write_row = [&](const Row& row) {
    say(out, "| ", at);
    for (const Cell* cell : row) {
      write_cell(out, cell->text, at);
      say(out, " | ", at);
    }
    say(out, "\n", at);
  };
  if (pairs) {
    for (const Row& row : rows) {
      if (row.empty()) continue;
      say(out, "- ", at);
      write_cell(out, row.front()->text, at);
      if (row.size() > 1) {
        say(out, ": ", at);
        write_cell(out, row.back()->text, at);
      }
      say(out, "\n", at);
    }
    return;
  }
  if (headed) {
    write_row(rows[first]);
    ++first;
  } else {
    say(out, "| |\n", at);
  }
  say(out, "|---|\n", at);
  for (std::size_t i = first; i < rows.size(); ++i) {
    if (!rows[i].empty()) write_row(rows[i]);
  }
}

}  // namespace clew::intel::detail
