// What only looks like a value: words of programs and timelines where packages are listed, digits that are no file's hash.
#include "clew/intel/detail/notice_under_test.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using detail::read;
using detail::Values;
using detail::values_of;
using model::Notice;

using detail::md5;

TEST(LookAlikes, NamesOfPackagesAreTakenFromNoProgramDateOrSentence) {
  const Notice notice = read(
      "---\ntitle: A real npm supply chain attack\n---\n\n## A real npm supply chain attack\n\n### What was found\n\n"
      "- Dumped all variables\n- **June 16, 2025**: The malicious `moth-hooks` package was published.\n\n"
      "Here is the malicious code in the npm package:\n\n```javascript\nconst data = {\n  ...process.env,\n}\n"
      "module.exports = 1\n```\n\nThe `left-pad` package is a popular one.\n\n"
      "We looked at the compromised @moth/commit package.\n");
  EXPECT_EQ(values_of(notice), (Values{"package @moth/commit", "package moth-hooks"}));
}

TEST(LookAlikes, AListOfPackagesMayStandInABlockOfCode) {
  const Notice list = read(
      "# Malicious packages\n\n```\nmoth-pad\nmoth-hooks (1.2.0)\n```\n\n- moth-all all versions\n- moth-old all\n");
  EXPECT_EQ(values_of(list),
            (Values{"package moth-all", "package moth-hooks", "package moth-old", "package moth-pad"}));
}

TEST(LookAlikes, IdsAndWhatAProgramReckonsWithAreNoHashesOfFiles) {
  const Notice notice = read("The malware sends this report:\n\n{\n  \"client_uuid\": \"" + md5 +
                             "\"\n}\n\nIt makes the MD5 hash of its name,\n\nMD5(\"name01\") = " + md5 + "\n\n\"" +
                             md5 + "\" + \"1234\" = \"" + md5 + "12345678\"\n");
  EXPECT_EQ(values_of(notice), Values{});
  const Notice sample = read("The malware has the MD5 hash:\n\nmd5 = \"" + md5 + "\"\n");
  EXPECT_EQ(values_of(sample), Values{"md5 " + md5});
}

TEST(LookAlikes, HostsOfAnAttackOnPackagesAreNoPackages) {
  const Notice notice = read(
      "# Moth supply chain attack C2 domains\n\nAdds domains used in the moth npm supply chain attack:\n\n"
      "- `moth.test` - primary C2 server (198.51.100.7)\n- `a.moth.test` - secondary C2 domain\n\n"
      "- **Analysis**: [News.test writeup](https://news.test/blog/moth)\n");
  EXPECT_EQ(values_of(notice), (Values{"domain a.moth.test", "domain moth.test", "ipv4 198.51.100.7"}));
}

TEST(LookAlikes, WhatIsImitatedIsNoMaliciousPackage) {
  const Notice notice =
      read("The malicious `moth-pad 0.3.10` package needs `proc-moth1`, a typosquat of `proc-moth2`, by a crate.\n");
  EXPECT_EQ(values_of(notice), (Values{"package moth-pad", "package proc-moth1"}));
}

TEST(LookAlikes, PropertiesInATableAreNoBrokenValues) {
  const Notice notice = read("# The loader\n\n| Field | Value |\n|---|---|\n| Size | 4,159,616 bytes |\n| MD5 | `" +
                             md5 + "` |\n| BuildID | `10e2f7dd4b2bb4ac9ab2b0d136f48e5dc9acc451` |\n");
  EXPECT_EQ(values_of(notice), Values{"md5 " + md5});
  EXPECT_TRUE(notice.refused.empty());
}

TEST(LookAlikes, TheLabelOfAnItemSaysWhatItsHostsAre) {
  const Notice notice = read(
      "1. **Beacon and fronting.** `http.request` to `moth.test:80` on `/b/`, but sets `Host: a.moth.test` in it.\n"
      "2. **Sources.** We asked `b.moth.test` for more.\n");
  EXPECT_EQ(values_of(notice), (Values{"domain a.moth.test", "domain moth.test"}));
}

