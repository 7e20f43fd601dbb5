#include "clew/intel/detail/text.h"

#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/glued.h"
#include "clew/intel/detail/language.h"
#include "clew/intel/detail/layout.h"
#include "clew/intel/detail/prose.h"
#include "clew/intel/detail/rows.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/detail/speech.h"
#include "clew/intel/detail/statement.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

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
    if (i < columns.size() && columns[i].is_genuine) cell.section = Section::harmless;
    read_block(context, cell);
  }
}

bool is_quiet(Section section) {
  return section == Section::references || section == Section::contact || section == Section::harmless ||
         section == Section::outside;
}

/// "Moth.example security incident", and "we" who write: the host that the title names is the publisher's own.
std::vector<std::string> hosts_in_title(std::string_view title, std::string_view text) {
  constexpr std::size_t look_bytes = 2000;
  static constexpr auto notices = std::to_array<std::string_view>(
      {"security incident", "incident report", "postmortem", "post-mortem", "security notice", "data breach"});
  const std::string head = base::lowered(text.substr(0, look_bytes));
  const std::string lower = base::lowered(title);
  const bool is_notice = std::ranges::any_of(notices, [&](std::string_view word) { return lower.contains(word); }) &&
                         head.contains(" we ");
  std::vector<std::string> hosts;
  if (!is_notice) return hosts;
  for (std::string_view word : base::split(lower, ' ')) {
    while (!word.empty() && !base::is_alnum(word.back())) word.remove_suffix(1);
    if (word.ends_with("'s")) word.remove_suffix(2);
    const auto shape = shape_of(word, false);
    if (shape && shape->value && shape->type == model::ValueType::domain) hosts.emplace_back(word);
  }
  return hosts;
}

/// Where the lines end that follow each other without a blank one from `first` on, under one heading; `first` is none.
std::size_t end_of_lines(const Layout& layout, std::string_view source, std::size_t first) {
  const auto is_line = [](const Block& block) {
    // Of values alone lines are set as code.
    const bool kind =
        block.kind == Block::Kind::paragraph || block.kind == Block::Kind::item || block.kind == Block::Kind::code;
    return kind && !is_quiet(block.section);
  };
  std::size_t end = first;
  for (; end < layout.blocks.size() && is_line(layout.blocks[end]); ++end) {
    if (end == first) continue;
    const Block& before = layout.blocks[end - 1];
    const Block& next = layout.blocks[end];
    if (next.section != before.section || next.part.begin < before.part.end) break;
    const std::string_view gap = source.substr(before.part.end, next.part.begin - before.part.end);
    if (std::ranges::count(gap, '\n') > 1) break;
  }
  return end;
}

/// Reads the blocks `lines` as a table or list that lost its gaps, if several places in them, or in those before them,
/// look so.
bool read_glued_lines(Context& context, const Layout& layout, Part lines, std::size_t article_size) {
  constexpr std::size_t joints_min = 3;
  const Part part{layout.blocks[lines.begin].part.begin, layout.blocks[lines.end - 1].part.end};
  if (part.end > article_size) return false;
  const std::size_t joints = joints_in(context.gather.source().substr(part.begin, part.end - part.begin), joints_min);
  const bool glued = joints > 0 && context.joints + joints >= joints_min;
  context.joints = std::min(context.joints + joints, joints_min);
  if (!glued) return false;
  Block whole = layout.blocks[lines.begin];
  whole.kind = Block::Kind::item;
  whole.part = part;
  read_glued(context, whole);
  return true;
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
  for (std::string& host : hosts_in_title(notice.source.title, text.bytes))
    context.own_hosts.push_back(std::move(host));
  std::size_t grouped_until = 0;  // lines of one table or list, which are judged as a whole
  for (std::size_t i = 0; i < layout.blocks.size(); ++i) {
    if (i >= grouped_until) {
      grouped_until = end_of_lines(layout, text.bytes, i);
      if (grouped_until > i && read_glued_lines(context, layout, {i, grouped_until}, text.article_size)) {
        i = grouped_until - 1;
        continue;
      }
    }
    Block block = layout.blocks[i];
    if (block.part.begin >= text.article_size) block.section = Section::outside;
    const bool quiet =
        block.section == Section::references || block.section == Section::harmless || block.section == Section::outside;
    const bool has_columns = block.kind == Block::Kind::row && !layout.tables[block.table].empty();
    if (has_columns && !quiet) {
      read_row(context, block.cells, layout.tables[block.table]);
      read_other_cells(context, block, layout.tables[block.table]);
      read_remarks(context, block, layout.tables[block.table]);
    } else {
      read_block(context, block);
    }
  }
  std::move(gather).finish(notice);
  read_speech(text.bytes.substr(0, text.article_size), layout, statement.supplier, known.names, notice);
  return notice;
}

}  // namespace clew::intel::detail
