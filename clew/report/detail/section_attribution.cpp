#include "clew/link/likelihood.h"
#include "clew/report/detail/cells.h"
#include "clew/report/detail/link_graph.h"
#include "clew/report/detail/link_picture.h"
#include "clew/report/detail/markup.h"
#include "clew/report/detail/sections.h"
#include "clew/report/html.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

constexpr std::size_t lines_max = 20;      ///< for or against one hypothesis
constexpr std::size_t names_max = 12;      ///< of one hypothesis
constexpr std::size_t open_rows_max = 15;  ///< of the table of links: more are folded up
constexpr std::size_t open_hypotheses = 3;
constexpr std::size_t named_columns_max = 4;  ///< of the matrix: more have numbers only
constexpr std::size_t name_columns = 16;

std::string likelihood_text(double probability) {
  if (!std::isfinite(probability)) return "of no known probability";
  return fmt::format("{} ({:.2f})", link::likelihood_of(probability).words, probability);
}

/// The probability on a line from 0 to 1, within the band that its words stand for.
std::string odds_bar(double probability) {
  const link::Likelihood band = link::likelihood_of(probability);
  return fmt::format(
      "<svg class=odds viewBox=\"0 0 1000 14\" preserveAspectRatio=none aria-hidden=true>"
      "<rect class=ground y=4 width=1000 height=6 /><rect class=band x={:.0f} y=4 width={:.0f} height=6 />"
      "<rect class=here x={:.0f} width=8 height=14 /></svg>\n",
      band.from * 1000, (band.to - band.from) * 1000, std::clamp(probability, 0.0, 1.0) * 992);
}

void write_side(std::string& out, std::string_view side, std::string_view title, std::string_view none,
                const std::vector<std::string>& lines) {
  out += fmt::format("<div class=\"side {}\"><h4>{}</h4>", side, title);
  out += lines.empty() ? fmt::format("<p class=soft>{}</p>", none) : std::string("<ul>");
  for (std::size_t i = 0; i < std::min(lines.size(), lines_max); ++i) {
    out += "<li>" + link_text_html(lines[i]) + "</li>\n";
  }
  if (!lines.empty()) out += "</ul>";
  if (lines.size() > lines_max) {
    out += fmt::format("<p class=more>{} more in <code>case.json</code></p>", lines.size() - lines_max);
  }
  out += "</div>\n";
}

void write_sides(std::string& out, const std::vector<std::string>& supporting,
                 const std::vector<std::string>& opposing) {
  out += "<div class=sides>";
  write_side(out, "for", "For", "Nothing here speaks for it.", supporting);
  write_side(out, "against", "Against", "Nothing here speaks against it.", opposing);
  out += "</div>";
}

std::string names_of(const model::CaseCandidate& candidate) {
  std::vector<std::string> names;
  for (const std::string& name : candidate.names) {
    if (name != candidate.activity) names.push_back(name);
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), names_max); ++i)
    text += (i == 0 ? "" : ", ") + link_text_html(names[i]);
  if (names.size() > names_max) text += fmt::format(" and {} more", names.size() - names_max);
  return text;
}

void write_candidate(std::string& out, const model::CaseCandidate& candidate, std::size_t index, bool chosen) {
  out += fmt::format("<div class=\"considered{}\" id=\"{}\"><h3><span class=tag>H{}</span> {} <span class=soft>{}",
                     chosen ? " chosen" : "", hypothesis_anchor(index), index + 1, link_text_html(candidate.activity),
                     likelihood_text(candidate.probability));
  if (!candidate.confidence.empty()) out += fmt::format(", {} confidence", plain(candidate.confidence));
  out += "</span></h3>\n" + odds_bar(candidate.probability);
  std::string about;
  const auto add = [&](const std::string& sentence) { about += (about.empty() ? "" : " ") + sentence; };
  if (!candidate.confidence_why.empty()) {
    add(fmt::format("Confidence: {}.", link_text_html(candidate.confidence_why)));
  }
  if (candidate.rests_on_claims) add("<b>Rests on what others claim</b>, not on what links.");
  if (!candidate.level.empty()) add(fmt::format("The evidence reaches the level: {}.", plain(candidate.level)));
  if (const std::string names = names_of(candidate); !names.empty()) add("Also: " + names + ".");
  if (!about.empty()) out += "<p class=\"small soft\">" + about + "</p>\n";
  write_sides(out, candidate.supporting, candidate.opposing);
  out += "</div>\n";
}

