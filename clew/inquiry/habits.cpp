#include "clew/inquiry/habits.h"

#include "clew/base/text.h"
#include "clew/inquiry/material.h"

#include <algorithm>
#include <map>
#include <tuple>
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

Habits::Place Habits::place_of(const Event& event) {
  const Origin origin = origin_of(event);
  return {texts_.number_of(origin.address), texts_.number_of(origin.client), texts_.number_of(origin.method)};
}

Habits::Habits(std::span<const Trace> seeds, const intel::Pack* pack) {
  std::vector<Act> calls;  // of cloud keys, whether or not they count as a habit
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    const Event& event = seeds[i].event;
    if (event.event_class == EventClass::account_change && event.activity == model::activity::create &&
        event.status != model::Status::failure) {
      created_by_.try_emplace(person_of(event.get(Attribute::resource_name)), account_of(event));
    }
    const bool access = event.event_class == EventClass::authentication ||
                        event.event_class == EventClass::account_change ||
                        event.event_class == EventClass::api_activity;
    const bool counts = access && event.status != model::Status::failure && event.has(Attribute::src_ip) &&
                        (pack == nullptr || !is_one_of(pack->orders.result, operation_of(event)));
    const std::string_view key =
        is_sign_in_of_person(event) ? std::string_view() : event.get(Attribute::actor_credential_uid);
    if (!counts && key.empty()) continue;
    const std::string person = key.empty() ? person_of(account_of(event)) : std::string();
    if (key.empty() && person.empty()) continue;
    const Act act{texts_.number_of(key.empty() ? person : key), place_of(event),
                  texts_.number_of(event.get(Attribute::api_operation)), i};
    if (!key.empty()) calls.push_back(act);
    if (counts) acts_.push_back(act);
  }
  add_uses(seeds);
  judge_keys(seeds, calls);
}

void Habits::add_uses(std::span<const Trace> seeds) {
  std::ranges::sort(acts_);
  for (std::size_t begin = 0, end = 0; begin < acts_.size(); begin = end) {
    Use use{.who = acts_[begin].who, .place = acts_[begin].place, .first = {}, .last = {}, .acts = {}};
    for (; end < acts_.size() && acts_[end].who == use.who && acts_[end].place == use.place; ++end) {
      const Trace& trace = seeds[acts_[end].seed];
      use.first = use.records == 0 ? trace.time : std::min(use.first, trace.time);
      use.last = use.records == 0 ? trace.last : std::max(use.last, trace.last);
      use.records += trace.records;
      if (trace.event.event_class == EventClass::authentication && trace.event.get(Attribute::is_mfa) == "true")
        use.signed_in_with_mfa = true;
    }
    use.acts = std::span(acts_).subspan(begin, end - begin);
    at_.emplace_back(use.place.address, use.who);
    uses_.push_back(use);
  }
  std::ranges::sort(at_);
  at_.erase(std::unique(at_.begin(), at_.end()), at_.end());
}

std::span<const Habits::Use> Habits::uses_of(std::string_view who) const {
  return std::span(std::ranges::equal_range(uses_, texts_.find(who), {}, &Use::who));
}

void Habits::judge_keys(std::span<const Trace> seeds, std::span<const Act> calls) {
  std::vector<std::uint64_t> acts_of(texts_.size(), 0);
  for (const Use& use : uses_) acts_of[use.who] += use.records;
  std::map<std::tuple<std::string_view, Origin>, std::vector<std::size_t>> of_places;
  std::map<std::pair<std::uint32_t, Place>, std::vector<std::size_t>*> known;
  for (const Act& call : calls) {
    // A key without a history is usual anywhere.
    if (acts_of[call.who] < history_acts_min) continue;
    std::vector<std::size_t>*& of_place = known[{call.who, call.place}];
    if (of_place == nullptr) {
      const Place& place = call.place;
      of_place =
          &of_places[{texts_.text_of(call.who),
                      {texts_.text_of(place.address), texts_.text_of(place.client), texts_.text_of(place.method)}}];
    }
    of_place->push_back(call.seed);
  }
  for (auto& [key_and_origin, of_place] : of_places) {
    const std::string_view key = std::get<0>(key_and_origin);
    const Trace& first = seeds[of_place.front()];
    Strangeness place = judge_key(key, first.event, first.time);
    if (place.degree == Degree::usual) continue;
    strange_keys_.push_back({std::string(key), std::move(place), std::move(of_place)});
  }
}

std::set<std::string> Habits::others_at(std::string_view address, std::string_view account) const {
  std::set<std::string> others;
  for (const auto& [at, who] :
       std::ranges::equal_range(at_, texts_.find(address), {}, &std::pair<std::uint32_t, std::uint32_t>::first))
    others.insert(texts_.text_of(who));
  others.erase(person_of(account));
  others.erase(std::string(account));  // a key keeps its spelling
  return others;
}

Strangeness Habits::judge(std::string_view account, const Event& event) const {
  const std::string who = person_of(account);
  const std::span<const Use> uses = uses_of(who);
  const Origin origin = origin_of(event);
  if (uses.empty() || origin.address.empty()) return {};
  const Place act{texts_.find(origin.address), texts_.find(origin.client), texts_.find(origin.method)};
  // The act's own place is what is in question: the rest is the habit.
  std::uint64_t history = 0;
  bool address_known = false, client_known = false, method_known = false, mfa_here = false, mfa_elsewhere = false;
  Instant first_elsewhere;
  Stay stay;
  for (const Use& use : uses) {
    const bool here = use.place.address == act.address && use.place.client == act.client;
    if (here) {
      mfa_here = mfa_here || use.signed_in_with_mfa;
      stay.add(use.first, use.last, use.records);
      continue;
    }
    // A client that hides its name is no other client.
    if (use.place.address == act.address) address_known = true;
    if (use.place.client == act.client) client_known = true;
    if (!origin.method.empty() && use.place.method == act.method) method_known = true;
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
  const std::span<const Use> uses = uses_of(key);
  const Origin origin = origin_of(event);
  if (uses.empty() || origin.address.empty()) return {};
  const std::uint32_t address = texts_.find(origin.address), client = texts_.find(origin.client);
  std::uint64_t history = 0;
  bool address_known = false, client_known = false, old_place_goes_on = false;
  Instant first_elsewhere;
  Stay stay;
  const auto is_here = [&](const Place& place) { return place.address == address && place.client == client; };
  for (const Use& use : uses) {
    if (is_here(use.place)) {
      stay.add(use.first, use.last, use.records);
      continue;
    }
    if (use.place.address == address) address_known = true;
    if (use.place.client == client) client_known = true;
    if (time < use.last) old_place_goes_on = true;
    first_elsewhere = history == 0 ? use.first : std::min(first_elsewhere, use.first);
    history += use.records;
  }
  // Of two places with many calls, the one that was there first is the habit.
  if (history < history_acts_min || address_known || (stay.records >= history && stay.first <= first_elsewhere))
    return {};
  std::set<std::uint32_t> known_operations, operations_here;
  known_operations.insert(texts_.find(""));  // no operation
  for (const Use& use : uses) {
    auto& operations = is_here(use.place) ? operations_here : known_operations;
    for (const Act& act : use.acts) operations.insert(act.operation);
  }
  const auto fresh = std::ranges::count_if(
      operations_here, [&](std::uint32_t operation) { return !known_operations.contains(operation); });
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
