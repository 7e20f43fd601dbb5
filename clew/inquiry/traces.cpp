#include "clew/inquiry/traces.h"

#include "clew/base/glob.h"
#include "clew/base/text.h"
#include "clew/inquiry/command_lines.h"
#include "clew/inquiry/material.h"
#include "clew/inquiry/programs.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <utility>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::Event;
using model::EventClass;
namespace activity = model::activity;

/// Texts with a byte between them that no log has: "a" + "bc" is not "ab" + "c".
std::string key_of(std::initializer_list<std::string_view> parts) {
  std::string key;
  for (const std::string_view part : parts) {
    key += part;
    key += '\x1f';
  }
  return key;
}

/// Programs update themselves every week; that makes no other client.
std::string_view without_version(std::string_view user_agent) { return user_agent.substr(0, user_agent.find('/')); }

bool select_process(const intel::Pack* pack, const Event& event, std::string& key) {
  if (!is_launch(event)) return false;
  const std::string_view path = event.get(Attribute::process_path);
  const std::string_view signature = event.get(Attribute::process_signature);
  const std::string_view device = hunt::device_of(event);
  if (is_agent(pack, event.get(Attribute::parent_process_path))) {
    if (keeps_house(event)) key = key_of({"kept house", device, path});
    return true;
  }
  if (signature != "unsigned") return false;
  key = key_of({"unsigned", device, path, event.get(Attribute::process_code_hash)});
  return true;
}

bool select_file(const intel::Pack* pack, const Event& event, std::string& key) {
  const std::string_view path = event.get(Attribute::file_path);
  const std::string_view by = event.get(Attribute::actor_process_path);
  const std::string_view device = hunt::device_of(event);
  if (is_write(event) && is_agent(pack, by)) return !is_agents_own_file(pack, path);
  if (is_write(event) && persistence_of(path)) {
    key = key_of({"persists", device, by, path});
    return true;
  }
  if (!credential_store_of(path)) return false;
  key = key_of({"opened", device, by, path});
  return true;
}

bool is_of_order(const intel::Pack* pack, const Event& event) {
  if (pack == nullptr) return false;
  const intel::Orders& orders = pack->orders;
  const std::string_view operation = operation_of(event);
  return is_one_of(orders.given, operation) || is_one_of(orders.prepared, operation) ||
         is_one_of(orders.erased, operation) || is_one_of(orders.result, operation);
}

/// An order and its like are kept one by one, calls and sign-ins once for each place they came from.
bool select_access(const intel::Pack* pack, const Event& event, std::string& key) {
  const std::string_view operation = event.get(Attribute::api_operation);
  const std::string_view code = event.get(Attribute::event_code);
  if (is_of_order(pack, event)) return true;
  if (pack != nullptr) {
    for (const intel::Credential& credential : pack->credentials) {
      if (is_one_of(credential.rotated_by, operation) || is_one_of(credential.rotated_by, code)) return true;
    }
  }
  if (event.event_class == EventClass::account_change && event.activity == activity::create) return true;
  const std::string account = account_of(event);
  if (account.empty()) return false;
  const std::string_view method = event.get(Attribute::auth_method);
  if (event.has(Attribute::actor_credential_uid) && !is_sign_in_of_person(event)) {
    key = key_of({"cloud", event.get(Attribute::actor_credential_uid), event.get(Attribute::src_ip),
                  without_version(event.get(Attribute::user_agent)), operation, event.get(Attribute::resource_name),
                  event.get(Attribute::api_error)});
  } else {
    key = key_of({"access", account, method, event.get(Attribute::src_ip),
                  without_version(event.get(Attribute::user_agent)), event.get(Attribute::client_os),
                  event.get(Attribute::is_mfa), code.empty() ? operation : code,
                  event.status == model::Status::failure ? "failed" : ""});
  }
  return true;
}

