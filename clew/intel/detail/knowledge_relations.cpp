// How values belong together, as JSON: a list of objects, or what a STIX bundle says of names that resolve.
#include "clew/base/text.h"
#include "clew/intel/detail/knowledge_parts.h"
#include "clew/intel/refang.h"

#include <map>

namespace clew::intel::detail {
namespace {

model::Relation relation_of(const JsonValue& row, model::RelationKind kind) {
  const auto text = [&](std::string_view name) { return std::string(row[name].text()); };
  return {.kind = kind,
          .from = base::lowered(refang(row["from"].text()).text()),
          .to = base::lowered(refang(row["to"].text()).text()),
          .first_seen = text("first_seen"),
          .last_seen = text("last_seen"),
          .origin = {text("publisher"), text("source"), text("date")}};
}

}  // namespace

bool is_relations(const JsonValue& root) {
  if (root.is_array()) {
    for (const JsonValue row : root) return row["from"].is_string() && row["to"].is_string() && row["kind"].is_string();
    return false;
  }
  for (const JsonValue object : root["objects"]) {
    if (object["relationship_type"].text() == "resolves-to" || object["resolves_to_refs"].is_array()) return true;
  }
  return false;
}

base::Result<base::Done> read_relations(const KnowledgeInput& input, const JsonText& json, const KnowledgeSink& sink) {
  model::Knowledge knowledge;
  if (json.root().is_array()) {
    for (const JsonValue row : json.root()) {
      const auto kind = model::relation_kind_named(row["kind"].text());
      if (!kind || !row["from"].is_string() || !row["to"].is_string()) {
        refuse(knowledge, "a relation without a kind and two ends");
        continue;
      }
      knowledge.relations.push_back(relation_of(row, *kind));
    }
    return sink(std::move(knowledge));
  }
  std::map<std::string, std::string, std::less<>> values;
  for (const JsonValue object : json.root()["objects"]) {
    if (object["value"].is_string()) {
      values.emplace(std::string(object["id"].text()), base::lowered(refang(object["value"].text()).text()));
    }
  }
  const auto add = [&](std::string_view from, std::string_view to, const JsonValue& object) {
    const auto source = values.find(from);
    const auto target = values.find(to);
    if (source == values.end() || target == values.end()) return;
    knowledge.relations.push_back(
        {.kind = model::RelationKind::passive_dns,
         .from = source->second,
         .to = target->second,
         .first_seen = std::string(object["start_time"].text()),
         .last_seen = std::string(object["stop_time"].text()),
         .origin = {"", std::string(base::last_path_part(input.file)), std::string(object["created"].text())}});
  };
  for (const JsonValue object : json.root()["objects"]) {
    if (object["relationship_type"].text() == "resolves-to") {
      add(object["source_ref"].text(), object["target_ref"].text(), object);
    }
    for (const JsonValue target : object["resolves_to_refs"]) add(object["id"].text(), target.text(), object);
  }
  return sink(std::move(knowledge));
}

}  // namespace clew::intel::detail
