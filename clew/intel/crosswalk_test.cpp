#include "clew/intel/crosswalk.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::NameAnswer;
using model::NameClaim;
using model::NamedThing;
using model::NameRelation;
using model::Origin;

NameClaim equal(std::string_view name, std::string_view other, const Origin& origin) {
  return {NamedThing::Kind::actor, std::string(name), std::string(other), NameRelation::equal, origin};
}
NameClaim relation(std::string_view name, NameRelation how, std::string_view other, const Origin& origin) {
  return {NamedThing::Kind::actor, std::string(name), std::string(other), how, origin};
}

const Origin alder{"Alder", "list", "2023-01-05"};
const Origin birch{"Birch", "mapping", "2022-11"};
const Origin cedar{"Cedar", "https://cedar.example/one", "2024"};
const Origin cedar_two{"Cedar", "https://cedar.example/two", "2024"};

std::vector<NameClaim> claims() {
  return {equal("Green Otter", "", alder),
          equal("Green Otter", "APT 900", alder),
          equal("Green Otter", "Storm-9001", alder),
          equal("APT900", "Green Otter", birch),
          equal("Storm-9001", "", birch),
          equal("Storm-9001", "Copper Finch", birch),
          equal("Green Otter", "", cedar),
          equal("Copper Finch", "Old Finch", cedar_two),
          relation("Green Otter", NameRelation::part_of, "Otter Programme", cedar),
          relation("Green Otter", NameRelation::distinct, "Storm-9001", cedar)};
}

TEST(Crosswalk, AnyCaseBlanksAndHyphensLeadToTheName) {
  const Crosswalk crosswalk(claims());
  for (const std::string_view spelling : {"green otter", "GREEN-OTTER", " GreenOtter "})
    EXPECT_TRUE(crosswalk.look_up(spelling).is_known()) << spelling;
  EXPECT_EQ(crosswalk.look_up("apt-900").spellings, (std::vector<std::string>{"APT 900", "APT900"}));
}

TEST(Crosswalk, SaysWhoEquatesTheNameWithWhatOldestFirst) {
  const NameAnswer answer = Crosswalk(claims()).look_up("Green Otter");
  ASSERT_EQ(answer.equations.size(), 2U);
  EXPECT_EQ(answer.equations[0].name, "APT 900");
  EXPECT_EQ(answer.equations[0].by, (std::vector<Origin>{birch, alder}));
  EXPECT_EQ(answer.equations[1].name, "Storm-9001");
  EXPECT_EQ(answer.equations[1].by, std::vector<Origin>{alder});
  EXPECT_EQ(answer.used_by, (std::vector<Origin>{alder, cedar}));
}

TEST(Crosswalk, SaysWhoKeepsApartWhatOthersEquate) {
  const NameAnswer answer = Crosswalk(claims()).look_up("Green Otter");
  ASSERT_EQ(answer.disagreements.size(), 2U);
  EXPECT_TRUE(answer.disagreements[0].is_explicit);
  EXPECT_EQ(answer.disagreements[0].by, cedar);
  EXPECT_EQ(answer.disagreements[1].by, birch);
  EXPECT_EQ(answer.disagreements[1].here, std::vector<std::string>{"APT900"});
  EXPECT_EQ(answer.disagreements[1].there, std::vector<std::string>{"Storm-9001"});
}

TEST(Crosswalk, NothingFollowsFromTheListsOfTwo) {
  // Alder: Green Otter = Storm-9001; Birch: Storm-9001 = Copper Finch. Nobody says Green Otter = Copper Finch.
  const NameAnswer answer = Crosswalk(claims()).look_up("Green Otter");
  EXPECT_TRUE(
      std::ranges::none_of(answer.equations, [](const auto& equation) { return equation.name == "Copper Finch"; }));
}

TEST(Crosswalk, ACitedNameIsNoListSoThatARenamedActorIsNotTwo) {
  std::vector<NameClaim> all = {equal("Blue Sleet", "COPPERTIN", alder),
                                equal("Blue Sleet", "", {"Dell", "https://d.example/a", ""}),
                                equal("COPPERTIN", "", {"Dell", "https://d.example/b", ""})};
  EXPECT_TRUE(Crosswalk(all).look_up("Blue Sleet").disagreements.empty());
}

TEST(Crosswalk, ALevelComesFromPartsAndWholesOnly) {
  const Crosswalk crosswalk(claims());
  EXPECT_EQ(crosswalk.look_up("Green Otter").level, model::NameLevel::unit);
  EXPECT_EQ(crosswalk.look_up("Otter Programme").level, model::NameLevel::umbrella);
  EXPECT_EQ(crosswalk.look_up("APT900").level, model::NameLevel::unknown);
}

TEST(Crosswalk, AnUnknownNameGetsWhatResemblesIt) {
  const Crosswalk crosswalk(claims());
  EXPECT_FALSE(crosswalk.look_up("Otter").is_known());
  EXPECT_EQ(crosswalk.look_up("Otter").similar, (std::vector<std::string>{"Green Otter", "Otter Programme"}));
  EXPECT_EQ(crosswalk.look_up("Storm-9002").similar, std::vector<std::string>{"Storm-9001"});
  EXPECT_TRUE(crosswalk.look_up("").similar.empty());
}

TEST(Crosswalk, AnAuthorWhoListsANameTwiceIsSaidToDoSo) {
  const std::vector<NameClaim> all = {equal("Blue Sleet", "Otter", alder), equal("Red Sleet", "Otter", alder)};
  const NameAnswer answer = Crosswalk(all).look_up("Otter");
  ASSERT_EQ(answer.ambiguities.size(), 1U);
  EXPECT_EQ(answer.ambiguities[0].under, (std::vector<std::string>{"Blue Sleet", "Red Sleet"}));
}

TEST(Crosswalk, TheOrderOfTheClaimsDoesNotMatter) {
  std::vector<NameClaim> reversed = claims();
  std::ranges::reverse(reversed);
  const NameAnswer one = Crosswalk(claims()).look_up("Green Otter");
  const NameAnswer two = Crosswalk(reversed).look_up("Green Otter");
  ASSERT_EQ(one.equations.size(), two.equations.size());
  for (std::size_t i = 0; i < one.equations.size(); ++i) EXPECT_EQ(one.equations[i].name, two.equations[i].name);
  EXPECT_EQ(one.disagreements.size(), two.disagreements.size());
}

}  // namespace
}  // namespace clew::intel
