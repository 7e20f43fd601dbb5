#include "clew/desk/read.h"

#include "clew/desk/pack.h"
#include "clew/intel/read_notice.h"
#include "clew/report/notice_csv.h"
#include "clew/report/notice_json.h"
#include "clew/report/notice_misp.h"
#include "clew/report/notice_pack.h"
#include "clew/report/notice_stix.h"
#include "clew/report/notice_table.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace clew::desk {
namespace {

using model::Notice;

Notice read(std::string bytes, std::span<const intel::Pack> packs = intel::built_in_packs()) {
  auto notice = intel::read_notice({"notice", std::move(bytes)}, packs);
  EXPECT_TRUE(notice) << (notice ? "" : base::to_text(notice.error()));
  return notice ? *std::move(notice) : Notice{};
}

std::string day_of(const std::optional<base::Instant>& time) { return time ? base::to_rfc3339(*time) : "-"; }

/// All that a pack holds of its indicators and claims, in one order.
std::vector<std::string> facts_of(const Notice& notice) {
  std::vector<std::string> facts;
  for (const model::Indicator& one : notice.indicators) {
    facts.push_back(fmt::format("{} {} port {} role {} from {} to {} note <{}> activity <{}> by <{}> on <{}>",
                                name_of(one.value.type()), one.value.text(), one.value.port().value_or(0),
                                name_of(one.role), day_of(one.valid.from), day_of(one.valid.to), one.note, one.activity,
                                one.published_by, one.published));
  }
  for (const model::Claim& one : notice.claims)
    facts.push_back(fmt::format("{} via <{}> on <{}> {}: {}", one.by, one.via, one.date, name_of(one.kind), one.text));
  facts.push_back(fmt::format("supplier {} window {} to {} <{}>", notice.supplier, day_of(notice.window.from),
                              day_of(notice.window.to), notice.window_text));
  std::ranges::sort(facts);
  return facts;
}

/// What only one of the two says; nothing for a round trip that loses nothing.
std::vector<std::string> differences(const std::vector<std::string>& found, const std::vector<std::string>& want) {
  std::vector<std::string> lines;
  for (const std::string& one : want) {
    if (!std::ranges::binary_search(found, one)) lines.push_back("lost: " + one);
  }
  for (const std::string& one : found) {
    if (!std::ranges::binary_search(want, one)) lines.push_back("new: " + one);
  }
  if (lines.empty() && found.size() != want.size()) lines.emplace_back("not as many");
  return lines;
}
const std::vector<std::string> none;

/// Every type of value and every field that a pack has, with what is awkward to write.
constexpr std::string_view whole_pack = R"toml(
schema = "clew.pack/1"
[supplier]
id = "acme"
name = "Acme \"the\" supplier"
[window]
from = 2024-02-01
to = "2024-02-20T12:00:00.25Z"
source = "Acme, 5 March 2024; \\ and \" and ü"
[[claim]]
by = "Example Labs"
via = "The Example Times"
date = "2024-03"
kind = "attribution"
text = "The group that it calls \"Example Bear\"."
[[claim]]
by = "Acme"
date = 2024-03-05
kind = "scope"
text = "30 customers."
[[indicator]]
type = "domain"
value = "c2.evil.example:8443"
role = "c2"
valid_from = 2024-02-03
valid_to = "2024-02"
note = "answers only to our agent: \"yes\\no\", ü"
activity = "Acme intrusion 2024"
published_by = "Acme"
published = "2024-03-05"
[[indicator]]
type = "domain"
value = "evil.example"
role = "delivery"
valid_to = "2024-02-20T12:00:00.25Z"
published_by = "Example \"Labs\" \\ ü"
published = "2024-03"
[[indicator]]
type = "url"
value = "https://evil.example/a?b='c'&d=%20|e"
role = "payload"
valid_from = 2023-11-01
[[indicator]]
type = "url"
value = "evil.example/gate.php?a_b=(1)"
role = "victim"
[[indicator]]
type = "ipv4"
value = "203.0.113.7:443"
role = "shared_infrastructure"
[[indicator]]
type = "ipv4"
value = "10.1.2.3"
[[indicator]]
type = "ipv6"
value = "[2001:db8::7]:443"
role = "sinkhole"
[[indicator]]
type = "ipv6"
value = "2001:db8::8"
role = "legitimate_abused"
[[indicator]]
type = "cidr"
value = "198.51.100.0/24"
[[indicator]]
type = "cidr"
value = "2001:db8::/64"
[[indicator]]
type = "md5"
value = "0123456789abcdef0123456789abcdef"
[[indicator]]
type = "sha1"
value = "0123456789abcdef0123456789abcdef01234567"
role = "payload"
[[indicator]]
type = "sha256"
value = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
[[indicator]]
type = "sha512"
value = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
[[indicator]]
type = "email"
value = "billing@evil.example"
[[indicator]]
type = "file_name"
value = "it's \"it\" | 1.exe"
[[indicator]]
type = "file_path"
value = "C:\\Users\\Public\\O'Brien\\a.exe"
[[indicator]]
type = "file_path"
value = "/tmp/x"
[[indicator]]
type = "file_path"
value = "/x"
[[indicator]]
type = "file_path"
value = "/var/lib/evil/"
[[indicator]]
type = "package"
value = "@evil/pkg"
[[indicator]]
type = "account"
value = "dev-helper"
[[indicator]]
type = "btc_address"
value = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
[[indicator]]
type = "eth_address"
value = "0x52908400098527886e0f7030069857d2e4169ee7"
[[indicator]]
type = "registry_key"
value = 'HKLM\Software\Evil Corp\Agent'
[[indicator]]
type = "mutex"
value = 'Global\its mine'
[[indicator]]
type = "user_agent"
value = "Mozilla/5.0 (evil; \"x\")"
[[indicator]]
type = "cve"
value = "CVE-2023-12345"
[[indicator]]
type = "ja3"
value = "0123456789abcdef0123456789abcdef"
[[indicator]]
type = "ja4"
value = "t13d1516h2_8daaf6152771_b186095e22b6"
[[indicator]]
type = "asn"
value = "AS64500"
[[indicator]]
type = "certificate"
value = "0123456789abcdef0123456789abcdef01234567"
)toml";

