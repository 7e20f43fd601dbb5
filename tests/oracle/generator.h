/// Made-up values and texts in which a matcher goes wrong if it can: the same for the same seed, on every machine.
///
/// In:     a seeded generator. Out: values of every type that contain, resemble and repeat one another; texts dense with them,
///         with what nearly is one, and with all the encodings that a matcher must undo.
/// Errors: none.
#pragma once

#include "clew/model/value.h"

#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::oracle {

/// Few letters and few labels, so that values contain one another; some are made of those before them.
std::vector<model::Value> random_values(std::mt19937_64& random, std::size_t count);

/// `pieces` pieces, most of them one of `values`, spoiled or encoded in some way.
std::string near_miss_text(std::mt19937_64& random, std::span<const model::Value> values, std::size_t pieces);

/// `size` bytes of one class: spaces, letters, dots, zero bytes, digits, hexadecimal digits, and so on.
std::string filler(std::mt19937_64& random, std::size_t size);

/// Little-endian; characters beyond Latin-1 byte by byte.
std::string utf16(std::string_view utf8);

}  // namespace clew::oracle
