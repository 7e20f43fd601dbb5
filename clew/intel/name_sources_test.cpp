#include "clew/intel/name_sources.h"

#include "clew/intel/crosswalk.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::intel {
namespace {

/// "publisher date: name relation other"
std::vector<std::string> claimed(const NameClaims& claims) {
  std::vector<std::string> out;
  for (const auto& claim : claims) {
    out.push_back(fmt::format("{} {}: {} {} {}", claim.origin.publisher, claim.origin.date, claim.name,
                              claim.other.empty() ? "used" : model::name_of(claim.relation), claim.other));
  }
  return out;
}

constexpr std::string_view galaxy = R"json({"type": "threat-actor", "version": 12, "values": [
  {"value": "Green Otter", "uuid": "u1",
   "meta": {"synonyms": ["APT900", "Subgroup: Little Otter", "TG-1 (Alder Labs)", "No(16)", "Green Otter", ""],
            "name-attribution": ["APT900:p1", "Green Otter:p2"], "origin:APT900": "Birch"
}
, "related" : [
  {"dest-uuid" : "u2", "type" : "similar"}, {"dest-uuid" : "u2", "type" : "uses"},
  {"dest-uuid" : "elsewhere", "type" : "similar"}
]
},
  {"value": "Copper Finch", "uuid": "u2", "meta": {}, "related": [{"dest-uuid": "u1", "type": "part-of"}]},
  {"uuid": "u3"}]
})json";

TEST(MispGalaxy, EachSynonymIsAClaimOfTheGalaxy) {
  const auto claims = read_name_claims("galaxy.json", galaxy);
  ASSERT_TRUE(claims) << base::to_text(claims.error());
  EXPECT_EQ(claimed(*claims),
            (std::vector<std::string>{
                "MISP galaxy : Green Otter used ", "MISP galaxy : Green Otter equal APT900",
                "MISP galaxy : Green Otter equal TG-1", "Alder Labs : TG-1 used ",
                "MISP galaxy : Green Otter equal No(16)", "MISP galaxy : Little Otter part_of Green Otter",
                "MISP galaxy : Green Otter overlaps Copper Finch", "Birch : APT900 used ",
                "MISP galaxy : Copper Finch used ", "MISP galaxy : Copper Finch part_of Green Otter"}));
  EXPECT_EQ(claims->front().origin.source, "threat-actor version 12");
}

TEST(MicrosoftNames, OtherNamesAreMicrosoftsWord) {
  const auto claims = read_name_claims("ms.json", R"json([{"Threat actor name": "Teal Sleet", "Origin/Threat": "X",
      "Other names": "STORM-9, APT900 ,,"}, {"Threat actor name": "Pale Rain", "Other names": ""}])json");
  ASSERT_TRUE(claims);
  EXPECT_EQ(claimed(*claims),
            (std::vector<std::string>{"Microsoft : Teal Sleet used ", "Microsoft : Teal Sleet equal STORM-9",
                                      "Microsoft : Teal Sleet equal APT900", "Microsoft : Pale Rain used "}));
}

constexpr std::string_view bundle = R"json({"type": "bundle", "spec_version": "2.0", "objects": [
  {"type": "intrusion-set", "id": "intrusion-set--1", "name": "Green Otter", "modified": "2024-04-11T16:06:34.699Z",
   "aliases": ["Green Otter", "APT900"],
   "description": "[Green Otter](https://attack.mitre.org/groups/G9001) is considered a sub-set of [Otters](https://attack.mitre.org/groups/G9002).(Citation: B 2023) It is tracked as a separate entity from [Finch](https://attack.mitre.org/groups/G9003).",
   "external_references": [
     {"source_name": "mitre-attack", "external_id": "G9001", "url": "https://attack.mitre.org/groups/G9001"},
     {"source_name": "APT900", "description": "(Citation: B 2023)(Citation: Smith)(Citation: Gone)"
},
     {"source_name": "B 2023", "description": "Birch. (2023, February 1). On APT900. Retrieved 2024.", "url": "https://b.example"},
     {"source_name": "Smith", "description": "Smith, B. (2017, May). Otters.", "url": "https://s.example"}]
},
  {"type": "malware", "id": "malware--1", "name": "WetPaw", "modified": "2023-01-01T00:00:00Z", "x_mitre_aliases": ["WetPaw", "Paw"]},
  {"type": "tool", "id": "tool--1", "name": "Old", "revoked": true, "modified": "2020-01-01T00:00:00Z"},
  {"type": "tool", "id": "tool--2", "name": "New", "modified": "2021-01-01T00:00:00Z"},
  {"type": "tool", "id": "tool--3", "name": "Past", "x_mitre_deprecated": true},
  {"type": "relationship", "relationship_type": "revoked-by", "source_ref": "tool--1", "target_ref": "tool--2"}]
})json";

TEST(AttackNames, AliasesCitationsAndSentencesKeepTheirAuthors) {
  const auto claims = read_name_claims("attack.json", bundle);
  ASSERT_TRUE(claims) << base::to_text(claims.error());
  EXPECT_EQ(claimed(*claims),
            (std::vector<std::string>{
                "MITRE ATT&CK 2024-04-11: Green Otter used ", "MITRE ATT&CK 2024-04-11: Green Otter equal APT900",
                "Birch 2023-02-01: APT900 used ", "MITRE ATT&CK 2024-04-11: Green Otter part_of Otters",
                "MITRE ATT&CK 2024-04-11: Green Otter distinct Finch", "MITRE ATT&CK 2023-01-01: WetPaw used ",
                "MITRE ATT&CK 2023-01-01: WetPaw equal Paw", "MITRE ATT&CK 2021-01-01: New used ",
                "MITRE ATT&CK 2020-01-01: New equal Old"}));
}

TEST(NameSources, OtherJsonIsUnsupportedAndNoJsonIsMalformed) {
  for (const std::string_view text :
       {"{}", "[]", "[1]", R"json({"type":"bundle"})json", R"json({"type":"country","values":[]})json"}) {
    const auto claims = read_name_claims("x", text);
    ASSERT_FALSE(claims) << text;
    EXPECT_EQ(claims.error().fault, base::Fault::unsupported) << text;
  }
  for (const std::string_view text : {"", "names", "{\"values\": ["}) {
    const auto claims = read_name_claims("x", text);
    ASSERT_FALSE(claims) << text;
    EXPECT_EQ(claims.error().fault, base::Fault::malformed) << text;
  }
}

TEST(NameSources, PublishedListsReadCompletely) {
  const char* shared = std::getenv("CLEW_SHARED");
  const std::filesystem::path folder = std::filesystem::path(shared == nullptr ? "" : shared) / "data/intel/alias";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no published lists (CLEW_SHARED)";
  NameClaims all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const auto claims = read_name_claims(entry.path().filename().string(), bytes);
    ASSERT_TRUE(claims) << base::to_text(claims.error());
    EXPECT_GT(claims->size(), 100U);
    all.insert(all.end(), claims->begin(), claims->end());
  }
  const Crosswalk crosswalk(all);
  // Two lists that name the same North Korean actors do not agree on them.
  const model::NameAnswer answer = crosswalk.look_up("labyrinth chollima");
  EXPECT_FALSE(answer.equations.empty());
  EXPECT_FALSE(answer.disagreements.empty());
}

}  // namespace
}  // namespace clew::intel
