/// `clew evidence ls`, `clew evidence show`: what the evidence consists of, and what it says in the normal form.
#pragma once

#include "clew/cli/exit.h"
#include "clew/cli/streams.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace clew::cli {

struct EvidenceOptions {
  enum class What : std::uint8_t { ls, show } what = What::ls;
  std::vector<std::filesystem::path> paths;
  bool json = false;
  bool ecs = false;
  bool unparsed = false;
  std::string source;
  std::uint64_t limit = 0;  ///< 0: all
  unsigned threads = 0;     ///< 0: as many as the machine has
};

CLI::App* add_evidence_command(CLI::App& app, EvidenceOptions& options);
Exit run_evidence(const EvidenceOptions& options, Streams streams);

}  // namespace clew::cli
