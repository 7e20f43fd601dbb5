/// Whether hexadecimal digits as many as a hash has are none of a file: a key, an identifier, what a program reckons with.
///
///     "the same XOR key (4f4c…)", `"client_uuid": "4f4c…"`, `MD5("name") = 4f4c…` --> true
///
/// In:     the text, where the digits stand in it, and the words just before them as `said_before` gives them.
/// Out:    whether the text says so. Errors: none. Cost: looks at a few bytes around the place.
#pragma once

#include "clew/intel/detail/layout.h"

#include <string_view>

namespace clew::intel::detail {

bool is_key_or_id(std::string_view text, Part digits, std::string_view said_before);

}  // namespace clew::intel::detail
