/// The values that a STIX pattern asks for, and which of them suffice as indicators.
///
///     "[file:hashes.MD5 = 'd41d…' AND file:name = 'a.exe']" --values_of--> the hash; the name only together with it
///
/// In:     a pattern. Out: for each literal that is compared one entry, in the order of the pattern.
///         OR: each side is an indicator. AND, FOLLOWEDBY: the sides that say most (a hash before a name); of two that say
///         as much, both. A name and its folder make one path, an address and its port one value. What is negated is none.
///         A value that is only asked for by its form (LIKE, MATCHES, <) or whose property nothing here searches for is told.
/// Errors: none. Cost: linear in the pattern, times the values of an AND.
#pragma once

#include "clew/intel/stix_pattern.h"
#include "clew/model/value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel::detail {

struct PatternValue {
  enum class Use : std::uint8_t {
    indicator,
    mention,  ///< a value, and `why` it alone is no indicator
    refused,  ///< nothing that is searched for, or no value of its type; see `why`
    silent,   ///< says something about another value: the folder of a name, the type of a reference
  } use = Use::refused;
  std::optional<model::Value> value = {};
  model::ValueType type = model::ValueType::account;
  std::string why = {};
  std::string note = {};  ///< what else the pattern asks for together with this value
  base::Span where = {};  ///< in the pattern, without quotes
};

/// `text` is what `pattern` was parsed from.
std::vector<PatternValue> values_of(const Pattern& pattern, std::string_view text);

/// Whether the pattern asks for nothing but any one of some values of types that are searched for.
bool asks_for_values_only(const Pattern& pattern);

/// The types that the values at a path of STIX may have, in the order in which they are tried; none where nothing is known.
std::vector<model::ValueType> types_at(const ObjectPath& path);

}  // namespace clew::intel::detail
