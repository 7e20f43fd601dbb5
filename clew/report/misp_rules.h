/// For tests: what a MISP event of ours must keep to.
#pragma once

#include "clew/report/text_form.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace clew::report::samples {

/// MISP refuses an attribute whose category does not go with its type (describeTypes, `category_type_mappings`).
inline const std::map<std::string, std::set<std::string>>& types_of_categories() {
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
      {"Attribution", {"threat-actor", "campaign-name", "text", "other"}},
      {"Other", {"text", "other"}}};
  return types;
}

/// The rules of MISP's core format, as far as they touch what is written here.
class MispRules {
 public:
  static std::vector<std::string> flaws(const nlohmann::json& event) {
    MispRules rules;
    rules.check(event);
    return rules.flaws_;
  }

 private:
  void expect(bool holds, const std::string& flaw) {
    if (!holds) flaws_.push_back(flaw);
  }
  void check_uuid(const nlohmann::json& holder) {
    const std::string text = holder.value("uuid", "");
    expect(is_uuid(text) && text[14] == '5', "no uuid: " + text);
    expect(uuids_.insert(text).second, "two have the uuid " + text);
  }
  void check_seconds(const nlohmann::json& holder, const char* name) {
    std::string text = holder.value(name, "");
    if (text.starts_with('-')) text.erase(0, 1);
    expect(is_number(text), name);
  }

  void check(const nlohmann::json& event) {
    check_uuid(event);
    expect(!event.value("info", "").empty(), "no info");
    expect(has_form(event.value("date", ""), "9999-99-99"), "date");
    check_seconds(event, "timestamp");
    for (const char* name : {"threat_level_id", "analysis", "distribution"}) expect(event[name].is_string(), name);
    expect(event["published"] == false, "published");
    for (const nlohmann::json& tag : event["Tag"]) expect(!tag.value("name", "").empty(), "a tag without a name");
    for (const nlohmann::json& attribute : event["Attribute"]) check_attribute(attribute);
    for (const nlohmann::json& object : event.value("Object", nlohmann::json::array())) {
      check_uuid(object);
      check_seconds(object, "timestamp");
      for (const char* name : {"name", "meta-category", "template_uuid", "template_version"})
        expect(!object.value(name, "").empty(), name);
      expect(!object["Attribute"].empty(), "an object without attributes");
      for (const nlohmann::json& attribute : object["Attribute"]) {
        expect(!attribute.value("object_relation", "").empty(), "no relation");
        check_attribute(attribute);
      }
    }
  }

  void check_attribute(const nlohmann::json& attribute) {
    check_uuid(attribute);
    check_seconds(attribute, "timestamp");
    const std::string type = attribute.value("type", ""), category = attribute.value("category", "");
    const auto& known = types_of_categories();
    expect(known.contains(category) && known.at(category).contains(type), category + " has no " + type);
    expect(!attribute.value("value", "").empty() && attribute["to_ids"].is_boolean(), "value, to_ids");
    for (const char* name : {"first_seen", "last_seen"}) {
      const std::string time = attribute.value(name, "2024-01-01T00:00:00.000000+00:00");
      expect(has_form(time, "9999-99-99T99:99:99.999999+00:00"), name);
    }
  }

  std::vector<std::string> flaws_;
  std::set<std::string> uuids_;
};

}  // namespace clew::report::samples
