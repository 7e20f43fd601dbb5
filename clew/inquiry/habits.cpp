#include "clew/inquiry/habits.h"

#include "clew/base/text.h"
#include "clew/inquiry/material.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::Event;
using model::EventClass;
using Degree = Strangeness::Degree;

/// "Boto3/1.26.0 Python/3.11.3" is "Boto3": versions change every month.
std::string product_of(std::string_view user_agent) {
  const std::size_t end = user_agent.find_first_of("/ ;(");
  return base::lowered(user_agent.substr(0, end));
}

/// "Mac OS X" and "macOS 13" stay what they are but for digits.
std::string system_of(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (!base::is_digit(c) && c != '.') name += base::to_lower(c);
  }
  return std::string(base::trimmed(name));
}

std::string quoted(const Origin& origin) {
  return fmt::format("{} with {}", origin.address.empty() ? "an unknown address" : origin.address,
                     origin.client.empty() ? "an unknown client" : origin.client);
}

/// How long and how often an account was in one place.
struct Stay {
  Instant first, last;
  std::uint64_t records = 0;

  void add(Instant from, Instant to, std::uint64_t count) {
    first = records == 0 ? from : std::min(first, from);
    last = records == 0 ? to : std::max(last, to);
    records += count;
  }
  /// A home, not a hotel.
  [[nodiscard]] bool is_habit() const {
    return records >= habit_acts_min &&
           last.nanoseconds - first.nanoseconds >= habit_days_min * 86400 * Instant::per_second;
  }
};

}  // namespace

Origin origin_of(const Event& event) {
  Origin origin;
  origin.address = event.get(Attribute::src_ip);
  origin.client = product_of(event.get(Attribute::user_agent));
  const std::string system = system_of(event.get(Attribute::client_os));
  if (!system.empty() && system != "other") origin.client += (origin.client.empty() ? "" : " on ") + system;
  origin.method = base::lowered(event.get(Attribute::auth_method));
  return origin;
}

Habits::Habits(std::span<const Trace> seeds, const intel::Pack* pack) {
  for (const Trace& trace : seeds) {
    const Event& event = trace.event;
    if (event.event_class == EventClass::account_change && event.activity == model::activity::create &&
        event.status != model::Status::failure) {
      created_by_.try_emplace(person_of(event.get(Attribute::resource_name)), account_of(event));
    }
    const bool access = event.event_class == EventClass::authentication ||
                        event.event_class == EventClass::account_change ||
                        event.event_class == EventClass::api_activity;
    if (!access || event.status == model::Status::failure || !event.has(Attribute::src_ip)) continue;
    if (pack != nullptr && is_one_of(pack->orders.result, operation_of(event))) continue;
    const std::string_view key = event.get(Attribute::actor_credential_uid);
    const std::string who = key.empty() ? person_of(account_of(event)) : std::string(key);
    if (who.empty()) continue;
    const Origin origin = origin_of(event);
    at_[origin.address].insert(who);
    Use& use = uses_[who][origin];
    if (event.has(Attribute::api_operation)) use.operations.emplace(event.get(Attribute::api_operation));
    use.first = use.records == 0 ? trace.time : std::min(use.first, trace.time);
    use.last = use.records == 0 ? trace.last : std::max(use.last, trace.last);
    use.records += trace.records;
    if (event.event_class == EventClass::authentication && event.get(Attribute::is_mfa) == "true")
      use.signed_in_with_mfa = true;
  }
  judge_keys(seeds);
}

void Habits::judge_keys(std::span<const Trace> seeds) {
  std::map<std::pair<std::string, Origin>, std::vector<std::size_t>> calls;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    const std::string_view key = seeds[i].event.get(Attribute::actor_credential_uid);
    const auto uses = key.empty() ? uses_.end() : uses_.find(key);
    if (uses == uses_.end()) continue;
    std::uint64_t acts = 0;
    for (const auto& [place, use] : uses->second) {
      acts += use.records;
      if (acts >= history_acts_min) break;
    }
    // A key without a history is usual anywhere.
    if (acts >= history_acts_min) calls[{std::string(key), origin_of(seeds[i].event)}].push_back(i);
  }
  for (auto& [key_and_origin, of_place] : calls) {
    const Trace& first = seeds[of_place.front()];
    Strangeness place = judge_key(key_and_origin.first, first.event, first.time);
    if (place.degree == Degree::usual) continue;
    strange_keys_.push_back({key_and_origin.first, std::move(place), std::move(of_place)});
  }
}

std::set<std::string> Habits::others_at(std::string_view address, std::string_view account) const {
  const auto found = at_.find(address);
  if (found == at_.end()) return {};
  std::set<std::string> others = found->second;
  others.erase(person_of(account));
  others.erase(std::string(account));  // a key keeps its spelling
  return others;
}

