#include "clew/link/judge.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace clew::link {
namespace {

using model::Value;
using model::ValueType;

CaseIndicator indicator(ValueType type, std::string_view text, model::Role role = model::Role::unknown) {
  return {Value::parse(type, text).value(), role};
}

/// A knowledge base in memory: enough to ask the judge.
class Known {
 public:
  void add(const std::string& activity, ValueType type, std::string_view text, const std::string& date,
           const std::string& source = "https://reports.example/1", const std::string& publisher = "Example Labs") {
    const auto value = Value::parse(type, text).value();
    for (const Trace& trace : traces_of(value)) {
      if (!trace.shared.empty()) continue;
      facts_[{trace.kind, trace.key}].push_back(
          {number_of(activity), model::day_of(date).value(), origin({publisher, source, date})});
    }
    if (type == ValueType::domain) ground_.activities[number_of(activity)].hosts.emplace_back(text);
  }
  void write_about(const std::string& activity, std::uint32_t reports) {
    ground_.activities[number_of(activity)].recent_reports = reports;
  }
  void profile(const std::string& activity, std::vector<std::string> features) {
    std::ranges::sort(features);
    ground_.profiles.push_back({number_of(activity), std::move(features), 19'000});
  }
  KnownGround& ground() { return ground_; }

  Judgement ask(const LinkCase& link_case) {
    const auto questions = questions_of(link_case);
    KnownGround ground = ground_;
    ground.activity_count = ground.activities.size();
    for (const Question& question : questions)
      ground.owners.push_back(facts_[{question.trace.kind, question.trace.key}]);
    return judge(link_case, questions, ground);
  }

 private:
  std::uint32_t number_of(const std::string& activity) {
    for (std::uint32_t i = 0; i < ground_.activities.size(); ++i) {
      if (ground_.activities[i].name == activity) return i;
    }
    ground_.activities.push_back({.name = activity});
    return static_cast<std::uint32_t>(ground_.activities.size() - 1);
  }
  std::uint32_t origin(model::Origin origin) {
    ground_.origins.push_back(std::move(origin));
    return static_cast<std::uint32_t>(ground_.origins.size() - 1);
  }

  KnownGround ground_;
  std::map<std::pair<TraceKind, std::string>, std::vector<Owner>> facts_;
};

Known two_actors() {
  Known known;
  for (const char* host : {"cdn.mail-check.example.com", "login.acct-verify.net", "files.doc-view.org"}) {
    known.add("amber", ValueType::domain, host, "2023-01-10");
  }
  known.add("amber", ValueType::ipv4, "198.51.100.7", "2023-02-01");
  known.add("cobalt", ValueType::domain, "stats.weather-now.info", "2023-03-01");
  known.write_about("amber", 40);
  known.write_about("cobalt", 12);
  return known;
}

double probability_of(const Judgement& judgement, std::string_view activity) {
  for (const Hypothesis& candidate : judgement.candidates) {
    if (candidate.activity == activity) return candidate.probability;
  }
  return 0;
}

LinkCase amber_case() {
  LinkCase link_case{.as_of = model::day_of("2023-05-01")};
  link_case.indicators = {indicator(ValueType::domain, "new.acct-verify.net"),
                          indicator(ValueType::domain, "www.doc-view.org"), indicator(ValueType::ipv4, "198.51.100.7"),
                          indicator(ValueType::domain, "fresh-name.dev")};
  return link_case;
}

TEST(QuestionsOf, LeaveAPathAtASharedSiteItself) {
  LinkCase link_case;
  link_case.indicators.push_back(
      {.value = model::Value::parse(model::ValueType::url, "https://popular-site.net/a/loader.bin").value(),
       .shared_host = "in a list"});
  std::size_t shared = 0;
  for (const Question& question : questions_of(link_case)) {
    const bool is_around = question.trace.key == "domain:popular-site.net" || question.trace.key == "popular-site.net";
    EXPECT_EQ(question.trace.shared, is_around ? "in a list" : "") << question.trace.key;
    shared += is_around ? 1 : 0;
  }
  EXPECT_EQ(shared, 2U);
}

TEST(Judge, NamesWhomSeveralSpecificLinksLeadTo) {
  const Judgement judgement = two_actors().ask(amber_case());
  ASSERT_FALSE(judgement.candidates.empty());
  EXPECT_EQ(judgement.candidates.front().activity, "amber");
  EXPECT_FALSE(judgement.abstained) << judgement.why;
  EXPECT_FALSE(judgement.candidates.front().supporting.empty());
  EXPECT_NE(judgement.why.find("amber"), std::string::npos);
}

TEST(Judge, LeavesRoomForAnActorThatNobodyKnows) {
  const Judgement judgement = two_actors().ask(amber_case());
  double sum = judgement.unknown_probability + judgement.unlinked_probability;
  for (const Hypothesis& candidate : judgement.candidates) sum += candidate.probability;
  EXPECT_GT(judgement.unknown_probability, 0);
  EXPECT_NEAR(sum, 1, 1e-9);
}

TEST(Judge, AbstainsWhenNothingSpecificLinks) {
  LinkCase link_case;
  link_case.indicators = {indicator(ValueType::domain, "never-seen.dev"), indicator(ValueType::ipv4, "203.0.113.9")};
  auto known = two_actors();
  known.ground().new_share = 0.25;
  const Judgement judgement = known.ask(link_case);
  EXPECT_TRUE(judgement.abstained);
  EXPECT_TRUE(judgement.candidates.empty());
  // That nothing links does not show that the actor is a new one; the more there is, the likelier he is one.
  EXPECT_LT(judgement.unknown_probability, 0.5);
  EXPECT_DOUBLE_EQ(judgement.unknown_probability + judgement.unlinked_probability, 1);
  EXPECT_NE(judgement.why.find("no basis"), std::string::npos);
  for (int i = 0; i < 9; ++i)
    link_case.indicators.push_back(indicator(ValueType::domain, "never-seen-" + std::to_string(i) + ".dev"));
  EXPECT_GT(known.ask(link_case).unknown_probability, judgement.unknown_probability);
  // Who knows nobody can say that it is none of those.
  EXPECT_DOUBLE_EQ(Known().ask(link_case).unknown_probability, 1);
}

TEST(Judge, CountsNothingThatWasPublishedLater) {
  LinkCase link_case = amber_case();
  link_case.as_of = model::day_of("2022-12-31");
  EXPECT_TRUE(two_actors().ask(link_case).abstained);
}

TEST(Judge, IsNeverJudgedByItsOwnPublicationOrACopyOfIt) {
  LinkCase link_case = amber_case();
  link_case.sources = {"https://reports.example/1"};
  EXPECT_TRUE(two_actors().ask(link_case).candidates.empty());
  link_case.sources.clear();
  link_case.publishers = {"Example Labs"};
  link_case.published = model::day_of("2023-01-15");
  // Its publisher's later word counts; that of the same month does not.
  const Judgement judgement = two_actors().ask(link_case);
  for (const Link& each : judgement.links) EXPECT_NE(each.kind, "registered_domain");
}

TEST(Judge, ANeighbouringAddressAloneMakesNobodyACandidate) {
  LinkCase link_case;
  link_case.indicators = {indicator(ValueType::ipv4, "198.51.100.8")};
  const Judgement judgement = two_actors().ask(link_case);
  EXPECT_TRUE(judgement.candidates.empty());
  ASSERT_EQ(judgement.links.size(), 1U);
  EXPECT_FALSE(judgement.links.front().discounted.empty());
}

TEST(Judge, WhatTwoActorsHaveCarriesNothingAndIsSaid) {
  Known known = two_actors();
  known.add("cobalt", ValueType::domain, "login.acct-verify.net", "2023-03-01");
  LinkCase link_case;
  link_case.indicators = {indicator(ValueType::domain, "new.acct-verify.net")};
  const Judgement judgement = known.ask(link_case);
  EXPECT_TRUE(judgement.candidates.empty());
  ASSERT_FALSE(judgement.links.empty());
  EXPECT_EQ(judgement.links.front().discounted, "known of 2 actors");
  EXPECT_EQ(judgement.links.front().weight, 0);
}

/// The promise: unrelated infrastructure that everybody uses never raises any hypothesis.
TEST(Judge, SharedInfrastructureRaisesNobodyByMoreThanARoundingError) {
  Known known = two_actors();
  known.add("cobalt", ValueType::ipv4, "3.5.140.2", "2023-03-02");
  known.add("cobalt", ValueType::domain, "a1b2.cloudfront.net", "2023-03-02");
  known.add("cobalt", ValueType::ipv4, "203.0.113.50", "2023-03-02");
  known.add("amber", ValueType::ipv4, "203.0.113.50", "2023-03-02");
  for (int i = 0; i < 12; ++i)
    known.profile("group " + std::to_string(i), {"S0154", "S0002", "T1105", "T1059." + std::to_string(i)});
  known.profile("amber", {"S0154", "S9999", "T1105"});
  const std::vector<CaseIndicator> shared = {
      indicator(ValueType::ipv4, "203.0.113.50"),  // a VPN exit that several actors were seen behind
      indicator(ValueType::ipv4, "192.0.2.44", model::Role::shared_infrastructure),
      indicator(ValueType::ipv4, "3.5.140.9"),  // the neighbour of an address in a cloud range
      indicator(ValueType::ipv4, "34.100.1.2"),
      indicator(ValueType::domain, "storage.googleapis.com"),
      indicator(ValueType::domain, "github.com"),
      indicator(ValueType::url, "https://drive.google.com/file/d/abcdef"),
      indicator(ValueType::cidr, "104.16.0.0/12"),
  };
  LinkCase before = amber_case();
  before.features = {"S9999", "T1105"};
  const Judgement judged = known.ask(before);
  // Each alone, and all of them, in every prefix of the list.
  for (std::size_t count = 1; count <= shared.size(); ++count) {
    LinkCase after = before;
    after.indicators.insert(after.indicators.end(), shared.begin(),
                            shared.begin() + static_cast<std::ptrdiff_t>(count));
    if (count % 2 == 0) after.features.emplace_back("S0154");
    const Judgement again = known.ask(after);
    for (const Hypothesis& candidate : again.candidates) {
      EXPECT_LE(candidate.probability, probability_of(judged, candidate.activity) + 1e-9)
          << candidate.activity << count;
    }
  }
  LinkCase alone;
  alone.indicators = shared;
  EXPECT_TRUE(known.ask(alone).candidates.empty());
}

TEST(Judge, GoesThroughARelationAndCountsItForLess) {
  LinkCase direct;
  direct.indicators = {indicator(ValueType::ipv4, "198.51.100.7")};
  LinkCase related;
  related.indicators = {indicator(ValueType::domain, "fresh-name.dev")};
  related.relations = {{.kind = model::RelationKind::passive_dns, .from = "fresh-name.dev", .to = "198.51.100.7"}};
  const Judgement near = two_actors().ask(direct);
  const Judgement far = two_actors().ask(related);
  ASSERT_EQ(far.candidates.size(), 1U);
  EXPECT_LT(far.candidates.front().probability, near.candidates.front().probability);
  EXPECT_TRUE(std::ranges::any_of(far.links, [](const Link& each) { return each.kind == "passive_dns"; }));
}

TEST(Judge, GivesTheSameAnswerWhateverTheOrderOfTheIndicators) {
  LinkCase link_case = amber_case();
  const Judgement first = two_actors().ask(link_case);
  std::ranges::reverse(link_case.indicators);
  const Judgement second = two_actors().ask(link_case);
  ASSERT_EQ(first.candidates.size(), second.candidates.size());
  EXPECT_DOUBLE_EQ(first.candidates.front().probability, second.candidates.front().probability);
}

std::vector<model::Claim> july_2023() {
  const auto claim = [](std::string by, std::string via, std::string date, std::string object, std::string text) {
    return model::Claim{.by = std::move(by),
                        .via = std::move(via),
                        .date = std::move(date),
                        .kind = model::ClaimKind::attribution,
                        .object = std::move(object),
                        .text = std::move(text)};
  };
  return {
      claim("CrowdStrike", "Reuters", "2023-07-20", "Labyrinth Chollima", "a group that works for North Korea"),
      claim("CrowdStrike", "TechCrunch", "2023-07-20", "Labyrinth Chollima", "North Korean hackers, says CrowdStrike"),
      claim("SentinelOne", "", "2023-07-20", "", "linked to earlier activity of North Korean groups"),
      claim("Mandiant", "", "2023-07-24", "UNC4899", "a DPRK-nexus actor")};
}

TEST(Judge, RestsOnClaimsAtTheLevelOnWhichTheyAgreeAndCountsEchoesOnce) {
  LinkCase link_case{.claims = july_2023(), .as_of = model::day_of("2023-07-24")};
  const Judgement judgement = Known().ask(link_case);
  ASSERT_EQ(judgement.candidates.size(), 1U);
  const Hypothesis& candidate = judgement.candidates.front();
  EXPECT_EQ(candidate.activity, "North Korea");
  EXPECT_EQ(candidate.level, Level::programme);
  EXPECT_TRUE(candidate.rests_on_claims);
  EXPECT_EQ(judgement.claims.independent, 3U);
  ASSERT_EQ(judgement.claims.positions.size(), 3U);
  EXPECT_EQ(judgement.claims.positions.front().echoes, (std::vector<std::string>{"Reuters", "TechCrunch"}));
}

TEST(Judge, CountsWhoPassesOnAndSaysTheSameWithTheOneWhoSaidIt) {
  auto claims = july_2023();
  claims.push_back({.by = "Reuters",
                    .via = "CrowdStrike",
                    .date = "2023-07-20",
                    .kind = model::ClaimKind::attribution,
                    .object = "Labyrinth Chollima"});
  EXPECT_EQ(Known().ask(LinkCase{.claims = claims}).claims.independent, 3U);
  claims.back().object = "China";
  EXPECT_EQ(Known().ask(LinkCase{.claims = claims}).claims.dissenting, 1U) << "another statement is its own";
}

TEST(Judge, KnowsNoClaimBeforeItWasMade) {
  LinkCase link_case{.claims = july_2023(), .as_of = model::day_of("2023-07-12")};
  const Judgement judgement = Known().ask(link_case);
  EXPECT_TRUE(judgement.abstained);
  EXPECT_TRUE(judgement.candidates.empty());
}

TEST(Judge, ShowsADenialBesideTheClaim) {
  auto claims = july_2023();
  model::Claim denial;
  denial.by = "A ministry";
  denial.date = "2023-07-21";
  denial.stance = model::Stance::denies;
  claims.push_back(std::move(denial));
  LinkCase link_case{.claims = claims};
  const Judgement judgement = Known().ask(link_case);
  ASSERT_EQ(judgement.candidates.size(), 1U);
  const auto& against = judgement.candidates.front().opposing;
  EXPECT_TRUE(std::ranges::any_of(against, [](const std::string& text) { return text.contains("A ministry"); }));
}

TEST(Judge, ReachesTheClusterWhereTwoAuthorsGiveOneName) {
  auto claims = july_2023();
  claims[2].object = "Labyrinth Chollima";
  claims[3].object = "Labyrinth Chollima";
  const Judgement judgement = Known().ask(LinkCase{.claims = claims});
  EXPECT_EQ(judgement.claims.level, Level::cluster);
  EXPECT_EQ(judgement.claims.agreed, "Labyrinth Chollima");
}

TEST(Likelihood, HasTheWordsAndBandsOfIcd203) {
  EXPECT_EQ(likelihood_of(0.02).words, "almost no chance");
  EXPECT_EQ(likelihood_of(0.05).words, "very unlikely");
  EXPECT_EQ(likelihood_of(0.5).words, "roughly even chance");
  EXPECT_EQ(likelihood_of(0.8).words, "very likely");
  EXPECT_EQ(likelihood_of(1).words, "almost certain");
}

TEST(Traces, TellWhoseANameIs) {
  struct Row {
    std::string_view host, registered;
    bool shared;
  };
  for (const Row& row :
       {Row{"a.b.example.co.uk", "example.co.uk", false}, Row{"evil.duckdns.org", "evil.duckdns.org", false},
        Row{"x.y.kro.kr", "y.kro.kr", false}, Row{"mail.google.com", "google.com", true},
        Row{"github.com", "github.com", true}, Row{"a.evil.example", "evil.example", false},
        Row{"evil.example", "evil.example", false}, Row{"www.abcdef.onion", "abcdef.onion", false}}) {
    const auto traces = traces_of(Value::parse(ValueType::domain, row.host).value());
    ASSERT_EQ(traces.size(), 2U) << row.host;
    EXPECT_EQ(traces[1].key, row.registered);
    EXPECT_EQ(!traces[1].shared.empty(), row.shared) << row.host;
  }
}

TEST(Traces, GiveNoRegisteredDomainToWhatNobodyRegisters) {
  for (const std::string_view host : {"nas.home", "dc.corp.local", "co.uk", "router.lan"}) {
    EXPECT_EQ(traces_of(Value::parse(ValueType::domain, host).value()).size(), 1U) << host;
  }
}

TEST(Weights, RefuseAnUnknownOrMissingName) {
  EXPECT_FALSE(Weights::parse("colour 1\n"));
  EXPECT_FALSE(Weights::parse("bias 1\n"));
  EXPECT_FALSE(Weights::parse("bias x\n"));
  EXPECT_GT(Weights::learned().recent_reports, 0);
}

}  // namespace
}  // namespace clew::link
