#include "clew/inquiry/pursuit.h"

#include "clew/base/text.h"
#include "clew/base/text_numbers.h"
#include "clew/inquiry/ground.h"
#include "clew/inquiry/pivots.h"
#include "clew/inquiry/programs.h"
#include "clew/model/address.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using model::Attribute;
using model::Value;
using model::ValueType;

constexpr std::int64_t hour = 3600 * Instant::per_second;
/// What a device did before is needed to know what is new on it.
constexpr std::int64_t read_before = 48 * hour;

void add_value(std::vector<Value>& values, ValueType type, std::string_view text) {
  auto value = Value::parse(type, text);
  if (value && std::ranges::find(values, *value) == values.end()) values.push_back(*std::move(value));
}

void add_name(std::vector<Value>& values, std::string_view name) {
  if (const auto address = model::Address::parse(name)) {
    add_value(values, address->is_ipv4() ? ValueType::ipv4 : ValueType::ipv6, address->text());
  } else {
    add_value(values, ValueType::account, name);
  }
}

}  // namespace

Pursuit::Pursuit(std::span<const model::Indicator> indicators, hunt::ScanResult& scan, const intel::Pack* pack,
                 const model::Window& window, std::vector<std::string> notice_sha256)
    : indicators_(indicators), scan_(scan), notice_sha256_(std::move(notice_sha256)) {
  records_.pack = pack;
  records_.scan = &scan;
  records_.seeds = traces_of(std::exchange(scan.selected, {}), scan, scan.inventory);
  clocks_ = measure_clocks(records_.seeds, pack);
  offsets_ = offsets_of(clocks_);
  correct(records_.seeds, offsets_);
  correct(scan, offsets_);
  agent_processes_ = take_agent_processes(records_.seeds, pack);
  records_.orders = join_orders(records_.seeds, pack);
  records_.habits.emplace(records_.seeds, pack);
  const auto gaps = gaps_of(scan, window);
  for (std::size_t i = 0; i < scan.sources.size(); ++i) {
    if (!scan.sources[i].shows(model::Sight::order)) continue;
    records_.order_gaps.insert(records_.order_gaps.end(), gaps[i].begin(), gaps[i].end());
  }
}

std::optional<Pursuit::Errand> Pursuit::next() {
  while (state_ != State::done) {
    std::optional<Errand> errand;
    switch (state_) {
      case State::children: errand = read_children(); break;
      case State::around: errand = read_around(); break;
      case State::devices: errand = read_devices(); break;
      case State::traits: errand = look_for_traits(); break;
      case State::done: break;
    }
    if (errand) return errand;
    // Nothing to read in this state: on to the next one, or the end.
    if (state_ == State::children) {
      state_ = State::around;
    } else if (state_ == State::around) {
      judge_indicators();
      state_ = State::devices;
    } else if (state_ == State::devices) {
      state_ = records_.of_device.empty() ? State::done : State::traits;
    } else {
      state_ = State::done;
    }
  }
  judge_indicators();  // what behaviours brought into question may un-explain a sighting
  return std::nullopt;
}

void Pursuit::take(const Errand& errand, hunt::ScanResult found) {
  switch (state_) {
    case State::children:
      take_children(std::move(found));
      state_ = State::around;
      break;
    case State::around:
      context_ = Context(errand.values, std::move(found));
      judge_indicators();
      state_ = State::devices;
      break;
    case State::devices:
      take_details(std::move(found));
      state_ = State::traits;
      break;
    case State::traits:
      take_traits(std::move(found));
      ++round_;
      state_ = round_ < rounds_max ? State::devices : State::done;
      break;
    case State::done: break;
  }
}

/// What the agent started where the records name a parent by its id alone.
std::optional<Pursuit::Errand> Pursuit::read_children() {
  const auto devices = agent_processes_.devices_to_ask();
  if (devices.empty()) return std::nullopt;
  Errand errand{"reading what the agent started", {}, agent_processes_.children(scan_.inventory), {}};
  name_devices(devices, errand);
  return errand;
}