void write_hypotheses(Page& page, const model::CaseAttribution& attribution) {
  std::string& out = page.out();
  const std::size_t shown = std::min(attribution.candidates.size(), hypotheses_max);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i == open_hypotheses) {
      out += fmt::format(
          "<details class=group><summary><span class=count>{}</span> less likely hypotheses</summary><div>\n",
          shown - open_hypotheses);
    }
    write_candidate(out, attribution.candidates[i], i, i == 0 && !attribution.abstained);
  }
  if (shown > open_hypotheses) out += "</div></details>\n";
  out += fmt::format(
      "<div class=considered id=\"hypothesis-unknown\"><h3><span class=tag>H?</span> An actor not in the knowledge base "
      "<span class=soft>{}</span></h3>\n",
      likelihood_text(attribution.unknown_probability));
  out += odds_bar(attribution.unknown_probability);
  write_sides(out, attribution.unknown_supporting, attribution.unknown_opposing);
  out += "</div>\n";
}

// ---- the matrix ------------------------------------------------------------------------------------------------------

/// A sign for the eye, words for the ear.
std::string bearing_html(model::Bearing bearing) {
  std::string_view sign = "·", kind = "neutral", words = "says nothing";
  switch (bearing) {
    case model::Bearing::against: sign = "−", kind = "against", words = "speaks against it"; break;
    case model::Bearing::supports: sign = "+", kind = "supports", words = "speaks for it"; break;
    case model::Bearing::supports_strongly: sign = "++", kind = "strongly", words = "speaks strongly for it"; break;
    case model::Bearing::neutral: break;
  }
  return fmt::format("<span class=\"bearing {}\"><span aria-hidden=true>{}</span><span class=heard>{}</span></span>",
                     kind, sign, words);
}

model::Bearing bearing_at(const model::CaseMatrixRow& row, std::size_t column) {
  return column < row.cells.size() ? row.cells[column] : model::Bearing::neutral;
}

void write_matrix(Page& page, const model::CaseAttribution& attribution) {
  if (attribution.matrix.empty()) return;
  std::string& out = page.out();
  const std::size_t candidates = std::min(attribution.candidates.size(), hypotheses_max);
  std::vector<std::string> tags;
  for (std::size_t i = 0; i < candidates; ++i) tags.push_back(fmt::format("H{}", i + 1));
  tags.emplace_back("H?");
  out +=
      "<h3 id=\"matrix\">Evidence for and against</h3>\n<p class=lead>Each piece of evidence, held against every "
      "hypothesis. What fits all of them decides nothing; the hypothesis with the least against it stands best.</p>\n"
      "<div class=matrix>";
  std::vector<std::string> heads = {"Evidence"};
  for (std::size_t i = 0; i < candidates; ++i) {
    std::string head = fmt::format("<a href=\"#{}\">{}</a>", hypothesis_anchor(i), tags[i]);
    if (candidates <= named_columns_max) {
      const std::string name = defanged_words(fit(attribution.candidates[i].activity));
      head += fmt::format(" <span class=name>{}</span>", escaped(cut_to(name, name_columns, Cut::end, "…")));
    }
    heads.push_back(std::move(head));
  }
  heads.emplace_back(candidates <= named_columns_max
                         ? "<a href=\"#hypothesis-unknown\">H?</a> <span class=name>none of these</span>"
                         : "<a href=\"#hypothesis-unknown\">H?</a>");
  page.open_table("Evidence for and against each hypothesis", {heads.begin(), heads.end()});
  std::vector<std::size_t> against(tags.size());
  // The unknown actor has the last cell of a row, however many candidates have no room.
  const auto column_of = [&](std::size_t i) { return i < candidates ? i : attribution.candidates.size(); };
  for (std::size_t r = 0; r < attribution.matrix.size(); ++r) {
    const model::CaseMatrixRow& row = attribution.matrix[r];
    std::vector<Cell> cells = {{link_text_html(row.evidence)}};
    bool decides = false;
    for (std::size_t i = 0; i < tags.size(); ++i) {
      const model::Bearing bearing = bearing_at(row, column_of(i));
      decides = decides || bearing != model::Bearing::neutral;
      if (bearing == model::Bearing::against) ++against[i];
      cells.push_back({bearing_html(bearing), tags[i]});
    }
    if (r < html_rows_max) page.row(cells, decides ? "" : "class=idle");
  }
  std::vector<Cell> sums = {{"Pieces of evidence against it"}};
  for (std::size_t i = 0; i < tags.size(); ++i) sums.push_back({fmt::format("{}", against[i]), tags[i]});
  page.row(sums, "class=sum");
  page.close_table();
  out += "</div>\n";
  if (attribution.matrix.size() > html_rows_max) {
    out += fmt::format("<p class=more>{} more in <code>case.json</code></p>\n",
                       grouped(attribution.matrix.size() - html_rows_max));
  }
}

