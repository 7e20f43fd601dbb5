#include "clew/intel/detail/stacked.h"

#include "clew/base/byte_set.h"
#include "clew/base/text.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace clew::intel::detail {
namespace {

using Group = std::vector<Part>;  ///< lines below each other

/// A cell that is a value and nothing else.
bool is_value(std::string_view cell) {
  constexpr std::size_t value_bytes_max = 600;
  if (cell.size() > value_bytes_max || cell.contains(' ')) return false;
  const Refanged plain = refang(cell);
  return shape_of(plain.text(), plain.was_defanged(0, plain.text().size())).has_value();
}

/// A cell that is a value beyond doubt: somebody broke it, or it is a hash.
bool is_sure_value(std::string_view cell) {
  const bool broken = base::ByteSet("[{(").find_in(cell) != std::string_view::npos;
  const bool digest = is_digest_size(cell.size()) && std::ranges::all_of(cell, base::is_hex);
  return (broken || digest) && is_value(cell);
}

/// A cell among whose words is a value beyond doubt: it says that value, "SHA-256: 4c1e…", and is no remark on another.
bool holds_sure_value(std::string_view cell) {
  while (!cell.empty()) {
    const std::string_view word = cell.substr(0, cell.find(' '));
    if (is_sure_value(word)) return true;
    cell.remove_prefix(std::min(word.size() + 1, cell.size()));
  }
  return false;
}

/// A value, and a few words on it in the line below.
bool is_value_with_remark(std::string_view source, const Group& lines) {
  constexpr std::size_t remark_bytes_max = 80;
  if (lines.size() != 2 || !is_sure_value(text_of(source, lines[0]))) return false;
  const std::string_view remark = text_of(source, lines[1]);
  return remark.size() <= remark_bytes_max && !is_value(remark) && !holds_sure_value(remark);
}

/// The columns of a head, two names or more, one of values; empty for other lines.
std::vector<Column> columns_in(std::string_view source, const Group& lines) {
  constexpr std::size_t name_bytes_max = 40;
  if (lines.size() < 2 || lines.size() > stacked_columns_max) return {};
  std::vector<std::string_view> names;
  for (const Part line : lines) names.push_back(text_of(source, line));
  const bool are_names = std::ranges::all_of(names, [](std::string_view name) {
    return name.size() <= name_bytes_max && base::ByteSet(".:;,|#`").find_in(name) == std::string_view::npos;
  });
  return are_names ? columns_of(names) : std::vector<Column>{};
}

/// Every group has as many cells as the head, a value where one belongs, and none where nobody would look for it.
bool is_row(std::string_view source, const Group& cells, const std::vector<Column>& columns) {
  if (cells.size() != columns.size()) return false;
  bool holds_value = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool value = is_value(text_of(source, cells[i]));
    const bool other =
        columns[i].meaning == Meaning::none ? !columns[i].is_reference : columns[i].meaning == Meaning::kind;
    if (other && value) return false;
    holds_value |= value && columns[i].meaning == Meaning::value;
  }
  return holds_value;
}

class Finder {
 public:
  explicit Finder(std::string_view source) : source_(source) {}

  std::vector<StackedTable> find() {
    Group lines;
    std::size_t begin = 0;
    while (begin <= source_.size()) {
      const std::size_t end = std::min(source_.find('\n', begin), source_.size());
      Part line{begin, end};
      while (line.begin < line.end && base::is_space(source_[line.begin])) ++line.begin;
      while (line.end > line.begin && base::is_space(source_[line.end - 1])) --line.end;
      begin = end + 1;
      if (line.begin < line.end) {
        if (lines.size() <= stacked_columns_max) lines.push_back(line);
        continue;
      }
      if (!lines.empty()) take(std::exchange(lines, {}));
    }
    if (!lines.empty()) take(std::move(lines));
    close();
    take_singles();
    return std::move(tables_);
  }

