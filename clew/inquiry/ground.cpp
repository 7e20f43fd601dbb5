#include "clew/inquiry/ground.h"

#include "clew/base/text.h"
#include "clew/inquiry/material.h"
#include "clew/model/address.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include <fmt/core.h>

namespace clew::inquiry {
namespace {

using base::Instant;
using hunt::ScannedSource;
using hunt::ScanResult;
using model::CaseGap;
using model::Sight;
using model::Timeline;
using Covered = Ground::Covered;

struct Stretch {
  std::int64_t from = 0, to = 0;  ///< nanoseconds
};

bool shows(const ScannedSource& source, std::span<const Sight> sights) {
  return std::ranges::any_of(sights, [&](Sight sight) { return source.shows(sight); });
}

bool is_hash(model::ValueType type) {
  return type == model::ValueType::md5 || type == model::ValueType::sha1 || type == model::ValueType::sha256 ||
         type == model::ValueType::sha512;
}

/// Sensors of programs often know the hash of what was started, and nothing of other files.
bool tells_hash_of_programs(const ScannedSource& source, model::ValueType type) {
  const hunt::ScannedSource::Launches& launches = source.launches;
  const std::uint64_t with_hash = type == model::ValueType::md5      ? launches.md5
                                  : type == model::ValueType::sha1   ? launches.sha1
                                  : type == model::ValueType::sha256 ? launches.sha256
                                                                     : 0;
  return source.shows(Sight::process) && with_hash > 0 && 2 * with_hash >= launches.all;
}

/// Logs of one sensor fail together: zeek_dns and zeek_conn are sisters.
std::string_view sensor_of(std::string_view source) {
  const std::size_t underscore = source.find('_');
  return underscore == std::string_view::npos ? source : source.substr(0, underscore);
}

/// The pause that comes back: the fourth-longest, so that two or three real outages do not pass for rhythm.
std::int64_t rhythm_of(std::vector<Timeline::Pause> pauses) {
  constexpr std::size_t rank = 3;
  std::ranges::sort(pauses, std::greater{}, &Timeline::Pause::nanoseconds);
  return pauses.size() > rank ? pauses[rank].nanoseconds() : 0;
}

struct Rhythm {
  std::vector<Timeline::Pause> pauses;
  std::int64_t usual = 0;  ///< 0: too few records to know
};

Rhythm rhythm_of(const ScannedSource& source) {
  Rhythm rhythm{source.tally.timeline.pauses()};
  if (rhythm.pauses.size() >= rhythm_pauses_min) rhythm.usual = rhythm_of(rhythm.pauses);
  return rhythm;
}

bool overlap(const Timeline::Pause& a, const Timeline::Pause& b) {
  // Most of the shorter one must lie in the longer one: outages of one sensor begin and end together.
  const std::int64_t common = std::min(a.to, b.to).nanoseconds - std::max(a.from, b.from).nanoseconds;
  return common * 2 > std::min(a.nanoseconds(), b.nanoseconds());
}

void add_edges(const ScannedSource& source, const model::Window& window, std::int64_t usual,
               std::vector<CaseGap>& gaps) {
  constexpr std::int64_t hour = 3600 * Instant::per_second;
  const std::int64_t slack = std::max(usual, hour);
  const auto first = source.tally.timeline.first();
  const auto last = source.tally.timeline.last();
  if (!first || source.tally.timeline.pauses().size() < rhythm_pauses_min) return;
  if (window.from && first->nanoseconds > window.from->nanoseconds + slack) {
    gaps.insert(gaps.begin(), {window.from, window.to ? std::min(*first, *window.to) : *first,
                               "does not reach back to the start of the window"});
  }
  if (window.to && last->nanoseconds + slack < window.to->nanoseconds) {
    gaps.push_back({window.from ? std::max(*last, *window.from) : *last, window.to, "ends before the window does"});
  }
}

/// The parts of the window in which the source had records, holes left out.
std::vector<Stretch> covered_stretches(const ScannedSource& source, std::span<const CaseGap> gaps,
                                       const Stretch& window) {
  const auto first = source.tally.timeline.first();
  const auto last = source.tally.timeline.last();
  if (!first) return {};
  // Before its first and after its last record a source is as good as its rhythm: `gaps` has what is beyond that.
  std::vector<Stretch> stretches = {window};
  if (source.tally.timeline.pauses().size() < rhythm_pauses_min) {
    stretches = {{std::max(window.from, first->nanoseconds), std::min(window.to, last->nanoseconds)}};
  }
  for (const CaseGap& gap : gaps) {
    std::vector<Stretch> rest;
    for (const Stretch& stretch : stretches) {
      const Stretch before{stretch.from, std::min(stretch.to, gap.from->nanoseconds)};
      const Stretch after{std::max(stretch.from, gap.to->nanoseconds), stretch.to};
      if (before.from < before.to) rest.push_back(before);
      if (after.from < after.to) rest.push_back(after);
    }
    stretches = std::move(rest);
  }
  std::erase_if(stretches, [](const Stretch& stretch) { return stretch.from >= stretch.to; });
  return stretches;
}

double share_of(std::vector<Stretch> stretches, const Stretch& window) {
  std::ranges::sort(stretches, {}, &Stretch::from);
  std::int64_t covered = 0, end = window.from;
  for (const Stretch& stretch : stretches) {
    const std::int64_t from = std::max(stretch.from, end);
    if (stretch.to > from) covered += stretch.to - from;
    end = std::max(end, stretch.to);
  }
  return static_cast<double>(covered) / static_cast<double>(window.to - window.from);
}

/// The window in nanoseconds; where the notice states none, all the time that any source covers.
std::optional<Stretch> stretch_of(const model::Window& window, const ScanResult& scan) {
  std::optional<Instant> from = window.from, to = window.to;
  for (const ScannedSource& source : scan.sources) {
    const auto first = source.tally.timeline.first();
    const auto last = source.tally.timeline.last();
    if (!first) continue;
    if (!window.from) from = from ? std::min(*from, *first) : *first;
    if (!window.to) to = to ? std::max(*to, *last) : *last;
  }
  if (!from || !to || !(*from < *to)) return std::nullopt;
  return Stretch{from->nanoseconds, to->nanoseconds};
}

/// A lock file has no time: it says what is installed since it was written, and nobody can say more of a package.
bool tells_a_state(const ScannedSource& source) {
  return source.shows(Sight::package) && source.tally.timeline.empty() && source.tally.events > 0;
}

/// What those sources cover together.
Covered covered_by(const ScanResult& scan, std::span<const std::vector<CaseGap>> gaps,
                   const std::optional<Stretch>& window, const std::function<bool(const ScannedSource&)>& is_one) {
  Covered covered;
  covered.late = 1;
  if (!window) return covered;
  std::vector<Stretch> all;
  for (std::size_t i = 0; i < scan.sources.size(); ++i) {
    if (!is_one(scan.sources[i])) continue;
    if (tells_a_state(scan.sources[i])) all.push_back(*window);
    const auto stretches = covered_stretches(scan.sources[i], gaps[i], *window);
    all.insert(all.end(), stretches.begin(), stretches.end());
  }
  if (all.empty()) return covered;
  const std::int64_t first = std::ranges::min_element(all, {}, &Stretch::from)->from;
  covered.late = static_cast<double>(first - window->from) / static_cast<double>(window->to - window->from);
  covered.share = share_of(std::move(all), *window);
  return covered;
}

std::vector<std::uint32_t> histogram_of(const Timeline& timeline, const Stretch& axis) {
  constexpr std::size_t bins = 120;
  std::vector<std::uint32_t> histogram(bins, 0);
  const double width = static_cast<double>(axis.to - axis.from) / static_cast<double>(bins);
  for (const auto& [number, slot] : timeline.slots()) {
    if (slot.first.nanoseconds < axis.from || slot.first.nanoseconds >= axis.to) continue;
    const auto bin = static_cast<std::size_t>(static_cast<double>(slot.first.nanoseconds - axis.from) / width);
    std::uint32_t& count = histogram[std::min(bin, bins - 1)];
    count = static_cast<std::uint32_t>(std::min<std::uint64_t>(std::uint64_t{count} + slot.records, UINT32_MAX));
  }
  return histogram;
}

/// Kinds of things that no source at all shows. Process execution has its own entry, device by device.
void add_unseen_kinds(const ScanResult& scan, const model::Window& window, std::vector<model::CaseBlind>& blind) {
  struct Kind {
    Sight sight;
    std::string_view what;
  };
  static constexpr auto kinds = std::to_array<Kind>({{Sight::dns, "names looked up (dns)"},
                                                     {Sight::connection, "network connections (connection)"},
                                                     {Sight::tls, "names of encrypted connections (tls)"},
                                                     {Sight::http, "web requests (http)"},
                                                     {Sight::file, "files written and opened (file)"},
                                                     {Sight::order, "orders given through the supplier (order)"},
                                                     {Sight::authentication, "sign-ins (authentication)"},
                                                     {Sight::cloud_api, "calls to the cloud (cloud_api)"}});
  for (const Kind& kind : kinds) {
    const bool shown =
        std::ranges::any_of(scan.sources, [&](const ScannedSource& source) { return source.shows(kind.sight); });
    if (!shown)
      blind.push_back({std::string(kind.what), "no source among the evidence shows it", window.from, window.to});
  }
}

/// Devices of the inventory that have the supplier's agent, but of which no source shows what ran.
void add_unseen_devices(const ScanResult& scan, const model::Window& window, std::vector<model::CaseBlind>& blind) {
  static constexpr std::array<Sight, 1> endpoint = {Sight::process};
  std::set<const model::Device*> seen;
  bool any_source = false;
  for (const ScannedSource& source : scan.sources) {
    if (!shows(source, endpoint)) continue;
    any_source = true;
    for (const std::string& name : source.tally.devices) {
      if (const model::Device* device = scan.inventory.find(name)) seen.insert(device);
    }
  }
  if (!any_source) {
    blind.push_back(
        {"process execution on every device", "no source among the evidence shows what ran", window.from, window.to});
    return;
  }
  for (const model::Device& device : scan.inventory.devices()) {
    if (device.uid.empty() || seen.contains(&device)) continue;
    blind.push_back({fmt::format("process execution on {}", device.hostname),
                     "the device has the supplier's agent but no endpoint telemetry", window.from, window.to});
  }
}

constexpr std::array connections = {Sight::connection, Sight::dns, Sight::http, Sight::tls};

/// What shows a URL as well as its host does: nothing but a log of requests where a host is not searched for itself.
std::vector<Sight> sights_of_urls(std::span<const model::Indicator> indicators) {
  model::DomainSet domains;
  std::set<std::string, std::less<>> addresses;
  for (const model::Indicator& indicator : indicators) {
    const model::ValueType type = indicator.value.type();
    if (type == model::ValueType::domain) domains.add(indicator.value.text());
    if (type == model::ValueType::ipv4 || type == model::ValueType::ipv6) {
      if (const auto address = model::Address::parse(indicator.value.text())) addresses.insert(address->text());
    }
  }
  bool all_names = true;
  bool all_addresses = true;
  for (const model::Indicator& indicator : indicators) {
    if (indicator.value.type() != model::ValueType::url) continue;
    const std::string_view host = model::host_of(indicator.value);
    const auto address = model::Address::parse(host);
    if (address ? !addresses.contains(address->text()) : !domains.covers(host)) return {Sight::http};
    all_names = all_names && !address;
    all_addresses = all_addresses && address.has_value();
  }
  if (all_names) return {Sight::dns, Sight::tls, Sight::http};
  if (all_addresses) return {connections.begin(), connections.end()};
  return {Sight::tls, Sight::http};
}

/// Whether a notice names only addresses (and accounts), from which somebody came with what was stolen: nothing that a device
/// would run, hold or ask for.
bool tells_only_who_came(std::span<const model::Indicator> indicators) {
  using enum model::ValueType;
  bool has_address = false;
  for (const model::Indicator& indicator : indicators) {
    const model::ValueType type = indicator.value.type();
    const bool address = type == ipv4 || type == ipv6 || type == cidr;
    if (!address && type != account && type != email) return false;
    // Where programs call home, that is what must be seen.
    const bool is_served = indicator.role == model::Role::c2 || indicator.role == model::Role::delivery ||
                           indicator.role == model::Role::payload || indicator.value.port().has_value();
    if (address && is_served) return false;
    has_address = has_address || address;
  }
  return has_address;
}

/// Services have nothing to do with each other: that one shows nobody tells nothing of another. So the one counts that covers least,
/// of those with so many records that the time in which they were kept shows.
Covered least_covered_by(const ScanResult& scan, std::span<const std::vector<CaseGap>> gaps,
                         const std::optional<Stretch>& window,
                         const std::function<bool(const ScannedSource&)>& is_one) {
  constexpr std::uint64_t events_min = 20;
  std::optional<Covered> least;
  for (const ScannedSource& service : scan.sources) {
    if (!is_one(service) || service.tally.events < events_min) continue;
    Covered covered = covered_by(scan, gaps, window, [&](const ScannedSource& source) { return &source == &service; });
    if (!least || covered.share < least->share) least = std::move(covered);
  }
  return least ? *std::move(least) : covered_by(scan, gaps, window, is_one);
}

constexpr std::array comings = {Sight::authentication, Sight::cloud_api, Sight::order};

}  // namespace

Need need_of(model::ValueType type, std::span<const model::Indicator> indicators) {
  using model::ValueType;
  switch (type) {
    case ValueType::domain: return {"domains", {Sight::dns, Sight::tls, Sight::http}};
    case ValueType::url: return {"URLs", sights_of_urls(indicators)};
    case ValueType::ipv4:
    case ValueType::ipv6:
    case ValueType::cidr: return {"addresses", {connections.begin(), connections.end()}};
    case ValueType::md5:
    case ValueType::sha1:
    case ValueType::sha256:
    case ValueType::sha512: return {"file hashes", {Sight::file}};
    case ValueType::email: return {"mail addresses", {Sight::mail, Sight::authentication}};
    case ValueType::file_name:
    case ValueType::file_path: return {"files", {Sight::file, Sight::process}};
    case ValueType::package: return {"packages", {Sight::package, Sight::file, Sight::process}};
    case ValueType::account: return {"accounts", {Sight::authentication, Sight::order, Sight::cloud_api}};
    case ValueType::btc_address:
    case ValueType::eth_address: return {"wallet addresses", {Sight::text}};
    default: return {};  // is not searched for
  }
  return {};
}

std::vector<std::vector<CaseGap>> gaps_of(const ScanResult& scan, const model::Window& window) {
  std::vector<Rhythm> rhythms;
  for (const ScannedSource& source : scan.sources) rhythms.push_back(rhythm_of(source));
  const auto is_long = [&](std::size_t i, const Timeline::Pause& pause, double factor) {
    return rhythms[i].usual > 0 &&
           static_cast<double>(pause.nanoseconds()) >= factor * static_cast<double>(rhythms[i].usual);
  };
  std::vector<std::vector<CaseGap>> gaps(scan.sources.size());
  for (std::size_t i = 0; i < scan.sources.size(); ++i) {
    for (const Timeline::Pause& pause : rhythms[i].pauses) {
      bool gap = is_long(i, pause, gap_factor);
      for (std::size_t sister = 0; sister < scan.sources.size() && !gap; ++sister) {
        if (sister == i || sensor_of(scan.sources[sister].name) != sensor_of(scan.sources[i].name) ||
            !is_long(i, pause, gap_factor_with_sister))
          continue;
        gap = std::ranges::any_of(rhythms[sister].pauses, [&](const Timeline::Pause& other) {
          return is_long(sister, other, gap_factor) && overlap(pause, other);
        });
      }
      if (gap) gaps[i].push_back({pause.from, pause.to, "no records, although there are some before and after"});
    }
    add_edges(scan.sources[i], window, rhythms[i].usual, gaps[i]);
    std::ranges::stable_sort(gaps[i], [](const CaseGap& a, const CaseGap& b) { return *a.from < *b.from; });
  }
  return gaps;
}

Ground survey(const ScanResult& scan, std::span<const model::Indicator> indicators, const model::Window& window,
              std::span<const Need> needs, const std::set<std::string, std::less<>>& open_to_outside) {
  Ground ground;
  const auto gaps = gaps_of(scan, window);
  const auto stretch = stretch_of(window, scan);
  std::optional<Stretch> axis = stretch;
  if (axis) {
    const std::int64_t margin = window.is_open() ? 0 : (axis->to - axis->from) / 4;
    axis = Stretch{axis->from - margin, axis->to + margin};
    ground.axis_from = Instant{axis->from, 0};
    ground.axis_to = Instant{axis->to, 0};
  }
  for (std::size_t i = 0; i < scan.sources.size(); ++i) {
    const ScannedSource& source = scan.sources[i];
    model::CaseCoverage coverage;
    coverage.source = source.name;
    for (const Sight sight : source.sees) coverage.sees.emplace_back(model::name_of(sight));
    for (const std::uint32_t file : source.files) coverage.files.push_back(scan.files[file].name);
    coverage.from = source.tally.timeline.first();
    coverage.to = source.tally.timeline.last();
    coverage.events = source.tally.events;
    coverage.unparsed = source.tally.unparsed;
    coverage.gaps = gaps[i];
    coverage.guessed = source.guessed;
    if (axis) coverage.histogram = histogram_of(source.tally.timeline, *axis);
    ground.coverage.push_back(std::move(coverage));
  }

  std::map<model::ValueType, model::CaseSearch> searched;
  for (const model::Indicator& indicator : indicators) {
    if (indicator.is_published()) ++searched[indicator.value.type()].indicators;
  }
  std::set<std::uint32_t> sighted;
  for (const hunt::KeptSightings& kept : scan.kept) {
    if (indicators[kept.indicator].is_published()) sighted.insert(kept.indicator);
  }
  for (const std::uint32_t indicator : sighted) ++searched[indicators[indicator].value.type()].sighted;
  // A log of sign-ins inside of a network knows no address outside of it: it must have shown some.
  const bool only_who_came = tells_only_who_came(indicators);
  const auto tells_who_came = [&](const ScannedSource& source) {
    return only_who_came && shows(source, comings) && open_to_outside.contains(source.name);
  };
  const std::string address_need = need_of(model::ValueType::ipv4, indicators).name;
  // What shows connections, or who came: the better of the two.
  const auto covered_for = [&](std::string_view need, const std::function<bool(const ScannedSource&)>& is_one) {
    Covered covered = covered_by(scan, gaps, stretch, is_one);
    if (need != address_need || !only_who_came) return covered;
    Covered came = least_covered_by(scan, gaps, stretch, tells_who_came);
    return came.share > covered.share ? came : covered;
  };
  std::map<std::string, std::uint64_t> unseen;  // kind of value -> how many of the notice nothing could have shown
  for (auto& [type, search] : searched) {
    const Need need = need_of(type, indicators);
    search.type = model::name_of(type);
    const bool address = need.name == address_need;
    const auto can_show = [&, type = type](const ScannedSource& source) {
      return shows(source, need.any_of) || tells_hash_of_programs(source, type);
    };
    for (const ScannedSource& source : scan.sources) {
      if (can_show(source) || (address && tells_who_came(source))) search.shown_by.push_back(source.name);
    }
    search.covered = covered_for(need.name, can_show).share;
    const bool unconnected =
        address && std::ranges::none_of(scan.sources, [](const auto& source) { return shows(source, connections); });
    if (search.shown_by.empty() || unconnected) unseen[need.name] += search.indicators;
    ground.searched.push_back(std::move(search));
  }
  const bool tells_whence =
      std::ranges::any_of(scan.sources, [](const ScannedSource& source) { return shows(source, comings); });
  for (const auto& [name, count] : unseen) {
    const bool half = tells_whence && name == address_need;
    ground.blind.push_back({fmt::format("{} of the notice ({})", name, count),
                            half ? "who signed in or called from one would be seen; no source shows connections to one"
                                 : "no source among the evidence could show one",
                            window.from, window.to});
  }
  for (const Need& need : needs) {
    // A source must tell each kind of hash that is sought.
    std::vector<model::ValueType> hashes;
    for (const auto& [type, search] : searched) {
      if (is_hash(type) && need.name == need_of(type, indicators).name) hashes.push_back(type);
    }
    ground.needs.push_back(covered_for(need.name, [&](const ScannedSource& source) {
      return shows(source, need.any_of) || (!hashes.empty() && std::ranges::all_of(hashes, [&](model::ValueType type) {
               return tells_hash_of_programs(source, type);
             }));
    }));
    ground.needs.back().need = need.name;
  }
  add_unseen_kinds(scan, window, ground.blind);
  for (const ScannedSource& source : scan.sources) {
    if (source.undecoded.empty()) continue;
    ground.blind.push_back(
        {fmt::format("{} ({} file{})", source.name, source.files.size(), source.files.size() == 1 ? "" : "s"),
         source.undecoded, window.from, window.to});
  }
  add_unseen_devices(scan, window, ground.blind);
  return ground;
}

}  // namespace clew::inquiry
