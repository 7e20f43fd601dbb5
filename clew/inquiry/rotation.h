/// What to renew, in an order that is safe, and what the logs already show to have been renewed.
///
///     devices, accounts, secrets, cloud actions + the pack's credentials --> ledger
///
/// Order:  a credential that can make others comes before those; devices are isolated before what is on them is renewed,
///         or the new one is taken as the old one was. State: `done` when a record shows the renewal, `verified` when the
///         old one was seen failing afterwards; who still uses it is named.
/// In:     the answer as far as it is known; the records. Out: items, numbered from 1. Errors: none.
#pragma once

#include "clew/inquiry/behaviour.h"
#include "clew/model/case_document.h"

#include <vector>

namespace clew::inquiry {

/// `document` has its findings, devices, accounts, secrets, cloud actions and door.
std::vector<model::CaseRotation> rotation_of(const model::CaseDocument& document, const Judgement& judgement,
                                             const Records& records);

}  // namespace clew::inquiry