 private:
  void take(Group lines) {
    if (lines.size() == 1) {
      close();
      singles_.push_back(lines.front());
      return;
    }
    take_singles();
    const bool fits =
        open_ && (is_headless() ? is_value_with_remark(source_, lines) : is_row(source_, lines, open_->columns));
    if (fits) {
      open_->part.end = lines.back().end;
      open_->rows.push_back(std::move(lines));
      return;
    }
    close();
    std::vector<Column> columns = columns_in(source_, lines);
    const Part part{lines.front().begin, lines.back().end};
    if (!columns.empty()) {
      open_ = StackedTable{part, std::move(columns), {}};
    } else if (is_value_with_remark(source_, lines)) {
      open_ = StackedTable{part, {{Meaning::value, {}, false}, {Meaning::remark, {}, false}}, {std::move(lines)}};
    }
  }

  /// Cells that blank lines part from each other, "IOC", "Type", "Description", and then three for each row. The head is
  /// looked for before a value only, and not before the value before it, so that each cell is looked at once.
  void take_singles() {
    const Group cells = std::exchange(singles_, {});
    std::size_t begin = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!is_sure_value(text_of(source_, cells[i]))) continue;
      constexpr std::size_t cells_before_max = 2 * stacked_columns_max;
      begin = single_table(cells, std::max(begin, i > cells_before_max ? i - cells_before_max : 0), i);
      i = std::max(i, begin - 1);
    }
  }

  /// Takes the table whose first value is `value` and whose head begins at `begin` or behind it; gives where it ends, or
  /// where to go on.
  std::size_t single_table(const Group& cells, std::size_t begin, std::size_t value) {
    std::size_t names = 0;  // cells in a row that name columns, from `begin`
    for (std::size_t at = begin; at < value && names < stacked_columns_max; ++at) {
      const bool is_name = names_column(cells[at]);
      if (!is_name && names >= 2) break;
      names = is_name ? names + 1 : 0;
      if (!is_name) begin = at + 1;
    }
    const auto part_of = [&](std::size_t first, std::size_t count) {
      const auto at = cells.begin() + static_cast<std::ptrdiff_t>(first);
      return Group(at, at + static_cast<std::ptrdiff_t>(count));
    };
    // "Type", "Indicator" and then "Domain", which is a name of columns as well: the widest head that has rows.
    for (std::size_t width = names; width >= 2; --width) {
      StackedTable table{{}, columns_in(source_, part_of(begin, width)), {}};
      std::size_t end = begin + width;
      while (!table.columns.empty() && end + width <= cells.size()) {
        Group row = part_of(end, width);
        if (!is_row(source_, row, table.columns)) break;
        table.rows.push_back(std::move(row));
        end += width;
      }
      if (table.rows.empty()) continue;
      table.part = {cells[begin].begin, cells[end - 1].end};
      tables_.push_back(std::move(table));
      return end;
    }
    return value + 1;
  }

  [[nodiscard]] bool names_column(Part cell) const {
    constexpr std::size_t name_bytes_max = 40;
    const std::string_view name = text_of(source_, cell);
    if (name.size() > name_bytes_max) return false;
    const Column column = column_named(name);
    return column.meaning != Meaning::none || column.is_reference;
  }

  [[nodiscard]] bool is_headless() const {
    return !open_->rows.empty() && open_->rows.front().front().begin == open_->part.begin;
  }

  void close() {
    constexpr std::size_t rows_min = 2;  // of a table without a head
    if (open_ && open_->rows.size() >= (is_headless() ? rows_min : 1)) tables_.push_back(std::move(*open_));
    open_.reset();
  }

  std::string_view source_;
  Group singles_;  ///< lines that stand alone, one after the other
  std::optional<StackedTable> open_;
  std::vector<StackedTable> tables_;
};

}  // namespace

std::vector<StackedTable> stacked_tables(std::string_view source) { return Finder(source).find(); }

}  // namespace clew::intel::detail
