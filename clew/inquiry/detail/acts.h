/// What happened on invented devices, for tests of behaviours: acts in any order, judged as an investigation would.
///
///     launch(…), wrote(…), ordered(…) --> Acts --> Judged: the cases, and what each rule marked
///
/// The supplier is "Harbour", the company "lighthouse.example". Times are "04T10:00:00": day and time of March 2031.
#pragma once

#include "clew/inquiry/behaviour.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace clew::inquiry::acts {

using model::Attribute;
using model::EventClass;

constexpr std::string_view agent = "/opt/harbour/bin/harbour-agent";
constexpr std::string_view windows_agent = R"(C:\Program Files\Harbour\harbour-agent.exe)";

inline const intel::Pack& harbour() {
  static const intel::Pack pack = [] {
    intel::Pack made;
    made.id = "harbour";
    made.name = "Harbour";
    made.agents = {
        {.system = "macos",
         .paths = {std::string(agent)},
         .names = {"harbour-agent"},
         .own_files = {"/opt/harbour/*", "/Library/LaunchDaemons/example.harbour.*", "/tmp/harbour-agent-*"}},
        {.system = "linux",
         .paths = {std::string(agent)},
         .names = {"harbour-agent"},
         .own_files = {"/opt/harbour/*", "/etc/systemd/system/harbour-agent.service"}},
        {.system = "windows",
         .paths = {std::string(windows_agent)},
         .names = {"harbour-agent.exe"},
         .own_files = {R"(C:\Program Files\Harbour\*)", R"(C:\Windows\Temp\harbour-agent-*)"}},
    };
    made.orders.prepared = {"command_write"};
    made.orders.given = {"command_run"};
    made.orders.result = {"command_result"};
    made.orders.erased = {"result_delete"};
    made.orders.queue_seconds_max = 86400;
    return made;
  }();
  return pack;
}

inline base::Instant moment(std::string_view time) {
  return base::parse_rfc3339(fmt::format("2031-03-{}Z", time)).value();
}

using Fields = std::initializer_list<std::pair<Attribute, std::string_view>>;

inline Trace trace(std::string_view device, std::string_view time, EventClass event_class, std::uint8_t activity,
                   Fields fields) {
  Trace made;
  made.device = device;
  made.source = "test";
  made.time = made.last = moment(time);
  if (const auto asked = base::parse_rfc3339(made.event.get(Attribute::start_time))) made.asked = *asked;
  made.event.event_class = event_class;
  made.event.activity = activity;
  made.event.time = made.time;
  made.event.time_quality = model::TimeQuality::exact;
  if (!device.empty()) made.event.add(Attribute::device_hostname, device);
  for (const auto& [attribute, text] : fields) made.event.add(attribute, text);
  return made;
}

// ---- on a device

struct Start {
  std::string_view path = {}, command = {}, pid = {}, parent = {}, parent_pid = {}, signature = {}, code_hash = {};
};
inline Trace launch(std::string_view device, std::string_view time, const Start& start) {
  return trace(device, time, EventClass::process_activity, model::activity::process_launch,
               {{Attribute::process_path, start.path},
                {Attribute::process_cmd_line, start.command},
                {Attribute::process_pid, start.pid},
                {Attribute::parent_process_path, start.parent},
                {Attribute::parent_process_pid, start.parent_pid},
                {Attribute::process_signature, start.signature},
                {Attribute::process_code_hash, start.code_hash}});
}

/// A shell that the agent starts: what most orders look like. Its process id is 50.
inline Trace agent_shell(std::string_view device, std::string_view time, std::string_view command) {
  return launch(device, time, {.path = "/bin/sh", .command = command, .pid = "50", .parent = agent, .parent_pid = "1"});
}
/// A program that this shell starts.
inline Trace child(std::string_view device, std::string_view time, Start start) {
  start.parent = "/bin/sh";
  start.parent_pid = "50";
  return launch(device, time, start);
}

