#include "clew/report/html.h"

#include "clew/base/text.h"
#include "clew/embedded/report_page.h"
#include "clew/report/detail/markup.h"
#include "clew/report/detail/pictures.h"
#include "clew/report/detail/show.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace clew::report {
namespace {

using detail::escaped;
using detail::grouped;

std::string_view style_sheet() {
  for (const embedded::EmbeddedFile& file : embedded::report_page()) {
    if (file.name == "web/report/report.css") return file.bytes;
  }
  return {};
}

/// Free text of the document, short enough for a page; `escaped` makes the rest safe.
std::string fit(std::string_view text) { return base::shortened(text, html_text_bytes_max); }
std::string plain(std::string_view text) { return escaped(fit(text)); }

std::string time_tag(const std::optional<base::Instant>& time) {
  if (!time) return "<span class=soft>unknown</span>";
  return fmt::format("<time datetime=\"{}\">{}</time>", base::to_rfc3339(*time), detail::moment(*time));
}

/// Two dates that may be torn apart, but not within one.
std::string dates_tag(std::string dates) {
  constexpr std::string_view dash = " – ";
  const std::size_t at = dates.find(dash);
  if (at != std::string::npos) dates.replace(at, dash.size(), " –</span> <span class=short>");
  return "<span class=short>" + dates + "</span>";
}

/// A name for `id` and `#`: identifiers come from documents, so only what cannot break out is kept.
std::string anchor(std::string_view id) {
  std::string name;
  for (const char c : id.substr(0, 40)) name += base::is_alnum(c) ? c : '_';
  return name;
}

/// Names are not broken at their hyphens while there is room for them.
std::string_view name_kind(std::string_view name) { return name.size() <= 24 ? "short" : ""; }

struct Cell {
  std::string html;
  std::string_view label = {};  ///< of the column; shown on a phone
  std::string_view kind = {};   ///< class
};

class Page {
 public:
  explicit Page(const model::CaseDocument& document) : document_(document), shower_(document) {
    for (const auto& file : document.evidence_files) files_.emplace(file.file, &file);
  }

  std::string render();

 private:
  void head();
  void answer();
  void facts();
  void navigation();
  void problems();
  void coverage();
  void timeline();
  void counting();
  void explained();
  void devices();
  void accounts();
  void rotation();
  void searched();
  void blind();
  void notices();
  void files();
  void checking();

  void open_section(std::string_view id, std::string_view title, std::size_t count, std::string_view lead);
  void close_section(std::size_t shown, std::size_t total);
  void open_table(std::string_view caption, const std::vector<std::string_view>& columns);
  void row(const std::vector<Cell>& cells, std::string_view attributes = {});
  void close_table() { out_ += "</tbody></table>\n"; }
  void records(const model::CaseFinding& finding, std::size_t raw_bytes_max);
  [[nodiscard]] std::string links(const std::vector<std::string>& findings) const;
  [[nodiscard]] std::string text(std::string_view text) const { return escaped(shower_.text(fit(text))); }

  const model::CaseDocument& document_;
  detail::Shower shower_;
  std::map<std::string_view, const model::CaseEvidenceFile*> files_;
  std::set<std::string_view> on_page_;  ///< findings that a link may point to
  std::string out_;
};

void Page::open_section(std::string_view id, std::string_view title, std::size_t count, std::string_view lead) {
  out_ += fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}", id, title);
  if (count > 0) out_ += fmt::format(" <span class=count>{}</span>", grouped(count));
  out_ += "</h2>\n";
  if (!lead.empty()) out_ += fmt::format("<p class=lead>{}</p>\n", lead);
}

void Page::close_section(std::size_t shown, std::size_t total) {
  if (shown < total)
    out_ += fmt::format("<p class=more>{} more in <code>case.json</code></p>\n", grouped(total - shown));
  out_ += "</section>\n";
}