void Pursuit::take_children(hunt::ScanResult found) {
  std::vector<Trace> traces = traces_of(std::exchange(found.selected, {}), found, scan_.inventory);
  correct(traces, offsets_);
  agent_processes_.add(traces);
  agent_processes_.name_parents(traces);
  std::erase_if(traces, [&](const Trace& trace) {
    return !is_agent(records_.pack, trace.event.get(Attribute::parent_process_path));
  });
  if (traces.empty()) return;
  // Some may be among the seeds for another reason.
  std::set<model::Place> places;
  for (const Trace& trace : traces) places.insert(trace.place);
  std::erase_if(records_.seeds, [&](const Trace& trace) { return places.contains(trace.place); });
  std::ranges::move(traces, std::back_inserter(records_.seeds));
  std::ranges::stable_sort(records_.seeds, {}, &Trace::time);
  records_.orders = join_orders(records_.seeds, records_.pack);
  records_.habits.emplace(records_.seeds, records_.pack);
}

std::optional<Pursuit::Errand> Pursuit::read_around() {
  auto pivots = std::make_shared<const Pivots>(scan_, indicators_);
  std::vector<Value> values = pivots->values();
  if (values.empty()) return std::nullopt;
  hunt::Selection select;
  select.classes = pivots->classes();
  return Errand{"reading around", std::move(values), std::move(select),
                [pivots](std::uint32_t value, const model::Event& event) { return pivots->can_tell(value, event); }};
}

void Pursuit::judge_indicators() {
  std::set<std::string> in_question;
  for (const Case& of : judge_behaviours(records_).cases) {
    if (!of.counts) continue;
    if (!of.chain.device.empty()) in_question.insert(of.chain.device);
    if (of.order != nullptr && !of.order->account.empty()) in_question.insert(of.order->account);
  }
  found_ = find_out(Material{indicators_, &scan_, &context_, notice_sha256_, in_question});
  for (const model::CaseFinding& finding : found_.findings) {
    if (!is_strong(finding) || !finding.time) continue;
    if (finding.grade == model::Grade::authenticated && finding.indicator && !finding.account.empty()) {
      ListedUse& use = records_.listed_use_of.try_emplace(finding.account, ListedUse{*finding.time, {}}).first->second;
      use.first = std::min(use.first, *finding.time);
      use.addresses.insert(finding.indicator->value);
    }
    if (finding.device.empty()) continue;
    auto [first, fresh] = records_.indicators_on.try_emplace(finding.device, *finding.time);
    first->second = std::min(first->second, *finding.time);
  }
  add_suspects();
}

void Pursuit::suspect(const std::string& device, Reason reason, Instant since) {
  if (device.empty()) return;
  Suspect& known = suspects_.try_emplace(device, Suspect{reason, since}).first->second;
  known.reason = std::min(known.reason, reason);
  known.since = std::min(known.since, since);
}

/// The devices to read: those with an indicator that counts, and those whose agent did what nobody usual ordered.
void Pursuit::add_suspects() {
  for (const auto& [device, time] : records_.indicators_on) suspect(device, Reason::indicator, time);
  for (const Trace& trace : records_.seeds) {
    const model::Event& event = trace.event;
    if (is_launch(event)) {
      if (!is_agent(records_.pack, event.get(Attribute::parent_process_path))) {
        if (event.get(Attribute::process_signature) == "unsigned")
          suspect(trace.device, Reason::unsigned_program, trace.time);
      } else if (!keeps_house(event) && !records_.orders.of_child.contains(trace.place)) {
        suspect(trace.device, Reason::unordered, trace.time);
      }
    } else if (is_write(event) && is_agent(records_.pack, event.get(Attribute::actor_process_path))) {
      suspect(trace.device, Reason::left_file, trace.time);
    }
  }
  for (const Order& order : records_.orders.all) {
    if (order.given == nullptr) continue;
    if (records_.habits->judge(order.account, order.given->event).stands_out())
      suspect(order.device, Reason::strange_order, order.begun());
  }
}

std::optional<Pursuit::Errand> Pursuit::read_devices() {
  std::vector<std::tuple<Reason, Instant, std::string>> unread;
  for (const auto& [device, why] : suspects_) {
    if (!read_.contains(device)) unread.emplace_back(why.reason, why.since, device);
  }
  std::ranges::sort(unread);
  if (unread.size() + read_.size() > devices_read_max) {
    const std::size_t room = devices_read_max - std::min(devices_read_max, read_.size());
    if (unread.size() > room) {
      left_out_.push_back(fmt::format("{} devices beyond the first {} in question were not read in full",
                                      unread.size() - room, devices_read_max));
      unread.resize(room);
    }
  }
  if (unread.empty()) return std::nullopt;
  std::map<std::string, Instant, std::less<>> since;
  reading_.clear();
  for (const auto& [reason, time, device] : unread) {
    since[device] = Instant{time.nanoseconds - read_before, 0};
    reading_.insert(device);
  }
  Errand errand{"reading the devices in question", {}, details_of(std::move(since), scan_.inventory), {}};
  name_devices(reading_, errand);
  return errand;
}

