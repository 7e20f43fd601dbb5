// STIX, OpenIOC, YARA, Sigma and lists with references: what becomes an indicator, what a mention, what is refused.
#include "clew/intel/detail/notice_under_test.h"
#include "clew/intel/read_notice.h"

#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace clew::intel {
namespace {

using detail::read;

/// `type value` of each indicator, in order, on lines.
std::string indicators_of(const model::Notice& notice) {
  std::string text;
  for (const auto& one : notice.indicators) {
    text += fmt::format("{} {}", name_of(one.value.type()), one.value.text());
    if (one.value.port()) text += fmt::format(":{}", *one.value.port());
    text += "\n";
  }
  return text;
}
std::string mentions_of(const model::Notice& notice) {
  std::string text;
  for (const auto& one : notice.mentions) text += fmt::format("{} {}: {}\n", name_of(one.type), one.value, one.why);
  return text;
}
std::string refused_of(const model::Notice& notice) {
  std::string text;
  for (const auto& one : notice.refused) text += fmt::format("{}: {}\n", one.text, one.why);
  return text;
}

/// A bundle of one indicator with this pattern, whose quotes are to be written for JSON.
std::string bundle_with(std::string_view pattern, std::string_view more = "") {
  return fmt::format(R"({{"type":"bundle","id":"bundle--1","objects":[{{"type":"indicator","id":"indicator--1",)"
                     R"("created":"2024-03-01T00:00:00Z","valid_from":"2024-03-01T00:00:00Z","pattern":"{}"{}}}]}})",
                     pattern, more);
}

struct PatternCase {
  std::string_view name, pattern, want, want_mentions = "", want_refused = "";
};
constexpr std::string_view md5_of_nothing = "d41d8cd98f00b204e9800998ecf8427e";

TEST(StixNotice, TakesFromAPatternWhatSuffices) {
  const std::string hash = fmt::format("file:hashes.MD5 = '{}'", md5_of_nothing);
  const std::vector<PatternCase> rows = {
      {"or_gives_both", "[domain-name:value = 'a.example' OR ipv4-addr:value = '198.51.100.7']",
       "domain a.example\nipv4 198.51.100.7\n"},
      {"and_gives_the_hash", "[file:name = 'tool.exe' AND file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']",
       "md5 d41d8cd98f00b204e9800998ecf8427e\n",
       "file_name tool.exe: the pattern asks for it only together with d41d8cd98f00b204e9800998ecf8427e\n"},
      {"negated_is_none", "[domain-name:value != 'good.example' AND url:value = 'http://bad.example/x']",
       "url http://bad.example/x\n", "domain good.example: the pattern excludes it\n"},
      {"name_and_folder", R"([file:name = 'x.dll' AND file:parent_directory_ref.path = 'C:\\\\Evil'])",
       "file_path C:\\Evil\\x.dll\n"},
      {"port", "[network-traffic:dst_ref.value = '198.51.100.7' AND network-traffic:dst_port = 8443]",
       "ipv4 198.51.100.7:8443\n"},
      {"in", "[ipv4-addr:value IN ('198.51.100.7', '198.51.100.8')]", "ipv4 198.51.100.7\nipv4 198.51.100.8\n"},
      {"network", "[ipv4-addr:value ISSUBSET '198.51.100.0/24']", "cidr 198.51.100.0/24\n"},
      {"registry", R"([windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\Software\\\\Evil'])",
       "registry_key HKLM\\Software\\Evil\n"},
      {"user_agent", "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'evil/1.0']",
       "user_agent evil/1.0\n"},
      {"number", "[autonomous-system:number = 64500]", "asn AS64500\n"},
      {"defanged", "[url:value = 'hxxps://evil[.]example/a']", "url https://evil.example/a\n"},
      {"form", "[url:value LIKE '%.evil.example%']", "", "",
       "%.evil.example%: asked for by its form (LIKE), which is not searched for\n"},
      {"command_line", "[process:command_line = 'x y']", "", "", "x y: process:command_line is not searched for\n"},
      {"everywhere", "[process:name = 'cmd.exe']", "", "file_name cmd.exe: a file of every system\n"},
      {"private", "[ipv4-addr:value = '10.0.0.1']", "", "ipv4 10.0.0.1: an address that is not on the internet\n"},
      {"broken_value", "[ipv4-addr:value = '1.2.3.400']", "", "", "1.2.3.400: IPv4 octet 400, at most 255\n"},
  };
  for (const PatternCase& row : rows) {
    const model::Notice notice = read(bundle_with(row.pattern));
    EXPECT_EQ(indicators_of(notice), row.want) << row.name;
    EXPECT_EQ(mentions_of(notice), row.want_mentions) << row.name;
    EXPECT_EQ(refused_of(notice), row.want_refused) << row.name;
  }
}

TEST(StixNotice, KeepsAPatternThatAsksForMoreThanValues) {
  for (const std::string_view pattern :
       {"[domain-name:value = 'evil.example']", "[domain-name:value = 'a.example' OR ipv4-addr:value = '192.0.2.1']",
        "[ipv4-addr:value = '1.2.3.400']",
        "[file:hashes.MD5 IN ('d41d8cd98f00b204e9800998ecf8427e')] OR [url:value = 'http://a.example/x']"})
    EXPECT_TRUE(read(bundle_with(pattern)).patterns.empty()) << pattern;
  for (const std::string_view pattern :
       {"[domain-name:value = 'a.example' AND ipv4-addr:value = '192.0.2.1']", "[process:command_line = 'a']",
        "[domain-name:value != 'a.example']", "[domain-name:value LIKE '%.example']", "[mutex:name = 'm']",
        "[domain-name:value = 'a.example'] FOLLOWEDBY [domain-name:value = 'b.example']",
        "[domain-name:value = 'a.example'] REPEATS 2 TIMES", "[file:name = 'a.exe' OR file:size = 1]"}) {
    const std::string source = bundle_with(pattern, R"(,"name":" n ")");
    const model::Notice notice = read(source);
    ASSERT_EQ(notice.patterns.size(), 1U) << pattern;
    const model::PublishedPattern& kept = notice.patterns.front();
    EXPECT_EQ(kept.text, pattern);
    EXPECT_EQ(source.substr(kept.where.offset_bytes, kept.where.size_bytes), pattern);
    EXPECT_TRUE(kept.id.starts_with("indicator--")) << kept.id;
    EXPECT_EQ(kept.name, "n");
    EXPECT_EQ(kept.why_not, "");
  }
  const auto revoked = read(bundle_with("[process:command_line = 'a']", R"(,"revoked":true)")).patterns;
  ASSERT_EQ(revoked.size(), 1U);
  EXPECT_EQ(revoked.front().why_not, "revoked by its publisher");
}

TEST(StixNotice, TellsAPatternThatIsNoneWithItsPlace) {
  const model::Notice notice = read(bundle_with("[file:name = "));
  ASSERT_EQ(notice.refused.size(), 1U);
  EXPECT_EQ(notice.refused.front().text, "[file:name = ");
  EXPECT_NE(notice.refused.front().why.find("not a STIX pattern"), std::string::npos);
}

TEST(StixNotice, LimitsAnIndicatorOnlyByWhatWasStated) {
  const std::string_view pattern = "[domain-name:value = 'evil.example']";
  // The required valid_from, filled with the date of publication, is no statement.
  EXPECT_TRUE(read(bundle_with(pattern)).indicators.front().valid.is_open());
  const std::string stated = bundle_with(pattern);
  const std::string earlier = std::string(stated).replace(stated.rfind("2024-03-01"), 10, "2023-12-01");
  const auto valid = read(earlier).indicators.front().valid;
  ASSERT_TRUE(valid.from);
  EXPECT_EQ(base::to_date(*valid.from), "2023-12-01");
  EXPECT_FALSE(valid.to);
}

TEST(StixNotice, DoesNotTakeWhatIsRevokedOrCalledBenign) {
  const std::string_view pattern = "[domain-name:value = 'evil.example']";
  EXPECT_EQ(mentions_of(read(bundle_with(pattern, R"(,"revoked":true)"))),
            "domain evil.example: revoked by its publisher\n");
  EXPECT_EQ(mentions_of(read(bundle_with(pattern, R"(,"labels":["benign"])"))),
            "domain evil.example: its publisher calls it benign\n");
}

TEST(StixNotice, ReadsWhatABundleSaysBesideIndicators) {
  const model::Notice notice = read(R"({"type":"bundle","id":"bundle--1","objects":[
{"type":"identity","id":"identity--1","name":"Someone","identity_class":"organization"},
{"type":"report","id":"report--1","created_by_ref":"identity--1","name":"A report","published":"2024-03-02T00:00:00Z","object_refs":[]},
{"type":"campaign","id":"campaign--1","name":"Loud Rain"},
{"type":"intrusion-set","id":"intrusion-set--1","name":"Rain Makers"},
{"type":"malware","id":"malware--1","name":"Drizzle"},
{"type":"indicator","id":"indicator--1","created_by_ref":"identity--1","created":"2024-03-01T00:00:00Z","pattern":"[domain-name:value = '\u0065vil.example']","kill_chain_phases":[{"kill_chain_name":"lockheed-martin-cyber-kill-chain","phase_name":"command-and-control"}]},
{"type":"relationship","id":"relationship--1","relationship_type":"indicates","source_ref":"indicator--1","target_ref":"campaign--1"},
{"type":"relationship","id":"relationship--2","relationship_type":"indicates","source_ref":"indicator--1","target_ref":"malware--1"},
{"type":"relationship","id":"relationship--3","relationship_type":"attributed-to","created":"2024-03-01T00:00:00Z","source_ref":"campaign--1","target_ref":"intrusion-set--1"},
{"type":"attack-pattern","id":"attack-pattern--1","name":"x","external_references":[{"source_name":"mitre-attack","external_id":"T1059.001"}]},
{"type":"vulnerability","id":"vulnerability--1","name":"CVE-2021-44228"},
{"type":"ipv4-addr","id":"ipv4-addr--1","value":"198.51.100.9"}]})");
  EXPECT_EQ(notice.source.format, "stix");
  EXPECT_EQ(notice.source.title, "A report");
  EXPECT_EQ(notice.source.publisher, "Someone");
  EXPECT_EQ(notice.source.published, "2024-03-02");
  ASSERT_EQ(indicators_of(notice), "domain evil.example\ncve CVE-2021-44228\n");
  const model::Indicator& domain = notice.indicators.front();
  EXPECT_EQ(domain.text, R"(\u0065vil.example)");
  EXPECT_EQ(domain.role, model::Role::c2);
  EXPECT_EQ(domain.activity, "Loud Rain");
  EXPECT_EQ(domain.note, "indicates Drizzle");
  EXPECT_EQ(domain.published, "2024-03-01");
  EXPECT_EQ(mentions_of(notice), "ipv4 198.51.100.9: an observable that the bundle calls no indicator\n");
  ASSERT_EQ(notice.names.size(), 3U);
  ASSERT_EQ(notice.techniques.size(), 1U);
  EXPECT_EQ(notice.techniques.front().id, "T1059.001");
  ASSERT_EQ(notice.claims.size(), 1U);
  EXPECT_EQ(notice.claims.front().subject + " -> " + notice.claims.front().object, "Loud Rain -> Rain Makers");
}