void Page::open_table(std::string_view caption, const std::vector<std::string_view>& columns) {
  out_ += fmt::format("<table><caption>{}</caption><thead><tr>", caption);
  for (const std::string_view column : columns) {
    const bool number = column.starts_with('#');
    out_ += fmt::format("<th scope=col{}>{}</th>", number ? " class=num" : "", number ? column.substr(1) : column);
  }
  out_ += "</tr></thead><tbody>\n";
}

/// The first cell names the row.
void Page::row(const std::vector<Cell>& cells, std::string_view attributes) {
  out_ += fmt::format("<tr{}{}>", attributes.empty() ? "" : " ", attributes);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    out_ += i == 0 ? "<th scope=row" : "<td";
    if (!cell.kind.empty()) out_ += fmt::format(" class=\"{}\"", cell.kind);
    if (!cell.label.empty()) out_ += fmt::format(" data-label=\"{}\"", cell.label);
    out_ += ">" + cell.html + (i == 0 ? "</th>" : "</td>");
  }
  out_ += "</tr>\n";
}

std::string Page::links(const std::vector<std::string>& findings) const {
  constexpr std::size_t links_max = 12;
  std::string html;
  for (std::size_t i = 0; i < std::min(findings.size(), links_max); ++i) {
    const std::string& id = findings[i];
    html += i == 0 ? "" : ", ";
    html += on_page_.contains(id) ? fmt::format("<a href=\"#{}\">{}</a>", anchor(id), plain(id)) : plain(id);
  }
  if (findings.size() > links_max) html += fmt::format(" and {} more", findings.size() - links_max);
  return html;
}

void Page::head() {
  const std::string_view css = style_sheet();
  out_ += "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n";
  out_ += fmt::format(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; img-src data:; base-uri 'none'; "
      "form-action 'none'\">\n",
      detail::csp_hash(css));
  out_ +=
      "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<meta name=referrer content=no-referrer>\n";
  out_ += "<meta name=color-scheme content=\"light dark\">\n";
  out_ += fmt::format("<title>{}{}{}</title>\n", detail::word_of(document_.answer.verdict),
                      document_.supplier.empty() ? "" : " – ", plain(document_.supplier));
  out_ +=
      fmt::format("<style>{}</style>\n</head>\n<body>\n<a class=skip href=\"#main\">Skip to the findings</a>\n", css);
}

void Page::facts() {
  const auto fact = [&](std::string_view name, const std::string& value, const std::string& note = {}) {
    out_ += fmt::format("<div><dt>{}</dt><dd>{}", name, value);
    if (!note.empty()) out_ += fmt::format("<span class=soft>{}</span>", note);
    out_ += "</dd></div>\n";
  };
  const model::CaseAnswer& answer = document_.answer;
  out_ += "<dl class=facts>\n";
  if (answer.earliest_time || !answer.earliest_finding.empty()) {
    const std::string finding = answer.earliest_finding.empty() ? "" : ", finding " + links({answer.earliest_finding});
    fact("Earliest", answer.earliest_time ? time_tag(answer.earliest_time) : "time unknown", "UTC" + finding);
  }
  if (!answer.door_kind.empty()) fact("Door", escaped(detail::words_of(fit(answer.door_kind))), text(answer.door_why));
  const auto count = [](const auto& entries, auto status) {
    return static_cast<std::size_t>(
        std::ranges::count_if(entries, [&](const auto& entry) { return entry.status == status; }));
  };
  if (!document_.devices.empty()) {
    const std::size_t suspicious = count(document_.devices, model::DeviceStatus::suspicious);
    const std::size_t cleared = count(document_.devices, model::DeviceStatus::cleared);
    fact("Devices", fmt::format("{} compromised", count(document_.devices, model::DeviceStatus::compromised)),
         fmt::format("{} suspicious, {} cleared", suspicious, cleared));
  }
  const std::string window = detail::stretch(document_.window.from, document_.window.to);
  const bool sourced = !document_.window.source.empty() && document_.window.source != "none";
  fact("Window", window.empty() ? "not known" : dates_tag(escaped(window)),
       sourced ? "UTC, from the " + escaped(detail::words_of(fit(document_.window.source))) : "");
  std::uint64_t bytes = 0;
  std::uint64_t read = 0;
  for (const auto& file : document_.evidence_files) {
    bytes += file.bytes;
    read += file.records;
  }
  fact("Evidence",
       fmt::format("{} file{}", grouped(document_.evidence_files.size()),
                   document_.evidence_files.size() == 1 ? "" : "s"),
       fmt::format("{}, {} records", detail::sized(bytes), grouped(read)));
  out_ += "</dl>\n";
}

