/// How well what an intruder did and used fits what each activity is known to do and use: rare things weigh, common ones
/// hardly do, and a long list of habits is not held in an activity's favour.
///
///     known profiles --Profiles--> of(techniques and software of a case): a score for each activity, with its reasons
///
/// In:     ATT&CK ids: techniques (`T1195.002`), software (`S0154`, or a name where it has no id).
/// Out:    scores in the order of the profiles; their differences are log-likelihood ratios, roughly: eval/link scales
///         them. Software that more than `popular_software_activities_min` activities use carries nothing.
/// Errors: none. Cost: profiles x features.
/// Source: inverse document frequency (Spärck Jones 1972) in a smoothed likelihood; docs/attribution.md has the formula.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::link {

constexpr std::size_t popular_software_activities_min = 8;  ///< one actor in twenty: Mimikatz, PsExec, Cobalt Strike

struct Profile {
  std::uint32_t activity = 0;
  std::vector<std::string> features = {};  ///< techniques and software, sorted, each once
  std::int32_t last_day = 0;               ///< when something was last published of it
};

struct ProfileHit {
  std::string feature;
  double weight = 0;
  enum class How : std::uint8_t { same, by_software, same_parent } how = How::same;
};

struct ProfileScore {
  std::uint32_t activity = 0;
  double score = 0;
  std::vector<ProfileHit> hits = {};
};

/// What tells, before any candidate is looked at, whether the actor is a new one.
struct Novelty {
  double own_software = 0;     ///< log(1 + programs that only one activity is known for, of the activity with most)
  double rare_software = 0;    ///< log(1 + programs that at most three activities are known for)
  double common_habits = 0;    ///< mean log share of the activities that use each technique; near 0 is common
  double many_techniques = 0;  ///< log(1 + techniques)
};

class Profiles {
 public:
  Profiles(std::vector<Profile> profiles, std::map<std::string, std::vector<std::string>> techniques_of_software);

  [[nodiscard]] bool empty() const { return profiles_.empty(); }
  [[nodiscard]] std::size_t size() const { return profiles_.size(); }
  /// How many activities are known for it.
  [[nodiscard]] std::uint32_t users_of(std::string_view feature) const;
  [[nodiscard]] std::vector<ProfileScore> of(std::span<const std::string> features, std::int32_t as_of) const;
  [[nodiscard]] Novelty novelty_of(std::span<const std::string> features) const;

 private:
  using Counts = std::map<std::string, std::uint32_t, std::less<>>;
  [[nodiscard]] std::optional<ProfileHit> hit(std::size_t profile, const std::string& feature) const;

  std::vector<Profile> profiles_;
  std::vector<std::vector<std::string>> parents_;      ///< of each profile, sorted
  std::vector<std::vector<std::string>> by_software_;  ///< what its rare programs can do, sorted
  Counts users_, parent_users_, software_users_;
  double uses_ = 0;
};

bool is_technique(std::string_view feature);

}  // namespace clew::link
