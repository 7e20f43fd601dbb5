/// For tests: what a STIX bundle of ours must keep to.
#pragma once

#include "clew/base/instant.h"
#include "clew/report/text_form.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace clew::report::samples {

/// The rules of the JSON schemas that OASIS publishes for STIX 2.1, as far as they touch what is written here: required
/// properties, identifiers, times, vocabularies, lists that may not be empty; and the rules of the text that they cannot
/// say: every reference is to an object of the bundle, ends lie behind beginnings.
class StixRules {
 public:
  static std::vector<std::string> flaws(const nlohmann::json& bundle) {
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
        {"grouping", {"context", "object_refs"}},
        {"identity", {"name"}},
        {"indicator", {"pattern", "pattern_type", "valid_from"}},
        {"intrusion-set", {"name"}},
        {"malware", {"is_family"}},
        {"note", {"content", "object_refs"}},
        {"opinion", {"opinion", "object_refs"}},
        {"relationship", {"relationship_type", "source_ref", "target_ref"}},
        {"report", {"name", "published", "object_refs"}},
        {"tool", {"name"}},
        {"vulnerability", {"name"}},
    };
    return properties;
  }

  static const std::set<std::string>& allowed() {
    static const std::set<std::string> names = {"abstract",
                                                "aliases",
                                                "authors",
                                                "confidence",
                                                "content",
                                                "context",
                                                "created",
                                                "created_by_ref",
                                                "description",
                                                "explanation",
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
                                                "opinion",
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
    return id.starts_with(type + "--") && is_uuid(id.substr(type.size() + 2));
  }
  static bool is_time(const nlohmann::json& time) {
    if (!time.is_string()) return false;
    const std::string text = time.get<std::string>();
    constexpr std::size_t seconds_bytes = 19;
    if (!has_form(text.substr(0, seconds_bytes), "9999-99-99T99:99:99") || !text.ends_with('Z')) return false;
    const std::string_view fraction = std::string_view(text).substr(seconds_bytes, text.size() - seconds_bytes - 1);
    return base::parse_rfc3339(text) && (fraction.empty() || (fraction[0] == '.' && is_number(fraction.substr(1))));
  }
  /// Comparable as text.
  static std::string padded(const nlohmann::json& time) {
    std::string text = time.get<std::string>();
    text.pop_back();
    if (text.find('.') == std::string::npos) text += '.';
    return text + std::string(40 - text.size(), '0');
  }

  /// No list, dictionary or value may be empty (part 2).
  void check_nothing_is_empty(const nlohmann::json& value, const std::string& path) {
    if (value.is_null()) say(path + " is null");
    if ((value.is_array() || value.is_object()) && value.empty()) say(path + " is empty");
    if (!value.is_structured()) return;
    for (const auto& item : value.items()) check_nothing_is_empty(item.value(), path + "/" + item.key());
  }

  void check(const nlohmann::json& bundle) {
    where_ = "bundle";
    expect(bundle.value("type", "") == "bundle" && is_id(bundle.value("id", ""), "bundle"), "is no bundle");
    expect(bundle.size() == 3, "has properties that no bundle has");
    for (const nlohmann::json& object : bundle["objects"]) {
      if (!ids_.insert(object.value("id", "")).second) say("two objects are " + object.value("id", ""));
    }
    for (const nlohmann::json& object : bundle["objects"]) check_object(object);
  }

  void check_object(const nlohmann::json& object) {
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
                 has_form(object[name].get<std::string>(), "9999-99-99T99:99:99.999Z"),
             std::string(name) + " is no time with milliseconds");
    }
    for (const auto& property : object.items()) check_property(property.key(), property.value());
    if (object.contains("valid_until"))
      expect(padded(object["valid_from"]) < padded(object["valid_until"]), "valid_until is not after valid_from");
    if (type == "indicator") {
      expect(object["pattern_type"] == "stix" && object["pattern"].get<std::string>().starts_with("["), "pattern");
    }
  }

  void check_property(const std::string& name, const nlohmann::json& value) {
    expect(allowed().contains(name), name + " is no property of the standard");
    if (name.ends_with("_ref")) expect(ids_.contains(value), name + " leads nowhere");
    if (name == "created_by_ref") expect(value.get<std::string>().starts_with("identity--"), "not by an identity");
    if (name == "valid_from" || name == "valid_until" || name == "published") expect(is_time(value), name);
    if (name == "confidence") expect(value.is_number_unsigned() && value <= 100, name);
    if (name == "object_refs") {
      for (const nlohmann::json& reference : value) expect(ids_.contains(reference), name + " leads nowhere");
    }
    static const std::map<std::string, std::set<std::string>> vocabularies = {
        {"indicator_types",
         {"anomalous-activity", "anonymization", "attribution", "benign", "compromised", "malicious-activity",
          "unknown"}},
        {"report_types", {"indicator", "threat-report"}},
        {"opinion", {"strongly-disagree", "disagree", "neutral", "agree", "strongly-agree"}},
        {"context", {"malware-analysis", "suspicious-activity", "unspecified"}},
        {"extension_types", {"property-extension"}}};
    if (const auto words = vocabularies.find(name); words != vocabularies.end()) {
      for (const nlohmann::json& word : value) expect(words->second.contains(word), name + " has no such word");
    }
    if (name == "identity_class") expect(value == "organization" || value == "system", name);
    if (name == "kill_chain_phases") {
      for (const nlohmann::json& phase : value) {
        expect(phase.size() == 2 && is_word(phase.value("kill_chain_name", "?")) &&
                   is_word(phase.value("phase_name", "?")),
               name);
      }
    }
    if (name == "external_references") {
      for (const nlohmann::json& reference : value) {
        expect(!reference.value("source_name", "").empty() && reference.size() > 1, name);
        if (reference["source_name"] == "cve")
          expect(has_form(reference.value("external_id", "").substr(0, 13), "CVE-9999-9999"), name);
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

inline const std::vector<std::string> no_flaws;

inline std::vector<nlohmann::json> objects_of(const nlohmann::json& bundle, const std::string& type) {
  std::vector<nlohmann::json> objects;
  for (const nlohmann::json& object : bundle["objects"]) {
    if (object["type"] == type) objects.push_back(object);
  }
  return objects;
}

}  // namespace clew::report::samples