Notice whole_notice() { return read(std::string(whole_pack)); }

std::string pack_of(const Notice& notice) { return report::notice_pack(notice, "Acme \"the\" supplier"); }

TEST(RoundTrip, ThePackItselfIsReadWhole) {
  const Notice notice = whole_notice();
  EXPECT_EQ(notice.indicators.size(), 32U);
  std::set<model::ValueType> types;
  for (const model::Indicator& one : notice.indicators) types.insert(one.value.type());
  EXPECT_EQ(types.size(), model::value_type_count);
  EXPECT_EQ(notice.claims.size(), 2U);
}

TEST(RoundTrip, PackToPack) {
  const Notice notice = whole_notice();
  EXPECT_EQ(differences(facts_of(read(pack_of(notice))), facts_of(notice)), none);
}

TEST(RoundTrip, PackToMispToPack) {
  const Notice notice = whole_notice();
  const Notice event = read(report::misp_events(std::span(&notice, 1)));
  EXPECT_EQ(event.source.format, "misp");
  EXPECT_TRUE(event.refused.empty() && event.mentions.empty());
  EXPECT_EQ(differences(facts_of(event), facts_of(notice)), none);
  EXPECT_EQ(differences(facts_of(read(pack_of(event))), facts_of(notice)), none);
}

TEST(RoundTrip, PackToStixToPack) {
  const Notice notice = whole_notice();
  const Notice bundle = read(report::stix_bundle(std::span(&notice, 1)));
  EXPECT_EQ(bundle.source.format, "stix");
  EXPECT_TRUE(bundle.refused.empty() && bundle.mentions.empty());
  EXPECT_EQ(differences(facts_of(bundle), facts_of(notice)), none);
  EXPECT_EQ(differences(facts_of(read(pack_of(bundle))), facts_of(notice)), none);
}