/// Exports repeat lines, and overlap: the same record at the same time is one. `traces` are in order of time.
void drop_copies(std::vector<Trace>& traces) {
  const auto differs = [](const Event* a, const Event* b) {
    return std::pair(a->event_class, a->activity) != std::pair(b->event_class, b->activity)
               ? std::pair(a->event_class, a->activity) < std::pair(b->event_class, b->activity)
               : a->compare_fields(*b) < 0;
  };
  std::set<const Event*, decltype(differs)> of_moment(differs);
  std::vector<bool> copy(traces.size(), false);
  for (std::size_t i = 0; i < traces.size(); ++i) {
    const bool is_first = i == 0 || traces[i - 1].time != traces[i].time;
    const bool is_last = i + 1 == traces.size() || traces[i + 1].time != traces[i].time;
    if (is_first && is_last) continue;  // most moments have one record
    if (is_first) of_moment.clear();
    copy[i] = !of_moment.insert(&traces[i].event).second;
  }
  std::size_t next = 0;
  std::erase_if(traces, [&](const Trace&) { return copy[next++]; });
}

/// What tells the process id of the agent, and that there are programs of which only the parent's id is known.
bool tells_agents_id(const intel::Pack* pack, const Event& event, std::string& key) {
  if (pack == nullptr || pack->agents.empty() || !event.time) return false;
  const std::string_view device = hunt::device_of(event);
  if (device.empty()) return false;
  if (is_launch(event)) {
    const std::string_view path = event.get(Attribute::process_path);
    if (event.has(Attribute::process_pid) && !agent_in(pack, path, event.get(Attribute::process_cmd_line)).empty()) {
      key = key_of({"agent's start", device, event.get(Attribute::process_pid), path, base::to_rfc3339(*event.time)});
      return true;
    }
    if (event.has(Attribute::parent_process_path) || !event.has(Attribute::parent_process_pid)) return false;
    key = key_of({"nameless parent", device});
    return true;
  }
  const std::string_view actor = event.get(Attribute::actor_process_path);
  if (!event.has(Attribute::actor_process_pid) || agent_in(pack, actor, event.get(Attribute::process_cmd_line)).empty())
    return false;
  key = key_of({"agent's act", device, event.get(Attribute::actor_process_pid), actor});
  return true;
}

bool is_network(const Event& event) { return is_flow(event) || event.event_class == EventClass::dns_activity; }

}  // namespace

bool was_stopped(const Event& event) {
  return event.disposition == model::Disposition::blocked || event.disposition == model::Disposition::quarantined;
}

bool is_launch(const Event& event) {
  return event.event_class == EventClass::process_activity && event.activity == activity::process_launch &&
         !was_stopped(event);
}

bool is_write(const Event& event) {
  return event.event_class == EventClass::file_activity &&
         (event.activity == activity::file_create || event.activity == activity::file_update ||
          event.activity == activity::file_rename);
}

bool is_one_of(std::span<const std::string> operations, std::string_view operation) {
  return !operation.empty() && std::ranges::find(operations, operation) != operations.end();
}

bool keeps_house(const Event& launch) {
  const std::string_view path = launch.get(Attribute::process_path);
  const std::string_view signature = launch.get(Attribute::process_signature);
  return !is_interpreter(path) && !is_fetcher(path) &&
         (signature == "platform" || (signature.empty() && is_system_program(path)));
}

bool is_agents_start(const intel::Pack* pack, const Event& event) {
  return is_launch(event) && is_agent(pack, event.get(Attribute::parent_process_path)) && !keeps_house(event);
}

bool is_flow(const Event& event) {
  return event.event_class == EventClass::network_activity || event.event_class == EventClass::http_activity;
}

std::string_view operation_of(const Event& event) {
  const std::string_view operation = event.get(Attribute::api_operation);
  return operation.empty() ? event.get(Attribute::event_code) : operation;
}

bool is_agent(const intel::Pack* pack, std::string_view path) {
  if (pack == nullptr || path.empty()) return false;
  const std::string_view name = base::last_path_part(path);
  return std::ranges::any_of(pack->agents, [&](const intel::Agent& agent) {
    const auto is = [](std::string_view a) {
      return [a](const std::string& b) { return base::equal_ignoring_case(a, b); };
    };
    // Where the pack knows the place, a program of the same name elsewhere is not the agent.
    return agent.paths.empty() ? std::ranges::any_of(agent.names, is(name))
                               : std::ranges::any_of(agent.paths, is(path));
  });
}

bool is_called_as_agent(const intel::Pack* pack, std::string_view path) {
  if (is_agent(pack, path)) return true;
  if (pack == nullptr || path.empty() || path.find_first_of("/\\") != std::string_view::npos) return false;
  return std::ranges::any_of(pack->agents, [&](const intel::Agent& agent) {
    return std::ranges::any_of(agent.names,
                               [&](const std::string& name) { return base::equal_ignoring_case(path, name); });
  });
}

