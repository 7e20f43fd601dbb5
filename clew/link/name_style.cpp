#include "clew/link/name_style.h"

#include "clew/base/text.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

namespace clew::link {
namespace {

// FNV-1a: a feature is only compared with itself, so that a rare collision changes a count by one.
std::uint64_t hashed(char kind, std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto mix = [&](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3ULL; };
  mix(static_cast<unsigned char>(kind));
  for (const char c : text) mix(static_cast<unsigned char>(c));
  return hash;
}

std::vector<std::uint64_t> features_of(std::string_view host, std::string_view registered) {
  const std::size_t dot = std::min(registered.find('.'), registered.size());
  const std::string_view label = registered.substr(0, dot);
  const std::string framed = "^" + std::string(label) + "$";
  std::vector<std::uint64_t> features;
  features.push_back(hashed('s', registered.substr(dot)));
  for (std::size_t size = 3; size <= 4; ++size) {
    for (std::size_t at = 0; at + size <= framed.size(); ++at) features.push_back(hashed('g', framed.substr(at, size)));
  }
  const std::string_view below = host.substr(0, host.size() - registered.size());
  features.push_back(hashed('d', std::to_string(std::ranges::count(below, '.'))));
  features.push_back(hashed('l', std::to_string(std::min<std::size_t>(label.size(), 20))));
  const auto digits = std::ranges::count_if(label, base::is_digit);
  features.push_back(hashed('c', std::to_string(std::ranges::count(label, '-')) + "," + std::to_string(digits)));
  return features;
}

/// Each registered domain once, with the first of its hosts.
template <class Visit>
void for_each_name(std::span<const std::string> hosts, std::size_t names_max, const Visit& visit) {
  std::set<std::string> seen;
  for (const std::string& host : hosts) {
    if (seen.size() >= names_max) return;
    const std::string registered = model::registered_domain(host);
    if (!registered.empty() && seen.insert(registered).second) visit(host, registered);
  }
}

}  // namespace

NameCounts::NameCounts(std::span<const std::string> hosts) {
  for_each_name(hosts, hosts.size(), [&](std::string_view host, std::string_view registered) {
    for (const std::uint64_t feature : features_of(host, registered)) {
      ++counts_[feature];
      ++total_;
    }
  });
}

std::uint32_t NameCounts::of(std::uint64_t feature) const {
  const auto found = counts_.find(feature);
  return found == counts_.end() ? 0 : found->second;
}

double name_style(const NameCounts& actor, const NameCounts& everybody, std::span<const std::string> hosts) {
  if (actor.total() == 0 || everybody.total() == 0) return 0;
  constexpr double prior_strength = 200;  // about the features of ten names
  constexpr double unseen = 1e5;          // features that nobody has used yet
  double sum = 0;
  std::size_t names = 0;
  for_each_name(hosts, style_case_names_max, [&](std::string_view host, std::string_view registered) {
    const auto features = features_of(host, registered);
    double name_sum = 0;
    for (const std::uint64_t feature : features) {
      const double usual = (everybody.of(feature) + 1.0) / (static_cast<double>(everybody.total()) + unseen);
      const double own =
          (actor.of(feature) + prior_strength * usual) / (static_cast<double>(actor.total()) + prior_strength);
      name_sum += std::log(own / usual);
    }
    sum += name_sum / static_cast<double>(features.size());
    ++names;
  });
  return names == 0 ? 0 : sum / static_cast<double>(names);
}

}  // namespace clew::link
