/// "Where is it?" — every sighting of many indicators, as fast as the evidence can be read.
///
///     indicators + evidence --hunt--> text, line by line, and HuntReport
///
/// In:     files of indicators (lists of any length, notices, packs) and values as typed; paths of evidence.
/// Out:    sightings in the order of file and offset, whatever the number of threads, written as `form` says. Every
///         sighting is told, whenever its indicator was valid. Only what was published as an indicator is searched for, of a
///         plain list of values all of it.
/// Errors: no indicator at all, or a file of indicators that cannot be read: nothing was searched then. Evidence that
///         cannot be read is told to `say` and counted; the rest is searched.
///         STIX patterns that ask for more than values are judged as wholes, on what the records say, when all values were
///         searched for: see detail/pattern_hunt.h.
/// Cost:   one pass, and one more where there are such patterns; memory does not grow with the evidence, and with a list by its values alone.
#pragma once

#include "clew/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::desk {

enum class HuntForm : std::uint8_t {
  lines,   ///< `file:line:column: type indicator`, for a person or a pipe
  json,    ///< docs/formats/hunt.md
  count,   ///< `file:count`, of files with sightings
  files,   ///< the names of files with sightings
  nothing  ///< stops at the first sighting
};

/// Lines of `say` about indicators that are refused; the others are counted.
constexpr std::size_t refusals_said_max = 5;

struct HuntRequest {
  std::vector<std::filesystem::path> lists = {};  ///< files of indicators
  std::vector<std::string> values = {};           ///< `evil.example`, `sha256:…`
  std::vector<std::filesystem::path> evidence = {};
  std::filesystem::path knowledge_base = {};  ///< what its warning lists hold of a notice is told, and searched for
  HuntForm form = HuntForm::lines;
  bool heading = false;                            ///< `lines`: the file's name once, above its sightings
  bool colour = false;                             ///< `lines`
  std::optional<std::uint64_t> per_file_max = {};  ///< sightings told of each file
  bool values_only = false;                        ///< patterns are not judged, which takes a pass of its own
  bool as_bytes = false;                           ///< nothing is translated first: also what no record shows
  unsigned threads = 1;
  /// Takes the output piece by piece, whole lines each. False ends the search: nobody reads on.
  std::function<bool(std::string_view text)> write = {};
  /// A message for a person, safe to print, without a line end. May be called between writes.
  std::function<void(const std::string& message)> say = {};
  std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_total)> progress = {};
  std::function<bool()> stop = {};
};

struct HuntReport {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;  ///< searched: of archives and compressed files the content
  std::uint64_t lines = 0;
  std::uint64_t sightings = 0;
  std::uint64_t indicators = 0;       ///< different ones
  std::uint64_t indicators_seen = 0;  ///< of them
  std::uint64_t refused = 0;          ///< lines and values that are none
  std::uint64_t problems = 0;         ///< files that could not be read, or not to their end
  std::uint64_t patterns = 0;         ///< different ones that were published
  std::uint64_t pattern_matches = 0;  ///< that are told
  bool stopped = false;               ///< before the end, by `stop`
};

base::Result<HuntReport> hunt(const HuntRequest& request);

}  // namespace clew::desk
