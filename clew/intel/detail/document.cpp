#include "clew/intel/detail/document.h"

#include "clew/base/text.h"
#include "clew/intel/detail/context.h"
#include "clew/intel/detail/html.h"
#include "clew/intel/detail/lines.h"
#include "clew/intel/detail/mail.h"
#include "clew/intel/detail/pdf_text.h"
#include "clew/intel/detail/shape.h"
#include "clew/intel/detail/speech.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include <fmt/core.h>

namespace clew::intel::detail {
namespace {

using base::fail;
using base::Fault;
using model::Notice;

/// Moves every place from a text to the document that it was made of.
void move_places(Notice& notice, const Mapped& text, std::string_view document, const Lines& lines) {
  const auto move = [&](auto& found) {
    found.where = text.where({found.where.offset_bytes, found.where.offset_bytes + found.where.size_bytes});
    found.line = lines.at(found.where.offset_bytes);
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
void mention_links(Notice& notice, const std::vector<HtmlLink>& links, const Lines& lines) {
  std::set<std::string> known;
  for (const auto& indicator : notice.indicators) known.insert(indicator.value.text());
  for (const auto& mention : notice.mentions) known.insert(mention.value);
  for (const HtmlLink& link : links) {
    std::string_view target = link.target;
    const bool mail = target.starts_with("mailto:");
    if (mail)
      target = target.substr(7, target.find('?') == std::string_view::npos ? target.npos : target.find('?') - 7);
    const auto shape = shape_of(target, false);
    const bool told = shape && shape->value && (shape->type == model::ValueType::url || mail);
    if (!told || !known.insert(shape->value->text()).second) continue;
    model::Mention mention{shape->type, shape->value->text(), "the target of a link", link.where,
                           lines.at(link.where.offset_bytes)};
    notice.mentions.push_back(std::move(mention));
  }
  std::ranges::stable_sort(notice.mentions, {}, [](const auto& found) { return found.where.offset_bytes; });
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
  const HtmlPage page = read_html(bytes);
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
  const Lines lines(bytes);
  move_places(notice, page.text, bytes, lines);
  mention_links(notice, page.links, lines);
  return notice;
}

/// What only Markdown has; the name of the format is all that depends on it.
bool is_markdown(std::string_view text) {
  static constexpr std::array<std::string_view, 6> marks = {"\n# ", "\n## ", "\n```", "|---", "| ---", "]("};
  return text.starts_with("# ") ||
         std::ranges::any_of(marks, [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

/// A text of any form that needs no decoding.
Notice read_part(std::string_view bytes, const Known& known, const Origin& origin, Notice notice) {
  if (is_html(bytes)) return read_page(bytes, known, origin, std::move(notice));
  if (const auto shape = list_shape_of(bytes)) return read_list(bytes, known.packs, *shape, std::move(notice));
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
  merge_speech(whole, std::move(part));
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

/// As some spreadsheets still export them.
bool ends_lines_with_returns(std::string_view bytes) { return bytes.contains('\r') && !bytes.contains('\n'); }

Mapped with_line_ends(std::string_view bytes) {
  Mapped text;
  for (std::size_t i = 0; i < bytes.size(); ++i) text.add(bytes[i] == '\r' ? "\n" : bytes.substr(i, 1), i, 1);
  return text;
}

}  // namespace

Notice read_decoded(std::string_view bytes, const Known& known, Notice notice) {
  if (ends_lines_with_returns(bytes)) return read_decoded(with_line_ends(bytes), bytes, known, std::move(notice));
  return read_part(bytes, known, {}, std::move(notice));
}

Notice read_decoded(const Mapped& text, std::string_view document, const Known& known, Notice notice) {
  notice = read_part(text.text(), known, {}, std::move(notice));
  move_places(notice, text, document, Lines(document));
  return notice;
}

Notice read_message(std::string_view bytes, const Known& known, Notice notice) {
  const Mail mail = read_mail(bytes);
  const Lines lines(bytes);
  Origin origin{mail.subject, mail.from_name, mail.date, {}};
  if (!mail.from_host.empty()) origin.own_hosts.push_back(mail.from_host);
  for (const Mapped& text : mail.parts) {
    Notice part = read_part(text.text(), known, origin, Notice{});
    move_places(part, text, bytes, lines);
    merge(notice, std::move(part));
  }
  settle_mentions(notice);
  notice.source.format = "mail";
  notice.source.title = quoted(mail.subject);
  notice.source.publisher = quoted(mail.from_name);
  notice.source.published = mail.date;
  return notice;
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
  const Mapped body = body_of_pages(text);
  notice = read_text({body.text()}, known, std::move(notice));
  move_places(notice, body, text, Lines(text));
  tell_pages(notice, text);
  return notice;
}

}  // namespace clew::intel::detail
