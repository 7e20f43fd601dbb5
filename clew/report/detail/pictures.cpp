#include "clew/report/detail/pictures.h"

#include "clew/base/text.h"
#include "clew/report/detail/markup.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

constexpr int width = 1000;  ///< of every lane, in its own units
constexpr int height = 36;
constexpr std::size_t bars = 120;
constexpr std::size_t gaps_max = 60;  ///< of one source

int x_of(const Axis& axis, base::Instant time) { return static_cast<int>(std::lround(axis.share(time) * width)); }

/// Where a line may break: behind an underscore rather than within a word.
std::string breakable_name_of(std::string_view text) {
  std::string name = short_name(text);
  for (std::size_t at = name.find('_'); at != std::string::npos; at = name.find('_', at + 1))
    name.insert(at + 1, "<wbr>");
  return name;
}

void open_lane(std::string& out, const std::string& label, std::string_view kind) {
  out += fmt::format("<svg viewBox=\"0 0 {} {}\" preserveAspectRatio=none role=img aria-label=\"{}\"{}>", width, height,
                     label, kind);
  out += fmt::format("<rect class=ground width={} height={} rx=3 />", width, height);
}

/// What lies before and behind the window is shaded; its ends are marked.
void draw_window(std::string& out, const model::CaseWindow& window, const Axis& axis) {
  if (window.from && *window.from > axis.from) {
    const int x = x_of(axis, *window.from);
    out += fmt::format("<rect class=outside width={0} height={1} /><path class=edge d=\"M{0} 0V{1}\"/>", x, height);
  }
  if (window.to && *window.to < axis.to) {
    const int x = x_of(axis, *window.to);
    out += fmt::format("<rect class=outside x={0} width={1} height={2} /><path class=edge d=\"M{0} 0V{2}\"/>", x,
                       width - x, height);
  }
}

/// All bars as one path: a page of 200 sources stays small.
void draw_bars(std::string& out, const model::CaseCoverage& coverage, const Axis& axis) {
  std::string path;
  const auto parts = bar_of(coverage, axis, bars);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].height <= 0) continue;
    const auto x = static_cast<int>(i * width / bars);
    const auto next = static_cast<int>((i + 1) * width / bars);
    const int top = height - std::max(3, static_cast<int>(std::lround(parts[i].height * (height - 4))));
    path += fmt::format("M{} {}V{}H{}V{}z", x, height, top, next - 1, height);
  }
  if (!path.empty()) out += fmt::format("<path class=bar d=\"{}\"/>", path);
}

void draw_gaps(std::string& out, const model::CaseCoverage& coverage, const Axis& axis) {
  for (std::size_t i = 0; i < std::min(coverage.gaps.size(), gaps_max); ++i) {
    const model::CaseGap& gap = coverage.gaps[i];
    const int x = gap.from ? x_of(axis, *gap.from) : 0;
    const int end = gap.to ? x_of(axis, *gap.to) : width;
    if (end < x) continue;
    out +=
        fmt::format("<rect class=gap x={} y=1 width={} height={}><title>{}{}{}</title></rect>", x, std::max(end - x, 2),
                    height - 2, escaped(stretch(gap.from, gap.to)), gap.why.empty() ? "" : ": ", short_name(gap.why));
  }
}

/// What stands at a tick: as much of the date as tells it from its neighbours.
std::string tick_text(const Axis& axis, base::Instant tick) {
  constexpr std::int64_t day = 86'400 * base::Instant::per_second;
  const bool years_differ = base::to_civil(axis.from).year != base::to_civil(axis.to).year;
  if (axis.to.nanoseconds / day - axis.from.nanoseconds / day < 6) return moment(tick).substr(5, 11);
  return years_differ ? base::to_date(tick) : base::to_date(tick).substr(5);
}

void draw_axis(std::string& out, const Axis& axis) {
  const std::int64_t quarter = axis.to.nanoseconds / 4 - axis.from.nanoseconds / 4;
  out += fmt::format("<div class=axis aria-hidden=true><span>{}</span>", base::to_date(axis.from));
  for (int i = 1; i < 3; ++i)
    out += fmt::format("<span>{}</span>", tick_text(axis, {axis.from.nanoseconds + i * quarter, 0}));
  out += fmt::format("<span><span>{}</span><span>{}</span></span></div>\n",
                     tick_text(axis, {axis.from.nanoseconds + 3 * quarter, 0}), base::to_date(axis.to));
}

std::string lane_note(const model::CaseCoverage& coverage) {
  std::string note = fmt::format("<span class=num>{}</span> events", grouped(coverage.events));
  if (!coverage.from && !coverage.to) note += ",<br> no times";
  if (coverage.unparsed > 0) note += fmt::format(",<br> {} unparsed", grouped(coverage.unparsed));
  if (coverage.gaps.size() == 1) note += ",<br> 1 gap";
  if (coverage.gaps.size() > 1) note += fmt::format(",<br> {} gaps", coverage.gaps.size());
  return note;
}

/// The gaps in words, under the picture.
void list_gaps(std::string& out, const model::CaseDocument& document) {
  constexpr std::size_t listed_max = 12;
  std::size_t count = 0;
  out += "<ul class=gaps>\n";
  for (const model::CaseCoverage& coverage : document.coverage) {
    for (const model::CaseGap& gap : coverage.gaps) {
      if (++count > listed_max) continue;
      out += fmt::format("<li><b>{}</b> {}{}{}</li>\n", short_name(coverage.source), escaped(stretch(gap.from, gap.to)),
                         gap.why.empty() ? "" : ": ", short_name(gap.why));
    }
  }
  if (count > listed_max) out += fmt::format("<li class=more>{} more in the table</li>\n", grouped(count - listed_max));
  out += "</ul>\n";
}

}  // namespace

void draw_coverage(std::string& out, const model::CaseDocument& document, const Axis& axis, std::size_t lanes) {
  out +=
      "<svg class=defs width=0 height=0 aria-hidden=true><defs><pattern id=hatch width=14 height=14 patternUnits=userSpaceOnUse>"
      "<path class=hatch d=\"M-2 16L16 -2\"/></pattern></defs></svg>\n";
  out += "<div class=lanes>\n";
  bool gaps = false;
  for (std::size_t i = 0; i < std::min(lanes, document.coverage.size()); ++i) {
    const model::CaseCoverage& coverage = document.coverage[i];
    gaps = gaps || !coverage.gaps.empty();
    const std::string name = short_name(coverage.source);
    out += fmt::format("<div class=lane><div class=name>{}</div>", breakable_name_of(coverage.source));
    const std::string dates = stretch(coverage.from, coverage.to);
    open_lane(out,
              fmt::format("{}: {}, {} events, {} gaps", name, dates.empty() ? "no times" : escaped(dates),
                          coverage.events, coverage.gaps.size()),
              "");
    draw_bars(out, coverage, axis);
    draw_gaps(out, coverage, axis);
    draw_window(out, document.window, axis);
    out += fmt::format("</svg><div class=note>{}</div></div>\n", lane_note(coverage));
  }
  draw_axis(out, axis);
  out +=
      "</div>\n<ul class=key aria-hidden=true><li><svg viewBox=\"0 0 16 12\"><rect class=bar y=4 width=16 height=8 /></svg>records: the more, the higher</li>";
  if (gaps) out += "<li><svg viewBox=\"0 0 16 12\"><rect class=gap x=1 y=1 width=14 height=10 /></svg>gap</li>";
  out += "</ul>\n";
  if (gaps) list_gaps(out, document);
}

}  // namespace clew::report::detail
