#include "clew/base/text.h"
#include "clew/report/detail/markup.h"
#include "clew/report/detail/page.h"
#include "clew/report/detail/sections.h"
#include "clew/report/detail/show.h"
#include "clew/report/html.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace clew::report::detail {
void write_notices(Page& page) {
  if (page.document().notices.empty()) return;
  page.open_section("notices", "Notices that were read", page.document().notices.size(), "");
  page.open_table("Where the indicators are from",
                  {"Notice", "Published", "#Indicators", "#Mentions", "#Refused", "SHA-256"});
  const std::size_t shown = std::min(page.document().notices.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseNotice& notice = page.document().notices[i];
    std::string name = notice.title.empty() ? plain(notice.file)
                                            : page.text(notice.title) + "<br><span class=\"soft small\">" +
                                                  plain(notice.file) + "</span>";
    std::string published = plain(notice.published);
    if (!notice.publisher.empty()) published += (published.empty() ? "" : "<br>") + plain(notice.publisher);
    page.row({{name},
              {published, "published"},
              {grouped(notice.indicators), "indicators", "num"},
              {grouped(notice.mentions), "mentions", "num"},
              {grouped(notice.refused), "refused", "num"},
              {fmt::format("<span class=mono>{}</span>", plain(notice.sha256))}});
  }
  page.close_table();
  page.close_section(shown, page.document().notices.size());
}

void write_files(Page& page) {
  if (page.document().evidence_files.empty()) return;
  page.open_section("files", "Evidence files", page.document().evidence_files.size(), "");
  page.open_table("Files that were read; none was changed",
                  {"File", "Read as", "#Size", "#Records", "#Unparsed", "SHA-256"});
  const std::size_t shown = std::min(page.document().evidence_files.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseEvidenceFile& file = page.document().evidence_files[i];
    std::string name = plain(file.file);
    if (!file.problem.empty())
      name += fmt::format("<br><span class=\"status exposed small\">{}</span>", page.text(file.problem));
    std::string digest = fmt::format("<span class=mono>{}</span>", plain(file.sha256));
    if (!file.content_sha256.empty())
      digest += fmt::format("<br><span class=\"soft small\">content</span> <span class=mono>{}</span>",
                            plain(file.content_sha256));
    page.row({{name},
              {escaped(words_of(fit(file.source))), "read as"},
              {sized(file.bytes), "size", "num"},
              {grouped(file.records), "records", "num"},
              {grouped(file.unparsed), "unparsed", "num"},
              {digest}});
  }
  page.close_table();
  page.close_section(shown, page.document().evidence_files.size());
}

void write_checking(Page& page) {
  page.open_section("check", "Check it yourself", 0,
                    "Every quotation above can be taken from your own files again. OFFSET and LENGTH stand under it.");
  page.out() += "<p>The file is the one that was read:</p>\n<pre class=shell>sha256sum FILE</pre>\n";
  page.out() += "<p>The record, byte for byte (<code>tail</code> counts from 1, offsets from 0):</p>\n";
  page.out() += "<pre class=shell>tail -c +$((OFFSET + 1)) FILE | head -c LENGTH</pre>\n";
  page.out() += "<p>Compressed files: offsets and the content’s SHA-256 are those of what was unpacked:</p>\n";
  page.out() +=
      "<pre class=shell>gzip -dc FILE | sha256sum\ngzip -dc FILE | tail -c +$((OFFSET + 1)) | head -c LENGTH</pre>\n";
  page.close_section(0, 0);
}

}  // namespace clew::report::detail