TEST(StixNotice, TakesObservablesWhereABundleHasNothingElse) {
  const std::string_view v20 =
      R"([{"type":"observed-data","id":"observed-data--1","created":"2024-03-01T00:00:00Z","objects":
{"0":{"type":"url","value":"http://evil.example/x"},"1":{"type":"file","name":"x.exe","hashes":{"MD5":"d41d8cd98f00b204e9800998ecf8427e"}}}}])";
  const model::Notice notice = read(v20);
  EXPECT_EQ(indicators_of(notice), "url http://evil.example/x\nmd5 d41d8cd98f00b204e9800998ecf8427e\n");
  EXPECT_EQ(notice.indicators.back().note, "x.exe");
}

TEST(OpenIocNotice, TakesItemsByWhatTheyAskFor) {
  const model::Notice notice = read(R"(<?xml version="1.0"?>
<ioc id="1"><short_description>A &amp; B</short_description><authored_by>Someone</authored_by><authored_date>2024-01-02T03:04:05</authored_date>
<links><link rel="r">https://report.example/x</link></links>
<definition><Indicator operator="OR">
<IndicatorItem condition="is"><Context search="FileItem/Md5sum"/><Content type="md5">d41d8cd98f00b204e9800998ecf8427e</Content></IndicatorItem>
<Indicator operator="AND"><IndicatorItem condition="contains"><Context search="FileItem/FileName"/><Content type="string">tool.exe</Content></IndicatorItem>
<IndicatorItem condition="is"><Context search="Network/DNS"/><Content> evil&#46;example </Content></IndicatorItem></Indicator>
<IndicatorItem condition="matches"><Context search="Network/URI"/><Content>^http</Content></IndicatorItem>
<IndicatorItem condition="is" negate="true"><Context search="Network/DNS"/><Content>good.example</Content></IndicatorItem>
</Indicator></definition></ioc>)");
  EXPECT_EQ(notice.source.format, "openioc");
  EXPECT_EQ(notice.source.title, "A & B");
  EXPECT_EQ(notice.source.published, "2024-01-02");
  EXPECT_EQ(indicators_of(notice), "md5 d41d8cd98f00b204e9800998ecf8427e\ndomain evil.example\n");
  EXPECT_EQ(notice.indicators.back().text, "evil&#46;example");
  EXPECT_EQ(mentions_of(notice),
            "url https://report.example/x: a link of the notice\n"
            "file_name tool.exe: asked for only together with evil.example\n"
            "domain good.example: the notice excludes it\n");
  EXPECT_EQ(refused_of(notice), "^http: asked for by its form (matches)\n");
}

