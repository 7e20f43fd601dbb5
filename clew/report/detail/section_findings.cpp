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
namespace {

void write_records(Page& page, const model::CaseFinding& finding, std::size_t raw_bytes_max) {
  const std::size_t shown = std::min(finding.evidence.size(), html_records_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseEvidence& evidence = finding.evidence[i];
    page.out() += "<div class=record>";
    if (!evidence.raw.empty()) {
      page.out() +=
          "<pre>" + quoted(evidence.raw, evidence.match_offset, evidence.match_length, raw_bytes_max) + "</pre>";
    }
    page.out() += fmt::format(
        "<p><b>{}</b>, line <span class=num>{}</span>, offset <span class=num>{}</span>, length <span class=num>{}</span>",
        plain(evidence.file), evidence.line, evidence.offset, evidence.length);
    if (const auto file = page.files().find(evidence.file); file != page.files().end()) {
      const auto& digest = file->second->content_sha256.empty() ? file->second->sha256 : file->second->content_sha256;
      page.out() += fmt::format("<br>SHA-256{} <span class=mono>{}</span>",
                                file->second->content_sha256.empty() ? "" : " of the content", plain(digest));
    }
    page.out() += "</p></div>\n";
  }
  if (shown < finding.evidence.size())
    page.out() +=
        fmt::format("<p class=more>{} more records in <code>case.json</code></p>\n", finding.evidence.size() - shown);
}

/// What fired, what it is called in ATT&CK, and what it is a part of.
std::string origin_of(const model::CaseFinding& finding) {
  std::string text;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}{}{}", text.empty() ? "" : " · ", name, value);
  };
  add("rule: ", plain(finding.rule));
  add("", escaped(words_of(fit(finding.tactic))));
  add("", plain(finding.technique));
  add("chain ", plain(finding.chain));
  return text;
}

}  // namespace

void write_counting(Page& page) {
  const auto findings = counting(page.document());
  page.open_section(
      "findings", "What counts", findings.size(),
      findings.empty()
          ? ""
          : "Each line says what the record shows happened, and is proved by the record under it. Times are UTC.");
  if (findings.empty()) {
    page.out() += "<p>Nothing that was found counts.</p>\n";
    return page.close_section(0, 0);
  }
  const std::size_t shown = std::min(findings.size(), html_counting_max);
  page.open_table("Findings that count, in order of time", {"Finding", "Time", "Grade", "Device", "Account", "What"});
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseFinding& finding = *findings[i];
    std::string what;
    if (finding.indicator) what += fmt::format("<span class=mono>{}</span>", plain(detail::shown(*finding.indicator)));
    if (!finding.text.empty()) what += (what.empty() ? "" : "<br>") + prose(Shower::text(fit(finding.text), finding));
    if (finding.repeats > 0)
      what += fmt::format(" <span class=soft>and {} more like it</span>", grouped(finding.repeats));
    if (const std::string origin = origin_of(finding); !origin.empty())
      what += fmt::format("<br><span class=\"soft small\">{}</span>", origin);
    if (!finding.explanation.empty()) what += "<br>" + prose(Shower::text(fit(finding.explanation), finding));
    std::string time = time_tag(finding.time);
    if (!finding.time_quality.empty() && finding.time_quality != "exact") {
      time += fmt::format("<br><span class=\"soft small\">{}</span>", escaped(words_of(fit(finding.time_quality))));
    }
    page.row({{plain(finding.id)},
              {time, "time", "time"},
              {fmt::format("<span class=\"grade {0}\">{0}</span>", name_of(finding.grade))},
              {plain(finding.device), "device", name_kind(finding.device)},
              {plain(finding.account), "account", name_kind(finding.account)},
              {what, {}, "what"}},
             fmt::format("id=\"{}\" class=has-proof", anchor(finding.id)));
    page.out() += fmt::format("<tr class=proof><td colspan=6><details{}><summary>{}</summary>\n", i == 0 ? " open" : "",
                              finding.evidence.empty() ? "no record" : "record: " + plain(place_of(finding)));
    write_records(page, finding, html_raw_bytes_max);
    page.out() += "</details></td></tr>\n";
  }
  page.close_table();
  page.close_section(shown, findings.size());
}

void write_explained(Page& page) {
  const auto groups = explained(page.document());
  if (groups.empty()) return;
  std::size_t total = 0;
  for (const auto& group : groups) total += group.findings.size();
  page.open_section(
      "explained", "Explained, and not counted", total,
      "A match is not a compromise. What stands here was seen and has an explanation; open a line to judge it yourself.");
  const std::size_t shown = std::min(groups.size(), html_groups_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const ExplainedGroup& group = groups[i];
    const model::CaseFinding& first = *group.findings.front();
    page.out() += fmt::format(
        "<details class=group><summary><span class=count>{}</span><b>{}</b> <span class=\"soft small\">such as {}{}{}</span></summary><div>\n",
        grouped(group.findings.size()), group.rule.empty() ? "no rule named" : escaped(words_of(fit(group.rule))),
        plain(subject_of(first)), first.device.empty() ? "" : " on ", plain(first.device));
    const std::size_t examples = std::min(group.findings.size(), html_examples_max);
    for (std::size_t k = 0; k < examples; ++k) {
      const model::CaseFinding& finding = *group.findings[k];
      page.out() +=
          fmt::format("<article id=\"{}\"><h3>{} <span class=mono>{}</span></h3>\n<p class=\"small soft\">{} UTC",
                      anchor(finding.id), plain(finding.id), plain(subject_of(finding)), time_tag(finding.time));
      page.out() += fmt::format(" · {}", name_of(finding.grade));
      if (!finding.device.empty()) page.out() += " · " + plain(finding.device);
      if (!finding.account.empty()) page.out() += " · " + plain(finding.account);
      if (finding.repeats > 0) page.out() += fmt::format(" · and {} more like it", grouped(finding.repeats));
      page.out() += "</p>\n<p>" + prose(Shower::text(fit(finding.explanation), finding)) + "</p>\n";
      write_records(page, finding, html_raw_bytes_max / 4);
      page.out() += "</article>\n";
    }
    if (examples < group.findings.size())
      page.out() += fmt::format("<p class=more>{} more in <code>case.json</code></p>\n",
                                grouped(group.findings.size() - examples));
    page.out() += "</div></details>\n";
  }
  page.close_section(shown, groups.size());
}

}  // namespace clew::report::detail
