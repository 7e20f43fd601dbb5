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

constexpr std::size_t reasons_max = 40;  ///< on one side of one door

void write_side(Page& page, std::string_view title, std::string_view none, std::string_view kind, bool in_favour) {
  std::vector<const model::CaseDoorReason*> reasons;
  for (const model::CaseDoorReason& reason : page.document().answer.door_reasons) {
    if (reason.kind == kind && reason.in_favour == in_favour) reasons.push_back(&reason);
  }
  page.out() += fmt::format("<div class=\"side {}\"><h4>{}</h4>", in_favour ? "for" : "against", title);
  if (reasons.empty()) page.out() += fmt::format("<p class=soft>{}</p>", none);
  if (!reasons.empty()) page.out() += "<ul>";
  for (std::size_t i = 0; i < std::min(reasons.size(), reasons_max); ++i) {
    page.out() += "<li>" + page.text(reasons[i]->text);
    if (!reasons[i]->findings.empty())
      page.out() += " <span class=proofs>" + page.links(reasons[i]->findings) + "</span>";
    page.out() += "</li>\n";
  }
  if (!reasons.empty()) page.out() += "</ul>";
  if (reasons.size() > reasons_max)
    page.out() += fmt::format("<p class=more>{} more in <code>case.json</code></p>", reasons.size() - reasons_max);
  page.out() += "</div>\n";
}

/// The doors that were looked at, the chosen one first.
std::vector<std::string_view> kinds_of(const model::CaseAnswer& answer) {
  std::vector<std::string_view> kinds = {answer.door_kind};
  for (const model::CaseDoorReason& reason : answer.door_reasons) {
    if (std::ranges::find(kinds, reason.kind) == kinds.end() && kinds.size() < html_rows_max)
      kinds.push_back(reason.kind);
  }
  return kinds;
}

}  // namespace

bool has_door(const model::CaseDocument& document) { return !document.answer.door_kind.empty(); }

void write_door(Page& page) {
  if (!has_door(page.document())) return;
  const model::CaseAnswer& answer = page.document().answer;
  page.open_section("door", "Through which door", 0, "");
  page.out() += fmt::format("<p class=verdict-line><b>{}</b>{}{}", escaped(words_of(fit(answer.door_kind))),
                            answer.door_why.empty() ? "" : ": ", page.text(answer.door_why));
  if (!answer.door_findings.empty())
    page.out() += " <span class=proofs>" + page.links(answer.door_findings) + "</span>";
  page.out() += "</p>\n";
  if (!answer.door_reasons.empty()) {
    for (const std::string_view kind : kinds_of(answer)) {
      const bool chosen = kind == answer.door_kind;
      page.out() += fmt::format("<div class=\"considered{}\"><h3>{}{}</h3>\n<div class=sides>", chosen ? " chosen" : "",
                                kind.empty() ? "no door named" : escaped(words_of(fit(kind))),
                                chosen ? " <span class=soft>the answer</span>" : "");
      write_side(page, "For", "Nothing here speaks for it.", kind, true);
      write_side(page, "Against", "Nothing here speaks against it.", kind, false);
      page.out() += "</div></div>\n";
    }
  }
  page.close_section(0, 0);
}

}  // namespace clew::report::detail
