#include "clew/report/link_json.h"

#include "clew/base/text.h"
#include "clew/model/value.h"
#include "clew/report/detail/json_writer.h"
#include "clew/report/detail/show.h"

#include <cmath>

#include <fmt/format.h>

namespace clew::report {
namespace {

using detail::JsonWriter;
using detail::Layout;

constexpr std::size_t told_rows_max = 40;  // of the matrix, on a terminal

/// Two digits: more would claim a precision that no calibration has.
double rounded(double probability) { return std::round(probability * 1000) / 1000; }

void write_band(JsonWriter& json, double probability) {
  const link::Likelihood band = link::likelihood_of(probability);
  json.key("likelihood").text(band.words).key("band").open('[', Layout::line).share(band.from).share(band.to).close();
}

void write_candidate(JsonWriter& json, const link::Hypothesis& candidate) {
  json.open('{').key("activity").text(candidate.activity).key("names").texts(candidate.names);
  json.key("confidence").text(link::name_of(candidate.confidence));
  json.key("probability").share(rounded(candidate.probability));
  json.key("for").texts(candidate.supporting).key("against").texts(candidate.opposing);
  json.key("level").text(link::name_of(candidate.level)).key("rests_on_claims").truth(candidate.rests_on_claims);
  write_band(json, candidate.probability);
  json.key("confidence_why").text(candidate.confidence_why).close();
}

std::string_view cell_text(link::MatrixRow::Cell cell) {
  switch (cell) {
    case link::MatrixRow::Cell::against: return "-";
    case link::MatrixRow::Cell::supports: return "+";
    case link::MatrixRow::Cell::supports_strongly: return "++";
    case link::MatrixRow::Cell::neutral: break;
  }
  return "0";
}

void write_position(JsonWriter& json, const link::Position& position) {
  json.open('{').key("by").text(position.by).key("date").text_or_null(position.date);
  json.key("object").text_or_null(position.object).key("programme").text_or_null(position.programme);
  json.key("stance").text(model::name_of(position.stance)).key("echoes").texts(position.echoes);
  json.key("text").text(position.text).close();
}

std::string joined_names(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + detail::defanged_words(text);
  return out;
}

}  // namespace

std::string link_json(const link::Judgement& judgement) {
  JsonWriter json;
  json.open('{').key("schema").text(link_schema);
  json.key("as_of");
  if (judgement.as_of) {
    json.text(model::date_of(*judgement.as_of));
  } else {
    json.null();
  }
  json.key("candidates").open('[');
  for (const link::Hypothesis& candidate : judgement.candidates) write_candidate(json, candidate);
  json.close();
  json.key("unknown_actor").open('{').key("probability").share(rounded(judgement.unknown_probability));
  write_band(json, judgement.unknown_probability);
  json.key("for").texts(judgement.unknown_supporting).key("against").texts(judgement.unknown_opposing).close();
  json.key("unlinked_actors").open('{').key("probability").share(rounded(judgement.unlinked_probability));
  write_band(json, judgement.unlinked_probability);
  json.close();
  json.key("abstained").truth(judgement.abstained).key("why").text(judgement.why);
  json.key("links").open('[');
  for (const link::Link& each : judgement.links) {
    json.open('{', Layout::line).key("kind").text(each.kind).key("from").text(each.from).key("to").text(each.to);
    json.key("activity").text(each.activity).key("source").text_or_null(each.origin.source);
    json.key("publisher").text_or_null(each.origin.publisher).key("date").text_or_null(each.origin.date);
    json.key("weight")
        .real(std::round(each.weight * 1000) / 1000)
        .key("discounted")
        .text_or_null(each.discounted)
        .close();
  }
  json.close();
  json.key("matrix").open('[');
  for (const link::MatrixRow& row : judgement.matrix) {
    json.open('{', Layout::line)
        .key("evidence")
        .text(row.evidence)
        .key("kind")
        .text(row.kind)
        .key("cells")
        .open('[', Layout::line);
    for (const link::MatrixRow::Cell cell : row.cells) json.text(cell_text(cell));
    json.close().close();
  }
  json.close();
  json.key("claims").open('[');
  for (const link::Position& position : judgement.claims.positions) write_position(json, position);
  for (const link::Position& position : judgement.claims.denials) write_position(json, position);
  json.close();
  json.key("would_change").texts(judgement.would_change);
  json.key("traces").number(judgement.questions).key("shared_traces").number(judgement.shared).close();
  return json.take() + "\n";
}

std::string link_text(const link::Judgement& judgement) {
  std::string text = fmt::format("{}\n", detail::defanged_words(judgement.why));
  if (judgement.as_of) text += fmt::format("As of {}.\n", model::date_of(*judgement.as_of));
  std::size_t number = 0;
  for (const link::Hypothesis& candidate : judgement.candidates) {
    const link::Likelihood band = link::likelihood_of(candidate.probability);
    text += fmt::format("\nH{}  {}  {:.2f} {}, {} confidence ({})\n", ++number,
                        detail::defanged_words(candidate.activity), candidate.probability, band.words,
                        link::name_of(candidate.confidence), detail::defanged_words(candidate.confidence_why));
    text += fmt::format("    level {}{}{}\n", link::name_of(candidate.level),
                        candidate.rests_on_claims ? ", rests on claims" : "",
                        candidate.names.size() > 1 ? "; also " + joined_names(candidate.names) : "");
    for (const std::string& each : candidate.supporting) text += "  + " + detail::defanged_words(each) + "\n";
    for (const std::string& each : candidate.opposing) text += "  - " + detail::defanged_words(each) + "\n";
  }
  const link::Likelihood band = link::likelihood_of(judgement.unknown_probability);
  text +=
      fmt::format("\nH?  an actor not in the knowledge base  {:.2f} {}\n", judgement.unknown_probability, band.words);
  for (const std::string& each : judgement.unknown_supporting) text += "  + " + detail::defanged_words(each) + "\n";
  for (const std::string& each : judgement.unknown_opposing) text += "  - " + detail::defanged_words(each) + "\n";
  if (judgement.unlinked_probability > 0) {
    text += fmt::format("\n–   a known actor to whom nothing here leads  {:.2f} {}\n", judgement.unlinked_probability,
                        link::likelihood_of(judgement.unlinked_probability).words);
  }
  if (!judgement.matrix.empty()) {
    text += "\nEvidence against each hypothesis (";
    for (std::size_t i = 1; i <= judgement.candidates.size(); ++i) text += fmt::format("H{} ", i);
    text += "H?)\n";
    for (std::size_t i = 0; i < judgement.matrix.size() && i < told_rows_max; ++i) {
      const link::MatrixRow& row = judgement.matrix[i];
      for (const link::MatrixRow::Cell cell : row.cells) text += fmt::format("{:>3}", cell_text(cell));
      text += "  " + detail::defanged_words(base::shortened(row.evidence, 200)) + "\n";
    }
  }
  if (!judgement.would_change.empty()) text += "\nWhat would change this\n";
  for (const std::string& each : judgement.would_change) text += "  " + detail::defanged_words(each) + "\n";
  return text;
}

}  // namespace clew::report
