#include "clew/report/sample_cases.h"

#include <cmath>

#include <fmt/format.h>

namespace clew::report::samples {
namespace {

using model::Bearing;

model::CaseLink link(std::string kind, std::string from, std::string to, std::string activity, double weight,
                     std::string discounted = {}) {
  return {.kind = std::move(kind),
          .from = std::move(from),
          .to = std::move(to),
          .activity = std::move(activity),
          .source = "https://labs.example/umber",
          .publisher = "Example Labs",
          .date = "2024-01-05",
          .weight = weight,
          .discounted = std::move(discounted)};
}

model::CaseCandidate candidate(std::string activity, std::vector<std::string> names, double probability) {
  return {.activity = std::move(activity),
          .names = std::move(names),
          .confidence = "moderate",
          .probability = probability,
          .supporting = {"2 registered domains: pear-mirror.example (Example Labs, 2024-01-05)"},
          .opposing = {"3 indicators of the case are known of nobody"},
          .level = "cluster",
          .confidence_why = "several specific links, but of one kind"};
}

}  // namespace

model::CaseAttribution attribution() {
  model::CaseAttribution attribution;
  attribution.abstained = false;
  attribution.why = "likely (0.71) Amber Group, moderate confidence: several specific links";
  attribution.unknown_probability = 0.21;
  attribution.unknown_supporting = {"3 indicators are known of nobody"};
  attribution.unknown_opposing = {"2 traces are known of Amber Group alone"};
  attribution.candidates = {candidate("Amber Group", {"Amber Group", "Umber campaign", "Orchard intrusion"}, 0.71),
                            candidate("Harbour state", {"Sea Heron"}, 0.60),
                            candidate("Cobalt Crew", {"Cobalt Crew", "Cobalt campaign"}, 0.08)};
  attribution.candidates[1].rests_on_claims = true;
  attribution.matrix = {{"registered domain: pear-mirror.example (Example Labs, 2024-01-05)",
                         "registered_domain",
                         {Bearing::supports_strongly, Bearing::neutral, Bearing::against, Bearing::against}},
                        {"claim of Example Times, 2024-03-20",
                         "claim",
                         {Bearing::neutral, Bearing::supports, Bearing::neutral, Bearing::neutral}},
                        {"1 trace: known of 2 actors", "shared", std::vector<Bearing>(4, Bearing::neutral)}};
  attribution.links = {
      link("registered_domain", "cdn.pear-mirror.example", "pear-mirror.example", "Umber campaign", 0.9),
      link("exact_indicator", "203.0.113.77", "203.0.113.77", "Orchard intrusion", 0.31, "2.4 years old"),
      link("passive_dns", "203.0.113.77", "fig-store.example", "Umber campaign", 0.2,
           "through passive_dns of fig-store.example"),
      link("technique", "T1566.001", "T1566.001", "Cobalt Crew", 0.12),
      link("claim", "Example Times", "Sea Heron", "Harbour state", 0, "a claim: it is counted by authors"),
      link("netblock", "203.0.113.77", "203.0.113.0/24", "Somebody else", 0, "known of 2 actors")};
  attribution.links_total = attribution.links.size();
  attribution.would_change = {"a second author who attributes independently"};
  return attribution;
}

model::CaseAttribution many_links(std::size_t links) {
  model::CaseAttribution attribution = samples::attribution();
  for (std::size_t i = 0; i < 5; ++i) {
    attribution.candidates.push_back(
        candidate(fmt::format("Cluster {} of the long {}", i, std::string(20 * i, 'n')), {}, 0.02));
  }
  for (model::CaseMatrixRow& row : attribution.matrix)
    row.cells.resize(attribution.candidates.size() + 1, Bearing::neutral);
  attribution.links.clear();
  for (std::size_t i = 0; i < links; ++i) {
    const std::string host = fmt::format("host{}.pear-{}.example", i, i % 97);
    const std::string& actor = attribution.candidates[i % 11 % 3].activity;
    if (i % 5 == 0) {
      attribution.links.push_back(link("netblock", host, fmt::format("203.0.113.{}/32", i % 200), actor, 0,
                                       fmt::format("known of {} actors", 2 + i % 3)));
    } else {
      attribution.links.push_back(link(i % 2 == 0 ? "registered_domain" : "exact_indicator", host,
                                       i % 2 == 0 ? host.substr(host.find('.') + 1) : host,
                                       i % 7 == 0 ? fmt::format("{} operation {}", actor, i % 60) : actor,
                                       1.0 / static_cast<double>(1 + i % 9)));
    }
  }
  attribution.links_total = 3 * links;
  return attribution;
}

model::CaseAttribution hostile_attribution(const std::string& bad) {
  model::CaseAttribution attribution = samples::attribution();
  attribution.why = bad;
  attribution.unknown_probability = std::nan("");
  attribution.unknown_supporting = attribution.unknown_opposing = attribution.would_change = {bad};
  for (model::CaseCandidate& each : attribution.candidates) {
    each.activity = each.confidence = each.level = each.confidence_why = bad;
    each.names = each.supporting = each.opposing = {bad, "x" + bad};
    each.probability = std::nan("");
  }
  for (model::CaseMatrixRow& row : attribution.matrix) row = {bad, bad, {Bearing::against}};
  for (model::CaseLink& each : attribution.links) each = {bad, bad, bad, bad, bad, bad, bad, HUGE_VAL, bad};
  attribution.links[1].weight = std::nan("");
  attribution.links[2].weight = 0;
  return attribution;
}

}  // namespace clew::report::samples
