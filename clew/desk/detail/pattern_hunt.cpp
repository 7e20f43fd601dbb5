#include "clew/desk/detail/pattern_hunt.h"

#include "clew/base/text.h"
#include "clew/desk/pack.h"
#include "clew/hunt/scan.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/core.h>

namespace clew::desk::detail {
namespace {

using intel::JudgedEvent;

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
/// Searches that met their limit; then a pattern is given up.
constexpr std::size_t failures_max = 8;

std::string_view bytes_of(const std::vector<std::uint32_t>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(std::uint32_t)};
}

void add_problem(PatternOutcome& outcome, std::string_view problem) {
  if (outcome.problem.find(problem) != std::string::npos) return;
  if (!outcome.problem.empty()) outcome.problem += "; ";
  outcome.problem += problem;
}

/// Says how often each of some things holds, the first few of them.
void say_counts(const std::map<std::string, std::size_t>& counts, std::string_view why,
                const std::function<void(const std::string&)>& say) {
  std::size_t said = 0;
  for (const auto& [what, count] : counts) {
    if (said++ == pattern_messages_max) {
      say(fmt::format("… and {} more such properties", counts.size() - pattern_messages_max));
      return;
    }
    say(fmt::format("cannot be judged: {}, which {} ({})", base::printable(what), why,
                    count == 1 ? "1 pattern asks for it" : fmt::format("{} patterns ask for it", count)));
  }
}

}  // namespace

struct PatternHunt::Record {
  JudgedEvent judged;
  MatchedRecord shown;
};

void PatternHunt::add(const std::string& file, const model::PublishedPattern& published) {
  PatternOutcome outcome;
  outcome.id = published.id.empty() ? fmt::format("{}:{}", file, published.line) : published.id;
  outcome.name = published.name;
  outcome.text = published.text;
  outcome.file = file;
  std::uint32_t number = none;
  if (!published.why_not.empty()) {
    outcome.problem = published.why_not;
  } else if (const auto added = patterns_.add(published.text); !added) {
    outcome.problem = added.error().what;
  } else if (!known_.try_emplace(*added, outcomes_.size()).second) {
    return;
  } else {
    number = *added;
    const bool is_telling = patterns_.is_telling(number) || !patterns_.is_answerable(number);
    if (!is_telling) outcome.problem = "asks only for ports, protocols or numbers, which everybody's records have";
    if (!is_telling) patterns_.leave_out(number);
    outcome.judged = is_telling && patterns_.is_answerable(number);
    outcome.unanswerable = patterns_.unanswerable(number);
  }
  numbers_.push_back(number);
  outcomes_.push_back(std::move(outcome));
}

bool PatternHunt::run(const evidence::Listing& listing, const Options& options) {
  const bool is_any_judged = std::ranges::any_of(outcomes_, &PatternOutcome::judged);
  if (!is_any_judged) {
    say_what_was_not_judged(options);
    return true;
  }
  patterns_.plan();
  const std::vector<model::LogMapping> mappings = log_mappings(known_packs({}));
  hunt::ScanOptions scan_options;
  scan_options.threads = options.threads;
  scan_options.progress = options.progress;
  scan_options.stop = options.stop;
  scan_options.sightings = false;
  scan_options.mappings = mappings;
  scan_options.select.per_group_max = pattern_group_max;
  scan_options.select.records_max = scan_options.select.kept_max = pattern_records_max;
  scan_options.select.keep = [&](const model::Event& event, std::string& key) {
    thread_local intel::EventPatterns::Scratch scratch;
    thread_local std::vector<std::uint32_t> satisfied;
    patterns_.judge(event, scratch, satisfied);
    if (satisfied.empty()) return false;
    // Records are grouped by what they satisfy; which numbers those are is asked again of the few that stay.
    key = fmt::format("{:016x} ", std::hash<std::string_view>{}(bytes_of(satisfied)));
    key += hunt::device_of(event);
    return true;
  };
  const hunt::ScanResult scanned = hunt::scan(listing, {}, scan_options);
  if (scanned.stopped) return false;

  std::vector<Record> records;
  intel::EventPatterns::Scratch scratch;
  for (const hunt::KeptGroup& group : scanned.selected) {
    for (const hunt::KeptRecord& kept : group.earliest) {
      Record& record = records.emplace_back();
      record.judged.time = kept.event.time;
      patterns_.judge(kept.event, scratch, record.judged.satisfied);
      record.shown = {scanned.files[kept.place.file].name, kept.place.line, kept.place.offset, kept.place.length,
                      hunt::device_of(kept.event),         kept.event.time};
    }
    std::vector<std::uint32_t> patterns;
    for (const std::uint32_t observation : records.back().judged.satisfied)
      patterns.push_back(patterns_.pattern_of(observation));
    patterns.erase(std::unique(patterns.begin(), patterns.end()), patterns.end());
    for (const std::uint32_t pattern : patterns) {
      PatternOutcome& outcome = outcomes_[known_.at(pattern)];
      outcome.records += group.records;
      outcome.left_out += group.records - group.earliest.size();
    }
  }
  std::ranges::sort(records, {}, [](const Record& record) {
    return std::tuple(!record.judged.time, record.judged.time.value_or(base::Instant{}), record.shown.file,
                      record.shown.offset);
  });
  tell_matches(records, options);
  for (const base::Error& error : scanned.problems) {
    // What concerns a file was said when it was searched.
    if (error.file.empty() && error.fault == base::Fault::over_limit && options.say) options.say(base::to_text(error));
  }
  const auto undecoded = std::ranges::count_if(scanned.files, [](const hunt::ScannedFile& file) {
    return !file.undecoded.empty() || (file.events == 0 && file.unparsed > 0);
  });
  if (undecoded > 0 && options.say) {
    options.say(
        fmt::format("patterns are judged on records that are understood: those of {} of {} files are not, and "
                    "only searched for values",
                    undecoded, scanned.files.size()));
  }
  say_what_was_not_judged(options);
  return true;
}

