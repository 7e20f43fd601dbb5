/// One SQL statement, prepared once and run many times.
///
/// In:     values by place. Out: rows. Errors: the first one sticks, so that a loop needs no branch for each value.
#pragma once

#include "clew/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

namespace clew::store::detail {

std::unexpected<base::Error> database_failure(sqlite3* database);
base::Result<base::Done> run_sql(sqlite3* database, const char* sql);

class Statement {
 public:
  Statement() = default;
  Statement(sqlite3* database, std::string_view sql);

  template <class... Values>
  Statement& with(const Values&... values) {
    sqlite3_reset(handle_.get());
    int at = 0;
    (bind(++at, values), ...);
    return *this;
  }
  /// Whether there is a row; false at the end and after a failure.
  bool step();
  /// Runs what gives no rows.
  void run() {
    while (step()) {
    }
  }
  [[nodiscard]] std::int64_t number(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] bool failed() const { return code_ != SQLITE_OK; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void bind(int at, std::int64_t value) { note(sqlite3_bind_int64(handle_.get(), at, value)); }
  void bind(int at, std::int32_t value) { bind(at, static_cast<std::int64_t>(value)); }
  void bind(int at, std::uint32_t value) { bind(at, static_cast<std::int64_t>(value)); }
  void bind(int at, std::string_view value);
  void bind(int at, const std::string& value) { bind(at, std::string_view(value)); }
  void note(int code) {
    if (code_ == SQLITE_OK && code != SQLITE_OK) code_ = code;
  }
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  int code_ = SQLITE_OK;
};

}  // namespace clew::store::detail
