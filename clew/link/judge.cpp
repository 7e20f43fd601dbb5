#include "clew/link/judge.h"

#include "clew/base/text.h"
#include "clew/link/name_style.h"
#include "clew/model/domain.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace clew::link {
namespace {

using model::ValueType;

constexpr double address_half_life_days = 720;
constexpr double netblock_half_life_days = 360;
constexpr std::size_t examples_max = 3;
constexpr double told_probability_min = 0.05;
/// Of the best candidates whom nobody would name, two in five were right, whatever the odds said of them: they are told
/// apart by no more than this (docs/attribution.md).
constexpr double unnamed_from = 0.20, unnamed_to = 0.45;
/// A profile may shift the odds of a link this far, and no further: it is the weaker kind of evidence.
constexpr double profile_ratio_max = 4;
/// Habits can speak against a new actor, and hardly for one: of the reports that looked newest, half were on new actors
/// (docs/benchmarks/link.md).
constexpr double new_by_habits_max = 0.2;  // of the log odds: "roughly even chance" ends at 0.55
constexpr std::size_t style_hosts_max = 500;
constexpr std::uint64_t unlinked_telling_max = 16;  // more say nothing more

/// What the weights are called after: several kinds of trace may be one of these.
enum class Family : std::uint8_t { exact, registered_domain, address, netblock, url_path, file_name, identity };
constexpr std::size_t family_count = 7;
constexpr std::array<std::string_view, family_count> family_names = {
    "exact", "registered_domain", "address", "netblock", "url_path", "file_name", "identity"};
constexpr std::array<std::string_view, family_count> family_words = {"equal domain or URL",
                                                                     "registered domain",
                                                                     "equal address",
                                                                     "neighbouring address",
                                                                     "equal path on a server",
                                                                     "equal file name",
                                                                     "equal hash, account or other mark"};
constexpr std::array<std::string_view, family_count> family_plurals = {"equal domains and URLs",
                                                                       "registered domains",
                                                                       "equal addresses",
                                                                       "neighbouring addresses",
                                                                       "equal paths on a server",
                                                                       "equal file names",
                                                                       "equal hashes, accounts or other marks"};
constexpr std::array<double Weights::*, family_count> family_weights = {
    &Weights::exact,    &Weights::registered_domain, &Weights::address, &Weights::netblock,
    &Weights::url_path, &Weights::file_name,         &Weights::identity};

Family family_of(const Trace& trace) {
  switch (trace.kind) {
    case TraceKind::registered_domain: return Family::registered_domain;
    case TraceKind::netblock: return Family::netblock;
    case TraceKind::url_path: return Family::url_path;
    case TraceKind::file_name: return Family::file_name;
    case TraceKind::exact: break;
  }
  const std::string_view type = std::string_view(trace.key).substr(0, trace.key.find(':'));
  if (type == "domain" || type == "url") return Family::exact;
  if (type == "ipv4" || type == "ipv6") return Family::address;
  return Family::identity;
}

/// Neighbours and names of files come and go: of these alone nobody is called specific.
bool is_telling(Family family) { return family != Family::netblock && family != Family::file_name; }

std::string words_of(const model::Origin& origin) {
  std::string words = origin.publisher.empty() ? origin.source : origin.publisher;
  if (!origin.date.empty()) words += (words.empty() ? "" : ", ") + origin.date;
  return words;
}

struct Candidate {
  std::string key;
  std::vector<std::uint32_t> activities;
  std::array<double, family_count> amounts{};
  std::array<std::vector<std::size_t>, family_count> links;  // in Judgement::links
  std::set<std::string> publishers;
  std::int32_t latest_domain_day = std::numeric_limits<std::int32_t>::min();
  double score = 0;
  double probability = 0;  // by the odds; `probabilities_` are those that are told
  std::vector<std::pair<std::string, double>> terms;
};

class Judge {
 public:
  Judge(const LinkCase& link_case, std::span<const Question> questions, const KnownGround& ground,
        const Weights& weights)
      : case_(link_case), questions_(questions), ground_(ground), weights_(weights), today_(reference_day()) {}

  Judgement run() {
    judgement_.as_of = case_.as_of;
    judgement_.questions = questions_.size();
    find_copies();
    for (std::size_t i = 0; i < questions_.size() && i < ground_.owners.size(); ++i) weigh(i);
    count_unlinked();
    weigh_profiles();
    score();
    fill_candidates();
    if (candidates_.empty()) fill_from_profiles();
    add_claims();
    if (scores_.empty() || !candidates_.empty()) split_the_rest();
    conclude();
    fill_matrix();
    return std::move(judgement_);
  }

