/// Finds the values that stand in the blocks of a notice, and tells indicators from mentions.
///
///     "It was served by evil[.]example." --> indicator      "See https://news.example/story." --> mention
///
/// The principle: a value that somebody defanged, or that stands in a list, table or code block under a heading that
/// announces indicators, or in a sentence that calls it one, is an indicator. A live link or plain name in running text
/// is a mention. References, contacts and what is called harmless are mentions, however they are written.
/// Out:    to `Context::gather`, with exact places. Errors: none. Cost: linear in the text.
#pragma once

#include "clew/intel/detail/context.h"

namespace clew::intel::detail {

void read_block(Context& context, const Block& block);
/// Lines of a table or list that lost the gaps between their cells (`detail/glued.h`).
void read_glued(Context& context, const Block& block);

/// A window that a remark or sentence states for the values it is about: "C2 between March and June 2021".
std::optional<model::Window> tenure_of(std::string_view text, Cues cues, int year_if_none);

}  // namespace clew::intel::detail
