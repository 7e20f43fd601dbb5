/// What was read from notices as a STIX 2.1 bundle.
///
///     notices --stix_bundle--> { "type": "bundle", "objects": [ identity, indicator, …, report ] }
///
/// In:     notices; any bytes in their strings. Values keep to `model::Value`, so every pattern is one.
/// Out:    for each notice a `report` that refers to all that was read from it: an `indicator` for each value (a `vulnerability`
///         for a CVE), a `campaign` for each activity that indicators are published for, `intrusion-set`, `malware`, `tool` and
///         `campaign` for names, `attack-pattern` for techniques, `note` for claims, `identity` for whoever published them.
///         What STIX has no property for stands in one documented extension. Mentions and refusals are not in it.
///         The same notices give the same bytes: identifiers are made from content, times from the notice (docs/adr/0019).
/// Errors: none.
/// Source: STIX 2.1 (OASIS standard, 10 June 2021); docs/formats/notice.md.
#pragma once

#include "clew/model/notice.h"

#include <span>
#include <string>
#include <string_view>

namespace clew::report {

/// Of the identifiers of everything that clew exports; name-based UUIDs (RFC 9562 section 5.5) are made in it.
constexpr std::string_view export_namespace = "d788bbac-8a72-4781-9e66-cbe720add439";
/// Of the extension that holds what STIX has no property for.
constexpr std::string_view stix_extension = "extension-definition--562bc49b-efd6-43dd-885a-74b681c0b6f6";

std::string stix_bundle(std::span<const model::Notice> notices);

}  // namespace clew::report
