#include "clew/inquiry/behaviours/rules.h"
#include "clew/inquiry/material.h"
#include "clew/model/address.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

namespace clew::inquiry::behaviours {
namespace {

using model::Attribute;
using model::Event;

/// Logs of one service, and of its parts, may differ a little.
constexpr std::int64_t tolerance = 3600 * base::Instant::per_second;

bool is_of_ours(const Records& records, std::string_view address) {
  const auto parsed = model::Address::parse(address);
  return (parsed && model::is_private(*parsed)) ||
         (records.scan != nullptr && records.scan->inventory.find(address) != nullptr);
}

/// A record may have the id of the request beside that of the session.
std::vector<std::string_view> sessions_of(const Event& event) {
  std::vector<std::string_view> sessions;
  for (const Event::Field& field : event.fields()) {
    if (field.attribute == Attribute::correlation_uid) sessions.push_back(event.text_of(field));
  }
  return sessions;
}

/// What an account did, where its session and its place are told.
struct Uses {
  std::vector<const Trace*> all;
  std::set<std::string, std::less<>> stolen;  ///< sessions that were used from a published place
};

}  // namespace

std::vector<Mark> sessions_used_elsewhere(const Records& records) {
  std::map<std::string, Uses> of_account;
  for (const Trace& trace : records.seeds) {
    const Event& event = trace.event;
    const std::string account = account_of(event);
    const auto listed = records.listed_use_of.find(account);
    if (listed == records.listed_use_of.end() || !event.has(Attribute::src_ip)) continue;
    Uses& uses = of_account[account];
    uses.all.push_back(&trace);
    if (event.status == model::Status::failure ||
        !listed->second.addresses.contains(std::string(event.get(Attribute::src_ip))))
      continue;
    for (const std::string_view session : sessions_of(event)) uses.stolen.emplace(session);
  }
  std::vector<Mark> marks;
  for (const auto& [account, uses] : of_account) {
    const ListedUse& listed = records.listed_use_of.at(account);
    std::set<std::string_view> owners;  // where the account was before
    std::map<std::string_view, std::vector<const Trace*>> elsewhere;
    for (const Trace* trace : uses.all) {
      const std::string_view address = trace->event.get(Attribute::src_ip);
      if (listed.addresses.contains(std::string(address))) continue;
      if (trace->time.nanoseconds < listed.first.nanoseconds - tolerance) {
        owners.insert(address);
      } else if (trace->event.status != model::Status::failure &&
                 std::ranges::any_of(sessions_of(trace->event),
                                     [&](std::string_view session) { return uses.stolen.contains(session); })) {
        elsewhere[address].push_back(trace);
      }
    }
    for (auto& [address, traces] : elsewhere) {
      if (owners.contains(address) || is_of_ours(records, address)) continue;
      Mark result = mark(
          3, model::Grade::authenticated, std::move(traces),
          fmt::format("the session of {} that was used from a published place was used from {}, too, which no notice "
                      "lists and where the account was never before",
                      account, address));
      result.rule = "session-used-elsewhere";
      result.tactic = "lateral-movement";
      result.technique = "T1550.004";
      result.device.clear();
      result.account = account;
      marks.push_back(std::move(result));
    }
  }
  return marks;
}

}  // namespace clew::inquiry::behaviours
