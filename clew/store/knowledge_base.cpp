#include "clew/store/knowledge_base.h"

#include "clew/base/text.h"
#include "clew/link/name_style.h"
#include "clew/link/traces.h"
#include "clew/store/detail/statement.h"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

namespace clew::store {
namespace {

using base::Done;
using base::Fault;
using base::Result;
using detail::database_failure;
using detail::run_sql;
using detail::Statement;

constexpr int application = 0x636c6b62;  // "clkb"
constexpr std::int32_t recent_days = 365;
constexpr std::size_t rows_per_trace_max = 4096;  ///< publications of one trace that are looked at, the latest
constexpr std::size_t styled_activities_max = 64;
constexpr std::size_t name_claims_max = 1'000'000;

// docs/formats/knowledge_base.md explains every column. Numbers are never given anew.
constexpr const char* tables = R"sql(
CREATE TABLE file (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE,
  indicators INTEGER NOT NULL, traits INTEGER NOT NULL, refused INTEGER NOT NULL) STRICT;
CREATE TABLE activity (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, actor TEXT NOT NULL, id TEXT NOT NULL) STRICT;
CREATE TABLE origin (number INTEGER PRIMARY KEY, publisher TEXT NOT NULL, source TEXT NOT NULL, date TEXT NOT NULL,
  file INTEGER NOT NULL) STRICT;
CREATE TABLE indicator (activity INTEGER NOT NULL, day INTEGER NOT NULL, type INTEGER NOT NULL, value TEXT NOT NULL,
  role INTEGER NOT NULL, origin INTEGER NOT NULL) STRICT;
CREATE TABLE trace (kind INTEGER NOT NULL, key TEXT NOT NULL, day INTEGER NOT NULL, activity INTEGER NOT NULL,
  origin INTEGER NOT NULL) STRICT;
CREATE TABLE report (activity INTEGER NOT NULL, day INTEGER NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (activity, source)) STRICT, WITHOUT ROWID;
CREATE TABLE trait (activity INTEGER NOT NULL, kind INTEGER NOT NULL, id TEXT NOT NULL, day INTEGER NOT NULL,
  origin INTEGER NOT NULL) STRICT;
CREATE TABLE software (id TEXT NOT NULL, name TEXT NOT NULL, technique TEXT NOT NULL, day INTEGER NOT NULL) STRICT;
CREATE TABLE name_claim (name TEXT NOT NULL COLLATE NOCASE, other TEXT NOT NULL COLLATE NOCASE, kind INTEGER NOT NULL,
  relation INTEGER NOT NULL, day INTEGER NOT NULL, origin INTEGER NOT NULL) STRICT;
CREATE TABLE claim (by TEXT NOT NULL, via TEXT NOT NULL, date TEXT NOT NULL, kind INTEGER NOT NULL, subject TEXT NOT NULL,
  object TEXT NOT NULL, stance INTEGER NOT NULL, text TEXT NOT NULL, origin INTEGER NOT NULL) STRICT;
)sql";

// Since version 2. Of an entry the lists that have it lie side by side: one look-up for each key.
constexpr const char* warning_tables = R"sql(
CREATE TABLE warning_list (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
  entries INTEGER NOT NULL, file INTEGER NOT NULL) STRICT;
CREATE TABLE warning (kind INTEGER NOT NULL, key TEXT NOT NULL, list INTEGER NOT NULL,
  PRIMARY KEY (kind, key, list)) STRICT, WITHOUT ROWID;
)sql";
constexpr int first_version_with_warnings = 2;

// Made after the rows: sorting once is far faster than keeping a tree sorted.
constexpr const char* indices = R"sql(
CREATE INDEX IF NOT EXISTS trace_by_key ON trace (kind, key, day);
CREATE INDEX IF NOT EXISTS indicator_by_activity ON indicator (activity, day);
CREATE INDEX IF NOT EXISTS indicator_by_day ON indicator (type, day);
CREATE INDEX IF NOT EXISTS report_by_day ON report (day);
CREATE INDEX IF NOT EXISTS trait_by_activity ON trait (activity);
CREATE INDEX IF NOT EXISTS name_by_name ON name_claim (name);
CREATE INDEX IF NOT EXISTS name_by_other ON name_claim (other);
)sql";
constexpr const char* drop_indices = R"sql(
DROP INDEX IF EXISTS trace_by_key; DROP INDEX IF EXISTS indicator_by_activity; DROP INDEX IF EXISTS indicator_by_day;
)sql";

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};

std::int32_t day_or_never(const std::string& date) { return model::day_of(date).value_or(no_day); }

/// A text that stands for an origin in a map; a unit separator is in no field.
std::string key_of(const model::Origin& origin) {
  return origin.publisher + '\x1f' + origin.source + '\x1f' + origin.date;
}

}  // namespace

