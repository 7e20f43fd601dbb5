#include "clew/base/text.h"
#include "clew/report/detail/markup.h"
#include "clew/report/detail/page.h"
#include "clew/report/detail/pictures.h"
#include "clew/report/detail/sections.h"
#include "clew/report/detail/show.h"
#include "clew/report/html.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace clew::report::detail {
void write_coverage(Page& page) {
  page.open_section(
      "coverage", "What the evidence covers", 0,
      "An answer reaches as far as the logs do. Each lane is one source over time; hatched is where it shows nothing although it should.");
  const auto axis = axis_of(page.document());
  const std::size_t shown = std::min(page.document().coverage.size(), html_rows_max);
  if (axis && !page.document().coverage.empty()) draw_coverage(page.out(), page.document(), *axis, shown);
  if (page.document().coverage.empty()) {
    page.out() += "<p>No source was recognised in this evidence.</p>\n";
    return page.close_section(0, 0);
  }
  page.out() += "<details><summary>The same as a table</summary>\n";
  page.open_table("Sources, what they can show, from when to when (UTC)",
                  {"Source", "Shows", "From", "To", "#Events", "#Unparsed", "Gaps"});
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseCoverage& coverage = page.document().coverage[i];
    std::string gaps;
    for (const model::CaseGap& gap : coverage.gaps) {
      if (gaps.size() > html_text_bytes_max) break;
      gaps += fmt::format("<div>{}{}{}</div>", escaped(stretch(gap.from, gap.to)), gap.why.empty() ? "" : ": ",
                          page.text(gap.why));
    }
    page.row({{plain(coverage.source)},
              {plain(joined(coverage.sees, ", ") + (coverage.guessed.empty() ? "" : " (" + coverage.guessed + ")")),
               "shows"},
              {time_tag(coverage.from), "from", "time"},
              {time_tag(coverage.to), "to", "time"},
              {grouped(coverage.events), "events", "num"},
              {grouped(coverage.unparsed), "unparsed", "num"},
              {gaps.empty() ? "none" : gaps, "gaps"}});
  }
  page.close_table();
  page.out() += "</details>\n";
  page.close_section(shown, page.document().coverage.size());
}

void write_searched(Page& page) {
  if (page.document().searched.empty()) return;
  page.open_section("searched", "What was searched for", 0,
                    "A type that no source would show cannot be ruled out by this evidence.");
  page.open_table("Published indicators by type",
                  {"Type", "#Hunted", "#Seen", "#Window covered", "Sources that would show one"});
  const std::size_t shown = std::min(page.document().searched.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseSearch& search = page.document().searched[i];
    page.row({{escaped(words_of(fit(search.type)))},
              {grouped(search.indicators), "hunted", "num"},
              {grouped(search.sighted), "seen", "num"},
              {percent(search.covered), "window covered", "num"},
              {search.shown_by.empty() ? "<span class=\"status exposed\">none in this evidence</span>"
                                       : plain(joined(search.shown_by, ", "))}});
  }
  page.close_table();
  page.close_section(shown, page.document().searched.size());
}

void write_blind(Page& page) {
  page.open_section("blind", "Where this evidence is blind", page.document().blind.size(), "");
  if (page.document().blind.empty()) page.out() += "<p>No blind spot is known.</p>\n";
  const std::size_t shown = std::min(page.document().blind.size(), html_rows_max);
  if (shown > 0) {
    page.open_table("What could have happened without being seen here", {"What", "Why", "When (UTC)"});
    for (std::size_t i = 0; i < shown; ++i) {
      const model::CaseBlind& blind = page.document().blind[i];
      const std::string when = stretch(blind.from, blind.to);
      page.row({{page.text(blind.what)},
                {page.text(blind.why)},
                {when.empty() ? "at all times" : dates_tag(escaped(when))}});
    }
    page.close_table();
  }
  page.close_section(shown, page.document().blind.size());
}

}  // namespace clew::report::detail