 private:
  [[nodiscard]] std::int32_t reference_day() const {
    if (case_.as_of) return *case_.as_of;
    if (case_.published) return *case_.published;
    std::int32_t latest = 0;
    for (const auto& owners : ground_.owners) {
      for (const Owner& owner : owners) {
        if (owner.day != undated) latest = std::max(latest, owner.day);
      }
    }
    for (const Profile& profile : ground_.profiles) latest = std::max(latest, profile.last_day);
    return latest;
  }

  [[nodiscard]] const std::string& key_of(std::uint32_t activity) const {
    const ActivityFacts& facts = ground_.activities.at(activity);
    return facts.actor.empty() ? facts.name : facts.actor;
  }

  /// Publications that list nearly all of the case's own indicators.
  void find_copies() {
    std::map<std::pair<std::string, std::string>, std::set<std::size_t>> exact;
    std::size_t asked = 0;
    for (std::size_t i = 0; i < questions_.size() && i < ground_.owners.size(); ++i) {
      const Question& question = questions_[i];
      if (question.trace.kind != TraceKind::exact || question.by || !question.trace.shared.empty()) continue;
      ++asked;
      for (const Owner& owner : ground_.owners[i]) {
        const model::Origin& origin = ground_.origins.at(owner.origin);
        if (!origin.source.empty()) exact[{origin.publisher, origin.source}].insert(i);
      }
    }
    for (const auto& [publication, indices] : exact) {
      const bool is_copy = indices.size() >= copy_indicators_min &&
                           static_cast<double>(indices.size()) >= copy_share * static_cast<double>(asked);
      if (is_copy) copies_.insert(publication);
    }
  }

  /// A fact that the case itself, or a copy of it, put into the knowledge base.
  [[nodiscard]] bool is_own(const Owner& owner) const {
    const model::Origin& origin = ground_.origins.at(owner.origin);
    if (copies_.contains({origin.publisher, origin.source})) return true;
    for (const std::string_view source : base::split(origin.source, ' ')) {
      if (!source.empty() && std::ranges::find(case_.sources, source) != case_.sources.end()) return true;
    }
    if (!origin.source.empty() && std::ranges::find(case_.sources, origin.source) != case_.sources.end()) return true;
    if (std::ranges::find(case_.publishers, origin.publisher) == case_.publishers.end()) return false;
    return !case_.published || std::abs(owner.day - *case_.published) <= copy_days;
  }

  [[nodiscard]] std::vector<Owner> usable(const std::vector<Owner>& owners) const {
    std::vector<Owner> known;
    for (const Owner& owner : owners) {
      if (case_.as_of && owner.day > *case_.as_of) continue;
      if (!is_own(owner)) known.push_back(owner);
    }
    return known;
  }

  Candidate& candidate_for(const std::string& key) {
    const auto found = std::ranges::find(candidates_, key, &Candidate::key);
    if (found != candidates_.end()) return *found;
    candidates_.push_back({.key = key,
                           .activities = {},
                           .amounts = {},
                           .links = {},
                           .publishers = {},
                           .score = 0,
                           .probability = 0,
                           .terms = {}});
    return candidates_.back();
  }

  void weigh(std::size_t index) {
    const Question& question = questions_[index];
    if (!question.trace.shared.empty()) ++judgement_.shared;
    const std::vector<Owner> owners = usable(ground_.owners[index]);
    if (owners.empty()) return;
    linked_.insert({question.trace.kind, question.trace.key});
    if (question.by) linked_values_.insert(question.from);
    std::set<std::string> keys;
    for (const Owner& owner : owners) keys.insert(key_of(owner.activity));
    std::string discounted = question.trace.shared;
    if (discounted.empty() && owners.size() >= owners_per_trace_max) discounted = "known of very many activities";
    if (discounted.empty() && keys.size() > 1) discounted = fmt::format("known of {} actors", keys.size());
    const Family family = family_of(question.trace);
    if (!discounted.empty()) {
      ++discounts_[discounted];
      for (const Owner& owner : owners) add_link(question, owner, discounted);
      return;
    }
    // All owners are activities of one actor: the latest of them speaks.
    const Owner& owner = *std::ranges::max_element(owners, {}, &Owner::day);
    Candidate& candidate = candidate_for(*keys.begin());
    const double days = std::max(0, today_ - owner.day);
    double amount = question.by ? weights_.relation : 1.0;
    if (family == Family::address) amount *= std::exp2(-days / address_half_life_days);
    if (family == Family::netblock) amount *= std::exp2(-days / netblock_half_life_days);
    const auto at = static_cast<std::size_t>(family);
    candidate.amounts.at(at) += amount;
    candidate.links.at(at).push_back(judgement_.links.size());
    candidate.publishers.insert(ground_.origins.at(owner.origin).publisher);
    if (family == Family::registered_domain) {
      candidate.latest_domain_day = std::max(candidate.latest_domain_day, owner.day);
    }
    for (const Owner& each : owners) {
      if (std::ranges::find(candidate.activities, each.activity) == candidate.activities.end()) {
        candidate.activities.push_back(each.activity);
      }
    }
    std::string aged;
    if (amount < 0.5 && !question.by) aged = fmt::format("{:.1f} years old", days / 365);
    if (question.by) aged = fmt::format("through {} of {}", model::name_of(*question.by), question.through);
    add_link(question, owner, aged);
  }