struct KnowledgeBase::State {
  std::unique_ptr<sqlite3, CloseDatabase> database;
  // Only while importing.
  std::unordered_map<std::string, std::int64_t> activities;
  std::map<std::string, std::int64_t, std::less<>> origins;
  std::int64_t file = 0;
  Statement new_activity, name_actor, new_origin, new_indicator, new_trace, new_report, new_trait, new_software,
      new_name, new_claim, new_warning, count_file;
  bool has_warnings = true;
  Statement warning_at;  // prepared when it is asked first
  bool asks_warnings = false;

  [[nodiscard]] sqlite3* handle() const { return database.get(); }

  void prepare() {
    sqlite3* db = handle();
    new_activity = Statement(db, "INSERT INTO activity (name, actor, id) VALUES (?, ?, ?)");
    // Two files may disagree: which of them came first must not decide.
    name_actor = Statement(db,
                           "UPDATE activity SET actor = iif(actor = '' OR (?2 <> '' AND ?2 < actor), ?2, actor), "
                           "id = iif(id = '' OR (?3 <> '' AND ?3 < id), ?3, id) WHERE number = ?1");
    new_origin = Statement(db, "INSERT INTO origin (publisher, source, date, file) VALUES (?, ?, ?, ?)");
    new_indicator = Statement(db, "INSERT INTO indicator VALUES (?, ?, ?, ?, ?, ?)");
    new_trace = Statement(db, "INSERT INTO trace VALUES (?, ?, ?, ?, ?)");
    new_report = Statement(db,
                           "INSERT INTO report VALUES (?1, ?2, ?3) ON CONFLICT (activity, source) DO UPDATE "
                           "SET day = min(day, ?2)");
    new_trait = Statement(db, "INSERT INTO trait VALUES (?, ?, ?, ?, ?)");
    new_software = Statement(db, "INSERT INTO software VALUES (?, ?, ?, ?)");
    new_name = Statement(db, "INSERT INTO name_claim VALUES (?, ?, ?, ?, ?, ?)");
    new_claim = Statement(db, "INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    new_warning = Statement(db, "INSERT OR IGNORE INTO warning VALUES (?, ?, ?)");
    count_file = Statement(db,
                           "UPDATE file SET indicators = indicators + ?, traits = traits + ?, refused = refused + ? "
                           "WHERE number = ?");
  }

  void load_activities() {
    activities.clear();
    Statement row(handle(), "SELECT number, name FROM activity");
    while (row.step()) activities.emplace(row.text(1), row.number(0));
  }

  std::int64_t activity_number(const std::string& name, const std::string& actor = {}, const std::string& id = {}) {
    const auto found = activities.find(name);
    if (found != activities.end()) {
      if (!actor.empty() || !id.empty()) name_actor.with(found->second, actor, id).run();
      return found->second;
    }
    new_activity.with(name, actor, id).run();
    const std::int64_t number = sqlite3_last_insert_rowid(handle());
    activities.emplace(name, number);
    return number;
  }

  std::int64_t origin_number(const model::Origin& origin) {
    std::string key = key_of(origin);
    const auto found = origins.find(key);
    if (found != origins.end()) return found->second;
    new_origin.with(origin.publisher, origin.source, origin.date, file).run();
    const std::int64_t number = sqlite3_last_insert_rowid(handle());
    origins.emplace(std::move(key), number);
    return number;
  }

  /// Of two lists of one name the later version stands, of two of one version the one whose bytes have the larger hash:
  /// whichever was imported first.
  Result<Done> add_warning_list(const model::WarningList& list) {
    sqlite3* db = handle();
    Statement standing(db,
                       "SELECT w.number, w.version > ?2 OR (w.version = ?2 AND f.sha256 > "
                       "(SELECT sha256 FROM file WHERE number = ?3)) FROM warning_list w "
                       "JOIN file f ON f.number = w.file WHERE w.name = ?1");
    if (standing.with(list.name, list.version, file).step()) {
      if (standing.number(1) != 0) return Done{};
      Statement entries(db, "DELETE FROM warning WHERE list = ?"),
          name(db, "DELETE FROM warning_list WHERE number = ?");
      entries.with(standing.number(0)).run();
      name.with(standing.number(0)).run();
      if (entries.failed() || name.failed()) return database_failure(db);
    }
    if (standing.failed()) return database_failure(db);
    Statement add(db, "INSERT INTO warning_list (name, version, entries, file) VALUES (?, ?, ?, ?)");
    add.with(list.name, list.version, static_cast<std::int64_t>(list.entries.size()), file).run();
    if (add.failed()) return database_failure(db);
    const std::int64_t number = sqlite3_last_insert_rowid(db);
    for (const model::WarningKey& entry : list.entries) new_warning.with(entry.kind, entry.key, number).run();
    return Done{};
  }

  [[nodiscard]] bool any_failed() const {
    for (const Statement* statement : {&new_activity, &name_actor, &new_origin, &new_indicator, &new_trace, &new_report,
                                       &new_trait, &new_software, &new_name, &new_claim, &new_warning, &count_file}) {
      if (statement->failed()) return true;
    }
    return false;
  }
};

KnowledgeBase::KnowledgeBase(std::unique_ptr<State> state) : state_(std::move(state)) {}
KnowledgeBase::KnowledgeBase(KnowledgeBase&&) noexcept = default;
KnowledgeBase& KnowledgeBase::operator=(KnowledgeBase&&) noexcept = default;
KnowledgeBase::~KnowledgeBase() = default;

Result<KnowledgeBase> KnowledgeBase::open(const std::filesystem::path& path, Mode mode) {
  std::error_code problem;
  const bool exists = std::filesystem::exists(path, problem);
  if (mode == Mode::read && !exists) {
    return base::fail(Fault::not_found, "there is no knowledge base; `clew kb import` makes one", {}, path.string());
  }
  auto state = std::make_unique<State>();
  sqlite3* handle = nullptr;
  const int flags = mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  state->database.reset(handle);
  const auto failed = [&] {
    auto failure = database_failure(handle);
    failure.error().file = path.string();
    return failure;
  };
  if (code != SQLITE_OK) return failed();
  // A hostile file must not run code or read other files by its schema (SQLite: "Defense Against The Dark Arts").
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_busy_timeout(handle, 5000);
  Statement version(handle, "PRAGMA user_version");
  if (!version.step()) return failed();
  Statement owner(handle, "PRAGMA application_id");
  if (!owner.step()) return failed();
  const bool is_new =
      version.number(0) == 0 && owner.number(0) == 0 && (!exists || std::filesystem::file_size(path, problem) == 0);
  if (!is_new && owner.number(0) != application) {
    return base::fail(Fault::unsupported, "this file is no knowledge base", {}, path.string());
  }
  const std::int64_t known_version = is_new ? knowledge_base_version : version.number(0);
  if (known_version < 1 || known_version > knowledge_base_version) {
    return base::fail(
        Fault::unsupported,
        fmt::format("knowledge base of version {}, this program knows {}", version.number(0), knowledge_base_version),
        {}, path.string());
  }
  if (is_new) {
    CLEW_CHECK(run_sql(handle, "BEGIN"));
    CLEW_CHECK(run_sql(handle, tables));
    CLEW_CHECK(run_sql(handle, warning_tables));
    CLEW_CHECK(run_sql(handle, indices));
    CLEW_CHECK(run_sql(handle, fmt::format("PRAGMA application_id = {}", application).c_str()));
    CLEW_CHECK(run_sql(handle, fmt::format("PRAGMA user_version = {}", knowledge_base_version).c_str()));
    CLEW_CHECK(run_sql(handle, "COMMIT"));
  }
  state->has_warnings = known_version >= first_version_with_warnings;
  CLEW_CHECK(run_sql(handle, "PRAGMA cache_size = -65536; PRAGMA temp_store = FILE; PRAGMA mmap_size = 0"));
  return KnowledgeBase(std::move(state));
}

Result<Done> KnowledgeBase::begin_import() {
  State& state = *state_;
  CLEW_CHECK(run_sql(state.handle(), "BEGIN IMMEDIATE"));
  if (!state.has_warnings) {
    CLEW_CHECK(run_sql(state.handle(), warning_tables));
    CLEW_CHECK(run_sql(state.handle(), fmt::format("PRAGMA user_version = {}", knowledge_base_version).c_str()));
    state.has_warnings = true;
  }
  CLEW_CHECK(run_sql(state.handle(), drop_indices));
  state.prepare();
  state.load_activities();
  return Done{};
}

Result<bool> KnowledgeBase::begin_file(std::string_view file, std::string_view sha256) {
  State& state = *state_;
  Statement known(state.handle(), "SELECT number FROM file WHERE sha256 = ?");
  if (known.with(sha256).step()) return false;
  if (state.file != 0) CLEW_CHECK(run_sql(state.handle(), "RELEASE one_file"));
  CLEW_CHECK(run_sql(state.handle(), "SAVEPOINT one_file"));
  Statement add(state.handle(), "INSERT INTO file (name, sha256, indicators, traits, refused) VALUES (?, ?, 0, 0, 0)");
  add.with(file, sha256).run();
  if (add.failed()) return database_failure(state.handle());
  state.file = sqlite3_last_insert_rowid(state.handle());
  state.origins.clear();
  return true;
}

Result<Done> KnowledgeBase::add(const model::Knowledge& knowledge) {
  State& state = *state_;
  // What a reader of names has told of this file already is not told again by its activities.
  Statement claimed(state.handle(),
                    "SELECT 1 FROM name_claim n JOIN origin o ON o.number = n.origin WHERE o.file = ? LIMIT 1");
  const bool knows_names_by_claims = claimed.with(state.file).step();
  for (const model::KnownActivity& activity : knowledge.activities) {
    const std::int64_t number = state.activity_number(activity.name, activity.actor, activity.id);
    const std::int64_t origin = state.origin_number(activity.origin);
    (void)number;
    for (const std::string& name : activity.names) {
      if (knows_names_by_claims) continue;
      state.new_name
          .with(activity.name, name, 0, static_cast<std::int32_t>(model::NameRelation::equal),
                day_or_never(activity.origin.date), origin)
          .run();
    }
  }
  for (const model::KnownIndicator& indicator : knowledge.indicators) {
    const std::int64_t activity = state.activity_number(indicator.activity);
    const std::int64_t origin = state.origin_number(indicator.origin);
    const std::int32_t day = day_or_never(indicator.origin.date);
    state.new_indicator
        .with(activity, day, static_cast<std::int32_t>(indicator.value.type()), indicator.value.text(),
              static_cast<std::int32_t>(indicator.role), origin)
        .run();
    for (const link::Trace& trace : link::traces_of(indicator.value, indicator.role)) {
      // What is everybody's is not kept: it could only ever be discounted.
      if (!trace.shared.empty()) continue;
      state.new_trace.with(static_cast<std::int32_t>(trace.kind), trace.key, day, activity, origin).run();
    }
    state.new_report.with(activity, day, indicator.origin.publisher + ' ' + indicator.origin.source).run();
  }
  for (const model::KnownTrait& trait : knowledge.traits) {
    const std::int64_t activity = state.activity_number(trait.activity);
    state.new_trait
        .with(activity, static_cast<std::int32_t>(trait.kind), trait.id, day_or_never(trait.origin.date),
              state.origin_number(trait.origin))
        .run();
  }
  for (const model::KnownSoftware& software : knowledge.software) {
    const std::int32_t day = day_or_never(software.origin.date);
    state.new_software.with(software.id, software.name, std::string(), day).run();
    for (const std::string& technique : software.techniques) {
      state.new_software.with(software.id, software.name, technique, day).run();
    }
  }
  for (const model::NameClaim& claim : knowledge.names) {
    state.new_name
        .with(claim.name, claim.other, static_cast<std::int32_t>(claim.kind), static_cast<std::int32_t>(claim.relation),
              day_or_never(claim.origin.date), state.origin_number(claim.origin))
        .run();
  }
  for (const model::Claim& claim : knowledge.claims) {
    state.new_claim
        .with(claim.by, claim.via, claim.date, static_cast<std::int32_t>(claim.kind), claim.subject, claim.object,
              static_cast<std::int32_t>(claim.stance), claim.text,
              state.origin_number({.publisher = claim.by, .source = claim.via, .date = claim.date}))
        .run();
  }
  for (const model::WarningList& list : knowledge.warning_lists) CLEW_CHECK(state.add_warning_list(list));
  state.count_file
      .with(static_cast<std::int64_t>(knowledge.indicators.size()), static_cast<std::int64_t>(knowledge.traits.size()),
            static_cast<std::int64_t>(knowledge.refused_count), state.file)
      .run();
  if (state.any_failed()) return database_failure(state.handle());
  return Done{};
}

Result<Done> KnowledgeBase::drop_file() {
  State& state = *state_;
  if (state.file == 0) return Done{};
  CLEW_CHECK(run_sql(state.handle(), "ROLLBACK TO one_file; RELEASE one_file"));
  state.file = 0;
  state.origins.clear();
  state.load_activities();  // those that the file had made are gone
  return Done{};
}

Result<Done> KnowledgeBase::commit_import() {
  CLEW_CHECK(run_sql(state_->handle(), indices));
  CLEW_CHECK(run_sql(state_->handle(), "COMMIT"));
  state_->file = 0;
  state_->activities.clear();
  state_->origins.clear();
  return Done{};
}

// ---- what is asked -----------------------------------------------------------------------------------------------------

Result<KnowledgeCounts> KnowledgeBase::counts() const {
  Statement row(
      state_->handle(),
      "SELECT (SELECT count(*) FROM activity), (SELECT count(*) FROM indicator), (SELECT count(*) FROM trait), "
      "(SELECT count(*) FROM name_claim), (SELECT count(*) FROM claim), (SELECT count(*) FROM file)");
  if (!row.step()) return database_failure(state_->handle());
  const auto count = [&](int column) { return static_cast<std::uint64_t>(row.number(column)); };
  KnowledgeCounts counts{count(0), count(1), count(2), count(3), count(4), count(5)};
  if (state_->has_warnings) {
    Statement lists(state_->handle(), "SELECT count(*) FROM warning_list");
    if (!lists.step()) return database_failure(state_->handle());
    counts.warning_lists = static_cast<std::uint64_t>(lists.number(0));
  }
  return counts;
}

Result<std::vector<KnownFile>> KnowledgeBase::files() const {
  std::vector<KnownFile> files;
  Statement row(state_->handle(), "SELECT name, sha256, indicators, traits, refused FROM file ORDER BY number");
  while (row.step()) {
    files.push_back({row.text(0), row.text(1), static_cast<std::uint64_t>(row.number(2)),
                     static_cast<std::uint64_t>(row.number(3)), static_cast<std::uint64_t>(row.number(4))});
  }
  if (row.failed()) return database_failure(state_->handle());
  return files;
}

namespace {

constexpr std::string_view activity_columns =
    "SELECT a.name, a.actor, a.id, (SELECT count(*) FROM indicator i WHERE i.activity = a.number), "
    "(SELECT count(*) FROM trait t WHERE t.activity = a.number), "
    "coalesce((SELECT min(day) FROM indicator i WHERE i.activity = a.number), 2147483647), "
    "coalesce((SELECT max(day) FROM indicator i WHERE i.activity = a.number AND day < 2147483647), 2147483647), a.number "
    "FROM activity a ";

ActivityRow activity_row(const Statement& row) {
  const auto date = [&](int column) {
    const auto day = static_cast<std::int32_t>(row.number(column));
    return day == no_day ? std::string() : model::date_of(day);
  };
  return {row.text(0),
          row.text(1),
          row.text(2),
          static_cast<std::uint64_t>(row.number(3)),
          static_cast<std::uint64_t>(row.number(4)),
          date(5),
          date(6)};
}

model::Origin origin_at(const Statement& row, int column) {
  return {row.text(column), row.text(column + 1), row.text(column + 2)};
}

}  // namespace

Result<std::vector<ActivityRow>> KnowledgeBase::activities() const {
  std::vector<ActivityRow> rows;
  Statement row(state_->handle(), std::string(activity_columns) + "ORDER BY a.name COLLATE NOCASE, a.name");
  while (row.step()) rows.push_back(activity_row(row));
  if (row.failed()) return database_failure(state_->handle());
  return rows;
}

Result<std::optional<ActivityDetail>> KnowledgeBase::activity(std::string_view name) const {
  Statement row(state_->handle(),
                std::string(activity_columns) +
                    "WHERE a.name = ?1 COLLATE NOCASE OR a.id = ?1 COLLATE NOCASE OR "
                    "a.actor = ?1 COLLATE NOCASE "
                    "ORDER BY a.name <> ?1 COLLATE NOCASE, a.id <> ?1 COLLATE NOCASE, a.name LIMIT 1");
  if (!row.with(name).step()) {
    if (row.failed()) return database_failure(state_->handle());
    return std::optional<ActivityDetail>();
  }
  ActivityDetail detail{activity_row(row), {}, {}, {}};
  const std::int64_t number = row.number(7);
  Statement names(
      state_->handle(),
      "SELECT min(other COLLATE BINARY) FROM name_claim WHERE name = ? AND other <> '' GROUP BY other ORDER BY other");
  names.with(detail.row.name);
  while (names.step()) detail.names.push_back(names.text(0));
  Statement indicators(
      state_->handle(),
      "SELECT i.type, i.value, i.role, o.publisher, o.source, o.date FROM indicator i "
      "JOIN origin o ON o.number = i.origin WHERE i.activity = ? ORDER BY i.day DESC, i.value, o.publisher, o.source, i.role LIMIT ?");
  indicators.with(number, static_cast<std::int64_t>(shown_indicators_max));
  while (indicators.step()) {
    const auto type = static_cast<std::size_t>(indicators.number(0));
    const auto role = static_cast<std::size_t>(indicators.number(2));
    if (type >= model::value_type_count || role >= model::role_count) continue;
    auto value = model::Value::parse(static_cast<model::ValueType>(type), indicators.text(1));
    if (!value) continue;
    detail.indicators.push_back(
        {detail.row.name, *std::move(value), static_cast<model::Role>(role), origin_at(indicators, 3)});
  }
  Statement traits(
      state_->handle(),
      "SELECT t.kind, t.id, o.publisher, o.source, o.date FROM trait t JOIN origin o ON o.number = t.origin "
      "WHERE t.activity = ? ORDER BY t.kind, t.id, o.date, o.publisher, o.source");
  traits.with(number);
  while (traits.step()) {
    const auto kind = static_cast<std::size_t>(traits.number(0));
    if (kind >= model::trait_kind_count) continue;
    detail.traits.push_back(
        {detail.row.name, static_cast<model::KnownTrait::Kind>(kind), traits.text(1), origin_at(traits, 2)});
  }
  return std::optional(std::move(detail));
}

Result<std::vector<model::NameClaim>> KnowledgeBase::names() const {
  std::vector<model::NameClaim> claims;
  Statement row(state_->handle(),
                "SELECT n.name, n.other, n.kind, n.relation, o.publisher, o.source, o.date FROM name_claim n "
                "JOIN origin o ON o.number = n.origin ORDER BY n.day, o.publisher, n.name, n.other, "
                "n.name COLLATE BINARY, n.other COLLATE BINARY, n.kind, n.relation, o.source, o.date");
  while (row.step() && claims.size() < name_claims_max) {
    claims.push_back({static_cast<model::NamedThing::Kind>(std::clamp<std::int64_t>(row.number(2), 0, 3)), row.text(0),
                      row.text(1), static_cast<model::NameRelation>(std::clamp<std::int64_t>(row.number(3), 0, 4)),
                      origin_at(row, 4)});
  }
  if (row.failed()) return database_failure(state_->handle());
  return claims;
}

Result<std::vector<WarningListRow>> KnowledgeBase::warning_lists() const {
  std::vector<WarningListRow> rows;
  if (!state_->has_warnings) return rows;
  Statement row(state_->handle(), "SELECT name, version, entries FROM warning_list ORDER BY name");
  while (row.step()) rows.push_back({row.text(0), row.number(1), static_cast<std::uint64_t>(row.number(2))});
  if (row.failed()) return database_failure(state_->handle());
  return rows;
}

Result<std::vector<std::int32_t>> KnowledgeBase::warning_kinds() const {
  std::vector<std::int32_t> kinds;
  if (!state_->has_warnings) return kinds;
  // From one kind to the next by the index: DISTINCT would walk over a million entries.
  Statement next(state_->handle(), "SELECT kind FROM warning WHERE kind > ? ORDER BY kind LIMIT 1");
  for (std::int32_t last = -1; next.with(last).step();) {
    last = static_cast<std::int32_t>(next.number(0));
    kinds.push_back(last);
  }
  if (next.failed()) return database_failure(state_->handle());
  return kinds;
}

Result<std::vector<model::KnownWarning>> KnowledgeBase::warnings_of_kind(std::int32_t kind,
                                                                         std::size_t count_max) const {
  std::vector<model::KnownWarning> found;
  if (!state_->has_warnings) return found;
  Statement row(state_->handle(),
                "SELECT l.name, w.key FROM warning w JOIN warning_list l ON l.number = w.list WHERE w.kind = ? "
                "ORDER BY w.key, l.name LIMIT ?");
  row.with(kind, static_cast<std::int64_t>(count_max));
  while (row.step()) found.push_back({row.text(0), {kind, row.text(1)}});
  if (row.failed()) return database_failure(state_->handle());
  return found;
}

Result<std::vector<model::KnownWarning>> KnowledgeBase::warnings_at(std::span<const model::WarningKey> keys) const {
  std::vector<model::KnownWarning> found;
  if (!state_->has_warnings) return found;
  Statement& row = state_->warning_at;
  if (!state_->asks_warnings) {
    row = Statement(
        state_->handle(),
        "SELECT l.name FROM warning w JOIN warning_list l ON l.number = w.list WHERE w.kind = ? AND w.key = ?");
    state_->asks_warnings = true;
  }
  for (const model::WarningKey& key : keys) {
    row.with(key.kind, key.key);
    while (row.step()) found.push_back({row.text(0), key});
  }
  if (row.failed()) return database_failure(state_->handle());
  std::ranges::sort(found);
  return found;
}

Result<std::map<std::string, std::string>> KnowledgeBase::software_ids() const {
  std::map<std::string, std::string> ids;
  Statement row(state_->handle(), "SELECT DISTINCT name, id FROM software ORDER BY id, name");
  while (row.step()) ids.emplace(base::lowered(row.text(0)), row.text(1));
  if (row.failed()) return database_failure(state_->handle());
  return ids;
}

namespace {

/// Fills a `KnownGround`; what belongs to one question is asked once.
class GroundWork {
 public:
  GroundWork(sqlite3* database, const link::LinkCase& link_case)
      : database_(database), case_(link_case), day_(link_case.as_of.value_or(no_day)) {}

