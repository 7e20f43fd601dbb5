#include "clew/intel/read_notice.h"

#include "clew/base/hash.h"
#include "clew/base/text.h"
#include "clew/intel/dates.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/html.h"
#include "clew/intel/detail/json_text.h"
#include "clew/intel/detail/layout.h"
#include "clew/intel/detail/list.h"
#include "clew/intel/detail/mail.h"
#include "clew/intel/detail/misp.h"
#include "clew/intel/detail/openioc.h"
#include "clew/intel/detail/prose.h"
#include "clew/intel/detail/rows.h"
#include "clew/intel/detail/sigma.h"
#include "clew/intel/detail/speech.h"
#include "clew/intel/detail/statement.h"
#include "clew/intel/detail/stix_bundle.h"
#include "clew/intel/detail/yara.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
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
constexpr std::array<Signature, 4> signatures = {{{"PK\x03\x04", "a zip archive or office document"},
                                                  {"\x1f\x8b", "compressed with gzip"},
                                                  {"\x28\xb5\x2f\xfd", "compressed with zstd"},
                                                  {"{\\rtf", "RTF"}}};

base::Result<base::Done> check_size(const NoticeInput& input) {
  const std::size_t size = std::max(input.bytes.size(), input.extracted ? input.extracted->size() : 0);
  if (size <= notice_bytes_max) return base::Done{};
  return fail(Fault::over_limit, fmt::format("a notice of {} bytes, at most {} are read", size, notice_bytes_max), {},
              input.file);
}

