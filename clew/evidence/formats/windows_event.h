/// One Windows event, whichever way it was exported, in the normal form. Private to this module.
///
/// In:     a JSON object in any of these forms: `Event.System`/`Event.EventData` as EVTX readers write it (attributes as
///         `#attributes`, `@Name` or beside it, data by name or as an array of names and texts), `winlog.*` with or without
///         ECS, flat as NXLog and Azure tables have it, `Get-WinEvent | ConvertTo-Json`, `system`/`eventdata` as Wazuh's agent sends it; or
///         a row of a table with such names, or with Hayabusa's own. What is no JSON is translated into the first of these (evtx.cpp,
///         windows_xml.cpp).
/// Out:    the same event for all of them. What has a class is in tables by provider and number; all else keeps number,
///         well-known fields and message.
/// Source: Microsoft's event schemas of the providers named in the tables, Sysmon's manual, Elastic Common Schema 8.
#pragma once

#include "clew/evidence/format.h"
#include "clew/evidence/formats/fields.h"

#include <string>
#include <string_view>

namespace clew::evidence {

/// Whether the fields are a Windows event: a number, with what nobody else has beside it.
bool is_windows_event(const Fields& fields);

Decoded decode_windows_event(std::string_view record, const FileContext& context, Scratch& scratch,
                             model::Event& event);

/// The same for an event whose fields were read already; not into the scratch's `data` or `inner_fields`.
void add_windows_event(const Fields& fields, const FileContext& context, Scratch& scratch, model::Event& event);

/// "windows_security" where all records of `log` are of this channel and of one machine, else "windows_events". Of a
/// translator that gives them as JSON; broken ones are passed over.
std::string source_of_windows_log(Translator& log);

/// What a source of that name can show.
std::span<const model::Sight> windows_sights(std::string_view source);

}  // namespace clew::evidence
