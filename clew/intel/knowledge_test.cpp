#include "clew/intel/knowledge.h"

#include <algorithm>
#include <iterator>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

model::Knowledge read_rows(const std::string& file, std::string_view bytes) {
  model::Knowledge all;
  const auto done =
      read_knowledge({.file = file, .bytes = bytes}, [&](model::Knowledge&& part) -> base::Result<base::Done> {
        std::ranges::move(part.activities, std::back_inserter(all.activities));
        std::ranges::move(part.indicators, std::back_inserter(all.indicators));
        std::ranges::move(part.traits, std::back_inserter(all.traits));
        std::ranges::move(part.software, std::back_inserter(all.software));
        std::ranges::move(part.relations, std::back_inserter(all.relations));
        std::ranges::move(part.names, std::back_inserter(all.names));
        std::ranges::move(part.claims, std::back_inserter(all.claims));
        all.refused_count += part.refused_count;
        return base::Done{};
      });
  EXPECT_TRUE(done) << (done ? "" : done.error().what);
  return all;
}

TEST(Knowledge, ReadsLabelledRowsWhateverTheOrderOfTheColumns) {
  const auto knowledge =
      read_rows("rows.csv",
                "date,value,kind,actor_as_named,activity,publisher,source_url,role\n"
                "2023-07,evil[.]example,domain,Amber,\"Intrusion, 2023\",Labs,https://labs.example/1,c2/delivery\n"
                "2023-07,not an address,ipv4,Amber,x,Labs,,\n"
                "2023-07,198.51.100.7,ipv4,Amber,,Labs,,commercial VPN exit\n"
                "2023-07,198.51.100.8,ipv4,,,Labs,,\n");
  ASSERT_EQ(knowledge.indicators.size(), 2U);
  EXPECT_EQ(knowledge.indicators[0].value.text(), "evil.example");
  EXPECT_EQ(knowledge.indicators[0].activity, "Intrusion, 2023");
  EXPECT_EQ(knowledge.indicators[0].role, model::Role::c2);
  EXPECT_EQ(knowledge.indicators[0].origin, (model::Origin{"Labs", "https://labs.example/1", "2023-07"}));
  EXPECT_EQ(knowledge.indicators[1].activity, "Amber");
  EXPECT_EQ(knowledge.indicators[1].role, model::Role::shared_infrastructure);
  EXPECT_EQ(knowledge.refused_count, 2U);
}

TEST(Knowledge, ReadsLabelledBlocksAndTakesASecondFileOfAnActorForTheFirst) {
  const auto knowledge = read_rows(
      "blocks.jsonl",
      R"({"actor_file":"amber-1","first_added":"2020-01-02","refs":["https://a.example/1","https://b.example/2"],"indicators":[["dom","Evil.Example.",null,"2020-01-03"],["ip","198.51.100.7",null,"2020-01-02"],["path",null,"/gate/check.php","2020-01-02"],["dom","c2.example","/a/gate.php","2020-01-02"],["colour","red",null,"2020-01-02"]]}
{"actor_file":"unclassified","first_added":"2020-01-02","refs":[],"indicators":[["dom","x.example",null,"2020-01-02"]]}
not json
)");
  ASSERT_EQ(knowledge.indicators.size(), 4U);
  EXPECT_EQ(knowledge.indicators[0].activity, "amber");
  EXPECT_EQ(knowledge.indicators[0].value.text(), "evil.example");
  EXPECT_EQ(knowledge.indicators[0].origin.source, "https://a.example/1 https://b.example/2");
  EXPECT_EQ(knowledge.indicators[0].origin.date, "2020-01-03");
  EXPECT_EQ(knowledge.indicators[3].value.type(), model::ValueType::url);
  EXPECT_EQ(knowledge.refused_count, 3U);
}

TEST(Knowledge, ReadsTrailsOfTheActorThatTheFileIsNamedAfter) {
  const auto knowledge =
      read_rows("apt_amber.txt",
                "# Copyright\n\n# Aliases: Amber Group, UNC1\n\n# Reference: https://a.example/1\n"
                "# Reference: https://a.example/2\n\nevil.example\n198.51.100.7:443\n/gate/check.php\n\n"
                "# Reference: https://a.example/3\n\nhttp://c2.example/x\n");
  ASSERT_EQ(knowledge.indicators.size(), 4U);
  EXPECT_EQ(knowledge.indicators[0].activity, "amber");
  EXPECT_EQ(knowledge.indicators[1].origin.source, "https://a.example/1 https://a.example/2");
  EXPECT_EQ(knowledge.indicators[3].origin.source, "https://a.example/3");
  ASSERT_EQ(knowledge.activities.size(), 1U);
  EXPECT_EQ(knowledge.activities[0].names, (std::vector<std::string>{"Amber Group", "UNC1"}));
}