void Page::navigation() {
  out_ += "<nav aria-label=\"Sections\"><ul>\n";
  const auto entry = [&](std::string_view id, std::string_view name, bool there) {
    if (there) out_ += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, name);
  };
  entry("coverage", "Coverage", true);
  entry("findings", "What counts", true);
  entry("explained", "Explained", !detail::explained(document_).empty());
  entry("devices", "Devices", !document_.devices.empty());
  entry("accounts", "Accounts", !document_.accounts.empty());
  entry("rotation", "Rotation", !document_.rotation.empty());
  entry("searched", "Searched for", !document_.searched.empty());
  entry("blind", "Blind spots", true);
  entry("notices", "Notices", !document_.notices.empty());
  entry("files", "Files", !document_.evidence_files.empty());
  entry("check", "Check it yourself", true);
  out_ += "</ul></nav>\n";
}

void Page::answer() {
  out_ += "<header>\n";
  out_ += fmt::format("<p class=eyebrow>Investigation{}{}</p>\n",
                      document_.supplier.empty() ? "" : " of evidence after the breach of ",
                      document_.supplier.empty() ? "" : "<b>" + plain(document_.supplier) + "</b>");
  out_ += fmt::format("<span class=\"badge {}\">{}</span>\n", name_of(document_.answer.verdict),
                      detail::word_of(document_.answer.verdict));
  const std::string sentence = escaped(fit(detail::sentence_of(document_, shower_)));
  out_ += fmt::format("<h1>{}</h1>\n", sentence.empty() ? "No sentence was written for this case." : sentence);
  facts();
  navigation();
  out_ += "</header>\n<main id=main>\n";
}

void Page::problems() {
  if (document_.problems.empty()) return;
  out_ += "<div class=warn role=note><b>Some evidence could not be read to its end.</b><ul>\n";
  const std::size_t shown = std::min(document_.problems.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) out_ += "<li>" + text(document_.problems[i]) + "</li>\n";
  out_ += "</ul>";
  if (shown < document_.problems.size())
    out_ += fmt::format("<p class=more>{} more in <code>case.json</code></p>", document_.problems.size() - shown);
  out_ += "</div>\n";
}

void Page::coverage() {
  open_section(
      "coverage", "What the evidence covers", 0,
      "An answer reaches as far as the logs do. Each lane is one source over time; hatched is where it shows nothing although it should.");
  const auto axis = detail::axis_of(document_);
  const std::size_t shown = std::min(document_.coverage.size(), html_rows_max);
  if (axis && !document_.coverage.empty()) detail::draw_coverage(out_, document_, *axis, shown);
  if (document_.coverage.empty()) {
    out_ += "<p>No source was recognised in this evidence.</p>\n";
    return close_section(0, 0);
  }
  out_ += "<details><summary>The same as a table</summary>\n";
  open_table("Sources, what they can show, from when to when (UTC)",
             {"Source", "Shows", "From", "To", "#Events", "#Unparsed", "Gaps"});
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseCoverage& coverage = document_.coverage[i];
    std::string gaps;
    for (const model::CaseGap& gap : coverage.gaps) {
      if (gaps.size() > html_text_bytes_max) break;
      gaps += fmt::format("<div>{}{}{}</div>", escaped(detail::stretch(gap.from, gap.to)), gap.why.empty() ? "" : ": ",
                          text(gap.why));
    }
    row({{plain(coverage.source)},
         {plain(detail::joined(coverage.sees, ", ")), "shows"},
         {time_tag(coverage.from), "from", "time"},
         {time_tag(coverage.to), "to", "time"},
         {grouped(coverage.events), "events", "num"},
         {grouped(coverage.unparsed), "unparsed", "num"},
         {gaps.empty() ? "none" : gaps, "gaps"}});
  }
  close_table();
  out_ += "</details>\n";
  close_section(shown, document_.coverage.size());
}

