/// The answer as one HTML file that a manager can read and an investigator can check, with nothing outside of it.
///
/// In:     any document; any bytes in its strings.
/// Out:    one page: the answer first, then since when (with the course as a picture), through which door, how far, what to
///         rotate, coverage, what counts with its raw records, what is explained or cleared, what was searched for, where
///         the evidence is blind, notices, files with their SHA-256. No script, no external resource; a
///         Content-Security-Policy that allows nothing but the page's own style sheet. The same document always gives the
///         same bytes. Indicators are defanged; raw records are exact.
/// Errors: none. Lists beyond the limits end in "n more in case.json".
/// Cost:   memory and time grow with what is shown, not with the document: at most about 5 MB.
#pragma once

#include "clew/model/case_document.h"

#include <cstddef>
#include <string>

namespace clew::report {

constexpr std::size_t html_counting_max = 500;      ///< findings that count, with their records
constexpr std::size_t html_examples_max = 20;       ///< findings of each explanation
constexpr std::size_t html_groups_max = 60;         ///< explanations
constexpr std::size_t html_rows_max = 200;          ///< of any other list
constexpr std::size_t html_raw_bytes_max = 2'000;   ///< of a record, around the match
constexpr std::size_t html_text_bytes_max = 2'000;  ///< of any other text
constexpr std::size_t html_records_max = 5;         ///< of one finding

std::string render_html(const model::CaseDocument& document);

}  // namespace clew::report
