/// Through which door: how the intruder's order reached the devices, with what speaks for and against each.
///
/// In:     judged cases, the findings, the pack's doors (which methods and sign-ins belong to which).
/// Out:    the door of the earliest case that tells one; `unknown` where the evidence does not.
/// Errors: none. `unknown` is better than wrong: a silent log proves nothing where there is none.
#pragma once

#include "clew/inquiry/behaviour.h"
#include "clew/model/case_document.h"

#include <span>
#include <string>
#include <vector>

namespace clew::inquiry {

/// The door of one case: "supplier_channel", "admin_api_key", …, "unknown".
std::string door_of(const Case& of, const Records& records);

/// Fills the door of an answer in which something counts.
void find_door(const Judgement& judgement, const Records& records, std::span<const model::CaseFinding> findings,
               std::span<const std::string> chain_of_case, model::CaseAnswer& answer);

}  // namespace clew::inquiry