TEST(OpenIocNotice, RefusesADocumentTypeSoThatNoEntityIsExpanded) {
  const auto notice =
      read_notice({"bomb.ioc", R"(<?xml version="1.0"?><!DOCTYPE ioc [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>
<ioc id="1"><short_description>&b;</short_description></ioc>)"},
                  {});
  ASSERT_FALSE(notice);
  EXPECT_NE(notice.error().what.find("a document type"), std::string::npos) << notice.error().what;
}

TEST(YaraNotice, TakesValuesAndNotWhatHalfTheWorldHas) {
  const model::Notice notice = read(R"(import "hash"
/* rule in_a_comment { strings: $x = "http://no.example/" } */
rule evil : tag {
  meta:
    author = "Someone"
    date = "2024-01-02"
    description = "Finds it"
    hash1 = "d41d8cd98f00b204e9800998ecf8427e"
    reference = "https://report.example/x"
  strings:
    $url = "https://evil.example/gate.php?id=" ascii
    $mutex = "Global\\EvilMutex" wide
    $path = "C:\\ProgramData\\evil\\x.dll"
    $hex = { 6A 40 "http://no.example/" }
    $expression = /https?:\/\/[a-z"]{3}\/} rule / nocase
    $command = "cmd.exe"
    $scheme = "http://"
    $code = "System.IO"
    $text = "This program cannot be run"
    $request = "GET http://other.example/a HTTP/1.1"
    $fp1 = "http://vendor.example/"
  condition:
    uint16(0) == 0x5A4D and filesize / 2 < 10KB and any of them or hash.md5(0, filesize) == "d41d8cd98f00b204e9800998ecf8427f"
}
rule second { condition: true })");
  EXPECT_EQ(notice.source.format, "yara");
  EXPECT_EQ(notice.source.publisher, "Someone");
  EXPECT_EQ(indicators_of(notice),
            "md5 d41d8cd98f00b204e9800998ecf8427e\n"
            "url https://evil.example/gate.php?id=\n"
            "mutex Global\\EvilMutex\n"
            "file_path C:\\ProgramData\\evil\\x.dll\n"
            "url http://other.example/a\n"
            "md5 d41d8cd98f00b204e9800998ecf8427f\n");
  EXPECT_EQ(notice.indicators.front().role, model::Role::payload);
  EXPECT_EQ(notice.indicators[1].note, "YARA rule evil: Finds it");
  EXPECT_EQ(mentions_of(notice),
            "url https://report.example/x: a reference of the rule\n"
            "file_name cmd.exe: a file of every system\n"
            "url http://: the beginning of any URL\n"
            "domain System.IO: may as well be a name in a program's code\n"
            "url http://vendor.example/: the rule excludes it\n");
}

TEST(SigmaNotice, TakesWhatASelectionAsksForAlone) {
  const model::Notice notice = read(R"(title: "Évil tool"
status: experimental
author: Someone
date: 2024/01/02
references:
  - https://report.example/x
tags: [attack.execution, attack.t1059.001, cve.2021.44228]
logsource: {product: windows}
detection:
  selection:
    - Image|endswith: '\evil-tool.exe'
    - Hashes|contains: 'SHA256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,IMPHASH=d41d8cd98f00b204e9800998ecf8427e'
    - QueryName: "evil.example"
    - TargetObject|contains: '\Run\'
  with_command:
    Image|endswith: '\other-tool.exe'
    CommandLine: 'x ''y'' z'
  filter:
    Image: 'C:\Tools\ok.exe'
  condition: (selection or with_command) and not filter
falsepositives: [none known]
level: high
)");
  EXPECT_EQ(notice.source.format, "sigma");
  EXPECT_EQ(notice.source.title, "Évil tool");
  EXPECT_EQ(indicators_of(notice),
            "cve CVE-2021-44228\nfile_name evil-tool.exe\n"
            "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\ndomain evil.example\n");
  EXPECT_EQ(notice.indicators.back().note,
            "Sigma rule: Évil tool, level high, status experimental; false positives: none known");
  EXPECT_EQ(mentions_of(notice),
            "url https://report.example/x: a reference of the rule\n"
            "file_name other-tool.exe: the rule asks for it only together with something else\n"
            "file_path C:\\Tools\\ok.exe: the rule excludes it\n");
  ASSERT_EQ(notice.techniques.size(), 1U);
  EXPECT_EQ(notice.techniques.front().text, "attack.t1059.001");
  EXPECT_EQ(notice.refused.size(), 2U) << refused_of(notice);
}

TEST(ListNotice, TellsWhereEachBlockComesFrom) {
  const model::Notice notice = read(R"(# Reference: https://blog.first.example.com/a

evil-one.com
198.51.100.7:443
bad.example.net/gate.php

# Reference: https://second.example.org/b

evil-two.com
)");
  EXPECT_EQ(indicators_of(notice),
            "domain evil-one.com\nipv4 198.51.100.7:443\nurl bad.example.net/gate.php\ndomain evil-two.com\n");
  EXPECT_EQ(notice.indicators.front().note, "reference: https://blog.first.example.com/a");
  EXPECT_EQ(notice.indicators.front().published_by, "example.com");
  EXPECT_EQ(notice.indicators.back().published_by, "example.org");
  EXPECT_EQ(notice.mentions.size(), 2U);
}

TEST(SigmaNotice, AnArticleThatBeginsWithARuleIsNone) {
  const model::Notice notice = read(
      "```yaml\ntitle: Moth\nlogsource:\n  category: dns\ndetection:\n  a:\n    query: moth.test\n  condition: a\n```\n\n"
      "It asks for moth[.]test.\n");
  EXPECT_EQ(notice.source.format, "markdown");
}

}  // namespace
}  // namespace clew::intel
