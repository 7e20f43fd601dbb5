#include "clew/desk/hunt.h"

#include "clew/base/disk.h"
#include "clew/base/text.h"
#include "clew/desk/detail/evidence_paths.h"
#include "clew/desk/detail/pattern_hunt.h"
#include "clew/desk/detail/sighting_text.h"
#include "clew/desk/notice_file.h"
#include "clew/desk/pack.h"
#include "clew/desk/reading_aids.h"
#include "clew/evidence/byte_source.h"
#include "clew/hunt/search.h"
#include "clew/intel/read_notice.h"
#include "clew/intel/value_list.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <span>

#include <fmt/core.h>

namespace clew::desk {
namespace {

namespace fs = std::filesystem;
using base::Done;
using base::Error;
using base::Result;

/// Gathers the values of all files, each once.
class Indicators {
 public:
  explicit Indicators(const HuntRequest& request) : request_(request) {}

  Result<Done> read_all() {
    for (const fs::path& path : request_.lists) CLEW_CHECK(read(path));
    for (const std::string& text : request_.values) {
      const auto value = intel::read_value(text);
      if (!value)
        return base::fail(value.error().fault, fmt::format("\"{}\": {}", base::printable(text), value.error().what));
      add(*value);
    }
    if (refused > refusals_said_max)
      say(fmt::format("… and {} more that are no indicators", refused - refusals_said_max));
    say_what_is_not_searched();
    if (builder_.size() == 0 && patterns.size() == 0)
      return base::fail(base::Fault::not_found, "there is no indicator to search for");
    return Done{};
  }
  hunt::Matcher build() && { return std::move(builder_).build(); }

  std::uint64_t refused = 0;
  detail::PatternHunt patterns;  ///< that ask for more than values

 private:
  Result<Done> read(const fs::path& path) {
    CLEW_TRY(const auto source, evidence::FileSource::open(path, evidence::Hash::no));
    std::string lines;
    bool has_more = more(*source, lines, intel::value_list_head_bytes);
    if (const auto problem = source->problem()) return std::unexpected(*problem);
    auto list = intel::ValueList::recognise(whole_lines(lines, has_more));
    if (!list) return read_notice(path);
    const intel::ValueSink sink = {
        [&](const model::Value& value, std::uint64_t) { add(value); },
        [&](std::string_view text, const std::string& why, std::uint64_t line) { refuse(path, line, text, why); }};
    while (!(request_.stop && request_.stop())) {
      const std::string_view whole = whole_lines(lines, has_more);
      list->read(whole, sink);
      lines.erase(0, whole.size());
      if (!has_more) break;
      has_more = more(*source, lines, piece_bytes);
    }
    if (auto problem = source->problem()) return std::unexpected(*std::move(problem));
    return Done{};
  }

  static constexpr std::size_t piece_bytes = std::size_t{256} << 10U;

  /// Appends about `bytes` bytes; false at the end.
  static bool more(evidence::ByteSource& source, std::string& lines, std::size_t bytes) {
    const std::size_t before = lines.size();
    std::size_t filled = before;
    bool has_more = true;
    lines.resize(before + bytes);
    while (has_more && filled < lines.size()) {
      const std::size_t got = source.read({lines.data() + filled, lines.size() - filled});
      has_more = got > 0;
      filled += got;
    }
    lines.resize(filled);
    return has_more;
  }

  /// A line without end is handed on in pieces, each of which is refused.
  static std::string_view whole_lines(const std::string& lines, bool has_more) {
    if (!has_more) return lines;
    const std::size_t end = lines.rfind('\n');
    return end == std::string::npos ? std::string_view(lines) : std::string_view(lines).substr(0, end + 1);
  }

  Result<Done> read_notice(const fs::path& path) {
    CLEW_TRY(auto bytes, base::read_small_file(path, intel::notice_bytes_max));
    CLEW_TRY(const auto input, notice_input(path.filename().string(), std::move(bytes)));
    CLEW_TRY(const auto aids, ReadingAids::open(request_.knowledge_base));
    auto notice = intel::read_notice(input, known_packs({path}), aids.options());
    if (!notice) {
      notice.error().file = path.string();
      return std::unexpected(std::move(notice).error());
    }
    for (const model::Indicator& indicator : notice->indicators) add(indicator.value);
    if (!request_.values_only) {
      for (const model::PublishedPattern& pattern : notice->patterns) patterns.add(path.string(), pattern);
    }
    if (const auto problem = aids.problem()) return std::unexpected(*problem);
    say_what_lists_hold(path, *notice);
    for (const model::Refusal& refusal : notice->refused) refuse(path, refusal.line, refusal.text, refusal.why);
    if (!notice->mentions.empty()) {
      const std::size_t count = notice->mentions.size();
      say(fmt::format("{}: {} value{} only mentioned (as {}) and not searched for; -e VALUE searches for one",
                      base::printable(path.string()), count, count == 1 ? " is" : "s are",
                      base::printable(notice->mentions.front().why)));
    }
    return Done{};
  }

