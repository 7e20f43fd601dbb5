/// A record inside a record: what shippers, buses and search consoles put around the logs of others.
///
///     {"detail-type": "…", "detail": {"eventName": …}}  --open_envelope("detail")-->  {"eventName": …}
///     {"id": "…", "message": "{\"eventName\": …}"}      --open_envelope("message")-->  {"eventName": …}
///
/// In:     the fields of a record, and the path at which the record proper is: an object, or a text that is one.
/// Out:    the fields of the record proper; those of the envelope are dropped, the raw record keeps them.
/// Errors: none are built; what is not there leaves no fields.
/// Private to this module. One envelope is opened, never one inside another: a nested path is a row of its own.
#pragma once

#include "clew/evidence/formats/fields.h"
#include "clew/evidence/formats/json_fields.h"

#include <span>
#include <string>
#include <string_view>

namespace clew::evidence {

/// The paths that are tried, in this order, when a record is nothing that is known by itself.
std::span<const std::string_view> envelopes();

/// Replaces `fields` by those of the record at `path`; false, and no fields, if there is none. `memory` holds its text
/// while `reader` reads it; the fields live until `reader` reads again.
bool open_envelope(std::string_view path, JsonReader& reader, std::string& memory, Fields& fields);

}  // namespace clew::evidence
