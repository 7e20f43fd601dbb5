#include "clew/inquiry/verdict.h"

#include "clew/inquiry/findings.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using model::CaseAnswer;
using model::CaseDocument;
using model::CaseFinding;
using model::Verdict;

std::string plural(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string joined(const std::vector<std::string>& words, std::size_t shown_max) {
  std::string text;
  for (std::size_t i = 0; i < words.size() && i < shown_max; ++i) text += (i == 0 ? "" : ", ") + words[i];
  if (words.size() > shown_max) text += fmt::format(" and {} more", words.size() - shown_max);
  return text;
}

std::string in_words(const std::vector<std::string>& names) {
  if (names.empty()) return "no device that can be named";
  return fmt::format("{} ({})", plural(names.size(), "device", "devices"), joined(names, 3));
}

std::string devices_in_words(const CaseDocument& document) {
  std::vector<std::string> names;
  for (const model::CaseDevice& device : document.devices) {
    if (device.status != model::DeviceStatus::cleared) names.push_back(device.name);
  }
  return in_words(names);
}

/// What was listed and what only shows by what happened are two things, and are said apart.
std::string hit_in_words(const CaseDocument& document, const std::string& notice, const std::string& when) {
  const bool listed = std::ranges::any_of(document.findings, [](const CaseFinding& finding) {
    return is_strong(finding) && finding.kind == model::FindingKind::indicator;
  });
  std::vector<std::string> by_indicator, by_behaviour, suspicious;
  for (const model::CaseDevice& device : document.devices) {
    if (device.status == model::DeviceStatus::cleared) continue;
    if (device.status == model::DeviceStatus::suspicious) {
      suspicious.push_back(device.name);
      continue;
    }
    const bool by_list = std::ranges::find(device.found_by, "indicator") != device.found_by.end();
    (by_list ? by_indicator : by_behaviour).push_back(device.name);
  }
  if (!listed) {
    return fmt::format("Hit: no indicator of {} counts, but what happened on {} does; it began at {}.", notice,
                       in_words(by_behaviour), when);
  }
  if (by_indicator.empty() && by_behaviour.empty() && suspicious.empty()) {
    std::vector<std::string> accounts;
    for (const model::CaseAccount& account : document.accounts) {
      if (account.status == model::AccountStatus::used_by_intruder) accounts.push_back(account.name);
    }
    if (!accounts.empty()) {
      return fmt::format(
          "Hit: {} ({}) {} used from places that {} lists; no device is known to be hit; it began at {}.",
          plural(accounts.size(), "account", "accounts"), joined(accounts, 3), accounts.size() == 1 ? "was" : "were",
          notice, when);
    }
  }
  std::string sentence =
      fmt::format("Hit: indicators of {} were executed, contacted or used on {}", notice, in_words(by_indicator));
  if (!by_behaviour.empty()) sentence += fmt::format(", and {} more by what happened there", in_words(by_behaviour));
  if (!suspicious.empty()) sentence += fmt::format(", and suspicious: {}", in_words(suspicious));
  return sentence + fmt::format("; it began at {}.", when);
}

std::string notice_in_words(const Question& question) {
  return question.supplier_name.empty() ? "the notice" : fmt::format("the {} notice", question.supplier_name);
}

/// Something counts: `first` is the earliest of it.
CaseAnswer yes(const CaseDocument& document, const CaseFinding& first, const Question& question) {
  CaseAnswer answer;
  answer.earliest_time = first.time;
  answer.earliest_finding = first.id;
  // To the second: a sentence is no place for the nanoseconds that some exports write.
  const std::string when =
      first.time ? base::to_rfc3339({first.time->nanoseconds, 0}) : std::string("a time that no record tells");
  if (std::ranges::any_of(document.findings, is_strong)) {
    answer.verdict = Verdict::hit;
    answer.sentence = hit_in_words(document, notice_in_words(question), when);
    return answer;
  }
  const auto weak = static_cast<std::size_t>(std::ranges::count_if(document.findings, counts));
  answer.verdict = Verdict::suspicious;
  answer.sentence = fmt::format(
      "Suspicious: {} of {} cannot be explained, on {}, first at {}; nothing shows execution or contact. Somebody must look.",
      plural(weak, "mention or attempt", "mentions or attempts"), notice_in_words(question), devices_in_words(document),
      when);
  return answer;
}

/// Nothing counts: whether that is a "no" depends on the ground.
CaseAnswer no_or_unknown(const Ground& ground, const Question& question, std::size_t indicators) {
  CaseAnswer answer;
  answer.verdict = Verdict::cannot_say;
  if (!question.window.from || !question.window.to) {
    answer.sentence =
        "Cannot say: nothing that counts was seen, but no window is known to look at (give --from and --to).";
    return answer;
  }
  const std::string period = fmt::format("{} to {}", base::to_date(*question.window.from),
                                         base::to_date({question.window.to->nanoseconds - 1, 0}));
  double least = 1;
  std::vector<std::string> missing;
  for (const Ground::Covered& need : ground.needs) {
    least = std::min(least, need.share);
    if (need.share < covered_share_min) {
      missing.push_back(fmt::format("{} ({:.0f} % of the window)", need.need, need.share * 100));
    } else if (need.late > late_share_max) {
      missing.push_back(fmt::format("{} (nothing of the first {:.0f} %)", need.need, need.late * 100));
    }
  }
  if (!missing.empty()) {
    answer.sentence =
        fmt::format("Cannot say: nothing that counts was seen, but the evidence does not cover {} well enough: {}.",
                    period, joined(missing, 6));
    return answer;
  }
  constexpr double nearly_all = 0.995;  // rounds to 100 %
  answer.verdict = Verdict::not_seen;
  const std::string notice = notice_in_words(question);
  const std::string nothing = indicators == 1
                                  ? fmt::format("the one indicator of {} does not count", notice)
                                  : fmt::format("none of the {} indicators of {} counts", indicators, notice);
  answer.sentence =
      fmt::format("Not seen: {} in evidence that covers {} {} for everything that would show it.", nothing,
                  least > nearly_all ? "all of" : fmt::format("at least {:.0f} % of", least * 100), period);
  return answer;
}

bool is_of_network(model::ValueType type) {
  using enum model::ValueType;
  return type == domain || type == url || type == ipv4 || type == ipv6 || type == cidr;
}
bool is_of_files(model::ValueType type) {
  using enum model::ValueType;
  return type == md5 || type == sha1 || type == sha256 || type == sha512 || type == file_name || type == file_path;
}
bool is_wallet(model::ValueType type) {
  return type == model::ValueType::btc_address || type == model::ValueType::eth_address;
}

}  // namespace

