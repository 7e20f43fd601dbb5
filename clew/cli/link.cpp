#include "clew/cli/link.h"

#include "clew/base/text.h"
#include "clew/cli/knowledge.h"
#include "clew/desk/link.h"
#include "clew/model/knowledge.h"

#include <ostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace clew::cli {

CLI::App* add_link_command(CLI::App& app, LinkOptions& options) {
  CLI::App* command =
      app.add_subcommand("link", "Who does it resemble? Hypotheses, with the evidence for and against each");
  command->footer(
      "Examples:\n"
      "  clew link notice.md\n"
      "  clew link notice.md --as-of 2023-07-12 --json\n"
      "  clew link cases/orchard --relations passive_dns.csv\n"
      "\n"
      "Exit status:\n"
      "  0 somebody is named    1 no basis to name anybody    2 something cannot be read");
  options.base = usual_knowledge_base();
  command->add_option("inputs", options.inputs, "Notices, or a case folder")->required()->type_name("CASE|NOTICE");
  command->add_option("--relations", options.relations, "Passive DNS, certificates, registrants …: CSV, JSON or STIX")
      ->type_name("FILE");
  command->add_option("--claims", options.claims, "What others say, as rows: by, date, object, via, stance, text")
      ->type_name("FILE");
  command->add_option("--as-of", options.as_of, "Only what was published by this day counts: 2023-07-12")
      ->type_name("DATE");
  command->add_option("--kb", options.base, "The knowledge base (CLEW_KB, else in the user's data folder)")
      ->type_name("FILE");
  CLI::Option* json = command->add_flag("--json", options.json, "clew.link/1");
  CLI::Option* stix = command->add_flag("--stix", options.stix, "A STIX 2.1 bundle")->excludes(json);
  CLI::Option* navigator =
      command->add_flag("--navigator", options.navigator, "An ATT&CK Navigator layer")->excludes(json)->excludes(stix);
  command->add_flag("--misp", options.misp, "A MISP event")->excludes(json)->excludes(stix)->excludes(navigator);
  return command;
}

Exit run_link(const LinkOptions& options, Streams streams) {
  desk::LinkRequest request{
      .base = options.base, .inputs = options.inputs, .relations = options.relations, .claims = options.claims};
  if (!options.as_of.empty()) {
    request.as_of = model::day_of(options.as_of);
    if (!request.as_of) {
      streams.err << "clew: \"" << base::printable(options.as_of) << "\" is no date; expected 2023-07-12\n";
      return Exit::failed;
    }
  }
  if (options.json) request.form = desk::LinkForm::json;
  if (options.stix) request.form = desk::LinkForm::stix;
  if (options.navigator) request.form = desk::LinkForm::navigator;
  if (options.misp) request.form = desk::LinkForm::misp;
  const auto report = desk::link_case(request);
  if (!report) {
    streams.err << "clew: " << base::to_text(report.error()) << "\n";
    return Exit::failed;
  }
  streams.out << report->text;
  streams.out.flush();
  if (!streams.out) {
    streams.err << "clew: cannot write to standard output\n";
    return Exit::failed;
  }
  return report->abstained ? Exit::not_found : Exit::found;
}

}  // namespace clew::cli
