#include "clew/store/case_database.h"

#include "clew/base/text.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <sqlite3.h>

namespace clew::store {
namespace {

using base::fail;
using base::Fault;
using base::Result;

// docs/formats/case_folder.md explains every column. Times are RFC 3339 text, which sorts as time does.
constexpr const char* tables = R"sql(
CREATE TABLE document (
  schema TEXT NOT NULL, tool_version TEXT NOT NULL, supplier TEXT,
  window_from TEXT, window_to TEXT, window_source TEXT,
  verdict TEXT NOT NULL, sentence TEXT NOT NULL, earliest_time TEXT, earliest_finding TEXT, door_kind TEXT, door_why TEXT,
  could_have_seen TEXT, could_have_seen_why TEXT
) STRICT;
CREATE TABLE finding (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL, time TEXT, time_quality TEXT, kind TEXT NOT NULL, rule TEXT,
  indicator_value TEXT, indicator_type TEXT, indicator_role TEXT, indicator_activity TEXT,
  indicator_published_by TEXT, indicator_published TEXT,
  grade TEXT NOT NULL, status TEXT NOT NULL, explanation TEXT, device TEXT, account TEXT, source TEXT, text TEXT,
  repeats INTEGER NOT NULL, chain TEXT, tactic TEXT, technique TEXT
) STRICT;
CREATE TABLE evidence (
  finding INTEGER NOT NULL REFERENCES finding(number), file TEXT NOT NULL, line INTEGER NOT NULL,
  offset INTEGER NOT NULL, length INTEGER NOT NULL, raw TEXT, match_offset INTEGER NOT NULL, match_length INTEGER NOT NULL
) STRICT;
CREATE TABLE device (
  name TEXT NOT NULL, status TEXT NOT NULL, since TEXT, found_by TEXT NOT NULL, findings TEXT NOT NULL, why TEXT
) STRICT;
CREATE TABLE device_id (device TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL) STRICT;
CREATE TABLE account (
  name TEXT NOT NULL, kind TEXT, status TEXT NOT NULL, why TEXT, findings TEXT NOT NULL
) STRICT;
CREATE TABLE rotation (
  step INTEGER NOT NULL, what TEXT NOT NULL, kind TEXT, id TEXT, account TEXT, device TEXT, why TEXT, after TEXT NOT NULL,
  state TEXT NOT NULL, findings TEXT NOT NULL, state_why TEXT
) STRICT;
CREATE TABLE door_reason (kind TEXT, in_favour INTEGER NOT NULL, text TEXT NOT NULL, findings TEXT NOT NULL) STRICT;
CREATE TABLE chain (
  id TEXT NOT NULL, device TEXT, root TEXT, from_time TEXT, to_time TEXT, counts INTEGER NOT NULL, why TEXT,
  findings TEXT NOT NULL
) STRICT;
CREATE TABLE secret (
  what TEXT NOT NULL, kind TEXT, device TEXT, account TEXT, opened INTEGER NOT NULL, findings TEXT NOT NULL
) STRICT;
CREATE TABLE cloud_action (
  time TEXT, account TEXT, credential TEXT, operation TEXT NOT NULL, resource TEXT, from_address TEXT,
  succeeded INTEGER NOT NULL, finding TEXT
) STRICT;
CREATE TABLE cleared (what TEXT NOT NULL, kind TEXT, why TEXT, findings TEXT NOT NULL) STRICT;
CREATE TABLE clock (
  source TEXT NOT NULL, against TEXT, offset_seconds REAL NOT NULL, error_seconds REAL NOT NULL, pairs INTEGER NOT NULL,
  applied INTEGER NOT NULL, how TEXT
) STRICT;
CREATE TABLE coverage (
  source TEXT NOT NULL, sees TEXT NOT NULL, files TEXT NOT NULL, from_time TEXT, to_time TEXT,
  events INTEGER NOT NULL, unparsed INTEGER NOT NULL
) STRICT;
CREATE TABLE coverage_gap (source TEXT NOT NULL, from_time TEXT, to_time TEXT, why TEXT) STRICT;
CREATE TABLE blind (what TEXT NOT NULL, why TEXT, from_time TEXT, to_time TEXT) STRICT;
CREATE TABLE searched (
  type TEXT NOT NULL, indicators INTEGER NOT NULL, sighted INTEGER NOT NULL, shown_by TEXT NOT NULL, covered REAL NOT NULL
) STRICT;
CREATE TABLE evidence_file (
  file TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT, content_sha256 TEXT, source TEXT,
  records INTEGER NOT NULL, events INTEGER NOT NULL, unparsed INTEGER NOT NULL, problem TEXT
) STRICT;
CREATE TABLE hypothesis (
  rank INTEGER PRIMARY KEY, activity TEXT, probability REAL NOT NULL, confidence TEXT, confidence_why TEXT, level TEXT,
  rests_on_claims INTEGER NOT NULL, names TEXT NOT NULL
) STRICT;
CREATE TABLE hypothesis_reason (
  hypothesis INTEGER NOT NULL REFERENCES hypothesis(rank), in_favour INTEGER NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE TABLE matrix_cell (
  row INTEGER NOT NULL, evidence TEXT NOT NULL, kind TEXT NOT NULL, hypothesis INTEGER NOT NULL REFERENCES hypothesis(rank),
  bearing TEXT NOT NULL
) STRICT;
CREATE TABLE link (
  kind TEXT NOT NULL, from_value TEXT NOT NULL, to_value TEXT NOT NULL, activity TEXT NOT NULL, source TEXT, publisher TEXT,
  date TEXT, weight REAL NOT NULL, discounted TEXT
) STRICT;
CREATE INDEX evidence_of_finding ON evidence (finding);
)sql";

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct FreeBytes {
  void operator()(unsigned char* bytes) const { sqlite3_free(bytes); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

std::unexpected<base::Error> failure(sqlite3* database) {
  const int code = sqlite3_errcode(database);
  return fail(code == SQLITE_TOOBIG ? Fault::over_limit : Fault::unavailable,
              fmt::format("case database: {}", database == nullptr ? "no memory" : sqlite3_errmsg(database)));
}

Result<base::Done> run(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(database);
  return base::Done{};
}

std::string joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, " ")); }

/// One INSERT, prepared once. The first thing that goes wrong sticks, so that rows are written without branches.
class Insert {
 public:
  Insert(sqlite3* database, std::string_view table, int columns) : database_(database) {
    std::string sql = fmt::format("INSERT INTO {} VALUES (?", table);
    for (int i = 1; i < columns; ++i) sql += ",?";
    sql += ")";
    sqlite3_stmt* statement = nullptr;
    note(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr));
    statement_.reset(statement);
  }

