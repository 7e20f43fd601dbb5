/// Who does a case resemble, and how sure may one be: competing hypotheses with the evidence for and against each.
///
///     LinkCase --questions_of--> questions --(the knowledge base)--> KnownGround --judge--> Judgement
///
/// In:     a case, and what is known about the traces that it asks for. Facts from the case's own publications, copies of
///         them and facts of later days are left out here, whoever handed them in.
/// Out:    candidates in order of probability, "an actor not in the knowledge base" beside them; every link with its
///         fact, weight, and the reason when it was discounted. `abstained` when nothing specific links.
/// Errors: none. Cost: linear in questions and owners; profiles x features.
/// Source: Heuer, Psychology of Intelligence Analysis (1999), chapter 8; docs/attribution.md.
#pragma once

#include "clew/link/claim_ground.h"
#include "clew/link/likelihood.h"
#include "clew/link/profile.h"
#include "clew/link/traces.h"
#include "clew/link/weights.h"
#include "clew/model/knowledge.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace clew::link {

constexpr std::size_t case_traces_max = 200'000;  ///< of a notice with 40,000 indicators; the first ones are asked
constexpr std::size_t owners_per_trace_max = 64;  ///< what more activities have is everybody's
constexpr std::size_t candidates_told_max = 8;
constexpr double named_probability_min = 0.55;  ///< "likely": below it nobody is named
constexpr std::int32_t copy_days = 30;          ///< a publisher says the same again within a month

/// A publication that lists this share of the case's indicators, and so many, is a copy of it: no earlier activity.
constexpr double copy_share = 0.8;
constexpr std::size_t copy_indicators_min = 5;
constexpr std::int32_t undated = 0x7fffffff;  ///< the day of a fact without a date: later than any that is asked for

struct CaseIndicator {
  model::Value value;
  model::Role role = model::Role::unknown;
  std::string shared = {};  ///< why it proves nothing, where a warning list says so
  std::string shared_host =
      {};  ///< why what is around it proves nothing, though it does itself: a path at a site of all
};

struct LinkCase {
  std::vector<CaseIndicator> indicators = {};
  std::vector<std::string> features = {};  ///< techniques and software, by their ids
  std::vector<model::Relation> relations = {};
  std::vector<model::Claim> claims = {};
  std::vector<std::string> sources = {};     ///< addresses, titles and files of its own publications
  std::vector<std::string> publishers = {};  ///< of these
  std::optional<std::int32_t> published = {};
  std::optional<std::int32_t> as_of = {};  ///< what was published later was not known; absent: all counts
};

/// One trace of the case, perhaps of a value that belongs to one of its own.
struct Question {
  Trace trace;
  std::string from;                            ///< the case's value
  std::optional<model::RelationKind> by = {};  ///< the relation that leads to the trace
  std::string through = {};                    ///< its other end
};
std::vector<Question> questions_of(const LinkCase& link_case);

/// An activity that is known for a trace, with the latest publication that says so.
struct Owner {
  std::uint32_t activity = 0;  ///< in `KnownGround::activities`
  std::int32_t day = 0;
  std::uint32_t origin = 0;  ///< in `KnownGround::origins`
};

struct ActivityFacts {
  std::string name;
  std::string actor = {};
  std::vector<std::string> names = {};
  std::string id = {};
  std::string sponsor = {};
  std::uint32_t recent_reports = 0;     ///< publications within a year before the day that is asked for
  std::vector<std::string> hosts = {};  ///< its domains, the latest first
};

struct KnownGround {
  std::vector<ActivityFacts> activities = {};
  std::vector<model::Origin> origins = {};
  std::vector<std::vector<Owner>> owners = {};  ///< one list for each question
  std::vector<std::string> background_hosts = {};
  std::vector<Profile> profiles = {};
  std::map<std::string, std::vector<std::string>> techniques_of_software = {};
  std::map<std::string, std::string> feature_names = {};  ///< "S0154" is "Cobalt Strike"
  Sponsors sponsors = {};
  std::vector<model::NameClaim> names = {};  ///< that speak of a name in the case or of an activity above
  std::uint64_t activity_count = 0;          ///< of the whole knowledge base
  /// Of what was published in the year before, the share on actors of whom nothing had been known.
  double new_share = 1;
  std::uint64_t indicator_count = 0;
};

struct Link {
  std::string kind;  ///< "registered_domain", "technique", …
  std::string from, to;
  std::string activity;
  model::Origin origin = {};
  double weight = 0;
  std::string discounted = {};  ///< why it carries less than its kind does, or nothing
};

struct Hypothesis {
  std::string activity;
  std::vector<std::string> names = {};
  Level level = Level::cluster;
  double probability = 0;
  Confidence confidence = Confidence::low;
  std::string confidence_why = {};
  bool rests_on_claims = false;
  std::vector<std::string> supporting = {};
  std::vector<std::string> opposing = {};
  /// What the probability was computed from, by the names of `Weights`.
  std::vector<std::pair<std::string, double>> terms = {};
};

/// How one piece of evidence stands to each hypothesis: in the order of the candidates, the unknown actor last.
struct MatrixRow {
  enum class Cell : std::int8_t { against = -1, neutral = 0, supports = 1, supports_strongly = 2 };
  std::string evidence;
  std::string kind;
  std::vector<Cell> cells = {};
};

struct Judgement {
  std::optional<std::int32_t> as_of = {};
  std::vector<Hypothesis> candidates = {};
  double unknown_probability = 1;   ///< of an actor that is not in the knowledge base
  double unlinked_probability = 0;  ///< of one that is, and to whom nothing specific leads
  std::vector<std::string> unknown_supporting = {}, unknown_opposing = {};
  bool abstained = true;
  std::string why;
  std::vector<Link> links = {};
  std::vector<MatrixRow> matrix = {};
  std::vector<std::string> would_change = {};
  ClaimGround claims = {};
  Novelty novelty = {};
  std::uint64_t unlinked = 0;  ///< indicators that are known of nobody, and are not everybody's
  std::vector<std::pair<std::uint32_t, double>> profile_scores = {};  ///< activity and score, of every profile
  std::uint64_t questions = 0;                                        ///< asked
  std::uint64_t shared = 0;                                           ///< of them about what is everybody's
};

Judgement judge(const LinkCase& link_case, std::span<const Question> questions, const KnownGround& ground,
                const Weights& weights = Weights::learned());

}  // namespace clew::link