std::string_view agent_in(const intel::Pack* pack, std::string_view path, std::string_view command_line) {
  if (is_called_as_agent(pack, path)) return path;
  if (!is_interpreter(path)) return {};
  const std::string_view script = script_of(command_line);
  return is_called_as_agent(pack, script) ? script : std::string_view();
}

std::string agent_path(const intel::Pack* pack, std::string_view path) {
  if (pack == nullptr || is_agent(pack, path)) return std::string(path);
  for (const intel::Agent& agent : pack->agents) {
    const bool named = std::ranges::any_of(
        agent.names, [&](const std::string& name) { return base::equal_ignoring_case(path, name); });
    if (named && !agent.paths.empty()) return agent.paths.front();
  }
  return std::string(path);
}

bool is_agents_own_file(const intel::Pack* pack, std::string_view path) {
  if (pack == nullptr) return false;
  return std::ranges::any_of(pack->agents, [&](const intel::Agent& agent) {
    return std::ranges::any_of(agent.own_files,
                               [&](const std::string& pattern) { return base::fits_glob(path, pattern); });
  });
}

bool is_part_of_agent(const intel::Pack* pack, std::string_view path) {
  return is_agents_own_file(pack, path) && !anybody_writes(path);
}

bool names_part_of_agent(const intel::Pack* pack, std::string_view command_line) {
  if (pack == nullptr) return false;
  const auto has_word = [&](std::string_view name) {
    const std::size_t at = find_command(command_line, name);
    return at != std::string_view::npos && at > 0 && base::is_space(command_line[at - 1]);
  };
  const auto names = [&](std::string_view pattern) {
    if (anybody_writes(pattern)) return false;
    if (base::fits_glob(command_line, fmt::format("*{}*", pattern))) return true;
    // A unit of systemd is called without its folder.
    const std::string_view unit = base::last_path_part(pattern);
    constexpr std::string_view suffix = ".service";
    if (!unit.ends_with(suffix) || unit.size() == suffix.size() || unit.find('*') != std::string_view::npos)
      return false;
    return has_command(command_line, "systemctl") &&
           (has_word(unit) || has_word(unit.substr(0, unit.size() - suffix.size())));
  };
  return std::ranges::any_of(pack->agents,
                             [&](const intel::Agent& agent) { return std::ranges::any_of(agent.own_files, names); });
}

bool is_seed(const intel::Pack* pack, const Event& event, std::string& key) {
  if (!event.time) return false;
  switch (event.event_class) {
    case EventClass::process_activity: return select_process(pack, event, key);
    case EventClass::file_activity: return select_file(pack, event, key);
    case EventClass::authentication:
    case EventClass::account_change:
    case EventClass::api_activity: return select_access(pack, event, key);
    default: return is_of_order(pack, event);  // an order may be a mere fact in the log: "software was requested"
  }
}

hunt::Selection seeds_of(const intel::Pack* pack) {
  hunt::Selection selection;
  selection.with_raw = true;
  selection.keep = [pack](const Event& event, std::string& key) {
    return is_seed(pack, event, key) || tells_agents_id(pack, event, key);
  };
  return selection;
}

hunt::Selection showing(const std::map<std::string, std::string, std::less<>>& traits,
                        const model::Inventory& inventory) {
  hunt::Selection selection;
  selection.with_raw = true;
  selection.classes = {EventClass::process_activity, EventClass::file_activity, EventClass::network_activity,
                       EventClass::http_activity};
  selection.keep = [&traits, &inventory](const Event& event, std::string& key) {
    const std::string_view value = shown_trait(event, traits);
    if (value.empty() || !event.time) return false;
    const std::string device = device_of(event, inventory).name;
    if (device.empty()) return false;
    key = key_of({value, device});
    return true;
  };
  return selection;
}

