#include "clew/intel/detail/stacked.h"

#include "clew/base/text.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/refang.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace clew::intel::detail {
namespace {

using Group = std::vector<Part>;  ///< lines below each other

std::string_view text_of(std::string_view source, Part part) {
  return source.substr(part.begin, part.end - part.begin);
}

/// A cell that is a value and nothing else.
bool is_value(std::string_view cell) {
  constexpr std::size_t value_bytes_max = 600;
  if (cell.size() > value_bytes_max || cell.contains(' ')) return false;
  const Refanged plain = refang(cell);
  return shape_of(plain.text(), plain.was_defanged(0, plain.text().size())).has_value();
}

/// The columns of a head, two names or more, one of values; empty for other lines.
std::vector<Column> columns_in(std::string_view source, const Group& lines) {
  constexpr std::size_t name_bytes_max = 40;
  if (lines.size() < 2 || lines.size() > stacked_columns_max) return {};
  std::vector<std::string_view> names;
  for (const Part line : lines) names.push_back(text_of(source, line));
  const bool are_names = std::ranges::all_of(names, [](std::string_view name) {
    return name.size() <= name_bytes_max && name.find_first_of(".:;,|#`") == std::string_view::npos;
  });
  return are_names ? columns_of(names) : std::vector<Column>{};
}

/// Every group has as many cells as the head, a value where one belongs, and none where nobody would look for it.
bool is_row(std::string_view source, const Group& cells, const std::vector<Column>& columns) {
  if (cells.size() != columns.size()) return false;
  bool holds_value = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool value = is_value(text_of(source, cells[i]));
    if (columns[i].meaning == Meaning::none && !columns[i].is_reference && value) return false;
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
    return std::move(tables_);
  }

 private:
  void take(Group lines) {
    if (open_ && is_row(source_, lines, open_->columns)) {
      open_->part.end = lines.back().end;
      open_->rows.push_back(std::move(lines));
      return;
    }
    close();
    std::vector<Column> columns = columns_in(source_, lines);
    if (!columns.empty()) open_ = StackedTable{{lines.front().begin, lines.back().end}, std::move(columns), {}};
  }

  void close() {
    if (open_ && !open_->rows.empty()) tables_.push_back(std::move(*open_));
    open_.reset();
  }

  std::string_view source_;
  std::optional<StackedTable> open_;
  std::vector<StackedTable> tables_;
};

}  // namespace

std::vector<StackedTable> stacked_tables(std::string_view source) { return Finder(source).find(); }

}  // namespace clew::intel::detail
