/// What the evidence consists of, member by member: a table for people, a document for programs.
///
///     EvidenceList --evidence_table--> aligned lines      --evidence_list_json--> clew.evidence.ls/1 (docs/formats/evidence.md)
///
/// In:     any bytes in names and reasons. Out: lines of at most `columns`; nothing of the evidence acts on a terminal.
/// Errors: none.
#pragma once

#include "clew/base/instant.h"
#include "clew/base/result.h"
#include "clew/report/terminal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace clew::report {

/// A file, or what lies in an archive.
struct EvidenceMember {
  std::string file;
  std::string source;  ///< empty when nothing of it could be read
  std::string format;
  std::vector<std::string> sees;
  std::optional<base::Instant> first, last;
  std::uint64_t events = 0, unparsed = 0;
  std::uint64_t bytes = 0;  ///< of its content
  std::string content_sha256;
  std::string file_sha256;  ///< of the file on the disk that it lies in
  std::string problem;      ///< why it was not read to its end
  std::string undecoded;    ///< why its records are searched but not understood
  std::string guessed;      ///< what of its records is only guessed

  /// How it was recognised, or what is in the way: a line.
  [[nodiscard]] std::string why() const;
};

struct EvidenceList {
  std::vector<EvidenceMember> members;
  std::vector<base::Error> problems;  ///< what could not be read, beyond single members
};

std::string evidence_table(const EvidenceList& list, const TerminalStyle& style);
std::string evidence_list_json(const EvidenceList& list);

}  // namespace clew::report
