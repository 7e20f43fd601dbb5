/// How values are shown to people, on a terminal and on a page alike: defanged, printable, in words.
///
/// In:     a case document with any bytes in it. Out: valid UTF-8 without control bytes, escapes or bidirectional tricks;
///         nothing that a program would make a link of. HTML escaping is the page's own work (`markup.h`).
/// Errors: none. What is unknown is shown as it stands.
#pragma once

#include "clew/model/case_document.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::report::detail {

/// The indicator's value as people are shown it: `pear-mirror[.]example`.
std::string shown(const model::CaseIndicator& indicator);

/// Makes free text safe to show: what it says of the document's indicators is defanged, and so is every `http`.
class Shower {
 public:
  /// Keeps the values of the first `values_max` different indicators of the document.
  explicit Shower(const model::CaseDocument& document);
  static constexpr std::size_t values_max = 2'000;

  [[nodiscard]] std::string text(std::string_view text) const;
  /// Faster: looks for the finding's own indicator only.
  [[nodiscard]] static std::string text(std::string_view text, const model::CaseFinding& finding);

 private:
  std::vector<std::pair<std::string, std::string>> defanged_;  ///< exact and shown spelling, longest first
};

/// Free text in which every word that is a domain, an address or a URL is defanged, whether or not the document lists it;
/// printable. A word that only looks like a domain ("notice.md") is defanged, too: that harms nobody.
std::string defanged_words(std::string_view text);

/// The sentence of the answer; the verdict is dropped from its front where it stands there too (`Hit: …`).
std::string sentence_of(const model::CaseDocument& document, const Shower& shower);

/// `HIT`, `NOT SEEN`
std::string_view word_of(model::Verdict verdict);
/// `lookup without answer` from `lookup-without-answer` or `lookup_without_answer`
std::string words_of(std::string_view name);
/// `1,204,113`
std::string grouped(std::uint64_t number);
/// `31.2 MB`
std::string sized(std::uint64_t bytes);
/// `100 %`; what is nearly all or nearly nothing is not rounded to all or nothing.
std::string percent(double share);
/// `2024-02-29 17:56:41`
std::string moment(base::Instant time);
/// `2024-02-20 – 2024-03-12`, the days of a stretch that ends with the midnight after the last of them; times of day only
/// where one of the two is not a midnight. Empty when neither is known.
std::string stretch(const std::optional<base::Instant>& from, const std::optional<base::Instant>& to);
std::string joined(const std::vector<std::string>& texts, std::string_view separator);

/// `1 h 0 min 1.25 s ahead, ± 0.4 s`, `right, ± 0.8 s`
std::string offset_of(const model::CaseClock& clock);

/// `file:line` of the first record, empty when there is none.
std::string place_of(const model::CaseFinding& finding);
/// What a finding is about in one short text: the indicator, else what the record says, else the rule.
std::string subject_of(const model::CaseFinding& finding);

std::vector<const model::CaseFinding*> counting(const model::CaseDocument& document);

/// Explained findings that the same rule explains; most of them first, then by name.
struct ExplainedGroup {
  std::string rule;
  std::vector<const model::CaseFinding*> findings;
};
std::vector<ExplainedGroup> explained(const model::CaseDocument& document);

/// The time axis of the pictures: the document's, else the window, else nothing.
struct Axis {
  base::Instant from, to;
  /// Where on the axis `time` is, 0 to 1; what lies outside is put to the nearest end.
  [[nodiscard]] double share(base::Instant time) const;
};
std::optional<Axis> axis_of(const model::CaseDocument& document);

/// A part of a coverage bar: how high, 0 to 1, and whether a gap covers at least half of it.
struct BarPart {
  double height = 0;
  bool gap = false;
};
/// The source's histogram in `parts` equal parts of the axis; heights grow with the square root, so that quiet nights
/// can be seen beside loud days.
std::vector<BarPart> bar_of(const model::CaseCoverage& coverage, const Axis& axis, std::size_t parts);

/// What comes before every step of the ledger: the devices to take off the network, in order of name; empty for none.
std::vector<std::string> devices_to_isolate(const model::CaseDocument& document);

}  // namespace clew::report::detail