void Pursuit::name_devices(const std::set<std::string, std::less<>>& devices, Errand& errand) const {
  std::set<std::string> names;
  for (const std::string& device : devices) {
    names.insert(device);
    if (const model::Device* known = scan_.inventory.find(device)) {
      if (!known->uid.empty()) names.insert(known->uid);
      names.insert(known->ips.begin(), known->ips.end());
    }
  }
  // Records may have nothing but an address that a device had for a while.
  for (const std::string& address : scan_.leases.addresses()) {
    for (const std::string_view holder : scan_.leases.holders(address)) {
      const model::Device* const known = scan_.inventory.find(holder);
      if (devices.contains(known == nullptr ? holder : std::string_view(known->hostname))) names.insert(address);
    }
  }
  for (const std::string& name : names) add_name(errand.values, name);
  // Sources may spell a device's name in other ways than the inventory does.
  for (const hunt::ScannedSource& source : scan_.sources) {
    for (const std::string& name : source.tally.devices) {
      const model::Device* known = scan_.inventory.find(name);
      if (known != nullptr && devices.contains(known->hostname)) add_name(errand.values, name);
    }
  }
  for (const hunt::ScannedFile& file : scan_.files) {
    const model::Device* known = scan_.inventory.find(file.device);
    if (devices.contains(known == nullptr ? file.device : known->hostname)) errand.select.devices.insert(file.device);
  }
}

void Pursuit::take_details(hunt::ScanResult found) {
  std::vector<Trace> traces = traces_of(std::exchange(found.selected, {}), found, scan_.inventory);
  correct(traces, offsets_);
  for (const std::string& device : reading_) records_.of_device[device];
  agent_processes_.add(traces);
  agent_processes_.name_parents(traces);
  for (Trace& trace : traces) records_.of_device[trace.device].push_back(std::move(trace));
  records_.orders = join_orders(records_.seeds, records_.pack, records_.of_device);
  if (read_.empty()) measure_network();
  for (const std::string& device : reading_) {
    records_.contacts[device] = contacts_of(records_.of_device[device]);
    read_.insert(device);
  }
  for (const base::Error& problem : found.problems) {
    if (problem.fault == base::Fault::over_limit) left_out_.push_back(base::to_text(problem));
  }
}

/// The first devices that are read in full show how far the clocks of network sensors are apart.
void Pursuit::measure_network() {
  const std::vector<model::CaseClock> clocks = measure_network_clocks(records_.of_device);
  Offsets offsets = offsets_of(clocks);
  std::erase_if(offsets, [&](const auto& offset) { return offsets_.contains(offset.first); });
  for (auto& [device, traces] : records_.of_device) correct(traces, offsets);
  correct(scan_, offsets);
  clocks_.insert(clocks_.end(), clocks.begin(), clocks.end());
  offsets_.insert(offsets.begin(), offsets.end());
  judge_indicators();
}

/// Values that only the intruder's chains have: files they wrote, hashes of what they ran, whom they called.
std::optional<Pursuit::Errand> Pursuit::look_for_traits() {
  const Judgement judgement = judge_behaviours(records_);
  std::vector<Value> values;
  asking_.clear();
  const auto ask = [&](ValueType type, std::string_view text, std::string_view kind, const Chain& chain) {
    if (text.empty() || !traits_asked_.insert(std::string(text)).second) return;
    auto value = Value::parse(type, text);
    if (!value) return;
    SharedTrait trait;
    trait.value = text;
    trait.kind = kind;
    trait.from_device = chain.device;
    asking_[base::lowered(text)] = kind;
    traits_.try_emplace(base::lowered(text), std::move(trait));
    values.push_back(*std::move(value));
  };
  for (const Case& of : judgement.cases) {
    // Destinations are asked of every chain that nobody usual ordered: whether they are rare decides whether it counts.
    if (!of.counts && of.ordered_as_usual()) continue;
    for (const Contact& contact : records_.contacts[of.chain.device]) {
      if (contact.first.nanoseconds < of.chain.from.nanoseconds - hour) continue;
      const bool address = model::Address::parse(contact.name).has_value();
      ask(address ? ValueType::ipv4 : ValueType::domain, contact.name, "destination", of.chain);
    }
    if (!of.counts) continue;
    for (const Trace* file : of.chain.files) {
      if (!is_write(file->event)) continue;
      const std::string_view path = file->event.get(Attribute::file_path);
      if (!is_agents_own_file(records_.pack, path) && owner_of(path).empty())
        ask(ValueType::file_path, path, "file", of.chain);
      ask(ValueType::sha256, file->event.get(Attribute::file_sha256), "file hash", of.chain);
    }
    for (const Trace* launch : of.chain.launches) {
      if (launch->event.get(Attribute::process_signature) == "platform") continue;
      ask(ValueType::sha1, launch->event.get(Attribute::process_code_hash), "code hash", of.chain);
      ask(ValueType::sha256, launch->event.get(Attribute::file_sha256), "file hash", of.chain);
    }
  }
  if (values.empty()) return std::nullopt;
  return Errand{"looking for the same elsewhere", std::move(values), showing(asking_, scan_.inventory), {}};
}

