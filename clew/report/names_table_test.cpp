#include "clew/report/names_table.h"

#include <gtest/gtest.h>

namespace clew::report {
namespace {

model::NameAnswer sample() {
  const model::Origin alder{"Alder", "list", "2023-01-05"};
  const model::Origin birch{"Birch\x1b[31m", "mapping", ""};
  model::NameAnswer answer;
  answer.asked = "green otter";
  answer.spellings = {"Green Otter"};
  answer.kinds = {model::NamedThing::Kind::actor};
  answer.used_by = {alder};
  answer.equations = {{"APT900", {alder}}};
  answer.disagreements = {{"APT900", birch, {"Green Otter"}, {"APT900"}, false}, {"APT900", alder, {}, {}, true}};
  answer.ambiguities = {{birch, {"Green Otter", "Red Otter"}}};
  answer.related = {{"Otters", model::Related::How::part_of, {birch}}};
  answer.level = model::NameLevel::unit;
  return answer;
}

TEST(NamesTable, TellsEachStatementWithItsAuthors) {
  EXPECT_EQ(names_table(sample()),
            "green otter (actor), written Green Otter\n"
            "  level    unit: it is said to be a part of another\n"
            "  used by  Alder 2023-01-05\n"
            "  several  Birch\\x1b[31m (no date) lists it under Green Otter, Red Otter\n"
            "equated with\n"
            "  APT900\n"
            "      by Alder 2023-01-05\n"
            "      but Birch\\x1b[31m (no date) keeps them apart: Green Otter | APT900\n"
            "      but Alder 2023-01-05 says that they are two\n"
            "and\n"
            "  is part of Otters, by Birch\\x1b[31m (no date)\n");
}

TEST(NamesTable, ANameThatNobodyUsesIsSaidToBeUnknown) {
  model::NameAnswer answer;
  answer.asked = "Ottr";
  answer.similar = {"Otter"};
  EXPECT_EQ(names_table(answer), "Ottr: nobody in the knowledge base uses this name\n  similar: Otter\n");
}

TEST(NamesJson, HoldsTheSameInTheSameOrder) {
  const std::string json = names_json(sample());
  EXPECT_NE(json.find("\"schema\": \"clew.names/1\""), std::string::npos);
  EXPECT_NE(json.find("{\"publisher\": \"Alder\", \"source\": \"list\", \"date\": \"2023-01-05\"}"), std::string::npos);
  EXPECT_NE(json.find("\"explicit\": true"), std::string::npos);
  EXPECT_EQ(json.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace clew::report
