#include "clew/base/text.h"
#include "clew/embedded/report_page.h"
#include "clew/report/detail/markup.h"
#include "clew/report/detail/page.h"
#include "clew/report/detail/sections.h"
#include "clew/report/detail/show.h"
#include "clew/report/html.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace clew::report::detail {
namespace {

std::string_view style_sheet() {
  for (const embedded::EmbeddedFile& file : embedded::report_page()) {
    if (file.name == "web/report/report.css") return file.bytes;
  }
  return {};
}

void write_facts(Page& page) {
  const auto fact = [&](std::string_view name, const std::string& value, const std::string& note = {}) {
    page.out() += fmt::format("<div><dt>{}</dt><dd>{}", name, value);
    if (!note.empty()) page.out() += fmt::format("<span class=soft>{}</span>", note);
    page.out() += "</dd></div>\n";
  };
  const model::CaseAnswer& answer = page.document().answer;
  page.out() += "<dl class=facts>\n";
  if (answer.earliest_time || !answer.earliest_finding.empty()) {
    const std::string finding =
        answer.earliest_finding.empty() ? "" : ", finding " + page.links({answer.earliest_finding});
    fact("Earliest", answer.earliest_time ? time_tag(answer.earliest_time) : "time unknown", "UTC" + finding);
  }
  if (!answer.door_kind.empty()) fact("Door", escaped(words_of(fit(answer.door_kind))), page.text(answer.door_why));
  const auto count = [](const auto& entries, auto status) {
    return static_cast<std::size_t>(
        std::ranges::count_if(entries, [&](const auto& entry) { return entry.status == status; }));
  };
  if (!page.document().devices.empty()) {
    const std::size_t suspicious = count(page.document().devices, model::DeviceStatus::suspicious);
    const std::size_t cleared = count(page.document().devices, model::DeviceStatus::cleared);
    fact("Devices", fmt::format("{} compromised", count(page.document().devices, model::DeviceStatus::compromised)),
         fmt::format("{} suspicious, {} cleared", suspicious, cleared));
  }
  if (!page.document().accounts.empty()) {
    fact(
        "Accounts",
        fmt::format("{} used by the intruder", count(page.document().accounts, model::AccountStatus::used_by_intruder)),
        fmt::format("{} exposed", count(page.document().accounts, model::AccountStatus::exposed)));
  }
  if (const auto& secrets = page.document().secrets; !secrets.empty()) {
    const auto opened = static_cast<std::size_t>(std::ranges::count_if(secrets, &model::CaseSecret::opened));
    fact("Secrets", fmt::format("{} opened", opened), fmt::format("{} within reach", secrets.size() - opened));
  }
  if (const auto& steps = page.document().rotation; !steps.empty()) {
    const auto open =
        static_cast<std::size_t>(std::ranges::count(steps, model::RotationState::to_do, &model::CaseRotation::state));
    fact("To rotate", fmt::format("<a href=\"#rotation\">{} step{} to do</a>", open, open == 1 ? "" : "s"),
         fmt::format("{} of {} done", steps.size() - open, steps.size()));
  }
  const std::string window = stretch(page.document().window.from, page.document().window.to);
  const bool sourced = !page.document().window.source.empty() && page.document().window.source != "none";
  fact("Window", window.empty() ? "not known" : dates_tag(escaped(window)),
       sourced ? "UTC, from the " + escaped(words_of(fit(page.document().window.source))) : "");
  std::uint64_t bytes = 0;
  std::uint64_t read = 0;
  for (const auto& file : page.document().evidence_files) {
    bytes += file.bytes;
    read += file.records;
  }
  fact("Evidence",
       fmt::format("{} file{}", grouped(page.document().evidence_files.size()),
                   page.document().evidence_files.size() == 1 ? "" : "s"),
       fmt::format("{}, {} record{}", sized(bytes), grouped(read), read == 1 ? "" : "s"));
  page.out() += "</dl>\n";
}

void write_navigation(Page& page) {
  page.out() += "<nav aria-label=\"Sections\"><ul>\n";
  const auto entry = [&](std::string_view id, std::string_view name, bool there) {
    if (there) page.out() += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, name);
  };
  const model::CaseDocument& document = page.document();
  entry("since", "Since when", has_since(document));
  entry("door", "Door", has_door(document));
  entry("resembles", "Resembles", document.attribution.has_value());
  entry("devices", "Devices", !document.devices.empty());
  entry("accounts", "Accounts", !document.accounts.empty());
  entry("secrets", "Secrets", !document.secrets.empty());
  entry("cloud", "Cloud", !document.cloud_actions.empty());
  entry("cleared", "Cleared", !document.cleared.empty());
  entry("rotation", "What to rotate", !document.rotation.empty());
  entry("coverage", "Coverage", true);
  entry("findings", "What counts", true);
  entry("explained", "Explained", !explained(document).empty());
  entry("searched", "Searched for", !document.searched.empty());
  entry("blind", "Blind spots", true);
  entry("notices", "Notices", !document.notices.empty());
  entry("files", "Files", !document.evidence_files.empty());
  entry("check", "Check it yourself", true);
  page.out() += "</ul></nav>\n";
}

}  // namespace

void write_head(Page& page) {
  const std::string_view css = style_sheet();
  page.out() += "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n";
  page.out() += fmt::format(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; img-src data:; base-uri 'none'; "
      "form-action 'none'\">\n",
      csp_hash(css));
  page.out() +=
      "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<meta name=referrer content=no-referrer>\n";
  page.out() += "<meta name=color-scheme content=\"light dark\">\n";
  page.out() += fmt::format("<title>{}{}{}</title>\n", word_of(page.document().answer.verdict),
                            page.document().supplier.empty() ? "" : " – ", plain(page.document().supplier));
  page.out() +=
      fmt::format("<style>{}</style>\n</head>\n<body>\n<a class=skip href=\"#main\">Skip to the findings</a>\n", css);
}

void write_answer(Page& page) {
  page.out() += "<header>\n";
  page.out() += fmt::format("<p class=eyebrow>Investigation{}{}</p>\n",
                            page.document().supplier.empty() ? "" : " of evidence after the breach of ",
                            page.document().supplier.empty() ? "" : "<b>" + plain(page.document().supplier) + "</b>");
  page.out() += fmt::format("<span class=\"badge {}\">{}</span>\n", name_of(page.document().answer.verdict),
                            word_of(page.document().answer.verdict));
  const std::string sentence = prose(fit(sentence_of(page.document(), page.shower())));
  page.out() += fmt::format("<h1>{}</h1>\n", sentence.empty() ? "No sentence was written for this case." : sentence);
  write_facts(page);
  write_navigation(page);
  page.out() += "</header>\n<main id=main>\n";
}

void write_problems(Page& page) {
  if (page.document().problems.empty()) return;
  page.out() += "<div class=warn role=note><b>Some evidence could not be read to its end.</b><ul>\n";
  const std::size_t shown = std::min(page.document().problems.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) page.out() += "<li>" + page.text(page.document().problems[i]) + "</li>\n";
  page.out() += "</ul>";
  if (shown < page.document().problems.size())
    page.out() +=
        fmt::format("<p class=more>{} more in <code>case.json</code></p>", page.document().problems.size() - shown);
  page.out() += "</div>\n";
}

}  // namespace clew::report::detail
