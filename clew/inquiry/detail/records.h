/// Records as sources write them, in a few words each, for tests: launches, files, orders, answers, sign-ins, calls; an
/// invented supplier; and evidence that a pursuit can read on in.
#pragma once

#include "clew/base/text.h"
#include "clew/inquiry/detail/scene.h"
#include "clew/inquiry/inquire.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::inquiry::detail {

inline constexpr std::string_view agent = "/opt/quay/bin/quay-agent";
inline constexpr std::string_view shell = "/bin/zsh";
inline constexpr std::string_view launchd = "/sbin/launchd";
inline constexpr std::string_view desk = "desk-7";
inline constexpr std::string_view access_key = "AKIAQUAYEXAMPLE00001";

inline const base::Instant noon = at("2030-07-10T12:00:00Z");
inline constexpr std::int64_t hour = 3600;

inline base::Instant later(base::Instant time, std::int64_t seconds) {
  return {time.nanoseconds + seconds * base::Instant::per_second, 0};
}

/// The supplier Quay, whose agent does what its console or its interface orders.
inline intel::Pack pack() {
  intel::Pack pack;
  pack.id = "quay";
  pack.name = "Quay";
  pack.agents = {{"macos", {std::string(agent)}, {"quay-agent"}, {"/opt/quay/*", "/var/log/quay.log*"}},
                 {"windows", {R"(C:\Program Files\Quay\quay-agent.exe)"}, {"quay-agent.exe"}, {}}};
  pack.orders.prepared = {"order_create", "order_update"};
  pack.orders.given = {"order_run"};
  pack.orders.result = {"order_answer"};
  pack.orders.erased = {"answer_delete"};
  pack.orders.queue_seconds_max = 7 * 86400;
  pack.doors = {{"supplier_channel", "nobody of ours ordered it", {}, {}},
                {"admin_api_key", "ordered with a key", {"api key"}, {}},
                {"sso_session", "the console was entered through single sign-on", {"session"}, {"sso_sign_in"}},
                {"admin_session", "ordered in the console", {"session"}, {"sign_in"}}};
  const auto credential = [](std::string name, std::string kind, std::string held_by, std::vector<std::string> doors) {
    intel::Credential result;
    result.name = std::move(name);
    result.kind = std::move(kind);
    result.held_by = std::move(held_by);
    result.doors = std::move(doors);
    result.why = "it opens what it opens";
    return result;
  };
  intel::Credential key = credential("API keys of administrators", "api_key", "administrator",
                                     {"supplier_channel", "admin_api_key", "admin_session", "sso_session"});
  key.mints = true;
  key.rotated_by = {"admin_update"};
  key.rotated_field = "apiKey";
  key.old_use = {"old_key_tried"};
  intel::Credential connect = credential("the connect key", "secret", "organisation", {});
  connect.rotated_by = {"connect_key_renew"};
  intel::Credential certificate =
      credential("agent certificates", "certificate", "device", std::vector<std::string>{"supplier_channel"});
  certificate.rotated_by = {"device_enrol"};
  pack.credentials = {std::move(certificate), std::move(key), std::move(connect)};
  return pack;
}

inline model::Event event_at(model::EventClass event_class, std::uint8_t activity, base::Instant time, Fields fields) {
  model::Event event = event_of(event_class, "", fields);
  event.time = time;
  event.time_quality = model::TimeQuality::exact;
  event.activity = activity;
  return event;
}

/// The same record with one field more.
inline model::Event with(model::Event event, model::Attribute attribute, std::string_view text) {
  event.add(attribute, text);
  return event;
}

inline model::Event failed(model::Event event) {
  event.status = model::Status::failure;
  return event;
}

/// A program as the record of its start tells it.
struct Program {
  std::string_view pid = {}, path = {}, command = {}, parent = {}, parent_path = {};
  std::string_view signature = "signed", code_hash = {};
};

inline model::Event launch(base::Instant time, std::string_view device, const Program& program) {
  using model::Attribute;
  return event_at(model::EventClass::process_activity, model::activity::process_launch, time,
                  {{Attribute::device_hostname, device},
                   {Attribute::process_pid, program.pid},
                   {Attribute::process_path, program.path},
                   {Attribute::process_cmd_line, program.command},
                   {Attribute::parent_process_pid, program.parent},
                   {Attribute::parent_process_path, program.parent_path},
                   {Attribute::process_signature, program.signature},
                   {Attribute::process_code_hash, program.code_hash}});
}

