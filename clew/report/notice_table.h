/// What was read from a notice, for a person: a screen or two of a terminal.
///
///     Notice --notice_table--> source, INDICATORS, MENTIONS, REFUSED, CLAIMS, NAMES, TECHNIQUES
///
/// In:     any notice; any bytes in its strings.
/// Out:    lines of at most `columns`: indicators in groups of a type, each in the order of the source, with role and
///         line, window and remark beside or below; then, as far as there are any, what is only mentioned, by reason; what was refused, with line and
///         reason; claims; names; techniques. Values are defanged; nothing of the notice acts on the terminal.
///         Of a list longer than `rows_max` the rest is counted and said.
/// Errors: none. A style narrower than 40 columns is taken as that.
#pragma once

#include "clew/model/notice.h"
#include "clew/report/terminal.h"

#include <cstddef>
#include <string>

namespace clew::report {

std::string notice_table(const model::Notice& notice, const TerminalStyle& style, std::size_t rows_max);

}  // namespace clew::report
