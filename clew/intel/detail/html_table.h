/// One table of a web page: its cells, gathered, and written as rows of Markdown that the reader of rows understands.
///
/// In:     cells in the order of the page, with spans. Out: `| a | b |`, spans filled in; a table that only lays out a
///         page (blocks in its cells) is written as the text of its cells.
/// Errors: none. Cost: linear; what spans repeat is limited by `html_repeated_bytes_max`.
#pragma once

#include "clew/intel/detail/mapped.h"

#include <vector>

namespace clew::intel::detail {

class HtmlTable {
 public:
  bool in_cell = false;
  bool has_blocks = false;  ///< headings or tables in a cell: not a table of values

  Mapped& cell() { return rows_.back().back().text; }
  void begin_row() {
    in_cell = false;
    rows_.emplace_back();
  }
  void begin_cell(bool header, std::uint64_t rows, std::uint64_t columns);
  /// `repeated_bytes` counts what spans have added to the page so far.
  void write(Mapped& out, std::size_t& repeated_bytes, std::size_t at) const;

 private:
  struct Cell {
    Mapped text;
    bool header = false;
    std::uint64_t rows = 1;
    std::uint64_t columns = 1;
  };
  using Row = std::vector<const Cell*>;
  [[nodiscard]] std::vector<Row> grid(std::size_t& repeated_bytes) const;
  void write_as_text(Mapped& out, std::size_t at) const;

  std::vector<std::vector<Cell>> rows_;
};

}  // namespace clew::intel::detail
