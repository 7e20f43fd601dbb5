#include "clew/report/notice_stix.h"

#include "clew/report/detail/stix_pattern_text.h"
#include "clew/report/sample_notices.h"
#include "clew/report/text_form.h"

#include <map>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace clew::report {
namespace {

using nlohmann::json;

/// The rules of the JSON schemas that OASIS publishes for STIX 2.1, as far as they touch what is written here: required
/// properties, identifiers, times, vocabularies, lists that may not be empty; and the rules of the text that they cannot
/// say: every reference is to an object of the bundle, ends lie behind beginnings.
class StixRules {
 public:
  static std::vector<std::string> flaws(const json& bundle) {
    StixRules rules;
    rules.check(bundle);
    return rules.flaws_;
  }

 private:
  static const std::map<std::string, std::vector<std::string>>& required() {
    static const std::map<std::string, std::vector<std::string>> properties = {
        {"attack-pattern", {"name"}},
        {"campaign", {"name"}},
        {"extension-definition", {"created_by_ref", "name", "schema", "version", "extension_types"}},
        {"identity", {"name"}},
        {"indicator", {"pattern", "pattern_type", "valid_from"}},
        {"intrusion-set", {"name"}},
        {"malware", {"is_family"}},
        {"note", {"content", "object_refs"}},
        {"relationship", {"relationship_type", "source_ref", "target_ref"}},
        {"report", {"name", "published", "object_refs"}},
        {"tool", {"name"}},
        {"vulnerability", {"name"}},
    };
    return properties;
  }

  static const std::set<std::string>& allowed() {
    static const std::set<std::string> names = {"abstract",
                                                "authors",
                                                "confidence",
                                                "content",
                                                "created",
                                                "created_by_ref",
                                                "description",
                                                "extension_types",
                                                "extensions",
                                                "external_references",
                                                "id",
                                                "identity_class",
                                                "indicator_types",
                                                "is_family",
                                                "kill_chain_phases",
                                                "lang",
                                                "modified",
                                                "name",
                                                "object_refs",
                                                "pattern",
                                                "pattern_type",
                                                "pattern_version",
                                                "published",
                                                "relationship_type",
                                                "report_types",
                                                "schema",
                                                "source_ref",
                                                "spec_version",
                                                "target_ref",
                                                "type",
                                                "valid_from",
                                                "valid_until",
                                                "version"};
    return names;
  }

  void say(const std::string& flaw) { flaws_.push_back(where_ + ": " + flaw); }
  void expect(bool holds, const std::string& flaw) {
    if (!holds) say(flaw);
  }

  static bool is_id(const std::string& id, const std::string& type) {
    return id.starts_with(type + "--") && samples::is_uuid(id.substr(type.size() + 2));
  }
  static bool is_time(const json& time) {
    if (!time.is_string()) return false;
    const std::string text = time.get<std::string>();
    constexpr std::size_t seconds_bytes = 19;
    if (!samples::has_form(text.substr(0, seconds_bytes), "9999-99-99T99:99:99") || !text.ends_with('Z')) return false;
    const std::string_view fraction = std::string_view(text).substr(seconds_bytes, text.size() - seconds_bytes - 1);
    return base::parse_rfc3339(text) &&
           (fraction.empty() || (fraction[0] == '.' && samples::is_number(fraction.substr(1))));
  }
  /// Comparable as text.
  static std::string padded(const json& time) {
    std::string text = time.get<std::string>();
    text.pop_back();
    if (text.find('.') == std::string::npos) text += '.';
    return text + std::string(40 - text.size(), '0');
  }

  /// No list, dictionary or value may be empty (part 2).
  void check_nothing_is_empty(const json& value, const std::string& path) {
    if (value.is_null()) say(path + " is null");
    if ((value.is_array() || value.is_object()) && value.empty()) say(path + " is empty");
    if (!value.is_structured()) return;
    for (const auto& item : value.items()) check_nothing_is_empty(item.value(), path + "/" + item.key());
  }

  void check(const json& bundle) {
    where_ = "bundle";
    expect(bundle.value("type", "") == "bundle" && is_id(bundle.value("id", ""), "bundle"), "is no bundle");
    expect(bundle.size() == 3, "has properties that no bundle has");
    for (const json& object : bundle["objects"]) {
      if (!ids_.insert(object.value("id", "")).second) say("two objects are " + object.value("id", ""));
    }
    for (const json& object : bundle["objects"]) check_object(object);
  }

