/// The explanations, by subject. Each function answers for one rule: the sentence if it holds, else nothing.
#pragma once

#include "clew/inquiry/explanation.h"

namespace clew::inquiry::explanations {

using Answer = std::optional<std::string>;

// validity.cpp: when and where the indicator was the intruder's
Answer outside_validity(const Suspect& suspect);
Answer long_before_publication(const Suspect& suspect);
Answer other_port(const Suspect& suspect);

// at_rest.cpp: the value lies in a file that only speaks of it
Answer notice_itself(const Suspect& suspect);
Answer indicator_list_at_rest(const Suspect& suspect);
Answer mail(const Suspect& suspect);

// research.cpp: somebody looked into it
Answer analyst_research(const Suspect& suspect);
Answer search_command(const Suspect& suspect);
Answer link_scanner(const Suspect& suspect);
Answer reverse_lookup(const Suspect& suspect);

// came_to_nothing.cpp: it was tried, and stopped or left unanswered
Answer lookup_unanswered(const Suspect& suspect);
Answer sinkholed(const Suspect& suspect);
Answer resolved_not_connected(const Suspect& suspect);
Answer blocked(const Suspect& suspect);
Answer refused(const Suspect& suspect);
Answer failed_sign_in(const Suspect& suspect);

// named_only.cpp: another thing happened, which only names it
Answer named_in_another_request(const Suspect& suspect);
Answer named_in_parameters(const Suspect& suspect);
Answer package_placeholder(const Suspect& suspect);
Answer package_other_version(const Suspect& suspect);
Answer package_named_only(const Suspect& suspect);

// shared_exit.cpp: an address that many share
Answer usual_sign_in_from_shared_exit(const Suspect& suspect);
Answer shared_infrastructure_alone(const Suspect& suspect);

}  // namespace clew::inquiry::explanations