  /// Indicators of which no trace is known, but for those that are everybody's.
  void count_unlinked() {
    for (const CaseIndicator& indicator : case_.indicators) {
      if (!indicator.shared.empty() || linked_values_.contains(indicator.value.text())) continue;
      const auto traces = traces_of(indicator.value, indicator.role);
      if (traces.empty() || !traces.front().shared.empty()) continue;
      const bool is_linked = std::ranges::any_of(traces, [&](const Trace& trace) {
        return linked_.contains({trace.kind, trace.key});
      });
      if (!is_linked) ++judgement_.unlinked;
    }
  }

  void add_link(const Question& question, const Owner& owner, const std::string& discounted) {
    std::string kind(name_of(question.trace.kind));
    if (question.by) kind = model::name_of(*question.by);
    std::string to = question.trace.key;
    if (question.trace.kind == TraceKind::exact) to = to.substr(to.find(':') + 1);
    judgement_.links.push_back({.kind = std::move(kind),
                                .from = question.from,
                                .to = std::move(to),
                                .activity = ground_.activities.at(owner.activity).name,
                                .origin = ground_.origins.at(owner.origin),
                                .weight = 0,
                                .discounted = discounted});
  }

  // ---- profiles ------------------------------------------------------------------------------------------------------

  void weigh_profiles() {
    if (case_.features.empty() || ground_.profiles.empty()) return;
    const Profiles profiles(ground_.profiles, ground_.techniques_of_software);
    judgement_.novelty = profiles.novelty_of(case_.features);
    scores_ = profiles.of(case_.features, today_);
    double sum = 0;
    double best = -1e300;
    for (const ProfileScore& score : scores_) best = std::max(best, score.score);
    for (const ProfileScore& score : scores_) sum += std::exp(weights_.profile_scale * (score.score - best));
    for (const ProfileScore& score : scores_) {
      shares_.push_back(std::exp(weights_.profile_scale * (score.score - best)) / sum);
      judgement_.profile_scores.emplace_back(score.activity, score.score);
    }
    const Novelty& novelty = judgement_.novelty;
    const double odds = weights_.unknown_bias + weights_.unknown_own_software * novelty.own_software +
                        weights_.unknown_rare_software * novelty.rare_software +
                        weights_.unknown_common_habits * novelty.common_habits +
                        weights_.unknown_many_techniques * novelty.many_techniques;
    profile_unknown_ = 1 / (1 + std::exp(odds > 0 ? -new_by_habits_max * odds / (1 + odds) : -odds));
    for (const std::string& feature : case_.features) {
      if (is_technique(feature) || profiles.users_of(feature) < popular_software_activities_min) continue;
      ++discounts_[fmt::format("{} is used by {} actors", feature_words(feature), profiles.users_of(feature))];
    }
  }

  [[nodiscard]] std::string feature_words(const std::string& feature) const {
    const auto found = ground_.feature_names.find(feature);
    return found == ground_.feature_names.end() ? feature : fmt::format("{} ({})", found->second, feature);
  }

  // ---- probabilities -------------------------------------------------------------------------------------------------

  /// Whom only a neighbour or a file's name leads to is no candidate: both are often somebody else's.
  void drop_accidents() {
    std::erase_if(candidates_, [&](const Candidate& candidate) {
      for (std::size_t i = 0; i < family_count; ++i) {
        if (is_telling(static_cast<Family>(i)) && !candidate.links.at(i).empty()) return false;
      }
      for (const auto& links : candidate.links) {
        for (const std::size_t link : links) {
          judgement_.links[link].discounted = "alone, a neighbour or a file's name may be chance";
        }
      }
      ++discounts_["a neighbouring address or an equal file name alone"];
      return true;
    });
  }

