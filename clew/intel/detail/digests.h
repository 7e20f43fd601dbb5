/// Whether hexadecimal digits as many as a hash has are none of a file: a key, an identifier, what a program reckons with.
///
///     "the same XOR key (4f4c…)", `"client_uuid": "4f4c…"`, `MD5("name") = 4f4c…` --> true
/// And the page of a scanner or a collection of samples holds the hash of the file that it is about:
///
///     `https://www.virustotal.com/gui/file/4f4c…/detection` --> 4f4c…
///
/// In:     the text, where the digits stand in it, and the words just before them as `said_before` gives them; a URL.
/// Out:    whether the text says so; the place in the URL. Errors: none. Cost: looks at a few bytes around the place.
#pragma once

#include "clew/intel/detail/layout.h"

#include <optional>
#include <string_view>

namespace clew::intel::detail {

bool is_key_or_id(std::string_view text, Part digits, std::string_view said_before);
/// Where hashes of names begin that a rule compares, `hash.sha256(sender.domain) in ('4f4c…', …`; `npos` where it has none.
std::size_t hashed_names_begin(std::string_view text);
std::optional<Part> sample_of_page(std::string_view url);

}  // namespace clew::intel::detail
