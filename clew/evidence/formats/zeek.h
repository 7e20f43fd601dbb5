/// What Zeek's fields mean, the same for its JSON and its TSV logs.
///
/// Out:    for the same traffic the same event, whichever way it was written.
/// Source: Zeek's log reference (base/protocols/*/main.zeek), Corelight's JSON streaming names (`_path`, `_write_ts`).
#pragma once

#include "clew/evidence/format.h"
#include "clew/evidence/formats/fields.h"

#include <span>
#include <string>
#include <string_view>

namespace clew::evidence {

/// The log's name ("conn", "dns") from its `_path`, or from fields that only one log has; empty when neither tells.
std::string_view zeek_path_of(const Fields& fields);
/// The source's name: "zeek_dns", or "zeek" for an empty path.
std::string zeek_source(std::string_view path);
std::span<const model::Sight> zeek_sees(std::string_view source);

/// Fills `event` from the fields of one record of the log `path`.
void decode_zeek(std::string_view path, const Fields& fields, model::Event& event);

}  // namespace clew::evidence
