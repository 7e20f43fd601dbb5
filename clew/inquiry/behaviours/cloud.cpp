#include "clew/base/text.h"
#include "clew/inquiry/behaviours/rules.h"
#include "clew/inquiry/material.h"
#include "clew/inquiry/programs.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace clew::inquiry::behaviours {
namespace {

using base::Instant;
using model::Attribute;
using model::Grade;

/// When the first device came into question: keys cannot have been taken before.
std::optional<Instant> first_in_question(const Records& records, std::span<const Case> cases) {
  std::optional<Instant> first;
  const auto consider = [&](Instant time) { first = first ? std::min(*first, time) : time; };
  for (const Case& of : cases) {
    if (of.counts) consider(of.chain.from);
  }
  for (const auto& [device, time] : records.indicators_on) consider(time);
  return first;
}

bool opens_cloud_keys(const Mark& mark) {
  return std::ranges::any_of(mark.records, [](const Trace* trace) {
    const auto store = credential_store_of(trace->event.get(Attribute::file_path));
    if (store) return store->kind == "cloud_key";
    return std::ranges::any_of(stores_read_by(trace->event.get(Attribute::process_cmd_line)),
                               [](const ReadStore& read) { return read.store.kind == "cloud_key"; });
  });
}

/// The device on which cloud keys were opened by the intruder before `time`, if one was seen.
const Mark* opened_before(std::span<const Case> cases, Instant time) {
  const Mark* best = nullptr;
  for (const Case& of : cases) {
    if (!of.counts) continue;
    for (const Mark& mark : of.marks) {
      if (mark.rule == "credential-store-opened" && opens_cloud_keys(mark) && mark.time < time &&
          (best == nullptr || best->time < mark.time))
        best = &mark;
    }
  }
  return best;
}

/// Nobody is behind the key any more: it was deleted or switched off, which is what renewing it is for.
bool says_key_is_dead(const Trace& call) {
  static constexpr std::array errors = std::to_array<std::string_view>(
      {"InvalidClientTokenId", "InvalidAccessKeyId", "UnrecognizedClientException", "AuthFailure"});
  return std::ranges::find(errors, call.event.get(Attribute::api_error)) != errors.end();
}

std::string kinds(std::size_t count) { return count == 1 ? "one kind" : fmt::format("{} kinds", count); }

Mark mark_of_key(std::vector<const Trace*> calls, std::string account, std::string text) {
  Mark result = mark(3, Grade::authenticated, std::move(calls), std::move(text));
  result.rule = "cloud-key-from-new-place";
  result.tactic = "lateral-movement";
  result.technique = "T1078.004";
  result.device.clear();
  result.account = std::move(account);
  return result;
}

/// A key that was made with a stolen one has no habit to differ from: all of its calls are the intruder's, and so are the
/// keys that it makes in turn.
void add_keys_of_intruder(const Records& records, std::vector<Mark>& marks) {
  std::set<std::string> made;
  for (std::size_t i = 0; i < marks.size(); ++i) {  // grows on the way
    if (!marks[i].explained.empty()) continue;
    for (const Trace* maker : std::vector(marks[i].records)) {
      const std::string key(maker->event.get(Attribute::created_uid));
      if (key.empty() || maker->event.status == model::Status::failure || !made.insert(key).second) continue;
      std::vector<const Trace*> calls;
      for (const Trace& seed : records.seeds) {
        if (seed.event.get(Attribute::actor_credential_uid) == key) calls.push_back(&seed);
      }
      if (calls.empty()) continue;
      const Trace& first = *calls.front();
      std::string account = account_of(first.event);
      std::string text = fmt::format("{} of {}, which the intruder had made, made {} of calls from {}", key, account,
                                     kinds(calls.size()), first.event.get(Attribute::src_ip));
      marks.push_back(mark_of_key(std::move(calls), std::move(account), std::move(text)));
    }
  }
}

}  // namespace

std::vector<Mark> cloud_keys_from_new_places(const Records& records, std::span<const Case> cases) {
  if (!records.habits) return {};
  const auto in_question = first_in_question(records, cases);
  std::vector<Mark> marks;
  for (const Habits::KeyUse& use : records.habits->strange_keys()) {
    using Degree = Strangeness::Degree;
    std::vector<const Trace*> calls;
    for (const std::size_t i : use.calls) calls.push_back(&records.seeds[i]);
    const Trace& first = *calls.front();
    const std::string account = account_of(first.event);
    std::string text = fmt::format("{} of {} made {} of calls from a new place: {}", use.key, account,
                                   kinds(use.calls.size()), use.place.why);
    Mark result = mark_of_key(std::move(calls), account, std::move(text));
    const auto listed = records.listed_use_of.find(account);
    const bool is_listed = listed != records.listed_use_of.end();
    if (std::ranges::all_of(result.records, [](const Trace* call) { return says_key_is_dead(*call); })) {
      result.explained = "the key was no longer valid: every call there was refused";
    } else if (is_listed && listed->second.addresses.contains(std::string(first.event.get(Attribute::src_ip)))) {
      // A thief's script has the same tool and makes the same calls, too.
      result.text += "; the place is a published one";
    } else if (use.place.degree == Degree::explained) {
      result.explained = use.place.why;
    } else if (is_listed && listed->second.first <= first.time) {
      result.text += fmt::format("; since {} the account was used from a published place",
                                 base::to_rfc3339({listed->second.first.nanoseconds, 0}));
    } else if (!in_question || first.time < *in_question) {
      result.explained = in_question ? "it began before any device was in question"
                                     : "no device is in question that the key could have been taken from";
    } else if (use.place.degree == Degree::weak && opened_before(cases, first.time) == nullptr) {
      result.explained = use.place.why + "; no opened store of cloud keys goes before it";
    }
    if (result.explained.empty()) {
      if (const Mark* opened = opened_before(cases, first.time))
        result.text += fmt::format("; keys were opened on {} before", opened->device);
    }
    marks.push_back(std::move(result));
  }
  add_keys_of_intruder(records, marks);
  std::ranges::stable_sort(marks, {}, &Mark::time);
  return marks;
}

}  // namespace clew::inquiry::behaviours
