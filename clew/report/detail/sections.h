/// The sections of the page, each one subject in a file of its own: `section_<subject>.cpp`.
///
/// In:     the page so far. Out: one more section on it, or nothing where the document says nothing of it.
/// Errors: none. What has no room is counted and said.
#pragma once

#include "clew/report/detail/page.h"

namespace clew::report::detail {

void write_head(Page& page);
void write_answer(Page& page);
void write_problems(Page& page);

/// Since when: the picture of what happened where, how far back it could have been seen, clocks that are off.
void write_since(Page& page);
bool has_since(const model::CaseDocument& document);
/// Through which door: what speaks for it and for others, and against them.
void write_door(Page& page);
bool has_door(const model::CaseDocument& document);

/// How far: what was reached, and what was looked at and was not.
void write_devices(Page& page);
void write_accounts(Page& page);
void write_secrets(Page& page);
void write_cloud(Page& page);
void write_cleared(Page& page);

/// Whom it resembles: hypotheses with what speaks for and against each.
void write_attribution(Page& page);

/// What to do, as a check-list that can be printed.
void write_ledger(Page& page);

void write_counting(Page& page);
void write_explained(Page& page);

void write_coverage(Page& page);
void write_searched(Page& page);
void write_blind(Page& page);

void write_notices(Page& page);
void write_files(Page& page);
void write_checking(Page& page);

}  // namespace clew::report::detail