  /// Ports are not searched for, so values that differ in these are equal.
  void add(const model::Value& value) {
    if (model::is_searched(value.type()))
      builder_.add_if_new(value);
    else
      ++unsearched_[static_cast<std::size_t>(value.type())];
  }
  void refuse(const fs::path& path, std::uint64_t line, std::string_view text, const std::string& why) {
    constexpr std::size_t shown_bytes_max = 80;
    if (refused++ < refusals_said_max) {
      say(fmt::format("{}:{}: not an indicator: {}: {}", base::printable(path.string()), line,
                      base::printable(base::shortened(text, shown_bytes_max)), base::printable(why)));
    }
  }
  /// A list informs: what it holds is searched for all the same.
  void say_what_lists_hold(const fs::path& path, const model::Notice& notice) const {
    std::size_t count = 0;
    const model::Indicator* first = nullptr;
    for (const model::Indicator& indicator : notice.indicators) {
      if (!std::ranges::any_of(indicator.warnings, intel::is_list_warning)) continue;
      if (first == nullptr) first = &indicator;
      ++count;
    }
    if (first == nullptr) return;
    say(fmt::format("{}: {} of {} indicators {} in a warning list, and searched for all the same: {} is {}",
                    base::printable(path.string()), count, notice.indicators.size(), count == 1 ? "is" : "are",
                    base::printable(model::defanged(first->value)),
                    base::printable(*std::ranges::find_if(first->warnings, intel::is_list_warning))));
  }
  void say_what_is_not_searched() const {
    for (std::size_t i = 0; i < unsearched_.size(); ++i) {
      if (unsearched_[i] == 0) continue;
      say(fmt::format("{} of type {} not searched for: evidence is not searched for this type", unsearched_[i],
                      model::name_of(static_cast<model::ValueType>(i))));
    }
  }
  void say(const std::string& message) const {
    if (request_.say) request_.say(message);
  }

  const HuntRequest& request_;
  hunt::Matcher::Builder builder_;
  std::array<std::uint64_t, model::value_type_count> unsearched_ = {};
};

/// Turns what the search finds into what the request wants to see. Called in order, by one thread at a time.
class Teller {
 public:
  Teller(const HuntRequest& request, const hunt::Matcher& matcher, bool has_patterns)
      : request_(request),
        style_{request.form == HuntForm::json, request.heading, request.colour},
        matcher_(matcher),
        seen_(matcher.size()),
        keeps_files_(has_patterns) {}

  void render(const hunt::Finds& finds, std::string& text) const {
    if (request_.form == HuntForm::lines || request_.form == HuntForm::json)
      detail::append_sightings(text, finds, matcher_, style_);
  }

  hunt::Onward take(const hunt::Finds& finds, std::string_view text) {
    const bool is_new = finds.member != member_;
    if (is_new) {
      finish_member();
      member_ = finds.member;
      told_ = 0;
    }
    const std::uint64_t room = request_.per_file_max.value_or(~std::uint64_t{0}) - told_;
    hunt::Finds shown = finds;
    std::string shorter;
    if (finds.finds.size() > room) {
      shown.finds = finds.finds.first(static_cast<std::size_t>(room));
      render(shown, shorter);
      text = shorter;
    }
    told_ += shown.finds.size();
    report.sightings += shown.finds.size();
    for (const hunt::Find& find : shown.finds) {
      if (!seen_[find.value]) ++report.indicators_seen;
      seen_[find.value] = true;
    }
    switch (request_.form) {
      case HuntForm::nothing: return hunt::Onward::stop;
      case HuntForm::files:
        write(detail::file_line(finds.file, style_));
        if (keeps_files_) files_told_.emplace(finds.file);
        return closed_ ? hunt::Onward::stop : hunt::Onward::skip_member;
      case HuntForm::count: name_ = finds.file; break;
      case HuntForm::lines:
        if (is_new && request_.heading) write((has_written_ ? "\n" : "") + detail::file_line(finds.file, style_));
        write(text);
        break;
      case HuntForm::json: write(text); break;
    }
    if (closed_) return hunt::Onward::stop;
    return told_ == request_.per_file_max ? hunt::Onward::skip_member : hunt::Onward::go_on;
  }