  void score() {
    drop_accidents();
    std::ranges::sort(candidates_, {}, &Candidate::key);
    std::vector<std::string> hosts;
    for (const CaseIndicator& indicator : case_.indicators) {
      if (indicator.value.type() != ValueType::domain || hosts.size() >= style_hosts_max) continue;
      const auto traces = traces_of(indicator.value, indicator.role);
      if (indicator.shared.empty() && traces.front().shared.empty()) hosts.push_back(indicator.value.text());
    }
    std::ranges::sort(hosts);
    std::optional<NameCounts> everybody;
    if (!candidates_.empty() && !hosts.empty()) everybody.emplace(ground_.background_hosts);
    std::size_t all_links = 0;
    for (const Candidate& candidate : candidates_) all_links += specific_links(candidate);
    for (Candidate& candidate : candidates_) score_one(candidate, everybody, hosts, all_links);
    double sum = 1;  // the unknown actor's
    for (const Candidate& candidate : candidates_) sum += std::exp(std::clamp(candidate.score, -30.0, 30.0));
    double best = 0;
    for (Candidate& candidate : candidates_) {
      candidate.probability = std::exp(std::clamp(candidate.score, -30.0, 30.0)) / sum;
      probabilities_.push_back(candidate.probability);
      best = std::max(best, candidate.probability);
    }
    if (best >= named_probability_min || best < told_probability_min) return;
    const double told = unnamed(best);
    for (double& probability : probabilities_) probability = probability == best ? told : std::min(probability, told);
  }

  static double unnamed(double probability) {
    const double part = (probability - told_probability_min) / (named_probability_min - told_probability_min);
    return unnamed_from + part * (unnamed_to - unnamed_from);
  }

  static std::size_t specific_links(const Candidate& candidate) {
    std::size_t count = 0;
    for (const auto& links : candidate.links) count += links.size();
    return count;
  }

  void score_one(Candidate& candidate, const std::optional<NameCounts>& everybody, std::span<const std::string> hosts,
                 std::size_t all_links) {
    const auto term = [&](std::string_view name, double value, double weight) {
      candidate.terms.emplace_back(name, value);
      candidate.score += value * weight;
    };
    candidate.score = weights_.bias;
    for (std::size_t i = 0; i < family_count; ++i) {
      const double value = std::log1p(candidate.amounts.at(i));
      term(family_names.at(i), value, weights_.*family_weights.at(i));
      const std::size_t count = candidate.links.at(i).size();
      for (const std::size_t link : candidate.links.at(i)) {
        judgement_.links[link].weight = value * (weights_.*family_weights.at(i)) / static_cast<double>(count);
      }
    }
    const bool has_domain = candidate.latest_domain_day != std::numeric_limits<std::int32_t>::min();
    term("youngest_years", has_domain ? std::max(0, today_ - candidate.latest_domain_day) / 365.0 : 0,
         weights_.youngest_years);
    double reports = 0;
    std::vector<std::string> own_hosts;
    for (std::uint32_t i = 0; i < ground_.activities.size(); ++i) {
      if (key_of(i) != candidate.key) continue;
      reports += ground_.activities[i].recent_reports;
      const auto& known = ground_.activities[i].hosts;
      own_hosts.insert(own_hosts.end(), known.begin(), known.end());
    }
    if (own_hosts.size() > style_names_max) own_hosts.resize(style_names_max);
    term("recent_reports", std::log1p(reports), weights_.recent_reports);
    term("name_style", everybody ? name_style(NameCounts(own_hosts), *everybody, hosts) : 0, weights_.name_style);
    term("other_links", std::log1p(static_cast<double>(all_links - specific_links(candidate))), weights_.other_links);
    for (std::size_t i = 0; i < scores_.size(); ++i) {
      if (key_of(scores_[i].activity) != candidate.key) continue;
      const double ratio = shares_[i] * static_cast<double>(scores_.size());
      candidate.score += std::log(std::clamp(ratio, 1 / profile_ratio_max, profile_ratio_max));
      break;
    }
  }

  // ---- words ---------------------------------------------------------------------------------------------------------

  [[nodiscard]] std::vector<std::string> names_of(const Candidate& candidate) const {
    std::vector<std::string> names = {candidate.key};
    const auto add = [&](const std::string& name) {
      if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
    };
    for (const std::uint32_t activity : candidate.activities) {
      add(ground_.activities[activity].name);
      for (const std::string& name : ground_.activities[activity].names) add(name);
    }
    return names;
  }

  [[nodiscard]] std::string examples(const std::vector<std::size_t>& links) const {
    std::string text;
    std::set<std::string> told;
    for (const std::size_t link : links) {
      const Link& each = judgement_.links[link];
      if (told.size() >= examples_max || !told.insert(each.to).second) continue;
      text += (text.empty() ? "" : "; ") + fmt::format("{} ({})", each.to, words_of(each.origin));
    }
    if (links.size() > told.size()) text += fmt::format("; and {} more", links.size() - told.size());
    return text;
  }