TEST(LookAlikes, AccountsMayBeginWithACapital) {
  const Notice notice = read(
      "Indicators\nMalicious GitHub accounts\nGreenMothTeam\nMothwares\nnetmoth\nExternal References\nhttps://news.test/a\n");
  EXPECT_EQ(values_of(notice), (Values{"account GreenMothTeam", "account Mothwares", "account netmoth"}));
}

TEST(LookAlikes, WhatStandsBesideAValueInAProgramIsNoRemark) {
  const Notice notice = read("# C2 addresses\n\n```python\nif packet.dst == '198.51.100.7' and\n    run();\n```\n");
  ASSERT_EQ(notice.indicators.size(), 1U);
  EXPECT_EQ(notice.indicators.front().note, "");
}

TEST(LookAlikes, WhatAProgramCallsIsNoPackage) {
  const Notice notice =
      read("The attack used `on_push` abuse and the `fast` flag to publish the malicious package `moth-pad`.\n");
  EXPECT_EQ(values_of(notice), (Values{"package moth-pad"}));
}

TEST(LookAlikes, AColumnMayNameTwoKinds) {
  const Notice notice = read(
      "# Compromised packages\n\n| Scope / Package | Versions |\n|---|---|\n| `@moth/pad` | 0.9.5 |\n\n"
      "# IOCs\n\n| Hash SHA-256/SHA-1 | Filename |\n|---|---|\n| 10e2f7dd4b2bb4ac9ab2b0d136f48e5dc9acc451 | Moth App.exe |\n");
  EXPECT_EQ(values_of(notice), (Values{"package @moth/pad", "sha1 10e2f7dd4b2bb4ac9ab2b0d136f48e5dc9acc451"}));
}

TEST(LookAlikes, ARemarkBelowAHashSaysWhatItIs) {
  const std::string genuine = "d40d6ed0ecf4e8d8c8c3b4a6e1f5d5e2a7e8f0e9d40d6ed0ecf4e8d8c8c3b4a6";
  const Notice notice = read("# Hashes of malware\n\n```\nMD5: " + md5 +
                             "\n  Filename: a.exe (139MB)\n  Description: Dropper\n```\n\n```\nSHA256: " + genuine +
                             "\n  Note: Legitimate file. Malware hides alongside it.\n```\n");
  ASSERT_EQ(values_of(notice), Values{"md5 " + md5});
  EXPECT_TRUE(notice.indicators.front().note.contains("Dropper"));
}

TEST(LookAlikes, TheDateBesideAnIndicatorIsNotTheReports) {
  const Notice notice = read("# Moth\n\n## Indicators\n\n- C2 server: 198.51.100[.]7 (first seen October 15, 2024)\n");
  EXPECT_EQ(notice.source.published, "");
}

TEST(LookAlikes, AnAppAndTheVersionOfAPackageAreNoPlaces) {
  EXPECT_EQ(values_of(read(
                "# A report\n\n| Field | Value |\n|---|---|\n| Identity | `Moth.Solver`, x64, version 2.0.9.0 |\n\n"
                "## Indicators\n\n- AUMID: `com.moth.app`\n- `sand.test`\n")),
            Values{"domain sand.test"});
}

TEST(LookAlikes, WhatAProgramIsStartedWithIsNoHash) {
  const std::string sha256 = md5 + md5;
  EXPECT_EQ(values_of(read("# Indicators\n\na.exe  " + sha256 + "  Moth. Executed with the arguments: \"" + md5 +
                           " --update\"\n")),
            Values{"sha256 " + sha256});
}

TEST(LookAlikes, ReferencesOfARuleInABlockOfCodeAreToReadOn) {
  EXPECT_EQ(
      values_of(read("### Search\n\n```sql\n-- Author: X\n-- References:\n-- - https://news.test/a\n-- Level: Medium\n"
                     "host:(\"moth.test\") OR url:\"https://moth.test/c2\"\n```\n")),
      Values{"url https://moth.test/c2"});
}

TEST(LookAlikes, WhoAsksForGiftsIsNoThief) {
  EXPECT_EQ(values_of(read("# A theft\n\nThe attacker's account: 0x1111000000000000000000000000000000000001.\n\n"
                           "## More\n\ndonate (ETH): 0x2222000000000000000000000000000000000002\n")),
            Values{"eth_address 0x1111000000000000000000000000000000000001"});
}

