/// "Are we hit?" — from notices and evidence to the case document.
///
///     notices + evidence --investigate--> CaseDocument
///
/// In:     paths of notices (notices, lists, packs) and of evidence (files, folders, archives); what flags override.
/// Out:    the whole answer. Input that could not be read to its end is named in `problems`; the rest is answered.
/// Errors: a path that does not exist, a notice that cannot be read, notices without a single indicator, evidence
///         without a single file, a supplier that no pack describes: nothing was answered then.
/// Cost:   two passes over the evidence, the second only where sightings need the records around them.
#pragma once

#include "clew/base/instant.h"
#include "clew/base/result.h"
#include "clew/model/case_document.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace clew::desk {

struct InvestigateRequest {
  std::vector<std::filesystem::path> reports;
  std::vector<std::filesystem::path> evidence;
  std::string supplier;               ///< id or name of a pack; empty: as the notices say
  std::optional<base::Instant> from;  ///< overrides the window that the notices state
  std::optional<base::Instant> to;
  /// Where it is there: its warning lists and names help to read the notices, and it tells whom the case resembles.
  std::filesystem::path knowledge_base = {};
  unsigned threads = 1;
  /// `step` is what is being done, in words; bytes are of the evidence on the disk.
  std::function<void(std::string_view step, std::uint64_t bytes_done, std::uint64_t bytes_total)> progress = {};
  std::function<bool()> stop = {};
  /// Called at the end of each stage, with what it read of the evidence on the disk: how long it took, the caller knows.
  std::function<void(std::string_view stage, std::uint64_t bytes)> stage_done = {};
};

base::Result<model::CaseDocument> investigate(const InvestigateRequest& request);

/// Writes case.json, report.html, rotation.csv, rotation.md and case.sqlite into the case folder, all or nothing.
base::Result<base::Done> keep_case(const model::CaseDocument& document, const std::filesystem::path& folder);

/// The spellings of the answer.
std::string as_json(const model::CaseDocument& document);
std::string as_html(const model::CaseDocument& document);
std::string as_rotation_csv(const model::CaseDocument& document);
std::string as_rotation_markdown(const model::CaseDocument& document);

struct TerminalView {
  std::size_t columns = 100;
  std::size_t lines = 40;
  bool colour = false;
  bool unicode = true;
};
std::string as_terminal(const model::CaseDocument& document, const TerminalView& view);

/// Writes one file, all or nothing.
base::Result<base::Done> write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace clew::desk
