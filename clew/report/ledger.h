/// The rotation ledger for the people who work it off: as a table for a spreadsheet, as a check-list for a tracker.
///
///     CaseDocument --rotation_csv--> rotation.csv      // order,what,kind,id,account,device,why,after,state,…
///                  --rotation_markdown--> rotation.md  // - [ ] 1. …
///
/// In:     any document; any bytes in its strings. Out: one row or one item for each step, in the order of the ledger; no
///         step gives the header row, or a line that says so. The same document always gives the same bytes.
///         Words are defanged and printable, so that a cell is one line; identifiers stand as they are.
///         CSV: UTF-8 without a mark, CRLF, quotes where they are needed. A cell that a spreadsheet would take for a
///         formula, or would find one in when it splits at another sign than the comma, has an apostrophe before it.
///         Markdown: a text of the evidence makes no markup, no HTML and no link.
/// Errors: none.
/// Source: RFC 4180; OWASP, "CSV Injection"; GitHub Flavored Markdown section 5.3 (task list items), CommonMark section 2.4.
#pragma once

#include "clew/model/case_document.h"

#include <string>

namespace clew::report {

std::string rotation_csv(const model::CaseDocument& document);
std::string rotation_markdown(const model::CaseDocument& document);

}  // namespace clew::report
