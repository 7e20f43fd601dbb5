/// STIX 2.0 and 2.1 as a notice: what a bundle says is to be looked for, and what else it says.
///
/// In:     a bundle, or an array of its objects. Out: indicators from patterns, observables and vulnerabilities; names,
///         techniques and claims; title, publisher and date from the report. Every one with its bytes in the source.
/// Kept:   what the producer says is harmless, revoked or valid only together with something else is a mention. A
///         `valid_from` that is not before the object's own creation says when it was published, and limits nothing: the
///         standard requires one, and most producers have none to say. docs/formats/notice_formats.md lists all that is read.
/// Errors: `malformed` and `over_limit` as JSON; a broken pattern or value is a refusal, and the rest is read.
/// Cost:   linear in the bytes; no recursion.
/// Source: STIX 2.1 (OASIS standard, 10 June 2021), STIX 2.0.
#pragma once

#include "clew/intel/read_notice.h"

namespace clew::intel::detail {

class JsonValue;

/// Whether a document is STIX: a bundle, or an array of objects with its identifiers.
bool is_stix(JsonValue root);

/// `notice` has its file and hash.
base::Result<model::Notice> read_stix(const NoticeInput& input, JsonValue root, std::span<const Pack> packs,
                                      model::Notice notice);

}  // namespace clew::intel::detail
