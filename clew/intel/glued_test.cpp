#include "clew/intel/detail/glued.h"

#include "clew/intel/read_notice.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace clew::intel::detail {
namespace {

using Values = std::vector<std::string>;

constexpr std::string_view glued_md5 = "89fc1f32e1bbf794c41fa5f5bc6869c0";
constexpr std::string_view glued_sha1 = "01fe1c67a2d28fced849ee1bb76e7391b93eb12c";
constexpr std::string_view glued_sha256 = "c0ffee1f3a5b7d9e2c4a6b8d0f1e3a5c7b9d2f4e6a8c0b1d3f5a7c9e2b4d6f8a";

Values given(std::string_view text) {
  const Refanged plain = refang(text);
  Values values;
  for (const Part part : values_in_glued(plain, {}))
    values.emplace_back(plain.text().substr(part.begin, part.end - part.begin));
  return values;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const std::string_view part : parts) all += part;
  return all;
}

Values one(std::string_view value) { return {std::string(value)}; }

TEST(Glued, AHashEndsWhereItsSizeAndItsCaseSayIt) {
  EXPECT_EQ(given(joined({"Loader", glued_md5, "MD5"})), one(glued_md5));
  EXPECT_EQ(given(joined({"Loader", glued_md5, "Dropper"})), one(glued_md5)) << "the capital is the word's";
  EXPECT_EQ(given(joined({"SHA256", glued_sha256, "Code"})), one(glued_sha256));
  EXPECT_EQ(given("89FC1F32E1BBF794C41FA5F5BC6869C0Dropper"), one("89FC1F32E1BBF794C41FA5F5BC6869C0"));
  EXPECT_EQ(given(joined({"sand.exe", glued_sha1, "2026-07-23"})), one(glued_sha1))
      << "the e is the file's, the year the date's";
  EXPECT_EQ(given(joined({"sand.zip", glued_sha1, "7 May 2026"})), one(glued_sha1));
}

TEST(Glued, ANumberBesideAHashIsPartedWhereTheOtherSideIsNone) {
  EXPECT_EQ(given(joined({"SHA-1", "4481", glued_sha1.substr(4, 36), "4481Loader"})), Values{})
      << "no size is right, and a number may stand on either side";
  EXPECT_EQ(given(joined({"SHA256", glued_sha256, "4481Loader"})), one(glued_sha256));
  EXPECT_EQ(given(joined({"Loader 4481", glued_sha256, "Loader"})), one(glued_sha256));
}

TEST(Glued, ChainsOfHashesAreReadWhereTheirLengthsLeaveOneReading) {
  EXPECT_EQ(given(joined({glued_md5, glued_sha1, "\n"})), (Values{std::string(glued_md5), std::string(glued_sha1)}));
  EXPECT_EQ(given(joined({"sand", glued_md5, glued_sha1, "\n"})), Values{})
      << "the d may be the word's, and no number of digits tells";
  EXPECT_EQ(given(joined({"SHA256", glued_sha256, glued_sha256, "\n"})), Values{}) << "or one SHA-512";
}

TEST(Glued, UrlsOneBehindTheOtherAreAListWhereTheyDoNotEndAlike) {
  EXPECT_EQ(given("URLs:https://moth[.]com/pk-5bc2ahttps://moth[.]com/pk-3803https://sand[.]com/NewWays-21b7c "
                  "https://a.b.patch[.]org/a-4481https://sand[.]com/Ways"),
            (Values{"https://moth.com/pk-5bc2a", "https://moth.com/pk-3803", "https://sand.com/NewWays-21b7c",
                    "https://a.b.patch.org/a-4481"}));
  EXPECT_EQ(given("https://moth[.]com/a4481https://moth[.]com/b4482https://sand[.]com/c4483https://sand[.]com/d4484"
                  "https://sand[.]com/e"),
            Values{})
      << "the numbers may be a column";
  EXPECT_EQ(
      given("https://moth[.]com/aStage1https://moth[.]com/bLoaderhttps://sand[.]com/cStage2https://sand[.]com/dLoader"
            "https://sand[.]com/e"),
      Values{})
      << "the words may be a column";
}

