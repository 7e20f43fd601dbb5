/// The ground that the answer stands on: what the sources cover, where they have holes, what nothing could have shown.
///
/// In:     the timelines of the sources, the window to look at, what a "no" needs.
/// Out:    coverage with gaps for each source, blind spots, and for each type of indicator whether anything here could
///         have shown it and for which share of the window.
/// Gaps:   a pause is a gap when it is at least `gap_factor` times the source's own fourth-longest pause (so nights and
///         weekends, which come back, are none), or when a sister source (another log of the same sensor) has a gap at
///         the same time. A source that starts after the window does or ends before it does has a gap there.
#pragma once

#include "clew/hunt/scan.h"
#include "clew/intel/pack.h"
#include "clew/model/case_document.h"
#include "clew/model/notice.h"

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace clew::inquiry {

constexpr double gap_factor = 2.0;
constexpr double gap_factor_with_sister = 1.2;
/// A rhythm cannot be known from less.
constexpr std::size_t rhythm_pauses_min = 12;

using intel::Need;  // what a "no" needs: any of these sights

/// What would show the values of this type among the indicators. Whatever shows names of hosts shows enough of a URL whose host
/// is searched for, too: who never asked for the host was on none of its pages.
Need need_of(model::ValueType type, std::span<const model::Indicator> indicators);

struct Ground {
  std::vector<model::CaseCoverage> coverage;
  std::vector<model::CaseBlind> blind;
  std::vector<model::CaseSearch> searched;
  struct Covered {
    std::string need;
    double share = 0;  ///< of the window, 0 to 1
    double late = 0;   ///< the share of the window that passes before anything shows it
  };
  std::vector<Covered> needs;
  std::optional<base::Instant> axis_from, axis_to;
};

/// `open_to_outside`: the sources that have shown somebody who came from a public address. Where a notice names nothing but
/// addresses, these tell as well whether somebody came from one of them.
Ground survey(const hunt::ScanResult& scan, std::span<const model::Indicator> indicators, const model::Window& window,
              std::span<const Need> needs, const std::set<std::string, std::less<>>& open_to_outside = {});

/// The gaps of every source, in the order of `scan.sources`.
std::vector<std::vector<model::CaseGap>> gaps_of(const hunt::ScanResult& scan, const model::Window& window);

}  // namespace clew::inquiry
