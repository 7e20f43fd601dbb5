#include "clew/report/case_json.h"

#include "clew/report/detail/json_writer.h"

namespace clew::report {
namespace {

using detail::JsonWriter;
using detail::Layout;

/// `[ … ]` with one entry for each element, written by `write_one`.
template <class Elements, class WriteOne>
void write_list(JsonWriter& json, std::string_view name, const Elements& elements, WriteOne write_one) {
  json.key(name).open('[');
  for (const auto& element : elements) write_one(json, element);
  json.close();
}

void write_case(JsonWriter& json, const model::CaseDocument& document) {
  json.key("case").open('{');
  json.key("supplier").text_or_null(document.supplier);
  json.key("window").open('{', Layout::line);
  json.key("from").time(document.window.from).key("to").time(document.window.to);
  json.key("source").text_or_null(document.window.source);
  json.close().close();
}

void write_door_reason(JsonWriter& json, const model::CaseDoorReason& reason) {
  json.open('{').key("kind").text_or_null(reason.kind).key("in_favour").truth(reason.in_favour);
  json.key("text").text(reason.text).key("findings").texts(reason.findings).close();
}

void write_answer(JsonWriter& json, const model::CaseAnswer& answer) {
  json.key("answer").open('{');
  json.key("verdict").text(name_of(answer.verdict));
  json.key("sentence").text(answer.sentence);
  json.key("earliest");
  if (!answer.earliest_time && answer.earliest_finding.empty()) {
    json.null();
  } else {
    json.open('{', Layout::line).key("time").time(answer.earliest_time);
    json.key("finding").text_or_null(answer.earliest_finding).close();
  }
  json.key("door");
  if (answer.door_kind.empty()) {
    json.null();
  } else {
    json.open('{').key("kind").text(answer.door_kind).key("why").text_or_null(answer.door_why);
    json.key("findings").texts(answer.door_findings);
    write_list(json, "considered", answer.door_reasons, write_door_reason);
    json.close();
  }
  json.key("could_have_seen");
  if (!answer.could_have_seen && answer.could_have_seen_why.empty()) {
    json.null();
  } else {
    json.open('{', Layout::line).key("from").time(answer.could_have_seen);
    json.key("why").text_or_null(answer.could_have_seen_why).close();
  }
  json.close();
}

/// What a device has any number of, or has several of, is a list; all else is text.
void write_ids(JsonWriter& json, const model::CaseDevice& device) {
  json.key("ids").open('{');
  for (const auto& [name, values] : device.ids) {
    json.key(name);
    if (name != "ip" && values.size() == 1) {
      json.text(values.front());
    } else {
      json.texts(values);
    }
  }
  json.close();
}

void write_device(JsonWriter& json, const model::CaseDevice& device) {
  json.open('{').key("name").text(device.name);
  write_ids(json, device);
  json.key("status").text(name_of(device.status)).key("since").time(device.since);
  json.key("found_by").texts(device.found_by).key("findings").texts(device.findings);
  json.key("why").text_or_null(device.why).close();
}

void write_account(JsonWriter& json, const model::CaseAccount& account) {
  json.open('{').key("name").text(account.name).key("kind").text_or_null(account.kind);
  json.key("status").text(name_of(account.status)).key("why").text_or_null(account.why);
  json.key("findings").texts(account.findings).close();
}

void write_rotation(JsonWriter& json, const model::CaseRotation& step) {
  json.open('{').key("order").number(step.order).key("what").text(step.what).key("kind").text_or_null(step.kind);
  json.key("id")
      .text_or_null(step.id)
      .key("account")
      .text_or_null(step.account)
      .key("device")
      .text_or_null(step.device);
  json.key("why").text_or_null(step.why).key("after").texts(step.after).key("state").text(name_of(step.state));
  json.key("findings").texts(step.findings).key("state_why").text_or_null(step.state_why).close();
}

void write_indicator(JsonWriter& json, const std::optional<model::CaseIndicator>& indicator) {
  if (!indicator) {
    json.null();
    return;
  }
  json.open('{').key("value").text(indicator->value).key("type").text(indicator->type);
  json.key("activity").text_or_null(indicator->activity).key("published_by").text_or_null(indicator->published_by);
  json.key("published").text_or_null(indicator->published).key("role").text_or_null(indicator->role);
  if (!indicator->warnings.empty()) json.key("warnings").texts(indicator->warnings);
  json.close();
}

void write_evidence(JsonWriter& json, const model::CaseEvidence& evidence) {
  json.open('{', Layout::line).key("file").text(evidence.file).key("line").number(evidence.line);
  json.key("offset").number(evidence.offset).key("length").number(evidence.length);
  json.key("raw").text_or_null(evidence.raw).key("match_offset").number(evidence.match_offset);
  json.key("match_length").number(evidence.match_length).close();
}

void write_finding(JsonWriter& json, const model::CaseFinding& finding) {
  json.open('{').key("id").text(finding.id).key("time").time(finding.time);
  json.key("time_quality").text_or_null(finding.time_quality).key("kind").text(name_of(finding.kind));
  json.key("rule").text_or_null(finding.rule).key("indicator");
  write_indicator(json, finding.indicator);
  json.key("grade").text(name_of(finding.grade)).key("status").text(name_of(finding.status));
  json.key("explanation").text_or_null(finding.explanation).key("device").text_or_null(finding.device);
  json.key("account").text_or_null(finding.account).key("text").text_or_null(finding.text);
  write_list(json, "evidence", finding.evidence, write_evidence);
  json.key("source").text_or_null(finding.source).key("repeats").number(finding.repeats);
  json.key("chain").text_or_null(finding.chain).key("tactic").text_or_null(finding.tactic);
  json.key("technique").text_or_null(finding.technique).close();
}

void write_chain(JsonWriter& json, const model::CaseChain& chain) {
  json.open('{').key("id").text(chain.id).key("device").text_or_null(chain.device);
  json.key("root").text_or_null(chain.root).key("from").time(chain.from).key("to").time(chain.to);
  json.key("counts").truth(chain.counts).key("why").text_or_null(chain.why);
  json.key("findings").texts(chain.findings).close();
}

void write_secret(JsonWriter& json, const model::CaseSecret& secret) {
  json.open('{').key("what").text(secret.what).key("kind").text_or_null(secret.kind);
  json.key("device").text_or_null(secret.device).key("account").text_or_null(secret.account);
  json.key("opened").truth(secret.opened).key("findings").texts(secret.findings).close();
}

void write_cloud_action(JsonWriter& json, const model::CaseCloudAction& action) {
  json.open('{').key("time").time(action.time).key("account").text_or_null(action.account);
  json.key("credential").text_or_null(action.credential).key("operation").text(action.operation);
  json.key("resource").text_or_null(action.resource).key("from_address").text_or_null(action.from_address);
  json.key("succeeded").truth(action.succeeded).key("finding").text_or_null(action.finding).close();
}

void write_cleared(JsonWriter& json, const model::CaseCleared& cleared) {
  json.open('{').key("what").text(cleared.what).key("kind").text_or_null(cleared.kind);
  json.key("why").text_or_null(cleared.why).key("findings").texts(cleared.findings).close();
}

void write_clock(JsonWriter& json, const model::CaseClock& clock) {
  json.open('{').key("source").text(clock.source).key("against").text_or_null(clock.against);
  json.key("offset_seconds").real(clock.offset_seconds).key("error_seconds").real(clock.error_seconds);
  json.key("pairs").number(clock.pairs).key("applied").truth(clock.applied);
  json.key("how").text_or_null(clock.how).close();
}

void write_gap(JsonWriter& json, const model::CaseGap& gap) {
  json.open('{', Layout::line).key("from").time(gap.from).key("to").time(gap.to);
  json.key("why").text_or_null(gap.why).close();
}

void write_coverage(JsonWriter& json, const model::CaseCoverage& coverage) {
  json.open('{').key("source").text(coverage.source).key("sees").texts(coverage.sees);
  json.key("files").texts(coverage.files).key("from").time(coverage.from).key("to").time(coverage.to);
  json.key("events").number(coverage.events).key("unparsed").number(coverage.unparsed);
  write_list(json, "gaps", coverage.gaps, write_gap);
  json.key("histogram").open('[', Layout::line);
  for (const std::uint32_t records : coverage.histogram) json.number(records);
  json.close().key("guessed").text_or_null(coverage.guessed).close();
}

void write_blind(JsonWriter& json, const model::CaseBlind& blind) {
  json.open('{').key("what").text(blind.what).key("why").text_or_null(blind.why);
  json.key("from").time(blind.from).key("to").time(blind.to).close();
}

void write_evidence_file(JsonWriter& json, const model::CaseEvidenceFile& file) {
  json.open('{').key("file").text(file.file).key("bytes").number(file.bytes).key("sha256").text_or_null(file.sha256);
  json.key("content_sha256").text_or_null(file.content_sha256).key("source").text_or_null(file.source);
  json.key("records").number(file.records).key("events").number(file.events).key("unparsed").number(file.unparsed);
  json.key("problem").text_or_null(file.problem).close();
}

void write_search(JsonWriter& json, const model::CaseSearch& search) {
  json.open('{').key("type").text(search.type).key("indicators").number(search.indicators);
  json.key("sighted").number(search.sighted).key("shown_by").texts(search.shown_by);
  json.key("covered").share(search.covered).close();
}

void write_notice(JsonWriter& json, const model::CaseNotice& notice) {
  json.open('{').key("file").text(notice.file).key("sha256").text_or_null(notice.sha256);
  json.key("format").text_or_null(notice.format).key("title").text_or_null(notice.title);
  json.key("publisher").text_or_null(notice.publisher).key("published").text_or_null(notice.published);
  json.key("indicators").number(notice.indicators).key("mentions").number(notice.mentions);
  json.key("refused").number(notice.refused).close();
}

void write_matrix_row(JsonWriter& json, const model::CaseMatrixRow& row) {
  json.open('{', Layout::line).key("evidence").text(row.evidence).key("kind").text(row.kind);
  json.key("cells").open('[', Layout::line);
  for (const model::Bearing cell : row.cells) json.text(model::name_of(cell));
  json.close().close();
}

void write_link(JsonWriter& json, const model::CaseLink& link) {
  json.open('{', Layout::line).key("kind").text(link.kind).key("from").text(link.from).key("to").text(link.to);
  json.key("activity").text(link.activity).key("source").text_or_null(link.source);
  json.key("publisher").text_or_null(link.publisher).key("date").text_or_null(link.date);
  json.key("weight").real(link.weight).key("discounted").text_or_null(link.discounted).close();
}

void write_attribution(JsonWriter& json, const std::optional<model::CaseAttribution>& attribution) {
  if (!attribution) {
    json.null();
    return;
  }
  json.open('{').key("candidates").open('[');
  for (const model::CaseCandidate& candidate : attribution->candidates) {
    json.open('{').key("activity").text(candidate.activity).key("names").texts(candidate.names);
    json.key("confidence").text(candidate.confidence).key("probability").share(candidate.probability);
    json.key("for").texts(candidate.supporting).key("against").texts(candidate.opposing);
    json.key("level").text_or_null(candidate.level).key("rests_on_claims").truth(candidate.rests_on_claims);
    json.key("confidence_why").text_or_null(candidate.confidence_why).close();
  }
  json.close().key("abstained").truth(attribution->abstained).key("why").text(attribution->why);
  json.key("unknown_actor").open('{').key("probability").share(attribution->unknown_probability);
  json.key("for").texts(attribution->unknown_supporting).key("against").texts(attribution->unknown_opposing).close();
  write_list(json, "matrix", attribution->matrix, write_matrix_row);
  write_list(json, "links", attribution->links, write_link);
  json.key("links_total").number(attribution->links_total).key("would_change").texts(attribution->would_change).close();
}

}  // namespace

std::string to_json(const model::CaseDocument& document) {
  JsonWriter json;
  json.open('{').key("schema").text(case_schema);
  json.key("tool").open('{', Layout::line).key("name").text("clew");
  json.key("version").text(document.tool_version).close();
  write_case(json, document);
  write_answer(json, document.answer);
  write_list(json, "devices", document.devices, write_device);
  write_list(json, "accounts", document.accounts, write_account);
  write_list(json, "rotation", document.rotation, write_rotation);
  write_list(json, "findings", document.findings, write_finding);
  write_list(json, "coverage", document.coverage, write_coverage);
  write_list(json, "blind", document.blind, write_blind);
  json.key("attribution");
  write_attribution(json, document.attribution);
  json.key("money").null();
  write_list(json, "evidence_files", document.evidence_files, write_evidence_file);
  json.key("axis").open('{', Layout::line);
  json.key("from").time(document.axis_from).key("to").time(document.axis_to).close();
  write_list(json, "searched", document.searched, write_search);
  write_list(json, "notices", document.notices, write_notice);
  json.key("problems").open('[');
  for (const std::string& problem : document.problems) json.text(problem);
  json.close();
  write_list(json, "chains", document.chains, write_chain);
  write_list(json, "secrets", document.secrets, write_secret);
  write_list(json, "cloud_actions", document.cloud_actions, write_cloud_action);
  write_list(json, "cleared", document.cleared, write_cleared);
  write_list(json, "clocks", document.clocks, write_clock);
  json.close();
  return json.take();
}

}  // namespace clew::report
