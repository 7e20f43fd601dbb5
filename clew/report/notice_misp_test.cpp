#include "clew/report/notice_misp.h"

#include "clew/report/sample_notices.h"
#include "clew/report/text_form.h"

#include <map>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace clew::report {
namespace {

using nlohmann::json;

json written(const std::vector<model::Notice>& notices) { return json::parse(misp_events(notices)); }

/// MISP refuses an attribute whose category does not go with its type (describeTypes, `category_type_mappings`).
const std::map<std::string, std::set<std::string>>& types_of_categories() {
  static const std::map<std::string, std::set<std::string>> types = {
      {"Network activity",
       {"domain", "hostname", "hostname|port", "ip-dst", "ip-dst|port", "url", "user-agent", "AS",
        "ja3-fingerprint-md5", "x509-fingerprint-sha1", "x509-fingerprint-sha256", "other"}},
      {"Payload delivery", {"md5", "sha1", "sha256", "sha512", "email-src", "filename", "other"}},
      {"Persistence mechanism", {"regkey", "filename", "other"}},
      {"Artifacts dropped", {"mutex", "regkey", "filename", "other"}},
      {"Financial fraud", {"btc", "other"}},
      {"External analysis", {"vulnerability", "other"}},
      {"Social network", {"other"}},
      {"Attribution", {"threat-actor", "campaign-name", "other"}},
      {"Other", {"text", "other"}}};
  return types;
}

/// The rules of MISP's core format, as far as they touch what is written here.
class MispRules {
 public:
  static std::vector<std::string> flaws(const json& event) {
    MispRules rules;
    rules.check(event);
    return rules.flaws_;
  }

 private:
  void expect(bool holds, const std::string& flaw) {
    if (!holds) flaws_.push_back(flaw);
  }
  void check_uuid(const json& holder) {
    const std::string text = holder.value("uuid", "");
    expect(samples::is_uuid(text) && text[14] == '5', "no uuid: " + text);
    expect(uuids_.insert(text).second, "two have the uuid " + text);
  }
  void check_seconds(const json& holder, const char* name) {
    std::string text = holder.value(name, "");
    if (text.starts_with('-')) text.erase(0, 1);
    expect(samples::is_number(text), name);
  }

  void check(const json& event) {
    check_uuid(event);
    expect(!event.value("info", "").empty(), "no info");
    expect(samples::has_form(event.value("date", ""), "9999-99-99"), "date");
    check_seconds(event, "timestamp");
    for (const char* name : {"threat_level_id", "analysis", "distribution"}) expect(event[name].is_string(), name);
    expect(event["published"] == false, "published");
    for (const json& tag : event["Tag"]) expect(!tag.value("name", "").empty(), "a tag without a name");
    for (const json& attribute : event["Attribute"]) check_attribute(attribute);
    for (const json& object : event["Object"]) {
      check_uuid(object);
      check_seconds(object, "timestamp");
      for (const char* name : {"name", "meta-category", "template_uuid", "template_version"})
        expect(!object.value(name, "").empty(), name);
      expect(!object["Attribute"].empty(), "an object without attributes");
      for (const json& attribute : object["Attribute"]) {
        expect(!attribute.value("object_relation", "").empty(), "no relation");
        check_attribute(attribute);
      }
    }
  }

  void check_attribute(const json& attribute) {
    check_uuid(attribute);
    check_seconds(attribute, "timestamp");
    const std::string type = attribute.value("type", ""), category = attribute.value("category", "");
    const auto& known = types_of_categories();
    expect(known.contains(category) && known.at(category).contains(type), category + " has no " + type);
    expect(!attribute.value("value", "").empty() && attribute["to_ids"].is_boolean(), "value, to_ids");
    for (const char* name : {"first_seen", "last_seen"}) {
      const std::string time = attribute.value(name, "2024-01-01T00:00:00.000000+00:00");
      expect(samples::has_form(time, "9999-99-99T99:99:99.999999+00:00"), name);
    }
  }

