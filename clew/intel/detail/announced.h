/// The name at the start of a line below a heading that says what kind of names follow: packages, accounts, files.
///
///     "Malicious packages" above "left-pad-fast - dropped in May" --> left-pad-fast
///
/// Such names look like any word, so that only their place tells them; lines that go on as sentences, begin with a date
/// or belong to a program are none.
/// In:     a block with the kind that its heading announces. Out: the name's place, or nothing. Errors: none.
/// Cost:   linear in the block.
#pragma once

#include "clew/intel/detail/layout.h"

#include <optional>
#include <string_view>

namespace clew::intel::detail {

std::optional<Part> announced_name(std::string_view source, const Block& block);

/// Whether digits stand there that may be a hash.
bool holds_digest(std::string_view text);

}  // namespace clew::intel::detail