  void ask(std::span<const link::Question> questions) {
    Statement owners(database_,
                     "SELECT t.activity, t.day, t.origin FROM trace t JOIN activity a ON a.number = t.activity "
                     "JOIN origin o ON o.number = t.origin WHERE t.kind = ? AND t.key = ? AND t.day <= ? "
                     "ORDER BY t.day DESC, a.name, o.publisher, o.source, o.date LIMIT ?");
    for (const link::Question& question : questions) {
      std::vector<link::Owner>& known = ground_.owners.emplace_back();
      owners.with(static_cast<std::int32_t>(question.trace.kind), question.trace.key, day_,
                  static_cast<std::int64_t>(rows_per_trace_max));
      std::set<std::int64_t> seen;
      while (owners.step()) {
        // The judge leaves out what is the case's own: all publications of an activity are told, not only the latest.
        if (seen.size() >= link::owners_per_trace_max && !seen.contains(owners.number(0))) continue;
        seen.insert(owners.number(0));
        if (known.size() >= owners_told_max) break;
        known.push_back(
            {activity(owners.number(0)), static_cast<std::int32_t>(owners.number(1)), origin(owners.number(2))});
      }
    }
    note(owners);
  }

  // Without statistics SQLite may take the index that spares it the sorting, and walk over every activity: it is told.
  void describe_activities() {
    Statement row(database_, "SELECT name, actor, id FROM activity WHERE number = ?");
    Statement reports(database_, "SELECT count(*) FROM report WHERE activity = ? AND +day BETWEEN ? AND ?");
    Statement hosts(
        database_,
        "SELECT value FROM indicator INDEXED BY indicator_by_activity WHERE activity = ? AND day <= ? AND type = 0 "
        "ORDER BY day DESC, value LIMIT ?");
    const std::int32_t today = day_ == no_day ? latest_day() : day_;
    // Activities of one actor are one candidate: all of them are needed, also those that no trace leads to.
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      row.with(numbers_[i]);
      if (!row.step()) continue;
      link::ActivityFacts& facts = ground_.activities[i];
      facts.name = row.text(0);
      facts.actor = row.text(1);
      facts.id = row.text(2);
      reports.with(numbers_[i], today - recent_days, today);
      if (reports.step()) facts.recent_reports = static_cast<std::uint32_t>(reports.number(0));
      if (i >= styled_activities_max) continue;
      hosts.with(numbers_[i], day_, static_cast<std::int64_t>(link::style_names_max));
      while (hosts.step()) facts.hosts.push_back(hosts.text(0));
    }
    note(row), note(reports), note(hosts);
  }

