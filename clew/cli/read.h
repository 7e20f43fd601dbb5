/// `clew read`: what was published, as a table or for another program.
#pragma once

#include "clew/cli/exit.h"
#include "clew/cli/streams.h"

#include <filesystem>
#include <vector>

namespace CLI {
class App;
}

namespace clew::cli {

struct ReadOptions {
  std::vector<std::filesystem::path> notices;
  std::filesystem::path base;  ///< the knowledge base
  bool json = false;
  bool csv = false;
  bool stix = false;
  bool misp = false;
  bool pack = false;
};

CLI::App* add_read_command(CLI::App& app, ReadOptions& options);
/// 0 when there is an indicator in one of them, 1 when there is none, 2 when a notice could not be read.
Exit run_read(const ReadOptions& options, Streams streams);

}  // namespace clew::cli
