#include "clew/cli/hunt.h"

#include "clew/base/text.h"
#include "clew/cli/interrupt.h"
#include "clew/cli/knowledge.h"
#include "clew/cli/progress.h"
#include "clew/desk/hunt.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/core.h>

namespace clew::cli {
namespace {

desk::HuntForm form_of(const HuntOptions& options) {
  if (options.json) return desk::HuntForm::json;
  if (options.count) return desk::HuntForm::count;
  if (options.files) return desk::HuntForm::files;
  if (options.quiet) return desk::HuntForm::nothing;
  return desk::HuntForm::lines;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void say_stats(const desk::HuntReport& report, double seconds, const Streams& streams) {
  streams.err << fmt::format("{} of {} of {}\n{}, {} in {}\n", counted(report.sightings, "sighting", "sightings"),
                             report.indicators_seen, counted(report.indicators, "indicator", "indicators"),
                             counted(report.files, "file", "files"), counted(report.lines, "line", "lines"),
                             bytes_in_words(static_cast<double>(report.bytes)));
  if (report.patterns > 0)
    streams.err << fmt::format("{} of {}\n", counted(report.pattern_matches, "match", "matches"),
                               counted(report.patterns, "pattern", "patterns"));
  if (report.refused > 0) streams.err << counted(report.refused, "line is", "lines are") << " no indicator\n";
  if (report.problems > 0)
    streams.err << counted(report.problems, "file was", "files were") << " not read to the end\n";
  streams.err << fmt::format("{:.3f} s, {}/s\n", seconds,
                             bytes_in_words(seconds > 0 ? static_cast<double>(report.bytes) / seconds : 0));
}

}  // namespace

CLI::App* add_hunt_command(CLI::App& app, HuntOptions& options) {
  CLI::App* command = app.add_subcommand("hunt", "Where is it? Every sighting of up to a million indicators");
  command->footer(
      "Examples:\n"
      "  clew hunt -i iocs.csv logs/\n"
      "  clew hunt -e evil.example -e 203.0.113.7 logs/ backup.tar.gz\n"
      "  clew hunt -i notice.md -i feed.tsv logs/ --json | jq -r .file\n"
      "  clew hunt -i iocs.csv logs/ -l\n"
      "\n"
      "A sighting is `file:line:column: type indicator`, and behind that how it is written, where that differs. What is\n"
      "compressed or an archive is searched too, and named `logs.zip//dns.log`. Lines and columns count from 1, columns in\n"
      "bytes. Indicators are defanged for you to read; --json has them exact.\n"
      "\n"
      "A STIX pattern that asks for more than one value is judged as a whole, on what the records say. A match is\n"
      "`file:line: pattern ID (name), with file:line, …`, behind all sightings; what cannot be judged is said.\n"
      "\n"
      "Exit status:\n"
      "  0 found    1 not found    2 failed, or some evidence could not be read (even if something was found)");
  command->add_option("-i,--indicators", options.lists, "What to look for: a list, a notice, a pack (repeatable)")
      ->type_name("FILE");
  command
      ->add_option("-e,--value", options.values,
                   "One value to look for; its type is guessed, or named: file_name:setup.sh (repeatable)")
      ->type_name("VALUE")
      ->allow_extra_args(false);
  command->add_option("evidence", options.evidence, "Where to look: files, folders, archives")
      ->required()
      ->type_name("PATH");
  command->add_flag("--json", options.json, "One JSON object for each sighting, and one with the totals");
  command->add_flag("-c,--count", options.count, "How many sightings each file has");
  command->add_flag("-l,--files-with-matches", options.files, "Only the names of files with sightings");
  command->add_flag("-q,--quiet", options.quiet, "Nothing but the exit status: stops at the first sighting");
  command->add_option("-m,--max-count", options.per_file_max, "At most N sightings of each file")->type_name("N");
  command->add_flag("--values-only", options.values_only,
                    "Do not judge the patterns of STIX bundles as wholes, which decodes all records in a second pass");
  command->add_flag("--as-bytes", options.as_bytes,
                    "Search event logs, captures and databases as they lie, with what no record of them shows");
  command->add_flag("--stats", options.stats, "Print on stderr what was searched, and how fast");
  add_base_option(*command, options.base, "What its warning lists hold of a notice is told");
  command->add_option("--threads", options.threads, "How many threads; the answer is the same (default: all)")
      ->type_name("N");
  // `-i a b` would take the evidence for a list: one file for each -i.
  command->get_option("-i")->allow_extra_args(false);
  return command;
}

Exit run_hunt(const HuntOptions& options, Streams streams) {
  if (options.json + options.count + options.files + options.quiet > 1) {
    streams.err << "clew: --json, --count, --files-with-matches and --quiet exclude each other: give one of them\n";
    return Exit::failed;
  }
  const auto begin = std::chrono::steady_clock::now();
  Progress progress(streams.err);
  desk::HuntRequest request;
  request.lists = options.lists;
  request.values = options.values;
  request.evidence = options.evidence;
  request.knowledge_base = options.base;
  request.form = form_of(options);
  request.heading = request.colour = streams.out_colour;
  request.values_only = options.values_only;
  request.as_bytes = options.as_bytes;
  if (options.per_file_max > 0) request.per_file_max = options.per_file_max;
  request.threads = options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  request.stop = Interrupt::is_asked;
  request.write = [&](std::string_view text) {
    progress.clear();
    streams.out.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (streams.out_colour) streams.out.flush();  // a person reads along
    return static_cast<bool>(streams.out);
  };
  request.say = [&](const std::string& message) {
    progress.clear();
    streams.err << "clew: " << message << "\n";
  };
  if (streams.err_terminal && !options.quiet) {
    request.progress = [&](std::uint64_t done, std::uint64_t total) { progress.show("searching", done, total); };
  }
  const Interrupt interrupt;
  const auto report = desk::hunt(request);
  progress.clear();
  streams.out.flush();
  if (!report) {
    streams.err << "clew: " << base::to_text(report.error()) << "\n";
    return Interrupt::is_asked() ? Exit::interrupted : Exit::failed;
  }
  if (report->stopped) return Exit::interrupted;
  if (!streams.out) {
    streams.err << "clew: cannot write to standard output\n";
    return Exit::failed;
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  if (options.stats) say_stats(*report, taken.count(), streams);
  const bool is_found = report->sightings > 0 || report->pattern_matches > 0;
  if (report->problems > 0 && !(options.quiet && is_found)) return Exit::failed;
  return is_found ? Exit::found : Exit::not_found;
}

}  // namespace clew::cli