void Page::records(const model::CaseFinding& finding, std::size_t raw_bytes_max) {
  const std::size_t shown = std::min(finding.evidence.size(), html_records_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseEvidence& evidence = finding.evidence[i];
    out_ += "<div class=record>";
    if (!evidence.raw.empty()) {
      out_ += "<pre>" + detail::quoted(evidence.raw, evidence.match_offset, evidence.match_length, raw_bytes_max) +
              "</pre>";
    }
    out_ += fmt::format(
        "<p><b>{}</b>, line <span class=num>{}</span>, offset <span class=num>{}</span>, length <span class=num>{}</span>",
        plain(evidence.file), evidence.line, evidence.offset, evidence.length);
    if (const auto file = files_.find(evidence.file); file != files_.end()) {
      const auto& digest = file->second->content_sha256.empty() ? file->second->sha256 : file->second->content_sha256;
      out_ += fmt::format("<br>SHA-256{} <span class=mono>{}</span>",
                          file->second->content_sha256.empty() ? "" : " of the content", plain(digest));
    }
    out_ += "</p></div>\n";
  }
  if (shown < finding.evidence.size())
    out_ +=
        fmt::format("<p class=more>{} more records in <code>case.json</code></p>\n", finding.evidence.size() - shown);
}

void Page::counting() {
  const auto findings = detail::counting(document_);
  open_section(
      "findings", "What counts", findings.size(),
      findings.empty()
          ? ""
          : "Each line says what the record shows happened, and is proved by the record under it. Times are UTC.");
  if (findings.empty()) {
    out_ += "<p>Nothing that was found counts.</p>\n";
    return close_section(0, 0);
  }
  timeline();
  const std::size_t shown = std::min(findings.size(), html_counting_max);
  open_table("Findings that count, in order of time", {"Finding", "Time", "Grade", "Device", "Account", "What"});
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseFinding& finding = *findings[i];
    std::string what;
    if (finding.indicator) what += fmt::format("<span class=mono>{}</span>", plain(detail::shown(*finding.indicator)));
    if (!finding.text.empty())
      what += (what.empty() ? "" : "<br>") + escaped(detail::Shower::text(fit(finding.text), finding));
    if (finding.repeats > 0)
      what += fmt::format(" <span class=soft>and {} more like it</span>", grouped(finding.repeats));
    if (!finding.rule.empty())
      what += fmt::format("<br><span class=\"soft small\">rule: {}</span>", plain(finding.rule));
    if (!finding.explanation.empty()) what += "<br>" + escaped(detail::Shower::text(fit(finding.explanation), finding));
    std::string time = time_tag(finding.time);
    if (!finding.time_quality.empty() && finding.time_quality != "exact") {
      time +=
          fmt::format("<br><span class=\"soft small\">{}</span>", escaped(detail::words_of(fit(finding.time_quality))));
    }
    row({{plain(finding.id)},
         {time, "time", "time"},
         {fmt::format("<span class=\"grade {0}\">{0}</span>", name_of(finding.grade))},
         {plain(finding.device), "device", name_kind(finding.device)},
         {plain(finding.account), "account", name_kind(finding.account)},
         {what, {}, "what"}},
        fmt::format("id=\"{}\" class=has-proof", anchor(finding.id)));
    out_ += fmt::format("<tr class=proof><td colspan=6><details{}><summary>{}</summary>\n", i == 0 ? " open" : "",
                        finding.evidence.empty() ? "no record" : "record: " + plain(detail::place_of(finding)));
    records(finding, html_raw_bytes_max);
    out_ += "</details></td></tr>\n";
  }
  close_table();
  close_section(shown, findings.size());
}

