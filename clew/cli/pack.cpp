#include "clew/cli/pack.h"

#include "clew/desk/pack.h"

#include <ostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/core.h>

namespace clew::cli {
namespace {

Exit finish(const Streams& streams, Exit exit) {
  streams.out.flush();
  if (streams.out) return exit;
  streams.err << "clew: cannot write to standard output\n";
  return Exit::failed;
}

Exit check(const PackOptions& options, const Streams& streams) {
  Exit exit = Exit::not_seen;
  for (const desk::PackReport& report : desk::check_packs(options.files)) {
    for (const std::string& error : report.errors) streams.err << "clew: " << error << "\n";
    if (!report.is_valid()) {
      streams.out << fmt::format("{}: not valid: {} error{}\n", report.file, report.errors.size(),
                                 report.errors.size() == 1 ? "" : "s");
      exit = Exit::failed;
      continue;
    }
    streams.out << report.file << ": valid\n";
    for (const std::string& line : report.summary) streams.out << line << "\n";
    for (const std::string& sentence : report.advice) streams.out << "  could say   " << sentence << "\n";
  }
  return finish(streams, exit);
}

Exit show(const std::string& id, const Streams& streams) {
  const auto lines = desk::show_pack(id);
  if (!lines) {
    streams.err << "clew: " << base::to_text(lines.error()) << "\n";
    return Exit::failed;
  }
  for (const std::string& line : *lines) streams.out << line << "\n";
  return finish(streams, Exit::not_seen);
}

}  // namespace

CLI::App* add_pack_command(CLI::App& app, PackOptions& options) {
  CLI::App* command = app.add_subcommand("pack", "Suppliers as data: check a pack, or see those that are built in");
  command->footer(
      "Examples:\n"
      "  clew pack check my-supplier.toml\n"
      "  clew pack show jumpcloud\n"
      "  clew pack list\n"
      "\n"
      "Exit status:\n"
      "  0 every pack is valid    2 one is not, or cannot be read");
  command->require_subcommand(1);
  CLI::App* check = command->add_subcommand("check", "Every error with its line, what could be said, and what is said");
  check->footer("Example:\n  clew pack check my-supplier.toml");
  check->add_option("files", options.files, "Packs (clew.pack/1)")->required()->type_name("FILE");
  check->callback([&options] { options.what = PackOptions::What::check; });
  CLI::App* list = command->add_subcommand("list", "The packs that are built in");
  list->footer("Example:\n  clew pack list");
  list->callback([&options] { options.what = PackOptions::What::list; });
  CLI::App* show = command->add_subcommand("show", "What a pack that is built in says");
  show->footer("Example:\n  clew pack show okta");
  show->add_option("id", options.id, "Its id, as `clew pack list` tells")->required()->type_name("ID");
  show->callback([&options] { options.what = PackOptions::What::show; });
  return command;
}

Exit run_pack(const PackOptions& options, Streams streams) {
  switch (options.what) {
    case PackOptions::What::check: return check(options, streams);
    case PackOptions::What::show: return show(options.id, streams);
    case PackOptions::What::list: break;
  }
  for (const std::string& line : desk::list_packs()) streams.out << line << "\n";
  return finish(streams, Exit::not_seen);
}

}  // namespace clew::cli
