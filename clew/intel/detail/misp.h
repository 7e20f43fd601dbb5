/// MISP events as a notice: the attributes that are for detection, and what else an event says.
///
/// In:     an event as MISP exports and feeds publish it, `{"Event": …}`; several as `{"response": [ … ]}` or a plain array;
///         the attributes alone, as a search gives them, `{"response": {"Attribute": [ … ]}}`.
/// Out:    an indicator for each value of an attribute, also of objects and of composite types (`domain|ip`, `ip-dst|port`;
///         of `filename|sha256` the hash, with the name as remark); the comment as its remark, the role from tags, comment
///         and category, hits on warning lists as warnings; names and techniques from galaxy tags and attributes; title,
///         publisher and date from the event. Every one with its bytes in the source.
/// Kept:   an attribute that is not for detection (`to_ids` is false) is a mention, unless the event marks none. First and
///         last seen are observations and limit nothing: they stand in the remark. What clew wrote itself (`clew:notice`)
///         it reads back as it was.
/// Errors: none; a value that breaks the rule of its type is a refusal, and the rest is read. Deleted attributes are not read.
/// Cost:   linear in the bytes; no recursion.
/// Source: MISP core format (RFC draft-dulaunoy-misp-core-format-18), MISP's describeTypes; docs/formats/notice_formats.md.
#pragma once

#include "clew/intel/read_notice.h"

namespace clew::intel::detail {

class JsonValue;

bool is_misp(JsonValue root);

/// `notice` has its file and hash.
model::Notice read_misp(const NoticeInput& input, JsonValue root, std::span<const Pack> packs, model::Notice notice);

}  // namespace clew::intel::detail
