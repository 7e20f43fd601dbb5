/// Where a hash begins and ends that stands in a word with something else.
///
///     `…ab12MD5`, `SHA256…ab12`, `Letter.xls4f4c…`, `C:\samples\moth\4f4c…` --> its digits
///
/// Only where both ends are beyond doubt: by its size, by a letter that is no digit, by the other case.
/// In:     a refanged text and a part of it. Out: the part that is the hash. Errors: none. Cost: linear in the part.
#pragma once

#include "clew/intel/detail/layout.h"
#include "clew/intel/detail/shape.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace clew::intel::detail {

/// The hash in a run of hexadecimal digits to which a few letters of a word belong: small ones before it (`decade12…`), or
/// behind it those that are written in the other case (`…12Document`).
std::optional<Part> hash_in_run(std::string_view text, Part run);

/// The hash in a token that a word is stuck to, as cells of tables leave them. `digits_of_column`: how many the head of the
/// table says that its hashes have; 0 is unknown.
std::optional<Part> hash_beside_word(std::string_view text, Part token, std::size_t digits_of_column);

/// A sample that is kept under its hash, which is the value. What runs containers names its folders by numbers of that size.
std::optional<Part> hash_that_ends_path(std::string_view text, Part path);

/// `…/d021d412…/logo.png`, `…?id=d021d412…`: digits of a URL, which is a value as a whole.
bool is_part_of_path(std::string_view text, Part run);

/// A hash with one letter too many: clearly meant as one, and what was meant cannot be known.
std::optional<Shape> hash_with_a_slip(std::string_view token);

}  // namespace clew::intel::detail