Strangeness Habits::judge(std::string_view account, const Event& event) const {
  const std::string who = person_of(account);
  const auto found = uses_.find(who);
  const Origin origin = origin_of(event);
  if (found == uses_.end() || origin.address.empty()) return {};
  // The act's own place is what is in question: the rest is the habit.
  std::uint64_t history = 0;
  bool address_known = false, client_known = false, method_known = false, mfa_here = false, mfa_elsewhere = false;
  Instant first_elsewhere;
  Stay stay;
  for (const auto& [place, use] : found->second) {
    const bool here = place.address == origin.address && place.client == origin.client;
    if (here) {
      mfa_here = mfa_here || use.signed_in_with_mfa;
      stay.add(use.first, use.last, use.records);
      continue;
    }
    // A client that hides its name is no other client.
    if (place.address == origin.address) address_known = true;
    if (place.client == origin.client) client_known = true;
    if (!place.method.empty() && place.method == origin.method) method_known = true;
    if (use.signed_in_with_mfa) mfa_elsewhere = true;
    first_elsewhere = history == 0 ? use.first : std::min(first_elsewhere, use.first);
    history += use.records;
  }
  if (history < history_acts_min) {
    const auto creator = created_by_.find(who);
    if (creator != created_by_.end())
      return {Degree::explained, fmt::format("a new account, created by {}; it has no habit yet", creator->second)};
    return {};
  }
  // A thief's script soon acts more often than its owner ever did, so that a majority of acts alone is no habit.
  const bool often = stay.records >= history, earlier = stay.first <= first_elsewhere, long_there = stay.is_habit();
  const bool at_home = (often && earlier) || (long_there && (often || earlier || client_known));
  if (address_known || at_home) return {};
  const std::set<std::string> others = others_at(origin.address, account);
  const bool shared = others.size() >= 2;
  if (client_known) {
    if (shared)
      return {Degree::explained,
              fmt::format("the address {} is new, but {} others act from it too, and the client is the "
                          "usual one",
                          origin.address, others.size())};
    if (mfa_here)
      return {Degree::explained,
              fmt::format("the address {} is new, but the sign-in there passed a second factor, with "
                          "the usual client",
                          origin.address)};
    return {Degree::weak,
            fmt::format("{} never acted from {} otherwise; the client is a usual one", account, origin.address)};
  }
  if (shared && mfa_here)
    return {Degree::explained, fmt::format("{} others act from {} too, and the sign-in passed a second factor",
                                           others.size(), origin.address)};
  std::string why = fmt::format("{} never acted from {} otherwise", account, quoted(origin));
  if (!method_known && !origin.method.empty()) why += fmt::format(", nor by {}", origin.method);
  if (mfa_here) {  // a new laptop in a hotel looks like this; so does a phished session, whose chain will tell
    return {Degree::weak, std::move(why) + "; but the sign-in there passed a second factor"};
  }
  if (mfa_elsewhere && origin.method != "api key") why += "; the sign-in there passed no second factor";
  return {Degree::strong, std::move(why)};
}

Strangeness Habits::judge_key(std::string_view key, const Event& event, Instant time) const {
  const auto found = uses_.find(key);
  const Origin origin = origin_of(event);
  if (found == uses_.end() || origin.address.empty()) return {};
  std::uint64_t history = 0;
  bool address_known = false, client_known = false, old_place_goes_on = false;
  Instant first_elsewhere;
  Stay stay;
  const auto is_here = [&](const Origin& place) {
    return place.address == origin.address && place.client == origin.client;
  };
  for (const auto& [place, use] : found->second) {
    if (is_here(place)) {
      stay.add(use.first, use.last, use.records);
      continue;
    }
    if (place.address == origin.address) address_known = true;
    if (place.client == origin.client) client_known = true;
    if (time < use.last) old_place_goes_on = true;
    first_elsewhere = history == 0 ? use.first : std::min(first_elsewhere, use.first);
    history += use.records;
  }
  // Of two places with many calls, the one that was there first is the habit.
  if (history < history_acts_min || address_known || (stay.records >= history && stay.first <= first_elsewhere))
    return {};
  std::set<std::string_view> known_operations, operations_here;
  for (const auto& [place, use] : found->second) {
    auto& operations = is_here(place) ? operations_here : known_operations;
    operations.insert(use.operations.begin(), use.operations.end());
  }
  const auto fresh = std::ranges::count_if(
      operations_here, [&](std::string_view operation) { return !known_operations.contains(operation); });
  const std::set<std::string> others = others_at(origin.address, key);
  if (client_known && fresh == 0) {
    return {Degree::explained,
            fmt::format("the address {} is new, but tool and calls are the same as before{}", origin.address,
                        old_place_goes_on ? "" : ", and the old address is no longer used")};
  }
  if (client_known && others.size() >= 2)
    return {Degree::explained, fmt::format("the address {} is new, but others act from it too", origin.address)};
  std::string why = fmt::format("{} was never used from {} otherwise", key, quoted(origin));
  if (fresh > 0) why += fmt::format("; {} of the calls made there it never made elsewhere", fresh);
  return {client_known && fresh <= 1 ? Degree::weak : Degree::strong, std::move(why)};
}

}  // namespace clew::inquiry
