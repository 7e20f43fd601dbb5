// The way back: JSON into a case document. The only file that includes nlohmann's parser.
#include "clew/base/text.h"
#include "clew/report/case_json.h"

#include <algorithm>
#include <concepts>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace clew::report {
namespace {

using base::Error;
using base::fail;
using base::Fault;
using base::Result;
using Json = nlohmann::ordered_json;

/// The parser keeps every level and every member of an object, and finds members one by one: both are bounded first.
Result<base::Done> check_shape(std::string_view text) {
  struct Level {
    bool object;
    std::size_t members;
  };
  std::vector<Level> levels;
  bool in_text = false;
  std::uint64_t values = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
      continue;
    }
    if (c == '"') in_text = true;
    if (c == '{' || c == '[') levels.push_back({c == '{', 1});
    if ((c == '}' || c == ']') && !levels.empty()) levels.pop_back();
    if (c == ',' && !levels.empty()) ++levels.back().members;
    if (c == ',' && ++values > case_json_values_max) {
      return fail(Fault::over_limit, fmt::format("more than {} values", case_json_values_max), {i, 1});
    }
    if (levels.size() > case_json_depth_max) {
      return fail(Fault::over_limit, fmt::format("nested deeper than {} levels", case_json_depth_max), {i, 1});
    }
    if (!levels.empty() && levels.back().object && levels.back().members > case_json_members_max) {
      return fail(Fault::over_limit, fmt::format("an object of more than {} members", case_json_members_max), {i, 1});
    }
  }
  return base::Done{};
}

Result<Json> parse(std::string_view text) {
  if (text.size() > case_json_bytes_max) {
    return fail(Fault::over_limit, fmt::format("larger than {} bytes", case_json_bytes_max), {case_json_bytes_max, 0});
  }
  CLEW_CHECK(check_shape(text));
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::uint64_t at = error.byte == 0 ? 0 : std::min<std::uint64_t>(error.byte - 1, text.size());
    return fail(Fault::malformed, "not JSON", {at, at < text.size() ? 1U : 0U});
  } catch (const Json::exception&) {
    return fail(Fault::malformed, "a number that JSON readers disagree on", {0, text.size()});
  }
}

/// A value with the way to it. The first flaw sticks in `flaw`, later reads give nothing, so that what reads the
/// fields needs no branch; the caller asks once, at the end.
class Node {
 public:
  Node(const Json& json, std::optional<Error>& flaw) : json_(&json), flaw_(&flaw) {}

  [[nodiscard]] Node at(const char* name) const {
    const bool there = json_->is_object() && json_->contains(name);
    if (!there && !json_->is_object() && !json_->is_null()) refuse("an object");
    return {there ? (*json_)[name] : nothing(), *flaw_, this, name, 0};
  }
  [[nodiscard]] bool absent() const { return json_->is_null(); }
  [[nodiscard]] const Json& json() const { return *json_; }

  [[nodiscard]] std::string text() const {
    if (absent()) return {};
    if (!json_->is_string()) return refuse("text"), std::string();
    return json_->get_ref<const std::string&>();
  }

  template <std::unsigned_integral Number = std::uint64_t>
  [[nodiscard]] Number number() const {
    if (absent()) return 0;
    const bool fits = json_->is_number_unsigned() && json_->get<std::uint64_t>() <= std::numeric_limits<Number>::max();
    if (!fits) return refuse("a whole number that fits"), Number{0};
    return static_cast<Number>(json_->get<std::uint64_t>());
  }

  [[nodiscard]] double share() const {
    if (absent()) return 0;
    if (!json_->is_number() || json_->get<double>() < 0 || json_->get<double>() > 1) return refuse("0 to 1"), 0.0;
    return json_->get<double>();
  }

  [[nodiscard]] double real() const {
    if (absent()) return 0;
    if (!json_->is_number()) return refuse("a number"), 0.0;
    return json_->get<double>();
  }

  [[nodiscard]] bool truth() const {
    if (absent()) return false;
    if (!json_->is_boolean()) return refuse("true or false"), false;
    return json_->get<bool>();
  }

  [[nodiscard]] std::optional<base::Instant> time() const {
    if (absent()) return std::nullopt;
    const std::string written = text();
    const auto instant = base::parse_rfc3339(written);
    if (!instant) return refuse("a time as RFC 3339 writes it"), std::nullopt;
    return *instant;
  }

  /// The enumerator of this name; nothing is not a name.
  template <class Enumeration>
  [[nodiscard]] Enumeration choice(Enumeration last) const {
    const std::string written = absent() ? std::string() : text();
    for (int i = 0; i <= static_cast<int>(last); ++i) {
      if (name_of(static_cast<Enumeration>(i)) == written) return static_cast<Enumeration>(i);
    }
    refuse("one of the words that the schema lists");
    return last;
  }