/// A shell that the agent starts with a command, as it does for an order.
inline model::Event agent_child(base::Instant time, std::string_view device, std::string_view pid,
                                std::string_view command) {
  return launch(time, device, {pid, shell, command, "50", agent, "platform"});
}

struct By {
  std::string_view pid = {}, path = {};
};

inline model::Event file_act(base::Instant time, std::string_view device, std::string_view path, const By& by,
                             std::uint8_t activity) {
  using model::Attribute;
  return event_at(model::EventClass::file_activity, activity, time,
                  {{Attribute::device_hostname, device},
                   {Attribute::file_path, path},
                   {Attribute::actor_process_pid, by.pid},
                   {Attribute::actor_process_path, by.path}});
}
inline model::Event file_write(base::Instant time, std::string_view device, std::string_view path, const By& by) {
  return file_act(time, device, path, by, model::activity::file_create);
}
inline model::Event file_open(base::Instant time, std::string_view device, std::string_view path, const By& by) {
  return file_act(time, device, path, by, model::activity::file_open);
}

/// Who acts, from where and with what.
struct Who {
  std::string_view account = "lea@quay.example", address = "198.51.100.10", client = "Firefox/115.0", os = "macOS 13",
                   method = "session", type = "admin";
};

inline model::Event access(model::EventClass event_class, base::Instant time, const Who& who, Fields fields) {
  using model::Attribute;
  model::Event event = event_at(event_class, model::activity::unknown, time,
                                {{Attribute::actor_user_email, who.account},
                                 {Attribute::actor_user_type, who.type},
                                 {Attribute::src_ip, who.address},
                                 {Attribute::user_agent, who.client},
                                 {Attribute::client_os, who.os},
                                 {Attribute::auth_method, who.method}});
  for (const auto& [attribute, text] : fields) event.add(attribute, text);
  event.status = model::Status::success;
  return event;
}

/// What the supplier's log says of an order: prepared, given, its answers deleted.
inline model::Event order_act(base::Instant time, std::string_view operation, std::string_view id, const Who& who,
                              std::string_view device = "") {
  using model::Attribute;
  return access(model::EventClass::api_activity, time, who,
                {{Attribute::api_operation, operation},
                 {Attribute::resource_uid, id},
                 {Attribute::resource_name, "nightly tidy"},
                 {Attribute::device_hostname, device}});
}
inline model::Event order(base::Instant time, std::string_view device, std::string_view id, const Who& who = {}) {
  return order_act(time, "order_run", id, who, device);
}

/// What a device answered, and when it had been asked.
inline model::Event result(base::Instant time, std::string_view device, std::string_view id, base::Instant asked,
                           std::string_view command) {
  using model::Attribute;
  return event_at(model::EventClass::api_activity, model::activity::unknown, time,
                  {{Attribute::api_operation, "order_answer"},
                   {Attribute::resource_uid, id},
                   {Attribute::device_hostname, device},
                   {Attribute::start_time, base::to_rfc3339(asked)},
                   {Attribute::process_cmd_line, command}});
}

enum class SecondFactor : std::uint8_t { untold, passed, none };
inline model::Event sign_in(base::Instant time, const Who& who, SecondFactor factor = SecondFactor::untold,
                            std::string_view code = "sign_in") {
  using model::Attribute;
  model::Event event = access(model::EventClass::authentication, time, who, {{Attribute::event_code, code}});
  if (factor != SecondFactor::untold) event.add(Attribute::is_mfa, factor == SecondFactor::passed ? "true" : "false");
  return event;
}

inline model::Event account_created(base::Instant time, const Who& by, std::string_view account) {
  model::Event event =
      access(model::EventClass::account_change, time, by, {{model::Attribute::resource_name, account}});
  event.activity = model::activity::create;
  return event;
}

inline model::Event cloud_call(base::Instant time, std::string_view key, const Who& who, std::string_view operation,
                               std::string_view resource = "") {
  using model::Attribute;
  return access(model::EventClass::api_activity, time, who,
                {{Attribute::actor_credential_uid, key},
                 {Attribute::api_operation, operation},
                 {Attribute::resource_name, resource}});
}

inline model::Event flow(base::Instant time, std::string_view device, std::string_view to, std::string_view bytes_out,
                         std::string_view bytes_in) {
  using model::Attribute;
  return event_at(model::EventClass::network_activity, model::activity::network_traffic, time,
                  {{Attribute::device_hostname, device},
                   {Attribute::tls_sni, to},
                   {Attribute::connection_state, "SF"},
                   {Attribute::bytes_out, bytes_out},
                   {Attribute::bytes_in, bytes_in}});
}

