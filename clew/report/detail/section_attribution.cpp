#include "clew/link/likelihood.h"
#include "clew/report/detail/sections.h"

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

std::string lines_of(const Page& page, const std::vector<std::string>& lines) {
  if (lines.empty()) return "–";
  std::string html = "<ul>";
  for (const std::string& line : lines) html += "<li>" + page.text(line) + "</li>";
  return html + "</ul>";
}

std::string likelihood_text(double probability) {
  return fmt::format("{} ({:.2f})", link::likelihood_of(probability).words, probability);
}

}  // namespace

void write_attribution(Page& page) {
  const auto& attribution = page.document().attribution;
  if (!attribution) return;
  const std::string lead =
      attribution->abstained
          ? "Hypotheses, by what the knowledge base holds. Nothing specific enough links: nobody is named."
          : "Hypotheses, by what the knowledge base holds. A likeness is no proof.";
  page.open_section("resembles", "Whom it resembles", attribution->candidates.size(), lead);
  page.open_table("Competing hypotheses", {"Activity", "Probability", "Confidence", "For", "Against"});
  for (const model::CaseCandidate& candidate : attribution->candidates) {
    page.row({{page.text(candidate.activity)},
              {plain(likelihood_text(candidate.probability)), "probability"},
              {page.text(candidate.confidence), "confidence"},
              {lines_of(page, candidate.supporting), "for"},
              {lines_of(page, candidate.opposing), "against"}});
  }
  page.row({{"An actor that none of these names"},
            {plain(likelihood_text(attribution->unknown_probability)), "probability"},
            {"–", "confidence"},
            {"–", "for"},
            {"–", "against"}});
  page.close_table();
  page.close_section(attribution->candidates.size(), attribution->candidates.size());
}

}  // namespace clew::report::detail
