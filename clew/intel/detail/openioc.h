/// OpenIOC 1.0 and 1.1 as a notice.
///
/// In:     an `<ioc>` or `<OpenIOC>` document. Out: the values of its items, with title, author, date and links.
///         OR: each item is an indicator. AND: those that say most; the others are mentions, since alone they prove nothing.
///         An item that is negated, or asks for the form of a text (regular expression, beginning, end), is none and is told.
/// Errors: `malformed` where the XML is broken, with the bytes; a document type is refused, so no entity is ever expanded.
/// Cost:   linear; depth at most `openioc_depth_max`.
/// Source: OpenIOC 1.1 (github.com/mandiant/OpenIOC_1.1), schemas.mandiant.com/2010/ioc; XML by expat.
#pragma once

#include "clew/intel/read_notice.h"

namespace clew::intel::detail {

constexpr std::size_t openioc_depth_max = 64;  ///< elements inside each other; a real one has about six

bool is_openioc(std::string_view bytes);
base::Result<model::Notice> read_openioc(const NoticeInput& input, std::span<const Pack> packs, model::Notice notice);

}  // namespace clew::intel::detail
