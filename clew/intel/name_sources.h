/// Reads what others have published about the names of actors and malware, as claims that keep their author.
///
///     bytes --read_name_claims--> NameClaims   // MISP galaxy, Microsoft's mapping, ATT&CK in STIX 2.0 and 2.1
///
/// In:     one JSON document, recognised by its members. `file` is for messages.
/// Out:    one claim for each name in an alias list, in the order of the document; one with an empty `other` for each
///         name that its author uses for something of its own. Nothing is merged, nothing is concluded from two claims.
///         Where the document says who coined a name, or cites a report for it, that is a claim of that author.
/// Errors: `malformed` for what is no JSON, `unsupported` for JSON of another kind. An entry without a name is left out.
/// Cost:   linear; limits: those of `detail/json_text.h` and the constants.
/// Source: MISP galaxy format (draft-ietf misp-galaxy-format), ATT&CK's own data model for STIX, docs/formats/names.md.
#pragma once

#include "clew/base/result.h"
#include "clew/model/name_claim.h"

#include <string_view>
#include <vector>

namespace clew::intel {

constexpr std::size_t name_bytes_max = 120;         ///< longer than any name; what is longer is a remark
constexpr std::size_t names_of_entry_max = 1'000;   ///< the longest list known has 60
constexpr std::size_t name_claims_max = 1'000'000;  ///< of one document

using NameClaims = std::vector<model::NameClaim>;

/// Whichever of the three it is.
base::Result<NameClaims> read_name_claims(std::string_view file, std::string_view bytes);

base::Result<NameClaims> read_misp_galaxy_names(std::string_view file, std::string_view bytes);
base::Result<NameClaims> read_microsoft_names(std::string_view file, std::string_view bytes);
base::Result<NameClaims> read_attack_names(std::string_view file, std::string_view bytes);

}  // namespace clew::intel
