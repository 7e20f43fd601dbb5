#include "clew/report/link_exchange.h"

#include "clew/report/misp_rules.h"
#include "clew/report/stix_rules.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace clew::report {
namespace {

using nlohmann::json;

using samples::no_flaws;
using samples::objects_of;

link::LinkCase sample_case() {
  link::LinkCase link_case;
  link_case.indicators.push_back({model::Value::parse(model::ValueType::domain, "pear.example").value()});
  link_case.features = {"T1566.001", "S0154", "T1059", "T1566.001"};
  link_case.sources = {"notice.md"};
  link_case.published = 19'000;
  return link_case;
}

/// Two candidates by what links, and the first of them again by what others claim.
link::Judgement sample_judgement() {
  link::Judgement judgement;
  judgement.as_of = 19'500;
  judgement.abstained = false;
  judgement.why = "very likely (0.87) Amber Group";
  judgement.candidates.push_back({.activity = "Amber Group",
                                  .names = {"Amber Group", "Orchard intrusion"},
                                  .probability = 0.87,
                                  .confidence = link::Confidence::high,
                                  .supporting = {"1 equal domain: pear.example"},
                                  .opposing = {"2 indicators are known of nobody"}});
  judgement.candidates.push_back({.activity = "Amber Group", .probability = 0.60, .rests_on_claims = true});
  judgement.candidates.push_back({.activity = "Cobalt Crew", .names = {"Cobalt Crew"}, .probability = 0.04});
  judgement.unknown_probability = 0.09;
  judgement.links.push_back({.kind = "technique", .from = "T1059", .to = "T1059", .activity = "Amber Group"});
  return judgement;
}

link::Judgement empty_judgement() { return {}; }

/// What others' lists may hold: bytes that are no text, quotation marks, names without end.
link::Judgement hostile_judgement() {
  using namespace std::string_literals;
  const std::string bad = "\"</script>\\\x1b\0\xff\r\n"s + std::string(5'000, 'x');
  link::Judgement judgement = sample_judgement();
  judgement.why = bad;
  for (link::Hypothesis& candidate : judgement.candidates) {
    candidate.activity = bad;
    candidate.names = candidate.supporting = candidate.opposing = {bad, bad};
  }
  judgement.links[0].activity = bad;
  return judgement;
}

TEST(LinkStix, KeepsTheRulesOfTheStandardWhateverTheJudgement) {
  for (const auto& judgement : {sample_judgement(), empty_judgement(), hostile_judgement()}) {
    EXPECT_EQ(samples::StixRules::flaws(json::parse(link_stix(judgement, sample_case()))), no_flaws);
    EXPECT_EQ(samples::StixRules::flaws(json::parse(link_stix(judgement, {}))), no_flaws);
  }
}

TEST(LinkStix, AHypothesisIsAnOpinionWithItsConfidenceAndNoAssertion) {
  const json bundle = json::parse(link_stix(sample_judgement(), sample_case()));
  const auto relations = objects_of(bundle, "relationship");
  const auto opinions = objects_of(bundle, "opinion");
  ASSERT_EQ(relations.size(), 3U);
  ASSERT_EQ(opinions.size(), 3U);
  EXPECT_EQ(relations[0]["relationship_type"], "attributed-to");
  EXPECT_EQ(relations[0]["source_ref"], objects_of(bundle, "campaign").at(0)["id"]);
  EXPECT_EQ(relations[0]["confidence"], 87);
  EXPECT_EQ(opinions[0]["opinion"], "strongly-agree");
  EXPECT_EQ(opinions[2]["opinion"], "strongly-disagree");
  EXPECT_EQ(opinions[0]["object_refs"], json::array({relations[0]["id"]}));
  EXPECT_EQ(opinions[0]["explanation"], "+ 1 equal domain: pear.example\n- 2 indicators are known of nobody\n");
}

TEST(LinkStix, AnActorIsOneObjectThoughLinksAndClaimsBothLeadToIt) {
  const json bundle = json::parse(link_stix(sample_judgement(), sample_case()));
  const auto sets = objects_of(bundle, "intrusion-set");
  ASSERT_EQ(sets.size(), 2U);
  const auto relations = objects_of(bundle, "relationship");
  EXPECT_EQ(relations[0]["target_ref"], relations[1]["target_ref"]);
  EXPECT_NE(relations[0]["id"], relations[1]["id"]);
}

TEST(LinkStix, IdentifiersComeFromTheContent) {
  const std::string once = link_stix(sample_judgement(), sample_case());
  EXPECT_EQ(link_stix(sample_judgement(), sample_case()), once);
  link::LinkCase other = sample_case();
  other.sources = {"another.md"};
  const json one = json::parse(once), two = json::parse(link_stix(sample_judgement(), other));
  EXPECT_NE(objects_of(one, "campaign")[0]["id"], objects_of(two, "campaign")[0]["id"]);
  // An actor is the same in every case.
  EXPECT_EQ(objects_of(one, "intrusion-set")[0]["id"], objects_of(two, "intrusion-set")[0]["id"]);
  for (const json& object : one["objects"])
    EXPECT_EQ(object["id"].get<std::string>().at(object["type"].get<std::string>().size() + 16), '5');
}

/// The rules of the layer format 4.5 (mitre-attack/attack-navigator, layers/spec/v4.5), as far as they touch what is
/// written here.
std::vector<std::string> layer_flaws(const json& layer) {
  std::vector<std::string> flaws;
  const auto expect = [&](bool holds, const std::string& flaw) {
    if (!holds) flaws.push_back(flaw);
  };
  expect(!layer.value("name", "").empty(), "no name");
  expect(layer.value("domain", "") == "enterprise-attack", "domain");
  expect(layer["versions"].value("layer", "") == "4.5", "version");
  std::set<std::string> seen;
  for (const json& technique : layer["techniques"]) {
    const std::string id = technique.value("techniqueID", "");
    expect(samples::has_form(id, "T9999") || samples::has_form(id, "T9999.999"), "technique " + id);
    expect(seen.insert(id).second, "twice: " + id);
    expect(technique["score"].is_number() && technique["enabled"].is_boolean() && technique["comment"].is_string(), id);
  }
  expect(layer["gradient"]["colors"].size() >= 2, "gradient");
  for (const json& item : layer["legendItems"]) {
    expect(samples::has_form(item.value("color", ""), "#ffffff") && !item.value("label", "").empty(), "legend");
  }
  return flaws;
}

TEST(LinkNavigator, KeepsTheRulesOfTheLayerFormatWhateverTheJudgement) {
  for (const auto& judgement : {sample_judgement(), empty_judgement(), hostile_judgement()}) {
    EXPECT_EQ(layer_flaws(json::parse(link_navigator(judgement, sample_case()))), no_flaws);
    EXPECT_EQ(layer_flaws(json::parse(link_navigator(judgement, {}))), no_flaws);
  }
}

TEST(LinkNavigator, TellsWhatTheFirstCandidateIsKnownForFromWhatItIsNot) {
  const json layer = json::parse(link_navigator(sample_judgement(), sample_case()));
  ASSERT_EQ(layer["techniques"].size(), 2U);
  std::map<std::string, json> by_id;
  for (const json& technique : layer["techniques"]) by_id[technique["techniqueID"]] = technique;
  EXPECT_EQ(by_id["T1059"]["score"], 2);
  EXPECT_EQ(by_id["T1059"]["comment"], "also known of Amber Group");
  EXPECT_EQ(by_id["T1566.001"]["score"], 1);
}

TEST(LinkMisp, KeepsTheRulesOfTheFormatWhateverTheJudgement) {
  for (const auto& judgement : {sample_judgement(), empty_judgement(), hostile_judgement()}) {
    EXPECT_EQ(samples::MispRules::flaws(json::parse(link_misp(judgement, sample_case()))["Event"]), no_flaws);
    EXPECT_EQ(samples::MispRules::flaws(json::parse(link_misp(judgement, {}))["Event"]), no_flaws);
  }
}

TEST(LinkMisp, TagsAreSpelledAsTheTaxonomySpellsThem) {
  const json event = json::parse(link_misp(sample_judgement(), sample_case()))["Event"];
  EXPECT_EQ(event["Tag"][0]["name"], "estimative-language:likelihood-probability=\"very-likely\"");
  EXPECT_EQ(event["Tag"][1]["name"], "estimative-language:confidence-in-analytic-judgment=\"high\"");
  EXPECT_EQ(event["date"], "2023-05-23");
  EXPECT_EQ(event["timestamp"], "1684800000");
  EXPECT_EQ(event["Attribute"].size(), 4U);
  EXPECT_EQ(json::parse(link_misp(empty_judgement(), {}))["Event"]["Tag"].size(), 0U);
}

}  // namespace
}  // namespace clew::report
