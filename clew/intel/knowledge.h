/// Reads what is known of earlier activity: the facts that one file adds to a knowledge base.
///
///     bytes --read_knowledge--> model::Knowledge, in parts
///
/// In:     recognised by content: ATT&CK as a STIX 2.0 or 2.1 bundle; a MISP galaxy of threat actors; labelled blocks of
///         indicators, one JSON object a line; lists of trails as maltrail keeps them (the file's name names the actor);
///         CSV of labelled indicators with a header (value, type, activity, actor, publisher, date, source, role); CSV of
///         claims (by, date, object, via, stance, text); relations as CSV (kind, from, to, …), JSON or STIX; MISP's warning lists.
/// Out:    facts in the order of the file, each with its origin. Nothing is merged: two files that disagree both stand.
/// Errors: `unsupported` for all else, such as a notice; `malformed` and `over_limit` where a file of these kinds cannot
///         be read. A fact that breaks a rule is counted in `refused_count`, and the rest is kept.
/// Cost:   linear; no recursion on the input.
#pragma once

#include "clew/base/result.h"
#include "clew/model/knowledge.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace clew::intel {

constexpr std::uint64_t knowledge_bytes_max = 512ULL << 20U;  ///< ATT&CK has 40 MB, ten million indicators 800 MB
constexpr std::size_t knowledge_line_bytes_max = 16U << 20U;  ///< a block of half a million indicators

struct KnowledgeInput {
  std::string file;  ///< as the user named it
  std::string_view bytes;
  std::string publisher = {};  ///< where the file names none
  std::string date = {};       ///< the same
};

/// Takes the facts of a file piece by piece, so that a million need no more memory than some ten thousand.
using KnowledgeSink = std::function<base::Result<base::Done>(model::Knowledge&& part)>;
constexpr std::size_t knowledge_part_indicators_max = 20'000;

base::Result<base::Done> read_knowledge(const KnowledgeInput& input, const KnowledgeSink& sink);

}  // namespace clew::intel
