/// How sightings are written: a line for a person, or a line of JSON (docs/formats/hunt.md).
///
/// In:     any bytes in names and texts. Out: a line for each find. For a person: defanged, and nothing that a terminal obeys;
///         for a program: exact, as far as JSON can hold it.
#pragma once

#include "clew/desk/hunt.h"
#include "clew/hunt/search.h"

#include <string>
#include <string_view>

namespace clew::desk::detail {

struct SightingStyle {
  bool json = false;
  bool heading = false;  ///< the file is named above, not in each line
  bool colour = false;
};

void append_sightings(std::string& text, const hunt::Finds& finds, const hunt::Matcher& matcher,
                      const SightingStyle& style);
std::string file_line(std::string_view file, const SightingStyle& style);
std::string count_line(std::string_view file, std::uint64_t count, const SightingStyle& style);
std::string stats_line(const HuntReport& report);

}  // namespace clew::desk::detail
