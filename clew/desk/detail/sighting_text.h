/// How sightings are written: a line for a person, or a line of JSON (docs/formats/hunt.md).
///
/// In:     any bytes in names and texts. Out: a line for each find. For a person: defanged, and nothing that a terminal obeys;
///         for a program: exact, as far as JSON can hold it.
#pragma once

#include "clew/base/instant.h"
#include "clew/desk/hunt.h"
#include "clew/hunt/search.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::desk::detail {

struct SightingStyle {
  bool json = false;
  bool heading = false;  ///< the file is named above, not in each line
  bool colour = false;
};

/// One record of those that satisfy a pattern together.
struct MatchedRecord {
  std::string_view file;
  std::uint64_t line = 0;
  std::uint64_t offset = 0, length = 0;
  std::string_view device;
  std::optional<base::Instant> time;
};

/// How a pattern is called, and what became of it.
struct PatternOutcome {
  std::string id, name, text;
  std::string file;                            ///< that published it
  std::uint64_t matches = 0;                   ///< that are told
  std::uint64_t records = 0;                   ///< that satisfy a part of it
  std::uint64_t left_out = 0;                  ///< of them, because there were too many
  bool judged = false;                         ///< false: it could not be satisfied by what evidence tells
  std::vector<std::string> unanswerable = {};  ///< what it asks for and no evidence tells
  std::vector<std::string> not_told = {};      ///< what it asks for and no record of this evidence tells
  std::string problem = {};                    ///< why "no match" is not sure, or why it was not judged
};

/// Records beyond these are not named in a line for a person.
constexpr std::size_t records_named_max = 8;

/// A match of a pattern: its records in order of time.
void append_match(std::string& text, const PatternOutcome& pattern, std::span<const MatchedRecord> records,
                  const SightingStyle& style);
std::string outcome_line(const PatternOutcome& pattern);
std::string pattern_count_line(const PatternOutcome& pattern, const SightingStyle& style);

void append_sightings(std::string& text, const hunt::Finds& finds, const hunt::Matcher& matcher,
                      const SightingStyle& style);
std::string file_line(std::string_view file, const SightingStyle& style);
std::string count_line(std::string_view file, std::uint64_t count, const SightingStyle& style);
std::string stats_line(const HuntReport& report);

}  // namespace clew::desk::detail