  /// By Laplace's rule, so that a small knowledge base does not think that it knows everybody.
  void tell_how_new_actors_are() {
    const std::int32_t today = day_ == no_day ? latest_day() : day_;
    Statement recent(database_, "SELECT count(*) FROM report WHERE day BETWEEN ? AND ?");
    Statement firsts(
        database_,
        "SELECT count(*) FROM (SELECT min(r.day) AS first FROM report r JOIN activity a "
        "ON a.number = r.activity WHERE r.day <= ?1 GROUP BY CASE a.actor WHEN '' THEN a.name ELSE a.actor END) "
        "WHERE first BETWEEN ?2 AND ?1");
    recent.with(today - recent_days, today);
    firsts.with(today, today - recent_days);
    if (recent.step() && firsts.step()) {
      ground_.new_share = (static_cast<double>(firsts.number(0)) + 1) / (static_cast<double>(recent.number(0)) + 2);
    }
    note(recent), note(firsts);
  }

  void add_background() {
    Statement hosts(
        database_,
        "SELECT value FROM indicator INDEXED BY indicator_by_day WHERE type = 0 AND day <= ? ORDER BY day DESC, value LIMIT ?");
    hosts.with(day_, static_cast<std::int64_t>(link::background_names_max));
    while (hosts.step()) ground_.background_hosts.push_back(hosts.text(0));
    note(hosts);
  }

