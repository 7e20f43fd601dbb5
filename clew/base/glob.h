/// File-name patterns with `*` for any run of characters, slashes too: "/opt/acme/*", "*/.ssh/id_*".
///
/// In:     a text and a pattern of at most some hundred bytes. Out: whether the whole text fits, letters of any case,
///         `\` and `/` taken as the same. Errors: none. Cost: text times pattern at worst; no recursion.
#pragma once

#include <string_view>

namespace clew::base {

bool fits_glob(std::string_view text, std::string_view pattern);

}  // namespace clew::base
