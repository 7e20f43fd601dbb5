/// The STIX pattern that finds a value.
///
/// In:     any value but a CVE, which no observable has. Out: one observation expression: `[domain-name:value = 'evil.example']`.
/// Errors: none. A CVE gives an empty text.
/// Source: STIX 2.1 part 9 (patterning) and part 6 (observables). `cryptocurrency-wallet`, `x_ja3` and `x_ja4` are not in the
///         standard: wallets are named as other programs name them, fingerprints as custom properties (section 11.1).
#pragma once

#include "clew/model/value.h"

#include <string>

namespace clew::report::detail {

std::string stix_pattern_of(const model::Value& value);

}  // namespace clew::report::detail