  void add_profiles() {
    Statement traits(database_,
                     "SELECT t.activity, t.id, t.day FROM trait t JOIN activity a ON a.number = t.activity "
                     "WHERE t.kind <= 1 AND t.day <= ? ORDER BY a.name, t.id");
    traits.with(day_);
    while (traits.step()) {
      const std::uint32_t index = activity(traits.number(0));
      if (ground_.profiles.empty() || ground_.profiles.back().activity != index) {
        ground_.profiles.push_back({.activity = index});
      }
      link::Profile& profile = ground_.profiles.back();
      const std::string id = traits.text(1);
      if (profile.features.empty() || profile.features.back() != id) profile.features.push_back(id);
      const auto day = static_cast<std::int32_t>(traits.number(2));
      if (day != no_day) profile.last_day = std::max(profile.last_day, day);
    }
    Statement software(database_,
                       "SELECT DISTINCT id, name, technique FROM software WHERE day <= ? "
                       "ORDER BY id, technique, name");
    software.with(day_);
    while (software.step()) {
      auto& techniques = ground_.techniques_of_software[software.text(0)];
      const std::string technique = software.text(2);
      if (!technique.empty() && (techniques.empty() || techniques.back() != technique)) techniques.push_back(technique);
      ground_.feature_names.emplace(software.text(0), software.text(1));
    }
    note(traits), note(software);
  }

