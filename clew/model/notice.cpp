#include "clew/model/notice.h"

#include <algorithm>
#include <array>

namespace clew::model {
namespace {

constexpr std::array<std::string_view, role_count> role_names = {
    "unknown", "c2", "delivery", "payload", "victim", "shared_infrastructure", "sinkhole", "legitimate_abused"};
constexpr std::array<std::string_view, claim_kind_count> claim_kinds = {"attribution", "timeline", "access",
                                                                        "scope",       "response", "correction"};
constexpr std::array<std::string_view, stance_count> stances = {"states", "confirms", "suspects",
                                                                "denies", "retracts", "corrects"};

template <class Enum, std::size_t count>
std::optional<Enum> named(const std::array<std::string_view, count>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view name_of(Role role) { return role_names[static_cast<std::size_t>(role)]; }
std::optional<Role> role_named(std::string_view name) { return named<Role>(role_names, name); }

std::string_view name_of(ClaimKind kind) { return claim_kinds[static_cast<std::size_t>(kind)]; }
std::optional<ClaimKind> claim_kind_named(std::string_view name) { return named<ClaimKind>(claim_kinds, name); }

std::string_view name_of(Stance stance) { return stances[static_cast<std::size_t>(stance)]; }
std::optional<Stance> stance_named(std::string_view name) { return named<Stance>(stances, name); }

std::string_view name_of(NamedTechnique::How how) {
  return how == NamedTechnique::How::stated ? "stated" : "suggested";
}

std::string_view name_of(NamedThing::Kind kind) {
  switch (kind) {
    case NamedThing::Kind::actor: return "actor";
    case NamedThing::Kind::malware: return "malware";
    case NamedThing::Kind::tool: return "tool";
    case NamedThing::Kind::campaign: return "campaign";
  }
  return "actor";
}

}  // namespace clew::model
