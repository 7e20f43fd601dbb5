/// "What was published?": what notices say, in the form that somebody or some program wants it in.
///
///     notices --read_notices--> table, JSON, CSV, STIX 2.1, a MISP event, a pack
///
/// In:     paths of notices, `-` for the standard input. Packs among them, and those that are built in, say which supplier a
///         notice is about and whose own sites are no indicators.
/// Out:    one text for all of them (docs/formats/notice.md says how several go together), and how many indicators it has.
/// Errors: a notice that cannot be read is a problem of the report and does not keep the others from being told; a request
///         that cannot be answered at all (several notices as one pack, a pack over its limit) is an error.
#pragma once

#include "clew/base/result.h"
#include "clew/report/terminal.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace clew::desk {

enum class ReadForm : std::uint8_t { table, json, csv, stix, misp, pack };

struct ReadRequest {
  std::vector<std::filesystem::path> notices;
  ReadForm form = ReadForm::table;
  report::TerminalStyle style;                ///< of a table
  std::size_t rows_max = 1'000;               ///< of each list of a table
  std::filesystem::path knowledge_base = {};  ///< its warning lists and names are used, where it is there
  /// Called once, where a notice is `-`.
  std::function<base::Result<std::string>(std::uint64_t size_bytes_max)> standard_input = {};
};

struct ReadReport {
  std::string text;
  std::size_t notices = 0;     ///< that were read
  std::size_t indicators = 0;  ///< of all of them
  std::vector<std::string> problems;
};

base::Result<ReadReport> read_notices(const ReadRequest& request);

}  // namespace clew::desk