std::vector<Need> needs_of(const Question& question, std::span<const model::Indicator> indicators) {
  std::vector<Need> needs = question.needs;
  std::map<model::ValueType, std::size_t> types;
  std::size_t published = 0;
  for (const model::Indicator& indicator : indicators) {
    if (!indicator.is_published()) continue;
    ++types[indicator.value.type()];
    ++published;
  }
  const bool only_wallets = std::ranges::all_of(types, [](const auto& type) { return is_wallet(type.first); });
  std::size_t of_network = 0, of_files = 0;
  for (const auto& [type, count] : types) {
    of_network += is_of_network(type) ? count : 0;
    of_files += is_of_files(type) ? count : 0;
  }
  const bool few_files = static_cast<double>(of_files) < files_share_min * static_cast<double>(of_network + of_files);
  for (const auto& [type, count] : types) {
    // What runs calls home: of a file beside many hosts and addresses these tell, too. It is named among the blind spots.
    if (few_files && is_of_files(type)) continue;
    // No log of devices shows a wallet: that is asked of the chain. Where nothing else is published a list of transfers must reach
    // over the window.
    if (is_wallet(type) && !only_wallets) continue;
    if (static_cast<double>(count) < type_share_min * static_cast<double>(published)) continue;
    Need need = need_of(type, indicators);
    const bool known = std::ranges::any_of(needs, [&](const Need& other) { return other.name == need.name; });
    if (!known) needs.push_back(std::move(need));
  }
  return needs;
}

CaseAnswer decide(const CaseDocument& document, const Ground& ground, const Question& question,
                  std::size_t indicators) {
  const auto first = std::ranges::find_if(document.findings, counts);
  const bool something_counts = first != document.findings.end();
  CaseAnswer answer = something_counts ? yes(document, *first, question) : no_or_unknown(ground, question, indicators);
  const auto explained =
      document.findings.size() - static_cast<std::size_t>(std::ranges::count_if(document.findings, counts));
  if (explained > 0) {
    answer.sentence += fmt::format(" {} explained.", plural(explained, "look-alike is", "look-alikes are"));
  }
  if (something_counts || document.blind.empty()) return answer;
  std::vector<std::string> unseen;
  for (const model::CaseBlind& blind : document.blind) unseen.push_back(blind.what);
  answer.sentence += fmt::format(" Blind: {}.", joined(unseen, 3));
  return answer;
}

}  // namespace clew::inquiry
