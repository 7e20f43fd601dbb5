/// Which language a text is in, as far as clew reads it.
///
/// In:     a text. Out: "en", "fr", or nothing when neither is clear. Errors: none. Cost: the first 32 KiB.
#pragma once

#include <string>
#include <string_view>

namespace clew::intel::detail {

std::string language_of(std::string_view text);

}  // namespace clew::intel::detail
