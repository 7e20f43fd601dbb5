#include "clew/report/detail/link_graph.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <span>
#include <string_view>
#include <utility>

namespace clew::report::detail {
namespace {

constexpr int value_height = 26;
constexpr int box_height = 40;
constexpr int box_distance = 10;

/// What is one box: the levels are tried one after the other until there is room.
enum class Merge : std::uint8_t { nothing, values, links, activities };

/// The boxes of one column, by what they are of, in the order in which they were first met.
class Boxes {
 public:
  std::size_t of(const std::string& key, const GraphBox& box) {
    const auto [found, added] = index_.emplace(key, boxes_.size());
    if (added) boxes_.push_back(box);
    return found->second;
  }
  GraphBox& at(std::size_t index) { return boxes_.at(index); }
  [[nodiscard]] std::size_t size() const { return boxes_.size(); }

  /// The last box stands for all that have no room. What was at `index` is at `folded(index)` then.
  std::vector<GraphBox> folded() && {
    if (boxes_.size() <= graph_rows_max) return std::move(boxes_);
    const std::size_t members = std::accumulate(boxes_.begin() + (graph_rows_max - 1), boxes_.end(), std::size_t{0},
                                                [](std::size_t sum, const GraphBox& box) { return sum + box.members; });
    boxes_.resize(graph_rows_max);
    boxes_.back() = {.text = "", .kind = "", .members = members};
    return std::move(boxes_);
  }
  [[nodiscard]] std::size_t folded(std::size_t index) const {
    return boxes_.size() <= graph_rows_max ? index : std::min(index, graph_rows_max - 1);
  }

 private:
  std::map<std::string, std::size_t> index_;
  std::vector<GraphBox> boxes_;
};

class Builder {
 public:
  Builder(const model::CaseAttribution& attribution, Merge merge)
      : attribution_(attribution), merge_(merge), candidates_(attribution) {
    const std::size_t count = std::min(attribution.links.size(), model::case_links_max);
    for (const model::CaseLink& link : std::span(attribution.links).first(count)) add(link);
    for (std::size_t i = 0; i < links_.size(); ++i) links_.at(i).members = targets_.at(i).size();
    for (std::size_t i = 0; i < activities_.size(); ++i) activities_.at(i).members = names_.at(i).size();
    add_values();
  }

  [[nodiscard]] bool fits() const {
    return std::max({values_.size(), links_.size(), activities_.size()}) <= graph_rows_max;
  }

  LinkGraph graph() && {
    LinkGraph graph;
    graph.wires[0] = folded(from_values_, values_, links_);
    graph.wires[1] = folded(to_activities_, links_, activities_);
    graph.boxes = {std::move(values_).folded(), std::move(links_).folded(), std::move(activities_).folded()};
    for (const auto& column : graph.boxes) {
      for (const GraphBox& box : column) graph.merged = graph.merged || box.members > 1;
    }
    return graph;
  }

 private:
  using Ends = std::pair<std::size_t, std::size_t>;

  /// All links between two boxes: the wire shows the best of them.
  struct Strand {
    Wire kind = Wire::carries_nothing;
    std::optional<std::size_t> candidate = {};
    double weight = 0;

    void add(const Strand& other) {
      kind = std::min(kind, other.kind);
      if (!candidate || (other.candidate && *other.candidate < *candidate)) candidate = other.candidate;
      weight += other.weight;
    }
  };
  using Strands = std::map<Ends, Strand>;

  void add(const model::CaseLink& link) {
    const Wire wire = wire_of(link);
    const auto candidate = candidates_.candidate_of(link.activity);
    std::string activity = link.activity;
    if (merge_ == Merge::activities) activity = candidate ? attribution_.candidates[*candidate].activity : "";
    std::string key = link.kind + "\n" + (merge_ >= Merge::links ? activity : link.to);
    if (wire == Wire::carries_nothing) key = "\n" + link.discounted;
    const GraphBox link_box{.text = link.to,
                            .kind = wire == Wire::carries_nothing ? link.discounted : link.kind,
                            .candidate = candidate,
                            .wire = wire};
    const std::size_t at = links_.of(key, link_box);
    if (at == targets_.size()) targets_.emplace_back();
    targets_[at].insert(link.to);
    links_of_values_[link.from].insert(at);
    if (order_of_values_.emplace(link.from, order_of_values_.size()).second) value_names_.push_back(link.from);
    const Strand strand{wire, candidate, std::isfinite(link.weight) ? link.weight : 0};
    from_each_value_[{order_of_values_.at(link.from), at}].add(strand);
    if (wire == Wire::carries_nothing) return;
    const std::size_t end = activities_.of(activity, {.text = activity, .kind = "", .candidate = candidate});
    if (end == names_.size()) names_.emplace_back();
    names_[end].insert(link.activity);
    to_activities_[{at, end}].add(strand);
  }

  void add_values() {
    for (std::size_t i = 0; i < value_names_.size(); ++i) {
      const std::set<std::size_t>& links = links_of_values_.at(value_names_[i]);
      std::string key = "\n" + value_names_[i];
      if (merge_ != Merge::nothing) {
        key.clear();
        for (const std::size_t link : links) key += std::to_string(links_.folded(link)) + " ";
      }
      const std::size_t before = values_.size();
      const std::size_t at = values_.of(key, {.text = value_names_[i], .kind = ""});
      if (at < before) ++values_.at(at).members;
      Wire best = Wire::carries_nothing;
      for (const std::size_t link : links) {
        const Strand& strand = from_each_value_.at({i, link});
        best = std::min(best, strand.kind);
        from_values_[{at, link}].add(strand);
      }
      values_.at(at).wire = std::min(at < before ? values_.at(at).wire : best, best);
    }
  }

