// ATT&CK as a STIX bundle (2.0 or 2.1): groups and campaigns with their aliases, techniques and software.
#include "clew/base/text.h"
#include "clew/intel/detail/knowledge_parts.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

namespace clew::intel::detail {
namespace {

struct Object {
  enum class Kind : std::uint8_t { activity, software, technique } kind = Kind::activity;
  std::string id;  ///< "G0032"; the STIX id where there is no other
  std::string name;
  std::size_t software_index = 0;
};

constexpr std::string_view publisher = "MITRE ATT&CK";

std::string first_source(const JsonValue& object) {
  for (const JsonValue reference : object["external_references"]) {
    if (reference["url"].is_string() && !reference["external_id"].is_string())
      return std::string(reference["url"].text());
  }
  for (const JsonValue reference : object["external_references"]) {
    if (reference["url"].is_string()) return std::string(reference["url"].text());
  }
  return {};
}

std::string attack_id(const JsonValue& object) {
  for (const JsonValue reference : object["external_references"]) {
    const std::string_view source = reference["source_name"].text();
    if (source.starts_with("mitre-") && reference["external_id"].is_string()) {
      return std::string(reference["external_id"].text());
    }
  }
  return {};
}

model::Origin origin_of(const KnowledgeInput& input, const JsonValue& object) {
  const std::string_view created = object["created"].text();
  return {input.publisher.empty() ? std::string(publisher) : input.publisher, first_source(object),
          created.empty() ? input.date : std::string(created.substr(0, 10))};
}

class KnowledgeReader {
 public:
  explicit KnowledgeReader(const KnowledgeInput& input) : input_(input) {}

  model::Knowledge read(const JsonValue& root) {
    for (const JsonValue object : root["objects"]) take_object(object);
    for (const JsonValue object : root["objects"]) take_relation(object);
    return std::move(knowledge_);
  }

 private:
  void take_object(const JsonValue& object) {
    const std::string_view type = object["type"].text();
    const bool is_activity = type == "intrusion-set" || type == "campaign" || type == "threat-actor";
    const bool is_software = type == "malware" || type == "tool";
    if (!is_activity && !is_software && type != "attack-pattern") return;
    if (object["revoked"].is_true() || object["x_mitre_deprecated"].is_true()) return;
    Object known{.kind = is_activity   ? Object::Kind::activity
                         : is_software ? Object::Kind::software
                                       : Object::Kind::technique,
                 .id = attack_id(object),
                 .name = std::string(object["name"].text())};
    if (known.id.empty()) known.id = is_activity ? std::string(object["id"].text()) : known.name;
    if (known.name.empty() || object["id"].text().empty()) return refuse(knowledge_, "an object without a name or id");
    if (is_activity) add_activity(object, known);
    if (is_software) {
      known.software_index = knowledge_.software.size();
      knowledge_.software.push_back({known.id, known.name, {}, origin_of(input_, object)});
    }
    objects_.emplace(std::string(object["id"].text()), std::move(known));
  }

  void add_activity(const JsonValue& object, const Object& known) {
    model::KnownActivity activity{.name = known.name};
    activity.id = known.id;
    activity.origin = origin_of(input_, object);
    for (const JsonValue alias : object["aliases"]) {
      if (!alias.is_string() || alias.text() == known.name) continue;
      activity.names.emplace_back(alias.text());
    }
    knowledge_.activities.push_back(std::move(activity));
  }

  void take_relation(const JsonValue& object) {
    if (object["type"].text() != "relationship" || object["revoked"].is_true()) return;
    if (object["x_mitre_deprecated"].is_true()) return;
    const auto source = objects_.find(std::string(object["source_ref"].text()));
    const auto target = objects_.find(std::string(object["target_ref"].text()));
    if (source == objects_.end() || target == objects_.end()) return;
    if (object["relationship_type"].text() != "uses" || target->second.kind == Object::Kind::activity) return;
    const Object& used = target->second;
    if (source->second.kind == Object::Kind::activity) {
      knowledge_.traits.push_back({source->second.name,
                                   used.kind == Object::Kind::technique ? model::KnownTrait::Kind::technique
                                                                        : model::KnownTrait::Kind::software,
                                   used.id, origin_of(input_, object)});
    } else if (source->second.kind == Object::Kind::software && used.kind == Object::Kind::technique) {
      knowledge_.software[source->second.software_index].techniques.push_back(used.id);
    }
  }