TEST(LookAlikes, WhatIsCalledNotMaliciousInItselfIsNoMaliciousPackage) {
  EXPECT_EQ(values_of(read(
                "# A tool\n\nThe `@moth/eye` and `sand-fly` components are legitimate npm packages, not independently "
                "malicious.\n")),
            Values{});
}

TEST(LookAlikes, HashesOfNamesAndOfPartsOfAFileAreNoneOfAFile) {
  const std::string sha256 = md5 + md5;
  EXPECT_EQ(values_of(read("# Malicious senders\n\nRule:\n\nand hash.sha256(sender.email.domain) in (\n  '" + sha256 +
                           "', // A\n  '" + sha256 + "' // B\n)\n")),
            Values{});
  EXPECT_EQ(values_of(read("# Malware\n\n- Authentihash: " + sha256 + "\n- Imphash: " + md5 + "\n")), Values{});
  const Notice table = read("# Malware\n\n| Hash type | Value |\n|---|---|\n| **MD5** | `" + md5 +
                            "` |\n| **Authentihash** | `" + sha256 + "` |\n");
  EXPECT_EQ(values_of(table), Values{"md5 " + md5});
}

TEST(LookAlikes, APageOfAnAuthorityIsToReadOn) {
  EXPECT_EQ(
      values_of(read("# Moth\n\nFor a copy of the IOCs, see:\n\n- list [ https://www.moth.gov/files/list.xml ]\n\n"
                     "Submitted files (1)\n\n" +
                     md5 + md5 + " (a.exe)\n")),
      Values{"sha256 " + md5 + md5});
}

TEST(LookAlikes, WhatANumberOrAKeyLeadsToIsToReadOn) {
  EXPECT_EQ(values_of(read(
                "# Indicators\n\n```\n[0]: https://news.test/moth\n[1]: https://news.test/sand\n```\n\n- moth.test\n")),
            Values{"domain moth.test"});
  EXPECT_EQ(values_of(read(
                "# Indicators\n\n- \"sourceUrl\": \"https://news.test/feed/\",\n- \"url\": \"https://moth.test/a\"\n")),
            Values{"url https://moth.test/a"});
}

TEST(LookAlikes, WhatAToolIsBuiltFromIsNoMalware) {
  EXPECT_EQ(values_of(read(
                "# Decryptor of the Moth ransomware\n\n## How to build from the source\n\n### Windows\n\n```\nwget "
                "https://raw.githubusercontent.com/moth/tool/master/main.go\n```\n\n## C2 server\n\n- 45.9.148.7\n")),
            Values{"ipv4 45.9.148.7"});
}

TEST(LookAlikes, AnAuthorsMailboxIsNoThiefs) {
  EXPECT_EQ(values_of(read("# A report\n\nIt was found in May.\n\nBob Writer\nbob [at] moth-analysis.com\n")),
            Values{});
  EXPECT_EQ(values_of(read("# A report\n\nThe malware's mail came from bob [at] moth-analysis.com\n")),
            Values{"email bob@moth-analysis.com"});
}

TEST(LookAlikes, ARevisionAndAFileInATreeAreNone) {
  EXPECT_EQ(values_of(read("# A backdoor\n\nThe malicious package is a dependency; affected versions are "
                           "4dc4ca9f10c0d084ae32556e0a4eedbc3842cfd8.\n\n# IoCs\n\n```\n\u251c\u2500\u2500 README.md\n"
                           "\u2514\u2500\u2500 list.csv\n```\n\n- moth.test\n")),
            Values{"domain moth.test"});
}

TEST(LookAlikes, ALoginOfTwoNamesIsNoHost) {
  EXPECT_EQ(values_of(read("# Indicators\n\n- C2: moth.test\n- They read the files of the user `ann.bloom`.\n"
                           "- Lecture de l'historique de l'utilisateur `ann.bloom`.\n")),
            Values{"domain moth.test"});
}

