#include "clew/inquiry/explanation.h"

#include "clew/inquiry/explanations/rules.h"

#include <array>

namespace clew::inquiry {
namespace {

using Round = ExplanationRule::Round;

// In this order: what is wrong with the match itself first, then what nothing came of, then who did it and why.
constexpr std::array<ExplanationRule, 23> rules = {{
    {"outside-validity", explanations::outside_validity},
    {"long-before-publication", explanations::long_before_publication},
    {"other-port", explanations::other_port},
    {"notice-itself", explanations::notice_itself},
    {"indicator-list-at-rest", explanations::indicator_list_at_rest},
    {"mail", explanations::mail},
    {"package-placeholder", explanations::package_placeholder},
    {"package-other-version", explanations::package_other_version},
    {"package-named-only", explanations::package_named_only},
    {"search-command", explanations::search_command},
    {"reverse-lookup", explanations::reverse_lookup},
    {"lookup-unanswered", explanations::lookup_unanswered},
    {"sinkholed", explanations::sinkholed},
    {"blocked", explanations::blocked},
    {"failed-sign-in", explanations::failed_sign_in},
    {"refused", explanations::refused},
    {"analyst-research", explanations::analyst_research},
    {"link-scanner", explanations::link_scanner},
    {"named-in-another-request", explanations::named_in_another_request},
    {"named-in-parameters", explanations::named_in_parameters},
    {"resolved-not-connected", explanations::resolved_not_connected, Round::second},
    {"usual-sign-in-from-shared-exit", explanations::usual_sign_in_from_shared_exit, Round::second},
    {"shared-infrastructure-alone", explanations::shared_infrastructure_alone, Round::second},
}};

}  // namespace

std::span<const ExplanationRule> explanation_rules() { return rules; }

std::optional<Explanation> explain(const Suspect& suspect, Round round) {
  for (const ExplanationRule& rule : rules) {
    if (rule.round != round) continue;
    if (auto why = rule.explain(suspect)) return Explanation{rule.name, *std::move(why)};
  }
  return std::nullopt;
}

}  // namespace clew::inquiry
