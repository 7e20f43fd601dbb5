#include "clew/report/link_exchange.h"

#include "clew/base/uuid.h"
#include "clew/report/detail/json_writer.h"
#include "clew/report/notice_stix.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace clew::report {
namespace {

using detail::JsonWriter;
using detail::Layout;

std::string identifier(std::string_view type, std::string_view name) {
  return fmt::format("{}--{}", type, base::name_uuid(export_namespace, fmt::format("{}\n{}", type, name)));
}

/// Days since 1970 that the judgement speaks of; nobody's clock is read.
std::int32_t day_of(const link::Judgement& judgement, const link::LinkCase& link_case) {
  return (judgement.as_of ? judgement.as_of : link_case.published).value_or(0);
}

std::string day_text(const link::Judgement& judgement, const link::LinkCase& link_case) {
  return model::date_of(day_of(judgement, link_case));
}

std::string seconds_of(const link::Judgement& judgement, const link::LinkCase& link_case) {
  return fmt::format("{}", std::int64_t{86'400} * day_of(judgement, link_case));
}

/// "very likely" as MISP's taxonomy of estimative language spells its values.
std::string hyphenated(std::string_view words) {
  std::string text(words);
  std::ranges::replace(text, ' ', '-');
  return text;
}

std::uint64_t percent(double probability) { return static_cast<std::uint64_t>(std::lround(probability * 100)); }

/// STIX 4.14: how much one agrees, in five words.
std::string_view opinion_of(double probability) {
  if (probability < 0.2) return "strongly-disagree";
  if (probability < 0.45) return "disagree";
  if (probability < 0.55) return "neutral";
  return probability < 0.8 ? "agree" : "strongly-agree";
}

std::string case_content(const link::LinkCase& link_case) {
  std::string content;
  for (const link::CaseIndicator& indicator : link_case.indicators) content += indicator.value.text() + "\n";
  for (const std::string& feature : link_case.features) content += feature + "\n";
  for (const std::string& source : link_case.sources) content += source + "\n";
  return content;
}

/// What names a hypothesis of a case among its others.
std::string hypothesis_key(const std::string& content, const link::Hypothesis& candidate) {
  return fmt::format("{}{}\n{}", content, candidate.activity, candidate.rests_on_claims ? "claims" : "links");
}

void open_object(JsonWriter& json, std::string_view type, std::string_view id, std::string_view time) {
  json.open('{').key("type").text(type).key("spec_version").text("2.1").key("id").text(id);
  json.key("created").text(time).key("modified").text(time);
}

std::string joined_lines(const std::vector<std::string>& plus, const std::vector<std::string>& minus) {
  std::string text;
  for (const std::string& line : plus) text += "+ " + line + "\n";
  for (const std::string& line : minus) text += "- " + line + "\n";
  return text;
}

}  // namespace

std::string link_stix(const link::Judgement& judgement, const link::LinkCase& link_case) {
  const std::string time = day_text(judgement, link_case) + "T00:00:00.000Z";
  const std::string content = case_content(link_case);
  const std::string case_id = identifier("grouping", content);
  JsonWriter json;
  json.open('{').key("type").text("bundle").key("id").text(identifier("bundle", content + time));
  json.key("objects").open('[');
  std::vector<std::string> refs;
  std::set<std::string> told;
  const std::string intrusion_id = identifier("campaign", content);
  open_object(json, "campaign", intrusion_id, time);
  json.key("name").text("The case");
  if (!judgement.why.empty()) json.key("description").text(judgement.why);
  json.close();
  refs.push_back(intrusion_id);
  for (const link::Hypothesis& candidate : judgement.candidates) {
    // The same actor may stand twice: once by what links, once by what others claim.
    const std::string set_id = identifier("intrusion-set", candidate.activity);
    if (told.insert(set_id).second) {
      open_object(json, "intrusion-set", set_id, time);
      json.key("name").text(candidate.activity);
      if (candidate.names.size() > 1) json.key("aliases").texts(candidate.names);
      json.close();
      refs.push_back(set_id);
    }
    const std::string key = hypothesis_key(content, candidate);
    const std::string relation_id = identifier("relationship", key);
    if (!told.insert(relation_id).second) continue;
    open_object(json, "relationship", relation_id, time);
    json.key("relationship_type").text("attributed-to").key("source_ref").text(intrusion_id);
    json.key("target_ref").text(set_id).key("confidence").number(percent(candidate.probability));
    json.key("description")
        .text(fmt::format("{}, {} confidence: {}", link::likelihood_of(candidate.probability).words,
                          link::name_of(candidate.confidence), candidate.confidence_why));
    json.close();
    const std::string opinion_id = identifier("opinion", key);
    open_object(json, "opinion", opinion_id, time);
    json.key("opinion").text(opinion_of(candidate.probability));
    const std::string explanation = joined_lines(candidate.supporting, candidate.opposing);
    if (!explanation.empty()) json.key("explanation").text(explanation);
    json.key("authors").texts({"clew"}).key("object_refs").texts({relation_id});
    json.key("confidence").number(percent(candidate.probability)).close();
    refs.insert(refs.end(), {relation_id, opinion_id});
  }
  open_object(json, "grouping", case_id, time);
  json.key("name").text("Whom the case resembles").key("context").text("suspicious-activity");
  json.key("description")
      .text(fmt::format("An actor not in the knowledge base: {:.2f} ({})", judgement.unknown_probability,
                        link::likelihood_of(judgement.unknown_probability).words));
  json.key("object_refs").texts(refs).close();
  json.close().close();
  return json.take() + "\n";
}

std::string link_navigator(const link::Judgement& judgement, const link::LinkCase& link_case) {
  const std::string best = judgement.candidates.empty() ? "" : judgement.candidates.front().activity;
  JsonWriter json;
  json.open('{').key("name").text("Techniques of the case").key("domain").text("enterprise-attack");
  json.key("versions").open('{').key("layer").text("4.5").key("navigator").text("4.9.1").close();
  json.key("description").text(judgement.why);
  json.key("techniques").open('[');
  std::set<std::string_view> told;
  for (const std::string& feature : link_case.features) {
    if (!link::is_technique(feature) || !told.insert(feature).second) continue;
    const auto known = std::ranges::find_if(judgement.links, [&](const link::Link& each) {
      return each.kind == "technique" && each.to == feature && each.activity == best;
    });
    const bool is_known = known != judgement.links.end();
    json.open('{', Layout::line).key("techniqueID").text(feature).key("score").number(is_known ? 2 : 1);
    json.key("comment").text(is_known ? "also known of " + best : "").key("enabled").truth(true).close();
  }
  json.close();
  json.key("gradient").open('{').key("colors").texts({"#d7e3f4", "#c25b12"}).key("minValue").number(1);
  json.key("maxValue").number(2).close();
  json.key("legendItems").open('[');
  json.open('{', Layout::line).key("label").text("seen in the case").key("color").text("#d7e3f4").close();
  if (!best.empty()) {
    json.open('{', Layout::line).key("label").text("also known of " + best).key("color").text("#c25b12").close();
  }
  json.close().close();
  return json.take() + "\n";
}

std::string link_misp(const link::Judgement& judgement, const link::LinkCase& link_case) {
  const std::string content = case_content(link_case);
  const std::string day = day_text(judgement, link_case);
  const std::string seconds = seconds_of(judgement, link_case);
  const auto uuid = [&](std::string_view what, std::string_view name) {
    return base::name_uuid(export_namespace, fmt::format("misp-link-{}\n{}\n{}", what, content, name));
  };
  JsonWriter json;
  json.open('{').key("Event").open('{').key("uuid").text(uuid("event", ""));
  json.key("info").text("Whom the case resembles: " + judgement.why).key("date").text(day);
  json.key("timestamp").text(seconds).key("published").truth(false);
  json.key("analysis").text("1").key("threat_level_id").text("4").key("distribution").text("0");
  json.key("Attribute").open('[');
  std::set<std::string> told;
  const auto attribute = [&](std::string_view type, std::string_view name, std::string_view value,
                             std::string_view comment) {
    const std::string id = uuid("attribute", fmt::format("{}\n{}", type, name));
    if (!told.insert(id).second) return;
    json.open('{').key("uuid").text(id).key("timestamp").text(seconds).key("category").text("Attribution");
    json.key("type").text(type).key("value").text(value).key("to_ids").truth(false);
    json.key("comment").text(comment).close();
  };
  for (const link::Hypothesis& candidate : judgement.candidates) {
    attribute("threat-actor", hypothesis_key("", candidate), candidate.activity,
              fmt::format("{:.2f} {}, {} confidence\n{}", candidate.probability,
                          link::likelihood_of(candidate.probability).words, link::name_of(candidate.confidence),
                          joined_lines(candidate.supporting, candidate.opposing)));
  }
  attribute("text", "unknown", "an actor not in the knowledge base",
            fmt::format("{:.2f} {}", judgement.unknown_probability,
                        link::likelihood_of(judgement.unknown_probability).words));
  json.close().key("Tag").open('[');
  // The event's tag speaks of its first hypothesis: MISP has no place for a tag of a comment.
  if (!judgement.candidates.empty()) {
    const link::Hypothesis& best = judgement.candidates.front();
    const auto tag = [&](std::string_view predicate, std::string_view value) {
      json.open('{', Layout::line).key("name");
      json.text(fmt::format("estimative-language:{}=\"{}\"", predicate, hyphenated(value))).close();
    };
    tag("likelihood-probability", link::likelihood_of(best.probability).words);
    tag("confidence-in-analytic-judgment", link::name_of(best.confidence));
  }
  json.close().close().close();
  return json.take() + "\n";
}

}  // namespace clew::report
