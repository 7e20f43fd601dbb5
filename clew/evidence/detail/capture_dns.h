/// One DNS message as the fields of Zeek's dns log. Private to this module.
///
/// In:     a message as in a datagram, or behind the length that TCP puts in front. Any bytes.
/// Out:    `trans_id`, `query`, `qtype_name`; of a response `rcode_name` and `answers`: addresses, names and texts as text,
///         other data in hex. Names keep their case; a byte that is no plain character is written as `\DDD`.
/// Errors: false where not even the question can be read. Answers that end early are marked `incomplete`.
/// Limits: see the constants in the source; names are at most 255 bytes, and compression only points backwards.
/// Source: RFC 1035 sections 4 and 5.1, 2782 (SRV), 3596 (AAAA), 3597 (unknown types), 6895, 9460 (SVCB, HTTPS).
#pragma once

#include "clew/evidence/detail/json_members.h"

#include <string>
#include <string_view>

namespace clew::evidence::detail {

bool read_dns(std::string_view message, JsonMembers& members);

/// "A", "HTTPS", "TYPE4711".
std::string dns_type_name(std::uint16_t type);
/// "NOERROR", "RCODE15".
std::string dns_rcode_name(std::uint16_t code);

}  // namespace clew::evidence::detail
