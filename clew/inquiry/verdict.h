/// The answer: from what counts and what was covered to a verdict and its sentence.
///
/// Verdict: `hit` when a finding counts that shows something executed, contacted or authenticated; `suspicious` when
///          only weaker ones count; `not_seen` when nothing counts and at least `covered_share_min` of the window is
///          covered for everything that the "no" needs, from near its beginning on; otherwise `cannot_say`, with what is missing.
/// In:      a document with its findings, devices and blind spots; the ground. Out: the answer.
/// Errors:  none.
#pragma once

#include "clew/inquiry/ground.h"
#include "clew/model/case_document.h"

#include <span>
#include <string>
#include <vector>

namespace clew::inquiry {

/// Of the window, for each need. Short outages are named, but do not by themselves forbid a "no".
constexpr double covered_share_min = 0.8;
/// Of the window at its beginning. A hole later on hides a part of what an intruder does, a late start hides how it began.
constexpr double late_share_max = 0.1;
/// Types that make up less of the indicators than this do not by themselves need to be covered.
constexpr double type_share_min = 0.1;
/// The same of files and their hashes, beside domains, addresses and URLs.
constexpr double files_share_min = 0.25;

struct Question {
  std::string supplier;       ///< "jumpcloud"
  std::string supplier_name;  ///< "JumpCloud"
  model::Window window;
  std::string window_source;  ///< "notice", "pack", "flags", "none"
  std::vector<Need> needs;    ///< what a "no" needs, as the supplier's pack states it
};

/// What the pack asks for, and what would show the types that make up the notice.
std::vector<Need> needs_of(const Question& question, std::span<const model::Indicator> indicators);

model::CaseAnswer decide(const model::CaseDocument& document, const Ground& ground, const Question& question,
                         std::size_t indicators);

}  // namespace clew::inquiry
