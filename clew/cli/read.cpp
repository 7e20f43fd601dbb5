#include "clew/cli/read.h"

#include "clew/cli/knowledge.h"
#include "clew/desk/read.h"

#include <array>
#include <iostream>
#include <ostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/core.h>

namespace clew::cli {
namespace {

desk::ReadForm form_of(const ReadOptions& options) {
  if (options.json) return desk::ReadForm::json;
  if (options.csv) return desk::ReadForm::csv;
  if (options.stix) return desk::ReadForm::stix;
  if (options.misp) return desk::ReadForm::misp;
  if (options.pack) return desk::ReadForm::pack;
  return desk::ReadForm::table;
}

base::Result<std::string> read_standard_input(std::uint64_t size_bytes_max) {
  std::string bytes;
  std::array<char, 1U << 16U> piece{};
  while (std::cin) {
    std::cin.read(piece.data(), piece.size());
    bytes.append(piece.data(), static_cast<std::size_t>(std::cin.gcount()));
    if (bytes.size() > size_bytes_max) {
      return base::fail(base::Fault::over_limit,
                        fmt::format("more than {} bytes, at most these are read", size_bytes_max), {}, "-");
    }
  }
  if (std::cin.bad()) return base::fail(base::Fault::unavailable, "cannot read the standard input", {}, "-");
  return bytes;
}

report::TerminalStyle style_of(const Streams& streams) {
  constexpr std::size_t columns_of_a_file = 4096;
  report::TerminalStyle style;
  style.columns = streams.is_wide ? columns_of_a_file : streams.columns;
  style.colours = streams.out_colour ? report::Colours::on : report::Colours::off;
  style.characters = streams.unicode ? report::Characters::unicode : report::Characters::ascii;
  return style;
}

}  // namespace

CLI::App* add_read_command(CLI::App& app, ReadOptions& options) {
  CLI::App* command = app.add_subcommand("read", "What was published? The indicators and claims of notices");
  command->footer(
      "Examples:\n"
      "  clew read notice.md\n"
      "  clew read notice.md feed.csv --csv > indicators.csv\n"
      "  curl -s https://supplier.example/notice | clew read -\n"
      "  clew read notice.md --json | jq -r '.indicators[] | [.type, .value, .role] | @tsv'\n"
      "  clew read notice.md --stix > bundle.json\n"
      "\n"
      "What a notice merely mentions (the supplier's own site, links) is told with the reason and is no indicator; a value\n"
      "that is broken in the source is refused with its place. The table is defanged for you to read; all else is exact.\n"
      "\n"
      "Exit status:\n"
      "  0 there are indicators    1 there is none    2 failed, or a notice could not be read (even if others were)");
  command->add_option("notices", options.notices, "Notices, lists, feeds, packs; `-` is the standard input")
      ->required()
      ->type_name("NOTICE");
  add_base_option(*command, options.base, "Its warning lists and names help to read");
  command->add_flag("--json", options.json,
                    "All that was read (clew.notice/1); of several notices one document a line");
  command->add_flag("--csv", options.csv, "The indicators, one a row; clew reads it, too");
  command->add_flag("--stix", options.stix, "A STIX 2.1 bundle of all of them");
  command->add_flag("--misp", options.misp, "A MISP event; of several notices a list of events");
  command->add_flag("--pack", options.pack, "A pack (clew.pack/1) of one notice, to be completed");
  return command;
}

Exit run_read(const ReadOptions& options, Streams streams) {
  if (options.json + options.csv + options.stix + options.misp + options.pack > 1) {
    streams.err << "clew: --json, --csv, --stix, --misp and --pack exclude each other: give one of them\n";
    return Exit::failed;
  }
  desk::ReadRequest request;
  request.notices = options.notices;
  request.form = form_of(options);
  request.knowledge_base = options.base;
  request.style = style_of(streams);
  // A file or a pipe gets all; whoever looks at a screen can ask for it.
  constexpr std::size_t rows_of_a_file = 1'000'000'000;
  request.rows_max = streams.out_terminal ? 2 * streams.lines : rows_of_a_file;
  request.standard_input = read_standard_input;
  const auto report = desk::read_notices(request);
  if (!report) {
    streams.err << "clew: " << base::to_text(report.error()) << "\n";
    return Exit::failed;
  }
  streams.out << report->text;
  streams.out.flush();
  for (const std::string& problem : report->problems) streams.err << "clew: " << problem << "\n";
  if (!streams.out) {
    streams.err << "clew: cannot write to standard output\n";
    return Exit::failed;
  }
  if (!report->problems.empty()) return Exit::failed;
  return report->indicators > 0 ? Exit::found : Exit::not_found;
}

}  // namespace clew::cli
