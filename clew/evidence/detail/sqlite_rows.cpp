#include "clew/evidence/detail/sqlite_rows.h"

#include "clew/evidence/detail/json_text.h"
#include "clew/evidence/detail/whole_content.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sqlite3.h>

namespace clew::evidence::detail {
namespace {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
struct FinishStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;

/// A row that points to a row of another table by its row id.
struct Join {
  std::string_view table, column, other;
  std::array<std::string_view, 2> shown;
};
constexpr std::array joins = std::to_array<Join>({
    {"visits", "url", "urls", {"url", "title"}},                                       // Chrome, Edge
    {"downloads_url_chains", "id", "downloads", {"target_path", "start_time"}},        // Chrome, Edge
    {"moz_historyvisits", "place_id", "moz_places", {"url", "title"}},                 // Firefox
    {"history_visits", "history_item", "history_items", {"url", "domain_expansion"}},  // Safari
});

std::string sql_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    text += c;
    if (c == '"') text += c;
  }
  return text + '"';
}

bool equal_names(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sqlite3_strnicmp(a.data(), b.data(), static_cast<int>(a.size())) == 0;
}

std::string_view text_at(sqlite3_stmt* row, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return text == nullptr ? std::string_view{}
                         : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

std::string_view blob_at(sqlite3_stmt* row, int column) {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
  return bytes == nullptr ? std::string_view{}
                          : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

void append_value(std::string& out, sqlite3_stmt* row, int column) {
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER: fmt::format_to(std::back_inserter(out), "{}", sqlite3_column_int64(row, column)); return;
    case SQLITE_FLOAT: return append_json_number(out, sqlite3_column_double(row, column));
    case SQLITE_TEXT: return append_json_text(out, text_at(row, column));
    default: return append_json_bytes(out, blob_at(row, column));
  }
}

/// The columns from `first` on that are not NULL, under `names`.
void append_columns(std::string& out, sqlite3_stmt* row, int first, std::span<const std::string> names) {
  bool is_first = true;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const int column = first + static_cast<int>(i);
    if (sqlite3_column_type(row, column) == SQLITE_NULL) continue;
    if (!std::exchange(is_first, false)) out += ',';
    append_json_text(out, std::string_view(names[i]).substr(0, column_name_bytes_max));
    out += ':';
    append_value(out, row, column);
  }
}

/// Reads a SQLite variable-length integer (file format section 1.6) from the front of `bytes`; nothing if it is cut.
std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 9 && i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    value = i == 8 ? value << 8U | byte : value << 7U | (byte & 0x7fU);
    if (i < 8 && (byte & 0x80U) != 0) continue;
    bytes.remove_prefix(i + 1);
    return value;
  }
  return std::nullopt;
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

struct Table {
  std::string name;
  std::uint64_t root_page = 0;
};

/// A database's bytes as pages. Source: file format sections 1.3 and 1.6.
struct Pages {
  std::string_view bytes;
  std::uint64_t page_bytes = 0;
  std::uint64_t reserved_bytes = 0;

  [[nodiscard]] std::string_view page(std::uint64_t number) const {
    constexpr std::uint64_t page_bytes_min = 512;
    if (page_bytes < page_bytes_min || number == 0 || number > bytes.size() / page_bytes) return {};
    return bytes.substr((number - 1) * page_bytes, page_bytes);
  }
  /// Where the header of the page's tree begins: the first page has the file's header before it.
  static std::uint64_t header_of(std::uint64_t number) { return number == 1 ? 100 : 0; }
};

/// The leaves of a table's tree from left to right, which is the order of its rows. SQLite reads the rows; this only finds
/// where they lie, and gives up on a tree that is none.
class Leaves {
 public:
  struct Leaf {
    std::uint64_t page = 0;
    std::uint64_t cells = 0;
  };

  Leaves(const Pages& pages, std::uint64_t root)
      : pages_(pages), pages_left_(2 * pages.bytes.size() / pages.page_bytes) {
    open_.push_back({root, 0});
  }

