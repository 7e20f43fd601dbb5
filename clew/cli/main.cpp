#include "clew/base/text.h"
#include "clew/cli/evidence.h"
#include "clew/cli/hunt.h"
#include "clew/cli/investigate.h"
#include "clew/cli/knowledge.h"
#include "clew/cli/link.h"
#include "clew/cli/pack.h"
#include "clew/cli/read.h"
#include "clew/cli/suggest.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace {

using clew::cli::Exit;

/// Examples before options: whoever asks for help at night copies a line.
class ExamplesFirst : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    if (mode == CLI::AppFormatMode::Sub) return make_expanded(app);
    return make_description(app) + "\n" + make_footer(app) + "\n" + make_usage(app, std::move(name)) +
           make_groups(app, mode) + make_subcommands(app, mode);
  }
};

/// CLI11 says what it did not understand; this says what was probably meant.
void suggest(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> known;
  const auto subcommands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* command : subcommands) known.push_back(command->get_name());
  for (const CLI::App* command : subcommands) {
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
  }
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = std::string_view(argv[i]).substr(0, std::string_view(argv[i]).find('='));
    if (std::ranges::find(known, word) != known.end()) continue;
    const std::string meant = clew::cli::nearest(word, known);
    if (meant.empty()) continue;
    std::cerr << "clew: did you mean \"" << meant << "\" instead of \"" << clew::base::printable(word) << "\"?\n";
    return;
  }
}

bool is_verb(const CLI::App& app, std::string_view word) {
  return !app.get_subcommands([&](const CLI::App* command) { return command->get_name() == word; }).empty();
}

int run(int argc, char** argv) {
  CLI::App app{
      "clew: are we hit? From what a breached supplier published and the logs that you have, an answer with its proof.",
      "clew"};
  app.set_version_flag("--version", std::string("clew ") + CLEW_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Examples:\n  clew investigate --report notice.md --evidence logs/\n  clew hunt -i indicators.csv logs/\n"
      "  clew read notice.md\n  clew evidence ls logs/\n\n"
      "Run `clew investigate --help` or `clew hunt --help` for all of it.");
  app.formatter(std::make_shared<ExamplesFirst>());
  clew::cli::InvestigateOptions investigate;
  const CLI::App* command = clew::cli::add_investigate_command(app, investigate);
  clew::cli::HuntOptions hunt;
  const CLI::App* hunt_command = clew::cli::add_hunt_command(app, hunt);
  clew::cli::EvidenceOptions evidence;
  const CLI::App* evidence_command = clew::cli::add_evidence_command(app, evidence);
  clew::cli::PackOptions pack;
  const CLI::App* pack_command = clew::cli::add_pack_command(app, pack);
  clew::cli::ReadOptions read;
  const CLI::App* read_command = clew::cli::add_read_command(app, read);
  clew::cli::LinkOptions link;
  const CLI::App* link_command = clew::cli::add_link_command(app, link);
  clew::cli::KnowledgeOptions knowledge;
  const CLI::App* knowledge_command = clew::cli::add_knowledge_command(app, knowledge);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return app.exit(wanted);
  } catch (const CLI::ParseError& error) {
    if (argc < 2) {
      std::cerr << app.help();
      return static_cast<int>(Exit::failed);
    }
    const std::string_view first = argv[1];
    const bool is_unknown_verb = !first.starts_with('-') && !is_verb(app, first);
    std::cerr << "clew: "
              << (is_unknown_verb ? "there is no command \"" + clew::base::printable(first) + "\""
                                  : clew::base::printable(error.what()))
              << "\n";
    suggest(app, argc, argv);
    std::cerr << "Run `clew --help` for examples and options.\n";
    return static_cast<int>(Exit::failed);
  }
  if (*hunt_command) return static_cast<int>(clew::cli::run_hunt(hunt, clew::cli::standard_streams()));
  if (*evidence_command) return static_cast<int>(clew::cli::run_evidence(evidence, clew::cli::standard_streams()));
  if (*pack_command) return static_cast<int>(clew::cli::run_pack(pack, clew::cli::standard_streams()));
  if (*read_command) return static_cast<int>(clew::cli::run_read(read, clew::cli::standard_streams()));
  if (*link_command) return static_cast<int>(clew::cli::run_link(link, clew::cli::standard_streams()));
  if (*knowledge_command) return static_cast<int>(clew::cli::run_knowledge(knowledge, clew::cli::standard_streams()));
  if (!*command) return static_cast<int>(Exit::failed);
  return static_cast<int>(clew::cli::run_investigate(investigate, clew::cli::standard_streams()));
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  // Times in zip archives have no zone, and libarchive takes the machine's: the same archive would say something else elsewhere.
  // Set once, the C library does not look it up again while threads read.
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    // Memory that ran out, a thread that could not be started: the world's fault, said once, nothing half-written.
    std::cerr << "clew: unavailable: " << clew::base::printable(error.what()) << "\n";
    return static_cast<int>(Exit::failed);
  }
}