struct By {
  std::string_view path = "/bin/sh", pid = "50";
};
inline Trace file(std::string_view device, std::string_view time, std::uint8_t activity, std::string_view path, By by) {
  return trace(
      device, time, EventClass::file_activity, activity,
      {{Attribute::file_path, path}, {Attribute::actor_process_path, by.path}, {Attribute::actor_process_pid, by.pid}});
}
inline Trace wrote(std::string_view device, std::string_view time, std::string_view path, By by = {}) {
  return file(device, time, model::activity::file_create, path, by);
}
inline Trace opened(std::string_view device, std::string_view time, std::string_view path, By by = {}) {
  return file(device, time, model::activity::file_open, path, by);
}
inline Trace removed(std::string_view device, std::string_view time, std::string_view path, By by = {}) {
  return file(device, time, model::activity::file_delete, path, by);
}

inline Trace connected(std::string_view device, std::string_view time, std::string_view host,
                       std::string_view bytes_out = "2000", std::string_view bytes_in = "3000") {
  return trace(device, time, EventClass::network_activity, model::activity::network_traffic,
               {{Attribute::tls_sni, host},
                {Attribute::dst_ip, "203.0.113.80"},
                {Attribute::bytes_out, bytes_out},
                {Attribute::bytes_in, bytes_in}});
}

// ---- at the supplier and in the cloud

struct Who {
  std::string_view account = "ada@lighthouse.example", address = "192.0.2.10", client = "Firefox/115.0",
                   system = "Mac OS X", method = "session", mfa = {};
};
/// Somebody else's machine and tool, with Ada's key.
constexpr Who stranger = {
    .address = "198.51.100.66", .client = "python-requests/2.31", .system = {}, .method = "api key"};

inline Trace access(std::string_view device, std::string_view time, EventClass event_class, std::string_view operation,
                    std::string_view order, const Who& who) {
  Trace made = trace(device, time, event_class, model::activity::other,
                     {{Attribute::api_operation, operation},
                      {Attribute::resource_uid, order},
                      {Attribute::resource_name, order},
                      {Attribute::actor_user_name, who.account},
                      {Attribute::src_ip, who.address},
                      {Attribute::user_agent, who.client},
                      {Attribute::client_os, who.system},
                      {Attribute::auth_method, who.method},
                      {Attribute::is_mfa, who.mfa}});
  made.event.status = model::Status::success;
  return made;
}
inline Trace ordered(std::string_view device, std::string_view time, std::string_view order, const Who& who = {}) {
  return access(device, time, EventClass::api_activity, "command_run", order, who);
}
inline Trace prepared(std::string_view time, std::string_view order, const Who& who = {}) {
  return access("", time, EventClass::api_activity, "command_write", order, who);
}
inline Trace erased(std::string_view time, std::string_view order, const Who& who = {}) {
  return access("", time, EventClass::api_activity, "result_delete", order, who);
}
inline Trace answered(std::string_view device, std::string_view requested, std::string_view time,
                      std::string_view order, std::string_view command) {
  return trace(device, time, EventClass::api_activity, model::activity::other,
               {{Attribute::api_operation, "command_result"},
                {Attribute::resource_uid, order},
                {Attribute::process_cmd_line, command},
                {Attribute::start_time, fmt::format("2031-03-{}Z", requested)}});
}
inline Trace signed_in(std::string_view time, const Who& who = {}) {
  return access("", time, EventClass::authentication, "login", "", who);
}
/// Acts from a place, `count` of them between two times: what makes a habit.
inline Trace habit(std::string_view from, std::string_view to, std::uint64_t count, const Who& who = {}) {
  Trace made = signed_in(from, who);
  made.last = moment(to);
  made.records = count;
  return made;
}

