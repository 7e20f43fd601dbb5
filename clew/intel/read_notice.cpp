#include "clew/intel/read_notice.h"

#include "clew/base/hash.h"
#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/html.h"
#include "clew/intel/detail/layout.h"
#include "clew/intel/detail/list.h"
#include "clew/intel/detail/prose.h"
#include "clew/intel/detail/rows.h"
#include "clew/intel/detail/statement.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/core.h>

namespace clew::intel {
namespace {

using base::fail;
using base::Fault;
using detail::Block;
using detail::Context;
using detail::Gather;
using detail::Layout;
using detail::ListShape;
using model::Notice;

struct Signature {
  std::string_view bytes;
  std::string_view name;
};
constexpr std::array<Signature, 7> signatures = {{{"%PDF-", "a PDF"},
                                                  {"PK\x03\x04", "a zip archive or office document"},
                                                  {"\x1f\x8b", "compressed with gzip"},
                                                  {"\x28\xb5\x2f\xfd", "compressed with zstd"},
                                                  {"\xff\xfe", "UTF-16; save it as UTF-8"},
                                                  {"\xfe\xff", "UTF-16; save it as UTF-8"},
                                                  {"{\\rtf", "RTF"}}};

base::Result<base::Done> check_text(const NoticeInput& input) {
  const std::string_view bytes = input.bytes;
  if (bytes.size() > notice_bytes_max) {
    return fail(Fault::over_limit,
                fmt::format("a notice of {} bytes, at most {} are read", bytes.size(), notice_bytes_max), {},
                input.file);
  }
  const std::string_view text = bytes.starts_with("\xef\xbb\xbf") ? bytes.substr(3) : bytes;
  if (base::trimmed(text).empty()) return fail(Fault::malformed, "the notice is empty", {}, input.file);
  for (const Signature& signature : signatures) {
    if (bytes.starts_with(signature.bytes))
      return fail(Fault::unsupported, fmt::format("not a text: {}", signature.name), {0, signature.bytes.size()},
                  input.file);
  }
  if (const std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    return fail(Fault::unsupported, "not a text: a NUL byte", {nul, 1}, input.file);
  }
  const auto control =
      std::ranges::count_if(bytes, [](char c) { return static_cast<unsigned char>(c) < ' ' && !base::is_space(c); });
  if (static_cast<std::size_t>(control) * 10 > bytes.size()) {
    return fail(Fault::unsupported, fmt::format("not a text: {} control bytes of {}", control, bytes.size()), {},
                input.file);
  }
  return base::Done{};
}

base::Result<Notice> read_pack(const NoticeInput& input, Notice notice) {
  CLEW_TRY(Pack pack, parse_pack(input.file, input.bytes));
  notice.source.format = "pack";
  notice.source.title = pack.name;
  notice.supplier = pack.id;
  notice.window = pack.window;
  notice.window_text = pack.window_source;
  Gather gather(input.bytes);
  for (model::Indicator& indicator : pack.indicators) gather.add(std::move(indicator), detail::Weight::row);
  notice.claims = std::move(pack.claims);
  std::move(gather).finish(notice);
  return notice;
}

Notice read_list(const NoticeInput& input, std::span<const Pack> packs, const ListShape& shape, Notice notice) {
  notice.source.format = "csv";
  const Pack* supplier = detail::supplier_of(input.bytes, packs);
  if (supplier != nullptr) notice.supplier = supplier->id;
  Gather gather(input.bytes);
  Context context{gather, packs, supplier};
  detail::read_list(context, shape);
  std::move(gather).finish(notice);
  // One publisher of all is the list's publisher.
  const auto& indicators = notice.indicators;
  const bool agreed = !indicators.empty() && std::ranges::all_of(indicators, [&](const model::Indicator& indicator) {
    return indicator.published_by == indicators.front().published_by;
  });
  if (agreed) notice.source.publisher = indicators.front().published_by;
  return notice;
}

/// What only Markdown has; the name of the format is all that depends on it.
bool is_markdown(std::string_view text) {
  static constexpr std::array<std::string_view, 6> marks = {"\n# ", "\n## ", "\n```", "|---", "| ---", "]("};
  return text.starts_with("# ") ||
         std::ranges::any_of(marks, [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

/// A cell under a heading that says nothing may hold values all the same; by its own words, as in a sentence.
void read_other_cells(Context& context, const Block& row, const std::vector<detail::Column>& columns) {
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const bool unnamed = i >= columns.size() || columns[i].meaning == detail::Meaning::none;
    if (!unnamed) continue;
    Block cell = row;
    cell.cells = {row.cells[i]};
    if (i < columns.size() && columns[i].is_reference) cell.section = detail::Section::references;
    detail::read_block(context, cell);
  }
}

/// A text to read, and what is known of it from elsewhere.
struct Text {
  std::string_view bytes;
  std::size_t article_size = std::string_view::npos;  ///< behind it stands what is around the article
  std::string title = {};
  std::string publisher = {};
  std::string published = {};
  std::vector<std::string> own_hosts = {};
};

Notice read_text(const Text& text, std::span<const Pack> packs, Notice notice) {
  const Layout layout = detail::layout_of(text.bytes);
  detail::Statement statement = detail::statement_of(text.bytes, layout, packs);
  if (!text.published.empty()) {
    statement.published = text.published;
    if (const auto date = parse_date(text.published)) statement.year = date->year;
  }
  notice.source.title = text.title.empty() ? detail::quoted(layout.title) : detail::quoted(text.title);
  notice.source.publisher = text.publisher.empty() ? statement.publisher : detail::quoted(text.publisher);
  notice.source.published = statement.published;
  notice.supplier = statement.supplier == nullptr ? std::string{} : statement.supplier->id;
  notice.window = statement.window;
  notice.window_text = std::move(statement.window_text);

  Gather gather(text.bytes);
  Context context{gather, packs, statement.supplier, notice.source.publisher, statement.published, statement.year,
                  text.own_hosts};
  for (const Block& found : layout.blocks) {
    Block block = found;
    if (block.part.begin >= text.article_size) block.section = detail::Section::outside;
    const bool quiet = block.section == detail::Section::references || block.section == detail::Section::harmless ||
                       block.section == detail::Section::outside;
    const bool has_columns = block.kind == Block::Kind::row && !layout.tables[block.table].empty();
    if (has_columns && !quiet) {
      detail::read_row(context, block.cells, layout.tables[block.table]);
      read_other_cells(context, block, layout.tables[block.table]);
    } else {
      detail::read_block(context, block);
    }
  }
  std::move(gather).finish(notice);
  return notice;
}

/// Moves every place from a text to the document that it was made of.
void move_places(Notice& notice, const detail::Mapped& text, std::string_view document) {
  std::vector<std::size_t> lines = {0};
  for (std::size_t i = 0; i < document.size(); ++i) {
    if (document[i] == '\n') lines.push_back(i + 1);
  }
  const auto move = [&](auto& found) {
    found.where = text.where({found.where.offset_bytes, found.where.offset_bytes + found.where.size_bytes});
    found.line = static_cast<std::uint64_t>(std::ranges::upper_bound(lines, found.where.offset_bytes) - lines.begin());
  };
  const auto quote = [&](auto& found) {
    found.text = std::string(document.substr(found.where.offset_bytes, found.where.size_bytes));
  };
  const auto place = [](const auto& found) { return found.where.offset_bytes; };
  for (model::Indicator& indicator : notice.indicators) {
    move(indicator);
    quote(indicator);
  }
  for (model::Mention& mention : notice.mentions) move(mention);
  for (model::Refusal& refusal : notice.refused) {
    move(refusal);
    quote(refusal);
  }
  std::ranges::stable_sort(notice.indicators, {}, place);
  std::ranges::stable_sort(notice.mentions, {}, place);
  std::ranges::stable_sort(notice.refused, {}, place);
}

/// What a page links to, where the text did not say it already.
void mention_links(Notice& notice, const std::vector<detail::HtmlLink>& links, std::string_view document) {
  std::set<std::string> known;
  for (const auto& indicator : notice.indicators) known.insert(indicator.value.text());
  for (const auto& mention : notice.mentions) known.insert(mention.value);
  for (const detail::HtmlLink& link : links) {
    std::string_view target = link.target;
    const bool mail = target.starts_with("mailto:");
    if (mail) target = target.substr(7, target.find('?') == std::string_view::npos ? target.npos : target.find('?') - 7);
    const auto shape = detail::shape_of(target, false);
    const bool told = shape && shape->value && (shape->type == model::ValueType::url || mail);
    if (!told || !known.insert(shape->value->text()).second) continue;
    model::Mention mention{shape->type, shape->value->text(), "the target of a link", link.where, 1};
    notice.mentions.push_back(std::move(mention));
  }
  std::ranges::stable_sort(notice.mentions, {}, [](const auto& found) { return found.where.offset_bytes; });
  std::size_t line = 1;
  std::size_t at = 0;
  for (model::Mention& mention : notice.mentions) {
    for (; at < mention.where.offset_bytes; ++at) line += document[at] == '\n' ? 1 : 0;
    mention.line = line;
  }
}

Notice read_page(const NoticeInput& input, std::span<const Pack> packs, Notice notice) {
  notice.source.format = "html";
  const detail::HtmlPage page = detail::read_html(input.bytes);
  Text text{page.text.text(), page.article_size, page.title, page.publisher, page.published, page.own_hosts};
  notice = read_text(text, packs, std::move(notice));
  notice.source.language = page.language;
  move_places(notice, page.text, input.bytes);
  mention_links(notice, page.links, input.bytes);
  return notice;
}

}  // namespace

base::Result<Notice> read_notice(const NoticeInput& input, std::span<const Pack> packs) {
  CLEW_CHECK(check_text(input));
  Notice notice;
  notice.source.file = input.file;
  notice.source.sha256 = base::sha256_hex(input.bytes);
  if (detail::is_html(input.bytes)) return read_page(input, packs, std::move(notice));
  if (is_pack(input.bytes)) return read_pack(input, std::move(notice));
  if (const auto shape = detail::list_shape_of(input.bytes)) return read_list(input, packs, *shape, std::move(notice));
  notice.source.format = is_markdown(input.bytes) ? "markdown" : "text";
  return read_text({input.bytes}, packs, std::move(notice));
}

}  // namespace clew::intel