  static std::vector<GraphWire> folded(const Strands& strands, const Boxes& left, const Boxes& right) {
    Strands sums;
    for (const auto& [ends, strand] : strands) sums[{left.folded(ends.first), right.folded(ends.second)}].add(strand);
    std::vector<GraphWire> wires;
    for (const auto& [ends, strand] : sums) {
      wires.push_back({.from = ends.first,
                       .to = ends.second,
                       .kind = strand.kind,
                       .candidate = strand.candidate,
                       .weight = strand.weight});
    }
    return wires;
  }

  const model::CaseAttribution& attribution_;
  Merge merge_;
  CandidateNames candidates_;
  Boxes values_, links_, activities_;
  std::vector<std::set<std::string>> targets_, names_;
  std::map<std::string, std::set<std::size_t>> links_of_values_;
  std::map<std::string, std::size_t> order_of_values_;
  std::vector<std::string> value_names_;
  Strands from_each_value_, from_values_, to_activities_;
};

/// Puts a column into the order of `ranks`, and the ends of its wires with it.
template <class Rank>
void reorder(LinkGraph& graph, std::size_t column, const std::vector<Rank>& ranks) {
  std::vector<GraphBox>& boxes = graph.boxes.at(column);
  std::vector<std::size_t> order(boxes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return ranks[i]; });
  std::vector<GraphBox> sorted;
  std::vector<std::size_t> place(boxes.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    sorted.push_back(std::move(boxes[order[i]]));
  }
  boxes = std::move(sorted);
  if (column < 2) {
    for (GraphWire& wire : graph.wires.at(column)) wire.from = place[wire.from];
  }
  if (column > 0) {
    for (GraphWire& wire : graph.wires.at(column - 1)) wire.to = place[wire.to];
  }
}

/// Likely activities first; links beside the activity that they lead to, what leads to nobody last; values beside links.
void sort_columns(LinkGraph& graph) {
  constexpr std::size_t last = static_cast<std::size_t>(-1);
  std::vector<std::size_t> activity_ranks;
  for (const GraphBox& box : graph.boxes[LinkGraph::activities]) activity_ranks.push_back(box.candidate.value_or(last));
  reorder(graph, LinkGraph::activities, activity_ranks);
  std::vector<std::pair<std::size_t, double>> link_ranks(graph.boxes[LinkGraph::links].size(), {last, 0});
  for (const GraphWire& wire : graph.wires[1]) {
    link_ranks[wire.from].first = std::min(link_ranks[wire.from].first, wire.to);
    link_ranks[wire.from].second -= wire.weight;
  }
  reorder(graph, LinkGraph::links, link_ranks);
  std::vector<std::size_t> value_ranks(graph.boxes[LinkGraph::values].size(), last);
  for (const GraphWire& wire : graph.wires[0]) value_ranks[wire.from] = std::min(value_ranks[wire.from], wire.to);
  reorder(graph, LinkGraph::values, value_ranks);
}

/// Each box of `column` beside the middle of what leads to it, none on another.
void place(LinkGraph& graph, std::size_t column) {
  std::vector<GraphBox>& boxes = graph.boxes.at(column);
  std::vector<int> sums(boxes.size()), counts(boxes.size());
  if (column > 0) {
    for (const GraphWire& wire : graph.wires.at(column - 1)) {
      const GraphBox& from = graph.boxes.at(column - 1)[wire.from];
      sums[wire.to] += from.top + from.height / 2;
      ++counts[wire.to];
    }
  }
  int bottom = 0;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    boxes[i].height = column == LinkGraph::values ? value_height : box_height;
    const int wanted = counts[i] > 0 ? sums[i] / counts[i] - boxes[i].height / 2 : 0;
    boxes[i].top = std::max(bottom, wanted);
    bottom = boxes[i].top + boxes[i].height + box_distance;
  }
  graph.height = std::max(graph.height, bottom - (boxes.empty() ? 0 : box_distance));
}

}  // namespace

Wire wire_of(const model::CaseLink& link) {
  if (link.kind == "claim") return Wire::claims;
  return link.weight == 0 && !link.discounted.empty() ? Wire::carries_nothing : Wire::links;
}

CandidateNames::CandidateNames(const model::CaseAttribution& attribution) {
  for (std::size_t i = 0; i < attribution.candidates.size(); ++i) {
    candidates_.emplace(attribution.candidates[i].activity, i);
    for (const std::string& name : attribution.candidates[i].names) candidates_.emplace(name, i);
  }
}

std::optional<std::size_t> CandidateNames::candidate_of(std::string_view activity) const {
  const auto found = candidates_.find(activity);
  return found == candidates_.end() ? std::nullopt : std::optional(found->second);
}

LinkGraph graph_of(const model::CaseAttribution& attribution) {
  for (const Merge merge : {Merge::nothing, Merge::values, Merge::links, Merge::activities}) {
    Builder builder(attribution, merge);
    if (!builder.fits() && merge != Merge::activities) continue;
    LinkGraph graph = std::move(builder).graph();
    sort_columns(graph);
    for (std::size_t column = 0; column < graph.boxes.size(); ++column) place(graph, column);
    return graph;
  }
  return {};
}

}  // namespace clew::report::detail
