#include "clew/report/detail/course_picture.h"

#include "clew/base/text.h"
#include "clew/report/detail/markup.h"
#include "clew/report/detail/show.h"
#include "clew/report/detail/time_axis.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

constexpr double mark_share = 0.021;  ///< of the width: what is nearer than that becomes one mark
constexpr int track_height = 26;
constexpr int numbered_height = 36;  ///< with room for a number under a mark
constexpr int mark_y = 13;
constexpr std::size_t strip_parts = 60;
constexpr int strip_height = 40;

/// Why a lane is where it is; also the order of lanes.
enum class Reach : std::uint8_t { compromised, suspicious, account, nobody };

std::string_view words(Reach reach) {
  switch (reach) {
    case Reach::compromised: return "compromised";
    case Reach::suspicious: return "suspicious";
    case Reach::account: return "account";
    case Reach::nobody: return "";
  }
  return "";
}

struct Lane {
  std::string_view name;
  Reach reach = Reach::nobody;
  std::vector<const model::CaseFinding*> findings;  ///< in order of time, at least one

  [[nodiscard]] base::Instant first() const { return *findings.front()->time; }
  [[nodiscard]] base::Instant last() const { return *findings.back()->time; }
};

/// What is drawn at one place of a lane.
struct Mark {
  double share = 0;
  std::vector<const model::CaseFinding*> findings;
};

using ShareOf = std::function<double(const Lane&, base::Instant)>;

double seconds_between(base::Instant from, base::Instant to) {
  return (static_cast<double>(to.nanoseconds) - static_cast<double>(from.nanoseconds)) /
         static_cast<double>(base::Instant::per_second);
}

std::vector<Lane> lanes_of(const model::CaseDocument& document) {
  std::map<std::string_view, model::DeviceStatus> status;
  for (const model::CaseDevice& device : document.devices) status.emplace(device.name, device.status);
  std::map<std::pair<Reach, std::string_view>, Lane> by_name;
  for (const model::CaseFinding* finding : counting(document)) {
    if (!finding->time) continue;
    Reach reach = Reach::nobody;
    std::string_view name = "no device named";
    if (!finding->device.empty()) {
      const auto known = status.find(finding->device);
      const bool sure = known != status.end() && known->second == model::DeviceStatus::compromised;
      reach = sure ? Reach::compromised : Reach::suspicious;
      name = finding->device;
    } else if (!finding->account.empty()) {
      reach = Reach::account;
      name = finding->account;
    }
    Lane& lane = by_name[{reach, name}];
    lane.name = name;
    lane.reach = reach;
    lane.findings.push_back(finding);
  }
  std::vector<Lane> lanes;
  for (auto& [key, lane] : by_name) {
    std::ranges::stable_sort(lane.findings, {}, [](const model::CaseFinding* finding) { return *finding->time; });
    lanes.push_back(std::move(lane));
  }
  std::ranges::stable_sort(lanes, {}, [](const Lane& lane) { return std::pair(lane.reach, lane.first()); });
  return lanes;
}

std::vector<Mark> marks_of(const Lane& lane, const ShareOf& share_of) {
  std::vector<Mark> marks;
  for (const model::CaseFinding* finding : lane.findings) {
    const double share = share_of(lane, *finding->time);
    if (marks.empty() || share - marks.back().share > mark_share) marks.push_back({share, {}});
    marks.back().findings.push_back(finding);
  }
  return marks;
}

std::string tooltip(const Mark& mark) {
  constexpr std::size_t lines_max = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(mark.findings.size(), lines_max); ++i) {
    const model::CaseFinding& finding = *mark.findings[i];
    const std::string repeats = finding.repeats > 0 ? fmt::format(", {} more like it", grouped(finding.repeats)) : "";
    text += fmt::format("{}{} {}, {}: {}{}{}{}", i == 0 ? "" : "\n", short_name(finding.id), moment(*finding.time),
                        model::name_of(finding.grade), short_name(subject_of(finding)),
                        finding.tactic.empty() ? "" : ", ", short_name(words_of(finding.tactic)), repeats);
  }
  if (mark.findings.size() > lines_max) text += fmt::format("\nand {} more here", mark.findings.size() - lines_max);
  return text;
}

