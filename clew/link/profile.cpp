#include "clew/link/profile.h"

#include "clew/base/text.h"

#include <algorithm>
#include <cmath>

namespace clew::link {
namespace {

// Found on the releases before ATT&CK 8 and kept round; the answer moves little when they are halved or doubled.
constexpr double habits_known_already = 10;  // a profile shorter than this says little by what is missing
constexpr double software_factor = 1.5;      // a program is rarer than the count of its known users says
constexpr double by_software_factor = 0.3;   // a technique that the activity's own programs have
constexpr double parent_factor = 0.1;        // a sub-technique of the same technique
constexpr double parent_spread = 3;          // sub-techniques that a technique has, about
constexpr double size_factor = 0.3;          // who is written about much will be written about again
constexpr double age_factor = 0.1;           // for each year of silence
constexpr double age_years_max = 5;
constexpr std::uint32_t rare_users_max = 3;
constexpr std::size_t telling_techniques_max = 15;  // a longer list is a summary of years, of somebody well known
constexpr double no_techniques = -3;                // commonness of nothing: about that of a rare technique

std::string_view parent_of(std::string_view technique) { return technique.substr(0, technique.find('.')); }

bool contains(const std::vector<std::string>& sorted, std::string_view text) {
  return std::ranges::binary_search(sorted, text, std::less<>{});
}

void sort_out(std::vector<std::string>& texts) {
  std::ranges::sort(texts);
  texts.erase(std::ranges::unique(texts).begin(), texts.end());
}

std::uint32_t count_of(const std::map<std::string, std::uint32_t, std::less<>>& counts, std::string_view key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

}  // namespace

bool is_technique(std::string_view feature) {
  return feature.size() >= 5 && feature.front() == 'T' && base::is_digit(feature[1]);
}

Profiles::Profiles(std::vector<Profile> profiles,
                   std::map<std::string, std::vector<std::string>> techniques_of_software)
    : profiles_(std::move(profiles)) {
  for (const Profile& profile : profiles_) {
    for (const std::string& feature : profile.features) {
      ++users_[feature];
      ++uses_;
    }
  }
  for (const Profile& profile : profiles_) {
    std::vector<std::string> parents;
    std::vector<std::string> by_software;
    for (const std::string& feature : profile.features) {
      if (is_technique(feature)) {
        parents.emplace_back(parent_of(feature));
      } else if (const auto found = techniques_of_software.find(feature);
                 found != techniques_of_software.end() && users_of(feature) <= rare_users_max) {
        by_software.insert(by_software.end(), found->second.begin(), found->second.end());
      }
    }
    sort_out(parents);
    sort_out(by_software);
    for (const std::string& parent : parents) ++parent_users_[parent];
    for (const std::string& technique : by_software) ++software_users_[technique];
    parents_.push_back(std::move(parents));
    by_software_.push_back(std::move(by_software));
  }
}

std::uint32_t Profiles::users_of(std::string_view feature) const { return count_of(users_, feature); }

std::optional<ProfileHit> Profiles::hit(std::size_t profile, const std::string& feature) const {
  const double size = static_cast<double>(profiles_[profile].features.size()) + habits_known_already;
  if (contains(profiles_[profile].features, feature)) {
    const std::uint32_t users = users_of(feature);
    const double weight = std::log1p(uses_ / (users * size));
    if (is_technique(feature)) return ProfileHit{feature, weight, ProfileHit::How::same};
    if (users >= popular_software_activities_min) return ProfileHit{feature, 0, ProfileHit::How::same};
    return ProfileHit{feature, weight * software_factor, ProfileHit::How::same};
  }
  if (!is_technique(feature)) return std::nullopt;
  if (contains(by_software_[profile], feature)) {
    const double users = count_of(software_users_, feature);
    return ProfileHit{feature, by_software_factor * std::log1p(static_cast<double>(profiles_.size()) / users),
                      ProfileHit::How::by_software};
  }
  const std::string_view parent = parent_of(feature);
  if (contains(parents_[profile], parent)) {
    const double users = count_of(parent_users_, parent);
    return ProfileHit{feature, parent_factor * std::log1p(uses_ / (users * size * parent_spread)),
                      ProfileHit::How::same_parent};
  }
  return std::nullopt;
}

std::vector<ProfileScore> Profiles::of(std::span<const std::string> features, std::int32_t as_of) const {
  std::vector<ProfileScore> scores;
  scores.reserve(profiles_.size());
  for (std::size_t i = 0; i < profiles_.size(); ++i) {
    ProfileScore score{.activity = profiles_[i].activity};
    const double years = static_cast<double>(std::max(0, as_of - profiles_[i].last_day)) / 365;
    score.score = size_factor * std::log1p(static_cast<double>(profiles_[i].features.size())) -
                  age_factor * std::min(age_years_max, years);
    for (const std::string& feature : features) {
      if (auto found = hit(i, feature)) {
        score.score += found->weight;
        score.hits.push_back(*std::move(found));
      }
    }
    scores.push_back(std::move(score));
  }
  return scores;
}

Novelty Profiles::novelty_of(std::span<const std::string> features) const {
  Novelty novelty{.common_habits = no_techniques};
  double habits = 0;
  std::size_t techniques = 0;
  std::size_t rare = 0;
  std::vector<std::size_t> own(profiles_.size(), 0);
  for (const std::string& feature : features) {
    const std::uint32_t users = users_of(feature);
    if (is_technique(feature)) {
      ++techniques;
      habits += std::log((users + 0.5) / static_cast<double>(std::max<std::size_t>(1, profiles_.size())));
      continue;
    }
    if (users >= 1 && users <= rare_users_max) ++rare;
    if (users != 1) continue;
    for (std::size_t i = 0; i < profiles_.size(); ++i) {
      if (contains(profiles_[i].features, feature)) ++own[i];
    }
  }
  if (techniques > 0) novelty.common_habits = habits / static_cast<double>(techniques);
  const std::size_t most = own.empty() ? 0 : *std::ranges::max_element(own);
  novelty.own_software = std::log1p(static_cast<double>(most));
  novelty.rare_software = std::log1p(static_cast<double>(rare));
  novelty.many_techniques = std::log1p(static_cast<double>(std::min(techniques, telling_techniques_max)));
  return novelty;
}

}  // namespace clew::link
