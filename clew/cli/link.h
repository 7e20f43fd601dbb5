/// `clew link`: who does it resemble, and how sure may one be?
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

struct LinkOptions {
  std::filesystem::path base;
  std::vector<std::filesystem::path> inputs, relations, claims;
  std::string as_of;
  bool json = false, stix = false, navigator = false, misp = false;
};

CLI::App* add_link_command(CLI::App& app, LinkOptions& options);
/// 0 somebody is named, 1 abstained, 2 failed.
Exit run_link(const LinkOptions& options, Streams streams);

}  // namespace clew::cli