void draw_mark(Page& page, const Mark& mark) {
  // Where several stand together, the gravest of them is drawn, and leads on.
  const model::CaseFinding& finding =
      **std::ranges::min_element(mark.findings, {}, [](const model::CaseFinding* each) { return each->grade; });
  const std::string anchor = page.anchor_of(finding.id);
  page.out() += anchor.empty() ? std::string("<g>") : fmt::format("<a href=\"#{}\">", anchor);
  page.out() += fmt::format("<title>{0}</title><use class=\"mark {1}\" href=\"#mark-{1}\" x=\"{2:.2f}%\" y={3} />",
                            tooltip(mark), model::name_of(finding.grade), mark.share * 100, mark_y);
  if (mark.findings.size() > 1) {
    page.out() += fmt::format("<text x=\"{:.2f}%\" y={}>{}</text>", mark.share * 100, numbered_height - 4,
                              grouped(mark.findings.size()));
  }
  page.out() += anchor.empty() ? "</g>" : "</a>";
}

void draw_grid(std::string& out, const std::vector<Tick>& ticks) {
  for (const Tick& tick : ticks)
    out += fmt::format("<line class=grid x1=\"{0:.2f}%\" x2=\"{0:.2f}%\" y2=\"100%\"/>", tick.share * 100);
}

void draw_lane(Page& page, const Lane& lane, const std::vector<Tick>& ticks, const ShareOf& share_of) {
  std::string& out = page.out();
  const std::vector<Mark> marks = marks_of(lane, share_of);
  const bool numbered = std::ranges::any_of(marks, [](const Mark& mark) { return mark.findings.size() > 1; });
  const std::string count =
      fmt::format("{} finding{}", grouped(lane.findings.size()), lane.findings.size() == 1 ? "" : "s");
  out +=
      fmt::format("<div class=\"lane {0}\"><div class=name><span>{1}</span>", words(lane.reach), short_name(lane.name));
  if (lane.reach != Reach::compromised && lane.reach != Reach::nobody)
    out += fmt::format("<i>{}</i>", words(lane.reach));
  out += fmt::format(
      "</div><svg class=track height={} role=group aria-label=\"{}: {}\"><rect class=ground width=\"100%\" height=\"100%\" rx=4 />",
      numbered ? numbered_height : track_height, short_name(lane.name), count);
  draw_grid(out, ticks);
  out += fmt::format("<line class=life x1=\"{:.2f}%\" x2=\"{:.2f}%\" y1={} y2={} />",
                     share_of(lane, lane.first()) * 100, share_of(lane, lane.last()) * 100, mark_y, mark_y);
  for (const Mark& mark : marks) draw_mark(page, mark);
  out += fmt::format("</svg><div class=note>{},<br> {}</div></div>\n", moment(lane.first()).substr(5), count);
}

/// Lanes of one status as one strip: how many findings there were when, on how many devices.
void draw_strip(std::string& out, std::span<const Lane> lanes, const CalendarAxis& axis, const std::vector<Tick>& ticks,
                std::string_view more) {
  struct Part {
    std::size_t findings = 0;
    std::set<std::string_view> names;
    std::optional<base::Instant> first, last;
  };
  std::vector<Part> parts(strip_parts);
  std::size_t total = 0;
  for (const Lane& lane : lanes) {
    total += lane.findings.size();
    for (const model::CaseFinding* finding : lane.findings) {
      const auto place = static_cast<std::size_t>(axis.share(*finding->time) * strip_parts);
      Part& part = parts[std::min(place, strip_parts - 1)];
      ++part.findings;
      part.names.insert(lane.name);
      if (!part.first || *finding->time < *part.first) part.first = finding->time;
      if (!part.last || *finding->time > *part.last) part.last = finding->time;
    }
  }
  const std::size_t highest = std::ranges::max(parts, {}, &Part::findings).findings;
  const std::string_view kind = lanes.front().reach == Reach::account ? "accounts" : words(lanes.front().reach);
  const std::string name =
      fmt::format("{} {}{}", grouped(lanes.size()), more, kind.empty() ? "without a device" : kind);
  out += fmt::format("<div class=\"lane folded {}\"><div class=name><span>{}</span></div>", words(lanes.front().reach),
                     name);
  out += fmt::format(
      "<svg class=track height={} role=img aria-label=\"{}: {} findings, at most {} in one part\"><rect class=ground width=\"100%\" height=\"100%\" rx=4 />",
      strip_height, name, grouped(total), grouped(highest));
  draw_grid(out, ticks);
  for (std::size_t i = 0; i < strip_parts; ++i) {
    const Part& part = parts[i];
    if (part.findings == 0) continue;
    // The root, so that a single beacon is still seen beside the first hour.
    const double height = std::max(
        3.0, std::sqrt(static_cast<double>(part.findings) / static_cast<double>(highest)) * (strip_height - 4));
    out += fmt::format(
        "<rect class=many x=\"{:.2f}%\" width=\"{:.2f}%\" y={:.1f} height={:.1f}><title>{} to {}: {} findings, {} devices</title></rect>",
        static_cast<double>(i) * 100.0 / strip_parts, 90.0 / strip_parts, strip_height - height, height,
        moment(*part.first), moment(*part.last), grouped(part.findings), grouped(part.names.size()));
  }
  out += fmt::format("</svg><div class=note>{},<br> {} findings</div></div>\n", moment(lanes.front().first()).substr(5),
                     grouped(total));
}