  std::optional<Leaf> next() {
    constexpr std::size_t depth_max = 20;  // SQLite's own BTCURSOR_MAX_DEPTH
    while (!open_.empty() && pages_left_ > 0) {
      Node& node = open_.back();
      const std::string_view page = pages_.page(node.page);
      const std::uint64_t header = Pages::header_of(node.page);
      if (page.empty()) break;
      const std::uint64_t cells = big_endian(page.substr(header + 3, 2));
      if (page[header] == '\x0d') {
        const Leaf leaf{node.page, cells};
        open_.pop_back();
        --pages_left_;
        return leaf;
      }
      if (page[header] != '\x05' || open_.size() > depth_max) break;
      if (node.child > cells) {
        open_.pop_back();
        --pages_left_;
        continue;
      }
      open_.push_back({child_of(page, header, cells, node.child++), 0});
    }
    open_.clear();
    return std::nullopt;
  }

 private:
  struct Node {
    std::uint64_t page = 0;
    std::uint64_t child = 0;
  };

  /// The last child stands in the header, of 12 bytes; each other one at the beginning of its cell.
  static std::uint64_t child_of(std::string_view page, std::uint64_t header, std::uint64_t cells, std::uint64_t child) {
    if (child == cells) return big_endian(page.substr(header + 8, 4));
    const std::uint64_t pointer = header + 12 + 2 * child;
    if (pointer + 2 > page.size()) return 0;
    const std::uint64_t begin = big_endian(page.substr(pointer, 2));
    return begin < page.size() ? big_endian(page.substr(begin, 4)) : 0;
  }

  Pages pages_;
  std::uint64_t pages_left_;
  std::vector<Node> open_;
};

class SqliteRows final : public Translator {
 public:
  explicit SqliteRows(ByteSource& content) : source_(content) {}

  bool next(Translation& record) override {
    if (!std::exchange(opened_, true)) open();
    while (rows_ != nullptr || start_next_table()) {
      if (next_row(record)) return true;
    }
    return false;
  }
  [[nodiscard]] std::optional<base::Error> problem() const override { return problem_; }

 private:
  // --- opening ---

  void open() {
    constexpr std::size_t header_bytes = 100;
    auto whole = read_whole(source_, database_bytes_max);
    if (!whole) return fail(whole.error());
    bytes_ = std::move(*whole);
    if (bytes_.size() < header_bytes) return fail("shorter than a database's header");
    // In a database with a write-ahead log the versions are 2, and SQLite would look for the log's file.
    bytes_[18] = 1;
    bytes_[19] = 1;
    pages_.bytes = bytes_;
    pages_.page_bytes = big_endian(pages_.bytes.substr(16, 2));
    if (pages_.page_bytes == 1) pages_.page_bytes = 65536;  // file format section 1.3.2
    pages_.reserved_bytes = static_cast<unsigned char>(bytes_[20]);
    unfolded_bytes_max_ = std::uint64_t{unfolded_factor_max} * bytes_.size();
    if (!connect()) return fail(sqlite3_errmsg(database_.get()));
    list_tables();
  }