void Page::timeline() {
  if (const auto axis = detail::axis_of(document_)) {
    detail::draw_timeline(out_, detail::counting(document_), *axis, html_lanes_max,
                          [&](std::string_view id) { return on_page_.contains(id) ? anchor(id) : std::string(); });
  }
}

void Page::explained() {
  const auto groups = detail::explained(document_);
  if (groups.empty()) return;
  std::size_t total = 0;
  for (const auto& group : groups) total += group.findings.size();
  open_section(
      "explained", "Explained, and not counted", total,
      "A match is not a compromise. What stands here was seen and has an explanation; open a line to judge it yourself.");
  const std::size_t shown = std::min(groups.size(), html_groups_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const detail::ExplainedGroup& group = groups[i];
    const model::CaseFinding& first = *group.findings.front();
    out_ += fmt::format(
        "<details class=group><summary><span class=count>{}</span><b>{}</b> <span class=\"soft small\">such as {}{}{}</span></summary><div>\n",
        grouped(group.findings.size()),
        group.rule.empty() ? "no rule named" : escaped(detail::words_of(fit(group.rule))),
        plain(detail::subject_of(first)), first.device.empty() ? "" : " on ", plain(first.device));
    const std::size_t examples = std::min(group.findings.size(), html_examples_max);
    for (std::size_t k = 0; k < examples; ++k) {
      const model::CaseFinding& finding = *group.findings[k];
      out_ += fmt::format("<article id=\"{}\"><h3>{} <span class=mono>{}</span></h3>\n<p class=\"small soft\">{} UTC",
                          anchor(finding.id), plain(finding.id), plain(detail::subject_of(finding)),
                          time_tag(finding.time));
      out_ += fmt::format(" · {}", name_of(finding.grade));
      if (!finding.device.empty()) out_ += " · " + plain(finding.device);
      if (!finding.account.empty()) out_ += " · " + plain(finding.account);
      if (finding.repeats > 0) out_ += fmt::format(" · and {} more like it", grouped(finding.repeats));
      out_ += "</p>\n<p>" + escaped(detail::Shower::text(fit(finding.explanation), finding)) + "</p>\n";
      records(finding, html_raw_bytes_max / 4);
      out_ += "</article>\n";
    }
    if (examples < group.findings.size())
      out_ += fmt::format("<p class=more>{} more in <code>case.json</code></p>\n",
                          grouped(group.findings.size() - examples));
    out_ += "</div></details>\n";
  }
  close_section(shown, groups.size());
}

void Page::devices() {
  if (document_.devices.empty()) return;
  open_section("devices", "Devices", document_.devices.size(), "");
  open_table("Devices that findings are about", {"Device", "Status", "Since", "Why", "Known as", "Findings"});
  const std::size_t shown = std::min(document_.devices.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseDevice& device = document_.devices[i];
    std::string ids;
    for (const auto& [name, values] : device.ids) {
      if (ids.size() > html_text_bytes_max) break;
      ids += fmt::format("<div><span class=soft>{}</span> <span class=mono>{}</span></div>",
                         escaped(detail::words_of(fit(name))), plain(detail::joined(values, ", ")));
    }
    row({{plain(device.name), {}, name_kind(device.name)},
         {fmt::format("<span class=\"status {}\">{}</span>", name_of(device.status),
                      detail::words_of(name_of(device.status)))},
         {device.since ? time_tag(device.since) : "", "since", "time"},
         {text(device.why)},
         {ids},
         {links(device.findings), "findings"}});
  }
  close_table();
  close_section(shown, document_.devices.size());
}