  /// States behind names, and what is said of the names that the case's claims or the candidates use.
  void add_names() {
    Statement sponsors(database_,
                       "SELECT a.name, t.id FROM trait t JOIN activity a ON a.number = t.activity "
                       "WHERE t.kind = 4 AND (t.day <= ?1 OR t.day = 2147483647) "
                       "UNION SELECT n.other, t.id FROM trait t JOIN activity a ON a.number = t.activity "
                       "JOIN name_claim n ON n.name = a.name WHERE t.kind = 4 AND n.relation = 0 AND n.other <> '' "
                       "AND (t.day <= ?1 OR t.day = 2147483647) ORDER BY 1 COLLATE BINARY, 2");
    sponsors.with(day_);
    while (sponsors.step()) ground_.sponsors.emplace(base::lowered(sponsors.text(0)), sponsors.text(1));
    Statement names(database_,
                    "SELECT n.name, n.other, n.kind, n.relation, o.publisher, o.source, o.date FROM name_claim n "
                    "JOIN origin o ON o.number = n.origin WHERE (n.name = ?1 OR n.other = ?1) "
                    "AND (n.day <= ?2 OR n.day = 2147483647) ORDER BY n.day, o.publisher, n.name, n.other, "
                    "n.name COLLATE BINARY, n.other COLLATE BINARY, n.kind, n.relation, o.source, o.date");
    std::set<std::string> asked;
    for (const model::Claim& claim : case_.claims) asked.insert(claim.object);
    for (const std::string& name : asked) {
      if (name.empty()) continue;
      names.with(name, day_);
      while (names.step() && ground_.names.size() < name_claims_max) {
        ground_.names.push_back({static_cast<model::NamedThing::Kind>(std::clamp<std::int64_t>(names.number(2), 0, 3)),
                                 names.text(0), names.text(1),
                                 static_cast<model::NameRelation>(std::clamp<std::int64_t>(names.number(3), 0, 4)),
                                 origin_at(names, 4)});
      }
    }
    Statement aliases(
        database_,
        "SELECT min(other COLLATE BINARY) FROM name_claim WHERE name = ? AND relation = 0 AND other <> '' "
        "AND (day <= ? OR day = 2147483647) GROUP BY other ORDER BY other LIMIT 40");
    for (link::ActivityFacts& facts : ground_.activities) {
      if (const auto found = ground_.sponsors.find(base::lowered(facts.name)); found != ground_.sponsors.end()) {
        facts.sponsor = found->second;
      }
      aliases.with(facts.name, day_);
      while (aliases.step()) facts.names.push_back(aliases.text(0));
    }
    note(sponsors), note(names), note(aliases);
  }