TEST(RoundTrip, WhoeverDoesNotKnowTheExtensionReadsTheSameValuesFromThePatterns) {
  const Notice notice = whole_notice();
  std::string bundle = report::stix_bundle(std::span(&notice, 1));
  const std::string known(report::stix_extension);
  std::string unknown = known;
  unknown.back() = '0';
  for (std::size_t at = bundle.find(known); at != std::string::npos; at = bundle.find(known, at))
    bundle.replace(at, known.size(), unknown);
  const auto values_of = [](const Notice& of) {
    std::vector<std::string> values;
    for (const model::Indicator& one : of.indicators) {
      values.push_back(
          fmt::format("{} {} {}", name_of(one.value.type()), one.value.text(), one.value.port().value_or(0)));
    }
    std::ranges::sort(values);
    return values;
  };
  const Notice read_again = read(std::move(bundle));
  // A folder is written without its last slash; a private address is nobody's; no observable is a package, and a URL of any
  // scheme is no value but a regular expression.
  EXPECT_EQ(differences(values_of(read_again), values_of(notice)),
            (std::vector<std::string>{"lost: file_path /var/lib/evil/ 0", "lost: ipv4 10.1.2.3 0",
                                      "lost: package @evil/pkg 0", "lost: url evil.example/gate.php?a_b=(1) 0",
                                      "new: file_path /var/lib/evil 0"}));
}

/// Names and techniques with how they are known; what a claim says beyond a pack.
std::vector<std::string> context_of(const Notice& notice) {
  std::vector<std::string> facts;
  for (const model::NamedThing& one : notice.names) facts.push_back(fmt::format("{} {}", name_of(one.kind), one.name));
  for (const model::NamedTechnique& one : notice.techniques)
    facts.push_back(fmt::format("{} {} {}", one.id, name_of(one.how), one.score));
  for (const model::Claim& one : notice.claims) {
    facts.push_back(fmt::format("{} {} of <{}> <{}> {} {}", one.by, name_of(one.stance), one.subject, one.object,
                                one.confidence.value_or("-"), one.superseded));
  }
  std::ranges::sort(facts);
  return facts;
}

/// What no pack has, and other readers find.
Notice notice_with_context() {
  Notice notice = whole_notice();
  notice.source.publisher = "Acme";
  notice.source.published = "2024-03";
  notice.claims[0].subject = "Acme intrusion 2024";
  notice.claims[0].object = "Example Bear";
  notice.claims[0].stance = model::Stance::suspects;
  notice.claims[0].confidence = "moderate confidence";
  notice.claims[1].superseded = true;
  notice.techniques.push_back({"T1195.002", model::NamedTechnique::How::stated, 1.0, "T1195.002", {}, 0});
  notice.techniques.push_back({"T1059", model::NamedTechnique::How::suggested, 0.83, "It ran a script.", {}, 0});
  notice.names.push_back({model::NamedThing::Kind::actor, "Example \"Bear\" \\", {}, 0});
  notice.names.push_back({model::NamedThing::Kind::malware, "BearTrap", {}, 0});
  notice.names.push_back({model::NamedThing::Kind::tool, "Shell", {}, 0});
  notice.names.push_back({model::NamedThing::Kind::campaign, "Spring", {}, 0});
  for (model::Indicator& one : notice.indicators) {
    if (one.published_by.empty()) one.published_by = "Acme";
    if (one.published.empty()) one.published = "2024-03";
  }
  return notice;
}

TEST(RoundTrip, ClaimsNamesAndTechniquesToMispAndBack) {
  const Notice notice = notice_with_context();
  const Notice event = read(report::misp_events(std::span(&notice, 1)));
  EXPECT_EQ(differences(facts_of(event), facts_of(notice)), none);
  EXPECT_EQ(differences(context_of(event), context_of(notice)), none);
  EXPECT_EQ(event.source.publisher, notice.source.publisher);
  EXPECT_EQ(event.source.published, notice.source.published);
  EXPECT_EQ(event.source.title, notice.source.title);
}

