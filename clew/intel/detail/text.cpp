#include "clew/intel/detail/text.h"

#include "clew/intel/dates.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/language.h"
#include "clew/intel/detail/layout.h"
#include "clew/intel/detail/prose.h"
#include "clew/intel/detail/rows.h"
#include "clew/intel/detail/speech.h"
#include "clew/intel/detail/statement.h"

#include <algorithm>

namespace clew::intel::detail {
namespace {

using model::Notice;

/// A cell under a heading that says nothing may hold values all the same; by its own words, as in a sentence.
void read_other_cells(Context& context, const Block& row, const std::vector<Column>& columns) {
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const bool unnamed = i >= columns.size() || columns[i].meaning == Meaning::none;
    if (!unnamed) continue;
    Block cell = row;
    cell.cells = {row.cells[i]};
    if (i < columns.size() && columns[i].is_reference) cell.section = Section::references;
    read_block(context, cell);
  }
}

}  // namespace

Notice read_list(std::string_view bytes, std::span<const Pack> packs, const ListShape& shape, Notice notice) {
  notice.source.format = "csv";
  const Pack* supplier = supplier_of(bytes, packs);
  if (supplier != nullptr) notice.supplier = supplier->id;
  Gather gather(bytes);
  Context context{gather, packs, supplier};
  read_list(context, shape);
  std::move(gather).finish(notice);
  // One publisher of all is the list's publisher.
  const auto& indicators = notice.indicators;
  const bool agreed = !indicators.empty() && std::ranges::all_of(indicators, [&](const model::Indicator& indicator) {
    return indicator.published_by == indicators.front().published_by;
  });
  if (agreed) notice.source.publisher = indicators.front().published_by;
  return notice;
}

Notice read_text(const Text& text, const Known& known, Notice notice) {
  const Layout layout = layout_of(text.bytes);
  Statement statement = statement_of(text.bytes, layout, known.packs);
  if (!text.published.empty()) {
    statement.published = text.published;
    if (const auto date = parse_date(text.published)) statement.year = date->year;
  }
  notice.source.title = text.title.empty() ? quoted(layout.title) : quoted(text.title);
  notice.source.publisher = text.publisher.empty() ? statement.publisher : quoted(text.publisher);
  notice.source.published = statement.published;
  notice.supplier = statement.supplier == nullptr ? std::string{} : statement.supplier->id;
  notice.window = statement.window;
  notice.window_text = std::move(statement.window_text);

  notice.source.language = language_of(text.bytes);
  Gather gather(text.bytes);
  Context context{gather,         known.packs,   statement.supplier, notice.source.publisher, statement.published,
                  statement.year, text.own_hosts};
  for (const Block& found : layout.blocks) {
    Block block = found;
    if (block.part.begin >= text.article_size) block.section = Section::outside;
    const bool quiet =
        block.section == Section::references || block.section == Section::harmless || block.section == Section::outside;
    const bool has_columns = block.kind == Block::Kind::row && !layout.tables[block.table].empty();
    if (has_columns && !quiet) {
      read_row(context, block.cells, layout.tables[block.table]);
      read_other_cells(context, block, layout.tables[block.table]);
    } else {
      read_block(context, block);
    }
  }
  std::move(gather).finish(notice);
  read_speech(text.bytes.substr(0, text.article_size), layout, statement.supplier, known.names, notice);
  return notice;
}

}  // namespace clew::intel::detail