  void count() {
    Statement row(database_, "SELECT (SELECT count(*) FROM activity), (SELECT max(rowid) FROM indicator)");
    if (row.step()) {
      ground_.activity_count = static_cast<std::uint64_t>(row.number(0));
      ground_.indicator_count = static_cast<std::uint64_t>(row.number(1));
    }
    note(row);
  }

  void add_origins() {
    Statement row(database_, "SELECT publisher, source, date FROM origin WHERE number = ?");
    for (const std::int64_t number : origin_numbers_) {
      row.with(number);
      ground_.origins.push_back(row.step() ? origin_at(row, 0) : model::Origin{});
    }
    note(row);
  }

  [[nodiscard]] bool failed() const { return failed_; }
  link::KnownGround take() { return std::move(ground_); }

 private:
  static constexpr std::size_t owners_told_max = 512;

  std::uint32_t activity(std::int64_t number) {
    const auto [found, is_new] = activities_.emplace(number, static_cast<std::uint32_t>(numbers_.size()));
    if (is_new) {
      numbers_.push_back(number);
      ground_.activities.push_back({.name = ""});
    }
    return found->second;
  }
  std::uint32_t origin(std::int64_t number) {
    const auto [found, is_new] = origins_.emplace(number, static_cast<std::uint32_t>(origin_numbers_.size()));
    if (is_new) origin_numbers_.push_back(number);
    return found->second;
  }
  std::int32_t latest_day() {
    Statement row(database_, "SELECT max(day) FROM report WHERE day < 2147483647");
    return row.step() ? static_cast<std::int32_t>(row.number(0)) : 0;
  }
  void note(const Statement& statement) { failed_ = failed_ || statement.failed(); }

  sqlite3* database_;
  const link::LinkCase& case_;
  std::int32_t day_;
  link::KnownGround ground_;
  std::unordered_map<std::int64_t, std::uint32_t> activities_, origins_;
  std::vector<std::int64_t> numbers_, origin_numbers_;
  bool failed_ = false;
};

}  // namespace

Result<link::KnownGround> KnowledgeBase::ground_for(const link::LinkCase& link_case,
                                                    std::span<const link::Question> questions) const {
  GroundWork work(state_->handle(), link_case);
  work.ask(questions);
  if (!link_case.features.empty()) work.add_profiles();
  work.describe_activities();
  if (!questions.empty()) work.add_background();
  work.tell_how_new_actors_are();
  work.tell_how_new_actors_are();
  work.add_names();
  work.add_origins();
  work.count();
  if (work.failed()) return database_failure(state_->handle());
  return work.take();
}

}  // namespace clew::store
