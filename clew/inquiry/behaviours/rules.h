/// The rules of the behaviour table, by subject; docs/behaviours has a page for each.
///
/// In:     a case (a chain with its order) and all records. Out: marks, added to the list. Errors: none.
#pragma once

#include "clew/inquiry/behaviour.h"

namespace clew::inquiry::behaviours {

// orders.cpp: who told the device
void agent_child_without_order(const Look& look, std::vector<Mark>& marks);
void order_from_unusual_place(const Look& look, std::vector<Mark>& marks);
void sign_in_before_order(const Look& look, std::vector<Mark>& marks);
void answer_deleted(const Look& look, std::vector<Mark>& marks);
// programs.cpp: what it ran and left
void runs_what_it_fetched(const Look& look, std::vector<Mark>& marks);
void new_persistence(const Look& look, std::vector<Mark>& marks);
void credential_store_opened(const Look& look, std::vector<Mark>& marks);
void traces_removed(const Look& look, std::vector<Mark>& marks);
// network.cpp: whom it talked to
void beacon_to_rare_destination(const Look& look, std::vector<Mark>& marks);
void data_sent_out(const Look& look, std::vector<Mark>& marks);
// spread.cpp: what it has in common with a device in question
void shared_trait(const Look& look, std::vector<Mark>& marks);

// cloud.cpp: what was done with keys from a device in question; looks at the whole, not at one chain
std::vector<Mark> cloud_keys_from_new_places(const Records& records, std::span<const Case> cases);

// sessions.cpp: where else a stolen session was used; the same
std::vector<Mark> sessions_used_elsewhere(const Records& records);

/// A mark of the rule with its proof; the rule's own names are filled in by the table.
inline Mark mark(int weight, model::Grade grade, std::vector<const Trace*> records, std::string text) {
  Mark result;
  result.weight = weight;
  result.grade = grade;
  result.text = std::move(text);
  if (!records.empty()) {
    result.time = records.front()->time;
    result.device = records.front()->device;
  }
  result.records = std::move(records);
  return result;
}

}  // namespace clew::inquiry::behaviours
