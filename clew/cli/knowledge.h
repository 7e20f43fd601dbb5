/// Where the knowledge base lies, and `clew kb`: what is known of earlier activity.
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

struct KnowledgeOptions {
  enum class What : std::uint8_t { import, list, show, names } what = What::list;
  std::filesystem::path base;
  std::vector<std::filesystem::path> files;
  std::string name;
  std::string publisher;
  std::string date;
  std::string activity;
  bool json = false;
};

/// `CLEW_KB`, or `clew/knowledge.sqlite` in the user's data folder (XDG).
std::filesystem::path usual_knowledge_base();

/// `--kb`, of a command that can do without; `use` is what for. A file that is named has to be there.
void add_base_option(CLI::App& command, std::filesystem::path& base, const std::string& use);

CLI::App* add_knowledge_command(CLI::App& app, KnowledgeOptions& options);
/// 0 done, 1 nothing of this name, 2 failed.
Exit run_knowledge(const KnowledgeOptions& options, Streams streams);

}  // namespace clew::cli