TEST(Glued, HostsOneBehindTheOtherArePartedWhereTheyEndAlike) {
  EXPECT_EQ(given("moth.sand[.]comfly-a[.]comb2.wing[.]com"), (Values{"moth.sand.com", "fly-a.com", "b2.wing.com"}));
  EXPECT_EQ(given("a[.]community[.]com"), Values{}) << "or one name";
  EXPECT_EQ(given("45.9.148[.]19089.31.143[.]9094.156.177[.]7"),
            (Values{"45.9.148.190", "89.31.143.90", "94.156.177.7"}));
  EXPECT_EQ(given("45.9.148[.]190141.8.192[.]6141.8.193[.]7"), Values{"45.9.148.190"}) << "6 and 141, or 61 and 41";
}

TEST(Glued, WwwSaysNothingOnHowDeepANameIs) {
  EXPECT_EQ(given("45.9.148[.]7www.lamoth.co[.]krNorth Host"), (Values{"45.9.148.7", "www.lamoth.co.kr"}));
}

TEST(Glued, AnAddressEndsWhereALetterOrADateFollows) {
  EXPECT_EQ(given("45.9.148[.]7IPC2 server"), one("45.9.148.7"));
  EXPECT_EQ(given("IP45.9.148[.]72026-07-23"), one("45.9.148.7"));
  EXPECT_EQ(given("45.9.148[.]23225 May 2026"), one("45.9.148.232")) << "no octet has four digits, no day three";
  EXPECT_EQ(given("45.9.148[.]712 May 2026"), Values{}) << "7 and the 12th, or 71 and the 2nd";
  EXPECT_EQ(given("45.9.148[.]1545.9.148[.]7IP"), Values{});
}

TEST(Glued, ANameNeedsASureBeginningAndAListedEnding) {
  EXPECT_EQ(given("2026-07-23moth[.]comHostname"), one("moth.com"));
  EXPECT_EQ(given("23 May 2026moth[.]com4481"), one("moth.com"));
  EXPECT_EQ(given("Domainmoth[.]com4481Emailbob@moth[.]com2026-07-23"), (Values{"moth.com", "bob@moth.com"}));
  EXPECT_EQ(given("sand.exemoth[.]comLoader"), one("moth.com"));
  EXPECT_EQ(given("a decoymoth[.]comDomain"), Values{}) << "the first letters may end a word";
  EXPECT_EQ(given("Domainmoth[.]comdelivery"), Values{}) << "no such ending";
  EXPECT_EQ(given("Domain4481moth[.]com"), Values{}) << "a number, or a name that begins with digits";
  EXPECT_EQ(given("Domaina.moth[.]comcdn.sand[.]comURL"), Values{}) << "two names";
}

TEST(Glued, LinesThatAllBeginWithNamesBeginWithValues) {
  EXPECT_EQ(given("moth[.]comDomain\nsand[.]orgDomain\nfly[.]netDomain\n"),
            (Values{"moth.com", "sand.org", "fly.net"}));
  EXPECT_EQ(given("loadermoth[.]comDomain\nLoadersand[.]orgDomain\nfly[.]netDomain\n"), Values{});
}