  void fill_candidates() {
    double known = 0;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const Candidate& candidate = candidates_[i];
      known += probabilities_[i];
      Hypothesis hypothesis{.activity = candidate.key, .names = names_of(candidate), .probability = probabilities_[i]};
      hypothesis.terms = candidate.terms;
      std::size_t telling = 0;
      std::size_t families = 0;
      for (std::size_t f = 0; f < family_count; ++f) {
        const auto& links = candidate.links.at(f);
        if (links.empty()) continue;
        if (is_telling(static_cast<Family>(f))) telling += links.size(), ++families;
        hypothesis.supporting.push_back(fmt::format(
            "{} {}: {}", links.size(), links.size() == 1 ? family_words.at(f) : family_plurals.at(f), examples(links)));
      }
      for (const ProfileScore& score : scores_) {
        if (key_of(score.activity) == candidate.key) support_by_profile(hypothesis, score);
      }
      oppose(hypothesis, candidate, telling);
      weigh_confidence(hypothesis, candidate, telling, families);
      judgement_.candidates.push_back(std::move(hypothesis));
    }
    judgement_.unknown_probability = std::max(0.0, 1 - known);
    sort_candidates();
  }

  void oppose(Hypothesis& hypothesis, const Candidate& candidate, std::size_t telling) const {
    for (const Candidate& other : candidates_) {
      if (&other == &candidate) continue;
      hypothesis.opposing.push_back(fmt::format("{} trace{} of the case lead{} to {}", specific_links(other),
                                                specific_links(other) == 1 ? "" : "s",
                                                specific_links(other) == 1 ? "s" : "", other.key));
    }
    if (telling == 0) hypothesis.opposing.emplace_back("no link that could not be a neighbour's by chance");
    const bool has_domain = candidate.latest_domain_day != std::numeric_limits<std::int32_t>::min();
    if (has_domain && today_ - candidate.latest_domain_day > 730) {
      hypothesis.opposing.push_back(
          fmt::format("the linked domains were last published {:.0f} years before: a domain that "
                      "expires is registered by somebody else",
                      (today_ - candidate.latest_domain_day) / 365.0));
    }
    if (judgement_.unlinked > 0) {
      hypothesis.opposing.push_back(fmt::format("{} indicator{} of the case {} known of nobody", judgement_.unlinked,
                                                judgement_.unlinked == 1 ? "" : "s",
                                                judgement_.unlinked == 1 ? "is" : "are"));
    }
  }

  static void weigh_confidence(Hypothesis& hypothesis, const Candidate& candidate, std::size_t telling,
                               std::size_t families) {
    if (telling >= 3 && (families >= 2 || candidate.publishers.size() >= 2)) {
      hypothesis.confidence = Confidence::high;
      hypothesis.confidence_why =
          fmt::format("{} specific links of {} kind{} from {} publisher{}", telling, families, families == 1 ? "" : "s",
                      candidate.publishers.size(), candidate.publishers.size() == 1 ? "" : "s");
    } else if (telling >= 2) {
      hypothesis.confidence = Confidence::moderate;
      hypothesis.confidence_why = "several specific links, but of one kind or from one publisher";
    } else {
      hypothesis.confidence = Confidence::low;
      hypothesis.confidence_why = telling == 1 ? "a single specific link" : "no specific link";
    }
  }

  void support_by_profile(Hypothesis& hypothesis, const ProfileScore& score) {
    std::vector<ProfileHit> hits = score.hits;
    std::ranges::stable_sort(hits, std::ranges::greater{}, &ProfileHit::weight);
    std::string text;
    std::size_t told = 0;
    for (const ProfileHit& hit : hits) {
      if (hit.how == ProfileHit::How::same_parent || hit.weight <= 0) continue;
      judgement_.links.push_back({.kind = is_technique(hit.feature) ? "technique" : "software",
                                  .from = hit.feature,
                                  .to = hit.feature,
                                  .activity = ground_.activities.at(score.activity).name,
                                  .origin = {},
                                  .weight = hit.weight * weights_.profile_scale,
                                  .discounted = hit.how == ProfileHit::How::by_software
                                                    ? "only known of a program that the activity uses"
                                                    : ""});
      if (++told <= examples_max) text += (text.empty() ? "" : ", ") + feature_words(hit.feature);
    }
    if (told > examples_max) text += fmt::format(" and {} more", told - examples_max);
    if (told > 0)
      hypothesis.supporting.push_back(fmt::format("{} known habit{}: {}", told, told == 1 ? "" : "s", text));
  }

