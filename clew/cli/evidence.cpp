#include "clew/cli/evidence.h"

#include "clew/base/text.h"
#include "clew/cli/interrupt.h"
#include "clew/cli/progress.h"
#include "clew/desk/evidence.h"

#include <algorithm>
#include <ostream>
#include <thread>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/core.h>

namespace clew::cli {
namespace {

unsigned threads_of(const EvidenceOptions& options) {
  return options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
}

Exit ls(const EvidenceOptions& options, const Streams& streams) {
  Progress progress(streams.err);
  desk::ListRequest request;
  request.evidence = options.paths;
  request.threads = threads_of(options);
  request.stop = Interrupt::is_asked;
  if (streams.err_terminal) {
    request.progress = [&](std::uint64_t done, std::uint64_t total) { progress.show("reading", done, total); };
  }
  const desk::ListReport report = desk::list_evidence(request);
  progress.clear();
  if (report.stopped) return Exit::interrupted;
  if (options.json) {
    streams.out << report::evidence_list_json(report.list);
  } else {
    report::TerminalStyle style;
    constexpr std::size_t columns_of_a_file = 4096;
    style.columns = streams.is_wide ? columns_of_a_file : streams.columns;
    style.colours = streams.out_colour ? report::Colours::on : report::Colours::off;
    style.characters = streams.unicode ? report::Characters::unicode : report::Characters::ascii;
    streams.out << report::evidence_table(report.list, style);
  }
  streams.out.flush();
  for (const base::Error& problem : report.list.problems) streams.err << "clew: " << base::to_text(problem) << "\n";
  if (!streams.out) {
    streams.err << "clew: cannot write to standard output\n";
    return Exit::failed;
  }
  if (!report.all_read) return Exit::failed;
  return report.list.members.empty() ? Exit::not_found : Exit::found;
}

Exit show(const EvidenceOptions& options, const Streams& streams) {
  desk::ShowRequest request;
  request.evidence = options.paths;
  request.schema = options.ecs ? report::EventSchema::ecs : report::EventSchema::ocsf;
  request.unparsed = options.unparsed;
  request.source = options.source;
  if (options.limit > 0) request.limit = options.limit;
  request.threads = threads_of(options);
  request.stop = Interrupt::is_asked;
  request.write = [&](std::string_view text) {
    streams.out.write(text.data(), static_cast<std::streamsize>(text.size()));
    return static_cast<bool>(streams.out);
  };
  request.say = [&](const std::string& message) { streams.err << "clew: " << message << "\n"; };
  const desk::ShowReport report = desk::show_evidence(request);
  streams.out.flush();
  if (report.stopped) return Exit::interrupted;
  if (!streams.out) {
    streams.err << "clew: cannot write to standard output\n";
    return Exit::failed;
  }
  if (report.unparsed > 0 && !options.unparsed) {
    streams.err << fmt::format("clew: {} record{} no event; --unparsed shows {}\n", report.unparsed,
                               report.unparsed == 1 ? " is" : "s are", report.unparsed == 1 ? "it" : "them");
  }
  if (report.problems > 0) return Exit::failed;
  return report.shown > 0 ? Exit::found : Exit::not_found;
}

void add_threads(CLI::App& command, EvidenceOptions& options) {
  command.add_option("--threads", options.threads, "How many threads; the answer is the same (default: all)")
      ->type_name("N");
}

}  // namespace

CLI::App* add_evidence_command(CLI::App& app, EvidenceOptions& options) {
  CLI::App* command = app.add_subcommand("evidence", "What is it? Every file with its source and times, every event");
  command->footer(
      "Examples:\n"
      "  clew evidence ls logs/ backup.tar.gz\n"
      "  clew evidence show logs/dns.log | jq -r .query.hostname\n"
      "  clew evidence show --unparsed logs/\n"
      "\n"
      "`clew evidence ls --help` and `clew evidence show --help` tell the rest.");
  command->require_subcommand(1);

  CLI::App* list = command->add_subcommand("ls", "Every file: its source, from when to when, how many events, and why");
  list->footer(
      "Examples:\n"
      "  clew evidence ls logs/ backup.tar.gz\n"
      "  clew evidence ls logs/ --json | jq '.members[] | select(.unparsed > 0)'\n"
      "\n"
      "Files are recognised by their content, never by their name. What is in archives is named `logs.zip//dns.log`. WHY says\n"
      "how a file was recognised, or what is in the way.\n"
      "\n"
      "Exit status:\n"
      "  0 read    1 there is no file    2 some evidence could not be read, or not to its end (the rest is listed)");
  list->add_option("evidence", options.paths, "Files, folders, archives")->required()->type_name("PATH");
  list->add_flag("--json", options.json, "One JSON document (docs/formats/evidence.md)");
  add_threads(*list, options);
  list->callback([&options] { options.what = EvidenceOptions::What::ls; });

  CLI::App* events = command->add_subcommand("show", "Every event as a line of JSON, with the place of its record");
  events->footer(
      "Examples:\n"
      "  clew evidence show logs/dns.log | jq -r .query.hostname\n"
      "  clew evidence show --source 'zeek_*' --ecs logs/ > events.ndjson\n"
      "  clew evidence show --unparsed --limit 20 logs/\n"
      "\n"
      "Events are OCSF 1.8, and `clew` in each says where its record stands: file, line, offset, length. What the schema has no\n"
      "place for is under `unmapped`. See docs/formats/evidence.md.\n"
      "\n"
      "Exit status:\n"
      "  0 shown    1 nothing to show    2 some evidence could not be read, or not to its end (the rest is shown)");
  events->add_option("evidence", options.paths, "Files, folders, archives")->required()->type_name("FILE");
  events->add_flag("--ecs", options.ecs, "The Elastic Common Schema instead of OCSF");
  events->add_option("--source", options.source, "Only sources whose name fits: zeek_dns, 'zeek_*'")->type_name("NAME");
  events->add_flag("--unparsed", options.unparsed, "Instead of events the records that are none, and why");
  events->add_option("--limit", options.limit, "At most N lines")->type_name("N");
  add_threads(*events, options);
  events->callback([&options] { options.what = EvidenceOptions::What::show; });
  return command;
}

Exit run_evidence(const EvidenceOptions& options, Streams streams) {
  const Interrupt interrupt;
  return options.what == EvidenceOptions::What::ls ? ls(options, streams) : show(options, streams);
}

}  // namespace clew::cli
