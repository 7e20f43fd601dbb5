#include "clew/report/ledger.h"

#include "clew/base/text.h"
#include "clew/report/detail/csv_text.h"
#include "clew/report/detail/show.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace clew::report {
namespace {

using detail::Shower;

void append_row(std::string& out, const std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    out += detail::csv_words(texts[i]);
  }
  out += "\r\n";
}

/// Every sign that gives a meaning to what stands behind it within a line of Markdown, and those of HTML.
std::string plain_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>|~&$").find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

/// A line of words about the step, where there are any.
void append_note(std::string& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out += fmt::format("  - {}: {}\n", name, plain_text(text));
}

std::string with_findings(std::string why, const std::vector<std::string>& findings) {
  constexpr std::size_t findings_max = 12;
  if (findings.empty()) return why;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(findings.size(), findings_max); ++i)
    names.push_back(base::printable(findings[i]));
  const std::string more =
      findings.size() > findings_max ? fmt::format(" and {} more", findings.size() - findings_max) : "";
  return fmt::format("{}{}({}{})", why, why.empty() ? "" : " ", detail::joined(names, ", "), more);
}

std::string after_of(const model::CaseRotation& step, const Shower& shower) {
  return shower.text(detail::joined(step.after, "; "));
}

}  // namespace

std::string rotation_csv(const model::CaseDocument& document) {
  const Shower shower(document);
  std::string out;
  append_row(out,
             {"order", "what", "kind", "id", "account", "device", "why", "after", "state", "state_why", "findings"});
  for (const model::CaseRotation& step : document.rotation) {
    append_row(out, {fmt::format("{}", step.order), shower.text(step.what), base::printable(step.kind),
                     base::printable(step.id), base::printable(step.account), base::printable(step.device),
                     shower.text(step.why), after_of(step, shower), std::string(name_of(step.state)),
                     shower.text(step.state_why), base::printable(detail::joined(step.findings, " "))});
  }
  return out;
}

std::string rotation_markdown(const model::CaseDocument& document) {
  const Shower shower(document);
  std::string out = "# What to rotate, in this order\n\n";
  if (document.rotation.empty()) return out + "This case lists nothing to rotate.\n";
  for (const std::string& device : detail::devices_to_isolate(document)) {
    out += fmt::format("- [ ] **isolate {}**, before anything on it is renewed\n", plain_text(shower.text(device)));
  }
  for (const model::CaseRotation& step : document.rotation) {
    const bool open = step.state == model::RotationState::to_do;
    out += fmt::format("- [{}] **{}. {}**\n", open ? ' ' : 'x', step.order, plain_text(shower.text(step.what)));
    append_note(out, "kind", detail::words_of(step.kind));
    append_note(out, "id", base::printable(step.id));
    append_note(out, "account", base::printable(step.account));
    append_note(out, "device", base::printable(step.device));
    append_note(out, "why", with_findings(shower.text(step.why), step.findings));
    append_note(out, "after", after_of(step, shower));
    const std::string reason = shower.text(step.state_why);
    append_note(out, "state", detail::words_of(name_of(step.state)) + (reason.empty() ? "" : ": " + reason));
  }
  return out;
}

}  // namespace clew::report
