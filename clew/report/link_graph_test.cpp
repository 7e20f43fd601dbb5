#include "clew/report/detail/link_graph.h"

#include "clew/report/detail/show.h"
#include "clew/report/html.h"
#include "clew/report/sample_cases.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace clew::report {
namespace {

using detail::graph_of;
using detail::GraphBox;
using detail::LinkGraph;
using detail::Wire;

std::string section_of(const model::CaseDocument& document) {
  const std::string page = render_html(document);
  const std::size_t begin = page.find("<section id=\"resembles\"");
  if (begin == std::string::npos) return {};
  return page.substr(begin, page.find("</section>", begin) - begin);
}

std::string section_of(model::CaseAttribution attribution) {
  model::CaseDocument document = samples::hit();
  document.attribution = std::move(attribution);
  return section_of(document);
}

const GraphBox* box_named(const std::vector<GraphBox>& boxes, std::string_view text) {
  const auto found = std::ranges::find(boxes, text, &GraphBox::text);
  return found == boxes.end() ? nullptr : &*found;
}

TEST(LinkGraph, LeadsFromAValueOverWhatLinksToAnActivity) {
  const LinkGraph graph = graph_of(samples::attribution());
  EXPECT_FALSE(graph.merged);
  const auto& [values, links, activities] = graph.boxes;
  ASSERT_EQ(values.size(), 4U);
  ASSERT_EQ(links.size(), 6U);
  ASSERT_EQ(activities.size(), 4U);
  EXPECT_EQ(activities[0].candidate, 0U);
  EXPECT_EQ(box_named(activities, "Cobalt Crew")->candidate, 2U);
  const auto leads = [&](std::size_t column, std::string_view from, std::string_view to) {
    return std::ranges::any_of(graph.wires.at(column), [&](const detail::GraphWire& wire) {
      return graph.boxes.at(column)[wire.from].text == from && graph.boxes.at(column + 1)[wire.to].text == to;
    });
  };
  EXPECT_TRUE(leads(0, "cdn.pear-mirror.example", "pear-mirror.example"));
  EXPECT_TRUE(leads(1, "pear-mirror.example", "Umber campaign"));
  EXPECT_TRUE(leads(1, "Sea Heron", "Harbour state"));
  EXPECT_FALSE(leads(1, "pear-mirror.example", "Cobalt Crew"));
}

TEST(LinkGraph, WhatCarriesNothingLeadsToItsReasonAndOnToNobody) {
  const LinkGraph graph = graph_of(samples::attribution());
  const auto& links = graph.boxes[LinkGraph::links];
  const GraphBox* shared = box_named(links, "203.0.113.0/24");
  ASSERT_NE(shared, nullptr);
  EXPECT_EQ(shared->wire, Wire::carries_nothing);
  EXPECT_EQ(shared->kind, "known of 2 actors");
  for (const auto& wire : graph.wires[1]) EXPECT_NE(&links[wire.from], shared);
  EXPECT_EQ(box_named(graph.boxes[LinkGraph::activities], "Somebody else"), nullptr);
}

TEST(LinkGraph, HasRoomForAnyNumberOfLinksAndLosesNone) {
  for (const std::size_t count : {0U, 1U, 30U, 200U, 1'000U, 5'000U}) {
    const model::CaseAttribution attribution = samples::many_links(count);
    const LinkGraph graph = graph_of(attribution);
    std::size_t boxes = 0, values = 0;
    std::set<std::string> froms;
    for (std::size_t i = 0; i < std::min(count, model::case_links_max); ++i) froms.insert(attribution.links[i].from);
    for (const auto& column : graph.boxes) {
      EXPECT_LE(column.size(), detail::graph_rows_max);
      boxes += column.size();
    }
    for (const GraphBox& box : graph.boxes[LinkGraph::values]) values += box.members;
    EXPECT_LE(boxes, 150U);
    EXPECT_EQ(values, froms.size()) << count;
    for (std::size_t column = 0; column < 2; ++column) {
      for (const auto& wire : graph.wires.at(column)) {
        ASSERT_LT(wire.from, graph.boxes.at(column).size());
        ASSERT_LT(wire.to, graph.boxes.at(column + 1).size());
      }
    }
  }
}

TEST(LinkGraph, NoBoxLiesOnAnother) {
  for (const std::size_t count : {5U, 60U, 1'000U}) {
    const LinkGraph graph = graph_of(samples::many_links(count));
    for (const auto& column : graph.boxes) {
      for (std::size_t i = 1; i < column.size(); ++i) {
        EXPECT_GE(column[i].top, column[i - 1].top + column[i - 1].height);
      }
      for (const GraphBox& box : column) EXPECT_LE(box.top + box.height, graph.height);
    }
  }
}

TEST(AttributionSection, HoldsEveryHypothesisAgainstEveryPieceOfEvidence) {
  const std::string section = section_of(samples::hit());
  EXPECT_NE(section.find("An actor not in the knowledge base"), std::string::npos);
  EXPECT_NE(section.find("likely (0.71), moderate confidence"), std::string::npos);
  EXPECT_NE(section.find("Rests on what others claim"), std::string::npos);
  // Three rows and the sum, each with a cell for three candidates and the unknown actor.
  EXPECT_EQ(samples::count_of(section, "class=\"bearing "), 12U);
  EXPECT_EQ(samples::count_of(section, "class=\"bearing against\""), 2U);
  EXPECT_EQ(samples::count_of(section, "data-label=\"H?\""), 4U);
  EXPECT_NE(section.find("speaks strongly for it"), std::string::npos);
  EXPECT_NE(section.find("What would change this"), std::string::npos);
}

TEST(AttributionSection, TheTableHoldsTheFactsOfThePicture) {
  for (const auto& attribution : {samples::attribution(), samples::many_links(300)}) {
    const std::string section = section_of(attribution);
    const std::string table = section.substr(section.find("<div class=linked>"));
    EXPECT_EQ(samples::count_of(table, "<th scope=row"), attribution.links.size());
    EXPECT_LE(samples::count_of(section, "<rect class=\"box"), 150U);
  }
}

TEST(AttributionSection, NamesAreDefangedThoughNoFindingListsThem) {
  const std::string section = section_of(samples::hit());
  for (const std::string_view exact : {"pear-mirror.example", "203.0.113.77", "fig-store.example", "https://"}) {
    EXPECT_EQ(section.find(exact), std::string::npos) << exact;
  }
  EXPECT_NE(section.find("pear-mirror[.]example"), std::string::npos);
}

TEST(AttributionSection, StaysSmallWhateverTheAttribution) {
  EXPECT_LT(section_of(samples::many_links(100'000)).size(), 1'000'000U);
  model::CaseAttribution wide = samples::attribution();
  const std::string endless(1'000'000, 'n');
  for (std::size_t i = 0; i < 10'000; ++i)
    wide.candidates.push_back({.activity = endless.substr(0, 100),
                               .names = {},
                               .confidence = "",
                               .probability = 0,
                               .supporting = std::vector<std::string>(100, "a"),
                               .opposing = {}});
  wide.candidates[0].activity = wide.links[0].from = wide.matrix[0].evidence = endless;
  const std::string section = section_of(wide);
  EXPECT_LT(section.size(), 1'000'000U);
  EXPECT_NE(section.find("more in <code>case.json</code>"), std::string::npos);
}

TEST(AttributionSection, SaysWhenNobodyIsNamedAndIsNotThereWithoutOne) {
  model::CaseAttribution attribution;
  attribution.why = "no basis";
  EXPECT_NE(section_of(attribution).find("<b>Nobody is named</b>: no basis"), std::string::npos);
  model::CaseDocument document = samples::hit();
  document.attribution.reset();
  EXPECT_EQ(section_of(document), "");
}

struct WordsCase {
  std::string_view text, want;
};

TEST(DefangedWords, FindsWhatNobodyListed) {
  for (const WordsCase& item :
       std::initializer_list<WordsCase>{{"", ""},
                                        {"1 equal address: 198.51.100.7 (Example Labs, 2023-01-10)",
                                         "1 equal address: 198[.]51.100.7 (Example Labs, 2023-01-10)"},
                                        {"a.doc-view.org; b.doc-view.org.", "a.doc-view[.]org; b.doc-view[.]org."},
                                        {"likely (0.57), T1566.001, v1.2", "likely (0.57), T1566.001, v1.2"},
                                        {"see https://labs.example/a?b=c", "see hxxps://labs[.]example/a?b=c"},
                                        {"xhttp://", "xhxxp://"},
                                        {"\x1b[31m...", "\\x1b[31m..."}}) {
    EXPECT_EQ(detail::defanged_words(item.text), item.want);
  }
}

}  // namespace
}  // namespace clew::report