TEST(LookAlikes, WhereItHappenedIsNoIndicator) {
  EXPECT_EQ(
      values_of(read(
          "# A report\n\nA loader ran in May. It was found a day later.\n\n## 2. Victim details\n\n| Field | Value |\n|---|---|\n"
          "| Domain | bloom-works.com |\n\n## Indicators\n\n| Type | Value |\n|---|---|\n"
          "| C2 IP | 45.9.148.7 |\n")),
      Values{"ipv4 45.9.148.7"});
}

TEST(LookAlikes, WhoGotAMailDidNotSendIt) {
  EXPECT_EQ(values_of(read("# A phish\n\nThe suspicious email sent to **ann@gmail.com** came from Bob "
                           "<bob@moth-pay.com>.\n\nThe email originated from **45.9.148.7**, which nobody knows.\n")),
            (Values{"email bob@moth-pay.com", "ipv4 45.9.148.7"}));
}

TEST(LookAlikes, AContactBelowTheIndicatorsIsNone) {
  const std::string list = "# Moth\n\n## Indicators\n\n| Type | Value |\n|--|--|\n| Domain | evil-moth[.]test |\n\n";
  for (const char* contact :
       {"Contact: help@moth.example", "**Press contact:** help@moth.example", "Questions? help@moth.example"})
    EXPECT_EQ(values_of(read(list + contact + "\n")), (Values{"domain evil-moth.test"})) << contact;
  EXPECT_EQ(values_of(read(list + "Contact: moth-files@onionmail.org\n")),
            (Values{"domain evil-moth.test", "email moth-files@onionmail.org"}))
      << "whom to pay";
}

TEST(LookAlikes, WhatAPublisherTakesBackIsNoIndicator) {
  const Notice correction = read(
      "# Correction\n\nIn our first notice we listed **198.51.100.7** and evil-moth[.]test by mistake. Please remove them.\n\n"
      "We add one address that was used by the intruder: 203.0.113[.]9\n\n"
      "By mistake, the intruder left a panel open at 203.0.113[.]10.\n");
  EXPECT_EQ(values_of(correction), (Values{"ipv4 203.0.113.10", "ipv4 203.0.113.9"}));
  const auto revoked = std::ranges::count(correction.mentions, model::why_revoked, &model::Mention::why);
  EXPECT_EQ(revoked, 2);
}

TEST(LookAlikes, WhatTheNextSentenceTakesBackIsNoIndicator) {
  const Notice correction = read(
      "# Correction\n\nThe domain evil-moth[.]test in our alert of 2 April 2025 is not related to the attack. It belongs to "
      "a customer of ours and was listed in error; please remove it from your block lists.\n");
  EXPECT_EQ(values_of(correction), Values{});
  ASSERT_EQ(correction.mentions.size(), 1U);
  EXPECT_EQ(correction.mentions.front().why, model::why_revoked);
}

TEST(LookAlikes, WhatIsDeniedToBeAnIndicatorIsNone) {
  const std::string list = "## Indicators of compromise\n\n| Type | Value |\n|--|--|\n| IP | 203.0.113[.]9 |\n\n";
  for (const char* denial : {"The addresses of our own servers (198.51.100.7) are not indicators.\n",
                             "Les adresses de nos serveurs (198.51.100.7) ne sont pas des indicateurs.\n",
                             "Our own controllers call from 198.51.100.7 with the user agent `moth-deploy/2.31`.\n"})
    EXPECT_EQ(values_of(read(list + denial)), (Values{"ipv4 203.0.113.9"})) << denial;
  EXPECT_EQ(values_of(read(list + "The attacker used our own servers, among them 198.51.100[.]7.\n")),
            (Values{"ipv4 198.51.100.7", "ipv4 203.0.113.9"}));
  EXPECT_EQ(values_of(read(list + "A connection to 198.51.100[.]7 alone is not an indicator of compromise.\n")),
            (Values{"ipv4 198.51.100.7", "ipv4 203.0.113.9"}));
}

