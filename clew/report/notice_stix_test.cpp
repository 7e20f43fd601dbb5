#include "clew/report/notice_stix.h"

#include "clew/report/detail/stix_pattern_text.h"
#include "clew/report/sample_notices.h"
#include "clew/report/stix_rules.h"

#include <map>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace clew::report {
namespace {

using nlohmann::json;

json bundle_of(const std::vector<model::Notice>& notices) { return json::parse(stix_bundle(notices)); }

using samples::no_flaws;
using samples::objects_of;

TEST(NoticeStix, KeepsTheRulesOfTheStandardWhateverTheNotice) {
  for (const model::Notice& notice : {samples::full_notice(), samples::empty_notice(), samples::hostile_notice()})
    EXPECT_EQ(samples::StixRules::flaws(bundle_of({notice})), no_flaws);
  model::Notice other = samples::full_notice();
  other.source.sha256 = std::string(64, 'b');
  EXPECT_EQ(samples::StixRules::flaws(bundle_of({samples::full_notice(), other, samples::full_notice()})), no_flaws);
}

TEST(StixRules, FindWhatIsWrong) {
  const json good = bundle_of({samples::full_notice()});
  const auto with = [&](const std::string& type, const char* name, const json& value) {
    json changed = good;
    for (json& object : changed["objects"]) {
      if (object["type"] != type) continue;
      object[name] = value;
      break;
    }
    return samples::StixRules::flaws(changed).size();
  };
  EXPECT_GT(with("indicator", "id", "indicator--1"), 0U);
  EXPECT_GT(with("indicator", "valid_until", "1970-01-01T00:00:00Z"), 0U);
  EXPECT_GT(with("indicator", "created", "2024-03-05T00:00:00Z"), 0U);
  EXPECT_GT(with("indicator", "indicator_types", json::array({"c2"})), 0U);
  EXPECT_GT(with("indicator", "added", 1), 0U);
  EXPECT_GT(with("report", "object_refs", json::array()), 0U);
  EXPECT_GT(with("note", "created_by_ref", "identity--00000000-0000-4000-8000-000000000000"), 0U);
  json less = good;
  less["objects"].back().erase("name");
  EXPECT_GT(samples::StixRules::flaws(less).size(), 0U);
}

TEST(NoticeStix, IsTheSameEveryTimeAndOtherForAnotherNotice) {
  EXPECT_EQ(stix_bundle(std::vector{samples::full_notice()}), stix_bundle(std::vector{samples::full_notice()}));
  model::Notice other = samples::full_notice();
  other.source.sha256 = std::string(64, 'b');
  const json one = bundle_of({samples::full_notice()}), two = bundle_of({other});
  EXPECT_NE(objects_of(one, "report").front()["id"], objects_of(two, "report").front()["id"]);
  EXPECT_EQ(objects_of(one, "identity"), objects_of(two, "identity"));
}

TEST(NoticeStix, TheReportRefersToEverythingThatWasRead) {
  const model::Notice notice = samples::full_notice();
  const json bundle = bundle_of({notice});
  EXPECT_EQ(objects_of(bundle, "indicator").size(), notice.indicators.size() - 1);  // one is a CVE
  EXPECT_EQ(objects_of(bundle, "vulnerability").size(), 1U);
  const json report = objects_of(bundle, "report").front();
  EXPECT_EQ(report["name"], "Acme: what happened");
  EXPECT_EQ(report["published"], "2024-03-05T00:00:00.000Z");
  std::set<std::string> referred = report["object_refs"];
  for (const json& object : bundle["objects"]) {
    const bool is_frame = object["type"] == "report" || object["type"] == "extension-definition" ||
                          object["type"] == "identity" || object["type"] == "note";
    EXPECT_TRUE(is_frame || referred.contains(object["id"])) << object["id"];
  }
}

TEST(NoticeStix, AnIndicatorSaysHowLongAndWhatFor) {
  const json bundle = bundle_of({samples::full_notice()});
  const json first = objects_of(bundle, "indicator")[0];
  EXPECT_EQ(first["valid_from"], "2024-02-03T00:00:00Z");
  EXPECT_EQ(first["valid_until"], "2024-02-20T12:00:00.25Z");
  EXPECT_EQ(first["kill_chain_phases"][0]["phase_name"], "command-and-control");
  EXPECT_EQ(first["description"], "answers only \"our\" agent; =1+1");
  const json campaign = objects_of(bundle, "campaign").front();
  EXPECT_EQ(campaign["name"], "Acme intrusion 2024");
  const json relation = objects_of(bundle, "relationship").front();
  EXPECT_EQ(relation["source_ref"], first["id"]);
  EXPECT_EQ(relation["target_ref"], campaign["id"]);
  // Only an end is stated, and it lies before the publication: the beginning is open, which the extension tells.
  const json second = objects_of(bundle, "indicator")[1];
  EXPECT_EQ(second["valid_from"], "1970-01-01T00:00:00Z");
  EXPECT_EQ(second["valid_until"], "2024-01-01T00:00:00Z");
  const json& extension = second["extensions"][std::string(stix_extension)];
  EXPECT_FALSE(extension.contains("valid_from"));
  EXPECT_EQ(extension["valid_to"], "2024-01-01T00:00:00Z");
  EXPECT_EQ(extension["port"], 8443);
}

struct PatternCase {
  model::ValueType type;
  std::string_view text, want;
};

TEST(StixPatternText, FindsEveryTypeOfValue) {
  using enum model::ValueType;
  for (const PatternCase& item : std::initializer_list<PatternCase>{
           {domain, "Evil.example", "[domain-name:value = 'evil.example']"},
           {domain, "evil.example:8443",
            "[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = 'evil.example' AND "
            "network-traffic:dst_port = 8443]"},
           {ipv4, "203.0.113.7", "[ipv4-addr:value = '203.0.113.7']"},
           {ipv6, "[2001:db8::7]:443",
            "[network-traffic:dst_ref.type = 'ipv6-addr' AND network-traffic:dst_ref.value = '2001:db8::7' AND "
            "network-traffic:dst_port = 443]"},
           {cidr, "2001:db8::/64", "[ipv6-addr:value ISSUBSET '2001:db8::/64']"},
           {url, "https://evil.example/it's", R"([url:value = 'https://evil.example/it\'s'])"},
           {url, "evil.example/a?b", R"([url:value MATCHES '^[A-Za-z][A-Za-z0-9+.-]*:\\/\\/evil\\.example\\/a\\?b$'])"},
           {md5, "0123456789ABCDEF0123456789abcdef", "[file:hashes.MD5 = '0123456789abcdef0123456789abcdef']"},
           {file_path, R"(C:\Evil Corp\a.exe)",
            R"([file:name = 'a.exe' AND file:parent_directory_ref.path = 'C:\\Evil Corp'])"},
           {file_path, R"(C:\a.exe)", R"([file:name = 'a.exe' AND file:parent_directory_ref.path = 'C:\\'])"},
           {file_path, "/a", "[file:name = 'a' AND file:parent_directory_ref.path = '/']"},
           {file_path, "/var/evil/", "[directory:path = '/var/evil']"},
           {file_path, "/", "[directory:path = '/']"},
           {registry_key, R"(HKCU\Software\Run)", R"([windows-registry-key:key = 'HKEY_CURRENT_USER\\Software\\Run'])"},
           {user_agent, "curl/8 'x'",
            R"([network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'curl/8 \'x\''])"},
           {asn, "as64500", "[autonomous-system:number = 64500]"},
           {certificate, "0123456789abcdef0123456789abcdef01234567",
            "[x509-certificate:hashes.'SHA-1' = '0123456789abcdef0123456789abcdef01234567']"},
           {cve, "CVE-2023-12345", ""}}) {
    EXPECT_EQ(detail::stix_pattern_of(model::Value::parse(item.type, item.text).value()), item.want);
  }
}

}  // namespace
}  // namespace clew::report
