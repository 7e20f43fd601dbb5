/// A line of a log inside a record of another one: what log stores, shippers, container runtimes and consoles put around it.
///
///     {"result": {"host": "web-1", "_time": "…", "_raw": "192.0.2.7 - - [27/Jun/2023:…"}}  -->  a request to a web server
///     timestamp,event_type,client_ip,initiated_by.email                                    -->  an event of a directory
///
/// In:     the head of a file, and what it is so far: JSON of unknown shape, a table, or syslog.
///         A table may also be the log itself: its columns have the names of that log's keys; so may an array of its lines.
/// Out:    one of the formats `wrapped_…`, whose records are decoded as the lines in them; what a line leaves open, when it was and
///         on which device, the record around it tells. Where none of its values is a line of a known log, `known`.
/// Errors: none. A record without a line, or with one of another log, is what it was without this.
/// Private to this module. One log is unwrapped, with the envelope (envelope.h) that its lines may have, never one inside another.
#pragma once

#include "clew/evidence/format.h"

#include <memory>
#include <string_view>

namespace clew::evidence {

Recognised recognise_wrapped(std::string_view head, Recognised known);

/// A record of a log. One that the format finds no time in, because it is of another of the built-in logs of JSON, is decoded as
/// that, and `Scratch::State::other` tells it: an export of a search console has several in one file.
Decoded decode_record(const Format& format, std::string_view record, const FileContext& context, Scratch& scratch,
                      model::Event& event);

/// `FileContext::wrapped` of a file with this context.
std::shared_ptr<const WrappedLog> prepare_wrapped(const WrappedLog& log, const FileContext& context);

}  // namespace clew::evidence
