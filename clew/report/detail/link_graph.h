/// What links a case to earlier activity as three columns of boxes: values of the case, what links, activities.
///
///     CaseAttribution --graph_of--> LinkGraph     // drawn by `link_picture.h`, listed beside it as a table
///
/// In:     any attribution; any bytes in its strings. The first `model::case_links_max` links are looked at.
/// Out:    at most `graph_rows_max` boxes in a column. Where there are more, values that the same things link become one
///         box, then links of one kind to one activity, then activities of one hypothesis; what is left over after that is
///         one last box of its column. What carries nothing leads to its reason, and on to nobody. Texts are exact.
/// Errors: none. Cost: n log n in links.
#pragma once

#include "clew/model/case_document.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::report::detail {

constexpr std::size_t graph_rows_max = 40;  ///< of a column: 120 boxes of a picture that shall hold at most 150

enum class Wire : std::uint8_t { links, claims, carries_nothing };

struct GraphBox {
  std::string text;  ///< of its first member
  std::string kind;  ///< of a link, or why it carries nothing
  std::size_t members = 1;
  std::optional<std::size_t> candidate = {};  ///< in `CaseAttribution::candidates`
  Wire wire = Wire::links;
  int top = 0, height = 0;
};

/// From a box of one column to one of the next.
struct GraphWire {
  std::size_t from, to;
  Wire kind = Wire::links;
  std::optional<std::size_t> candidate = {};
  double weight = 0;
};

struct LinkGraph {
  enum Column : std::uint8_t { values, links, activities };
  std::array<std::vector<GraphBox>, 3> boxes = {};
  std::array<std::vector<GraphWire>, 2> wires = {};  ///< from values to links, from links to activities
  int height = 0;
  bool merged = false;  ///< some boxes stand for several things
};

LinkGraph graph_of(const model::CaseAttribution& attribution);

/// Which candidate an activity belongs to, by all the names that a candidate has.
class CandidateNames {
 public:
  explicit CandidateNames(const model::CaseAttribution& attribution);
  [[nodiscard]] std::optional<std::size_t> candidate_of(std::string_view activity) const;

 private:
  std::map<std::string_view, std::size_t> candidates_;
};
/// Whether a link counts, is a claim, or is only listed.
Wire wire_of(const model::CaseLink& link);

}  // namespace clew::report::detail