  void finish_member() {
    if (request_.form == HuntForm::count && told_ > 0) write(detail::count_line(name_, told_, style_));
    told_ = 0;
  }

  /// False when nobody reads on.
  bool take_match(const detail::PatternOutcome& pattern, std::span<const detail::MatchedRecord> records) {
    std::string text;
    if (request_.form == HuntForm::lines || request_.form == HuntForm::json) {
      if (request_.heading && has_written_ && !has_match_) text += '\n';  // no file stands above them
      detail::append_match(text, pattern, records, style_);
    } else if (request_.form == HuntForm::files) {
      for (const detail::MatchedRecord& record : records) {
        if (files_told_.emplace(record.file).second) text += detail::file_line(record.file, style_);
      }
    }
    has_match_ = true;
    write(text);
    return !closed_;
  }

  void take_outcome(const detail::PatternOutcome& outcome) {
    if (request_.form == HuntForm::json) write(detail::outcome_line(outcome));
    if (request_.form == HuntForm::count && outcome.matches > 0) write(detail::pattern_count_line(outcome, style_));
  }

  [[nodiscard]] bool is_closed() const { return closed_; }

  void write(std::string_view text) {
    if (closed_ || text.empty()) return;
    has_written_ = true;
    closed_ = !request_.write(text);
  }

  HuntReport report;

 private:
  const HuntRequest& request_;
  detail::SightingStyle style_;
  const hunt::Matcher& matcher_;
  std::vector<bool> seen_;
  std::optional<std::uint64_t> member_;
  std::string name_;
  std::uint64_t told_ = 0;
  bool has_written_ = false;
  bool has_match_ = false;
  bool keeps_files_;
  std::set<std::string, std::less<>> files_told_;  // of `files`, so that a match does not tell them again
  bool closed_ = false;
};

/// Judges the patterns, and tells their matches behind the sightings.
void judge(detail::PatternHunt& patterns, const evidence::Listing& listing, const HuntRequest& request,
           Teller& teller) {
  HuntReport& report = teller.report;
  const bool wants_no_more = request.form == HuntForm::nothing && report.sightings > 0;
  if (patterns.size() == 0 || wants_no_more || teller.is_closed()) return;
  detail::PatternHunt::Options options;
  options.threads = request.threads;
  options.stops_at_first = request.form == HuntForm::nothing;
  options.say = request.say;
  options.progress = request.progress;
  options.stop = request.stop;
  options.take = [&](const detail::PatternOutcome& pattern, std::span<const detail::MatchedRecord> records) {
    ++report.pattern_matches;
    return teller.take_match(pattern, records);
  };
  report.stopped = !patterns.run(listing, options);
  if (report.stopped) return;
  for (const detail::PatternOutcome& outcome : patterns.outcomes()) teller.take_outcome(outcome);
}

}  // namespace

Result<HuntReport> hunt(const HuntRequest& request) {
  Indicators indicators(request);
  CLEW_CHECK(indicators.read_all());
  if (request.stop && request.stop())
    return base::fail(base::Fault::unavailable, "stopped before anything was searched");
  const std::uint64_t refused = indicators.refused;
  detail::PatternHunt patterns = std::move(indicators.patterns);
  const hunt::Matcher matcher = std::move(indicators).build();
  const evidence::Listing listing = detail::list_what_is_there(
      request.evidence, request.form == HuntForm::json ? detail::Names::for_programs : detail::Names::for_people);

  Teller teller(request, matcher, patterns.size() > 0);
  hunt::SearchOptions options;
  options.threads = request.threads;
  if (request.as_bytes) options.recognise_translated = [](std::string_view) { return evidence::Recognised{}; };
  options.stop = request.stop;
  options.progress = request.progress;
  options.render = [&](const hunt::Finds& finds, std::string& text) { teller.render(finds, text); };
  options.take = [&](const hunt::Finds& finds, std::string_view text) { return teller.take(finds, text); };
  options.problem = [&](const Error& error) {
    if (request.say) request.say(base::to_text(error));
  };
  const hunt::SearchTally tally = hunt::search(listing, matcher, options);

  HuntReport& report = teller.report;
  report.files = tally.files;
  report.bytes = tally.bytes;
  report.lines = tally.lines;
  report.indicators = matcher.size();
  report.refused = refused;
  report.problems = tally.problems;
  report.stopped = tally.stopped;
  report.patterns = patterns.size();
  if (!report.stopped) {
    teller.finish_member();
    judge(patterns, listing, request, teller);
  }
  if (!report.stopped) {
    if (request.form == HuntForm::json) teller.write(detail::stats_line(report));
  }
  return report;
}

}  // namespace clew::desk
