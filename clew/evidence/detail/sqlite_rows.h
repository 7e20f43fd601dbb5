/// The rows of a SQLite database as records: `{"table":"visits","rowid":5,"columns":{…},"joined":{…}}`.
///
/// In:     the bytes of a database file, hostile ones too. SQLite reads them in memory: nothing is written anywhere.
/// Out:    first the schema (`"table":"sqlite_schema"`), then each table, row by row. A column that is NULL is left out; a
///         blob is `{"size":…,"hex":"…","strings":[…]}`. `joined` holds what a row points to in another table, for the few
///         tables that say nothing without it (see `joins`). Views, virtual and generated columns are not looked at.
/// Place:  the row's cell; the table's first page where the cell cannot be told (a table without row ids).
/// Errors: what of a table cannot be read ends that table, as a broken record; a file that is no database ends it all.
/// Limits: see the constants. Not read: what a `-wal` file beside it holds, free pages, deleted rows.
/// Source: sqlite.org/fileformat2.html sections 1.3 and 1.6, sqlite.org/security.html, sqlite.org/dbstat.html.
#pragma once

#include "clew/evidence/translator.h"

#include <memory>

namespace clew::evidence::detail {

constexpr std::size_t database_bytes_max = 192U << 20U;  ///< a browser's history of years has some 100 MiB
constexpr std::size_t tables_max = 4096;                 ///< applications have some hundred
constexpr std::size_t column_name_bytes_max = 128;       ///< so that the rows of a small file stay small
/// Of the texts and blobs of all rows, as a multiple of the file: pages that lie give more than the file holds.
constexpr std::size_t unfolded_factor_max = 4;

std::unique_ptr<Translator> sqlite_rows(ByteSource& content);

}  // namespace clew::evidence::detail
