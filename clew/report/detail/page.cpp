#include "clew/report/detail/page.h"

#include "clew/base/text.h"
#include "clew/report/detail/markup.h"
#include "clew/report/html.h"

#include <algorithm>

#include <fmt/format.h>

namespace clew::report::detail {

std::string fit(std::string_view text) { return base::shortened(text, html_text_bytes_max); }
std::string plain(std::string_view text) { return escaped(fit(text)); }

std::string time_tag(const std::optional<base::Instant>& time) {
  if (!time) return "<span class=soft>unknown</span>";
  return fmt::format("<time datetime=\"{}\">{}</time>", base::to_rfc3339(*time), moment(*time));
}

std::string dates_tag(std::string dates) {
  constexpr std::string_view dash = " – ";
  const std::size_t at = dates.find(dash);
  if (at != std::string::npos) dates.replace(at, dash.size(), " –</span> <span class=short>");
  return "<span class=short>" + dates + "</span>";
}

std::string status_tag(std::string_view name) {
  return fmt::format("<span class=\"status {}\">{}</span>", name, words_of(name));
}

std::string anchor(std::string_view id) {
  std::string name;
  for (const char c : id.substr(0, 40)) name += base::is_alnum(c) ? c : '_';
  return name;
}

std::string_view name_kind(std::string_view name) { return name.size() <= 24 ? "short" : ""; }

Page::Page(const model::CaseDocument& document) : document_(document), shower_(document) {
  for (const auto& file : document.evidence_files) files_.emplace(file.file, &file);
  const auto findings = counting(document);
  for (std::size_t i = 0; i < std::min(findings.size(), html_counting_max); ++i) on_page_.insert(findings[i]->id);
  const auto groups = explained(document);
  for (std::size_t i = 0; i < std::min(groups.size(), html_groups_max); ++i) {
    const auto& examples = groups[i].findings;
    for (std::size_t k = 0; k < std::min(examples.size(), html_examples_max); ++k) on_page_.insert(examples[k]->id);
  }
}

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

std::string Page::text(std::string_view text) const { return prose(shower_.text(fit(text))); }

std::string Page::anchor_of(std::string_view finding) const {
  return on_page_.contains(finding) ? anchor(finding) : std::string();
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

}  // namespace clew::report::detail
