/// Puts behaviours beside the findings of indicators: numbered together, chains named, what is explained said.
///
///     FoundOut (indicators) + Judgement (behaviours) --tell--> findings in order of time, chains, what was cleared
///
/// In:     both, and the records that the marks point into. Out: `found` with all findings, numbered F1, F2 …
/// Errors: none.
#pragma once

#include "clew/inquiry/behaviour.h"
#include "clew/inquiry/findings.h"
#include "clew/model/case_document.h"

#include <vector>

namespace clew::inquiry {

struct Told {
  std::vector<model::CaseChain> chains;
  std::vector<model::CaseCleared> cleared;
  /// Chain of each case of the judgement, by position; empty for those that are not told.
  std::vector<std::string> chain_of_case;
};
Told tell(const Judgement& judgement, const Records& records, FoundOut& found);

}  // namespace clew::inquiry
