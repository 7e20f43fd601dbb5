/// "What is this evidence, and what does it say?" — every member with its source and times; every event in the normal form.
///
///     paths --list_evidence--> EvidenceList           paths --show_evidence--> JSON lines, and ShowReport
///
/// In:     files, folders, archives. Out: members in the order of their names and of the archives; events in the order in
///         which they stand. Both are the same whatever the number of threads.
/// Errors: what is not there or cannot be read is told, and the rest is read.
/// Cost:   one pass; memory does not grow with the evidence, but for the list by its members.
#pragma once

#include "clew/report/event_json.h"
#include "clew/report/evidence_list.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::desk {

struct ListRequest {
  std::vector<std::filesystem::path> evidence = {};
  unsigned threads = 1;
  std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_total)> progress = {};
  std::function<bool()> stop = {};
};

struct ListReport {
  report::EvidenceList list;
  bool all_read = true;  ///< every member to its end
  bool stopped = false;
};

ListReport list_evidence(const ListRequest& request);

struct ShowRequest {
  std::vector<std::filesystem::path> evidence = {};
  report::EventSchema schema = report::EventSchema::ocsf;
  bool unparsed = false;                    ///< the records that became no event, instead of the events
  std::string source = {};                  ///< only of sources whose name fits this pattern (base/glob.h); empty: all
  std::optional<std::uint64_t> limit = {};  ///< lines
  unsigned threads = 1;
  /// Takes the output piece by piece, whole lines each. False ends it: nobody reads on.
  std::function<bool(std::string_view text)> write = {};
  std::function<void(const std::string& message)> say = {};  ///< safe to print, without a line end
  std::function<bool()> stop = {};
};

struct ShowReport {
  std::uint64_t shown = 0;     ///< lines
  std::uint64_t unparsed = 0;  ///< records read that became no event, shown or not
  std::uint64_t problems = 0;  ///< files that could not be read, or not to their end
  bool stopped = false;        ///< before the end, by `stop`
};

/// Local times are moved by the offsets of inventories among the files, unless these lie in archives: what streams cannot
/// look ahead.
ShowReport show_evidence(const ShowRequest& request);

}  // namespace clew::desk