  template <class Read>
  void each(Read read) const {
    if (absent()) return;
    if (!json_->is_array()) return refuse("a list");
    for (std::size_t i = 0; i < json_->size() && !*flaw_; ++i) read(Node((*json_)[i], *flaw_, this, nullptr, i));
  }

  template <class Read>
  void each_member(Read read) const {
    if (absent()) return;
    if (!json_->is_object()) return refuse("an object");
    for (const auto& [name, value] : json_->items()) read(name, Node(value, *flaw_, this, name.c_str(), 0));
  }

  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> values;
    each([&](const Node& entry) { values.push_back(entry.text()); });
    return values;
  }

  void refuse(std::string_view expected) const {
    if (!*flaw_) *flaw_ = Error{Fault::malformed, fmt::format("{}: {} expected", path(), expected)};
  }

 private:
  Node(const Json& json, std::optional<Error>& flaw, const Node* parent, const char* name, std::size_t index)
      : json_(&json), flaw_(&flaw), parent_(parent), name_(name), index_(index) {}

  static const Json& nothing() {
    static const Json null;
    return null;
  }

  /// `findings[3].evidence[0].line`
  [[nodiscard]] std::string path() const {
    std::string path;
    for (const Node* node = this; node->parent_ != nullptr; node = node->parent_) {
      const std::string step =
          node->name_ != nullptr ? fmt::format(".{}", node->name_) : fmt::format("[{}]", node->index_);
      path.insert(0, step);
    }
    if (path.starts_with('.')) path.erase(0, 1);
    return path.empty() ? "the document" : path;
  }

  const Json* json_;
  std::optional<Error>* flaw_;
  const Node* parent_ = nullptr;
  const char* name_ = nullptr;
  std::size_t index_ = 0;
};

/// What `read_one` makes of each entry of a list.
template <class ReadOne>
auto list(const Node& node, ReadOne read_one) {
  std::vector<decltype(read_one(node))> values;
  node.each([&](const Node& entry) {
    if (!entry.json().is_object()) return entry.refuse("an object");
    values.push_back(read_one(entry));
  });
  return values;
}

model::CaseDoorReason read_door_reason(const Node& node) {
  return {node.at("kind").text(), node.at("in_favour").truth(), node.at("text").text(), node.at("findings").texts()};
}

model::CaseAnswer read_answer(const Node& node) {
  model::CaseAnswer answer;
  answer.verdict = node.at("verdict").choice(model::Verdict::cannot_say);
  answer.sentence = node.at("sentence").text();
  const Node earliest = node.at("earliest");
  answer.earliest_time = earliest.at("time").time();
  answer.earliest_finding = earliest.at("finding").text();
  const Node door = node.at("door");
  answer.door_kind = door.at("kind").text();
  answer.door_why = door.at("why").text();
  answer.door_findings = door.at("findings").texts();
  answer.door_reasons = list(door.at("considered"), read_door_reason);
  answer.could_have_seen = node.at("could_have_seen").at("from").time();
  answer.could_have_seen_why = node.at("could_have_seen").at("why").text();
  return answer;
}

std::vector<std::pair<std::string, std::vector<std::string>>> read_ids(const Node& node) {
  std::vector<std::pair<std::string, std::vector<std::string>>> ids;
  if (node.absent()) return ids;
  node.each_member([&](const std::string& name, const Node& entry) {
    if (entry.absent()) return entry.refuse("text or a list");
    ids.emplace_back(name, entry.json().is_string() ? std::vector{entry.text()} : entry.texts());
  });
  return ids;
}

model::CaseDevice read_device(const Node& node) {
  model::CaseDevice device;
  device.name = node.at("name").text();
  device.ids = read_ids(node.at("ids"));
  device.status = node.at("status").choice(model::DeviceStatus::cleared);
  device.since = node.at("since").time();
  device.found_by = node.at("found_by").texts();
  device.findings = node.at("findings").texts();
  device.why = node.at("why").text();
  return device;
}

model::CaseAccount read_account(const Node& node) {
  model::CaseAccount account;
  account.name = node.at("name").text();
  account.kind = node.at("kind").text();
  account.status = node.at("status").choice(model::AccountStatus::cleared);
  account.why = node.at("why").text();
  account.findings = node.at("findings").texts();
  return account;
}

model::CaseRotation read_rotation(const Node& node) {
  model::CaseRotation step;
  step.order = node.at("order").number<std::uint32_t>();
  step.what = node.at("what").text();
  step.kind = node.at("kind").text();
  step.id = node.at("id").text();
  step.account = node.at("account").text();
  step.device = node.at("device").text();
  step.why = node.at("why").text();
  step.after = node.at("after").texts();
  step.state = node.at("state").choice(model::RotationState::verified);
  step.findings = node.at("findings").texts();
  step.state_why = node.at("state_why").text();
  return step;
}

