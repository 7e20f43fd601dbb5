/// The judgement: from sightings and coverage to the answers of the first day.
///
///     Material, Question --inquire--> the parts of the case document that are conclusions
///
/// Verdict: `hit` when a finding counts that shows something executed, contacted or authenticated; `suspicious` when
///          only weaker ones count; `not_seen` when nothing counts and at least `covered_share_min` of the window is
///          covered for everything that the "no" needs; otherwise `cannot_say`, with what is missing.
/// Errors:  none.
#pragma once

#include "clew/inquiry/ground.h"
#include "clew/inquiry/material.h"
#include "clew/model/case_document.h"

#include <string>
#include <vector>

namespace clew::inquiry {

/// Of the window, for each need. Short outages are named, but do not by themselves forbid a "no".
constexpr double covered_share_min = 0.8;
/// Types that make up less of the indicators than this do not by themselves need to be covered.
constexpr double type_share_min = 0.1;

struct Question {
  std::string supplier;       ///< "jumpcloud"
  std::string supplier_name;  ///< "JumpCloud"
  model::Window window;
  std::string window_source;  ///< "notice", "pack", "flags", "none"
  std::vector<Need> needs;    ///< what a "no" needs, as the supplier's pack states it
};

/// Fills window, answer, devices, accounts, findings, coverage, blind, searched and evidence_files.
void inquire(const Material& material, const Question& question, model::CaseDocument& document);

}  // namespace clew::inquiry