inline constexpr std::array sources = std::to_array<std::string_view>({"answers", "cloud", "console", "edr", "sensor"});

/// Which of `sources` a record comes from.
inline std::uint32_t source_of(const model::Event& event) {
  using model::EventClass;
  if (event.get(model::Attribute::api_operation) == "order_answer") return 0;
  if (event.has(model::Attribute::actor_credential_uid)) return 1;
  if (event.event_class == EventClass::process_activity || event.event_class == EventClass::file_activity) return 3;
  return event.event_class == EventClass::network_activity ? 4 : 2;
}

/// Traces of these records, in order of time; each has a place of its own.
inline std::vector<Trace> traces(std::vector<model::Event> events) {
  std::ranges::stable_sort(events, {}, [](const model::Event& event) { return *event.time; });
  std::vector<Trace> result;
  for (model::Event& event : events) {
    Trace trace;
    trace.time = trace.last = *event.time;
    if (const auto asked = base::parse_rfc3339(event.get(model::Attribute::start_time))) trace.asked = *asked;
    trace.place = {source_of(event), result.size() + 1, 100 * result.size(), 100};
    trace.source = sources[source_of(event)];
    trace.device = device_of(event, {}).name;
    trace.raw = "raw record";
    trace.event = std::move(event);
    result.push_back(std::move(trace));
  }
  return result;
}

/// Evidence in memory, scanned as `hunt::scan` scans files.
class Evidence {
 public:
  Evidence& add(model::Event event) {
    events_.push_back(std::move(event));
    return *this;
  }
  Evidence& device(model::Device device) {
    inventory_.add(std::move(device));
    return *this;
  }
  std::vector<model::Event>& events() { return events_; }

  using IsSighting = std::function<bool(std::uint32_t value, const model::Event& event)>;
  static bool every_one(std::uint32_t /*value*/, const model::Event& /*event*/) { return true; }

  /// The first pass: sightings of `values`, and what `select` keeps.
  [[nodiscard]] hunt::ScanResult scan(const std::vector<model::Value>& values, const hunt::Selection& select,
                                      const IsSighting& is_sighting = every_one) const {
    hunt::ScanResult scan = empty();
    std::map<std::string, std::size_t> groups;
    std::vector<std::size_t> by_time(events_.size());
    for (std::size_t i = 0; i < by_time.size(); ++i) by_time[i] = i;
    std::ranges::stable_sort(by_time, {}, [&](std::size_t i) { return *events_[i].time; });
    for (const std::size_t i : by_time) {
      const model::Event& event = events_[i];
      const model::Place place{source_of(event), i + 1, 100 * i, 100};
      if (is_sighting) keep_sightings(event, place, values, is_sighting, scan);
      std::string key;
      if (!select.keep || !select.keep(event, key)) continue;
      auto [known, fresh] = groups.try_emplace(key, scan.selected.size());
      if (key.empty() || fresh) {
        known->second = scan.selected.size();
        scan.selected.push_back({key, 0, {}, {}});
      }
      hunt::KeptGroup& group = scan.selected[known->second];
      ++group.records;
      group.last = event.time;
      if (group.earliest.size() < select.per_group_max) group.earliest.push_back({place, event, "raw record"});
    }
    std::ranges::stable_sort(scan.kept, {}, &hunt::KeptSightings::indicator);
    return scan;
  }

  /// All that a pursuit asks for, until it knows enough.
  void answer(Pursuit& pursuit) const {
    while (auto errand = pursuit.next()) {
      const auto holding = [&](const model::Event& event) {
        return std::ranges::any_of(errand->values, [&](const model::Value& value) { return holds(event, value); });
      };
      hunt::Selection select = errand->select;
      if (select.keep) {
        select.keep = [&](const model::Event& event, std::string& key) {
          return holding(event) && errand->select.keep(event, key);
        };
      }
      pursuit.take(*errand, scan(errand->values, select, errand->is_sighting));
      steps_.emplace_back(errand->step);
    }
  }
  [[nodiscard]] const std::vector<std::string>& steps() const { return steps_; }

 private:
  static bool holds(const model::Event& event, const model::Value& value) {
    return std::ranges::any_of(event.fields(), [&](const model::Event::Field& field) {
      return base::equal_ignoring_case(event.text_of(field), value.text());
    });
  }