void Page::accounts() {
  if (document_.accounts.empty()) return;
  open_section("accounts", "Accounts", document_.accounts.size(), "");
  open_table("Accounts that were used by the intruder or were within reach",
             {"Account", "Kind", "Status", "Why", "Findings"});
  const std::size_t shown = std::min(document_.accounts.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseAccount& account = document_.accounts[i];
    row({{plain(account.name), {}, name_kind(account.name)},
         {plain(account.kind), "kind"},
         {fmt::format("<span class=\"status {}\">{}</span>", name_of(account.status),
                      detail::words_of(name_of(account.status)))},
         {text(account.why)},
         {links(account.findings), "findings"}});
  }
  close_table();
  close_section(shown, document_.accounts.size());
}

void Page::rotation() {
  if (document_.rotation.empty()) return;
  open_section("rotation", "What to rotate, in this order", document_.rotation.size(), "");
  open_table("Secrets that were within reach", {"Order", "What", "Kind", "Of", "First", "State", "Findings"});
  const std::size_t shown = std::min(document_.rotation.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseRotation& step = document_.rotation[i];
    std::string what = text(step.what);
    if (!step.why.empty()) what += fmt::format("<br><span class=\"soft small\">{}</span>", text(step.why));
    std::string of = plain(step.account);
    if (!step.device.empty()) of += (of.empty() ? "" : ", ") + plain(step.device);
    if (!step.id.empty()) of += fmt::format("<br><span class=mono>{}</span>", plain(step.id));
    row({{grouped(step.order)},
         {what},
         {escaped(detail::words_of(fit(step.kind))), "kind"},
         {of, "of"},
         {text(detail::joined(step.after, "; ")), "first"},
         {fmt::format("<span class=\"status {}\">{}</span>", name_of(step.state),
                      detail::words_of(name_of(step.state)))},
         {links(step.findings), "findings"}});
  }
  close_table();
  close_section(shown, document_.rotation.size());
}

void Page::searched() {
  if (document_.searched.empty()) return;
  open_section("searched", "What was searched for", 0,
               "A type that no source would show cannot be ruled out by this evidence.");
  open_table("Published indicators by type",
             {"Type", "#Hunted", "#Seen", "#Window covered", "Sources that would show one"});
  const std::size_t shown = std::min(document_.searched.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseSearch& search = document_.searched[i];
    row({{escaped(detail::words_of(fit(search.type)))},
         {grouped(search.indicators), "hunted", "num"},
         {grouped(search.sighted), "seen", "num"},
         {detail::percent(search.covered), "window covered", "num"},
         {search.shown_by.empty() ? "<span class=\"status exposed\">none in this evidence</span>"
                                  : plain(detail::joined(search.shown_by, ", "))}});
  }
  close_table();
  close_section(shown, document_.searched.size());
}

void Page::blind() {
  open_section("blind", "Where this evidence is blind", document_.blind.size(), "");
  if (document_.blind.empty()) out_ += "<p>No blind spot is known.</p>\n";
  const std::size_t shown = std::min(document_.blind.size(), html_rows_max);
  if (shown > 0) {
    open_table("What could have happened without being seen here", {"What", "Why", "When (UTC)"});
    for (std::size_t i = 0; i < shown; ++i) {
      const model::CaseBlind& blind = document_.blind[i];
      const std::string when = detail::stretch(blind.from, blind.to);
      row({{text(blind.what)}, {text(blind.why)}, {when.empty() ? "at all times" : dates_tag(escaped(when))}});
    }
    close_table();
  }
  close_section(shown, document_.blind.size());
}

