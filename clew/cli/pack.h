/// `clew pack`: is a pack right, and what does it say?
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

struct PackOptions {
  enum class What : std::uint8_t { check, list, show } what = What::check;
  std::vector<std::filesystem::path> files;
  std::string id;
};

CLI::App* add_pack_command(CLI::App& app, PackOptions& options);
/// 0 when every pack is valid, 2 when one is not or cannot be read.
Exit run_pack(const PackOptions& options, Streams streams);

}  // namespace clew::cli