/// One strip for each status.
void draw_strips(std::string& out, std::span<const Lane> lanes, const CalendarAxis& axis,
                 const std::vector<Tick>& ticks, std::string_view more) {
  for (std::size_t begin = 0; begin < lanes.size();) {
    std::size_t end = begin;
    while (end < lanes.size() && lanes[end].reach == lanes[begin].reach) ++end;
    draw_strip(out, lanes.subspan(begin, end - begin), axis, ticks, more);
    begin = end;
  }
}

/// `48 s`, `90 min`, `26 h`, `12 days`
std::string length_of(double seconds) {
  if (seconds < 120) return fmt::format("{:.0f} s", std::max(seconds, 1.0));
  if (seconds < 7'200) return fmt::format("{:.0f} min", seconds / 60);
  return seconds < 172'800 ? fmt::format("{:.0f} h", seconds / 3'600) : fmt::format("{:.0f} days", seconds / 86'400);
}

void draw_ticks(std::string& out, const std::vector<Tick>& ticks) {
  out += "<svg class=ticks height=18 aria-hidden=true>";
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    const std::string_view place = ticks[i].share < 0.08 ? "start" : ticks[i].share > 0.92 ? "end" : "middle";
    out += fmt::format("<text class=\"{}{}\" x=\"{:.2f}%\" y=13>{}</text>", place, i % 2 == 1 ? " odd" : "",
                       ticks[i].share * 100, ticks[i].label);
  }
  out += "</svg>\n";
}

void draw_door(Page& page) {
  const model::CaseAnswer& answer = page.document().answer;
  const bool known = !answer.door_kind.empty() && answer.door_kind != "unknown";
  page.out() += fmt::format(
      "<div class=\"entry{}\"><svg viewBox=\"0 0 32 40\" width=32 height=40 aria-hidden=true><path class=frame d=\"M3 38V3H29V38\"/>"
      "<path class=leaf d=\"M3 3L20 8V40L3 38z\"/><circle class=knob cx=16 cy=24 r=1.8 /></svg><b>{}</b>{}</div>\n",
      known ? "" : " unknown", known ? escaped(words_of(fit(answer.door_kind))) : "door unknown",
      known ? "<a href=\"#door\">why</a>" : "");
}

/// The shapes, once for the whole page.
void define_shapes(std::string& out) {
  out +=
      "<svg class=defs width=0 height=0 aria-hidden=true><defs><g id=mark-executed><path d=\"M0 -7.5L7.5 0L0 7.5L-7.5 0z\"/></g>"
      "<g id=mark-contacted><circle r=5.6 /></g><g id=mark-authenticated><path d=\"M-5.2 -5.2H5.2V5.2H-5.2z\"/></g>"
      "<g id=mark-attempted><path d=\"M0 -6.5L6.2 5H-6.2z\"/></g><g id=mark-mentioned><path d=\"M-5.5 -1.6H5.5V1.6H-5.5z\"/></g></defs></svg>\n";
}

void draw_key(std::string& out, const std::vector<Lane>& lanes) {
  std::set<model::Grade> grades;
  for (const Lane& lane : lanes) {
    for (const model::CaseFinding* finding : lane.findings) grades.insert(finding->grade);
  }
  out += "<ul class=key aria-hidden=true>";
  for (const model::Grade grade : grades) {
    out += fmt::format("<li><svg viewBox=\"-8 -8 16 16\"><use class=\"mark {0}\" href=\"#mark-{0}\"/></svg>{0}</li>",
                       model::name_of(grade));
  }
  out += "<li>a number: so many at one place</li></ul>\n";
}

/// Lanes beyond this are folded.
std::size_t full_lanes(const std::vector<Lane>& lanes) {
  return lanes.size() <= course_lanes_max ? lanes.size() : course_lanes_folded;
}

