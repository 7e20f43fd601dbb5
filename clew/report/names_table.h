/// What is known of a name, told: who equates it with what, who keeps the two apart, and what else is said of it.
///
///     NameAnswer --names_table--> lines for a terminal      --names_json--> `clew.names/1`
///
/// In:     any answer; any bytes in its strings.
/// Out:    the terminal's text is printable, a line for each statement with its authors and dates; JSON is valid UTF-8.
///         The same answer always gives the same bytes.
/// Errors: none.
#pragma once

#include "clew/model/name_answer.h"

#include <string>

namespace clew::report {

constexpr std::string_view names_schema = "clew.names/1";

std::string names_table(const model::NameAnswer& answer);
std::string names_json(const model::NameAnswer& answer);

}  // namespace clew::report
