/// `clew hunt`: every sighting of many indicators, in the habits of grep and ripgrep.
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

struct HuntOptions {
  std::vector<std::filesystem::path> lists;
  std::vector<std::string> values;
  std::vector<std::filesystem::path> evidence;
  std::filesystem::path base;  ///< the knowledge base
  bool json = false;
  bool count = false;
  bool files = false;
  bool quiet = false;
  bool stats = false;
  bool values_only = false;
  bool as_bytes = false;
  std::uint64_t per_file_max = 0;  ///< 0: all
  unsigned threads = 0;            ///< 0: as many as the machine has
};

CLI::App* add_hunt_command(CLI::App& app, HuntOptions& options);
Exit run_hunt(const HuntOptions& options, Streams streams);

}  // namespace clew::cli
