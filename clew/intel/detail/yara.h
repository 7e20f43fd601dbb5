/// YARA rules as a notice: the strings that are values, the hashes of samples, who wrote them and why.
///
/// In:     rules, in UTF-8. Out: text strings that are a URL, name, address, hash, path, mutex, user agent; hashes in the
///         metadata and in `hash.md5(…) == "…"`; author, date, description and references. Hexadecimal strings and regular
///         expressions are shapes, not values, and are passed over. What half of the world has is a mention.
/// Errors: none: what is no rule is passed over to the next one. Cost: one pass, linear; no recursion.
/// Source: "Writing YARA rules", YARA 4.2.
#pragma once

#include "clew/intel/read_notice.h"

namespace clew::intel::detail {

/// Whether the first words, comments aside, begin a rule.
bool is_yara(std::string_view bytes);
model::Notice read_yara(const NoticeInput& input, std::span<const Pack> packs, model::Notice notice);

}  // namespace clew::intel::detail