base::Result<base::Done> check_text(const std::string& file, std::string_view bytes) {
  const std::string_view text = bytes.starts_with("\xef\xbb\xbf") ? bytes.substr(3) : bytes;
  if (base::trimmed(text).empty()) return fail(Fault::malformed, "the notice is empty", {}, file);
  for (const Signature& signature : signatures) {
    if (bytes.starts_with(signature.bytes))
      return fail(Fault::unsupported, fmt::format("not a text: {}", signature.name), {0, signature.bytes.size()}, file);
  }
  if (const std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    return fail(Fault::unsupported, "not a text: a NUL byte", {nul, 1}, file);
  }
  const auto control =
      std::ranges::count_if(bytes, [](char c) { return static_cast<unsigned char>(c) < ' ' && !base::is_space(c); });
  if (static_cast<std::size_t>(control) * 10 > bytes.size()) {
    return fail(Fault::unsupported, fmt::format("not a text: {} control bytes of {}", control, bytes.size()), {}, file);
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

Notice read_list(std::string_view bytes, std::span<const Pack> packs, const ListShape& shape, Notice notice) {
  notice.source.format = "csv";
  const Pack* supplier = detail::supplier_of(bytes, packs);
  if (supplier != nullptr) notice.supplier = supplier->id;
  Gather gather(bytes);
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

/// The language of a text without a tag: by the small words that only one of the two has.
std::string language_of(std::string_view text) {
  constexpr std::size_t look_bytes_max = 32U << 10U;
  static constexpr auto english = std::to_array<std::string_view>({"the", "and", "with", "was", "that", "from", "of"});
  static constexpr auto french =
      std::to_array<std::string_view>({"le", "les", "des", "dans", "une", "est", "du", "et"});
  std::size_t en = 0;
  std::size_t fr = 0;
  text = text.substr(0, look_bytes_max);
  for (std::size_t i = 0; i < text.size();) {
    if (!base::is_alpha(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && base::is_alpha(text[end])) ++end;
    const std::string word = base::lowered(text.substr(i, std::min<std::size_t>(end - i, 8)));
    en += std::ranges::find(english, word) != english.end() ? 1 : 0;
    fr += std::ranges::find(french, word) != french.end() ? 1 : 0;
    i = end;
  }
  constexpr std::size_t words_min = 5;
  if (std::max(en, fr) < words_min || std::max(en, fr) < 2 * std::min(en, fr)) return {};
  return en > fr ? "en" : "fr";
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

/// What notices are read with.
struct Known {
  std::span<const Pack> packs;
  const NameFinder& names;
};

/// A text to read, and what is known of it from elsewhere.
struct Text {
  std::string_view bytes;
  std::size_t article_size = std::string_view::npos;  ///< behind it stands what is around the article
  std::string title = {};
  std::string publisher = {};
  std::string published = {};
  std::vector<std::string> own_hosts = {};
};

Notice read_text(const Text& text, const Known& known, Notice notice) {
  const Layout layout = detail::layout_of(text.bytes);
  detail::Statement statement = detail::statement_of(text.bytes, layout, known.packs);
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

  notice.source.language = language_of(text.bytes);
  Gather gather(text.bytes);
  Context context{gather,         known.packs,   statement.supplier, notice.source.publisher, statement.published,
                  statement.year, text.own_hosts};
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
  detail::read_speech(text.bytes.substr(0, text.article_size), layout, statement.supplier, known.names, notice);
  return notice;
}

std::vector<std::size_t> line_begins(std::string_view document) {
  std::vector<std::size_t> lines = {0};
  for (std::size_t i = 0; i < document.size(); ++i) {
    if (document[i] == '\n') lines.push_back(i + 1);
  }
  return lines;
}

/// Moves every place from a text to the document that it was made of.
void move_places(Notice& notice, const detail::Mapped& text, std::string_view document,
                 const std::vector<std::size_t>& lines) {
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
  std::ranges::for_each(notice.claims, move);
  std::ranges::for_each(notice.techniques, move);
  std::ranges::for_each(notice.refused_techniques, move);
  std::ranges::for_each(notice.names, move);
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
    if (mail)
      target = target.substr(7, target.find('?') == std::string_view::npos ? target.npos : target.find('?') - 7);
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

/// What is known of a part of a mail from its headers.
struct Origin {
  std::string title = {};
  std::string publisher = {};
  std::string published = {};
  std::vector<std::string> own_hosts = {};
};

template <class T>
T first_of(const T& a, const T& b) {
  return a.empty() ? b : a;
}

Notice read_page(std::string_view bytes, const Known& known, const Origin& origin, Notice notice) {
  notice.source.format = "html";
  const detail::HtmlPage page = detail::read_html(bytes);
  std::vector<std::string> own_hosts = page.own_hosts;
  own_hosts.insert(own_hosts.end(), origin.own_hosts.begin(), origin.own_hosts.end());
  const Text text{page.text.text(),
                  page.article_size,
                  first_of(origin.title, page.title),
                  first_of(origin.publisher, page.publisher),
                  first_of(origin.published, page.published),
                  own_hosts};
  notice = read_text(text, known, std::move(notice));
  if (!page.language.empty()) notice.source.language = page.language;
  move_places(notice, page.text, bytes, line_begins(bytes));
  mention_links(notice, page.links, bytes);
  return notice;
}

/// A text of any form that needs no decoding.
Notice read_decoded(std::string_view bytes, const Known& known, const Origin& origin, Notice notice) {
  if (detail::is_html(bytes)) return read_page(bytes, known, origin, std::move(notice));
  if (const auto shape = detail::list_shape_of(bytes)) return read_list(bytes, known.packs, *shape, std::move(notice));
  notice.source.format = is_markdown(bytes) ? "markdown" : "text";
  return read_text({bytes, std::string_view::npos, origin.title, origin.publisher, origin.published, origin.own_hosts},
                   known, std::move(notice));
}

std::string key_of(const model::Indicator& indicator) {
  return fmt::format("{}\n{}\n{}", model::name_of(indicator.value.type()), indicator.value.port().value_or(0),
                     indicator.value.text());
}

/// Adds what another part of the same mail says.
void merge(Notice& whole, Notice part) {
  std::set<std::string> known;
  for (const auto& indicator : whole.indicators) known.insert(key_of(indicator));
  for (auto& indicator : part.indicators) {
    if (known.insert(key_of(indicator)).second) whole.indicators.push_back(std::move(indicator));
  }
  std::move(part.mentions.begin(), part.mentions.end(), std::back_inserter(whole.mentions));
  std::move(part.refused.begin(), part.refused.end(), std::back_inserter(whole.refused));
  detail::merge_speech(whole, std::move(part));
  if (whole.window.is_open()) {
    whole.window = part.window;
    whole.window_text = std::move(part.window_text);
  }
  if (whole.supplier.empty()) whole.supplier = part.supplier;
  if (whole.source.language.empty()) whole.source.language = part.source.language;
}

/// Each mention once, and none of what is an indicator elsewhere.
void settle_mentions(Notice& notice) {
  std::set<std::string> known;
  for (const auto& indicator : notice.indicators) known.insert(indicator.value.text());
  std::erase_if(notice.mentions, [&](const model::Mention& mention) { return !known.insert(mention.value).second; });
  const auto place = [](const auto& found) { return found.where.offset_bytes; };
  std::ranges::stable_sort(notice.indicators, {}, place);
  std::ranges::stable_sort(notice.mentions, {}, place);
  std::ranges::stable_sort(notice.refused, {}, place);
}

Notice read_message(const NoticeInput& input, const Known& known, Notice notice) {
  const detail::Mail mail = detail::read_mail(input.bytes);
  const std::vector<std::size_t> lines = line_begins(input.bytes);
  Origin origin{mail.subject, mail.from_name, mail.date, {}};
  if (!mail.from_host.empty()) origin.own_hosts.push_back(mail.from_host);
  for (const detail::Mapped& text : mail.parts) {
    Notice part = read_decoded(text.text(), known, origin, Notice{});
    move_places(part, text, input.bytes, lines);
    merge(notice, std::move(part));
  }
  settle_mentions(notice);
  notice.source.format = "mail";
  notice.source.title = detail::quoted(mail.subject);
  notice.source.publisher = detail::quoted(mail.from_name);
  notice.source.published = mail.date;
  return notice;
}

/// A line of a page as it looks on any other one.
std::string without_numbers(std::string_view line) {
  std::string result;
  for (const char c : base::trimmed(line)) {
    if (!base::is_digit(c)) {
      result += c;
    } else if (!result.ends_with('#')) {
      result += '#';
    }
  }
  return result;
}

/// Lines that stand at the head or foot of several pages, whatever number of the page is in them.
std::set<std::string> running_lines(std::string_view text) {
  constexpr std::size_t edge_lines = 3;
  constexpr std::size_t line_bytes_max = 200;
  std::map<std::string, std::size_t> seen;
  std::size_t pages = 0;
  for (const std::string_view page : base::split(text, '\f')) {
    std::vector<std::string_view> lines;
    for (const std::string_view line : base::split(page, '\n')) {
      if (!base::trimmed(line).empty()) lines.push_back(line);
    }
    if (lines.empty()) continue;
    ++pages;
    std::set<std::string> edges;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i >= edge_lines && i + edge_lines < lines.size()) continue;
      if (lines[i].size() <= line_bytes_max) edges.insert(without_numbers(lines[i]));
    }
    for (const std::string& edge : edges) ++seen[edge];
  }
  std::set<std::string> running;
  for (const auto& [line, count] : seen) {
    // A value that heads two pages is a value: only words run.
    const bool often = count >= 3 || (count == 2 && pages == 2);
    if (often && line.find(' ') != std::string::npos) running.insert(line);
  }
  return running;
}

/// The text of a PDF without what runs along its pages.
detail::Mapped body_of_pages(std::string_view text) {
  const std::set<std::string> running = running_lines(text);
  detail::Mapped body;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find_first_of("\n\f", begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (running.empty() || !running.contains(without_numbers(line))) body.add_as_is(line, begin);
    if (end < text.size()) body.add(text[end] == '\f' ? "\n" : text.substr(end, 1), end, 1);
    begin = end + 1;
  }
  return body;
}

void tell_pages(Notice& notice, std::string_view text) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\f') ends.push_back(i);
  }
  const auto tell = [&](auto& found) {
    found.page =
        1 + static_cast<std::uint64_t>(std::ranges::upper_bound(ends, found.where.offset_bytes) - ends.begin());
  };
  for (auto& indicator : notice.indicators) tell(indicator);
  for (auto& mention : notice.mentions) tell(mention);
  for (auto& refusal : notice.refused) tell(refusal);
}

base::Result<Notice> read_pdf(const NoticeInput& input, const Known& known, Notice notice) {
  if (!input.extracted) {
    return fail(Fault::unsupported, "a PDF without its text; pdftotext of poppler-utils takes it out", {0, 5},
                input.file);
  }
  const std::string& text = *input.extracted;
  if (base::trimmed(text).empty())
    return fail(Fault::malformed, "a PDF without text: its pages are pictures", {}, input.file);
  notice.source.format = "pdf";
  const detail::Mapped body = body_of_pages(text);
  notice = read_text({body.text()}, known, std::move(notice));
  move_places(notice, body, text, line_begins(text));
  tell_pages(notice, text);
  return notice;
}

constexpr std::string_view list_warning = "in the warning list ";

base::Result<Notice> read_any(const NoticeInput& input, const Known& known) {
  const std::span<const Pack> packs = known.packs;
  Notice notice;
  notice.source.file = input.file;
  notice.source.sha256 = base::sha256_hex(input.bytes);
  CLEW_CHECK(check_size(input));
  if (input.bytes.starts_with("%PDF-")) return read_pdf(input, known, std::move(notice));
  if (detail::is_utf16(input.bytes)) {
    const detail::Mapped text = detail::from_utf16(input.bytes);
    if (auto checked = check_text(input.file, text.text()); !checked) {
      checked.error().where = {};  // a place in the decoded text is none in the input
      return std::unexpected(std::move(checked).error());
    }
    notice = read_decoded(text.text(), known, {}, std::move(notice));
    move_places(notice, text, input.bytes, line_begins(input.bytes));
    return notice;
  }
  CLEW_CHECK(check_text(input.file, input.bytes));
  if (is_pack(input.bytes)) return read_pack(input, std::move(notice));
  if (detail::may_be_json(input.bytes)) {
    if (const auto json = detail::JsonText::parse(input.file, input.bytes)) {
      if (detail::is_misp(json->root())) return detail::read_misp(input, json->root(), packs, std::move(notice));
      if (detail::is_stix(json->root())) return detail::read_stix(input, json->root(), packs, std::move(notice));
    }
  }
  if (detail::is_openioc(input.bytes)) return detail::read_openioc(input, packs, std::move(notice));
  if (detail::is_yara(input.bytes)) return detail::read_yara(input, packs, std::move(notice));
  if (detail::is_sigma(input.bytes)) return detail::read_sigma(input, packs, std::move(notice));
  if (detail::is_mail(input.bytes)) return read_message(input, known, std::move(notice));
  return read_decoded(input.bytes, known, {}, std::move(notice));
}

}  // namespace

bool is_list_warning(std::string_view warning) { return warning.starts_with(list_warning); }

bool is_pdf(std::string_view bytes) { return bytes.starts_with("%PDF-"); }

base::Result<Notice> read_notice(const NoticeInput& input, std::span<const Pack> packs, const ReadOptions& options) {
  const NameFinder& names = options.names == nullptr ? built_in_name_finder() : *options.names;
  CLEW_TRY(auto notice, read_any(input, {packs, names}));
  if (options.warnings == nullptr) return notice;
  for (model::Indicator& indicator : notice.indicators) {
    for (const std::string& list : options.warnings->about(indicator.value))
      indicator.warnings.push_back(fmt::format("{}\"{}\"", list_warning, list));
  }
  return notice;
}

}  // namespace clew::intel
