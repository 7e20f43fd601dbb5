/// What was read from a notice as a pack, `clew.pack/1`: a supplier's customers hand it in instead of the notice.
///
///     Notice --notice_pack--> TOML that `intel::parse_pack` reads
///
/// In:     a notice; any bytes in its strings. `supplier_name` as people write it, or empty.
/// Out:    supplier, window, claims and indicators with all that a pack can hold of them. Techniques, names, and claims that
///         do not say by whom and when, stand as comments: a pack has no table for them. What a pack needs beyond a notice
///         (agents, doors, logs) is left to be written; `clew pack check` lists it.
///         A notice of no known supplier gives a pack named after its publisher, or its title.
/// Errors: none. A pack is read up to 1 MiB; the caller knows what it does with a longer one.
/// Source: docs/formats/pack.md, TOML 1.0.
#pragma once

#include "clew/model/notice.h"

#include <string>
#include <string_view>

namespace clew::report {

std::string notice_pack(const model::Notice& notice, std::string_view supplier_name);

}  // namespace clew::report