std::string_view shown_trait(const Event& event, const std::map<std::string, std::string, std::less<>>& traits) {
  const auto shows = [&](std::initializer_list<Attribute> attributes, std::initializer_list<std::string_view> kinds) {
    for (const Attribute attribute : attributes) {
      const std::string_view text = event.get(attribute);
      if (text.empty()) continue;
      const auto found = traits.find(base::lowered(text));
      if (found != traits.end() && std::ranges::find(kinds, std::string_view(found->second)) != kinds.end())
        return std::string_view(found->first);
    }
    return std::string_view();
  };
  const bool launch = is_launch(event);
  if (launch || is_write(event)) {
    // Of what a record shows the most specific counts.
    std::string_view value = shows({Attribute::process_code_hash}, {"code hash"});
    if (value.empty())
      value = shows({Attribute::file_sha256, Attribute::file_sha1, Attribute::file_md5}, {"file hash"});
    if (value.empty()) value = shows({launch ? Attribute::process_path : Attribute::file_path}, {"file"});
    return value;
  }
  if (!is_flow(event)) return {};
  return shows({Attribute::tls_sni, Attribute::http_host, Attribute::dst_hostname, Attribute::dst_ip}, {"destination"});
}

hunt::Selection details_of(std::map<std::string, base::Instant, std::less<>> since, const model::Inventory& inventory) {
  hunt::Selection selection;
  selection.with_raw = true;
  selection.per_group_max = 64;
  selection.classes = {EventClass::process_activity, EventClass::file_activity, EventClass::network_activity,
                       EventClass::http_activity, EventClass::dns_activity};
  for (const auto& [device, from] : since)
    selection.earliest_time = std::min(from, selection.earliest_time.value_or(from));
  selection.keep = [since = std::move(since), &inventory](const Event& event, std::string& key) {
    const bool of_interest = event.event_class == EventClass::process_activity ||
                             event.event_class == EventClass::file_activity || is_network(event);
    if (!of_interest || !event.time) return false;
    const DeviceOf device = device_of(event, inventory);
    const auto found = since.find(device.name);
    if (found == since.end() || *event.time < found->second) return false;
    if (is_network(event)) {
      key = key_of({"network", device.name, event.get(Attribute::query_hostname), event.get(Attribute::tls_sni),
                    event.get(Attribute::http_host), event.get(Attribute::dst_ip)});
      key += static_cast<char>('a' + static_cast<int>(event.event_class) % 10);
    }
    return true;
  };
  return selection;
}

std::vector<Trace> traces_of(std::vector<hunt::KeptGroup> selected, const hunt::ScanResult& scan,
                             const model::Inventory& inventory) {
  // Records are large and many: their places are sorted, and each is moved once.
  struct Place {
    Instant time;
    std::size_t group = 0, record = 0;
  };
  std::vector<Place> places;
  for (std::size_t group = 0; group < selected.size(); ++group) {
    for (std::size_t record = 0; record < selected[group].earliest.size(); ++record)
      places.push_back({selected[group].earliest[record].event.time.value_or(Instant{}), group, record});
  }
  std::ranges::sort(places, [&](const Place& a, const Place& b) {
    if (a.time != b.time) return a.time < b.time;
    if (a.group != b.group && selected[a.group].key != selected[b.group].key)
      return selected[a.group].key < selected[b.group].key;
    return std::pair(a.group, a.record) < std::pair(b.group, b.record);
  });
  std::vector<Trace> traces;
  traces.reserve(places.size());
  for (const Place& place : places) {
    hunt::KeptGroup& group = selected[place.group];
    hunt::KeptRecord& record = group.earliest[place.record];
    Trace& trace = traces.emplace_back();
    trace.time = record.event.time.value_or(Instant{});
    trace.last = trace.time;
    if (const std::string_view asked = record.event.get(Attribute::start_time); !asked.empty()) {
      if (const auto time = base::parse_rfc3339(asked)) trace.asked = *time;
    }
    trace.place = record.place;
    if (record.place.file < scan.files.size()) trace.source = scan.files[record.place.file].source;
    trace.device = device_of(record.event, inventory).name;
    trace.event = std::move(record.event);
    trace.raw = std::move(record.raw);
    if (place.record + 1 == group.earliest.size() && group.records > group.earliest.size()) {
      trace.records += group.records - group.earliest.size();
      trace.last = group.last.value_or(trace.last);
    }
  }
  drop_copies(traces);
  return traces;
}

std::string person_of(std::string_view account) { return base::lowered(account.substr(0, account.find('@'))); }

}  // namespace clew::inquiry