  template <class... Values>
  void operator()(const Values&... values) {
    if (failed_) return;
    int column = 0;
    (bind(++column, values), ...);
    if (sqlite3_step(statement_.get()) != SQLITE_DONE) failed_ = true;
    if (!failed_) sqlite3_reset(statement_.get());
  }

  [[nodiscard]] Result<base::Done> done() const {
    if (failed_) return failure(database_);
    return base::Done{};
  }

 private:
  void note(int code) { failed_ = failed_ || code != SQLITE_OK; }
  /// Nothing is null; a NUL inside a text is kept by the length.
  void bind(int column, const std::string& text) {
    if (text.empty()) return note(sqlite3_bind_null(statement_.get(), column));
    bind(column, std::string_view(text));
  }
  void bind(int column, std::string_view text) {
    const std::string valid = base::valid_utf8(text);
    note(sqlite3_bind_text64(statement_.get(), column, valid.data(), valid.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  /// SQLite has no unsigned 64 bits: what is beyond is the largest there is.
  void bind(int column, std::uint64_t number) {
    constexpr std::uint64_t largest = 0x7fff'ffff'ffff'ffffU;
    note(sqlite3_bind_int64(statement_.get(), column, static_cast<sqlite3_int64>(std::min(number, largest))));
  }
  void bind(int column, bool truth) { bind(column, std::uint64_t{truth ? 1U : 0U}); }
  /// Not a number would be null.
  void bind(int column, double number) {
    note(sqlite3_bind_double(statement_.get(), column, std::isfinite(number) ? number : 0));
  }
  void bind(int column, const std::optional<base::Instant>& time) {
    bind(column, time ? base::to_rfc3339(*time) : std::string());
  }

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  bool failed_ = false;
};

/// For columns that may be empty, but not null.
std::string_view required(const std::string& text) { return text; }

Result<base::Done> add_answer(sqlite3* database, const model::CaseDocument& document) {
  Insert insert(database, "document", 14);
  const model::CaseAnswer& answer = document.answer;
  insert(std::string_view("clew.case/1"), required(document.tool_version), document.supplier, document.window.from,
         document.window.to, document.window.source, name_of(answer.verdict), required(answer.sentence),
         answer.earliest_time, answer.earliest_finding, answer.door_kind, answer.door_why, answer.could_have_seen,
         answer.could_have_seen_why);
  Insert reason_row(database, "door_reason", 4);
  for (const model::CaseDoorReason& reason : answer.door_reasons) {
    const std::string findings = joined(reason.findings);
    reason_row(reason.kind, reason.in_favour, required(reason.text), required(findings));
  }
  CLEW_CHECK(insert.done());
  return reason_row.done();
}

Result<base::Done> add_findings(sqlite3* database, const model::CaseDocument& document) {
  Insert insert(database, "finding", 23);
  Insert insert_evidence(database, "evidence", 8);
  std::uint64_t number = 0;
  for (const model::CaseFinding& finding : document.findings) {
    const model::CaseIndicator indicator = finding.indicator.value_or(model::CaseIndicator{});
    insert(++number, required(finding.id), finding.time, finding.time_quality, name_of(finding.kind), finding.rule,
           indicator.value, indicator.type, indicator.role, indicator.activity, indicator.published_by,
           indicator.published, name_of(finding.grade), name_of(finding.status), finding.explanation, finding.device,
           finding.account, finding.source, finding.text, finding.repeats, finding.chain, finding.tactic,
           finding.technique);
    for (const model::CaseEvidence& evidence : finding.evidence) {
      insert_evidence(number, required(evidence.file), evidence.line, evidence.offset, evidence.length, evidence.raw,
                      evidence.match_offset, evidence.match_length);
    }
  }
  CLEW_CHECK(insert.done());
  return insert_evidence.done();
}

Result<base::Done> add_scope(sqlite3* database, const model::CaseDocument& document) {
  Insert device_row(database, "device", 6);
  Insert id_row(database, "device_id", 3);
  for (const model::CaseDevice& device : document.devices) {
    const std::string found_by = joined(device.found_by);
    const std::string findings = joined(device.findings);
    device_row(required(device.name), name_of(device.status), device.since, required(found_by), required(findings),
               device.why);
    for (const auto& [kind, values] : device.ids) {
      for (const std::string& value : values) id_row(required(device.name), required(kind), required(value));
    }
  }
  Insert account_row(database, "account", 5);
  for (const model::CaseAccount& account : document.accounts) {
    const std::string findings = joined(account.findings);
    account_row(required(account.name), account.kind, name_of(account.status), account.why, required(findings));
  }
  Insert step_row(database, "rotation", 11);
  for (const model::CaseRotation& step : document.rotation) {
    const std::string after = fmt::format("{}", fmt::join(step.after, "; "));
    const std::string findings = joined(step.findings);
    step_row(std::uint64_t{step.order}, required(step.what), step.kind, step.id, step.account, step.device, step.why,
             required(after), name_of(step.state), required(findings), step.state_why);
  }
  CLEW_CHECK(device_row.done());
  CLEW_CHECK(id_row.done());
  CLEW_CHECK(account_row.done());
  return step_row.done();
}

Result<base::Done> add_course(sqlite3* database, const model::CaseDocument& document) {
  Insert chain_row(database, "chain", 8);
  for (const model::CaseChain& chain : document.chains) {
    const std::string findings = joined(chain.findings);
    chain_row(required(chain.id), chain.device, chain.root, chain.from, chain.to, chain.counts, chain.why,
              required(findings));
  }
  Insert secret_row(database, "secret", 6);
  for (const model::CaseSecret& secret : document.secrets) {
    const std::string findings = joined(secret.findings);
    secret_row(required(secret.what), secret.kind, secret.device, secret.account, secret.opened, required(findings));
  }
  Insert action_row(database, "cloud_action", 8);
  for (const model::CaseCloudAction& action : document.cloud_actions) {
    action_row(action.time, action.account, action.credential, required(action.operation), action.resource,
               action.from_address, action.succeeded, action.finding);
  }
  Insert cleared_row(database, "cleared", 4);
  for (const model::CaseCleared& cleared : document.cleared) {
    const std::string findings = joined(cleared.findings);
    cleared_row(required(cleared.what), cleared.kind, cleared.why, required(findings));
  }
  Insert clock_row(database, "clock", 7);
  for (const model::CaseClock& clock : document.clocks) {
    clock_row(required(clock.source), clock.against, clock.offset_seconds, clock.error_seconds, clock.pairs,
              clock.applied, clock.how);
  }
  CLEW_CHECK(chain_row.done());
  CLEW_CHECK(secret_row.done());
  CLEW_CHECK(action_row.done());
  CLEW_CHECK(cleared_row.done());
  return clock_row.done();
}

Result<base::Done> add_coverage(sqlite3* database, const model::CaseDocument& document) {
  Insert source_row(database, "coverage", 7);
  Insert gap_row(database, "coverage_gap", 4);
  for (const model::CaseCoverage& coverage : document.coverage) {
    const std::string sees = joined(coverage.sees);
    const std::string files = fmt::format("{}", fmt::join(coverage.files, "\n"));
    source_row(required(coverage.source), required(sees), required(files), coverage.from, coverage.to, coverage.events,
               coverage.unparsed);
    for (const model::CaseGap& gap : coverage.gaps) gap_row(required(coverage.source), gap.from, gap.to, gap.why);
  }
  Insert blind_row(database, "blind", 4);
  for (const model::CaseBlind& blind : document.blind) blind_row(required(blind.what), blind.why, blind.from, blind.to);
  Insert search_row(database, "searched", 5);
  for (const model::CaseSearch& search : document.searched) {
    const std::string shown_by = joined(search.shown_by);
    const double covered = search.covered >= 0 && search.covered <= 1 ? search.covered : 0;
    search_row(required(search.type), search.indicators, search.sighted, required(shown_by), covered);
  }
  Insert file_row(database, "evidence_file", 9);
  for (const model::CaseEvidenceFile& file : document.evidence_files) {
    file_row(required(file.file), file.bytes, file.sha256, file.content_sha256, file.source, file.records, file.events,
             file.unparsed, file.problem);
  }
  CLEW_CHECK(source_row.done());
  CLEW_CHECK(gap_row.done());
  CLEW_CHECK(blind_row.done());
  CLEW_CHECK(search_row.done());
  return file_row.done();
}

Result<base::Done> add_attribution(sqlite3* database, const model::CaseAttribution& attribution) {
  Insert hypothesis_row(database, "hypothesis", 8);
  Insert reason_row(database, "hypothesis_reason", 3);
  const auto add = [&](std::uint64_t rank, const model::CaseCandidate& candidate) {
    const std::string names = fmt::format("{}", fmt::join(candidate.names, "; "));
    hypothesis_row(rank, candidate.activity, candidate.probability, candidate.confidence, candidate.confidence_why,
                   candidate.level, candidate.rests_on_claims, required(names));
    for (const std::string& text : candidate.supporting) reason_row(rank, true, required(text));
    for (const std::string& text : candidate.opposing) reason_row(rank, false, required(text));
  };
  std::uint64_t rank = 0;
  for (const model::CaseCandidate& candidate : attribution.candidates) add(++rank, candidate);
  add(++rank, {.activity = {},
               .names = {},
               .confidence = {},
               .probability = attribution.unknown_probability,
               .supporting = attribution.unknown_supporting,
               .opposing = attribution.unknown_opposing});
  Insert cell_row(database, "matrix_cell", 5);
  std::uint64_t row = 0;
  for (const model::CaseMatrixRow& each : attribution.matrix) {
    ++row;
    for (std::size_t i = 0; i < each.cells.size(); ++i) {
      cell_row(row, required(each.evidence), required(each.kind), std::uint64_t{i + 1}, name_of(each.cells[i]));
    }
  }
  Insert link_row(database, "link", 9);
  for (const model::CaseLink& each : attribution.links) {
    link_row(required(each.kind), required(each.from), required(each.to), required(each.activity), each.source,
             each.publisher, each.date, each.weight, each.discounted);
  }
  CLEW_CHECK(hypothesis_row.done());
  CLEW_CHECK(reason_row.done());
  CLEW_CHECK(cell_row.done());
  return link_row.done();
}

}  // namespace

Result<std::string> case_database(const model::CaseDocument& document) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open(":memory:", &opened);
  const Database database(opened);
  if (code != SQLITE_OK) return failure(opened);
  CLEW_CHECK(run(opened, fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; BEGIN;",
                                     case_database_application, case_database_version)
                             .c_str()));
  CLEW_CHECK(run(opened, tables));
  CLEW_CHECK(add_answer(opened, document));
  CLEW_CHECK(add_findings(opened, document));
  CLEW_CHECK(add_scope(opened, document));
  CLEW_CHECK(add_course(opened, document));
  CLEW_CHECK(add_coverage(opened, document));
  if (document.attribution) CLEW_CHECK(add_attribution(opened, *document.attribution));
  CLEW_CHECK(run(opened, "COMMIT;"));
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, FreeBytes> bytes(sqlite3_serialize(opened, "main", &size, 0));
  if (bytes == nullptr) return fail(Fault::unavailable, "case database: no memory");
  return std::string(reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size));
}

}  // namespace clew::store
