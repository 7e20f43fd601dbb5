#include "clew/report/detail/course_picture.h"
#include "clew/report/detail/markup.h"
#include "clew/report/detail/page.h"
#include "clew/report/detail/sections.h"
#include "clew/report/detail/show.h"
#include "clew/report/html.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

void write_clocks(Page& page) {
  const auto& clocks = page.document().clocks;
  if (clocks.empty()) return;
  page.out() += "<h3>Clocks that were compared</h3>\n";
  page.open_table("How far clocks are off", {"Source", "Clock", "Measured against", "Here", "How"});
  const std::size_t shown = std::min(clocks.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseClock& clock = clocks[i];
    page.row({{plain(clock.source), {}, name_kind(clock.source)},
              {escaped(offset_of(clock)), "clock"},
              {fmt::format("{}{}{} pairs of records", plain(clock.against), clock.against.empty() ? "" : ", ",
                           grouped(clock.pairs)),
               "against"},
              {clock.applied ? "<b>corrected: all times on this page are right by it</b>" : "left as it is", "here"},
              {page.text(clock.how), "how"}});
  }
  page.close_table();
  if (shown < clocks.size())
    page.out() += fmt::format("<p class=more>{} more in <code>case.json</code></p>\n", grouped(clocks.size() - shown));
}

}  // namespace

bool has_since(const model::CaseDocument& document) {
  const model::CaseAnswer& answer = document.answer;
  return answer.earliest_time || answer.could_have_seen || !answer.could_have_seen_why.empty() ||
         !document.clocks.empty() ||
         std::ranges::any_of(counting(document), [](const auto* finding) { return finding->time.has_value(); });
}

void write_since(Page& page) {
  if (!has_since(page.document())) return;
  const model::CaseAnswer& answer = page.document().answer;
  page.open_section("since", "Since when, and what happened where", 0, "");
  page.out() += "<dl class=pair>\n";
  if (answer.earliest_time || !answer.earliest_finding.empty()) {
    page.out() += fmt::format("<div><dt>First that counts</dt><dd><b>{}</b> UTC{}{}</dd></div>\n",
                              answer.earliest_time ? time_tag(answer.earliest_time) : "time unknown",
                              answer.earliest_finding.empty() ? "" : ", finding ",
                              answer.earliest_finding.empty() ? "" : page.links({answer.earliest_finding}));
  }
  if (answer.could_have_seen || !answer.could_have_seen_why.empty()) {
    page.out() += "<div><dt>Could have been seen from</dt><dd>";
    if (answer.could_have_seen) page.out() += fmt::format("<b>{}</b> UTC on", time_tag(answer.could_have_seen));
    if (answer.could_have_seen && !answer.could_have_seen_why.empty()) page.out() += ": ";
    page.out() += page.text(answer.could_have_seen_why) + "</dd></div>\n";
  }
  page.out() += "</dl>\n";
  draw_course(page);
  write_clocks(page);
  page.close_section(0, 0);
}

}  // namespace clew::report::detail