std::optional<model::CaseIndicator> read_indicator(const Node& node) {
  if (node.absent()) return std::nullopt;
  return model::CaseIndicator{node.at("value").text(),        node.at("type").text(),      node.at("activity").text(),
                              node.at("published_by").text(), node.at("published").text(), node.at("role").text(),
                              node.at("warnings").texts()};
}

model::CaseEvidence read_evidence(const Node& node) {
  return {node.at("file").text(),          node.at("line").number(), node.at("offset").number(),
          node.at("length").number(),      node.at("raw").text(),    node.at("match_offset").number(),
          node.at("match_length").number()};
}

model::CaseFinding read_finding(const Node& node) {
  model::CaseFinding finding;
  finding.id = node.at("id").text();
  finding.time = node.at("time").time();
  finding.time_quality = node.at("time_quality").text();
  finding.kind = node.at("kind").choice(model::FindingKind::behaviour);
  finding.rule = node.at("rule").text();
  finding.indicator = read_indicator(node.at("indicator"));
  finding.grade = node.at("grade").choice(model::Grade::mentioned);
  finding.status = node.at("status").choice(model::FindingStatus::explained);
  finding.explanation = node.at("explanation").text();
  finding.device = node.at("device").text();
  finding.account = node.at("account").text();
  finding.source = node.at("source").text();
  finding.text = node.at("text").text();
  finding.repeats = node.at("repeats").number();
  finding.chain = node.at("chain").text();
  finding.tactic = node.at("tactic").text();
  finding.technique = node.at("technique").text();
  finding.evidence = list(node.at("evidence"), read_evidence);
  return finding;
}

model::CaseChain read_chain(const Node& node) {
  return {node.at("id").text(), node.at("device").text(),  node.at("root").text(), node.at("from").time(),
          node.at("to").time(), node.at("counts").truth(), node.at("why").text(),  node.at("findings").texts()};
}

model::CaseSecret read_secret(const Node& node) {
  return {node.at("what").text(),    node.at("kind").text(),    node.at("device").text(),
          node.at("account").text(), node.at("opened").truth(), node.at("findings").texts()};
}

model::CaseCloudAction read_cloud_action(const Node& node) {
  model::CaseCloudAction action;
  action.time = node.at("time").time();
  action.account = node.at("account").text();
  action.credential = node.at("credential").text();
  action.operation = node.at("operation").text();
  action.resource = node.at("resource").text();
  action.from_address = node.at("from_address").text();
  action.succeeded = node.at("succeeded").truth();
  action.finding = node.at("finding").text();
  return action;
}

model::CaseCleared read_cleared(const Node& node) {
  return {node.at("what").text(), node.at("kind").text(), node.at("why").text(), node.at("findings").texts()};
}

model::CaseClock read_clock(const Node& node) {
  model::CaseClock clock;
  clock.source = node.at("source").text();
  clock.against = node.at("against").text();
  clock.offset_seconds = node.at("offset_seconds").real();
  clock.error_seconds = node.at("error_seconds").real();
  clock.pairs = node.at("pairs").number();
  clock.applied = node.at("applied").truth();
  clock.how = node.at("how").text();
  return clock;
}

model::CaseGap read_gap(const Node& node) {
  return {node.at("from").time(), node.at("to").time(), node.at("why").text()};
}

model::CaseCoverage read_coverage(const Node& node) {
  model::CaseCoverage coverage;
  coverage.source = node.at("source").text();
  coverage.sees = node.at("sees").texts();
  coverage.files = node.at("files").texts();
  coverage.from = node.at("from").time();
  coverage.to = node.at("to").time();
  coverage.events = node.at("events").number();
  coverage.unparsed = node.at("unparsed").number();
  coverage.gaps = list(node.at("gaps"), read_gap);
  node.at("histogram").each([&](const Node& part) { coverage.histogram.push_back(part.number<std::uint32_t>()); });
  coverage.guessed = node.at("guessed").text();
  return coverage;
}

model::CaseBlind read_blind(const Node& node) {
  return {node.at("what").text(), node.at("why").text(), node.at("from").time(), node.at("to").time()};
}

model::CaseSearch read_search(const Node& node) {
  return {node.at("type").text(), node.at("indicators").number(), node.at("sighted").number(),
          node.at("shown_by").texts(), node.at("covered").share()};
}

model::CaseNotice read_notice(const Node& node) {
  model::CaseNotice notice;
  notice.file = node.at("file").text();
  notice.sha256 = node.at("sha256").text();
  notice.format = node.at("format").text();
  notice.title = node.at("title").text();
  notice.publisher = node.at("publisher").text();
  notice.published = node.at("published").text();
  notice.indicators = node.at("indicators").number();
  notice.mentions = node.at("mentions").number();
  notice.refused = node.at("refused").number();
  return notice;
}