TEST(Knowledge, ReadsWhatGroupsOfAttackUse) {
  const auto knowledge = read_rows("attack.json", R"({"type":"bundle","id":"bundle--1","spec_version":"2.0","objects":[
{"type":"x-mitre-tactic","id":"x-mitre-tactic--1","name":"Impact"},
{"type":"intrusion-set","id":"intrusion-set--1","created":"2019-01-01T00:00:00Z","name":"Amber","aliases":["Amber","UNC1"],
 "external_references":[{"source_name":"mitre-attack","external_id":"G9001","url":"https://attack.example/G9001"}]},
{"type":"malware","id":"malware--1","created":"2019-01-02T00:00:00Z","name":"Rat",
 "external_references":[{"source_name":"mitre-attack","external_id":"S9001"}]},
{"type":"attack-pattern","id":"attack-pattern--1","name":"Copy","external_references":[{"source_name":"mitre-attack","external_id":"T1105"}]},
{"type":"intrusion-set","id":"intrusion-set--2","revoked":true,"name":"Old"},
{"type":"relationship","id":"relationship--1","created":"2020-05-01T10:00:00Z","relationship_type":"uses","source_ref":"intrusion-set--1","target_ref":"malware--1",
 "external_references":[{"source_name":"Labs","url":"https://labs.example/rat"}]},
{"type":"relationship","id":"relationship--2","created":"2020-05-01T10:00:00Z","relationship_type":"uses","source_ref":"malware--1","target_ref":"attack-pattern--1"},
{"type":"relationship","id":"relationship--3","created":"2020-05-01T10:00:00Z","relationship_type":"uses","source_ref":"intrusion-set--9","target_ref":"attack-pattern--1"}
]})");
  ASSERT_EQ(knowledge.activities.size(), 1U);
  EXPECT_EQ(knowledge.activities[0].id, "G9001");
  ASSERT_EQ(knowledge.traits.size(), 1U);
  EXPECT_EQ(knowledge.traits[0].id, "S9001");
  EXPECT_EQ(knowledge.traits[0].origin, (model::Origin{"MITRE ATT&CK", "https://labs.example/rat", "2020-05-01"}));
  ASSERT_EQ(knowledge.software.size(), 1U);
  EXPECT_EQ(knowledge.software[0].techniques, std::vector<std::string>{"T1105"});
}

TEST(Knowledge, ReadsRelationsAsRowsObjectsAndStix) {
  for (
      const std::string_view bytes :
      {std::string_view("kind,from,to,first_seen\npassive_dns,EVIL[.]example,198.51.100.7,2023-01-01\n"),
       std::string_view(R"([{"kind":"passive_dns","from":"evil.example","to":"198.51.100.7"}])"),
       std::string_view(
           R"({"type":"bundle","objects":[{"type":"domain-name","id":"d--1","value":"evil.example","resolves_to_refs":["i--1"]},{"type":"ipv4-addr","id":"i--1","value":"198.51.100.7"}]})")}) {
    const auto knowledge = read_rows("relations", bytes);
    ASSERT_EQ(knowledge.relations.size(), 1U) << bytes;
    EXPECT_EQ(knowledge.relations[0].from, "evil.example");
    EXPECT_EQ(knowledge.relations[0].to, "198.51.100.7");
  }
}

TEST(Knowledge, ReadsClaimsAsRows) {
  const auto knowledge =
      read_rows("claims.csv", "by,date,object,via,stance\nLabs,2023-07-20,Amber,A newspaper,confirms\n,,,,\n");
  ASSERT_EQ(knowledge.claims.size(), 1U);
  EXPECT_EQ(knowledge.claims[0].via, "A newspaper");
  EXPECT_EQ(knowledge.claims[0].stance, model::Stance::confirms);
}

TEST(Knowledge, SaysThatANoticeIsNone) {
  const auto done = read_knowledge({.file = "notice.md", .bytes = "# A notice\n\nevil[.]example was seen.\n"},
                                   [](model::Knowledge&&) -> base::Result<base::Done> { return base::Done{}; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fault, base::Fault::unsupported);
}

TEST(Knowledge, AQuoteThatNobodyClosesDoesNotSwallowTheRest) {
  const auto knowledge =
      read_rows("rows.csv", "value,type,activity\n\"evil.example,domain,x\nother.example,domain,x\n");
  ASSERT_FALSE(knowledge.indicators.empty());
  EXPECT_EQ(knowledge.indicators.back().value.text(), "other.example");
}

}  // namespace
}  // namespace clew::intel
