#include "clew/desk/link.h"

#include "clew/base/disk.h"
#include "clew/base/text.h"
#include "clew/desk/knowledge.h"
#include "clew/desk/pack.h"
#include "clew/desk/reading_aids.h"
#include "clew/intel/knowledge.h"
#include "clew/intel/read_notice.h"
#include "clew/link/judge.h"
#include "clew/report/case_json.h"
#include "clew/report/link_exchange.h"
#include "clew/report/link_json.h"
#include "clew/store/knowledge_base.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/core.h>

namespace clew::desk {
namespace {

using base::Done;
using base::Result;
using store::KnowledgeBase;

void add_once(std::vector<std::string>& texts, const std::string& text) {
  if (!text.empty() && std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
}

void add_notice(link::LinkCase& link_case, const model::Notice& notice) {
  std::set<model::Value> known;
  for (const link::CaseIndicator& indicator : link_case.indicators) known.insert(indicator.value);
  for (const model::Indicator& indicator : notice.indicators) {
    if (known.insert(indicator.value).second) link_case.indicators.push_back({indicator.value, indicator.role});
    add_once(link_case.publishers, indicator.published_by);
  }
  for (const model::NamedTechnique& technique : notice.techniques) {
    if (technique.how == model::NamedTechnique::How::stated) add_once(link_case.features, technique.id);
  }
  for (const model::NamedThing& thing : notice.names) {
    if (thing.kind == model::NamedThing::Kind::malware || thing.kind == model::NamedThing::Kind::tool) {
      add_once(link_case.features, thing.name);
    }
  }
  link_case.claims.insert(link_case.claims.end(), notice.claims.begin(), notice.claims.end());
  add_once(link_case.sources, notice.source.file);
  add_once(link_case.sources, notice.source.title);
  add_once(link_case.publishers, notice.source.publisher);
  const auto day = model::day_of(notice.source.published);
  if (day && (!link_case.published || *day > *link_case.published)) link_case.published = day;
}

void add_document(link::LinkCase& link_case, const model::CaseDocument& document) {
  for (const model::CaseFinding& finding : document.findings) {
    if (finding.status != model::FindingStatus::counts) continue;
    add_once(link_case.features, finding.technique);
    if (!finding.indicator) continue;
    const auto type = model::value_type_named(finding.indicator->type);
    if (!type) continue;
    auto value = model::Value::parse(*type, finding.indicator->value);
    if (!value) continue;
    const bool is_known = std::ranges::any_of(link_case.indicators,
                                              [&](const link::CaseIndicator& each) { return each.value == *value; });
    if (!is_known) link_case.indicators.push_back({*std::move(value)});
    add_once(link_case.publishers, finding.indicator->published_by);
  }
  for (const model::CaseNotice& notice : document.notices) {
    add_once(link_case.sources, notice.file);
    add_once(link_case.sources, notice.title);
    add_once(link_case.publishers, notice.publisher);
    const auto day = model::day_of(notice.published);
    if (day && (!link_case.published || *day > *link_case.published)) link_case.published = day;
  }
}

/// Names of programs become the ids that the knowledge base knows them by, where it does.
Result<Done> resolve_features(link::LinkCase& link_case, const KnowledgeBase& base) {
  CLEW_TRY(const auto ids, base.software_ids());
  for (std::string& feature : link_case.features) {
    const auto found = ids.find(base::lowered(feature));
    if (found != ids.end()) feature = found->second;
  }
  std::ranges::sort(link_case.features);
  link_case.features.erase(std::ranges::unique(link_case.features).begin(), link_case.features.end());
  return Done{};
}

/// What the lists say of a value: that it is everybody's, or that only what is around it is.
void mark_by(const model::KnownWarning& warning, link::CaseIndicator& indicator) {
  namespace kind = model::warning_kind;
  const model::WarningKey& entry = warning.entry;
  const std::string why = fmt::format("in the warning list \"{}\"", warning.list);
  const auto mark = [&](std::string& place) {
    if (place.empty()) place = why;
  };
  const bool is_of_host = entry.kind == kind::host || entry.kind == kind::below;
  // A part of a name or what an expression says of it proves nothing, neither for nor against.
  if (entry.kind == kind::substring || entry.kind == kind::pattern) return;
  if (is_of_host) {
    // Below a suffix of the Public Suffix List's private section a name is its customer's own.
    for (const link::Trace& trace : link::traces_of(indicator.value)) {
      const bool is_below = trace.kind == link::TraceKind::registered_domain && trace.key.size() > entry.key.size();
      if (is_below && trace.key.ends_with("." + entry.key)) return;
    }
  }
  const bool is_host_itself = indicator.value.type() == model::ValueType::domain ||
                              indicator.value.type() == model::ValueType::ipv4 ||
                              indicator.value.type() == model::ValueType::ipv6;
  const bool is_named_below = entry.kind == kind::below && indicator.value.text() != entry.key;
  const bool is_itself = entry.kind == kind::text || (is_host_itself && !is_named_below);
  mark(is_itself ? indicator.shared : indicator.shared_host);
}

Result<Done> mark_shared(link::LinkCase& link_case, const KnowledgeBase& base) {
  CLEW_TRY(const auto warnings, KnownWarnings::open(base));
  for (link::CaseIndicator& indicator : link_case.indicators) {
    for (const model::KnownWarning& warning : warnings.entries_of(indicator.value)) mark_by(warning, indicator);
  }
  if (warnings.problem()) return std::unexpected(*warnings.problem());
  return Done{};
}

Result<link::Judgement> judge_by(link::LinkCase& link_case, const KnowledgeBase& base) {
  CLEW_CHECK(resolve_features(link_case, base));
  CLEW_CHECK(mark_shared(link_case, base));
  const auto questions = link::questions_of(link_case);
  CLEW_TRY(const auto ground, base.ground_for(link_case, questions));
  return link::judge(link_case, questions, ground);
}

Result<Done> add_input(link::LinkCase& link_case, const std::filesystem::path& path, const intel::NameFinder& names) {
  std::error_code problem;
  const bool is_folder = std::filesystem::is_directory(path, problem);
  const auto file = is_folder ? path / "case.json" : path;
  CLEW_TRY(auto bytes,
           base::read_small_file(file, is_folder ? report::case_json_bytes_max : intel::knowledge_bytes_max));
  if (bytes.substr(0, 400).contains("\"clew.case/1\"")) {
    CLEW_TRY(const auto document, report::from_json(bytes));
    add_document(link_case, document);
    return Done{};
  }
  // Rows with a value and an activity are labelled: as a case, only the values of them are taken.
  bool is_knowledge = false;
  const auto take = [&](model::Knowledge&& part) -> Result<Done> {
    for (model::KnownIndicator& indicator : part.indicators) {
      link_case.indicators.push_back({std::move(indicator.value), indicator.role});
      add_once(link_case.publishers, indicator.origin.publisher);
      add_once(link_case.sources, indicator.origin.source);
      const auto day = model::day_of(indicator.origin.date);
      if (day && (!link_case.published || *day > *link_case.published)) link_case.published = day;
      is_knowledge = true;
    }
    link_case.claims.insert(link_case.claims.end(), part.claims.begin(), part.claims.end());
    is_knowledge = is_knowledge || !part.claims.empty();
    return Done{};
  };
  if (intel::read_knowledge({.file = file.filename().string(), .bytes = bytes}, take) && is_knowledge) return Done{};
  CLEW_TRY(const auto notice,
           intel::read_notice({file.filename().string(), std::move(bytes)}, known_packs({file}), {.names = &names}));
  add_notice(link_case, notice);
  return Done{};
}

Result<Done> add_side_input(link::LinkCase& link_case, const std::filesystem::path& path) {
  CLEW_TRY(const auto bytes, read_packed_file(path, intel::knowledge_bytes_max));
  return intel::read_knowledge(
      {.file = path.filename().string(), .bytes = bytes}, [&](model::Knowledge&& part) -> Result<Done> {
        link_case.claims.insert(link_case.claims.end(), part.claims.begin(), part.claims.end());
        link_case.relations.insert(link_case.relations.end(), part.relations.begin(), part.relations.end());
        return Done{};
      });
}

model::Bearing bearing_of(link::MatrixRow::Cell cell) {
  switch (cell) {
    case link::MatrixRow::Cell::against: return model::Bearing::against;
    case link::MatrixRow::Cell::supports: return model::Bearing::supports;
    case link::MatrixRow::Cell::supports_strongly: return model::Bearing::supports_strongly;
    case link::MatrixRow::Cell::neutral: break;
  }
  return model::Bearing::neutral;
}

/// What weighs most first, then claims, then what carries nothing; within these in the order of the judgement.
std::vector<const link::Link*> in_order_of_weight(const std::vector<link::Link>& links) {
  std::vector<const link::Link*> ordered;
  for (const link::Link& each : links) ordered.push_back(&each);
  std::ranges::stable_sort(ordered, std::ranges::greater{},
                           [](const link::Link* each) { return std::pair(each->weight, each->kind == "claim"); });
  return ordered;
}

/// The judgement as the case document keeps it.
model::CaseAttribution told(const link::Judgement& judgement) {
  model::CaseAttribution attribution;
  attribution.abstained = judgement.abstained;
  attribution.why = judgement.why;
  attribution.unknown_probability = judgement.unknown_probability;
  attribution.unknown_supporting = judgement.unknown_supporting;
  attribution.unknown_opposing = judgement.unknown_opposing;
  attribution.would_change = judgement.would_change;
  for (const link::Hypothesis& candidate : judgement.candidates) {
    attribution.candidates.push_back({.activity = candidate.activity,
                                      .names = candidate.names,
                                      .confidence = std::string(link::name_of(candidate.confidence)),
                                      .probability = candidate.probability,
                                      .supporting = candidate.supporting,
                                      .opposing = candidate.opposing,
                                      .level = std::string(link::name_of(candidate.level)),
                                      .rests_on_claims = candidate.rests_on_claims,
                                      .confidence_why = candidate.confidence_why});
  }
  for (const link::MatrixRow& row : judgement.matrix) {
    model::CaseMatrixRow told_row{.evidence = row.evidence, .kind = row.kind, .cells = {}};
    for (const link::MatrixRow::Cell cell : row.cells) told_row.cells.push_back(bearing_of(cell));
    attribution.matrix.push_back(std::move(told_row));
  }
  attribution.links_total = judgement.links.size();
  for (const link::Link* each : in_order_of_weight(judgement.links)) {
    if (attribution.links.size() == model::case_links_max) break;
    // Three digits: more would claim a precision that no calibration has.
    attribution.links.push_back({.kind = each->kind,
                                 .from = each->from,
                                 .to = each->to,
                                 .activity = each->activity,
                                 .source = each->origin.source,
                                 .publisher = each->origin.publisher,
                                 .date = each->origin.date,
                                 .weight = std::round(each->weight * 1000) / 1000,
                                 .discounted = each->discounted});
  }
  return attribution;
}

}  // namespace

Result<LinkReport> link_case(const LinkRequest& request) {
  CLEW_TRY(const auto base, KnowledgeBase::open(request.base, KnowledgeBase::Mode::read));
  link::LinkCase link_case{.as_of = request.as_of};
  CLEW_TRY(const auto names, known_names(base, request.as_of));
  for (const auto& path : request.inputs) CLEW_CHECK(add_input(link_case, path, names));
  for (const auto& path : request.relations) CLEW_CHECK(add_side_input(link_case, path));
  for (const auto& path : request.claims) CLEW_CHECK(add_side_input(link_case, path));
  CLEW_TRY(const auto judgement, judge_by(link_case, base));
  LinkReport report{.text = {}, .abstained = judgement.abstained};
  switch (request.form) {
    case LinkForm::text: report.text = report::link_text(judgement); break;
    case LinkForm::json: report.text = report::link_json(judgement); break;
    case LinkForm::stix: report.text = report::link_stix(judgement, link_case); break;
    case LinkForm::navigator: report.text = report::link_navigator(judgement, link_case); break;
    case LinkForm::misp: report.text = report::link_misp(judgement, link_case); break;
  }
  return report;
}

void attribute(model::CaseDocument& document, std::span<const model::Notice> notices,
               const std::filesystem::path& path) {
  const auto base = KnowledgeBase::open(path, KnowledgeBase::Mode::read);
  if (!base) {
    if (base.error().fault != base::Fault::not_found) document.problems.push_back(base::to_text(base.error()));
    return;
  }
  link::LinkCase link_case;
  for (const model::Notice& notice : notices) add_notice(link_case, notice);
  add_document(link_case, document);
  const auto judgement = judge_by(link_case, *base);
  if (!judgement) {
    document.problems.push_back(base::to_text(judgement.error()));
    return;
  }
  // Who is "very unlikely" at best is nothing to go by.
  constexpr double told_probability_min = 0.20;
  if (judgement->candidates.empty() || judgement->candidates.front().probability < told_probability_min) return;
  document.attribution = told(*judgement);
}

}  // namespace clew::desk