  static void keep_sightings(const model::Event& event, const model::Place& place,
                             const std::vector<model::Value>& values, const IsSighting& is_sighting,
                             hunt::ScanResult& scan) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!is_sighting(static_cast<std::uint32_t>(i), event)) continue;
      model::Sighting sighting;
      for (const model::Event::Field& field : event.fields()) {
        if (base::equal_ignoring_case(event.text_of(field), values[i].text()))
          sighting.attributes.push_back(field.attribute);
      }
      if (sighting.attributes.empty()) continue;
      sighting.indicator = static_cast<std::uint32_t>(i);
      sighting.place = place;
      sighting.event = event;
      sighting.raw = "raw record " + base::to_rfc3339(*event.time);
      scan.kept.push_back({sighting.indicator,
                           std::string(sources[source_of(event)]),
                           std::string(hunt::device_of(event)),
                           1,
                           {std::move(sighting)}});
    }
  }

  [[nodiscard]] hunt::ScanResult empty() const {
    using model::Sight;
    hunt::ScanResult scan;
    scan.inventory = inventory_;
    const std::array<std::vector<Sight>, 5> sees = {{{Sight::order_result},
                                                     {Sight::cloud_api},
                                                     {Sight::order, Sight::authentication},
                                                     {Sight::process, Sight::file},
                                                     {Sight::connection, Sight::tls}}};
    for (std::uint32_t i = 0; i < sources.size(); ++i) {
      hunt::ScannedFile file;
      file.name = std::string(sources[i]) + ".log";
      file.source = sources[i];
      hunt::ScannedSource source;
      source.name = sources[i];
      source.sees = sees[i];
      source.files = {i};
      for (const model::Event& event : events_) {
        if (source_of(event) != i) continue;
        ++file.events;
        ++file.records_with_time;
        ++source.tally.events;
        source.tally.timeline.add(*event.time);
        source.tally.devices.add(hunt::device_of(event));
      }
      if (file.events == 0) source.sees.clear();  // as if the log were not there
      scan.files.push_back(std::move(file));
      scan.sources.push_back(std::move(source));
    }
    return scan;
  }

  std::vector<model::Event> events_;
  model::Inventory inventory_;
  mutable std::vector<std::string> steps_;
};

inline model::Window july() { return {at("2030-07-01"), at("2030-07-21")}; }

/// The answer to all of that.
inline model::CaseDocument investigate(const Evidence& evidence, const intel::Pack* pack,
                                       const std::vector<model::Indicator>& indicators = {}) {
  std::vector<model::Value> values;
  for (const model::Indicator& indicator : indicators) values.push_back(indicator.value);
  hunt::ScanResult scan = evidence.scan(values, seeds_of(pack));
  Pursuit pursuit(indicators, scan, pack, july(), {});
  evidence.answer(pursuit);
  model::CaseDocument document;
  inquire(pursuit, Question{"quay", "Quay", july(), "notice", {}}, document);
  return document;
}

/// What the agent is told on an ordinary day, for two months: Lea signs in, and orders something that desk-9 answers.
inline void add_ordinary_days(Evidence& evidence) {
  for (int day = 0; day < 60; ++day) {
    const base::Instant morning = later(at("2030-06-01T09:00:00Z"), day * 86400);
    const std::string id = "daily-" + std::to_string(day);
    evidence.add(sign_in(morning, Who{}, SecondFactor::passed));
    evidence.add(order(later(morning, 60), "desk-9", id));
    evidence.add(agent_child(later(morning, 70), "desk-9", "900", "/bin/zsh -c 'softwareupdate --list'"));
    evidence.add(result(later(morning, 90), "desk-9", id, later(morning, 60), "softwareupdate --list"));
  }
}

inline constexpr std::string_view tool = "/Users/Shared/.tool";
inline constexpr std::string_view tool_hash = "1f2e3d4c5b6a79880011223344556677889900aa";

/// What the intruder does on a device from `time` on, through the agent: a script, a program of theirs, the keychain.
inline void add_intrusion(Evidence& evidence, base::Instant time, std::string_view device) {
  evidence.add(file_write(later(time, -5), device, "/var/tmp/setup.rb", {"50", agent}));
  evidence.add(agent_child(time, device, "100", "/bin/zsh -c 'ruby /var/tmp/setup.rb'"));
  evidence.add(launch(later(time, 2), device, {"101", "/usr/bin/ruby", "ruby /var/tmp/setup.rb", "100", shell}));
  evidence.add(file_write(later(time, 5), device, tool, {"101", "/usr/bin/ruby"}));
  evidence.add(launch(later(time, 9), device, {"102", tool, tool, "101", "/usr/bin/ruby", "unsigned", tool_hash}));
  evidence.add(file_open(later(time, 60), device, "/Users/kim/Library/Keychains/login.keychain-db", {"102", tool}));
}

}  // namespace clew::inquiry::detail