model::CaseCandidate read_candidate(const Node& node) {
  return {.activity = node.at("activity").text(),
          .names = node.at("names").texts(),
          .confidence = node.at("confidence").text(),
          .probability = node.at("probability").share(),
          .supporting = node.at("for").texts(),
          .opposing = node.at("against").texts(),
          .level = node.at("level").text(),
          .rests_on_claims = node.at("rests_on_claims").truth(),
          .confidence_why = node.at("confidence_why").text()};
}

model::CaseMatrixRow read_matrix_row(const Node& node) {
  model::CaseMatrixRow row{.evidence = node.at("evidence").text(), .kind = node.at("kind").text(), .cells = {}};
  node.at("cells").each([&](const Node& cell) { row.cells.push_back(cell.choice(model::Bearing::supports_strongly)); });
  return row;
}

model::CaseLink read_link(const Node& node) {
  return {.kind = node.at("kind").text(),
          .from = node.at("from").text(),
          .to = node.at("to").text(),
          .activity = node.at("activity").text(),
          .source = node.at("source").text(),
          .publisher = node.at("publisher").text(),
          .date = node.at("date").text(),
          .weight = node.at("weight").real(),
          .discounted = node.at("discounted").text()};
}

model::CaseAttribution read_attribution(const Node& node) {
  model::CaseAttribution attribution;
  attribution.candidates = list(node.at("candidates"), read_candidate);
  attribution.abstained = node.at("abstained").truth();
  attribution.why = node.at("why").text();
  const Node unknown = node.at("unknown_actor");
  attribution.unknown_probability = unknown.at("probability").share();
  attribution.unknown_supporting = unknown.at("for").texts();
  attribution.unknown_opposing = unknown.at("against").texts();
  attribution.matrix = list(node.at("matrix"), read_matrix_row);
  attribution.links = list(node.at("links"), read_link);
  attribution.links_total = node.at("links_total").number();
  attribution.would_change = node.at("would_change").texts();
  return attribution;
}

model::CaseEvidenceFile read_evidence_file(const Node& node) {
  model::CaseEvidenceFile file;
  file.file = node.at("file").text();
  file.bytes = node.at("bytes").number();
  file.sha256 = node.at("sha256").text();
  file.content_sha256 = node.at("content_sha256").text();
  file.source = node.at("source").text();
  file.records = node.at("records").number();
  file.events = node.at("events").number();
  file.unparsed = node.at("unparsed").number();
  file.problem = node.at("problem").text();
  return file;
}

model::CaseDocument read_document(const Node& root) {
  model::CaseDocument document;
  document.tool_version = root.at("tool").at("version").text();
  document.supplier = root.at("case").at("supplier").text();
  const Node window = root.at("case").at("window");
  document.window = {window.at("from").time(), window.at("to").time(), window.at("source").text()};
  document.answer = read_answer(root.at("answer"));
  document.devices = list(root.at("devices"), read_device);
  document.accounts = list(root.at("accounts"), read_account);
  document.rotation = list(root.at("rotation"), read_rotation);
  document.findings = list(root.at("findings"), read_finding);
  document.coverage = list(root.at("coverage"), read_coverage);
  document.blind = list(root.at("blind"), read_blind);
  if (const Node attribution = root.at("attribution"); !attribution.absent()) {
    document.attribution = read_attribution(attribution);
  }
  document.evidence_files = list(root.at("evidence_files"), read_evidence_file);
  document.axis_from = root.at("axis").at("from").time();
  document.axis_to = root.at("axis").at("to").time();
  document.searched = list(root.at("searched"), read_search);
  document.notices = list(root.at("notices"), read_notice);
  document.problems = root.at("problems").texts();
  document.chains = list(root.at("chains"), read_chain);
  document.secrets = list(root.at("secrets"), read_secret);
  document.cloud_actions = list(root.at("cloud_actions"), read_cloud_action);
  document.cleared = list(root.at("cleared"), read_cleared);
  document.clocks = list(root.at("clocks"), read_clock);
  return document;
}

}  // namespace

Result<model::CaseDocument> from_json(std::string_view text) {
  CLEW_TRY(const Json json, parse(text));
  if (!json.is_object()) return fail(Fault::malformed, "the document: an object expected");
  std::optional<Error> flaw;
  const Node root(json, flaw);
  const std::string schema = root.at("schema").text();
  if (schema != case_schema) {
    return fail(Fault::unsupported, fmt::format("schema \"{}\", \"{}\" expected",
                                                base::shortened(base::printable(schema), 40), case_schema));
  }
  model::CaseDocument document = read_document(root);
  if (flaw) return std::unexpected(*std::move(flaw));
  return document;
}

}  // namespace clew::report