void PatternHunt::tell_matches(const std::vector<Record>& records, const Options& options) {
  std::map<std::uint32_t, std::vector<const Record*>> of_pattern;
  for (const Record& record : records) {
    for (const std::uint32_t observation : record.judged.satisfied) {
      auto& list = of_pattern[patterns_.pattern_of(observation)];
      if (list.empty() || list.back() != &record) list.push_back(&record);
    }
  }
  bool goes_on = true;
  std::vector<const JudgedEvent*> events;
  std::vector<MatchedRecord> shown;
  for (std::size_t i = 0; i < outcomes_.size() && goes_on; ++i) {
    PatternOutcome& outcome = outcomes_[i];
    const std::uint32_t number = numbers_[i];
    if (!outcome.judged) continue;
    outcome.not_told = patterns_.not_told(number);
    const std::vector<const Record*>& candidates = of_pattern[number];
    std::size_t failures = 0;
    const auto match = [&](std::span<const Record* const> among) {
      events.clear();
      for (const Record* record : among) events.push_back(&record->judged);
      const auto found = patterns_.match(number, events);
      if (!found) {
        add_problem(outcome, found.error().what);
        ++failures;
        return false;
      }
      if (!*found) return false;
      shown.clear();
      for (const std::size_t index : **found) shown.push_back(among[index]->shown);
      ++outcome.matches;
      goes_on = options.take(outcome, shown) && !options.stops_at_first;
      return true;
    };
    if (patterns_.takes_one_event(number)) {
      for (const Record* const& record : candidates) {
        if (goes_on && failures < failures_max) match({&record, 1});
      }
    } else {
      std::map<std::string_view, std::vector<const Record*>> of_device;
      for (const Record* record : candidates) of_device[record->shown.device].push_back(record);
      for (const auto& [device, list] : of_device) {
        if (goes_on && failures < failures_max) match(list);
      }
      if (outcome.matches == 0 && of_device.size() > 1 && failures < failures_max) match(candidates);
    }
    const auto timeless = std::ranges::count_if(candidates, [](const Record* one) { return !one->judged.time; });
    if (patterns_.needs_time(number) && timeless > 0)
      add_problem(outcome, fmt::format("{} records without a time count for nothing", timeless));
    if (outcome.left_out > 0)
      add_problem(outcome, fmt::format("{} of {} records that satisfy a part of it are left out: the earliest of each "
                                       "device are judged",
                                       outcome.left_out, outcome.records));
    if (patterns_.was_over_limit(number))
      add_problem(outcome, "records with too many objects to judge them count for nothing");
  }
}

void PatternHunt::say_what_was_not_judged(const Options& options) const {
  if (!options.say) return;
  std::map<std::string, std::size_t> unanswerable, not_told;
  std::size_t problems = 0;
  for (const PatternOutcome& outcome : outcomes_) {
    for (const std::string& path : outcome.unanswerable) ++unanswerable[path];
    for (const std::string& path : outcome.not_told) not_told[path] += outcome.matches == 0 ? 1 : 0;
    if (outcome.problem.empty() || problems++ >= pattern_messages_max) continue;
    const bool is_judged = outcome.judged;
    options.say(fmt::format("pattern {}{}: {}", base::printable(outcome.id), is_judged ? "" : " is not judged",
                            base::printable(outcome.problem)));
  }
  if (problems > pattern_messages_max)
    options.say(fmt::format("… and {} more patterns", problems - pattern_messages_max));
  std::erase_if(not_told, [](const auto& entry) { return entry.second == 0; });
  say_counts(unanswerable, "no evidence tells", options.say);
  say_counts(not_told, "no record of this evidence tells", options.say);
}

}  // namespace clew::desk::detail
