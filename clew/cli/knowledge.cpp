#include "clew/cli/knowledge.h"

#include "clew/base/text.h"
#include "clew/desk/knowledge.h"

#include <cstdlib>
#include <ostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/core.h>

namespace clew::cli {
namespace {

Exit finish(const Streams& streams, const base::Result<std::string>& text) {
  if (!text) {
    streams.err << "clew: " << base::to_text(text.error()) << "\n";
    return text.error().fault == base::Fault::not_found ? Exit::not_found : Exit::failed;
  }
  streams.out << *text;
  streams.out.flush();
  if (streams.out) return Exit::not_seen;
  streams.err << "clew: cannot write to standard output\n";
  return Exit::failed;
}

Exit import(const KnowledgeOptions& options, const Streams& streams) {
  const auto report = desk::import_knowledge({.base = options.base,
                                              .files = options.files,
                                              .publisher = options.publisher,
                                              .date = options.date,
                                              .activity = options.activity});
  if (!report) {
    streams.err << "clew: " << base::to_text(report.error()) << "\n";
    return Exit::failed;
  }
  std::string text;
  for (const auto& file : report->files) {
    if (!file.is_new) {
      text += fmt::format("{}: known already\n", base::printable(file.file));
      continue;
    }
    if (!file.left_out.empty()) {
      streams.err << "clew: left out: " << file.left_out << "\n";
      continue;
    }
    if (file.warning_entries > 0) {
      text += fmt::format("{}: a warning list of {} entries\n", base::printable(file.file), file.warning_entries);
      continue;
    }
    text +=
        fmt::format("{}: {} indicators, {} traits, {} statements on names, {} claims, {} refused\n",
                    base::printable(file.file), file.indicators, file.traits, file.names, file.claims, file.refused);
    for (const std::string& words : file.told) streams.err << "clew: refused: " << base::printable(words) << "\n";
    if (file.refused > file.told.size()) {
      streams.err << fmt::format("clew: and {} more refused\n", file.refused - file.told.size());
    }
  }
  return finish(streams, text);
}

}  // namespace

std::filesystem::path usual_knowledge_base() {
  if (const char* path = std::getenv("CLEW_KB"); path != nullptr && *path != '\0') return path;
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') {
    return std::filesystem::path(data) / "clew" / "knowledge.sqlite";
  }
  const char* home = std::getenv("HOME");
  const std::filesystem::path folder = home != nullptr && *home == '/' ? home : ".";
  return folder / ".local" / "share" / "clew" / "knowledge.sqlite";
}

void add_base_option(CLI::App& command, std::filesystem::path& base, const std::string& use) {
  base = usual_knowledge_base();
  command.add_option("--kb", base, use + " (CLEW_KB, else in the user's data folder)")
      ->type_name("FILE")
      ->check([](const std::string& path) {
        std::error_code problem;
        return std::filesystem::exists(path, problem)
                   ? std::string()
                   : "there is no knowledge base \"" + base::printable(path) + "\"; `clew kb import` makes one";
      });
}

CLI::App* add_knowledge_command(CLI::App& app, KnowledgeOptions& options) {
  CLI::App* command = app.add_subcommand("kb", "The knowledge base: what is known of earlier activity");
  command->footer(
      "Examples:\n"
      "  clew kb import enterprise-attack.json.gz labelled.csv misp-warninglists/lists\n"
      "  clew kb ls\n"
      "  clew kb show \"Lazarus Group\"\n"
      "  clew kb names \"Labyrinth Chollima\"\n"
      "\n"
      "Exit status:\n"
      "  0 done    1 nothing is known of that name    2 something cannot be read");
  command->require_subcommand(1);
  options.base = usual_knowledge_base();
  command->add_option("--kb", options.base, "The knowledge base (CLEW_KB, else in the user's data folder)")
      ->type_name("FILE");
  CLI::App* import =
      command->add_subcommand("import", "ATT&CK, MISP galaxies, labelled indicators, notices, warning lists");
  import->footer(
      "Examples:\n"
      "  clew kb import enterprise-attack.json.gz\n"
      "  clew kb import misp-warninglists/lists bundles/\n"
      "  clew kb import notice.md --activity \"Orchard intrusion\" --publisher \"Example Labs\" --date 2023-07-12\n"
      "\n"
      "The indicators of a notice become facts of the campaign, actor or event that it names in its fields (STIX, MISP,\n"
      "columns); where it names none, --activity does. Of a folder, what holds no knowledge is left out and told.");
  import->add_option("files", options.files, "What to import")->required()->type_name("FILE|FOLDER");
  import->add_option("--publisher", options.publisher, "Who published, where a file does not say")->type_name("NAME");
  import->add_option("--date", options.date, "When, where a file does not say: 2023-07-12")->type_name("DATE");
  import->add_option("--activity", options.activity, "What a notice is about, where it names no activity of its own")
      ->type_name("NAME");
  import->callback([&options] { options.what = KnowledgeOptions::What::import;
});
CLI::App* list = command->add_subcommand("ls", "Every activity, with how much is known of it");
list->footer("Example:\n  clew kb ls");
list->callback([&options] { options.what = KnowledgeOptions::What::list; });
CLI::App* show = command->add_subcommand("show", "What is known of an activity, fact by fact");
show->footer("Example:\n  clew kb show G0032");
show->add_option("name", options.name, "Its name or id")->required()->type_name("ACTIVITY");
show->callback([&options] { options.what = KnowledgeOptions::What::show; });
CLI::App* names = command->add_subcommand("names", "Who equates a name with what, and who does not");
names->footer("Example:\n  clew kb names \"Labyrinth Chollima\"");
names->add_option("name", options.name, "Of an actor or of malware")->required()->type_name("NAME");
names->add_flag("--json", options.json, "clew.names/1");
names->callback([&options] { options.what = KnowledgeOptions::What::names; });
for (CLI::App* each : {import, list, show, names}) each->fallthrough();
return command;
}  // namespace clew::cli

Exit run_knowledge(const KnowledgeOptions& options, Streams streams) {
  switch (options.what) {
    case KnowledgeOptions::What::import: return import(options, streams);
    case KnowledgeOptions::What::show: return finish(streams, desk::show_activity(options.base, options.name));
    case KnowledgeOptions::What::names:
      return finish(streams, desk::show_names(options.base, options.name,
                                              options.json ? desk::NamesForm::json : desk::NamesForm::table));
    case KnowledgeOptions::What::list: break;
  }
  return finish(streams, desk::list_knowledge(options.base));
}

}  // namespace clew::cli
