/// A cell of a CSV file that a spreadsheet may open and a program reads.
///
/// In:     any bytes. Out: the cell, in quotes where it needs them; what a spreadsheet would take for a formula has an
///         apostrophe before it.
/// Errors: none.
/// Source: RFC 4180 section 2, rules 5 to 7; OWASP, "CSV Injection".
#pragma once

#include <string>
#include <string_view>

namespace clew::report::detail {

/// Words: also where a spreadsheet that splits at another sign than the comma would find a formula in them.
std::string csv_words(std::string_view text);
/// A value that a program reads back: only its first byte is looked at, all else stays exact.
std::string csv_value(std::string_view text);

}  // namespace clew::report::detail
