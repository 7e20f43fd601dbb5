/// A UUID made from a name: the same name gives the same identifier, on every machine and every day.
///
///     name_uuid(stix_namespace, "domain\nevil.example")   // "6f0c…", version 5
///
/// In:     a namespace in the usual spelling, 36 characters; any bytes as a name. Out: 36 characters in lower case.
/// Errors: none; a namespace that is no UUID is a `CLEW_ASSERT`.
/// Source: RFC 9562 section 5.5 (version 5, SHA-1), by OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace clew::base {

std::string name_uuid(std::string_view name_space, std::string_view name);

}  // namespace clew::base
