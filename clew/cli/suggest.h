/// "Did you mean": the known word that a mistyped one is nearest to.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace clew::cli {

/// The nearest of `known`, if it is at most a third of its letters away (edit distance); empty otherwise.
std::string nearest(std::string_view typed, std::span<const std::string> known);

}  // namespace clew::cli