/// What is rare is rare among these.
void Pursuit::count_devices() {
  base::TextNumbers names;
  for (const hunt::ScannedSource& source : scan_.sources) {
    for (const std::string& name : source.tally.devices) names.number_of(name);
  }
  records_.devices_seen = std::max(names.size(), scan_.inventory.devices().size());
}

void Pursuit::take_traits(hunt::ScanResult found) {
  if (round_ == 0) count_devices();
  struct Seen {
    std::optional<Instant> first;
    std::map<std::string_view, Trace*> first_on;  ///< a device
  };
  std::map<std::string_view, Seen> seen;  // by texts of `asking_`; devices by those of the traces
  std::vector<Trace> traces = traces_of(std::exchange(found.selected, {}), found, scan_.inventory);
  correct(traces, offsets_);
  for (Trace& trace : traces) {
    const std::string_view value = shown_trait(trace.event, asking_);
    if (value.empty() || trace.device.empty()) continue;
    Seen& of_value = seen[value];
    of_value.first = of_value.first ? std::min(*of_value.first, trace.time) : trace.time;
    of_value.first_on.try_emplace(trace.device, &trace);  // in order of time: the first stays
  }
  for (auto& [device, contacts] : records_.contacts) {
    for (Contact& contact : contacts) {
      const auto found_value = seen.find(base::lowered(contact.name));
      if (found_value == seen.end() || traits_.at(std::string(found_value->first)).kind != "destination") continue;
      contact.devices = found_value->second.first_on.size();
      contact.first_anywhere = found_value->second.first;
    }
  }
  // What is not rare, or was there before, is nobody's trait.
  const Judgement judgement = judge_behaviours(records_);
  const auto counting = [&](const SharedTrait& trait, Instant first) {
    return std::ranges::any_of(judgement.cases, [&](const Case& of) {
      if (!of.counts || of.chain.device != trait.from_device || first.nanoseconds < of.chain.from.nanoseconds - hour)
        return false;
      // A page that somebody opened on that day is no trait of the intruder's.
      return trait.kind != "destination" || std::ranges::any_of(of.contacts, [&](const Contact* contact) {
               return base::equal_ignoring_case(contact->name, trait.value) && follows_from(*contact, of.chain);
             });
    });
  };
  for (auto& [value, of_value] : seen) {
    const SharedTrait& trait = traits_.at(std::string(value));
    const bool few = of_value.first_on.size() <= std::max<std::size_t>(10, records_.devices_seen / 20);
    if (!few || !counting(trait, *of_value.first)) continue;
    for (auto& [device, trace] : of_value.first_on) {
      if (device == trait.from_device) continue;
      const model::Device* known = scan_.inventory.find(device);
      if (machine_role(known) != MachineRole::ordinary) continue;
      SharedTrait shared = trait;
      shared.trace = std::move(*trace);
      if (!read_.contains(shared.trace.device)) suspect(shared.trace.device, Reason::shared_trait, shared.trace.time);
      const bool known_already = std::ranges::any_of(records_.shared, [&](const SharedTrait& other) {
        return other.value == shared.value && other.trace.device == shared.trace.device;
      });
      if (!known_already) records_.shared.push_back(std::move(shared));
    }
  }
}

}  // namespace clew::inquiry