struct Key {
  std::string_view id = "KEYLIGHTHOUSE1", account = "deploy", address = "192.0.2.20", client = "aws-cli/2.15";
};
inline Trace called(std::string_view time, std::string_view operation, const Key& key = {}, std::uint64_t count = 1,
                    std::string_view last = {}) {
  Trace made = trace("", time, EventClass::api_activity, model::activity::other,
                     {{Attribute::api_operation, operation},
                      {Attribute::actor_credential_uid, key.id},
                      {Attribute::actor_user_name, key.account},
                      {Attribute::src_ip, key.address},
                      {Attribute::user_agent, key.client}});
  made.records = count;
  if (!last.empty()) made.last = moment(last);
  return made;
}

// ---- all of it

/// Traces, and what later passes would have found out. The log of orders goes back to 1 March unless told otherwise.
struct Acts {
  std::vector<Trace> traces = {};
  std::string_view orders_since = "01T00:00:00";           ///< empty: there is no log of orders
  std::string_view hole_from = {}, hole_to = {};           ///< of the log of orders
  std::vector<std::pair<std::string, std::size_t>> known;  ///< destination -> devices that contacted it
  std::vector<SharedTrait> shared;
  std::vector<std::pair<std::string, std::string_view>> indicators;                 ///< device -> since when
  std::vector<std::tuple<std::string, std::string_view, std::string>> listed_uses;  ///< account, since when, address
  std::size_t devices_seen = 50;

  Acts(std::initializer_list<Trace> list) : traces(list) {}
  explicit Acts(std::vector<Trace> list) : traces(std::move(list)) {}

  Acts& orders_from(std::string_view time) { return orders_since = time, *this; }
  Acts& hole(std::string_view from, std::string_view to) { return hole_from = from, hole_to = to, *this; }
  Acts& known_to(std::string_view host, std::size_t devices) { return known.emplace_back(host, devices), *this; }
  Acts& indicator_on(std::string_view device, std::string_view time) {
    return indicators.emplace_back(device, time), *this;
  }
  Acts& used_from_listed(std::string_view account, std::string_view time, std::string_view address) {
    return listed_uses.emplace_back(account, time, address), *this;
  }
  Acts& also(std::string_view kind, std::string_view value, std::string_view from_device, Trace there) {
    shared.push_back({std::string(value), kind, std::string(from_device), std::move(there)});
    return *this;
  }
  Acts& and_then(std::vector<Trace> more) {
    std::ranges::move(more, std::back_inserter(traces));
    return *this;
  }
};

/// Regular calls: what a beacon or a keepalive does.
inline std::vector<Trace> beacons(std::string_view device, std::string_view from, std::string_view host,
                                  std::size_t count, std::int64_t period_seconds) {
  std::vector<Trace> made;
  for (std::size_t i = 0; i < count; ++i) {
    made.push_back(connected(device, from, host));
    made.back().time.nanoseconds += static_cast<std::int64_t>(i) * period_seconds * base::Instant::per_second;
    made.back().last = made.back().time;
    made.back().event.time = made.back().time;
  }
  return made;
}

