#include "clew/base/text.h"
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

/// The gravest first; the order of the document within a status.
template <class Entries>
auto by_status(const Entries& entries) {
  std::vector<const typename Entries::value_type*> sorted;
  sorted.reserve(entries.size());
  for (const auto& entry : entries) sorted.push_back(&entry);
  std::ranges::stable_sort(sorted, {}, [](const auto* entry) { return entry->status; });
  return sorted;
}

std::string of_whom(const std::string& device, const std::string& account) {
  return plain(device) + (device.empty() || account.empty() ? "" : "<br>") + plain(account);
}

}  // namespace

void write_devices(Page& page) {
  if (page.document().devices.empty()) return;
  page.open_section("devices", "How far: devices", page.document().devices.size(), "");
  const auto devices = by_status(page.document().devices);
  page.open_table("Devices that findings are about", {"Device", "Status", "Since", "Why", "Known as", "Findings"});
  const std::size_t shown = std::min(page.document().devices.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseDevice& device = *devices[i];
    std::string ids;
    for (const auto& [name, values] : device.ids) {
      if (ids.size() > html_text_bytes_max) break;
      ids += fmt::format("<div><span class=soft>{}</span> <span class=mono>{}</span></div>",
                         escaped(words_of(fit(name))), plain(joined(values, ", ")));
    }
    std::string status = status_tag(name_of(device.status));
    const std::string found_by = joined(device.found_by, ", ");
    if (!found_by.empty()) status += fmt::format("<br><span class=\"soft small\">by {}</span>", plain(found_by));
    page.row({{plain(device.name), {}, name_kind(device.name)},
              {status, {}, name_kind(found_by)},
              {device.since ? time_tag(device.since) : "", "since", "time"},
              {page.text(device.why), {}, "why"},
              {ids},
              {page.links(device.findings), "findings"}});
  }
  page.close_table();
  page.close_section(shown, page.document().devices.size());
}

void write_accounts(Page& page) {
  if (page.document().accounts.empty()) return;
  page.open_section("accounts", "How far: accounts", page.document().accounts.size(), "");
  const auto accounts = by_status(page.document().accounts);
  page.open_table("Accounts that were used by the intruder or were within reach",
                  {"Account", "Kind", "Status", "Why", "Findings"});
  const std::size_t shown = std::min(page.document().accounts.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseAccount& account = *accounts[i];
    page.row({{plain(account.name), {}, name_kind(account.name)},
              {plain(account.kind), "kind"},
              {status_tag(name_of(account.status)), {}, "short"},
              {page.text(account.why), {}, "why"},
              {page.links(account.findings), "findings"}});
  }
  page.close_table();
  page.close_section(shown, page.document().accounts.size());
}

void write_secrets(Page& page) {
  if (page.document().secrets.empty()) return;
  page.open_section(
      "secrets", "How far: secrets", page.document().secrets.size(),
      "Opened: a process of the intruder read it. Within reach: it lies on a compromised device, and nothing shows that it was read.");
  std::vector<const model::CaseSecret*> secrets;
  secrets.reserve(page.document().secrets.size());
  for (const model::CaseSecret& secret : page.document().secrets) secrets.push_back(&secret);
  std::ranges::stable_partition(secrets, &model::CaseSecret::opened);
  page.open_table("Secrets on compromised devices", {"Secret", "Kind", "State", "Of", "Findings"});
  const std::size_t shown = std::min(secrets.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseSecret& secret = *secrets[i];
    page.row({{page.text(secret.what)},
              {escaped(words_of(fit(secret.kind))), "kind"},
              {status_tag(secret.opened ? "opened" : "within_reach"), {}, "short"},
              {of_whom(secret.device, secret.account), "of"},
              {page.links(secret.findings), "findings"}});
  }
  page.close_table();
  page.close_section(shown, secrets.size());
}

void write_cloud(Page& page) {
  const auto& actions = page.document().cloud_actions;
  if (actions.empty()) return;
  page.open_section("cloud", "How far: the cloud", actions.size(), "Calls with a credential that the intruder used.");
  page.open_table("Calls to the cloud, in order of time",
                  {"Operation", "Time", "Result", "On", "With", "From", "Finding"});
  const std::size_t shown = std::min(actions.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseCloudAction& action = actions[i];
    std::string with = plain(action.account);
    if (!action.credential.empty())
      with +=
          fmt::format("{}<span class=\"mono soft\">{}</span>", with.empty() ? "" : "<br>", plain(action.credential));
    page.row({{plain(action.operation), {}, name_kind(action.operation)},
              {time_tag(action.time), "time", "time"},
              {status_tag(action.succeeded ? "succeeded" : "refused"), {}, "short"},
              {page.text(action.resource), "on"},
              {with, "with"},
              {fmt::format("<span class=mono>{}</span>", page.text(action.from_address)), "from"},
              {action.finding.empty() ? "" : page.links({action.finding}), "finding"}});
  }
  page.close_table();
  page.close_section(shown, actions.size());
}

void write_cleared(Page& page) {
  const auto& entries = page.document().cleared;
  if (entries.empty()) return;
  page.open_section("cleared", "Looked at, and cleared", entries.size(),
                    "What seemed to belong to it and does not, each with its reason.");
  page.open_table("What does not count", {"What", "Kind", "Why", "Findings"});
  const std::size_t shown = std::min(entries.size(), html_rows_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::CaseCleared& cleared = entries[i];
    page.row({{page.text(cleared.what)},
              {escaped(words_of(fit(cleared.kind))), "kind"},
              {page.text(cleared.why), {}, "why"},
              {page.links(cleared.findings), "findings"}});
  }
  page.close_table();
  page.close_section(shown, entries.size());
}

}  // namespace clew::report::detail
