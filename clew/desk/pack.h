/// "Is this pack right, and what does it say?", and what the packs at hand add to an investigation.
///
///     paths of packs --check_packs--> PackReport { errors, advice, summary }
///
/// In:     paths of packs; ids of packs that are built in.
/// Out:    for each path a report, in the order of the paths; lines for a terminal, safe to print.
/// Errors: a path that cannot be read is an error in its report, not of the call.
#pragma once

#include "clew/base/result.h"
#include "clew/intel/pack.h"
#include "clew/model/log_mapping.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clew::desk {

struct PackReport {
  std::string file;
  std::vector<std::string> errors;   ///< "my.toml: malformed: line 7: …", in order of place
  std::vector<std::string> advice;   ///< what the pack does not say, though it could
  std::vector<std::string> summary;  ///< what it says, a screen at most; empty when there are errors

  [[nodiscard]] bool is_valid() const { return errors.empty(); }
};

std::vector<PackReport> check_packs(const std::vector<std::filesystem::path>& paths);

/// The packs that are built into the program, a line each; and what one of them says.
std::vector<std::string> list_packs();
base::Result<std::vector<std::string>> show_pack(std::string_view id);

/// The packs among the notices, then those that are built in. A pack that is handed in stands for a built-in one of
/// the same id. What is no pack, or a broken one, is left out: reading the notices says so.
std::vector<intel::Pack> known_packs(const std::vector<std::filesystem::path>& reports);

/// The logs that packs describe.
std::vector<model::LogMapping> log_mappings(std::span<const intel::Pack> packs);

}  // namespace clew::desk