TEST(Glued, AUrlEndsWithAFilesEndingOrBeforeTheNameOfAKind) {
  EXPECT_EQ(given("URLhxxps://moth[.]com/a/key.phpBackdoor"), one("https://moth.com/a/key.php"));
  EXPECT_EQ(given("URLhxxps://moth[.]com/a/keyDomain"), one("https://moth.com/a/key"));
  EXPECT_EQ(given("URLhxxps://moth[.]com/a/key2026-07-23Loader"), one("https://moth.com/a/key"));
  EXPECT_EQ(given("hxxp://moth[.]com/a.exehxxp://sand[.]com/b.exeLoader"),
            (Values{"http://moth.com/a.exe", "http://sand.com/b.exe"}));
  EXPECT_EQ(given("URLhxxps://moth[.]com/a?id=4481Loader"), Values{}) << "a number may stand between";
  EXPECT_EQ(given("URLhxxps://moth[.]com/a/keyLoader"), Values{}) << "or a word of the path";
  EXPECT_EQ(given("URLhxxps://moth[.]com/a.zipsand.exeLoader\nURLhxxps://moth[.]com/fly.exeLoader"), Values{})
      << "where files' names follow, the last segment may be one";
}

TEST(Glued, JointsTellAPageWithoutGapsFromOthers) {
  EXPECT_LE(4U, joints_in("moth[.]comDomain\nURLhxxps[:]//sand[.]com\n45.9.148[.]7IP\n2026-07-23Loader", 9));
  EXPECT_EQ(joints_in(joined({"Loader", glued_md5, "\n", glued_sha1, "MD5\n"}), 9), 2U);
  EXPECT_EQ(
      joints_in(joined({"The loader ", glued_md5,
                        " came from hxxps://moth[.]com/a on 2026-07-23T08:00:00Z.\n"
                        "www[.]netflix[.]moth[.]com, appleid[.]moth[.]com, 0x52908400098527886E0F7030069857D2E4169EE7\n"
                        "getHostname(parseURLof(x)), version 10.0.19041.1, Node.js, 45.9.148[.]7"}),
                9),
      1U)
      << "the word of a program; names that begin like endings are none";
}

TEST(Glued, OnlyBordersDecideWhereSeveralJointsAreSeen) {
  const auto values_of = [](std::string_view text) {
    Values values;
    const auto notice = read_notice({"notice", std::string(text)}, {});
    if (!notice) return values;
    for (const auto& indicator : notice->indicators) values.emplace_back(indicator.value.text());
    return values;
  };
  EXPECT_EQ(values_of(joined(
                {"# Sandfly\n\n## Indicators of compromise\n\nArtefactKindSeen on\nmoth[.]comHostname2026-07-23\n",
                 glued_sha256, "SHA-2562026-07-24\n45.9.148[.]7IP2026-07-25\n"})),
            (Values{"moth.com", std::string(glued_sha256), "45.9.148.7"}));
}

TEST(Glued, ARemarkBetweenTwoSureBordersIsOneElsewhereToo) {
  EXPECT_EQ(given("Listmoth[.]comLoader hostsand[.]netLoader hostdune[.]orgLoader hosthxxps://kelp[.]comLoader host"),
            (Values{"sand.net", "dune.org", "https://kelp.com"}));
  // Nothing says where the remark ends, or that it is one.
  EXPECT_EQ(given("Listmoth[.]comLoader hostsand[.]netLoader hostdune[.]org"), Values{});
  EXPECT_EQ(given("ListMothLoader hostsand[.]netLoader hosthxxps://kelp[.]comLoader host"),
            (Values{"https://kelp.com"}));
}

TEST(Glued, AHashBeforeItsKindEndsThereWhereOthersDo) {
  const std::string_view other = "4a1c6e8b0d2f4a6c8e0b1d3f5a7c9e2b4d6f8a0c1e3b5d7f9a2c4e6b8d0f1a35";
  // The word before it may lend a letter, and a number may stand behind it: one of them does not, where kinds follow.
  EXPECT_EQ(given(joined({"Listr", glued_sha256, "SHA-256Mothware", other, "SHA-256Moth"})),
            (Values{std::string(glued_sha256), std::string(other)}));
  EXPECT_EQ(given(joined({"ListMothware", other, "SHA-256Moth"})), Values{});
}

}  // namespace
}  // namespace clew::intel::detail