  void fill_from_profiles() {
    if (scores_.empty()) return;
    std::vector<std::size_t> order(scores_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return shares_[i]; });
    for (std::size_t rank = 0; rank < order.size() && rank < candidates_told_max; ++rank) {
      const std::size_t i = order[rank];
      const ActivityFacts& facts = ground_.activities.at(scores_[i].activity);
      Hypothesis hypothesis{.activity = facts.name, .names = {}, .probability = shares_[i] * (1 - profile_unknown_)};
      if (hypothesis.probability < told_probability_min) break;
      hypothesis.names = {facts.name};
      for (const std::string& name : facts.names) {
        if (name != facts.name) hypothesis.names.push_back(name);
      }
      support_by_profile(hypothesis, scores_[i]);
      hypothesis.opposing.emplace_back("habits and tools are copied: no infrastructure, file or account links it");
      hypothesis.confidence = Confidence::low;
      hypothesis.confidence_why = "habits and tools alone";
      judgement_.candidates.push_back(std::move(hypothesis));
    }
    judgement_.unknown_probability = profile_unknown_;
    sort_candidates();
  }

  void sort_candidates() {
    std::ranges::stable_sort(judgement_.candidates, [](const Hypothesis& a, const Hypothesis& b) {
      return a.probability != b.probability ? a.probability > b.probability : a.activity < b.activity;
    });
    std::erase_if(judgement_.candidates,
                  [](const Hypothesis& hypothesis) { return hypothesis.probability < told_probability_min; });
    if (judgement_.candidates.size() > candidates_told_max) judgement_.candidates.resize(candidates_told_max);
  }

  // ---- claims --------------------------------------------------------------------------------------------------------

  void add_claims() {
    judgement_.claims = ground_of(case_.claims, case_.as_of, ground_.sponsors, ground_.names);
    const ClaimGround& claims = judgement_.claims;
    if (claims.agreed.empty()) return;
    // By judgement, not learned: one author may be wrong, and three that read the same evidence are not three.
    constexpr std::array<double, 4> by_authors = {0, 0.60, 0.75, 0.85};
    double probability = by_authors.at(std::min<std::size_t>(claims.independent, by_authors.size() - 1));
    probability -= 0.15 * static_cast<double>(std::min<std::size_t>(2, claims.denials.size() + claims.dissenting));
    Hypothesis hypothesis{.activity = claims.agreed, .names = claims.names, .level = claims.level};
    hypothesis.probability = std::max(0.05, probability);
    hypothesis.rests_on_claims = true;
    hypothesis.confidence = claims.independent >= 2 && claims.denials.empty() ? Confidence::moderate : Confidence::low;
    hypothesis.confidence_why =
        fmt::format("rests on what {} author{} say{}; nothing here can check it", claims.independent,
                    claims.independent == 1 ? "" : "s", claims.independent == 1 ? "s" : "");
    for (const Position& position : claims.positions) {
      std::string text = fmt::format("claim of {}, {}: {}", position.by, position.date,
                                     position.object.empty() ? base::shortened(position.text, 160) : position.object);
      if (!position.echoes.empty()) {
        text += fmt::format(" (repeated by {}: counted once)", fmt::join(position.echoes, ", "));
      }
      const bool agrees =
          claims.level == Level::programme ? position.programme == claims.agreed : position.object == claims.agreed;
      (agrees || position.programme.empty() ? hypothesis.supporting : hypothesis.opposing).push_back(text);
      judgement_.links.push_back(
          {.kind = "claim",
           .from = position.by,
           .to = position.object.empty() ? position.programme : position.object,
           .activity = claims.agreed,
           .origin = {position.by, fmt::format("{}", fmt::join(position.echoes, " ")), position.date},
           .weight = 0,
           .discounted = "a claim: it is counted by authors, not weighed with the evidence"});
    }
    for (const Position& denial : claims.denials) {
      hypothesis.opposing.push_back(fmt::format("{} {} it, {}", denial.by, model::name_of(denial.stance), denial.date));
    }
    const bool has_links = !judgement_.candidates.empty();
    judgement_.candidates.push_back(std::move(hypothesis));
    if (!has_links) judgement_.unknown_probability = 1 - judgement_.candidates.back().probability;
    sort_candidates();
  }

  /// What no candidate takes is an actor that is not known, or one that is and left nothing that leads to it: by how often
  /// publications of the last year were on new actors, and by how much there is that nothing links. Of a few indicators it
  /// says little: most are new.
  void split_the_rest() {
    if (ground_.activity_count == 0) return;
    const double share = std::clamp(ground_.new_share, 1e-3, 1 - 1e-3);
    const double unlinked = std::log1p(static_cast<double>(std::min(judgement_.unlinked, unlinked_telling_max)));
    const double odds =
        weights_.new_bias + weights_.new_share * std::log(share / (1 - share)) + weights_.new_unlinked * unlinked;
    const double rest = judgement_.unknown_probability;
    judgement_.unknown_probability = rest / (1 + std::exp(-odds));
    judgement_.unlinked_probability = rest - judgement_.unknown_probability;
  }

  // ---- conclusion ----------------------------------------------------------------------------------------------------

  [[nodiscard]] const Hypothesis* named() const {
    for (const Hypothesis& hypothesis : judgement_.candidates) {
      if (hypothesis.probability >= named_probability_min) return &hypothesis;
    }
    return nullptr;
  }

  void conclude() {
    const Hypothesis* best = named();
    judgement_.abstained = best == nullptr;
    if (best != nullptr) {
      const Likelihood likelihood = likelihood_of(best->probability);
      judgement_.why = fmt::format("{} ({:.2f}) {}{}, {} confidence: {}", likelihood.words, best->probability,
                                   best->level == Level::programme ? "somebody who works for " : "", best->activity,
                                   name_of(best->confidence), best->confidence_why);
    } else if (ground_.activity_count == 0) {
      judgement_.why = "the knowledge base holds no activity";
    } else if (judgement_.candidates.empty()) {
      judgement_.why = fmt::format("no basis: none of {} traces of the case is specific to an activity that was known",
                                   judgement_.questions);
    } else {
      judgement_.why =
          fmt::format("no basis: the best candidate, {}, is {} ({:.2f})", judgement_.candidates[0].activity,
                      likelihood_of(judgement_.candidates[0].probability).words, judgement_.candidates[0].probability);
    }
    if (judgement_.unlinked > 0) {
      judgement_.unknown_supporting.push_back(fmt::format("{} indicator{} known of nobody", judgement_.unlinked,
                                                          judgement_.unlinked == 1 ? " is" : "s are"));
    }
    if (!scores_.empty() && judgement_.novelty.own_software == 0) {
      judgement_.unknown_supporting.emplace_back("no program that only one activity is known for");
    }
    for (const Candidate& candidate : candidates_) {
      judgement_.unknown_opposing.push_back(fmt::format("{} trace{} known of {} alone", specific_links(candidate),
                                                        specific_links(candidate) == 1 ? " is" : "s are",
                                                        candidate.key));
    }
    tell_what_would_change();
  }

  void tell_what_would_change() {
    std::vector<std::string>& told = judgement_.would_change;
    if (!candidates_.empty()) {
      const auto best = static_cast<std::size_t>(std::ranges::max_element(probabilities_) - probabilities_.begin());
      const Candidate& candidate = candidates_[best];
      double strongest = 0;
      std::size_t family = 0;
      for (std::size_t i = 0; i < family_count; ++i) {
        const double part = std::log1p(candidate.amounts.at(i)) * (weights_.*family_weights.at(i));
        if (part > strongest) strongest = part, family = i;
      }
      if (strongest > 0) {
        const double odds = candidate.probability / std::max(1e-9, 1 - candidate.probability) * std::exp(-strongest);
        double left = odds / (1 + odds);
        if (left >= told_probability_min && left < named_probability_min) left = unnamed(left);
        told.push_back(fmt::format("were the link by {} an accident, {} would be {} ({:.2f})", family_words.at(family),
                                   candidate.key, likelihood_of(left).words, left));
      }
      if (specific_links(candidate) == 1) told.emplace_back("a second link of another kind would raise the confidence");
    }
    if (judgement_.unlinked > 0 && case_.relations.empty()) {
      told.push_back(
          fmt::format("passive DNS, certificates or registrants of the {} unlinked indicator{} (--relations)",
                      judgement_.unlinked, judgement_.unlinked == 1 ? "" : "s"));
    }
    if (case_.features.empty()) told.emplace_back("techniques and malware of the case: none were given");
    if (judgement_.claims.positions.empty()) told.emplace_back("an attribution by somebody who saw more evidence");
    if (judgement_.claims.independent == 1) told.emplace_back("a second author who attributes independently");
  }

  // ---- matrix --------------------------------------------------------------------------------------------------------

  [[nodiscard]] std::size_t column_of(std::string_view key) const {
    for (std::size_t i = 0; i < judgement_.candidates.size(); ++i) {
      if (judgement_.candidates[i].activity == key) return i;
    }
    return judgement_.candidates.size();
  }

  void fill_matrix() {
    using Cell = MatrixRow::Cell;
    const std::size_t columns = judgement_.candidates.size() + 1;
    const auto row = [&](std::string evidence, std::string_view kind) -> MatrixRow& {
      judgement_.matrix.push_back({std::move(evidence), std::string(kind), std::vector<Cell>(columns, Cell::neutral)});
      return judgement_.matrix.back();
    };
    for (const Candidate& candidate : candidates_) {
      for (std::size_t f = 0; f < family_count; ++f) {
        const auto& links = candidate.links.at(f);
        const std::size_t column = column_of(candidate.key);
        if (links.empty() || column + 1 == columns) continue;
        MatrixRow& added = row(fmt::format("{}: {}", family_words.at(f), examples(links)), family_names.at(f));
        const bool telling = is_telling(static_cast<Family>(f));
        for (std::size_t i = 0; i + 1 < columns; ++i) {
          if (i != column && telling && !judgement_.candidates[i].rests_on_claims) added.cells[i] = Cell::against;
        }
        added.cells[column] = telling ? Cell::supports_strongly : Cell::supports;
        if (telling) added.cells.back() = Cell::against;
      }
    }
    for (const ProfileScore& score : scores_) {
      const std::size_t column =
          std::min(column_of(key_of(score.activity)), column_of(ground_.activities.at(score.activity).name));
      if (column + 1 >= columns || score.hits.empty()) continue;
      MatrixRow& added = row(fmt::format("habits and tools that fit {}", key_of(score.activity)), "technique");
      added.cells[column] = Cell::supports;
    }
    for (const Position& position : judgement_.claims.positions) {
      const std::size_t column = column_of(judgement_.claims.agreed);
      MatrixRow& added = row(fmt::format("claim of {}, {}", position.by, position.date), "claim");
      if (column + 1 < columns) added.cells[column] = Cell::supports;
    }
    for (const Position& denial : judgement_.claims.denials) {
      const std::size_t column = column_of(judgement_.claims.agreed);
      MatrixRow& added = row(fmt::format("denial by {}, {}", denial.by, denial.date), "claim");
      if (column + 1 < columns) added.cells[column] = Cell::against;
    }
    if (judgement_.unlinked > 0) {
      MatrixRow& added =
          row(fmt::format("{} indicator{} known of nobody", judgement_.unlinked, judgement_.unlinked == 1 ? "" : "s"),
              "none");
      added.cells.back() = Cell::supports;
    }
    for (const auto& [why, count] : discounts_) {
      row(fmt::format("{} trace{}: {}", count, count == 1 ? "" : "s", why), "shared");
    }
  }

  const LinkCase& case_;
  std::span<const Question> questions_;
  const KnownGround& ground_;
  const Weights& weights_;
  std::int32_t today_;
  Judgement judgement_;
  std::vector<Candidate> candidates_;
  std::vector<double> probabilities_;
  std::vector<ProfileScore> scores_;
  std::vector<double> shares_;
  double profile_unknown_ = 1;
  std::set<std::pair<std::string, std::string>> copies_;  // publisher and source
  std::set<std::pair<TraceKind, std::string>> linked_;
  std::set<std::string> linked_values_;  // by a relation
  std::map<std::string, std::size_t> discounts_;
};

}  // namespace