void draw_by_calendar(Page& page, const std::vector<Lane>& lanes, const CalendarAxis& axis) {
  const auto ticks = axis.ticks();
  const std::size_t full = full_lanes(lanes);
  page.out() += "<div class=way>\n";
  draw_door(page);
  page.out() += "<div class=\"lanes reached\">\n";
  const ShareOf share_of = [&](const Lane& /*lane*/, base::Instant time) { return axis.share(time); };
  for (std::size_t i = 0; i < full; ++i) draw_lane(page, lanes[i], ticks, share_of);
  draw_strips(page.out(), std::span(lanes).subspan(full), axis, ticks, "more ");
  draw_ticks(page.out(), ticks);
  page.out() += "</div></div>\n";
}

/// How the first of them followed one another, where the whole course is so long that they fall into one place.
void draw_first_hours(Page& page, std::vector<Lane> lanes, base::Instant first, base::Instant last) {
  constexpr std::size_t lanes_min = 6;  // a few lanes can be read from their times
  constexpr double bulk = 0.6;          // of the findings
  constexpr double narrow = 6;          // times that the whole course is longer
  std::vector<base::Instant> times;
  for (const Lane& lane : lanes) {
    for (const model::CaseFinding* finding : lane.findings) times.push_back(*finding->time);
  }
  std::ranges::sort(times);
  const base::Instant end = times[static_cast<std::size_t>(static_cast<double>(times.size() - 1) * bulk)];
  if (lanes.size() < lanes_min || seconds_between(first, end) * narrow > seconds_between(first, last)) return;
  for (Lane& lane : lanes) {
    std::erase_if(lane.findings, [&](const model::CaseFinding* finding) { return *finding->time > end; });
  }
  const std::size_t all = lanes.size();
  std::erase_if(lanes, [](const Lane& lane) { return lane.findings.empty(); });
  const CalendarAxis axis(first, end);
  const auto ticks = axis.ticks();
  page.out() += fmt::format(
      "<h3>The first {}</h3>\n<p class=lead>{} of {} were reached in this time. The higher, the more findings.</p>\n<div class=lanes>\n",
      length_of(seconds_between(first, end)), grouped(lanes.size()), grouped(all));
  draw_strips(page.out(), lanes, axis, ticks, "");
  draw_ticks(page.out(), ticks);
  page.out() += "</div>\n";
}

void draw_by_elapsed(Page& page, const std::vector<Lane>& lanes) {
  double longest = 0;
  const std::size_t full = full_lanes(lanes);
  for (std::size_t i = 0; i < full; ++i)
    longest = std::max(longest, seconds_between(lanes[i].first(), lanes[i].last()));
  const ElapsedAxis axis(longest);
  const auto ticks = axis.ticks();
  page.out() += fmt::format(
      "<details class=followed{}><summary><h3>What followed, from the first moment on each device</h3></summary>\n"
      "<p class=lead>The first seconds are drawn as wide as the days after them.</p>\n<div class=lanes>\n",
      full <= course_lanes_folded ? " open" : "");
  const ShareOf share_of = [&](const Lane& lane, base::Instant time) {
    return axis.share(seconds_between(lane.first(), time));
  };
  for (std::size_t i = 0; i < full; ++i) {
    if (lanes[i].findings.size() > 1) draw_lane(page, lanes[i], ticks, share_of);
  }
  draw_ticks(page.out(), ticks);
  page.out() += "</div></details>\n";
}

}  // namespace

void draw_course(Page& page) {
  const std::vector<Lane> lanes = lanes_of(page.document());
  if (lanes.empty()) return;
  base::Instant first = lanes.front().first();
  base::Instant last = lanes.front().last();
  for (const Lane& lane : lanes) {
    first = std::min(first, lane.first());
    last = std::max(last, lane.last());
  }
  const CalendarAxis axis(first, last);
  define_shapes(page.out());
  draw_by_calendar(page, lanes, axis);
  draw_key(page.out(), lanes);
  draw_first_hours(page, lanes, first, last);

  const ShareOf share_of = [&](const Lane& /*lane*/, base::Instant time) { return axis.share(time); };
  const auto crowded = [&](const Lane& lane) {
    return std::ranges::any_of(marks_of(lane, share_of), [](const Mark& mark) { return mark.findings.size() > 1; });
  };
  if (std::ranges::any_of(lanes.begin(), lanes.begin() + static_cast<std::ptrdiff_t>(full_lanes(lanes)), crowded))
    draw_by_elapsed(page, lanes);
}

}  // namespace clew::report::detail
