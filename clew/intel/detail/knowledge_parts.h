/// The readers of `read_knowledge`, one for each kind of file, each in a source of its own; and what they share.
#pragma once

#include "clew/intel/detail/json_text.h"
#include "clew/intel/knowledge.h"

namespace clew::intel::detail {

/// Counts what was no fact, and keeps the words of the first ones.
void refuse(model::Knowledge& knowledge, std::string what);

/// Names that curators give to what they cannot name.
bool is_no_actor(std::string_view name);

base::Result<model::Knowledge> read_attack(const KnowledgeInput& input, const JsonText& json);
base::Result<model::Knowledge> read_galaxy(const KnowledgeInput& input, const JsonText& json);
base::Result<model::Knowledge> read_labelled_blocks(const KnowledgeInput& input);
base::Result<model::Knowledge> read_trails(const KnowledgeInput& input);
base::Result<model::Knowledge> read_labelled_csv(const KnowledgeInput& input);

bool is_attack(const JsonValue& root);
bool is_galaxy(const JsonValue& root);
bool is_labelled_blocks(std::string_view bytes);
bool is_trails(std::string_view bytes);
bool is_labelled_csv(std::string_view bytes);

}  // namespace clew::intel::detail
