#include "clew/intel/pack.h"

#include <string>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

const std::string head = "schema = \"clew.pack/1\"\n[supplier]\nid = \"acme\"\nname = \"Acme\"\n";

TEST(BuiltInPacks, AllParseAndStandInOrderOfTheirId) {
  const auto packs = built_in_packs();
  ASSERT_GE(packs.size(), 2U);
  for (std::size_t i = 1; i < packs.size(); ++i) EXPECT_LT(packs[i - 1].id, packs[i].id);
}

TEST(Pack, KeepsWhatTheSupplierIsCalledAndWhereItsAgentLies) {
  const auto pack = parse_pack(
      "acme.toml", head +
                       "domains = [\"Acme.Example\"]\n[window]\nfrom = 2023-06-20\nto = \"2023-07\"\n"
                       "[[agent]]\nsystem = \"linux\"\npaths = [\"/opt/acme/agent\"]\n"
                       "[[need]]\nname = \"network\"\nany_of = [\"dns\", \"tls\"]\n[[need]]\nname = \"process\"\n");
  ASSERT_TRUE(pack) << pack.error().what;
  EXPECT_EQ(pack->domains, std::vector<std::string>{"acme.example"});
  EXPECT_EQ(base::to_date(pack->window.to.value()), "2023-08-01");
  EXPECT_EQ(pack->agents.at(0).paths.at(0), "/opt/acme/agent");
  EXPECT_EQ(pack->needs.at(0).any_of.size(), 2U);
  EXPECT_EQ(pack->needs.at(1).any_of.at(0), model::Sight::process);
}

TEST(Pack, GivesEveryIndicatorItsPlace) {
  const std::string bytes =
      head + "[[indicator]]\ntype = \"domain\"\nvalue = \"evil[.]example\"\nrole = \"c2\"\nvalid_to = \"2022-05\"\n";
  const auto pack = parse_pack("acme.toml", bytes);
  ASSERT_TRUE(pack) << pack.error().what;
  const model::Indicator& indicator = pack->indicators.at(0);
  EXPECT_EQ(indicator.value.text(), "evil.example");
  EXPECT_EQ(bytes.substr(indicator.where.offset_bytes, indicator.where.size_bytes), indicator.text);
  EXPECT_EQ(indicator.text, "evil[.]example");
  EXPECT_EQ(indicator.line, 7U);
  EXPECT_EQ(indicator.role, model::Role::c2);
}

struct BadPack {
  std::string name, text, want;
};
class BadPacks : public testing::TestWithParam<BadPack> {};

TEST_P(BadPacks, AreRefusedWithLineAndRule) {
  const auto pack = parse_pack("acme.toml", GetParam().text);
  ASSERT_FALSE(pack);
  EXPECT_NE(pack.error().what.find(GetParam().want), std::string::npos) << pack.error().what;
  EXPECT_EQ(pack.error().file, "acme.toml");
  EXPECT_LE(pack.error().where.offset_bytes + pack.error().where.size_bytes, GetParam().text.size());
}

INSTANTIATE_TEST_SUITE_P(
    Rules, BadPacks,
    testing::Values(
        BadPack{"no_schema", "x = 1\n", "clew.pack/1"},
        BadPack{"no_supplier", "schema = \"clew.pack/1\"\n", "[supplier]"},
        BadPack{"syntax", "schema = \"clew.pack/1\"\n[supplier\n", "line 2"},
        BadPack{"unknown_key", head + "colour = \"red\"\n", "line 5: unknown key \"colour\""},
        BadPack{"id_in_capitals", "schema = \"clew.pack/1\"\n[supplier]\nid = \"ACME\"\nname = \"A\"\n", "line 3"},
        BadPack{"door_kind", head + "[[door]]\nkind = \"window\"\n", "line 6: \"window\" is no kind of door"},
        BadPack{"need", head + "[[need]]\nname = \"magic\"\n", "nothing that a source shows"},
        BadPack{"broken_value", head + "[[indicator]]\ntype = \"sha256\"\nvalue = \"abc\"\n",
                "line 7: 3 digits, 64 expected"},
        BadPack{"backwards", head + "[window]\nfrom = 2023-07-01\nto = 2023-06-01\n", "lies before"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace clew::intel