TEST(LookAlikes, AccountsThatTheIntruderMadeAreNamedByTheirLead) {
  const std::string list =
      "## Indicators of compromise\n\n- IP: 203.0.113[.]9\n- Account created on endpoints: `mothadmin`\n";
  EXPECT_EQ(values_of(read(list)), (Values{"account mothadmin", "ipv4 203.0.113.9"}));
  EXPECT_EQ(
      values_of(read("# Moth\n\nAccounts created by the attacker have random names, such as `Moth1k`, `Ed8x4k`.\n")),
      (Values{"account Ed8x4k", "account Moth1k"}));
  EXPECT_EQ(values_of(read("# Moth\n\nThe attacker created an account and ran `whoami`.\n")), Values{});
  EXPECT_EQ(values_of(read("# Moth\n\nDelete accounts created by the old setup, such as `guest`.\n")), Values{});
}

TEST(LookAlikes, AHostingProvidersAddressesDeliverNothingForThat) {
  const auto role_of = [](const std::string& lead) {
    const Notice notice = read("# Moth\n\n### IP addresses\n\n" + lead + "\n\n- 203.0.113[.]9\n");
    return notice.indicators.empty() ? model::Role::sinkhole : notice.indicators.front().role;
  };
  EXPECT_EQ(role_of("These belong to a hosting provider and were used by the third party:"), model::Role::unknown);
  EXPECT_EQ(role_of("Servers hosting the second file:"), model::Role::delivery);
}

TEST(LookAlikes, SharedAddressesThatMayCarryLegitimateTrafficAreStillTheIntruders) {
  const std::string table = "\n\n| IP | Note |\n|--|--|\n| 203.0.113[.]9 | a VPN's exit |\n";
  EXPECT_EQ(
      values_of(read("# Moth\n\nIP addresses (some are of VPN services and may carry legitimate traffic):" + table)),
      (Values{"ipv4 203.0.113.9"}));
  EXPECT_EQ(values_of(read("# Moth\n\nLegitimate IP addresses:" + table)), Values{});
}

TEST(LookAlikes, VersionsBelowAHeadingOfPackagesAreOfPackages) {
  const std::string list = "\n\n- `moth-pad` 3.4.1\n- `@moth/x` 1.2.3, 1.2.4\n";
  for (const char* lead : {"These versions were malicious:", "The following versions are affected:"}) {
    EXPECT_EQ(values_of(read(std::string("# Compromised npm packages\n\n") + lead + list)),
              (Values{"package @moth/x", "package moth-pad"}))
        << lead;
    EXPECT_EQ(values_of(read(std::string("# Release of June\n\n") + lead + list)), Values{}) << lead;
  }
  EXPECT_EQ(values_of(read("# Compromised npm packages\n\nThese versions are safe:" + list)), Values{});
}

TEST(LookAlikes, KeysAndTokensThatTheirLabelNamesAreNoHashes) {
  const std::string sha256 = "8c8f3e5333ffeeafea86dc7fb81dd34328ae224dc89b266ce460b3a392227ec1";
  const std::string code = "`" + sha256 + "`\n";
  const std::string lead = "## Indicators of compromise\n\n### Artifacts\n\n- ";
  for (const char* label : {"Bearer token: ", "Stage 2 AES key (hex): ", "**API secret:** "})
    EXPECT_EQ(values_of(read(lead + label + code)), Values{}) << label;
  EXPECT_EQ(values_of(read(lead + "`" + sha256 + "` \xe2\x80\x94 RSA public key fingerprint (SHA-256)\n")), Values{});
  EXPECT_EQ(values_of(read(lead + "Stage 2 (hex): " + code)), Values{"sha256 " + sha256});
  EXPECT_EQ(values_of(read(lead + "`" + sha256 + "` \xe2\x80\x94 loader with an RSA public key\n")),
            Values{"sha256 " + sha256});
}

TEST(LookAlikes, TheNetworkOfAnAddressIsARemark) {
  EXPECT_EQ(
      values_of(read("## Results\n\n| IOC | Type | Tool | Result |\n|---|---|---|---|\n"
                     "| 203.0.113[.]9 | ip | Scan | 2/91 malicious; AS 64496; network 203.0.113.0/24 (a.png) |\n")),
      Values{"ipv4 203.0.113.9"});
  EXPECT_EQ(values_of(read("## IOCs\n\n| IOC | Type |\n|---|---|\n| 203.0.113.0/24 | network |\n")),
            Values{"cidr 203.0.113.0/24"});
}

}  // namespace
}  // namespace clew::intel
