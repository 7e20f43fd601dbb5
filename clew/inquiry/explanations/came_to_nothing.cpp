#include "clew/inquiry/explanations/rules.h"

#include <fmt/core.h>

namespace clew::inquiry::explanations {

using Outcome = Graded::Outcome;

Answer lookup_unanswered(const Suspect& suspect) {
  if (suspect.graded.outcome != Outcome::no_answer) return std::nullopt;
  return "a look-up without an answer: nothing could be contacted";
}

Answer sinkholed(const Suspect& suspect) {
  if (suspect.graded.outcome != Outcome::sinkholed) return std::nullopt;
  const model::Event& event = suspect.sighting.event;
  const bool is_lookup = event.has(model::Attribute::answer);
  return fmt::format("the resolver answered {}, which leads nowhere or into the own network: the name was sinkholed",
                     event.get(is_lookup ? model::Attribute::answer : model::Attribute::dst_ip));
}

Answer resolved_not_connected(const Suspect& suspect) {
  if (suspect.graded.outcome != Outcome::not_connected) return std::nullopt;
  // On a device that was in contact anyway the look-up belongs to that: the connection is only not among the records kept.
  if (suspect.in_question->contains(suspect.device.name)) return std::nullopt;
  return "the name was resolved, but the connection records of that time show no connection to the answer";
}

Answer blocked(const Suspect& suspect) {
  if (suspect.graded.outcome != Outcome::blocked) return std::nullopt;
  return "a control stopped it before anything happened";
}

Answer refused(const Suspect& suspect) {
  if (suspect.graded.outcome != Outcome::refused) return std::nullopt;
  return "no handshake was finished: no connection came about";
}

Answer failed_sign_in(const Suspect& suspect) {
  if (suspect.graded.outcome != Outcome::failed) return std::nullopt;
  return "the attempt failed: nobody was let in";
}

}  // namespace clew::inquiry::explanations
