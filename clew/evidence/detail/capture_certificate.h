/// What an X.509 certificate says of itself, as the fields of Zeek's x509 log. Private to this module.
///
/// In:     DER, any bytes. A certificate that was cut off gives what stands before the cut.
/// Out:    `certificate.subject`, `.issuer`, `.serial`, `.not_valid_before`, `.not_valid_after`, `san.dns`, `san.ip`, …
/// Errors: false where not even the issuer can be read.
/// Limits: elements are walked, not descended into by their content: no recursion; `names_max` alternative names.
/// Source: RFC 5280 section 4, RFC 4514 (names as text, last part first, as Zeek writes them), ITU-T X.690 (DER).
#pragma once

#include "clew/evidence/detail/json_members.h"

#include <string_view>

namespace clew::evidence::detail {

bool read_certificate(std::string_view der, JsonMembers& members);

}  // namespace clew::evidence::detail
