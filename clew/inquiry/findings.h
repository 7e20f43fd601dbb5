/// Turns sightings into findings: graded, explained or counted, put together where they say the same.
///
/// In:     the scan's sightings and the records around them.
/// Out:    findings in order of time, numbered F1, F2 …; one for each indicator, device, account, grade and reason, with
///         its earliest records as evidence and the number of further ones.
/// Errors: none.
#pragma once

#include "clew/inquiry/material.h"
#include "clew/model/case_document.h"

#include <map>
#include <string>
#include <vector>

namespace clew::inquiry {

/// Records quoted for one finding; the rest is counted in `CaseFinding::repeats`.
constexpr std::size_t evidence_per_finding_max = 12;
/// Of a record's text, in the case document.
constexpr std::size_t raw_in_document_bytes_max = 4096;

struct FoundOut {
  std::vector<model::CaseFinding> findings;
  /// What the records call an account: "admin", "cloud", "user".
  std::map<std::string, std::string, std::less<>> account_kinds;
};
FoundOut find_out(const Material& material);

inline bool counts(const model::CaseFinding& finding) { return finding.status == model::FindingStatus::counts; }

/// Counts, and shows more than a mention or an attempt: something was executed, contacted or authenticated.
inline bool is_strong(const model::CaseFinding& finding) {
  return counts(finding) && (finding.grade == model::Grade::executed || finding.grade == model::Grade::contacted ||
                             finding.grade == model::Grade::authenticated);
}

}  // namespace clew::inquiry
