#include "clew/report/detail/link_picture.h"

#include "clew/base/text.h"
#include "clew/report/detail/cells.h"
#include "clew/report/detail/link_graph.h"
#include "clew/report/detail/markup.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

// In the picture's own units: about pixels.
constexpr int drawing_width = 860;
constexpr int box_width = 246;
constexpr int outline_margin = 2;  ///< for the outlines
constexpr int head_height = 26;
constexpr std::array<int, 3> lefts = {outline_margin, (drawing_width - box_width) / 2,
                                      drawing_width - box_width - outline_margin};
constexpr std::array<std::string_view, 3> heads = {"The case", "What links", "Activity"};
constexpr std::array<std::string_view, 3> many = {"values", "links", "activities"};
constexpr std::size_t value_columns = 30;  ///< of the fixed font in a box
constexpr std::size_t text_columns = 34;
constexpr std::size_t title_bytes_max = 300;

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kind_words = {
    {{"exact_indicator", "equal value"},
     {"registered_domain", "registered domain"},
     {"netblock", "neighbouring address"},
     {"url_path", "path on a server"},
     {"file_name", "file name"},
     {"technique", "technique"},
     {"software", "software"},
     {"claim", "claim"}}};

std::string cut_html(std::string_view text, std::size_t columns, Cut cut) {
  return escaped(cut_to(defanged_words(base::shortened(text, title_bytes_max)), columns, cut, "…"));
}

/// Of a host the end tells most, of a hash or a path the beginning.
std::string value_html(std::string_view text) {
  const bool is_host = text.find('.') != std::string_view::npos && text.find('/') == std::string_view::npos;
  return cut_html(text, value_columns, is_host ? Cut::start : Cut::end);
}

std::string_view class_of(Wire wire) {
  switch (wire) {
    case Wire::links: return "fact";
    case Wire::claims: return "claim";
    case Wire::carries_nothing: break;
  }
  return "nothing";
}

void draw_wire(std::string& out, const LinkGraph& graph, std::size_t column, const GraphWire& wire, double heaviest) {
  const GraphBox& from = graph.boxes.at(column).at(wire.from);
  const GraphBox& to = graph.boxes.at(column + 1).at(wire.to);
  const int x = lefts.at(column) + box_width;
  const int end = lefts.at(column + 1);
  const int middle = (x + end) / 2;
  const double share = heaviest > 0 ? std::clamp(wire.weight / heaviest, 0.0, 1.0) : 0;
  out += fmt::format("<path class=\"wire {0}{1}\" stroke-width={2:.1f} d=\"M{3} {4}C{5} {4} {5} {6} {7} {6}\"/>",
                     class_of(wire.kind), wire.candidate == std::size_t{0} ? " first" : "", 1.2 + 2.8 * share, x,
                     head_height + from.top + from.height / 2, middle, head_height + to.top + to.height / 2, end);
}

/// What stands in a box, and behind it as a title.
struct Words {
  std::string first, second, title;
  bool is_value = false;
};

Words words_of_value(const GraphBox& box) {
  if (box.text.empty()) return {fmt::format("{} more values", box.members), "", ""};
  if (box.members > 1) {
    return {cut_html(fmt::format("{} values: {} …", box.members, box.text), text_columns, Cut::end), "",
            link_text_html(fmt::format("{} values, the first is {}", box.members, box.text))};
  }
  return {value_html(box.text), "", link_text_html(box.text), true};
}

Words words_of_link(const GraphBox& box) {
  if (box.text.empty() && box.kind.empty()) return {fmt::format("{} more links", box.members), "", ""};
  if (box.wire == Wire::carries_nothing) {
    const std::string what = box.members > 1 ? fmt::format("{} traces", box.members) : box.text;
    return {cut_html(what, text_columns, Cut::end),
            cut_html("carries nothing: " + box.kind, text_columns + 4, Cut::end),
            link_text_html(what + " carries nothing: " + box.kind)};
  }
  const std::string kind = link_kind_words(box.kind);
  if (box.members > 1) {
    return {fmt::format("{} links", box.members), cut_html(kind, text_columns, Cut::end),
            link_text_html(fmt::format("{}, {} times; the first is {}", kind, box.members, box.text))};
  }
  return {value_html(box.text), cut_html(kind, text_columns, Cut::end), link_text_html(kind + " " + box.text),
          box.wire == Wire::links};
}

Words words_of_activity(const GraphBox& box, const model::CaseAttribution& attribution) {
  if (!box.candidate) {
    std::string text = box.members > 1 || box.text.empty() ? fmt::format("{} activities", box.members) : box.text;
    return {cut_html(text, text_columns, Cut::end), "not among the hypotheses", link_text_html(box.text)};
  }
  const std::string& candidate = attribution.candidates[*box.candidate].activity;
  const std::string text = box.members > 1 ? fmt::format("{} activities", box.members) : box.text;
  const bool repeats = box.members == 1 && candidate == box.text;
  const std::string second =
      repeats ? fmt::format("H{}", *box.candidate + 1) : fmt::format("H{}: {}", *box.candidate + 1, candidate);
  return {cut_html(text, text_columns, Cut::end), cut_html(second, text_columns + 4, Cut::end),
          link_text_html(repeats ? candidate : fmt::format("{}, of {}", text, candidate))};
}

