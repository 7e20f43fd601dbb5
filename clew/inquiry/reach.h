/// What lay within the intruder's reach on compromised devices, and what was done with it in the cloud.
///
///     devices, their traces, judged cases --> secrets (opened, or there to be opened), cloud actions
///
/// In:     the devices of the answer; the records. Out: secrets by device; calls in order of time.
/// Errors: none. A store counts as there when any program opened it on that device; what no record shows is not claimed.
#pragma once

#include "clew/inquiry/behaviour.h"
#include "clew/model/case_document.h"

#include <span>
#include <vector>

namespace clew::inquiry {

std::vector<model::CaseSecret> secrets_of(std::span<const model::CaseDevice> devices,
                                          std::span<const model::CaseFinding> findings, const Judgement& judgement,
                                          const Records& records);

std::vector<model::CaseCloudAction> cloud_actions_of(const Judgement& judgement,
                                                     std::span<const model::CaseFinding> findings);

}  // namespace clew::inquiry
