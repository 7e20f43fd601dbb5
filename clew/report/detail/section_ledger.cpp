#include "clew/report/detail/markup.h"
#include "clew/report/detail/page.h"
#include "clew/report/detail/sections.h"
#include "clew/report/detail/show.h"
#include "clew/report/html.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

/// The box can be ticked without a script. What the evidence shows cannot be unticked.
std::string box_of(const model::CaseRotation& step) {
  std::string_view state;
  if (step.state == model::RotationState::done) state = " checked";
  if (step.state == model::RotationState::verified) state = " checked disabled";
  return fmt::format("<label><input type=checkbox autocomplete=off aria-label=\"step {0} is done\"{1}> {0}</label>",
                     step.order, state);
}

std::string what_of(const Page& page, const model::CaseRotation& step) {
  std::string what = "<b>" + page.text(step.what) + "</b>";
  std::vector<std::string> facts;
  if (!step.kind.empty()) facts.push_back(escaped(words_of(fit(step.kind))));
  if (!step.id.empty()) facts.push_back(fmt::format("<span class=mono>{}</span>", plain(step.id)));
  if (!step.account.empty()) facts.push_back("of " + plain(step.account));
  if (!step.device.empty()) facts.push_back("on " + plain(step.device));
  if (!facts.empty()) what += "<br><span class=\"soft small\">" + joined(facts, " · ") + "</span>";
  return what;
}

std::string state_of(const Page& page, const model::CaseRotation& step) {
  std::string state = status_tag(name_of(step.state));
  if (!step.state_why.empty()) state += "<br><span class=\"soft small\">" + page.text(step.state_why) + "</span>";
  return state;
}

}  // namespace

void write_ledger(Page& page) {
  const auto& steps = page.document().rotation;
  if (steps.empty()) return;
  page.open_section(
      "rotation", "What to rotate, in this order", steps.size(),
      "Work it off from the top: what comes first keeps the intruder from reading what comes after. Verified: the evidence "
      "shows that it has been replaced. The same list is in <code>rotation.csv</code> and <code>rotation.md</code>.");
  if (const auto devices = devices_to_isolate(page.document()); !devices.empty()) {
    page.out() +=
        fmt::format("<p>Before anything on them is renewed, isolate <b>{}</b>.</p>\n", plain(joined(devices, ", ")));
  }
  page.open_table("Steps, in their order", {"Step", "What", "Why", "After", "State"});
  const std::size_t shown = std::min(steps.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseRotation& step = steps[i];
    std::string why = page.text(step.why);
    if (!step.findings.empty()) why += " <span class=proofs>" + page.links(step.findings) + "</span>";
    page.row({{box_of(step), {}, "step"},
              {what_of(page, step), {}, "what"},
              {why, {}, "why"},
              {page.text(joined(step.after, "; ")), "after"},
              {state_of(page, step)}},
             step.state == model::RotationState::to_do ? "" : "class=finished");
  }
  page.close_table();
  page.close_section(shown, steps.size());
}

}  // namespace clew::report::detail
