/// `clew investigate`: the main job, on the command line.
#pragma once

#include "clew/cli/exit.h"
#include "clew/cli/streams.h"

#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace clew::cli {

struct InvestigateOptions {
  std::vector<std::filesystem::path> reports;
  std::vector<std::filesystem::path> evidence;
  std::string supplier;
  std::string from, to;  ///< dates or times of RFC 3339; a date as `to` includes that day
  std::filesystem::path case_folder;
  std::filesystem::path html;
  std::vector<std::filesystem::path> rotation;  ///< names end in .csv or .md
  std::filesystem::path base;                   ///< the knowledge base
  bool json = false;
  bool exit_zero = false;
  bool quiet = false;
  bool timings = false;
  unsigned threads = 0;  ///< 0: as many as the machine has
};

CLI::App* add_investigate_command(CLI::App& app, InvestigateOptions& options);
Exit run_investigate(const InvestigateOptions& options, Streams streams);

}  // namespace clew::cli