  bool connect() {
    sqlite3* database = nullptr;
    const int opened = sqlite3_open_v2(":memory:", &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(database);
    if (opened != SQLITE_OK) return false;
    harden();
    const auto size = static_cast<sqlite3_int64>(bytes_.size());
    auto* content = reinterpret_cast<unsigned char*>(bytes_.data());
    return sqlite3_deserialize(database, "main", content, size, size, SQLITE_DESERIALIZE_READONLY) == SQLITE_OK;
  }

  /// As sqlite.org/security.html asks of who opens databases from strangers.
  void harden() {
    struct Limit {
      int name;
      int value;
    };
    static constexpr std::array<Limit, 9> limits = {{{SQLITE_LIMIT_LENGTH, 64 << 20},
                                                     {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
                                                     {SQLITE_LIMIT_EXPR_DEPTH, 100},
                                                     {SQLITE_LIMIT_COMPOUND_SELECT, 10},
                                                     {SQLITE_LIMIT_VDBE_OP, 100'000},
                                                     {SQLITE_LIMIT_FUNCTION_ARG, 16},
                                                     {SQLITE_LIMIT_ATTACHED, 0},
                                                     {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
                                                     {SQLITE_LIMIT_WORKER_THREADS, 0}}};
    sqlite3* database = database_.get();
    for (const Limit& limit : limits) sqlite3_limit(database, limit.name, limit.value);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);  // a column that is not there is no text
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_exec(database, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA query_only=ON;", nullptr, nullptr,
                 nullptr);
    // Between two of these calls rows have been read, or what is being done does not come to an end.
    constexpr int instructions_max = 50'000'000;
    sqlite3_progress_handler(
        database, instructions_max,
        [](void* self) {
          auto& rows = *static_cast<SqliteRows*>(self);
          return std::exchange(rows.rows_seen_, rows.rows_read_) == rows.rows_read_ ? 1 : 0;
        },
        this);
  }

  void list_tables() {
    const Statement statement = prepare("SELECT name, rootpage FROM sqlite_schema WHERE type='table' AND rootpage>0");
    if (statement == nullptr) return fail(sqlite3_errmsg(database_.get()));
    tables_.push_back({"sqlite_schema", 1});
    int outcome = sqlite3_step(statement.get());
    for (; outcome == SQLITE_ROW; outcome = sqlite3_step(statement.get())) {
      if (tables_.size() > tables_max) {
        problem_ = base::Error{base::Fault::over_limit, fmt::format("only the first {} tables were read", tables_max)};
        return;
      }
      tables_.push_back({std::string(text_at(statement.get(), 0)),
                         static_cast<std::uint64_t>(sqlite3_column_int64(statement.get(), 1))});
    }
    if (outcome != SQLITE_DONE) fail(sqlite3_errmsg(database_.get()));
  }

  [[nodiscard]] Statement prepare(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    return Statement(statement);
  }

  void fail(std::string_view why) { fail({base::Fault::malformed, fmt::format("not a whole database: {}", why)}); }
  void fail(base::Error problem) {
    problem_ = std::move(problem);
    tables_.clear();
    next_table_ = 0;
  }

  // --- a table ---

  bool start_next_table() {
    if (next_table_ >= tables_.size()) return false;
    table_ = tables_[next_table_++];
    names_ = stored_columns();
    row_id_ = name_of_row_id();
    start_join();
    leaf_ = {};
    leaf_cell_ = 0;
    std::string selected = row_id_.empty() ? "0" : std::string(row_id_);
    selected += join_ == nullptr ? std::string(",0") : fmt::format(",{}", sql_name(join_->column));
    for (const std::string& name : names_) selected += "," + sql_name(name);
    // Without an index: what an index says may differ from what the table holds.
    rows_ = prepare(fmt::format("SELECT {} FROM main.{} NOT INDEXED", selected, sql_name(table_.name)));
    leaves_.reset();
    if (!row_id_.empty() && !pages_.page(1).empty()) leaves_.emplace(pages_, table_.root_page);
    unread_ = rows_ == nullptr;
    return true;
  }

  /// Not the generated ones: their expressions are the database's own.
  std::vector<std::string> stored_columns() {
    std::vector<std::string> names;
    const Statement statement = prepare(fmt::format("PRAGMA main.table_xinfo({})", sql_name(table_.name)));
    while (statement != nullptr && sqlite3_step(statement.get()) == SQLITE_ROW) {
      constexpr int name_column = 1;
      constexpr int hidden_column = 6;
      if (sqlite3_column_int(statement.get(), hidden_column) == 0)
        names.emplace_back(text_at(statement.get(), name_column));
    }
    return names;
  }

  /// A name for the row id that no column has taken; empty for a table without row ids.
  [[nodiscard]] std::string_view name_of_row_id() const {
    for (const std::string_view name : {"rowid", "_rowid_", "oid"}) {
      if (std::ranges::any_of(names_, [&](const std::string& column) { return equal_names(column, name); })) continue;
      return prepare(fmt::format("SELECT {} FROM main.{}", name, sql_name(table_.name))) == nullptr ? "" : name;
    }
    return "";
  }

  void start_join() {
    other_.reset();
    const auto* const found =
        std::ranges::find_if(joins, [&](const Join& join) { return equal_names(join.table, table_.name); });
    join_ = found == joins.end() ? nullptr : found;
    if (join_ == nullptr) return;
    shown_.assign(join_->shown.begin(), join_->shown.end());
    // A virtual table of the name would be code at work on a stranger's data.
    const bool has_other =
        std::ranges::any_of(tables_, [&](const Table& table) { return equal_names(table.name, join_->other); });
    const bool has_column =
        std::ranges::any_of(names_, [&](const std::string& name) { return equal_names(name, join_->column); });
    if (has_other && has_column) {
      other_ = prepare(fmt::format("SELECT {},{} FROM main.{} NOT INDEXED WHERE _rowid_=?1", sql_name(shown_[0]),
                                   sql_name(shown_[1]), sql_name(join_->other)));
    }
    if (other_ == nullptr) join_ = nullptr;
  }

  // --- a row ---

  /// False at the end of the table.
  bool next_row(Translation& record) {
    if (std::exchange(unread_, false)) return end_broken(record, sqlite3_errmsg(database_.get()));
    if (rows_ == nullptr) return false;
    const int outcome = sqlite3_step(rows_.get());
    if (outcome == SQLITE_DONE) {
      end_table();
      return false;
    }
    if (outcome != SQLITE_ROW) return end_broken(record, sqlite3_errmsg(database_.get()));
    if (!within_limits()) {
      fail({base::Fault::over_limit,
            fmt::format("table {} gives more than a file of {} bytes can hold", table_.name, bytes_.size())});
      return end_broken(record, problem_->what);
    }
    write(record);
    return true;
  }

  /// Only an unread table has no statement; it ends at once.
  bool end_broken(Translation& record, std::string_view why) {
    record.broken = true;
    place_at_root(record);
    record.text = fmt::format("table {}: {}", table_.name, why);
    end_table();
    return true;
  }
  void end_table() {
    rows_.reset();
    leaves_.reset();
    other_.reset();
  }

  bool within_limits() {
    // A row has at least the two bytes of its cell's pointer and two of its own.
    constexpr std::uint64_t row_bytes_min = 4;
    if (++rows_read_ > bytes_.size() / row_bytes_min) return false;
    const int count = sqlite3_column_count(rows_.get());
    for (int column = 0; column < count; ++column) {
      const int type = sqlite3_column_type(rows_.get(), column);
      if (type != SQLITE_TEXT && type != SQLITE_BLOB) continue;
      unfolded_bytes_ += static_cast<std::uint64_t>(sqlite3_column_bytes(rows_.get(), column));
    }
    return unfolded_bytes_ <= unfolded_bytes_max_;
  }

  void write(Translation& record) {
    constexpr int first_column = 2;
    const auto row_id = static_cast<std::uint64_t>(sqlite3_column_int64(rows_.get(), 0));
    record.broken = false;
    place(row_id, record);
    std::string& text = record.text;
    text = "{\"table\":";
    append_json_text(text, table_.name);
    if (!row_id_.empty()) fmt::format_to(std::back_inserter(text), ",\"rowid\":{}", static_cast<std::int64_t>(row_id));
    text += ",\"columns\":{";
    append_columns(text, rows_.get(), first_column, names_);
    text += '}';
    if (join_ != nullptr) append_joined(text);
    text += '}';
  }

  void append_joined(std::string& text) {
    sqlite3_reset(other_.get());
    sqlite3_bind_int64(other_.get(), 1, sqlite3_column_int64(rows_.get(), 1));
    if (sqlite3_step(other_.get()) != SQLITE_ROW) return;
    text += ",\"joined\":{";
    append_columns(text, other_.get(), 0, shown_);
    text += '}';
  }

  // --- where a row lies ---

  /// Rows and the leaves of the table's tree come in the same order; what the cell says of itself is the proof.
  void place(std::uint64_t row_id, Translation& record) {
    place_at_root(record);
    while (leaves_ && leaf_cell_ >= leaf_.cells) {
      const auto leaf = leaves_->next();
      if (!leaf) return leaves_.reset();
      leaf_ = *leaf;
      leaf_cell_ = 0;
    }
    if (leaves_) place_cell(leaf_.page, leaf_cell_++, row_id, record);
  }

  void place_at_root(Translation& record) const {
    record.offset = 0;
    record.length = bytes_.size();
    if (pages_.page(table_.root_page).empty()) return;
    record.offset = (table_.root_page - 1) * pages_.page_bytes;
    record.length = pages_.page_bytes;
  }

  /// File format section 1.6: an array of the cells' places behind the header of a leaf, of 8 bytes; a cell has the
  /// payload's size, the row id, the payload. Of a payload with overflow pages, the part in the leaf is the place.
  void place_cell(std::uint64_t page_number, std::uint64_t cell, std::uint64_t row_id, Translation& record) const {
    constexpr std::uint64_t leaf_header_bytes = 8;
    const std::string_view page = pages_.page(page_number);
    const std::uint64_t pointer = Pages::header_of(page_number) + leaf_header_bytes + 2 * cell;
    if (pointer + 2 > page.size()) return;
    const std::uint64_t begin = big_endian(page.substr(pointer, 2));
    if (begin >= page.size()) return;
    std::string_view rest = page.substr(begin);
    const auto payload = take_varint(rest);
    const auto found = payload ? take_varint(rest) : std::nullopt;
    if (!found || *found != row_id) return;
    record.offset = (page_number - 1) * pages_.page_bytes + begin;
    record.length = page.size() - begin - rest.size() + std::min<std::uint64_t>(local_bytes(*payload), rest.size());
  }

  /// How much of a payload lies in the leaf; file format section 1.6, "B-tree cell format".
  [[nodiscard]] std::uint64_t local_bytes(std::uint64_t payload) const {
    const std::uint64_t usable =
        pages_.page_bytes - std::min<std::uint64_t>(pages_.reserved_bytes, pages_.page_bytes - 480);
    if (payload <= usable - 35) return payload;
    const std::uint64_t least = (usable - 12) * 32 / 255 - 23;
    const std::uint64_t surplus = least + (payload - least) % (usable - 4);
    return surplus <= usable - 35 ? surplus : least;
  }

  ByteSource& source_;
  bool opened_ = false;
  std::string bytes_;  // outlives the database, which reads them
  Database database_;
  Pages pages_;
  std::optional<base::Error> problem_;

  std::vector<Table> tables_;
  std::size_t next_table_ = 0;
  Table table_;
  std::vector<std::string> names_;
  std::string_view row_id_;
  Statement rows_;
  bool unread_ = false;  // the table's statement could not be made

  const Join* join_ = nullptr;
  std::vector<std::string> shown_;
  Statement other_;

  std::optional<Leaves> leaves_;
  Leaves::Leaf leaf_;
  std::uint64_t leaf_cell_ = 0;

  std::uint64_t rows_read_ = 0;
  std::uint64_t rows_seen_ = 0;  // when the progress was looked at last
  std::uint64_t unfolded_bytes_ = 0;
  std::uint64_t unfolded_bytes_max_ = 0;
};

}  // namespace

std::unique_ptr<Translator> sqlite_rows(ByteSource& content) { return std::make_unique<SqliteRows>(content); }

}  // namespace clew::evidence::detail