TEST(RoundTrip, ClaimsNamesAndTechniquesToStixAndBack) {
  const Notice notice = notice_with_context();
  const Notice bundle = read(report::stix_bundle(std::span(&notice, 1)));
  EXPECT_EQ(differences(facts_of(bundle), facts_of(notice)), none);
  EXPECT_EQ(differences(context_of(bundle), context_of(notice)), none);
  EXPECT_EQ(bundle.source.publisher, notice.source.publisher);
  EXPECT_EQ(bundle.source.published, notice.source.published);
  EXPECT_EQ(bundle.source.title, notice.source.title);
}

TEST(RoundTrip, ListToCsvToList) {
  Notice notice = notice_with_context();
  notice.supplier.clear();
  notice.claims.clear();
  notice.window = {};
  notice.window_text.clear();
  // A list is read as everybody's are: an address that is not on the internet is a mention, and a quote in a cell is two.
  std::erase_if(notice.indicators, [](const model::Indicator& one) {
    return one.value.text() == "10.1.2.3" || one.value.text().find('"') != std::string::npos;
  });
  for (model::Indicator& one : notice.indicators) {
    one.note = one.note.empty() ? "" : "a remark, with a comma";
    if (one.published_by.find('"') != std::string::npos) one.published_by = "Example Labs";
  }
  EXPECT_EQ(differences(facts_of(read(report::notices_csv(std::span(&notice, 1)))), facts_of(notice)), none);
}

// ---- the verb ---------------------------------------------------------------------------------------------------------

class ReadNotices : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("clew-read-{}-{}", testing::UnitTest::GetInstance()->current_test_info()->name(), ::getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, std::string_view bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }
  std::filesystem::path folder_;
};

TEST_F(ReadNotices, WhatCannotBeReadDoesNotKeepTheOthersFromBeingTold) {
  ReadRequest request;
  request.notices = {write("a.txt", "C2 domain: evil[.]example\n"), folder_ / "none.txt", write("empty.txt", "\n")};
  request.form = ReadForm::json;
  const auto report = read_notices(request);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->notices, 1U);
  EXPECT_EQ(report->indicators, 1U);
  EXPECT_EQ(report->problems.size(), 2U);
  EXPECT_NE(report->text.find("\"evil.example\""), std::string::npos);
}

TEST_F(ReadNotices, AnErrorSaysItsLine) {
  ReadRequest request;
  request.notices = {write("a.txt", "one\ntwo " + std::string(1, '\0') + "x")};
  const auto report = read_notices(request);
  ASSERT_TRUE(report);
  ASSERT_EQ(report->problems.size(), 1U);
}

TEST_F(ReadNotices, SeveralNoticesAreADocumentALine) {
  ReadRequest request;
  request.notices = {write("a.txt", "C2 domain: evil[.]example\n"), write("b.txt", "C2 domain: evil[.]test\n")};
  request.form = ReadForm::json;
  const auto report = read_notices(request);
  ASSERT_TRUE(report);
  EXPECT_EQ(std::ranges::count(report->text, '\n'), 2);
}

TEST_F(ReadNotices, APackIsOneNotices) {
  ReadRequest request;
  request.notices = {"a", "b"};
  request.form = ReadForm::pack;
  EXPECT_FALSE(read_notices(request));
}

TEST_F(ReadNotices, TheStandardInputIsReadOnce) {
  ReadRequest request;
  request.notices = {"-"};
  int asked = 0;
  request.standard_input = [&](std::uint64_t) -> base::Result<std::string> {
    ++asked;
    return "C2 domain: evil[.]example\n";
  };
  const auto report = read_notices(request);
  ASSERT_TRUE(report);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(report->indicators, 1U);
}

}  // namespace
}  // namespace clew::desk