std::vector<Question> questions_of(const LinkCase& link_case) {
  std::vector<Question> questions;
  std::set<std::pair<TraceKind, std::string>> seen;
  const auto ask = [&](const model::Value& value, const CaseIndicator& indicator, const std::string& from,
                       std::optional<model::RelationKind> by, const std::string& through) {
    bool is_itself = true;  // the first trace of a value is the value
    for (Trace& trace : traces_of(value, indicator.role)) {
      if (questions.size() >= case_traces_max) return;
      const bool is_around = !is_itself && trace.kind != TraceKind::url_path && trace.kind != TraceKind::file_name;
      is_itself = false;
      if (!indicator.shared.empty())
        trace.shared = indicator.shared;
      else if (is_around && !indicator.shared_host.empty())
        trace.shared = indicator.shared_host;
      if (!seen.insert({trace.kind, trace.key}).second) continue;
      questions.push_back({std::move(trace), from, by, through});
    }
  };
  std::map<std::string, const CaseIndicator*> own;
  for (const CaseIndicator& indicator : link_case.indicators) {
    ask(indicator.value, indicator, indicator.value.text(), std::nullopt, "");
    own.emplace(indicator.value.text(), &indicator);
  }
  for (const model::Relation& relation : link_case.relations) {
    for (const auto& [near, far] : {std::pair(&relation.from, &relation.to), std::pair(&relation.to, &relation.from)}) {
      const auto found = own.find(*near);
      if (found == own.end() || own.contains(*far)) continue;
      // A hosting company or a shared certificate authority is no value: what has a type can be looked up.
      for (const ValueType type :
           {ValueType::ipv4, ValueType::ipv6, ValueType::certificate, ValueType::email, ValueType::domain}) {
        const auto value = model::Value::parse(type, *far);
        if (!value) continue;
        ask(*value, *found->second, *near, relation.kind, *far);
        break;
      }
    }
  }
  return questions;
}

Judgement judge(const LinkCase& link_case, std::span<const Question> questions, const KnownGround& ground,
                const Weights& weights) {
  return Judge(link_case, questions, ground, weights).run();
}

}  // namespace clew::link
