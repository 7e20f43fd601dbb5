/// What an event of the evidence is in the words of STIX: its cyber observable objects, property by property.
///
///     file:name --properties_at--> ObservedProperty     event, ObservedProperty --visit_values--> object, "a.exe"
///
/// In:     an object path of a pattern; events in the normal form. No object is built: a property leads to the attribute that
///         holds its value, so that a pattern is judged on an event without making anything of it.
/// Out:    for a path all places that its values can come from; none for what no event of ours tells. References are followed
///         (`process:image_ref.parent_directory_ref.path`), indices of lists are all alike (`[*]`, `[0]`). Values of one object
///         come with one number; of several addresses, names or URLs (answers of a look-up) each is an object of its own.
/// Errors: none. Cost: a path: the table. An event: its fields, for each property.
/// Limits: text is as the source wrote it, and compared exactly, as STIX wants; only what folds case or spelling by its own
///         rule (names of hosts, hashes, IPv6, HTTP methods, protocols) is canonical, in events and, by `canonical`, in patterns.
/// Source: STIX 2.1 section 6 (the section of each object stands in the table); names that only STIX 2.0 has beside them.
#pragma once

#include "clew/intel/stix_pattern.h"
#include "clew/model/event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::intel {

/// One place that the values of a property come from.
struct ObservedProperty {
  std::uint8_t row = 0;          ///< of the table of properties
  std::uint8_t object = 0;       ///< of the table of objects: whose property it is, references followed back
  bool is_of_one = false;        ///< all values are of one object
  bool is_type = false;          ///< the value is the type of the object that the reference leads to
  model::Attribute attribute{};  ///< that tells
};

/// Whether a path stands for all that is below it: `EXISTS file:hashes`.
enum class Below : std::uint8_t { no, yes };

std::vector<ObservedProperty> properties_at(const ObjectPath& path, Below below = Below::no);

/// The value that a field of an event gives to a property, or nothing. The view is into `text`, `made` or the program.
std::optional<std::string_view> value_of(const ObservedProperty& property, const model::Event& event,
                                         std::string_view text, std::string& made);
/// Whether the property's values are numbers.
bool is_number(const ObservedProperty& property);

/// Whether a value can be somebody's own. Ports, protocols, methods, numbers and types are everybody's.
bool is_telling(const ObservedProperty& property);

/// Calls `visit(object, value)` for each value of a property, in the order of the event's fields.
template <class Visit>
void visit_values(const ObservedProperty& property, const model::Event& event, std::string& made, Visit visit) {
  std::uint32_t occurrence = 0;
  for (const model::Event::Field& field : event.fields()) {
    if (field.attribute != property.attribute) continue;
    const std::uint32_t number = property.is_of_one ? 0 : occurrence;
    ++occurrence;
    if (const auto value = value_of(property, event, event.text_of(field), made))
      visit((std::uint64_t{property.object} << 32U) | number, *value);
  }
}

/// Whether all values of the properties are in lower case.
bool is_lower(const std::vector<ObservedProperty>& properties);
/// The spelling that a literal of a pattern must have to be compared with the values of the properties; nothing where it
/// can stay as it is.
std::optional<std::string> canonical(const std::vector<ObservedProperty>& properties, std::string_view literal);

}  // namespace clew::intel
