/// What is known of earlier activity: the facts that a knowledge base keeps, each with who published it, where and when.
///
///     ATT&CK, lists, notices --intel--> Knowledge --store--> knowledge base --link--> hypotheses
///
/// In:     nothing. Out: plain values. A fact belongs to an activity by its name; names are never merged (name_claim.h).
/// Errors: none.
#pragma once

#include "clew/model/name_claim.h"
#include "clew/model/notice.h"
#include "clew/model/value.h"
#include "clew/model/warning_list.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::model {

/// A named set of earlier intrusions, with what its source says of it as a whole.
struct KnownActivity {
  std::string name;                     ///< "JumpCloud intrusion 2023", "Lazarus Group"; the key of its facts
  std::string actor = {};               ///< as its source names the actor; empty: the activity itself is named so
  std::vector<std::string> names = {};  ///< what the same source also calls it
  std::string id = {};                  ///< in its source: "G0032"
  Origin origin = {};
};

struct KnownIndicator {
  std::string activity;
  Value value;
  Role role = Role::unknown;
  Origin origin;
};

/// What an activity does, uses or is after, rather than where it lives on the internet.
struct KnownTrait {
  enum class Kind : std::uint8_t {
    technique,  ///< "T1195.002"
    software,   ///< malware or tool: "S0154"
    sector,     ///< that it targets: "finance"
    country,    ///< that it targets
    sponsor,    ///< the state that it is said to work for: "North Korea"
  };
  std::string activity;
  Kind kind = Kind::technique;
  std::string id;
  Origin origin;
};
constexpr std::size_t trait_kind_count = 5;
std::string_view name_of(KnownTrait::Kind kind);
std::optional<KnownTrait::Kind> trait_kind_named(std::string_view name);

/// A program, and what it is able to do, whoever uses it.
struct KnownSoftware {
  std::string id;  ///< "S0154"
  std::string name;
  std::vector<std::string> techniques;
  Origin origin;
};

/// How two values belong together, as somebody measured or registered it.
enum class RelationKind : std::uint8_t { passive_dns, reverse_dns, certificate, registrant, hosting };
constexpr std::size_t relation_kind_count = 5;
std::string_view name_of(RelationKind kind);
std::optional<RelationKind> relation_kind_named(std::string_view name);

/// `to` may be no value of any type: a registrant, a certificate's serial number, a hosting company.
struct Relation {
  RelationKind kind = RelationKind::passive_dns;
  std::string from;  ///< canonical spelling where it is a value
  std::string to;
  std::string first_seen = {};  ///< dates as written, or empty
  std::string last_seen = {};
  Origin origin = {};
};

/// What one file adds to a knowledge base.
struct Knowledge {
  std::vector<KnownActivity> activities;
  std::vector<KnownIndicator> indicators;
  std::vector<KnownTrait> traits;
  std::vector<KnownSoftware> software;
  std::vector<Relation> relations;
  std::vector<NameClaim> names;
  std::vector<Claim> claims;
  std::vector<WarningList> warning_lists;
  std::vector<std::string> refused;  ///< what was no fact, with its rule; the rest is kept
  std::uint64_t refused_count = 0;   ///< all of them; `refused` holds the first ones
};
constexpr std::size_t refused_told_max = 20;

/// The last day that a date may mean, in days since 1970: `2023-07` is known by the 31st of July, `2023` by the end of
/// the year. Nothing for what is no date.
std::optional<std::int32_t> day_of(std::string_view date);
std::string date_of(std::int32_t day);

}  // namespace clew::model