void draw_box(std::string& out, std::size_t column, const GraphBox& box, const Words& words) {
  const bool leads_on = column == LinkGraph::activities && box.candidate && *box.candidate < hypotheses_max;
  const int top = head_height + box.top;
  const int left = lefts.at(column);
  out += leads_on ? fmt::format("<a href=\"#{}\">", hypothesis_anchor(*box.candidate)) : std::string("<g>");
  if (!words.title.empty()) out += fmt::format("<title>{}</title>", words.title);
  out += fmt::format("<rect class=\"box {}{}\" x={} y={} width={} height={} rx=6 />", class_of(box.wire),
                     box.candidate == std::size_t{0} ? " first" : "", left, top, box_width, box.height);
  const int baseline = words.second.empty() ? top + box.height / 2 + 4 : top + 17;
  out +=
      fmt::format("<text{} x={} y={}>{}</text>", words.is_value ? " class=mono" : "", left + 10, baseline, words.first);
  if (!words.second.empty()) {
    out += fmt::format("<text class=kind x={} y={}>{}</text>", left + 10, top + 32, words.second);
  }
  out += leads_on ? "</a>\n" : "</g>\n";
}

void draw_key(std::string& out, const LinkGraph& graph) {
  bool claims = false, nothing = false;
  for (const GraphWire& wire : graph.wires[0]) {
    claims = claims || wire.kind == Wire::claims;
    nothing = nothing || wire.kind == Wire::carries_nothing;
  }
  const auto entry = [&](std::string_view kind, std::string_view text) {
    out += fmt::format(
        "<li><svg viewBox=\"0 0 16 12\"><path class=\"wire {}\" stroke-width=2 d=\"M0 6H16\"/></svg>{}</li>", kind,
        text);
  };
  out += "<ul class=key aria-hidden=true>";
  entry("fact first", "leads to H1; the thicker, the more it weighs");
  entry("fact", "leads elsewhere");
  if (claims) entry("claim", "what others claim");
  if (nothing) entry("nothing", "carries nothing");
  out += "</ul>\n";
}

}  // namespace

std::string link_kind_words(std::string_view kind) {
  for (const auto& [name, words] : kind_words) {
    if (name == kind) return std::string(words);
  }
  return words_of(fit(kind));
}

std::string link_text_html(std::string_view text) { return escaped(defanged_words(fit(text))); }

std::string hypothesis_anchor(std::size_t candidate) { return fmt::format("hypothesis-{}", candidate + 1); }

void draw_links(Page& page, const model::CaseAttribution& attribution) {
  const LinkGraph graph = graph_of(attribution);
  std::string& out = page.out();
  std::string label;
  for (std::size_t i = 0; i < graph.boxes.size(); ++i) {
    std::size_t members = 0;
    for (const GraphBox& box : graph.boxes.at(i)) members += box.members;
    label += fmt::format("{}{} {}", i == 0 ? "" : ", ", members, many.at(i));
  }
  out += fmt::format(
      "<div class=web tabindex=0 role=region aria-label=\"Picture of the links; the table below says the same\">"
      "<svg viewBox=\"0 0 {} {}\" role=group aria-label=\"{}\">\n",
      drawing_width, head_height + graph.height + outline_margin, label);
  for (std::size_t i = 0; i < heads.size(); ++i) {
    out += fmt::format("<text class=head x={} y=13>{}</text>", lefts.at(i), heads.at(i));
  }
  double heaviest = 0;
  for (const auto& column : graph.wires) {
    for (const GraphWire& wire : column) heaviest = std::max(heaviest, wire.weight);
  }
  // The first hypothesis last, so that its wires lie on top.
  for (const bool first : {false, true}) {
    for (std::size_t column = 0; column < graph.wires.size(); ++column) {
      for (const GraphWire& wire : graph.wires.at(column)) {
        if ((wire.candidate == std::size_t{0}) == first) draw_wire(out, graph, column, wire, heaviest);
      }
    }
  }
  out += "\n";
  for (const GraphBox& box : graph.boxes[LinkGraph::values]) draw_box(out, LinkGraph::values, box, words_of_value(box));
  for (const GraphBox& box : graph.boxes[LinkGraph::links]) draw_box(out, LinkGraph::links, box, words_of_link(box));
  for (const GraphBox& box : graph.boxes[LinkGraph::activities]) {
    draw_box(out, LinkGraph::activities, box, words_of_activity(box, attribution));
  }
  out += "</svg></div>\n";
  draw_key(out, graph);
}

}  // namespace clew::report::detail