void Page::notices() {
  if (document_.notices.empty()) return;
  open_section("notices", "Notices that were read", document_.notices.size(), "");
  open_table("Where the indicators are from",
             {"Notice", "Published", "#Indicators", "#Mentions", "#Refused", "SHA-256"});
  const std::size_t shown = std::min(document_.notices.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseNotice& notice = document_.notices[i];
    std::string name = notice.title.empty()
                           ? plain(notice.file)
                           : text(notice.title) + "<br><span class=\"soft small\">" + plain(notice.file) + "</span>";
    std::string published = plain(notice.published);
    if (!notice.publisher.empty()) published += (published.empty() ? "" : "<br>") + plain(notice.publisher);
    row({{name},
         {published, "published"},
         {grouped(notice.indicators), "indicators", "num"},
         {grouped(notice.mentions), "mentions", "num"},
         {grouped(notice.refused), "refused", "num"},
         {fmt::format("<span class=mono>{}</span>", plain(notice.sha256))}});
  }
  close_table();
  close_section(shown, document_.notices.size());
}

void Page::files() {
  if (document_.evidence_files.empty()) return;
  open_section("files", "Evidence files", document_.evidence_files.size(), "");
  open_table("Files that were read; none was changed",
             {"File", "Read as", "#Size", "#Records", "#Unparsed", "SHA-256"});
  const std::size_t shown = std::min(document_.evidence_files.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseEvidenceFile& file = document_.evidence_files[i];
    std::string name = plain(file.file);
    if (!file.problem.empty())
      name += fmt::format("<br><span class=\"status exposed small\">{}</span>", text(file.problem));
    std::string digest = fmt::format("<span class=mono>{}</span>", plain(file.sha256));
    if (!file.content_sha256.empty())
      digest += fmt::format("<br><span class=\"soft small\">content</span> <span class=mono>{}</span>",
                            plain(file.content_sha256));
    row({{name},
         {escaped(detail::words_of(fit(file.source))), "read as"},
         {detail::sized(file.bytes), "size", "num"},
         {grouped(file.records), "records", "num"},
         {grouped(file.unparsed), "unparsed", "num"},
         {digest}});
  }
  close_table();
  close_section(shown, document_.evidence_files.size());
}

void Page::checking() {
  open_section("check", "Check it yourself", 0,
               "Every quotation above can be taken from your own files again. OFFSET and LENGTH stand under it.");
  out_ += "<p>The file is the one that was read:</p>\n<pre class=shell>sha256sum FILE</pre>\n";
  out_ += "<p>The record, byte for byte (<code>tail</code> counts from 1, offsets from 0):</p>\n";
  out_ += "<pre class=shell>tail -c +$((OFFSET + 1)) FILE | head -c LENGTH</pre>\n";
  out_ += "<p>Compressed files: offsets and the content’s SHA-256 are those of what was unpacked:</p>\n";
  out_ +=
      "<pre class=shell>gzip -dc FILE | sha256sum\ngzip -dc FILE | tail -c +$((OFFSET + 1)) | head -c LENGTH</pre>\n";
  close_section(0, 0);
}

std::string Page::render() {
  const auto findings = detail::counting(document_);
  for (std::size_t i = 0; i < std::min(findings.size(), html_counting_max); ++i) on_page_.insert(findings[i]->id);
  const auto groups = detail::explained(document_);
  for (std::size_t i = 0; i < std::min(groups.size(), html_groups_max); ++i) {
    const auto& examples = groups[i].findings;
    for (std::size_t k = 0; k < std::min(examples.size(), html_examples_max); ++k) on_page_.insert(examples[k]->id);
  }
  head();
  answer();
  problems();
  coverage();
  counting();
  explained();
  devices();
  accounts();
  rotation();
  searched();
  blind();
  notices();
  files();
  checking();
  out_ += fmt::format(
      "</main>\n<footer><p>Written by clew {}. Indicators are shown defanged; raw records are exact. This file contains no script and loads nothing.</p></footer>\n</body>\n</html>\n",
      plain(document_.tool_version));
  return std::move(out_);
}

}  // namespace

std::string render_html(const model::CaseDocument& document) { return Page(document).render(); }

}  // namespace clew::report
