#include "clew/cli/investigate.h"

#include "clew/base/text.h"
#include "clew/cli/interrupt.h"
#include "clew/cli/knowledge.h"
#include "clew/cli/progress.h"
#include "clew/cli/stopwatch.h"
#include "clew/desk/investigate.h"

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <system_error>
#include <thread>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/core.h>

namespace clew::cli {
namespace {

Exit failure(const Streams& streams, const base::Error& error) {
  streams.err << "clew: " << base::to_text(error) << "\n";
  return Exit::failed;
}

base::Result<std::optional<base::Instant>> parse_bound(std::string_view flag, const std::string& text,
                                                       bool to_the_end_of_the_day) {
  if (text.empty()) return std::nullopt;
  auto instant = base::parse_rfc3339(text);
  if (!instant) {
    return base::fail(base::Fault::malformed,
                      fmt::format("{}: {}; write 2023-06-20 or 2023-06-20T00:00:00Z", flag, instant.error().what));
  }
  constexpr std::size_t date_bytes = 10;
  if (to_the_end_of_the_day && text.size() == date_bytes) instant->nanoseconds += 86400 * base::Instant::per_second;
  return *instant;
}

/// Evidence is never written to, not even beside it in its own folder: the next run would search what this one wrote.
base::Result<base::Done> check_outside_evidence(const std::filesystem::path& output,
                                                const InvestigateOptions& options) {
  if (output.empty()) return base::Done{};
  std::error_code ignored;
  const auto target = std::filesystem::weakly_canonical(output, ignored);
  for (const auto& path : options.evidence) {
    const auto folder = std::filesystem::weakly_canonical(path, ignored);
    const auto differs = std::mismatch(folder.begin(), folder.end(), target.begin(), target.end());
    if (differs.first == folder.end()) {
      return base::fail(base::Fault::unsupported,
                        "this lies inside the evidence, which is never written to; choose another place", {},
                        output.string());
    }
  }
  return base::Done{};
}

enum class LedgerForm : std::uint8_t { csv, markdown };

/// The ending of the name chooses; there is no guess for another one.
base::Result<LedgerForm> ledger_form(const std::filesystem::path& path) {
  const std::string ending = path.extension().string();
  if (base::equal_ignoring_case(ending, ".csv")) return LedgerForm::csv;
  if (base::equal_ignoring_case(ending, ".md")) return LedgerForm::markdown;
  return base::fail(base::Fault::unsupported, "--rotation: the name must end in .csv (a table) or .md (a check-list)",
                    {}, path.string());
}

base::Result<base::Done> check_outputs(const InvestigateOptions& options) {
  for (const auto& output : {options.case_folder, options.html}) CLEW_CHECK(check_outside_evidence(output, options));
  for (const auto& output : options.rotation) {
    CLEW_CHECK(ledger_form(output));
    CLEW_CHECK(check_outside_evidence(output, options));
  }
  return base::Done{};
}

Exit status_of(const model::CaseDocument& document) {
  if (!document.problems.empty()) return Exit::unreadable;
  switch (document.answer.verdict) {
    case model::Verdict::hit:
    case model::Verdict::suspicious: return Exit::hit;
    case model::Verdict::not_seen: return Exit::not_seen;
    case model::Verdict::cannot_say: return Exit::cannot_say;
  }
  return Exit::failed;
}

void say_problems(const model::CaseDocument& document, const Streams& streams) {
  constexpr std::size_t shown_max = 20;
  for (std::size_t i = 0; i < document.problems.size() && i < shown_max; ++i) {
    streams.err << "clew: not read to the end: " << base::printable(document.problems[i]) << "\n";
  }
  if (document.problems.size() > shown_max) {
    streams.err << fmt::format("clew: … and {} more, all in the answer's \"problems\"\n",
                               document.problems.size() - shown_max);
  }
}

base::Result<base::Done> keep(const InvestigateOptions& options, const model::CaseDocument& document) {
  if (!options.case_folder.empty()) CLEW_CHECK(desk::keep_case(document, options.case_folder));
  if (!options.html.empty()) CLEW_CHECK(desk::write_file(options.html, desk::as_html(document)));
  for (const auto& path : options.rotation) {
    CLEW_TRY(const LedgerForm form, ledger_form(path));
    CLEW_CHECK(desk::write_file(
        path, form == LedgerForm::csv ? desk::as_rotation_csv(document) : desk::as_rotation_markdown(document)));
  }
  return base::Done{};
}

}  // namespace

CLI::App* add_investigate_command(CLI::App& app, InvestigateOptions& options) {
  CLI::App* command =
      app.add_subcommand("investigate", "Are we hit? From a notice and a folder of logs to an answer with its proof");
  command->footer(
      "Examples:\n"
      "  clew investigate --report notice.md --evidence logs/\n"
      "  clew investigate --report notice.md --report list.csv --evidence logs/ --case our-case/\n"
      "  clew investigate --report notice.md --evidence logs/ --json | jq .answer\n"
      "\n"
      "Exit status:\n"
      "  0 not seen, and coverage suffices    1 hit or suspicious    2 usage or I/O error\n"
      "  3 cannot say    4 answered, but some input was unreadable (the answer names it)");
  command->add_option("-r,--report", options.reports, "What was published: a notice, a list, a pack (repeatable)")
      ->required()
      ->type_name("FILE");
  command->add_option("-e,--evidence", options.evidence, "What you have: files, folders, archives (repeatable)")
      ->required()
      ->type_name("PATH");
  command->add_option("--supplier", options.supplier, "The supplier, if the notice does not tell (jumpcloud, okta)")
      ->type_name("ID");
  command->add_option("--from", options.from, "Start of the time to look at, instead of the notice's")
      ->type_name("TIME");
  command->add_option("--to", options.to, "End of the time to look at; a date includes that day")->type_name("TIME");
  command
      ->add_option("--case", options.case_folder,
                   "Keep the case in this folder: case.json, report.html, rotation.csv, rotation.md, case.sqlite")
      ->type_name("DIR");
  command->add_option("--html", options.html, "Write the report as one HTML file")->type_name("FILE");
  command
      ->add_option("--rotation", options.rotation,
                   "Write what to rotate, in order: a table (.csv) or a check-list (.md) (repeatable)")
      ->type_name("FILE");
  add_base_option(*command, options.base, "Helps to read the report, and tells whom it resembles");
  command->add_flag("--json", options.json, "Print the case document (clew.case/1) instead of the summary");
  command->add_flag("--exit-zero", options.exit_zero, "Exit with 0 whatever the answer is");
  command->add_flag("-q,--quiet", options.quiet, "No progress");
  command->add_flag("--timings", options.timings, "Print on stderr how long each stage took");
  command->add_option("--threads", options.threads, "How many threads; the answer is the same (default: all)")
      ->type_name("N");
  return command;
}

Exit run_investigate(const InvestigateOptions& options, Streams streams) {
  if (const auto writable = check_outputs(options); !writable) return failure(streams, writable.error());
  desk::InvestigateRequest request;
  request.reports = options.reports;
  request.evidence = options.evidence;
  request.supplier = options.supplier;
  request.knowledge_base = options.base;
  auto from = parse_bound("--from", options.from, false);
  if (!from) return failure(streams, from.error());
  auto to = parse_bound("--to", options.to, true);
  if (!to) return failure(streams, to.error());
  request.from = *from;
  request.to = *to;
  request.threads = options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  Progress progress(streams.err);
  if (streams.err_terminal && !options.quiet) {
    request.progress = [&](std::string_view step, std::uint64_t done, std::uint64_t total) {
      progress.show(step, done, total);
    };
  }
  Stopwatch stopwatch;
  if (options.timings) {
    request.stage_done = [&](std::string_view stage, std::uint64_t bytes) { stopwatch.lap(stage, bytes); };
  }
  request.stop = Interrupt::is_asked;
  auto document = [&] {
    const Interrupt interrupt;
    return desk::investigate(request);
  }();
  progress.clear();
  if (!document) {
    const Exit exit = failure(streams, document.error());
    return Interrupt::is_asked() ? Exit::interrupted : exit;
  }

  if (const auto kept = keep(options, *document); !kept) return failure(streams, kept.error());
  if (options.json) {
    streams.out << desk::as_json(*document);
  } else {
    streams.out << desk::as_terminal(*document, {streams.columns, streams.lines, streams.out_colour, streams.unicode});
  }
  streams.out.flush();
  if (!streams.out) return failure(streams, {base::Fault::unavailable, "cannot write the answer to standard output"});
  say_problems(*document, streams);
  if (!options.case_folder.empty())
    streams.err << "case kept in " << base::printable(options.case_folder.string()) << "\n";
  if (!options.html.empty()) streams.err << "report written to " << base::printable(options.html.string()) << "\n";
  for (const auto& path : options.rotation)
    streams.err << "rotation ledger written to " << base::printable(path.string()) << "\n";
  stopwatch.lap("writing", 0);
  if (options.timings) streams.err << timings_in_words(stopwatch.stages());
  const Exit exit = status_of(*document);
  return options.exit_zero && exit != Exit::unreadable ? Exit::not_seen : exit;
}

}  // namespace clew::cli
