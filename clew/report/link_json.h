/// A judgement of who it resembles, told: `clew.link/1` for programs, lines for a terminal.
///
///     Judgement --link_json--> `clew.link/1`      --link_text--> hypotheses, evidence for and against, matrix
///
/// In:     any judgement; any bytes in its strings.
/// Out:    valid UTF-8; values exact for programs, defanged for people. The same judgement gives the same bytes.
/// Errors: none.
/// Source: CASE_DOCUMENT.md, "The other documents".
#pragma once

#include "clew/link/judge.h"

#include <string>
#include <string_view>

namespace clew::report {

constexpr std::string_view link_schema = "clew.link/1";

std::string link_json(const link::Judgement& judgement);
std::string link_text(const link::Judgement& judgement);

}  // namespace clew::report