  std::vector<std::string> flaws_;
  std::set<std::string> uuids_;
};

const std::vector<std::string> none;

TEST(NoticeMisp, KeepsTheRulesOfTheFormatWhateverTheNotice) {
  for (const model::Notice& notice : {samples::full_notice(), samples::empty_notice(), samples::hostile_notice()})
    EXPECT_EQ(MispRules::flaws(written({notice})["Event"]), none);
}

TEST(MispRules, FindWhatIsWrong) {
  const json good = written({samples::full_notice()})["Event"];
  const auto with = [&](const char* pointer, const json& value) {
    json changed = good;
    changed[json::json_pointer(pointer)] = value;
    return MispRules::flaws(changed).size();
  };
  EXPECT_GT(with("/uuid", "x"), 0U);
  EXPECT_GT(with("/date", "2024"), 0U);
  EXPECT_GT(with("/Attribute/0/type", "sha256"), 0U);
  EXPECT_GT(with("/Attribute/0/first_seen", "2024-01-01"), 0U);
  EXPECT_GT(with("/Object/0/Attribute", json::array()), 0U);
}

const json* attribute(const json& event, std::string_view value) {
  for (const json& one : event["Attribute"]) {
    if (one["value"] == value) return &one;
  }
  return nullptr;
}

bool has_tag(const json& holder, std::string_view name) {
  for (const json& tag : holder["Tag"]) {
    if (tag["name"] == name) return true;
  }
  return false;
}

TEST(NoticeMisp, UsesMispsOwnTypesAndTimes) {
  const json event = written({samples::full_notice()})["Event"];
  EXPECT_EQ(event["info"], "Acme: what happened");
  EXPECT_EQ(event["date"], "2024-03-05");
  EXPECT_EQ(event["Orgc"]["name"], "Acme");
  EXPECT_EQ((*attribute(event, "203.0.113.7|443"))["type"], "ip-dst|port");
  EXPECT_EQ((*attribute(event, "relay.example|8443"))["type"], "hostname|port");
  const json& first = *attribute(event, "c2.evil.example");
  EXPECT_EQ(first["first_seen"], "2024-02-03T00:00:00.000000+00:00");
  EXPECT_EQ(first["last_seen"], "2024-02-20T12:00:00.249999+00:00");
  EXPECT_EQ(first["to_ids"], true);
  EXPECT_TRUE(has_tag(first, "clew:role=\"c2\""));
  EXPECT_TRUE(has_tag(first, "clew:activity=\"Acme intrusion 2024\""));
  EXPECT_FALSE(has_tag(first, "clew:published-by=\"Acme\""));
  EXPECT_TRUE(has_tag(event, "misp-galaxy:threat-actor=\"Example Bear\""));
  EXPECT_TRUE(has_tag(event, "misp-galaxy:mitre-attack-pattern=\"T1195.002\""));
  EXPECT_TRUE(has_tag(event, "clew:suggested-technique=\"T1059 0.83\""));
}

TEST(NoticeMisp, WhatProvesNothingAloneIsNotForDetection) {
  model::Notice notice = samples::full_notice();
  for (std::size_t i = 0; i < model::role_count; ++i) notice.indicators[i].role = static_cast<model::Role>(i);
  const json event = written({notice})["Event"];
  std::vector<bool> detected;
  for (std::size_t i = 0; i < model::role_count; ++i) detected.push_back(event["Attribute"][i]["to_ids"]);
  EXPECT_EQ(detected, (std::vector<bool>{true, true, true, true, false, false, false, false}));
}

TEST(NoticeMisp, SeveralNoticesAreAListOfEvents) {
  model::Notice other = samples::full_notice();
  other.source.sha256 = std::string(64, 'b');
  const json list = written({samples::full_notice(), other});
  ASSERT_EQ(list["response"].size(), 2U);
  EXPECT_NE(list["response"][0]["Event"]["uuid"], list["response"][1]["Event"]["uuid"]);
}

}  // namespace
}  // namespace clew::report