  void check_object(const json& object) {
    const std::string type = object.value("type", "");
    where_ = object.value("id", type);
    expect(is_id(object.value("id", ""), type), "the id does not fit the type");
    expect(object.value("spec_version", "") == "2.1", "spec_version");
    check_nothing_is_empty(object, "");
    if (!required().contains(type)) {
      say("type " + type + " is none of ours");
      return;
    }
    for (const std::string& name : required().at(type)) expect(object.contains(name), "lacks " + name);
    for (const char* name : {"created", "modified"}) {
      expect(object.contains(name) && is_time(object[name]) &&
                 samples::has_form(object[name].get<std::string>(), "9999-99-99T99:99:99.999Z"),
             std::string(name) + " is no time with milliseconds");
    }
    for (const auto& property : object.items()) check_property(property.key(), property.value());
    if (object.contains("valid_until"))
      expect(padded(object["valid_from"]) < padded(object["valid_until"]), "valid_until is not after valid_from");
    if (type == "indicator") {
      expect(object["pattern_type"] == "stix" && object["pattern"].get<std::string>().starts_with("["), "pattern");
    }
  }

  void check_property(const std::string& name, const json& value) {
    expect(allowed().contains(name), name + " is no property of the standard");
    if (name.ends_with("_ref")) expect(ids_.contains(value), name + " leads nowhere");
    if (name == "created_by_ref") expect(value.get<std::string>().starts_with("identity--"), "not by an identity");
    if (name == "valid_from" || name == "valid_until" || name == "published") expect(is_time(value), name);
    if (name == "confidence") expect(value.is_number_unsigned() && value <= 100, name);
    if (name == "object_refs") {
      for (const json& reference : value) expect(ids_.contains(reference), name + " leads nowhere");
    }
    static const std::map<std::string, std::set<std::string>> vocabularies = {
        {"indicator_types",
         {"anomalous-activity", "anonymization", "attribution", "benign", "compromised", "malicious-activity",
          "unknown"}},
        {"report_types", {"indicator", "threat-report"}},
        {"extension_types", {"property-extension"}}};
    if (const auto words = vocabularies.find(name); words != vocabularies.end()) {
      for (const json& word : value) expect(words->second.contains(word), name + " has no such word");
    }
    if (name == "identity_class") expect(value == "organization" || value == "system", name);
    if (name == "kill_chain_phases") {
      for (const json& phase : value) {
        expect(phase.size() == 2 && samples::is_word(phase.value("kill_chain_name", "?")) &&
                   samples::is_word(phase.value("phase_name", "?")),
               name);
      }
    }
    if (name == "external_references") {
      for (const json& reference : value) {
        expect(!reference.value("source_name", "").empty() && reference.size() > 1, name);
        if (reference["source_name"] == "cve")
          expect(samples::has_form(reference.value("external_id", "").substr(0, 13), "CVE-9999-9999"), name);
      }
    }
    if (name == "extensions") {
      for (const auto& extension : value.items()) {
        expect(ids_.contains(extension.key()), "an extension without its definition");
        expect(extension.value()["extension_type"] == "property-extension", "an extension of no kind");
      }
    }
  }

  std::vector<std::string> flaws_;
  std::set<std::string> ids_;
  std::string where_;
};

json written(const std::vector<model::Notice>& notices) { return json::parse(stix_bundle(notices)); }

std::vector<json> objects_of(const json& bundle, const std::string& type) {
  std::vector<json> objects;
  for (const json& object : bundle["objects"]) {
    if (object["type"] == type) objects.push_back(object);
  }
  return objects;
}

const std::vector<std::string> none;

TEST(NoticeStix, KeepsTheRulesOfTheStandardWhateverTheNotice) {
  for (const model::Notice& notice : {samples::full_notice(), samples::empty_notice(), samples::hostile_notice()})
    EXPECT_EQ(StixRules::flaws(written({notice})), none);
  model::Notice other = samples::full_notice();
  other.source.sha256 = std::string(64, 'b');
  EXPECT_EQ(StixRules::flaws(written({samples::full_notice(), other, samples::full_notice()})), none);
}

TEST(StixRules, FindWhatIsWrong) {
  const json good = written({samples::full_notice()});
  const auto with = [&](const std::string& type, const char* name, const json& value) {
    json changed = good;
    for (json& object : changed["objects"]) {
      if (object["type"] != type) continue;
      object[name] = value;
      break;
    }
    return StixRules::flaws(changed).size();
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
  EXPECT_GT(StixRules::flaws(less).size(), 0U);
}

TEST(NoticeStix, IsTheSameEveryTimeAndOtherForAnotherNotice) {
  EXPECT_EQ(stix_bundle(std::vector{samples::full_notice()}), stix_bundle(std::vector{samples::full_notice()}));
  model::Notice other = samples::full_notice();
  other.source.sha256 = std::string(64, 'b');
  const json one = written({samples::full_notice()}), two = written({other});
  EXPECT_NE(objects_of(one, "report").front()["id"], objects_of(two, "report").front()["id"]);
  EXPECT_EQ(objects_of(one, "identity"), objects_of(two, "identity"));
}

TEST(NoticeStix, TheReportRefersToEverythingThatWasRead) {
  const model::Notice notice = samples::full_notice();
  const json bundle = written({notice});
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
  const json bundle = written({samples::full_notice()});
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
