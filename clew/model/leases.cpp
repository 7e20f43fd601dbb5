#include "clew/model/leases.h"

#include "clew/base/text.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace clew::model {
namespace {

constexpr std::int64_t day = 24LL * 3600 * base::Instant::per_second;
/// Where nothing tells how long a lease is: half of eight days, the longest that servers give by default (Windows).
constexpr std::int64_t silence_max = 4 * day;
constexpr std::int64_t lease_max = 400 * day;

std::int64_t day_of(std::int64_t nanoseconds) { return nanoseconds / day - (nanoseconds % day < 0 ? 1 : 0); }

/// When a network card had a name.
struct Named {
  std::int64_t first, last;
};

}  // namespace

std::string_view address_of(const Event& event) {
  return event.get(event.has(Attribute::device_ip) ? Attribute::device_ip : Attribute::src_ip);
}

void Leases::add(const Event& event) {
  if (event.event_class != EventClass::dhcp_activity || !event.time) return;
  const std::string_view address = event.get(Attribute::src_ip);
  const bool given = event.activity == activity::dhcp_ack;
  if (address.empty() || (!given && event.activity != activity::dhcp_release)) return;
  std::string host;
  if (given) {
    host = event.get(Attribute::device_hostname);
    host += '\n';
    host += base::lowered(event.get(Attribute::src_mac));
  }
  std::int64_t duration = silence_max;
  const std::string_view told = event.get(Attribute::lease_duration);
  if (const auto seconds = base::parse_unsigned(told.substr(0, told.find('.'))))
    duration = static_cast<std::int64_t>(std::min<std::uint64_t>(*seconds, lease_max / base::Instant::per_second)) *
               base::Instant::per_second;
  add(address, host, event.time->nanoseconds, event.time->nanoseconds + duration);
}

void Leases::add(std::string_view address, const std::string& host, std::int64_t from, std::int64_t until) {
  grants_.push_back({addresses_.number_of(address), hosts_.number_of(host), from, until});
  if (grants_.size() >= compact_at_) compact();
}

void Leases::merge(const Leases& other) {
  for (const Grant& grant : other.grants_)
    add(other.addresses_.text_of(grant.address), other.hosts_.text_of(grant.host), grant.from, grant.until);
}

/// Of each address, host and day the first and the last. What is kept at one time is what all grants would leave.
void Leases::compact() {
  const auto group_of = [](const Grant& grant) { return std::tuple(grant.address, grant.host, day_of(grant.from)); };
  std::ranges::sort(grants_, [&](const Grant& a, const Grant& b) {
    return std::tuple(group_of(a), a.from, a.until) < std::tuple(group_of(b), b.from, b.until);
  });
  std::vector<Grant> kept;
  for (std::size_t begin = 0; begin < grants_.size();) {
    std::size_t end = begin + 1;
    std::int64_t until = grants_[begin].until;
    for (; end < grants_.size() && group_of(grants_[end]) == group_of(grants_[begin]); ++end)
      until = std::max(until, grants_[end].until);
    kept.push_back(grants_[begin]);
    if (grants_[end - 1].from != grants_[begin].from) kept.push_back(grants_[end - 1]);
    kept.back().until = until;
    begin = end;
  }
  grants_ = std::move(kept);
  compact_at_ = std::max<std::size_t>(compact_at_, 2 * grants_.size());
}

void Leases::finish() {
  compact();
  std::ranges::sort(grants_, [&](const Grant& a, const Grant& b) {
    return std::tie(a.address, a.from, hosts_.text_of(a.host)) < std::tie(b.address, b.from, hosts_.text_of(b.host));
  });
}

std::span<const Leases::Grant> Leases::grants_of(std::string_view address) const {
  const auto [begin, end] = std::ranges::equal_range(grants_, addresses_.find(address), {}, &Grant::address);
  return {begin, end};
}

std::string_view Leases::name_of(std::uint32_t host) const {
  const std::string_view text = hosts_.text_of(host);
  return text.substr(0, text.find('\n'));
}

std::string_view Leases::card_of(std::uint32_t host) const {
  const std::string_view text = hosts_.text_of(host);
  return text.substr(std::min(text.find('\n'), text.size() - 1) + 1);
}

std::string_view Leases::holder(std::string_view address, base::Instant when) const {
  const std::span<const Grant> grants = grants_of(address);
  const auto next = std::ranges::upper_bound(grants, when.nanoseconds, {}, &Grant::from);
  if (next == grants.begin()) return {};
  const Grant& last = *std::prev(next);
  // A host that gets it again had it, or nobody.
  const bool came_back = next != grants.end() && next->host == last.host;
  return when.nanoseconds <= last.until || came_back ? name_of(last.host) : std::string_view{};
}

std::vector<std::string_view> Leases::holders(std::string_view address) const {
  std::set<std::string_view> names;
  for (const Grant& grant : grants_of(address)) names.insert(name_of(grant.host));
  names.erase("");
  return {names.begin(), names.end()};
}

std::vector<Leases::Renamed> Leases::renamed() const {
  std::map<std::string_view, std::map<std::string_view, Named>> of_card;
  std::map<std::string_view, std::int64_t> first_of_name;
  for (const Grant& grant : grants_) {
    const std::string_view name = name_of(grant.host);
    if (name.empty()) continue;
    const auto first = first_of_name.try_emplace(name, grant.from).first;
    first->second = std::min(first->second, grant.from);
    if (card_of(grant.host).empty()) continue;
    Named& named = of_card[card_of(grant.host)].try_emplace(name, Named{grant.from, grant.from}).first->second;
    named = {std::min(named.first, grant.from), std::max(named.last, grant.from)};
  }
  std::vector<Renamed> all;
  for (const auto& [card, names] : of_card) {
    if (names.size() != 2) continue;  // of more names, which belong together cannot be said
    const auto* older = &*names.begin();
    const auto* newer = &*std::next(names.begin());
    if (newer->second.first < older->second.first) std::swap(older, newer);
    const bool one_after_the_other =
        older->second.last < newer->second.first && !base::equal_ignoring_case(older->first, newer->first);
    if (one_after_the_other && first_of_name.at(newer->first) == newer->second.first)
      all.push_back({older->first, newer->first});
  }
  return all;
}

}  // namespace clew::model
