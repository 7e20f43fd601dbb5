#include "clew/store/detail/statement.h"

#include <fmt/format.h>

namespace clew::store::detail {

std::unexpected<base::Error> database_failure(sqlite3* database) {
  const int code = database == nullptr ? SQLITE_NOMEM : sqlite3_errcode(database);
  const base::Fault fault = code == SQLITE_NOTADB ? base::Fault::unsupported : base::Fault::unavailable;
  return base::fail(fault, fmt::format("database: {}", database == nullptr ? "no memory" : sqlite3_errmsg(database)));
}

base::Result<base::Done> run_sql(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return database_failure(database);
  return base::Done{};
}

Statement::Statement(sqlite3* database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  note(sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr));
  handle_.reset(statement);
}

bool Statement::step() {
  if (failed() || !handle_) return false;
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) note(code);
  return false;
}

std::string Statement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return bytes == nullptr ? std::string()
                          : std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

void Statement::bind(int at, std::string_view value) {
  note(sqlite3_bind_text64(handle_.get(), at, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

}  // namespace clew::store::detail
