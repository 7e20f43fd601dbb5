/// How far it reaches: the devices and accounts that the findings speak of, and what became of each.
///
/// In:     findings with their devices and accounts, the inventory.
/// Out:    devices, compromised first, cleared ones with the reason; accounts that were used by the intruder or that a
///         compromised device exposes.
/// Errors: none.
#pragma once

#include "clew/inquiry/findings.h"
#include "clew/model/case_document.h"
#include "clew/model/inventory.h"

#include <span>
#include <string_view>
#include <vector>

namespace clew::inquiry {

std::vector<model::CaseDevice> list_devices(const FoundOut& found, const model::Inventory& inventory,
                                            std::string_view supplier);

std::vector<model::CaseAccount> list_accounts(const FoundOut& found, std::span<const model::CaseDevice> devices,
                                              const model::Inventory& inventory);

}  // namespace clew::inquiry
