/// The ATT&CK techniques of a text: those that it names by their id, and those that its sentences suggest.
///
///     "uses T1195.002" --state--> stated T1195.002      "It adds a value to the Run key." --suggest--> T1547.001, 0.97
///
/// In:     a text, and which parts of it are prose. Out: each technique once, at its first place if stated, at the sentence
///         that suggests it most strongly else; in the order of the text. `where` is a part of the text.
///         What is written like an id and is none, or was withdrawn, is refused and not translated.
/// Errors: none. Cost: linear; the limits keep a long text from costing more than a second.
/// Source: ATT&CK's own form of ids; `technique_model.h`.
#pragma once

#include "clew/intel/technique_model.h"
#include "clew/model/notice.h"

#include <span>
#include <string_view>
#include <vector>

namespace clew::intel {

constexpr std::size_t suggested_bytes_max = 1U << 19U;  ///< of sentences that the model is asked about: some 250 pages
constexpr std::size_t suggested_words_min = 6;          ///< a heading suggests nothing

/// Ids in words and in links to attack.mitre.org; a bare one counts when the text speaks of ATT&CK, or has two of them.
void state_techniques(std::string_view source, model::Notice& notice);

/// `sentences` are parts of `source` in order. A technique that the notice already has is not suggested.
void suggest_techniques(std::string_view source, std::span<const base::Span> sentences, const TechniqueModel& model,
                        model::Notice& notice);

}  // namespace clew::intel