/// The records and the judgement; it points into itself and stays where it is.
class Judged {
 public:
  explicit Judged(Acts given) {
    std::uint64_t line = 0;
    for (Trace& each : given.traces) each.place = {0, ++line, 100 * line, 10};
    std::ranges::stable_sort(given.traces, {}, &Trace::time);
    if (!given.orders_since.empty()) {
      hunt::ScannedSource source;
      source.name = "harbour_log";
      source.sees = {model::Sight::order};
      source.tally.timeline.add(moment(given.orders_since));
      scan_.sources.push_back(std::move(source));
    }
    records.pack = &harbour();
    records.scan = &scan_;
    records.devices_seen = given.devices_seen;
    for (const Trace& each : given.traces) {
      std::string key;
      if (is_seed(records.pack, each.event, key)) records.seeds.push_back(each);
      if (each.event.event_class != EventClass::api_activity && !each.device.empty())
        records.of_device[each.device].push_back(each);
    }
    records.orders = join_orders(records.seeds, records.pack);
    records.habits.emplace(records.seeds, records.pack);
    for (const auto& [device, traces] : records.of_device) records.contacts[device] = contacts_of(traces);
    for (auto& [device, contacts] : records.contacts) {
      for (Contact& contact : contacts) {
        for (const auto& [host, devices] : given.known) {
          if (contact.name == host) contact.devices = devices, contact.first_anywhere = contact.first;
        }
      }
    }
    for (const auto& [device, time] : given.indicators) records.indicators_on[device] = moment(time);
    for (const auto& [account, time, address] : given.listed_uses)
      records.listed_use_of[account] = {moment(time), {address}};
    records.shared = std::move(given.shared);
    if (!given.hole_from.empty())
      records.order_gaps.push_back({moment(given.hole_from), moment(given.hole_to), "hole"});
    judgement = judge_behaviours(records);
  }
  Judged(const Judged&) = delete;
  Judged& operator=(const Judged&) = delete;

  /// What a rule gave all cases together; nothing when it was silent. What is explained weighs nothing.
  [[nodiscard]] std::optional<int> weight_of(std::string_view rule) const {
    std::optional<int> weight;
    for (const Mark* mark : marks_of(rule)) weight = weight.value_or(0) + (mark->explained.empty() ? mark->weight : 0);
    return weight;
  }
  [[nodiscard]] std::vector<const Mark*> marks_of(std::string_view rule) const {
    std::vector<const Mark*> marks;
    const auto add = [&](const std::vector<Mark>& list) {
      for (const Mark& mark : list) {
        if (mark.rule == rule) marks.push_back(&mark);
      }
    };
    for (const Case& of : judgement.cases) add(of.marks);
    add(judgement.cloud);
    return marks;
  }
  [[nodiscard]] bool counts() const { return std::ranges::any_of(judgement.cases, &Case::counts); }
  /// Why the cases count or not, for a person who reads a failure.
  [[nodiscard]] std::string why() const {
    std::string text;
    for (const Case& of : judgement.cases) {
      text +=
          fmt::format("{} {}: {} ({})\n", of.chain.device, of.counts ? "counts" : "does not", of.why, of.why_ordered);
      for (const Mark& mark : of.marks)
        text += fmt::format("  {} {}: {}{}\n", mark.rule, mark.weight, mark.text,
                            mark.explained.empty() ? "" : "; but " + mark.explained);
    }
    for (const Mark& mark : judgement.cloud)
      text += fmt::format("{} {}: {}; {}\n", mark.rule, mark.weight, mark.text, mark.explained);
    return text;
  }

  Records records;
  Judgement judgement;

 private:
  hunt::ScanResult scan_;
};

/// A row of a rule's table: what happened, and what the rule gives it; nothing where it must stay silent.
struct Row {
  std::string_view name;
  Acts acts;
  std::optional<int> weight;
};
constexpr std::nullopt_t silent = std::nullopt;

/// What is wrong with a rule by its table; empty when all rows hold and there are three of each kind.
inline std::string check(std::string_view rule, std::vector<Row> rows) {
  std::string wrong;
  std::size_t fires = 0, quiet = 0;
  for (Row& row : rows) {
    const bool must_fire = row.weight.value_or(0) > 0;
    ++(must_fire ? fires : quiet);
    const Judged judged(std::move(row.acts));
    const std::optional<int> got = judged.weight_of(rule);
    if (got == row.weight) continue;
    wrong += fmt::format("{}: {} gives {} instead of {}\n{}", row.name, rule, got ? std::to_string(*got) : "nothing",
                         row.weight ? std::to_string(*row.weight) : "nothing", judged.why());
  }
  if (fires < 3 || quiet < 3) wrong += fmt::format("{} has {} rows that fire and {} that do not", rule, fires, quiet);
  return wrong;
}

}  // namespace clew::inquiry::acts
