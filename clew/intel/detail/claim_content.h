/// What a sentence claims, whoever says it: the kinds of claims, each by its own cues and by what binds them together.
///
///     "Fewer than five of our customers were affected."  --contents_of-->  scope, "Fewer than five of our customers", states
///
/// In:     a sentence with its phrases and authors; the names that the notice knows.
/// Out:    contents in a fixed order of kinds. A cue alone is no claim: a number counts victims when the verb is bound to it
///         in one clause, a date is that of an event when it stands beside it and not beside who speaks, an actor stands
///         where the phrase wants one. What is habit, advice, question, condition or advertisement claims nothing.
/// Errors: none. Cost: linear in the words, with a constant that the length of a sentence bounds.
#pragma once

#include "clew/intel/detail/claim_author.h"
#include "clew/intel/detail/claim_words.h"
#include "clew/model/notice.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clew::intel::detail {

/// What is known before the sentence is read.
struct ClaimContext {
  std::string_view publisher;
  std::string_view published;
  std::unordered_map<std::string, std::string> actors = {};    ///< key -> name
  std::unordered_map<std::string, std::string> programs = {};  ///< malware, tools, campaigns
  bool is_corrected = false;  ///< the sentence before took something back and did not say what is right
};

struct Content {
  model::ClaimKind kind;
  std::string object;
  model::Stance stance;
  std::string subject = {};  ///< empty for that of the notice
};

std::vector<Content> contents_of(const Sentence& sentence, const Authors& authors, const ClaimContext& context);

}  // namespace clew::intel::detail
