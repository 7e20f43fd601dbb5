/// A case document as the bytes of an SQLite database: what `case.sqlite` holds.
///
/// In:     any document. Out: a database file, built in memory, so that the one who writes it to a disk decides how; the
///         same document gives the same bytes with the same version of SQLite.
/// Errors: `unavailable` when there is no memory; `over_limit` when a text is too long for SQLite.
/// Source: docs/formats/case_folder.md has the tables.
#pragma once

#include "clew/base/result.h"
#include "clew/model/case_document.h"

#include <string>

namespace clew::store {

constexpr int case_database_version = 1;               ///< PRAGMA user_version
constexpr int case_database_application = 0x636c6577;  ///< PRAGMA application_id: "clew"

base::Result<std::string> case_database(const model::CaseDocument& document);

}  // namespace clew::store
