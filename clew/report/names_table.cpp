#include "clew/report/names_table.h"

#include "clew/base/text.h"
#include "clew/report/detail/json_writer.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace clew::report {
namespace {

using detail::JsonWriter;
using detail::Layout;
using model::NameAnswer;
using model::Origin;
using model::Related;

std::string listed(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += ", ";
    out += base::printable(text);
  }
  return out;
}

/// `Microsoft 2023-07-12, MISP galaxy (no date)`
std::string authors(const std::vector<Origin>& origins) {
  std::string out;
  for (const Origin& origin : origins) {
    if (!out.empty()) out += ", ";
    out += base::printable(origin.publisher);
    out += ' ';
    out += origin.date.empty() ? "(no date)" : base::printable(origin.date);
  }
  return out;
}

std::string_view words_of(Related::How how) {
  switch (how) {
    case Related::How::overlaps: return "overlaps with";
    case Related::How::part_of: return "is part of";
    case Related::How::has_part: return "has as a part";
    case Related::How::split_from: return "was split from";
    case Related::How::split_into: return "was split into";
    case Related::How::distinct: return "is not";
  }
  return "overlaps with";
}

std::string_view words_of(model::NameLevel level) {
  switch (level) {
    case model::NameLevel::umbrella: return "umbrella: others are said to be parts of it";
    case model::NameLevel::unit: return "unit: it is said to be a part of another";
    case model::NameLevel::both: return "has parts, and is said to be a part of another";
    case model::NameLevel::unknown: break;
  }
  return "nobody says whether it is a part of another or has parts";
}

void write_origin(JsonWriter& writer, const Origin& origin) {
  writer.open('{', Layout::line);
  writer.key("publisher").text(origin.publisher).key("source").text(origin.source);
  writer.key("date").text_or_null(origin.date).close();
}

void write_origins(JsonWriter& writer, const std::vector<Origin>& origins) {
  writer.open('[');
  for (const Origin& origin : origins) write_origin(writer, origin);
  writer.close();
}

std::string against(const model::Disagreement& disagreement) {
  const std::vector<Origin> by = {disagreement.by};
  if (disagreement.is_explicit) return fmt::format("{} says that they are two", authors(by));
  return fmt::format("{} keeps them apart: {} | {}", authors(by), listed(disagreement.here),
                     listed(disagreement.there));
}

}  // namespace

std::string names_table(const NameAnswer& answer) {
  std::string out;
  const auto line = [&](std::string_view text) { out.append(text).append("\n"); };
  const std::string asked = base::printable(answer.asked);
  if (!answer.is_known()) {
    line(fmt::format("{}: nobody in the knowledge base uses this name", asked));
    if (!answer.similar.empty()) line(fmt::format("  similar: {}", listed(answer.similar)));
    return out;
  }
  std::vector<std::string> kinds;
  for (const auto kind : answer.kinds) kinds.emplace_back(model::name_of(kind));
  line(fmt::format("{} ({}), written {}", asked, listed(kinds), listed(answer.spellings)));
  line(fmt::format("  level    {}", words_of(answer.level)));
  if (!answer.used_by.empty()) line(fmt::format("  used by  {}", authors(answer.used_by)));

  for (const model::Ambiguity& ambiguity : answer.ambiguities)
    line(fmt::format("  several  {} lists it under {}", authors({ambiguity.by}), listed(ambiguity.under)));
  if (!answer.similar.empty()) line(fmt::format("  see also {}", listed(answer.similar)));

  line(answer.equations.empty() ? "nobody equates it with another name" : "equated with");
  for (const model::Equation& equation : answer.equations) {
    line(fmt::format("  {}", base::printable(equation.name)));
    line(fmt::format("      by {}", authors(equation.by)));
    for (const model::Disagreement& disagreement : answer.disagreements) {
      if (disagreement.name == equation.name) line("      but " + against(disagreement));
    }
  }
  if (!answer.related.empty()) line("and");
  for (const Related& related : answer.related) {
    line(fmt::format("  {} {}, by {}", words_of(related.how), base::printable(related.name), authors(related.by)));
  }
  return out;
}

std::string names_json(const NameAnswer& answer) {
  JsonWriter writer;
  writer.open('{').key("schema").text(names_schema).key("name").text(answer.asked);
  writer.key("known").truth(answer.is_known()).key("spellings").texts(answer.spellings);
  std::vector<std::string> kinds;
  for (const auto kind : answer.kinds) kinds.emplace_back(model::name_of(kind));
  writer.key("kinds").texts(kinds).key("level").text(model::name_of(answer.level));
  writer.key("used_by");
  write_origins(writer, answer.used_by);
  writer.key("equal").open('[');
  for (const model::Equation& equation : answer.equations) {
    writer.open('{').key("name").text(equation.name).key("by");
    write_origins(writer, equation.by);
    writer.close();
  }
  writer.close().key("disputed").open('[');
  for (const model::Disagreement& disagreement : answer.disagreements) {
    writer.open('{').key("name").text(disagreement.name).key("by");
    write_origin(writer, disagreement.by);
    writer.key("here").texts(disagreement.here).key("there").texts(disagreement.there);
    writer.key("explicit").truth(disagreement.is_explicit).close();
  }
  writer.close().key("ambiguous").open('[');
  for (const model::Ambiguity& ambiguity : answer.ambiguities) {
    writer.open('{').key("by");
    write_origin(writer, ambiguity.by);
    writer.key("under").texts(ambiguity.under).close();
  }
  writer.close().key("related").open('[');
  for (const Related& related : answer.related) {
    writer.open('{').key("how").text(model::name_of(related.how)).key("name").text(related.name).key("by");
    write_origins(writer, related.by);
    writer.close();
  }
  writer.close().key("similar").texts(answer.similar).close();
  return writer.take();
}

}  // namespace clew::report