// ---- the links -------------------------------------------------------------------------------------------------------

std::string published_html(const model::CaseLink& link) {
  std::string text = link_text_html(link.publisher.empty() ? link.source : link.publisher);
  if (!link.date.empty()) {
    text +=
        fmt::format("{}<span class=\"{}\">{}</span>", text.empty() ? "" : ", ", name_kind(link.date), plain(link.date));
  }
  if (!link.publisher.empty() && !link.source.empty()) {
    text += fmt::format(" <span class=\"soft small\">{}</span>", link_text_html(link.source));
  }
  return text;
}

void write_links(Page& page, const model::CaseAttribution& attribution) {
  if (attribution.links.empty()) return;
  std::string& out = page.out();
  const std::size_t shown = std::min(attribution.links.size(), model::case_links_max);
  const std::size_t total = std::max<std::size_t>(attribution.links_total, attribution.links.size());
  out += "<h3 id=\"links\">What links</h3>\n";
  draw_links(page, attribution);
  const bool folded = shown > open_rows_max;
  if (folded) {
    out += fmt::format("<details class=group><summary><span class=count>{}</span> links as a table</summary>\n",
                       grouped(shown));
  }
  const CandidateNames names(attribution);
  out += "<div class=linked>";
  page.open_table("What links the case to earlier activity",
                  {"Of the case", "What links", "Activity", "Published by", "#Weight", "Carries less because"});
  for (const model::CaseLink& link : std::span(attribution.links).first(shown)) {
    const auto candidate = names.candidate_of(link.activity);
    const std::string tag = candidate ? fmt::format(" <span class=soft>H{}</span>", *candidate + 1) : std::string();
    const std::string what =
        link.from == link.to ? std::string() : fmt::format(" <span class=mono>{}</span>", link_text_html(link.to));
    page.row({{"<span class=mono>" + link_text_html(link.from) + "</span>"},
              {plain(link_kind_words(link.kind)) + what, "by"},
              {link_text_html(link.activity) + tag, "activity"},
              {published_html(link), "published by"},
              {link.weight != 0 ? fmt::format("{:.2f}", link.weight) : "–", "weight", "num"},
              {link_text_html(link.discounted), "less because"}},
             wire_of(link) == Wire::carries_nothing ? "class=idle" : "");
  }
  page.close_table();
  out += "</div>\n";
  if (shown < total) {
    out += fmt::format("<p class=more>The {} that weigh most, of {} in <code>clew link --json</code></p>\n",
                       grouped(shown), grouped(total));
  }
  if (folded) out += "</details>\n";
}

void write_would_change(Page& page, const model::CaseAttribution& attribution) {
  if (attribution.would_change.empty()) return;
  page.out() += "<h3>What would change this</h3>\n<ul class=changes>\n";
  const std::size_t shown = std::min(attribution.would_change.size(), lines_max);
  for (std::size_t i = 0; i < shown; ++i) {
    page.out() += "<li>" + link_text_html(attribution.would_change[i]) + "</li>\n";
  }
  page.out() += "</ul>\n";
}

}  // namespace

void write_attribution(Page& page) {
  if (!page.document().attribution) return;
  const model::CaseAttribution& attribution = *page.document().attribution;
  page.open_section("resembles", "Whom it resembles", 0, "");
  const std::string_view answer = attribution.abstained ? "Nobody is named" : "A likeness, no proof";
  page.out() += fmt::format("<p class=verdict-line><b>{}</b>{}{}</p>\n", answer, attribution.why.empty() ? "" : ": ",
                            link_text_html(attribution.why));
  page.out() +=
      "<p class=lead>Competing hypotheses, by what the knowledge base holds. The words for a probability are those of "
      "ICD 203; the confidence says how good the ground is.</p>\n";
  write_hypotheses(page, attribution);
  write_matrix(page, attribution);
  write_links(page, attribution);
  write_would_change(page, attribution);
  page.close_section(std::min(attribution.candidates.size(), hypotheses_max), attribution.candidates.size());
}

}  // namespace clew::report::detail
