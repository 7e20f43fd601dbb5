/// The answer on one screen of a terminal, for somebody who has to act on it at night.
///
/// In:     any document; any bytes in its strings.
/// Out:    lines of at most `columns`, at most `lines` of them: the answer first with its door, scope and corrected clocks,
///         then the next steps, what counts, what is explained, what was covered, where the evidence is blind, what was
///         searched. What does not fit is counted and said; facts give way before sections do, names before numbers.
///         Indicators are defanged; no byte of the evidence reaches the terminal as a control byte.
/// Errors: none. A style narrower than 40 columns or lower than 16 lines is taken as that.
/// Not here: whether a terminal has colours or Unicode (NO_COLOR, locale): the caller knows and says so in the style.
#pragma once

#include "clew/model/case_document.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace clew::report {

enum class Colours : std::uint8_t { off, on };
enum class Characters : std::uint8_t { ascii, unicode };

struct TerminalStyle {
  std::size_t columns = 100;
  std::size_t lines = 40;  ///< of the whole screen: one is left for the prompt
  Colours colours = Colours::off;
  Characters characters = Characters::unicode;
};

std::string render_terminal(const model::CaseDocument& document, const TerminalStyle& style);

}  // namespace clew::report
