#include "clew/intel/name_finder.h"

#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::NameClaim;
using model::NamedThing;
using model::NameRelation;

std::vector<std::string> found(std::string_view text, const NameFinder& finder = built_in_name_finder()) {
  std::vector<std::string> out;
  for (const NamedThing& thing : finder.find(text))
    out.push_back(fmt::format("{} {}@{}", model::name_of(thing.kind), thing.name, thing.where.offset_bytes));
  return out;
}

struct NameCase {
  std::string_view name;
  std::string_view text;
  std::vector<std::string> want;
};

class Names : public testing::TestWithParam<NameCase> {};

TEST_P(Names, AreRecognised) { EXPECT_EQ(found(GetParam().text), GetParam().want); }

INSTANTIATE_TEST_SUITE_P(
    Texts, Names,
    testing::Values(
        NameCase{"form_of_a_publisher", "The intruder is tracked as UNC9999.", {"actor UNC9999@27"}},
        NameCase{"two_words", "by Labyrinth Chollima, again", {"actor Labyrinth Chollima@3"}},
        NameCase{"in_capitals", "by FANCY BEAR", {"actor FANCY BEAR@3"}},
        NameCase{"over_two_lines", "by Labyrinth\nChollima", {"actor Labyrinth Chollima@3"}},
        NameCase{"an_animal_is_none", "A Giant Panda and a Grizzly Bear were seen in the zoo.", {}},
        NameCase{"an_animal_with_a_cue", "the group Rocky Panda", {"actor Rocky Panda@10"}},
        NameCase{"weather_is_none", "Heavy Rain and Super Typhoon over the coast", {}},
        NameCase{"blank_or_hyphen_or_nothing", "APT 38, APT38 and APT-38", {"actor APT 38@0"}},
        NameCase{"storm_needs_its_digits", "Storm-0954 and Storm-12", {"actor Storm-0954@0"}},
        NameCase{"longer_number_is_another", "UNC99999999", {}},
        NameCase{"each_once", "Cobalt Strike and Cobalt Strike", {"tool Cobalt Strike@0"}},
        NameCase{"ordinary_word", "Play the video. The Hive is full of Carbon.", {}},
        NameCase{"ordinary_word_as_malware", "They deployed Play ransomware.", {"malware Play@14"}},
        NameCase{"once_proven_the_first_place_counts",
                 "Later Hive came back. The Hive ransomware is known.",
                 {"malware Hive@6"}},
        NameCase{"lower_case_is_a_word", "the play ransomware of the hive", {}},
        NameCase{
            "inside_an_address", "https://sliver.example/Emotet/x www.Emotet.example Emotet_1 a@Emotet.example", {}},
        NameCase{"two_with_a_slash", "Emotet/TrickBot", {"malware Emotet@0", "malware TrickBot@7"}},
        NameCase{"possessive", "Emotet's loader", {"malware Emotet@0"}},
        NameCase{"inside_a_word", "Emotetic XEmotet", {}},
        NameCase{"part_of_a_longer_name", "the Royal Road malware builder, a Maze Runner backdoor", {}},
        NameCase{"part_of_a_quoted_name", "a malware campaign called \xe2\x80\x9cMoonlight Maze\xe2\x80\x9d", {}},
        NameCase{"quoted_as_a_whole", "the malware \xe2\x80\x9cMaze\xe2\x80\x9d", {"malware Maze@15"}},
        NameCase{"new_is_no_part", "the New Tsunami campaign", {}}, NameCase{"opener_is_no_part", "The Chollima", {}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(NameFinder, KnowsTheNamesOfClaimsAndSpellsThemAsTheyDo) {
  const std::vector<NameClaim> claims = {
      {NamedThing::Kind::actor, "Green Otter", "OtterCrew", NameRelation::equal, {"Alder", "list", ""}},
      {NamedThing::Kind::malware, "Puddle", "", NameRelation::equal, {"Alder", "list", ""}}};
  const NameFinder finder(claims);
  EXPECT_EQ(found("GREEN-OTTER and OtterCrew", finder),
            (std::vector<std::string>{"actor Green Otter@0", "actor OtterCrew@16"}));
  EXPECT_TRUE(found("A Puddle of water", finder).empty());
  EXPECT_EQ(found("the Puddle backdoor", finder), std::vector<std::string>{"malware Puddle@4"});
}

TEST(NameFinder, AnyBytesAreRead) {
  EXPECT_TRUE(found("").empty());
  EXPECT_TRUE(found(std::string_view("\xff\xfe\0\xc3", 4)).empty());
  EXPECT_EQ(found("\xe2\x80\x9c"
                  "Emotet\xe2\x80\x9d"),
            std::vector<std::string>{"malware Emotet@3"});
}

}  // namespace
}  // namespace clew::intel