  const KnowledgeInput& input_;
  model::Knowledge knowledge_;
  std::unordered_map<std::string, Object> objects_;
};

struct Country {
  std::string_view code, name;
};
// ISO 3166-1 codes of the states that galaxies name as sponsors.
constexpr std::array countries = std::to_array<Country>({
    {"BY", "Belarus"},
    {"CN", "China"},
    {"IL", "Israel"},
    {"IN", "India"},
    {"IR", "Iran"},
    {"KP", "North Korea"},
    {"KR", "South Korea"},
    {"LB", "Lebanon"},
    {"PK", "Pakistan"},
    {"PS", "Palestine"},
    {"RU", "Russia"},
    {"SY", "Syria"},
    {"TR", "Turkey"},
    {"UA", "Ukraine"},
    {"US", "United States"},
    {"VN", "Vietnam"},
});

std::string country_named(std::string_view text) {
  for (const Country& country : countries) {
    if (base::equal_ignoring_case(country.code, text)) return std::string(country.name);
  }
  const std::size_t comma = text.find(" (");  // "Russian Federation", "Iran (Islamic Republic of)"
  if (text.starts_with("Korea (Democratic")) return "North Korea";
  if (text.starts_with("Russian")) return "Russia";
  return std::string(base::trimmed(text.substr(0, comma)));
}

}  // namespace

bool is_attack(const JsonValue& root) {
  if (root["type"].text() != "bundle") return false;
  return std::ranges::any_of(root["objects"].begin(), root["objects"].end(), [](const JsonValue& object) {
    const std::string_view type = object["type"].text();
    return type == "x-mitre-matrix" || type == "x-mitre-collection" || type == "x-mitre-tactic";
  });
}

base::Result<base::Done> read_attack(const KnowledgeInput& input, const JsonText& json, const KnowledgeSink& sink) {
  return sink(KnowledgeReader(input).read(json.root()));
}

bool is_galaxy(const JsonValue& root) {
  return root["values"].is_array() && (root["type"].text().contains("actor") || root["category"].text() == "actor");
}

base::Result<base::Done> read_galaxy(const KnowledgeInput& input, const JsonText& json, const KnowledgeSink& sink) {
  model::Knowledge knowledge;
  for (const JsonValue cluster : json.root()["values"]) {
    model::KnownActivity activity{.name = std::string(cluster["value"].text())};
    if (activity.name.empty()) {
      refuse(knowledge, "a cluster without a name");
      continue;
    }
    const JsonValue meta = cluster["meta"];
    activity.id = cluster["uuid"].text();
    activity.origin = {input.publisher.empty() ? "MISP galaxy" : input.publisher, "", input.date};
    for (const JsonValue name : meta["synonyms"]) {
      if (!name.is_string() || name.text() == activity.name) continue;
      activity.names.emplace_back(name.text());
    }
    const auto trait = [&](model::KnownTrait::Kind kind, std::string id) {
      if (!id.empty()) knowledge.traits.push_back({activity.name, kind, std::move(id), activity.origin});
    };
    if (meta["country"].is_string()) trait(model::KnownTrait::Kind::sponsor, country_named(meta["country"].text()));
    if (!meta["country"].is_string() && meta["cfr-suspected-state-sponsor"].is_string()) {
      trait(model::KnownTrait::Kind::sponsor, country_named(meta["cfr-suspected-state-sponsor"].text()));
    }
    for (const JsonValue sector : meta["targeted-sector"]) {
      trait(model::KnownTrait::Kind::sector, base::lowered(sector.text()));
    }
    for (const JsonValue victim : meta["cfr-suspected-victims"]) {
      trait(model::KnownTrait::Kind::country, std::string(victim.text()));
    }
    knowledge.activities.push_back(std::move(activity));
  }
  return sink(std::move(knowledge));
}

}  // namespace clew::intel::detail
