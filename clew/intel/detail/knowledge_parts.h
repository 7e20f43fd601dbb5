/// The readers of `read_knowledge`, one for each kind of file, each in a source of its own; and what they share.
#pragma once

#include "clew/intel/detail/json_text.h"
#include "clew/intel/knowledge.h"

namespace clew::intel::detail {

/// Counts what was no fact, and keeps the words of the first ones.
void refuse(model::Knowledge& knowledge, std::string what);

/// Hands a part over when it is large enough.
base::Result<base::Done> hand_over(model::Knowledge& knowledge, const KnowledgeSink& sink);

/// Names that curators give to what they cannot name.
bool is_no_actor(std::string_view name);

base::Result<base::Done> read_attack(const KnowledgeInput& input, const JsonText& json, const KnowledgeSink& sink);
base::Result<base::Done> read_galaxy(const KnowledgeInput& input, const JsonText& json, const KnowledgeSink& sink);
base::Result<base::Done> read_labelled_blocks(const KnowledgeInput& input, const KnowledgeSink& sink);
base::Result<base::Done> read_trails(const KnowledgeInput& input, const KnowledgeSink& sink);
base::Result<base::Done> read_labelled_csv(const KnowledgeInput& input, const KnowledgeSink& sink);

base::Result<base::Done> read_claims_csv(const KnowledgeInput& input, const KnowledgeSink& sink);
base::Result<base::Done> read_relations_csv(const KnowledgeInput& input, const KnowledgeSink& sink);
bool is_claims_csv(std::string_view bytes);
bool is_relations_csv(std::string_view bytes);

/// `[{"kind", "from", "to", …}]`, and a STIX bundle whose domains resolve to addresses.
bool is_relations(const JsonValue& root);
base::Result<base::Done> read_relations(const KnowledgeInput& input, const JsonText& json, const KnowledgeSink& sink);

bool is_attack(const JsonValue& root);
bool is_galaxy(const JsonValue& root);
bool is_labelled_blocks(std::string_view bytes);
bool is_trails(std::string_view bytes);
bool is_labelled_csv(std::string_view bytes);

}  // namespace clew::intel::detail
